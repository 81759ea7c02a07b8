/* Kernels of functions with complex results: of complex operands, and of real ones outside the
   function's domain.  The formulas are those of the C library and of Octave's lo-mappers.h. */
#define _GNU_SOURCE
#include "device/cpu/kernels/complex_values.h"
#include "device/cpu/kernels/gamma.h"
#include "device/cpu/kernels/kernels.h"
#include <complex.h>
#include <math.h>
#include <string.h>

ND_DEFINE_COMPLEX_VALUE (double, nd_complex_double, double)
ND_DEFINE_COMPLEX_VALUE (single, nd_complex_single, float)

/* ---- complex operands ---------------------------------------------------------------------- */

#define THROUGH(name, function) name##_close (function (name##_open (x)))

/* Quotient by a real number: part by part. */
#define DEFINE_HELPERS(name, pair, type, f)                                                        \
  static inline pair name##_scaled (pair x, type by)                                               \
  {                                                                                                \
    return (pair){x.re / by, x.im / by};                                                           \
  }                                                                                                \
  static inline pair name##_log (pair x)                                                           \
  {                                                                                                \
    return name##_close (clog##f (name##_open (x)));                                               \
  }                                                                                                \
  /* Near zero without cancellation: exp (a + bi) - 1 = u v + u + v + i (u + 1) sin b with         \
     u = exp (a) - 1, v = cos b - 1. */                                                            \
  static pair name##_expm1 (pair x)                                                                \
  {                                                                                                \
    if (!(cabs##f (name##_open (x)) < 1)) {                                                        \
      pair y = name##_close (cexp##f (name##_open (x)));                                           \
      return (pair){y.re - 1, y.im};                                                               \
    }                                                                                              \
    type u = expm1##f (x.re), half = sin##f (x.im / 2), v = -2 * half * half;                      \
    return (pair){u * v + u + v, (u + 1) * sin##f (x.im)};                                         \
  }                                                                                                \
  /* Near zero: |1 + z|^2 - 1 = u without cancellation. */                                         \
  static pair name##_log1p (pair x)                                                                \
  {                                                                                                \
    if (!(fabs##f (x.re) < (type)0.5 && fabs##f (x.im) < (type)0.5))                               \
      return name##_log ((pair){1 + x.re, 0 + x.im});                                              \
    type u = 2 * x.re + x.re * x.re + x.im * x.im;                                                 \
    return (pair){log1p##f (u / (1 + sqrt##f (u + 1))), atan2##f (x.im, 1 + x.re)};                \
  }                                                                                                \
  /* On the real axis beyond 1 the branch below, as Matlab has it. */                              \
  static pair name##_below_the_cut (pair x, pair y)                                                \
  {                                                                                                \
    return x.im == 0 && x.re > 1 ? (pair){y.re, -y.im} : y;                                        \
  }                                                                                                \
  static inline pair name##_acos (pair x)                                                          \
  {                                                                                                \
    return name##_below_the_cut (x, THROUGH (name, cacos##f));                                     \
  }                                                                                                \
  static inline pair name##_asin (pair x)                                                          \
  {                                                                                                \
    return name##_below_the_cut (x, THROUGH (name, casin##f));                                     \
  }
DEFINE_HELPERS (double, nd_complex_double, double, )
DEFINE_HELPERS (single, nd_complex_single, float, f)

#define DEFINE_COMPLEX(name, pair, type, f)                                                        \
  ND_DEFINE_UNARY (sqrt_##name, pair, pair, THROUGH (name, csqrt##f))                              \
  ND_DEFINE_UNARY (exp_##name, pair, pair, THROUGH (name, cexp##f))                                \
  ND_DEFINE_UNARY (expm1_##name, pair, pair, name##_expm1 (x))                                     \
  ND_DEFINE_UNARY (log_##name, pair, pair, name##_log (x))                                         \
  ND_DEFINE_UNARY (log2_##name, pair, pair, name##_scaled (name##_log (x), (type)M_LN2))           \
  ND_DEFINE_UNARY (log10_##name, pair, pair, name##_scaled (name##_log (x), (type)M_LN10))         \
  ND_DEFINE_UNARY (log1p_##name, pair, pair, name##_log1p (x))                                     \
  ND_DEFINE_UNARY (sin_##name, pair, pair, THROUGH (name, csin##f))                                \
  ND_DEFINE_UNARY (cos_##name, pair, pair, THROUGH (name, ccos##f))                                \
  ND_DEFINE_UNARY (tan_##name, pair, pair, THROUGH (name, ctan##f))                                \
  ND_DEFINE_UNARY (asin_##name, pair, pair, name##_asin (x))                                       \
  ND_DEFINE_UNARY (acos_##name, pair, pair, name##_acos (x))                                       \
  ND_DEFINE_UNARY (atan_##name, pair, pair, THROUGH (name, catan##f))                              \
  ND_DEFINE_UNARY (sinh_##name, pair, pair, THROUGH (name, csinh##f))                              \
  ND_DEFINE_UNARY (cosh_##name, pair, pair, THROUGH (name, ccosh##f))                              \
  ND_DEFINE_UNARY (tanh_##name, pair, pair, THROUGH (name, ctanh##f))                              \
  ND_DEFINE_UNARY (asinh_##name, pair, pair, THROUGH (name, casinh##f))                            \
  ND_DEFINE_UNARY (acosh_##name, pair, pair, THROUGH (name, cacosh##f))                            \
  ND_DEFINE_UNARY (atanh_##name, pair, pair, THROUGH (name, catanh##f))
DEFINE_COMPLEX (double, nd_complex_double, double, )
DEFINE_COMPLEX (single, nd_complex_single, float, f)

/* ---- real operands, some outside the domain ------------------------------------------------ */

static const double pi_over_ln2 = 4.53236014182719380962, pi_over_ln10 = 1.36437635384184134748;

#define REAL(name, pair, value) ((pair){value, 0})

#define DEFINE_LEAVING(name, pair, type, f)                                                        \
  static inline pair name##_acosh (pair x)                                                         \
  {                                                                                                \
    return THROUGH (name, cacosh##f);                                                              \
  }                                                                                                \
  static inline pair name##_atanh (pair x)                                                         \
  {                                                                                                \
    return THROUGH (name, catanh##f);                                                              \
  }                                                                                                \
  static pair name##_lgamma (type x)                                                               \
  {                                                                                                \
    bool is_negative;                                                                              \
    type value = nd_lgamma_##name (x, &is_negative);                                               \
    return (pair){value, is_negative ? (type)M_PI : 0};                                            \
  }                                                                                                \
  ND_DEFINE_UNARY (sqrt_real_##name, pair, type,                                                   \
                   x < 0 ? ((pair){0, sqrt##f (-x)}) : REAL (name, pair, sqrt##f (x)))             \
  ND_DEFINE_UNARY (log_real_##name, pair, type,                                                    \
                   x < 0 ? ((pair){log##f (-x), (type)M_PI}) : REAL (name, pair, log##f (x)))      \
  ND_DEFINE_UNARY (log2_real_##name, pair, type,                                                   \
                   x < 0 ? ((pair){log2##f (-x), (type)pi_over_ln2})                               \
                         : REAL (name, pair, log2##f (x)))                                         \
  ND_DEFINE_UNARY (log10_real_##name, pair, type,                                                  \
                   x < 0 ? ((pair){log10##f (-x), (type)pi_over_ln10})                             \
                         : REAL (name, pair, log10##f (x)))                                        \
  ND_DEFINE_UNARY (log1p_real_##name, pair, type,                                                  \
                   x < -1 ? ((pair){log##f (-(1 + x)), (type)M_PI})                                \
                          : REAL (name, pair, log1p##f (x)))                                       \
  ND_DEFINE_UNARY (asin_real_##name, pair, type,                                                   \
                   fabs##f (x) > 1 ? name##_asin ((pair){x, 0}) : REAL (name, pair, asin##f (x)))  \
  ND_DEFINE_UNARY (acos_real_##name, pair, type,                                                   \
                   fabs##f (x) > 1 ? name##_acos ((pair){x, 0}) : REAL (name, pair, acos##f (x)))  \
  ND_DEFINE_UNARY (acosh_real_##name, pair, type,                                                  \
                   x < 1 ? name##_acosh ((pair){x, 0}) : REAL (name, pair, acosh##f (x)))          \
  ND_DEFINE_UNARY (atanh_real_##name, pair, type,                                                  \
                   fabs##f (x) > 1 ? name##_atanh ((pair){x, 0})                                   \
                                   : REAL (name, pair, atanh##f (x)))                              \
  ND_DEFINE_UNARY (lgamma_real_##name, pair, type, name##_lgamma (x))
DEFINE_LEAVING (double, nd_complex_double, double, )
DEFINE_LEAVING (single, nd_complex_single, float, f)

/* ---- table --------------------------------------------------------------------------------- */

#define ROW(op, name)                                                                              \
  {                                                                                                \
    op, {name##_double, name##_single},                                                            \
    {                                                                                              \
      NULL, NULL                                                                                   \
    }                                                                                              \
  }
#define LEAVING_ROW(op, name)                                                                      \
  {                                                                                                \
    op, {name##_double, name##_single},                                                            \
    {                                                                                              \
      name##_real_double, name##_real_single                                                       \
    }                                                                                              \
  }

static const struct {
  nd_op op;
  nd_kernel *of_complex[2], *of_real[2]; /* double, single */
} rows[] = {
    LEAVING_ROW (ND_OP_SQRT, sqrt),
    ROW (ND_OP_EXP, exp),
    ROW (ND_OP_EXPM1, expm1),
    LEAVING_ROW (ND_OP_LOG, log),
    LEAVING_ROW (ND_OP_LOG2, log2),
    LEAVING_ROW (ND_OP_LOG10, log10),
    LEAVING_ROW (ND_OP_LOG1P, log1p),
    ROW (ND_OP_SIN, sin),
    ROW (ND_OP_COS, cos),
    ROW (ND_OP_TAN, tan),
    LEAVING_ROW (ND_OP_ASIN, asin),
    LEAVING_ROW (ND_OP_ACOS, acos),
    ROW (ND_OP_ATAN, atan),
    ROW (ND_OP_SINH, sinh),
    ROW (ND_OP_COSH, cosh),
    ROW (ND_OP_TANH, tanh),
    ROW (ND_OP_ASINH, asinh),
    LEAVING_ROW (ND_OP_ACOSH, acosh),
    LEAVING_ROW (ND_OP_ATANH, atanh),
    {ND_OP_LGAMMA, {NULL, NULL}, {lgamma_real_double, lgamma_real_single}},
};

nd_kernel *ND_ISA_NAME (nd_cpu_complex_kernel) (nd_op op, nd_dtype a)
{
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
    if (rows[i].op == op)
      return (nd_dtype_is_complex (a) ? rows[i].of_complex
                                      : rows[i].of_real)[nd_dtype_is_single (a)];
  return NULL;
}
