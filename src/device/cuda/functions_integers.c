/* CUDA C of integer arithmetic beyond what a double holds, and of remainders, powers and bits. */
#include "device/cuda/functions_internal.h"

#define INLINE ND_CUDA_INLINE
#define CALLED ND_CUDA_CALLED
#define ROW(op) ND_OP_##op, ND_OP_##op
#define ROWS(first, last) ND_OP_##first, ND_OP_##last

const nd_cuda_formula nd_cuda_integers_formulas[] = {
    {ROW (MULTIPLY), IN_INTEGER, IN_INTEGER, IN_INTEGER, "nd_multiply_$a"},

    /* 64 bits, and with doubles */
    {ROWS (ADD, DIVIDE), IN_WIDE, IN_WIDE, IN_WIDE, "nd_$n_$a (x, y)"},
    {ROW (ADD), IN_WIDE, IN_DOUBLE, IN_WIDE, "nd_move_$a (x, y)"},
    {ROW (ADD), IN_DOUBLE, IN_WIDE, IN_WIDE, "nd_move_$b (y, x)"},
    {ROW (SUBTRACT), IN_WIDE, IN_DOUBLE, IN_WIDE, "nd_move_$a (x, -y)"},
    {ROW (SUBTRACT), IN_DOUBLE, IN_WIDE, IN_WIDE, "nd_distance_$b (x, y)"},
    {ROW (MULTIPLY), IN_WIDE, IN_DOUBLE, IN_WIDE, "nd_stretch_$a (x, y)"},
    {ROW (MULTIPLY), IN_DOUBLE, IN_WIDE, IN_WIDE, "nd_stretch_$b (y, x)"},
    {ROW (DIVIDE), IN_WIDE, IN_DOUBLE, IN_WIDE,
     "nd_fits_$a (y) ? nd_divide_$a (x, ($A)y) : nd_stretch_$a (x, 1 / y)"},
    {ROW (DIVIDE), IN_DOUBLE, IN_WIDE, IN_WIDE, "nd_integer_$b (x / (double)y)"},
    {ROWS (LESS, NOT_EQUAL), IN_WIDE, IN_DOUBLE, IN_LOGICAL, "nd_order_$a (x, y) $o 0"},
    {ROWS (LESS, NOT_EQUAL), IN_DOUBLE, IN_WIDE, IN_LOGICAL, "0 $o nd_order_$b (y, x)"},
    {ROWS (LESS, NOT_EQUAL), IN_INT64, IN_UINT64, IN_LOGICAL, "nd_rank_$a (x, y) $o 0"},
    {ROWS (LESS, NOT_EQUAL), IN_UINT64, IN_INT64, IN_LOGICAL, "0 $o nd_rank_$b (y, x)"},
    {ROWS (AND, OR), IN_WIDE, IN_WIDE | IN_DOUBLE, IN_LOGICAL, "(x != 0) $o (y != 0)"},
    {ROWS (AND, OR), IN_DOUBLE, IN_WIDE, IN_LOGICAL, "(x != 0) $o (y != 0)"},

    /* remainders; the smallest value cannot be divided by -1 */
    {ROW (REM), IN_UNSIGNED, IN_UNSIGNED, IN_UNSIGNED, "y == 0 ? 0 : x % y"},
    {ROW (REM), IN_SIGNED, IN_SIGNED, IN_SIGNED, "y == 0 || y == -1 ? 0 : x % y"},
    {ROW (MOD), IN_UNSIGNED, IN_UNSIGNED, IN_UNSIGNED, "y == 0 ? x : x % y"},
    {ROW (MOD), IN_SIGNED, IN_SIGNED, IN_SIGNED, "nd_mod_$a"},
    {ROW (MAX), IN_INTEGER, IN_INTEGER, IN_INTEGER, "x >= y ? x : y"},
    {ROW (MIN), IN_INTEGER, IN_INTEGER, IN_INTEGER, "x <= y ? x : y"},
    {ROW (POWER), IN_INTEGER, IN_INTEGER, IN_INTEGER, "nd_power_$a"},
    {ROW (POWER), IN_INTEGER, IN_DOUBLE, IN_INTEGER,
     "y >= 0 && y < $D && y == trunc (y) ? nd_power_$a (x, ($A)y)"
     " : nd_integer_$a (pow ((double)x, y))"},
    {0}};

const nd_cuda_piece nd_cuda_integers_pieces[] = {
    /* ---- among themselves ---- */
    {"add", IN_INT64,
     INLINE "$A nd_add_$a ($A x, $A y)\n"
            "{\n"
            "  $A z = ($A)((nd_uint64)x + (nd_uint64)y);\n"
            "  return ((x ^ z) & (y ^ z)) < 0 ? (y < 0 ? $S : $L) : z;\n"
            "}\n"},
    {"add", IN_UINT64,
     INLINE "$A nd_add_$a ($A x, $A y)\n"
            "{\n"
            "  return x + y < x ? $L : x + y;\n"
            "}\n"},
    {"subtract", IN_INT64,
     INLINE "$A nd_subtract_$a ($A x, $A y)\n"
            "{\n"
            "  $A z = ($A)((nd_uint64)x - (nd_uint64)y);\n"
            "  return ((x ^ y) & (x ^ z)) < 0 ? (y < 0 ? $L : $S) : z;\n"
            "}\n"},
    {"subtract", IN_UINT64,
     INLINE "$A nd_subtract_$a ($A x, $A y)\n"
            "{\n"
            "  return x > y ? x - y : 0;\n"
            "}\n"},
    {"multiply", IN_SMALL_SIGNED,
     INLINE "$A nd_multiply_$a ($A x, $A y)\n"
            "{\n"
            "  return nd_clamp_$a (($W)x * y);\n"
            "}\n"},
    {"multiply", IN_SMALL_UNSIGNED,
     INLINE "$A nd_multiply_$a ($A x, $A y)\n"
            "{\n"
            "  unsigned $W z = (unsigned $W)x * y;\n"
            "  return z > $L ? $L : ($A)z;\n"
            "}\n"},
    {"multiply", IN_INT64,
     INLINE "$A nd_multiply_$a ($A x, $A y)\n"
            "{\n"
            "  int is_negative = (x < 0) != (y < 0);\n"
            "  nd_uint64 m = nd_magnitude_$a (x), n = nd_magnitude_$a (y);\n"
            "  if (nd_high_u64 (m, n) != 0 || m * n > (nd_uint64)$L + is_negative)\n"
            "    return is_negative ? $S : $L;\n"
            "  return ($A)(is_negative ? 0 - m * n : m * n);\n"
            "}\n"},
    {"multiply", IN_UINT64,
     INLINE "$A nd_multiply_$a ($A x, $A y)\n"
            "{\n"
            "  return nd_high_u64 (x, y) != 0 ? $L : x * y;\n"
            "}\n"},
    {"magnitude", IN_INT64,
     INLINE "nd_uint64 nd_magnitude_$a ($A x)\n"
            "{\n"
            "  return x < 0 ? 0 - (nd_uint64)x : (nd_uint64)x;\n"
            "}\n"},
    {"magnitude", IN_UINT64,
     INLINE "nd_uint64 nd_magnitude_$a ($A x)\n"
            "{\n"
            "  return x;\n"
            "}\n"},
    /* The upper half of a product. */
    {"high", IN_UINT64,
     INLINE "$A nd_high_$a ($A x, $A y)\n"
            "{\n"
            "  $A m = (unsigned int)x, n = (unsigned int)y, p = x >> 32, q = y >> 32;\n"
            "  $A middle = (m * n >> 32) + (unsigned int)(p * n) + (unsigned int)(m * q);\n"
            "  return (middle >> 32) + (p * n >> 32) + (m * q >> 32) + p * q;\n"
            "}\n"},
    {"divide", IN_INT64,
     CALLED "$A nd_divide_$a ($A x, $A y)\n"
            "{\n"
            "  if (y == 0)\n"
            "    return x < 0 ? $S : x > 0 ? $L : 0;\n"
            "  if (y == -1)\n"
            "    return x == $S ? $L : -x;\n"
            "  nd_uint64 rest = nd_magnitude_$a (x % y), divisor = nd_magnitude_$a (y);\n"
            "  int step = (x < 0) == (y < 0) ? 1 : -1;\n"
            "  return x / y + (rest >= divisor - rest ? step : 0);\n"
            "}\n"},
    {"divide", IN_UINT64,
     CALLED "$A nd_divide_$a ($A x, $A y)\n"
            "{\n"
            "  if (y == 0)\n"
            "    return x != 0 ? $L : 0;\n"
            "  $A rest = x % y;\n"
            "  return x / y + (rest >= y - rest);\n"
            "}\n"},

    /* ---- sums with a double, which is rounded first ---- */
    /* Beyond the integer's range the sum may still be within it: half of the double is added
       twice. */
    {"move", IN_INT64,
     CALLED "$A nd_move_$a ($A x, double by)\n"
            "{\n"
            "  if (fabs (by) < 0x1p63)\n"
            "    return nd_add_$a (x, nd_integer_$a (by));\n"
            "  $A half = nd_integer_$a (by / 2);\n"
            "  return nd_add_$a (nd_add_$a (x, half), half);\n"
            "}\n"},
    {"move", IN_UINT64,
     CALLED "$A nd_move_$a ($A x, double by)\n"
            "{\n"
            "  return by < 0 ? nd_subtract_$a (x, nd_integer_$a (-by))\n"
            "                : nd_add_$a (x, nd_integer_$a (by));\n"
            "}\n"},
    {"distance", IN_INT64,
     CALLED "$A nd_distance_$a (double x, $A y)\n"
            "{\n"
            "  return y == $S ? nd_integer_$a (x + 0x1p63) : nd_move_$a (-y, x);\n"
            "}\n"},
    {"distance", IN_UINT64,
     CALLED "$A nd_distance_$a (double x, $A y)\n"
            "{\n"
            "  if (x < 0x1p64)\n"
            "    return nd_subtract_$a (nd_integer_$a (x), y);\n"
            "  return y == 0 ? $L : nd_add_$a (nd_integer_$a (x - 0x1p64), 0 - y);\n"
            "}\n"},

    /* ---- products with a double ---- */
    /* Whole and in the range. */
    {"fits", IN_INT64,
     INLINE "int nd_fits_$a (double x)\n"
            "{\n"
            "  return fabs (x) < 0x1p63 && x == trunc (x);\n"
            "}\n"},
    {"fits", IN_UINT64,
     INLINE "int nd_fits_$a (double x)\n"
            "{\n"
            "  return x >= 0 && x < 0x1p64 && x == trunc (x);\n"
            "}\n"},
    /* The exact product, 32 bits at a time, each part rounded and added with saturation; Octave
       keeps 52 of the double's 53 bits. */
    {"scale", IN_WIDE,
     CALLED "$A nd_scale_$a ($A x, double by)\n"
            "{\n"
            "  int exponent, is_negative = (x < 1 && x != 0) != (by < 0);\n"
            "  nd_uint64 size = nd_magnitude_$a (x);\n"
            "  nd_uint64 mantissa = (nd_uint64)ldexp (frexp (fabs (by), &exponent), 52);\n"
            "  nd_uint64 low = size * mantissa, high = nd_high_u64 (size, mantissa);\n"
            "  $A sum = 0;\n"
            "  for (int i = 0; i < 4; i++) {\n"
            "    double part = (double)(unsigned int)((i < 2 ? low : high) >> 32 * (i & 1));\n"
            "    part = ldexp (part, exponent - 52 + 32 * i);\n"
            "    sum = nd_add_$a (sum, nd_integer_$a (is_negative ? -part : part));\n"
            "  }\n"
            "  return sum;\n"
            "}\n"},
    /* Octave's divisor for -0.5 is -2 made unsigned, which saturates. */
    {"stretch", IN_INT64,
     CALLED "$A nd_stretch_$a ($A x, double by)\n"
            "{\n"
            "  if (nd_fits_$a (by))\n"
            "    return nd_multiply_$a (x, ($A)by);\n"
            "  if (fabs (by) == 0.5)\n"
            "    return nd_divide_$a (x, by < 0 ? $L : 2);\n"
            "  return fabs (by) < $I ? nd_scale_$a (x, by) : nd_integer_$a ((double)x * by);\n"
            "}\n"},
    {"stretch", IN_UINT64,
     CALLED "$A nd_stretch_$a ($A x, double by)\n"
            "{\n"
            "  if (nd_fits_$a (by))\n"
            "    return nd_multiply_$a (x, ($A)by);\n"
            "  if (by == 0.5)\n"
            "    return nd_divide_$a (x, 2);\n"
            "  return by >= 0 && by < $I ? nd_scale_$a (x, by) : nd_integer_$a ((double)x * by);\n"
            "}\n"},

    /* ---- comparisons: below zero, zero, above zero, or NaN ---- */
    /* As doubles where that decides, else as integers; a double of 2^63 (or 2^64) counts as less
       than the largest integers, which round to it, and -2^63 as more than the smallest. */
    {"order", IN_WIDE,
     INLINE "double nd_order_$a ($A x, double y)\n"
            "{\n"
            "  double z = (double)x;\n"
            "  if (z != y)\n"
            "    return z < y ? -1 : z > y ? 1 : $N;\n"
            "  if (fabs (y) == 0x1p$D)\n"
            "    return y > 0 ? 1 : -1;\n"
            "  return x < ($A)y ? -1 : x > ($A)y;\n"
            "}\n"},
    {"rank", IN_INT64,
     INLINE "int nd_rank_$a ($A x, nd_uint64 y)\n"
            "{\n"
            "  return x < 0 || (nd_uint64)x < y ? -1 : (nd_uint64)x > y;\n"
            "}\n"},

    /* ---- remainders, powers, bits ---- */
    {"mod", IN_SIGNED,
     INLINE "$A nd_mod_$a ($A x, $A y)\n"
            "{\n"
            "  $A rest = y == 0 ? x : y == -1 ? 0 : x % y;\n"
            "  return y != 0 && rest != 0 && (rest < 0) != (y < 0) ? rest + y : rest;\n"
            "}\n"},
    {"absolute", IN_SIGNED,
     INLINE "$A nd_absolute_$a ($A x)\n"
            "{\n"
            "  return x >= 0 ? x : x == $S ? $L : ($A)-x;\n"
            "}\n"},
    {"absolute", IN_UNSIGNED,
     INLINE "$A nd_absolute_$a ($A x)\n"
            "{\n"
            "  return x;\n"
            "}\n"},
    {"gcd", IN_INTEGER,
     CALLED "$A nd_gcd_$a ($A x, $A y)\n"
            "{\n"
            "  x = nd_absolute_$a (x);\n"
            "  y = nd_absolute_$a (y);\n"
            "  while (y != 0) {\n"
            "    $A rest = x % y;\n"
            "    x = y;\n"
            "    y = rest;\n"
            "  }\n"
            "  return x;\n"
            "}\n"},
    /* Repeated multiplication, saturating at every step. */
    {"power", IN_INTEGER,
     CALLED "$A nd_power_$a ($A x, $A y)\n"
            "{\n"
            "  $A product = x, factor = x;\n"
            "  if (y == 0 || x == 1)\n"
            "    return 1;\n"
            "  if (y < 1)\n"
            "    return x != ($A)-1 ? 0 : (y & 1) != 0 ? x : 1;\n"
            "  for (y--; y != 0;) {\n"
            "    if ((y & 1) != 0)\n"
            "      product = nd_multiply_$a (product, factor);\n"
            "    y >>= 1;\n"
            "    if (y != 0)\n"
            "      factor = nd_multiply_$a (factor, factor);\n"
            "  }\n"
            "  return product;\n"
            "}\n"},
    /* Octave's counts are int, and those that are beyond it shift by nothing. */
    {"count", IN_DOUBLE,
     INLINE "int nd_count_$a ($A by)\n"
            "{\n"
            "  return fabs (by) < 0x1p31 ? (int)by : 0;\n"
            "}\n"},
    /* Beyond the width, right shifts do what processors do with such counts, as in Octave. */
    {"bit_shift", IN_INTEGER,
     INLINE "$A nd_bit_shift_$a ($A x, double by)\n"
            "{\n"
            "  int count = nd_count_d (by);\n"
            "  if (count >= 8 * (int)sizeof ($A) - (($A)-1 < 0))\n"
            "    return 0;\n"
            "  return ($A)(count >= 0 ? ($A)((nd_uint64)x << count)\n"
            "                         : x >> (-count & (sizeof ($A) < 8 ? 31 : 63)));\n"
            "}\n"},
    /* The bits of the whole part's magnitude, of which a float holds so many.  A magnitude beyond
       int64 becomes the smallest one. */
    {"bit_shift", IN_FLOAT,
     INLINE "$A nd_bit_shift_$a ($A x, double by)\n"
            "{\n"
            "  const nd_int64 mask = (1ll << $D) - 1;\n"
            "  double magnitude = fabs ((double)x);\n"
            "  nd_int64 size = magnitude < 0x1p63 ? (nd_int64)magnitude : 1ll << 63;\n"
            "  int count = nd_count_d (by);\n"
            "  nd_int64 moved = count >= 8 * (int)sizeof ($A) ? 0\n"
            "                   : count >= 0 ? (nd_int64)((nd_uint64)size << count) & mask\n"
            "                                : size >> (-count & 63) & mask;\n"
            "  return ($A)(x < 0 ? -moved : moved);\n"
            "}\n"},
    {0}};
