/* Digits of long columns, counted.  Appended after scan_rows.cu and sort_long.cu. */

/* How often each digit occurs in each tile. */
extern "C" __global__ void __launch_bounds__ (ND_THREADS) nd_kernel (const nd_sort p)
{
  __shared__ unsigned int counts[ND_DIGITS];
  const unsigned long long varying = p.state[p.stage].varying;
  const nd_tile tile = nd_my_tile (&p);
  const nd_key *keys =
      nd_keys_after (&p, nd_moves (varying, p.digit)) + tile.column * p.n + tile.start;
  unsigned int digit = 0, run = 0; /* equal digits in a row are added at once */
  if ((varying >> 8 * p.digit & 255) == 0)
    return;
  counts[threadIdx.x] = 0;
  __syncthreads ();
#pragma unroll 8
  for (unsigned int k = threadIdx.x; k < tile.count; k += ND_THREADS) {
    const unsigned int next = nd_digit (keys[k], p.digit);
    if (next != digit && run > 0) {
      atomicAdd (&counts[digit], run);
      run = 0;
    }
    digit = next;
    run++;
  }
  if (run > 0)
    atomicAdd (&counts[digit], run);
  __syncthreads ();
  p.counts[nd_count_of (&p, &tile)] = counts[threadIdx.x];
}

/* One block for each column and digit. */
extern "C" __global__ void __launch_bounds__ (ND_THREADS) nd_sum_digits (const nd_sort p)
{
  __shared__ nd_place sums[ND_WARPS];
  if ((p.state[p.stage].varying >> 8 * p.digit & 255) == 0)
    return;
  const nd_place total = nd_scan_row (p.counts + blockIdx.x * p.tiles, (nd_place)p.tiles, sums);
  if (threadIdx.x == 0)
    p.totals[blockIdx.x] = total;
}
