/* 64-bit integers: arithmetic among themselves and with doubles.

   Purpose    A double cannot hold every 64-bit integer, so Octave has rules of its own for them,
              which these functions follow to the last bit, oddities at the limits included.
   Ownership  Pure functions.
   Threads    Any.
   Failures   None: what does not fit becomes the nearest limit. */
#ifndef ND_DEVICE_CPU_WIDE_INTEGERS_H
#define ND_DEVICE_CPU_WIDE_INTEGERS_H

#include "device/cpu/kernels/saturate.h"

/* ---- among themselves -------------------------------------------------------------------- */

static inline int64_t nd_add_int64 (int64_t x, int64_t y)
{
  int64_t z;
  return __builtin_add_overflow (x, y, &z) ? (y < 0 ? INT64_MIN : INT64_MAX) : z;
}

static inline int64_t nd_subtract_int64 (int64_t x, int64_t y)
{
  int64_t z;
  return __builtin_sub_overflow (x, y, &z) ? (y < 0 ? INT64_MAX : INT64_MIN) : z;
}

static inline int64_t nd_multiply_int64 (int64_t x, int64_t y)
{
  int64_t z;
  return __builtin_mul_overflow (x, y, &z) ? ((x < 0) != (y < 0) ? INT64_MIN : INT64_MAX) : z;
}

static inline uint64_t nd_magnitude (int64_t x)
{
  return x < 0 ? 0 - (uint64_t)x : (uint64_t)x;
}

static inline int64_t nd_divide_int64 (int64_t x, int64_t y)
{
  if (y == 0)
    return x < 0 ? INT64_MIN : x > 0 ? INT64_MAX : 0;
  if (y == -1)
    return x == INT64_MIN ? INT64_MAX : -x;
  int64_t quotient = x / y;
  uint64_t rest = nd_magnitude (x % y), divisor = nd_magnitude (y);
  if (rest >= divisor - rest)
    quotient += (x < 0) == (y < 0) ? 1 : -1;
  return quotient;
}

static inline uint64_t nd_add_uint64 (uint64_t x, uint64_t y)
{
  uint64_t z = x + y;
  return z < x ? UINT64_MAX : z;
}

static inline uint64_t nd_subtract_uint64 (uint64_t x, uint64_t y)
{
  return x > y ? x - y : 0;
}

static inline uint64_t nd_multiply_uint64 (uint64_t x, uint64_t y)
{
  uint64_t z;
  return __builtin_mul_overflow (x, y, &z) ? UINT64_MAX : z;
}

static inline uint64_t nd_divide_uint64 (uint64_t x, uint64_t y)
{
  if (y == 0)
    return x ? UINT64_MAX : 0;
  uint64_t rest = x % y;
  return x / y + (rest >= y - rest);
}

/* ---- sums with a double: the double is rounded first ------------------------------------- */

/* Beyond the integer's range the sum may still be within it: half of the double is added twice. */
static inline int64_t nd_add_int64_double (int64_t x, double y)
{
  if (fabs (y) < 0x1p63)
    return nd_add_int64 (x, nd_int64_from_double (y));
  int64_t half = nd_int64_from_double (y / 2);
  return nd_add_int64 (nd_add_int64 (x, half), half);
}

static inline int64_t nd_subtract_int64_double (int64_t x, double y)
{
  return nd_add_int64_double (x, -y);
}

static inline int64_t nd_subtract_double_int64 (double x, int64_t y)
{
  return y == INT64_MIN ? nd_int64_from_double (x + 0x1p63) : nd_add_int64_double (-y, x);
}

static inline uint64_t nd_add_uint64_double (uint64_t x, double y)
{
  return y < 0 ? nd_subtract_uint64 (x, nd_uint64_from_double (-y))
               : nd_add_uint64 (x, nd_uint64_from_double (y));
}

static inline uint64_t nd_subtract_uint64_double (uint64_t x, double y)
{
  return nd_add_uint64_double (x, -y);
}

static inline uint64_t nd_subtract_double_uint64 (double x, uint64_t y)
{
  if (x < 0x1p64)
    return nd_subtract_uint64 (nd_uint64_from_double (x), y);
  if (y == 0)
    return UINT64_MAX;
  return nd_add_uint64 (nd_uint64_from_double (x - 0x1p64), 0 - y);
}

/* ---- products with a double -------------------------------------------------------------- */

static inline bool nd_is_whole (double x)
{
  return x == trunc (x);
}

/* x * y in 32-bit words, the lowest first. */
static inline void nd_multiply_words (uint64_t x, uint64_t y, uint32_t words[4])
{
  uint64_t x_low = (uint32_t)x, x_high = x >> 32, y_low = (uint32_t)y, y_high = y >> 32;
  uint64_t low = x_low * y_low;
  uint64_t middle = (low >> 32) + (uint32_t)(x_high * y_low) + (uint32_t)(x_low * y_high);
  uint64_t high =
      (middle >> 32) + (x_high * y_low >> 32) + (x_low * y_high >> 32) + x_high * y_high;
  words[0] = (uint32_t)low;
  words[1] = (uint32_t)middle;
  words[2] = (uint32_t)high;
  words[3] = (uint32_t)(high >> 32);
}

/* |x| as mantissa * 2^exponent; Octave keeps 52 of the 53 bits. */
static inline uint64_t nd_split (double x, int *exponent)
{
  uint64_t mantissa = (uint64_t)ldexp (frexp (fabs (x), exponent), 52);
  *exponent -= 52;
  return mantissa;
}

/* The exact product, word by word, each rounded and added with saturation. */
static inline int64_t nd_scale_int64 (int64_t x, double y)
{
  uint32_t words[4];
  int exponent;
  int64_t sum = 0;
  bool is_negative = (x < 0) != (y < 0);
  nd_multiply_words (nd_magnitude (x), nd_split (y, &exponent), words);
  for (int i = 0; i < 4; i++, exponent += 32) {
    double part = ldexp ((double)words[i], exponent);
    sum = nd_add_int64 (sum, nd_int64_from_double (is_negative ? -part : part));
  }
  return sum;
}

static inline uint64_t nd_scale_uint64 (uint64_t x, double y)
{
  uint32_t words[4];
  int exponent;
  uint64_t sum = 0;
  nd_multiply_words (x, nd_split (y, &exponent), words);
  for (int i = 0; i < 4; i++, exponent += 32)
    sum = nd_add_uint64 (sum, nd_uint64_from_double (ldexp ((double)words[i], exponent)));
  return sum;
}

static inline int64_t nd_multiply_int64_double (int64_t x, double y)
{
  if (fabs (y) < 0x1p63 && nd_is_whole (y))
    return nd_multiply_int64 (x, (int64_t)y);
  if (y == 0.5)
    return nd_divide_int64 (x, 2);
  if (y == -0.5) /* Octave's divisor is -2 made unsigned, which saturates */
    return nd_divide_int64 (x, INT64_MAX);
  if (!isfinite (y))
    return nd_int64_from_double ((double)x * y);
  return nd_scale_int64 (x, y);
}

static inline uint64_t nd_multiply_uint64_double (uint64_t x, double y)
{
  if (y >= 0 && y < 0x1p64 && nd_is_whole (y))
    return nd_multiply_uint64 (x, (uint64_t)y);
  if (y == 0.5)
    return nd_divide_uint64 (x, 2);
  if (y < 0 || !isfinite (y))
    return nd_uint64_from_double ((double)x * y);
  return nd_scale_uint64 (x, y);
}

/* ---- quotients with a double ------------------------------------------------------------- */

static inline int64_t nd_divide_int64_double (int64_t x, double y)
{
  if (fabs (y) < 0x1p63 && nd_is_whole (y))
    return nd_divide_int64 (x, (int64_t)y);
  return nd_multiply_int64_double (x, 1.0 / y);
}

static inline uint64_t nd_divide_uint64_double (uint64_t x, double y)
{
  if (y >= 0 && y < 0x1p64 && nd_is_whole (y))
    return nd_divide_uint64 (x, (uint64_t)y);
  return nd_multiply_uint64_double (x, 1.0 / y);
}

#endif
