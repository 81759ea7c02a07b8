/* What the true values of a mask stand for, one after the other.  Appended after masks.cu; the
   prologue defines nd_moved, ND_FETCH (what the true value at `at` stands for) and ND_PUT, which
   stores that, `moved`, as element k of the result. */
enum { ND_AT_ONCE = 4 };

__device__ static nd_moved nd_fetch (const nd_mask *p, long long at)
{
  (void)p;
  return ND_FETCH;
}

__device__ static void nd_put (const nd_mask *p, nd_place k, nd_moved moved)
{
  ND_PUT
}

extern "C" __global__ void __launch_bounds__ (256) nd_kernel (const nd_mask p)
{
  __shared__ nd_place sums[ND_WARPS];
  __shared__ unsigned short where[ND_TILE]; /* the tile's true values, one after the other */
  const unsigned int lane = threadIdx.x & 31;
  const long long start = (long long)blockIdx.x * ND_TILE;
  unsigned int marks[ND_ROUNDS], before[ND_ROUNDS], in_warp = 0;
#pragma unroll
  for (unsigned int round = 0; round < ND_ROUNDS; round++) {
    marks[round] = nd_marks (&p, start + nd_lane_start (round));
    const unsigned int count = (unsigned int)__popc (marks[round]);
    unsigned int sum = count;
    for (unsigned int distance = 1; distance < 32; distance *= 2) {
      const unsigned int left = __shfl_up_sync (ND_ALL_LANES, sum, distance);
      if (lane >= distance)
        sum += left;
    }
    before[round] = in_warp + sum - count;
    in_warp += __shfl_sync (ND_ALL_LANES, sum, 31);
  }
  nd_place total, first = nd_scan_block (lane == 0 ? in_warp : 0, sums, &total);
  first = __shfl_sync (ND_ALL_LANES, first, 0);
#pragma unroll
  for (unsigned int round = 0; round < ND_ROUNDS; round++) {
    unsigned int k = (unsigned int)first + before[round];
#pragma unroll 4
    for (unsigned int i = 0; i < ND_LANE_BYTES; i++)
      if (marks[round] >> i & 1)
        where[k++] = (unsigned short)(nd_lane_start (round) + i);
  }
  __syncthreads ();
  const nd_place before_tile = p.counts[blockIdx.x];
  for (unsigned int k = threadIdx.x; k < total; k += ND_AT_ONCE * ND_THREADS) {
    nd_moved moved[ND_AT_ONCE];
#pragma unroll
    for (unsigned int i = 0; i < ND_AT_ONCE; i++) {
      const unsigned int m = k + i * ND_THREADS;
      moved[i] = nd_fetch (&p, start + where[m < total ? m : k]);
    }
#pragma unroll
    for (unsigned int i = 0; i < ND_AT_ONCE; i++)
      if (k + i * ND_THREADS < total)
        nd_put (&p, before_tile + k + i * ND_THREADS, moved[i]);
  }
}
