/* Conversion, filling, copying between layouts and moving between devices. */
#include "core.h"
#include <stdio.h>
#include <string.h>

/* ---- conversion -------------------------------------------------------------------------- */

static nd_status check_cast (const char *from, const char *elements, const char *to,
                             const char *expected, nd_error *error)
{
  for (int place = 0; place < CORE_DEVICES; place++) {
    nd_array *a, *scattered, *result;
    TRY (core_array (core_device (place), core_dtype (from), "1x5", elements, &a, error));
    TRY (nd_cast (a, core_dtype (to), &result, error));
    assert_text (core_keep (result), expected);
    TRY (core_scattered (a, &scattered, error));
    TRY (nd_cast (scattered, core_dtype (to), &result, error));
    assert_text (core_keep (result), expected);
  }
  return ND_OK;
}

nd_test (conversion_rounds_and_saturates)
{
  TRY (check_cast ("double", "0.5 -0.5 2.5 -2.5 0.49999999999999994", "int32",
                   "1x5 int32: 1 -1 3 -3 0", error));
  TRY (check_cast ("double", "300 -300 127.5 -128.5 NaN", "int8", "1x5 int8: 127 -128 127 -128 0",
                   error));
  TRY (check_cast ("double", "-1 0.5 255.4 Inf -Inf", "uint8", "1x5 uint8: 0 1 255 255 0", error));
  TRY (check_cast ("double", "9223372036854775807 -1e19 4503599627370495.5 1e300 NaN", "int64",
                   "1x5 int64: 9223372036854775807 -9223372036854775808 4503599627370496 "
                   "9223372036854775807 0",
                   error));
  TRY (check_cast ("single", "1e10 -1 2.5 4294967040 NaN", "uint32",
                   "1x5 uint32: 4294967295 0 3 4294967040 0", error));
  TRY (check_cast ("int16", "-300 300 0 5 -1", "uint8", "1x5 uint8: 0 255 0 5 0", error));
  TRY (check_cast ("uint64", "18446744073709551615 0 1 2 3", "int64",
                   "1x5 int64: 9223372036854775807 0 1 2 3", error));
  TRY (check_cast ("int64", "9007199254740993 -1 0 1 2", "double",
                   "1x5 double: 9007199254740992 -1 0 1 2", error));
  TRY (
      check_cast ("double", "1e300 0.1 -0 NaN 1", "single", "1x5 single: Inf 0.1 -0 NaN 1", error));
  TRY (check_cast ("double", "0.1 0 -0 -1 Inf", "logical", "1x5 logical: 1 0 0 1 1", error));
  TRY (check_cast ("logical", "1 0 1 0 1", "single", "1x5 single: 1 0 1 0 1", error));
  TRY (check_cast ("int8", "1 2 3 4 5", "complex double",
                   "1x5 complex double: 1+0i 2+0i 3+0i 4+0i 5+0i", error));
  TRY (check_cast ("complex double", "1+2i 1i 0 0 0", "logical", "1x5 logical: 1 1 0 0 0", error));
  return ND_OK;
}

nd_test (complex_values_stay_complex)
{
  TRY (check_cast ("complex double", "1+2i 1i 0 0 0.1", "single",
                   "1x5 complex single: 1+2i 0+1i 0+0i 0+0i 0.1+0i", error));
  nd_array *a, *result;
  nd_error failure;
  TRY (core_array (nd_device_cpu (), ND_COMPLEX_SINGLE, "1x2", "1+2i", &a, error));
  EXPECT (nd_cast (a, ND_INT8, &result, &failure), ND_FAILED);
  assert_string_equal (failure.message, "invalid conversion from float complex matrix to int8");
  TRY (core_array (nd_device_cpu (), ND_DOUBLE, "1x2", "1 NaN", &a, error));
  EXPECT (nd_cast (a, ND_LOGICAL, &result, &failure), ND_FAILED);
  assert_string_equal (failure.message, "invalid conversion from NaN to logical");
  return ND_OK;
}

nd_test (conversion_to_the_same_class_copies_nothing)
{
  nd_array *a, *result;
  TRY (core_array (nd_device_cpu (), ND_INT8, "1x2", "1 2", &a, error));
  TRY (nd_cast (a, ND_INT8, &result, error));
  assert_ptr_equal (core_keep (result)->storage->buffer, a->storage->buffer);
  return ND_OK;
}

/* ---- layouts ----------------------------------------------------------------------------- */

/* Fills a scattered array from a consecutive one and back: every element arrives. */
static void check_roundtrip (nd_dtype dtype, const char *dims, nd_device *device)
{
  static nd_error error;
  nd_array *a, *scattered, *back, *permuted, *turned;
  int reversed[ND_MAX_DIMS];
  assert_int_equal (core_array (device, dtype, dims, "1 2 3 4 5 6 7 8 9 10 11", &a, &error), ND_OK);
  assert_int_equal (core_scattered (a, &scattered, &error), ND_OK);
  assert_int_equal (nd_array_contiguous (scattered, &back, &error), ND_OK);
  assert_text (core_keep (back), core_text (a));
  for (int d = 0; d < a->ndims; d++)
    reversed[d] = a->ndims - 1 - d;
  assert_int_equal (nd_array_permute (a, a->ndims, reversed, &permuted, &error), ND_OK);
  core_keep (permuted);
  assert_int_equal (nd_array_contiguous (permuted, &turned, &error), ND_OK);
  assert_text (core_keep (turned), core_text (permuted));
  core_free_kept ();
}

static void copies_between_layouts (void **state)
{
  (void)state;
  static const char *const sizes[] = {"3x4",    "1x1",     "0x5",   "65x67",   "8x8",   "3x70x5",
                                      "64x3x9", "130x2x3", "16x65", "2x3x4x5", "200x9", "7x128"};
  static const nd_dtype dtypes[] = {ND_UINT8, ND_INT16, ND_SINGLE, ND_DOUBLE, ND_COMPLEX_DOUBLE};
  for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++)
    for (size_t k = 0; k < sizeof dtypes / sizeof dtypes[0]; k++)
      for (int place = 0; place < CORE_DEVICES; place++)
        check_roundtrip (dtypes[k], sizes[i], core_device (place));
}

/* An image as files store it, row by row with channels together, converted on the way. */
static void images_turn_exactly (void **state)
{
  (void)state;
  enum { HEIGHT = 83, WIDTH = 149, CHANNELS = 3 };
  static nd_error error;
  static const int to_octave[] = {2, 1, 0};
  const int64_t dims[] = {CHANNELS, WIDTH, HEIGHT};
  nd_array *stored, *image, *turned, *single;
  assert_int_equal (nd_array_new (nd_device_cpu (), ND_UINT8, 3, dims, &stored, &error), ND_OK);
  uint8_t *bytes = (uint8_t *)nd_array_data (core_keep (stored));
  for (int i = 0; i < HEIGHT * WIDTH * CHANNELS; i++)
    bytes[i] = (uint8_t)(i * 31 + i / 256);
  assert_int_equal (nd_array_permute (stored, 3, to_octave, &image, &error), ND_OK);
  core_keep (image);
  assert_int_equal (nd_array_contiguous (image, &turned, &error), ND_OK);
  const uint8_t *u = nd_array_data (core_keep (turned));
  assert_int_equal (nd_cast (image, ND_SINGLE, &single, &error), ND_OK);
  const float *s = nd_array_data (core_keep (single));
  for (int y = 0; y < HEIGHT; y++)
    for (int x = 0; x < WIDTH; x++)
      for (int c = 0; c < CHANNELS; c++) {
        uint8_t expected = bytes[(y * WIDTH + x) * CHANNELS + c];
        int position = y + x * HEIGHT + c * HEIGHT * WIDTH;
        assert_true (u[position] == expected && s[position] == (float)expected);
      }
  core_free_kept ();
}

/* ---- filling ----------------------------------------------------------------------------- */

nd_test (filling_converts_and_broadcasts)
{
  nd_operand value = {.dtype = ND_DOUBLE, .scalar.real = 2.5};
  for (int place = 0; place < CORE_DEVICES; place++) {
    nd_array *a, *column, *host_one;
    TRY (core_array (core_device (place), ND_INT8, "2x3", "0", &a, error));
    TRY (nd_fill (a, &value, error));
    assert_text (a, "2x3 int8: 3 3 3 3 3 3");
    TRY (core_array (core_device (place), ND_DOUBLE, "2x1", "-7 1000", &column, error));
    nd_operand values = nd_operand_array (column);
    TRY (nd_fill (a, &values, error));
    assert_text (a, "2x3 int8: -7 127 -7 127 -7 127");
    TRY (core_array (nd_device_cpu (), ND_SINGLE, "1x1", "9", &host_one, error));
    TRY (nd_copy_elements (a, host_one, error));
    assert_text (a, "2x3 int8: 9 9 9 9 9 9");
  }
  return ND_OK;
}

nd_test (filling_from_another_device_is_an_error)
{
  nd_array *a, *b;
  nd_error failure;
  TRY (core_array (core_device (1), ND_INT8, "2x3", "0", &a, error));
  TRY (core_array (nd_device_cpu (), ND_INT8, "2x3", "0", &b, error));
  EXPECT (nd_copy_elements (a, b, &failure), ND_DEVICE_MISMATCH);
  return ND_OK;
}

/* ---- moving ------------------------------------------------------------------------------ */

nd_test (arrays_move_between_devices)
{
  nd_device *sim0 = core_device (1), *sim1;
  nd_array *a, *scattered, *there, *onward, *back, *same;
  TRY (nd_device_find ("sim:1", &sim1, error));
  TRY (core_array (nd_device_cpu (), ND_DOUBLE, "2x3", "1 2 3 4 5 6", &a, error));
  TRY (core_scattered (a, &scattered, error));
  TRY (nd_transfer (scattered, sim0, &there, error));
  core_keep (there);
  TRY (nd_transfer (there, sim1, &onward, error));
  core_keep (onward);
  TRY (nd_transfer (onward, nd_device_cpu (), &back, error));
  assert_text (core_keep (back), "2x3 double: 1 2 3 4 5 6");
  TRY (nd_transfer (there, sim0, &same, error));
  assert_ptr_equal (core_keep (same)->storage->buffer, there->storage->buffer);
  return ND_OK;
}

/* The device puts elements in order; what is moved is the memory in which they lie. */
nd_test (layouts_move_as_they_lie)
{
  static const int orders[][3] = {{1, 0, 2}, {2, 0, 1}, {2, 1, 0}};
  static const char *const texts[] = {"2x1x3 double: 1 2 3 4 5 6", "3x1x2 double: 1 3 5 2 4 6",
                                      "3x2 double: 1 3 5 2 4 6"};
  nd_device *sim = core_device (1);
  nd_array *a, *turned, *there;
  TRY (core_array (nd_device_cpu (), ND_DOUBLE, "1x2x3", "1 2 3 4 5 6", &a, error));
  for (int i = 0; i < 3; i++)
    for (int reversed = 0; reversed < 2; reversed++) {
      TRY (nd_array_permute (a, 3, orders[i], &turned, error));
      core_keep (turned);
      if (reversed) { /* from the last element to the first */
        turned->offset += 5;
        for (int d = 0; d < 3; d++)
          turned->strides[d] = -turned->strides[d];
      }
      uint64_t before = sim->counters.bytes_uploaded;
      TRY (nd_transfer (turned, sim, &there, error));
      core_keep (there);
      assert_int_equal (sim->counters.bytes_uploaded, before + 48);
      assert_true (nd_array_is_contiguous (there));
      assert_string_equal (core_text (there), core_text (turned));
      if (!reversed)
        assert_text (there, texts[i]);
      TRY (nd_transfer_as_stored (turned, sim, &there, error));
      core_keep (there);
      assert_string_equal (core_text (there), core_text (turned));
    }
  return ND_OK;
}

nd_test (repeated_elements_move_once)
{
  nd_device *sim = core_device (1);
  nd_array *a, *wide, *there;
  TRY (core_array (nd_device_cpu (), ND_DOUBLE, "2x1", "1 2", &a, error));
  TRY (nd_array_link (a, &wide, error));
  core_keep (wide);
  wide->dims[1] = 3;
  wide->strides[1] = 0;
  uint64_t before = sim->counters.bytes_uploaded;
  TRY (nd_transfer (wide, sim, &there, error));
  assert_text (core_keep (there), "2x3 double: 1 2 1 2 1 2");
  assert_int_equal (sim->counters.bytes_uploaded, before + 16);
  return ND_OK;
}

nd_test (empty_arrays_move_too)
{
  nd_array *a, *there, *back;
  TRY (core_array (nd_device_cpu (), ND_DOUBLE, "0x3", "1", &a, error));
  TRY (nd_transfer (a, core_device (1), &there, error));
  core_keep (there);
  TRY (nd_transfer (there, nd_device_cpu (), &back, error));
  assert_text (core_keep (back), "0x3 double:");
  return ND_OK;
}

nd_test (host_code_is_told_where_an_array_is)
{
  nd_array *a;
  nd_error failure;
  TRY (core_array (core_device (1), ND_DOUBLE, "3x3", "0", &a, error));
  assert_int_equal (nd_check_host (a, "T", &failure), ND_DEVICE_TO_HOST);
  assert_string_equal (failure.message,
                       "can't convert sim:0 device type tensor 'T' (double 3x3) to a host array. "
                       "Use to_cpu (T) to copy the tensor to host memory first.");
  return ND_OK;
}

int main (void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test (conversion_rounds_and_saturates),
      cmocka_unit_test (complex_values_stay_complex),
      cmocka_unit_test (conversion_to_the_same_class_copies_nothing),
      cmocka_unit_test (copies_between_layouts),
      cmocka_unit_test (images_turn_exactly),
      cmocka_unit_test (filling_converts_and_broadcasts),
      cmocka_unit_test (filling_from_another_device_is_an_error),
      cmocka_unit_test (arrays_move_between_devices),
      cmocka_unit_test (layouts_move_as_they_lie),
      cmocka_unit_test (repeated_elements_move_once),
      cmocka_unit_test (empty_arrays_move_too),
      cmocka_unit_test (host_code_is_told_where_an_array_is),
  };
  return cmocka_run_group_tests_name ("copies", tests, NULL, NULL);
}
