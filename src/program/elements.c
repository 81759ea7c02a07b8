/* Writing elements of existing arrays: fill and copy. */
#include "program/builder.h"

/* A value may be written from the array's own device, or be one element of host memory. */
static nd_status check_source (const nd_array *to, const nd_array *from, nd_error *error)
{
  if (nd_array_device (from) == nd_array_device (to))
    return ND_OK;
  if (nd_array_device (from)->is_host && nd_array_is_scalar (from))
    return ND_OK;
  return nd_check_same_device ("=", to, from, error);
}

nd_status nd_fill (nd_array *to, const nd_operand *value, nd_error *error)
{
  nd_builder builder;
  if (value->array)
    ND_RETURN_NOT_OK (check_source (to, value->array, error));
  nd_builder_init (&builder, nd_array_device (to));
  builder.program.must_finish = true;
  nd_program_store (&builder.program, nd_builder_load (&builder, value, to->dtype));
  return nd_builder_run (&builder, &to, error);
}

nd_status nd_copy_elements (nd_array *to, const nd_array *from, nd_error *error)
{
  nd_operand value = nd_operand_array (from);
  return nd_fill (to, &value, error);
}
