/* The same elements in another shape: without a copy where strides can express it. */
#include "array/array.h"
#include "array/array_internal.h"
#include "device/device.h"
#include <string.h>

/* ---- reshape ------------------------------------------------------------------------------- */

/* Takes the dimensions of both in groups of equal numbers of elements: each group of a's must be
   walked by one stride. */
bool nd_array_reshape_strides (const nd_array *a, int ndims, const int64_t *dims, int64_t *strides)
{
  int d = 0, e = 0;
  while (e < ndims) {
    if (dims[e] == 1) {
      strides[e++] = 1;
      continue;
    }
    while (a->dims[d] == 1)
      d++;
    int64_t stride = a->strides[d], in_group = a->dims[d++], numel = dims[e];
    strides[e++] = stride;
    while (numel != in_group)
      if (numel < in_group) {
        strides[e] = stride * numel;
        numel *= dims[e++];
      } else {
        if (a->dims[d] != 1 && a->strides[d] != stride * in_group)
          return false;
        in_group *= a->dims[d++];
      }
  }
  return true;
}

static nd_status check_reshape (const nd_array *a, int ndims, const int64_t *dims, nd_error *error)
{
  char from[256], to[256];
  int64_t numel;
  ndims = nd_dims_trim (ndims, dims);
  ND_RETURN_NOT_OK (nd_dims_numel (ndims, dims, nd_dtype_size (a->dtype), &numel, error));
  if (numel == nd_array_numel (a) && ndims <= ND_MAX_DIMS)
    return ND_OK;
  return nd_fail (error, ND_FAILED, "reshape: can't reshape %s array to %s array",
                  nd_dims_text (a->ndims, a->dims, from, sizeof from),
                  nd_dims_text (ndims, dims, to, sizeof to));
}

nd_status nd_array_reshape (const nd_array *a, int ndims, const int64_t *dims, nd_array **out,
                            nd_error *error)
{
  int64_t strides[ND_MAX_DIMS];
  ND_RETURN_NOT_OK (check_reshape (a, ndims, dims, error));
  ndims = nd_dims_trim (ndims, dims);
  bool keeps_memory = nd_array_numel (a) == 0 || nd_array_reshape_strides (a, ndims, dims, strides);
  nd_array *result;
  ND_RETURN_NOT_OK (keeps_memory ? nd_array_copy (a, &result, error)
                                 : nd_array_copy_now (a, &result, error));
  nd_array_set_dims (result, ndims, dims);
  if (keeps_memory && nd_array_numel (a) > 0)
    memcpy (result->strides, strides, (size_t)ndims * sizeof *strides);
  *out = result;
  return ND_OK;
}

/* ---- permute ------------------------------------------------------------------------------- */

static nd_status check_permutation (const nd_array *a, int ndims, const int *permutation,
                                    nd_error *error)
{
  bool seen[ND_MAX_DIMS] = {false};
  if (ndims < a->ndims || ndims > ND_MAX_DIMS)
    return nd_fail (error, ND_FAILED, "permute: PERM must have at least %d elements", a->ndims);
  for (int d = 0; d < ndims; d++) {
    int p = permutation[d];
    if (p < 0 || p >= ndims)
      return nd_fail (error, ND_FAILED, "permute: permutation vector contains an invalid element");
    if (seen[p])
      return nd_fail (error, ND_FAILED,
                      "permute: permutation vector cannot contain identical elements");
    seen[p] = true;
  }
  return ND_OK;
}

nd_status nd_array_permute (const nd_array *a, int ndims, const int *permutation, nd_array **out,
                            nd_error *error)
{
  ND_RETURN_NOT_OK (check_permutation (a, ndims, permutation, error));
  ND_RETURN_NOT_OK (nd_array_copy (a, out, error));
  nd_array *result = *out;
  for (int d = 0; d < ndims; d++) {
    int p = permutation[d];
    result->dims[d] = p < a->ndims ? a->dims[p] : 1;
    result->strides[d] = p < a->ndims ? a->strides[p] : 1;
  }
  result->ndims = nd_dims_trim (ndims, result->dims);
  return ND_OK;
}

nd_status nd_array_transpose (const nd_array *a, nd_array **out, nd_error *error)
{
  static const int swapped[2] = {1, 0};
  if (a->ndims > 2)
    return nd_fail (error, ND_FAILED, "transpose not defined for N-D objects");
  return nd_array_permute (a, 2, swapped, out, error);
}

nd_status nd_array_swap_first (const nd_array *a, int d, nd_array **out, nd_error *error)
{
  int permutation[ND_MAX_DIMS];
  for (int i = 0; i < ND_MAX_DIMS; i++)
    permutation[i] = i;
  permutation[0] = d;
  permutation[d] = 0;
  return nd_array_permute (a, a->ndims > d ? a->ndims : d + 1, permutation, out, error);
}

/* ---- typecast ------------------------------------------------------------------------------ */

nd_status nd_array_typecast (const nd_array *a, nd_dtype dtype, nd_array **out, nd_error *error)
{
  const size_t size = nd_dtype_size (a->dtype), new_size = nd_dtype_size (dtype);
  const size_t nbytes = nd_array_nbytes (a), start = (size_t)a->offset * size;
  if (nbytes % new_size != 0)
    return nd_fail (error, ND_FAILED,
                    "typecast: incorrect number of input values to make output value");
  const bool is_row = a->ndims == 2 && a->dims[0] == 1,
             is_0x0 = a->ndims == 2 && a->dims[0] == 0 && a->dims[1] == 0; /* remains so */
  const int64_t count = (int64_t)(nbytes / new_size);
  const int64_t dims[2] = {is_row ? 1 : count, is_row || is_0x0 ? count : 1};
  /* A copy starts where its buffer does, a view may start between elements of the new class. */
  nd_array *result;
  ND_RETURN_NOT_OK (start % new_size == 0 ? nd_array_contiguous (a, &result, error)
                                          : nd_array_copy_now (a, &result, error));
  result->offset = (int64_t)((size_t)result->offset * size / new_size);
  result->dtype = dtype;
  nd_array_set_dims (result, 2, dims);
  *out = result;
  return ND_OK;
}

/* ---- resize -------------------------------------------------------------------------------- */

/* Copies the elements that `to` and `a` both have. */
static nd_status copy_common (nd_array *to, const nd_array *a, nd_error *error)
{
  nd_array to_part, from_part;
  nd_array_window (to, &to_part);
  nd_array_window (a, &from_part);
  for (int d = 0; d < to->ndims || d < a->ndims; d++) {
    int64_t old = d < a->ndims ? a->dims[d] : 1, new = d < to->ndims ? to->dims[d] : 1;
    int64_t common = old < new ? old : new;
    if (d < to->ndims)
      to_part.dims[d] = common;
    if (d < a->ndims)
      from_part.dims[d] = common;
  }
  to_part.ndims = nd_dims_trim (to_part.ndims, to_part.dims);
  from_part.ndims = nd_dims_trim (from_part.ndims, from_part.dims);
  return nd_array_copy_into (&to_part, &from_part, error);
}

nd_status nd_array_resize (const nd_array *a, int ndims, const int64_t *dims, nd_array **out,
                           nd_error *error)
{
  nd_array *result;
  if (ndims < a->ndims)
    return nd_dims_invalid_resize (error);
  ndims = nd_dims_trim (ndims, dims);
  if (nd_dims_equal (ndims, dims, a->ndims, a->dims))
    return nd_array_copy (a, out, error);
  ND_RETURN_NOT_OK (nd_array_new (nd_array_device (a), a->dtype, ndims, dims, &result, error));
  nd_status status = nd_array_set_zero (result, error);
  if (status == ND_OK)
    status = copy_common (result, a, error);
  return nd_array_deliver (status, result, out);
}
