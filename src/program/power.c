#include "program/power.h"
#include "program/builder.h"
#include <limits.h>
#include <math.h>

/* ---- exponents the host can see ---------------------------------------------------------- */

static double element_value (nd_dtype dtype, const nd_element *element)
{
  switch (dtype) {
  case ND_LOGICAL:
    return element->logical;
  case ND_SINGLE:
    return (double)element->single;
  case ND_DOUBLE:
    return element->real;
  default:
    return NAN;
  }
}

/* The operand as one real number, or NaN. */
static double host_value (const nd_operand *x)
{
  const nd_array *array = x->array;
  if (x->pending)
    return NAN;
  if (!array)
    return element_value (x->dtype, &x->scalar);
  if (!nd_array_is_scalar (array) || !nd_array_device (array)->is_host)
    return NAN;
  return element_value (array->dtype, nd_array_data (array));
}

bool nd_is_integer_exponent (const nd_operand *b)
{
  double exponent = host_value (b);
  return exponent == rint (exponent) && fabs (exponent) < INT_MAX;
}

/* ---- is the power of reals complex? ------------------------------------------------------ */

/* value is fractional, infinite, NaN, or at least `limit` in magnitude */
static int build_not_integer (nd_program *program, int value, nd_dtype dtype, double limit)
{
  int fractional = nd_program_unary (program, ND_OP_IS_FRACTIONAL, ND_LOGICAL, value);
  int too_large = nd_program_binary (program, ND_OP_GREATER_EQUAL, ND_LOGICAL, value,
                                     nd_program_number (program, dtype, limit));
  int too_small = nd_program_binary (program, ND_OP_LESS_EQUAL, ND_LOGICAL, value,
                                     nd_program_number (program, dtype, -limit));
  int too_far = nd_program_binary (program, ND_OP_OR, ND_LOGICAL, too_large, too_small);
  return nd_program_binary (program, ND_OP_OR, ND_LOGICAL, fractional, too_far);
}

/* Octave's question where both operands have one size, or one is a scalar: is there an element with
   a negative base and an exponent that is not an integer?  (But where one number is raised to an
   array, integers end at INT_MAX.) */
static nd_status any_element_complex (const nd_operand *a, const nd_operand *b, int ndims,
                                      const int64_t *dims, const nd_signature *signature,
                                      bool *answer, nd_error *error)
{
  nd_builder builder;
  nd_launch launch;
  nd_device *device = nd_operand_device (a->array ? a : b);
  nd_builder_init (&builder, device);
  int base = nd_builder_load (&builder, a, signature->a);
  int exponent = nd_builder_load (&builder, b, signature->b);
  int negative = nd_program_unary (&builder.program, ND_OP_IS_NEGATIVE, ND_LOGICAL, base);
  bool is_endless = nd_operand_is_scalar (a) && !nd_operand_is_scalar (b);
  int odd = build_not_integer (&builder.program, exponent, signature->b,
                               is_endless ? INFINITY : (double)INT_MAX);
  int both = nd_program_binary (&builder.program, ND_OP_AND, ND_LOGICAL, negative, odd);
  nd_program_reduce (&builder.program, ND_REDUCE_ANY, both);
  nd_builder_launch (&builder, ndims, dims, &launch);
  ND_RETURN_NOT_OK (nd_device_run (device, &launch, error));
  *answer = launch.truth;
  return ND_OK;
}

/* Octave's question where operands broadcast: a negative base, and an exponent not an integer? */
static nd_status any_pair_complex (const nd_array *a, const nd_array *b, bool *answer,
                                   nd_error *error)
{
  bool any_negative = false, any_infinite = false, all_integer = true;
  nd_operand exponent = nd_operand_array (b);
  nd_operand minus_one = nd_operand_number (-1);
  ND_RETURN_NOT_OK (nd_ask (a, ND_ANY_NEGATIVE, &any_negative, error));
  *answer = false;
  if (!any_negative)
    return ND_OK;
  ND_RETURN_NOT_OK (nd_ask (b, ND_ALL_INTEGER, &all_integer, error));
  nd_signature signature = {ND_DOUBLE, ND_DOUBLE, ND_DOUBLE, ND_DOUBLE};
  if (all_integer) /* infinity is no integer to Octave */
    ND_RETURN_NOT_OK (any_element_complex (&minus_one, &exponent, b->ndims, b->dims, &signature,
                                           &any_infinite, error));
  *answer = !all_integer || any_infinite;
  return ND_OK;
}

static nd_status is_power_complex (const nd_operand *a, const nd_operand *b, int ndims,
                                   const int64_t *dims, const nd_signature *signature, bool *answer,
                                   nd_error *error)
{
  *answer = false;
  if (nd_is_integer_exponent (b))
    return ND_OK;
  if (nd_operand_is_scalar (a) || nd_operand_is_scalar (b) || nd_operands_have_equal_dims (a, b))
    return any_element_complex (a, b, ndims, dims, signature, answer, error);
  return any_pair_complex (a->array, b->array, answer, error);
}

nd_status nd_prepare_power (const nd_operand *a, const nd_operand *b, int ndims,
                            const int64_t *dims, nd_signature *signature, double *exponent,
                            nd_error *error)
{
  bool is_complex;
  *exponent = host_value (b);
  if (nd_dtype_kind (signature->result) != ND_KIND_FLOAT)
    return ND_OK; /* integers stay integers, complex is complex already */
  ND_RETURN_NOT_OK (is_power_complex (a, b, ndims, dims, signature, &is_complex, error));
  if (is_complex) {
    signature->value = nd_dtype_complex (signature->value);
    signature->result = signature->value;
  }
  return ND_OK;
}

/* ---- exponents that are products --------------------------------------------------------- */

nd_op nd_power_operator (const nd_operand *a, const nd_operand *b, const nd_signature *signature)
{
  bool broadcasts =
      !nd_operand_is_scalar (a) && !nd_operand_is_scalar (b) && !nd_operands_have_equal_dims (a, b);
  bool to_the_real = nd_dtype_is_complex (signature->a) && !nd_dtype_is_complex (signature->b);
  return broadcasts && to_the_real ? ND_OP_POWER_BY_LOGARITHM : ND_OP_POWER;
}

/* With a single base, Octave rounds an integer exponent to single before it computes in double. */
nd_dtype nd_exponent_class (nd_dtype a, nd_dtype b, nd_dtype computed)
{
  return a == ND_SINGLE && nd_dtype_is_integer (b) ? ND_SINGLE : computed;
}

int nd_build_special_power (nd_program *program, int a, const nd_signature *signature,
                            double exponent)
{
  nd_dtype dtype = signature->value;
  bool is_complex = nd_dtype_is_complex (dtype);
  if (nd_dtype_is_integer (signature->result))
    return -1;
  if (exponent == -1.0) {
    int one = nd_program_number (program, nd_dtype_real (dtype), 1);
    return nd_program_binary (program, ND_OP_DIVIDE, dtype, one, a);
  }
  if (is_complex || (exponent != 2.0 && exponent != 3.0))
    return -1;
  int square = nd_program_binary (program, ND_OP_MULTIPLY, dtype, a, a);
  return exponent == 2.0 ? square : nd_program_binary (program, ND_OP_MULTIPLY, dtype, square, a);
}
