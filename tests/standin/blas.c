/* cuBLAS of the stand-in. */
#include "device/cuda/blas.h"
#include "library.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define DECLARE(name, arguments) __attribute__ ((visibility ("default"))) int name arguments;
ND_CUDA_BLAS_REQUIRED (DECLARE)
ND_CUDA_BLAS_OPTIONAL (DECLARE)
#undef DECLARE

enum {
  SUCCESS = 0,
  NOT_INITIALIZED = 1,
  ALLOC_FAILED = 3,
  INVALID_VALUE = 7,
  EXECUTION_FAILED = 13,
  NOT_SUPPORTED = 15
};

#define ENTER(handle, body) LIBRARY_CALL (__func__, handle, LIBRARY_BLAS, body)

int cublasCreate_v2 (cublasHandle_t *handle)
{
  LIBRARY_CREATE (handle, LIBRARY_BLAS);
}

int cublasDestroy_v2 (cublasHandle_t handle)
{
  ENTER (handle, (library_handle_free (handle), SUCCESS));
}

int cublasSetStream_v2 (cublasHandle_t handle, cudaStream_t stream)
{
  ENTER (handle, library_handle_set_stream (handle, stream) ? SUCCESS : INVALID_VALUE);
}

int cublasSetWorkspace_v2 (cublasHandle_t handle, void *workspace, size_t nbytes)
{
  ENTER (handle, library_holds (workspace, (int64_t)nbytes) && (uintptr_t)workspace % 256 == 0
                     ? SUCCESS
                     : INVALID_VALUE);
}

/* ---- products ------------------------------------------------------------------------------ */

/* Products of pages, one after the other. */
static void run_gemm (const library_call *c)
{
  const int64_t size = (int64_t)linear_size (c->type);
  for (int64_t page = 0; page < c->n[8]; page++)
    linear_gemm (c->type, (int)c->n[14], (int)c->n[3], (int)c->n[4], c->n[0], c->n[1], c->n[2],
                 (const char *)c->in[0] + page * c->n[9] * size, c->n[5],
                 (const char *)c->in[1] + page * c->n[10] * size, c->n[6],
                 (char *)c->out[0] + page * c->n[11] * size, c->n[7]);
}

/* What tensor cores multiply: singles rounded to 11 bits. */
static float rounded_to_tf32 (float x)
{
  uint32_t bits;
  memcpy (&bits, &x, sizeof bits);
  bits = (bits + 0xFFF + (bits >> 13 & 1)) & ~0x1FFFU;
  memcpy (&x, &bits, sizeof x);
  return isfinite (x) ? x : 0;
}

/* The same product of rounded copies. */
static void run_tf32_gemm (const library_call *c)
{
  library_call rounded = *c;
  float *copies[2];
  for (int i = 0; i < 2; i++) {
    const int64_t count = c->n[12 + i] * (int64_t)(linear_size (c->type) / sizeof (float));
    copies[i] = linear_room (count * (int64_t)sizeof (float));
    for (int64_t k = 0; k < count; k++)
      copies[i][k] = rounded_to_tf32 (((const float *)c->in[i])[k]);
    rounded.in[i] = copies[i];
  }
  run_gemm (&rounded);
  free (copies[0]);
  free (copies[1]);
}

static bool has_value (int type, const void *number, double value)
{
  switch (type) {
  case CUDA_R_32F:
  case CUDA_C_32F:
    return *(const float *)number == (float)value;
  default:
    return *(const double *)number == value;
  }
}

/* How matrices lie in memory: elements from one column, and from one page, to the next. */
typedef struct {
  int64_t ld, step, pages;
} layout;

/* From the first element to the last of columns of `rows` elements. */
static int64_t extent (int64_t rows, int64_t columns, layout l)
{
  return l.step * (l.pages - 1) + l.ld * (columns - 1) + rows;
}

static bool holds_pages (int type, const void *a, int64_t rows, int64_t columns, layout l)
{
  return l.ld >= rows && l.step >= 0 && l.pages > 0 &&
         library_holds (a, extent (rows, columns, l) * (int64_t)linear_size (type));
}

static bool holds_matrix (int type, const void *a, int64_t rows, int64_t columns, int64_t ld)
{
  return holds_pages (type, a, rows, columns, (layout){ld, 0, 1});
}

static bool holds_factor (int type, int op, const void *a, int64_t rows, int64_t columns, layout l)
{
  return op ? holds_pages (type, a, columns, rows, l) : holds_pages (type, a, rows, columns, l);
}

/* Are results apart from each other? */
static bool is_apart (int64_t rows, int64_t columns, layout l)
{
  return l.pages == 1 || l.step >= l.ld * (columns - 1) + rows;
}

/* Is it c = a b, or c -= a b? */
static bool is_kind_of_gemm (int type, const void *alpha, const void *beta)
{
  return (has_value (type, alpha, 1) && has_value (type, beta, 0)) ||
         (has_value (type, alpha, -1) && has_value (type, beta, 1));
}

static bool is_computed_in (int type, int compute)
{
  return type == CUDA_R_64F || type == CUDA_C_64F
             ? compute == CUBLAS_COMPUTE_64F
             : compute == CUBLAS_COMPUTE_32F || compute == CUBLAS_COMPUTE_32F_FAST_TF32;
}

static int gemm (cublasHandle_t handle, int op_a, int op_b, int64_t m, int64_t n, int64_t k,
                 const void *alpha, const void *a, int a_type, layout la, const void *b, int b_type,
                 layout lb, const void *beta, void *c, int c_type, layout lc, int compute)
{
  if (a_type != b_type || b_type != c_type || !is_computed_in (c_type, compute) ||
      !is_kind_of_gemm (c_type, alpha, beta))
    return NOT_SUPPORTED;
  if (!holds_factor (a_type, op_a, a, m, k, la) || !holds_factor (a_type, op_b, b, k, n, lb) ||
      !holds_pages (a_type, c, m, n, lc) || !is_apart (m, n, lc))
    return INVALID_VALUE;
  const int64_t a_count = op_a ? extent (k, m, la) : extent (m, k, la);
  const int64_t b_count = op_b ? extent (n, k, lb) : extent (k, n, lb);
  const library_call call = {.run =
                                 compute == CUBLAS_COMPUTE_32F_FAST_TF32 ? run_tf32_gemm : run_gemm,
                             .type = a_type,
                             .n = {m, n, k, op_a, op_b, la.ld, lb.ld, lc.ld, lc.pages, la.step,
                                   lb.step, lc.step, a_count, b_count, has_value (c_type, beta, 1)},
                             .in = {a, b},
                             .out = {c}};
  return library_submit (handle, &call) ? SUCCESS : EXECUTION_FAILED;
}

/* The same function with numbers of 32 and of 64 bits. */
#define DEFINE_GEMM(name, type)                                                                    \
  int name (cublasHandle_t handle, cublasOperation_t op_a, cublasOperation_t op_b, type m, type n, \
            type k, const void *alpha, const void *a, cudaDataType a_type, type lda,               \
            const void *b, cudaDataType b_type, type ldb, const void *beta, void *c,               \
            cudaDataType c_type, type ldc, cublasComputeType_t compute,                            \
            cublasGemmAlgo_t algorithm)                                                            \
  {                                                                                                \
    (void)algorithm;                                                                               \
    ENTER (handle,                                                                                 \
           gemm (handle, op_a, op_b, m, n, k, alpha, a, a_type, (layout){lda, 0, 1}, b, b_type,    \
                 (layout){ldb, 0, 1}, beta, c, c_type, (layout){ldc, 0, 1}, compute));             \
  }
DEFINE_GEMM (cublasGemmEx, int)
DEFINE_GEMM (cublasGemmEx_64, int64_t)

#define DEFINE_GEMM_OF_PAGES(name, type)                                                           \
  int name (cublasHandle_t handle, cublasOperation_t op_a, cublasOperation_t op_b, type m, type n, \
            type k, const void *alpha, const void *a, cudaDataType a_type, type lda,               \
            long long a_step, const void *b, cudaDataType b_type, type ldb, long long b_step,      \
            const void *beta, void *c, cudaDataType c_type, type ldc, long long c_step,            \
            type pages, cublasComputeType_t compute, cublasGemmAlgo_t algorithm)                   \
  {                                                                                                \
    (void)algorithm;                                                                               \
    ENTER (handle, gemm (handle, op_a, op_b, m, n, k, alpha, a, a_type,                            \
                         (layout){lda, a_step, pages}, b, b_type, (layout){ldb, b_step, pages},    \
                         beta, c, c_type, (layout){ldc, c_step, pages}, compute));                 \
  }
DEFINE_GEMM_OF_PAGES (cublasGemmStridedBatchedEx, int)
DEFINE_GEMM_OF_PAGES (cublasGemmStridedBatchedEx_64, int64_t)

/* ---- triangular equations ------------------------------------------------------------------ */

static void run_trsm (const library_call *c)
{
  linear_trsm (c->type, (int)c->n[2], (int)c->n[3], (int)c->n[6], c->n[0], c->n[1], c->in[0],
               c->n[4], c->out[0], c->n[5]);
}

static int trsm (cublasHandle_t handle, int type, int side, int part, int op, int unit, int m,
                 int n, const void *alpha, const void *a, int lda, void *b, int ldb)
{
  if (side != CUBLAS_SIDE_LEFT || !has_value (type, alpha, 1))
    return NOT_SUPPORTED;
  if (!holds_matrix (type, a, m, m, lda) || !holds_matrix (type, b, m, n, ldb))
    return INVALID_VALUE;
  const library_call call = {
      .run = run_trsm,
      .type = type,
      .n = {m, n, part == CUBLAS_FILL_MODE_UPPER, op, lda, ldb, unit == CUBLAS_DIAG_UNIT},
      .in = {a},
      .out = {b}};
  return library_submit (handle, &call) ? SUCCESS : EXECUTION_FAILED;
}

static bool holds_addresses (const void *a, int count)
{
  return (uintptr_t)a % sizeof (void *) == 0 && library_holds (a, count * (int64_t)sizeof (void *));
}

/* Where the matrices lie is known when the call runs: their addresses are the device's. */
static void run_trsm_of_batch (const library_call *c)
{
  const void *const *a = c->in[0];
  void *const *b = c->in[1];
  for (int64_t i = 0; i < c->n[7]; i++) {
    library_call one = *c;
    one.in[0] = a[i];
    one.out[0] = b[i];
    if (holds_matrix (c->type, a[i], c->n[0], c->n[0], c->n[4]) &&
        holds_matrix (c->type, b[i], c->n[0], c->n[1], c->n[5]))
      run_trsm (&one);
  }
}

static int trsm_of_batch (cublasHandle_t handle, int type, int side, int part, int op, int unit,
                          int m, int n, const void *alpha, const void *a, int lda, const void *b,
                          int ldb, int count)
{
  if (side != CUBLAS_SIDE_LEFT || !has_value (type, alpha, 1))
    return NOT_SUPPORTED;
  if (lda < m || ldb < m || !holds_addresses (a, count) || !holds_addresses (b, count))
    return INVALID_VALUE;
  const library_call call = {
      .run = run_trsm_of_batch,
      .type = type,
      .n = {m, n, part == CUBLAS_FILL_MODE_UPPER, op, lda, ldb, unit == CUBLAS_DIAG_UNIT, count},
      .in = {a, b}};
  return library_submit (handle, &call) ? SUCCESS : EXECUTION_FAILED;
}

#define DEFINE_TRSM(letter, code, type)                                                            \
  int cublas##letter##trsm_v2 (cublasHandle_t handle, cublasSideMode_t side,                       \
                               cublasFillMode_t part, cublasOperation_t op, cublasDiagType_t unit, \
                               int m, int n, const type *alpha, const type *a, int lda, type *b,   \
                               int ldb)                                                            \
  {                                                                                                \
    ENTER (handle, trsm (handle, code, side, part, op, unit, m, n, alpha, a, lda, b, ldb));        \
  }                                                                                                \
  int cublas##letter##trsmBatched (                                                                \
      cublasHandle_t handle, cublasSideMode_t side, cublasFillMode_t part, cublasOperation_t op,   \
      cublasDiagType_t unit, int m, int n, const type *alpha, const type *const a[], int lda,      \
      type *const b[], int ldb, int count)                                                         \
  {                                                                                                \
    ENTER (handle, trsm_of_batch (handle, code, side, part, op, unit, m, n, alpha, a, lda, b, ldb, \
                                  count));                                                         \
  }
DEFINE_TRSM (S, CUDA_R_32F, float)
DEFINE_TRSM (D, CUDA_R_64F, double)
DEFINE_TRSM (C, CUDA_C_32F, cuComplex)
DEFINE_TRSM (Z, CUDA_C_64F, cuDoubleComplex)
