/* The CPU's routines.

   Purpose    One function per row of ND_ROUTINE_TABLE, and what they share.
   Ownership  Routines borrow their blocks; scratch memory comes from the cpu's cache of blocks.
   Threads    Only the thread that runs Octave; work is spread by nd_parallel.  How it is cut
              depends on sizes alone, so that results never depend on the number of threads.
   Failures   ND_INTERRUPTED, ND_OUT_OF_MEMORY. */
#ifndef ND_DEVICE_CPU_ROUTINES_H
#define ND_DEVICE_CPU_ROUTINES_H

#include "array/array.h"
#include "base/status.h"
#include "base/threads.h"
#include "program/routine.h"
#include <stddef.h>

nd_status nd_cpu_sort (nd_routine *routine, nd_error *error) ND_MUST_USE;
nd_status nd_cpu_sort_complex (nd_routine *routine, nd_error *error) ND_MUST_USE;
nd_status nd_cpu_count (nd_routine *routine, nd_error *error) ND_MUST_USE;
nd_status nd_cpu_find (nd_routine *routine, nd_error *error) ND_MUST_USE;
nd_status nd_cpu_select (nd_routine *routine, nd_error *error) ND_MUST_USE;
nd_status nd_cpu_accumulate (nd_routine *routine, nd_error *error) ND_MUST_USE;
nd_status nd_cpu_search (nd_routine *routine, nd_error *error) ND_MUST_USE;
nd_status nd_cpu_multiply (nd_routine *routine, nd_error *error) ND_MUST_USE;
nd_status nd_cpu_convolve (nd_routine *routine, nd_error *error) ND_MUST_USE;
nd_status nd_cpu_filter (nd_routine *routine, nd_error *error) ND_MUST_USE;

/* Scratch memory, to be given back by nd_cpu_scratch_free (NULL is allowed). */
nd_status nd_cpu_scratch (size_t nbytes, nd_buffer **block, nd_error *error) ND_MUST_USE;
void nd_cpu_scratch_free (nd_buffer *block);

/* nd_parallel, with the error for a stop. */
nd_status nd_cpu_pieces (int64_t count, nd_piece *piece, void *context,
                         nd_error *error) ND_MUST_USE;

/* Elements of long blocks are dealt with in pieces of this many. */
enum { ND_CPU_PIECE = 1 << 16 };

static inline int64_t nd_cpu_piece_count (int64_t n)
{
  return (n + ND_CPU_PIECE - 1) / ND_CPU_PIECE;
}

/* How many of n elements belong to piece i. */
static inline int64_t nd_cpu_piece_length (int64_t n, int64_t i)
{
  int64_t left = n - i * ND_CPU_PIECE;
  return left < ND_CPU_PIECE ? left : ND_CPU_PIECE;
}

#endif
