/* Copies between two CUDA devices.

   Purpose    From card to card, directly where the cards can, without the host waiting.
   Ownership  Borrows both blocks; either may be given back right after the call.
   Threads    Only the thread that runs Octave.
   Failures   ND_NOT_ON_DEVICE, without a message, when the driver has no such copies. */
#ifndef ND_DEVICE_CUDA_PEER_H
#define ND_DEVICE_CUDA_PEER_H

#include "device/cuda/context.h"

nd_status nd_cuda_peer_copy (nd_cuda *cuda, CUdeviceptr to, nd_cuda *other, CUdeviceptr from,
                             size_t nbytes, nd_error *error) ND_MUST_USE;

#endif
