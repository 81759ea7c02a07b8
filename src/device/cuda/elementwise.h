/* Elementwise programs on a CUDA device: one kernel for each signature.

   Purpose    Writes and runs the kernels of programs that do not fold: contiguous operands in
              vectors of 16 bytes, strided and broadcast ones, lists; any and all.
   Ownership  Borrows the launch.
   Threads    Only the thread that runs Octave.
   Failures   As kernels.h. */
#ifndef ND_DEVICE_CUDA_ELEMENTWISE_H
#define ND_DEVICE_CUDA_ELEMENTWISE_H

#include "device/cuda/kernels.h"
#include "device/cuda/write.h"

nd_status nd_cuda_run_elementwise (nd_cuda *cuda, nd_launch *launch, nd_error *error) ND_MUST_USE;

/* The whole CUDA C of the kernel; `layout`: an nd_cuda_layout. */
void nd_write_elementwise (nd_text *text, const void *layout);

#endif
