/* Complex elements as the C library takes them.

   Purpose    ND_DEFINE_COMPLEX_VALUE makes of a name, a pair of parts and the class of a part:
              NAME_value, NAME_open (pair) and NAME_close (value); ND_DEFINE_COMPLEX_OPEN the first
              two of them.
   Ownership  Pure functions.
   Threads    Any.
   Failures   None. */
#ifndef ND_DEVICE_CPU_KERNELS_COMPLEX_VALUES_H
#define ND_DEVICE_CPU_KERNELS_COMPLEX_VALUES_H

#include <string.h>

/* Values go through memcpy because gcc, where it sees the parts of a product, makes one rounding of
   a product and a sum (vfmaddsub), contraction allowed or not: instruction sets would differ. */
#define ND_DEFINE_COMPLEX_OPEN(name, pair, type)                                                   \
  typedef type _Complex name##_value;                                                              \
  static inline name##_value name##_open (pair x)                                                  \
  {                                                                                                \
    name##_value z;                                                                                \
    memcpy (&z, &x, sizeof z);                                                                     \
    return z;                                                                                      \
  }

#define ND_DEFINE_COMPLEX_VALUE(name, pair, type)                                                  \
  ND_DEFINE_COMPLEX_OPEN (name, pair, type)                                                        \
  static inline pair name##_close (name##_value z)                                                 \
  {                                                                                                \
    pair x;                                                                                        \
    memcpy (&x, &z, sizeof x);                                                                     \
    return x;                                                                                      \
  }

#endif
