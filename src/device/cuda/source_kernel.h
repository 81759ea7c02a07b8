/* Kernels that users write.

   Purpose    Compiles CUDA C that a user wrote, as kernels.h does with texts of our own, and starts
              one of its kernels.
   Ownership  Borrows everything for the time of the call; the device works on after it returns.
   Threads    Only the thread that runs Octave, between nd_cuda_enter and nd_cuda_leave.
   Failures   ND_FAILED with the compiler's log, ND_INVALID_ARGUMENT where the text has no such
              kernel; as kernels.h. */
#ifndef ND_DEVICE_CUDA_SOURCE_KERNEL_H
#define ND_DEVICE_CUDA_SOURCE_KERNEL_H

#include "device/cuda/kernels.h"

nd_status nd_cuda_run_source (nd_cuda *cuda, const nd_source_kernel *kernel,
                              nd_error *error) ND_MUST_USE;

#endif
