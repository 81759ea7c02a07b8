/* [a, b], [a; b], cat (dim, a, b) */
#include "array/array.h"
#include "array/array_internal.h"
#include "device/device.h"
#include "program/operations.h"
#include <string.h>

/* ---- class --------------------------------------------------------------------------------- */

static nd_status not_implemented (const nd_array *a, const nd_array *b, nd_error *error)
{
  char left[64], right[64];
  return nd_fail (error, ND_UNDEFINED,
                  "concatenation operator not implemented for '%s' by '%s' operations",
                  nd_dtype_operand_name (a->dtype, nd_array_is_scalar (a), left, sizeof left),
                  nd_dtype_operand_name (b->dtype, nd_array_is_scalar (b), right, sizeof right));
}

/* Octave's class of [a, b]: the first integer class, else single, else double unless all are
   logical; empty arrays count, too. */
nd_status nd_concatenation_class (int count, const nd_array *const *arrays, nd_dtype *result,
                                  nd_error *error)
{
  const nd_array *integer = NULL, *complex = NULL;
  bool any_single = false, all_logical = true;
  for (int i = 0; i < count; i++) {
    nd_dtype dtype = arrays[i]->dtype;
    if (!integer && nd_dtype_is_integer (dtype))
      integer = arrays[i];
    if (!complex && nd_dtype_is_complex (dtype))
      complex = arrays[i];
    any_single = any_single || nd_dtype_is_single (dtype);
    all_logical = all_logical && dtype == ND_LOGICAL;
  }
  if (integer && complex)
    return not_implemented (integer, complex, error);
  if (integer)
    *result = integer->dtype;
  else if (complex)
    *result = any_single ? ND_COMPLEX_SINGLE : ND_COMPLEX_DOUBLE;
  else
    *result = any_single ? ND_SINGLE : all_logical ? ND_LOGICAL : ND_DOUBLE;
  return ND_OK;
}

/* ---- size ---------------------------------------------------------------------------------- */

typedef struct {
  int ndims;
  int64_t dims[ND_MAX_DIMS];
} shape;

static int64_t extent (int ndims, const int64_t *dims, int d)
{
  return d < ndims ? dims[d] : 1;
}

static bool is_zero_by_zero (int ndims, const int64_t *dims)
{
  return ndims == 2 && dims[0] == 0 && dims[1] == 0;
}

/* 1x0 or 0x1: the brackets drop them where they do not fit, `cat` does not. */
static bool is_dropped_by_brackets (int ndims, const int64_t *dims)
{
  return ndims == 2 && dims[0] + dims[1] == 1;
}

static void set_shape (shape *s, const nd_array *a)
{
  s->ndims = a->ndims;
  memcpy (s->dims, a->dims, (size_t)a->ndims * sizeof *a->dims);
}

/* Puts `b` behind `s` along `dim` if all other extents agree. */
static bool extend_shape (shape *s, const nd_array *b, int dim, bool *overflows)
{
  int ndims = s->ndims > b->ndims ? s->ndims : b->ndims;
  ndims = ndims > dim + 1 ? ndims : dim + 1;
  for (int d = 0; d < ndims; d++)
    if (d != dim && extent (s->ndims, s->dims, d) != extent (b->ndims, b->dims, d))
      return false;
  while (s->ndims < ndims)
    s->dims[s->ndims++] = 1;
  *overflows = *overflows || __builtin_add_overflow (s->dims[dim], extent (b->ndims, b->dims, dim),
                                                     &s->dims[dim]);
  s->ndims = nd_dims_trim (s->ndims, s->dims);
  return true;
}

/* Adds `b`: 0x0 arrays vanish, and with brackets 1x0 and 0x1 ones. */
static bool add_shape (shape *s, const nd_array *b, int dim, bool brackets, bool *overflows)
{
  if (extend_shape (s, b, dim, overflows) || is_zero_by_zero (b->ndims, b->dims))
    return true;
  if (is_zero_by_zero (s->ndims, s->dims)) {
    set_shape (s, b);
    return true;
  }
  if (!brackets || s->ndims > 2 || b->ndims > 2)
    return false;
  bool drops_b = is_dropped_by_brackets (b->ndims, b->dims);
  bool drops_s = is_dropped_by_brackets (s->ndims, s->dims);
  if (drops_b && drops_s)
    s->dims[0] = s->dims[1] = 0;
  else if (drops_s)
    set_shape (s, b);
  return drops_b || drops_s;
}

static nd_status mismatch (const shape *s, const nd_array *b, int dim, bool brackets,
                           nd_error *error)
{
  char left[256], right[256];
  nd_dims_text (s->ndims, s->dims, left, sizeof left);
  nd_dims_text (b->ndims, b->dims, right, sizeof right);
  if (brackets)
    return nd_fail (error, ND_FAILED, "%s dimensions mismatch (%s vs %s)",
                    dim == 0 ? "vertical" : "horizontal", left, right);
  return nd_fail (error, ND_FAILED, "cat: dimension mismatch (%s vs %s)", left, right);
}

/* cat (3, [], [], a) is cat (3, a): leading 0x0 arrays do not count in higher dimensions. */
static int first_that_counts (int dim, int count, const nd_array *const *arrays)
{
  int first = 0;
  if (count < 3 || dim < 2)
    return 0;
  while (first < count && is_zero_by_zero (arrays[first]->ndims, arrays[first]->dims))
    first++;
  return first < count ? first : 0;
}

static nd_status result_shape (int dim, bool brackets, int count, const nd_array *const *arrays,
                               shape *result, nd_error *error)
{
  int first = first_that_counts (dim, count, arrays);
  bool overflows = false;
  set_shape (result, arrays[first]);
  for (int i = first + 1; i < count; i++)
    if (!add_shape (result, arrays[i], dim, brackets, &overflows))
      return mismatch (result, arrays[i], dim, brackets, error);
  return overflows ? nd_dims_too_large (error) : ND_OK;
}

/* ---- memory -------------------------------------------------------------------------------- */

/* Ordinary scalars and empty arrays may join arrays of any device. */
static bool may_come_along (const nd_array *a)
{
  return nd_array_device (a)->is_host && nd_array_numel (a) <= 1;
}

/* Where the result lives. */
static nd_status result_device (int count, const nd_array *const *arrays, nd_device **device,
                                nd_error *error)
{
  const nd_array *leader = arrays[0];
  for (int i = 1; i < count && may_come_along (leader); i++)
    if (!may_come_along (arrays[i]))
      leader = arrays[i];
  for (int i = 0; i < count; i++)
    if (!may_come_along (arrays[i]))
      ND_RETURN_NOT_OK (nd_check_same_device ("[]", leader, arrays[i], error));
  *device = nd_array_device (leader);
  return ND_OK;
}

/* Can the result be arrays[0] with the rest behind its elements? */
static bool can_extend_first (const nd_array *first, nd_device *device, nd_dtype dtype,
                              const shape *s, int dim, size_t nbytes)
{
  if (first->dtype != dtype || nd_array_device (first) != device || s->ndims > dim + 1 ||
      first->ndims > dim + 1)
    return false;
  for (int d = 0; d < dim; d++)
    if (extent (first->ndims, first->dims, d) != extent (s->ndims, s->dims, d))
      return false;
  return nd_array_can_append (first, nbytes - nd_array_nbytes (first));
}

/* The result without elements, or with those of the first array: *filled says how many of the
   arrays are in place already. */
static nd_status make_result (const nd_array *first, nd_device *device, nd_dtype dtype,
                              const shape *s, int dim, nd_array **out, int *filled, nd_error *error)
{
  int64_t numel;
  ND_RETURN_NOT_OK (nd_dims_numel (s->ndims, s->dims, nd_dtype_size (dtype), &numel, error));
  size_t nbytes = (size_t)numel * nd_dtype_size (dtype);
  *filled = can_extend_first (first, device, dtype, s, dim, nbytes);
  if (*filled) {
    ND_RETURN_NOT_OK (nd_array_copy (first, out, error));
    nd_array_set_dims (*out, s->ndims, s->dims);
    return ND_OK;
  }
  ND_RETURN_NOT_OK (nd_array_new_with_room (device, dtype, s->ndims, s->dims,
                                            nd_array_grown_capacity (first, nbytes), out, error));
  (*out)->storage->buffer->grows = true;
  return ND_OK;
}

/* Copies `from` to where it belongs in the result: from position `at` of dimension `dim` on. */
static nd_status place (nd_array *result, const nd_array *from, int dim, int64_t at,
                        nd_error *error)
{
  nd_array part;
  nd_array_window (result, &part);
  part.offset += dim < result->ndims ? at * result->strides[dim] : 0;
  part.ndims = from->ndims;
  for (int d = 0; d < from->ndims; d++) {
    part.dims[d] = from->dims[d];
    part.strides[d] = d < result->ndims ? result->strides[d] : 1;
  }
  if (nd_array_device (from) == nd_array_device (result))
    return nd_array_copy_into (&part, from, error);
  nd_operand scalar = {.array = NULL, .dtype = from->dtype};
  memcpy (&scalar.scalar, nd_array_data (from), nd_dtype_size (from->dtype));
  return nd_fill (&part, &scalar, error);
}

static nd_status place_all (nd_array *result, int dim, int count, const nd_array *const *arrays,
                            int filled, nd_error *error)
{
  int64_t at = 0;
  for (int i = 0; i < count; i++) {
    if (nd_array_numel (arrays[i]) == 0)
      continue;
    if (i >= filled)
      ND_RETURN_NOT_OK (place (result, arrays[i], dim, at, error));
    at += extent (arrays[i]->ndims, arrays[i]->dims, dim);
  }
  return ND_OK;
}

/* What the result's class, size and place have been decided to be, is filled in. */
static nd_status build (nd_device *device, nd_dtype dtype, const shape *s, int dim, int count,
                        const nd_array *const *arrays, nd_array **out, nd_error *error)
{
  nd_array *result;
  int filled;
  ND_RETURN_NOT_OK (make_result (arrays[0], device, dtype, s, dim, &result, &filled, error));
  nd_status status = place_all (result, dim, count, arrays, filled, error);
  if (status == ND_OK && filled)
    result->storage->buffer->used += nd_array_nbytes (result) - nd_array_nbytes (arrays[0]);
  return nd_array_deliver (status, result, out);
}

nd_status nd_array_concatenate (int dim, int count, const nd_array *const *arrays, nd_array **out,
                                nd_error *error)
{
  static const int64_t nothing[2] = {0, 0};
  nd_dtype dtype = ND_DOUBLE;
  nd_device *device;
  shape s;
  bool brackets = dim < 0;
  if (brackets)
    dim = -dim - 1;
  if (dim >= ND_MAX_DIMS)
    return nd_fail (error, ND_INVALID_ARGUMENT, "cat: DIM must be at most %d", ND_MAX_DIMS);
  if (count == 0)
    return nd_array_new (nd_device_cpu (), ND_DOUBLE, 2, nothing, out, error);
  if (count == 1)
    return nd_array_copy (arrays[0], out, error);
  ND_RETURN_NOT_OK (nd_concatenation_class (count, arrays, &dtype, error));
  ND_RETURN_NOT_OK (result_device (count, arrays, &device, error));
  ND_RETURN_NOT_OK (result_shape (dim, brackets, count, arrays, &s, error));
  return build (device, dtype, &s, dim, count, arrays, out, error);
}
