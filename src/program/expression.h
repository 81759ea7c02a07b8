/* Pending expressions: values that are known by how to compute them.

   Purpose    Elementwise operations on large arrays wait as a program and the arrays it reads;
              operating on a pending expression makes a longer one, and one pass computes it when
              somebody needs the elements.  A value that others hold, too, is stored on the way
              where computing it again would cost more than writing it.
   Ownership  Counted: nd_expression_retain and nd_expression_release.  An expression holds deferred
              copies of its inputs, so that later writes to them change nothing, and, once
              evaluated, its result instead.  One that nobody but longer expressions uses holds
              nothing: they have its instructions.
   Threads    Only the thread that runs Octave.
   Failures   A failed evaluation (memory, Ctrl-C) leaves the expression as it was. */
#ifndef ND_PROGRAM_EXPRESSION_H
#define ND_PROGRAM_EXPRESSION_H

#include "program/builder.h"

#ifdef __cplusplus
extern "C" {
#endif

struct nd_expression {
  long holders;     /* values that need its result */
  long uses;        /* pending expressions of which it is a part (a source) */
  long direct_uses; /* and an operand, not just a part of another part */
  nd_array *result; /* NULL while pending */
  nd_dtype dtype;
  int ndims;
  int64_t dims[ND_MAX_DIMS];
  nd_builder builder; /* its inputs and sources are held while it is pending and has holders */
  int value;          /* its number of the expression's value */
  bool was_computed;  /* on the way to another result, without being stored */
  nd_expression *next, *previous; /* all that are pending */
};

/* Where deferral begins and ends.  Everything that decides it is here. */
enum {
  ND_DEFER_FROM = 4096,       /* elements; smaller arrays are computed at once */
  ND_PENDING_OPERATIONS = 36, /* instructions of an operand; a longer one is computed first */
  ND_PENDING_INPUTS = 12,
  ND_STORED_COST = 8 /* additions; a shared value that costs more is stored when first computed */
};
#define ND_PENDING_BYTES ((size_t)1 << 30) /* that nobody but all pending expressions needs */

/* Evaluates operands that are too long, alone or together, for one program. */
nd_status nd_make_room (int count, nd_operand *const *operands, nd_error *error) ND_MUST_USE;

/* Should an operation with a result of so many elements wait? */
bool nd_should_defer (int64_t numel);

/* Are so many elements computed sooner than it is decided how? */
bool nd_is_small (int64_t numel);

/* Turns deferral off (on) and says whether it was off. */
bool nd_set_eager (bool eager);
bool nd_is_eager (void);

/* The expression for `value` of a builder; evaluated at once when it has become too long. */
nd_status nd_expression_new (nd_builder *builder, int value, int ndims, const int64_t *dims,
                             nd_expression **out, nd_error *error) ND_MUST_USE;
nd_expression *nd_expression_retain (nd_expression *expression);
void nd_expression_release (nd_expression *expression); /* NULL is allowed */

/* The elements of `x`, in their order, as an array of `dims` without trailing singletons.  *out is
   NULL where that takes the array: x is none that waits, or has no elements, or an input is
   repeated along a dimension or has gaps that `dims` cannot walk. */
nd_status nd_reshape_pending (const nd_operand *x, int ndims, const int64_t *dims,
                              nd_expression **out, nd_error *error) ND_MUST_USE;

/* Does anybody but one longer expression need its result? */
bool nd_expression_is_shared (const nd_expression *expression);

/* Makes expression->result. */
nd_status nd_expression_evaluate (nd_expression *expression, nd_error *error) ND_MUST_USE;

/* Evaluates a pending operand that is about to be computed without being stored, where storing it
   pays: that happened before, or others hold it, too, and it is costly. */
nd_status nd_operand_settle_shared (nd_operand *operand, nd_error *error) ND_MUST_USE;

/* Computes the elements of `to`, of its size, right where they are stored, converted to its class.
   *done: it was worth it, and nobody sees the memory half written: nothing that is read lies in the
   buffer of `to`, which nobody else holds. */
nd_status nd_expression_store (nd_expression *expression, nd_array *to, bool *done,
                               nd_error *error) ND_MUST_USE;

/* Evaluates; a deferred copy of the result. */
nd_status nd_expression_array (nd_expression *expression, nd_array **out,
                               nd_error *error) ND_MUST_USE;

/* Operations that wait: 0 once evaluated. */
int nd_expression_pending (const nd_expression *expression);

/* Evaluates all pending expressions of a device (NULL: of every device). */
nd_status nd_evaluate_all (const nd_device *device, nd_error *error) ND_MUST_USE;

/* The deferred forms of nd_binary, nd_unary and nd_cast.  Where the class of a function's result
   depends on values, looking at them computes it: then `computed` is set and not `out`. */
nd_status nd_binary_pending (nd_op op, const nd_operand *a, const nd_operand *b,
                             nd_expression **out, nd_error *error) ND_MUST_USE;
nd_status nd_unary_pending (nd_op op, const nd_operand *a, nd_expression **out, nd_array **computed,
                            nd_error *error) ND_MUST_USE;
nd_status nd_cast_pending (const nd_operand *a, nd_dtype dtype, nd_expression **out,
                           nd_error *error) ND_MUST_USE;

/* mask(i) ? a(i) : b(i) of class `dtype`, where a and b have the mask's size or one element; waits
   where it is worth it. */
nd_status nd_merge (const nd_operand *mask, const nd_operand *a, const nd_operand *b,
                    nd_dtype dtype, nd_expression **out, nd_array **computed,
                    nd_error *error) ND_MUST_USE;

/* What `array` is after array(mask) = value, for a logical mask of its size and one value. */
nd_status nd_masked_pending (const nd_operand *array, const nd_operand *mask,
                             const nd_operand *value, nd_expression **out,
                             nd_error *error) ND_MUST_USE;

#ifdef __cplusplus
}
#endif
#endif
