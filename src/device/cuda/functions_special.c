/* CUDA C of float functions of two operands, and of the gamma and error function families. */
#include "device/cuda/functions_internal.h"

#define INLINE ND_CUDA_INLINE
#define CALLED ND_CUDA_CALLED
#define ROW(op) ND_OP_##op, ND_OP_##op
#define ROWS(first, last) ND_OP_##first, ND_OP_##last

const nd_cuda_formula nd_cuda_special_formulas[] = {
    /* complex values are ordered by magnitude */
    {ROW (MAX), IN_COMPLEX, IN_COMPLEX, IN_COMPLEX,
     "nd_size_$a (x) >= nd_size_$a (y) || x.re != x.re || x.im != x.im ? x : y"},
    {ROW (MIN), IN_COMPLEX, IN_COMPLEX, IN_COMPLEX,
     "nd_size_$a (x) <= nd_size_$a (y) || x.re != x.re || x.im != x.im ? x : y"},

    {ROWS (ERFCX, DAWSON), IN_SINGLE, 0, IN_SINGLE, "(float)nd_$n_d (x)"},
    {ROW (ERFINV), IN_SINGLE, 0, IN_SINGLE, "(float)nd_inverse_d (x, 1 - fabs ((double)x))"},
    {ROW (ERFCINV), IN_SINGLE, 0, IN_SINGLE,
     "(float)nd_inverse_d (1 - (double)x, fmin ((double)x, 2 - (double)x))"},
    {ROW (LGAMMA), IN_FLOAT, 0, IN_COMPLEX,
     "nd_pair_$r (lgamma$f (x), nd_is_gamma_negative_$a (x) ? 0x1.921fb54442d18p+1 : 0)"},
    {0}};

const nd_cuda_piece nd_cuda_special_pieces[] = {
    /* x less y times a whole number.  A quotient by a fraction that is whole but for rounding
       counts as whole, as in Octave. */
    {"rest", IN_FLOAT,
     INLINE "$A nd_rest_$a ($A x, $A y, $A whole)\n"
            "{\n"
            "  $A quotient = x / y, nearest = floor$f (quotient + 0.5$f);\n"
            "  int is_fraction = y != floor$f (y + 0.5$f) && fabs$f (y) < $I;\n"
            "  int is_whole = fabs$f ((quotient - nearest) / nearest) < $e;\n"
            "  return is_fraction & is_whole ? 0 : x - y * whole;\n"
            "}\n"},
    {"rem", IN_FLOAT,
     INLINE "$A nd_rem_$a ($A x, $A y)\n"
            "{\n"
            "  $A rest = nd_rest_$a (x, y, trunc$f (x / y));\n"
            "  return y == 0 ? $N : x == y ? rest : copysign$f (rest, x);\n"
            "}\n"},
    {"mod", IN_FLOAT,
     INLINE "$A nd_mod_$a ($A x, $A y)\n"
            "{\n"
            "  $A rest = nd_rest_$a (x, y, floor$f (x / y));\n"
            "  return y == 0 ? x : x == y ? rest : copysign$f (rest, y);\n"
            "}\n"},
    {"gcd", IN_DOUBLE,
     CALLED "$A nd_gcd_$a ($A x, $A y)\n"
            "{\n"
            "  x = fabs (x);\n"
            "  y = fabs (y);\n"
            "  while (y > 0) { /* not for NaN, which is the rest of what is infinite */\n"
            "    $A rest = fmod (x, y);\n"
            "    x = y;\n"
            "    y = rest;\n"
            "  }\n"
            "  return y == 0 ? x : y;\n"
            "}\n"},

    /* Octave's: infinite at negative whole numbers (as it finds them: large odd ones are none) and
       at both infinities, with zero's sign at zero. */
    {"gamma", IN_FLOAT,
     CALLED "$A nd_gamma_$a ($A x)\n"
            "{\n"
            "  if (x == 0)\n"
            "    return copysign$f ($I, x);\n"
            "  if ((x < 0 && x == floor$f (x + 0.5$f)) || fabs$f (x) == $I)\n"
            "    return $I;\n"
            "  return tgamma$f (x);\n"
            "}\n"},
    {"is_gamma_negative", IN_FLOAT,
     INLINE
     "nd_logical nd_is_gamma_negative_$a ($A x)\n"
     "{\n"
     "  $A whole = floor$f (x);\n"
     "  return x == 0 ? copysign$f (1.0$f, x) < 0\n"
     "                : x < whole + 1 && x > whole && x < 0 && floor$f (whole / 2) * 2 != whole;\n"
     "}\n"},

    /* Below 1 a series whose terms have one sign (Abramowitz and Stegun 7.1.5); then G. B. Rybicki,
       "Dawson's integral and the sampling theorem", Computers in Physics 3, 1989, whose error with
       steps of 1/4 is below exp (-39), and in the end 7.1.23 of the former. */
    {"dawson", IN_DOUBLE,
     CALLED "$A nd_dawson_$a ($A x)\n"
            "{\n"
            "  $A size = fabs (x), square = x * x, sum = 0;\n"
            "  if (size < 1) {\n"
            "    $A power = x;\n"
            "    sum = x;\n"
            "    for (int k = 1; k < 20; k++) {\n"
            "      power *= square / k;\n"
            "      sum += power / (2 * k + 1);\n"
            "    }\n"
            "    return exp (-square) * sum;\n"
            "  }\n"
            "  if (!(size < 0x1p13))\n"
            "    return 0.5 / x * (1 + 0.5 / square);\n"
            "  $A middle = 2 * floor (2 * size) + 1;\n"
            "  for (int i = -26; i <= 26; i += 2) {\n"
            "    $A distance = size - (middle + i) / 4;\n"
            "    sum += exp (-distance * distance) / (middle + i);\n"
            "  }\n"
            "  return copysign (sum * 0x1.20dd750429b6dp-1, x); /* 1 / sqrt (pi) */\n"
            "}\n"},
    {"erfi", IN_DOUBLE,
     CALLED
     "$A nd_erfi_$a ($A x)\n"
     "{\n"
     "  if (x * x > 720) /* exp (x^2) overflows */\n"
     "    return copysign ($I, x);\n"
     "  return exp (x * x) * (0x1.20dd750429b6dp+0 * nd_dawson_$a (x)); /* 2 / sqrt (pi) */\n"
     "}\n"},
    /* exp (x^2) erfc (x), with what x^2 loses to rounding; where exp (x^2) is the larger part, it
       is lost as in Octave.  From 7 on Abramowitz and Stegun 7.1.23. */
    {"erfcx", IN_DOUBLE,
     CALLED "$A nd_erfcx_$a ($A x)\n"
            "{\n"
            "  $A size = fabs (x), square = x * x, sum = 1, term = 1, result;\n"
            "  if (size > 7) {\n"
            "    for (int k = 1; k < 40 && fabs (term) > 0x1p-56; k++)\n"
            "      sum += term *= (1 - 2 * k) / (2 * square);\n"
            "    result = 0x1.20dd750429b6dp-1 / size * sum; /* 1 / sqrt (pi) */\n"
            "  } else {\n"
            "    result = exp (square) * erfc (size);\n"
            "    result += result * fma (x, x, -square);\n"
            "  }\n"
            "  return x < 0 ? 2 * exp (square) - result : result;\n"
            "}\n"},

    /* P. J. Acklam's rational approximations to the quantiles of the normal distribution, scaled;
       the relative error is below 1.2e-9, which one step of Halley's method makes full precision,
       but not for single.  They are given x and, without its rounding error, how far |x| is from
       1. */
    {"inverse", IN_DOUBLE,
     CALLED
     "$A nd_inverse_$a ($A x, $A tail)\n"
     "{\n"
     "  if (!(tail > 0))\n"
     "    return tail == 0 ? copysign ($I, x) : $N;\n"
     "  if (tail >= 0.0485) {\n"
     "    $A r = x * x / 4;\n"
     "    $A above = -2.806989788730439e+01 * r + 1.562324844726888e+02;\n"
     "    above = ((above * r - 1.951109208597547e+02) * r + 9.783370457507161e+01) * r;\n"
     "    above = ((above - 2.168328665628878e+01) * r + 1.772453852905383e+00) * (x / 2);\n"
     "    $A below = -5.447609879822406e+01 * r + 1.615858368580409e+02;\n"
     "    below = ((below * r - 1.556989798598866e+02) * r + 6.680131188771972e+01) * r;\n"
     "    return above / ((below - 1.328068155288572e+01) * r + 1.0);\n"
     "  }\n"
     "  $A q = sqrt (-2 * log (0.5 * tail));\n"
     "  $A above = -5.504751339936943e-03 * q - 2.279687217114118e-01;\n"
     "  above = ((above * q - 1.697592457770869e+00) * q - 1.802933168781950e+00) * q;\n"
     "  above = (above + 3.093354679843505e+00) * q + 2.077595676404383e+00;\n"
     "  $A below = 7.784695709041462e-03 * q + 3.224671290700398e-01;\n"
     "  below = ((below * q + 2.445134137142996e+00) * q + 3.754408661907416e+00) * q + 1.0;\n"
     "  return copysign (above / below, x);\n"
     "}\n"},
    {"refine", IN_DOUBLE,
     INLINE "$A nd_refine_$a ($A y, $A x)\n"
            "{\n"
            "  $A u = (erf (y) - x) * 8.862269254527579e-01 * exp (y * y);\n"
            "  return fabs (y) < $I ? y - u / (1 + y * u) : y;\n"
            "}\n"},
    {"erfinv", IN_DOUBLE,
     INLINE "$A nd_erfinv_$a ($A x)\n"
            "{\n"
            "  return nd_refine_$a (nd_inverse_$a (x, 1 - fabs (x)), x);\n"
            "}\n"},
    {"erfcinv", IN_DOUBLE,
     INLINE "$A nd_erfcinv_$a ($A x)\n"
            "{\n"
            "  return nd_refine_$a (nd_inverse_$a (1 - x, fmin (x, 2 - x)), 1 - x);\n"
            "}\n"},
    {0}};
