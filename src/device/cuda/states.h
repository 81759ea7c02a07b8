/* States of folds: what was folded so far, as CUDA C.

   Purpose    Writes the type nd_state and the functions on it, for every reduction and class:
              nd_start (), nd_step (state, value, row), nd_merge (earlier, later),
              nd_shuffle (state, lane, width) from a lane of each `width`, counted from 0 and
              around, nd_value (state).
   Order      Sums of integers saturate at each step.  Each step is a function of what came before,
              "add, then keep within limits", and such functions merge into one of their kind, so
              that parts that are folded side by side give what one after the other gives.  Extremes
              remember where they were found, since the first of equal ones counts.  Products of
              integers and of complex numbers are not merged at all.
              Variances are of distances from a number that is near the mean, see states.c.
   Ownership  Borrows its arguments.
   Threads    Any.
   Failures   nd_text remembers out-of-memory. */
#ifndef ND_DEVICE_CUDA_STATES_H
#define ND_DEVICE_CUDA_STATES_H

#include "device/cuda/functions.h"

enum { ND_CUDA_STATE_SIZE = 40 }; /* bytes, at most */

/* Must elements be folded one after the other, by one thread? */
bool nd_cuda_state_is_sequential (const nd_program *program);

/* May parts be merged only with their neighbours? */
bool nd_cuda_state_is_ordered (const nd_program *program);

/* Are values measured from the first of a thread's?  Then nd_open (state, value) comes before some
   steps (a power of two), with the first of their values, and nd_close (state) after the last. */
bool nd_cuda_state_has_origin (const nd_program *program);

/* Do loops that merge take long to compile unless they are left as they are? */
bool nd_cuda_state_is_long (const nd_program *program);

/* The text needs the types nd_index and those of classes. */
void nd_write_states (nd_cuda_pieces *pieces, nd_text *text, const nd_program *program);

#endif
