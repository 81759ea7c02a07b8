/* cuBLAS of the stand-in. */
#include "device/cuda/blas.h"
#include "library.h"

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

/* Counts a call, checks its handle, and does the rest. */
#define ENTER(name, handle, body)                                                                  \
  do {                                                                                             \
    int result = SUCCESS;                                                                          \
    if (!library_enter (name))                                                                     \
      result = EXECUTION_FAILED;                                                                   \
    else if (!library_handle_is_good (handle, LIBRARY_BLAS))                                       \
      result = NOT_INITIALIZED;                                                                    \
    else                                                                                           \
      result = (body);                                                                             \
    library_leave ();                                                                              \
    return result;                                                                                 \
  } while (0)

int cublasCreate_v2 (cublasHandle_t *handle)
{
  int result = EXECUTION_FAILED;
  if (library_enter ("cublasCreate_v2")) {
    *handle = library_handle_new (LIBRARY_BLAS);
    result = *handle ? SUCCESS : ALLOC_FAILED;
  }
  library_leave ();
  return result;
}

static int destroy (void *handle)
{
  library_handle_free (handle);
  return SUCCESS;
}

int cublasDestroy_v2 (cublasHandle_t handle)
{
  ENTER ("cublasDestroy_v2", handle, destroy (handle));
}

int cublasSetStream_v2 (cublasHandle_t handle, cudaStream_t stream)
{
  ENTER ("cublasSetStream_v2", handle,
         library_handle_set_stream (handle, stream) ? SUCCESS : INVALID_VALUE);
}

int cublasSetWorkspace_v2 (cublasHandle_t handle, void *workspace, size_t nbytes)
{
  ENTER ("cublasSetWorkspace_v2", handle,
         library_holds (workspace, (int64_t)nbytes) && (uintptr_t)workspace % 256 == 0
             ? SUCCESS
             : INVALID_VALUE);
}

/* ---- products ------------------------------------------------------------------------------ */

static void run_gemm (const library_call *c)
{
  linear_gemm (c->type, (int)c->n[3], (int)c->n[4], c->n[0], c->n[1], c->n[2], c->in[0], c->n[5],
               c->in[1], c->n[6], c->out[0], c->n[7]);
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

/* Columns of `rows` elements, ld apart. */
static bool holds_matrix (int type, const void *a, int64_t rows, int64_t columns, int64_t ld)
{
  const int64_t nbytes = (ld * (columns - 1) + rows) * (int64_t)linear_size (type);
  return ld >= rows && library_holds (a, nbytes);
}

static bool holds_factor (int type, int op, const void *a, int64_t rows, int64_t columns,
                          int64_t ld)
{
  return op ? holds_matrix (type, a, columns, rows, ld) : holds_matrix (type, a, rows, columns, ld);
}

static bool is_computed_in (int type, int compute)
{
  return type == CUDA_R_64F || type == CUDA_C_64F
             ? compute == CUBLAS_COMPUTE_64F
             : compute == CUBLAS_COMPUTE_32F || compute == CUBLAS_COMPUTE_32F_FAST_TF32;
}

static int gemm (cublasHandle_t handle, int op_a, int op_b, int64_t m, int64_t n, int64_t k,
                 const void *alpha, const void *a, int a_type, int64_t lda, const void *b,
                 int b_type, int64_t ldb, const void *beta, void *c, int c_type, int64_t ldc,
                 int compute)
{
  if (a_type != b_type || b_type != c_type || !is_computed_in (c_type, compute) ||
      !has_value (c_type, alpha, 1) || !has_value (c_type, beta, 0))
    return NOT_SUPPORTED;
  if (!holds_factor (a_type, op_a, a, m, k, lda) || !holds_factor (a_type, op_b, b, k, n, ldb) ||
      !holds_matrix (a_type, c, m, n, ldc))
    return INVALID_VALUE;
  const library_call call = {.run = run_gemm,
                             .type = a_type,
                             .n = {m, n, k, op_a, op_b, lda, ldb, ldc},
                             .in = {a, b},
                             .out = {c}};
  return library_submit (handle, &call) ? SUCCESS : EXECUTION_FAILED;
}

int cublasGemmEx (cublasHandle_t handle, cublasOperation_t op_a, cublasOperation_t op_b, int m,
                  int n, int k, const void *alpha, const void *a, cudaDataType a_type, int lda,
                  const void *b, cudaDataType b_type, int ldb, const void *beta, void *c,
                  cudaDataType c_type, int ldc, cublasComputeType_t compute,
                  cublasGemmAlgo_t algorithm)
{
  (void)algorithm;
  ENTER ("cublasGemmEx", handle,
         gemm (handle, op_a, op_b, m, n, k, alpha, a, a_type, lda, b, b_type, ldb, beta, c, c_type,
               ldc, compute));
}

int cublasGemmEx_64 (cublasHandle_t handle, cublasOperation_t op_a, cublasOperation_t op_b,
                     int64_t m, int64_t n, int64_t k, const void *alpha, const void *a,
                     cudaDataType a_type, int64_t lda, const void *b, cudaDataType b_type,
                     int64_t ldb, const void *beta, void *c, cudaDataType c_type, int64_t ldc,
                     cublasComputeType_t compute, cublasGemmAlgo_t algorithm)
{
  (void)algorithm;
  ENTER ("cublasGemmEx_64", handle,
         gemm (handle, op_a, op_b, m, n, k, alpha, a, a_type, lda, b, b_type, ldb, beta, c, c_type,
               ldc, compute));
}

/* ---- triangular equations ------------------------------------------------------------------ */

static void run_trsm (const library_call *c)
{
  linear_trsm (c->type, (int)c->n[2], (int)c->n[3], c->n[0], c->n[1], c->in[0], c->n[4], c->out[0],
               c->n[5]);
}

static int trsm (cublasHandle_t handle, int type, int side, int part, int op, int unit, int m,
                 int n, const void *alpha, const void *a, int lda, void *b, int ldb)
{
  if (side != CUBLAS_SIDE_LEFT || unit != CUBLAS_DIAG_NON_UNIT || !has_value (type, alpha, 1))
    return NOT_SUPPORTED;
  if (!holds_matrix (type, a, m, m, lda) || !holds_matrix (type, b, m, n, ldb))
    return INVALID_VALUE;
  const library_call call = {.run = run_trsm,
                             .type = type,
                             .n = {m, n, part == CUBLAS_FILL_MODE_UPPER, op, lda, ldb},
                             .in = {a},
                             .out = {b}};
  return library_submit (handle, &call) ? SUCCESS : EXECUTION_FAILED;
}

#define DEFINE_TRSM(name, code, type)                                                              \
  int name (cublasHandle_t handle, cublasSideMode_t side, cublasFillMode_t part,                   \
            cublasOperation_t op, cublasDiagType_t unit, int m, int n, const type *alpha,          \
            const type *a, int lda, type *b, int ldb)                                              \
  {                                                                                                \
    ENTER (#name, handle, trsm (handle, code, side, part, op, unit, m, n, alpha, a, lda, b, ldb)); \
  }
DEFINE_TRSM (cublasStrsm_v2, CUDA_R_32F, float)
DEFINE_TRSM (cublasDtrsm_v2, CUDA_R_64F, double)
DEFINE_TRSM (cublasCtrsm_v2, CUDA_C_32F, cuComplex)
DEFINE_TRSM (cublasZtrsm_v2, CUDA_C_64F, cuDoubleComplex)
