/* Kernels for + - .* ./ .\ with Octave's rounding, saturation and complex rules. */
#include "device/cpu/kernels/complex_values.h"
#include "device/cpu/kernels/kernels.h"
#include "device/cpu/kernels/wide_integers.h"
#include <complex.h>
#include <string.h>

/* ---- integers that a wider type can compute with ----------------------------------------- */

/* x/0 is the limit of x's sign, 0/0 is 0; a quotient of two 32-bit integers is never so near to a
   half that the double quotient would round the other way. */
#define DEFINE_DIVISION(name, type, smallest, largest)                                             \
  static inline type divide_##name (type x, type y)                                                \
  {                                                                                                \
    return nd_##name##_from_double ((double)x / (double)y);                                        \
  }
ND_SMALL_INTEGERS (DEFINE_DIVISION)

#define CLAMP_ABOVE(type, smallest, largest, x) ((type)((x) > (largest) ? (largest) : (x)))
#define CLAMP(type, smallest, largest, x)                                                          \
  ((x) < (smallest) ? (type)(smallest) : CLAMP_ABOVE (type, smallest, largest, x))

/* `wide` holds every sum of two values, `product` every product; products of unsigned values need
   no clamp below. */
#define DEFINE_SMALL_ARITHMETIC(name, type, smallest, largest, wide, product, clamp)               \
  ND_DEFINE_BINARY (add_##name, type, type, type, CLAMP (type, smallest, largest, (wide)x + y))    \
  ND_DEFINE_BINARY (subtract_##name, type, type, type,                                             \
                    CLAMP (type, smallest, largest, (wide)x - y))                                  \
  ND_DEFINE_BINARY (multiply_##name, type, type, type,                                             \
                    clamp (type, smallest, largest, (product)x *y))                                \
  ND_DEFINE_BINARY (divide_##name##s, type, type, type, divide_##name (x, y))                      \
  ND_DEFINE_BINARY (left_divide_##name##s, type, type, type, divide_##name (y, x))
DEFINE_SMALL_ARITHMETIC (int8, int8_t, INT8_MIN, INT8_MAX, int32_t, int32_t, CLAMP)
DEFINE_SMALL_ARITHMETIC (int16, int16_t, INT16_MIN, INT16_MAX, int32_t, int32_t, CLAMP)
DEFINE_SMALL_ARITHMETIC (int32, int32_t, INT32_MIN, INT32_MAX, int64_t, int64_t, CLAMP)
DEFINE_SMALL_ARITHMETIC (uint8, uint8_t, 0, UINT8_MAX, int32_t, uint32_t, CLAMP_ABOVE)
DEFINE_SMALL_ARITHMETIC (uint16, uint16_t, 0, UINT16_MAX, int32_t, uint32_t, CLAMP_ABOVE)
DEFINE_SMALL_ARITHMETIC (uint32, uint32_t, 0, UINT32_MAX, int64_t, uint64_t, CLAMP_ABOVE)

/* ---- 64-bit integers, which a double does not hold --------------------------------------- */

#define DEFINE_64(name, type)                                                                      \
  ND_DEFINE_BINARY (add_##name, type, type, type, nd_add_##name (x, y))                            \
  ND_DEFINE_BINARY (subtract_##name, type, type, type, nd_subtract_##name (x, y))                  \
  ND_DEFINE_BINARY (multiply_##name, type, type, type, nd_multiply_##name (x, y))                  \
  ND_DEFINE_BINARY (divide_##name##s, type, type, type, nd_divide_##name (x, y))                   \
  ND_DEFINE_BINARY (left_divide_##name##s, type, type, type, nd_divide_##name (y, x))              \
  ND_DEFINE_BINARY (add_##name##_double, type, type, double, nd_add_##name##_double (x, y))        \
  ND_DEFINE_BINARY (subtract_##name##_double, type, type, double,                                  \
                    nd_subtract_##name##_double (x, y))                                            \
  ND_DEFINE_BINARY (multiply_##name##_double, type, type, double,                                  \
                    nd_multiply_##name##_double (x, y))                                            \
  ND_DEFINE_BINARY (divide_##name##_double, type, type, double, nd_divide_##name##_double (x, y))  \
  ND_DEFINE_BINARY (left_divide_##name##_double, type, type, double,                               \
                    nd_##name##_from_double (y / (double)x))                                       \
  ND_DEFINE_BINARY (add_double_##name, type, double, type, nd_add_##name##_double (y, x))          \
  ND_DEFINE_BINARY (subtract_double_##name, type, double, type, nd_subtract_double_##name (x, y))  \
  ND_DEFINE_BINARY (multiply_double_##name, type, double, type,                                    \
                    nd_multiply_##name##_double (y, x))                                            \
  ND_DEFINE_BINARY (divide_double_##name, type, double, type,                                      \
                    nd_##name##_from_double (x / (double)y))                                       \
  ND_DEFINE_BINARY (left_divide_double_##name, type, double, type, nd_divide_##name##_double (y, x))
DEFINE_64 (int64, int64_t)
DEFINE_64 (uint64, uint64_t)

/* ---- floating point ---------------------------------------------------------------------- */

#define DEFINE_FLOAT(name, type)                                                                   \
  ND_DEFINE_BINARY (add_##name, type, type, type, x + y)                                           \
  ND_DEFINE_BINARY (subtract_##name, type, type, type, x - y)                                      \
  ND_DEFINE_BINARY (multiply_##name, type, type, type, x *y)                                       \
  ND_DEFINE_BINARY (divide_##name##s, type, type, type, x / y)                                     \
  ND_DEFINE_BINARY (left_divide_##name##s, type, type, type, y / x)
DEFINE_FLOAT (single, float)
DEFINE_FLOAT (double, double)

/* Complex products and quotients are C99's, as std::complex's are; a real operand acts on the parts
   one by one, except that a complex divisor always takes the complex way. */
#define DEFINE_COMPLEX(name, pair, type)                                                           \
  ND_DEFINE_COMPLEX_VALUE (name, pair, type)                                                       \
  static inline pair name##_multiply (pair x, pair y)                                              \
  {                                                                                                \
    return name##_close (name##_open (x) * name##_open (y));                                       \
  }                                                                                                \
  static inline pair name##_divide (pair x, pair y)                                                \
  {                                                                                                \
    return name##_close (name##_open (x) / name##_open (y));                                       \
  }                                                                                                \
  static inline pair name##_from (type x)                                                          \
  {                                                                                                \
    return (pair){x, 0};                                                                           \
  }                                                                                                \
  ND_DEFINE_BINARY (add_##name, pair, pair, pair, ((pair){x.re + y.re, x.im + y.im}))              \
  ND_DEFINE_BINARY (subtract_##name, pair, pair, pair, ((pair){x.re - y.re, x.im - y.im}))         \
  ND_DEFINE_BINARY (multiply_##name, pair, pair, pair, name##_multiply (x, y))                     \
  ND_DEFINE_BINARY (divide_##name##s, pair, pair, pair, name##_divide (x, y))                      \
  ND_DEFINE_BINARY (left_divide_##name##s, pair, pair, pair, name##_divide (y, x))                 \
  ND_DEFINE_BINARY (add_##name##_real, pair, pair, type, ((pair){x.re + y, x.im}))                 \
  ND_DEFINE_BINARY (subtract_##name##_real, pair, pair, type, ((pair){x.re - y, x.im}))            \
  ND_DEFINE_BINARY (multiply_##name##_real, pair, pair, type, ((pair){x.re * y, x.im * y}))        \
  ND_DEFINE_BINARY (divide_##name##_real, pair, pair, type, ((pair){x.re / y, x.im / y}))          \
  ND_DEFINE_BINARY (left_divide_##name##_real, pair, pair, type,                                   \
                    name##_divide (name##_from (y), x))                                            \
  ND_DEFINE_BINARY (add_real_##name, pair, type, pair, ((pair){x + y.re, y.im}))                   \
  ND_DEFINE_BINARY (subtract_real_##name, pair, type, pair, ((pair){x - y.re, -y.im}))             \
  ND_DEFINE_BINARY (multiply_real_##name, pair, type, pair, ((pair){x * y.re, x * y.im}))          \
  ND_DEFINE_BINARY (divide_real_##name, pair, type, pair, name##_divide (name##_from (x), y))      \
  ND_DEFINE_BINARY (left_divide_real_##name, pair, type, pair, ((pair){y.re / x, y.im / x}))
DEFINE_COMPLEX (complex_single, nd_complex_single, float)
DEFINE_COMPLEX (complex_double, nd_complex_double, double)

/* ---- tables ------------------------------------------------------------------------------ */

ND_OPERATORS_OF (ARITHMETIC, ND_OP_ADD, ND_OP_LEFT_DIVIDE);

#define SAME(name)                                                                                 \
  {                                                                                                \
    add_##name, subtract_##name, multiply_##name, divide_##name##s, left_divide_##name##s          \
  }
#define MIXED(first, second)                                                                       \
  {                                                                                                \
    add_##first##_##second, subtract_##first##_##second, multiply_##first##_##second,              \
        divide_##first##_##second, left_divide_##first##_##second                                  \
  }

static nd_kernel *const same[ND_DTYPE_COUNT][OPERATORS] = {
    [ND_INT8] = SAME (int8),
    [ND_INT16] = SAME (int16),
    [ND_INT32] = SAME (int32),
    [ND_INT64] = SAME (int64),
    [ND_UINT8] = SAME (uint8),
    [ND_UINT16] = SAME (uint16),
    [ND_UINT32] = SAME (uint32),
    [ND_UINT64] = SAME (uint64),
    [ND_SINGLE] = SAME (single),
    [ND_DOUBLE] = SAME (double),
    [ND_COMPLEX_SINGLE] = SAME (complex_single),
    [ND_COMPLEX_DOUBLE] = SAME (complex_double),
};

static const struct {
  nd_dtype a, b;
  nd_kernel *kernels[OPERATORS];
} mixed[] = {
    {ND_COMPLEX_DOUBLE, ND_DOUBLE, MIXED (complex_double, real)},
    {ND_DOUBLE, ND_COMPLEX_DOUBLE, MIXED (real, complex_double)},
    {ND_COMPLEX_SINGLE, ND_SINGLE, MIXED (complex_single, real)},
    {ND_SINGLE, ND_COMPLEX_SINGLE, MIXED (real, complex_single)},
    {ND_INT64, ND_DOUBLE, MIXED (int64, double)},
    {ND_DOUBLE, ND_INT64, MIXED (double, int64)},
    {ND_UINT64, ND_DOUBLE, MIXED (uint64, double)},
    {ND_DOUBLE, ND_UINT64, MIXED (double, uint64)},
};

nd_kernel *ND_ISA_NAME (nd_cpu_arithmetic_kernel) (nd_op op, nd_dtype a, nd_dtype b)
{
  int column = (int)op - FIRST;
  if (a == b)
    return same[a][column];
  for (size_t i = 0; i < sizeof mixed / sizeof mixed[0]; i++)
    if (mixed[i].a == a && mixed[i].b == b)
      return mixed[i].kernels[column];
  return NULL;
}
