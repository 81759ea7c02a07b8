/* Sorting complex columns as Octave does, by absolute value, then by argument: a stable sort of the
   arguments, then one of the absolute values. */
#include "device/cpu/routines.h"
#include <math.h>

typedef struct {
  const nd_routine *routine;
  int64_t n, total;
  double *magnitude, *angle, *rearranged;
  int64_t *by_angle, *by_magnitude;
} job;

/* An angle of -pi counts as pi; numbers with a NaN in either part are NaN as a whole. */
#define DEFINE_MEASURE(name, type, real, hypot, atan2, pi)                                         \
  static void measure_##name (job *j, int64_t start, int64_t end)                                  \
  {                                                                                                \
    const type *x = j->routine->input[0];                                                          \
    for (int64_t i = start; i < end; i++) {                                                        \
      bool is_nan = x[i].re != x[i].re || x[i].im != x[i].im;                                      \
      real angle = is_nan ? 0 : atan2 (x[i].im, x[i].re);                                          \
      j->angle[i] = (double)(angle == -(pi) ? (pi) : angle);                                       \
      j->magnitude[i] = is_nan ? (double)NAN : (double)hypot (x[i].re, x[i].im);                   \
    }                                                                                              \
  }
DEFINE_MEASURE (double, nd_complex_double, double, hypot, atan2, 0x1.921fb54442d18p+1)
DEFINE_MEASURE (single, nd_complex_single, float, hypotf, atan2f, 0x1.921fb6p+1F)

static void measure (int64_t i, void *context)
{
  job *j = context;
  int64_t start = i * ND_CPU_PIECE, end = start + nd_cpu_piece_length (j->total, i);
  if (nd_dtype_is_single (j->routine->dtype))
    measure_single (j, start, end);
  else
    measure_double (j, start, end);
}

static nd_status sort_by (const job *j, const double *values, int64_t *order, nd_error *error)
{
  nd_routine sort = {.kind = ND_ROUTINE_SORT,
                     .dtype = ND_DOUBLE,
                     .other = ND_INT64,
                     .input = {values},
                     .output = {NULL, order},
                     .number = {j->n, j->routine->number[1], j->routine->number[2]}};
  return nd_cpu_sort (&sort, error);
}

/* The place in the column that the i-th element of all columns comes from. */
static int64_t source (const job *j, int64_t i)
{
  return j->by_angle[i - i % j->n + j->by_magnitude[i]];
}

static void store (const job *j)
{
  const nd_routine *r = j->routine;
  for (int64_t i = 0; i < j->total; i++) {
    int64_t from = source (j, i), place = i - i % j->n + from;
    if (r->output[0] && nd_dtype_is_single (r->dtype))
      ((nd_complex_single *)r->output[0])[i] = ((const nd_complex_single *)r->input[0])[place];
    else if (r->output[0])
      ((nd_complex_double *)r->output[0])[i] = ((const nd_complex_double *)r->input[0])[place];
    if (r->output[1] && r->other == ND_DOUBLE)
      ((double *)r->output[1])[i] = (double)(from + 1);
    else if (r->output[1])
      ((int64_t *)r->output[1])[i] = from;
  }
}

static nd_status sort_columns (job *j, nd_error *error)
{
  ND_RETURN_NOT_OK (nd_cpu_pieces (nd_cpu_piece_count (j->total), measure, j, error));
  ND_RETURN_NOT_OK (sort_by (j, j->angle, j->by_angle, error));
  for (int64_t i = 0; i < j->total; i++)
    j->rearranged[i] = j->magnitude[i - i % j->n + j->by_angle[i]];
  ND_RETURN_NOT_OK (sort_by (j, j->rearranged, j->by_magnitude, error));
  store (j);
  return ND_OK;
}

nd_status nd_cpu_sort_complex (nd_routine *routine, nd_error *error)
{
  job j = {.routine = routine,
           .n = routine->number[0],
           .total = routine->number[0] * routine->number[1]};
  nd_buffer *memory;
  ND_RETURN_NOT_OK (nd_cpu_scratch (5 * (size_t)j.total * sizeof (double), &memory, error));
  j.magnitude = memory->data;
  j.angle = j.magnitude + j.total;
  j.rearranged = j.angle + j.total;
  j.by_angle = (int64_t *)(j.rearranged + j.total);
  j.by_magnitude = j.by_angle + j.total;
  nd_status status = sort_columns (&j, error);
  nd_cpu_scratch_free (memory);
  return status;
}
