/* Walks: moving elements between an operand's memory and a run.

   Purpose    A run is consecutive elements of the iteration space in consecutive memory.  Gather
              fills one from an operand, scatter writes one back, whatever strides and lists say.
   Ownership  Nothing is allocated.
   Threads    Any.
   Failures   None. */
#ifndef ND_DEVICE_CPU_WALK_H
#define ND_DEVICE_CPU_WALK_H

#include "device/cpu/kernels/kernels.h"
#include "program/program.h"

/* Elements of 1, 2, 4, 8 or 16 bytes, moved without a look at their class. */
typedef uint8_t __attribute__ ((may_alias)) nd_bytes_1;
typedef uint16_t __attribute__ ((may_alias)) nd_bytes_2;
typedef uint32_t __attribute__ ((may_alias)) nd_bytes_4;
typedef uint64_t __attribute__ ((may_alias)) nd_bytes_8;
typedef struct __attribute__ ((may_alias)) nd_bytes_16 {
  uint64_t parts[2];
} nd_bytes_16;

/* The element of `x` at subscripts `index` (lists included). */
void *nd_walk_address (const nd_launch *launch, const nd_access *x, size_t size,
                       const int64_t *index);

/* `count` elements from subscripts `index` on, in the iteration space's order; `interleave` is the
   kernel for their size. */
void nd_walk_gather (const nd_launch *launch, const nd_access *x, size_t size, const int64_t *index,
                     int64_t count, nd_interleave_kernel *interleave, void *run);
void nd_walk_scatter (const nd_launch *launch, const nd_access *x, size_t size,
                      const int64_t *index, int64_t count, const void *run);

/* Moves `index` on by `count` elements. */
void nd_walk_advance (const nd_launch *launch, int64_t *index, int64_t count);

/* Writes `count` copies of one element. */
void nd_walk_fill (void *run, const void *element, size_t size, int64_t count);

#endif
