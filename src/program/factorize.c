/* Square matrices: which kind they are, their factors, equations. */
#include "array/index.h"
#include "device/device.h"
#include "program/builder.h"
#include "program/creation.h"
#include "program/linear.h"

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

/* Rows and columns that are looked at on the host before all of a device's matrix is. */
enum { CORNER = 8 };

/* Is the matrix full, as its first rows and columns tell?  What is wrong with them is wrong with
   the whole.  One small copy saves most matrices three questions, each of which waits for the
   device. */
static nd_status is_full_in_corner (const nd_array *a, bool *answer, nd_error *error)
{
  nd_array *corner, *on_host;
  nd_matrix_kind kind;
  *answer = false;
  if (nd_array_device (a)->is_host || a->dims[0] <= CORNER)
    return ND_OK;
  ND_RETURN_NOT_OK (nd_array_link (a, &corner, error));
  corner->dims[0] = corner->dims[1] = CORNER;
  nd_status status = nd_transfer_uncounted (corner, nd_device_cpu (), &on_host, error);
  nd_array_free (corner);
  ND_RETURN_NOT_OK (status);
  status = nd_matrix_probe (on_host, &kind, error);
  nd_array_free (on_host);
  *answer = status == ND_OK && kind == ND_MATRIX_FULL;
  return status;
}

nd_status nd_matrix_probe (const nd_array *a, nd_matrix_kind *kind, nd_error *error)
{
  bool answer;
  *kind = ND_MATRIX_FULL;
  ND_RETURN_NOT_OK (is_full_in_corner (a, &answer, error));
  if (answer)
    return ND_OK;
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

/* A full matrix. */
static nd_status factorize_lu (const nd_array *a, nd_factorization *f, nd_error *error)
{
  const int64_t m = a->dims[0], n = a->dims[1], count[2] = {m < n ? m : n, 1}, rows[2] = {m, 2};
  nd_device *device = nd_array_device (a);
  ND_RETURN_NOT_OK (nd_own_copy (a, a->dtype, &f->factors, error));
  ND_RETURN_NOT_OK (nd_array_new (device, ND_INT64, 2, count, &f->pivots, error));
  ND_RETURN_NOT_OK (nd_array_new (device, ND_INT64, 2, rows, &f->order, error));
  nd_routine routine = {
      .kind = ND_ROUTINE_LU,
      .output = {nd_address (f->factors), nd_address (f->pivots), nd_address (f->order)},
      .number = {m, n}};
  nd_status status = nd_compute_linear (f->factors, &routine, error);
  f->failed = routine.number[2];
  return status;
}

nd_status nd_lu (const nd_array *a, nd_array **factors, nd_array **order, nd_error *error)
{
  nd_factorization f = {.kind = ND_MATRIX_FULL};
  nd_status status = factorize_lu (a, &f, error);
  if (status == ND_OK) {
    *factors = f.factors;
    *order = f.order;
    f.factors = f.order = NULL;
  }
  nd_factorization_free (&f);
  return status;
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

static nd_status factorize (const nd_array *a, nd_factorization *f, nd_error *error)
{
  switch (f->kind) {
  case ND_MATRIX_FULL:
    return factorize_lu (a, f, error);
  case ND_MATRIX_HERMITIAN:
    return nd_cholesky (a, false, &f->factors, &f->failed, error);
  default:
    return nd_array_contiguous (a, &f->factors, error);
  }
}

nd_status nd_factorize (const nd_array *a, nd_matrix_kind kind, nd_factorization *out,
                        nd_error *error)
{
  *out = (nd_factorization){.kind = kind};
  nd_status status = factorize (a, out, error);
  if (status != ND_OK)
    nd_factorization_free (out);
  return status;
}

void nd_factorization_free (nd_factorization *f)
{
  nd_array_free (f->factors);
  nd_array_free (f->pivots);
  nd_array_free (f->order);
  *f = (nd_factorization){0};
}

/* ---- solving ------------------------------------------------------------------------------- */

/* A triangle as a routine sees it. */
typedef struct {
  const nd_array *matrix;
  bool is_upper, has_ones; /* on its diagonal */
} triangle;

static nd_status solve_triangle (triangle t, nd_operation meant, nd_array *x, nd_error *error)
{
  nd_routine routine = {.kind = ND_ROUTINE_SOLVE_TRIANGULAR,
                        .input = {nd_address (t.matrix)},
                        .output = {nd_address (x)},
                        .number = {x->dims[0], x->dims[1], meant, t.is_upper, t.has_ones}};
  return nd_compute_linear (x, &routine, error);
}

/* A new matrix of b's rows in the order that a column of `order` gives. */
static nd_status take_rows (const nd_array *b, const nd_array *order, int column, nd_array **out,
                            nd_error *error)
{
  nd_array *rows;
  ND_RETURN_NOT_OK (nd_array_link (order, &rows, error));
  rows->dims[1] = 1;
  rows->offset += column * order->strides[1];
  const nd_selector selectors[2] = {{.kind = ND_SELECT_LIST,
                                     .count = rows->dims[0],
                                     .positions = rows,
                                     .dims = rows->dims,
                                     .ndims = 2},
                                    {.kind = ND_SELECT_COLON}};
  nd_status status = nd_array_index (b, 2, selectors, out, error);
  nd_array_free (rows);
  return status;
}

static nd_status solve_lu (const nd_factorization *f, nd_operation meant, const nd_array *b,
                           nd_array **out, nd_error *error)
{
  const triangle lower = {f->factors, false, true}, upper = {f->factors, true, false};
  nd_array *x;
  if (meant == ND_AS_IT_IS) {
    ND_RETURN_NOT_OK (take_rows (b, f->order, 0, &x, error));
    nd_status status = solve_triangle (lower, meant, x, error);
    if (status == ND_OK)
      status = solve_triangle (upper, meant, x, error);
    return nd_array_deliver (status, x, out);
  }
  ND_RETURN_NOT_OK (nd_own_copy (b, b->dtype, &x, error));
  nd_status status = solve_triangle (upper, meant, x, error);
  if (status == ND_OK)
    status = solve_triangle (lower, meant, x, error);
  if (status == ND_OK)
    status = take_rows (x, f->order, 1, out, error);
  nd_array_free (x);
  return status;
}

/* Triangles and Cholesky's factor; x is overwritten. */
static nd_status solve_in_place (const nd_factorization *f, nd_operation meant, nd_array *x,
                                 nd_error *error)
{
  const triangle lower = {f->factors, false, false};
  if (f->kind != ND_MATRIX_HERMITIAN)
    return solve_triangle ((triangle){f->factors, f->kind == ND_MATRIX_UPPER, false}, meant, x,
                           error);
  /* Its transpose is its conjugate: it is never meant so. */
  ND_RETURN_NOT_OK (solve_triangle (lower, ND_AS_IT_IS, x, error));
  return solve_triangle (lower, ND_CONJUGATE_TRANSPOSED, x, error);
}

nd_status nd_factorization_solve (const nd_factorization *f, nd_operation meant, const nd_array *b,
                                  nd_array **out, nd_error *error)
{
  nd_array *x;
  if (f->kind == ND_MATRIX_FULL)
    return solve_lu (f, meant, b, out, error);
  ND_RETURN_NOT_OK (nd_own_copy (b, f->factors->dtype, &x, error));
  nd_status status = solve_in_place (f, meant, x, error);
  return nd_array_deliver (status, x, out);
}
