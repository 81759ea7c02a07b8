#include "program/operators.h"

static const struct {
  const char *text;
  int operands;
} rows[] = {
#define ND_OPERATOR_ROW(name, text, operands) {text, operands},
    ND_OPERATOR_TABLE (ND_OPERATOR_ROW)
#undef ND_OPERATOR_ROW
};

_Static_assert(sizeof rows / sizeof rows[0] == ND_OP_COUNT, "every operator has a row");

const char *nd_op_name (nd_op op)
{
  return rows[op].text;
}

int nd_op_operands (nd_op op)
{
  return rows[op].operands;
}

int nd_op_cost (nd_op op)
{
  return op == ND_OP_POWER || op == ND_OP_POWER_BY_LOGARITHM ? 20 : 1;
}
