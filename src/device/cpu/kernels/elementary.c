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
SINGLE_VECTOR (tanh)
DOUBLE_LIBRARY (asinh)
SINGLE_LIMITED (asinh, 1e18F)
DOUBLE_LIBRARY (acosh)
SINGLE_LIMITED (acosh, 1e18F)
DOUBLE_LIBRARY (atanh)
SINGLE_VECTOR (atanh)
DOUBLE_LIBRARY (cbrt)
SINGLE_VECTOR (cbrt)
DOUBLE_VECTOR (erf)
SINGLE_VECTOR (erf)
DOUBLE_LIBRARY (erfc)
DEFINE_LIBRARY (erfc, single, float, erfcf)

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

/* ---- tanh ---------------------------------------------------------------------------------- */

#ifdef __FMA__
#define MULTIPLY_ADD(x, y, z) fma (x, y, z)
#else
#define MULTIPLY_ADD(x, y, z) ((x) * (y) + (z))
#endif

/* expm1 (x) for -2 < x <= 0, step by step as the C library computes it, with fused operations where
   it has them: tanh below 1 doubles its rounding errors, so that a better function would not do. */
static inline double expm1_of_negative (double x)
{
  const double half_ln2 = 0x1.62e43p-2, one_and_a_half_ln2 = 0x1.0a2b2p+0;
  const double ln2_high = 6.93147180369123816490e-01, ln2_low = 1.90821492927058770002e-10;
  double multiple = trunc (MULTIPLY_ADD (x, M_LOG2E, -0.5));
  double k = -x < half_ln2 ? 0 : -x < one_and_a_half_ln2 ? -1 : multiple;
  double high = x - k * ln2_high, low = k * ln2_low;
  double r = high - low, c = (high - r) - low;
  double half = 0.5 * r, h = r * half, h2 = h * h;
  double s1 = MULTIPLY_ADD (h, -3.33333333333331316428e-02, 1.0);
  double s2 = MULTIPLY_ADD (h, -7.93650757867487942473e-05, 1.58730158725481460165e-03);
  double s3 = MULTIPLY_ADD (h, -2.01099218183624371326e-07, 4.00821782732936239552e-06);
  double sum = MULTIPLY_ADD (h2 * h2, s3, MULTIPLY_ADD (h2, s2, s1));
  double t = MULTIPLY_ADD (-sum, half, 3.0);
  double quotient = h * ((sum - t) / MULTIPLY_ADD (-r, t, 6.0));
  double e = MULTIPLY_ADD (r, quotient - c, -c) - h;
  double near_zero = r - MULTIPLY_ADD (r, quotient, -h);
  double scale = k < -2 ? 0.125 : 0.25;
  double reduced = k == -1 ? 0.5 * (r - e) - 0.5 : (1.0 - (e - r)) * scale - 1.0;
  return k == 0 ? near_zero : reduced;
}

/* 1 - 2 / (exp (2|x|) + 1) from 1 on, -t / (t + 2) with t = exp (-2|x|) - 1 below. */
static void tanh_chunk (double *r, const double *a, size_t count)
{
  double power[CHUNK];
  for (size_t i = 0; i < count; i++)
    power[i] = 2 * fabs (a[i]);
  nd_each_double (ND_SLEEF_DOUBLE (exp, u10), power, power, count);
  ND_VECTORIZE
  for (size_t i = 0; i < count; i++) {
    double x = a[i], size = fabs (x);
    bool is_small = size < 1;
    double t = expm1_of_negative (is_small ? -2 * size : 0);
    double quotient = (is_small ? -t : 2) / (is_small ? t + 2 : power[i] + 1);
    r[i] = copysign (is_small ? quotient : 1 - quotient, x);
  }
}

static void tanh_double (void *result, const void *a, const void *b, size_t count)
{
  double *r = result;
  const double *x = a;
  (void)b;
  for (size_t i = 0; i < count; i += CHUNK)
    tanh_chunk (r + i, x + i, count - i < CHUNK ? count - i : CHUNK);
}

/* ---- table --------------------------------------------------------------------------------- */

ND_OPERATORS_OF (ELEMENTARY, ND_OP_SQRT, ND_OP_ERFC);

#define COLUMN(op, name, suffix) [(op)-FIRST] = name##_##suffix
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

static nd_kernel *const doubles[OPERATORS] = ALL (double);
static nd_kernel *const singles[OPERATORS] = ALL (single);

nd_kernel *ND_ISA_NAME (nd_cpu_elementary_kernel) (nd_op op, nd_dtype a)
{
  return (a == ND_SINGLE ? singles : doubles)[op - FIRST];
}
