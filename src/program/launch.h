/* Launches of arrays: from arrays and scalars to what a device runs.

   Purpose    Describes how a program walks arrays, with broadcasting, and loads operands into
              programs.  Private to the operations.
   Ownership  A launch borrows the arrays it walks; it must not outlive them.
   Threads    Only the thread that runs Octave.
   Failures   None of these functions fails. */
#ifndef ND_PROGRAM_LAUNCH_H
#define ND_PROGRAM_LAUNCH_H

#include "program/operations.h"

void nd_launch_init (nd_launch *launch, const nd_program *program, int ndims, const int64_t *dims);

/* Makes `access` walk `a` over a space of `ndims` `dims`; dimensions of one element broadcast. */
void nd_access_array (nd_access *access, const nd_array *a, int ndims, const int64_t *dims);

/* Loads an operand into the program as a value of class `dtype`: a scalar, or a one-element host
   array where the work is done on a device, becomes a constant; another array the next input. */
int nd_load_operand (nd_program *program, const nd_operand *operand, const nd_device *device,
                     nd_dtype dtype);

/* The operand's class, and the array that is read as an input (NULL: it became a constant). */
nd_dtype nd_operand_dtype (const nd_operand *operand);
const nd_array *nd_operand_input (const nd_operand *operand, const nd_device *device);

/* Runs `program` with inputs a and b (NULL: none) and output `to` over to's elements. */
nd_status nd_run_into (const nd_program *program, nd_array *to, const nd_array *a,
                       const nd_array *b, nd_error *error) ND_MUST_USE;

/* Octave's error where NaN would have to be a truth value. */
nd_status nd_check_no_nan (const nd_array *a, nd_error *error) ND_MUST_USE;

/* Addresses of element 0, whatever device they are on. */
static inline char *nd_address (const nd_array *a)
{
  return (char *)a->storage->buffer->data + a->offset * (int64_t)nd_dtype_size (a->dtype);
}

#endif
