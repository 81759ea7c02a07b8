/* Compares the prototypes of cuBLAS, cuSOLVER and cuFFT in device/cuda with NVIDIA's own, when it
   is compiled where a CUDA toolkit is. */
#if __has_include(<cusolverDn.h>) && __has_include(<cufftXt.h>)
#include <cuda.h>
#include <cublas_v2.h>
#include <cufftXt.h>
#include <cusolverDn.h>
#endif
#include "device/cuda/blas.h"
#include "device/cuda/fft.h"
#include "device/cuda/solver.h"

#ifdef CUBLAS_API_H_
#define SAME_TYPE(result, name, arguments)                                                         \
  _Static_assert(__builtin_types_compatible_p (__typeof__ (&(name)), result (*) arguments),        \
                 #name " is declared as NVIDIA declares it");
#define BLAS_ROW(name, arguments) SAME_TYPE (cublasStatus_t, name, arguments)
#define SOLVER_ROW(name, arguments) SAME_TYPE (cusolverStatus_t, name, arguments)
#define FFT_ROW(name, arguments) SAME_TYPE (cufftResult, name, arguments)
ND_CUDA_BLAS_REQUIRED (BLAS_ROW)
ND_CUDA_BLAS_OPTIONAL (BLAS_ROW)
ND_CUDA_SOLVER_REQUIRED (SOLVER_ROW)
ND_CUDA_SOLVER_OPTIONAL (SOLVER_ROW)
ND_CUDA_FFT_REQUIRED (FFT_ROW)
#endif
