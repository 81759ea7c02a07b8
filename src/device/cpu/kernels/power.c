/* Kernels for .^ : real, complex and integer powers as Octave computes them. */
#include "device/cpu/kernels/complex_values.h"
#include "device/cpu/kernels/kernels.h"
#include "device/cpu/kernels/saturate.h"
#include "device/cpu/kernels/vector.h"
#include <complex.h>
#include <limits.h>
#include <string.h>

/* SLEEF's function overflows a little too early, so that infinite results are computed again; with
   short vectors the C library is faster. */
#if defined __AVX2__ && defined __FMA__
enum { CHUNK = 256 };

#define DEFINE_REAL_POWER(suffix, type, library, macro)                                            \
  static void power_chunk_##suffix (type *r, const type *a, const type *b, size_t count)           \
  {                                                                                                \
    type x[CHUNK], y[CHUNK]; /* r may be a or b */                                                 \
    bool is_infinite = false;                                                                      \
    memcpy (x, a, count * sizeof *x);                                                              \
    memcpy (y, b, count * sizeof *y);                                                              \
    nd_each_pair_##suffix (macro (pow, u10), r, x, y, count);                                      \
    for (size_t i = 0; i < count; i++)                                                             \
      is_infinite |= isinf (r[i]);                                                                 \
    for (size_t i = 0; i < count && is_infinite; i++)                                              \
      if (isinf (r[i]))                                                                            \
        r[i] = library (x[i], y[i]);                                                               \
  }                                                                                                \
  static void power_##suffix (void *result, const void *a, const void *b, size_t count)            \
  {                                                                                                \
    type *r = result;                                                                              \
    const type *x = a, *y = b;                                                                     \
    for (size_t i = 0; i < count; i += CHUNK)                                                      \
      power_chunk_##suffix (r + i, x + i, y + i, count - i < CHUNK ? count - i : CHUNK);           \
  }
DEFINE_REAL_POWER (single, float, powf, ND_SLEEF_SINGLE)
DEFINE_REAL_POWER (double, double, pow, ND_SLEEF_DOUBLE)
#else
ND_DEFINE_BINARY (power_single, float, float, float, powf (x, y))
ND_DEFINE_BINARY (power_double, double, double, double, pow (x, y))
#endif

/* ---- complex ------------------------------------------------------------------------------- */

/* As std::pow: integer exponents by repeated products, others through the logarithm.  Not
   ND_DEFINE_COMPLEX_VALUE: its close through memory makes z .^ 3 take twice the time. */

#define DEFINE_COMPLEX(name, pair, type, suffix)                                                   \
  ND_DEFINE_COMPLEX_OPEN (name, pair, type)                                                        \
  static inline pair name##_close (name##_value z)                                                 \
  {                                                                                                \
    return (pair){creal##suffix (z), cimag##suffix (z)};                                           \
  }                                                                                                \
  static name##_value name##_product (name##_value x, unsigned n)                                  \
  {                                                                                                \
    name##_value y = n % 2 ? x : 1;                                                                \
    while (n >>= 1) {                                                                              \
      x *= x;                                                                                      \
      if (n % 2)                                                                                   \
        y *= x;                                                                                    \
    }                                                                                              \
    return y;                                                                                      \
  }                                                                                                \
  static pair name##_polar (type radius, type angle)                                               \
  {                                                                                                \
    return (pair){radius * cos##suffix (angle), radius * sin##suffix (angle)};                     \
  }                                                                                                \
  static pair name##_power (pair x, pair y)                                                        \
  {                                                                                                \
    return name##_close (cpow##suffix (name##_open (x), name##_open (y)));                         \
  }                                                                                                \
  static pair name##_power_logarithm (pair x, type y)                                              \
  {                                                                                                \
    if (x.im == 0 && x.re > 0)                                                                     \
      return (pair){pow##suffix (x.re, y), 0};                                                     \
    name##_value t = clog##suffix (name##_open (x));                                               \
    return name##_polar (exp##suffix (y * creal##suffix (t)), y * cimag##suffix (t));              \
  }                                                                                                \
  static pair name##_power_real (pair x, type y)                                                   \
  {                                                                                                \
    if (y != rint##suffix (y) || fabs##suffix (y) >= (type)INT_MAX)                                \
      return name##_power_logarithm (x, y);                                                        \
    name##_value product = name##_product (name##_open (x), (unsigned)fabs##suffix (y));           \
    return name##_close (y < 0 ? (name##_value)1 / product : product);                             \
  }                                                                                                \
  static pair name##_real_power (type x, pair y)                                                   \
  {                                                                                                \
    if (!(x > 0))                                                                                  \
      return name##_power ((pair){x, 0}, y);                                                       \
    return name##_polar (pow##suffix (x, y.re), y.im * log##suffix (x));                           \
  }                                                                                                \
  ND_DEFINE_BINARY (power_##name, pair, pair, pair, name##_power (x, y))                           \
  ND_DEFINE_BINARY (power_##name##_real, pair, pair, type, name##_power_real (x, y))               \
  ND_DEFINE_BINARY (power_##name##_logarithm, pair, pair, type, name##_power_logarithm (x, y))     \
  ND_DEFINE_BINARY (power_real_##name, pair, type, pair, name##_real_power (x, y))                 \
  ND_DEFINE_BINARY (power_reals_##name, pair, type, type, name##_power_logarithm ((pair){x, 0}, y))
DEFINE_COMPLEX (complex_single, nd_complex_single, float, f)
DEFINE_COMPLEX (complex_double, nd_complex_double, double, )

/* ---- integers: repeated multiplication, saturating at every step ------------------------- */

#define DEFINE_SMALL_PRODUCT(name, type, smallest, largest)                                        \
  static inline type multiply_##name (type x, type y)                                              \
  {                                                                                                \
    type z;                                                                                        \
    if (!__builtin_mul_overflow (x, y, &z))                                                        \
      return z;                                                                                    \
    return (type)(((x < 1) != (y < 1)) ? (smallest) : (largest));                                  \
  }
ND_ALL_INTEGERS (DEFINE_SMALL_PRODUCT)

/* x^y for y > 0; digits is the number of bits after which every base but -1, 0, 1 has saturated. */
#define DEFINE_POSITIVE_POWER(name, type, smallest, largest)                                       \
  static type power_positive_##name (type x, type y)                                               \
  {                                                                                                \
    type result = x, factor = x;                                                                   \
    for (y--; y != 0;) {                                                                           \
      if (y & 1)                                                                                   \
        result = multiply_##name (result, factor);                                                 \
      y = (type)(y >> 1);                                                                          \
      if (y)                                                                                       \
        factor = multiply_##name (factor, factor);                                                 \
    }                                                                                              \
    return result;                                                                                 \
  }                                                                                                \
  static type power_##name (type x, type y)                                                        \
  {                                                                                                \
    if (y == 0 || x == 1)                                                                          \
      return 1;                                                                                    \
    if (y > 0)                                                                                     \
      return power_positive_##name (x, y);                                                         \
    if ((smallest) != 0 && x == (type)-1)                                                          \
      return (y & 1) ? x : (type)1;                                                                \
    return 0;                                                                                      \
  }                                                                                                \
  static type power_##name##_double (type x, double y)                                             \
  {                                                                                                \
    bool is_small = y >= 0 && y < (double)digits_##name && y == trunc (y);                         \
    return is_small ? power_##name (x, (type)y) : nd_##name##_from_double (pow ((double)x, y));    \
  }                                                                                                \
  ND_DEFINE_BINARY (powers_##name, type, type, type, power_##name (x, y))                          \
  ND_DEFINE_BINARY (powers_##name##_double, type, type, double, power_##name##_double (x, y))

enum {
  digits_int8 = 7,
  digits_int16 = 15,
  digits_int32 = 31,
  digits_int64 = 63,
  digits_uint8 = 8,
  digits_uint16 = 16,
  digits_uint32 = 32,
  digits_uint64 = 64
};
ND_ALL_INTEGERS (DEFINE_POSITIVE_POWER)

/* ---- table ------------------------------------------------------------------------------- */

#define INTEGER_ROWS(name, dtype)                                                                  \
  {ND_OP_POWER, dtype, dtype, dtype, powers_##name},                                               \
  {                                                                                                \
    ND_OP_POWER, dtype, dtype, ND_DOUBLE, powers_##name##_double                                   \
  }
#define COMPLEX_ROWS(name, pair, real)                                                             \
  {ND_OP_POWER, pair, pair, pair, power_##name},                                                   \
      {ND_OP_POWER, pair, pair, real, power_##name##_real},                                        \
      {ND_OP_POWER_BY_LOGARITHM, pair, pair, real, power_##name##_logarithm},                      \
      {ND_OP_POWER, pair, real, pair, power_real_##name},                                          \
  {                                                                                                \
    ND_OP_POWER, pair, real, real, power_reals_##name                                              \
  }

/* Real operands have a real and a complex power: the program says which it wants. */
static const struct {
  nd_op op;
  nd_dtype result, a, b;
  nd_kernel *kernel;
} rows[] = {
    {ND_OP_POWER, ND_DOUBLE, ND_DOUBLE, ND_DOUBLE, power_double},
    {ND_OP_POWER, ND_SINGLE, ND_SINGLE, ND_SINGLE, power_single},
    COMPLEX_ROWS (complex_double, ND_COMPLEX_DOUBLE, ND_DOUBLE),
    COMPLEX_ROWS (complex_single, ND_COMPLEX_SINGLE, ND_SINGLE),
    INTEGER_ROWS (int8, ND_INT8),
    INTEGER_ROWS (int16, ND_INT16),
    INTEGER_ROWS (int32, ND_INT32),
    INTEGER_ROWS (int64, ND_INT64),
    INTEGER_ROWS (uint8, ND_UINT8),
    INTEGER_ROWS (uint16, ND_UINT16),
    INTEGER_ROWS (uint32, ND_UINT32),
    INTEGER_ROWS (uint64, ND_UINT64),
};

nd_kernel *ND_ISA_NAME (nd_cpu_power_kernel) (nd_op op, nd_dtype result, nd_dtype a, nd_dtype b)
{
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
    if (rows[i].op == op && rows[i].result == result && rows[i].a == a && rows[i].b == b)
      return rows[i].kernel;
  return NULL;
}
