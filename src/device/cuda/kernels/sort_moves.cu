/* Elements of long columns, moved by a digit.  Appended after sort_ranks.cu and sort_long.cu; the
   prologue defines ND_HAS_PLACES, whether places move with the keys. */

/* Keys that are in registers at once on their way out, and blocks that a multiprocessor is to hold:
   with any more, the compiler would keep values in memory. */
enum { ND_CHUNK = ND_ITEMS / 4 };
enum { ND_IS_ROOMY = __CUDA_ARCH__ >= 800 && __CUDA_ARCH__ < 1000 && sizeof (nd_place) == 4 };
enum { ND_BLOCKS = ND_IS_ROOMY ? 3 : 2 };

/* How many elements of the tile are not before this thread's first. */
__device__ static unsigned int nd_left (const nd_tile *tile)
{
  return nd_item (0) < tile->count ? tile->count - nd_item (0) : 0;
}

/* The tile's keys; what is not there stays behind the others. */
__device__ static void nd_load_keys (const nd_sort *p, const nd_tile *tile, const nd_key *from,
                                     int are_elements, nd_key *key)
{
  const unsigned int left = nd_left (tile);
  from += tile->column * p->n + tile->start + nd_item (0);
  if (tile->count == ND_TILE) {
#pragma unroll
    for (int j = 0; j < ND_ITEMS; j++)
      key[j] = from[j * 32];
  } else {
#pragma unroll
    for (int j = 0; j < ND_ITEMS; j++)
      key[j] = j * 32 < left ? from[j * 32] : 0;
  }
  if (are_elements) {
#pragma unroll
    for (int j = 0; j < ND_ITEMS; j++)
      key[j] = nd_key_of_bits (key[j], p->flip);
  }
  if (tile->count < ND_TILE) {
#pragma unroll
    for (int j = 0; j < ND_ITEMS; j++)
      if (j * 32 >= left)
        key[j] = (nd_key) ~(nd_key)0;
  }
}

/* How many of the column's elements go before those of the tile that have this thread's digit, of
   which the tile has `own`. */
__device__ static nd_place nd_count_before (const nd_sort *p, const nd_tile *tile, nd_place *told,
                                            nd_place own, nd_place *sums)
{
  const int has_digit = threadIdx.x < ND_DIGITS;
  nd_place before = 0, total;
  if (tile->number == 0) {
    const nd_place *counts =
        p->counts + ((unsigned long long)tile->column * ND_KEY_BYTES + p->digit) * ND_DIGITS;
    before = nd_scan_block (has_digit ? counts[threadIdx.x] : 0, sums, &total);
  } else if (has_digit)
    before = nd_look_back (told, tile->number);
  if (has_digit)
    nd_tell (told, ND_UP_TO | (before + own));
  return before;
}

/* The k-th key of the sorted tile goes to first[its digit] + k of the column: neighbours are
   written together.  The last move makes values of keys.  Digits are kept for the places. */
__device__ static void nd_write_keys (const nd_sort *p, const nd_tile *tile, int is_last,
                                      const nd_slot *slots, const nd_place *first, nd_key *to,
                                      unsigned char *digits)
{
  to = to ? to + tile->column * p->n : to;
#pragma unroll 1
  for (unsigned int start = threadIdx.x; start < ND_TILE; start += ND_CHUNK * ND_THREADS) {
    nd_key key[ND_CHUNK];
    nd_place at[ND_CHUNK];
#pragma unroll
    for (int j = 0; j < ND_CHUNK; j++) {
      const unsigned int k = start + j * ND_THREADS;
      key[j] = slots[k].key;
      const unsigned int digit = nd_digit (key[j], p->digit);
      at[j] = first[digit] + k;
      if (ND_HAS_PLACES)
        digits[k] = (unsigned char)digit;
    }
    if (is_last) {
#pragma unroll
      for (int j = 0; j < ND_CHUNK; j++)
        key[j] = nd_bits_of_key (key[j], p->flip);
    }
#pragma unroll
    for (int j = 0; j < ND_CHUNK; j++)
      if (to && start + j * ND_THREADS < tile->count)
        to[at[j]] = key[j];
  }
}

#if ND_HAS_PLACES
/* Where the elements come from; `from` is NULL where nothing has moved yet. */
__device__ static void nd_load_places (const nd_sort *p, const nd_tile *tile, const nd_place *from,
                                       nd_place *place)
{
  const unsigned int left = nd_left (tile);
  from += tile->column * p->n + tile->start + nd_item (0);
#pragma unroll
  for (int j = 0; j < ND_ITEMS; j++)
    if (j * 32 < left)
      place[j] = from[j * 32];
}

__device__ static void nd_write_places (const nd_sort *p, const nd_tile *tile, int is_last,
                                        const nd_slot *slots, const nd_place *first,
                                        const unsigned char *digits, nd_place *to)
{
#pragma unroll ND_CHUNK
  for (int j = 0; j < ND_ITEMS; j++) {
    const unsigned int k = j * ND_THREADS + threadIdx.x;
    const long long i = tile->column * p->n + (nd_place)(first[digits[k]] + k);
    if (k < tile->count) {
      if (is_last)
        nd_store_order (p, i, slots[k].place);
      else
        to[i] = slots[k].place;
    }
  }
}
#endif

extern "C" __global__ void __launch_bounds__ (ND_THREADS, ND_BLOCKS) nd_kernel (const nd_sort p)
{
  __shared__ nd_slot slots[ND_TILE];
  /* Later the digits of the sorted tile, which fit where a thread has no more than 16 elements. */
  __shared__ nd_count counts[ND_WARPS * ND_DIGITS];
  __shared__ nd_place sums[ND_WARPS], first[ND_DIGITS];
  __shared__ unsigned int taken;
  const unsigned int varying = nd_varying (&p);
  const int before = __popc (varying & ((1u << p.digit) - 1)); /* moves */
  const int after = __popc (varying >> p.digit) - 1;
  const int has_digit = threadIdx.x < ND_DIGITS, from = (after + 1) & 1, to = after & 1;
  nd_key key[ND_ITEMS];
  unsigned int rank[ND_ITEMS];
  if ((varying >> p.digit & 1) == 0)
    return;
  const nd_tile tile = nd_take_tile (&p, &taken);
  const nd_key *first_keys = p.made ? p.made : (const nd_key *)p.x;
  nd_load_keys (&p, &tile, before > 0 ? p.keys[from] : first_keys, before == 0 && !p.made, key);
  const unsigned int own = nd_rank_in_warps (key, p.digit, rank, counts);
  nd_place *told = nd_told (&p, &tile, before);
  if (has_digit) {
    if (tile.number > 0)
      nd_tell (told, ND_OWN | own);
    nd_tell (nd_told (&p, &tile, before + 1), 0);
  }
  const unsigned int start = nd_rank_in_tile (rank, own, counts, sums);
#pragma unroll
  for (int j = 0; j < ND_ITEMS; j++)
    slots[rank[j]].key = key[j];
#if ND_HAS_PLACES
  nd_place place[ND_ITEMS]; /* there before they are needed */
  const nd_place *places = before > 0 ? p.places[from] : p.made_from;
  if (places)
    nd_load_places (&p, &tile, places, place);
#endif
  const nd_place in_column = nd_count_before (&p, &tile, told, own, sums);
  if (has_digit)
    first[threadIdx.x] = in_column - start;
  __syncthreads ();
  nd_write_keys (&p, &tile, after == 0, slots, first, after > 0 ? p.keys[to] : (nd_key *)p.values,
                 (unsigned char *)counts);
#if ND_HAS_PLACES
  __syncthreads ();
#pragma unroll
  for (int j = 0; j < ND_ITEMS; j++)
    slots[rank[j]].place = places ? place[j] : (nd_place)tile.start + nd_item (j);
  __syncthreads ();
  nd_write_places (&p, &tile, after == 0, slots, first, (const unsigned char *)counts,
                   p.places[to]);
#endif
}
