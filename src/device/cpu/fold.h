/* Folding: reductions along dimensions, and scans.

   Purpose    Runs programs that fold their value (nd_program_fold, nd_program_scan) on host memory:
              what the program computes block by block is folded while it is in the caches.
   Ownership  Borrows the launch; memory for parts of results is freed before it returns.
   Threads    Only the thread that runs Octave; pieces run on several threads.  How the work is cut
              does not depend on how many: results are the same, bit by bit.
   Failures   ND_INTERRUPTED when nd_should_stop says so; ND_OUT_OF_MEMORY. */
#ifndef ND_DEVICE_CPU_FOLD_H
#define ND_DEVICE_CPU_FOLD_H

#include "base/status.h"
#include "program/program.h"

nd_status nd_cpu_fold (nd_launch *launch, nd_error *error) ND_MUST_USE;

#endif
