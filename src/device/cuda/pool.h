/* Device memory: a caching allocator over cuMemAlloc.

   Purpose    The driver allocates slowly and waits for the device; so memory is taken in segments,
              cut into blocks, and kept.  Blocks are multiples of 512 bytes.  Up to 1 MiB they come
              from segments of 2 MiB, up to 10 MiB from segments of 20 MiB, larger ones get a
              segment of their own; the free block that fits best is taken, and free neighbours are
              joined.  Everything runs on one stream, so a block may be given out again as soon as
              it is given back: what still uses it runs first.
   Ownership  The pool owns its segments until nd_cuda_pool_trim returns those that are free.
   Threads    Only the thread that runs Octave.
   Failures   ND_OUT_OF_MEMORY, with the free segments returned to the driver before; nothing is
              reported then (nd_device_out_of_memory does that). */
#ifndef ND_DEVICE_CUDA_POOL_H
#define ND_DEVICE_CUDA_POOL_H

#include "base/status.h"
#include "device/cuda/driver.h"

struct nd_cuda;

enum { ND_CUDA_POOL_BINS = 192, ND_CUDA_POOL_SIZES = 2 };

typedef struct nd_cuda_block nd_cuda_block;

/* Zeroed: an empty pool.  Private to pool.c. */
typedef struct nd_cuda_pool {
  nd_cuda_block *bins[ND_CUDA_POOL_SIZES][ND_CUDA_POOL_BINS]; /* free blocks by size */
  nd_cuda_block **taken; /* hash table of the blocks that are given out, by address */
  size_t places, taken_count;
  size_t taken_bytes;    /* in blocks that are given out */
  size_t reserved_bytes; /* in segments */
} nd_cuda_pool;

/* The context must be current for taking and trimming; giving back calls no driver. */
nd_status nd_cuda_pool_take (struct nd_cuda *cuda, size_t nbytes, CUdeviceptr *address,
                             nd_error *error) ND_MUST_USE;
void nd_cuda_pool_give (struct nd_cuda *cuda, CUdeviceptr address);
void nd_cuda_pool_trim (struct nd_cuda *cuda);

/* Forgets everything without calling the driver: the context is gone, and its memory with it. */
void nd_cuda_pool_forget (struct nd_cuda *cuda);

#endif
