/* Kernels of functions of two operands. */
#define _GNU_SOURCE
#include "device/cpu/kernels/kernels.h"
#include "device/cpu/kernels/saturate.h"
#include "device/cpu/kernels/vector.h"
#include <float.h>
#include <math.h>

/* ---- floats -------------------------------------------------------------------------------- */

#define DEFINE_VECTOR(name, accuracy, suffix, type, macro)                                         \
  static void name##_##suffix (void *result, const void *a, const void *b, size_t count)           \
  {                                                                                                \
    nd_each_pair_##suffix (macro (name, accuracy), result, a, b, count);                           \
  }
DEFINE_VECTOR (atan2, u10, double, double, ND_SLEEF_DOUBLE)
DEFINE_VECTOR (atan2, u10, single, float, ND_SLEEF_SINGLE)
DEFINE_VECTOR (hypot, u05, double, double, ND_SLEEF_DOUBLE)
DEFINE_VECTOR (hypot, u05, single, float, ND_SLEEF_SINGLE)

/* Remainders as Octave has them: a quotient by a fraction that is whole but for rounding counts as
   whole, and the result has the sign of the divisor (mod) or of the dividend (rem). */
#define DEFINE_REMAINDER(name, type, f, epsilon)                                                   \
  static inline type nearest_##name (type x)                                                       \
  {                                                                                                \
    return floor##f (x + (type)0.5);                                                               \
  }                                                                                                \
  static inline type rest_##name (type x, type y, type quotient, type whole)                       \
  {                                                                                                \
    type nearest = nearest_##name (quotient);                                                      \
    bool is_fraction = y != nearest_##name (y) && fabs##f (y) < (type)INFINITY;                    \
    bool is_whole = fabs##f ((quotient - nearest) / nearest) < (epsilon);                          \
    return (is_fraction & is_whole) ? 0 : x - y * whole;                                           \
  }                                                                                                \
  static inline type mod_of_##name (type x, type y)                                                \
  {                                                                                                \
    type rest = rest_##name (x, y, x / y, floor##f (x / y));                                       \
    return y == 0 ? x : x == y ? rest : copysign##f (rest, y);                                     \
  }                                                                                                \
  static inline type rem_of_##name (type x, type y)                                                \
  {                                                                                                \
    type rest = rest_##name (x, y, x / y, trunc##f (x / y));                                       \
    return y == 0 ? (type)NAN : x == y ? rest : copysign##f (rest, x);                             \
  }                                                                                                \
  ND_DEFINE_BINARY (mod_##name, type, type, type, mod_of_##name (x, y))                            \
  ND_DEFINE_BINARY (rem_##name, type, type, type, rem_of_##name (x, y))
DEFINE_REMAINDER (double, double, , DBL_EPSILON)
DEFINE_REMAINDER (single, float, f, FLT_EPSILON)

/* NaN loses against numbers. */
#define DEFINE_EXTREMES(name, type)                                                                \
  ND_DEFINE_BINARY (max_##name, type, type, type, ((y != y) | (x >= y)) ? x : y)                   \
  ND_DEFINE_BINARY (min_##name, type, type, type, ((y != y) | (x <= y)) ? x : y)
DEFINE_EXTREMES (double, double)
DEFINE_EXTREMES (single, float)

static double gcd_of_double (double x, double y)
{
  x = fabs (x);
  y = fabs (y);
  while (y > 0) { /* not for NaN, which is the rest of what is infinite */
    double rest = fmod (x, y);
    x = y;
    y = rest;
  }
  return y == 0 ? x : y;
}
ND_DEFINE_BINARY (gcd_double, double, double, double, gcd_of_double (x, y))

/* Octave's counts are int, and those that are beyond it shift by nothing. */
static inline int shift_count (double by)
{
  return fabs (by) < 0x1p31 ? (int)by : 0;
}

/* Octave's conversion to int64 of a magnitude: what is beyond it becomes the smallest. */
static inline int64_t shifted_bits (double magnitude)
{
  return magnitude < 0x1p63 ? (int64_t)magnitude : INT64_MIN;
}

/* Octave shifts the bits of the whole part's magnitude, of which a float holds `digits`. */
#define DEFINE_FLOAT_SHIFT(name, type, bits, digits)                                               \
  static type shifted_##name (type x, double by)                                                   \
  {                                                                                                \
    const int64_t mask = (INT64_C (1) << (digits)) - 1;                                            \
    int64_t size = shifted_bits (fabs ((double)x));                                                \
    int count = shift_count (by);                                                                  \
    int64_t moved = count >= (bits) ? 0                                                            \
                    : count >= 0    ? (int64_t)((uint64_t)size << count) & mask                    \
                                    : size >> (-count & 63) & mask;                                   \
    return (type)(x < 0 ? -moved : moved);                                                         \
  }                                                                                                \
  ND_DEFINE_BINARY (shift_##name, type, type, double, shifted_##name (x, y))
DEFINE_FLOAT_SHIFT (double, double, 64, DBL_MANT_DIG)
DEFINE_FLOAT_SHIFT (single, float, 32, FLT_MANT_DIG)

/* ---- complex ------------------------------------------------------------------------------- */

/* Ordered by magnitude. */
#define DEFINE_COMPLEX(name, real_name, pair, type, f)                                             \
  static inline type size_##name (pair x)                                                          \
  {                                                                                                \
    return hypot##f (x.re, x.im);                                                                  \
  }                                                                                                \
  static inline bool is_nan_##name (pair x)                                                        \
  {                                                                                                \
    return x.re != x.re || x.im != x.im;                                                           \
  }                                                                                                \
  ND_DEFINE_BINARY (max_##name, pair, pair, pair,                                                  \
                    size_##name (x) >= size_##name (y) || is_nan_##name (x) ? x : y)               \
  ND_DEFINE_BINARY (min_##name, pair, pair, pair,                                                  \
                    size_##name (x) <= size_##name (y) || is_nan_##name (x) ? x : y)               \
  ND_DEFINE_BINARY (complex_##real_name, pair, type, type, ((pair){x, y}))
DEFINE_COMPLEX (complex_double, double, nd_complex_double, double, )
DEFINE_COMPLEX (complex_single, single, nd_complex_single, float, f)

/* ---- integers ------------------------------------------------------------------------------ */

/* Without a branch for -1, by which the smallest value cannot be divided. */
#define DEFINE_INTEGER(name, type, smallest, largest)                                              \
  static inline type rem_of_##name (type x, type y)                                                \
  {                                                                                                \
    bool is_unit = (smallest) != 0 && y == (type)-1;                                               \
    return y == 0 || is_unit ? 0 : (type)(x % y);                                                  \
  }                                                                                                \
  static inline type mod_of_##name (type x, type y)                                                \
  {                                                                                                \
    type rest = rem_of_##name (x, y);                                                              \
    bool differ = (smallest) != 0 && (rest < 1) != (y < 1) && rest != 0;                           \
    return y == 0 ? x : differ ? (type)(rest + y) : rest;                                          \
  }                                                                                                \
  static inline type size_##name (type x)                                                          \
  {                                                                                                \
    return (smallest) == 0 || x > 0 ? x : x == (type)(smallest) ? (type)(largest) : (type)(0 - x); \
  }                                                                                                \
  static type gcd_of_##name (type x, type y)                                                       \
  {                                                                                                \
    x = size_##name (x);                                                                           \
    y = size_##name (y);                                                                           \
    while (y != 0) {                                                                               \
      type rest = (type)(x % y);                                                                   \
      x = y;                                                                                       \
      y = rest;                                                                                    \
    }                                                                                              \
    return x;                                                                                      \
  }                                                                                                \
  /* Beyond the width, right shifts do what processors do with such counts, as in Octave. */       \
  static inline type shifted_##name (type x, double by)                                            \
  {                                                                                                \
    enum { BITS = 8 * sizeof (type) - ((smallest) != 0), COUNTS = BITS < 63 ? 31 : 63 };           \
    int count = shift_count (by);                                                                  \
    return count >= BITS ? 0                                                                       \
           : count >= 0  ? (type)((uint64_t)x << count)                                            \
                         : (type)(x >> (-count & COUNTS));                                          \
  }                                                                                                \
  ND_DEFINE_BINARY (rem_##name, type, type, type, rem_of_##name (x, y))                            \
  ND_DEFINE_BINARY (mod_##name, type, type, type, mod_of_##name (x, y))                            \
  ND_DEFINE_BINARY (max_##name, type, type, type, x >= y ? x : y)                                  \
  ND_DEFINE_BINARY (min_##name, type, type, type, x <= y ? x : y)                                  \
  ND_DEFINE_BINARY (gcd_##name, type, type, type, gcd_of_##name (x, y))                            \
  ND_DEFINE_BINARY (and_##name, type, type, type, (type)(x & y))                                   \
  ND_DEFINE_BINARY (or_##name, type, type, type, (type)(x | y))                                    \
  ND_DEFINE_BINARY (xor_##name, type, type, type, (type)(x ^ y))                                   \
  ND_DEFINE_BINARY (shift_##name, type, type, double, shifted_##name (x, y))
ND_ALL_INTEGERS (DEFINE_INTEGER)

/* ---- table --------------------------------------------------------------------------------- */

ND_OPERATORS_OF (PAIRS, ND_OP_ATAN2, ND_OP_COMPLEX);

#define COLUMN(op) [(op)-FIRST]
#define EXTREMES(name) COLUMN (ND_OP_MAX) = max_##name, COLUMN (ND_OP_MIN) = min_##name
#define REMAINDERS(name) COLUMN (ND_OP_REM) = rem_##name, COLUMN (ND_OP_MOD) = mod_##name
#define BITS(name)                                                                                 \
  COLUMN (ND_OP_BIT_AND) = and_##name, COLUMN (ND_OP_BIT_OR) = or_##name,                          \
         COLUMN (ND_OP_BIT_XOR) = xor_##name
#define FLOAT(name)                                                                                \
  COLUMN (ND_OP_ATAN2) = atan2_##name, COLUMN (ND_OP_HYPOT) = hypot_##name, REMAINDERS (name),     \
         EXTREMES (name), COLUMN (ND_OP_BIT_SHIFT) = shift_##name,                                 \
         COLUMN (ND_OP_COMPLEX) = complex_##name
#define INTEGER(name)                                                                              \
  {                                                                                                \
    REMAINDERS (name), EXTREMES (name), COLUMN (ND_OP_GCD) = gcd_##name, BITS (name),              \
                                               COLUMN (ND_OP_BIT_SHIFT) = shift_##name             \
  }

/* By the class of the first operand; logical values are bits of one byte. */
static nd_kernel *const kernels[ND_DTYPE_COUNT][OPERATORS] = {
    [ND_LOGICAL] = {BITS (uint8)},
    [ND_INT8] = INTEGER (int8),
    [ND_INT16] = INTEGER (int16),
    [ND_INT32] = INTEGER (int32),
    [ND_INT64] = INTEGER (int64),
    [ND_UINT8] = INTEGER (uint8),
    [ND_UINT16] = INTEGER (uint16),
    [ND_UINT32] = INTEGER (uint32),
    [ND_UINT64] = INTEGER (uint64),
    [ND_SINGLE] = {FLOAT (single)},
    [ND_DOUBLE] = {FLOAT (double), COLUMN (ND_OP_GCD) = gcd_double},
    [ND_COMPLEX_SINGLE] = {EXTREMES (complex_single)},
    [ND_COMPLEX_DOUBLE] = {EXTREMES (complex_double)},
};

nd_kernel *ND_ISA_NAME (nd_cpu_pairs_kernel) (nd_op op, nd_dtype a)
{
  return kernels[a][op - FIRST];
}
