/* Positions: index arrays on devices, accumulating, searching; convolution and filters. */
#include "array/index.h"
#include "core.h"
#include "program/selection.h"

/* Runs the lines that follow on every device, on arrays named in `device`. */
#define FOR_EACH_DEVICE(device)                                                                    \
  for (nd_device *device = core_device (0), *end = NULL; device != end;                            \
       device = device == core_device (0) ? core_device (1) : end)

/* ---- index arrays -------------------------------------------------------------------------- */

static nd_status check_positions (const char *dtype, const char *elements, const char *expected,
                                  nd_error *error)
{
  FOR_EACH_DEVICE (device)
  {
    nd_array *index, *scattered, *positions;
    TRY (core_array (device, core_dtype (dtype), "1x3", elements, &index, error));
    TRY (core_scattered (index, &scattered, error));
    TRY (nd_positions (scattered, 9, &positions, error));
    if (expected)
      assert_text (core_keep (positions), expected);
    else
      assert_null (positions);
  }
  return ND_OK;
}

nd_test (positions_count_from_zero)
{
  TRY (check_positions ("double", "1 9 4", "1x3 int64: 0 8 3", error));
  TRY (check_positions ("single", "1 9 4", "1x3 int64: 0 8 3", error));
  TRY (check_positions ("uint8", "1 9 4", "1x3 int64: 0 8 3", error));
  TRY (check_positions ("uint64", "9 9 9", "1x3 int64: 8 8 8", error));
  return ND_OK;
}

nd_test (wrong_positions_are_found)
{
  TRY (check_positions ("double", "1 10 4", NULL, error));
  TRY (check_positions ("double", "0 1 4", NULL, error));
  TRY (check_positions ("double", "1 2.5 4", NULL, error));
  TRY (check_positions ("double", "1 NaN 4", NULL, error));
  TRY (check_positions ("double", "Inf 1 4", NULL, error));
  TRY (check_positions ("int8", "-128 1 4", NULL, error));
  TRY (check_positions ("uint64", "18446744073709551615 1 4", NULL, error));
  return ND_OK;
}

nd_test (elements_are_read_at_positions_on_the_device)
{
  FOR_EACH_DEVICE (device)
  {
    nd_array *a, *scattered, *index, *positions, *result;
    TRY (core_array (device, ND_INT16, "3x2", "1 2 3 4 5 6", &a, error));
    TRY (core_scattered (a, &scattered, error));
    TRY (core_array (device, ND_DOUBLE, "1x3", "3 1 1", &index, error));
    TRY (nd_positions (index, 3, &positions, error));
    core_keep (positions);
    nd_selector list = {.kind = ND_SELECT_LIST,
                        .count = 3,
                        .positions = positions,
                        .dims = positions->dims,
                        .ndims = 2};
    nd_selector colon = {.kind = ND_SELECT_COLON};
    TRY (nd_array_index (scattered, 1, &list, &result, error));
    assert_text (core_keep (result), "1x3 int16: 3 1 1");
    TRY (nd_array_index (scattered, 2, (nd_selector[]){list, colon}, &result, error));
    assert_text (core_keep (result), "3x2 int16: 3 1 1 6 4 4");
  }
  return ND_OK;
}

/* ---- accumulating -------------------------------------------------------------------------- */

static nd_status check_join (nd_join join, const char *dtype, const char *dims, const char *values,
                             const char *start, const char *expected, nd_error *error)
{
  FOR_EACH_DEVICE (device)
  {
    nd_array *index, *positions, *added, *to;
    TRY (core_array (device, ND_DOUBLE, "4x1", "1 3 1 3", &index, error));
    TRY (nd_positions (index, 3, &positions, error));
    core_keep (positions);
    TRY (core_array (device, core_dtype (dtype), dims, values, &added, error));
    TRY (core_array (device, core_dtype (dtype), "3x1", start, &to, error));
    TRY (nd_accumulate (join, positions, added, to, error));
    assert_text (to, expected);
  }
  return ND_OK;
}

nd_test (values_join_the_elements_at_positions)
{
  TRY (check_join (ND_JOIN_SUM, "double", "4x1", "1 2 30 40", "0.5 0 0", "3x1 double: 31.5 0 42",
                   error));
  TRY (check_join (ND_JOIN_SUM, "single", "1x1", "1.5", "0 0 0", "3x1 single: 3 0 3", error));
  TRY (check_join (ND_JOIN_SUM, "complex double", "4x1", "1i 2 3 4i", "0 0 0",
                   "3x1 complex double: 3+1i 0+0i 2+4i", error));
  TRY (check_join (ND_JOIN_MIN, "int8", "4x1", "5 -7 -128 9", "127 127 127",
                   "3x1 int8: -128 127 -7", error));
  TRY (check_join (ND_JOIN_MAX, "uint64", "4x1", "5 7 18446744073709551615 9", "0 0 0",
                   "3x1 uint64: 18446744073709551615 0 9", error));
  TRY (check_join (ND_JOIN_MAX, "double", "4x1", "NaN 1 -5 NaN", "NaN NaN NaN",
                   "3x1 double: -5 NaN 1", error));
  TRY (check_join (ND_JOIN_MIN, "single", "4x1", "3 NaN -5 NaN", "NaN 0 NaN",
                   "3x1 single: -5 0 NaN", error));
  return ND_OK;
}

/* ---- searching ----------------------------------------------------------------------------- */

static nd_status check_search (const char *dtype, bool falling, const char *table,
                               const char *values, const char *expected, nd_error *error)
{
  FOR_EACH_DEVICE (device)
  {
    nd_array *sorted, *wanted, *scattered, *counts;
    TRY (core_array (device, core_dtype (dtype), "1x4", table, &sorted, error));
    TRY (core_array (device, core_dtype (dtype), "5x1", values, &wanted, error));
    TRY (core_scattered (wanted, &scattered, error));
    TRY (nd_search (sorted, scattered, falling, &counts, error));
    assert_text (core_keep (counts), expected);
  }
  return ND_OK;
}

nd_test (searching_counts_what_does_not_come_after)
{
  TRY (check_search ("double", false, "1 2 2 4", "0 1 2 3.5 NaN", "5x1 double: 0 1 3 3 4", error));
  TRY (check_search ("single", true, "4 2 2 1", "5 4 2 NaN 0", "5x1 double: 0 1 3 4 4", error));
  TRY (check_search ("double", true, "NaN 3 2 1", "NaN 4 3 2.5 0", "5x1 double: 4 1 2 2 4", error));
  TRY (check_search ("uint8", false, "0 2 2 255", "0 1 2 254 255", "5x1 double: 1 1 3 3 4", error));
  TRY (check_search ("int64", true, "9 9 -1 -9", "9 8 -1 -8 -9", "5x1 double: 2 2 3 3 4", error));
  return ND_OK;
}

/* ---- convolution --------------------------------------------------------------------------- */

static nd_status check_convolution (const char *dtype, const char *a_dims, const char *a_elements,
                                    const char *b_dims, const char *b_elements,
                                    nd_convolution_shape shape, const char *expected,
                                    nd_error *error)
{
  FOR_EACH_DEVICE (device)
  {
    nd_array *a, *b, *scattered, *result;
    TRY (core_array (device, core_dtype (dtype), a_dims, a_elements, &a, error));
    TRY (core_array (device, core_dtype (dtype), b_dims, b_elements, &b, error));
    TRY (core_scattered (a, &scattered, error));
    TRY (nd_convolve (scattered, b, shape, &result, error));
    assert_text (core_keep (result), expected);
  }
  return ND_OK;
}

/* Octave's conv2 gives these. */
nd_test (convolutions_of_matrices)
{
  TRY (check_convolution ("double", "2x2", "1 3 2 4", "2x2", "1 0 0 1", ND_CONVOLVE_FULL,
                          "3x3 double: 1 3 0 2 5 3 0 2 4", error));
  TRY (check_convolution ("double", "2x2", "1 3 2 4", "2x2", "1 0 0 1", ND_CONVOLVE_SAME,
                          "2x2 double: 5 3 2 4", error));
  TRY (check_convolution ("double", "2x2", "1 3 2 4", "2x2", "1 0 0 1", ND_CONVOLVE_VALID,
                          "1x1 double: 5", error));
  TRY (check_convolution ("single", "3x1", "1 2 3", "2x1", "1 -1", ND_CONVOLVE_FULL,
                          "4x1 single: 1 1 1 -3", error));
  TRY (check_convolution ("single", "2x1", "1 -1", "3x1", "1 2 3", ND_CONVOLVE_SAME,
                          "2x1 single: 1 1", error));
  TRY (check_convolution ("complex double", "1x2", "1i 2", "1x2", "1 1i", ND_CONVOLVE_FULL,
                          "1x3 complex double: 0+1i 1+0i 0+2i", error));
  return ND_OK;
}

nd_test (convolutions_of_nothing)
{
  TRY (
      check_convolution ("double", "0x3", "1", "2x2", "1", ND_CONVOLVE_FULL, "0x0 double:", error));
  TRY (check_convolution ("double", "2x2", "1", "3x3", "1", ND_CONVOLVE_VALID,
                          "0x0 double:", error));
  TRY (check_convolution ("double", "4x2", "1", "3x3", "1", ND_CONVOLVE_VALID,
                          "2x0 double:", error));
  return ND_OK;
}

/* ---- filters ------------------------------------------------------------------------------- */

static nd_status check_filter (int dim, const char *expected, const char *expected_states,
                               nd_error *error)
{
  FOR_EACH_DEVICE (device)
  {
    nd_array *a, *b, *x, *scattered, *states, *result;
    TRY (core_array (device, ND_DOUBLE, "1x2", "1 -2", &a, error));
    TRY (core_array (device, ND_DOUBLE, "1x2", "3 1", &b, error));
    TRY (core_array (device, ND_DOUBLE, "2x2", "1 2 3 4", &x, error));
    TRY (core_array (device, ND_DOUBLE, "1x2", "5 6", &states, error));
    TRY (core_scattered (x, &scattered, error));
    TRY (nd_filter (b, a, scattered, dim, states, &result, error));
    assert_text (core_keep (result), expected);
    assert_text (states, expected_states);
  }
  return ND_OK;
}

/* Octave's filter ([3, 1], [1, -2], [1, 3; 2, 4], [5, 6], DIM) gives these. */
nd_test (filters_with_feedback)
{
  TRY (check_filter (0, "2x2 double: 8 23 15 45", "1x2 double: 48 94", error));
  TRY (check_filter (1, "2x2 double: 8 12 26 38", "1x2 double: 55 80", error));
  return ND_OK;
}

int main (void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test (positions_count_from_zero),
      cmocka_unit_test (wrong_positions_are_found),
      cmocka_unit_test (elements_are_read_at_positions_on_the_device),
      cmocka_unit_test (values_join_the_elements_at_positions),
      cmocka_unit_test (searching_counts_what_does_not_come_after),
      cmocka_unit_test (convolutions_of_matrices),
      cmocka_unit_test (convolutions_of_nothing),
      cmocka_unit_test (filters_with_feedback),
  };
  return cmocka_run_group_tests_name ("positions", tests, NULL, NULL);
}
