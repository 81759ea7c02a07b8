/* Copying and clearing elements. */
#include "array/array.h"
#include "array/array_internal.h"
#include "device/device.h"
#include "program/operations.h"
#include <string.h>

/* Several threads copy from so many bytes on. */
static const size_t shared_from = (size_t)4 << 20;

nd_status nd_array_copy_into (nd_array *to, const nd_array *from, nd_error *error)
{
  size_t nbytes = nd_array_nbytes (to);
  if (nbytes >= shared_from || to->dtype != from->dtype || !nd_array_device (to)->is_host ||
      !nd_array_is_contiguous (to) || !nd_array_is_contiguous (from))
    return nd_copy_elements (to, from, error);
  if (nbytes > 0)
    memcpy ((void *)nd_array_data (to), nd_array_data (from), nbytes);
  return ND_OK;
}

nd_status nd_array_set_zero (nd_array *a, nd_error *error)
{
  static const nd_element zero;
  if (nd_array_device (a)->is_host && nd_array_is_contiguous (a)) {
    if (nd_array_numel (a) > 0)
      memset ((void *)nd_array_data (a), 0, nd_array_nbytes (a));
    return ND_OK;
  }
  nd_operand operand = {.array = NULL, .dtype = a->dtype, .scalar = zero};
  return nd_fill (a, &operand, error);
}

nd_status nd_array_copy_now (const nd_array *a, nd_array **out, nd_error *error)
{
  nd_array *copy;
  ND_RETURN_NOT_OK (nd_array_new (nd_array_device (a), a->dtype, a->ndims, a->dims, &copy, error));
  nd_status status = nd_array_copy_into (copy, a, error);
  return nd_array_deliver (status, copy, out);
}

nd_status nd_array_contiguous (const nd_array *a, nd_array **out, nd_error *error)
{
  return nd_array_is_contiguous (a) ? nd_array_copy (a, out, error)
                                    : nd_array_copy_now (a, out, error);
}
