/* Small calculations with sizes.

   Purpose    What many files would otherwise write for themselves.
   Ownership  Pure functions.
   Threads    Any.
   Failures   None. */
#ifndef ND_BASE_NUMBERS_H
#define ND_BASE_NUMBERS_H

#include <stddef.h>
#include <stdint.h>

static inline int64_t nd_smaller (int64_t a, int64_t b)
{
  return a < b ? a : b;
}

static inline int64_t nd_larger (int64_t a, int64_t b)
{
  return a > b ? a : b;
}

/* How many pieces a whole has; the last one may be shorter. */
static inline int64_t nd_pieces (int64_t whole, int64_t piece)
{
  return (whole + piece - 1) / piece;
}

/* The next multiple of `unit`. */
static inline size_t nd_round_up (size_t nbytes, size_t unit)
{
  return (nbytes + unit - 1) / unit * unit;
}

#endif
