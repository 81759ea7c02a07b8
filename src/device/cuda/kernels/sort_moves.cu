/* Keys of long columns, moved by a digit.  Appended after sort_ranks.cu and sort_long.cu. */

/* Keys go through shared memory, so that neighbours are written together: the k-th of the sorted
   tile to first[its digit] + k of the column at `to`. */
__device__ static void nd_move_keys (nd_key *key, unsigned int *digit, const unsigned int *rank,
                                     int digit_number, unsigned int count, const nd_place *first,
                                     nd_slot *slots, nd_key *to)
{
#pragma unroll
  for (int j = 0; j < ND_ITEMS; j++)
    slots[rank[j]].key = key[j];
  __syncthreads ();
#pragma unroll
  for (int j = 0; j < ND_ITEMS; j++) {
    const unsigned int k = j * ND_THREADS + threadIdx.x;
    const nd_key moved = slots[k].key;
    digit[j] = nd_digit (moved, digit_number);
    if (k < count)
      to[(nd_place)(first[digit[j]] + k)] = moved;
  }
  __syncthreads ();
}

/* Places follow them.  `from` is NULL where nothing has moved yet: then they are start and on. */
__device__ static void nd_move_places (const nd_place *from, nd_place start,
                                       const unsigned int *digit, const unsigned int *rank,
                                       unsigned int count, const nd_place *first, nd_slot *slots,
                                       nd_place *to)
{
#pragma unroll
  for (int j = 0; j < ND_ITEMS; j++)
    if (nd_item (j) < count)
      slots[rank[j]].place = from ? from[nd_item (j)] : start + nd_item (j);
  __syncthreads ();
#pragma unroll
  for (int j = 0; j < ND_ITEMS; j++) {
    const unsigned int k = j * ND_THREADS + threadIdx.x;
    if (k < count)
      to[(nd_place)(first[digit[j]] + k)] = slots[k].place;
  }
}

extern "C" __global__ void __launch_bounds__ (ND_THREADS) nd_kernel (const nd_sort p)
{
  __shared__ nd_slot slots[ND_TILE];
  __shared__ nd_count counts[ND_WARPS * ND_DIGITS];
  __shared__ nd_place sums[ND_WARPS], first[ND_DIGITS];
  const unsigned long long varying = p.state[p.stage].varying;
  const int moves = nd_moves (varying, p.digit), has_places = moves > 0 || p.stage > 0;
  const nd_tile tile = nd_my_tile (&p);
  const nd_key *keys = nd_keys_after (&p, moves) + tile.column * p.n + tile.start;
  nd_key key[ND_ITEMS];
  unsigned int digit[ND_ITEMS], rank[ND_ITEMS];
  nd_place total;
  if ((varying >> 8 * p.digit & 255) == 0)
    return;
#pragma unroll
  for (int j = 0; j < ND_ITEMS; j++) {
    /* What is not there stays behind the others. */
    key[j] = nd_item (j) < tile.count ? keys[nd_item (j)] : (nd_key) ~(nd_key)0;
    digit[j] = nd_digit (key[j], p.digit);
  }
  const unsigned int start = nd_rank (digit, rank, counts, sums);
  const int has_digit = threadIdx.x < ND_DIGITS;
  const nd_place *totals = p.totals + (unsigned long long)tile.column * ND_DIGITS;
  const nd_place in_column = nd_scan_block (has_digit ? totals[threadIdx.x] : 0, sums, &total);
  if (has_digit)
    first[threadIdx.x] = in_column + p.counts[nd_count_of (&p, &tile)] - start;
  nd_move_keys (key, digit, rank, p.digit, tile.count, first, slots,
                nd_keys_after (&p, moves + 1) + tile.column * p.n);
  if (nd_needs_places (&p))
    nd_move_places (has_places ? nd_places_after (&p, moves) + tile.column * p.n + tile.start : 0,
                    (nd_place)tile.start, digit, rank, tile.count, first, slots,
                    nd_places_after (&p, moves + 1) + tile.column * p.n);
}
