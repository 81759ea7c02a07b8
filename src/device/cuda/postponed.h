/* The copy of one element that waits until somebody needs it.

   Purpose    gather (a(5)), and if (a(5) > 0) on its way to the host, first copies the element and
              then reads the copy.  So a copy of one element is not started at once: where what
              comes next reads it, it reads the element itself, and where the copy is given up, it
              is not made at all.  It is made before anything else that is done with the device.
   Ownership  Part of the device's state.  Memory that is given back meanwhile keeps what it holds
              until the device does something else, and that comes after the copy.
   Threads    Only the thread that runs Octave.
   Failures   ND_DEVICE_FAULT. */
#ifndef ND_DEVICE_CUDA_POSTPONED_H
#define ND_DEVICE_CUDA_POSTPONED_H

#include "device/cuda/driver.h"
#include "program/program.h"

struct nd_cuda;

/* Zeroed: none. */
typedef struct nd_cuda_postponed {
  CUdeviceptr to, from;
  size_t nbytes;
} nd_cuda_postponed;

/* Postpones what the launch does, if it copies one element. */
bool nd_cuda_postpone (struct nd_cuda *cuda, const nd_launch *launch);

/* Makes the copy, if there is one.  The context must be current. */
nd_status nd_cuda_copy_postponed (struct nd_cuda *cuda, nd_error *error) ND_MUST_USE;

/* Is this, where something is to be read, the copy of what lies at *source? */
bool nd_cuda_is_postponed (const struct nd_cuda *cuda, CUdeviceptr from, size_t nbytes,
                           CUdeviceptr *source);

/* Nobody needs what is at `to` any more. */
void nd_cuda_drop_postponed (struct nd_cuda *cuda, CUdeviceptr to);

#endif
