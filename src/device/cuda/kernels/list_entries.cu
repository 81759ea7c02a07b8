/* What stands in a list of positions, as the user wrote it.  The prologue defines nd_entry, its
   class, ND_HAS_FRACTIONS: is that a float?, and ND_TO_PLACE, which rounds a double.  nd_element
   has the size of an element of the array, and nd_place holds the number of its elements. */
typedef struct nd_list {
  nd_element *array;
  const nd_entry *entries;
  nd_element *to;      /* of gathering */
  nd_element element;  /* of scattering */
  unsigned int *wrong; /* becomes 1 where an entry is no position */
  long long count, tile;
  nd_place numel;
  unsigned int shift;
} nd_list;

/* The position, from 0; 0 where the entry is no whole number from 1 to numel. */
__device__ static __forceinline__ nd_place nd_position (const nd_list *p, nd_entry entry,
                                                        unsigned int *wrong)
{
#if ND_HAS_FRACTIONS
  const double x = entry;
  const nd_place k = ND_TO_PLACE (x); /* of no number 0 */
  const int is_right = (double)k == x && k - 1 < p->numel;
#else
  const nd_place k = (nd_place)entry;
  const int is_right = (unsigned long long)entry - 1 < p->numel;
#endif
  if (!is_right)
    *wrong = 1;
  return is_right ? k - 1 : 0;
}
