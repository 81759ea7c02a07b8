/* What all kernels of sorting share.  Columns are sorted by digits of eight bits, the lowest first;
   equal digits keep their order.  Elements become keys that compare as unsigned numbers; complex
   numbers are sorted by their arguments first (stage 0), then by their absolute values (stage 1).

   Appended after scan.cu; the prologue defines nd_key, ND_KEY_BYTES, ND_TILE (how many elements a
   block sorts at once) and, of float classes, ND_SIGN (the bit that makes a number negative),
   ND_INFINITE and ND_NAN (the bits of infinity and of NaN). */

enum { ND_DIGITS = 256, ND_ITEMS = ND_TILE / ND_THREADS, ND_WARP_ITEMS = 32 * ND_ITEMS };

typedef struct nd_sort_state {
  unsigned int varying;                 /* bit d: digit d is not the same in all keys */
  unsigned int loses;                   /* some elements cannot be told from their keys */
  unsigned int taken[ND_KEY_BYTES + 1]; /* tiles, by each digit's kernel and by the last one */
} nd_sort_state;

/* What a stage's kernels work on. */
typedef struct nd_sort {
  const void *x;
  nd_key *made;              /* keys of complex numbers, which take long to make; else NULL */
  const nd_place *made_from; /* where those come from; NULL: they are in order */
  nd_key *keys[2];           /* moved from one to the other */
  nd_place *places[2];
  nd_sort_state *state; /* zero at first */
  nd_place *counts;     /* for each column, digit's number and digit; zero at first */
  nd_place *told[2];    /* for each tile and digit: see sort_long.cu; [0] is zero at first */
  void *values, *order; /* either may be NULL */
  long long n, columns;
  unsigned long long tiles; /* of a column */
  unsigned long long parts; /* of a column, for counting */
  unsigned long long flip;  /* what is turned around in keys: their order; signs of integers */
  int stage, digit;
  int order_kind;          /* see nd_store_order */
  unsigned int reciprocal; /* of n, for nd_column_of */
} nd_sort;

__device__ static unsigned int nd_digit (nd_key key, int number)
{
  const unsigned int word = ND_KEY_BYTES < 8 || number < 4
                                ? (unsigned int)key
                                : (unsigned int)((unsigned long long)key >> 32);
  /* One of its bytes, and zeros. */
  return ND_KEY_BYTES == 1 ? word : __byte_perm (word, 0, 0x4440 | (number & 3));
}

/* Zeros of both signs are equal, and NaN, whatever its bits, is larger than all else. */
__device__ static nd_key nd_key_of_bits (nd_key bits, unsigned long long flip)
{
#ifdef ND_INFINITE
  const nd_key b = bits == ND_SIGN ? 0 : bits;
  if ((b & (nd_key)~ND_SIGN) > ND_INFINITE)
    return (ND_NAN | ND_SIGN) ^ (nd_key)flip;
  return (b & ND_SIGN ? (nd_key)~b : (nd_key)(b | ND_SIGN)) ^ (nd_key)flip;
#else
  return (nd_key)(bits ^ (nd_key)flip);
#endif
}

__device__ static nd_key nd_bits_of_key (nd_key key, unsigned long long flip)
{
  key ^= (nd_key)flip;
#ifdef ND_INFINITE
  key = key & ND_SIGN ? (nd_key)(key ^ ND_SIGN) : (nd_key)~key;
#endif
  return key;
}

/* As numbers from 1, as numbers from 0, or for a next stage. */
__device__ static void nd_store_order (const nd_sort *p, long long i, nd_place place)
{
  if (p->order_kind == 0)
    ((double *)p->order)[i] = (double)place + 1;
  else if (p->order_kind == 1)
    ((long long *)p->order)[i] = (long long)place;
  else
    ((nd_place *)p->order)[i] = place;
}

__device__ static nd_place nd_order_at (const nd_sort *p, long long i)
{
  if (p->order_kind == 0)
    return (nd_place)(((const double *)p->order)[i] - 1);
  if (p->order_kind == 1)
    return (nd_place)((const long long *)p->order)[i];
  return ((const nd_place *)p->order)[i];
}
