/* The operator table.

   Purpose    One row per operator: enumerator, Octave's spelling, number of operands, the rule for
              classes, the domain of real operands, cost, which kernels of the CPU compute it, and
              the CUDA C of its ordinary case.  A row that lacks one of them does not compile, nor
              do kernels without a place for every row of theirs (ND_OPERATORS_OF in
              device/cpu/kernels/kernels.h).  What an operator does to each other class (integers
              saturate, complex values) takes up to a dozen texts and stands in
              device/cuda/functions_*.c, as the kernels of all classes in device/cpu/kernels.
   Ownership  Static tables only.
   Threads    Any.
   Failures   None. */
#ifndef ND_PROGRAM_OPERATORS_H
#define ND_PROGRAM_OPERATORS_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Which classes an operator takes and gives; see classes.c. */
typedef enum nd_class_rule {
  ND_RULE_NONE, /* the program says which classes */

  /* one operand; where nothing else is said, logical values become double */
  ND_RULE_SAME,       /* the operand's class */
  ND_RULE_REAL_PART,  /* the operand's class, the real class of a complex one */
  ND_RULE_ANGLE,      /* a real float */
  ND_RULE_FLOAT,      /* a float; complex of complex */
  ND_RULE_REAL_FLOAT, /* a float; not of complex operands */
  ND_RULE_PREDICATE,  /* logical, of every class */
  ND_RULE_SIGN_BIT,   /* logical, not of complex operands */

  /* two operands */
  ND_RULE_ARITHMETIC,
  ND_RULE_COMPARISON,
  ND_RULE_LOGIC,
  ND_RULE_REAL_FLOATS, /* real floats, computed in the smaller precision; not of logical operands */
  ND_RULE_REMAINDER,   /* the same, and integers of one class or with floats */
  ND_RULE_EXTREME,     /* the class that holds both */
  ND_RULE_DIVISOR,     /* the same; floats are computed in double */
  ND_RULE_BITS,        /* integers; floats by way of uint64 */
  ND_RULE_SHIFT,       /* the first operand's class; the second counts bits */
  ND_RULE_PARTS,       /* complex of two real operands */
  ND_RULE_COUNT
} nd_class_rule;

/* For which real operands the result is real.  Where any element lies outside, the whole result is
   complex. */
typedef enum nd_domain {
  ND_DOMAIN_ALL,
  ND_DOMAIN_NOT_NEGATIVE,   /* x >= 0 */
  ND_DOMAIN_FROM_MINUS_ONE, /* x >= -1 */
  ND_DOMAIN_FROM_ONE,       /* x >= 1 */
  ND_DOMAIN_UNIT,           /* |x| <= 1 */
  ND_DOMAIN_GAMMA           /* where the gamma function is not negative */
} nd_domain;

/* Which source of device/cpu/kernels computes it. */
typedef enum nd_kernel_family {
  ND_FAMILY_NONE,
  ND_FAMILY_UNARY,
  ND_FAMILY_ARITHMETIC,
  ND_FAMILY_POWER,
  ND_FAMILY_COMPARISON,
  ND_FAMILY_PARTS,
  ND_FAMILY_ELEMENTARY,
  ND_FAMILY_SPECIAL,
  ND_FAMILY_PAIRS
} nd_kernel_family;

/* X (enumerator, Octave's name in messages, operands, class rule, domain, cost, kernels, formula).
   The cost of an element is relative; an addition has 1.

   The formula computes one element, in CUDA C, of operands x and y of the ordinary classes: real
   floats, unless device/cuda/functions.c has others for the class rule.  $f, $a ... depend on the
   class (see device/cuda/functions_internal.h); a mere name is that of a function there.  NULL:
   there is no ordinary case, because code generators make it (load, constant, store, select), or
   all cases differ (cast), or programs hold others (x instead of +x and conj (x), y ./ x instead
   of x .\\ y), or operands are complex. */
#define ND_OPERATOR_TABLE(X)                                                                       \
  X (ND_OP_LOAD, "load", 0, NONE, ALL, 0, NONE, NULL)                                              \
  X (ND_OP_CONSTANT, "constant", 0, NONE, ALL, 0, NONE, NULL)                                      \
  X (ND_OP_STORE, "store", 1, NONE, ALL, 0, NONE, NULL)                                            \
  X (ND_OP_CAST, "cast", 1, NONE, ALL, 1, NONE, NULL)                                              \
  X (ND_OP_SELECT, "select", 3, NONE, ALL, 1, NONE, NULL)                                          \
  X (ND_OP_NEGATE, "-", 1, SAME, ALL, 1, UNARY, "-x")                                              \
  X (ND_OP_PLUS, "+", 1, SAME, ALL, 0, UNARY, NULL)                                                \
  X (ND_OP_NOT, "!", 1, PREDICATE, ALL, 1, UNARY, "x == 0")                                        \
  X (ND_OP_CONJ, "conj", 1, SAME, ALL, 1, UNARY, NULL)                                             \
  X (ND_OP_IS_NAN, "isnan", 1, PREDICATE, ALL, 1, UNARY, "x != x")                                 \
  X (ND_OP_IS_NEGATIVE, "isnegative", 1, PREDICATE, ALL, 1, UNARY, "x < 0")                        \
  X (ND_OP_IS_FRACTIONAL, "isfractional", 1, PREDICATE, ALL, 1, UNARY, "x != rint$f (x)")          \
  X (ND_OP_HAS_IMAGINARY, "hasimaginary", 1, PREDICATE, ALL, 1, UNARY, NULL)                       \
  X (ND_OP_ADD, "+", 2, ARITHMETIC, ALL, 1, ARITHMETIC, "x + y")                                   \
  X (ND_OP_SUBTRACT, "-", 2, ARITHMETIC, ALL, 1, ARITHMETIC, "x - y")                              \
  X (ND_OP_MULTIPLY, ".*", 2, ARITHMETIC, ALL, 1, ARITHMETIC, "x * y")                             \
  X (ND_OP_DIVIDE, "./", 2, ARITHMETIC, ALL, 4, ARITHMETIC, "x / y")                               \
  X (ND_OP_LEFT_DIVIDE, ".\\", 2, ARITHMETIC, ALL, 4, ARITHMETIC, NULL)                            \
  X (ND_OP_POWER, ".^", 2, ARITHMETIC, ALL, 20, POWER, "pow$f (x, y)")                             \
  X (ND_OP_LESS, "<", 2, COMPARISON, ALL, 1, COMPARISON, "x < y")                                  \
  X (ND_OP_LESS_EQUAL, "<=", 2, COMPARISON, ALL, 1, COMPARISON, "x <= y")                          \
  X (ND_OP_EQUAL, "==", 2, COMPARISON, ALL, 1, COMPARISON, "x == y")                               \
  X (ND_OP_GREATER_EQUAL, ">=", 2, COMPARISON, ALL, 1, COMPARISON, "x >= y")                       \
  X (ND_OP_GREATER, ">", 2, COMPARISON, ALL, 1, COMPARISON, "x > y")                               \
  X (ND_OP_NOT_EQUAL, "!=", 2, COMPARISON, ALL, 1, COMPARISON, "x != y")                           \
  X (ND_OP_AND, "&", 2, LOGIC, ALL, 1, COMPARISON, "(x != 0) & (y != 0)")                          \
  X (ND_OP_OR, "|", 2, LOGIC, ALL, 1, COMPARISON, "(x != 0) | (y != 0)")                           \
  /* what Octave uses for integer exponents, too, at times */                                      \
  X (ND_OP_POWER_BY_LOGARITHM, ".^", 2, ARITHMETIC, ALL, 60, POWER, NULL)                          \
  X (ND_OP_ABS, "abs", 1, REAL_PART, ALL, 1, PARTS, "fabs$f (x)")                                  \
  X (ND_OP_REAL, "real", 1, REAL_PART, ALL, 1, PARTS, "x")                                         \
  X (ND_OP_IMAG, "imag", 1, REAL_PART, ALL, 1, PARTS, "0")                                         \
  X (ND_OP_ARG, "arg", 1, ANGLE, ALL, 1, PARTS,                                                    \
     "copysign$f (1.0$f, x) < 0 ? ($R)0x1.921fb54442d18p+1 : 0")                                   \
  X (ND_OP_CEIL, "ceil", 1, SAME, ALL, 1, PARTS, "ceil$f (x)")                                     \
  X (ND_OP_FLOOR, "floor", 1, SAME, ALL, 1, PARTS, "floor$f (x)")                                  \
  X (ND_OP_FIX, "fix", 1, SAME, ALL, 1, PARTS, "trunc$f (x)")                                      \
  X (ND_OP_ROUND, "round", 1, SAME, ALL, 1, PARTS, "round$f (x)")                                  \
  X (ND_OP_SIGN, "sign", 1, SAME, ALL, 1, PARTS, "x != x ? x : (x > 0) - (x < 0)")                 \
  X (ND_OP_SIGN_BIT, "signbit", 1, SIGN_BIT, ALL, 1, PARTS, "copysign$f (1.0$f, x) < 0")           \
  X (ND_OP_IS_INF, "isinf", 1, PREDICATE, ALL, 1, PARTS, "fabs$f (x) == $I")                       \
  X (ND_OP_IS_FINITE, "isfinite", 1, PREDICATE, ALL, 1, PARTS, "fabs$f (x) < $I")                  \
  X (ND_OP_IS_NA, "isna", 1, PREDICATE, ALL, 1, PARTS, "nd_missing_$a (x)")                        \
  X (ND_OP_MANTISSA, "log2", 1, FLOAT, ALL, 10, PARTS, "nd_mantissa_$a")                           \
  X (ND_OP_EXPONENT, "log2", 1, ANGLE, ALL, 10, PARTS, "nd_exponent_$a")                           \
  X (ND_OP_SQRT, "sqrt", 1, FLOAT, NOT_NEGATIVE, 6, ELEMENTARY, "sqrt$f (x)")                      \
  X (ND_OP_CBRT, "cbrt", 1, REAL_FLOAT, ALL, 20, ELEMENTARY, "cbrt$f (x)")                         \
  X (ND_OP_EXP, "exp", 1, FLOAT, ALL, 10, ELEMENTARY, "exp$f (x)")                                 \
  X (ND_OP_EXPM1, "expm1", 1, FLOAT, ALL, 20, ELEMENTARY, "expm1$f (x)")                           \
  X (ND_OP_LOG, "log", 1, FLOAT, NOT_NEGATIVE, 12, ELEMENTARY, "log$f (x)")                        \
  X (ND_OP_LOG2, "log2", 1, FLOAT, NOT_NEGATIVE, 12, ELEMENTARY, "log2$f (x)")                     \
  X (ND_OP_LOG10, "log10", 1, FLOAT, NOT_NEGATIVE, 20, ELEMENTARY, "log10$f (x)")                  \
  X (ND_OP_LOG1P, "log1p", 1, FLOAT, FROM_MINUS_ONE, 20, ELEMENTARY, "log1p$f (x)")                \
  X (ND_OP_SIN, "sin", 1, FLOAT, ALL, 12, ELEMENTARY, "sin$f (x)")                                 \
  X (ND_OP_COS, "cos", 1, FLOAT, ALL, 12, ELEMENTARY, "cos$f (x)")                                 \
  X (ND_OP_TAN, "tan", 1, FLOAT, ALL, 20, ELEMENTARY, "tan$f (x)")                                 \
  X (ND_OP_ASIN, "asin", 1, FLOAT, UNIT, 25, ELEMENTARY, "asin$f (x)")                             \
  X (ND_OP_ACOS, "acos", 1, FLOAT, UNIT, 25, ELEMENTARY, "acos$f (x)")                             \
  X (ND_OP_ATAN, "atan", 1, FLOAT, ALL, 25, ELEMENTARY, "atan$f (x)")                              \
  X (ND_OP_SINH, "sinh", 1, FLOAT, ALL, 40, ELEMENTARY, "sinh$f (x)")                              \
  X (ND_OP_COSH, "cosh", 1, FLOAT, ALL, 40, ELEMENTARY, "cosh$f (x)")                              \
  X (ND_OP_TANH, "tanh", 1, FLOAT, ALL, 40, ELEMENTARY, "tanh$f (x)")                              \
  X (ND_OP_ASINH, "asinh", 1, FLOAT, ALL, 60, ELEMENTARY, "asinh$f (x)")                           \
  X (ND_OP_ACOSH, "acosh", 1, FLOAT, FROM_ONE, 60, ELEMENTARY, "acosh$f (x)")                      \
  X (ND_OP_ATANH, "atanh", 1, FLOAT, UNIT, 60, ELEMENTARY, "atanh$f (x)")                          \
  X (ND_OP_ERF, "erf", 1, REAL_FLOAT, ALL, 60, ELEMENTARY, "erf$f (x)")                            \
  X (ND_OP_ERFC, "erfc", 1, REAL_FLOAT, ALL, 80, ELEMENTARY, "erfc$f (x)")                         \
  X (ND_OP_ERFCX, "erfcx", 1, REAL_FLOAT, ALL, 400, SPECIAL, "nd_erfcx_$a")                        \
  X (ND_OP_ERFI, "erfi", 1, REAL_FLOAT, ALL, 400, SPECIAL, "nd_erfi_$a")                           \
  X (ND_OP_DAWSON, "dawson", 1, REAL_FLOAT, ALL, 400, SPECIAL, "nd_dawson_$a")                     \
  X (ND_OP_ERFINV, "erfinv", 1, REAL_FLOAT, ALL, 120, SPECIAL, "nd_erfinv_$a")                     \
  X (ND_OP_ERFCINV, "erfcinv", 1, REAL_FLOAT, ALL, 120, SPECIAL, "nd_erfcinv_$a")                  \
  X (ND_OP_GAMMA, "gamma", 1, REAL_FLOAT, ALL, 200, SPECIAL, "nd_gamma_$a")                        \
  X (ND_OP_LGAMMA, "lgamma", 1, REAL_FLOAT, GAMMA, 100, SPECIAL, "lgamma$f (x)")                   \
  X (ND_OP_IS_GAMMA_NEGATIVE, "isgammanegative", 1, SIGN_BIT, ALL, 10, SPECIAL,                    \
     "nd_is_gamma_negative_$a")                                                                    \
  X (ND_OP_ATAN2, "atan2", 2, REAL_FLOATS, ALL, 40, PAIRS, "atan2$f (x, y)")                       \
  X (ND_OP_HYPOT, "hypot", 2, REAL_FLOATS, ALL, 20, PAIRS, "hypot$f (x, y)")                       \
  X (ND_OP_REM, "rem", 2, REMAINDER, ALL, 10, PAIRS, "nd_rem_$a")                                  \
  X (ND_OP_MOD, "mod", 2, REMAINDER, ALL, 10, PAIRS, "nd_mod_$a")                                  \
  X (ND_OP_MAX, "max", 2, EXTREME, ALL, 1, PAIRS, "(y != y) | (x >= y) ? x : y")                   \
  X (ND_OP_MIN, "min", 2, EXTREME, ALL, 1, PAIRS, "(y != y) | (x <= y) ? x : y")                   \
  X (ND_OP_GCD, "gcd", 2, DIVISOR, ALL, 200, PAIRS, "nd_gcd_$a")                                   \
  X (ND_OP_BIT_AND, "bitand", 2, BITS, ALL, 1, PAIRS, "x & y")                                     \
  X (ND_OP_BIT_OR, "bitor", 2, BITS, ALL, 1, PAIRS, "x | y")                                       \
  X (ND_OP_BIT_XOR, "bitxor", 2, BITS, ALL, 1, PAIRS, "x ^ y")                                     \
  X (ND_OP_BIT_SHIFT, "bitshift", 2, SHIFT, ALL, 2, PAIRS, "nd_bit_shift_$a")                      \
  X (ND_OP_COMPLEX, "complex", 2, PARTS, ALL, 1, PAIRS, "nd_pair_$r (x, y)")

typedef enum nd_op {
#define ND_OPERATOR_ROW(name, text, operands, rule, domain, cost, family, formula) name,
  ND_OPERATOR_TABLE (ND_OPERATOR_ROW)
#undef ND_OPERATOR_ROW
      ND_OP_COUNT
} nd_op;

const char *nd_op_name (nd_op op);
int nd_op_operands (nd_op op);
nd_class_rule nd_op_rule (nd_op op);
nd_domain nd_op_domain (nd_op op);
int nd_op_cost (nd_op op); /* of an element, in additions */
nd_kernel_family nd_op_family (nd_op op);
const char *nd_op_formula (nd_op op); /* NULL: see the table */

#ifdef __cplusplus
}
#endif
#endif
