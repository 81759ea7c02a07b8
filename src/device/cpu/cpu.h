/* The CPU engine.

   Purpose    Runs programs on host memory, block by block; also used by simulated devices.
   Ownership  Borrows the launch; nothing is allocated.
   Threads    Only the thread that runs Octave; blocks run on several threads.
   Failures   ND_INTERRUPTED when nd_should_stop says so. */
#ifndef ND_DEVICE_CPU_CPU_H
#define ND_DEVICE_CPU_CPU_H

#include "base/status.h"
#include "program/generator.h"
#include "program/program.h"
#include "program/routine.h"

nd_status nd_cpu_run (nd_launch *launch, nd_error *error) ND_MUST_USE;

/* Fills generator->count elements from `to` on. */
nd_status nd_cpu_generate (const nd_generator *generator, void *to, nd_error *error) ND_MUST_USE;

/* c = a * b, column-major m x k times k x n, float classes.  A plain blocked product. */
nd_status nd_cpu_multiply (nd_dtype dtype, int64_t m, int64_t k, int64_t n, const void *a,
                           const void *b, void *c, nd_error *error) ND_MUST_USE;

/* Every kind of routine. */
nd_status nd_cpu_compute (nd_routine *routine, nd_error *error) ND_MUST_USE;

#endif
