/* Runs the threads of one block.

   Purpose    Threads of a warp run one after the other on one fiber until one of them has to wait
              at a barrier or a warp operation; only then is another fiber taken.  A kernel without
              barriers is therefore a plain loop.
   Ownership  Fibers are kept for the next block, and made afresh after a fault.
   Threads    One launch at a time, under the stand-in's lock.
   Failures   A CUresult, with a report that names block, thread and line. */
#ifndef TESTS_STANDIN_FIBERS_H
#define TESTS_STANDIN_FIBERS_H

#include "standin.h"
#define ND_SHIM_API_ONLY
#include "shim.h"

/* Makes `api` (sizes and shared memory set by the caller) fit for kernels. */
void fibers_connect (struct nd_api *api);

/* Runs block api->block; its entry gets `parameters`. */
CUresult fibers_run_block (struct nd_api *api, void (*entry) (void **), void **parameters);

/* Whether this thread is running a kernel: then signals are for fibers_fault. */
bool fibers_are_running (void);

/* Called by a signal handler while a kernel runs: makes the handler return into the scheduler, and
   fibers_run_block return `result`.  `context` is the handler's third argument. */
void fibers_fault (CUresult result, void *context);

/* "block (1,0,0), thread (3,0,0)": the running one; a static string. */
const char *fibers_where (void);

/* After a fault: gives up every fiber. */
void fibers_reset (void);

#endif
