/* NVIDIA's libraries, found at run time: NVRTC, cuBLAS, cuSOLVER, cuFFT.

   Purpose    Linear algebra and Fourier transforms of the device, and where the libraries are: each
              is found and opened when first needed (find.c), by the file that ND_NVRTC_LIBRARY,
              ND_CUBLAS_LIBRARY, ND_CUSOLVER_LIBRARY or ND_CUFFT_LIBRARY names, else in the
              toolkit's usual places; all are of one major version, none newer than the driver or
              too new for the card, and cuSOLVER and cuBLAS, which it calls, of one installation.
   Ownership  Opened once, never closed.
   Threads    Only the thread that runs Octave.
   Failures   ND_NO_DEVICE: which library, where it was looked for, what to install. */
#ifndef ND_DEVICE_CUDA_LIBRARIES_H
#define ND_DEVICE_CUDA_LIBRARIES_H

#include "device/cuda/context.h"

typedef enum nd_cuda_library {
  ND_CUDA_NVRTC,
  ND_CUDA_BLAS,
  ND_CUDA_SOLVER,
  ND_CUDA_FFT,
  ND_CUDA_LIBRARY_COUNT
} nd_cuda_library;

/* The dlopen handle, with everything it depends on opened first. */
nd_status nd_cuda_library_open (nd_cuda *cuda, nd_cuda_library library, void **handle,
                                nd_error *error) ND_MUST_USE;

/* The file it was loaded from, or NULL when it was not found (looks for it first). */
const char *nd_cuda_library_path (nd_cuda *cuda, nd_cuda_library library);

/* Linear algebra and Fourier transforms: the rows of ND_ROUTINE_TABLE from MULTIPLY on. */
nd_status nd_cuda_library_compute (nd_cuda *cuda, nd_routine *routine, nd_error *error) ND_MUST_USE;

/* Gives handles and plans up (the context is about to be reset); the libraries stay open. */
void nd_cuda_libraries_forget (nd_cuda *cuda);

#endif
