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

/* Among the warp's elements of the same digit, how many come before each; how many there are, into
   the warp's row of counts, which is 0 at first. */
__device__ static void nd_rank_in_warp (const unsigned int *digit, unsigned int *rank,
                                        nd_count *counts)
{
  const unsigned int before_me = (1u << (threadIdx.x & 31)) - 1;
#pragma unroll
  for (int j = 0; j < ND_ITEMS; j++) {
    unsigned int same = ND_ALL_LANES;
#pragma unroll
    for (int b = 0; b < 8; b++) {
      const unsigned int others = (digit[j] >> b & 1) - 1; /* all bits, where bit b is 0 */
      same &= __ballot_sync (ND_ALL_LANES, others == 0) ^ others;
    }
    const unsigned int before = (unsigned int)__popc (same & before_me);
    const unsigned int earlier = counts[digit[j]];
    __syncwarp ();
    if (before == 0)
      counts[digit[j]] = (nd_count)(earlier + __popc (same));
    __syncwarp ();
    rank[j] = earlier + before;
  }
}

/* Where each element goes when the tile is sorted by a digit.  Returns where the elements whose
   digit is this thread's number begin. */
__device__ static unsigned int nd_rank (const unsigned int *digit, unsigned int *rank,
                                        nd_count *counts, nd_place *sums)
{
  const int has_digit = threadIdx.x < ND_DIGITS;
  nd_place sum = 0, total;
  for (unsigned int k = threadIdx.x; k < ND_WARPS * ND_DIGITS; k += ND_THREADS)
    counts[k] = 0;
  __syncthreads ();
  nd_rank_in_warp (digit, rank, counts + (threadIdx.x >> 5) * ND_DIGITS);
  __syncthreads ();
  if (has_digit)
#pragma unroll 4
    for (int w = 0; w < ND_WARPS; w++)
      sum += counts[w * ND_DIGITS + threadIdx.x];
  const unsigned int start = (unsigned int)nd_scan_block (sum, sums, &total);
  unsigned int next = start;
  if (has_digit)
#pragma unroll 4
    for (int w = 0; w < ND_WARPS; w++) {
      const unsigned int count = counts[w * ND_DIGITS + threadIdx.x];
      counts[w * ND_DIGITS + threadIdx.x] = (nd_count)next;
      next += count;
    }
  __syncthreads ();
#pragma unroll
  for (int j = 0; j < ND_ITEMS; j++)
    rank[j] += counts[(threadIdx.x >> 5) * ND_DIGITS + digit[j]];
  return start;
}
