/* Compensated sums: the pairs (sum, rounding errors) that a fold makes become one number each. */
#include "program/builder.h"
#include "program/reduce.h"

static nd_status join (const nd_array *pairs, bool keeps_infinity, nd_array **out, nd_error *error)
{
  nd_builder builder;
  nd_program *program = &builder.program;
  const nd_operand operand = nd_operand_array (pairs);
  nd_builder_init (&builder, nd_array_device (pairs));
  int pair = nd_builder_load (&builder, &operand, ND_COMPLEX_DOUBLE);
  int sum = nd_program_unary (program, ND_OP_REAL, ND_DOUBLE, pair);
  int rest = nd_program_unary (program, ND_OP_IMAG, ND_DOUBLE, pair);
  int total = nd_program_binary (program, ND_OP_ADD, ND_DOUBLE, sum, rest);
  /* Beside an infinite sum the rest is NaN. */
  if (keeps_infinity) {
    int is_finite = nd_program_unary (program, ND_OP_IS_FINITE, ND_LOGICAL, sum);
    total = nd_program_select (program, is_finite, total, sum);
  }
  return nd_builder_evaluate (&builder, total, pairs->ndims, pairs->dims, out, error);
}

static nd_status sum_real (const nd_operand *x, nd_dims_set dims, bool keeps_infinity,
                           nd_array **out, nd_error *error)
{
  nd_array *pairs;
  ND_RETURN_NOT_OK (
      nd_reduce (ND_FOLD_COMPENSATED_SUM, x, dims, ND_FOLD_USUAL, &pairs, NULL, error));
  nd_status status = join (pairs, keeps_infinity, out, error);
  nd_array_free (pairs);
  return status;
}

static nd_status sum_part (nd_op part, const nd_array *x, nd_dims_set dims, bool keeps_infinity,
                           nd_array **out, nd_error *error)
{
  nd_array *values;
  ND_RETURN_NOT_OK (nd_unary (part, x, &values, error));
  const nd_operand operand = nd_operand_array (values);
  nd_status status = sum_real (&operand, dims, keeps_infinity, out, error);
  nd_array_free (values);
  return status;
}

nd_status nd_sum_compensated (const nd_operand *operand, nd_dims_set dims, bool keeps_infinity,
                              nd_array **out, nd_error *error)
{
  nd_operand x = *operand;
  nd_array *real, *imag = NULL;
  if (!nd_dtype_is_complex (nd_operand_dtype (&x)))
    return sum_real (&x, dims, keeps_infinity, out, error);
  ND_RETURN_NOT_OK (nd_operand_settle (&x, error));
  ND_RETURN_NOT_OK (sum_part (ND_OP_REAL, x.array, dims, keeps_infinity, &real, error));
  nd_status status = sum_part (ND_OP_IMAG, x.array, dims, keeps_infinity, &imag, error);
  if (status == ND_OK) {
    const nd_operand parts[] = {nd_operand_array (real), nd_operand_array (imag)};
    status = nd_binary (ND_OP_COMPLEX, &parts[0], &parts[1], out, error);
  }
  nd_array_free (real);
  nd_array_free (imag);
  return status;
}
