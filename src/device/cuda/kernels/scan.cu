/* Sums of what comes before.  The prologue defines ND_THREADS, how many there are in a block, and
   nd_place, an unsigned integer that holds every sum. */
enum { ND_WARPS = ND_THREADS / 32 };
#define ND_ALL_LANES 0xffffffffu

/* The sum of `value` over the threads before this one, and over all of them.  `sums` is shared
   memory for ND_WARPS. */
__device__ static nd_place nd_scan_block (nd_place value, nd_place *sums, nd_place *total)
{
  unsigned int lane = threadIdx.x & 31, warp = threadIdx.x >> 5;
  nd_place sum = value, before = 0, all = 0;
  for (unsigned int distance = 1; distance < 32; distance *= 2) {
    nd_place left = __shfl_up_sync (ND_ALL_LANES, sum, distance);
    if (lane >= distance)
      sum += left;
  }
  if (lane == 31)
    sums[warp] = sum;
  __syncthreads ();
  for (unsigned int w = 0; w < ND_WARPS; w++) {
    if (w < warp)
      before += sums[w];
    all += sums[w];
  }
  __syncthreads ();
  *total = all;
  return before + sum - value;
}
