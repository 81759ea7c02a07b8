/* Kernels that convert between classes. */
#include "device/cpu/kernels/kernels.h"
#include "device/cpu/kernels/saturate.h"

#define DEFINE_CAST(from, from_type, to, to_type, expression)                                      \
  ND_DEFINE_UNARY (cast_##from##_to_##to, to_type, from_type, expression)

/* One target class; `real` converts floats, `to_signed` and `to_unsigned` integers. */
#define DEFINE_CASTS(to, type, real, to_signed, to_unsigned)                                       \
  DEFINE_CAST (logical, bool, to, type, to_signed (x))                                             \
  DEFINE_CAST (int8, int8_t, to, type, to_signed (x))                                              \
  DEFINE_CAST (int16, int16_t, to, type, to_signed (x))                                            \
  DEFINE_CAST (int32, int32_t, to, type, to_signed (x))                                            \
  DEFINE_CAST (int64, int64_t, to, type, to_signed (x))                                            \
  DEFINE_CAST (uint8, uint8_t, to, type, to_signed (x))                                            \
  DEFINE_CAST (uint16, uint16_t, to, type, to_signed (x))                                          \
  DEFINE_CAST (uint32, uint32_t, to, type, to_signed (x))                                          \
  DEFINE_CAST (uint64, uint64_t, to, type, to_unsigned (x))                                        \
  DEFINE_CAST (single, float, to, type, real (x))                                                  \
  DEFINE_CAST (double, double, to, type, real (x))

#define FROM_COMPLEX(to, type, complex)                                                            \
  DEFINE_CAST (complex_single, nd_complex_single, to, type, complex (x))                           \
  DEFINE_CAST (complex_double, nd_complex_double, to, type, complex (x))

#define DEFINE_INTEGER_CASTS(to, type, smallest, largest)                                          \
  DEFINE_CASTS (to, type, nd_##to##_from_double, nd_##to##_from_int64, nd_##to##_from_uint64)      \
  DEFINE_CAST (complex_single, nd_complex_single, to, type, nd_##to##_from_double (x.re))          \
  DEFINE_CAST (complex_double, nd_complex_double, to, type, nd_##to##_from_double (x.re))
ND_ALL_INTEGERS (DEFINE_INTEGER_CASTS)

#define IS_NONZERO(x) ((x) != 0)
#define IS_COMPLEX_NONZERO(x) ((x).re != 0 || (x).im != 0)
DEFINE_CASTS (logical, bool, IS_NONZERO, IS_NONZERO, IS_NONZERO)
FROM_COMPLEX (logical, bool, IS_COMPLEX_NONZERO)

#define TO_SINGLE(x) ((float)(x))
#define REAL_TO_SINGLE(x) ((float)(x).re)
DEFINE_CASTS (single, float, TO_SINGLE, TO_SINGLE, TO_SINGLE)
FROM_COMPLEX (single, float, REAL_TO_SINGLE)

#define TO_DOUBLE(x) ((double)(x))
#define REAL_TO_DOUBLE(x) ((double)(x).re)
DEFINE_CASTS (double, double, TO_DOUBLE, TO_DOUBLE, TO_DOUBLE)
FROM_COMPLEX (double, double, REAL_TO_DOUBLE)

#define TO_COMPLEX_SINGLE(x) ((nd_complex_single){(float)(x), 0.0F})
#define COMPLEX_TO_COMPLEX_SINGLE(x) ((nd_complex_single){(float)(x).re, (float)(x).im})
DEFINE_CASTS (complex_single, nd_complex_single, TO_COMPLEX_SINGLE, TO_COMPLEX_SINGLE,
              TO_COMPLEX_SINGLE)
FROM_COMPLEX (complex_single, nd_complex_single, COMPLEX_TO_COMPLEX_SINGLE)

#define TO_COMPLEX(x) ((nd_complex_double){(double)(x), 0.0})
#define COMPLEX_TO_COMPLEX(x) ((nd_complex_double){(double)(x).re, (double)(x).im})
DEFINE_CASTS (complex_double, nd_complex_double, TO_COMPLEX, TO_COMPLEX, TO_COMPLEX)
FROM_COMPLEX (complex_double, nd_complex_double, COMPLEX_TO_COMPLEX)

#define CAST_ROW(to)                                                                               \
  {                                                                                                \
    [ND_LOGICAL] = cast_logical_to_##to, [ND_INT8] = cast_int8_to_##to,                            \
    [ND_INT16] = cast_int16_to_##to, [ND_INT32] = cast_int32_to_##to,                              \
    [ND_INT64] = cast_int64_to_##to, [ND_UINT8] = cast_uint8_to_##to,                              \
    [ND_UINT16] = cast_uint16_to_##to, [ND_UINT32] = cast_uint32_to_##to,                          \
    [ND_UINT64] = cast_uint64_to_##to, [ND_SINGLE] = cast_single_to_##to,                          \
    [ND_DOUBLE] = cast_double_to_##to, [ND_COMPLEX_SINGLE] = cast_complex_single_to_##to,          \
    [ND_COMPLEX_DOUBLE] = cast_complex_double_to_##to                                              \
  }

static nd_kernel *const casts[ND_DTYPE_COUNT][ND_DTYPE_COUNT] = {
    [ND_LOGICAL] = CAST_ROW (logical),
    [ND_INT8] = CAST_ROW (int8),
    [ND_INT16] = CAST_ROW (int16),
    [ND_INT32] = CAST_ROW (int32),
    [ND_INT64] = CAST_ROW (int64),
    [ND_UINT8] = CAST_ROW (uint8),
    [ND_UINT16] = CAST_ROW (uint16),
    [ND_UINT32] = CAST_ROW (uint32),
    [ND_UINT64] = CAST_ROW (uint64),
    [ND_SINGLE] = CAST_ROW (single),
    [ND_DOUBLE] = CAST_ROW (double),
    [ND_COMPLEX_SINGLE] = CAST_ROW (complex_single),
    [ND_COMPLEX_DOUBLE] = CAST_ROW (complex_double),
};

nd_kernel *ND_ISA_NAME (nd_cpu_cast_kernel) (nd_dtype from, nd_dtype to)
{
  return casts[to][from];
}
