#include "program/domain.h"
#include <math.h>

/* ---- asking -------------------------------------------------------------------------------- */

static int build_comparison (nd_program *program, nd_op op, int value, double x)
{
  int limit = nd_program_number (program, (nd_dtype)program->code[value].dtype, x);
  return nd_program_binary (program, op, ND_LOGICAL, value, limit);
}

int nd_build_outside (nd_program *program, nd_domain domain, int value)
{
  nd_dtype dtype = (nd_dtype)program->code[value].dtype;
  switch (domain) {
  case ND_DOMAIN_NOT_NEGATIVE:
    return nd_program_unary (program, ND_OP_IS_NEGATIVE, ND_LOGICAL, value);
  case ND_DOMAIN_FROM_MINUS_ONE:
    return build_comparison (program, ND_OP_LESS, value, -1);
  case ND_DOMAIN_FROM_ONE:
    return build_comparison (program, ND_OP_LESS, value, 1);
  case ND_DOMAIN_UNIT:
    return build_comparison (program, ND_OP_GREATER,
                             nd_program_unary (program, ND_OP_ABS, dtype, value), 1);
  default:
    return nd_program_unary (program, ND_OP_IS_GAMMA_NEGATIVE, ND_LOGICAL, value);
  }
}

/* ---- ranges of values ---------------------------------------------------------------------- */

/* Elements are NaN or low <= element <= high.  Rounding is monotone and keeps 0 and 1, so that the
   limits that domains have hold for rounded results, too. */
typedef struct {
  double low, high;
  bool is_number; /* no element is NaN */
} range;

static const range everything = {-INFINITY, INFINITY, false};

static range range_of_class (nd_dtype dtype)
{
  if (dtype == ND_LOGICAL)
    return (range){0, 1, true};
  if (dtype >= ND_UINT8 && dtype <= ND_UINT64)
    return (range){0, INFINITY, true};
  return everything;
}

static range range_of_constant (nd_dtype dtype, const nd_element *value)
{
  double x = dtype == ND_SINGLE ? (double)value->single : dtype == ND_DOUBLE ? value->real : NAN;
  return x == x ? (range){x, x, true} : range_of_class (dtype);
}

static range make_range (double low, double high)
{
  return (range){low == low ? low : -INFINITY, high == high ? high : INFINITY, false};
}

static range range_of_extreme (nd_op op, range a, range b)
{
  range r = make_range (fmin (a.low, b.low), fmax (a.high, b.high));
  /* NaN loses, so that what is always a number is a limit. */
  if (op == ND_OP_MAX)
    r.low = fmax (a.is_number ? a.low : r.low, b.is_number ? b.low : r.low);
  else
    r.high = fmin (a.is_number ? a.high : r.high, b.is_number ? b.high : r.high);
  return r;
}

static range range_of_product (bool is_square, range a, range b)
{
  if (is_square)
    return make_range (0, INFINITY);
  return a.low >= 0 && b.low >= 0 ? make_range (0, INFINITY) : everything;
}

static range range_of (const nd_program *program, const range *ranges, int i)
{
  const nd_instruction *code = &program->code[i];
  nd_dtype dtype = (nd_dtype)code->dtype;
  int operands = nd_op_operands ((nd_op)code->op);
  range a = operands > 0 ? ranges[code->arg[0]] : everything;
  range b = operands > 1 ? ranges[code->arg[1]] : everything;
  range c = operands > 2 ? ranges[code->arg[2]] : everything;
  if (nd_dtype_kind (dtype) != ND_KIND_FLOAT && code->op != ND_OP_CONSTANT)
    return range_of_class (dtype);
  switch (code->op) {
  case ND_OP_CONSTANT:
    return range_of_constant (dtype, &program->constant[code->arg[0]]);
  case ND_OP_CAST:
    return nd_dtype_is_complex ((nd_dtype)program->code[code->arg[0]].dtype) ? everything : a;
  case ND_OP_SELECT:
    return make_range (fmin (b.low, c.low), fmax (b.high, c.high));
  case ND_OP_NEGATE:
    return (range){-a.high, -a.low, a.is_number};
  case ND_OP_ADD:
    return make_range (a.low + b.low, a.high + b.high);
  case ND_OP_SUBTRACT:
    return make_range (a.low - b.high, a.high - b.low);
  case ND_OP_MULTIPLY:
    return range_of_product (code->arg[0] == code->arg[1], a, b);
  case ND_OP_MAX:
  case ND_OP_MIN:
    return range_of_extreme ((nd_op)code->op, a, b);
  case ND_OP_ABS:
  case ND_OP_EXP:
  case ND_OP_SQRT:
  case ND_OP_HYPOT:
    return make_range (0, INFINITY);
  case ND_OP_COSH:
    return make_range (1, INFINITY);
  case ND_OP_SIN:
  case ND_OP_COS:
  case ND_OP_TANH:
  case ND_OP_ERF:
  case ND_OP_SIGN:
    return make_range (-1, 1);
  default:
    return everything;
  }
}

bool nd_stays_inside (const nd_program *program, nd_domain domain, int value)
{
  range ranges[ND_PROGRAM_MAX];
  for (int i = 0; i <= value; i++)
    ranges[i] = range_of (program, ranges, i);
  range r = ranges[value];
  switch (domain) {
  case ND_DOMAIN_ALL:
    return true;
  case ND_DOMAIN_NOT_NEGATIVE:
    return r.low >= 0;
  case ND_DOMAIN_FROM_MINUS_ONE:
    return r.low >= -1;
  case ND_DOMAIN_FROM_ONE:
    return r.low >= 1;
  case ND_DOMAIN_UNIT:
    return r.low >= -1 && r.high <= 1;
  default:
    return false;
  }
}
