/* Short columns: a block sorts as many as fit a tile, all at once, last of all by the number of
   their column.  Appended after sort_elements.cu and sort_ranks.cu. */

/* place / n, for what is below ND_TILE: so the reciprocal is exact enough. */
__device__ static unsigned int nd_column_of (const nd_sort *p, nd_place place)
{
  return (unsigned int)((unsigned long long)place * p->reciprocal >> 24);
}

/* The bits that differ anywhere in the block, in all of its threads. */
__device__ static unsigned long long nd_or_block (unsigned long long bits,
                                                  unsigned long long *of_warp)
{
  for (int distance = 16; distance > 0; distance /= 2)
    bits |= __shfl_xor_sync (ND_ALL_LANES, bits, distance);
  if ((threadIdx.x & 31) == 0)
    of_warp[threadIdx.x >> 5] = bits;
  __syncthreads ();
  bits = 0;
  for (int w = 0; w < ND_WARPS; w++)
    bits |= of_warp[w];
  return bits;
}

/* The tile's elements, sorted by a digit. */
__device__ static void nd_exchange (nd_key *key, nd_place *place, const unsigned int *rank,
                                    nd_slot *slots)
{
#pragma unroll
  for (int j = 0; j < ND_ITEMS; j++)
    slots[rank[j]].key = key[j];
  __syncthreads ();
#pragma unroll
  for (int j = 0; j < ND_ITEMS; j++)
    key[j] = slots[nd_item (j)].key;
  __syncthreads ();
#pragma unroll
  for (int j = 0; j < ND_ITEMS; j++)
    slots[rank[j]].place = place[j];
  __syncthreads ();
#pragma unroll
  for (int j = 0; j < ND_ITEMS; j++)
    place[j] = slots[nd_item (j)].place;
  __syncthreads ();
}

/* Keys of the elements at `place` in the tile; there are `count`, and what lies behind them stays
   there.  Returns the bits that differ. */
__device__ static unsigned long long nd_load_keys (const nd_sort *p, int stage, long long start,
                                                   unsigned int count, const nd_place *place,
                                                   nd_key *key, unsigned long long *of_warp)
{
  const nd_key first = nd_key_at (p, stage, start);
  unsigned long long varying = 0;
#pragma unroll
  for (int j = 0; j < ND_ITEMS; j++) {
    key[j] = (nd_key) ~(nd_key)0;
    if (place[j] < count) {
      key[j] = nd_key_at (p, stage, start + place[j]);
      varying |= (nd_key)(key[j] ^ first);
    }
  }
  return nd_or_block (varying, of_warp);
}

/* Digits of a pass: of keys, then of columns.  What lies behind the elements stays there.  False
   where all are the same. */
__device__ static int nd_choose_digits (const nd_sort *p, const nd_key *key, const nd_place *place,
                                        int pass, unsigned long long varying, unsigned int n,
                                        unsigned int count, nd_key *digit)
{
  const int by_column = pass - ND_STAGES * ND_KEY_BYTES; /* from 0 on: a digit of the column */
  const int number = pass % ND_KEY_BYTES;
  if (by_column < 0 ? (varying >> 8 * number & 255) == 0 : (count / n - 1) >> 8 * by_column == 0)
    return 0;
#pragma unroll
  for (int j = 0; j < ND_ITEMS; j++) {
    if (by_column < 0)
      digit[j] = (nd_key)nd_digit (key[j], number);
    else
      digit[j] = (nd_key)(place[j] < count ? nd_column_of (p, place[j]) >> 8 * by_column : 255);
  }
  return 1;
}

/* Element i from the key, or, where that does not tell all, from where it came from. */
__device__ static void nd_store_value (const nd_sort *p, long long start, unsigned int i,
                                       nd_key key, nd_place place)
{
  const nd_key bits = nd_bits_of_key (key, p->flip);
  if (ND_STAGES == 2 || nd_loss (bits) > 0)
    nd_copy_element (p, start + i, start + place);
  else
    ((nd_key *)p->values)[start + i] = bits;
}

/* The sorted elements, and where in their columns they were; places go through shared memory, which
   takes a loop that is quick to compile. */
__device__ static void nd_store_short (const nd_sort *p, long long start, unsigned int count,
                                       const nd_key *key, const nd_place *place, nd_slot *slots)
{
#pragma unroll
  for (int j = 0; j < ND_ITEMS; j++) {
    if (p->values && nd_item (j) < count)
      nd_store_value (p, start, nd_item (j), key[j], place[j]);
    slots[nd_item (j)].place = place[j];
  }
  __syncthreads ();
#pragma unroll 1
  for (unsigned int k = threadIdx.x; p->order && k < count; k += ND_THREADS)
    nd_store_order (p, start + k, slots[k].place - nd_column_of (p, k) * (nd_place)p->n);
}

/* Blocks that fit a multiprocessor (0: the compiler chooses).  Complex numbers, which call
   functions, would be kept in memory for the sake of two. */
enum { ND_BLOCKS = ND_STAGES == 2 ? 1 : 0 };

extern "C" __global__ void __launch_bounds__ (ND_THREADS, ND_BLOCKS) nd_kernel (const nd_sort p)
{
  __shared__ nd_slot slots[ND_TILE];
  __shared__ nd_count counts[ND_WARPS * ND_DIGITS];
  __shared__ nd_place sums[ND_WARPS];
  __shared__ unsigned long long of_warp[ND_WARPS];
  const unsigned int n = (unsigned int)p.n, group = ND_TILE / n;
  const long long column = (long long)blockIdx.x * group, left = p.columns - column;
  const unsigned int count = n * (left < group ? (unsigned int)left : group);
  nd_key key[ND_ITEMS];
  nd_place place[ND_ITEMS];
  nd_key digit[ND_ITEMS];
  unsigned int rank[ND_ITEMS];
  unsigned long long varying = 0;
#pragma unroll
  for (int j = 0; j < ND_ITEMS; j++)
    place[j] = nd_item (j);
#pragma unroll 1
  for (int pass = 0; pass < ND_STAGES * ND_KEY_BYTES + 2; pass++) {
    if (pass % ND_KEY_BYTES == 0 && pass / ND_KEY_BYTES < ND_STAGES) {
      __syncthreads ();
      varying = nd_load_keys (&p, pass / ND_KEY_BYTES, column * n, count, place, key, of_warp);
    }
    if (!nd_choose_digits (&p, key, place, pass, varying, n, count, digit))
      continue;
    nd_rank_in_tile (rank, nd_rank_in_warps (digit, 0, rank, counts), counts, sums);
    nd_exchange (key, place, rank, slots);
  }
  nd_store_short (&p, column * n, count, key, place, slots);
}
