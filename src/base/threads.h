/* Threads: the one place where work is spread over the processors, and where it is stopped.

   Purpose    A task is cut into pieces that do not depend on each other; nd_parallel has them done
              by as many threads as nd_threads says.  How a task is cut must not depend on the
              number of threads: then neither do its results.
   Ownership  Borrows the context for the time of the call; threads live as long as the process.
   Threads    Only the thread that runs Octave may call; pieces run on any thread and may call
              nothing that only Octave's thread may (they do not allocate).  A call from within a
              piece, or in a process forked after threads were started, runs on its own thread.
   Failures   False when the user wants to stop: some pieces were left out.  Threads that cannot be
              started are done without. */
#ifndef ND_BASE_THREADS_H
#define ND_BASE_THREADS_H

#include "base/status.h"
#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef void nd_piece (int64_t i, void *context);

/* Runs piece (0, context) ... piece (count - 1, context), each once, in any order.  A single piece
   runs on the calling thread, at the cost of a function call. */
bool nd_parallel (int64_t count, nd_piece *piece, void *context) ND_MUST_USE;

/* The same, but not to be stopped. */
void nd_parallel_to_end (int64_t count, nd_piece *piece, void *context);

/* Runs part (true, context) on the calling thread and meanwhile part (false, context) on as many of
   count - 1 helpers as wake in time, none perhaps; returns when all have.  Parts may wait for what
   the calling thread's does, never for a helper that has not begun. */
typedef void nd_part (bool is_caller, void *context);
void nd_together (int count, nd_part *part, void *context);

/* For a part that looks again and again whether it can go on: lets some time pass, the more the
   more `looks` there were. */
void nd_wait_a_moment (int looks);

/* How many threads work: the processors there are, or OMP_NUM_THREADS, or what was set last. */
int nd_threads (void);
void nd_set_threads (int count);

/* Polled by Octave's thread between pieces of work; true ends the operation with ND_INTERRUPTED. */
void nd_set_should_stop (bool (*should_stop) (void));
bool nd_should_stop (void);

#ifdef __cplusplus
}
#endif
#endif
