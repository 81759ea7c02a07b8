/* cuBLAS: matrix products and triangular equations.

   Purpose    The functions of libcublas that the package calls, by their exact exported names, with
              prototypes of our own, and one handle a device, on the device's stream and with a
              workspace of its own.
   Ownership  The functions are found once; a handle lives as long as the device's context.
   Threads    Only the thread that runs Octave.
   Failures   ND_NO_DEVICE: the library or one of its functions is missing.  What the library
              reports: ND_OUT_OF_MEMORY, or ND_DEVICE_FAULT with its name for it. */
#ifndef ND_DEVICE_CUDA_BLAS_H
#define ND_DEVICE_CUDA_BLAS_H

#include "device/cuda/libraries.h"

#ifndef CUBLAS_API_H_ /* NVIDIA's own header has all this; tests compare with it */
typedef struct cublasContext *cublasHandle_t;
typedef int cublasStatus_t;
typedef int cublasOperation_t;
typedef int cublasSideMode_t;
typedef int cublasFillMode_t;
typedef int cublasDiagType_t;
typedef int cublasComputeType_t;
typedef int cublasGemmAlgo_t;
typedef int cudaDataType;
typedef CUstream cudaStream_t;
typedef nd_complex_single cuComplex;
typedef nd_complex_double cuDoubleComplex;

enum { CUDA_R_32F = 0, CUDA_R_64F = 1, CUDA_C_32F = 4, CUDA_C_64F = 5 };
enum { CUBLAS_OP_N = 0, CUBLAS_OP_T = 1, CUBLAS_OP_C = 2 };
enum { CUBLAS_SIDE_LEFT = 0, CUBLAS_SIDE_RIGHT = 1 };
enum { CUBLAS_FILL_MODE_LOWER = 0, CUBLAS_FILL_MODE_UPPER = 1 };
enum { CUBLAS_DIAG_NON_UNIT = 0, CUBLAS_DIAG_UNIT = 1 };
enum { CUBLAS_COMPUTE_32F = 68, CUBLAS_COMPUTE_64F = 70, CUBLAS_COMPUTE_32F_FAST_TF32 = 77 };
enum { CUBLAS_GEMM_DEFAULT = -1 };
#endif

/* X (name, arguments): all return cublasStatus_t. */
#define ND_CUDA_BLAS_REQUIRED(X)                                                                   \
  X (cublasCreate_v2, (cublasHandle_t *))                                                          \
  X (cublasDestroy_v2, (cublasHandle_t))                                                           \
  X (cublasSetStream_v2, (cublasHandle_t, cudaStream_t))                                           \
  X (cublasSetWorkspace_v2, (cublasHandle_t, void *, size_t))                                      \
  X (cublasGemmEx,                                                                                 \
     (cublasHandle_t, cublasOperation_t, cublasOperation_t, int, int, int, const void *,           \
      const void *, cudaDataType, int, const void *, cudaDataType, int, const void *, void *,      \
      cudaDataType, int, cublasComputeType_t, cublasGemmAlgo_t))                                   \
  X (cublasGemmStridedBatchedEx,                                                                   \
     (cublasHandle_t, cublasOperation_t, cublasOperation_t, int, int, int, const void *,           \
      const void *, cudaDataType, int, long long int, const void *, cudaDataType, int,             \
      long long int, const void *, void *, cudaDataType, int, long long int, int,                  \
      cublasComputeType_t, cublasGemmAlgo_t))                                                      \
  X (cublasStrsm_v2,                                                                               \
     (cublasHandle_t, cublasSideMode_t, cublasFillMode_t, cublasOperation_t, cublasDiagType_t,     \
      int, int, const float *, const float *, int, float *, int))                                  \
  X (cublasDtrsm_v2,                                                                               \
     (cublasHandle_t, cublasSideMode_t, cublasFillMode_t, cublasOperation_t, cublasDiagType_t,     \
      int, int, const double *, const double *, int, double *, int))                               \
  X (cublasCtrsm_v2,                                                                               \
     (cublasHandle_t, cublasSideMode_t, cublasFillMode_t, cublasOperation_t, cublasDiagType_t,     \
      int, int, const cuComplex *, const cuComplex *, int, cuComplex *, int))                      \
  X (cublasZtrsm_v2,                                                                               \
     (cublasHandle_t, cublasSideMode_t, cublasFillMode_t, cublasOperation_t, cublasDiagType_t,     \
      int, int, const cuDoubleComplex *, const cuDoubleComplex *, int, cuDoubleComplex *, int))    \
  X (cublasStrsmBatched,                                                                           \
     (cublasHandle_t, cublasSideMode_t, cublasFillMode_t, cublasOperation_t, cublasDiagType_t,     \
      int, int, const float *, const float *const[], int, float *const[], int, int))               \
  X (cublasDtrsmBatched,                                                                           \
     (cublasHandle_t, cublasSideMode_t, cublasFillMode_t, cublasOperation_t, cublasDiagType_t,     \
      int, int, const double *, const double *const[], int, double *const[], int, int))            \
  X (cublasCtrsmBatched,                                                                           \
     (cublasHandle_t, cublasSideMode_t, cublasFillMode_t, cublasOperation_t, cublasDiagType_t,     \
      int, int, const cuComplex *, const cuComplex *const[], int, cuComplex *const[], int, int))   \
  X (cublasZtrsmBatched,                                                                           \
     (cublasHandle_t, cublasSideMode_t, cublasFillMode_t, cublasOperation_t, cublasDiagType_t,     \
      int, int, const cuDoubleComplex *, const cuDoubleComplex *const[], int,                      \
      cuDoubleComplex *const[], int, int))

/* Sizes beyond 2^31: from CUDA 12.0 on. */
#define ND_CUDA_BLAS_OPTIONAL(X)                                                                   \
  X (cublasGemmEx_64,                                                                              \
     (cublasHandle_t, cublasOperation_t, cublasOperation_t, int64_t, int64_t, int64_t,             \
      const void *, const void *, cudaDataType, int64_t, const void *, cudaDataType, int64_t,      \
      const void *, void *, cudaDataType, int64_t, cublasComputeType_t, cublasGemmAlgo_t))         \
  X (cublasGemmStridedBatchedEx_64,                                                                \
     (cublasHandle_t, cublasOperation_t, cublasOperation_t, int64_t, int64_t, int64_t,             \
      const void *, const void *, cudaDataType, int64_t, long long int, const void *,              \
      cudaDataType, int64_t, long long int, const void *, void *, cudaDataType, int64_t,           \
      long long int, int64_t, cublasComputeType_t, cublasGemmAlgo_t))

typedef struct nd_cuda_blas {
#define ND_CUDA_BLAS_MEMBER(name, arguments) cublasStatus_t (*name) arguments;
  ND_CUDA_BLAS_REQUIRED (ND_CUDA_BLAS_MEMBER)
  ND_CUDA_BLAS_OPTIONAL (ND_CUDA_BLAS_MEMBER)
#undef ND_CUDA_BLAS_MEMBER
  cublasHandle_t handle;
  CUdeviceptr workspace;
} nd_cuda_blas;

/* The library's code for a float class. */
cudaDataType nd_cuda_data_type (nd_dtype dtype);

#endif
