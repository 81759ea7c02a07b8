/* Routines: what a device does besides programs.

   Purpose    Sorting, searching and moving by masks and lists are not elementwise.  A routine reads
              and writes whole blocks of a device's memory; its parameters and small results are
              numbers.
   Ownership  A routine borrows its blocks; scratch memory is the device's own affair.
   Threads    Only the thread that runs Octave starts one; a device may use threads inside.
   Failures   nd_status: interrupted, out of memory for scratch, or the device has no such
              routine. */
#ifndef ND_PROGRAM_ROUTINE_H
#define ND_PROGRAM_ROUTINE_H

#include "array/dtype.h"

#ifdef __cplusplus
extern "C" {
#endif

/* X (name, what it is called in messages).  Blocks hold consecutive elements: i0, i1 ... are input
   blocks, o0, o1 ... output blocks, n0, n1 ... numbers; NULL blocks are left out.  Positions count
   from 0 in int64 blocks and from 1 in double blocks. */
#define ND_ROUTINE_TABLE(X)                                                                        \
  /* Sorts each of n1 columns of n0 elements of i0 (class dtype), downwards where n2 is 1: values  \
     into o0, which may be left out, where each was into o1 (class other), too. */                 \
  X (SORT, "sort")                                                                                 \
  /* n1 = how many of the n0 truth values of i0 are true. */                                       \
  X (COUNT, "nnz")                                                                                 \
  /* The positions of the true among n0 values of i0, n1 in all, into o0 (class other); where n2   \
     is not 0, the rows and columns of a matrix of n2 rows into o0 and o1 (double). */             \
  X (FIND, "find")                                                                                 \
  /* Those elements of i1 whose value in i0 is true into o0; n0 values, n1 true, class dtype. */   \
  X (SELECT, "index")

typedef enum nd_routine_kind {
#define ND_ROUTINE_ROW(name, text) ND_ROUTINE_##name,
  ND_ROUTINE_TABLE (ND_ROUTINE_ROW)
#undef ND_ROUTINE_ROW
      ND_ROUTINE_COUNT_OF_KINDS
} nd_routine_kind;

enum { ND_ROUTINE_BLOCKS = 4, ND_ROUTINE_NUMBERS = 6 };

typedef struct nd_routine {
  nd_routine_kind kind;
  nd_dtype dtype, other;
  const void *input[ND_ROUTINE_BLOCKS]; /* device addresses */
  void *output[ND_ROUTINE_BLOCKS];
  int64_t number[ND_ROUTINE_NUMBERS];
} nd_routine;

/* "sort" */
const char *nd_routine_name (nd_routine_kind kind);

#ifdef __cplusplus
}
#endif
#endif
