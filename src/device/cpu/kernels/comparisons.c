/* Kernels for comparisons and for & |, whose results are logical. */
#define _DEFAULT_SOURCE
#include "device/cpu/kernels/kernels.h"
#include <complex.h>
#include <math.h>
#include <stdint.h>

#define REAL_TYPES(X)                                                                              \
  X (logical, bool)                                                                                \
  X (int8, int8_t)                                                                                 \
  X (int16, int16_t)                                                                               \
  X (int32, int32_t)                                                                               \
  X (int64, int64_t)                                                                               \
  X (uint8, uint8_t)                                                                               \
  X (uint16, uint16_t)                                                                             \
  X (uint32, uint32_t)                                                                             \
  X (uint64, uint64_t)                                                                             \
  X (single, float)                                                                                \
  X (double, double)

#define DEFINE_REAL(name, type)                                                                    \
  ND_DEFINE_BINARY (less_##name, bool, type, type, x < y)                                          \
  ND_DEFINE_BINARY (less_equal_##name, bool, type, type, x <= y)                                   \
  ND_DEFINE_BINARY (equal_##name, bool, type, type, x == y)                                        \
  ND_DEFINE_BINARY (greater_equal_##name, bool, type, type, x >= y)                                \
  ND_DEFINE_BINARY (greater_##name, bool, type, type, x > y)                                       \
  ND_DEFINE_BINARY (not_equal_##name, bool, type, type, x != y)                                    \
  ND_DEFINE_BINARY (and_##name, bool, type, type, (x != 0) & (y != 0))                             \
  ND_DEFINE_BINARY (or_##name, bool, type, type, (x != 0) | (y != 0))
REAL_TYPES (DEFINE_REAL)

/* ---- 64-bit integers with what no common class holds exactly ----------------------------- */

static inline bool less_signed (int64_t x, uint64_t y)
{
  return x < 0 || (uint64_t)x < y;
}

static inline bool equal_signed (int64_t x, uint64_t y)
{
  return x >= 0 && (uint64_t)x == y;
}

#define DEFINE_MIXED(name, a_type, b_type, less, equal, more)                                      \
  ND_DEFINE_BINARY (less_##name, bool, a_type, b_type, less)                                       \
  ND_DEFINE_BINARY (less_equal_##name, bool, a_type, b_type, (less) || (equal))                    \
  ND_DEFINE_BINARY (equal_##name, bool, a_type, b_type, equal)                                     \
  ND_DEFINE_BINARY (greater_equal_##name, bool, a_type, b_type, (more) || (equal))                 \
  ND_DEFINE_BINARY (greater_##name, bool, a_type, b_type, more)                                    \
  ND_DEFINE_BINARY (not_equal_##name, bool, a_type, b_type, !(equal))                              \
  ND_DEFINE_BINARY (and_##name, bool, a_type, b_type, (x != 0) & (y != 0))                         \
  ND_DEFINE_BINARY (or_##name, bool, a_type, b_type, (x != 0) | (y != 0))

DEFINE_MIXED (int64_uint64, int64_t, uint64_t, less_signed (x, y), equal_signed (x, y),
              !less_signed (x, y) && !equal_signed (x, y))
DEFINE_MIXED (uint64_int64, uint64_t, int64_t, !less_signed (y, x) && !equal_signed (y, x),
              equal_signed (y, x), less_signed (y, x))

/* Octave compares a 64-bit integer and a double as doubles where that decides, else as integers; a
   double of 2^63 (or 2^64) counts as less than the largest integers, which round to it, and -2^63
   as more than the smallest.  `op` is the comparison with the integer on its left. */
#define COMPARE_WIDE(integer, type, limit, real, op)                                               \
  ((double)(integer) != (real)     ? (double)(integer)op (real)                                    \
   : (double)(integer) == (limit)  ? 1 op 0                                                        \
   : (double)(integer) == -(limit) ? 0 op 1                                                        \
                                   : (integer)op (type) (real))
#define DEFINE_WITH_DOUBLE(name, type, limit)                                                      \
  DEFINE_MIXED (name##_double, type, double, COMPARE_WIDE (x, type, limit, y, <),                  \
                COMPARE_WIDE (x, type, limit, y, ==), COMPARE_WIDE (x, type, limit, y, >))         \
  DEFINE_MIXED (double_##name, double, type, COMPARE_WIDE (y, type, limit, x, >),                  \
                COMPARE_WIDE (y, type, limit, x, ==), COMPARE_WIDE (y, type, limit, x, <))
DEFINE_WITH_DOUBLE (int64, int64_t, 0x1p63)
DEFINE_WITH_DOUBLE (uint64, uint64_t, 0x1p64)

/* ---- complex: Octave orders by absolute value, then by argument in (-pi, pi] ------------- */

#define DEFINE_ORDER(name, type, pair, absolute, argument)                                         \
  static inline type absolute_##name (pair x)                                                      \
  {                                                                                                \
    return absolute (x.re, x.im);                                                                  \
  }                                                                                                \
  static inline type argument_##name (pair x)                                                      \
  {                                                                                                \
    type angle = argument (x.im, x.re);                                                            \
    return angle == (type)-M_PI ? (type)M_PI : angle;                                              \
  }
DEFINE_ORDER (complex_single, float, nd_complex_single, hypotf, atan2f)
DEFINE_ORDER (complex_double, double, nd_complex_double, hypot, atan2)

#define ABSOLUTE_single(x) fabsf (x)
#define ABSOLUTE_double(x) fabs (x)

/* A real operand counts as having argument 0, even when it is negative, as in Octave. */
#define ARGUMENT_single(x) 0.0F
#define ARGUMENT_double(x) 0.0

/* x OP y, where `strict` is OP without its equal part. */
#define COMPARE(x_absolute, y_absolute, x_argument, y_argument, op, strict)                        \
  (x_absolute == y_absolute ? x_argument op y_argument : x_absolute strict y_absolute)

#define DEFINE_ORDERED(name, a_type, b_type, xa, ya, xg, yg)                                       \
  ND_DEFINE_BINARY (less_##name, bool, a_type, b_type, COMPARE (xa, ya, xg, yg, <, <))             \
  ND_DEFINE_BINARY (less_equal_##name, bool, a_type, b_type, COMPARE (xa, ya, xg, yg, <=, <))      \
  ND_DEFINE_BINARY (greater_equal_##name, bool, a_type, b_type, COMPARE (xa, ya, xg, yg, >=, >))   \
  ND_DEFINE_BINARY (greater_##name, bool, a_type, b_type, COMPARE (xa, ya, xg, yg, >, >))

#define DEFINE_COMPLEX(name, pair, real_name, type)                                                \
  DEFINE_ORDERED (name, pair, pair, absolute_##name (x), absolute_##name (y), argument_##name (x), \
                  argument_##name (y))                                                             \
  ND_DEFINE_BINARY (equal_##name, bool, pair, pair, (x.re == y.re) & (x.im == y.im))               \
  ND_DEFINE_BINARY (not_equal_##name, bool, pair, pair, (x.re != y.re) | (x.im != y.im))           \
  ND_DEFINE_BINARY (and_##name, bool, pair, pair,                                                  \
                    ((x.re != 0) | (x.im != 0)) & ((y.re != 0) | (y.im != 0)))                     \
  ND_DEFINE_BINARY (or_##name, bool, pair, pair,                                                   \
                    (x.re != 0) | (x.im != 0) | (y.re != 0) | (y.im != 0))                         \
  DEFINE_ORDERED (name##_real, pair, type, absolute_##name (x), ABSOLUTE_##real_name (y),          \
                  argument_##name (x), ARGUMENT_##real_name (y))                                   \
  ND_DEFINE_BINARY (equal_##name##_real, bool, pair, type, (x.re == y) & (x.im == 0))              \
  ND_DEFINE_BINARY (not_equal_##name##_real, bool, pair, type, (x.re != y) | (x.im != 0))          \
  ND_DEFINE_BINARY (and_##name##_real, bool, pair, type, ((x.re != 0) | (x.im != 0)) & (y != 0))   \
  ND_DEFINE_BINARY (or_##name##_real, bool, pair, type, (x.re != 0) | (x.im != 0) | (y != 0))      \
  DEFINE_ORDERED (real_##name, type, pair, ABSOLUTE_##real_name (x), absolute_##name (y),          \
                  ARGUMENT_##real_name (x), argument_##name (y))                                   \
  ND_DEFINE_BINARY (equal_real_##name, bool, type, pair, (x == y.re) & (y.im == 0))                \
  ND_DEFINE_BINARY (not_equal_real_##name, bool, type, pair, (x != y.re) | (y.im != 0))            \
  ND_DEFINE_BINARY (and_real_##name, bool, type, pair, (x != 0) & ((y.re != 0) | (y.im != 0)))     \
  ND_DEFINE_BINARY (or_real_##name, bool, type, pair, (x != 0) | (y.re != 0) | (y.im != 0))
DEFINE_COMPLEX (complex_single, nd_complex_single, single, float)
DEFINE_COMPLEX (complex_double, nd_complex_double, double, double)

/* ---- tables ------------------------------------------------------------------------------ */

ND_OPERATORS_OF (COMPARISON, ND_OP_LESS, ND_OP_OR);

#define ROW(name)                                                                                  \
  {                                                                                                \
    less_##name, less_equal_##name, equal_##name, greater_equal_##name, greater_##name,            \
        not_equal_##name, and_##name, or_##name                                                    \
  }

static nd_kernel *const same[ND_DTYPE_COUNT][OPERATORS] = {
    [ND_LOGICAL] = ROW (logical),
    [ND_INT8] = ROW (int8),
    [ND_INT16] = ROW (int16),
    [ND_INT32] = ROW (int32),
    [ND_INT64] = ROW (int64),
    [ND_UINT8] = ROW (uint8),
    [ND_UINT16] = ROW (uint16),
    [ND_UINT32] = ROW (uint32),
    [ND_UINT64] = ROW (uint64),
    [ND_SINGLE] = ROW (single),
    [ND_DOUBLE] = ROW (double),
    [ND_COMPLEX_SINGLE] = ROW (complex_single),
    [ND_COMPLEX_DOUBLE] = ROW (complex_double),
};

static const struct {
  nd_dtype a, b;
  nd_kernel *kernels[OPERATORS];
} mixed[] = {
    {ND_COMPLEX_DOUBLE, ND_DOUBLE, ROW (complex_double_real)},
    {ND_DOUBLE, ND_COMPLEX_DOUBLE, ROW (real_complex_double)},
    {ND_COMPLEX_SINGLE, ND_SINGLE, ROW (complex_single_real)},
    {ND_SINGLE, ND_COMPLEX_SINGLE, ROW (real_complex_single)},
    {ND_INT64, ND_DOUBLE, ROW (int64_double)},
    {ND_DOUBLE, ND_INT64, ROW (double_int64)},
    {ND_UINT64, ND_DOUBLE, ROW (uint64_double)},
    {ND_DOUBLE, ND_UINT64, ROW (double_uint64)},
    {ND_INT64, ND_UINT64, ROW (int64_uint64)},
    {ND_UINT64, ND_INT64, ROW (uint64_int64)},
};

nd_kernel *ND_ISA_NAME (nd_cpu_comparison_kernel) (nd_op op, nd_dtype a, nd_dtype b)
{
  int column = (int)op - FIRST;
  if (a == b)
    return same[a][column];
  for (size_t i = 0; i < sizeof mixed / sizeof mixed[0]; i++)
    if (mixed[i].a == a && mixed[i].b == b)
      return mixed[i].kernels[column];
  return NULL;
}
