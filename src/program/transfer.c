/* Moving arrays between devices. */
#include "program/builder.h"

static size_t byte_offset (const nd_array *a)
{
  return (size_t)a->offset * nd_dtype_size (a->dtype);
}

/* Copies the elements of `from` to `to`; both are contiguous, on different devices. */
static nd_status move_elements (nd_array *to, const nd_array *from, nd_error *error)
{
  size_t nbytes = nd_array_nbytes (from);
  if (nd_array_device (from)->is_host)
    return nd_device_upload (to->storage->buffer, byte_offset (to), nd_array_data (from), nbytes,
                             error);
  if (nd_array_device (to)->is_host)
    return nd_device_download (nd_address (to), from->storage->buffer, byte_offset (from), nbytes,
                               error);
  return nd_device_copy (to->storage->buffer, byte_offset (to), from->storage->buffer,
                         byte_offset (from), nbytes, error);
}

nd_status nd_transfer_uncounted (const nd_array *a, nd_device *device, nd_array **out,
                                 nd_error *error)
{
  nd_device *outer = nd_array_device (a)->is_host ? device : nd_array_device (a);
  const nd_device_counters before = outer->counters;
  const nd_status status = nd_transfer (a, device, out, error);
  outer->counters.uploads = before.uploads;
  outer->counters.bytes_uploaded = before.bytes_uploaded;
  outer->counters.downloads = before.downloads;
  outer->counters.bytes_downloaded = before.bytes_downloaded;
  return status;
}

nd_status nd_transfer (const nd_array *a, nd_device *device, nd_array **out, nd_error *error)
{
  nd_array *contiguous, *result = NULL;
  if (nd_array_device (a) == device)
    return nd_array_copy (a, out, error);
  ND_RETURN_NOT_OK (nd_array_contiguous (a, &contiguous, error));
  nd_status status = nd_array_new (device, a->dtype, a->ndims, a->dims, &result, error);
  if (status == ND_OK)
    status = move_elements (result, contiguous, error);
  nd_array_free (contiguous);
  if (status == ND_OK)
    *out = result;
  else
    nd_array_free (result);
  return status;
}
