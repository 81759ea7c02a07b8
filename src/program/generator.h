/* Generators: arrays that are computed from nothing but where an element lies.

   Purpose    Ramps (linspace, colon) and random numbers.  Random numbers are counter-based: element
              i depends on the key, the position in the stream and i alone, so that they are the
              same on every device and for any number of threads.  The generator is Philox4x32-10
              (Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC11).
   Ownership  Plain memory.
   Threads    Any.
   Failures   None. */
#ifndef ND_PROGRAM_GENERATOR_H
#define ND_PROGRAM_GENERATOR_H

#include "array/dtype.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Element i of a ramp of n elements is first + i step for i < from_first, and
   last - (n - 1 - i) step for the others.  The outermost two are first and last to the bit, and,
   with has_middle, element n / 2 is middle.  Integer classes calculate modulo 2^64, in `integer_*`;
   the float ones by component. */
typedef struct nd_ramp {
  double first[2], step[2], middle[2], last[2]; /* real and imaginary part */
  bool has_middle;
  uint64_t integer_first, integer_step;
  int64_t from_first;
} nd_ramp;

typedef struct nd_random {
  uint64_t key;
  uint64_t position; /* of the first element's block in the stream */
  int64_t low;       /* of whole numbers: low ... low + range - 1 */
  uint64_t range;
} nd_random;

typedef enum nd_generator_kind {
  ND_GENERATE_RAMP,    /* any class but logical */
  ND_GENERATE_UNIFORM, /* double: 53 bits, single: 24 bits; never 0, never 1 */
  ND_GENERATE_NORMAL,  /* double and single; by Box and Muller's method */
  ND_GENERATE_WHOLE    /* double; every number of the range equally often, without bias */
} nd_generator_kind;

typedef struct nd_generator {
  nd_generator_kind kind;
  nd_dtype dtype;
  int64_t count; /* elements of the whole array */
  nd_ramp ramp;
  nd_random random;
} nd_generator;

/* Elements that one block of the random stream makes. */
static inline int64_t nd_generator_elements_per_block (const nd_generator *generator)
{
  return generator->dtype == ND_SINGLE ? 4 : 2;
}

#ifdef __cplusplus
}
#endif
#endif
