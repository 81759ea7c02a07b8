/* CUDA C of conversions, arithmetic, comparisons, logic, signs, parts and elementary functions of
   real operands. */
#include "device/cuda/functions_internal.h"

#define INLINE ND_CUDA_INLINE
#define CALLED ND_CUDA_CALLED
#define ROW(op) ND_OP_##op, ND_OP_##op
#define ROWS(first, last) ND_OP_##first, ND_OP_##last

const nd_cuda_formula nd_cuda_basic_formulas[] = {
    /* conversions */
    {ROW (CAST), IN_REAL, 0, IN_LOGICAL, "x != 0"},
    {ROW (CAST), IN_COMPLEX, 0, IN_LOGICAL, "(x.re != 0) | (x.im != 0)"},
    {ROW (CAST), IN_REAL, 0, IN_FLOAT, "($R)x"},
    {ROW (CAST), IN_COMPLEX, 0, IN_FLOAT, "($R)x.re"},
    {ROW (CAST), IN_REAL, 0, IN_COMPLEX, "nd_pair_$r (($Q)x, 0)"},
    {ROW (CAST), IN_COMPLEX, 0, IN_COMPLEX, "nd_pair_$r (($Q)x.re, ($Q)x.im)"},
    {ROW (CAST), IN_FLOAT, 0, IN_INTEGER, "nd_integer$f_$r (x)"},
    {ROW (CAST), IN_COMPLEX, 0, IN_INTEGER, "nd_integer$f_$r (x.re)"},
    {ROW (CAST), IN_UINT64, 0, IN_INTEGER, "x > $L ? $L : ($R)x"},
    {ROW (CAST), IN_REAL, 0, IN_SMALL, "nd_narrow_$r (x)"},
    {ROW (CAST), IN_SIGNED, 0, IN_UINT64, "x < 0 ? 0 : ($R)x"},
    {ROW (CAST), IN_REAL, 0, IN_WIDE, "($R)x"},

    /* arithmetic: a quotient of 16-bit (32-bit) integers is never so near to a half that the
       quotient in single (double) would round the other way; x / 0 is infinite, 0 / 0 NaN */
    {ROWS (ADD, SUBTRACT), IN_SMALL, IN_SMALL, IN_SMALL, "nd_clamp_$r (($W)x $o y)"},
    {ROW (DIVIDE), IN_SHORT, IN_SHORT, IN_SHORT, "nd_integerf_$r ((float)x / (float)y)"},
    {ROW (DIVIDE), IN_SMALL, IN_SMALL, IN_SMALL, "nd_integer_$r ((double)x / (double)y)"},
    {ROWS (ADD, SUBTRACT), IN_COMPLEX, IN_COMPLEX, IN_COMPLEX,
     "nd_pair_$r (x.re $o y.re, x.im $o y.im)"},
    {ROWS (ADD, SUBTRACT), IN_COMPLEX, IN_FLOAT, IN_COMPLEX, "nd_pair_$r (x.re $o y, x.im)"},
    {ROW (ADD), IN_FLOAT, IN_COMPLEX, IN_COMPLEX, "nd_pair_$r (x + y.re, y.im)"},
    {ROW (SUBTRACT), IN_FLOAT, IN_COMPLEX, IN_COMPLEX, "nd_pair_$r (x - y.re, -y.im)"},
    {ROWS (MULTIPLY, DIVIDE), IN_COMPLEX, IN_COMPLEX, IN_COMPLEX, "nd_$n_$r (x, y)"},
    {ROWS (MULTIPLY, DIVIDE), IN_COMPLEX, IN_FLOAT, IN_COMPLEX,
     "nd_pair_$r (x.re $o y, x.im $o y)"},
    {ROW (MULTIPLY), IN_FLOAT, IN_COMPLEX, IN_COMPLEX, "nd_pair_$r (x * y.re, x * y.im)"},
    {ROW (DIVIDE), IN_FLOAT, IN_COMPLEX, IN_COMPLEX, "nd_divide_$r (nd_pair_$r (x, 0), y)"},

    /* comparisons: complex values by magnitude, then by angle; a real operand counts as having
       angle 0, even when it is negative, as in Octave */
    {ROW (EQUAL), IN_COMPLEX, IN_COMPLEX, IN_LOGICAL, "(x.re == y.re) & (x.im == y.im)"},
    {ROW (EQUAL), IN_COMPLEX, IN_FLOAT, IN_LOGICAL, "(x.re == y) & (x.im == 0)"},
    {ROW (EQUAL), IN_FLOAT, IN_COMPLEX, IN_LOGICAL, "(x == y.re) & (y.im == 0)"},
    {ROW (NOT_EQUAL), IN_COMPLEX, IN_COMPLEX, IN_LOGICAL, "(x.re != y.re) | (x.im != y.im)"},
    {ROW (NOT_EQUAL), IN_COMPLEX, IN_FLOAT, IN_LOGICAL, "(x.re != y) | (x.im != 0)"},
    {ROW (NOT_EQUAL), IN_FLOAT, IN_COMPLEX, IN_LOGICAL, "(x != y.re) | (y.im != 0)"},
    {ROWS (LESS, GREATER), IN_COMPLEX, IN_COMPLEX, IN_LOGICAL,
     "nd_size_$a (x) == nd_size_$b (y) ? nd_angle_$a (x) $o nd_angle_$b (y)"
     " : nd_size_$a (x) $s nd_size_$b (y)"},
    {ROWS (LESS, GREATER), IN_COMPLEX, IN_FLOAT, IN_LOGICAL,
     "nd_size_$a (x) == fabs$f (y) ? nd_angle_$a (x) $o 0 : nd_size_$a (x) $s fabs$f (y)"},
    {ROWS (LESS, GREATER), IN_FLOAT, IN_COMPLEX, IN_LOGICAL,
     "fabs$f (x) == nd_size_$b (y) ? 0 $o nd_angle_$b (y) : fabs$f (x) $s nd_size_$b (y)"},

    /* logic */
    {ROWS (AND, OR), IN_COMPLEX, IN_COMPLEX, IN_LOGICAL,
     "((x.re != 0) | (x.im != 0)) $o ((y.re != 0) | (y.im != 0))"},
    {ROWS (AND, OR), IN_COMPLEX, IN_FLOAT, IN_LOGICAL, "((x.re != 0) | (x.im != 0)) $o (y != 0)"},
    {ROWS (AND, OR), IN_FLOAT, IN_COMPLEX, IN_LOGICAL, "(x != 0) $o ((y.re != 0) | (y.im != 0))"},

    /* signs and questions */
    {ROW (NEGATE), IN_UNSIGNED, 0, IN_UNSIGNED, "0"},
    {ROW (NEGATE), IN_SIGNED, 0, IN_SIGNED, "x == $S ? $L : ($R)-x"},
    {ROW (NEGATE), IN_COMPLEX, 0, IN_COMPLEX, "nd_pair_$r (-x.re, -x.im)"},
    {ROW (NOT), IN_LOGICAL | IN_INTEGER, 0, IN_LOGICAL, "x == 0"},
    {ROW (NOT), IN_COMPLEX, 0, IN_LOGICAL, "(x.re == 0) & (x.im == 0)"},
    {ROW (CONJ), IN_COMPLEX, 0, IN_COMPLEX, "nd_pair_$r (x.re, -x.im)"},
    {ROW (IS_NAN), IN_LOGICAL | IN_INTEGER, 0, IN_LOGICAL, "0"},
    {ROW (IS_NAN), IN_COMPLEX, 0, IN_LOGICAL, "(x.re != x.re) | (x.im != x.im)"},
    {ROW (IS_NEGATIVE), IN_UNSIGNED, 0, IN_LOGICAL, "0"},
    {ROW (IS_NEGATIVE), IN_SIGNED, 0, IN_LOGICAL, "x < 0"},
    {ROW (HAS_IMAGINARY), IN_COMPLEX, 0, IN_LOGICAL, "x.im != 0"},

    /* parts */
    {ROW (ABS), IN_UNSIGNED, 0, IN_UNSIGNED, "x"},
    {ROW (ABS), IN_SIGNED, 0, IN_SIGNED, "x >= 0 ? x : x == $S ? $L : ($R)-x"},
    {ROW (ABS), IN_COMPLEX, 0, IN_FLOAT, "nd_size_$a (x)"},
    {ROW (REAL), IN_INTEGER, 0, IN_INTEGER, "x"},
    {ROW (REAL), IN_COMPLEX, 0, IN_FLOAT, "x.re"},
    {ROW (IMAG), IN_INTEGER, 0, IN_INTEGER, "0"},
    {ROW (IMAG), IN_COMPLEX, 0, IN_FLOAT, "x.im"},
    {ROW (ARG), IN_COMPLEX, 0, IN_FLOAT, "atan2$f (x.im, x.re)"},
    {ROWS (CEIL, ROUND), IN_INTEGER, 0, IN_INTEGER, "x"},
    {ROWS (CEIL, FLOOR), IN_COMPLEX, 0, IN_COMPLEX, "nd_pair_$r ($n$f (x.re), $n$f (x.im))"},
    {ROW (FIX), IN_COMPLEX, 0, IN_COMPLEX, "nd_pair_$r (trunc$f (x.re), trunc$f (x.im))"},
    {ROW (ROUND), IN_COMPLEX, 0, IN_COMPLEX, "nd_pair_$r (round$f (x.re), round$f (x.im))"},
    {ROW (SIGN), IN_UNSIGNED, 0, IN_UNSIGNED, "x != 0"},
    {ROW (SIGN), IN_SIGNED, 0, IN_SIGNED, "(x > 0) - (x < 0)"},
    {ROW (SIGN), IN_COMPLEX, 0, IN_COMPLEX,
     "nd_size_$a (x) == 0 ? nd_pair_$a (0, 0)"
     " : nd_pair_$a (x.re / nd_size_$a (x), x.im / nd_size_$a (x))"},
    {ROW (IS_INF), IN_LOGICAL | IN_INTEGER, 0, IN_LOGICAL, "0"},
    {ROW (IS_INF), IN_COMPLEX, 0, IN_LOGICAL, "(fabs$f (x.re) == $I) | (fabs$f (x.im) == $I)"},
    {ROW (IS_FINITE), IN_LOGICAL | IN_INTEGER, 0, IN_LOGICAL, "1"},
    {ROW (IS_FINITE), IN_COMPLEX, 0, IN_LOGICAL, "(fabs$f (x.re) < $I) & (fabs$f (x.im) < $I)"},
    {ROW (IS_NA), IN_LOGICAL | IN_INTEGER, 0, IN_LOGICAL, "0"},
    {ROW (IS_NA), IN_COMPLEX, 0, IN_LOGICAL, "nd_missing_$p (x.re) | nd_missing_$p (x.im)"},
    {ROW (MANTISSA), IN_COMPLEX, 0, IN_COMPLEX, "nd_mantissa_$a"},
    {ROW (EXPONENT), IN_COMPLEX, 0, IN_FLOAT, "nd_exponent_$p (nd_size_$a (x))"},
    {0}};

/* Half away from zero: adding the largest number below one half cannot carry over it.  From the
   largest value and a half on everything becomes the largest. */
#define ROUND_SIGNED(f, type, half)                                                                \
  INLINE "$A nd_integer" f "_$a (" type " x)\n"                                                    \
         "{\n"                                                                                     \
         "  return x >= 0x1p$D" f " - 0.5" f " ? $L : x <= -0x1p$D" f " ? $S\n"                    \
         "         : x == x ? ($A)(x + copysign" f " (" half ", x)) : 0;\n"                        \
         "}\n"
#define ROUND_UNSIGNED(f, type, half)                                                              \
  INLINE "$A nd_integer" f "_$a (" type " x)\n"                                                    \
         "{\n"                                                                                     \
         "  return x >= 0x1p$D" f " - 0.5" f " ? $L : x > 0 ? ($A)(x + " half ") : 0;\n"           \
         "}\n"
#define HALF_DOUBLE "0x1.fffffffffffffp-2"
#define HALF_SINGLE "0x1.fffffep-2f"

const nd_cuda_piece nd_cuda_basic_pieces[] = {
    {"integer", IN_SIGNED, ROUND_SIGNED ("", "double", HALF_DOUBLE)},
    {"integer", IN_UNSIGNED, ROUND_UNSIGNED ("", "double", HALF_DOUBLE)},
    {"integerf", IN_SIGNED, ROUND_SIGNED ("f", "float", HALF_SINGLE)},
    {"integerf", IN_UNSIGNED, ROUND_UNSIGNED ("f", "float", HALF_SINGLE)},
    {"narrow", IN_SMALL,
     INLINE "$A nd_narrow_$a (long long x)\n"
            "{\n"
            "  return x < $S ? $S : x > $L ? $L : ($A)x;\n"
            "}\n"},
    {"clamp", IN_SMALL,
     INLINE "$A nd_clamp_$a ($W x)\n"
            "{\n"
            "  return x < $S ? $S : x > $L ? $L : ($A)x;\n"
            "}\n"},
    {"pair", IN_COMPLEX,
     INLINE "$A nd_pair_$a ($P re, $P im)\n"
            "{\n"
            "  $A z;\n"
            "  z.re = re;\n"
            "  z.im = im;\n"
            "  return z;\n"
            "}\n"},
    {"size", IN_COMPLEX,
     INLINE "$P nd_size_$a ($A x)\n"
            "{\n"
            "  return hypot$f (x.re, x.im);\n"
            "}\n"},
    {"angle", IN_COMPLEX,
     INLINE "$P nd_angle_$a ($A x)\n" /* in (-pi, pi] */
            "{\n"
            "  $P angle = atan2$f (x.im, x.re);\n"
            "  return angle == ($P)-0x1.921fb54442d18p+1 ? -angle : angle;\n"
            "}\n"},
    {"missing", IN_DOUBLE,
     INLINE "nd_logical nd_missing_$a ($A x)\n"
            "{\n"
            "  return __double_as_longlong (x) == 0x7ff840f440000000ll;\n"
            "}\n"},
    {"missing", IN_SINGLE,
     INLINE "nd_logical nd_missing_$a ($A x)\n"
            "{\n"
            "  return __float_as_int (x) == 0x7fc207a2;\n"
            "}\n"},

    /* Octave leaves an exponent of 0 with what is not finite. */
    {"exponent", IN_FLOAT,
     INLINE "$A nd_exponent_$a ($A x)\n"
            "{\n"
            "  int exponent = 0;\n"
            "  if (fabs$f (x) < $I)\n"
            "    frexp$f (x, &exponent);\n"
            "  return exponent;\n"
            "}\n"},
    {"mantissa", IN_FLOAT,
     INLINE "$A nd_mantissa_$a ($A x)\n"
            "{\n"
            "  int exponent;\n"
            "  return frexp$f (x, &exponent);\n"
            "}\n"},
    /* The mantissa of the magnitude with the value's direction; a whole value as it is. */
    {"mantissa", IN_COMPLEX,
     INLINE "$A nd_mantissa_$a ($A x)\n"
            "{\n"
            "  $P size = nd_size_$a (x), mantissa = nd_mantissa_$p (size);\n"
            "  return size == mantissa ? x\n"
            "         : nd_pair_$a (x.re / size * mantissa, x.im / size * mantissa);\n"
            "}\n"},

    /* C's products and quotients: where both parts are NaN, infinite operands become 1 and finite
       ones 0, with their signs, and NaN beside them becomes 0 (Annex G of the standard). */
    {"unit", IN_FLOAT,
     INLINE "$A nd_unit_$a ($A x)\n"
            "{\n"
            "  return copysign$f (fabs$f (x) == $I ? 1.0$f : 0.0$f, x);\n"
            "}\n"},
    {"number", IN_FLOAT,
     INLINE "$A nd_number_$a ($A x)\n"
            "{\n"
            "  return x != x ? copysign$f (0.0$f, x) : x;\n"
            "}\n"},
    {"infinite", IN_COMPLEX,
     INLINE "int nd_infinite_$a ($A x)\n"
            "{\n"
            "  return (fabs$f (x.re) == $I) | (fabs$f (x.im) == $I);\n"
            "}\n"},
    {"finite", IN_COMPLEX,
     INLINE "int nd_finite_$a ($A x)\n"
            "{\n"
            "  return (fabs$f (x.re) < $I) & (fabs$f (x.im) < $I);\n"
            "}\n"},
    {"product", IN_COMPLEX,
     CALLED "$A nd_product_$a ($A x, $A y)\n"
            "{\n"
            "  int overflows = (fabs$f (x.re * y.re) == $I) | (fabs$f (x.im * y.im) == $I)\n"
            "                  | (fabs$f (x.re * y.im) == $I) | (fabs$f (x.im * y.re) == $I);\n"
            "  int x_infinite = nd_infinite_$a (x), y_infinite = nd_infinite_$a (y);\n"
            "  if (!(x_infinite | y_infinite | overflows))\n"
            "    return nd_pair_$a ($N, $N);\n"
            "  if (x_infinite)\n"
            "    x = nd_pair_$a (nd_unit_$p (x.re), nd_unit_$p (x.im));\n"
            "  if (y_infinite)\n"
            "    y = nd_pair_$a (nd_unit_$p (y.re), nd_unit_$p (y.im));\n"
            "  x = nd_pair_$a (nd_number_$p (x.re), nd_number_$p (x.im));\n"
            "  y = nd_pair_$a (nd_number_$p (y.re), nd_number_$p (y.im));\n"
            "  return nd_pair_$a ($I * (x.re * y.re - x.im * y.im),\n"
            "                     $I * (x.re * y.im + x.im * y.re));\n"
            "}\n"},
    {"multiply", IN_COMPLEX,
     INLINE "$A nd_multiply_$a ($A x, $A y)\n"
            "{\n"
            "  $P re = x.re * y.re - x.im * y.im, im = x.re * y.im + x.im * y.re;\n"
            "  return (re != re) & (im != im) ? nd_product_$a (x, y) : nd_pair_$a (re, im);\n"
            "}\n"},
    {"quotient", IN_COMPLEX,
     CALLED "$A nd_quotient_$a ($A x, $A y)\n"
            "{\n"
            "  $P by = 0;\n"
            "  if (y.re == 0 && y.im == 0 && (x.re == x.re || x.im == x.im)) {\n"
            "    by = copysign$f ($I, y.re);\n"
            "    return nd_pair_$a (by * x.re, by * x.im);\n"
            "  }\n"
            "  if (nd_infinite_$a (x) && nd_finite_$a (y)) {\n"
            "    x = nd_pair_$a (nd_unit_$p (x.re), nd_unit_$p (x.im));\n"
            "    by = $I;\n"
            "  } else if (nd_infinite_$a (y) && nd_finite_$a (x))\n"
            "    y = nd_pair_$a (nd_unit_$p (y.re), nd_unit_$p (y.im));\n"
            "  else\n"
            "    by = $N;\n"
            "  return nd_pair_$a (by * (x.re * y.re + x.im * y.im),\n"
            "                     by * (x.im * y.re - x.re * y.im));\n"
            "}\n"},
    {"divide", 1 << ND_COMPLEX_SINGLE,
     INLINE "$A nd_divide_$a ($A x, $A y)\n"
            "{\n"
            "  double a = x.re, b = x.im, c = y.re, d = y.im, size = c * c + d * d;\n"
            "  $P re = ($P)((a * c + b * d) / size), im = ($P)((b * c - a * d) / size);\n"
            "  return (re != re) & (im != im) ? nd_quotient_$a (x, y) : nd_pair_$a (re, im);\n"
            "}\n"},
    /* M. Baudin and R. L. Smith, "A robust complex division in Scilab", 2012, scaled so that
       little underflows. */
    {"divide", 1 << ND_COMPLEX_DOUBLE,
     CALLED "$A nd_divide_$a ($A x, $A y)\n"
            "{\n"
            "  int turned = fabs (y.re) < fabs (y.im);\n"
            "  double a = turned ? x.im : x.re, b = turned ? -x.re : x.im;\n"
            "  double c = turned ? y.im : y.re, d = turned ? -y.re : y.im;\n"
            "  double least = fmin (fabs (a), fabs (b)), most = fmax (fabs (a), fabs (b));\n"
            "  double scale = fabs (c) >= 0x1p1023 ? 0.5 : 1;\n"
            "  if (fabs (c) < 0x1p-52\n"
            "      || (least < 0x1p-1022 && most < 0x1p971 && fabs (c) < 0x1p971))\n"
            "    scale = 0x1p52;\n"
            "  a *= scale;\n"
            "  b *= scale;\n"
            "  c *= scale;\n"
            "  d *= scale;\n"
            "  double ratio = d / c, size = d * ratio + c;\n"
            "  int plain = fabs (ratio) > 0x1p-1022;\n"
            "  double re = (a + (plain ? b * ratio : d * (b / c))) / size;\n"
            "  double im = (b - (plain ? a * ratio : d * (a / c))) / size;\n"
            "  return (re != re) & (im != im) ? nd_quotient_$a (x, y) : nd_pair_$a (re, im);\n"
            "}\n"},
    {0}};
