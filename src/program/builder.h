/* Builders: a program together with the arrays it reads.

   Purpose    Loads operands (arrays, ordinary scalars, pending expressions) into a program and
              describes how the program walks them, with broadcasting.  An array or a subexpression
              that occurs twice is loaded and computed once.  Private to the operations.
   Ownership  A builder borrows its arrays and expressions; it must not outlive them.
   Threads    Only the thread that runs Octave.
   Failures   Those of the device when the program runs; the rest cannot fail. */
#ifndef ND_PROGRAM_BUILDER_H
#define ND_PROGRAM_BUILDER_H

#include "program/operations.h"

#ifdef __cplusplus
extern "C" {
#endif

enum { ND_BUILDER_MAX_SOURCES = 8 };

typedef struct nd_builder {
  nd_device *device;
  nd_program program;
  const nd_array *input[ND_PROGRAM_MAX_OPERANDS];

  /* Pending expressions that became part of the program, the values that stand for them, and
     whether they were loaded themselves, not as part of others. */
  int sources;
  nd_expression *source[ND_BUILDER_MAX_SOURCES];
  int source_value[ND_BUILDER_MAX_SOURCES];
  bool source_is_direct[ND_BUILDER_MAX_SOURCES];
} nd_builder;

void nd_builder_init (nd_builder *builder, nd_device *device);

/* The number of the value that holds the operand, converted to `dtype`.  A scalar, or a one-element
   host array where the work is done on a device, becomes a constant; another array an input; the
   instructions of a pending expression become part of the program. */
int nd_builder_load (nd_builder *builder, const nd_operand *operand, nd_dtype dtype);

/* The instruction's value: an equal one that is there already, or a new one. */
int nd_builder_append (nd_builder *builder, const nd_instruction *instruction);

/* Do both have the same instruction number i, with the same input or constant? */
bool nd_builder_contains (const nd_builder *builder, const nd_builder *other, int i);

/* Notes that `value` is that of a pending expression (beyond the maximum: forgets it). */
void nd_builder_add_source (nd_builder *builder, nd_expression *expression, int value,
                            bool is_direct);

/* Describes the inputs over a space of `ndims` `dims`. */
void nd_builder_launch (const nd_builder *builder, int ndims, const int64_t *dims,
                        nd_launch *launch);

/* Runs the program; output i goes to outputs[i].  They have the size of the last one, or as many
   elements without gaps. */
nd_status nd_builder_run (const nd_builder *builder, nd_array *const *outputs,
                          nd_error *error) ND_MUST_USE;

/* The same; `truth` is the answer of the program's reduction. */
nd_status nd_builder_run_and_ask (const nd_builder *builder, nd_array *const *outputs, bool *truth,
                                  nd_error *error) ND_MUST_USE;

/* Runs a program that folds its value along the dimensions `folded` of a space; output i goes to
   outputs[i], whose folded dimensions have one element (unless it is a scan). */
nd_status nd_builder_fold (const nd_builder *builder, int ndims, const int64_t *dims,
                           nd_dims_set folded, nd_array *const *outputs,
                           nd_error *error) ND_MUST_USE;

/* A new array for the builder's only output `value`, computed. */
nd_status nd_builder_evaluate (nd_builder *builder, int value, int ndims, const int64_t *dims,
                               nd_array **out, nd_error *error) ND_MUST_USE;

/* Makes `access` walk `a` over a space of `ndims` `dims`; dimensions of one element broadcast.  An
   array of as many elements and another size is walked in their order, which its strides must allow
   (see nd_reshape_pending). */
void nd_access_array (nd_access *access, const nd_array *a, int ndims, const int64_t *dims);

/* What is known of an operand without computing it.  The size of a scalar is 1x1. */
nd_dtype nd_operand_dtype (const nd_operand *operand);
int nd_operand_ndims (const nd_operand *operand);
const int64_t *nd_operand_dims (const nd_operand *operand);
bool nd_operand_is_scalar (const nd_operand *operand);
nd_device *nd_operand_device (const nd_operand *operand); /* NULL for an ordinary scalar */
bool nd_operands_have_equal_dims (const nd_operand *a, const nd_operand *b);

/* Turns a pending operand into the array that it stands for. */
nd_status nd_operand_settle (nd_operand *operand, nd_error *error) ND_MUST_USE;

/* The same for one of another size than the result's: repeating its elements costs less than
   computing them again, and values stored on the way have the result's number of elements. */
nd_status nd_operand_settle_smaller (nd_operand *operand, int ndims, const int64_t *dims,
                                     nd_error *error) ND_MUST_USE;

/* Octave's error where NaN would have to be a truth value. */
nd_status nd_check_no_nan (const nd_array *a, nd_error *error) ND_MUST_USE;

/* Addresses of element 0, whatever device they are on. */
static inline char *nd_address (const nd_array *a)
{
  return (char *)a->storage->buffer->data + a->offset * (int64_t)nd_dtype_size (a->dtype);
}

#ifdef __cplusplus
}
#endif
#endif
