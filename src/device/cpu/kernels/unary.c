/* Kernels of one operand: sign, negation, questions about elements. */
#include "device/cpu/kernels/kernels.h"
#include "device/cpu/kernels/saturate.h"
#include <string.h>

/* Integers: the most negative value has no counterpart, and unsigned negation gives 0. */
#define DEFINE_INTEGER(name, type, smallest, largest)                                              \
  ND_DEFINE_UNARY (negate_##name, type, type,                                                      \
                   (smallest) == 0         ? 0                                                     \
                   : x == (type)(smallest) ? (type)(largest)                                       \
                                           : (type)(0 - x))                                        \
  ND_DEFINE_UNARY (not_##name, bool, type, x == 0)                                                 \
  ND_DEFINE_UNARY (is_negative_##name, bool, type, (smallest) != 0 && x < 1 && x != 0)
ND_ALL_INTEGERS (DEFINE_INTEGER)

ND_DEFINE_UNARY (not_logical, bool, bool, !x)

static void never (void *result, const void *a, const void *b, size_t count)
{
  (void)a;
  (void)b;
  memset (result, false, count);
}

#define DEFINE_FLOAT(name, type, rounded)                                                          \
  ND_DEFINE_UNARY (negate_##name, type, type, -x)                                                  \
  ND_DEFINE_UNARY (not_##name, bool, type, x == 0)                                                 \
  ND_DEFINE_UNARY (is_nan_##name, bool, type, x != x)                                              \
  ND_DEFINE_UNARY (is_negative_##name, bool, type, x < 0)                                          \
  ND_DEFINE_UNARY (is_fractional_##name, bool, type, x != rounded (x))
DEFINE_FLOAT (single, float, rintf)
DEFINE_FLOAT (double, double, rint)

#define DEFINE_COMPLEX(name, pair)                                                                 \
  ND_DEFINE_UNARY (negate_##name, pair, pair, ((pair){-x.re, -x.im}))                              \
  ND_DEFINE_UNARY (conj_##name, pair, pair, ((pair){x.re, -x.im}))                                 \
  ND_DEFINE_UNARY (not_##name, bool, pair, (x.re == 0) & (x.im == 0))                              \
  ND_DEFINE_UNARY (is_nan_##name, bool, pair, (x.re != x.re) | (x.im != x.im))                     \
  ND_DEFINE_UNARY (has_imaginary_##name, bool, pair, x.im != 0)
DEFINE_COMPLEX (complex_single, nd_complex_single)
DEFINE_COMPLEX (complex_double, nd_complex_double)

ND_OPERATORS_OF (UNARY, ND_OP_NEGATE, ND_OP_HAS_IMAGINARY);

#define COLUMN(op) [(op)-FIRST]
#define INTEGER(name)                                                                              \
  {                                                                                                \
    COLUMN (ND_OP_NEGATE) = negate_##name, COLUMN (ND_OP_NOT) = not_##name,                        \
           COLUMN (ND_OP_IS_NAN) = never, COLUMN (ND_OP_IS_NEGATIVE) = is_negative_##name          \
  }
#define FLOAT(name)                                                                                \
  {                                                                                                \
    COLUMN (ND_OP_NEGATE) = negate_##name, COLUMN (ND_OP_NOT) = not_##name,                        \
           COLUMN (ND_OP_IS_NAN) = is_nan_##name, COLUMN (ND_OP_IS_NEGATIVE) = is_negative_##name, \
           COLUMN (ND_OP_IS_FRACTIONAL) = is_fractional_##name                                     \
  }
#define COMPLEX(name)                                                                              \
  {                                                                                                \
    COLUMN (ND_OP_NEGATE) = negate_##name, COLUMN (ND_OP_NOT) = not_##name,                        \
           COLUMN (ND_OP_CONJ) = conj_##name, COLUMN (ND_OP_IS_NAN) = is_nan_##name,               \
           COLUMN (ND_OP_HAS_IMAGINARY) = has_imaginary_##name                                     \
  }

static nd_kernel *const kernels[ND_DTYPE_COUNT][OPERATORS] = {
    [ND_LOGICAL] = {COLUMN (ND_OP_NOT) = not_logical, COLUMN (ND_OP_IS_NAN) = never},
    [ND_INT8] = INTEGER (int8),
    [ND_INT16] = INTEGER (int16),
    [ND_INT32] = INTEGER (int32),
    [ND_INT64] = INTEGER (int64),
    [ND_UINT8] = INTEGER (uint8),
    [ND_UINT16] = INTEGER (uint16),
    [ND_UINT32] = INTEGER (uint32),
    [ND_UINT64] = INTEGER (uint64),
    [ND_SINGLE] = FLOAT (single),
    [ND_DOUBLE] = FLOAT (double),
    [ND_COMPLEX_SINGLE] = COMPLEX (complex_single),
    [ND_COMPLEX_DOUBLE] = COMPLEX (complex_double),
};

nd_kernel *ND_ISA_NAME (nd_cpu_unary_kernel) (nd_op op, nd_dtype a)
{
  return kernels[a][op - FIRST];
}
