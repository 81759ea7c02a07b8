/* What is special about .^ : negative bases and small exponents.

   Purpose    Decides, by one pass over the operands, whether a real power is complex, and which
              exponents become products, both as Octave does.
   Ownership  Operands are borrowed.
   Threads    Only the thread that runs Octave.
   Failures   Those of a run on the operands' device. */
#ifndef ND_PROGRAM_POWER_H
#define ND_PROGRAM_POWER_H

#include "program/classes.h"
#include "program/operations.h"

/* Is the exponent one integer that the host can see?  Then no value of the base matters. */
bool nd_is_integer_exponent (const nd_operand *b);

/* Turns the signature of a real power into a complex one where Octave would, and reads the exponent
   where it is one number that the host can see (*exponent is NaN otherwise). */
nd_status nd_prepare_power (const nd_operand *a, const nd_operand *b, int ndims,
                            const int64_t *dims, nd_signature *signature, double *exponent,
                            nd_error *error) ND_MUST_USE;

/* The operator that computes a .^ b: where operands broadcast, Octave takes the logarithm of a
   complex base even if the exponent is an integer. */
nd_op nd_power_operator (const nd_operand *a, const nd_operand *b, const nd_signature *signature);

/* The class that an exponent of class b is rounded to before the power is `computed`. */
nd_dtype nd_exponent_class (nd_dtype a, nd_dtype b, nd_dtype computed);

/* Appends value `a` to the power of 2, 3 or -1; -1 for other exponents. */
int nd_build_special_power (nd_program *program, int a, const nd_signature *signature,
                            double exponent);

#endif
