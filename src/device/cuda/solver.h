/* cuSOLVER: factorizations, singular values, eigenvalues of dense matrices.

   Purpose    The functions of libcusolver that the package calls, by their exact exported names,
              with prototypes of our own: the generic ones with 64-bit sizes, which CUDA has since
              11.1, and for products with Q, where there is none, those of the four classes.
   Ownership  The functions are found once; a handle lives as long as the device's context.
   Threads    Only the thread that runs Octave.
   Failures   ND_NO_DEVICE: the library or one of its functions is missing.  ND_NOT_ON_DEVICE: it is
              older than the function.  What the library reports: ND_OUT_OF_MEMORY, or
              ND_DEVICE_FAULT with its name for it. */
#ifndef ND_DEVICE_CUDA_SOLVER_H
#define ND_DEVICE_CUDA_SOLVER_H

#include "device/cuda/blas.h"

#ifndef CUSOLVERDN_H_ /* as in blas.h */
typedef struct cusolverDnContext *cusolverDnHandle_t;
typedef struct cusolverDnParams *cusolverDnParams_t;
typedef int cusolverStatus_t;
typedef int cusolverEigMode_t;

enum { CUSOLVER_EIG_MODE_NOVECTOR = 0, CUSOLVER_EIG_MODE_VECTOR = 1 };
#endif

/* X (name, arguments): all return cusolverStatus_t. */
#define ND_CUDA_SOLVER_REQUIRED(X)                                                                 \
  X (cusolverDnCreate, (cusolverDnHandle_t *))                                                     \
  X (cusolverDnDestroy, (cusolverDnHandle_t))                                                      \
  X (cusolverDnSetStream, (cusolverDnHandle_t, cudaStream_t))                                      \
  X (cusolverDnCreateParams, (cusolverDnParams_t *))                                               \
  X (cusolverDnDestroyParams, (cusolverDnParams_t))                                                \
  X (cusolverDnXgetrf_bufferSize,                                                                  \
     (cusolverDnHandle_t, cusolverDnParams_t, int64_t, int64_t, cudaDataType, const void *,        \
      int64_t, cudaDataType, size_t *, size_t *))                                                  \
  X (cusolverDnXgetrf,                                                                             \
     (cusolverDnHandle_t, cusolverDnParams_t, int64_t, int64_t, cudaDataType, void *, int64_t,     \
      int64_t *, cudaDataType, void *, size_t, void *, size_t, int *))                             \
  X (cusolverDnXpotrf_bufferSize,                                                                  \
     (cusolverDnHandle_t, cusolverDnParams_t, cublasFillMode_t, int64_t, cudaDataType,             \
      const void *, int64_t, cudaDataType, size_t *, size_t *))                                    \
  X (cusolverDnXpotrf,                                                                             \
     (cusolverDnHandle_t, cusolverDnParams_t, cublasFillMode_t, int64_t, cudaDataType, void *,     \
      int64_t, cudaDataType, void *, size_t, void *, size_t, int *))                               \
  X (cusolverDnXgeqrf_bufferSize,                                                                  \
     (cusolverDnHandle_t, cusolverDnParams_t, int64_t, int64_t, cudaDataType, const void *,        \
      int64_t, cudaDataType, const void *, cudaDataType, size_t *, size_t *))                      \
  X (cusolverDnXgeqrf,                                                                             \
     (cusolverDnHandle_t, cusolverDnParams_t, int64_t, int64_t, cudaDataType, void *, int64_t,     \
      cudaDataType, void *, cudaDataType, void *, size_t, void *, size_t, int *))                  \
  X (cusolverDnXgesvd_bufferSize,                                                                  \
     (cusolverDnHandle_t, cusolverDnParams_t, signed char, signed char, int64_t, int64_t,          \
      cudaDataType, const void *, int64_t, cudaDataType, const void *, cudaDataType, const void *, \
      int64_t, cudaDataType, const void *, int64_t, cudaDataType, size_t *, size_t *))             \
  X (cusolverDnXgesvd,                                                                             \
     (cusolverDnHandle_t, cusolverDnParams_t, signed char, signed char, int64_t, int64_t,          \
      cudaDataType, void *, int64_t, cudaDataType, void *, cudaDataType, void *, int64_t,          \
      cudaDataType, void *, int64_t, cudaDataType, void *, size_t, void *, size_t, int *))         \
  X (cusolverDnXsyevd_bufferSize, (cusolverDnHandle_t, cusolverDnParams_t, cusolverEigMode_t,      \
                                   cublasFillMode_t, int64_t, cudaDataType, const void *, int64_t, \
                                   cudaDataType, const void *, cudaDataType, size_t *, size_t *))  \
  X (cusolverDnXsyevd, (cusolverDnHandle_t, cusolverDnParams_t, cusolverEigMode_t,                 \
                        cublasFillMode_t, int64_t, cudaDataType, void *, int64_t, cudaDataType,    \
                        void *, cudaDataType, void *, size_t, void *, size_t, int *))              \
  X (cusolverDnSormqr_bufferSize,                                                                  \
     (cusolverDnHandle_t, cublasSideMode_t, cublasOperation_t, int, int, int, const float *, int,  \
      const float *, const float *, int, int *))                                                   \
  X (cusolverDnSormqr, (cusolverDnHandle_t, cublasSideMode_t, cublasOperation_t, int, int, int,    \
                        const float *, int, const float *, float *, int, float *, int, int *))     \
  X (cusolverDnDormqr_bufferSize,                                                                  \
     (cusolverDnHandle_t, cublasSideMode_t, cublasOperation_t, int, int, int, const double *, int, \
      const double *, const double *, int, int *))                                                 \
  X (cusolverDnDormqr, (cusolverDnHandle_t, cublasSideMode_t, cublasOperation_t, int, int, int,    \
                        const double *, int, const double *, double *, int, double *, int, int *)) \
  X (cusolverDnCunmqr_bufferSize,                                                                  \
     (cusolverDnHandle_t, cublasSideMode_t, cublasOperation_t, int, int, int, const cuComplex *,   \
      int, const cuComplex *, const cuComplex *, int, int *))                                      \
  X (cusolverDnCunmqr,                                                                             \
     (cusolverDnHandle_t, cublasSideMode_t, cublasOperation_t, int, int, int, const cuComplex *,   \
      int, const cuComplex *, cuComplex *, int, cuComplex *, int, int *))                          \
  X (cusolverDnZunmqr_bufferSize,                                                                  \
     (cusolverDnHandle_t, cublasSideMode_t, cublasOperation_t, int, int, int,                      \
      const cuDoubleComplex *, int, const cuDoubleComplex *, const cuDoubleComplex *, int, int *)) \
  X (cusolverDnZunmqr, (cusolverDnHandle_t, cublasSideMode_t, cublasOperation_t, int, int, int,    \
                        const cuDoubleComplex *, int, const cuDoubleComplex *, cuDoubleComplex *,  \
                        int, cuDoubleComplex *, int, int *))

/* Eigenvalues of general matrices: from CUDA 12.6 on. */
#define ND_CUDA_SOLVER_OPTIONAL(X)                                                                 \
  X (cusolverDnXgeev_bufferSize,                                                                   \
     (cusolverDnHandle_t, cusolverDnParams_t, cusolverEigMode_t, cusolverEigMode_t, int64_t,       \
      cudaDataType, const void *, int64_t, cudaDataType, const void *, cudaDataType, const void *, \
      int64_t, cudaDataType, const void *, int64_t, cudaDataType, size_t *, size_t *))             \
  X (cusolverDnXgeev,                                                                              \
     (cusolverDnHandle_t, cusolverDnParams_t, cusolverEigMode_t, cusolverEigMode_t, int64_t,       \
      cudaDataType, void *, int64_t, cudaDataType, void *, cudaDataType, void *, int64_t,          \
      cudaDataType, void *, int64_t, cudaDataType, void *, size_t, void *, size_t, int *))

typedef struct nd_cuda_solver {
#define ND_CUDA_SOLVER_MEMBER(name, arguments) cusolverStatus_t (*name) arguments;
  ND_CUDA_SOLVER_REQUIRED (ND_CUDA_SOLVER_MEMBER)
  ND_CUDA_SOLVER_OPTIONAL (ND_CUDA_SOLVER_MEMBER)
#undef ND_CUDA_SOLVER_MEMBER
  cusolverDnHandle_t handle;
  cusolverDnParams_t params;
} nd_cuda_solver;

/* One row of ND_ROUTINE_TABLE each. */
nd_status nd_cuda_lu (nd_cuda *cuda, nd_routine *routine, nd_error *error) ND_MUST_USE;
nd_status nd_cuda_cholesky (nd_cuda *cuda, nd_routine *routine, nd_error *error) ND_MUST_USE;
nd_status nd_cuda_qr (nd_cuda *cuda, nd_routine *routine, nd_error *error) ND_MUST_USE;
nd_status nd_cuda_apply_q (nd_cuda *cuda, nd_routine *routine, nd_error *error) ND_MUST_USE;
nd_status nd_cuda_svd (nd_cuda *cuda, nd_routine *routine, nd_error *error) ND_MUST_USE;
nd_status nd_cuda_eig_symmetric (nd_cuda *cuda, nd_routine *routine, nd_error *error) ND_MUST_USE;
nd_status nd_cuda_eig (nd_cuda *cuda, nd_routine *routine, nd_error *error) ND_MUST_USE;

#endif
