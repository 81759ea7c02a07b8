/* Elementwise binary operators. */
#include "program/classes.h"
#include "program/launch.h"
#include "program/power.h"
#include <string.h>

/* Everything that is decided before the result is made. */
typedef struct {
  nd_op op;
  const nd_operand *a, *b;
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
  return names[op];
}

static nd_status nonconformant (nd_op op, const nd_array *a, const nd_array *b, nd_error *error)
{
  char text_a[128], text_b[128];
  if (op == ND_OP_LEFT_DIVIDE) { /* a .\ b is b ./ a, in messages too */
    const nd_array *swapped = a;
    a = b;
    b = swapped;
  }
  return nd_fail (error, ND_NONCONFORMANT, "%s: nonconformant arguments (op1 is %s, op2 is %s)",
                  size_error_name (op), nd_dims_text (a->ndims, a->dims, text_a, sizeof text_a),
                  nd_dims_text (b->ndims, b->dims, text_b, sizeof text_b));
}

static nd_status find_dims (operation *o, nd_error *error)
{
  const nd_array *a = o->a->array, *b = o->b->array;
  const nd_array *longer = !b || (a && a->ndims >= b->ndims) ? a : b;
  o->ndims = longer->ndims;
  memcpy (o->dims, longer->dims, (size_t)longer->ndims * sizeof *o->dims);
  if (!a || !b)
    return ND_OK;
  const nd_array *other = longer == a ? b : a;
  for (int d = 0; d < other->ndims; d++) {
    if (o->dims[d] == 1)
      o->dims[d] = other->dims[d];
    else if (other->dims[d] != 1 && other->dims[d] != o->dims[d])
      return nonconformant (o->op, a, b, error);
  }
  return ND_OK;
}

/* ---- classes ----------------------------------------------------------------------------- */

static nd_operand_class class_of (const nd_operand *operand)
{
  return (nd_operand_class){nd_operand_dtype (operand),
                            !operand->array || nd_array_is_scalar (operand->array)};
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
static nd_status check_truth_values (const nd_operand *x, nd_error *error)
{
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

static nd_status prepare (operation *o, nd_op op, const nd_operand *a, const nd_operand *b,
                          nd_error *error)
{
  o->op = op;
  o->a = a;
  o->b = b;
  if (a->array && b->array)
    ND_RETURN_NOT_OK (nd_check_same_device (nd_op_name (op), a->array, b->array, error));
  o->device = nd_array_device (a->array ? a->array : b->array);
  ND_RETURN_NOT_OK (nd_find_signature (op, class_of (a), class_of (b), &o->signature, error));
  ND_RETURN_NOT_OK (find_dims (o, error));
  if (needs_truth_values (op, a, b)) {
    ND_RETURN_NOT_OK (check_truth_values (a, error));
    ND_RETURN_NOT_OK (check_truth_values (b, error));
  }
  if (op == ND_OP_POWER)
    return nd_prepare_power (a, b, o->ndims, o->dims, &o->signature, &o->exponent, error);
  return ND_OK;
}

/* ---- programs ---------------------------------------------------------------------------- */

static void build (const operation *o, nd_program *program)
{
  const nd_signature *s = &o->signature;
  nd_program_init (program);
  int a = nd_load_operand (program, o->a, o->device, s->a);
  int value = -1;
  nd_op op = o->op;
  nd_dtype b_class = s->b;
  if (op == ND_OP_POWER) {
    op = nd_power_operator (o->a, o->b, s);
    b_class = nd_exponent_class (nd_operand_dtype (o->a), nd_operand_dtype (o->b), s->b);
    value = nd_build_special_power (program, a, s, o->exponent);
  }
  if (value < 0) {
    int b = nd_program_cast (program, nd_load_operand (program, o->b, o->device, b_class), s->b);
    value = nd_program_binary (program, op, s->value, a, b);
  }
  nd_program_store (program, nd_program_cast (program, value, s->result));
}

/* The second operand of a power that became a product is never loaded. */
static nd_status run_operation (const operation *o, const nd_program *program, nd_array *to,
                                nd_error *error)
{
  const nd_array *inputs[2] = {NULL, NULL};
  int count = 0;
  const nd_array *a = nd_operand_input (o->a, o->device), *b = nd_operand_input (o->b, o->device);
  if (a)
    inputs[count++] = a;
  if (b && count < program->inputs)
    inputs[count++] = b;
  return nd_run_into (program, to, inputs[0], inputs[1], error);
}

nd_status nd_binary (nd_op op, const nd_operand *a, const nd_operand *b, nd_array **out,
                     nd_error *error)
{
  operation o;
  nd_program program;
  nd_array *result;
  ND_RETURN_NOT_OK (prepare (&o, op, a, b, error));
  ND_RETURN_NOT_OK (nd_array_new (o.device, o.signature.result, o.ndims, o.dims, &result, error));
  build (&o, &program);
  nd_status status = run_operation (&o, &program, result, error);
  if (status != ND_OK)
    nd_array_free (result);
  else
    *out = result;
  return status;
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
  nd_program program;
  nd_operand left = nd_operand_array (a);
  ND_RETURN_NOT_OK (prepare (&o, op, &left, b, error));
  *done = fits_in_place (&o, a);
  if (!*done)
    return ND_OK;
  build (&o, &program);
  program.must_finish = true;
  return run_operation (&o, &program, a, error);
}
