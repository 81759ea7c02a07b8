/* Transfers between host and device, through pinned memory.

   Purpose    The driver copies at full speed only from and to pinned memory, which Octave's is not.
              So bytes pass through a ring of pinned chunks: threads fill one chunk while the device
              reads those before it, and the other way round.  An upload returns once its bytes are
              in the ring or on the device; a download waits for what was started before it.
   Ownership  The chunks are allocated as transfers first need them and kept with the context.
   Threads    Only the thread that runs Octave calls; copies into and out of the ring are spread
              over the processors.
   Failures   ND_DEVICE_FAULT, ND_INTERRUPTED (the destination is half written then).  Without
              pinned memory the driver copies by itself, only slower. */
#ifndef ND_DEVICE_CUDA_RING_H
#define ND_DEVICE_CUDA_RING_H

#include "base/status.h"
#include "device/cuda/driver.h"

struct nd_cuda;

enum { ND_CUDA_RING_CHUNKS = 6 };

/* Zeroed: no chunks yet.  Private to ring.c. */
typedef struct nd_cuda_ring {
  char *chunk[ND_CUDA_RING_CHUNKS];
  CUevent passed[ND_CUDA_RING_CHUNKS]; /* the device is through with the chunk */
  bool is_sealed[ND_CUDA_RING_CHUNKS]; /* `passed` was recorded after the chunk's last use */
  int count;                           /* chunks that there are */
  int current;
  size_t used; /* bytes of the current chunk */
} nd_cuda_ring;

/* The context must be current. */
nd_status nd_cuda_ring_upload (struct nd_cuda *cuda, CUdeviceptr to, const void *from_host,
                               size_t nbytes, nd_error *error) ND_MUST_USE;
nd_status nd_cuda_ring_download (struct nd_cuda *cuda, void *to_host, CUdeviceptr from,
                                 size_t nbytes, const char *operation, nd_error *error) ND_MUST_USE;

/* Forgets the chunks without calling the driver: the context is gone, and they with it. */
void nd_cuda_ring_forget (struct nd_cuda *cuda);

#endif
