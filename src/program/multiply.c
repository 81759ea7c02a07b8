/* The matrix product. */
#include "program/classes.h"
#include "program/builder.h"

/* A matrix in the class and layout that the device multiplies. */
static nd_status prepare (const nd_array *a, nd_dtype dtype, nd_array **out, nd_error *error)
{
  nd_array *cast;
  ND_RETURN_NOT_OK (nd_cast (a, dtype, &cast, error));
  nd_status status = nd_array_contiguous (cast, out, error);
  nd_array_free (cast);
  return status;
}

static nd_status check_operands (const nd_array *a, const nd_array *b, nd_error *error)
{
  nd_operand_class left = {a->dtype, nd_array_is_scalar (a)};
  nd_operand_class right = {b->dtype, nd_array_is_scalar (b)};
  char text_a[128], text_b[128];
  ND_RETURN_NOT_OK (nd_check_same_device ("*", a, b, error));
  if (nd_dtype_is_integer (a->dtype) || nd_dtype_is_integer (b->dtype)) {
    /* Octave converts logical operands before it looks for the operator. */
    if (left.dtype == ND_LOGICAL)
      left.dtype = ND_DOUBLE;
    if (right.dtype == ND_LOGICAL)
      right.dtype = ND_DOUBLE;
    return nd_not_implemented ("*", left, right, error);
  }
  if (a->ndims > 2 || b->ndims > 2 || a->dims[1] != b->dims[0])
    return nd_fail (error, ND_NONCONFORMANT,
                    "operator *: nonconformant arguments (op1 is %s, op2 is %s)",
                    nd_dims_text (a->ndims, a->dims, text_a, sizeof text_a),
                    nd_dims_text (b->ndims, b->dims, text_b, sizeof text_b));
  return ND_OK;
}

static nd_status fill_with_zero (nd_array *a, nd_error *error)
{
  nd_operand zero = {.dtype = ND_DOUBLE, .scalar.real = 0.0};
  return nd_fill (a, &zero, error);
}

/* Both operands are of class c's, contiguous, and conform. */
static nd_status product (const nd_array *a, const nd_array *b, nd_array *c, nd_error *error)
{
  if (nd_array_numel (c) == 0)
    return ND_OK;
  if (a->dims[1] == 0)
    return fill_with_zero (c, error);
  return nd_device_multiply (nd_array_device (c), c->dtype, a->dims[0], a->dims[1], b->dims[1],
                             nd_address (a), nd_address (b), nd_address (c), error);
}

/* The product of operands of which both are real or both complex. */
static nd_status multiply_alike (const nd_array *a, const nd_array *b, nd_dtype dtype,
                                 nd_array **out, nd_error *error)
{
  nd_array *left = NULL, *right = NULL, *result = NULL;
  int64_t dims[2] = {a->dims[0], b->dims[1]};
  nd_status status = prepare (a, dtype, &left, error);
  if (status == ND_OK)
    status = prepare (b, dtype, &right, error);
  if (status == ND_OK)
    status = nd_array_new (nd_array_device (a), dtype, 2, dims, &result, error);
  if (status == ND_OK)
    status = product (left, right, result, error);
  nd_array_free (left);
  nd_array_free (right);
  if (status == ND_OK)
    *out = result;
  else
    nd_array_free (result);
  return status;
}

/* ---- a complex and a real matrix ------------------------------------------------------------- */

/* The real (0) or imaginary (1) parts of a complex array, as a view of its memory. */
static nd_status view_part (const nd_array *a, int part, nd_array **out, nd_error *error)
{
  nd_array *view;
  ND_RETURN_NOT_OK (nd_array_link (a, &view, error));
  view->dtype = nd_dtype_real (a->dtype);
  view->offset = 2 * a->offset + part;
  for (int d = 0; d < a->ndims; d++)
    view->strides[d] = 2 * a->strides[d];
  *out = view;
  return ND_OK;
}

/* One part of the product: that of the complex operand times the real one. */
static nd_status multiply_part (const nd_array *a, const nd_array *b, int part, nd_array *result,
                                nd_error *error)
{
  nd_array *view = NULL, *to = NULL, *real = NULL;
  bool a_is_complex = nd_dtype_is_complex (a->dtype);
  nd_dtype dtype = nd_dtype_real (result->dtype);
  nd_status status = view_part (a_is_complex ? a : b, part, &view, error);
  if (status == ND_OK)
    status = multiply_alike (a_is_complex ? view : a, a_is_complex ? b : view, dtype, &real, error);
  if (status == ND_OK)
    status = view_part (result, part, &to, error);
  if (status == ND_OK)
    status = nd_copy_elements (to, real, error);
  nd_array_free (view);
  nd_array_free (to);
  nd_array_free (real);
  return status;
}

static nd_status multiply_by_parts (const nd_array *a, const nd_array *b, nd_dtype dtype,
                                    nd_array **out, nd_error *error)
{
  nd_array *result;
  int64_t dims[2] = {a->dims[0], b->dims[1]};
  ND_RETURN_NOT_OK (nd_array_new (nd_array_device (a), dtype, 2, dims, &result, error));
  nd_status status = multiply_part (a, b, 0, result, error);
  if (status == ND_OK)
    status = multiply_part (a, b, 1, result, error);
  if (status == ND_OK)
    *out = result;
  else
    nd_array_free (result);
  return status;
}

/* Octave multiplies the parts of the complex matrix one by one unless the inner dimension is short
   against the result: then it converts the real matrix, and infinities and NaN spread otherwise. */
static bool goes_by_parts (const nd_array *a, const nd_array *b)
{
  int64_t smaller = a->dims[0] < b->dims[1] ? a->dims[0] : b->dims[1];
  return nd_dtype_is_complex (a->dtype) != nd_dtype_is_complex (b->dtype) &&
         a->dims[1] > smaller / 10;
}

nd_status nd_multiply (const nd_array *a, const nd_array *b, nd_array **out, nd_error *error)
{
  nd_signature signature;
  ND_RETURN_NOT_OK (check_operands (a, b, error));
  ND_RETURN_NOT_OK (nd_find_signature (ND_OP_MULTIPLY, (nd_operand_class){a->dtype, false},
                                       (nd_operand_class){b->dtype, false}, &signature, error));
  if (goes_by_parts (a, b))
    return multiply_by_parts (a, b, signature.result, out, error);
  return multiply_alike (a, b, signature.result, out, error);
}
