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

#ifdef __cplusplus
extern "C" {
#endif

nd_status nd_cpu_run (nd_launch *launch, nd_error *error) ND_MUST_USE;

/* Fills generator->count elements from `to` on. */
nd_status nd_cpu_generate (const nd_generator *generator, void *to, nd_error *error) ND_MUST_USE;

/* c = a * b, column-major m x k times k x n without gaps, of one float class. */
typedef struct nd_cpu_product {
  nd_dtype dtype;
  int64_t m, k, n;
  nd_operation meant_a, meant_b;
  const void *a, *b;
  void *c;
} nd_cpu_product;

/* Whoever has a BLAS lends it, for simulated devices, too; it may leave a product to the plain one
   (false). */
typedef bool nd_cpu_blas (const nd_cpu_product *product);
void nd_cpu_lend_blas (nd_cpu_blas *blas);

/* Every kind of routine. */
nd_status nd_cpu_compute (nd_routine *routine, nd_error *error) ND_MUST_USE;

#ifdef __cplusplus
}
#endif
#endif
