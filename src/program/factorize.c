/* Square matrices: which kind they are, their factors, equations, condition numbers. */
#include "base/memory.h"
#include "device/device.h"
#include "program/builder.h"
#include "program/creation.h"
#include "program/linear.h"
#include "program/reduce.h"
#include <math.h>

nd_status nd_own_copy (const nd_array *a, nd_dtype dtype, nd_array **out, nd_error *error)
{
  nd_array *cast, *copy = NULL;
  ND_RETURN_NOT_OK (nd_cast (a, dtype, &cast, error));
  nd_status status = nd_array_contiguous (cast, &copy, error);
  nd_array_free (cast);
  if (status == ND_OK)
    status = nd_array_prepare_write (copy, error);
  return nd_array_deliver (status, copy, out);
}

nd_status nd_conjugate_transpose (const nd_array *a, nd_array **out, nd_error *error)
{
  nd_array *transposed;
  ND_RETURN_NOT_OK (nd_array_transpose (a, &transposed, error));
  if (!nd_dtype_is_complex (a->dtype)) {
    *out = transposed;
    return ND_OK;
  }
  nd_status status = nd_unary (ND_OP_CONJ, transposed, out, error);
  nd_array_free (transposed);
  return status;
}

nd_status nd_compute_linear (const nd_array *a, nd_routine *routine, nd_error *error)
{
  routine->dtype = a->dtype;
  return nd_device_compute (nd_array_device (a), routine, error);
}

/* ---- kinds of matrix ----------------------------------------------------------------------- */

/* A question about all elements of a square matrix: a program with its operands. */
typedef struct {
  nd_builder builder;
  const nd_array *a;
  nd_array *rows, *columns, *transposed, *diagonal, *diagonal_row;
} probe;

/* Row and column numbers, to be broadcast. */
static nd_status make_numbers (probe *p, nd_error *error)
{
  const nd_ramp ramp = nd_ramp_integers (0, 1);
  const int64_t n = p->a->dims[0];
  const nd_blueprint wanted = {
      .device = nd_array_device (p->a), .dtype = ND_INT64, .ndims = 2, .dims = {n, 1}};
  ND_RETURN_NOT_OK (nd_make_ramps (&wanted, &ramp, &p->rows, error));
  return nd_array_transpose (p->rows, &p->columns, error);
}

/* The diagonal as a column, and as a row. */
static nd_status make_diagonal (probe *p, nd_error *error)
{
  ND_RETURN_NOT_OK (nd_array_link (p->a, &p->diagonal, error));
  p->diagonal->dims[1] = 1;
  p->diagonal->strides[0] = p->a->strides[0] + p->a->strides[1];
  ND_RETURN_NOT_OK (nd_array_transpose (p->diagonal, &p->diagonal_row, error));
  return nd_array_transpose (p->a, &p->transposed, error);
}

static nd_status start_probe (probe *p, const nd_array *a, nd_error *error)
{
  *p = (probe){.a = a};
  nd_builder_init (&p->builder, nd_array_device (a));
  ND_RETURN_NOT_OK (make_numbers (p, error));
  return make_diagonal (p, error);
}

static void end_probe (probe *p)
{
  nd_array_free (p->rows);
  nd_array_free (p->columns);
  nd_array_free (p->transposed);
  nd_array_free (p->diagonal);
  nd_array_free (p->diagonal_row);
}

static int load (probe *p, const nd_array *a)
{
  const nd_operand x = nd_operand_array (a);
  return nd_builder_load (&p->builder, &x, a->dtype);
}

static int binary (probe *p, nd_op op, nd_dtype dtype, int a, int b)
{
  return nd_program_binary (&p->builder.program, op, dtype, a, b);
}

static int unary (probe *p, nd_op op, nd_dtype dtype, int a)
{
  return nd_program_unary (&p->builder.program, op, dtype, a);
}

/* Is `value` true of all elements? */
static nd_status ask (probe *p, int value, bool *answer, nd_error *error)
{
  nd_launch launch;
  nd_program_reduce (&p->builder.program, ND_REDUCE_ALL, value);
  nd_builder_launch (&p->builder, p->a->ndims, p->a->dims, &launch);
  ND_RETURN_NOT_OK (nd_device_run (p->builder.device, &launch, error));
  *answer = launch.truth;
  return ND_OK;
}

/* On one side of the diagonal anything, on it no zero, beyond it nothing else. */
static nd_status is_triangular (const nd_array *a, nd_op side, bool *answer, nd_error *error)
{
  probe p;
  nd_status status = start_probe (&p, a, error);
  if (status == ND_OK) {
    const int row = load (&p, p.rows), column = load (&p, p.columns), x = load (&p, a);
    const int not_zero = nd_program_cast (&p.builder.program, x, ND_LOGICAL);
    const int on_diagonal = binary (&p, ND_OP_EQUAL, ND_LOGICAL, row, column);
    const int is_right = binary (&p, ND_OP_EQUAL, ND_LOGICAL, not_zero, on_diagonal);
    const int beside = binary (&p, side, ND_LOGICAL, row, column);
    status = ask (&p, binary (&p, ND_OP_OR, ND_LOGICAL, beside, is_right), answer, error);
  }
  end_probe (&p);
  return status;
}

/* The value of element (j, i), conjugated. */
static int load_opposite (probe *p)
{
  const int y = load (p, p->transposed);
  return nd_dtype_is_complex (p->a->dtype) ? unary (p, ND_OP_CONJ, p->a->dtype, y) : y;
}

nd_status nd_matrix_is_hermitian (const nd_array *a, bool *answer, nd_error *error)
{
  probe p;
  *answer = false;
  if (a->dims[0] != a->dims[1])
    return ND_OK;
  nd_status status = start_probe (&p, a, error);
  if (status == ND_OK) {
    const int x = load (&p, a), y = load_opposite (&p);
    status = ask (&p, binary (&p, ND_OP_EQUAL, ND_LOGICAL, x, y), answer, error);
  }
  end_probe (&p);
  return status;
}

/* The real part of a value. */
static int real_part (probe *p, int x)
{
  const nd_dtype dtype = p->a->dtype;
  return nd_dtype_is_complex (dtype) ? unary (p, ND_OP_REAL, nd_dtype_real (dtype), x) : x;
}

/* Hermitian, and every minor of order 1 and 2 is positive. */
static nd_status may_be_positive (const nd_array *a, bool *answer, nd_error *error)
{
  probe p;
  const nd_dtype real = nd_dtype_real (a->dtype);
  nd_status status = start_probe (&p, a, error);
  if (status == ND_OK) {
    const int x = load (&p, a), y = load_opposite (&p);
    const int row = load (&p, p.rows), column = load (&p, p.columns);
    const int first = real_part (&p, load (&p, p.diagonal));
    const int second = real_part (&p, load (&p, p.diagonal_row));
    const int size = unary (&p, ND_OP_ABS, real, x);
    const int square = binary (&p, ND_OP_MULTIPLY, real, size, size);
    const int product = binary (&p, ND_OP_MULTIPLY, real, first, second);
    const int is_small = binary (&p, ND_OP_LESS, ND_LOGICAL, square, product);
    const int none = nd_program_number (&p.builder.program, real, 0);
    const int is_positive = binary (&p, ND_OP_GREATER, ND_LOGICAL, first, none);
    const int on_diagonal = binary (&p, ND_OP_EQUAL, ND_LOGICAL, row, column);
    const int minor = nd_program_select (&p.builder.program, on_diagonal, is_positive, is_small);
    const int is_equal = binary (&p, ND_OP_EQUAL, ND_LOGICAL, x, y);
    status = ask (&p, binary (&p, ND_OP_AND, ND_LOGICAL, is_equal, minor), answer, error);
  }
  end_probe (&p);
  return status;
}

nd_status nd_matrix_probe (const nd_array *a, nd_matrix_kind *kind, nd_error *error)
{
  bool answer;
  *kind = ND_MATRIX_UPPER;
  ND_RETURN_NOT_OK (is_triangular (a, ND_OP_LESS, &answer, error));
  if (answer)
    return ND_OK;
  *kind = ND_MATRIX_LOWER;
  ND_RETURN_NOT_OK (is_triangular (a, ND_OP_GREATER, &answer, error));
  if (answer)
    return ND_OK;
  ND_RETURN_NOT_OK (may_be_positive (a, &answer, error));
  *kind = answer ? ND_MATRIX_HERMITIAN : ND_MATRIX_FULL;
  return ND_OK;
}

/* ---- factors ------------------------------------------------------------------------------- */

static nd_status factorize_lu (const nd_array *a, nd_array **factors, nd_array **pivots,
                               int64_t *failed, nd_error *error)
{
  const int64_t m = a->dims[0], n = a->dims[1], dims[2] = {m < n ? m : n, 1};
  nd_array *copy, *exchanges = NULL;
  ND_RETURN_NOT_OK (nd_own_copy (a, a->dtype, &copy, error));
  nd_status status = nd_array_new (nd_array_device (a), ND_INT64, 2, dims, &exchanges, error);
  if (status == ND_OK) {
    nd_routine routine = {.kind = ND_ROUTINE_LU,
                          .output = {nd_address (copy), nd_address (exchanges)},
                          .number = {m, n}};
    status = nd_compute_linear (copy, &routine, error);
    *failed = routine.number[2];
  }
  if (status == ND_OK) {
    *factors = copy;
    *pivots = exchanges;
  } else {
    nd_array_free (copy);
    nd_array_free (exchanges);
  }
  return status;
}

nd_status nd_lu (const nd_array *a, nd_array **factors, nd_array **pivots, nd_error *error)
{
  int64_t failed;
  return factorize_lu (a, factors, pivots, &failed, error);
}

nd_status nd_cholesky (const nd_array *a, bool is_upper, nd_array **factor, int64_t *failed,
                       nd_error *error)
{
  nd_array *copy;
  ND_RETURN_NOT_OK (nd_own_copy (a, a->dtype, &copy, error));
  nd_routine routine = {
      .kind = ND_ROUTINE_CHOLESKY, .output = {nd_address (copy)}, .number = {a->dims[0], is_upper}};
  nd_status status = nd_compute_linear (copy, &routine, error);
  if (status == ND_OK) {
    *failed = routine.number[2];
    *factor = copy;
  } else
    nd_array_free (copy);
  return status;
}

nd_status nd_factorize (const nd_array *a, nd_matrix_kind kind, nd_factorization *out,
                        nd_error *error)
{
  *out = (nd_factorization){.kind = kind};
  switch (kind) {
  case ND_MATRIX_FULL:
    return factorize_lu (a, &out->factors, &out->pivots, &out->failed, error);
  case ND_MATRIX_HERMITIAN:
    return nd_cholesky (a, false, &out->factors, &out->failed, error);
  default:
    return nd_array_contiguous (a, &out->factors, error);
  }
}

void nd_factorization_free (nd_factorization *f)
{
  nd_array_free (f->factors);
  nd_array_free (f->pivots);
  *f = (nd_factorization){0};
}

/* ---- solving ------------------------------------------------------------------------------- */

static nd_status solve_lu (const nd_factorization *f, nd_operation meant, nd_array *x,
                           nd_error *error)
{
  nd_routine routine = {.kind = ND_ROUTINE_SOLVE_LU,
                        .input = {nd_address (f->factors), nd_address (f->pivots)},
                        .output = {nd_address (x)},
                        .number = {x->dims[0], x->dims[1], meant}};
  return nd_compute_linear (x, &routine, error);
}

static nd_status solve_triangle (const nd_array *triangle, bool is_upper, nd_operation meant,
                                 nd_array *x, nd_error *error)
{
  nd_routine routine = {.kind = ND_ROUTINE_SOLVE_TRIANGULAR,
                        .input = {nd_address (triangle)},
                        .output = {nd_address (x)},
                        .number = {x->dims[0], x->dims[1], meant, is_upper}};
  return nd_compute_linear (x, &routine, error);
}

/* x is overwritten. */
static nd_status solve_in_place (const nd_factorization *f, nd_operation meant, nd_array *x,
                                 nd_error *error)
{
  switch (f->kind) {
  case ND_MATRIX_FULL:
    return solve_lu (f, meant, x, error);
  case ND_MATRIX_HERMITIAN: /* its transpose is its conjugate: it is never meant so */
    ND_RETURN_NOT_OK (solve_triangle (f->factors, false, ND_AS_IT_IS, x, error));
    return solve_triangle (f->factors, false, ND_CONJUGATE_TRANSPOSED, x, error);
  default:
    return solve_triangle (f->factors, f->kind == ND_MATRIX_UPPER, meant, x, error);
  }
}

nd_status nd_factorization_solve (const nd_factorization *f, nd_operation meant, const nd_array *b,
                                  nd_array **out, nd_error *error)
{
  nd_array *x;
  ND_RETURN_NOT_OK (nd_own_copy (b, f->factors->dtype, &x, error));
  nd_status status = solve_in_place (f, meant, x, error);
  return nd_array_deliver (status, x, out);
}

/* ---- norms --------------------------------------------------------------------------------- */

static nd_status read_number (const nd_array *a, double *number, nd_error *error)
{
  nd_array *host, *wide;
  ND_RETURN_NOT_OK (nd_transfer_uncounted (a, nd_device_cpu (), &host, error));
  nd_status status = nd_cast (host, ND_DOUBLE, &wide, error);
  nd_array_free (host);
  if (status != ND_OK)
    return status;
  *number = *(const double *)nd_address (wide);
  nd_array_free (wide);
  return ND_OK;
}

/* The only element of what is left of `a`, which is not needed any more, when it is folded along
   one dimension after the other. */
static nd_status fold_to_number (nd_array *a, const nd_fold_kind kinds[2], double *number,
                                 nd_error *error)
{
  nd_status status = ND_OK;
  for (int d = 0; d < 2 && status == ND_OK; d++) {
    const nd_operand x = {.array = a, .dtype = a->dtype};
    nd_array *folded;
    status = nd_reduce (kinds[d], &x, (nd_dims_set)1 << d, ND_FOLD_USUAL, &folded, NULL, error);
    if (status == ND_OK) {
      nd_array_free (a);
      a = folded;
    }
  }
  if (status == ND_OK)
    status = read_number (a, number, error);
  nd_array_free (a);
  return status;
}

nd_status nd_matrix_norm (const nd_array *a, double *norm, nd_error *error)
{
  nd_array *sizes;
  ND_RETURN_NOT_OK (nd_unary (ND_OP_ABS, a, &sizes, error));
  return fold_to_number (sizes, (nd_fold_kind[]){ND_FOLD_SUM, ND_FOLD_MAX}, norm, error);
}

/* ---- are condition numbers far from the precision? -------------------------------------------

   Let x be a column of normal random numbers, s the largest singular value of the inverse and v its
   right singular vector.  The solution for x is at least s |v' x| long, and v' x is a normal random
   number: below small_share with a probability of less than 0.8 small_share, and for all PROBES
   columns of less than 5e-9.  The 1-norm of the inverse is at most sqrt (n) s.  The columns are
   multiplied by the matrix's own norm, so that squares of solutions do not vanish. */

enum { PROBES = 4 };
static const double small_share = 0.01;

/* The same columns, times `norm`, whatever random numbers the user draws. */
static nd_status make_probes (const nd_factorization *f, double norm, nd_array **out,
                              nd_error *error)
{
  const nd_dtype dtype = f->factors->dtype;
  const nd_blueprint columns = {.device = nd_array_device (f->factors),
                                .dtype = nd_dtype_is_single (dtype) ? ND_SINGLE : ND_DOUBLE,
                                .ndims = 2,
                                .dims = {f->factors->dims[0], PROBES}};
  const nd_stream users = nd_stream_get ();
  nd_array *normal, *real = NULL;
  nd_stream_set ((nd_stream){0});
  nd_status status = nd_make_random (&columns, ND_GENERATE_NORMAL, &normal, error);
  nd_stream_set (users);
  if (status != ND_OK)
    return status;
  const nd_operand x = nd_operand_array (normal),
                   factor = {.dtype = ND_DOUBLE, .scalar = {.real = norm}};
  status = nd_binary (ND_OP_MULTIPLY, &x, &factor, &real, error);
  nd_array_free (normal);
  if (status == ND_OK)
    status = nd_cast (real, dtype, out, error);
  nd_array_free (real);
  return status;
}

nd_status nd_factorization_is_regular (const nd_factorization *f, double norm, double least,
                                       bool *answer, nd_error *error)
{
  nd_array *probes, *solutions;
  double squares;
  *answer = false;
  if (f->failed)
    return ND_OK;
  ND_RETURN_NOT_OK (make_probes (f, norm, &probes, error));
  nd_status status = nd_factorization_solve (f, ND_AS_IT_IS, probes, &solutions, error);
  nd_array_free (probes);
  if (status != ND_OK)
    return status;
  ND_RETURN_NOT_OK (fold_to_number (
      solutions, (nd_fold_kind[]){ND_FOLD_SUM_OF_SQUARES, ND_FOLD_SUM}, &squares, error));
  const double condition = sqrt ((double)f->factors->dims[0] * squares) / small_share;
  *answer = 1 / condition > least;
  return ND_OK;
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
  nd_status status = nd_dtype_is_complex (dtype) ? nd_cast (host, dtype, &cast, error)
                                                 : nd_unary (ND_OP_REAL, host, &cast, error);
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
