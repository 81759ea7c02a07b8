/* Indexing, assignment, deletion.

   Purpose    a(i, j, ...), a(i, j, ...) = v, a(i, j, ...) = [] and views, with Octave's rules for
              result sizes, growth and errors.
   Ownership  Selectors borrow their lists; results belong to the caller.
   Threads    Only the thread that runs Octave.
   Failures   nd_status and Octave's wording; on failure the array is unchanged. */
#ifndef ND_ARRAY_INDEX_H
#define ND_ARRAY_INDEX_H

#include "array/array.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef enum nd_selector_kind {
  ND_SELECT_COLON, /* every element */
  ND_SELECT_RANGE, /* start, start + step, ...; a scalar is a range of one */
  ND_SELECT_LIST   /* any list of positions (masks come as the list of their true elements) */
} nd_selector_kind;

/* One index of a(i, j, ...).  Positions count from 0 and are not negative. */
typedef struct nd_selector {
  nd_selector_kind kind;
  bool is_mask;               /* the user wrote a mask; with LIST */
  int64_t start, step, count; /* start and step with RANGE; count with RANGE and LIST.  step is
                                 not 0 when count > 1 */
  const int64_t *list;        /* host memory, borrowed, with LIST */
  const nd_array *positions;  /* LIST, in place of list: int64 without gaps, on the device of the
                                 array, and inside its bounds; borrowed.  For nd_array_index and
                                 nd_array_assign */
  int64_t extent;             /* largest position + 1 (0: none, or `positions`); not with COLON */
  const int64_t *dims;        /* shape of the index (of a mask, the one that the list of its true
                                 elements has in Octave): a linear index a(i) takes it; borrowed */
  int ndims;
} nd_selector;

/* a(selectors): independent.  A result of at least half of what its buffer holds is a deferred
   copy when strides can express it; otherwise the elements are copied. */
nd_status nd_array_index (const nd_array *a, int count, const nd_selector *selectors,
                          nd_array **out, nd_error *error) ND_MUST_USE;

/* The same elements as a view: an array on a's storage.  ND_VIEW when a list is not evenly spaced
   or a linear index cannot be expressed by strides. */
nd_status nd_array_view (const nd_array *a, int count, const nd_selector *selectors, nd_array **out,
                         nd_error *error) ND_MUST_USE;

/* a(selectors) = value, in place.  `value` has one element or Octave's conformant size, is on a's
   device (or a one-element CPU array), is read first where it overlaps, and is converted to a's
   class, which the caller has already promoted where Octave would (nd_assign_class).
   Where positions repeat, the last value stays.  The last of few selectors may have `positions`
   only where `a` has no gaps. `may_grow`: an out-of-range position grows the array (new elements
   are zero); otherwise it is ND_INDEX_OUT_OF_BOUNDS.  Growth appends in place where the buffer has
   room, and leaves some. */
nd_status nd_array_assign (nd_array *a, int count, const nd_selector *selectors,
                           const nd_array *value, bool may_grow, nd_error *error) ND_MUST_USE;

/* The class that a(i) = v gives an array of class `a` (see nd_array_assign). */
nd_dtype nd_assign_class (nd_dtype a, nd_dtype value);

/* a(selectors) = [] */
nd_status nd_array_delete (nd_array *a, int count, const nd_selector *selectors,
                           nd_error *error) ND_MUST_USE;

/* One element of a CPU array: its address for reading, or an index error with Octave's wording. */
nd_status nd_array_element (const nd_array *a, int count, const int64_t *positions,
                            const void **element, nd_error *error) ND_MUST_USE;

#ifdef __cplusplus
}
#endif
#endif
