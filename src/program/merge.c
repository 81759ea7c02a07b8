/* merge (mask, a, b): elements of one operand or the other. */
#include "program/expression.h"

static nd_status check_dims (const nd_operand *mask, const nd_operand *x, nd_error *error)
{
  if (nd_operand_is_scalar (x) || nd_operands_have_equal_dims (mask, x))
    return ND_OK;
  return nd_fail (error, ND_FAILED, "merge: MASK, TVAL, and FVAL dimensions must match");
}

static nd_status check_device (const nd_operand *mask, nd_operand *x, nd_error *error)
{
  const nd_device *device = nd_operand_device (x);
  if (!device || device == nd_operand_device (mask))
    return ND_OK;
  nd_operand settled = *mask;
  ND_RETURN_NOT_OK (nd_operand_settle (&settled, error));
  ND_RETURN_NOT_OK (nd_operand_settle (x, error));
  return nd_check_same_device ("merge", settled.array, x->array, error);
}

/* NaN is no truth value. */
static nd_status check_mask (nd_operand *mask, nd_error *error)
{
  if (nd_dtype_kind (nd_operand_dtype (mask)) < ND_KIND_FLOAT)
    return ND_OK;
  ND_RETURN_NOT_OK (nd_operand_settle (mask, error));
  return nd_check_no_nan (mask->array, error);
}

nd_status nd_merge (const nd_operand *mask, const nd_operand *a, const nd_operand *b,
                    nd_dtype dtype, nd_expression **out, nd_array **computed, nd_error *error)
{
  nd_operand m = *mask, x = *a, y = *b;
  nd_builder builder;
  int ndims = nd_operand_ndims (mask);
  const int64_t *dims = nd_operand_dims (mask);
  *out = NULL;
  *computed = NULL;
  ND_RETURN_NOT_OK (check_device (mask, &x, error));
  ND_RETURN_NOT_OK (check_device (mask, &y, error));
  ND_RETURN_NOT_OK (check_dims (mask, a, error));
  ND_RETURN_NOT_OK (check_dims (mask, b, error));
  ND_RETURN_NOT_OK (check_mask (&m, error));
  ND_RETURN_NOT_OK (nd_operand_settle_smaller (&x, ndims, dims, error));
  ND_RETURN_NOT_OK (nd_operand_settle_smaller (&y, ndims, dims, error));
  ND_RETURN_NOT_OK (nd_make_room (3, (nd_operand *[]){&m, &x, &y}, error));
  nd_builder_init (&builder, nd_operand_device (mask));
  int condition = nd_builder_load (&builder, &m, ND_LOGICAL);
  int yes = nd_builder_load (&builder, &x, dtype), no = nd_builder_load (&builder, &y, dtype);
  int value = nd_program_select (&builder.program, condition, yes, no);
  if (nd_should_defer (nd_numel (ndims, dims)))
    return nd_expression_new (&builder, value, ndims, dims, out, error);
  return nd_builder_evaluate (&builder, value, ndims, dims, computed, error);
}
