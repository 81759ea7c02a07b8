/* Domains: where functions of real numbers have real results.

   Purpose    Asks, as a part of a program, whether elements lie outside an operator's domain, and
              sees without computing anything where no element can.  Private to the operations.
   Ownership  Programs are borrowed.
   Threads    Only the thread that runs Octave.
   Failures   None of these functions fails. */
#ifndef ND_PROGRAM_DOMAIN_H
#define ND_PROGRAM_DOMAIN_H

#include "program/program.h"

/* Appends the question whether an element of the real `value` lies outside the domain. */
int nd_build_outside (nd_program *program, nd_domain domain, int value);

/* Do the operators that yield the real `value` keep it inside, as in sqrt (x.^2 + 1)?  NaN is
   inside every domain. */
bool nd_stays_inside (const nd_program *program, nd_domain domain, int value);

#endif
