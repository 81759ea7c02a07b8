/* The variance in one pass.  With d the distance of an element from an origin near the mean,

     sum (x - mean)^2 = sum d^2 - (sum d)^2 / n

   which loses digits where the origin lies many standard deviations away from the mean.  The origin
   is the first element; where it proves bad, a second pass takes the mean.  Both sums are made at
   once, as the parts of a sum of complex numbers (d, d^2).

   (first - mean)^2 is one of the squares on the left, so that sum d^2 is at most n + 1 times the
   left side, and its rounding counts so many times at most.  Singles are summed as doubles, which
   have digits to spare: unless there are very many, nobody waits to learn of a bad origin. */
#include "program/builder.h"
#include "program/expression.h"
#include "program/reduce.h"
#include <string.h>

/* Square of the distance between origin and mean, in variances, above which it is bad. */
enum { FARTHEST = 32 };

/* How many singles for each result have no bad origin: 2^-52 times this is below their precision.
 */
enum { MOST_CERTAIN = 1 << 24 };

typedef struct {
  nd_operand x;
  nd_dims_set folded;
  int64_t count; /* of elements for each result */
  bool of_population;
  int ndims;
  int64_t dims[ND_MAX_DIMS]; /* of the result */
} variance;

static int binary (nd_program *program, nd_op op, int a, int b)
{
  return nd_program_binary (program, op, ND_DOUBLE, a, b);
}

/* Folds `value` of a builder over x's elements. */
static nd_status sum (nd_builder *builder, const variance *v, int value, nd_array **out,
                      nd_error *error)
{
  nd_dtype dtype = (nd_dtype)builder->program.code[value].dtype;
  nd_array *result;
  nd_program_fold (&builder->program, ND_REDUCE_SUM, value, dtype, false);
  ND_RETURN_NOT_OK (nd_array_new (builder->device, dtype, v->ndims, v->dims, &result, error));
  nd_status status = nd_builder_fold (builder, nd_operand_ndims (&v->x), nd_operand_dims (&v->x),
                                      v->folded, &result, error);
  return nd_array_deliver (status, result, out);
}

/* ---- real elements ------------------------------------------------------------------------- */

/* The sums of distances from an origin (of the result's size) and of their squares. */
static nd_status measure (const variance *v, const nd_array *origin, nd_array **moments,
                          nd_error *error)
{
  nd_builder builder;
  const nd_operand from = nd_operand_array (origin);
  nd_builder_init (&builder, nd_array_device (origin));
  int x = nd_builder_load (&builder, &v->x, ND_DOUBLE);
  int zero = nd_builder_load (&builder, &from, ND_DOUBLE);
  int distance = binary (&builder.program, ND_OP_SUBTRACT, x, zero);
  int square = binary (&builder.program, ND_OP_MULTIPLY, distance, distance);
  int both =
      nd_program_binary (&builder.program, ND_OP_COMPLEX, ND_COMPLEX_DOUBLE, distance, square);
  return sum (&builder, v, both, moments, error);
}

static double divisor (const variance *v)
{
  return v->of_population || v->count == 1 ? (double)v->count : (double)(v->count - 1);
}

static bool is_single (const variance *v)
{
  return nd_operand_dtype (&v->x) == ND_SINGLE;
}

/* Did a bad origin spoil any? */
static void ask_for_bad (nd_program *program, int squares, int spread)
{
  int most =
      binary (program, ND_OP_MULTIPLY, spread, nd_program_number (program, ND_DOUBLE, FARTHEST));
  /* Inf - Inf is bad, too; NaN is no better around another origin. */
  int is_near = nd_program_binary (program, ND_OP_LESS_EQUAL, ND_LOGICAL, squares, most);
  int is_nan = nd_program_unary (program, ND_OP_IS_NAN, ND_LOGICAL, squares);
  int is_good = nd_program_binary (program, ND_OP_OR, ND_LOGICAL, is_near, is_nan);
  nd_program_reduce (program, ND_REDUCE_ANY,
                     nd_program_unary (program, ND_OP_NOT, ND_LOGICAL, is_good));
}

/* The variance of moments around an origin, which may be the mean, and (unless NULL: nobody waits)
   whether a bad origin spoiled any. */
static nd_status finish (const variance *v, const nd_array *moments, bool around_mean,
                         nd_array **out, bool *is_bad, nd_error *error)
{
  nd_builder builder;
  nd_array *result;
  const nd_operand sums = nd_operand_array (moments);
  const nd_dtype dtype = is_single (v) ? ND_SINGLE : ND_DOUBLE;
  nd_program *program = &builder.program;
  nd_builder_init (&builder, nd_array_device (moments));
  int both = nd_builder_load (&builder, &sums, ND_COMPLEX_DOUBLE);
  int distances = nd_program_unary (program, ND_OP_REAL, ND_DOUBLE, both);
  int squares = nd_program_unary (program, ND_OP_IMAG, ND_DOUBLE, both);
  int of_mean =
      binary (program, ND_OP_DIVIDE, binary (program, ND_OP_MULTIPLY, distances, distances),
              nd_program_number (program, ND_DOUBLE, (double)v->count));
  int rest = around_mean ? squares : binary (program, ND_OP_SUBTRACT, squares, of_mean);
  int zero = nd_program_number (program, ND_DOUBLE, 0);
  int is_less = nd_program_binary (program, ND_OP_LESS, ND_LOGICAL, rest, zero);
  int spread = nd_program_select (program, is_less, zero, rest);
  int value =
      binary (program, ND_OP_DIVIDE, spread, nd_program_number (program, ND_DOUBLE, divisor (v)));
  nd_program_store (program, nd_program_cast (program, value, dtype));
  if (is_bad)
    ask_for_bad (program, squares, spread);
  ND_RETURN_NOT_OK (nd_array_new (builder.device, dtype, v->ndims, v->dims, &result, error));
  nd_status status = is_bad ? nd_builder_run_and_ask (&builder, &result, is_bad, error)
                            : nd_builder_run (&builder, &result, error);
  return nd_array_deliver (status, result, out);
}

/* The mean that the moments around an origin give. */
static nd_status find_mean (const variance *v, const nd_array *origin, const nd_array *moments,
                            nd_array **out, nd_error *error)
{
  nd_builder builder;
  const nd_operand from = nd_operand_array (origin), sums = nd_operand_array (moments);
  nd_program *program = &builder.program;
  nd_builder_init (&builder, nd_array_device (moments));
  int both = nd_builder_load (&builder, &sums, ND_COMPLEX_DOUBLE);
  int distances = nd_program_unary (program, ND_OP_REAL, ND_DOUBLE, both);
  int shift = binary (program, ND_OP_DIVIDE, distances,
                      nd_program_number (program, ND_DOUBLE, (double)v->count));
  int mean = binary (program, ND_OP_ADD, nd_builder_load (&builder, &from, ND_DOUBLE), shift);
  return nd_builder_evaluate (&builder, mean, v->ndims, v->dims, out, error);
}

static nd_status measure_again (const variance *v, const nd_array *origin, const nd_array *moments,
                                nd_array **out, nd_error *error)
{
  nd_array *mean, *better;
  ND_RETURN_NOT_OK (find_mean (v, origin, moments, &mean, error));
  nd_status status = measure (v, mean, &better, error);
  nd_array_free (mean);
  ND_RETURN_NOT_OK (status);
  status = finish (v, better, true, out, NULL, error);
  nd_array_free (better);
  return status;
}

static nd_status measure_from (const variance *v, const nd_array *origin, nd_array **out,
                               nd_error *error)
{
  const bool is_certain = is_single (v) && v->count <= MOST_CERTAIN;
  nd_array *moments, *result;
  bool is_bad = false;
  ND_RETURN_NOT_OK (measure (v, origin, &moments, error));
  nd_status status = finish (v, moments, false, &result, is_certain ? NULL : &is_bad, error);
  if (status == ND_OK && is_bad) {
    nd_array_free (result);
    status = measure_again (v, origin, moments, &result, error);
  }
  nd_array_free (moments);
  if (status == ND_OK)
    *out = result;
  return status;
}

/* Computes the first elements along the folded dimensions. */
static nd_status find_first (const variance *v, nd_array **out, nd_error *error)
{
  nd_builder builder;
  nd_launch launch;
  nd_array *first;
  const nd_dtype dtype = nd_operand_dtype (&v->x);
  nd_builder_init (&builder, nd_operand_device (&v->x));
  nd_program_store (&builder.program, nd_builder_load (&builder, &v->x, dtype));
  nd_builder_launch (&builder, v->ndims, nd_operand_dims (&v->x), &launch);
  ND_RETURN_NOT_OK (nd_array_new (builder.device, dtype, v->ndims, v->dims, &first, error));
  memcpy (launch.dims, v->dims, (size_t)v->ndims * sizeof *v->dims);
  nd_access_array (&launch.output[0], first, v->ndims, v->dims);
  nd_status status = nd_device_run (builder.device, &launch, error);
  return nd_array_deliver (status, first, out);
}

static nd_status real_variance (const variance *v, nd_array **out, nd_error *error)
{
  nd_array *first;
  if (v->x.array) {
    nd_array window = *v->x.array;
    memcpy (window.dims, v->dims, (size_t)v->ndims * sizeof *v->dims);
    return measure_from (v, &window, out, error);
  }
  ND_RETURN_NOT_OK (find_first (v, &first, error));
  nd_status status = measure_from (v, first, out, error);
  nd_array_free (first);
  return status;
}

/* ---- complex elements ---------------------------------------------------------------------- */

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
  return sum (&builder, v, nd_program_square (&builder.program, distance), out, error);
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
