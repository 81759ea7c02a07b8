/* Long columns, cut into tiles.  Three kernels for each digit: one counts the digits of each tile,
   one turns counts into sums, one moves the elements.  Digits that are the same in all keys are
   left out: the kernels see that for themselves, so that nobody has to wait for the answer.
   Appended after sort_keys.cu. */

/* How many digits below `digit` are sorted by: an odd number leaves elements in keys[1]. */
__device__ static int nd_moves (unsigned long long varying, int digit)
{
  int moves = 0;
  for (int d = 0; d < digit; d++)
    moves += (varying >> 8 * d & 255) != 0;
  return moves;
}

__device__ static nd_key *nd_keys_after (const nd_sort *p, int moves)
{
  return moves & 1 ? p->keys[1] : p->keys[0];
}

__device__ static nd_place *nd_places_after (const nd_sort *p, int moves)
{
  return moves & 1 ? p->places[1] : p->places[0];
}

__device__ static int nd_needs_places (const nd_sort *p)
{
  return ND_STAGES == 2 || p->order || p->state->loses;
}

/* The tile of a block. */
typedef struct nd_tile {
  long long column, start; /* in its column */
  nd_place number;
  unsigned int count; /* elements */
} nd_tile;

__device__ static nd_tile nd_my_tile (const nd_sort *p)
{
  nd_tile tile;
  tile.number = blockIdx.x % (nd_place)p->tiles;
  tile.column = blockIdx.x / (nd_place)p->tiles;
  tile.start = (long long)tile.number * ND_TILE;
  tile.count = p->n - tile.start < ND_TILE ? (unsigned int)(p->n - tile.start) : ND_TILE;
  return tile;
}

/* Where the tile's count of the digit that is this thread's number is. */
__device__ static unsigned long long nd_count_of (const nd_sort *p, const nd_tile *tile)
{
  return ((unsigned long long)tile->column * 256 + threadIdx.x) * p->tiles + tile->number;
}

/* Where an element of the column came from, after the stage's first `moves` moves. */
__device__ static nd_place nd_place_of (const nd_sort *p, int moves, long long column, long long i)
{
  return moves > 0 || p->stage > 0 ? nd_places_after (p, moves)[column * p->n + i] : (nd_place)i;
}

__device__ static int nd_loses (const nd_sort *p, long long i)
{
#if defined ND_INFINITE && !defined ND_COMPLEX
  const nd_key bits = ((const nd_key *)p->x)[i];
  return bits == ND_SIGN || ((bits & (nd_key)~ND_SIGN) > ND_INFINITE && bits != ND_NAN);
#else
  (void)p;
  (void)i;
  return 0;
#endif
}

/* Keys of a stage into keys[0]; in stage 1 also places into places[0]. */
extern "C" __global__ void __launch_bounds__ (256) nd_kernel (const nd_sort p)
{
  const nd_tile tile = nd_my_tile (&p);
  const long long column = tile.column * p.n;
  const int moves = p.stage > 0 ? nd_moves (p.state[0].varying, ND_KEY_BYTES) : 0;
  nd_sort_state *state = p.state + p.stage;
  const nd_key first = nd_key_at (&p, p.stage, 0);
  unsigned long long varying = 0;
  unsigned int loses = 0;
#pragma unroll 2
  for (unsigned int k = threadIdx.x; k < tile.count; k += ND_THREADS) {
    const long long i = tile.start + k;
    long long from = i;
    if (p.stage > 0) {
      if (moves > 0)
        from = nd_places_after (&p, moves)[column + i];
      p.places[0][column + i] = (nd_place)from;
    }
    const nd_key key = nd_key_at (&p, p.stage, column + from);
    varying |= (nd_key)(key ^ first);
    loses |= (unsigned int)nd_loses (&p, column + from);
    p.keys[0][column + i] = key;
  }
  for (int distance = 16; distance > 0; distance /= 2) {
    varying |= __shfl_xor_sync (ND_ALL_LANES, varying, distance);
    loses |= __shfl_xor_sync (ND_ALL_LANES, loses, distance);
  }
  if ((threadIdx.x & 31) == 0) {
    if (varying & ~*(volatile unsigned long long *)&state->varying)
      atomicOr (&state->varying, varying);
    if (loses)
      atomicOr (&state->loses, 1u);
  }
}

/* How often each digit occurs in each tile. */
extern "C" __global__ void __launch_bounds__ (256) nd_count_digits (const nd_sort p)
{
  __shared__ unsigned int counts[256];
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
extern "C" __global__ void __launch_bounds__ (256) nd_sum_digits (const nd_sort p)
{
  __shared__ nd_place sums[ND_WARPS];
  if ((p.state[p.stage].varying >> 8 * p.digit & 255) == 0)
    return;
  const nd_place total = nd_scan_row (p.counts + blockIdx.x * p.tiles, (nd_place)p.tiles, sums);
  if (threadIdx.x == 0)
    p.totals[blockIdx.x] = total;
}

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

/* Places follow them.  `from` is NULL where nothing has moved yet: then they are start, start + 1
 * ...
 */
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

extern "C" __global__ void __launch_bounds__ (256, 2) nd_move_digits (const nd_sort p)
{
  __shared__ nd_slot slots[ND_TILE];
  __shared__ unsigned int counts[ND_WARPS][256];
  __shared__ nd_place sums[ND_WARPS], first[256];
  const unsigned long long varying = p.state[p.stage].varying;
  const int moves = nd_moves (varying, p.digit), has_places = moves > 0 || p.stage > 0;
  const nd_tile tile = nd_my_tile (&p);
  const long long column = tile.column * p.n;
  const nd_key *keys = nd_keys_after (&p, moves) + column + tile.start;
  const nd_place *places = nd_places_after (&p, moves) + column + tile.start;
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
  const nd_place in_column =
      nd_scan_block (p.totals[tile.column * 256 + threadIdx.x], sums, &total);
  first[threadIdx.x] = in_column + p.counts[nd_count_of (&p, &tile)] - start;
  nd_move_keys (key, digit, rank, p.digit, tile.count, first, slots,
                nd_keys_after (&p, moves + 1) + column);
  if (nd_needs_places (&p))
    nd_move_places (has_places ? places : 0, (nd_place)tile.start, digit, rank, tile.count, first,
                    slots, nd_places_after (&p, moves + 1) + column);
}

/* The results, from the last stage's keys and places.  keys[0] may be the memory of the values. */
extern "C" __global__ void __launch_bounds__ (256) nd_finish (const nd_sort p)
{
  const nd_tile tile = nd_my_tile (&p);
  const long long column = tile.column * p.n;
  const int moves = nd_moves (p.state[p.stage].varying, ND_KEY_BYTES);
  const int needs_places = nd_needs_places (&p);
  for (unsigned int k = threadIdx.x; k < tile.count; k += ND_THREADS) {
    const long long i = tile.start + k;
    const nd_place place = needs_places ? nd_place_of (&p, moves, tile.column, i) : 0;
    if (p.values)
      nd_store_value (&p, column, i, nd_keys_after (&p, moves)[column + i], needs_places, place);
    if (p.order)
      nd_store_order (&p, column + i, place);
  }
}
