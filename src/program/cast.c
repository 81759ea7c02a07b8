/* Conversion to another class. */
#include "program/expression.h"

/* A complex value stays complex when the class wanted is its own, as in double (z). */
static nd_dtype target_class (nd_dtype from, nd_dtype to)
{
  bool is_float = nd_dtype_kind (to) == ND_KIND_FLOAT;
  return nd_dtype_is_complex (from) && is_float ? nd_dtype_complex (to) : to;
}

static nd_status check_convertible (nd_operand *x, nd_dtype to, nd_error *error)
{
  nd_dtype from = nd_operand_dtype (x);
  if (nd_dtype_is_complex (from) && nd_dtype_is_integer (to)) {
    char name[64];
    return nd_fail (error, ND_FAILED, "invalid conversion from %s to %s",
                    nd_dtype_operand_name (from, nd_operand_is_scalar (x), name, sizeof name),
                    nd_dtype_class (to));
  }
  if (to != ND_LOGICAL || nd_dtype_kind (from) < ND_KIND_FLOAT)
    return ND_OK;
  ND_RETURN_NOT_OK (nd_operand_settle (x, error));
  return nd_check_no_nan (x->array, error);
}

static nd_status build (nd_builder *builder, nd_operand *x, nd_dtype to, int *value,
                        nd_error *error)
{
  ND_RETURN_NOT_OK (check_convertible (x, to, error));
  nd_builder_init (builder, nd_operand_device (x));
  *value = nd_builder_load (builder, x, to);
  return ND_OK;
}

nd_status nd_cast (const nd_array *a, nd_dtype dtype, nd_array **out, nd_error *error)
{
  nd_operand x = nd_operand_array (a);
  nd_dtype to = target_class (a->dtype, dtype);
  nd_builder builder;
  int value;
  if (to == a->dtype)
    return nd_array_copy (a, out, error);
  ND_RETURN_NOT_OK (build (&builder, &x, to, &value, error));
  return nd_builder_evaluate (&builder, value, a->ndims, a->dims, out, error);
}

nd_status nd_cast_pending (const nd_operand *a, nd_dtype dtype, nd_expression **out,
                           nd_error *error)
{
  nd_operand x = *a;
  nd_builder builder;
  int value;
  ND_RETURN_NOT_OK (nd_make_room (1, (nd_operand *[]){&x}, error));
  ND_RETURN_NOT_OK (
      build (&builder, &x, target_class (nd_operand_dtype (a), dtype), &value, error));
  return nd_expression_new (&builder, value, nd_operand_ndims (a), nd_operand_dims (a), out, error);
}
