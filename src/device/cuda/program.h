/* Programs on a CUDA device.

   Purpose    Writes CUDA C for a launch (elementwise, gathers and scatters, transposes, folds,
              scans) and runs it.
   Ownership  Borrows the launch for the time of the call; the device works on after it returns.
   Threads    Only the thread that runs Octave.
   Failures   As kernels.h; ND_OUT_OF_MEMORY for scratch. */
#ifndef ND_DEVICE_CUDA_PROGRAM_H
#define ND_DEVICE_CUDA_PROGRAM_H

#include "device/cuda/kernels.h"

nd_status nd_cuda_run (nd_cuda *cuda, nd_launch *launch, nd_error *error) ND_MUST_USE;

/* The operator that a program is about, for messages: the last but casts and stores. */
const char *nd_cuda_operation_name (const nd_program *program);

#endif
