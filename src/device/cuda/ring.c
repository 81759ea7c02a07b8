#include "device/cuda/ring.h"
#include "base/numbers.h"
#include "base/threads.h"
#include "device/cuda/context.h"
#include <stdatomic.h>
#include <string.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

/* Bytes.  The driver is given up to a block at once: between two copies the bus rests some 2 us.  A
   slot is a huge page: fresh memory gets its pages when it is first written to, and threads that
   write to the same page wait for each other.  Short transfers are cut into a few pieces, too, so
   that the bus and the processors work at the same time. */
enum {
  SLOT = 2 << 20,
  BLOCK_SLOTS = ND_CUDA_RING_SLOTS / ND_CUDA_RING_BLOCKS,
  SMALL = 64 << 10, /* at most: in one piece, beside the ring */
  SMALL_ROOM = 1 << 20,
  SMALLEST_PIECE = 256 << 10,
  SEVERAL_THREADS_FROM = 1 << 20,
  MOST_THREADS = 16,
  ENOUGH_HELPERS = 11, /* they are faster than the bus */
  STEP = 256 << 10,    /* what the conductor copies before it looks at the device again */
  PAST_CACHES_FROM = 32 << 20,
  ALIGNMENT = 64
};

static const char uploading[] = "a copy to the device";

static size_t smaller (size_t a, size_t b)
{
  return a < b ? a : b;
}

/* ---- the ring ---------------------------------------------------------------------------- */

/* Waits until no slot is in use. */
static CUresult drain (nd_cuda *cuda)
{
  CUresult result = cuda->driver->cuStreamSynchronize (cuda->stream);
  cuda->ring.through = cuda->ring.queued;
  return result;
}

static bool add_block (nd_cuda *cuda)
{
  nd_cuda_ring *ring = &cuda->ring;
  const nd_cuda_driver *driver = cuda->driver;
  CUevent *passed = &ring->passed[ring->slots];
  void *block;
  if (driver->cuMemHostAlloc (&block, (size_t)BLOCK_SLOTS * SLOT, 0) != CUDA_SUCCESS)
    return false;
  for (int i = 0; i < BLOCK_SLOTS; i++) {
    ring->slot[ring->slots + i] = (char *)block + (size_t)i * SLOT;
    if (driver->cuEventCreate (&passed[i], CU_EVENT_DISABLE_TIMING) != CUDA_SUCCESS) {
      while (i-- > 0)
        driver->cuEventDestroy_v2 (passed[i]);
      driver->cuMemFreeHost (block);
      return false;
    }
  }
  ring->slots += BLOCK_SLOTS;
  return true;
}

/* Adds slots up to what a transfer can use; false when there are none. */
static bool have_slots (nd_cuda *cuda, size_t nbytes)
{
  nd_cuda_ring *ring = &cuda->ring;
  bool grows = ring->slots < ND_CUDA_RING_SLOTS && (size_t)ring->slots * SLOT < nbytes;
  if (grows && ring->through < ring->queued && drain (cuda) != CUDA_SUCCESS)
    return false; /* what follows says why */
  while (ring->slots < ND_CUDA_RING_SLOTS && (size_t)ring->slots * SLOT < nbytes)
    if (!add_block (cuda))
      break;
  return ring->slots > 0;
}

/* Pinned memory for up to SMALL bytes that nobody uses; NULL: there is none. */
static char *reserve_small (nd_cuda *cuda, size_t nbytes)
{
  nd_cuda_ring *ring = &cuda->ring;
  void *small = ring->small;
  if (!small && cuda->driver->cuMemHostAlloc (&small, SMALL_ROOM, 0) != CUDA_SUCCESS)
    return NULL;
  ring->small = small;
  if (ring->small_used + nbytes > SMALL_ROOM) {
    if (drain (cuda) != CUDA_SUCCESS)
      return NULL; /* what follows says why */
    ring->small_used = 0;
  }
  ring->small_used += nd_round_up (nbytes, ALIGNMENT);
  return ring->small + ring->small_used - nd_round_up (nbytes, ALIGNMENT);
}

void nd_cuda_ring_forget (nd_cuda *cuda)
{
  cuda->ring = (nd_cuda_ring){.slots = 0};
}

/* ---- copying on the host ----------------------------------------------------------------- */

/* Stores that do not read what they overwrite, nor drive other things out of the caches. */
static void copy_past_caches (char *to, const char *from, size_t nbytes)
{
#ifdef __SSE2__
  size_t head = smaller (-(uintptr_t)to % ALIGNMENT, nbytes);
  memcpy (to, from, head);
  for (; nbytes - head >= ALIGNMENT; head += ALIGNMENT) {
    const __m128i *source = (const __m128i *)(from + head);
    __m128i *target = (__m128i *)(to + head);
    __m128i a = _mm_loadu_si128 (source), b = _mm_loadu_si128 (source + 1);
    __m128i c = _mm_loadu_si128 (source + 2), d = _mm_loadu_si128 (source + 3);
    _mm_stream_si128 (target, a);
    _mm_stream_si128 (target + 1, b);
    _mm_stream_si128 (target + 2, c);
    _mm_stream_si128 (target + 3, d);
  }
  _mm_sfence ();
  to += head;
  from += head;
  nbytes -= head;
#endif
  memcpy (to, from, nbytes);
}

/* ---- a transfer -------------------------------------------------------------------------- */

/* Threads copy its pieces, each the next that nobody has taken.  The calling thread conducts: it
   tells the device which pieces may go, and the others when it is through with them; where there
   are few others it copies, too.  Nobody is woken for a piece. */
typedef struct {
  nd_cuda *cuda;
  char *host;
  CUdeviceptr device;
  size_t nbytes, piece;
  int64_t first, end; /* its pieces, as the ring counts them */
  bool is_upload;
  bool is_interrupted;
  CUresult result;
  atomic_bool is_stopped;
  atomic_int helpers;
  atomic_int_fast64_t next;    /* the first piece that nobody has taken */
  atomic_int_fast64_t through; /* as the ring's: slots are free up to a round after it */
  atomic_int_fast64_t copied[ND_CUDA_RING_SLOTS]; /* the piece last copied into or out of a slot */
} transfer;

static size_t offset_of (const transfer *t, int64_t i)
{
  return (size_t)(i - t->first) * t->piece;
}

static int slot_of (const transfer *t, int64_t i)
{
  return (int)(i % t->cuda->ring.slots);
}

static bool is_stopped (transfer *t)
{
  return atomic_load_explicit (&t->is_stopped, memory_order_relaxed);
}

/* ---- the conductor ----------------------------------------------------------------------- */

static void fail (transfer *t, CUresult result)
{
  t->result = result;
  atomic_store (&t->is_stopped, true);
  drain (t->cuda);
}

/* Learns what the device is through with. */
static void look_back (transfer *t)
{
  nd_cuda_ring *ring = &t->cuda->ring;
  while (ring->through < ring->queued) {
    int64_t end = ring->ends[slot_of (t, ring->through)];
    CUresult result = t->cuda->driver->cuEventQuery (ring->passed[slot_of (t, end - 1)]);
    if (result == CUDA_ERROR_NOT_READY)
      return;
    if (result != CUDA_SUCCESS) {
      fail (t, result);
      return;
    }
    ring->through = end;
    atomic_store_explicit (&t->through, end, memory_order_release);
  }
}

/* May the device read piece i from its slot, or write it there? */
static bool is_ready (transfer *t, int64_t i)
{
  int64_t slots = t->cuda->ring.slots;
  return i < t->end && i < t->cuda->ring.through + slots &&
         atomic_load_explicit (&t->copied[slot_of (t, i)], memory_order_acquire) ==
             (t->is_upload ? i : i - slots);
}

/* How many pieces, the next one first, are ready and lie side by side in pinned memory. */
static int ready_together (transfer *t)
{
  int64_t next = t->cuda->ring.queued;
  int count = is_ready (t, next);
  while (count > 0 && t->piece == SLOT && slot_of (t, next + count) % BLOCK_SLOTS != 0 &&
         is_ready (t, next + count))
    count++;
  return count;
}

/* The device gets the next pieces to copy. */
static void queue (transfer *t, int count)
{
  nd_cuda *cuda = t->cuda;
  nd_cuda_ring *ring = &cuda->ring;
  size_t offset = offset_of (t, ring->queued);
  size_t nbytes = smaller ((size_t)count * t->piece, t->nbytes - offset);
  int slot = slot_of (t, ring->queued);
  ring->ends[slot] = ring->queued + count;
  ring->queued += count;
  CUresult result = t->is_upload
                        ? cuda->driver->cuMemcpyHtoDAsync_v2 (t->device + offset, ring->slot[slot],
                                                              nbytes, cuda->stream)
                        : cuda->driver->cuMemcpyDtoHAsync_v2 (ring->slot[slot], t->device + offset,
                                                              nbytes, cuda->stream);
  if (result == CUDA_SUCCESS)
    result = cuda->driver->cuEventRecord (ring->passed[slot + count - 1], cuda->stream);
  if (result != CUDA_SUCCESS)
    fail (t, result);
}

static void conduct (transfer *t)
{
  if (nd_should_stop ()) {
    t->is_interrupted = true;
    atomic_store (&t->is_stopped, true);
  }
  if (!is_stopped (t))
    look_back (t);
  for (int count; !is_stopped (t) && (count = ready_together (t)) > 0;)
    queue (t, count);
}

/* Until the copying threads need it no more. */
static void conduct_rest (transfer *t)
{
  const nd_cuda_ring *ring = &t->cuda->ring;
  while (!is_stopped (t) && (t->is_upload ? ring->queued : ring->through) < t->end)
    conduct (t);
}

/* ---- all threads ------------------------------------------------------------------------- */

/* Waits until piece i may be copied; false when it is not to be. */
static bool await_piece (transfer *t, int64_t i, bool conducts)
{
  int64_t before = t->is_upload ? i - t->cuda->ring.slots : i; /* what has to be through */
  for (int looks = 0; atomic_load_explicit (&t->through, memory_order_acquire) <= before; looks++) {
    if (is_stopped (t))
      return false;
    if (conducts)
      conduct (t);
    else
      nd_wait_a_moment (looks);
  }
  return !is_stopped (t);
}

/* Then the conductor need not copy.  Nor need stores go past the caches, which makes a few threads
   twice as fast, but does not help with fresh memory: the kernel has just cleared it there. */
static bool has_enough_helpers (transfer *t)
{
  return atomic_load_explicit (&t->helpers, memory_order_relaxed) >= ENOUGH_HELPERS;
}

static void copy_piece (transfer *t, int64_t i, bool conducts)
{
  char *slot = t->cuda->ring.slot[slot_of (t, i)];
  char *host = t->host + offset_of (t, i);
  size_t nbytes = smaller (t->piece, t->nbytes - offset_of (t, i));
  size_t step = conducts ? STEP : nbytes;
  for (size_t done = 0; done < nbytes && !is_stopped (t); done += step) {
    if (conducts)
      conduct (t);
    size_t part = smaller (step, nbytes - done);
    if (t->is_upload)
      memcpy (slot + done, host + done, part);
    else if (t->nbytes < PAST_CACHES_FROM || has_enough_helpers (t))
      memcpy (host + done, slot + done, part);
    else
      copy_past_caches (host + done, slot + done, part);
  }
  atomic_store_explicit (&t->copied[slot_of (t, i)], i, memory_order_release);
}

static void copy_pieces (transfer *t, bool conducts)
{
  int64_t i;
  while (!conducts || !has_enough_helpers (t)) {
    if ((i = atomic_fetch_add (&t->next, 1)) >= t->end || !await_piece (t, i, conducts))
      return;
    copy_piece (t, i, conducts);
  }
}

static void take_part (bool is_caller, void *context)
{
  transfer *t = context;
  if (!is_caller)
    atomic_fetch_add (&t->helpers, 1);
  copy_pieces (t, is_caller);
  if (is_caller)
    conduct_rest (t);
}

static size_t piece_size (size_t nbytes)
{
  size_t piece = nd_round_up (nbytes / BLOCK_SLOTS + 1, ALIGNMENT);
  return piece < SMALLEST_PIECE ? SMALLEST_PIECE : smaller (SLOT, piece);
}

static nd_status run (transfer *t, const char *operation, nd_error *error)
{
  nd_cuda_ring *ring = &t->cuda->ring;
  t->piece = piece_size (t->nbytes);
  t->first = ring->queued;
  t->end = t->first + (int64_t)((t->nbytes + t->piece - 1) / t->piece);
  atomic_init (&t->is_stopped, false);
  atomic_init (&t->helpers, 0);
  atomic_init (&t->next, t->first);
  atomic_init (&t->through, ring->through);
  for (int64_t i = t->first; i < t->first + ring->slots; i++)
    atomic_init (&t->copied[slot_of (t, i)], i - ring->slots);
  int64_t threads = t->nbytes < SEVERAL_THREADS_FROM ? 1 : t->end - t->first;
  nd_together (threads < MOST_THREADS ? (int)threads : MOST_THREADS, take_part, t);
  ND_RETURN_NOT_OK (nd_cuda_check (t->cuda, t->result, operation, error));
  return t->is_interrupted ? nd_fail (error, ND_INTERRUPTED, "interrupted") : ND_OK;
}

/* ---- to the device ----------------------------------------------------------------------- */

static nd_status upload_at_once (nd_cuda *cuda, CUdeviceptr to, const void *from, size_t nbytes,
                                 nd_error *error)
{
  return nd_cuda_check (cuda, cuda->driver->cuMemcpyHtoDAsync_v2 (to, from, nbytes, cuda->stream),
                        uploading, error);
}

nd_status nd_cuda_ring_upload (nd_cuda *cuda, CUdeviceptr to, const void *from_host, size_t nbytes,
                               nd_error *error)
{
  transfer t = {.cuda = cuda, .device = to, .nbytes = nbytes, .is_upload = true};
  bool waits = cuda->waits;
  char *small = nbytes <= SMALL ? reserve_small (cuda, nbytes) : NULL;
  if (small)
    ND_RETURN_NOT_OK (upload_at_once (cuda, to, memcpy (small, from_host, nbytes), nbytes, error));
  else if (have_slots (cuda, nbytes)) {
    memcpy (&t.host, &from_host, sizeof from_host); /* which is only read */
    ND_RETURN_NOT_OK (run (&t, uploading, error));
  } else {
    ND_RETURN_NOT_OK (upload_at_once (cuda, to, from_host, nbytes, error));
    waits = true; /* who knows when the driver reads it */
  }
  return waits ? nd_cuda_wait (cuda, uploading, error) : ND_OK;
}

/* ---- to the host ------------------------------------------------------------------------- */

static nd_status download_at_once (nd_cuda *cuda, void *to, CUdeviceptr from, size_t nbytes,
                                   const char *operation, nd_error *error)
{
  ND_RETURN_NOT_OK (nd_cuda_check (
      cuda, cuda->driver->cuMemcpyDtoHAsync_v2 (to, from, nbytes, cuda->stream), operation, error));
  ND_RETURN_NOT_OK (nd_cuda_wait (cuda, operation, error));
  cuda->ring.small_used = 0;
  return ND_OK;
}

nd_status nd_cuda_ring_download (nd_cuda *cuda, void *to_host, CUdeviceptr from, size_t nbytes,
                                 const char *operation, nd_error *error)
{
  transfer t = {.cuda = cuda, .host = to_host, .device = from, .nbytes = nbytes};
  char *small = nbytes <= SMALL ? reserve_small (cuda, nbytes) : NULL;
  if (small) {
    ND_RETURN_NOT_OK (download_at_once (cuda, small, from, nbytes, operation, error));
    memcpy (to_host, small, nbytes);
    return ND_OK;
  }
  if (have_slots (cuda, nbytes))
    return run (&t, operation, error);
  return download_at_once (cuda, to_host, from, nbytes, operation, error);
}
