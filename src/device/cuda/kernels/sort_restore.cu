/* The last kernel for long columns of real numbers: zeros get their signs back, and NaNs their
   bits.  Appended after sort_elements.cu and sort_long.cu. */

/* Where the column's first value is whose key is `wanted` or greater. */
__device__ static nd_place nd_find_key (const nd_sort *p, long long column, nd_key wanted)
{
  const nd_key *values = (const nd_key *)p->values + column;
  nd_place from = 0, to = (nd_place)p->n;
  while (from < to) {
    const nd_place middle = from + (to - from) / 2;
    if (nd_key_of_bits (values[middle], p->flip) < wanted)
      from = middle + 1;
    else
      to = middle;
  }
  return from;
}

/* Where in the column this tile's zeros begin (thread 0), and its NaNs (thread 1); it has `own`. */
__device__ static nd_place nd_first_lost (const nd_sort *p, const nd_tile *tile, nd_place own)
{
  nd_place *told = nd_told (p, tile, __popc (nd_varying (p))), first;
  if (tile->number > 0) {
    nd_tell (told, ND_OWN | own);
    first = nd_look_back (told, tile->number);
  } else
    first = nd_find_key (p, tile->column * p->n,
                         nd_key_of_bits (threadIdx.x > 0 ? ND_NAN : 0, p->flip));
  nd_tell (told, ND_UP_TO | (first + own));
  return first;
}

/* Zeros and NaNs are in the order that they had. */
__device__ static void nd_restore (const nd_sort *p, const nd_tile *tile, nd_place *sums,
                                   nd_place *first)
{
  const nd_key *x = (const nd_key *)p->x + tile->column * p->n + tile->start;
  nd_key *values = (nd_key *)p->values + tile->column * p->n;
  nd_place losses = 0, before = 0, total;
  for (unsigned int k = threadIdx.x; k < tile->count; k += ND_THREADS)
    losses += nd_loss (x[k]);
  nd_scan_block (losses, sums, &total);
  if (threadIdx.x < 2)
    first[threadIdx.x] = nd_first_lost (p, tile, total >> 16 * threadIdx.x & 0xffff);
  __syncthreads ();
  for (unsigned int start = 0; start < tile->count; start += ND_THREADS) {
    const unsigned int k = start + threadIdx.x;
    const nd_key bits = k < tile->count ? x[k] : ND_INFINITE;
    const unsigned int loss = nd_loss (bits), is_nan = loss > 1;
    const nd_place rank = before + nd_scan_block (loss, sums, &total);
    if (loss > 0)
      values[(nd_place)(first[is_nan] + (rank >> 16 * is_nan & 0xffff))] = bits;
    before += total;
  }
}

extern "C" __global__ void __launch_bounds__ (ND_THREADS) nd_finish (const nd_sort p)
{
  __shared__ nd_place sums[ND_WARPS], first[2];
  __shared__ unsigned int taken;
  while (p.state->loses) {
    const nd_tile tile = nd_take_tile (&p, &taken);
    if (tile.column >= p.columns)
      return;
    nd_restore (&p, &tile, sums, first);
  }
}
