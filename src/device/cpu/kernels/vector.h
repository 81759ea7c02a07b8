/* Vectors of the instruction set that a source is compiled for, and SLEEF's functions on them.

   Purpose    nd_doubles and nd_singles are as many elements as one SLEEF call takes.  The functions
              are those that SLEEF calls deterministic: an element's result does not depend on its
              neighbours, so neither on its position nor on how work is divided among threads.
   Ownership  Pure functions.
   Threads    Any.
   Failures   None. */
#ifndef ND_DEVICE_CPU_VECTOR_H
#define ND_DEVICE_CPU_VECTOR_H

#include <sleef.h>
#include <stddef.h>
#include <string.h>

#define ND_SLEEF_NAME(prefix, name, lanes, accuracy, set)                                          \
  Sleef_##prefix##_##name##lanes##_##accuracy##set

/* ND_SLEEF_DOUBLE (exp, u10) is the function, u10 SLEEF's name for an error of at most 1.0 ulp. */
#if defined __AVX512F__
typedef __m512d nd_doubles;
typedef __m512 nd_singles;
#define ND_SLEEF_DOUBLE(name, accuracy) ND_SLEEF_NAME (finz, name, d8, accuracy, avx512f)
#define ND_SLEEF_SINGLE(name, accuracy) ND_SLEEF_NAME (finz, name, f16, accuracy, avx512f)
#elif defined __AVX2__ && defined __FMA__
typedef __m256d nd_doubles;
typedef __m256 nd_singles;
#define ND_SLEEF_DOUBLE(name, accuracy) ND_SLEEF_NAME (finz, name, d4, accuracy, avx2)
#define ND_SLEEF_SINGLE(name, accuracy) ND_SLEEF_NAME (finz, name, f8, accuracy, avx2)
#elif defined __SSE2__
typedef __m128d nd_doubles;
typedef __m128 nd_singles;
#define ND_SLEEF_DOUBLE(name, accuracy) ND_SLEEF_NAME (cinz, name, d2, accuracy, sse2)
#define ND_SLEEF_SINGLE(name, accuracy) ND_SLEEF_NAME (cinz, name, f4, accuracy, sse2)
#else
typedef double nd_doubles;
typedef float nd_singles;
#define ND_SLEEF_DOUBLE(name, accuracy) ND_SLEEF_NAME (cinz, name, d1, accuracy, purec)
#define ND_SLEEF_SINGLE(name, accuracy) ND_SLEEF_NAME (cinz, name, f1, accuracy, purec)
#endif

/* SLEEF's own function types: it qualifies what functions return, which clang takes as it is said.
 */
typedef __typeof__ (ND_SLEEF_DOUBLE (exp, u10)) nd_unary_double;
typedef __typeof__ (ND_SLEEF_SINGLE (exp, u10)) nd_unary_single;
typedef __typeof__ (ND_SLEEF_DOUBLE (pow, u10)) nd_pair_double;
typedef __typeof__ (ND_SLEEF_SINGLE (pow, u10)) nd_pair_single;

/* Applies a vector function of one or two operands to a run of elements.  The last ones, where they
   do not fill a vector, go through the same function beside copies of the first of them. */
#define ND_DEFINE_EACH(suffix, type, vector)                                                       \
  static inline void nd_each_##suffix (nd_unary_##suffix *f, type *r, const type *a, size_t count) \
  {                                                                                                \
    enum { LANES = sizeof (vector) / sizeof (type) };                                              \
    vector x;                                                                                      \
    size_t i = 0;                                                                                  \
    for (; i + LANES <= count; i += LANES) {                                                       \
      memcpy (&x, a + i, sizeof x);                                                                \
      x = f (x);                                                                                   \
      memcpy (r + i, &x, sizeof x);                                                                \
    }                                                                                              \
    if (i == count)                                                                                \
      return;                                                                                      \
    type rest[LANES];                                                                              \
    for (size_t k = 0; k < LANES; k++)                                                             \
      rest[k] = a[i + k < count ? i + k : i];                                                      \
    memcpy (&x, rest, sizeof x);                                                                   \
    x = f (x);                                                                                     \
    memcpy (rest, &x, sizeof x);                                                                   \
    for (size_t k = 0; i + k < count; k++)                                                         \
      r[i + k] = rest[k];                                                                          \
  }                                                                                                \
  static inline void nd_each_pair_##suffix (nd_pair_##suffix *f, type *r, const type *a,           \
                                            const type *b, size_t count)                           \
  {                                                                                                \
    enum { LANES = sizeof (vector) / sizeof (type) };                                              \
    vector x, y;                                                                                   \
    size_t i = 0;                                                                                  \
    for (; i + LANES <= count; i += LANES) {                                                       \
      memcpy (&x, a + i, sizeof x);                                                                \
      memcpy (&y, b + i, sizeof y);                                                                \
      x = f (x, y);                                                                                \
      memcpy (r + i, &x, sizeof x);                                                                \
    }                                                                                              \
    if (i == count)                                                                                \
      return;                                                                                      \
    type rest[2][LANES];                                                                           \
    for (size_t k = 0; k < LANES; k++) {                                                           \
      rest[0][k] = a[i + k < count ? i + k : i];                                                   \
      rest[1][k] = b[i + k < count ? i + k : i];                                                   \
    }                                                                                              \
    memcpy (&x, rest[0], sizeof x);                                                                \
    memcpy (&y, rest[1], sizeof y);                                                                \
    x = f (x, y);                                                                                  \
    memcpy (rest[0], &x, sizeof x);                                                                \
    for (size_t k = 0; i + k < count; k++)                                                         \
      r[i + k] = rest[0][k];                                                                       \
  }
ND_DEFINE_EACH (double, double, nd_doubles)
ND_DEFINE_EACH (single, float, nd_singles)

#endif
