/* Octave's rules for the classes of operations.

   Purpose    Which classes an operator computes with, and which class the result has.
   Ownership  Pure functions.
   Threads    Any.
   Failures   ND_FAILED with Octave's wording where Octave has no such operator. */
#ifndef ND_PROGRAM_CLASSES_H
#define ND_PROGRAM_CLASSES_H

#include "array/dtype.h"
#include "base/status.h"
#include "program/operators.h"

#ifdef __cplusplus
extern "C" {
#endif

/* a OP b: `a` and `b` are converted to these classes, the operator yields a `value`, which is
   converted to `result`. */
typedef struct nd_signature {
  nd_dtype a, b, value, result;
} nd_signature;

/* What an operand is, for rules and for messages. */
typedef struct nd_operand_class {
  nd_dtype dtype;
  bool is_scalar;
} nd_operand_class;

nd_status nd_find_signature (nd_op op, nd_operand_class a, nd_operand_class b,
                             nd_signature *signature, nd_error *error) ND_MUST_USE;

/* op (a): `a` is converted to this class, the operator yields a `result`.  Where elements lie
   outside the operator's domain, the result is of nd_dtype_complex (result) instead. */
typedef struct nd_unary_signature {
  nd_dtype operand, result;
} nd_unary_signature;

nd_status nd_find_unary_signature (nd_op op, nd_operand_class a, nd_unary_signature *signature,
                                   nd_error *error) ND_MUST_USE;

/* "binary operator '+' not implemented for 'int8 matrix' by 'int16 matrix' operations" */
nd_status nd_not_implemented (const char *op, nd_operand_class a, nd_operand_class b,
                              nd_error *error);

#ifdef __cplusplus
}
#endif
#endif
