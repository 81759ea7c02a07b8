/* What the true values of a mask stand for, one after the other.  Appended after masks.cu; the
   prologue defines ND_MOVE: stores element k of the result, which stands for the true value at
   `at`. */

__device__ static void nd_move (const nd_mask *p, nd_place k, long long at)
{
  ND_MOVE
}

extern "C" __global__ void __launch_bounds__ (256) nd_move_tiles (const nd_mask p)
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
    for (unsigned int i = 0; i < ND_LANE_BYTES; i++)
      if (marks[round] >> i & 1)
        where[k++] = (unsigned short)(nd_lane_start (round) + i);
  }
  __syncthreads ();
  for (unsigned int k = threadIdx.x; k < total; k += ND_THREADS)
    nd_move (&p, p.counts[blockIdx.x] + k, start + where[k]);
}
