/* How many values of each tile of a mask are true; then sums of that.  Appended after scan_rows.cu
   and masks.cu. */

extern "C" __global__ void __launch_bounds__ (256) nd_kernel (const nd_mask p)
{
  __shared__ nd_place sums[ND_WARPS];
  const long long start = (long long)blockIdx.x * ND_TILE;
  nd_place count = 0, total;
#pragma unroll
  for (unsigned int round = 0; round < ND_ROUNDS; round++)
    count += (nd_place)__popc (nd_marks (&p, start + nd_lane_start (round)));
  nd_scan_block (count, sums, &total);
  if (threadIdx.x == 0)
    p.counts[blockIdx.x] = total;
}

extern "C" __global__ void __launch_bounds__ (256) nd_sum_tiles (const nd_mask p)
{
  __shared__ nd_place sums[ND_WARPS];
  const nd_place tiles = (nd_place)((p.n + ND_TILE - 1) / ND_TILE);
  const nd_place total = nd_scan_row (p.counts, tiles, sums);
  if (threadIdx.x == 0)
    p.counts[tiles] = total;
}
