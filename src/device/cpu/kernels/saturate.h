/* Octave's integer arithmetic on single elements: rounding half away from zero and saturation.

   Purpose    Conversions to integer classes, shared by casts and arithmetic.
   Ownership  Pure functions.
   Threads    Any.
   Failures   None: NaN becomes 0, what does not fit the nearest limit. */
#ifndef ND_DEVICE_CPU_SATURATE_H
#define ND_DEVICE_CPU_SATURATE_H

#include <math.h>
#include <stdbool.h>
#include <stdint.h>

/* X (name, type, smallest, largest) for the classes whose values a double holds exactly. */
#define ND_SMALL_INTEGERS(X)                                                                       \
  X (int8, int8_t, INT8_MIN, INT8_MAX)                                                             \
  X (int16, int16_t, INT16_MIN, INT16_MAX)                                                         \
  X (int32, int32_t, INT32_MIN, INT32_MAX)                                                         \
  X (uint8, uint8_t, 0, UINT8_MAX)                                                                 \
  X (uint16, uint16_t, 0, UINT16_MAX)                                                              \
  X (uint32, uint32_t, 0, UINT32_MAX)

#define ND_ALL_INTEGERS(X)                                                                         \
  ND_SMALL_INTEGERS (X)                                                                            \
  X (int64, int64_t, INT64_MIN, INT64_MAX)                                                         \
  X (uint64, uint64_t, 0, UINT64_MAX)

/* Adding the largest number below one half and truncating rounds half away from zero: one half
   itself would round 0.49999999999999994 up. */
static const double nd_almost_half = 0.49999999999999994;

#define DEFINE_FROM_DOUBLE(name, type, smallest, largest)                                          \
  static inline type nd_##name##_from_double (double x)                                            \
  {                                                                                                \
    double y = x > (double)(largest) ? (double)(largest) : x;                                      \
    y = y < (double)(smallest) ? (double)(smallest) : y;                                           \
    y = y != y ? 0.0 : y;                                                                          \
    return (type)(y + copysign (nd_almost_half, y));                                               \
  }
ND_SMALL_INTEGERS (DEFINE_FROM_DOUBLE)
#undef DEFINE_FROM_DOUBLE

static inline int64_t nd_int64_from_double (double x)
{
  if (x >= 0x1p63)
    return INT64_MAX;
  if (x <= -0x1p63)
    return INT64_MIN;
  return x != x ? 0 : (int64_t)(x + copysign (nd_almost_half, x));
}

static inline uint64_t nd_uint64_from_double (double x)
{
  if (x >= 0x1p64)
    return UINT64_MAX;
  return x > 0 ? (uint64_t)(x + nd_almost_half) : 0;
}

#define DEFINE_FROM_INTEGERS(name, type, smallest, largest)                                        \
  static inline type nd_##name##_from_int64 (int64_t x)                                            \
  {                                                                                                \
    return (type)(x > (int64_t)(largest)    ? (int64_t)(largest)                                   \
                  : x < (int64_t)(smallest) ? (int64_t)(smallest)                                  \
                                            : x);                                                  \
  }                                                                                                \
  static inline type nd_##name##_from_uint64 (uint64_t x)                                          \
  {                                                                                                \
    return (type)(x > (uint64_t)(largest) ? (uint64_t)(largest) : x);                              \
  }
ND_SMALL_INTEGERS (DEFINE_FROM_INTEGERS)
#undef DEFINE_FROM_INTEGERS

static inline int64_t nd_int64_from_int64 (int64_t x)
{
  return x;
}

static inline int64_t nd_int64_from_uint64 (uint64_t x)
{
  return x > INT64_MAX ? INT64_MAX : (int64_t)x;
}

static inline uint64_t nd_uint64_from_int64 (int64_t x)
{
  return x < 0 ? 0 : (uint64_t)x;
}

static inline uint64_t nd_uint64_from_uint64 (uint64_t x)
{
  return x;
}

#endif
