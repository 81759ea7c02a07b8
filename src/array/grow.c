/* Growth: in place where the buffer has room behind the array, into a roomier buffer otherwise. */
#include "array/array.h"
#include "array/array_internal.h"
#include "device/device.h"

static size_t end_of_elements (const nd_array *a)
{
  return (size_t)(a->offset + nd_array_numel (a)) * nd_dtype_size (a->dtype);
}

bool nd_array_can_append (const nd_array *a, size_t extra)
{
  nd_buffer *buffer = a->storage->buffer;
  if (buffer->foreign || !nd_array_is_contiguous (a) || nd_array_numel (a) == 0)
    return false;
  size_t end = end_of_elements (a);
  /* Nobody else looks: what lies behind the elements is left over from a larger array. */
  if (buffer->references == 1 && !nd_array_is_linked (a))
    buffer->used = end;
  return end == buffer->used && extra <= buffer->nbytes - end;
}

size_t nd_array_grown_capacity (const nd_array *a, size_t nbytes)
{
  return a->storage->buffer->grows ? nbytes + nbytes / 2 : nbytes;
}

/* Does column-major order keep the old elements in front when dims become larger? */
static bool keeps_order (const nd_array *a, int ndims, const int64_t *dims)
{
  int d = 0;
  while (d < a->ndims && d < ndims && a->dims[d] == dims[d])
    d++;
  for (d++; d < a->ndims; d++)
    if (a->dims[d] != 1)
      return false;
  return true;
}

/* A window on the elements of `a`, which keeps its old ones in front, from number `first` on. */
static void tail_window (const nd_array *a, int64_t first, nd_array *tail)
{
  int64_t dims[2] = {nd_array_numel (a) - first, 1};
  nd_array_window (a, tail);
  tail->offset += first;
  nd_array_set_dims (tail, 2, dims);
}

/* Another array on the storage of `a` that goes on behind its elements. */
static nd_status grow_in_place (const nd_array *a, size_t nbytes, int ndims, const int64_t *dims,
                                nd_array **out, nd_error *error)
{
  nd_array *grown, tail;
  ND_RETURN_NOT_OK (nd_array_link (a, &grown, error));
  nd_array_set_dims (grown, ndims, dims);
  tail_window (grown, nd_array_numel (a), &tail);
  nd_status status = nd_array_set_zero (&tail, error);
  if (status == ND_OK)
    a->storage->buffer->used += nbytes - nd_array_nbytes (a);
  return nd_array_deliver (status, grown, out);
}

/* Zeros where the old elements do not go, then the old elements. */
static nd_status fill_grown (nd_array *to, const nd_array *from, nd_error *error)
{
  nd_array part;
  if (nd_array_numel (from) > 0 && keeps_order (from, to->ndims, to->dims)) {
    tail_window (to, nd_array_numel (from), &part);
    ND_RETURN_NOT_OK (nd_array_set_zero (&part, error));
  } else
    ND_RETURN_NOT_OK (nd_array_set_zero (to, error));
  if (nd_array_numel (from) == 0)
    return ND_OK;
  nd_array_window (to, &part);
  for (int d = 0; d < part.ndims; d++)
    part.dims[d] = d < from->ndims ? from->dims[d] : 1;
  part.ndims = from->ndims;
  return nd_array_copy_into (&part, from, error);
}

nd_status nd_array_grow (const nd_array *a, int ndims, const int64_t *dims, nd_array **out,
                         nd_error *error)
{
  int64_t numel;
  nd_array *grown;
  size_t size = nd_dtype_size (a->dtype);
  ndims = nd_dims_trim (ndims, dims);
  ND_RETURN_NOT_OK (nd_dims_numel (ndims, dims, size, &numel, error));
  size_t nbytes = (size_t)numel * size;
  if (nd_buffer_is_private (a->storage->buffer) && keeps_order (a, ndims, dims) &&
      nd_array_can_append (a, nbytes - nd_array_nbytes (a)))
    return grow_in_place (a, nbytes, ndims, dims, out, error);
  ND_RETURN_NOT_OK (nd_array_new_with_room (nd_array_device (a), a->dtype, ndims, dims,
                                            nd_array_grown_capacity (a, nbytes), &grown, error));
  grown->storage->buffer->grows = true;
  nd_status status = fill_grown (grown, a, error);
  return nd_array_deliver (status, grown, out);
}
