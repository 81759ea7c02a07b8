/* cuBLAS: the library, and matrix products. */
#include "device/cuda/blas.h"
#include "base/memory.h"
#include "device/cuda/libraries_internal.h"
#include <limits.h>
#include <stdlib.h>

static const char *const names[] = {
#define NAME(name, arguments) #name,
    ND_CUDA_BLAS_REQUIRED (NAME) ND_CUDA_BLAS_OPTIONAL (NAME)
#undef NAME
};
enum {
#define ONE(name, arguments) +1
  REQUIRED = 0 ND_CUDA_BLAS_REQUIRED (ONE),
#undef ONE
  COUNT = sizeof names / sizeof names[0]
};

/* What cuBLAS wants on Hopper; older cards are content with less. */
enum { WORKSPACE_SINCE_HOPPER = 32 << 20, WORKSPACE_BEFORE = 8 << 20 };

static const nd_cuda_library_result results[] = {
    {1, "CUBLAS_STATUS_NOT_INITIALIZED", ND_DEVICE_FAULT},
    {3, "CUBLAS_STATUS_ALLOC_FAILED", ND_OUT_OF_MEMORY},
    {7, "CUBLAS_STATUS_INVALID_VALUE", ND_FAILED},
    {8, "CUBLAS_STATUS_ARCH_MISMATCH", ND_NOT_ON_DEVICE},
    {11, "CUBLAS_STATUS_MAPPING_ERROR", ND_DEVICE_FAULT},
    {13, "CUBLAS_STATUS_EXECUTION_FAILED", ND_DEVICE_FAULT},
    {14, "CUBLAS_STATUS_INTERNAL_ERROR", ND_DEVICE_FAULT},
    {15, "CUBLAS_STATUS_NOT_SUPPORTED", ND_NOT_ON_DEVICE},
    {16, "CUBLAS_STATUS_LICENSE_ERROR", ND_NOT_ON_DEVICE},
    {0, NULL, ND_OK}};

nd_status nd_cuda_blas_check (nd_cuda *cuda, cublasStatus_t result, const char *operation,
                              nd_error *error)
{
  return result == 0 ? ND_OK
                     : nd_cuda_library_fail (cuda, results, result, "cuBLAS", operation, error);
}

cudaDataType nd_cuda_data_type (nd_dtype dtype)
{
  static const cudaDataType types[ND_DTYPE_COUNT] = {[ND_SINGLE] = CUDA_R_32F,
                                                     [ND_DOUBLE] = CUDA_R_64F,
                                                     [ND_COMPLEX_SINGLE] = CUDA_C_32F,
                                                     [ND_COMPLEX_DOUBLE] = CUDA_C_64F};
  return types[dtype];
}

/* ---- the handle ---------------------------------------------------------------------------- */

/* On the device's stream, with a workspace that nobody else uses: without it cuBLAS would take
   memory from CUDA at a time of its own choosing. */
static nd_status open_handle (nd_cuda *cuda, nd_cuda_blas *blas, nd_error *error)
{
  static const char operation[] = "the start of cuBLAS";
  CUdeviceptr block;
  size_t nbytes = cuda->major >= 9 ? WORKSPACE_SINCE_HOPPER : WORKSPACE_BEFORE;
  ND_RETURN_NOT_OK (
      nd_cuda_blas_check (cuda, blas->cublasCreate_v2 (&blas->handle), operation, error));
  nd_status status = nd_cuda_blas_check (
      cuda, blas->cublasSetStream_v2 (blas->handle, cuda->stream), operation, error);
  if (status == ND_OK)
    status = nd_cuda_scratch (cuda, nbytes, &block, error);
  if (status == ND_OK) {
    blas->workspace = block;
    status = nd_cuda_blas_check (
        cuda, blas->cublasSetWorkspace_v2 (blas->handle, (void *)(uintptr_t)block, nbytes),
        operation, error);
  }
  return status;
}

void nd_cuda_blas_forget (nd_cuda *cuda, nd_cuda_blas *blas, bool is_alive)
{
  if (!blas)
    return;
  if (blas->handle && is_alive)
    blas->cublasDestroy_v2 (blas->handle);
  if (blas->workspace && is_alive)
    nd_cuda_scratch_free (cuda, blas->workspace);
  nd_free (blas);
}

nd_status nd_cuda_blas_get (nd_cuda *cuda, const nd_cuda_blas **out, nd_error *error)
{
  nd_cuda_libraries *libraries;
  ND_RETURN_NOT_OK (nd_cuda_libraries_get (cuda, &libraries, error));
  if (!libraries->blas) {
    nd_cuda_blas *blas = nd_calloc (1, sizeof *blas);
    if (!blas)
      return nd_out_of_memory (error, sizeof *blas);
    nd_status status =
        nd_cuda_library_functions (cuda, ND_CUDA_BLAS, names, COUNT, REQUIRED, blas, error);
    if (status == ND_OK)
      status = open_handle (cuda, blas, error);
    if (status != ND_OK) {
      nd_cuda_blas_forget (cuda, blas, true);
      return status;
    }
    libraries->blas = blas;
  }
  *out = libraries->blas;
  return ND_OK;
}

/* ---- products ------------------------------------------------------------------------------ */

nd_element nd_cuda_number (nd_dtype dtype, double value)
{
  nd_element element = {.complex = {0, 0}};
  switch (dtype) {
  case ND_SINGLE:
    element.single = (float)value;
    break;
  case ND_DOUBLE:
    element.real = value;
    break;
  case ND_COMPLEX_SINGLE:
    element.complex_single.re = (float)value;
    break;
  default:
    element.complex.re = value;
  }
  return element;
}

/* Singles are multiplied as singles, with all their bits, unless the environment variable
   ND_CUDA_TF32 is 1: then tensor cores may round the factors to 11 bits, which is much faster. */
static cublasComputeType_t compute_type (nd_dtype dtype)
{
  if (!nd_dtype_is_single (dtype))
    return CUBLAS_COMPUTE_64F;
  const char *text = getenv ("ND_CUDA_TF32");
  return text && text[0] == '1' && !text[1] ? CUBLAS_COMPUTE_32F_FAST_TF32 : CUBLAS_COMPUTE_32F;
}

nd_status nd_cuda_blas_too_large (nd_cuda *cuda, const char *operation, nd_error *error)
{
  return nd_fail (error, ND_NOT_ON_DEVICE,
                  "%s: more than %d rows, columns or pages need CUDA 12.0 or newer on %s. "
                  "Use to_cpu (...) to copy the arrays to host memory first.",
                  operation, INT_MAX, cuda->device->name);
}

/* One product, or those of any number of pages at once; numbers of `type`. */
#define DEFINE_MULTIPLY(name, type, gemm, gemm_of_pages)                                           \
  static cublasStatus_t name (const nd_cuda_blas *blas, const nd_routine *r)                       \
  {                                                                                                \
    const nd_element one = nd_cuda_number (r->dtype, 1), zero = nd_cuda_number (r->dtype, 0);      \
    cudaDataType code = nd_cuda_data_type (r->dtype);                                              \
    cublasOperation_t op_a = (cublasOperation_t)r->number[3]; /* as nd_operation counts */         \
    cublasOperation_t op_b = (cublasOperation_t)r->number[4];                                      \
    type m = (type)r->number[0], k = (type)r->number[1], n = (type)r->number[2];                   \
    type pages = (type)r->number[5], lda = op_a ? k : m, ldb = op_b ? n : k;                       \
    if (pages == 1)                                                                                \
      return blas->gemm (blas->handle, op_a, op_b, m, n, k, &one, r->input[0], code, lda,          \
                         r->input[1], code, ldb, &zero, r->output[0], code, m,                     \
                         compute_type (r->dtype), CUBLAS_GEMM_DEFAULT);                            \
    return blas->gemm_of_pages (blas->handle, op_a, op_b, m, n, k, &one, r->input[0], code, lda,   \
                                r->number[6], r->input[1], code, ldb, r->number[7], &zero,         \
                                r->output[0], code, m, r->number[8], pages,                        \
                                compute_type (r->dtype), CUBLAS_GEMM_DEFAULT);                     \
  }
DEFINE_MULTIPLY (multiply_32, int, cublasGemmEx, cublasGemmStridedBatchedEx)
DEFINE_MULTIPLY (multiply_64, int64_t, cublasGemmEx_64, cublasGemmStridedBatchedEx_64)

nd_status nd_cuda_multiply (nd_cuda *cuda, nd_routine *routine, nd_error *error)
{
  const char *operation = nd_routine_name (routine->kind);
  const int64_t *number = routine->number;
  const nd_cuda_blas *blas;
  ND_RETURN_NOT_OK (nd_cuda_blas_get (cuda, &blas, error));
  if (blas->cublasGemmEx_64 && blas->cublasGemmStridedBatchedEx_64)
    return nd_cuda_blas_check (cuda, multiply_64 (blas, routine), operation, error);
  if (number[0] > INT_MAX || number[1] > INT_MAX || number[2] > INT_MAX || number[5] > INT_MAX)
    return nd_cuda_blas_too_large (cuda, operation, error);
  return nd_cuda_blas_check (cuda, multiply_32 (blas, routine), operation, error);
}
