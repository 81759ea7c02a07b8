#include "device/cuda/pool.h"
#include "base/memory.h"
#include "base/numbers.h"
#include "device/cuda/context.h"
#include <string.h>

/* Sizes in bytes, as large-model allocators have found them to work. */
#define MIB ((size_t)1 << 20)
static const size_t unit = 512;
static const size_t largest_small = MIB;       /* requests up to here share small segments */
static const size_t small_segment = 2 * MIB;   /* of this size */
static const size_t largest_shared = 10 * MIB; /* requests up to here share segments */
static const size_t shared_segment = 20 * MIB; /* of this size; larger ones get their own */
static const size_t segment_unit = 2 * MIB;    /* in multiples of this */

enum { FIRST_PLACES = 64 };

/* A piece of a segment.  Pieces of one segment are chained in the order of their addresses; a
   segment is free when its only piece is. */
struct nd_cuda_block {
  CUdeviceptr address;
  size_t nbytes;
  bool is_free, is_small;
  nd_cuda_block *before, *after;  /* its neighbours in the segment */
  nd_cuda_block *next, *previous; /* free: in its bin; taken: `next` in the hash table */
};

/* What statistics show as cached. */
static void count_cached (nd_cuda *cuda)
{
  cuda->device->counters.cached = cuda->pool.reserved_bytes - cuda->pool.taken_bytes;
}

/* ---- free blocks ------------------------------------------------------------------------- */

/* Four bins for every power of two. */
static int bin_of (size_t nbytes)
{
  size_t units = nbytes / unit;
  int power = 63 - __builtin_clzll (units);
  int quarter = power >= 2 ? (int)(units >> (power - 2)) & 3 : 0;
  int bin = 4 * power + quarter;
  return bin < ND_CUDA_POOL_BINS ? bin : ND_CUDA_POOL_BINS - 1;
}

static void put_free (nd_cuda_pool *pool, nd_cuda_block *block)
{
  nd_cuda_block **bin = &pool->bins[block->is_small][bin_of (block->nbytes)];
  block->is_free = true;
  block->previous = NULL;
  block->next = *bin;
  if (*bin)
    (*bin)->previous = block;
  *bin = block;
}

static void take_free (nd_cuda_pool *pool, nd_cuda_block *block)
{
  if (block->previous)
    block->previous->next = block->next;
  else
    pool->bins[block->is_small][bin_of (block->nbytes)] = block->next;
  if (block->next)
    block->next->previous = block->previous;
  block->is_free = false;
}

static nd_cuda_block *find_free (nd_cuda_pool *pool, bool is_small, size_t nbytes)
{
  nd_cuda_block *best = NULL;
  for (int bin = bin_of (nbytes); !best && bin < ND_CUDA_POOL_BINS; bin++)
    for (nd_cuda_block *b = pool->bins[is_small][bin]; b; b = b->next) {
      if (b->nbytes == nbytes)
        return b;
      if (b->nbytes > nbytes && (!best || b->nbytes < best->nbytes))
        best = b;
    }
  return best;
}

/* ---- blocks that are given out ----------------------------------------------------------- */

static size_t place_of (const nd_cuda_pool *pool, CUdeviceptr address)
{
  return (size_t)((address / unit * 0x9E3779B97F4A7C15ULL) >> 32) & (pool->places - 1);
}

static void enter_taken (nd_cuda_pool *pool, nd_cuda_block *block)
{
  size_t place = place_of (pool, block->address);
  block->next = pool->taken[place];
  pool->taken[place] = block;
}

/* At least as many places as blocks; where memory is short, fewer do. */
static bool make_places (nd_cuda_pool *pool)
{
  if (pool->taken_count < pool->places)
    return true;
  nd_cuda_pool larger = {.places = pool->places ? 2 * pool->places : FIRST_PLACES};
  larger.taken = nd_calloc (larger.places, sizeof (nd_cuda_block *));
  if (!larger.taken)
    return pool->places > 0;
  for (size_t i = 0; i < pool->places; i++)
    for (nd_cuda_block *b = pool->taken[i], *next; b; b = next) {
      next = b->next;
      enter_taken (&larger, b);
    }
  nd_free (pool->taken);
  pool->taken = larger.taken;
  pool->places = larger.places;
  return true;
}

static nd_cuda_block *leave_taken (nd_cuda_pool *pool, CUdeviceptr address)
{
  if (pool->places == 0)
    return NULL;
  nd_cuda_block **link = &pool->taken[place_of (pool, address)];
  while (*link && (*link)->address != address)
    link = &(*link)->next;
  nd_cuda_block *block = *link;
  if (block)
    *link = block->next;
  return block;
}

static void free_places (nd_cuda_pool *pool)
{
  nd_free (pool->taken);
  pool->taken = NULL;
  pool->places = 0;
}

/* ---- segments ---------------------------------------------------------------------------- */

static bool is_over_limit (const nd_cuda *cuda, size_t held, size_t nbytes)
{
  size_t limit = cuda->device->memory_limit;
  return limit > 0 && (nbytes > limit || held > limit - nbytes);
}

static nd_status allocate_segment (nd_cuda *cuda, size_t nbytes, CUdeviceptr *address,
                                   nd_error *error)
{
  if (is_over_limit (cuda, cuda->pool.reserved_bytes, nbytes))
    return ND_OUT_OF_MEMORY;
  return nd_cuda_check (cuda, cuda->driver->cuMemAlloc_v2 (address, nbytes), "an allocation",
                        error);
}

/* A segment as one free block.  Where memory is too short for a shared segment, one of just the
   size that is needed does. */
static nd_status add_segment (nd_cuda *cuda, bool is_small, size_t nbytes, nd_cuda_block **out,
                              nd_error *error)
{
  size_t own = nd_round_up (nbytes, is_small ? unit : segment_unit);
  size_t size = is_small ? small_segment : nbytes <= largest_shared ? shared_segment : own;
  nd_cuda_block *block = nd_calloc (1, sizeof *block);
  if (!block)
    return nd_out_of_memory (error, sizeof *block);
  nd_status status = allocate_segment (cuda, size, &block->address, error);
  if (status == ND_OUT_OF_MEMORY && own < size)
    status = allocate_segment (cuda, size = own, &block->address, error);
  if (status != ND_OK) {
    nd_free (block);
    return status;
  }
  block->nbytes = size;
  block->is_small = is_small;
  cuda->pool.reserved_bytes += size;
  cuda->device->counters.allocations++;
  put_free (&cuda->pool, block);
  *out = block;
  return ND_OK;
}

static bool is_free_segment (const nd_cuda_block *block)
{
  return block->is_free && !block->before && !block->after;
}

/* Calls `give_up` (unless NULL) for every free segment and forgets it. */
static void drop_free_segments (nd_cuda *cuda, CUresult (*give_up) (CUdeviceptr))
{
  nd_cuda_pool *pool = &cuda->pool;
  for (int small = 0; small < ND_CUDA_POOL_SIZES; small++)
    for (int bin = 0; bin < ND_CUDA_POOL_BINS; bin++)
      for (nd_cuda_block *b = pool->bins[small][bin], *next; b; b = next) {
        next = b->next;
        if (!is_free_segment (b))
          continue;
        take_free (pool, b);
        pool->reserved_bytes -= b->nbytes;
        if (give_up)
          give_up (b->address);
        nd_free (b);
      }
  if (pool->taken_count == 0)
    free_places (pool);
  count_cached (cuda);
}

/* ---- taking and giving ------------------------------------------------------------------- */

/* Cuts off what is not needed, where the rest is worth a block. */
static void split (nd_cuda_pool *pool, nd_cuda_block *block, size_t nbytes)
{
  size_t rest = block->nbytes - nbytes;
  if (rest < (block->is_small ? unit : largest_small + 1))
    return;
  nd_cuda_block *other = nd_calloc (1, sizeof *other);
  if (!other)
    return;
  other->address = block->address + nbytes;
  other->nbytes = rest;
  other->is_small = block->is_small;
  other->before = block;
  other->after = block->after;
  if (other->after)
    other->after->before = other;
  block->after = other;
  block->nbytes = nbytes;
  put_free (pool, other);
}

/* Joins a block with the free one behind it. */
static void join (nd_cuda_pool *pool, nd_cuda_block *block, nd_cuda_block *behind)
{
  take_free (pool, behind);
  block->nbytes += behind->nbytes;
  block->after = behind->after;
  if (block->after)
    block->after->before = block;
  nd_free (behind);
}

/* A segment that is used in part stays, also where a lower limit was set since; its free part
   serves while the arrays themselves are within the limit. */
static nd_status find_or_add (nd_cuda *cuda, bool is_small, size_t nbytes, nd_cuda_block **block,
                              nd_error *error)
{
  if (is_over_limit (cuda, cuda->pool.taken_bytes, nbytes))
    return ND_OUT_OF_MEMORY;
  *block = find_free (&cuda->pool, is_small, nbytes);
  if (*block)
    return ND_OK;
  nd_status status = add_segment (cuda, is_small, nbytes, block, error);
  if (status != ND_OUT_OF_MEMORY || cuda->pool.reserved_bytes == cuda->pool.taken_bytes)
    return status;
  nd_cuda_pool_trim (cuda);
  return add_segment (cuda, is_small, nbytes, block, error);
}

nd_status nd_cuda_pool_take (nd_cuda *cuda, size_t nbytes, CUdeviceptr *address, nd_error *error)
{
  nd_cuda_pool *pool = &cuda->pool;
  nd_cuda_block *block;
  if (nbytes > SIZE_MAX / 2)
    return ND_OUT_OF_MEMORY;
  nbytes = nd_round_up (nbytes, unit);
  ND_RETURN_NOT_OK (find_or_add (cuda, nbytes <= largest_small, nbytes, &block, error));
  if (!make_places (pool))
    return nd_out_of_memory (error, FIRST_PLACES * sizeof (nd_cuda_block *));
  take_free (pool, block);
  split (pool, block, nbytes);
  enter_taken (pool, block);
  pool->taken_count++;
  pool->taken_bytes += block->nbytes;
  count_cached (cuda);
  *address = block->address;
  return ND_OK;
}

void nd_cuda_pool_give (nd_cuda *cuda, CUdeviceptr address)
{
  nd_cuda_pool *pool = &cuda->pool;
  nd_cuda_block *block = leave_taken (pool, address);
  if (!block)
    return; /* from before a reset */
  pool->taken_count--;
  pool->taken_bytes -= block->nbytes;
  if (block->after && block->after->is_free)
    join (pool, block, block->after);
  if (block->before && block->before->is_free) {
    nd_cuda_block *before = block->before;
    take_free (pool, before);
    put_free (pool, block);
    join (pool, before, block);
    block = before;
  }
  put_free (pool, block);
  count_cached (cuda);
}

void nd_cuda_pool_trim (nd_cuda *cuda)
{
  if (cuda->pool.reserved_bytes == cuda->pool.taken_bytes)
    return;
  /* Queued work may still use what was given back. */
  cuda->driver->cuStreamSynchronize (cuda->stream);
  drop_free_segments (cuda, cuda->driver->cuMemFree_v2);
}

void nd_cuda_pool_forget (nd_cuda *cuda)
{
  nd_cuda_pool *pool = &cuda->pool;
  for (size_t i = 0; i < pool->places; i++)
    while (pool->taken[i])
      nd_cuda_pool_give (cuda, pool->taken[i]->address);
  drop_free_segments (cuda, NULL);
}
