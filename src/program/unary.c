/* Operators of one operand. */
#include "program/launch.h"

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

nd_status nd_unary (nd_op op, const nd_array *a, nd_array **out, nd_error *error)
{
  nd_dtype operand = op == ND_OP_NOT ? a->dtype : numeric_class (a->dtype);
  nd_dtype dtype = op == ND_OP_NOT ? ND_LOGICAL : operand;
  nd_program program;
  nd_array *result;
  if (is_identity (op, a->dtype))
    return nd_cast (a, dtype, out, error);
  if (op == ND_OP_NOT)
    ND_RETURN_NOT_OK (nd_check_no_nan (a, error));
  ND_RETURN_NOT_OK (nd_array_new (nd_array_device (a), dtype, a->ndims, a->dims, &result, error));
  nd_program_init (&program);
  int value = nd_program_cast (&program, nd_program_load (&program, a->dtype), operand);
  nd_program_store (&program, nd_program_unary (&program, op, dtype, value));
  nd_status status = nd_run_into (&program, result, a, NULL, error);
  if (status != ND_OK)
    nd_array_free (result);
  else
    *out = result;
  return status;
}
