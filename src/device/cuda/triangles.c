/* Triangular equations, by cuBLAS.

   Its own functions do one column well, and many.  For a few they take several times as long as for
   one, because they cut a large triangle into small pieces and solve these one after the other.
   Here all blocks on the diagonal are inverted at once, and what is left are products of a block
   with columns: two for each block. */
#include "base/numbers.h"
#include "device/cuda/libraries_internal.h"
#include "device/cuda/program.h"
#include "device/cuda/routines.h"
#include "program/creation.h"
#include <limits.h>

nd_cuda_triangle_sizes nd_cuda_triangles = {.at_once = 1024, .block = 256};

typedef struct {
  nd_cuda *cuda;
  const nd_cuda_blas *blas;
  const char *operation;
  nd_dtype dtype;
  int n, columns;
  cublasOperation_t meant;
  cublasFillMode_t part;
  cublasDiagType_t diagonal;
  const char *a; /* n x n */
  char *x;       /* n x columns */
  nd_element one, minus_one, zero;
  size_t size; /* of an element */
} triangle;

static nd_status check (const triangle *t, cublasStatus_t result, nd_error *error)
{
  return nd_cuda_blas_check (t->cuda, result, t->operation, error);
}

/* ---- cuBLAS's functions, one a class --------------------------------------------------------- */

/* What solves b, n x columns, for one triangle, and for many of them: a and b are their addresses.
 */
typedef struct {
  cublasStatus_t (*one) (const triangle *t, int n, int columns, const void *a, int lda, void *b,
                         int ldb);
  cublasStatus_t (*many) (const triangle *t, int n, int columns, CUdeviceptr a, int lda,
                          CUdeviceptr b, int ldb, int count);
} solver;

#define DEFINE_SOLVER(name, letter, type)                                                          \
  static cublasStatus_t name##_one (const triangle *t, int n, int columns, const void *a, int lda, \
                                    void *b, int ldb)                                              \
  {                                                                                                \
    return t->blas->cublas##letter##trsm_v2 (t->blas->handle, CUBLAS_SIDE_LEFT, t->part, t->meant, \
                                             t->diagonal, n, columns, (const void *)&t->one, a,    \
                                             lda, b, ldb);                                         \
  }                                                                                                \
  static cublasStatus_t name##_many (const triangle *t, int n, int columns, CUdeviceptr a,         \
                                     int lda, CUdeviceptr b, int ldb, int count)                   \
  {                                                                                                \
    return t->blas->cublas##letter##trsmBatched (                                                  \
        t->blas->handle, CUBLAS_SIDE_LEFT, t->part, t->meant, t->diagonal, n, columns,             \
        (const void *)&t->one, (const type *const *)(uintptr_t)a, lda,                             \
        (type *const *)(uintptr_t)b, ldb, count);                                                  \
  }
DEFINE_SOLVER (single, S, float)
DEFINE_SOLVER (real, D, double)
DEFINE_SOLVER (complex_single, C, cuComplex)
DEFINE_SOLVER (complex_double, Z, cuDoubleComplex)

static const solver solvers[ND_DTYPE_COUNT] = {
    [ND_SINGLE] = {single_one, single_many},
    [ND_DOUBLE] = {real_one, real_many},
    [ND_COMPLEX_SINGLE] = {complex_single_one, complex_single_many},
    [ND_COMPLEX_DOUBLE] = {complex_double_one, complex_double_many},
};

/* ---- inverses of the blocks on the diagonal -------------------------------------------------- */

/* As many blocks as there are whole ones; then what is left. */
typedef struct {
  int size, whole, rest;
  char *inverses; /* `size` rows and columns each */
  CUdeviceptr addresses;
} blocks;

static size_t bytes_of_block (const triangle *t, const blocks *b)
{
  return (size_t)b->size * (size_t)b->size * t->size;
}

static int count_of (const blocks *b)
{
  return b->whole + (b->rest > 0);
}

/* Makes identity matrices. */
static nd_status write_identities (const triangle *t, const blocks *b, nd_error *error)
{
  nd_program program;
  nd_launch launch = {.program = &program, .ndims = 2, .dims = {b->size, count_of (b)}};
  const size_t nbytes = (size_t)count_of (b) * bytes_of_block (t, b);
  ND_RETURN_NOT_OK (nd_cuda_check (
      t->cuda,
      t->cuda->driver->cuMemsetD8Async ((CUdeviceptr)b->inverses, 0, nbytes, t->cuda->stream),
      t->operation, error));
  nd_program_init (&program);
  nd_program_store (&program, nd_program_constant (&program, t->dtype, t->one));
  launch.output[0].data = b->inverses;
  launch.output[0].strides[0] = b->size + 1;
  launch.output[0].strides[1] = (int64_t)b->size * b->size;
  nd_launch_simplify (&launch);
  return nd_cuda_run (t->cuda, &launch, error);
}

/* Addresses that are `step` bytes apart, one for each whole block. */
static nd_status write_addresses (const triangle *t, const blocks *b, const void *first,
                                  size_t step, CUdeviceptr to, nd_error *error)
{
  const nd_generator generator = {.kind = ND_GENERATE_RAMP,
                                  .dtype = ND_INT64,
                                  .count = b->whole,
                                  .ramp = nd_ramp_integers ((uintptr_t)first, step)};
  return nd_cuda_generate (t->cuda, &generator, (void *)(uintptr_t)to, error);
}

static nd_status invert_blocks (const triangle *t, const blocks *b, nd_error *error)
{
  const size_t from_block_to_block = ((size_t)t->n + 1) * (size_t)b->size * t->size;
  const CUdeviceptr inverses = b->addresses + (size_t)b->whole * sizeof (void *);
  const size_t last = (size_t)b->whole;
  ND_RETURN_NOT_OK (write_identities (t, b, error));
  ND_RETURN_NOT_OK (write_addresses (t, b, t->a, from_block_to_block, b->addresses, error));
  ND_RETURN_NOT_OK (write_addresses (t, b, b->inverses, bytes_of_block (t, b), inverses, error));
  ND_RETURN_NOT_OK (check (
      t,
      solvers[t->dtype].many (t, b->size, b->size, b->addresses, t->n, inverses, b->size, b->whole),
      error));
  if (b->rest == 0)
    return ND_OK;
  return check (t,
                solvers[t->dtype].one (t, b->rest, b->rest, t->a + last * from_block_to_block, t->n,
                                       b->inverses + last * bytes_of_block (t, b), b->size),
                error);
}

/* ---- one block after the other -----------------------------------------------------------------
 */

/* c = alpha a b + beta c; b and c lie in columns of n elements.  All bits count, also where the
   user lets products have fewer. */
static cublasStatus_t multiply (const triangle *t, cublasOperation_t meant, int m, int k,
                                const nd_element *alpha, const char *a, int lda, const char *b,
                                const nd_element *beta, char *c)
{
  const cudaDataType code = nd_cuda_data_type (t->dtype);
  return t->blas->cublasGemmEx (
      t->blas->handle, meant, CUBLAS_OP_N, m, t->columns, k, alpha, a, code, lda, b, code, t->n,
      beta, c, code, t->n, nd_dtype_is_single (t->dtype) ? CUBLAS_COMPUTE_32F : CUBLAS_COMPUTE_64F,
      CUBLAS_GEMM_DEFAULT);
}

/* Solves the rows of block i into y, and takes what they contribute from the other rows of x. */
static nd_status solve_block (const triangle *t, const blocks *b, int i, bool goes_down, char *y,
                              nd_error *error)
{
  const int first = i * b->size, rows = i < b->whole ? b->size : b->rest;
  const int others = goes_down ? t->n - first - rows : first;
  const size_t at = (size_t)first, next = goes_down ? at + (size_t)rows : 0, n = (size_t)t->n;
  const size_t beside = t->meant == CUBLAS_OP_N ? next + at * n : at + next * n;
  ND_RETURN_NOT_OK (check (t,
                           multiply (t, CUBLAS_OP_N, rows, rows, &t->one,
                                     b->inverses + (size_t)i * bytes_of_block (t, b), b->size,
                                     t->x + at * t->size, &t->zero, y + at * t->size),
                           error));
  if (others == 0)
    return ND_OK;
  return check (t,
                multiply (t, t->meant, others, rows, &t->minus_one, t->a + beside * t->size, t->n,
                          y + at * t->size, &t->one, t->x + next * t->size),
                error);
}

static nd_status solve_blocks (const triangle *t, const blocks *b, char *y, nd_error *error)
{
  const bool goes_down = (t->part == CUBLAS_FILL_MODE_LOWER) == (t->meant == CUBLAS_OP_N);
  const int count = count_of (b);
  ND_RETURN_NOT_OK (invert_blocks (t, b, error));
  for (int i = 0; i < count; i++)
    ND_RETURN_NOT_OK (solve_block (t, b, goes_down ? i : count - 1 - i, goes_down, y, error));
  const size_t nbytes = (size_t)t->n * (size_t)t->columns * t->size;
  return nd_cuda_check (t->cuda,
                        t->cuda->driver->cuMemcpyDtoDAsync_v2 ((CUdeviceptr)t->x, (CUdeviceptr)y,
                                                               nbytes, t->cuda->stream),
                        t->operation, error);
}

static nd_status solve_by_blocks (const triangle *t, nd_error *error)
{
  const int size = nd_cuda_triangles.block;
  blocks b = {.size = size, .whole = t->n / size, .rest = t->n % size};
  const size_t solution = (size_t)t->n * (size_t)t->columns * t->size;
  const size_t inverses = (size_t)count_of (&b) * bytes_of_block (t, &b);
  const size_t numbers = nd_round_up (inverses + solution, sizeof (void *));
  const size_t addresses = 2 * (size_t)b.whole * sizeof (void *);
  CUdeviceptr block;
  ND_RETURN_NOT_OK (nd_cuda_scratch (t->cuda, numbers + addresses, &block, error));
  b.inverses = (char *)(uintptr_t)block;
  b.addresses = block + numbers;
  nd_status status = solve_blocks (t, &b, b.inverses + inverses, error);
  nd_cuda_scratch_free (t->cuda, block);
  return status;
}

/* ---- the routine -------------------------------------------------------------------------------
 */

nd_status nd_cuda_solve_triangular (nd_cuda *cuda, nd_routine *routine, nd_error *error)
{
  const int64_t *number = routine->number;
  triangle t = {.cuda = cuda,
                .operation = nd_routine_name (routine->kind),
                .dtype = routine->dtype,
                .n = (int)number[0],
                .columns = (int)number[1],
                .meant = (cublasOperation_t)number[2], /* as nd_operation counts */
                .part = number[3] ? CUBLAS_FILL_MODE_UPPER : CUBLAS_FILL_MODE_LOWER,
                .diagonal = number[4] ? CUBLAS_DIAG_UNIT : CUBLAS_DIAG_NON_UNIT,
                .a = routine->input[0],
                .x = routine->output[0],
                .one = nd_cuda_number (routine->dtype, 1),
                .minus_one = nd_cuda_number (routine->dtype, -1),
                .zero = nd_cuda_number (routine->dtype, 0),
                .size = nd_dtype_size (routine->dtype)};
  ND_RETURN_NOT_OK (nd_cuda_blas_get (cuda, &t.blas, error));
  if (number[0] > INT_MAX || number[1] > INT_MAX)
    return nd_cuda_blas_too_large (cuda, t.operation, error);
  if (t.columns > 1 && t.n > nd_cuda_triangles.at_once)
    return solve_by_blocks (&t, error);
  return check (&t, solvers[t.dtype].one (&t, t.n, t.columns, t.a, t.n, t.x, t.n), error);
}
