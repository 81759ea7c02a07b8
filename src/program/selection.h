/* Sorting, finding, elements by masks and by lists of positions, and other work of routines.

   Purpose    Functions that choose, order and combine elements other than one by one: they work out
              sizes as Octave does and leave the work to the device's routines.
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

/* The elements of an index array as positions from 0: int64, without gaps, of its size.  NULL where
   any of them is not a whole number from 1 to `extent`. */
nd_status nd_positions (const nd_array *index, int64_t extent, nd_array **positions,
                        nd_error *error) ND_MUST_USE;

/* a(list), for a list of a real class that has elements, as the user wrote it.  *out is NULL where
   a's device has no routine for that or does not hold the list, or where an entry is no position of
   `a`. */
nd_status nd_gather (const nd_array *a, const nd_array *list, nd_array **out,
                     nd_error *error) ND_MUST_USE;

/* a(list) = value, in place: one element in host memory, or as many as the list has on a's device,
   of a's class.  *done is false where nothing was written: as above, where `a` has gaps or shares
   memory with the list or the value, and where another way takes less memory. */
nd_status nd_scatter (nd_array *a, const nd_array *list, const nd_array *value, bool *done,
                      nd_error *error) ND_MUST_USE;

typedef enum nd_join { ND_JOIN_SUM, ND_JOIN_MIN, ND_JOIN_MAX } nd_join;

/* Each value (or the one there is, for every position) joins the element of `to` at its position
   (of nd_positions), in order.  `to` is writable and without gaps; values are of its class: floats
   for sums, real for extremes. */
nd_status nd_accumulate (nd_join join, const nd_array *positions, const nd_array *values,
                         nd_array *to, nd_error *error) ND_MUST_USE;

/* How many elements of a sorted table do not come after each value; of the values' size, class
   double.  Both are real and of one class. */
nd_status nd_search (const nd_array *table, const nd_array *values, bool falling, nd_array **out,
                     nd_error *error) ND_MUST_USE;

/* Two-dimensional convolution: all of it, the middle part of a's size, or what does not depend on
   elements outside of `a`.  Matrices of one float class. */
typedef enum nd_convolution_shape {
  ND_CONVOLVE_FULL,
  ND_CONVOLVE_SAME,
  ND_CONVOLVE_VALID
} nd_convolution_shape;
nd_status nd_convolve (const nd_array *a, const nd_array *b, nd_convolution_shape shape,
                       nd_array **out, nd_error *error) ND_MUST_USE;

/* Filters `x` along a dimension with feedback: b and a hold as many weights, at least two, a's
   first is 1.  One weight less are the states of each column; `states` has them before and,
   writable and without gaps, takes them after.  All of one float class. */
nd_status nd_filter (const nd_array *b, const nd_array *a, const nd_array *x, int dim,
                     nd_array *states, nd_array **out, nd_error *error) ND_MUST_USE;

#ifdef __cplusplus
}
#endif
#endif
