/* Operations on arrays: Octave's rules, expressed as programs.

   Purpose    Operators, conversion, transfer and truth values of arrays; decides classes, sizes and
              errors as Octave does, builds a program, runs it on the arrays' device.
   Ownership  Operands are borrowed, results belong to the caller.
   Threads    Only the thread that runs Octave.
   Failures   nd_status with Octave's wording and identifiers (nonconformant, undefined operator),
              or device-mismatch, not-on-device. */
#ifndef ND_PROGRAM_OPERATIONS_H
#define ND_PROGRAM_OPERATIONS_H

#include "array/array.h"
#include "device/device.h"
#include "program/operators.h"
#include "program/routine.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct nd_expression nd_expression; /* see expression.h */

/* An operand: an array, a pending expression, or (both are NULL) an ordinary scalar, which may meet
   any device's arrays. */
typedef struct nd_operand {
  const nd_array *array; /* borrowed */
  nd_dtype dtype;        /* of the scalar */
  nd_element scalar;
  nd_expression *pending; /* borrowed */
} nd_operand;

nd_operand nd_operand_array (const nd_array *a);
nd_operand nd_operand_number (double value);

typedef uint32_t nd_dims_set; /* bit d: dimension d, counted from 0 */
#define ND_EVERY_DIM ((nd_dims_set)-1)

/* a OP b with broadcasting, for operators and functions of two operands in the operator table.  At
   least one operand is an array. */
nd_status nd_binary (nd_op op, const nd_operand *a, const nd_operand *b, nd_array **out,
                     nd_error *error) ND_MUST_USE;

/* a *= b, a += b ... into a's own memory where class and size of the result are a's own and nobody
   else can see it; *done says whether it happened. */
nd_status nd_binary_in_place (nd_op op, nd_array *a, const nd_operand *b, bool *done,
                              nd_error *error) ND_MUST_USE;

/* Operators and functions of one operand in the operator table.  Where a real element lies outside
   the function's domain, the result is complex. */
nd_status nd_unary (nd_op op, const nd_array *a, nd_array **out, nd_error *error) ND_MUST_USE;

/* Matrix product of two-dimensional float arrays (a * b where neither has one element). */
nd_status nd_multiply (const nd_array *a, const nd_array *b, nd_array **out,
                       nd_error *error) ND_MUST_USE;

/* The products of the pages (:,:,k) of float arrays; each factor's are meant as they are or
   transposed.  One page goes with any number of them. */
nd_status nd_multiply_pages (const nd_array *a, nd_operation meant_a, const nd_array *b,
                             nd_operation meant_b, nd_array **out, nd_error *error) ND_MUST_USE;

/* Conversion to a class with Octave's rounding and saturation; a deferred copy when a is of it.  A
   complex array stays complex when converted to double or single; complex to integer and NaN to
   logical are errors. */
nd_status nd_cast (const nd_array *a, nd_dtype dtype, nd_array **out, nd_error *error) ND_MUST_USE;

/* The array on `device`: a deferred copy when it is there already. */
nd_status nd_transfer (const nd_array *a, nd_device *device, nd_array **out,
                       nd_error *error) ND_MUST_USE;

/* The same without counting what is moved: for devices that borrow the host's functions, and for
   what is only looked at. */
nd_status nd_transfer_uncounted (const nd_array *a, nd_device *device, nd_array **out,
                                 nd_error *error) ND_MUST_USE;

/* As nd_transfer, but with the strides that move the fewest bytes: for whoever computes with it
 * next. */
nd_status nd_transfer_as_stored (const nd_array *a, nd_device *device, nd_array **out,
                                 nd_error *error) ND_MUST_USE;

/* Writes `value` (one element, an array of to's device that broadcasts, or a CPU scalar) into every
   element of `to`, whose storage must already be writable (nd_array_prepare_write). */
nd_status nd_fill (nd_array *to, const nd_operand *value, nd_error *error) ND_MUST_USE;

/* Copies elements: to(i) = (class of to) from(i); same dims (or from has one element), same device,
   no overlap; `to` is writable. */
nd_status nd_copy_elements (nd_array *to, const nd_array *from, nd_error *error) ND_MUST_USE;

/* Questions about all elements, answered by one pass.  ND_ALL_INTEGER: no NaN, no fraction. */
typedef enum nd_question {
  ND_ANY_NONZERO,
  ND_ALL_NONZERO,
  ND_ANY_NAN,
  ND_ANY_NEGATIVE,
  ND_ALL_INTEGER,
  ND_ALL_FINITE,
  ND_ANY_IMAGINARY
} nd_question;
nd_status nd_ask (const nd_array *a, nd_question question, bool *answer,
                  nd_error *error) ND_MUST_USE;
/* The same of an array or a pending expression, which becomes part of the pass. */
nd_status nd_ask_operand (const nd_operand *x, nd_question question, bool *answer,
                          nd_error *error) ND_MUST_USE;

/* ND_DEVICE_MISMATCH, naming the operator and both arrays, unless both are on one device. */
nd_status nd_check_same_device (const char *what, const nd_array *a, const nd_array *b,
                                nd_error *error) ND_MUST_USE;

/* ND_DEVICE_TO_HOST unless the array is on the cpu.  `name` (the variable's) may be NULL. */
nd_status nd_check_host (const nd_array *a, const char *name, nd_error *error) ND_MUST_USE;

#ifdef __cplusplus
}
#endif
#endif
