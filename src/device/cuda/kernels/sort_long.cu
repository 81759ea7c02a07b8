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
  return p->needs_places || p->state->loses;
}

/* The tile of a block. */
typedef struct nd_tile {
  unsigned int column;
  nd_place number;
  long long start;    /* in its column */
  unsigned int count; /* elements */
} nd_tile;

__device__ static nd_tile nd_my_tile (const nd_sort *p)
{
  nd_tile tile;
  tile.number = blockIdx.x % (nd_place)p->tiles;
  tile.column = (unsigned int)(blockIdx.x / (nd_place)p->tiles);
  tile.start = (long long)tile.number * ND_TILE;
  tile.count = p->n - tile.start < ND_TILE ? (unsigned int)(p->n - tile.start) : ND_TILE;
  return tile;
}

/* Where the tile's count of the digit that is this thread's number is. */
__device__ static unsigned long long nd_count_of (const nd_sort *p, const nd_tile *tile)
{
  return ((unsigned long long)tile->column * ND_DIGITS + threadIdx.x) * p->tiles + tile->number;
}

/* Where an element of the column came from, after the stage's first `moves` moves. */
__device__ static nd_place nd_place_of (const nd_sort *p, int moves, long long column, long long i)
{
  return moves > 0 || p->stage > 0 ? nd_places_after (p, moves)[column * p->n + i] : (nd_place)i;
}
