/* Reductions and scans: sum, prod, max, any, cumsum and their kind.

   Purpose    Folds the elements of an array, or of a pending expression, along dimensions, by
              Octave's rules for classes, sizes and NaN.  An expression becomes part of the pass and
              is not stored.
   Ownership  Operands are borrowed, results belong to the caller.
   Threads    Only the thread that runs Octave.
   Failures   Those of the device. */
#ifndef ND_PROGRAM_REDUCE_H
#define ND_PROGRAM_REDUCE_H

#include "program/operations.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef enum nd_fold_kind {
  ND_FOLD_SUM,
  ND_FOLD_PRODUCT,
  ND_FOLD_SUM_OF_SQUARES, /* of absolute values */
  ND_FOLD_ANY,            /* NaN is not true ... */
  ND_FOLD_ALL,            /* ... and along columns not false */
  ND_FOLD_COUNT,          /* of elements that are not zero */
  ND_FOLD_MIN,
  ND_FOLD_MAX,
  ND_FOLD_COMPENSATED_SUM /* of real numbers: pairs, see nd_sum_compensated */
} nd_fold_kind;

/* The class of sums and products: double, or single for single ones; that of the elements; double.
 */
typedef enum nd_fold_class { ND_FOLD_USUAL, ND_FOLD_NATIVE, ND_FOLD_DOUBLE } nd_fold_class;

/* The first dimension of other than one element; 0 where there is none. */
int nd_first_dim (const nd_operand *x);

/* Folds along `dims`.  `positions` (NULL: not wanted; min and max along one dimension only)
   receives where along the dimension each element of *out was found first, counted from 1. */
nd_status nd_reduce (nd_fold_kind kind, const nd_operand *x, nd_dims_set dims, nd_fold_class result,
                     nd_array **out, nd_array **positions, nd_error *error) ND_MUST_USE;

/* What was folded so far at every element along a dimension: sum, product, min, max. */
nd_status nd_scan (nd_fold_kind kind, const nd_operand *x, nd_dims_set dim, nd_fold_class result,
                   nd_array **out, nd_array **positions, nd_error *error) ND_MUST_USE;

/* The sum of floats in double, with the rounding errors of the additions added up beside it, as by
   Octave's sum (..., "extra").  With keeps_infinity an infinite sum is what it is, else NaN. */
nd_status nd_sum_compensated (const nd_operand *x, nd_dims_set dims, bool keeps_infinity,
                              nd_array **out, nd_error *error) ND_MUST_USE;

/* Appends the square of a float's absolute value. */
int nd_program_square (nd_program *program, int value);

/* The variance along `dims`, of which there is at least one element: the sum of the squared
   distances from the mean, divided by one less than their number or (of_population) by it; of one
   element 0.  NaN and infinite elements give NaN. */
nd_status nd_variance (const nd_operand *x, nd_dims_set dims, bool of_population, nd_array **out,
                       nd_error *error) ND_MUST_USE;

#ifdef __cplusplus
}
#endif
#endif
