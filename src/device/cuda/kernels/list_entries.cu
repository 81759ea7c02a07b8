/* What stands in a list of positions, as the user wrote it.  The prologue defines nd_entry, its
   class, ND_HAS_FRACTIONS: is that a float?, and ND_TO_PLACE, which rounds a double.  nd_element
   has the size of an element of the array, and nd_place holds the number of its elements, and that
   of the entries where one is to win. */
typedef union nd_bytes {
  uint4 all;
  nd_element first;
} nd_bytes;

typedef struct nd_list {
  nd_bytes element; /* of scattering, where it has no values */
  nd_element *array;
  const nd_entry *entries;
  const nd_element *values; /* of scattering: one for each entry */
  nd_element *to;           /* of gathering */
  nd_place *winners;        /* NULL: no position twice; else the last entry, from 1, of each */
  unsigned int *found;      /* [0] becomes 1 where an entry is no position, [1] where one is not
                               larger than the one before it */
  long long count, tile;
  unsigned long long numel;
  unsigned int shift;
} nd_list;

/* The position, from 0; 0 where the entry is no whole number from 1 to numel. */
__device__ static __forceinline__ nd_place nd_position (const nd_list *p, nd_entry entry,
                                                        unsigned int *wrong)
{
#if ND_HAS_FRACTIONS
  const double x = entry;
  const nd_place k = ND_TO_PLACE (x); /* of no number 0 */
  const int is_right = (double)k == x && k - 1 < (nd_place)p->numel;
#else
  const nd_place k = (nd_place)entry;
  const int is_right = (unsigned long long)entry - 1 < p->numel;
#endif
  if (!is_right)
    *wrong = 1;
  return is_right ? k - 1 : 0;
}
