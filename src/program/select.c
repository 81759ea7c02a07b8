/* Masked assignment as a choice: element by element the new value or the old one. */
#include "program/expression.h"

nd_status nd_masked_pending (const nd_operand *array, const nd_operand *mask,
                             const nd_operand *value, nd_expression **out, nd_error *error)
{
  nd_operand old = *array, condition = *mask, new = *value;
  nd_dtype dtype = nd_operand_dtype (array);
  const int ndims = nd_operand_ndims (array);
  const int64_t *dims = nd_operand_dims (array);
  nd_builder builder;
  ND_RETURN_NOT_OK (nd_operand_settle_smaller (&new, ndims, dims, error));
  ND_RETURN_NOT_OK (nd_make_room (3, (nd_operand *[]){&old, &condition, &new}, error));
  nd_builder_init (&builder, nd_operand_device (array));
  int kept = nd_builder_load (&builder, &old, dtype);
  int chosen = nd_builder_load (&builder, &condition, ND_LOGICAL);
  int written = nd_builder_load (&builder, &new, dtype);
  int result = nd_program_select (&builder.program, chosen, written, kept);
  return nd_expression_new (&builder, result, ndims, dims, out, error);
}
