/* Rules in which Octave's versions differ.

   Purpose    What the Octave that runs this does where others do otherwise; the border asks it when
              the package is loaded.
   Ownership  One variable, set before anything is computed; at first the rules of Octave 7.
   Threads    Only the thread that runs Octave.
   Failures   None. */
#ifndef ND_PROGRAM_RULES_H
#define ND_PROGRAM_RULES_H

#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct nd_rules {
  bool poles_are_real; /* lgamma of 0, -1, -2 ... is Inf, whatever the C library's sign */
  bool pairs_pass_nan; /* max and min of two: complex NaN is passed over, as real NaN is */
} nd_rules;

extern nd_rules nd_octave_rules;

#ifdef __cplusplus
}
#endif
#endif
