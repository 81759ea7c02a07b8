/* One CUDA device: its context, stream and everything that hangs on it.

   Purpose    The state behind an nd_device of kind "cuda".  Every entry from outside brackets its
              work with nd_cuda_enter and nd_cuda_leave, which make the device's primary context
              current and put back what was.
   Ownership  A device's state lives as long as the process; nothing is freed at exit, when the
              driver may be gone already.  nd_device_reset gives everything up and starts anew.
   Threads    Only the thread that runs Octave; never in a forked child (its driver is dead).
   Failures   ND_NO_DEVICE when it cannot be opened; ND_DEVICE_FAULT for what the driver reports,
              with the driver's name for it and the operation that was running. */
#ifndef ND_DEVICE_CUDA_CONTEXT_H
#define ND_DEVICE_CUDA_CONTEXT_H

#include "device/cuda/pool.h"
#include "device/cuda/postponed.h"
#include "device/cuda/ring.h"
#include "device/device.h"

typedef struct nd_cuda_kernels nd_cuda_kernels;     /* kernels.h: compiled kernels */
typedef struct nd_cuda_libraries nd_cuda_libraries; /* libraries.h: handles of cuBLAS and so on */

typedef struct nd_cuda {
  nd_device *device;
  const nd_cuda_driver *driver;
  CUcontext context; /* the primary one, retained */
  CUstream stream;   /* where everything runs, in order; not the default stream */
  size_t l2_bytes;
  CUevent laps[2]; /* the last call of nd_device_lap, and a spare; NULL until first needed */
  const char *last_operation; /* started and not yet waited for; NULL: none */
  long started;               /* how many such there are */
  nd_cuda_kernels *kernels;
  nd_cuda_libraries *libraries; /* NULL until first needed */
  nd_cuda_ring ring;
  nd_cuda_postponed postponed;
  nd_cuda_pool pool;
  CUdevice number;
  int major, minor; /* compute capability */
  int multiprocessors;
  int most_shared_bytes; /* of a block, where its kernel asks for them */
  unsigned int peers;    /* bit i: it was tried to let this device read cuda:i's memory */
  CUresult fault; /* a sticky one, after which only nd_device_reset helps; CUDA_SUCCESS: none */
  bool waits;     /* ND_CUDA_SYNC=1: every operation waits, so that faults name the right one */
  char name[256]; /* the card's, with what the driver is where that is not the real one */
} nd_cuda;

static inline nd_cuda *nd_cuda_of (const nd_device *device)
{
  return device->state;
}

/* Opens the device: retains the primary context, makes the stream; sets device->state. */
nd_status nd_cuda_open (nd_device *device, nd_error *error) ND_MUST_USE;

/* The card's name, which the driver tells without opening the device. */
const char *nd_cuda_name (nd_device *device);

/* Resets the primary context and starts anew; what hung on the old one is forgotten. */
nd_status nd_cuda_reset (nd_device *device, nd_error *error) ND_MUST_USE;

/* Makes the context current, and the copy that was postponed; fails in a forked child and after a
   sticky fault.  On success nd_cuda_leave must follow; pairs may be nested. */
nd_status nd_cuda_enter (nd_cuda *cuda, nd_error *error) ND_MUST_USE;
void nd_cuda_leave (nd_cuda *cuda);

/* ND_OK, or the error that the driver's result stands for: ND_OUT_OF_MEMORY or ND_DEVICE_FAULT.
   `operation` is a static string such as "operator +" or "a copy to the device", and is what a
   message names, unless the driver reports what something started before did. */
nd_status nd_cuda_check (nd_cuda *cuda, CUresult result, const char *operation,
                         nd_error *error) ND_MUST_USE;

/* The same for what was queued and works on by itself (a launch, a call of cuBLAS): faults found
   later name it.  Waits for it where ND_CUDA_SYNC=1 says so. */
nd_status nd_cuda_started (nd_cuda *cuda, CUresult result, const char *operation,
                           nd_error *error) ND_MUST_USE;

/* Waits for everything that was started; finds faults of what ran. */
nd_status nd_cuda_wait (nd_cuda *cuda, const char *operation, nd_error *error) ND_MUST_USE;

/* Scratch memory of the device, in stream order: may be given back right after the launch that
   uses it.  ND_OUT_OF_MEMORY comes with a message. */
nd_status nd_cuda_scratch (nd_cuda *cuda, size_t nbytes, CUdeviceptr *block,
                           nd_error *error) ND_MUST_USE;
void nd_cuda_scratch_free (nd_cuda *cuda, CUdeviceptr block);

/* A few bytes (at most 256) from the device, waiting for what was started: results that decide what
   happens next. */
nd_status nd_cuda_read_back (nd_cuda *cuda, void *to, CUdeviceptr from, size_t nbytes,
                             const char *operation, nd_error *error) ND_MUST_USE;

#endif
