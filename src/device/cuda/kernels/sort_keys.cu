/* What all kernels of sorting share.  Columns are sorted by digits of eight bits, the lowest first;
   equal digits keep their order.  Elements become keys that compare as unsigned numbers.

   Appended after scan.cu; the prologue defines nd_key and ND_KEY_BYTES.  Kernels that only move
   keys are the same for all classes whose keys are as long. */
enum { ND_DIGITS = 256, ND_TILE = 4096 };
enum { ND_ITEMS = ND_TILE / ND_THREADS, ND_WARP_ITEMS = 32 * ND_ITEMS };

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
  int needs_places;    /* whatever the state says */
  unsigned int reciprocal; /* of n, for nd_column_of */
} nd_sort;

__device__ static unsigned int nd_digit (nd_key key, int digit)
{
  return (unsigned int)((unsigned long long)key >> 8 * digit & (ND_DIGITS - 1));
}
