/* The operator table.

   Purpose    One row per operator: enumerator, Octave's spelling, number of operands.
   Ownership  Static tables only.
   Threads    Any.
   Failures   None. */
#ifndef ND_PROGRAM_OPERATORS_H
#define ND_PROGRAM_OPERATORS_H

#ifdef __cplusplus
extern "C" {
#endif

/* X (enumerator, Octave's name in messages, operands) */
#define ND_OPERATOR_TABLE(X)                                                                       \
  X (ND_OP_LOAD, "load", 0)                                                                        \
  X (ND_OP_CONSTANT, "constant", 0)                                                                \
  X (ND_OP_STORE, "store", 1)                                                                      \
  X (ND_OP_CAST, "cast", 1)                                                                        \
  X (ND_OP_SELECT, "select", 3)                                                                    \
  X (ND_OP_NEGATE, "-", 1)                                                                         \
  X (ND_OP_PLUS, "+", 1)                                                                           \
  X (ND_OP_NOT, "!", 1)                                                                            \
  X (ND_OP_CONJ, "conj", 1)                                                                        \
  X (ND_OP_IS_NAN, "isnan", 1)                                                                     \
  X (ND_OP_IS_NEGATIVE, "isnegative", 1)                                                           \
  X (ND_OP_IS_FRACTIONAL, "isfractional", 1)                                                       \
  X (ND_OP_HAS_IMAGINARY, "hasimaginary", 1)                                                       \
  X (ND_OP_ADD, "+", 2)                                                                            \
  X (ND_OP_SUBTRACT, "-", 2)                                                                       \
  X (ND_OP_MULTIPLY, ".*", 2)                                                                      \
  X (ND_OP_DIVIDE, "./", 2)                                                                        \
  X (ND_OP_LEFT_DIVIDE, ".\\", 2)                                                                  \
  X (ND_OP_POWER, ".^", 2)                                                                         \
  X (ND_OP_LESS, "<", 2)                                                                           \
  X (ND_OP_LESS_EQUAL, "<=", 2)                                                                    \
  X (ND_OP_EQUAL, "==", 2)                                                                         \
  X (ND_OP_GREATER_EQUAL, ">=", 2)                                                                 \
  X (ND_OP_GREATER, ">", 2)                                                                        \
  X (ND_OP_NOT_EQUAL, "!=", 2)                                                                     \
  X (ND_OP_AND, "&", 2)                                                                            \
  X (ND_OP_OR, "|", 2)                                                                             \
  X (ND_OP_POWER_BY_LOGARITHM, ".^", 2) /* what Octave uses for integer exponents, too, at times   \
                                         */

typedef enum nd_op {
#define ND_OPERATOR_ROW(name, text, operands) name,
  ND_OPERATOR_TABLE (ND_OPERATOR_ROW)
#undef ND_OPERATOR_ROW
      ND_OP_COUNT
} nd_op;

const char *nd_op_name (nd_op op);
int nd_op_operands (nd_op op);
int nd_op_cost (nd_op op); /* of an element, in additions */

#ifdef __cplusplus
}
#endif
#endif
