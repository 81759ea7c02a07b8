/* Long columns, cut into tiles.  One kernel makes keys and counts all their digits; then, for each
   digit, one moves the elements; the last one makes up for what keys do not tell.  Digits that are
   the same in all keys are left out: the kernels see that for themselves, so that nobody has to
   wait for the answer.  Appended after sort_keys.cu.

   A tile must know how many elements with each digit lie before it, and tiles tell each other:
   first how many they have themselves (ND_OWN); then, once they know, how many there are up to
   their end (ND_UP_TO), with where the digit begins in the column added to that.  Whoever looks
   back adds up the former until it finds the latter.  Blocks take tiles in order, so that they only
   wait for blocks that have begun. */
#define ND_UP_TO ((nd_place)1 << (8 * sizeof (nd_place) - 1))
#define ND_OWN (ND_UP_TO >> 1)
enum { ND_AHEAD = 4 }; /* tiles that are looked at together */

/* The digits that keys are sorted by; where none varies, the lowest, for something has to move the
   elements. */
__device__ static unsigned int nd_varying (const nd_sort *p)
{
  const unsigned int varying = p->state->varying;
  return varying ? varying : 1;
}

typedef struct nd_tile {
  unsigned int column;
  nd_place number;
  long long start;    /* in its column */
  unsigned int count; /* elements */
} nd_tile;

/* The next tile that no block has taken; past the last one its column is not there. */
__device__ static nd_tile nd_take_tile (const nd_sort *p, unsigned int *shared)
{
  nd_tile tile;
  if (threadIdx.x == 0)
    *shared = atomicAdd (&p->state->taken[p->digit], 1u);
  __syncthreads ();
  tile.number = *shared % (nd_place)p->tiles;
  tile.column = (unsigned int)(*shared / (nd_place)p->tiles);
  tile.start = (long long)tile.number * ND_TILE;
  tile.count = p->n - tile.start < ND_TILE ? (unsigned int)(p->n - tile.start) : ND_TILE;
  return tile;
}

/* Where the tile tells of the digit that is this thread's number, once `moves` moves are made.  A
   move clears the words of the next one. */
__device__ static nd_place *nd_told (const nd_sort *p, const nd_tile *tile, int moves)
{
  return p->told[moves & 1] + (tile->column * p->tiles + tile->number) * ND_DIGITS + threadIdx.x;
}

__device__ static void nd_tell (nd_place *mine, nd_place word)
{
  *(volatile nd_place *)mine = word;
}

/* How many elements with this thread's digit lie before the tile, which is not the column's first:
   `mine` is what it tells. */
__device__ static nd_place nd_look_back (const nd_place *mine, nd_place number)
{
  nd_place before = 0;
  for (;;) {
    nd_place told[ND_AHEAD];
#pragma unroll
    for (int k = 0; k < ND_AHEAD; k++) {
      const nd_place distance = k < number ? k + 1 : number;
      told[k] = *(const volatile nd_place *)(mine - (long long)distance * ND_DIGITS);
    }
#pragma unroll
    for (int k = 0; k < ND_AHEAD; k++) {
      if (told[k] == 0)
        break; /* not yet: look again */
      before += told[k] & (ND_OWN - 1);
      if (told[k] & ND_UP_TO)
        return before;
      mine -= ND_DIGITS;
      number--;
    }
  }
}
