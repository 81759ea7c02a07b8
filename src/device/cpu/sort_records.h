/* Sorting a few thousand records within the caches.

   Purpose    Included once per kind of record, after RECORD (its type), KEY (record) and
              SORT_NAME (of the function) were defined.  Stable.
   Ownership  Borrows both arrays.
   Threads    Any.
   Failures   None. */

/* Moves records to where they belong; false, in between, when more than `moves` were needed. */
static bool SORT_NAME (insert) (RECORD *a, int64_t n, int64_t moves)
{
  for (int64_t i = 1; i < n; i++) {
    RECORD x = a[i];
    int64_t k = i;
    for (; k > 0 && KEY (a[k - 1]) > KEY (x); k--)
      a[k] = a[k - 1];
    a[k] = x;
    moves -= i - k;
    if (moves < 0)
      return false;
  }
  return true;
}

/* Distributes records by the `bits` of their keys from bit `low` on. */
static void SORT_NAME (distribute) (const RECORD *from, RECORD *to, int64_t n, int low, int bits)
{
  int64_t next[1 << DIGIT_BITS] = {0}, sum = 0;
  uint64_t mask = ((uint64_t)1 << bits) - 1;
  for (int64_t i = 0; i < n; i++)
    next[KEY (from[i]) >> low & mask]++;
  for (uint64_t d = 0; d <= mask; d++) {
    int64_t count = next[d];
    next[d] = sum;
    sum += count;
  }
  for (int64_t i = 0; i < n; i++)
    to[next[KEY (from[i]) >> low & mask]++] = from[i];
}

/* Sorts by the bits of the keys from `low` to `high`, the lowest digit first. */
static void SORT_NAME (sort_bits) (RECORD *a, RECORD *scratch, int64_t n, int low, int high)
{
  int passes = (high - low + DIGIT_BITS - 1) / DIGIT_BITS;
  RECORD *from = a, *to = scratch;
  for (int pass = 0; pass < passes; pass++) {
    int bits = (high - low + passes - pass - 1) / (passes - pass);
    SORT_NAME (distribute) (from, to, n, low, bits);
    low += bits;
    RECORD *swap = from;
    from = to;
    to = swap;
  }
  if (from != a)
    memcpy (a, from, (size_t)n * sizeof *a);
}

/* Sorts n records with room for as many at `scratch`. */
static void SORT_NAME (sort_records) (RECORD *a, RECORD *scratch, int64_t n)
{
  enum { FEW = 24, SPARE_BITS = 3, MOVES = 4 };
  if (n <= FEW) {
    SORT_NAME (insert) (a, n, INT64_MAX);
    return;
  }
  uint64_t differ = 0;
  for (int64_t i = 1; i < n; i++)
    differ |= KEY (a[i]) ^ KEY (a[0]);
  if (differ == 0)
    return;
  int high = 64 - __builtin_clzll (differ), low = __builtin_ctzll (differ);
  /* As many of the highest bits as tell most records apart; the rest is a matter of few moves,
     unless the keys crowd together. */
  int enough = 64 - __builtin_clzll ((uint64_t)n) + SPARE_BITS;
  int first = high - enough > low ? high - enough : low;
  SORT_NAME (sort_bits) (a, scratch, n, first, high);
  if (first > low && !SORT_NAME (insert) (a, n, MOVES * n))
    SORT_NAME (sort_bits) (a, scratch, n, low, high);
}

#undef RECORD
#undef KEY
#undef SORT_NAME
