/* The logarithm of gamma's size, and gamma's sign.

   Purpose    One place for what the kernels of real and of complex results share.  C libraries
              differ in the sign that they report at negative whole numbers: there it is none.
   Ownership  Pure functions.
   Threads    Any: lgamma_r, since lgamma leaves the sign in a variable of the process.
   Failures   None. */
#ifndef ND_DEVICE_CPU_GAMMA_H
#define ND_DEVICE_CPU_GAMMA_H

#include <math.h>
#include <stdbool.h>

/* Needs _GNU_SOURCE for lgamma_r. */
#define ND_DEFINE_LGAMMA(name, type, f)                                                            \
  static inline type nd_lgamma_##name (type x, bool *is_negative)                                  \
  {                                                                                                \
    int sign;                                                                                      \
    type value = lgamma##f##_r (x, &sign);                                                         \
    *is_negative = sign < 0 && (x == 0 || x != floor##f (x));                                      \
    return value;                                                                                  \
  }
ND_DEFINE_LGAMMA (double, double, )
ND_DEFINE_LGAMMA (single, float, f)

#endif
