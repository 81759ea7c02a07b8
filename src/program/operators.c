#include "program/operators.h"

static const struct {
  const char *text;
  int operands;
  nd_class_rule rule;
  nd_domain domain;
  int cost;
  nd_kernel_family family;
  const char *formula;
} rows[] = {
#define ND_OPERATOR_ROW(name, text, operands, rule, domain, cost, family, formula)                 \
  {text, operands, ND_RULE_##rule, ND_DOMAIN_##domain, cost, ND_FAMILY_##family, formula},
    ND_OPERATOR_TABLE (ND_OPERATOR_ROW)
#undef ND_OPERATOR_ROW
};

const char *nd_op_name (nd_op op)
{
  return rows[op].text;
}

int nd_op_operands (nd_op op)
{
  return rows[op].operands;
}

nd_class_rule nd_op_rule (nd_op op)
{
  return rows[op].rule;
}

nd_domain nd_op_domain (nd_op op)
{
  return rows[op].domain;
}

int nd_op_cost (nd_op op)
{
  return rows[op].cost;
}

nd_kernel_family nd_op_family (nd_op op)
{
  return rows[op].family;
}

const char *nd_op_formula (nd_op op)
{
  return rows[op].formula;
}
