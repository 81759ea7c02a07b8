/* Kernels of rounding, signs, parts of complex values and questions about elements. */
#define _GNU_SOURCE
#include "device/cpu/kernels/kernels.h"
#include "device/cpu/kernels/saturate.h"
#include <complex.h>
#include <math.h>
#include <string.h>

/* ---- integers, which are whole, finite and their own real part ----------------------------- */

static void never (void *result, const void *a, const void *b, size_t count)
{
  (void)a;
  (void)b;
  memset (result, false, count);
}

static void always (void *result, const void *a, const void *b, size_t count)
{
  (void)a;
  (void)b;
  memset (result, true, count);
}

#define DEFINE_INTEGER(name, type, smallest, largest)                                              \
  ND_DEFINE_UNARY (same_##name, type, type, x)                                                     \
  ND_DEFINE_UNARY (zero_##name, type, type, ((void)x, (type)0))                                    \
  ND_DEFINE_UNARY (abs_##name, type, type,                                                         \
                   (smallest) == 0 || x > 0 ? x                                                    \
                   : x == (type)(smallest)  ? (type)(largest)                                      \
                                            : (type)(0 - x))                                        \
  ND_DEFINE_UNARY (sign_##name, type, type, (type)((x > 0) - ((smallest) != 0 && x < 1 && x != 0)))
ND_ALL_INTEGERS (DEFINE_INTEGER)

/* ---- floats -------------------------------------------------------------------------------- */

static bool is_na_double (double x)
{
  uint64_t bits;
  memcpy (&bits, &x, sizeof bits);
  return bits == UINT64_C (0x7ff840f440000000);
}

static bool is_na_single (float x)
{
  uint32_t bits;
  memcpy (&bits, &x, sizeof bits);
  return bits == UINT32_C (0x7fc207a2);
}

/* Half away from zero: adding the largest number below one half cannot carry over it. */
#define ROUNDED(x, f, half) trunc##f ((x) + copysign##f (half, x))
#define ALMOST_HALF_double 0.49999999999999994
#define ALMOST_HALF_single 0.49999997F

/* Octave's log2 with two results leaves an exponent of 0 with what is not finite. */
static double exponent_double (double x)
{
  int exponent = 0;
  (void)frexp (x, &exponent);
  return exponent;
}

static float exponent_single (float x)
{
  int exponent = 0;
  (void)frexpf (x, &exponent);
  return (float)exponent;
}

static double mantissa_double (double x)
{
  int exponent;
  return frexp (x, &exponent);
}

static float mantissa_single (float x)
{
  int exponent;
  return frexpf (x, &exponent);
}

#define DEFINE_FLOAT(name, type, f)                                                                \
  ND_DEFINE_UNARY (abs_##name, type, type, fabs##f (x))                                            \
  ND_DEFINE_UNARY (real_##name, type, type, x)                                                     \
  ND_DEFINE_UNARY (imag_##name, type, type, ((void)x, (type)0))                                    \
  ND_DEFINE_UNARY (arg_##name, type, type, signbit (x) ? (type)M_PI : 0)                           \
  ND_DEFINE_UNARY (ceil_##name, type, type, ceil##f (x))                                           \
  ND_DEFINE_UNARY (floor_##name, type, type, floor##f (x))                                         \
  ND_DEFINE_UNARY (fix_##name, type, type, trunc##f (x))                                           \
  ND_DEFINE_UNARY (round_##name, type, type, ROUNDED (x, f, ALMOST_HALF_##name))                   \
  ND_DEFINE_UNARY (sign_##name, type, type, x != x ? x : (type)((x > 0) - (x < 0)))                \
  ND_DEFINE_UNARY (sign_bit_##name, bool, type, signbit (x) != 0)                                  \
  ND_DEFINE_UNARY (is_inf_##name, bool, type, fabs##f (x) == (type)INFINITY)                       \
  ND_DEFINE_UNARY (is_finite_##name, bool, type, fabs##f (x) < (type)INFINITY)                     \
  ND_DEFINE_UNARY (na_##name, bool, type, is_na_##name (x))                                        \
  ND_DEFINE_UNARY (mantissas_##name, type, type, mantissa_##name (x))                              \
  ND_DEFINE_UNARY (exponents_##name, type, type, exponent_##name (x))
DEFINE_FLOAT (double, double, )
DEFINE_FLOAT (single, float, f)

/* ---- complex ------------------------------------------------------------------------------- */

/* The mantissa has the magnitude's and the value's direction; a whole value as it is. */
#define DEFINE_COMPLEX(name, real_name, pair, type, f)                                             \
  static inline type magnitude_##name (pair x)                                                     \
  {                                                                                                \
    return hypot##f (x.re, x.im);                                                                  \
  }                                                                                                \
  static inline pair scaled_##name (pair x, type by, type to)                                      \
  {                                                                                                \
    return by != to ? (pair){x.re / by * to, x.im / by * to} : x;                                  \
  }                                                                                                \
  static inline pair direction_##name (pair x)                                                     \
  {                                                                                                \
    type size = magnitude_##name (x);                                                              \
    return size == 0 ? (pair){0, 0} : (pair){x.re / size, x.im / size};                            \
  }                                                                                                \
  ND_DEFINE_UNARY (abs_##name, type, pair, magnitude_##name (x))                                   \
  ND_DEFINE_UNARY (real_##name, type, pair, x.re)                                                  \
  ND_DEFINE_UNARY (imag_##name, type, pair, x.im)                                                  \
  ND_DEFINE_UNARY (arg_##name, type, pair, atan2##f (x.im, x.re))                                  \
  ND_DEFINE_UNARY (ceil_##name, pair, pair, ((pair){ceil##f (x.re), ceil##f (x.im)}))              \
  ND_DEFINE_UNARY (floor_##name, pair, pair, ((pair){floor##f (x.re), floor##f (x.im)}))           \
  ND_DEFINE_UNARY (fix_##name, pair, pair, ((pair){trunc##f (x.re), trunc##f (x.im)}))             \
  ND_DEFINE_UNARY (round_##name, pair, pair,                                                       \
                   ((pair){ROUNDED (x.re, f, ALMOST_HALF_##real_name),                             \
                           ROUNDED (x.im, f, ALMOST_HALF_##real_name)}))                           \
  ND_DEFINE_UNARY (sign_##name, pair, pair, direction_##name (x))                                  \
  ND_DEFINE_UNARY (is_inf_##name, bool, pair,                                                      \
                   (fabs##f (x.re) == (type)INFINITY) | (fabs##f (x.im) == (type)INFINITY))        \
  ND_DEFINE_UNARY (is_finite_##name, bool, pair,                                                   \
                   (fabs##f (x.re) < (type)INFINITY) & (fabs##f (x.im) < (type)INFINITY))          \
  ND_DEFINE_UNARY (na_##name, bool, pair, is_na_##real_name (x.re) | is_na_##real_name (x.im))     \
  ND_DEFINE_UNARY (                                                                                \
      mantissas_##name, pair, pair,                                                                \
      scaled_##name (x, magnitude_##name (x), mantissa_##real_name (magnitude_##name (x))))        \
  ND_DEFINE_UNARY (exponents_##name, type, pair, exponent_##real_name (magnitude_##name (x)))
DEFINE_COMPLEX (complex_double, double, nd_complex_double, double, )
DEFINE_COMPLEX (complex_single, single, nd_complex_single, float, f)

/* ---- table --------------------------------------------------------------------------------- */

ND_OPERATORS_OF (PARTS, ND_OP_ABS, ND_OP_EXPONENT);

#define COLUMN(op) [(op)-FIRST]
#define QUESTIONS(inf, finite, na)                                                                 \
  COLUMN (ND_OP_IS_INF) = inf, COLUMN (ND_OP_IS_FINITE) = finite, COLUMN (ND_OP_IS_NA) = na
#define INTEGER(name)                                                                              \
  {                                                                                                \
    COLUMN (ND_OP_ABS) = abs_##name, COLUMN (ND_OP_REAL) = same_##name,                            \
           COLUMN (ND_OP_IMAG) = zero_##name, COLUMN (ND_OP_CEIL) = same_##name,                   \
           COLUMN (ND_OP_FLOOR) = same_##name, COLUMN (ND_OP_FIX) = same_##name,                   \
           COLUMN (ND_OP_ROUND) = same_##name, COLUMN (ND_OP_SIGN) = sign_##name,                  \
           QUESTIONS (never, always, never)                                                        \
  }
#define FLOAT_OR_COMPLEX(name)                                                                     \
  COLUMN (ND_OP_ABS) = abs_##name, COLUMN (ND_OP_REAL) = real_##name,                              \
         COLUMN (ND_OP_IMAG) = imag_##name, COLUMN (ND_OP_ARG) = arg_##name,                       \
         COLUMN (ND_OP_CEIL) = ceil_##name, COLUMN (ND_OP_FLOOR) = floor_##name,                   \
         COLUMN (ND_OP_FIX) = fix_##name, COLUMN (ND_OP_ROUND) = round_##name,                     \
         COLUMN (ND_OP_SIGN) = sign_##name, COLUMN (ND_OP_MANTISSA) = mantissas_##name,            \
         COLUMN (ND_OP_EXPONENT) = exponents_##name,                                               \
         QUESTIONS (is_inf_##name, is_finite_##name, na_##name)

static nd_kernel *const kernels[ND_DTYPE_COUNT][OPERATORS] = {
    [ND_LOGICAL] = {QUESTIONS (never, always, never)},
    [ND_INT8] = INTEGER (int8),
    [ND_INT16] = INTEGER (int16),
    [ND_INT32] = INTEGER (int32),
    [ND_INT64] = INTEGER (int64),
    [ND_UINT8] = INTEGER (uint8),
    [ND_UINT16] = INTEGER (uint16),
    [ND_UINT32] = INTEGER (uint32),
    [ND_UINT64] = INTEGER (uint64),
    [ND_SINGLE] = {FLOAT_OR_COMPLEX (single), COLUMN (ND_OP_SIGN_BIT) = sign_bit_single},
    [ND_DOUBLE] = {FLOAT_OR_COMPLEX (double), COLUMN (ND_OP_SIGN_BIT) = sign_bit_double},
    [ND_COMPLEX_SINGLE] = {FLOAT_OR_COMPLEX (complex_single)},
    [ND_COMPLEX_DOUBLE] = {FLOAT_OR_COMPLEX (complex_double)},
};

nd_kernel *ND_ISA_NAME (nd_cpu_parts_kernel) (nd_op op, nd_dtype a)
{
  return kernels[a][op - FIRST];
}
