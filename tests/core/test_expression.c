/* Pending expressions: what waits, what is computed, stored and kept, and what a failure leaves. */
#include "core.h"
#include "program/expression.h"
#include "program/trace.h"
#include <math.h>
#include <string.h>

/* ---- expressions that end with the test --------------------------------------------------- */

static nd_expression *kept[64];
static int kept_count;

static nd_expression *keep (nd_expression *expression)
{
  kept[kept_count++] = expression;
  return expression;
}

/* Gives the expression back before the test ends. */
static void drop (nd_expression *expression)
{
  for (int i = 0; i < kept_count; i++)
    if (kept[i] == expression) {
      kept[i] = kept[--kept_count];
      nd_expression_release (expression);
      return;
    }
}

/* A test whose expressions are given back however it ends. */
#define expression_test(name)                                                                      \
  static nd_status name##_steps (nd_error *error);                                                 \
  nd_test (name)                                                                                   \
  {                                                                                                \
    nd_status status = name##_steps (error);                                                       \
    while (kept_count > 0)                                                                         \
      drop (kept[0]);                                                                              \
    return status;                                                                                 \
  }                                                                                                \
  static nd_status name##_steps (nd_error *error)

static nd_operand pending (nd_expression *expression)
{
  nd_operand x = {.array = NULL};
  x.pending = expression;
  return x;
}

static nd_operand number (double value)
{
  nd_operand x = {.dtype = ND_DOUBLE, .scalar.real = value};
  return x;
}

static nd_status binary (nd_op op, nd_operand a, nd_operand b, nd_expression **out, nd_error *error)
{
  TRY (nd_binary_pending (op, &a, &b, out, error));
  keep (*out);
  return ND_OK;
}

static nd_status exponential (nd_operand a, nd_expression **out, nd_error *error)
{
  nd_array *computed;
  TRY (nd_unary_pending (ND_OP_EXP, &a, out, &computed, error));
  assert_null (computed);
  keep (*out);
  return ND_OK;
}

/* Two arrays on the device, 1..6 and 10. */
static nd_status two_arrays (nd_device *device, nd_array **a, nd_array **b, nd_error *error)
{
  TRY (core_array (device, ND_DOUBLE, "2x3", "1 2 3 4 5 6", a, error));
  return core_array (device, ND_DOUBLE, "2x3", "10", b, error);
}

static const char *program_of (const nd_expression *expression)
{
  static char text[2048];
  return nd_program_text (&expression->builder.program, text, sizeof text);
}

/* ---- programs ----------------------------------------------------------------------------- */

expression_test (a_chain_is_one_program)
{
  nd_array *a, *b;
  nd_expression *product, *power, *scaled, *sum;
  nd_operand x;
  TRY (two_arrays (core_device (0), &a, &b, error));
  x = nd_operand_array (a);
  TRY (binary (ND_OP_MULTIPLY, x, x, &product, error));
  TRY (exponential (pending (product), &power, error));
  TRY (binary (ND_OP_MULTIPLY, pending (power), nd_operand_array (b), &scaled, error));
  TRY (binary (ND_OP_ADD, pending (scaled), number (1), &sum, error));
  assert_string_equal (program_of (sum), "%0 = load double #0\n"
                                         "%1 = .* double %0 %0\n"
                                         "%2 = exp double %1\n"
                                         "%3 = load double #1\n"
                                         "%4 = .* double %2 %3\n"
                                         "%5 = constant double 1\n"
                                         "%6 = add double %4 %5\n");
  assert_int_equal (nd_expression_pending (sum), 4);
  return ND_OK;
}

expression_test (what_occurs_twice_is_computed_once)
{
  nd_array *a, *b;
  nd_expression *first, *second, *product;
  TRY (two_arrays (core_device (0), &a, &b, error));
  nd_operand x = nd_operand_array (a), y = nd_operand_array (b);
  TRY (binary (ND_OP_SUBTRACT, x, y, &first, error));
  TRY (binary (ND_OP_SUBTRACT, x, y, &second, error));
  TRY (binary (ND_OP_MULTIPLY, pending (first), pending (second), &product, error));
  assert_string_equal (program_of (product), "%0 = load double #0\n"
                                             "%1 = load double #1\n"
                                             "%2 = subtract double %0 %1\n"
                                             "%3 = .* double %2 %2\n");
  return ND_OK;
}

expression_test (a_masked_assignment_is_a_choice)
{
  nd_array *a, *b, *result;
  nd_expression *mask, *chosen;
  nd_operand value = number (-1);
  TRY (two_arrays (core_device (0), &a, &b, error));
  nd_operand x = nd_operand_array (a);
  TRY (binary (ND_OP_GREATER, x, number (4), &mask, error));
  nd_operand condition = pending (mask);
  TRY (nd_masked_pending (&x, &condition, &value, &chosen, error));
  keep (chosen);
  TRY (nd_expression_array (chosen, &result, error));
  assert_string_equal (core_text (core_keep (result)), "2x3 double: 1 2 3 4 -1 -1");
  return ND_OK;
}

/* Its one element would be stored where six are written. */
expression_test (one_element_that_waits_is_computed_before_it_is_chosen)
{
  nd_array *a, *b, *result;
  nd_expression *one, *mask, *chosen, *merged;
  TRY (core_array (core_device (0), ND_DOUBLE, "2x3", "1 2 3 4 5 6", &a, error));
  TRY (core_array (core_device (0), ND_DOUBLE, "1x1", "10", &b, error));
  nd_operand x = nd_operand_array (a);
  TRY (binary (ND_OP_ADD, nd_operand_array (b), number (1), &one, error));
  TRY (binary (ND_OP_GREATER, x, number (4), &mask, error));
  nd_operand condition = pending (mask), value = pending (one);
  TRY (nd_masked_pending (&x, &condition, &value, &chosen, error));
  keep (chosen);
  assert_non_null (one->result);
  TRY (nd_expression_array (chosen, &result, error));
  assert_string_equal (core_text (core_keep (result)), "2x3 double: 1 2 3 4 11 11");
  TRY (binary (ND_OP_MULTIPLY, nd_operand_array (b), number (2), &one, error));
  value = pending (one);
  TRY (nd_merge (&condition, &value, &x, ND_DOUBLE, &merged, &result, error));
  assert_non_null (one->result);
  assert_string_equal (core_text (core_keep (result)), "2x3 double: 1 2 3 4 20 20");
  return ND_OK;
}

/* ---- evaluation --------------------------------------------------------------------------- */

expression_test (results_are_right_on_every_device)
{
  for (int i = 0; i < CORE_DEVICES; i++) {
    nd_array *a, *b, *row, *result;
    nd_expression *sum, *product;
    TRY (two_arrays (core_device (i), &a, &b, error));
    TRY (core_array (core_device (i), ND_DOUBLE, "1x3", "1 10 100", &row, error));
    TRY (binary (ND_OP_ADD, nd_operand_array (a), nd_operand_array (b), &sum, error));
    TRY (binary (ND_OP_MULTIPLY, pending (sum), nd_operand_array (row), &product, error));
    TRY (nd_expression_array (product, &result, error));
    assert_string_equal (core_text (core_keep (result)), "2x3 double: 11 12 130 140 1500 1600");
    assert_int_equal (nd_expression_pending (product), 0);
  }
  return ND_OK;
}

expression_test (a_small_operand_is_computed_before_it_is_repeated)
{
  nd_array *a, *b, *column, *result;
  nd_expression *small, *sum;
  TRY (two_arrays (core_device (0), &a, &b, error));
  TRY (core_array (core_device (0), ND_DOUBLE, "2x1", "0 0", &column, error));
  TRY (exponential (nd_operand_array (column), &small, error));
  TRY (binary (ND_OP_ADD, pending (small), nd_operand_array (a), &sum, error));
  assert_non_null (small->result);
  TRY (nd_expression_array (sum, &result, error));
  assert_string_equal (core_text (core_keep (result)), "2x3 double: 2 3 4 5 6 7");
  return ND_OK;
}

expression_test (later_writes_do_not_reach_what_waits)
{
  nd_array *a, *b, *result;
  nd_expression *sum;
  nd_operand zero = number (0);
  TRY (two_arrays (core_device (0), &a, &b, error));
  TRY (binary (ND_OP_ADD, nd_operand_array (a), nd_operand_array (b), &sum, error));
  TRY (nd_array_prepare_write (a, error));
  TRY (nd_fill (a, &zero, error));
  TRY (nd_expression_array (sum, &result, error));
  assert_string_equal (core_text (core_keep (result)), "2x3 double: 11 12 13 14 15 16");
  return ND_OK;
}

expression_test (expensive_values_that_others_hold_are_stored_on_the_way)
{
  nd_array *a, *b;
  nd_expression *power, *cheap, *sum;
  TRY (two_arrays (core_device (0), &a, &b, error));
  TRY (binary (ND_OP_ADD, nd_operand_array (a), nd_operand_array (b), &cheap, error));
  TRY (exponential (pending (cheap), &power, error));
  TRY (binary (ND_OP_ADD, pending (power), number (1), &sum, error));
  TRY (nd_expression_evaluate (sum, error));
  assert_non_null (power->result);
  assert_null (cheap->result); /* computing it again costs less than writing it */
  assert_true (cheap->was_computed);
  return ND_OK;
}

expression_test (values_that_nobody_holds_are_not_stored)
{
  nd_array *a, *b;
  nd_expression *power, *sum;
  TRY (two_arrays (core_device (0), &a, &b, error));
  TRY (exponential (nd_operand_array (a), &power, error));
  TRY (binary (ND_OP_ADD, pending (power), number (1), &sum, error));
  drop (power);
  uint64_t launches = core_device (0)->counters.launches;
  long live = core_device (0)->counters.live_buffers;
  TRY (nd_expression_evaluate (sum, error));
  assert_int_equal (core_device (0)->counters.launches - launches, 1);
  assert_int_equal (core_device (0)->counters.live_buffers - live, 1);
  return ND_OK;
}

/* Two sums of one exponential that nobody holds any more: it is stored for the second. */
expression_test (a_part_of_two_expressions_is_computed_once)
{
  nd_array *a, *b, *result;
  nd_expression *zero, *power, *first, *second;
  TRY (two_arrays (core_device (0), &a, &b, error));
  TRY (binary (ND_OP_SUBTRACT, nd_operand_array (b), nd_operand_array (b), &zero, error));
  TRY (exponential (pending (zero), &power, error));
  TRY (binary (ND_OP_ADD, pending (power), number (1), &first, error));
  TRY (binary (ND_OP_ADD, pending (power), number (2), &second, error));
  drop (power);
  drop (zero);
  TRY (nd_expression_evaluate (first, error));
  const nd_builder *builder = &second->builder;
  int i = 0;
  while (builder->program.code[builder->source_value[i]].op != ND_OP_EXP)
    assert_true (++i < builder->sources);
  assert_non_null (builder->source[i]->result);
  TRY (nd_expression_array (second, &result, error));
  assert_string_equal (core_text (core_keep (result)), "2x3 double: 3 3 3 3 3 3");
  return ND_OK;
}

expression_test (the_result_takes_memory_that_nobody_else_sees)
{
  nd_array *a;
  nd_expression *sum;
  const int64_t dims[2] = {2, 3};
  nd_operand zero = number (0);
  TRY (nd_array_new (core_device (0), ND_DOUBLE, 2, dims, &a, error));
  nd_status status = nd_fill (a, &zero, error);
  if (status == ND_OK)
    status = binary (ND_OP_ADD, nd_operand_array (a), number (1), &sum, error);
  const void *memory = nd_array_data (a);
  nd_array_free (a);
  TRY (status);
  TRY (nd_expression_evaluate (sum, error));
  assert_ptr_equal (nd_array_data (sum->result), memory);
  assert_string_equal (core_text (sum->result), "2x3 double: 1 1 1 1 1 1");
  return ND_OK;
}

expression_test (a_loop_stays_short)
{
  nd_array *a, *b;
  nd_expression *x, *next;
  TRY (two_arrays (core_device (0), &a, &b, error));
  TRY (binary (ND_OP_ADD, nd_operand_array (a), number (0), &x, error));
  for (int i = 0; i < 200; i++) {
    TRY (binary (ND_OP_ADD, pending (x), nd_operand_array (b), &next, error));
    drop (x);
    x = next;
    assert_in_range (x->builder.program.length, 1, ND_PENDING_OPERATIONS + 8);
  }
  TRY (nd_expression_evaluate (x, error));
  assert_string_equal (core_text (x->result), "2x3 double: 2001 2002 2003 2004 2005 2006");
  return ND_OK;
}

expression_test (a_value_squared_again_and_again_stays_short)
{
  nd_array *a, *b;
  nd_expression *x, *next;
  TRY (core_array (core_device (0), ND_DOUBLE, "1x2", "1 -1", &a, error));
  b = a;
  TRY (binary (ND_OP_MULTIPLY, nd_operand_array (a), nd_operand_array (b), &x, error));
  for (int i = 0; i < 100; i++) {
    TRY (binary (ND_OP_MULTIPLY, pending (x), pending (x), &next, error));
    drop (x);
    x = next;
  }
  TRY (nd_expression_evaluate (x, error));
  assert_string_equal (core_text (x->result), "1x2 double: 1 1");
  return ND_OK;
}

/* ---- other sizes -------------------------------------------------------------------------- */

static nd_status reshaped (nd_expression *x, int ndims, const int64_t *dims, nd_expression **out,
                           nd_error *error)
{
  const nd_operand operand = pending (x);
  TRY (nd_reshape_pending (&operand, ndims, dims, out, error));
  if (*out)
    keep (*out);
  return ND_OK;
}

expression_test (what_waits_is_reshaped_without_being_computed)
{
  for (int i = 0; i < CORE_DEVICES; i++) {
    nd_array *a, *b, *row, *result;
    nd_expression *sum, *line, *product, *cube;
    TRY (two_arrays (core_device (i), &a, &b, error));
    TRY (core_array (core_device (i), ND_DOUBLE, "1x6", "1 2 3 4 5 6", &row, error));
    TRY (binary (ND_OP_ADD, nd_operand_array (a), nd_operand_array (b), &sum, error));
    TRY (reshaped (sum, 2, (int64_t[]){1, 6}, &line, error));
    TRY (binary (ND_OP_MULTIPLY, pending (line), nd_operand_array (row), &product, error));
    TRY (reshaped (product, 3, (int64_t[]){3, 1, 2}, &cube, error));
    TRY (nd_expression_array (cube, &result, error));
    assert_string_equal (core_text (core_keep (result)), "3x1x2 double: 11 24 39 56 75 96");
    TRY (nd_expression_array (line, &result, error));
    assert_string_equal (core_text (core_keep (result)), "1x6 double: 11 12 13 14 15 16");
  }
  return ND_OK;
}

/* Whichever is computed first: the other has the result, too, in its own size. */
expression_test (what_waits_in_two_sizes_is_computed_once)
{
  for (int order = 0; order < 2; order++) {
    nd_array *a, *b, *first, *second;
    nd_expression *power, *line;
    TRY (two_arrays (core_device (0), &a, &b, error));
    TRY (exponential (nd_operand_array (a), &power, error));
    TRY (reshaped (power, 2, (int64_t[]){6, 1}, &line, error));
    uint64_t launches = core_device (0)->counters.launches;
    TRY (nd_expression_array (order ? line : power, &first, error));
    core_keep (first);
    bool is_known = order == 0 || power->result; /* not when memory was short */
    TRY (nd_expression_array (order ? power : line, &second, error));
    core_keep (second);
    assert_int_equal (core_device (0)->counters.launches - launches, is_known ? 1 : 2);
    assert_true (!is_known || first->storage->buffer == second->storage->buffer);
    assert_int_equal (first->dims[0], order ? 6 : 2);
    assert_int_equal (second->dims[0], order ? 2 : 6);
  }
  return ND_OK;
}

expression_test (a_part_is_stored_in_its_own_size)
{
  nd_array *a, *b, *result;
  nd_expression *power, *line, *sum;
  TRY (two_arrays (core_device (0), &a, &b, error));
  TRY (binary (ND_OP_SUBTRACT, nd_operand_array (b), nd_operand_array (b), &line, error));
  TRY (exponential (pending (line), &power, error));
  TRY (reshaped (power, 2, (int64_t[]){3, 2}, &line, error));
  TRY (binary (ND_OP_ADD, pending (line), number (1), &sum, error));
  TRY (nd_expression_array (sum, &result, error));
  assert_string_equal (core_text (core_keep (result)), "3x2 double: 2 2 2 2 2 2");
  TRY (nd_expression_array (power, &result, error));
  assert_string_equal (core_text (core_keep (result)), "2x3 double: 1 1 1 1 1 1");
  return ND_OK;
}

expression_test (what_cannot_be_walked_in_order_is_not_reshaped)
{
  nd_array *a, *b, *row, *turned;
  nd_expression *sum, *out;
  TRY (two_arrays (core_device (0), &a, &b, error));
  TRY (core_array (core_device (0), ND_DOUBLE, "1x3", "1 2 3", &row, error));
  TRY (binary (ND_OP_ADD, nd_operand_array (a), nd_operand_array (row), &sum, error));
  TRY (reshaped (sum, 2, (int64_t[]){6, 1}, &out, error));
  assert_null (out); /* the row is repeated */
  TRY (nd_array_transpose (a, &turned, error));
  core_keep (turned);
  TRY (binary (ND_OP_ADD, nd_operand_array (turned), nd_operand_array (turned), &sum, error));
  TRY (reshaped (sum, 2, (int64_t[]){6, 1}, &out, error));
  assert_null (out);
  TRY (reshaped (sum, 3, (int64_t[]){3, 1, 2}, &out,
                 error)); /* only the number of dimensions changes */
  assert_non_null (out);
  TRY (nd_expression_evaluate (out, error));
  assert_string_equal (core_text (out->result), "3x1x2 double: 2 6 10 4 8 12");
  TRY (reshaped (sum, 2, (int64_t[]){2, 2}, &out, error));
  assert_null (out);
  TRY (nd_expression_evaluate (sum, error));
  TRY (reshaped (sum, 2, (int64_t[]){2, 3}, &out, error));
  assert_null (out); /* waits no more */
  return ND_OK;
}

/* ---- limits ------------------------------------------------------------------------------- */

/* Nobody reads the elements. */
expression_test (what_others_hold_does_not_count_as_kept_alive)
{
  const int64_t dims[2] = {ND_PENDING_BYTES / 16 + 1, 1}; /* two are more than the limit */
  nd_array *a, *b;
  nd_expression *difference, *square, *line;
  TRY (nd_array_new (core_device (0), ND_DOUBLE, 2, dims, &a, error));
  core_keep (a);
  TRY (nd_array_new (core_device (0), ND_DOUBLE, 2, dims, &b, error));
  core_keep (b);
  nd_operand x = nd_operand_array (a), y = nd_operand_array (b);
  TRY (binary (ND_OP_SUBTRACT, x, y, &difference, error));
  TRY (binary (ND_OP_MULTIPLY, pending (difference), pending (difference), &square, error));
  TRY (reshaped (square, 2, (int64_t[]){1, dims[0]}, &line, error));
  assert_null (difference->result);
  assert_null (square->result);
  assert_null (line->result);
  return ND_OK;
}

/* ---- failures ----------------------------------------------------------------------------- */

/* With every allocation failing in turn: what could not be computed can be computed later. */
expression_test (a_failed_evaluation_can_be_repeated)
{
  nd_array *a, *b;
  nd_expression *power, *sum;
  TRY (two_arrays (core_device (0), &a, &b, error));
  TRY (exponential (nd_operand_array (a), &power, error));
  TRY (binary (ND_OP_SUBTRACT, pending (power), pending (power), &sum, error));
  nd_status status = nd_expression_evaluate (sum, error);
  if (status != ND_OK) {
    assert_null (sum->result);
    assert_null (power->result);
    TRY (nd_expression_evaluate (sum, error));
  }
  assert_string_equal (core_text (sum->result), "2x3 double: 0 0 0 0 0 0");
  return ND_OK;
}

expression_test (errors_of_class_and_size_come_at_once)
{
  nd_array *a, *b, *other, *integers;
  nd_expression *sum, *failed = NULL;
  TRY (two_arrays (core_device (0), &a, &b, error));
  TRY (core_array (core_device (0), ND_DOUBLE, "3x2", "1", &other, error));
  TRY (core_array (core_device (0), ND_INT8, "2x3", "1", &integers, error));
  TRY (binary (ND_OP_ADD, nd_operand_array (a), nd_operand_array (b), &sum, error));
  nd_operand x = pending (sum), y = nd_operand_array (other);
  EXPECT (nd_binary_pending (ND_OP_ADD, &x, &y, &failed, error), ND_NONCONFORMANT);
  assert_string_equal (error->message,
                       "operator +: nonconformant arguments (op1 is 2x3, op2 is 3x2)");
  TRY (core_array (core_device (0), ND_INT16, "2x3", "1", &other, error));
  x = nd_operand_array (integers);
  y = nd_operand_array (other);
  EXPECT (nd_binary_pending (ND_OP_ADD, &x, &y, &failed, error), ND_FAILED);
  TRY (core_array (core_device (1), ND_DOUBLE, "2x3", "1", &other, error));
  x = pending (sum);
  y = nd_operand_array (other);
  EXPECT (nd_binary_pending (ND_OP_ADD, &x, &y, &failed, error), ND_DEVICE_MISMATCH);
  assert_null (failed);
  return ND_OK;
}

/* ---- tracing ------------------------------------------------------------------------------ */

expression_test (a_trace_has_no_values)
{
  const int64_t dims[2] = {100, 100};
  nd_array *result;
  nd_expression *x, *sum;
  nd_error refusal;
  TRY (nd_trace_argument (core_device (0), ND_DOUBLE, 2, dims, &x, error));
  keep (x);
  nd_trace_begin ();
  assert_true (nd_should_defer (1));
  nd_status status = binary (ND_OP_ADD, pending (x), number (1), &sum, error);
  assert_true (nd_trace_end ());
  TRY (status);
  assert_int_equal (nd_trace_place (sum->builder.input[0], 1, &x), 0);
  nd_trace_begin ();
  status = nd_expression_array (sum, &result, &refusal);
  assert_false (nd_trace_end ());
  assert_int_equal (status, ND_FAILED);
  return ND_OK;
}

int main (void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test (a_chain_is_one_program),
      cmocka_unit_test (what_occurs_twice_is_computed_once),
      cmocka_unit_test (a_masked_assignment_is_a_choice),
      cmocka_unit_test (one_element_that_waits_is_computed_before_it_is_chosen),
      cmocka_unit_test (results_are_right_on_every_device),
      cmocka_unit_test (a_small_operand_is_computed_before_it_is_repeated),
      cmocka_unit_test (later_writes_do_not_reach_what_waits),
      cmocka_unit_test (expensive_values_that_others_hold_are_stored_on_the_way),
      cmocka_unit_test (values_that_nobody_holds_are_not_stored),
      cmocka_unit_test (a_part_of_two_expressions_is_computed_once),
      cmocka_unit_test (the_result_takes_memory_that_nobody_else_sees),
      cmocka_unit_test (a_loop_stays_short),
      cmocka_unit_test (a_value_squared_again_and_again_stays_short),
      cmocka_unit_test (what_waits_is_reshaped_without_being_computed),
      cmocka_unit_test (what_waits_in_two_sizes_is_computed_once),
      cmocka_unit_test (a_part_is_stored_in_its_own_size),
      cmocka_unit_test (what_cannot_be_walked_in_order_is_not_reshaped),
      cmocka_unit_test (what_others_hold_does_not_count_as_kept_alive),
      cmocka_unit_test (a_failed_evaluation_can_be_repeated),
      cmocka_unit_test (errors_of_class_and_size_come_at_once),
      cmocka_unit_test (a_trace_has_no_values),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}
