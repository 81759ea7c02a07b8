/* Questions about all elements of an array, answered by one pass. */
#include "program/builder.h"

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

static void build (nd_program *program, const question_row *row, nd_dtype dtype)
{
  nd_program_init (program);
  int value = nd_program_load (program, dtype);
  if (row->op == ND_OP_CAST)
    value = nd_program_cast (program, value, ND_LOGICAL);
  else
    value = nd_program_unary (program, row->op, ND_LOGICAL, value);
  nd_program_reduce (program, row->reduction, value);
}

nd_status nd_ask (const nd_array *a, nd_question question, bool *answer, nd_error *error)
{
  const question_row *row = &rows[question];
  nd_program program;
  nd_launch launch;
  if (!(row->kinds & 1U << nd_dtype_kind (a->dtype))) {
    *answer = row->answer_of_rest;
    return ND_OK;
  }
  build (&program, row, a->dtype);
  nd_launch_init (&launch, &program, a->ndims, a->dims);
  nd_access_array (&launch.input[0], a, a->ndims, a->dims);
  ND_RETURN_NOT_OK (nd_device_run (nd_array_device (a), &launch, error));
  *answer = launch.truth != row->is_negated;
  return ND_OK;
}
