/* Questions about all elements of an array, answered by one pass. */
#include "program/expression.h"

typedef struct {
  nd_op op; /* what is asked of each element; ND_OP_CAST: whether it is nonzero */
  nd_reduction reduction;
  bool is_negated;     /* the answer is the opposite of the reduction */
  unsigned kinds;      /* the kinds of class that the question is worth asking of */
  bool answer_of_rest; /* the answer for the other kinds */
} question_row;

enum {
  INTEGERS = 1 << ND_KIND_INTEGER,
  FLOATS = 1 << ND_KIND_FLOAT,
  COMPLEXES = 1 << ND_KIND_COMPLEX,
  ALL_KINDS = 1 << ND_KIND_LOGICAL | INTEGERS | FLOATS | COMPLEXES
};

static const question_row rows[] = {
    [ND_ANY_NONZERO] = {ND_OP_CAST, ND_REDUCE_ANY, false, ALL_KINDS, false},
    [ND_ALL_NONZERO] = {ND_OP_CAST, ND_REDUCE_ALL, false, ALL_KINDS, false},
    [ND_ANY_NAN] = {ND_OP_IS_NAN, ND_REDUCE_ANY, false, FLOATS | COMPLEXES, false},
    [ND_ANY_NEGATIVE] = {ND_OP_IS_NEGATIVE, ND_REDUCE_ANY, false, INTEGERS | FLOATS, false},
    [ND_ALL_INTEGER] = {ND_OP_IS_FRACTIONAL, ND_REDUCE_ANY, true, FLOATS, true},
    [ND_ALL_FINITE] = {ND_OP_IS_FINITE, ND_REDUCE_ALL, false, FLOATS | COMPLEXES, true},
    [ND_ANY_IMAGINARY] = {ND_OP_HAS_IMAGINARY, ND_REDUCE_ANY, false, COMPLEXES, false},
};

static void build (nd_builder *builder, const question_row *row, const nd_operand *x)
{
  nd_program *program = &builder->program;
  bool is_cast = row->op == ND_OP_CAST;
  int value = nd_builder_load (builder, x, is_cast ? ND_LOGICAL : nd_operand_dtype (x));
  if (!is_cast)
    value = nd_program_unary (program, row->op, ND_LOGICAL, value);
  nd_program_reduce (program, row->reduction, value);
}

nd_status nd_ask_operand (const nd_operand *operand, nd_question question, bool *answer,
                          nd_error *error)
{
  const question_row *row = &rows[question];
  nd_operand x = *operand;
  nd_builder builder;
  nd_launch launch;
  if (!(row->kinds & 1U << nd_dtype_kind (nd_operand_dtype (&x)))) {
    *answer = row->answer_of_rest;
    return ND_OK;
  }
  ND_RETURN_NOT_OK (nd_operand_settle_shared (&x, error));
  nd_builder_init (&builder, nd_operand_device (&x));
  build (&builder, row, &x);
  nd_builder_launch (&builder, nd_operand_ndims (&x), nd_operand_dims (&x), &launch);
  ND_RETURN_NOT_OK (nd_device_run (builder.device, &launch, error));
  *answer = launch.truth != row->is_negated;
  return ND_OK;
}

nd_status nd_ask (const nd_array *a, nd_question question, bool *answer, nd_error *error)
{
  const nd_operand x = nd_operand_array (a);
  return nd_ask_operand (&x, question, answer, error);
}
