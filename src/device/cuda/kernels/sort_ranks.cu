/* Ranks in a tile.  Appended after sort_keys.cu. */

/* What is exchanged through shared memory: keys, then places. */
typedef union nd_slot {
  nd_key key;
  nd_place place;
} nd_slot;

/* How many elements of a tile have a digit, or come before: a warp has a row of them. */
typedef unsigned short nd_count;

/* A warp's elements are consecutive: those of round j are those of its lanes. */
__device__ static unsigned int nd_item (int j)
{
  return (threadIdx.x >> 5) * ND_WARP_ITEMS + j * 32 + (threadIdx.x & 31);
}

/* The lanes whose elements have this one's digit. */
__device__ static unsigned int nd_lanes_of (unsigned int digit)
{
  unsigned int same = ND_ALL_LANES;
#pragma unroll
  for (int b = 0; b < 8; b++) {
    const int bit = (int)(digit << (31 - b)); /* the sign tells */
    same &= __ballot_sync (ND_ALL_LANES, bit < 0) ^ ~(unsigned int)(bit >> 31);
  }
  return same;
}

/* Among the warp's elements of the same digit, how many come before each: into the lower half of
   `rank`, with the digit above it; how many there are: into the warp's row of counts. */
__device__ static void nd_rank_in_warp (const nd_key *key, int number, unsigned int *rank,
                                        nd_count *counts)
{
  const unsigned int before_me = (1u << (threadIdx.x & 31)) - 1;
#pragma unroll
  for (int j = 0; j < ND_ITEMS; j++) {
    const unsigned int digit = nd_digit (key[j], number), same = nd_lanes_of (digit);
    const unsigned int before = (unsigned int)__popc (same & before_me);
    const unsigned int earlier = counts[digit];
    __syncwarp ();
    if (before == 0)
      counts[digit] = (nd_count)(earlier + __popc (same));
    __syncwarp ();
    rank[j] = digit << 16 | (earlier + before);
  }
}

/* The same in all warps.  Returns how many of the tile's elements have the digit that is this
   thread's number. */
__device__ static unsigned int nd_rank_in_warps (const nd_key *key, int number, unsigned int *rank,
                                                 nd_count *counts)
{
  const unsigned int row = (threadIdx.x >> 5) * ND_DIGITS;
  unsigned int sum = 0;
  for (unsigned int k = threadIdx.x; k < ND_WARPS * ND_DIGITS; k += ND_THREADS)
    counts[k] = 0;
  __syncthreads ();
  nd_rank_in_warp (key, number, rank, counts + row);
  __syncthreads ();
  if (threadIdx.x < ND_DIGITS)
#pragma unroll 2
    for (int w = 0; w < ND_WARPS; w++)
      sum += counts[w * ND_DIGITS + threadIdx.x];
  return sum;
}

/* Where each element goes when the tile is sorted by a digit; `sum` is what nd_rank_in_warps
   returned.  Returns where the elements whose digit is this thread's number begin. */
__device__ static unsigned int nd_rank_in_tile (unsigned int *rank, unsigned int sum,
                                                nd_count *counts, nd_place *sums)
{
  nd_place total;
  const unsigned int start = (unsigned int)nd_scan_block (sum, sums, &total);
  unsigned int next = start;
  if (threadIdx.x < ND_DIGITS)
#pragma unroll 4
    for (int w = 0; w < ND_WARPS; w++) {
      const unsigned int count = counts[w * ND_DIGITS + threadIdx.x];
      counts[w * ND_DIGITS + threadIdx.x] = (nd_count)next;
      next += count;
    }
  __syncthreads ();
#pragma unroll
  for (int j = 0; j < ND_ITEMS; j++)
    rank[j] = (rank[j] & 0xffff) + counts[(threadIdx.x >> 5) * ND_DIGITS + (rank[j] >> 16)];
  return start;
}
