/* Lists of outputs that may name an element more than once.

   Purpose    As on the CPU, the last write counts, although threads write in any order: finds out
              which entry of a list is the last with its value.  Nothing is to be done for lists
              that rise, nor where the same is written everywhere.
   Ownership  The tables of winners are scratch memory, given back by nd_cuda_drop_claims.
   Threads    Only the thread that runs Octave.  Waits for what was started where there is a list.
   Failures   As kernels.h; ND_OUT_OF_MEMORY for scratch. */
#ifndef ND_DEVICE_CUDA_SCATTER_H
#define ND_DEVICE_CUDA_SCATTER_H

#include "device/cuda/kernels.h"
#include "device/cuda/layout.h"

/* Sets the layout's claims. */
nd_status nd_cuda_claim_elements (nd_cuda *cuda, nd_cuda_layout *layout,
                                  nd_error *error) ND_MUST_USE;
void nd_cuda_drop_claims (nd_cuda *cuda, nd_cuda_layout *layout);

#endif
