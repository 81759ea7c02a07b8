/* Moving arrays between devices. */
#include "program/builder.h"
#include <string.h>

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

/* A new array of the same size on the device, filled from a contiguous one. */
static nd_status move_contiguous (const nd_array *a, nd_device *device, nd_array **out,
                                  nd_error *error)
{
  nd_array *contiguous, *result = NULL;
  ND_RETURN_NOT_OK (nd_array_contiguous (a, &contiguous, error));
  nd_status status = nd_array_new (device, a->dtype, a->ndims, a->dims, &result, error);
  if (status == ND_OK)
    status = move_elements (result, contiguous, error);
  nd_array_free (contiguous);
  return nd_array_deliver (status, result, out);
}

/* How far elements lie from the first one, both ways, in elements. */
static void reach (const nd_array *a, int64_t *back, int64_t *ahead)
{
  *back = *ahead = 0;
  for (int d = 0; d < a->ndims; d++) {
    int64_t span = (a->dims[d] - 1) * a->strides[d];
    *(span < 0 ? back : ahead) += span;
  }
}

/* Moves the memory in which a host array's elements lie, as it is. */
static nd_status move_memory (const nd_array *a, int64_t back, int64_t count, nd_device *device,
                              nd_array **out, nd_error *error)
{
  nd_array *result;
  size_t size = nd_dtype_size (a->dtype);
  ND_RETURN_NOT_OK (
      nd_array_new (device, a->dtype, 2, (const int64_t[]){count, 1}, &result, error));
  nd_status status = nd_device_upload (result->storage->buffer, 0,
                                       (const char *)nd_array_data (a) + back * (int64_t)size,
                                       (size_t)count * size, error);
  result->ndims = a->ndims;
  result->offset = -back;
  memcpy (result->dims, a->dims, sizeof a->dims[0] * (size_t)a->ndims);
  memcpy (result->strides, a->strides, sizeof a->strides[0] * (size_t)a->ndims);
  return nd_array_deliver (status, result, out);
}

nd_status nd_transfer_as_stored (const nd_array *a, nd_device *device, nd_array **out,
                                 nd_error *error)
{
  int64_t back, ahead;
  if (nd_array_device (a) == device)
    return nd_array_copy (a, out, error);
  reach (a, &back, &ahead);
  /* The device puts elements in order much faster than the host does. */
  bool is_dense = ahead - back < nd_array_numel (a);
  if (nd_array_device (a)->is_host && is_dense && !nd_array_is_contiguous (a))
    return move_memory (a, back, ahead - back + 1, device, out, error);
  return move_contiguous (a, device, out, error);
}

nd_status nd_transfer (const nd_array *a, nd_device *device, nd_array **out, nd_error *error)
{
  nd_array *stored;
  ND_RETURN_NOT_OK (nd_transfer_as_stored (a, device, &stored, error));
  if (nd_array_device (a) == device || nd_array_is_contiguous (stored)) {
    *out = stored;
    return ND_OK;
  }
  nd_status status = nd_array_contiguous (stored, out, error);
  nd_array_free (stored);
  return status;
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
