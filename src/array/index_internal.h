/* What indexing, assignment and deletion share.

   Purpose    Turns selectors into a walk over an array's memory, and runs copies along such walks.
   Ownership  A selection owns the lists it had to compute; nd_selection_free gives them back.  It
              borrows the selectors' lists and the array.
   Threads    Only the thread that runs Octave.
   Failures   nd_status and Octave's wording. */
#ifndef ND_ARRAY_INDEX_INTERNAL_H
#define ND_ARRAY_INDEX_INTERNAL_H

#include "array/index.h"
#include "program/program.h"

/* Elements of an array: how to walk them, and the size Octave gives them.  `access` has host lists
   and no data yet.  Walk and result have equal numbers of elements in the same order, but a(:) of a
   permuted array, say, is walked in more dimensions than its result has. */
typedef struct nd_selection {
  int ndims, result_ndims;
  int64_t dims[ND_MAX_DIMS], result_dims[ND_MAX_DIMS];
  nd_access access;
  int64_t *computed[ND_MAX_DIMS]; /* lists to free, with access.has_lists */
  bool is_on_device[ND_MAX_DIMS]; /* lists that are, with access.has_lists */
} nd_selection;

/* Where the element at `positions` lies, in elements from the buffer's start.  Returns -1, or which
   position is out of bounds. */
int nd_array_locate (const nd_array *a, int count, const int64_t *positions, int64_t *offset);

/* What selector number `s` of `count` sees: the extent of its dimension, where the last one of few
   folds what remains of the array's dimensions. */
int64_t nd_selector_extent (const nd_array *a, int count, int s);

/* How many elements a selector names in a dimension of `extent`, and the extent it needs. */
int64_t nd_selector_count (const nd_selector *selector, int64_t extent);
int64_t nd_selector_needs (const nd_selector *selector, int64_t extent);

/* Does it name everything in order?  Is it one range of step 1 (as Octave sees it)? */
bool nd_selector_is_everything (const nd_selector *selector, int64_t extent);
bool nd_selector_is_run (const nd_selector *selector, int64_t extent, int64_t *start, int64_t *end);

/* Octave's out-of-bounds error of selector number `s` (from 0) of `count` for position `position`
   (from 1). */
nd_status nd_index_out_of_bounds (const nd_array *a, int count, int s, int64_t position,
                                  nd_error *error);

/* Checks the selectors against a's size and works out the walk. */
nd_status nd_selection_make (const nd_array *a, int count, const nd_selector *selectors,
                             nd_selection *selection, nd_error *error) ND_MUST_USE;
void nd_selection_free (nd_selection *selection);

/* Is it an array of its own: strides only, walked as the result is shaped? */
bool nd_selection_is_view (const nd_selection *selection);

/* Copies along two walks over `dims` on one device, converting the class.  Lists are host memory
   where nothing else is said; `element` (host memory, may be NULL) is one element to be written
   everywhere in place of `from`.
 */
typedef struct nd_walk_copy {
  struct nd_device *device;
  int ndims;
  const int64_t *dims;
  nd_dtype to_dtype, from_dtype;
  const nd_access *to, *from;
  const bool *to_on_device, *from_on_device; /* lists that are on the device; NULL: none */
  const void *element;
} nd_walk_copy;

nd_status nd_walk_copy_run (const nd_walk_copy *copy, nd_error *error) ND_MUST_USE;

#endif
