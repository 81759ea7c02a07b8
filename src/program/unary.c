/* Operators of one operand. */
#include "program/expression.h"

/* The class that -a, +a and conj (a) compute with: logical values become numbers. */
static nd_dtype numeric_class (nd_dtype dtype)
{
  return dtype == ND_LOGICAL ? ND_DOUBLE : dtype;
}

/* Does the operator change anything but the class? */
static bool is_identity (nd_op op, nd_dtype dtype)
{
  return op == ND_OP_PLUS || (op == ND_OP_CONJ && !nd_dtype_is_complex (dtype));
}

static nd_status build (nd_builder *builder, nd_op op, nd_operand *x, int *value, nd_error *error)
{
  nd_dtype from = nd_operand_dtype (x), operand = op == ND_OP_NOT ? from : numeric_class (from);
  nd_dtype dtype = op == ND_OP_NOT ? ND_LOGICAL : operand;
  if (op == ND_OP_NOT && nd_dtype_kind (from) >= ND_KIND_FLOAT) {
    ND_RETURN_NOT_OK (nd_operand_settle (x, error));
    ND_RETURN_NOT_OK (nd_check_no_nan (x->array, error));
  }
  nd_builder_init (builder, nd_operand_device (x));
  *value = nd_builder_load (builder, x, operand);
  if (!is_identity (op, from))
    *value = nd_program_unary (&builder->program, op, dtype, *value);
  return ND_OK;
}

nd_status nd_unary (nd_op op, const nd_array *a, nd_array **out, nd_error *error)
{
  nd_operand x = nd_operand_array (a);
  nd_builder builder;
  int value;
  if (is_identity (op, a->dtype))
    return nd_cast (a, numeric_class (a->dtype), out, error);
  ND_RETURN_NOT_OK (build (&builder, op, &x, &value, error));
  return nd_builder_evaluate (&builder, value, a->ndims, a->dims, out, error);
}

nd_status nd_unary_pending (nd_op op, const nd_operand *a, nd_expression **out, nd_error *error)
{
  nd_operand x = *a;
  nd_builder builder;
  int value;
  ND_RETURN_NOT_OK (build (&builder, op, &x, &value, error));
  return nd_expression_new (&builder, value, nd_operand_ndims (a), nd_operand_dims (a), out, error);
}
