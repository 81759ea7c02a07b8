/* Functions of one operand and merge: classes, domains, devices, layouts. */
#include "core.h"
#include "program/domain.h"
#include "program/expression.h"

static nd_status check_unary (nd_op op, const char *dtype, const char *elements,
                              const char *expected, nd_error *error)
{
  for (int place = 0; place < CORE_DEVICES; place++) {
    nd_array *a, *scattered, *result;
    TRY (core_array (core_device (place), core_dtype (dtype), "1x3", elements, &a, error));
    TRY (nd_unary (op, a, &result, error));
    assert_text (core_keep (result), expected);
    TRY (core_scattered (a, &scattered, error));
    TRY (nd_unary (op, scattered, &result, error));
    assert_text (core_keep (result), expected);
  }
  return ND_OK;
}

nd_test (unary_operators)
{
  TRY (check_unary (ND_OP_NEGATE, "int8", "-128 0 5", "1x3 int8: 127 0 -5", error));
  TRY (check_unary (ND_OP_NEGATE, "uint8", "200 0 5", "1x3 uint8: 0 0 0", error));
  TRY (check_unary (ND_OP_NEGATE, "double", "0 NaN -Inf", "1x3 double: -0 NaN Inf", error));
  TRY (check_unary (ND_OP_NEGATE, "logical", "1 0 1", "1x3 double: -1 -0 -1", error));
  TRY (check_unary (ND_OP_NEGATE, "complex double", "1+2i 0 -3i",
                    "1x3 complex double: -1-2i -0-0i -0+3i", error));
  TRY (check_unary (ND_OP_PLUS, "logical", "1 0 1", "1x3 double: 1 0 1", error));
  TRY (check_unary (ND_OP_PLUS, "int16", "1 0 -1", "1x3 int16: 1 0 -1", error));
  TRY (check_unary (ND_OP_NOT, "single", "1 0 -0", "1x3 logical: 0 1 1", error));
  TRY (check_unary (ND_OP_NOT, "complex single", "1i 0 1", "1x3 logical: 0 1 0", error));
  TRY (check_unary (ND_OP_NOT, "uint64", "18446744073709551615 0 1", "1x3 logical: 0 1 0", error));
  TRY (check_unary (ND_OP_CONJ, "complex double", "1+2i 0 -3i",
                    "1x3 complex double: 1-2i 0-0i 0+3i", error));
  TRY (check_unary (ND_OP_CONJ, "int8", "1 2 3", "1x3 int8: 1 2 3", error));
  TRY (check_unary (ND_OP_CONJ, "logical", "1 0 1", "1x3 double: 1 0 1", error));
  return ND_OK;
}

nd_test (classes_of_functions)
{
  TRY (check_unary (ND_OP_ABS, "int8", "-128 0 5", "1x3 int8: 127 0 5", error));
  TRY (check_unary (ND_OP_ABS, "logical", "1 0 1", "1x3 double: 1 0 1", error));
  TRY (check_unary (ND_OP_ABS, "complex double", "3+4i 0 -2", "1x3 double: 5 0 2", error));
  TRY (check_unary (ND_OP_IMAG, "complex single", "3+4i 0 -2", "1x3 single: 4 0 0", error));
  TRY (check_unary (ND_OP_IMAG, "uint16", "3 4 5", "1x3 uint16: 0 0 0", error));
  TRY (check_unary (ND_OP_FLOOR, "int32", "-3 0 5", "1x3 int32: -3 0 5", error));
  TRY (check_unary (ND_OP_ROUND, "double", "-0.5 2.5 NaN", "1x3 double: -1 3 NaN", error));
  TRY (check_unary (ND_OP_FIX, "single", "-0.5 2.5 -Inf", "1x3 single: -0 2 -Inf", error));
  TRY (check_unary (ND_OP_SIGN, "double", "-0 2.5 NaN", "1x3 double: 0 1 NaN", error));
  TRY (check_unary (ND_OP_SIGN_BIT, "int8", "-1 0 1", "1x3 logical: 1 0 0", error));
  TRY (check_unary (ND_OP_IS_INF, "uint8", "1 2 3", "1x3 logical: 0 0 0", error));
  TRY (check_unary (ND_OP_IS_FINITE, "logical", "1 0 1", "1x3 logical: 1 1 1", error));
  TRY (check_unary (ND_OP_IS_NAN, "complex double", "1 NaN 2i", "1x3 logical: 0 1 0", error));
  TRY (check_unary (ND_OP_EXP, "int8", "0 0 0", "1x3 double: 1 1 1", error));
  TRY (check_unary (ND_OP_ARG, "complex double", "1i 0 1", "1x3 double: 1.5707963267948966 0 0",
                    error));
  return ND_OK;
}

nd_test (elements_outside_the_domain_make_the_result_complex)
{
  TRY (check_unary (ND_OP_SQRT, "double", "4 9 0", "1x3 double: 2 3 0", error));
  TRY (check_unary (ND_OP_SQRT, "double", "4 9 -16", "1x3 complex double: 2+0i 3+0i 0+4i", error));
  TRY (check_unary (ND_OP_SQRT, "int8", "4 9 -16", "1x3 complex double: 2+0i 3+0i 0+4i", error));
  TRY (check_unary (ND_OP_SQRT, "single", "4 9 -16", "1x3 complex single: 2+0i 3+0i 0+4i", error));
  TRY (check_unary (ND_OP_SQRT, "double", "NaN -0 Inf", "1x3 double: NaN -0 Inf", error));
  TRY (check_unary (ND_OP_LOG2, "uint8", "4 8 1", "1x3 double: 2 3 0", error));
  TRY (check_unary (ND_OP_LOG1P, "double", "0 -1 0", "1x3 double: 0 -Inf 0", error));
  TRY (check_unary (ND_OP_ACOSH, "double", "1 1 NaN", "1x3 double: 0 0 NaN", error));
  TRY (check_unary (ND_OP_ATANH, "double", "0 1 -1", "1x3 double: 0 Inf -Inf", error));
  return ND_OK;
}

nd_test (functions_without_a_complex_version)
{
  nd_array *a, *result;
  nd_error failure;
  TRY (core_array (nd_device_cpu (), ND_COMPLEX_DOUBLE, "1x2", "1i 2", &a, error));
  EXPECT (nd_unary (ND_OP_GAMMA, a, &result, &failure), ND_FAILED);
  assert_string_equal (failure.message, "gamma: not defined for complex matrix");
  return ND_OK;
}

/* ---- what is known of a value without computing it ----------------------------------------- */

typedef int build (nd_program *program, int x);

static int square_plus_one (nd_program *program, int x)
{
  nd_element one = {.real = 1};
  int square = nd_program_binary (program, ND_OP_MULTIPLY, ND_DOUBLE, x, x);
  return nd_program_binary (program, ND_OP_ADD, ND_DOUBLE, square,
                            nd_program_constant (program, ND_DOUBLE, one));
}

static int minus_magnitude (nd_program *program, int x)
{
  int size = nd_program_unary (program, ND_OP_ABS, ND_DOUBLE, x);
  return nd_program_unary (program, ND_OP_NEGATE, ND_DOUBLE, size);
}

static int not_below_zero (nd_program *program, int x)
{
  nd_element zero = {.real = 0};
  return nd_program_binary (program, ND_OP_MAX, ND_DOUBLE, x,
                            nd_program_constant (program, ND_DOUBLE, zero));
}

static int not_below_a_magnitude (nd_program *program, int x)
{
  int size = nd_program_unary (program, ND_OP_ABS, ND_DOUBLE, x);
  return nd_program_binary (program, ND_OP_MAX, ND_DOUBLE, x, size);
}

static int sine (nd_program *program, int x)
{
  return nd_program_unary (program, ND_OP_SIN, ND_DOUBLE, x);
}

static int itself (nd_program *program, int x)
{
  (void)program;
  return x;
}

static void check_inside (build *value, nd_domain domain, bool expected)
{
  nd_program program;
  nd_program_init (&program);
  int x = nd_program_load (&program, ND_DOUBLE);
  assert_int_equal (nd_stays_inside (&program, domain, value (&program, x)), expected);
}

static void operators_tell_where_values_lie (void **state)
{
  (void)state;
  check_inside (itself, ND_DOMAIN_ALL, true);
  check_inside (itself, ND_DOMAIN_NOT_NEGATIVE, false);
  check_inside (square_plus_one, ND_DOMAIN_NOT_NEGATIVE, true);
  check_inside (square_plus_one, ND_DOMAIN_FROM_ONE, true);
  check_inside (square_plus_one, ND_DOMAIN_UNIT, false);
  check_inside (minus_magnitude, ND_DOMAIN_NOT_NEGATIVE, false);
  check_inside (not_below_zero, ND_DOMAIN_NOT_NEGATIVE, true);
  check_inside (not_below_a_magnitude, ND_DOMAIN_NOT_NEGATIVE, false); /* NaN would lose */
  check_inside (sine, ND_DOMAIN_UNIT, true);
  check_inside (sine, ND_DOMAIN_FROM_MINUS_ONE, true);
  check_inside (square_plus_one, ND_DOMAIN_GAMMA, false);
}

/* ---- merge --------------------------------------------------------------------------------- */

nd_test (merge_takes_elements_of_one_or_the_other)
{
  for (int place = 0; place < CORE_DEVICES; place++) {
    nd_device *device = core_device (place);
    nd_array *mask, *a, *scattered, *result;
    nd_expression *pending;
    nd_error failure;
    TRY (core_array (device, ND_LOGICAL, "2x2", "1 0 0 1", &mask, error));
    TRY (core_array (device, ND_DOUBLE, "2x2", "1 2 3 4", &a, error));
    TRY (core_scattered (a, &scattered, error));
    nd_operand m = nd_operand_array (mask), x = nd_operand_array (scattered);
    nd_operand minus_one = {.dtype = ND_DOUBLE, .scalar = {.real = -1}};
    TRY (nd_merge (&m, &x, &minus_one, ND_DOUBLE, &pending, &result, error));
    assert_null (pending);
    assert_text (core_keep (result), "2x2 double: 1 -1 -1 4");
    TRY (core_array (device, ND_DOUBLE, "1x4", "1 2 3 4", &a, error));
    nd_operand row = nd_operand_array (a);
    EXPECT (nd_merge (&m, &x, &row, ND_DOUBLE, &pending, &result, &failure), ND_FAILED);
    TRY (core_array (device, ND_DOUBLE, "2x2", "1 NaN 3 4", &a, error));
    nd_operand with_nan = nd_operand_array (a);
    EXPECT (nd_merge (&with_nan, &x, &x, ND_DOUBLE, &pending, &result, &failure), ND_FAILED);
  }
  return ND_OK;
}

int main (void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test (unary_operators),
      cmocka_unit_test (classes_of_functions),
      cmocka_unit_test (elements_outside_the_domain_make_the_result_complex),
      cmocka_unit_test (functions_without_a_complex_version),
      cmocka_unit_test (operators_tell_where_values_lie),
      cmocka_unit_test (merge_takes_elements_of_one_or_the_other),
  };
  return cmocka_run_group_tests_name ("functions", tests, NULL, NULL);
}
