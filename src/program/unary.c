/* Operators and functions of one operand. */
#include "program/classes.h"
#include "program/domain.h"
#include "program/expression.h"
#include "program/rules.h"

/* Everything that is decided before the result is made. */
typedef struct {
  nd_op op;
  nd_operand x;
  nd_unary_signature signature;
} operation;

static nd_status prepare (operation *o, nd_op op, const nd_operand *x, nd_error *error)
{
  nd_operand_class class = {nd_operand_dtype (x), nd_operand_is_scalar (x)};
  o->op = op;
  o->x = *x;
  ND_RETURN_NOT_OK (nd_find_unary_signature (op, class, &o->signature, error));
  if (op == ND_OP_NOT && nd_dtype_kind (class.dtype) >= ND_KIND_FLOAT) {
    ND_RETURN_NOT_OK (nd_operand_settle (&o->x, error));
    ND_RETURN_NOT_OK (nd_check_no_nan (o->x.array, error));
  }
  return ND_OK;
}

/* Does the operator change anything but the class? */
static bool is_identity (const operation *o)
{
  switch (o->op) {
  case ND_OP_PLUS:
    return true;
  case ND_OP_CONJ:
  case ND_OP_REAL:
    return !nd_dtype_is_complex (o->signature.operand);
  case ND_OP_CEIL:
  case ND_OP_FLOOR:
  case ND_OP_FIX:
  case ND_OP_ROUND:
    return nd_dtype_is_integer (o->signature.operand);
  default:
    return false;
  }
}

/* Whole numbers below 0, and -0, become 0, where the gamma function is positive. */
static int move_poles (nd_program *program, int value)
{
  const nd_dtype dtype = (nd_dtype)program->code[value].dtype;
  int below = nd_program_unary (program, ND_OP_SIGN_BIT, ND_LOGICAL, value);
  int other = nd_program_unary (program, ND_OP_IS_FRACTIONAL, ND_LOGICAL, value);
  int whole = nd_program_unary (program, ND_OP_NOT, ND_LOGICAL, other);
  int is_pole = nd_program_binary (program, ND_OP_AND, ND_LOGICAL, below, whole);
  int zero = nd_program_number (program, dtype, 0);
  return nd_program_select (program, is_pole, zero, value);
}

static int load (const operation *o, nd_builder *builder)
{
  nd_builder_init (builder, nd_operand_device (&o->x));
  int value = nd_builder_load (builder, &o->x, o->signature.operand);
  if (o->op == ND_OP_LGAMMA && nd_octave_rules.poles_are_real)
    value = move_poles (&builder->program, value);
  return value;
}

static int build (const operation *o, nd_builder *builder, nd_dtype result)
{
  int value = load (o, builder);
  return is_identity (o) ? value : nd_program_unary (&builder->program, o->op, result, value);
}

/* ---- domains ------------------------------------------------------------------------------- */

/* Can the result be complex although the operand is real? */
static bool may_leave_domain (const operation *o)
{
  nd_builder builder;
  nd_domain domain = nd_op_domain (o->op);
  if (domain == ND_DOMAIN_ALL || nd_dtype_is_complex (o->signature.operand))
    return false;
  int value = load (o, &builder);
  return !nd_stays_inside (&builder.program, domain, value);
}

/* Computes the real result and asks in the same pass whether elements lie outside the domain; then
 *out is NULL. */
static nd_status compute_inside (const operation *o, nd_array **out, nd_error *error)
{
  nd_builder builder;
  nd_array *result;
  bool outside = false;
  int value = load (o, &builder);
  ND_RETURN_NOT_OK (nd_array_new (builder.device, o->signature.result, nd_operand_ndims (&o->x),
                                  nd_operand_dims (&o->x), &result, error));
  nd_program_store (&builder.program,
                    nd_program_unary (&builder.program, o->op, o->signature.result, value));
  nd_program_reduce (&builder.program, ND_REDUCE_ANY,
                     nd_build_outside (&builder.program, nd_op_domain (o->op), value));
  nd_status status = nd_builder_run_and_ask (&builder, &result, &outside, error);
  if (status != ND_OK || outside) {
    nd_array_free (result);
    result = NULL;
  }
  *out = result;
  return status;
}

/* The class of the result; *out is not NULL where finding it out has computed the result. */
static nd_status find_class (const operation *o, nd_dtype *dtype, nd_array **out, nd_error *error)
{
  *dtype = o->signature.result;
  *out = NULL;
  if (!may_leave_domain (o))
    return ND_OK;
  ND_RETURN_NOT_OK (compute_inside (o, out, error));
  if (!*out)
    *dtype = nd_dtype_complex (*dtype);
  return ND_OK;
}

/* ---- results ------------------------------------------------------------------------------- */

nd_status nd_unary (nd_op op, const nd_array *a, nd_array **out, nd_error *error)
{
  const nd_operand x = nd_operand_array (a);
  operation o;
  nd_builder builder;
  nd_dtype dtype;
  ND_RETURN_NOT_OK (prepare (&o, op, &x, error));
  if (is_identity (&o))
    return nd_cast (a, o.signature.operand, out, error);
  ND_RETURN_NOT_OK (find_class (&o, &dtype, out, error));
  if (*out)
    return ND_OK;
  int value = build (&o, &builder, dtype);
  return nd_builder_evaluate (&builder, value, a->ndims, a->dims, out, error);
}

nd_status nd_unary_pending (nd_op op, const nd_operand *a, nd_expression **out, nd_array **computed,
                            nd_error *error)
{
  operation o;
  nd_builder builder;
  nd_dtype dtype;
  *out = NULL;
  *computed = NULL;
  ND_RETURN_NOT_OK (prepare (&o, op, a, error));
  ND_RETURN_NOT_OK (nd_make_room (1, (nd_operand *[]){&o.x}, error));
  if (a->array && is_identity (&o))
    return nd_cast (a->array, o.signature.operand, computed, error);
  ND_RETURN_NOT_OK (find_class (&o, &dtype, computed, error));
  if (*computed)
    return ND_OK;
  int value = build (&o, &builder, dtype);
  return nd_expression_new (&builder, value, nd_operand_ndims (a), nd_operand_dims (a), out, error);
}
