/* Kernels of elementary functions of one real operand.

   Octave computes them with the C library; results may differ from its by 1 ulp (double) or 2 ulp
   (single).  SLEEF's functions keep within that except where a row says otherwise: some lose the
   largest operands, and the C library's own hyperbolic functions, logarithm to base 10 and cube
   root are too far from the exact result for an exact one to be near them. */
#define _GNU_SOURCE
#include "device/cpu/kernels/kernels.h"
#include "device/cpu/kernels/vector.h"
#include <math.h>

/* ---- ways to compute a function ------------------------------------------------------------ */

#define DEFINE_VECTOR(name, sleef, accuracy, suffix, type, macro)                                  \
  static void name##_##suffix (void *result, const void *a, const void *b, size_t count)           \
  {                                                                                                \
    (void)b;                                                                                       \
    nd_each_##suffix (macro (sleef, accuracy), result, a, count);                                  \
  }

/* Operands above `limit` in magnitude go through the C library. */
enum { CHUNK = 256 };

#define DEFINE_LIMITED(name, sleef, accuracy, suffix, type, macro, library, magnitude, limit)      \
  static void name##_chunk_##suffix (type *r, const type *a, size_t count)                         \
  {                                                                                                \
    type x[CHUNK];                                                                                 \
    bool is_beyond = false;                                                                        \
    memcpy (x, a, count * sizeof *x); /* r may be a */                                             \
    nd_each_##suffix (macro (sleef, accuracy), r, x, count);                                       \
    for (size_t i = 0; i < count; i++)                                                             \
      is_beyond |= magnitude (x[i]) > (limit);                                                     \
    for (size_t i = 0; i < count && is_beyond; i++)                                                \
      if (magnitude (x[i]) > (limit))                                                              \
        r[i] = library (x[i]);                                                                     \
  }                                                                                                \
  static void name##_##suffix (void *result, const void *a, const void *b, size_t count)           \
  {                                                                                                \
    type *r = result;                                                                              \
    const type *x = a;                                                                             \
    (void)b;                                                                                       \
    for (size_t i = 0; i < count; i += CHUNK)                                                      \
      name##_chunk_##suffix (r + i, x + i, count - i < CHUNK ? count - i : CHUNK);                 \
  }

#define DEFINE_LIBRARY(name, suffix, type, library)                                                \
  static void name##_##suffix (void *result, const void *a, const void *b, size_t count)           \
  {                                                                                                \
    type *r = result;                                                                              \
    const type *x = a;                                                                             \
    (void)b;                                                                                       \
    for (size_t i = 0; i < count; i++)                                                             \
      r[i] = library (x[i]);                                                                       \
  }

#define DOUBLE_VECTOR(name) DEFINE_VECTOR (name, name, u10, double, double, ND_SLEEF_DOUBLE)
#define SINGLE_VECTOR(name) DEFINE_VECTOR (name, name, u10, single, float, ND_SLEEF_SINGLE)
#define DOUBLE_LIMITED(name, limit)                                                                \
  DEFINE_LIMITED (name, name, u10, double, double, ND_SLEEF_DOUBLE, name, fabs, limit)
#define SINGLE_LIMITED(name, limit)                                                                \
  DEFINE_LIMITED (name, name, u10, single, float, ND_SLEEF_SINGLE, name##f, fabsf, limit)
#define DOUBLE_LIBRARY(name) DEFINE_LIBRARY (name, double, double, name)

/* ---- functions ----------------------------------------------------------------------------- */

DOUBLE_VECTOR (exp)
SINGLE_VECTOR (exp)
DOUBLE_VECTOR (expm1)
SINGLE_VECTOR (expm1)
DOUBLE_VECTOR (log)
SINGLE_VECTOR (log)
DOUBLE_VECTOR (log2)
SINGLE_VECTOR (log2)
DOUBLE_LIBRARY (log10)
SINGLE_VECTOR (log10)
DOUBLE_LIMITED (log1p, 1e300)
SINGLE_LIMITED (log1p, 1e37F)
DOUBLE_VECTOR (sin)
SINGLE_VECTOR (sin)
DOUBLE_VECTOR (cos)
SINGLE_VECTOR (cos)
DOUBLE_VECTOR (tan)
SINGLE_VECTOR (tan)
DOUBLE_VECTOR (asin)
SINGLE_VECTOR (asin)
DOUBLE_VECTOR (acos)
SINGLE_VECTOR (acos)
DOUBLE_VECTOR (atan)
SINGLE_VECTOR (atan)
DOUBLE_LIBRARY (sinh)
SINGLE_LIMITED (sinh, 80.0F)
DOUBLE_LIMITED (cosh, 700.0)
SINGLE_LIMITED (cosh, 80.0F)
DOUBLE_LIBRARY (tanh)
SINGLE_VECTOR (tanh)
DOUBLE_LIBRARY (asinh)
SINGLE_LIMITED (asinh, 1e18F)
DOUBLE_LIMITED (acosh, 1e150)
SINGLE_LIMITED (acosh, 1e18F)
DOUBLE_LIBRARY (atanh)
SINGLE_VECTOR (atanh)
DOUBLE_LIBRARY (cbrt)
SINGLE_VECTOR (cbrt)
DOUBLE_VECTOR (erf)
SINGLE_VECTOR (erf)
DOUBLE_LIBRARY (erfc)
DEFINE_VECTOR (erfc, erfc, u15, single, float, ND_SLEEF_SINGLE)

#define DEFINE_SQRT(suffix, type, root)                                                            \
  static void sqrt_##suffix (void *result, const void *a, const void *b, size_t count)             \
  {                                                                                                \
    type *r = result;                                                                              \
    const type *x = a;                                                                             \
    (void)b;                                                                                       \
    ND_VECTORIZE                                                                                   \
    for (size_t i = 0; i < count; i++)                                                             \
      r[i] = root (x[i]);                                                                          \
  }
DEFINE_SQRT (double, double, sqrt)
DEFINE_SQRT (single, float, sqrtf)

/* ---- table --------------------------------------------------------------------------------- */

enum { FUNCTIONS = ND_OP_ERFC - ND_OP_SQRT + 1 };

#define COLUMN(op, name, suffix) [(op)-ND_OP_SQRT] = name##_##suffix
#define ALL(suffix)                                                                                \
  {                                                                                                \
    COLUMN (ND_OP_SQRT, sqrt, suffix), COLUMN (ND_OP_CBRT, cbrt, suffix),                          \
        COLUMN (ND_OP_EXP, exp, suffix), COLUMN (ND_OP_EXPM1, expm1, suffix),                      \
        COLUMN (ND_OP_LOG, log, suffix), COLUMN (ND_OP_LOG2, log2, suffix),                        \
        COLUMN (ND_OP_LOG10, log10, suffix), COLUMN (ND_OP_LOG1P, log1p, suffix),                  \
        COLUMN (ND_OP_SIN, sin, suffix), COLUMN (ND_OP_COS, cos, suffix),                          \
        COLUMN (ND_OP_TAN, tan, suffix), COLUMN (ND_OP_ASIN, asin, suffix),                        \
        COLUMN (ND_OP_ACOS, acos, suffix), COLUMN (ND_OP_ATAN, atan, suffix),                      \
        COLUMN (ND_OP_SINH, sinh, suffix), COLUMN (ND_OP_COSH, cosh, suffix),                      \
        COLUMN (ND_OP_TANH, tanh, suffix), COLUMN (ND_OP_ASINH, asinh, suffix),                    \
        COLUMN (ND_OP_ACOSH, acosh, suffix), COLUMN (ND_OP_ATANH, atanh, suffix),                  \
        COLUMN (ND_OP_ERF, erf, suffix), COLUMN (ND_OP_ERFC, erfc, suffix)                         \
  }

static nd_kernel *const doubles[FUNCTIONS] = ALL (double);
static nd_kernel *const singles[FUNCTIONS] = ALL (single);

nd_kernel *ND_ISA_NAME (nd_cpu_elementary_kernel) (nd_op op, nd_dtype a)
{
  return (a == ND_SINGLE ? singles : doubles)[op - ND_OP_SQRT];
}
