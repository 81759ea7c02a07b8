/* Sorting, finding, and elements by masks and by lists of positions.

   Purpose    Functions that choose and order elements: they work out sizes as Octave does and leave
              the work to the device's routines.
   Ownership  Operands are borrowed, results belong to the caller.
   Threads    Only the thread that runs Octave.
   Failures   nd_status; ND_NOT_ON_DEVICE where the device has no such routine. */
#ifndef ND_PROGRAM_SELECTION_H
#define ND_PROGRAM_SELECTION_H

#include "program/operations.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Sorts along dimension `dim` (from 0), as Octave does: stable, NaN last (falling: first), complex
   numbers by absolute value, then argument.  Either of `values` and `order` may be NULL; `order` is
   of class double and counts from 1, or of class int64 and counts from 0. */
nd_status nd_sort (const nd_array *a, int dim, bool falling, nd_dtype order_dtype,
                   nd_array **values, nd_array **order, nd_error *error) ND_MUST_USE;

/* Where x is not 0: logical, without gaps.  A pending x is computed on the way. */
nd_status nd_mask (const nd_operand *x, nd_array **mask, nd_error *error) ND_MUST_USE;

/* How many elements of a mask (of nd_mask) are true. */
nd_status nd_count (const nd_array *mask, int64_t *count, nd_error *error) ND_MUST_USE;

/* Where they are, as a column: class double counts from 1, int64 from 0. */
nd_status nd_find (const nd_array *mask, nd_dtype dtype, nd_array **positions,
                   nd_error *error) ND_MUST_USE;

/* The same as subscripts of a matrix, later dimensions folded into the columns: class double. */
nd_status nd_find_subscripts (const nd_array *mask, nd_array **rows, nd_array **columns,
                              nd_error *error) ND_MUST_USE;

/* a(mask) as a column.  The mask has as many elements as `a`. */
nd_status nd_select (const nd_array *a, const nd_array *mask, nd_array **out,
                     nd_error *error) ND_MUST_USE;

#ifdef __cplusplus
}
#endif
#endif
