#include "program/classes.h"

nd_status nd_not_implemented (const char *op, nd_operand_class a, nd_operand_class b,
                              nd_error *error)
{
  char name_a[64], name_b[64];
  return nd_fail (error, ND_FAILED,
                  "binary operator '%s' not implemented for '%s' by '%s' operations", op,
                  nd_dtype_operand_name (a.dtype, a.is_scalar, name_a, sizeof name_a),
                  nd_dtype_operand_name (b.dtype, b.is_scalar, name_b, sizeof name_b));
}

static bool is_64_bit (nd_dtype dtype)
{
  return dtype == ND_INT64 || dtype == ND_UINT64;
}

/* The float class of a precision that holds values of `dtype`. */
static nd_dtype with_precision (nd_dtype dtype, bool single)
{
  nd_dtype real = single ? ND_SINGLE : ND_DOUBLE;
  return nd_dtype_is_complex (dtype) ? nd_dtype_complex (real) : real;
}

/* Floats and logicals: single wins over double before anything is computed; a real operand stays
   real next to a complex one. */
static nd_signature float_signature (nd_dtype a, nd_dtype b)
{
  nd_dtype value = nd_dtype_common_float (a, b);
  bool single = nd_dtype_is_single (value);
  return (nd_signature){with_precision (a, single), with_precision (b, single), value, value};
}

/* An integer and a real: the result is of the integer's class, computed in double, or, for 64-bit
   integers, by operators of their own that lose nothing. */
static nd_signature integer_signature (nd_op op, nd_dtype a, nd_dtype b)
{
  bool a_is_integer = nd_dtype_is_integer (a);
  nd_dtype integer = a_is_integer ? a : b;
  if (op == ND_OP_POWER && a_is_integer)
    return (nd_signature){a, ND_DOUBLE, a, a};
  if (is_64_bit (integer) && op != ND_OP_POWER)
    return (nd_signature){a_is_integer ? a : ND_DOUBLE, a_is_integer ? ND_DOUBLE : b, integer,
                          integer};
  return (nd_signature){ND_DOUBLE, ND_DOUBLE, ND_DOUBLE, integer};
}

/* false: Octave has no such operator. */
static bool arithmetic_signature (nd_op op, nd_dtype a, nd_dtype b, nd_signature *signature)
{
  bool a_is_integer = nd_dtype_is_integer (a), b_is_integer = nd_dtype_is_integer (b);
  if (a_is_integer && a == b)
    *signature = (nd_signature){a, a, a, a};
  else if (a_is_integer && b_is_integer)
    return false;
  else if (!a_is_integer && !b_is_integer)
    *signature = float_signature (a, b);
  else if (nd_dtype_is_complex (a) || nd_dtype_is_complex (b))
    return false;
  else
    *signature = integer_signature (op, a, b);
  return true;
}

static bool is_unsigned (nd_dtype dtype)
{
  return dtype == ND_UINT8 || dtype == ND_UINT16 || dtype == ND_UINT32 || dtype == ND_UINT64;
}

/* Two integer classes compare exactly: in int64, or in uint64, or in the two of them. */
static nd_signature integers_comparison (nd_dtype a, nd_dtype b)
{
  if (a == b)
    return (nd_signature){a, a, ND_LOGICAL, ND_LOGICAL};
  nd_dtype wide_a = ND_INT64, wide_b = ND_INT64;
  if (a == ND_UINT64 || (b == ND_UINT64 && is_unsigned (a)))
    wide_a = ND_UINT64;
  if (b == ND_UINT64 || (a == ND_UINT64 && is_unsigned (b)))
    wide_b = ND_UINT64;
  return (nd_signature){wide_a, wide_b, ND_LOGICAL, ND_LOGICAL};
}

static nd_signature integer_float_comparison (nd_dtype a, nd_dtype b)
{
  return (nd_signature){is_64_bit (a) ? a : ND_DOUBLE, is_64_bit (b) ? b : ND_DOUBLE, ND_LOGICAL,
                        ND_LOGICAL};
}

static bool comparison_signature (nd_dtype a, nd_dtype b, nd_signature *signature)
{
  bool a_is_integer = nd_dtype_is_integer (a), b_is_integer = nd_dtype_is_integer (b);
  bool any_complex = nd_dtype_is_complex (a) || nd_dtype_is_complex (b);
  if (a == b)
    *signature = (nd_signature){a, b, ND_LOGICAL, ND_LOGICAL};
  else if (a == ND_LOGICAL && !any_complex)
    *signature = (nd_signature){b, b, ND_LOGICAL, ND_LOGICAL};
  else if (b == ND_LOGICAL && !any_complex)
    *signature = (nd_signature){a, a, ND_LOGICAL, ND_LOGICAL};
  else if (!a_is_integer && !b_is_integer)
    *signature = float_signature (a, b);
  else if (any_complex)
    return false;
  else
    *signature =
        a_is_integer && b_is_integer ? integers_comparison (a, b) : integer_float_comparison (a, b);
  signature->value = ND_LOGICAL;
  signature->result = ND_LOGICAL;
  return true;
}

/* & and | look at operands as comparisons do, but do not mix integer classes. */
static bool logic_signature (nd_dtype a, nd_dtype b, nd_signature *signature)
{
  bool both_integers = nd_dtype_is_integer (a) && nd_dtype_is_integer (b);
  return (!both_integers || a == b) && comparison_signature (a, b, signature);
}

/* ---- functions of two operands ------------------------------------------------------------- */

static bool is_real (nd_dtype a, nd_dtype b)
{
  return !nd_dtype_is_complex (a) && !nd_dtype_is_complex (b);
}

static bool is_logical (nd_dtype a, nd_dtype b)
{
  return a == ND_LOGICAL || b == ND_LOGICAL;
}

static nd_signature of_one_class (nd_dtype dtype)
{
  return (nd_signature){dtype, dtype, dtype, dtype};
}

/* Both operands in the smaller of their precisions; integers count as double. */
static nd_signature floats_signature (nd_dtype a, nd_dtype b)
{
  return of_one_class (nd_dtype_common_float (a, b));
}

static bool remainder_signature (nd_dtype a, nd_dtype b, nd_signature *signature)
{
  bool a_is_integer = nd_dtype_is_integer (a), b_is_integer = nd_dtype_is_integer (b);
  if (!is_real (a, b) || is_logical (a, b) || (a_is_integer && b_is_integer && a != b))
    return false;
  *signature = a_is_integer   ? of_one_class (a)
               : b_is_integer ? of_one_class (b)
                              : floats_signature (a, b);
  return true;
}

/* Octave's mixed class: integers win over floats, and wide integers over narrow ones where both
   have a sign or neither has. */
static bool mixed_signature (nd_dtype a, nd_dtype b, nd_signature *signature)
{
  bool a_is_integer = nd_dtype_is_integer (a), b_is_integer = nd_dtype_is_integer (b);
  if (a_is_integer && b_is_integer) {
    if (is_unsigned (a) != is_unsigned (b))
      return false;
    *signature = of_one_class (a > b ? a : b);
  } else if (a_is_integer || b_is_integer) {
    if (!is_real (a, b))
      return false;
    *signature = of_one_class (a_is_integer ? a : b);
  } else
    *signature = floats_signature (a, b);
  return true;
}

static bool extreme_signature (nd_dtype a, nd_dtype b, nd_signature *signature)
{
  if (a == ND_LOGICAL && b == ND_LOGICAL) {
    *signature = (nd_signature){ND_UINT8, ND_UINT8, ND_UINT8, ND_LOGICAL};
    return true;
  }
  return mixed_signature (a, b, signature);
}

static bool divisor_signature (nd_dtype a, nd_dtype b, nd_signature *signature)
{
  if (!is_real (a, b) || !mixed_signature (a, b, signature))
    return false;
  if (!nd_dtype_is_integer (signature->result))
    *signature = (nd_signature){ND_DOUBLE, ND_DOUBLE, ND_DOUBLE, signature->result};
  return true;
}

static bool bits_signature (nd_dtype a, nd_dtype b, nd_signature *signature)
{
  bool a_is_integer = nd_dtype_is_integer (a), b_is_integer = nd_dtype_is_integer (b);
  if (!is_real (a, b) || (a_is_integer && b_is_integer && a != b))
    return false;
  if (a == ND_LOGICAL && b == ND_LOGICAL)
    *signature = of_one_class (ND_LOGICAL);
  else if (a_is_integer || b_is_integer)
    *signature = of_one_class (a_is_integer ? a : b);
  else
    *signature = (nd_signature){ND_UINT64, ND_UINT64, ND_UINT64, floats_signature (a, b).result};
  return true;
}

static bool shift_signature (nd_dtype a, nd_dtype b, nd_signature *signature)
{
  *signature = (nd_signature){a, ND_DOUBLE, a, a};
  return is_real (a, b) && a != ND_LOGICAL;
}

static bool parts_signature (nd_dtype a, nd_dtype b, nd_signature *signature)
{
  if (!is_real (a, b))
    return false;
  *signature = floats_signature (a, b);
  signature->value = signature->result = nd_dtype_complex (signature->a);
  return true;
}

static bool find_signature (nd_op op, nd_dtype a, nd_dtype b, nd_signature *signature)
{
  switch (nd_op_rule (op)) {
  case ND_RULE_ARITHMETIC:
    return arithmetic_signature (op, a, b, signature);
  case ND_RULE_COMPARISON:
    return comparison_signature (a, b, signature);
  case ND_RULE_LOGIC:
    return logic_signature (a, b, signature);
  case ND_RULE_REAL_FLOATS:
    *signature = floats_signature (a, b);
    return is_real (a, b) && !is_logical (a, b);
  case ND_RULE_REMAINDER:
    return remainder_signature (a, b, signature);
  case ND_RULE_EXTREME:
    return extreme_signature (a, b, signature);
  case ND_RULE_DIVISOR:
    return divisor_signature (a, b, signature);
  case ND_RULE_BITS:
    return bits_signature (a, b, signature);
  case ND_RULE_SHIFT:
    return shift_signature (a, b, signature);
  case ND_RULE_PARTS:
    return parts_signature (a, b, signature);
  default:
    return false;
  }
}

nd_status nd_find_signature (nd_op op, nd_operand_class a, nd_operand_class b,
                             nd_signature *signature, nd_error *error)
{
  if (a.dtype == ND_DOUBLE && b.dtype == ND_DOUBLE && op <= ND_OP_POWER) {
    *signature = of_one_class (ND_DOUBLE);
    return ND_OK;
  }
  return find_signature (op, a.dtype, b.dtype, signature)
             ? ND_OK
             : nd_not_implemented (nd_op_name (op), a, b, error);
}

/* ---- one operand --------------------------------------------------------------------------- */

static nd_dtype float_class (nd_dtype dtype)
{
  return nd_dtype_kind (dtype) < ND_KIND_FLOAT ? ND_DOUBLE : dtype;
}

static nd_dtype numeric_class (nd_dtype dtype)
{
  return dtype == ND_LOGICAL ? ND_DOUBLE : dtype;
}

static nd_status not_defined (nd_op op, nd_operand_class a, nd_error *error)
{
  char name[64];
  return nd_fail (error, ND_FAILED, "%s: not defined for %s", nd_op_name (op),
                  nd_dtype_operand_name (a.dtype, a.is_scalar, name, sizeof name));
}

nd_status nd_find_unary_signature (nd_op op, nd_operand_class a, nd_unary_signature *signature,
                                   nd_error *error)
{
  nd_class_rule rule = nd_op_rule (op);
  nd_dtype number = numeric_class (a.dtype), real = float_class (a.dtype);
  if (nd_dtype_is_complex (a.dtype) && (rule == ND_RULE_REAL_FLOAT || rule == ND_RULE_SIGN_BIT))
    return not_defined (op, a, error);
  switch (rule) {
  case ND_RULE_SAME:
    *signature = (nd_unary_signature){number, number};
    break;
  case ND_RULE_REAL_PART:
    *signature = (nd_unary_signature){number, nd_dtype_real (number)};
    break;
  case ND_RULE_ANGLE:
    *signature = (nd_unary_signature){real, nd_dtype_real (real)};
    break;
  case ND_RULE_FLOAT:
  case ND_RULE_REAL_FLOAT:
    *signature = (nd_unary_signature){real, real};
    break;
  case ND_RULE_SIGN_BIT:
    *signature = (nd_unary_signature){real, ND_LOGICAL};
    break;
  default:
    *signature = (nd_unary_signature){a.dtype, ND_LOGICAL};
    break;
  }
  return ND_OK;
}
