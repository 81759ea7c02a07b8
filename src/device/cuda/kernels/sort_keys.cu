/* What sorting short and long columns shares.  Columns are sorted by digits of eight bits, the
   lowest first; equal digits keep their order.  Elements become keys that compare as unsigned
   numbers.

   Appended after scan.cu and a prologue that defines nd_key, ND_KEY_BYTES, ND_SIGN (the bit that
   makes a number negative, or 0), ND_INFINITE and ND_NAN (bits of a float class's infinity and NaN;
   integer classes have neither), and, for complex numbers, ND_COMPLEX (their real class): they are sorted by
   their arguments first (stage 0), then by their absolute values (stage 1). */
#ifdef ND_COMPLEX
enum { ND_STAGES = 2 };
#else
enum { ND_STAGES = 1 };
#endif
enum { ND_ITEMS = 16, ND_WARP_ITEMS = 32 * ND_ITEMS, ND_TILE = ND_THREADS * ND_ITEMS };

typedef struct nd_sort_state {
  unsigned long long varying; /* bits that are not the same in all keys */
  unsigned int loses;         /* some elements cannot be told from their keys */
} nd_sort_state;

typedef struct nd_sort {
  const void *x;
  nd_key *keys[2]; /* moved from one to the other */
  nd_place *places[2];
  nd_place *counts;     /* of digits: for each column, digit and tile */
  nd_place *totals;     /* for each column and digit */
  nd_sort_state *state; /* of each stage; zero at first */
  void *values, *order; /* either may be NULL */
  long long n, columns;
  unsigned long long tiles; /* of a column */
  unsigned long long flip;  /* turns the order of keys around */
  int stage, digit;
  int order_is_double; /* and counts from 1 */
} nd_sort;

/* ---- elements as keys --------------------------------------------------------------------------
 */

/* Zeros of both signs are equal, and NaN, whatever its bits, is larger than all else. */
__device__ static nd_key nd_key_of_bits (nd_key bits)
{
#ifdef ND_INFINITE
  const nd_key b = bits == ND_SIGN ? 0 : bits;
  if ((b & (nd_key)~ND_SIGN) > ND_INFINITE)
    return ND_NAN | ND_SIGN;
  return b & ND_SIGN ? (nd_key)~b : (nd_key)(b | ND_SIGN);
#else
  return (nd_key)(bits ^ ND_SIGN);
#endif
}

#ifdef ND_COMPLEX
/* Parts with a NaN make the whole number NaN; an angle of -pi counts as pi. */
__device__ static nd_key nd_key_at (const nd_sort *p, int stage, long long i)
{
  const ND_COMPLEX *x = (const ND_COMPLEX *)p->x + 2 * i;
  const ND_COMPLEX re = x[0], im = x[1];
  const int is_nan = re != re || im != im;
  ND_COMPLEX measure;
  if (stage == 0) {
    measure = is_nan ? 0 : ND_ANGLE (im, re);
    measure = measure == -ND_PI ? ND_PI : measure;
  } else
    measure = is_nan ? re + im : ND_MAGNITUDE (re, im);
  return nd_key_of_bits (ND_BITS (measure)) ^ (nd_key)p->flip;
}
#else
__device__ static nd_key nd_key_at (const nd_sort *p, int stage, long long i)
{
  (void)stage;
  return (nd_key)(nd_key_of_bits (((const nd_key *)p->x)[i]) ^ (nd_key)p->flip);
}
#endif

__device__ static unsigned int nd_digit (nd_key key, int digit)
{
  return (unsigned int)((unsigned long long)key >> 8 * digit & 255);
}

/* Element i of the column at `start`: from its key, or, where that does not tell all and its place
   is known, from where it came from. */
__device__ static void nd_store_value (const nd_sort *p, long long start, long long i, nd_key key,
                                       int knows_place, nd_place place)
{
#ifdef ND_COMPLEX
  const ND_COMPLEX *from = (const ND_COMPLEX *)p->x + 2 * (start + place);
  ND_COMPLEX *to = (ND_COMPLEX *)p->values + 2 * (start + i);
  to[0] = from[0];
  to[1] = from[1];
#else
  key ^= (nd_key)p->flip;
#ifdef ND_INFINITE
  if (knows_place && (key == ND_SIGN || key == (ND_NAN | ND_SIGN)))
    key = ((const nd_key *)p->x)[start + place];
  else
    key = key & ND_SIGN ? (nd_key)(key ^ ND_SIGN) : (nd_key)~key;
#else
  key ^= ND_SIGN;
#endif
  ((nd_key *)p->values)[start + i] = key;
#endif
}

__device__ static void nd_store_order (const nd_sort *p, long long i, nd_place place)
{
  if (p->order_is_double)
    ((double *)p->order)[i] = (double)place + 1;
  else
    ((long long *)p->order)[i] = (long long)place;
}

/* ---- ranks in a tile ---------------------------------------------------------------------------
 */

/* What is exchanged through shared memory: keys, then places. */
typedef union nd_slot {
  nd_key key;
  nd_place place;
} nd_slot;

/* A warp's elements are consecutive: those of round j are those of its lanes. */
__device__ static unsigned int nd_item (int j)
{
  return (threadIdx.x >> 5) * ND_WARP_ITEMS + j * 32 + (threadIdx.x & 31);
}

/* Among the warp's elements of the same digit, how many come before each; how many there are, into
   the warp's row of counts, which is 0 at first. */
__device__ static void nd_rank_in_warp (const unsigned int *digit, unsigned int *rank,
                                        unsigned int *counts)
{
  const unsigned int before_me = (1u << (threadIdx.x & 31)) - 1;
#pragma unroll
  for (int j = 0; j < ND_ITEMS; j++) {
    unsigned int same = ND_ALL_LANES;
#pragma unroll
    for (int b = 0; b < 8; b++) {
      const unsigned int bit = digit[j] >> b & 1;
      const unsigned int lanes = __ballot_sync (ND_ALL_LANES, bit);
      same &= bit ? lanes : ~lanes;
    }
    const unsigned int before = (unsigned int)__popc (same & before_me);
    const unsigned int earlier = counts[digit[j]];
    __syncwarp ();
    if (before == 0)
      counts[digit[j]] = earlier + (unsigned int)__popc (same);
    __syncwarp ();
    rank[j] = earlier + before;
  }
}

/* Where each element goes when the tile is sorted by a digit.  Returns where the elements whose
   digit is this thread's number begin. */
__device__ static unsigned int nd_rank (const unsigned int *digit, unsigned int *rank,
                                        unsigned int (*counts)[256], nd_place *sums)
{
  nd_place sum = 0, total;
  for (int w = 0; w < ND_WARPS; w++)
    counts[w][threadIdx.x] = 0;
  __syncthreads ();
  nd_rank_in_warp (digit, rank, counts[threadIdx.x >> 5]);
  __syncthreads ();
  for (int w = 0; w < ND_WARPS; w++)
    sum += counts[w][threadIdx.x];
  const unsigned int start = (unsigned int)nd_scan_block (sum, sums, &total);
  unsigned int next = start;
  for (int w = 0; w < ND_WARPS; w++) {
    const unsigned int count = counts[w][threadIdx.x];
    counts[w][threadIdx.x] = next;
    next += count;
  }
  __syncthreads ();
#pragma unroll
  for (int j = 0; j < ND_ITEMS; j++)
    rank[j] += counts[threadIdx.x >> 5][digit[j]];
  return start;
}
