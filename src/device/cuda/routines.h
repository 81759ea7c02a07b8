/* Routines and generators on a CUDA device: sorting, searching, masks, random numbers.

   Purpose    One function per row of ND_ROUTINE_TABLE, and nd_generator's kinds, by kernels of our
              own: the files in kernels/, which the build turns into strings.
   Ownership  Routines borrow their blocks; scratch memory is the pool's, in stream order.
   Threads    Only the thread that runs Octave, between nd_cuda_enter and nd_cuda_leave.
   Failures   ND_OUT_OF_MEMORY for scratch; as kernels.h. */
#ifndef ND_DEVICE_CUDA_ROUTINES_H
#define ND_DEVICE_CUDA_ROUTINES_H

#include "device/cuda/kernels.h"

nd_status nd_cuda_compute (nd_cuda *cuda, nd_routine *routine, nd_error *error) ND_MUST_USE;
nd_status nd_cuda_generate (nd_cuda *cuda, const nd_generator *generator, void *to,
                            nd_error *error) ND_MUST_USE;

#endif
