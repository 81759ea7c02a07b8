/* Transfers between host and device, through pinned memory.

   Purpose    The driver copies at full speed only from and to pinned memory, which Octave's is not.
              So bytes pass through a ring of pinned slots in pieces: threads fill slots while the
              device reads others, and the other way round.  An upload returns once its bytes are
              in the ring or on the device; a download waits for what was started before it.
   Ownership  The slots are allocated as transfers first need them and kept with the context.
   Threads    Only the thread that runs Octave, which alone calls the driver; copies into and out of
              the ring are spread over the processors.
   Failures   ND_DEVICE_FAULT, ND_INTERRUPTED (the destination is half written then).  Without
              pinned memory the driver copies by itself, only slower. */
#ifndef ND_DEVICE_CUDA_RING_H
#define ND_DEVICE_CUDA_RING_H

#include "base/status.h"
#include "device/cuda/driver.h"

struct nd_cuda;

/* Slots are pinned by blocks. */
enum { ND_CUDA_RING_BLOCKS = 6, ND_CUDA_RING_SLOTS = 4 * ND_CUDA_RING_BLOCKS };

/* Zeroed: no slots yet.  Private to ring.c. */
typedef struct nd_cuda_ring {
  char *slot[ND_CUDA_RING_SLOTS];     /* those of a block lie side by side */
  CUevent passed[ND_CUDA_RING_SLOTS]; /* recorded behind the slot's last use, see `ends` */
  int64_t ends[ND_CUDA_RING_SLOTS];   /* pieces are queued together: number behind the last one */
  int64_t queued;  /* pieces that the device was given so far; number i is in slot i % slots */
  int64_t through; /* those before it the device is through with */
  int slots;       /* that there are */
  char *small;     /* pinned, for what is short; NULL until first needed */
  size_t small_used;
} nd_cuda_ring;

/* The context must be current. */
nd_status nd_cuda_ring_upload (struct nd_cuda *cuda, CUdeviceptr to, const void *from_host,
                               size_t nbytes, nd_error *error) ND_MUST_USE;
nd_status nd_cuda_ring_download (struct nd_cuda *cuda, void *to_host, CUdeviceptr from,
                                 size_t nbytes, const char *operation, nd_error *error) ND_MUST_USE;

/* Forgets the slots without calling the driver: the context is gone, and they with it. */
void nd_cuda_ring_forget (struct nd_cuda *cuda);

#endif
