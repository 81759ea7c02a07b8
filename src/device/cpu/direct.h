/* One operator on a little consecutive memory, which needs no plan.

   Purpose    The shortest way for the commonest programs, c = a OP b, c = a OP 2, c = OP a: small
              arrays are fast because of it.
   Ownership  Borrows the launch; nothing is allocated.
   Threads    Any.
   Failures   None. */
#ifndef ND_DEVICE_CPU_DIRECT_H
#define ND_DEVICE_CPU_DIRECT_H

#include "program/program.h"

bool nd_cpu_is_direct (const nd_launch *launch);
void nd_cpu_run_direct (const nd_launch *launch);

#endif
