/* Operators give Octave's classes, values and messages, however operands are stored and wherever.
 */
#include "core.h"
#include "device/cpu/kernels/kernels.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- Octave's answers -------------------------------------------------------------------- */

typedef struct {
  nd_op op;
  const char *a_class, *a, *b_class, *b, *result_class, *result;
} operator_case;

/* Written by operator_cases.m. */
static const operator_case cases[] = {
#include "operator_cases.inc"
};

static bool is_close (double x, double y, double tolerance)
{
  if (isnan (x) || isnan (y))
    return isnan (x) && isnan (y);
  return x == y || fabs (x - y) <= tolerance * fmax (fabs (x), fabs (y));
}

/* Only these are rounded otherwise than Octave's. */
static bool is_exact (nd_op op)
{
  return op != ND_OP_POWER && op != ND_OP_ATAN2 && op != ND_OP_HYPOT;
}

static void check_element (const operator_case *c, nd_dtype dtype, const void *element)
{
  nd_dtype expected_dtype = core_dtype (c->result_class);
  nd_element expected;
  char text[64];
  bool narrowed = nd_dtype_is_complex (dtype) && !nd_dtype_is_complex (expected_dtype);
  if (!narrowed)
    assert_string_equal (core_dtype_name (dtype), c->result_class);
  core_parse_element (dtype, c->result, &expected);
  core_element_text (dtype, element, text, sizeof text);
  if (!nd_dtype_is_complex (dtype) && dtype != ND_SINGLE && dtype != ND_DOUBLE) {
    assert_string_equal (text, c->result);
    return;
  }
  nd_complex_double is = {0, 0}, should = {0, 0};
  core_parse_element (ND_COMPLEX_DOUBLE, text, &is);
  core_parse_element (ND_COMPLEX_DOUBLE, c->result, &should);
  double tolerance = is_exact (c->op) ? 0 : nd_dtype_is_single (dtype) ? 1e-6 : 1e-14;
  bool same = is_close (is.re, should.re, tolerance) && is_close (is.im, should.im, tolerance);
  if (!same || signbit (is.re) != signbit (should.re))
    fail_msg ("%s %s %s %s %s: %s, not %s", c->a_class, c->a, nd_op_name (c->op), c->b_class, c->b,
              text, c->result);
}

static nd_status check_case (const operator_case *c, nd_device *device, const char *dims,
                             nd_error *error)
{
  nd_array *a, *b, *result = NULL, *host;
  nd_error failure;
  TRY (core_array (device, core_dtype (c->a_class), dims, c->a, &a, error));
  TRY (core_array (device, core_dtype (c->b_class), dims, c->b, &b, error));
  nd_operand left = nd_operand_array (a), right = nd_operand_array (b);
  nd_status status = nd_binary (c->op, &left, &right, &result, &failure);
  if (strcmp (c->result_class, "error") == 0) {
    assert_int_equal (status, ND_FAILED);
    if (nd_array_is_scalar (a))
      assert_string_equal (failure.message, c->result);
    return ND_OK;
  }
  if (status == ND_FAILED && !nd_array_is_scalar (a))
    return ND_OK; /* NaN is a truth value among some scalars only */
  if (status != ND_OK)
    fail_msg ("%s %s %s: %s", c->a_class, nd_op_name (c->op), c->b_class, failure.message);
  core_keep (result);
  TRY (nd_transfer (result, nd_device_cpu (), &host, error));
  core_keep (host);
  const char *data = nd_array_data (host);
  check_element (c, host->dtype, data);
  check_element (c, host->dtype,
                 data + (size_t)(nd_array_numel (host) - 1) * nd_dtype_size (host->dtype));
  return ND_OK;
}

/* Too many for the harness to repeat with every allocation failing. */
static void answers_as_octave (void **state)
{
  (void)state;
  static nd_error error;
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
    for (int place = 0; place < CORE_DEVICES; place++) {
      assert_int_equal (check_case (&cases[i], core_device (place), "1x1", &error), ND_OK);
      assert_int_equal (check_case (&cases[i], core_device (place), "3x5", &error), ND_OK);
      core_free_kept ();
    }
}

/* ---- layouts ----------------------------------------------------------------------------- */

static const char *const some_elements = "3 -1 4 -1 5 -9 2 6 -5 3 5";

/* a OP b, where op2 has size b_dims, is the same for scattered operands as for consecutive ones. */
static nd_status check_layouts (nd_op op, nd_dtype dtype, const char *a_dims, const char *b_dims,
                                nd_device *device, nd_error *error)
{
  nd_array *a[2], *b[2], *result;
  const char *expected = NULL;
  TRY (core_array (device, dtype, a_dims, some_elements, &a[0], error));
  TRY (core_array (device, dtype, b_dims, "2 7 -1 8 2 -8", &b[0], error));
  TRY (core_scattered (a[0], &a[1], error));
  TRY (core_scattered (b[0], &b[1], error));
  for (int i = 0; i < 4; i++) {
    nd_operand left = nd_operand_array (a[i / 2]), right = nd_operand_array (b[i % 2]);
    TRY (nd_binary (op, &left, &right, &result, error));
    core_keep (result);
    if (!expected)
      expected = core_text (result);
    else
      assert_text (result, expected);
  }
  return ND_OK;
}

nd_test (results_do_not_depend_on_the_layout)
{
  static const char *const sizes[][2] = {
      {"3x4", "3x4"},     {"3x4", "1x4"},   {"3x1", "1x4"},     {"3x4", "1x1"}, {"1x1", "3x4"},
      {"2x3x2", "2x1x2"}, {"1x3x2", "2x3"}, {"2x1x1x3", "1x4"}, {"0x3", "1x3"}, {"5x0", "1x1"}};
  for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++)
    for (int place = 0; place < CORE_DEVICES; place++)
      for (int k = 0; k < 3; k++) {
        static const nd_dtype dtypes[] = {ND_DOUBLE, ND_INT8, ND_COMPLEX_SINGLE};
        TRY (check_layouts (ND_OP_SUBTRACT, dtypes[k], sizes[i][0], sizes[i][1],
                            core_device (place), error));
      }
  return ND_OK;
}

/* Rows long and short, blocks of more than one length, and a size with a remainder. */
static void large_broadcasts (void **state)
{
  (void)state;
  static const char *const sizes[][2] = {{"3x5000", "3x1"},        {"5000x3", "1x3"},
                                         {"130x70", "130x1"},      {"127x70", "1x70"},
                                         {"2x3x4000", "2x1x4000"}, {"20001x1", "20001x1"}};
  static nd_error error;
  for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++)
    assert_int_equal (
        check_layouts (ND_OP_ADD, ND_SINGLE, sizes[i][0], sizes[i][1], nd_device_cpu (), &error),
        ND_OK);
  core_free_kept ();
}

nd_test (scalars_meet_arrays_of_any_device)
{
  nd_operand two = {.dtype = ND_DOUBLE, .scalar.real = 2.0};
  for (int place = 0; place < CORE_DEVICES; place++) {
    nd_array *a, *result;
    TRY (core_array (core_device (place), ND_SINGLE, "1x3", "1 2 -3", &a, error));
    nd_operand x = nd_operand_array (a);
    TRY (nd_binary (ND_OP_MULTIPLY, &x, &two, &result, error));
    assert_text (core_keep (result), "1x3 single: 2 4 -6");
    TRY (nd_binary (ND_OP_SUBTRACT, &two, &x, &result, error));
    assert_text (core_keep (result), "1x3 single: 1 0 5");
    TRY (nd_binary (ND_OP_POWER, &x, &two, &result, error));
    assert_text (core_keep (result), "1x3 single: 1 4 9");
    TRY (nd_binary (ND_OP_POWER, &two, &x, &result, error));
    assert_text (core_keep (result), "1x3 single: 2 4 0.125");
  }
  return ND_OK;
}

/* ---- powers ------------------------------------------------------------------------------ */

static nd_status power_class (const char *a_dims, const char *a, const char *b_dims, const char *b,
                              nd_dtype expected, nd_error *error)
{
  nd_array *x, *y, *result;
  TRY (core_array (nd_device_cpu (), ND_DOUBLE, a_dims, a, &x, error));
  TRY (core_array (nd_device_cpu (), ND_DOUBLE, b_dims, b, &y, error));
  nd_operand left = nd_operand_array (x), right = nd_operand_array (y);
  TRY (nd_binary (ND_OP_POWER, &left, &right, &result, error));
  assert_int_equal (core_keep (result)->dtype, expected);
  return ND_OK;
}

nd_test (negative_bases_make_powers_complex_where_octave_does)
{
  TRY (power_class ("1x2", "-2 3", "1x1", "0.5", ND_COMPLEX_DOUBLE, error));
  TRY (power_class ("1x2", "2 3", "1x1", "0.5", ND_DOUBLE, error));
  TRY (power_class ("1x2", "-2 3", "1x1", "5", ND_DOUBLE, error));
  TRY (power_class ("1x2", "-2 3", "1x2", "2 0.5", ND_DOUBLE, error));
  TRY (power_class ("1x2", "-2 3", "1x2", "0.5 2", ND_COMPLEX_DOUBLE, error));
  TRY (power_class ("1x1", "-2", "1x2", "2 1e10", ND_DOUBLE, error));
  TRY (power_class ("1x2", "-2 3", "1x1", "1e10", ND_COMPLEX_DOUBLE, error));
  TRY (power_class ("1x2", "-2 3", "1x1", "NaN", ND_COMPLEX_DOUBLE, error));
  TRY (power_class ("2x1", "-2 3", "1x2", "2 Inf", ND_COMPLEX_DOUBLE, error));
  TRY (power_class ("2x1", "-2 3", "1x2", "2 1e10", ND_DOUBLE, error));
  TRY (power_class ("2x1", "2 3", "1x2", "2 0.5", ND_DOUBLE, error));
  return ND_OK;
}

/* ---- in place ---------------------------------------------------------------------------- */

nd_test (in_place_only_where_nobody_else_can_see)
{
  nd_array *a, *b, *copy, *column;
  bool done;
  TRY (core_array (nd_device_cpu (), ND_DOUBLE, "2x2", "1 2 3 4", &a, error));
  TRY (core_array (nd_device_cpu (), ND_DOUBLE, "1x2", "10 20", &b, error));
  TRY (core_array (nd_device_cpu (), ND_DOUBLE, "2x1", "1 2", &column, error));
  nd_operand x = nd_operand_array (b), half = {.dtype = ND_DOUBLE, .scalar.real = 0.5};
  const void *data = nd_array_data (a);
  TRY (nd_binary_in_place (ND_OP_ADD, a, &x, &done, error));
  assert_true (done);
  assert_text (a, "2x2 double: 11 12 23 24");
  assert_ptr_equal (nd_array_data (a), data);
  TRY (nd_binary_in_place (ND_OP_LESS, a, &x, &done, error));
  assert_false (done); /* another class */
  TRY (nd_binary_in_place (ND_OP_ADD, column, &x, &done, error));
  assert_false (done); /* another size */
  TRY (nd_array_copy (a, &copy, error));
  core_keep (copy);
  TRY (nd_binary_in_place (ND_OP_MULTIPLY, a, &half, &done, error));
  assert_false (done); /* a copy would see it */
  assert_text (copy, "2x2 double: 11 12 23 24");
  return ND_OK;
}

/* ---- truth values ------------------------------------------------------------------------ */

nd_test (nan_is_no_truth_value)
{
  nd_array *a, *result;
  nd_error failure;
  nd_operand one = {.dtype = ND_DOUBLE, .scalar.real = 1.0},
             nan = {.dtype = ND_DOUBLE, .scalar.real = NAN};
  TRY (core_array (nd_device_cpu (), ND_DOUBLE, "1x2", "NaN 1", &a, error));
  nd_operand x = nd_operand_array (a);
  EXPECT (nd_unary (ND_OP_NOT, a, &result, &failure), ND_FAILED);
  assert_string_equal (failure.message, "invalid conversion from NaN to logical");
  EXPECT (nd_binary (ND_OP_AND, &x, &one, &result, &failure), ND_FAILED);
  assert_string_equal (failure.message, "invalid conversion from NaN to logical");
  TRY (core_array (nd_device_cpu (), ND_INT8, "1x2", "0 1", &a, error));
  x = nd_operand_array (a);
  EXPECT (nd_binary (ND_OP_OR, &x, &nan, &result, &failure), ND_FAILED);
  EXPECT (nd_cast (a, ND_LOGICAL, &result, error), ND_OK);
  core_keep (result);
  return ND_OK;
}

/* ---- errors ------------------------------------------------------------------------------ */

static nd_status check_nonconformant (nd_op op, const char *expected, nd_error *error)
{
  nd_array *a, *b, *result;
  nd_error failure;
  TRY (core_array (nd_device_cpu (), ND_DOUBLE, "3x3x2", "1", &a, error));
  TRY (core_array (nd_device_cpu (), ND_DOUBLE, "2x2", "1", &b, error));
  nd_operand x = nd_operand_array (a), y = nd_operand_array (b);
  EXPECT (nd_binary (op, &x, &y, &result, &failure), ND_NONCONFORMANT);
  assert_string_equal (failure.message, expected);
  return ND_OK;
}

nd_test (sizes_that_do_not_fit)
{
  TRY (check_nonconformant (
      ND_OP_ADD, "operator +: nonconformant arguments (op1 is 3x3x2, op2 is 2x2)", error));
  TRY (check_nonconformant (ND_OP_MULTIPLY,
                            "product: nonconformant arguments (op1 is 3x3x2, op2 is 2x2)", error));
  TRY (check_nonconformant (ND_OP_LEFT_DIVIDE,
                            "quotient: nonconformant arguments (op1 is 2x2, op2 is 3x3x2)", error));
  TRY (check_nonconformant (ND_OP_LESS,
                            "mx_el_lt: nonconformant arguments (op1 is 3x3x2, op2 is 2x2)", error));
  return ND_OK;
}

nd_test (operands_on_different_devices)
{
  nd_array *a, *b, *result;
  nd_error failure;
  TRY (core_array (core_device (1), ND_DOUBLE, "3x3", "1", &a, error));
  TRY (core_array (nd_device_cpu (), ND_DOUBLE, "3x3", "1", &b, error));
  nd_operand x = nd_operand_array (a), y = nd_operand_array (b);
  EXPECT (nd_binary (ND_OP_ADD, &x, &y, &result, &failure), ND_DEVICE_MISMATCH);
  assert_string_equal (failure.message,
                       "operator +: expected all arrays to be on the same device, but found op1 "
                       "(double 3x3) on sim:0 and op2 (double 3x3) on cpu. Use gpu_tensor (op2, "
                       "\"sim:0\") or to_cpu (op1).");
  EXPECT (nd_binary (ND_OP_ADD, &y, &x, &result, &failure), ND_DEVICE_MISMATCH);
  assert_string_equal (failure.message,
                       "operator +: expected all arrays to be on the same device, but found op1 "
                       "(double 3x3) on cpu and op2 (double 3x3) on sim:0. Use gpu_tensor (op1, "
                       "\"sim:0\") or to_cpu (op2).");
  return ND_OK;
}

/* ---- questions and products -------------------------------------------------------------- */

static nd_status check_question (nd_question question, const char *dtype, const char *elements,
                                 bool expected, nd_error *error)
{
  for (int place = 0; place < CORE_DEVICES; place++) {
    nd_array *a;
    bool answer;
    TRY (core_array (core_device (place), core_dtype (dtype), "1x3", elements, &a, error));
    TRY (nd_ask (a, question, &answer, error));
    assert_int_equal (answer, expected);
  }
  return ND_OK;
}

nd_test (questions)
{
  TRY (check_question (ND_ANY_NONZERO, "double", "0 0 -0", false, error));
  TRY (check_question (ND_ANY_NONZERO, "double", "0 0 NaN", true, error));
  TRY (check_question (ND_ALL_NONZERO, "complex double", "1 1i 2", true, error));
  TRY (check_question (ND_ALL_NONZERO, "logical", "1 0 1", false, error));
  TRY (check_question (ND_ANY_NAN, "complex single", "1 2 NaN", true, error));
  TRY (check_question (ND_ANY_NAN, "int8", "1 2 3", false, error));
  TRY (check_question (ND_ANY_NEGATIVE, "int8", "1 -2 3", true, error));
  TRY (check_question (ND_ANY_NEGATIVE, "double", "1 -0 3", false, error));
  TRY (check_question (ND_ALL_INTEGER, "single", "1 2 -3", true, error));
  TRY (check_question (ND_ALL_INTEGER, "double", "1 2.5 3", false, error));
  TRY (check_question (ND_ANY_IMAGINARY, "complex double", "1 2 3", false, error));
  TRY (check_question (ND_ANY_IMAGINARY, "complex double", "1 2i 3", true, error));
  return ND_OK;
}

nd_test (questions_about_nothing)
{
  nd_array *a;
  bool answer;
  TRY (core_array (nd_device_cpu (), ND_DOUBLE, "0x3", "1", &a, error));
  TRY (nd_ask (a, ND_ANY_NONZERO, &answer, error));
  assert_false (answer);
  TRY (nd_ask (a, ND_ALL_NONZERO, &answer, error));
  assert_true (answer);
  return ND_OK;
}

nd_test (matrix_products)
{
  for (int place = 0; place < CORE_DEVICES; place++) {
    nd_array *a, *b, *c, *scattered, *result;
    nd_error failure;
    TRY (core_array (core_device (place), ND_DOUBLE, "2x3", "1 2 3 4 5 6", &a, error));
    TRY (core_array (core_device (place), ND_SINGLE, "3x2", "1 0 -1 2 2 2", &b, error));
    TRY (core_array (core_device (place), ND_INT8, "3x2", "1", &c, error));
    TRY (core_scattered (a, &scattered, error));
    TRY (nd_multiply (scattered, b, &result, error));
    assert_text (core_keep (result), "2x2 single: -4 -4 18 24");
    TRY (nd_multiply (b, a, &result, error));
    assert_text (core_keep (result), "3x3 single: 5 4 3 11 8 5 17 12 7");
    EXPECT (nd_multiply (a, a, &result, &failure), ND_NONCONFORMANT);
    assert_string_equal (failure.message,
                         "operator *: nonconformant arguments (op1 is 2x3, op2 is 2x3)");
    EXPECT (nd_multiply (a, c, &result, &failure), ND_FAILED);
    assert_string_equal (failure.message, "binary operator '*' not implemented for 'matrix' by "
                                          "'int8 matrix' operations");
    TRY (core_array (core_device (place), ND_COMPLEX_DOUBLE, "2x0", "1", &a, error));
    TRY (core_array (core_device (place), ND_LOGICAL, "0x2", "1", &b, error));
    TRY (nd_multiply (a, b, &result, error));
    assert_text (core_keep (result), "2x2 complex double: 0+0i 0+0i 0+0i 0+0i");
  }
  return ND_OK;
}

/* Pages are multiplied each by each, one goes with many, and transposed ones are no copies. */
nd_test (products_of_pages)
{
  static const struct {
    nd_dtype dtype;
    const char *dims, *elements;
    nd_operation meant;
  } rows[][2] = {
      {{ND_DOUBLE, "2x1x2", "1 2 3 4", ND_AS_IT_IS}, {ND_SINGLE, "1x2x2", "1 2 3 4", ND_AS_IT_IS}},
      {{ND_DOUBLE, "1x2x2", "1 2 3 4", ND_TRANSPOSED},
       {ND_SINGLE, "2x1x2", "1 2 3 4", ND_CONJUGATE_TRANSPOSED}},
      {{ND_DOUBLE, "2x1", "1 2", ND_AS_IT_IS}, {ND_DOUBLE, "1x2x2", "1 2 3 4", ND_AS_IT_IS}},
      {{ND_DOUBLE, "1x1x1x2", "1 2", ND_AS_IT_IS}, {ND_DOUBLE, "1x1x3", "1 2 3", ND_AS_IT_IS}},
      {{ND_COMPLEX_DOUBLE, "1x2", "1+1i 2i", ND_CONJUGATE_TRANSPOSED},
       {ND_COMPLEX_DOUBLE, "1x1x2", "1 1i", ND_AS_IT_IS}},
      {{ND_COMPLEX_DOUBLE, "1x2", "1+1i 2i", ND_CONJUGATE_TRANSPOSED},
       {ND_DOUBLE, "1x1x2", "1 2", ND_AS_IT_IS}},
      {{ND_DOUBLE, "2x0x2", "1", ND_AS_IT_IS}, {ND_DOUBLE, "0x1", "1", ND_AS_IT_IS}},
      {{ND_DOUBLE, "1x1x0", "1", ND_AS_IT_IS}, {ND_DOUBLE, "1x1", "1", ND_AS_IT_IS}}};
  static const char *const results[] = {"2x2x2 single: 1 2 2 4 9 12 12 16",
                                        "2x2x2 single: 1 2 2 4 9 12 12 16",
                                        "2x2x2 double: 1 2 2 4 3 6 4 8",
                                        "1x1x3x2 double: 1 2 3 2 4 6",
                                        "2x1x2 complex double: 1-1i 0-2i 1+1i 2+0i",
                                        "2x1x2 complex double: 1-1i 0-2i 2-2i 0-4i",
                                        "2x1x2 double: 0 0 0 0",
                                        "1x1x0 double:"};
  for (int place = 0; place < CORE_DEVICES; place++)
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
      nd_array *x[2], *result;
      for (int k = 0; k < 2; k++)
        TRY (core_array (core_device (place), rows[i][k].dtype, rows[i][k].dims,
                         rows[i][k].elements, &x[k], error));
      TRY (nd_multiply_pages (x[0], rows[i][0].meant, x[1], rows[i][1].meant, &result, error));
      assert_text (core_keep (result), results[i]);
    }
  return ND_OK;
}

/* A transposed view is multiplied where it lies. */
nd_test (transposed_factors_are_not_copied)
{
  nd_array *a, *b, *turned, *result;
  nd_device *device = core_device (1);
  TRY (core_array (device, ND_DOUBLE, "2x3x2", "1 2 3 4 5 6 7 8 9 10 11 12", &a, error));
  TRY (core_array (device, ND_DOUBLE, "2x1", "1 10", &b, error));
  TRY (nd_array_swap_first (a, 1, &turned, error));
  core_keep (turned);
  uint64_t launches = device->counters.launches;
  TRY (nd_multiply_pages (turned, ND_AS_IT_IS, b, ND_AS_IT_IS, &result, error));
  assert_int_equal (device->counters.launches - launches, 1);
  assert_text (core_keep (result), "3x1x2 double: 21 43 65 87 109 131");
  EXPECT (nd_multiply_pages (a, ND_AS_IT_IS, b, ND_AS_IT_IS, &result, error), ND_NONCONFORMANT);
  return ND_OK;
}

/* The real operand has no imaginary part, not one of zero that would turn Inf into NaN. */
nd_test (products_of_complex_and_real)
{
  for (int place = 0; place < CORE_DEVICES; place++) {
    nd_array *a, *b, *result;
    TRY (core_array (core_device (place), ND_COMPLEX_DOUBLE, "2x2", "1+2i Inf-1i 3 4i", &a, error));
    TRY (core_array (core_device (place), ND_SINGLE, "2x2", "1 0 2 1", &b, error));
    TRY (nd_multiply (a, b, &result, error));
    assert_text (core_keep (result), "2x2 complex single: 1+2i Inf-1i 5+4i Inf+2i");
    TRY (nd_multiply (b, a, &result, error));
    assert_text (core_keep (result), "2x2 complex single: Inf+0i Inf-1i 3+8i 0+4i");
  }
  return ND_OK;
}

int main (void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test (answers_as_octave),
      cmocka_unit_test (results_do_not_depend_on_the_layout),
      cmocka_unit_test (large_broadcasts),
      cmocka_unit_test (scalars_meet_arrays_of_any_device),
      cmocka_unit_test (negative_bases_make_powers_complex_where_octave_does),
      cmocka_unit_test (in_place_only_where_nobody_else_can_see),
      cmocka_unit_test (nan_is_no_truth_value),
      cmocka_unit_test (sizes_that_do_not_fit),
      cmocka_unit_test (operands_on_different_devices),
      cmocka_unit_test (questions),
      cmocka_unit_test (questions_about_nothing),
      cmocka_unit_test (matrix_products),
      cmocka_unit_test (products_of_pages),
      cmocka_unit_test (transposed_factors_are_not_copied),
      cmocka_unit_test (products_of_complex_and_real),
  };
  int failed = 0;
  for (int i = 0; nd_cpu_kernels_name (i) && nd_cpu_use_kernels (nd_cpu_kernels_name (i)); i++)
    failed += cmocka_run_group_tests_name (nd_cpu_kernels_name (i), tests, NULL, NULL);
  return failed;
}
