#include "device/cuda/ring.h"
#include "base/numbers.h"
#include "base/threads.h"
#include "device/cuda/context.h"
#include <string.h>

/* Bytes.  A chunk takes the bus about 80 us, much longer than starting the copy.  Transfers are cut
   into parts, a few even where they are short, so that the bus and the processors work at the same
   time; pieces are what one thread copies at a time. */
enum {
  CHUNK = 4 << 20,
  SMALLEST_PART = 1 << 20,
  PARTS = 4,
  PIECE = 256 << 10,
  SEVERAL_THREADS_FROM = 1 << 20,
  ALIGNMENT = 64,
  HUGE_PAGE = 2 << 20,
  TOUCHED_AHEAD = 32 << 20
};

static const char uploading[] = "a copy to the device";

static size_t smaller (size_t a, size_t b)
{
  return a < b ? a : b;
}

/* How large the parts of a transfer are. */
static size_t part_size (size_t nbytes)
{
  size_t part = nbytes / PARTS / ALIGNMENT * ALIGNMENT;
  return part < SMALLEST_PART ? SMALLEST_PART : smaller (CHUNK, part);
}

/* ---- copying on the host ----------------------------------------------------------------- */

typedef struct {
  char *to;
  const char *from;
  size_t nbytes;
} host_copy;

static void copy_piece (int64_t i, void *context)
{
  const host_copy *copy = context;
  size_t start = (size_t)i * PIECE;
  memcpy (copy->to + start, copy->from + start, smaller (PIECE, copy->nbytes - start));
}

static nd_status copy_on_host (void *to, const void *from, size_t nbytes)
{
  host_copy copy = {to, from, nbytes};
  if (nbytes >= SEVERAL_THREADS_FROM)
    return nd_parallel ((int64_t)((nbytes + PIECE - 1) / PIECE), copy_piece, &copy)
               ? ND_OK
               : ND_INTERRUPTED;
  memcpy (to, from, nbytes);
  return ND_OK;
}

static void touch_page (int64_t i, void *context)
{
  volatile char *to = context;
  to[i * HUGE_PAGE] = 0;
}

/* Fresh memory gets its pages when it is first written to, which takes longer than copying. Threads
   that copy would wait for each other, because several write to the same page; so each takes pages
   of its own before, while the bus works. */
static nd_status touch_pages (char *to, size_t nbytes)
{
  int64_t pages = (int64_t)((nbytes + HUGE_PAGE - 1) / HUGE_PAGE);
  return nd_parallel (pages, touch_page, to) ? ND_OK : ND_INTERRUPTED;
}

/* ---- the ring ---------------------------------------------------------------------------- */

static bool add_chunk (nd_cuda *cuda)
{
  nd_cuda_ring *ring = &cuda->ring;
  const nd_cuda_driver *driver = cuda->driver;
  void *chunk;
  if (driver->cuMemHostAlloc (&chunk, CHUNK, 0) != CUDA_SUCCESS)
    return false;
  if (driver->cuEventCreate (&ring->passed[ring->count], CU_EVENT_DISABLE_TIMING) != CUDA_SUCCESS) {
    driver->cuMemFreeHost (chunk);
    return false;
  }
  ring->chunk[ring->count] = chunk;
  ring->is_sealed[ring->count++] = false;
  return true;
}

/* Adds chunks up to the number that a transfer can use; false when there is none. */
static bool have_chunks (nd_cuda *cuda, size_t wanted)
{
  nd_cuda_ring *ring = &cuda->ring;
  while (ring->count < ND_CUDA_RING_CHUNKS && (size_t)ring->count < wanted)
    if (!add_chunk (cuda))
      break;
  return ring->count > 0;
}

/* From now on the current chunk is free as soon as what was queued so far is through. */
static CUresult seal (nd_cuda *cuda)
{
  nd_cuda_ring *ring = &cuda->ring;
  CUresult result = cuda->driver->cuEventRecord (ring->passed[ring->current], cuda->stream);
  ring->used = CHUNK;
  ring->is_sealed[ring->current] = result == CUDA_SUCCESS;
  if (result != CUDA_SUCCESS)
    cuda->driver->cuStreamSynchronize (cuda->stream); /* then it is free now */
  return result;
}

static CUresult wait_for_chunk (nd_cuda *cuda, int i)
{
  if (!cuda->ring.is_sealed[i])
    return CUDA_SUCCESS;
  cuda->ring.is_sealed[i] = false;
  return cuda->driver->cuEventSynchronize (cuda->ring.passed[i]);
}

/* A place for at most CHUNK bytes that nobody uses. */
static CUresult reserve (nd_cuda *cuda, size_t nbytes, char **place)
{
  nd_cuda_ring *ring = &cuda->ring;
  CUresult result = CUDA_SUCCESS;
  if (ring->used + nbytes > CHUNK) {
    if (!ring->is_sealed[ring->current])
      result = seal (cuda);
    ring->current = (ring->current + 1) % ring->count;
    if (result == CUDA_SUCCESS)
      result = wait_for_chunk (cuda, ring->current);
    ring->used = 0;
  }
  *place = ring->chunk[ring->current] + ring->used;
  ring->used += nd_round_up (nbytes, ALIGNMENT);
  return result;
}

void nd_cuda_ring_forget (nd_cuda *cuda)
{
  cuda->ring = (nd_cuda_ring){.count = 0};
}

/* ---- to the device ----------------------------------------------------------------------- */

static nd_status upload_part (nd_cuda *cuda, CUdeviceptr to, const char *from, size_t nbytes,
                              nd_error *error)
{
  char *place;
  ND_RETURN_NOT_OK (nd_cuda_check (cuda, reserve (cuda, nbytes, &place), uploading, error));
  ND_RETURN_NOT_OK (copy_on_host (place, from, nbytes));
  return nd_cuda_check (cuda, cuda->driver->cuMemcpyHtoDAsync_v2 (to, place, nbytes, cuda->stream),
                        uploading, error);
}

nd_status nd_cuda_ring_upload (nd_cuda *cuda, CUdeviceptr to, const void *from_host, size_t nbytes,
                               nd_error *error)
{
  const char *from = from_host;
  if (!have_chunks (cuda, (nbytes + CHUNK - 1) / CHUNK)) {
    ND_RETURN_NOT_OK (
        nd_cuda_check (cuda, cuda->driver->cuMemcpyHtoDAsync_v2 (to, from, nbytes, cuda->stream),
                       uploading, error));
    return nd_cuda_wait (cuda, uploading, error);
  }
  size_t part = part_size (nbytes);
  for (size_t done = 0; done < nbytes; done += part)
    ND_RETURN_NOT_OK (
        upload_part (cuda, to + done, from + done, smaller (part, nbytes - done), error));
  return cuda->waits ? nd_cuda_wait (cuda, uploading, error) : ND_OK;
}

/* ---- to the host ------------------------------------------------------------------------- */

/* One piece: everything is waited for anyway. */
static nd_status download_small (nd_cuda *cuda, void *to, CUdeviceptr from, size_t nbytes,
                                 const char *operation, nd_error *error)
{
  char *place;
  ND_RETURN_NOT_OK (nd_cuda_check (cuda, reserve (cuda, nbytes, &place), operation, error));
  ND_RETURN_NOT_OK (
      nd_cuda_check (cuda, cuda->driver->cuMemcpyDtoHAsync_v2 (place, from, nbytes, cuda->stream),
                     operation, error));
  ND_RETURN_NOT_OK (nd_cuda_wait (cuda, operation, error));
  cuda->ring.used = 0;
  return copy_on_host (to, place, nbytes);
}

typedef struct {
  char *to;
  CUdeviceptr from;
  size_t nbytes, part, parts;
  const char *operation;
  int chunk[ND_CUDA_RING_CHUNKS]; /* where part i is: chunk[i % ND_CUDA_RING_CHUNKS] */
} download;

static size_t part_bytes (const download *d, size_t i)
{
  return smaller (d->part, d->nbytes - i * d->part);
}

/* Each part has a chunk of its own, so that it can be waited for by itself. */
static nd_status queue_part (nd_cuda *cuda, download *d, size_t i, nd_error *error)
{
  char *place;
  CUresult result = reserve (cuda, CHUNK, &place);
  if (result == CUDA_SUCCESS)
    result = cuda->driver->cuMemcpyDtoHAsync_v2 (place, d->from + i * d->part, part_bytes (d, i),
                                                 cuda->stream);
  if (result == CUDA_SUCCESS)
    result = seal (cuda);
  d->chunk[i % ND_CUDA_RING_CHUNKS] = cuda->ring.current;
  return nd_cuda_check (cuda, result, d->operation, error);
}

static nd_status finish_part (nd_cuda *cuda, const download *d, size_t i, nd_error *error)
{
  int chunk = d->chunk[i % ND_CUDA_RING_CHUNKS];
  ND_RETURN_NOT_OK (nd_cuda_check (cuda, wait_for_chunk (cuda, chunk), d->operation, error));
  return copy_on_host (d->to + i * d->part, cuda->ring.chunk[chunk], part_bytes (d, i));
}

static nd_status download_large (nd_cuda *cuda, download *d, nd_error *error)
{
  size_t queued = 0, touched = 0;
  for (size_t i = 0; i < d->parts; i++) {
    for (; queued < d->parts && queued - i < (size_t)cuda->ring.count; queued++)
      ND_RETURN_NOT_OK (queue_part (cuda, d, queued, error));
    if (i * d->part + part_bytes (d, i) > touched) {
      size_t ahead = smaller (TOUCHED_AHEAD, d->nbytes - touched);
      ND_RETURN_NOT_OK (touch_pages (d->to + touched, ahead));
      touched += ahead;
    }
    ND_RETURN_NOT_OK (finish_part (cuda, d, i, error));
  }
  return ND_OK;
}

nd_status nd_cuda_ring_download (nd_cuda *cuda, void *to_host, CUdeviceptr from, size_t nbytes,
                                 const char *operation, nd_error *error)
{
  size_t part = part_size (nbytes), parts = (nbytes + part - 1) / part;
  download d = {to_host, from, nbytes, part, parts, operation, {0}};
  if (!have_chunks (cuda, parts)) {
    ND_RETURN_NOT_OK (nd_cuda_check (
        cuda, cuda->driver->cuMemcpyDtoHAsync_v2 (to_host, from, nbytes, cuda->stream), operation,
        error));
    return nd_cuda_wait (cuda, operation, error);
  }
  if (nbytes < SEVERAL_THREADS_FROM)
    return download_small (cuda, to_host, from, nbytes, operation, error);
  return download_large (cuda, &d, error);
}
