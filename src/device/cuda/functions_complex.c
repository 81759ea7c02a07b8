/* CUDA C of functions of complex operands, and of real ones outside the function's domain.

   They follow C's Annex G and the signs of the C library at infinities and zeros. */
#include "device/cuda/functions_internal.h"

#define INLINE ND_CUDA_INLINE
#define CALLED ND_CUDA_CALLED
#define ROW(op) ND_OP_##op, ND_OP_##op
#define ROWS(first, last) ND_OP_##first, ND_OP_##last
#define PI "0x1.921fb54442d18p+1"
#define HALF_PI "0x1.921fb54442d18p+0"
#define LN2 "0x1.62e42fefa39efp-1"
#define LN10 "0x1.26bb1bbb55516p+1"
#define PI_OVER_LN2 "0x1.22123045b5decp+2"
#define PI_OVER_LN10 "0x1.5d47c4cb2fba1p+0"

const nd_cuda_formula nd_cuda_complex_formulas[] = {
    {ROW (SQRT), IN_COMPLEX, 0, IN_COMPLEX, "nd_$n_$a"},
    {ROWS (EXP, ATANH), IN_COMPLEX, 0, IN_COMPLEX, "nd_$n_$a"},
    {ROW (SQRT), IN_FLOAT, 0, IN_COMPLEX,
     "x < 0 ? nd_pair_$r (0, sqrt$f (-x)) : nd_pair_$r (sqrt$f (x), 0)"},
    {ROW (LOG), IN_FLOAT, 0, IN_COMPLEX,
     "x < 0 ? nd_pair_$r (log$f (-x), " PI ") : nd_pair_$r (log$f (x), 0)"},
    {ROW (LOG2), IN_FLOAT, 0, IN_COMPLEX,
     "x < 0 ? nd_pair_$r (log2$f (-x), " PI_OVER_LN2 ") : nd_pair_$r (log2$f (x), 0)"},
    {ROW (LOG10), IN_FLOAT, 0, IN_COMPLEX,
     "x < 0 ? nd_pair_$r (log10$f (-x), " PI_OVER_LN10 ") : nd_pair_$r (log10$f (x), 0)"},
    {ROW (LOG1P), IN_FLOAT, 0, IN_COMPLEX,
     "x < -1 ? nd_pair_$r (log$f (-(1 + x)), " PI ") : nd_pair_$r (log1p$f (x), 0)"},
    {ROWS (ASIN, ACOS), IN_FLOAT, 0, IN_COMPLEX,
     "fabs$f (x) > 1 ? nd_$n_$r (nd_pair_$r (x, 0)) : nd_pair_$r ($n$f (x), 0)"},
    {ROW (ACOSH), IN_FLOAT, 0, IN_COMPLEX,
     "x < 1 ? nd_$n_$r (nd_pair_$r (x, 0)) : nd_pair_$r ($n$f (x), 0)"},
    {ROW (ATANH), IN_FLOAT, 0, IN_COMPLEX,
     "fabs$f (x) > 1 ? nd_$n_$r (nd_pair_$r (x, 0)) : nd_pair_$r ($n$f (x), 0)"},

    {ROW (POWER), IN_COMPLEX, IN_COMPLEX, IN_COMPLEX,
     "nd_exp_$a (nd_multiply_$a (y, nd_log_$a (x)))"},
    {ROW (POWER), IN_COMPLEX, IN_FLOAT, IN_COMPLEX, "nd_power_$a (x, y)"},
    {ROW (POWER), IN_FLOAT, IN_COMPLEX, IN_COMPLEX,
     "x > 0 ? nd_polar_$r (pow$f (x, y.re), y.im * log$f (x))"
     " : nd_exp_$r (nd_multiply_$r (y, nd_log_$r (nd_pair_$r (x, 0))))"},
    {ROW (POWER), IN_FLOAT, IN_FLOAT, IN_COMPLEX, "nd_root_$r (nd_pair_$r (x, 0), y)"},
    {ROW (POWER_BY_LOGARITHM), IN_COMPLEX, IN_FLOAT, IN_COMPLEX, "nd_root_$a (x, y)"},
    {0}};

const nd_cuda_piece nd_cuda_complex_pieces[] = {
    /* i times the conjugate: exchanges sines and hyperbolic sines. */
    {"turned", IN_COMPLEX,
     INLINE "$A nd_turned_$a ($A x)\n"
            "{\n"
            "  return nd_pair_$a (x.im, x.re);\n"
            "}\n"},
    {"polar", IN_COMPLEX,
     INLINE "$A nd_polar_$a ($P radius, $P angle)\n"
            "{\n"
            "  return nd_pair_$a (radius * cos$f (angle), radius * sin$f (angle));\n"
            "}\n"},

    /* ---- roots, logarithms, powers ---- */
    {"sqrt", IN_COMPLEX,
     CALLED
     "$A nd_sqrt_$a ($A x)\n"
     "{\n"
     "  $P most = fmax$f (fabs$f (x.re), fabs$f (x.im)), scale = 1, back = 1;\n"
     "  if (fabs$f (x.im) == $I)\n"
     "    return nd_pair_$a ($I, x.im);\n"
     "  if (fabs$f (x.re) == $I)\n"
     "    return x.re > 0 ? nd_pair_$a (x.re, x.im == x.im ? copysign$f (0.0$f, x.im) : x.im)\n"
     "                    : nd_pair_$a (fabs$f (x.im - x.im), copysign$f ($I, x.im));\n"
     "  if (most == 0 && x.re == x.im)\n"
     "    return nd_pair_$a (0, x.im);\n"
     "  if (most > $M) {\n"
     "    scale = 0.25$f;\n"
     "    back = 2;\n"
     "  } else if (most < $m) {\n"
     "    scale = 0x1p54$f;\n"
     "    back = 0x1p-27$f;\n"
     "  }\n"
     "  x = nd_pair_$a (x.re * scale, x.im * scale);\n"
     "  $P root = sqrt$f ((fabs$f (x.re) + nd_size_$a (x)) / 2);\n"
     "  $P other = fabs$f (x.im) / (2 * root) * back;\n"
     "  root *= back;\n"
     "  return x.re >= 0 ? nd_pair_$a (root, copysign$f (other, x.im))\n"
     "                   : nd_pair_$a (other, copysign$f (root, x.im));\n"
     "}\n"},
    /* Near |x| = 1 by way of |x|^2 - 1, whose products are exact. */
    {"log", IN_COMPLEX,
     CALLED
     "$A nd_log_$a ($A x)\n"
     "{\n"
     "  $P a = fmax$f (fabs$f (x.re), fabs$f (x.im)), b = fmin$f (fabs$f (x.re), fabs$f (x.im));\n"
     "  $P size = nd_size_$a (x), angle = atan2$f (x.im, x.re), scale = 1, lost = 0;\n"
     "  if (size > 0.7$f && size < 1.4$f) {\n"
     "    $P above = (a * a - 1) + b * b + (fma$f (a, a, -(a * a)) + fma$f (b, b, -(b * b)));\n"
     "    return nd_pair_$a (log1p$f (above) / 2, angle);\n"
     "  }\n"
     "  if (a > $M && a < $I) {\n"
     "    scale = 0.25$f;\n"
     "    lost = 2 * ($P)" LN2 ";\n"
     "  } else if (a < $m) {\n"
     "    scale = 0x1p54$f;\n"
     "    lost = -54 * ($P)" LN2 ";\n"
     "  }\n"
     "  if (scale != 1)\n"
     "    size = nd_size_$a (nd_pair_$a (x.re * scale, x.im * scale));\n"
     "  return nd_pair_$a (log$f (size) + lost, angle);\n"
     "}\n"},
    {"log2", IN_COMPLEX,
     INLINE "$A nd_log2_$a ($A x)\n"
            "{\n"
            "  x = nd_log_$a (x);\n"
            "  return nd_pair_$a (x.re / ($P)" LN2 ", x.im / ($P)" LN2 ");\n"
            "}\n"},
    {"log10", IN_COMPLEX,
     INLINE "$A nd_log10_$a ($A x)\n"
            "{\n"
            "  x = nd_log_$a (x);\n"
            "  return nd_pair_$a (x.re / ($P)" LN10 ", x.im / ($P)" LN10 ");\n"
            "}\n"},
    /* Near zero: |1 + x|^2 - 1 = u without cancellation. */
    {"log1p", IN_COMPLEX,
     INLINE "$A nd_log1p_$a ($A x)\n"
            "{\n"
            "  if (!(fabs$f (x.re) < 0.5$f && fabs$f (x.im) < 0.5$f))\n"
            "    return nd_log_$a (nd_pair_$a (1 + x.re, 0 + x.im));\n"
            "  $P u = 2 * x.re + x.re * x.re + x.im * x.im;\n"
            "  return nd_pair_$a (log1p$f (u / (1 + sqrt$f (u + 1))), atan2$f (x.im, 1 + x.re));\n"
            "}\n"},
    /* Where exp (x.re) leaves the range of numbers, its product with a cosine may be within. */
    {"exp", IN_COMPLEX,
     CALLED
     "$A nd_exp_$a ($A x)\n"
     "{\n"
     "  if (x.im == 0)\n"
     "    return nd_pair_$a (exp$f (x.re), x.im);\n"
     "  if (fabs$f (x.re) == $I && !(fabs$f (x.im) < $I))\n"
     "    return x.re > 0 ? nd_pair_$a ($I, $N) : nd_pair_$a (0, copysign$f (0.0$f, x.im));\n"
     "  $P half = fabs$f (x.re) > $X ? exp$f (x.re / 2) : 1;\n"
     "  $P rest = fabs$f (x.re) > $X ? half : exp$f (x.re);\n"
     "  return nd_pair_$a (cos$f (x.im) * half * rest, sin$f (x.im) * half * rest);\n"
     "}\n"},
    /* exp (a + bi) - 1 = u v + u + v + i (u + 1) sin b with u = exp (a) - 1, v = cos b - 1 */
    {"expm1", IN_COMPLEX,
     CALLED "$A nd_expm1_$a ($A x)\n"
            "{\n"
            "  if (!(nd_size_$a (x) < 1)) {\n"
            "    x = nd_exp_$a (x);\n"
            "    return nd_pair_$a (x.re - 1, x.im);\n"
            "  }\n"
            "  $P u = expm1$f (x.re), half = sin$f (x.im / 2), v = -2 * half * half;\n"
            "  return nd_pair_$a (u * v + u + v, (u + 1) * sin$f (x.im));\n"
            "}\n"},
    /* Through the logarithm, as std::pow does. */
    {"root", IN_COMPLEX,
     CALLED "$A nd_root_$a ($A x, $P y)\n"
            "{\n"
            "  if (x.im == 0 && x.re > 0)\n"
            "    return nd_pair_$a (pow$f (x.re, y), 0);\n"
            "  x = nd_log_$a (x);\n"
            "  return nd_polar_$a (exp$f (y * x.re), y * x.im);\n"
            "}\n"},
    /* Whole exponents by repeated products. */
    {"power", IN_COMPLEX,
     CALLED "$A nd_power_$a ($A x, $P y)\n"
            "{\n"
            "  if (y != rint$f (y) || fabs$f (y) >= 2147483647)\n"
            "    return nd_root_$a (x, y);\n"
            "  unsigned int n = (unsigned int)fabs$f (y);\n"
            "  $A product = (n & 1) != 0 ? x : nd_pair_$a (1, 0);\n"
            "  while (n >>= 1) {\n"
            "    x = nd_multiply_$a (x, x);\n"
            "    if ((n & 1) != 0)\n"
            "      product = nd_multiply_$a (product, x);\n"
            "  }\n"
            "  return y < 0 ? nd_divide_$a (nd_pair_$a (1, 0), product) : product;\n"
            "}\n"},

    /* ---- hyperbolic functions, and the trigonometric ones of what is turned ---- */
    /* A product in which 0 wins against infinity and NaN, whose sign does not count. */
    {"part", IN_FLOAT,
     INLINE "$A nd_part_$a ($A x, $A y)\n"
            "{\n"
            "  $A x_sign = x == x ? copysign$f (1.0$f, x) : 1, y_sign = y == y ? copysign$f "
            "(1.0$f, y) : 1;\n"
            "  return x == 0 || y == 0 ? 0 * x_sign * y_sign : x * y;\n"
            "}\n"},
    /* sinh (a + bi) = sinh a cos b + i cosh a sin b; where exp (a) leaves the range of numbers, the
       products may be within. */
    {"sinh", IN_COMPLEX,
     CALLED "$A nd_sinh_$a ($A x)\n"
            "{\n"
            "  int is_large = fabs$f (x.re) > $X;\n"
            "  $P half = is_large ? exp$f (fabs$f (x.re) / 2) : 1;\n"
            "  $P rise = is_large ? copysign$f (half / 2, x.re) : sinh$f (x.re);\n"
            "  $P size = is_large ? half / 2 : cosh$f (x.re);\n"
            "  if (fabs$f (x.re) == $I && !(fabs$f (x.im) < $I))\n"
            "    return nd_pair_$a ($I, $N);\n"
            "  return nd_pair_$a (nd_part_$p (nd_part_$p (rise, cos$f (x.im)), half),\n"
            "                     nd_part_$p (nd_part_$p (size, sin$f (x.im)), half));\n"
            "}\n"},
    {"cosh", IN_COMPLEX,
     CALLED "$A nd_cosh_$a ($A x)\n"
            "{\n"
            "  int is_large = fabs$f (x.re) > $X;\n"
            "  $P half = is_large ? exp$f (fabs$f (x.re) / 2) : 1;\n"
            "  $P rise = is_large ? copysign$f (half / 2, x.re) : sinh$f (x.re);\n"
            "  $P size = is_large ? half / 2 : cosh$f (x.re);\n"
            "  if (fabs$f (x.re) == $I && !(fabs$f (x.im) < $I))\n"
            "    return nd_pair_$a ($I, $N);\n"
            "  if (x.re == 0 && !(fabs$f (x.im) < $I))\n"
            "    return nd_pair_$a ($N, 0);\n"
            "  return nd_pair_$a (nd_part_$p (nd_part_$p (size, cos$f (x.im)), half),\n"
            "                     nd_part_$p (nd_part_$p (rise, sin$f (x.im)), half));\n"
            "}\n"},
    {"tanh", IN_COMPLEX,
     CALLED
     "$A nd_tanh_$a ($A x)\n"
     "{\n"
     "  $P sine = sin$f (x.im), cosine = cos$f (x.im);\n"
     "  if (fabs$f (x.re) == $I && !(fabs$f (x.im) < $I))\n"
     "    return nd_pair_$a (copysign$f (1.0$f, x.re), copysign$f (0.0$f, x.im));\n"
     "  if (fabs$f (x.re) > $X / 2) {\n"
     "    $P small = exp$f (-fabs$f (x.re)), turn = 4 * sine * cosine;\n"
     "    return nd_pair_$a (turn == turn ? copysign$f (1.0$f, x.re) : turn, turn * small * "
     "small);\n"
     "  }\n"
     "  if (x.im == 0)\n"
     "    return nd_pair_$a (tanh$f (x.re), x.im);\n"
     "  $P rise = sinh$f (x.re), size = rise * rise + cosine * cosine;\n"
     "  return nd_pair_$a (x.re == 0 ? x.re : rise * cosh$f (x.re) / size, sine * cosine / size);\n"
     "}\n"},
    {"sin", IN_COMPLEX,
     INLINE "$A nd_sin_$a ($A x)\n"
            "{\n"
            "  return nd_turned_$a (nd_sinh_$a (nd_turned_$a (x)));\n"
            "}\n"},
    {"cos", IN_COMPLEX,
     INLINE "$A nd_cos_$a ($A x)\n"
            "{\n"
            "  return nd_cosh_$a (nd_pair_$a (-x.im, x.re));\n"
            "}\n"},
    {"tan", IN_COMPLEX,
     INLINE "$A nd_tan_$a ($A x)\n"
            "{\n"
            "  return nd_turned_$a (nd_tanh_$a (nd_turned_$a (x)));\n"
            "}\n"},

    /* ---- their inverses: W. Kahan, "Branch cuts for complex elementary functions", 1987 ---- */
    /* The angle of the direction in which x is infinite. */
    {"direction", IN_COMPLEX,
     INLINE "$P nd_direction_$a ($P im, $P re)\n"
            "{\n"
            "  return re != re || im != im ? $N : atan2$f (nd_unit_$p (im), nd_unit_$p (re));\n"
            "}\n"},
    /* Roots of 1 - x and 1 + x for x.im >= 0 yield all of asin and acos without cancellation.
       Beyond 4 / eps they are roots of -x and x, whose products may overflow. */
    {"arcsine", IN_COMPLEX,
     CALLED
     "$A nd_arcsine_$a ($A x)\n"
     "{\n"
     "  if (nd_infinite_$a (x))\n"
     "    return nd_pair_$a (nd_direction_$a (x.re, fabs$f (x.im)), copysign$f ($I, x.im));\n"
     "  if (nd_size_$a (x) > 4 / $e)\n"
     "    return nd_pair_$a (atan2$f (x.re, fabs$f (x.im)),\n"
     "                       copysign$f (nd_log_$a (x).re + ($P)" LN2 ", x.im));\n"
     "  $A a = nd_sqrt_$a (nd_pair_$a (1 - x.re, fabs$f (x.im)));\n"
     "  $A b = nd_sqrt_$a (nd_pair_$a (1 + x.re, fabs$f (x.im)));\n"
     "  $P im = asinh$f (b.re * a.im + b.im * a.re), re = a.re * b.re + a.im * b.im;\n"
     "  return nd_pair_$a (x.re == 0 ? x.re : atan2$f (x.re, re), copysign$f (im, x.im));\n"
     "}\n"},
    {"arccosine", IN_COMPLEX,
     CALLED
     "$A nd_arccosine_$a ($A x)\n"
     "{\n"
     "  if (nd_infinite_$a (x))\n"
     "    return nd_pair_$a (nd_direction_$a (fabs$f (x.im), x.re), copysign$f ($I, x.im));\n"
     "  if (nd_size_$a (x) > 4 / $e)\n"
     "    return nd_pair_$a (atan2$f (fabs$f (x.im), x.re),\n"
     "                       copysign$f (nd_log_$a (x).re + ($P)" LN2 ", x.im));\n"
     "  $A a = nd_sqrt_$a (nd_pair_$a (1 - x.re, fabs$f (x.im)));\n"
     "  $A b = nd_sqrt_$a (nd_pair_$a (1 + x.re, fabs$f (x.im)));\n"
     "  $P im = asinh$f (b.re * a.im + b.im * a.re);\n"
     "  return nd_pair_$a (x.re == 0 ? " HALF_PI
     " : 2 * atan2$f (a.re, b.re), copysign$f (im, x.im));\n"
     "}\n"},
    /* On the real axis beyond 1 the branch below, as Matlab has it. */
    {"asin", IN_COMPLEX,
     INLINE "$A nd_asin_$a ($A x)\n"
            "{\n"
            "  $A y = nd_arcsine_$a (x);\n"
            "  return x.im == 0 && x.re > 1 ? nd_pair_$a (y.re, -y.im) : y;\n"
            "}\n"},
    {"acos", IN_COMPLEX,
     INLINE "$A nd_acos_$a ($A x)\n"
            "{\n"
            "  $A y = nd_arccosine_$a (x);\n"
            "  return x.im == 0 && x.re > 1 ? y : nd_pair_$a (y.re, -y.im);\n"
            "}\n"},
    {"asinh", IN_COMPLEX,
     INLINE "$A nd_asinh_$a ($A x)\n"
            "{\n"
            "  return nd_turned_$a (nd_arcsine_$a (nd_turned_$a (x)));\n"
            "}\n"},
    {"acosh", IN_COMPLEX,
     INLINE "$A nd_acosh_$a ($A x)\n"
            "{\n"
            "  $A y = nd_arccosine_$a (x);\n"
            "  return nd_pair_$a (fabs$f (y.im), x.im == x.im ? copysign$f (y.re, x.im) : y.re);\n"
            "}\n"},
    {"atanh", IN_COMPLEX,
     CALLED
     "$A nd_atanh_$a ($A x)\n"
     "{\n"
     "  $P a = fabs$f (x.re), b = fabs$f (x.im), size = nd_size_$a (x), re, im = " HALF_PI ";\n"
     "  if (nd_infinite_$a (x)) {\n"
     "    re = 0;\n"
     "    im = b != b ? b : im;\n"
     "  } else if (size > 4 / $e)\n"
     "    re = a / size / size;\n"
     "  else {\n"
     "    re = a == 1 && b < $e ? (($P)" LN2 " - log$f (b)) / 2\n"
     "                          : log1p$f (4 * a / ((1 - a) * (1 - a) + b * b)) / 4;\n"
     "    im = atan2$f (2 * b, (1 - a) * (1 + a) - b * b) / 2;\n"
     "  }\n"
     "  return nd_pair_$a (x.re == 0 ? x.re : copysign$f (re, x.re), copysign$f (im, x.im));\n"
     "}\n"},
    {"atan", IN_COMPLEX,
     INLINE "$A nd_atan_$a ($A x)\n"
            "{\n"
            "  return nd_turned_$a (nd_atanh_$a (nd_turned_$a (x)));\n"
            "}\n"},
    {0}};
