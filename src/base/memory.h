/* Host memory: the only place where the core calls malloc and free.

   Purpose    One door for every host allocation, so that tests can count what is outstanding and
              make the n-th allocation fail.
   Ownership  The caller owns what nd_malloc and friends return and gives it to nd_free, except
              blocks handed to Octave, which frees them itself (nd_memory_forget).
   Threads    Only the thread that runs Octave may call; worker threads do not allocate.
   Failures   NULL; callers report it with nd_out_of_memory. */
#ifndef ND_BASE_MEMORY_H
#define ND_BASE_MEMORY_H

#include "base/status.h"
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

void *nd_malloc (size_t nbytes) ND_MUST_USE;
void *nd_calloc (size_t count, size_t nbytes) ND_MUST_USE;
void *nd_realloc (void *block, size_t nbytes) ND_MUST_USE;
void nd_free (void *block);

/* A whole malloc block, aligned to 64 bytes (2 MiB with huge pages asked for from 4 MiB up), for
   array data.  Freed by nd_free, or by Octave after nd_memory_forget. */
void *nd_malloc_aligned (size_t nbytes) ND_MUST_USE;

/* The block now belongs to Octave: it no longer counts as outstanding. */
void nd_memory_forget (void *block);

/* Reports that `nbytes` of host memory could not be had. */
nd_status nd_out_of_memory (nd_error *error, size_t nbytes);
#ifdef __clang_analyzer__ /* as nd_fail */
#define nd_out_of_memory(error, nbytes) ((void)(nd_out_of_memory)(error, nbytes), ND_OUT_OF_MEMORY)
#endif

/* Tests: blocks allocated and not yet freed. */
long nd_memory_outstanding (void);

/* Tests: the n-th allocation from now on fails (1 = the next), and only that one; 0 turns it off.
   nd_memory_failed tells whether it happened. */
void nd_memory_fail (long n);
int nd_memory_failed (void);

#ifdef __cplusplus
}
#endif
#endif
