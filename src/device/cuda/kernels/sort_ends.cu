/* The first and the last kernel for long columns: keys of elements, and elements of keys.  Appended
   after sort_elements.cu and sort_long.cu. */

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
extern "C" __global__ void __launch_bounds__ (ND_THREADS) nd_kernel (const nd_sort p)
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

/* The results, from the last stage's keys and places.  keys[0] may be the memory of the values. */
extern "C" __global__ void __launch_bounds__ (ND_THREADS) nd_finish (const nd_sort p)
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
