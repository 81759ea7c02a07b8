/* Elementwise binary operators. */
#include "program/builder.h"
#include "program/classes.h"
#include "program/expression.h"
#include "program/power.h"
#include "program/rules.h"
#include <string.h>

/* Everything that is decided before the result is made. */
typedef struct {
  nd_op op;
  nd_operand a, b;
  nd_device *device;
  int ndims;
  int64_t dims[ND_MAX_DIMS];
  nd_signature signature;
  double exponent; /* of .^ when it is one real number; else NaN */
} operation;

/* ---- sizes ------------------------------------------------------------------------------- */

/* What Octave calls the operators in this message. */
static const char *size_error_name (nd_op op)
{
  static const char *const names[] = {
      [ND_OP_ADD] = "operator +",       [ND_OP_SUBTRACT] = "operator -",
      [ND_OP_MULTIPLY] = "product",     [ND_OP_DIVIDE] = "quotient",
      [ND_OP_LEFT_DIVIDE] = "quotient", [ND_OP_POWER] = "operator .^",
      [ND_OP_LESS] = "mx_el_lt",        [ND_OP_LESS_EQUAL] = "mx_el_le",
      [ND_OP_EQUAL] = "mx_el_eq",       [ND_OP_GREATER_EQUAL] = "mx_el_ge",
      [ND_OP_GREATER] = "mx_el_gt",     [ND_OP_NOT_EQUAL] = "mx_el_ne",
      [ND_OP_AND] = "mx_el_and",        [ND_OP_OR] = "mx_el_or"};
  return op <= ND_OP_OR ? names[op] : nd_op_name (op);
}

static nd_status nonconformant (nd_op op, const nd_operand *a, const nd_operand *b, nd_error *error)
{
  if (op == ND_OP_LEFT_DIVIDE) { /* a .\ b is b ./ a, in messages too */
    const nd_operand *swapped = a;
    a = b;
    b = swapped;
  }
  return nd_nonconformant (size_error_name (op), nd_operand_ndims (a), nd_operand_dims (a),
                           nd_operand_ndims (b), nd_operand_dims (b), error);
}

static nd_status find_dims (operation *o, nd_error *error)
{
  bool a_is_longer = nd_operand_ndims (&o->a) >= nd_operand_ndims (&o->b);
  const nd_operand *longer = a_is_longer ? &o->a : &o->b, *other = a_is_longer ? &o->b : &o->a;
  const int64_t *dims = nd_operand_dims (other);
  int ndims = nd_operand_ndims (other);
  o->ndims = nd_operand_ndims (longer);
  memcpy (o->dims, nd_operand_dims (longer), (size_t)o->ndims * sizeof *o->dims);
  for (int d = 0; d < ndims; d++) {
    if (o->dims[d] == 1)
      o->dims[d] = dims[d];
    else if (dims[d] != 1 && dims[d] != o->dims[d])
      return nonconformant (o->op, &o->a, &o->b, error);
  }
  return ND_OK;
}

/* ---- classes ----------------------------------------------------------------------------- */

static nd_operand_class class_of (const nd_operand *operand)
{
  return (nd_operand_class){nd_operand_dtype (operand), nd_operand_is_scalar (operand)};
}

static bool scalar_is_nan (const nd_operand *x)
{
  switch (x->dtype) {
  case ND_SINGLE:
    return x->scalar.single != x->scalar.single;
  case ND_DOUBLE:
    return x->scalar.real != x->scalar.real;
  case ND_COMPLEX_SINGLE:
    return x->scalar.complex_single.re != x->scalar.complex_single.re ||
           x->scalar.complex_single.im != x->scalar.complex_single.im;
  case ND_COMPLEX_DOUBLE:
    return x->scalar.complex.re != x->scalar.complex.re ||
           x->scalar.complex.im != x->scalar.complex.im;
  default:
    return false;
  }
}

/* NaN is neither true nor false. */
static nd_status check_truth_values (nd_operand *x, nd_error *error)
{
  if (nd_dtype_kind (nd_operand_dtype (x)) >= ND_KIND_FLOAT)
    ND_RETURN_NOT_OK (nd_operand_settle (x, error));
  if (x->pending)
    return ND_OK;
  if (x->array)
    return nd_check_no_nan (x->array, error);
  return scalar_is_nan (x) ? nd_fail (error, ND_FAILED, "invalid conversion from NaN to logical")
                           : ND_OK;
}

static bool is_integer_or_complex (nd_dtype dtype)
{
  return nd_dtype_is_integer (dtype) || nd_dtype_is_complex (dtype);
}

/* Octave lets NaN pass as true where two scalars meet and one is an integer or complex. */
static bool needs_truth_values (nd_op op, const nd_operand *a, const nd_operand *b)
{
  nd_operand_class left = class_of (a), right = class_of (b);
  if (op != ND_OP_AND && op != ND_OP_OR)
    return false;
  return !left.is_scalar || !right.is_scalar ||
         (!is_integer_or_complex (left.dtype) && !is_integer_or_complex (right.dtype));
}

static nd_status settle_both (operation *o, nd_error *error)
{
  ND_RETURN_NOT_OK (nd_operand_settle (&o->a, error));
  return nd_operand_settle (&o->b, error);
}

/* Checks that look at values look at arrays. */
static nd_status check_values (operation *o, nd_error *error)
{
  if (o->op == ND_OP_POWER) {
    if (!nd_is_integer_exponent (&o->b))
      ND_RETURN_NOT_OK (settle_both (o, error));
    return nd_prepare_power (&o->a, &o->b, o->ndims, o->dims, &o->signature, &o->exponent, error);
  }
  if (!needs_truth_values (o->op, &o->a, &o->b))
    return ND_OK;
  ND_RETURN_NOT_OK (check_truth_values (&o->a, error));
  return check_truth_values (&o->b, error);
}

static nd_status check_devices (operation *o, nd_error *error)
{
  const nd_device *on_a = nd_operand_device (&o->a), *on_b = nd_operand_device (&o->b);
  if (!on_a || !on_b || on_a == on_b)
    return ND_OK;
  ND_RETURN_NOT_OK (settle_both (o, error)); /* the message names arrays */
  return nd_check_same_device (nd_op_name (o->op), o->a.array, o->b.array, error);
}

static nd_status prepare (operation *o, nd_op op, const nd_operand *a, const nd_operand *b,
                          nd_error *error)
{
  o->op = op;
  o->a = *a;
  o->b = *b;
  ND_RETURN_NOT_OK (check_devices (o, error));
  o->device = nd_operand_device (a) ? nd_operand_device (a) : nd_operand_device (b);
  ND_RETURN_NOT_OK (nd_find_signature (op, class_of (a), class_of (b), &o->signature, error));
  ND_RETURN_NOT_OK (find_dims (o, error));
  ND_RETURN_NOT_OK (nd_operand_settle_smaller (&o->a, o->ndims, o->dims, error));
  ND_RETURN_NOT_OK (nd_operand_settle_smaller (&o->b, o->ndims, o->dims, error));
  return check_values (o, error);
}

/* ---- programs ---------------------------------------------------------------------------- */

/* max or min of complex a and b where one is NaN: the other; a where both are. */
static int pass_over_nan (nd_program *program, int a, int b, int value)
{
  int a_is_nan = nd_program_unary (program, ND_OP_IS_NAN, ND_LOGICAL, a);
  int b_is_nan = nd_program_unary (program, ND_OP_IS_NAN, ND_LOGICAL, b);
  return nd_program_select (program, b_is_nan, a, nd_program_select (program, a_is_nan, b, value));
}

static int build (const operation *o, nd_builder *builder)
{
  const nd_signature *s = &o->signature;
  nd_program *program = &builder->program;
  nd_builder_init (builder, o->device);
  int a = nd_builder_load (builder, &o->a, s->a);
  int value = -1;
  nd_op op = o->op;
  nd_dtype b_class = s->b;
  if (op == ND_OP_POWER) {
    op = nd_power_operator (&o->a, &o->b, s);
    b_class = nd_exponent_class (nd_operand_dtype (&o->a), nd_operand_dtype (&o->b), s->b);
    value = nd_build_special_power (program, a, s, o->exponent);
  }
  if (value < 0) {
    int b = nd_program_cast (program, nd_builder_load (builder, &o->b, b_class), s->b);
    value = nd_program_binary (program, op, s->value, a, b);
    if ((op == ND_OP_MAX || op == ND_OP_MIN) && nd_dtype_is_complex (s->value) &&
        nd_octave_rules.pairs_pass_nan)
      value = pass_over_nan (program, a, b, value);
  }
  return nd_program_cast (program, value, s->result);
}

nd_status nd_binary (nd_op op, const nd_operand *a, const nd_operand *b, nd_array **out,
                     nd_error *error)
{
  operation o;
  nd_builder builder;
  ND_RETURN_NOT_OK (prepare (&o, op, a, b, error));
  int value = build (&o, &builder);
  return nd_builder_evaluate (&builder, value, o.ndims, o.dims, out, error);
}

nd_status nd_binary_pending (nd_op op, const nd_operand *a, const nd_operand *b,
                             nd_expression **out, nd_error *error)
{
  operation o;
  nd_builder builder;
  ND_RETURN_NOT_OK (prepare (&o, op, a, b, error));
  ND_RETURN_NOT_OK (nd_make_room (2, (nd_operand *[]){&o.a, &o.b}, error));
  int value = build (&o, &builder);
  return nd_expression_new (&builder, value, o.ndims, o.dims, out, error);
}

/* Would a(...) = a OP b write to memory that only `a` sees, and fit? */
static bool fits_in_place (const operation *o, const nd_array *a)
{
  if (o->signature.result != a->dtype || o->ndims != a->ndims || nd_array_is_linked (a) ||
      nd_array_has_deferred_copy (a) || nd_array_is_borrowed (a))
    return false;
  return memcmp (o->dims, a->dims, (size_t)a->ndims * sizeof *a->dims) == 0;
}

nd_status nd_binary_in_place (nd_op op, nd_array *a, const nd_operand *b, bool *done,
                              nd_error *error)
{
  operation o;
  nd_builder builder;
  nd_operand left = nd_operand_array (a);
  ND_RETURN_NOT_OK (prepare (&o, op, &left, b, error));
  *done = fits_in_place (&o, a);
  if (!*done)
    return ND_OK;
  nd_program_store (&builder.program, build (&o, &builder));
  builder.program.must_finish = true;
  return nd_builder_run (&builder, &a, error);
}
