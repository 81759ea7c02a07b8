/* Fourier transforms: which dimensions are transformed together, and how their elements lie. */
#include "device/device.h"
#include "program/builder.h"
#include "program/linear.h"

enum { MOST_RANK = 3 }; /* dimensions that a device transforms at once */

static int64_t product (const nd_array *a, int first, int count)
{
  int64_t n = 1;
  for (int d = first; d < first + count && d < a->ndims; d++)
    n *= a->dims[d];
  return n;
}

static nd_status transform (const nd_array *from, nd_array *to, nd_routine *routine,
                            nd_error *error)
{
  routine->kind = ND_ROUTINE_FOURIER;
  routine->dtype = from->dtype;
  routine->other = to->dtype;
  routine->input[0] = nd_address (from);
  routine->output[0] = nd_address (to);
  return nd_device_compute (nd_array_device (to), routine, error);
}

/* ---- real columns -------------------------------------------------------------------------- */

/* Rows first, first + step, ... of all columns, as a view. */
static nd_status rows_view (const nd_array *a, int64_t first, int64_t step, int64_t count,
                            nd_array **out, nd_error *error)
{
  ND_RETURN_NOT_OK (nd_array_link (a, out, error));
  (*out)->offset += first * a->strides[0];
  (*out)->strides[0] = step * a->strides[0];
  (*out)->dims[0] = count;
  return ND_OK;
}

/* to = from, or its conjugate. */
static nd_status copy_rows (nd_array *to, const nd_array *from, bool is_conjugate, nd_error *error)
{
  if (nd_array_numel (to) == 0)
    return ND_OK;
  const nd_operand x = nd_operand_array (from);
  nd_builder builder;
  nd_builder_init (&builder, nd_array_device (to));
  int value = nd_builder_load (&builder, &x, to->dtype);
  if (is_conjugate)
    value = nd_program_unary (&builder.program, ND_OP_CONJ, to->dtype, value);
  nd_program_store (&builder.program, value);
  return nd_builder_run (&builder, &to, error);
}

/* Copies the half that was computed and mirrors the rest, n - half rows. */
static nd_status unfold (const nd_array *half, nd_array *to, nd_error *error)
{
  const int64_t n = to->dims[0], count = half->dims[0], rest = n - count;
  nd_array *upper, *lower = NULL, *mirrored = NULL;
  ND_RETURN_NOT_OK (rows_view (to, 0, 1, count, &upper, error));
  nd_status status = copy_rows (upper, half, false, error);
  if (status == ND_OK)
    status = rows_view (to, count, 1, rest, &lower, error);
  if (status == ND_OK)
    status = rows_view (half, rest, -1, rest, &mirrored, error);
  if (status == ND_OK)
    status = copy_rows (lower, mirrored, true, error);
  nd_array_free (upper);
  nd_array_free (lower);
  nd_array_free (mirrored);
  return status;
}

/* Real elements along dimension 0, forward: half of the result says it all. */
static nd_status transform_real (const nd_array *a, nd_array **out, nd_error *error)
{
  const int64_t n = a->dims[0], batch = nd_array_numel (a) / n;
  const nd_dtype dtype = nd_dtype_complex (a->dtype);
  nd_array *from, *half = NULL, *result = NULL;
  int64_t dims[ND_MAX_DIMS];
  for (int d = 0; d < a->ndims; d++)
    dims[d] = d == 0 ? n / 2 + 1 : a->dims[d];
  nd_routine routine = {.number = {1, 1, n, 0, 0, batch, 1, n}};
  ND_RETURN_NOT_OK (nd_array_contiguous (a, &from, error));
  nd_status status = nd_array_new (nd_array_device (a), dtype, a->ndims, dims, &half, error);
  if (status == ND_OK)
    status = transform (from, half, &routine, error);
  nd_array_free (from);
  if (status == ND_OK)
    status = nd_array_new (nd_array_device (a), dtype, a->ndims, a->dims, &result, error);
  if (status == ND_OK)
    status = unfold (half, result, error);
  nd_array_free (half);
  return nd_array_deliver (status, result, out);
}

/* ---- complex elements ---------------------------------------------------------------------- */

/* Complex elements without gaps; `to` may be `from`. */
static nd_status transform_complex (const nd_array *from, nd_array *to, int first, int count,
                                    bool is_forward, nd_error *error)
{
  const int64_t inner = product (from, 0, first);
  nd_routine routine = {.number = {is_forward ? 1 : -1}};
  int64_t rank = 0, size = 1;
  for (int d = first; d < first + count && d < from->ndims; d++)
    if (from->dims[d] > 1) {
      routine.number[2 + rank++] = from->dims[d];
      size *= from->dims[d];
    }
  routine.number[1] = rank;
  routine.number[5] = nd_array_numel (from) / size;
  routine.number[6] = inner;
  routine.number[7] = inner > 1 ? 1 : size;
  return transform (from, to, &routine, error);
}

/* Dimensions first ... first + count - 1 in one call.  What is complex and without gaps is read
   where it is; else the copy that has to be made is transformed in place. */
static nd_status transform_together (const nd_array *a, int first, int count, bool is_forward,
                                     nd_array **out, nd_error *error)
{
  const nd_dtype dtype = nd_dtype_complex (a->dtype);
  const bool is_read = a->dtype == dtype && nd_array_is_contiguous (a);
  nd_array *result;
  if (nd_array_numel (a) == 0 || product (a, first, count) == 1)
    return nd_own_copy (a, dtype, out, error);
  nd_status status =
      is_read ? nd_array_new (nd_array_device (a), dtype, a->ndims, a->dims, &result, error)
              : nd_own_copy (a, dtype, &result, error);
  ND_RETURN_NOT_OK (status);
  status = transform_complex (is_read ? a : result, result, first, count, is_forward, error);
  return nd_array_deliver (status, result, out);
}

/* Are dimensions first ... first + count - 1 where one call can transform them: in front, or (one
   of them) at the end? */
static bool is_reachable (const nd_array *a, int first, int count)
{
  return product (a, 0, first) == 1 ||
         (count == 1 && product (a, first + 1, a->ndims - first - 1) == 1);
}

static nd_status transform_swapped (const nd_array *a, int d, bool is_forward, nd_array **out,
                                    nd_error *error)
{
  nd_array *swapped, *result = NULL;
  ND_RETURN_NOT_OK (nd_array_swap_first (a, d, &swapped, error));
  nd_status status = nd_fourier (swapped, 0, 1, is_forward, &result, error);
  nd_array_free (swapped);
  if (status == ND_OK)
    status = nd_array_swap_first (result, d, out, error);
  nd_array_free (result);
  return status;
}

nd_status nd_fourier (const nd_array *a, int first, int count, bool is_forward, nd_array **out,
                      nd_error *error)
{
  nd_array *result;
  if (nd_array_numel (a) > 0 && first < a->ndims && count == 1 && a->dims[first] > 1) {
    if (!is_reachable (a, first, count))
      return transform_swapped (a, first, is_forward, out, error);
    if (first == 0 && is_forward && !nd_dtype_is_complex (a->dtype))
      return transform_real (a, out, error);
  }
  const int end = first + count < a->ndims ? first + count : a->ndims;
  const int together = first == 0 && end > MOST_RANK ? MOST_RANK : end - first;
  ND_RETURN_NOT_OK (transform_together (a, first, together, is_forward, &result, error));
  nd_status status = ND_OK;
  for (int d = first + together; status == ND_OK && d < end; d++) {
    nd_array *next;
    status = nd_fourier (result, d, 1, is_forward, &next, error);
    if (status == ND_OK) {
      nd_array_free (result);
      result = next;
    }
  }
  return nd_array_deliver (status, result, out);
}
