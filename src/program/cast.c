/* Conversion to another class. */
#include "program/launch.h"

/* A complex value stays complex when the class wanted is its own, as in double (z). */
static nd_dtype target_class (nd_dtype from, nd_dtype to)
{
  bool is_float = nd_dtype_kind (to) == ND_KIND_FLOAT;
  return nd_dtype_is_complex (from) && is_float ? nd_dtype_complex (to) : to;
}

static nd_status check_convertible (const nd_array *a, nd_dtype to, nd_error *error)
{
  if (nd_dtype_is_complex (a->dtype) && nd_dtype_is_integer (to)) {
    char name[64];
    return nd_fail (error, ND_FAILED, "invalid conversion from %s to %s",
                    nd_dtype_operand_name (a->dtype, nd_array_is_scalar (a), name, sizeof name),
                    nd_dtype_class (to));
  }
  return to == ND_LOGICAL ? nd_check_no_nan (a, error) : ND_OK;
}

nd_status nd_cast (const nd_array *a, nd_dtype dtype, nd_array **out, nd_error *error)
{
  nd_dtype to = target_class (a->dtype, dtype);
  nd_program program;
  nd_array *result;
  if (to == a->dtype)
    return nd_array_copy (a, out, error);
  ND_RETURN_NOT_OK (check_convertible (a, to, error));
  ND_RETURN_NOT_OK (nd_array_new (nd_array_device (a), to, a->ndims, a->dims, &result, error));
  nd_program_init (&program);
  nd_program_store (&program, nd_program_cast (&program, nd_program_load (&program, a->dtype), to));
  nd_status status = nd_run_into (&program, result, a, NULL, error);
  if (status != ND_OK)
    nd_array_free (result);
  else
    *out = result;
  return status;
}
