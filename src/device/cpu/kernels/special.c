/* Kernels of the gamma and error function families. */
#define _GNU_SOURCE
#include "device/cpu/kernels/gamma.h"
#include "device/cpu/kernels/kernels.h"
#include <math.h>

/* ---- gamma --------------------------------------------------------------------------------- */

/* Gamma is Octave's: infinite at negative whole numbers (as it finds them: large odd ones are none)
   and at both infinities, with zero's sign at zero. */
#define DEFINE_GAMMA(name, type, f)                                                                \
  static type gamma_of_##name (type x)                                                             \
  {                                                                                                \
    if (x == 0)                                                                                    \
      return copysign##f ((type)INFINITY, x);                                                      \
    if ((x < 0 && x == floor##f (x + (type)0.5)) || isinf (x))                                     \
      return (type)INFINITY;                                                                       \
    return tgamma##f (x);                                                                          \
  }                                                                                                \
  static type lgamma_of_##name (type x)                                                            \
  {                                                                                                \
    bool is_negative;                                                                              \
    return nd_lgamma_##name (x, &is_negative);                                                     \
  }                                                                                                \
  static bool gamma_is_negative_##name (type x)                                                    \
  {                                                                                                \
    bool is_negative;                                                                              \
    (void)nd_lgamma_##name (x, &is_negative);                                                      \
    return is_negative;                                                                            \
  }                                                                                                \
  ND_DEFINE_UNARY (gamma_##name, type, type, gamma_of_##name (x))                                  \
  ND_DEFINE_UNARY (lgamma_##name, type, type, lgamma_of_##name (x))                                \
  ND_DEFINE_UNARY (is_gamma_negative_##name, bool, type,                                           \
                   signbit (x) && gamma_is_negative_##name (x))
DEFINE_GAMMA (double, double, )
DEFINE_GAMMA (single, float, f)

/* ---- error functions beyond the C library -------------------------------------------------- */

/* They are computed in long double, whose spare bits pay for the factor exp (x^2). */
static const long double two_over_root_pi = 1.12837916709551257389615890312154517L;

enum { SERIES_END = 7 }; /* beyond it the smallest asymptotic term is below exp (-49) */

/* sum (-sign)^k (2k - 1)!! / (2 x^2)^k for |x| > SERIES_END (Abramowitz and Stegun 7.1.23). */
static long double asymptotic_sum (long double x, int sign)
{
  long double sum = 1, term = 1, factor = -sign / (2 * x * x);
  for (int k = 1; k < 40 && fabsl (term) > sum * 0x1p-66L; k++) {
    term *= (2 * k - 1) * factor;
    sum += term;
  }
  return sum;
}

/* sum x^(2k + 1) / (k! (2k + 1)): all terms have one sign (Abramowitz and Stegun 7.1.5). */
static long double integral_of_exp_square (long double x)
{
  long double power = x, sum = x, square = x * x;
  for (int k = 1; fabsl (power) > fabsl (sum) * 0x1p-70L; k++) {
    power *= square / k;
    sum += power / (2 * k + 1);
  }
  return sum;
}

static long double dawson_of_long (long double x)
{
  if (fabsl (x) > SERIES_END)
    return asymptotic_sum (x, -1) / (2 * x);
  return expl (-x * x) * integral_of_exp_square (x);
}

/* Octave's error of exp (x^2) in double is kept where it is the larger part. */
static double erfcx_of (double x)
{
  if (x > SERIES_END)
    return (double)(two_over_root_pi / 2 / x * asymptotic_sum (x, 1));
  if (x < 0)
    return 2 * exp (x * x) - (x < -6.1 ? 0 : erfcx_of (-x));
  long double y = x;
  return (double)(expl (y * y) * erfcl (y));
}

static double erfi_of (double x)
{
  if (x * x > 720) /* exp (x^2) overflows */
    return copysign (INFINITY, x);
  return exp (x * x) * (double)(two_over_root_pi * dawson_of_long (x));
}

static double dawson_of (double x)
{
  return (double)dawson_of_long (x);
}

#define DEFINE_ERROR_FUNCTION(function)                                                            \
  ND_DEFINE_UNARY (function##_double, double, double, function##_of (x))                           \
  ND_DEFINE_UNARY (function##_single, float, float, (float)function##_of ((double)x))
DEFINE_ERROR_FUNCTION (erfcx)
DEFINE_ERROR_FUNCTION (erfi)
DEFINE_ERROR_FUNCTION (dawson)

/* ---- inverse error functions --------------------------------------------------------------- */

/* P. J. Acklam's rational approximations to the quantiles of the normal distribution, scaled; the
   relative error is below 1.2e-9, which one step of Halley's method makes full precision. */
static double central_quantile (double half)
{
  double r = half * half;
  double above =
      (((((-2.806989788730439e+01 * r + 1.562324844726888e+02) * r - 1.951109208597547e+02) * r +
         9.783370457507161e+01) *
            r -
        2.168328665628878e+01) *
           r +
       1.772453852905383e+00) *
      half;
  double below =
      ((((-5.447609879822406e+01 * r + 1.615858368580409e+02) * r - 1.556989798598866e+02) * r +
        6.680131188771972e+01) *
           r -
       1.328068155288572e+01) *
          r +
      1.0;
  return above / below;
}

/* The quantile, negative, that leaves `tail` < 0.05 of the distribution on its side. */
static double tail_quantile (double tail)
{
  double q = sqrt (-2 * log (0.5 * tail));
  double above =
      ((((-5.504751339936943e-03 * q - 2.279687217114118e-01) * q - 1.697592457770869e+00) * q -
        1.802933168781950e+00) *
           q +
       3.093354679843505e+00) *
          q +
      2.077595676404383e+00;
  double below =
      (((7.784695709041462e-03 * q + 3.224671290700398e-01) * q + 2.445134137142996e+00) * q +
       3.754408661907416e+00) *
          q +
      1.0;
  return above / below;
}

static double refined (double y, double x)
{
  double u = (erf (y) - x) * 8.862269254527579e-01 * exp (y * y);
  return y - u / (1 + y * u);
}

enum { REFINE = true, KEEP = false };
static const double middle = 0.9515;

static double erfinv_of (double x, bool refine)
{
  double size = fabs (x), y;
  if (!(size < 1))
    return size == 1 ? copysign (INFINITY, x) : NAN;
  if (size <= middle)
    y = central_quantile (0.5 * x);
  else
    y = x < 0 ? tail_quantile (1 - size) : -tail_quantile (1 - size);
  return refine ? refined (y, x) : y;
}

static double erfcinv_of (double x, bool refine)
{
  double y;
  if (!(x > 0 && x < 2))
    return x == 0 ? INFINITY : x == 2 ? -INFINITY : NAN;
  if (x >= 1 - middle && x <= 1 + middle)
    y = central_quantile (0.5 * (1 - x));
  else
    y = x < 1 ? -tail_quantile (x) : tail_quantile (2 - x);
  return refine ? refined (y, 1 - x) : y;
}

#define DEFINE_INVERSE(function)                                                                   \
  ND_DEFINE_UNARY (function##_double, double, double, function##_of (x, REFINE))                   \
  ND_DEFINE_UNARY (function##_single, float, float, (float)function##_of ((double)x, KEEP))
DEFINE_INVERSE (erfinv)
DEFINE_INVERSE (erfcinv)

/* ---- table --------------------------------------------------------------------------------- */

ND_OPERATORS_OF (SPECIAL, ND_OP_ERFCX, ND_OP_IS_GAMMA_NEGATIVE);

#define ROW(op, name) [(op)-FIRST] = {name##_double, name##_single}

static nd_kernel *const kernels[OPERATORS][2] = {
    ROW (ND_OP_ERFCX, erfcx),     ROW (ND_OP_ERFI, erfi),
    ROW (ND_OP_DAWSON, dawson),   ROW (ND_OP_ERFINV, erfinv),
    ROW (ND_OP_ERFCINV, erfcinv), ROW (ND_OP_GAMMA, gamma),
    ROW (ND_OP_LGAMMA, lgamma),   ROW (ND_OP_IS_GAMMA_NEGATIVE, is_gamma_negative),
};

nd_kernel *ND_ISA_NAME (nd_cpu_special_kernel) (nd_op op, nd_dtype a)
{
  return kernels[op - FIRST][a == ND_SINGLE];
}
