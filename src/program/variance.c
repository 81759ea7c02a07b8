/* The variance of real elements is one fold.  That of complex ones takes two passes: the mean, then
   distances from it.  Nobody waits between them, and the folds of the two parts, which would read
   the same memory twice as well, take longer on the CPU, but along long columns. */
#include "program/builder.h"
#include "program/expression.h"
#include "program/reduce.h"
#include <string.h>

typedef struct {
  nd_operand x;
  nd_dims_set folded;
  int64_t count; /* of elements for each result */
  bool of_population;
  int ndims;
  int64_t dims[ND_MAX_DIMS]; /* of the result */
} variance;

/* Folds `value` of a builder over x's elements. */
static nd_status fold (nd_builder *builder, const variance *v, nd_reduction reduction, int value,
                       nd_dtype dtype, nd_array **out, nd_error *error)
{
  nd_array *result;
  nd_program_fold (&builder->program, reduction, value, dtype, false);
  ND_RETURN_NOT_OK (nd_array_new (builder->device, dtype, v->ndims, v->dims, &result, error));
  nd_status status = nd_builder_fold (builder, nd_operand_ndims (&v->x), nd_operand_dims (&v->x),
                                      v->folded, &result, error);
  return nd_array_deliver (status, result, out);
}

static nd_status real_variance (const variance *v, nd_array **out, nd_error *error)
{
  nd_builder builder;
  const nd_dtype dtype = nd_operand_dtype (&v->x) == ND_SINGLE ? ND_SINGLE : ND_DOUBLE;
  nd_builder_init (&builder, nd_operand_device (&v->x));
  return fold (&builder, v, v->of_population ? ND_REDUCE_POPULATION_VARIANCE : ND_REDUCE_VARIANCE,
               nd_builder_load (&builder, &v->x, ND_DOUBLE), dtype, out, error);
}

/* ---- complex elements ---------------------------------------------------------------------- */

static double divisor (const variance *v)
{
  return v->of_population || v->count == 1 ? (double)v->count : (double)(v->count - 1);
}

/* value / count of class `dtype` */
static nd_status divided (const variance *v, const nd_array *value, double count, nd_dtype dtype,
                          nd_array **out, nd_error *error)
{
  nd_builder builder;
  const nd_operand operand = nd_operand_array (value);
  nd_builder_init (&builder, nd_array_device (value));
  int x = nd_builder_load (&builder, &operand, value->dtype);
  int by = nd_program_cast (&builder.program,
                            nd_program_number (&builder.program, ND_DOUBLE, count), value->dtype);
  int result = nd_program_binary (&builder.program, ND_OP_DIVIDE, value->dtype, x, by);
  return nd_builder_evaluate (&builder, nd_program_cast (&builder.program, result, dtype), v->ndims,
                              v->dims, out, error);
}

static nd_status sum_of_squares (const variance *v, const nd_array *mean, nd_array **out,
                                 nd_error *error)
{
  nd_builder builder;
  const nd_operand from = nd_operand_array (mean);
  nd_builder_init (&builder, nd_array_device (mean));
  int x = nd_builder_load (&builder, &v->x, ND_COMPLEX_DOUBLE);
  int middle = nd_builder_load (&builder, &from, ND_COMPLEX_DOUBLE);
  int distance = nd_program_binary (&builder.program, ND_OP_SUBTRACT, ND_COMPLEX_DOUBLE, x, middle);
  return fold (&builder, v, ND_REDUCE_SUM, nd_program_square (&builder.program, distance),
               ND_DOUBLE, out, error);
}

/* Two passes: the mean, then distances from it. */
static nd_status complex_variance (const variance *v, nd_array **out, nd_error *error)
{
  nd_array *total, *mean, *squares;
  ND_RETURN_NOT_OK (nd_reduce (ND_FOLD_SUM, &v->x, v->folded, ND_FOLD_DOUBLE, &total, NULL, error));
  nd_status status = divided (v, total, (double)v->count, ND_COMPLEX_DOUBLE, &mean, error);
  nd_array_free (total);
  ND_RETURN_NOT_OK (status);
  status = sum_of_squares (v, mean, &squares, error);
  nd_array_free (mean);
  ND_RETURN_NOT_OK (status);
  status = divided (v, squares, divisor (v), nd_dtype_real (v->x.array->dtype), out, error);
  nd_array_free (squares);
  return status;
}

nd_status nd_variance (const nd_operand *x, nd_dims_set dims, bool of_population, nd_array **out,
                       nd_error *error)
{
  variance v = {.x = *x,
                .folded = dims,
                .count = 1,
                .of_population = of_population,
                .ndims = nd_operand_ndims (x)};
  const bool is_complex = nd_dtype_is_complex (nd_operand_dtype (x));
  ND_RETURN_NOT_OK (is_complex ? nd_operand_settle (&v.x, error)
                               : nd_operand_settle_shared (&v.x, error));
  memcpy (v.dims, nd_operand_dims (x), (size_t)v.ndims * sizeof *v.dims);
  for (int d = 0; d < v.ndims; d++)
    if (dims >> d & 1) {
      v.count *= v.dims[d];
      v.dims[d] = 1;
    }
  return (is_complex ? complex_variance : real_variance) (&v, out, error);
}
