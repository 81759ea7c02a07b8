/* cuFFT: Fourier transforms.

   Purpose    The functions of libcufft that the package calls, by their exact exported names, with
              prototypes of our own.  Plans are kept, the latest few; their work areas are scratch
              memory of each transform.
   Ownership  The functions are found once; plans live as long as the device's context.
   Threads    Only the thread that runs Octave.
   Failures   ND_NO_DEVICE: the library or one of its functions is missing.  What the library
              reports: ND_OUT_OF_MEMORY, or ND_DEVICE_FAULT with its name for it. */
#ifndef ND_DEVICE_CUDA_FFT_H
#define ND_DEVICE_CUDA_FFT_H

#include "device/cuda/blas.h"

#ifndef _CUFFTXT_H_ /* as in blas.h */
typedef int cufftHandle;
typedef int cufftResult;

enum { CUFFT_FORWARD = -1, CUFFT_INVERSE = 1 };
#endif

/* X (name, arguments): all return cufftResult. */
#define ND_CUDA_FFT_REQUIRED(X)                                                                    \
  X (cufftCreate, (cufftHandle *))                                                                 \
  X (cufftDestroy, (cufftHandle))                                                                  \
  X (cufftSetStream, (cufftHandle, cudaStream_t))                                                  \
  X (cufftSetAutoAllocation, (cufftHandle, int))                                                   \
  X (cufftSetWorkArea, (cufftHandle, void *))                                                      \
  X (cufftXtMakePlanMany, (cufftHandle, int, long long int *, long long int *, long long int,      \
                           long long int, cudaDataType, long long int *, long long int,            \
                           long long int, cudaDataType, long long int, size_t *, cudaDataType))    \
  X (cufftXtExec, (cufftHandle, void *, void *, int))

/* Row FOURIER of ND_ROUTINE_TABLE. */
nd_status nd_cuda_fourier (nd_cuda *cuda, nd_routine *routine, nd_error *error) ND_MUST_USE;

typedef struct nd_cuda_fft nd_cuda_fft;

#endif
