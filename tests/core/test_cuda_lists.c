/* Gathering and scattering by lists as users write them, on a CUDA device: one entry after the
   other, and in tiles. */
#include "cuda.h"
#include "device/cuda/routines_internal.h"
#include "program/selection.h"
#include <math.h>
#include <string.h>

enum { ELEMENTS = 5000, ENTRIES = 3000, SIZE = 16 };

static nd_error error;
static unsigned char bytes[2 * ELEMENTS * SIZE]; /* of the array, and of values */
static int64_t places[ENTRIES];                  /* from 1 */
static uint64_t random_state = 1;

static int start (void **state)
{
  nd_cuda_always_tiles = false;
  nd_cuda_most_narrow_places = UINT32_MAX;
  core_free_kept ();
  return cuda_calm (state);
}
#define list_test(name) cmocka_unit_test_setup_teardown (name, start, start)

static uint64_t random_bits (void)
{
  random_state = random_state * 6364136223846793005U + 1442695040888963407U;
  return random_state >> 33;
}

static void need (nd_status status)
{
  if (status != ND_OK)
    fail_msg ("%s", error.message);
}

static nd_array *on_device (nd_dtype dtype, int64_t count, const void *elements)
{
  nd_array *host, *there;
  need (nd_array_new (nd_device_cpu (), dtype, 2, (const int64_t[]){count, 1}, &host, &error));
  core_keep (host);
  memcpy ((void *)nd_array_data (host), elements, (size_t)count * nd_dtype_size (dtype));
  need (nd_transfer (host, cuda_device (0), &there, &error));
  return core_keep (there);
}

static const unsigned char *on_host (const nd_array *a)
{
  nd_array *host;
  need (nd_transfer (a, nd_device_cpu (), &host, &error));
  return nd_array_data (core_keep (host));
}

/* A list of whole numbers of a class, and `odd` at its end unless that is 0. */
static nd_array *list_of (nd_dtype dtype, int64_t count, double odd)
{
  nd_array *wide = on_device (ND_INT64, count, places), *list;
  need (nd_cast (wide, dtype, &list, &error));
  core_keep (list);
  if (odd == 0)
    return list;
  nd_array *last;
  need (nd_array_from_scalar (ND_DOUBLE, &odd, &last, &error));
  need (nd_cast (core_keep (last), dtype, &last, &error));
  need (nd_transfer (core_keep (last), cuda_device (0), &last, &error));
  need (nd_array_concatenate (0, 2, (const nd_array *const[]){list, core_keep (last)}, &list,
                              &error));
  return core_keep (list);
}

static void draw (int64_t numel, int64_t count)
{
  for (size_t i = 0; i < sizeof bytes; i++)
    bytes[i] = (unsigned char)random_bits ();
  for (int64_t i = 0; i < count; i++)
    places[i] = 1 + (int64_t)(random_bits () % (uint64_t)numel);
  places[0] = numel;
  places[count - 1] = 1;
}

static nd_array *element_of (nd_dtype dtype, const void *bytes_of_element)
{
  nd_array *element;
  need (nd_array_from_scalar (dtype, bytes_of_element, &element, &error));
  return core_keep (element);
}

/* One element everywhere, or the last of the values that come after those of the array. */
static void try_scatter (nd_dtype dtype, const nd_array *list, int64_t numel, int64_t count,
                         bool has_values)
{
  static unsigned char expected[ELEMENTS * SIZE];
  static const unsigned char element[SIZE] = {1, 2, 3, 4, 5, 6, 7, 8, 9};
  const unsigned char *values = bytes + (size_t)ELEMENTS * SIZE;
  const size_t size = nd_dtype_size (dtype);
  nd_array *a = on_device (dtype, numel, bytes);
  bool done;
  memcpy (expected, bytes, (size_t)numel * size);
  for (int64_t i = 0; i < count; i++)
    memcpy (expected + (size_t)(places[i] - 1) * size,
            has_values ? values + (size_t)i * size : element, size);
  need (nd_scatter (a, list,
                    has_values ? on_device (dtype, count, values) : element_of (dtype, element),
                    &done, &error));
  assert_true (done);
  assert_memory_equal (on_host (a), expected, (size_t)numel * size);
}

static void try_list (nd_dtype dtype, nd_dtype class_of_list, int64_t numel, int64_t count)
{
  static unsigned char expected[ELEMENTS * SIZE];
  const size_t size = nd_dtype_size (dtype);
  nd_array *gathered;
  draw (numel, count);
  nd_array *a = on_device (dtype, numel, bytes), *list = list_of (class_of_list, count, 0);
  need (nd_gather (a, list, &gathered, &error));
  assert_non_null (gathered);
  for (int64_t i = 0; i < count; i++)
    memcpy (expected + (size_t)i * size, bytes + (size_t)(places[i] - 1) * size, size);
  assert_memory_equal (on_host (core_keep (gathered)), expected, (size_t)count * size);
  try_scatter (dtype, list, numel, count, false);
  try_scatter (dtype, list, numel, count, true);
  core_free_kept ();
}

static void try_all (void)
{
  static const nd_dtype dtypes[] = {ND_INT8,   ND_UINT16,         ND_SINGLE,
                                    ND_DOUBLE, ND_COMPLEX_SINGLE, ND_COMPLEX_DOUBLE};
  for (size_t i = 0; i < sizeof dtypes / sizeof dtypes[0]; i++) {
    try_list (dtypes[i], ND_DOUBLE, ELEMENTS, ENTRIES);
    try_list (dtypes[i], ND_SINGLE, ELEMENTS, 1);
  }
  for (int dtype = ND_INT8; dtype <= ND_DOUBLE; dtype++)
    try_list (ND_SINGLE, (nd_dtype)dtype, 100, ENTRIES);
}

static void lists_name_elements (void **state)
{
  (void)state;
  cuda_device (0);
  try_all ();
  nd_cuda_most_narrow_places = 50;
  try_all ();
}

static void tiles_name_the_same_elements (void **state)
{
  (void)state;
  cuda_device (0);
  nd_cuda_always_tiles = true;
  try_all ();
}

/* Nothing is written; who asked finds out what to say. */
static void refuse (nd_dtype dtype, double odd)
{
  const float element = 1;
  nd_array *gathered;
  bool done;
  draw (100, 50);
  nd_array *a = on_device (ND_SINGLE, 100, bytes), *list = list_of (dtype, 50, odd),
           *one = element_of (ND_SINGLE, &element), *values = on_device (ND_SINGLE, 51, bytes);
  need (nd_gather (a, list, &gathered, &error));
  assert_null (gathered);
  need (nd_scatter (a, list, one, &done, &error));
  assert_false (done);
  need (nd_scatter (a, list, values, &done, &error));
  assert_false (done);
  assert_memory_equal (on_host (a), bytes, 100 * sizeof element);
  core_free_kept ();
}

static void what_is_no_position_is_refused (void **state)
{
  (void)state;
  static const double odd[] = {101, -1, 1.5, 1e300, -1e300, 4294967297.0, NAN, INFINITY, 0.5};
  cuda_device (0);
  for (int tiles = 0; tiles < 2; tiles++) {
    nd_cuda_always_tiles = tiles;
    for (size_t i = 0; i < sizeof odd / sizeof odd[0]; i++) {
      refuse (ND_DOUBLE, odd[i]);
      refuse (ND_SINGLE, odd[i]);
    }
    refuse (ND_INT8, 101);
    refuse (ND_INT8, -1);
    refuse (ND_INT64, -4294967295.0);
    refuse (ND_UINT64, 4294967297.0);
  }
}

static void what_has_gaps_or_is_read_is_not_written (void **state)
{
  (void)state;
  const float element = 1;
  bool done;
  nd_array *rows;
  draw (100, 50);
  nd_array *a = on_device (ND_SINGLE, 100, bytes), *list = list_of (ND_DOUBLE, 50, 0),
           *one = element_of (ND_SINGLE, &element), *values;
  need (nd_array_link (a, &rows, &error));
  core_keep (rows);
  rows->dims[0] = 50;
  rows->strides[0] = 2;
  need (nd_scatter (rows, list, one, &done, &error));
  assert_false (done);
  need (nd_array_link (a, &values, &error));
  need (nd_scatter (a, on_device (ND_DOUBLE, 100, bytes), core_keep (values), &done, &error));
  assert_false (done);
  nd_array *whole = on_device (ND_DOUBLE, 50, bytes), *same;
  need (nd_array_link (whole, &same, &error));
  need (nd_scatter (whole, core_keep (same), element_of (ND_DOUBLE, &(double){1}), &done, &error));
  assert_false (done);
}

/* Few entries anywhere in a large array take another way, unless they rise. */
static void few_entries_of_many_elements_make_no_table (void **state)
{
  (void)state;
  bool done;
  nd_array *a = on_device (ND_INT8, ELEMENTS, bytes), *values = on_device (ND_INT8, 3, bytes);
  for (int falls = 0; falls < 2; falls++) {
    for (int i = 0; i < 3; i++)
      places[i] = falls ? 10 - i : 10 + i;
    need (nd_scatter (a, list_of (ND_DOUBLE, 3, 0), values, &done, &error));
    assert_int_equal (done, !falls);
  }
}

int main (void)
{
  const struct CMUnitTest tests[] = {
      list_test (lists_name_elements),
      list_test (tiles_name_the_same_elements),
      list_test (what_is_no_position_is_refused),
      list_test (what_has_gaps_or_is_read_is_not_written),
      list_test (few_entries_of_many_elements_make_no_table),
  };
  return cmocka_run_group_tests_name ("cuda: lists", tests, NULL, NULL);
}
