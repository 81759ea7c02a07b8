/* How far square matrices are from singular ones: norms and condition numbers. */
#include "base/memory.h"
#include "program/builder.h"
#include "program/creation.h"
#include "program/expression.h"
#include "program/linear.h"
#include "program/reduce.h"
#include <float.h>
#include <math.h>
#include <string.h>

/* ---- norms --------------------------------------------------------------------------------- */

/* The elements of a row, of any class. */
static nd_status read_numbers (const nd_array *row, double *numbers, nd_error *error)
{
  nd_array *host, *wide;
  ND_RETURN_NOT_OK (nd_transfer_uncounted (row, nd_device_cpu (), &host, error));
  nd_status status = nd_cast (host, ND_DOUBLE, &wide, error);
  nd_array_free (host);
  if (status != ND_OK)
    return status;
  memcpy (numbers, nd_address (wide), (size_t)row->dims[1] * sizeof *numbers);
  nd_array_free (wide);
  return ND_OK;
}

/* The sums of the sizes of each column's elements; the sizes are summed up as they are computed. */
static nd_status sum_columns (const nd_array *a, nd_array **sums, nd_error *error)
{
  const nd_operand x = nd_operand_array (a);
  nd_operand sizes = {.array = NULL};
  nd_array *computed;
  ND_RETURN_NOT_OK (nd_unary_pending (ND_OP_ABS, &x, &sizes.pending, &computed, error));
  nd_status status = nd_reduce (ND_FOLD_SUM, &sizes, 1, ND_FOLD_USUAL, sums, NULL, error);
  nd_expression_release (sizes.pending);
  return status;
}

/* A row folded to one element, where it is. */
static nd_status fold_row (nd_fold_kind kind, const nd_array *row, nd_array **out, nd_error *error)
{
  const nd_operand x = nd_operand_array (row);
  return nd_reduce (kind, &x, 2, ND_FOLD_USUAL, out, NULL, error);
}

nd_status nd_matrix_norm (const nd_array *a, double *norm, nd_error *error)
{
  nd_array *sums, *element;
  ND_RETURN_NOT_OK (sum_columns (a, &sums, error));
  nd_status status = fold_row (ND_FOLD_MAX, sums, &element, error);
  nd_array_free (sums);
  ND_RETURN_NOT_OK (status);
  status = read_numbers (element, norm, error);
  nd_array_free (element);
  return status;
}

/* ---- are condition numbers far from the precision? -------------------------------------------

   Let x be a column of normal random numbers, s the largest singular value of the inverse and v its
   right singular vector.  The solution for x is at least s |v' x| long, and v' x is a normal random
   number: below small_share with a probability of less than 0.8 small_share, and for all PROBES
   columns of less than 5e-9.  The 1-norm of the inverse is at most sqrt (n) s.  The columns are
   multiplied by the matrix's own norm, so that squares of solutions do not vanish.  They are solved
   together with the columns that the user gave, and the host waits once, for three numbers.
   Factors need not show that an element of the matrix is NaN (cuSOLVER's do not always): the sum of
   all elements' sizes does, and that of the user's solutions' shows what is not
   finite in the user's columns. */

enum { PROBES = 4 };
static const double small_share = 0.01;

/* The same columns, times the norm of `a`, whatever random numbers the user draws.  `sums`: of the
   columns of `a`. */
static nd_status make_probes (const nd_array *a, const nd_array *sums, nd_array **out,
                              nd_error *error)
{
  const nd_blueprint columns = {.device = nd_array_device (a),
                                .dtype = nd_dtype_real (a->dtype),
                                .ndims = 2,
                                .dims = {a->dims[0], PROBES}};
  const nd_stream users = nd_stream_get ();
  nd_array *norm, *normal = NULL, *real = NULL;
  ND_RETURN_NOT_OK (fold_row (ND_FOLD_MAX, sums, &norm, error));
  nd_stream_set ((nd_stream){0});
  nd_status status = nd_make_random (&columns, ND_GENERATE_NORMAL, &normal, error);
  nd_stream_set (users);
  if (status == ND_OK) {
    const nd_operand x = nd_operand_array (normal), factor = nd_operand_array (norm);
    status = nd_binary (ND_OP_MULTIPLY, &x, &factor, &real, error);
  }
  if (status == ND_OK)
    status = nd_cast (real, a->dtype, out, error);
  nd_array_free (norm);
  nd_array_free (normal);
  nd_array_free (real);
  return status;
}

/* The columns of `b`, and the probes after them. */
static nd_status append_probes (const nd_array *a, const nd_array *sums, const nd_array *b,
                                nd_array **out, nd_error *error)
{
  nd_array *probes;
  ND_RETURN_NOT_OK (make_probes (a, sums, &probes, error));
  nd_status status = nd_array_concatenate (1, 2, (const nd_array *const[]){b, probes}, out, error);
  nd_array_free (probes);
  return status;
}

/* What the host looks at: the sums of the sizes of the solutions for the user's columns, of the
   squares of those for the probes, and of the sizes of the matrix's elements. */
typedef enum { OF_USERS, OF_PROBES, OF_MATRIX, COUNT_OF_SUMS } judged_sum;

typedef nd_status columns_fold (const nd_array *a, nd_array **row, nd_error *error);

static nd_status sum_squares (const nd_array *a, nd_array **row, nd_error *error)
{
  const nd_operand x = nd_operand_array (a);
  return nd_reduce (ND_FOLD_SUM_OF_SQUARES, &x, 1, ND_FOLD_USUAL, row, NULL, error);
}

/* The sum over `count` columns of what a fold makes of each. */
static nd_status sum_part (columns_fold *fold, const nd_array *x, int64_t first, int64_t count,
                           nd_array **out, nd_error *error)
{
  nd_array *part, *row;
  ND_RETURN_NOT_OK (nd_array_link (x, &part, error));
  part->dims[1] = count;
  part->offset += first * part->strides[1];
  nd_status status = fold (part, &row, error);
  nd_array_free (part);
  ND_RETURN_NOT_OK (status);
  status = fold_row (ND_FOLD_SUM, row, out, error);
  nd_array_free (row);
  return status;
}

/* `sums`: of the columns of the matrix. */
static nd_status read_sums (const nd_array *x, const nd_array *sums, double read[COUNT_OF_SUMS],
                            nd_error *error)
{
  const int64_t users = x->dims[1] - PROBES;
  nd_array *parts[COUNT_OF_SUMS] = {NULL}, *row = NULL;
  nd_status status = sum_part (sum_columns, x, 0, users, &parts[OF_USERS], error);
  if (status == ND_OK)
    status = sum_part (sum_squares, x, users, PROBES, &parts[OF_PROBES], error);
  if (status == ND_OK)
    status = fold_row (ND_FOLD_SUM, sums, &parts[OF_MATRIX], error);
  if (status == ND_OK)
    status = nd_array_concatenate (1, COUNT_OF_SUMS, (const nd_array *const *)parts, &row, error);
  if (status == ND_OK)
    status = read_numbers (row, read, error);
  for (int i = 0; i < COUNT_OF_SUMS; i++)
    nd_array_free (parts[i]);
  nd_array_free (row);
  return status;
}

double nd_least_norm (nd_dtype dtype)
{
  return nd_dtype_is_single (dtype) ? (double)FLT_MIN / FLT_EPSILON : DBL_MIN / DBL_EPSILON;
}

static bool judge (const nd_array *a, const double sums[COUNT_OF_SUMS], double least)
{
  const double condition = sqrt ((double)a->dims[0] * sums[OF_PROBES]) / small_share;
  const double least_norm = nd_least_norm (a->dtype) * (double)a->dims[0];
  return isfinite (sums[OF_USERS]) && isfinite (sums[OF_MATRIX]) && sums[OF_MATRIX] > least_norm &&
         1 / condition > least;
}

/* Takes the solutions for the probes off `x`.  Their room goes with a solution that has many times
   as many columns; a few columns are copied, or a user who keeps one would keep five. */
static nd_status take_probes (nd_array *x, nd_array **out, nd_error *error)
{
  x->dims[1] -= PROBES;
  if (x->dims[1] >= 4L * PROBES)
    return nd_array_deliver (ND_OK, x, out);
  nd_status status = nd_own_copy (x, x->dtype, out, error);
  nd_array_free (x);
  return status;
}

nd_status nd_factorization_solve_and_judge (const nd_factorization *f, const nd_array *a,
                                            const nd_array *b, double least, nd_array **out,
                                            bool *is_regular, nd_error *error)
{
  nd_array *sums, *columns, *x = NULL;
  double read[COUNT_OF_SUMS];
  ND_RETURN_NOT_OK (sum_columns (a, &sums, error));
  nd_status status = append_probes (a, sums, b, &columns, error);
  if (status == ND_OK) {
    status = nd_factorization_solve (f, ND_AS_IT_IS, columns, &x, error);
    nd_array_free (columns);
  }
  if (status == ND_OK)
    status = read_sums (x, sums, read, error);
  nd_array_free (sums);
  if (status != ND_OK) {
    nd_array_free (x);
    return status;
  }
  *is_regular = judge (a, read, least);
  return take_probes (x, out, error);
}

/* ---- condition numbers ----------------------------------------------------------------------

   Higham's estimate of the 1-norm of the inverse, as LAPACK's xLACN2 makes it (ACM Transactions on
   Mathematical Software 14, 1988, algorithm 674).  The column it iterates on is looked at by the
   host; complex numbers serve for real ones, too. */

enum { MOST_STEPS = 5 };

typedef struct {
  const nd_factorization *f;
  int64_t n;
  nd_complex_double *x; /* n elements */
  bool *was_positive;   /* the signs that real ones had last */
} estimate;

/* A column of complex numbers as one of class `dtype`. */
static nd_status as_class (const nd_array *column, nd_dtype dtype, nd_array **out, nd_error *error)
{
  nd_array *real;
  if (nd_dtype_is_complex (dtype))
    return nd_cast (column, dtype, out, error);
  ND_RETURN_NOT_OK (nd_unary (ND_OP_REAL, column, &real, error));
  nd_status status = nd_cast (real, dtype, out, error);
  nd_array_free (real);
  return status;
}

/* x = the solution for x, on the way through the device. */
static nd_status solve_column (estimate *e, nd_operation meant, nd_error *error)
{
  const nd_dtype dtype = e->f->factors->dtype;
  nd_device *device = nd_array_device (e->f->factors);
  const int64_t dims[2] = {e->n, 1};
  nd_array *host, *cast = NULL, *there = NULL, *back = NULL, *wide = NULL;
  ND_RETURN_NOT_OK (nd_array_new (nd_device_cpu (), ND_COMPLEX_DOUBLE, 2, dims, &host, error));
  nd_complex_double *elements = (nd_complex_double *)nd_address (host);
  for (int64_t i = 0; i < e->n; i++)
    elements[i] = e->x[i];
  nd_status status = as_class (host, dtype, &cast, error);
  if (status == ND_OK)
    status = nd_transfer_uncounted (cast, device, &there, error);
  nd_array *column = NULL;
  if (status == ND_OK)
    status = nd_factorization_solve (e->f, meant, there, &column, error);
  if (status == ND_OK)
    status = nd_transfer_uncounted (column, nd_device_cpu (), &back, error);
  if (status == ND_OK)
    status = nd_cast (back, ND_COMPLEX_DOUBLE, &wide, error);
  for (int64_t i = 0; status == ND_OK && i < e->n; i++)
    e->x[i] = ((const nd_complex_double *)nd_address (wide))[i];
  nd_array_free (host);
  nd_array_free (cast);
  nd_array_free (there);
  nd_array_free (column);
  nd_array_free (back);
  nd_array_free (wide);
  return status;
}

static double size_of (nd_complex_double z)
{
  return hypot (z.re, z.im);
}

static double sum_of_sizes (const estimate *e)
{
  double sum = 0;
  for (int64_t i = 0; i < e->n; i++)
    sum += size_of (e->x[i]);
  return sum;
}

static int64_t largest (const estimate *e)
{
  int64_t place = 0;
  for (int64_t i = 1; i < e->n; i++)
    if (size_of (e->x[i]) > size_of (e->x[place]))
      place = i;
  return place;
}

/* x becomes its signs: numbers of size 1.  Are they the ones of last time (real numbers only)? */
static bool take_signs (estimate *e, bool is_complex)
{
  bool same = !is_complex;
  for (int64_t i = 0; i < e->n; i++) {
    const double size = size_of (e->x[i]);
    const bool is_positive = !(e->x[i].re < 0);
    same = same && is_positive == e->was_positive[i];
    e->was_positive[i] = is_positive;
    if (!is_complex)
      e->x[i] = (nd_complex_double){is_positive ? 1 : -1, 0};
    else if (size > 0)
      e->x[i] = (nd_complex_double){e->x[i].re / size, e->x[i].im / size};
    else
      e->x[i] = (nd_complex_double){1, 0};
  }
  return same;
}

static void set_unit (estimate *e, int64_t place)
{
  for (int64_t i = 0; i < e->n; i++)
    e->x[i] = (nd_complex_double){i == place, 0};
}

/* The steps of the algorithm until the estimate stops growing. */
static nd_status climb (estimate *e, double *norm, nd_error *error)
{
  const bool is_complex = nd_dtype_is_complex (e->f->factors->dtype);
  const nd_operation adjoint = is_complex ? ND_CONJUGATE_TRANSPOSED : ND_TRANSPOSED;
  take_signs (e, is_complex);
  ND_RETURN_NOT_OK (solve_column (e, adjoint, error));
  int64_t place = largest (e);
  for (int step = 2; step <= MOST_STEPS; step++) {
    const double before = *norm;
    set_unit (e, place);
    ND_RETURN_NOT_OK (solve_column (e, ND_AS_IT_IS, error));
    *norm = sum_of_sizes (e);
    if (take_signs (e, is_complex) || *norm <= before)
      break;
    ND_RETURN_NOT_OK (solve_column (e, adjoint, error));
    const int64_t last = place;
    place = largest (e);
    if (size_of (e->x[last]) == size_of (e->x[place]))
      break;
  }
  return ND_OK;
}

/* A column that is bad for the steps above. */
static nd_status try_alternating (estimate *e, double *norm, nd_error *error)
{
  for (int64_t i = 0; i < e->n; i++) {
    const double x = 1 + (double)i / (double)(e->n - 1);
    e->x[i] = (nd_complex_double){i % 2 ? -x : x, 0};
  }
  ND_RETURN_NOT_OK (solve_column (e, ND_AS_IT_IS, error));
  const double other = 2 * sum_of_sizes (e) / (3 * (double)e->n);
  if (other > *norm)
    *norm = other;
  return ND_OK;
}

static nd_status estimate_inverse (estimate *e, double *norm, nd_error *error)
{
  for (int64_t i = 0; i < e->n; i++)
    e->x[i] = (nd_complex_double){1 / (double)e->n, 0};
  ND_RETURN_NOT_OK (solve_column (e, ND_AS_IT_IS, error));
  *norm = sum_of_sizes (e);
  if (e->n == 1 || !isfinite (*norm))
    return ND_OK;
  ND_RETURN_NOT_OK (climb (e, norm, error));
  return try_alternating (e, norm, error);
}

nd_status nd_factorization_rcond (const nd_factorization *f, double norm, double *rcond,
                                  nd_error *error)
{
  double inverse_norm = 0;
  estimate e = {.f = f, .n = f->factors->dims[0]};
  *rcond = 0;
  if (f->failed || norm == 0)
    return ND_OK;
  e.x = nd_malloc ((size_t)e.n * sizeof *e.x);
  e.was_positive = nd_calloc ((size_t)e.n, sizeof *e.was_positive);
  nd_status status = e.x && e.was_positive ? estimate_inverse (&e, &inverse_norm, error)
                                           : nd_out_of_memory (error, (size_t)e.n * sizeof *e.x);
  nd_free (e.x);
  nd_free (e.was_positive);
  if (status == ND_OK && inverse_norm != 0)
    *rcond = 1 / inverse_norm / norm;
  return status;
}
