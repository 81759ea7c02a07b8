#define _DEFAULT_SOURCE
/* Devices: finding them by name, the cache of freed blocks, running out of memory. */
#include "core.h"
#include <stdlib.h>
#include <string.h>

/* ---- names ------------------------------------------------------------------------------- */

static const char *find_error (const char *name, nd_status expected)
{
  static nd_error error;
  nd_device *device = NULL;
  assert_int_equal (nd_device_find (name, &device, &error), expected);
  return error.message;
}

static void devices_are_found_by_name (void **state)
{
  (void)state;
  static const char *const names[][2] = {{"cpu", "cpu"},   {"CPU", "cpu"},     {"cpu:0", "cpu"},
                                         {"sim", "sim:0"}, {"Sim:1", "sim:1"}, {"sim:0", "sim:0"}};
  for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
    nd_device *device = NULL;
    assert_int_equal (nd_device_find (names[i][0], &device, NULL), ND_OK);
    assert_string_equal (device->name, names[i][1]);
  }
  assert_ptr_equal (nd_device_at (0), nd_device_cpu ());
  assert_string_equal (nd_device_type_at (0)->kind, "cpu");
  assert_string_equal (nd_device_type_at (1)->kind, "cuda");
  assert_string_equal (nd_device_type_at (2)->kind, "sim");
  assert_null (nd_device_type_at (3));
}

static void unknown_names_are_explained (void **state)
{
  (void)state;
  static const char *const rows[][2] = {
      {"gpu", "unknown device \"gpu\"; did you mean \"cuda\"? Devices here: cpu, sim:0, sim:1."},
      {"GPU:0",
       "unknown device \"GPU:0\"; did you mean \"cuda\"? Devices here: cpu, sim:0, sim:1."},
      {"cud", "unknown device \"cud\"; did you mean \"cuda\"? Devices here: cpu, sim:0, sim:1."},
      {"simm", "unknown device \"simm\"; did you mean \"sim\"? Devices here: cpu, sim:0, sim:1."},
      {"tpu", "unknown device \"tpu\"; did you mean \"cpu\"? Devices here: cpu, sim:0, sim:1."},
      {"banana", "unknown device \"banana\". Devices here: cpu, sim:0, sim:1."},
      {"", "unknown device \"\". Devices here: cpu, sim:0, sim:1."},
      {"sim:x", "unknown device \"sim:x\"; did you mean \"sim\"? Devices here: cpu, sim:0, sim:1."},
      {"sim:1x",
       "unknown device \"sim:1x\"; did you mean \"sim\"? Devices here: cpu, sim:0, sim:1."},
  };
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
    assert_string_equal (find_error (rows[i][0], ND_BAD_DEVICE), rows[i][1]);
}

static void devices_that_are_not_there (void **state)
{
  (void)state;
  assert_string_equal (find_error ("sim:7", ND_NO_DEVICE),
                       "there is no device \"sim:7\". Devices here: cpu, sim:0, sim:1.");
  assert_string_equal (find_error ("cpu:1", ND_NO_DEVICE),
                       "there is no device \"cpu:1\". Devices here: cpu, sim:0, sim:1.");
  assert_non_null (strstr (find_error ("cuda", ND_NO_DEVICE), "libcuda.so.1"));
  assert_non_null (strstr (find_error ("cuda", ND_NO_DEVICE), "\"sim\""));
}

/* ---- the cache --------------------------------------------------------------------------- */

enum { LARGE = 100000 };

static nd_buffer *new_buffer (nd_device *device, size_t nbytes)
{
  nd_buffer *buffer = NULL;
  assert_int_equal (nd_buffer_new (device, nbytes, &buffer, NULL), ND_OK);
  return buffer;
}

static void freed_blocks_are_used_again (void **state)
{
  (void)state;
  for (int i = 0; i < CORE_DEVICES; i++) {
    nd_device *device = core_device (i);
    const nd_device_counters *counters = &device->counters;
    nd_device_trim (device);
    uint64_t before = counters->allocations;
    nd_buffer *buffer = new_buffer (device, LARGE);
    void *data = buffer->data;
    assert_int_equal (counters->in_use, LARGE);
    nd_buffer_release (buffer);
    assert_int_equal (counters->in_use, 0);
    assert_int_equal (counters->cached, LARGE);
    buffer = new_buffer (device, LARGE - 1000); /* a little smaller fits, too */
    assert_ptr_equal (buffer->data, data);
    assert_int_equal (buffer->used, LARGE - 1000);
    nd_buffer *other = new_buffer (device, LARGE);
    assert_int_equal (counters->allocations, before + 2);
    nd_buffer_release (buffer);
    nd_buffer_release (other);
    nd_device_trim (device);
    assert_int_equal (counters->cached, 0);
  }
}

static void much_smaller_blocks_are_not_wasted (void **state)
{
  (void)state;
  nd_device *device = core_device (1);
  nd_buffer_release (new_buffer (device, LARGE));
  nd_buffer *small = new_buffer (device, LARGE / 2);
  assert_int_equal (device->counters.cached, LARGE);
  nd_buffer_release (small);
  nd_device_trim (device);
}

static void the_cache_is_bounded (void **state)
{
  (void)state;
  nd_device *device = core_device (1);
  nd_buffer *buffers[100];
  for (int i = 0; i < 100; i++)
    buffers[i] = new_buffer (device, (size_t)8 << 20);
  for (int i = 0; i < 100; i++)
    nd_buffer_release (buffers[i]);
  assert_in_range (device->counters.cached, 1, (size_t)256 << 20);
  nd_device_trim (device);
}

static void live_buffers_are_counted (void **state)
{
  (void)state;
  nd_device *device = core_device (1);
  long before = device->counters.live_buffers;
  nd_buffer *a = new_buffer (device, 10), *b = new_buffer (device, 0), *c = new_buffer (device, 10);
  assert_int_equal (device->counters.live_buffers, before + 3);
  assert_null (b->data);
  nd_buffer_release (b);
  nd_buffer_release (a);
  nd_buffer_release (c);
  assert_int_equal (device->counters.live_buffers, before);
  nd_device_trim (device);
}

static int released;

static bool never_shared (void *owner)
{
  (void)owner;
  return false;
}

static void count_release (void *owner)
{
  released += *(int *)owner;
}

static void borrowed_memory_goes_back_to_its_owner (void **state)
{
  (void)state;
  static const nd_foreign foreign = {never_shared, count_release};
  double data[3] = {1, 2, 3};
  int owner = 5;
  nd_buffer *buffer = NULL;
  released = 0;
  assert_int_equal (nd_buffer_borrow (data, sizeof data, &foreign, &owner, &buffer, NULL), ND_OK);
  assert_ptr_equal (buffer->data, data);
  nd_buffer_release (buffer);
  assert_int_equal (released, 5);
}

/* ---- out of memory ----------------------------------------------------------------------- */

static void the_cache_is_emptied_before_memory_is_short (void **state)
{
  (void)state;
  nd_device *device = core_device (1);
  nd_device_trim (device);
  setenv ("ND_SIM_MEMORY", "1000000", 1);
  nd_buffer_release (new_buffer (device, 900000));
  nd_buffer *buffer = new_buffer (device, 600000); /* too small for the cached block's quarter */
  assert_int_equal (device->counters.cached, 0);
  nd_buffer_release (buffer);
  unsetenv ("ND_SIM_MEMORY");
  nd_device_trim (device);
}

static void out_of_memory_says_who_has_it (void **state)
{
  (void)state;
  nd_device *device = core_device (1);
  nd_buffer *a, *b, *c = NULL;
  static nd_error error;
  nd_device_trim (device);
  setenv ("ND_SIM_MEMORY", "1000000", 1);
  a = new_buffer (device, 300000);
  b = new_buffer (device, 500000);
  assert_int_equal (nd_buffer_new (device, 400000, &c, &error), ND_OUT_OF_MEMORY);
  assert_string_equal (error.message,
                       "out of memory on sim:0: 400000 bytes requested, 200000 free of 1000000 in "
                       "total; arrays use 800000, the cache holds 0; the largest live arrays have "
                       "500000, 300000 bytes. Clear arrays that are no longer needed, or move some "
                       "with to_cpu.");
  unsetenv ("ND_SIM_MEMORY");
  nd_buffer_release (a);
  nd_buffer_release (b);
  nd_device_trim (device);
}

static void transfers_are_counted (void **state)
{
  (void)state;
  nd_device *device = core_device (1);
  nd_buffer *buffer = new_buffer (device, 100);
  nd_device_counters before = device->counters;
  char bytes[100] = "text", back[100];
  assert_int_equal (nd_device_upload (buffer, 0, bytes, 100, NULL), ND_OK);
  assert_int_equal (nd_device_upload (buffer, 10, "more", 5, NULL), ND_OK);
  assert_int_equal (nd_device_download (back, buffer, 0, 100, NULL), ND_OK);
  assert_string_equal (back, "text");
  assert_string_equal (back + 10, "more");
  assert_int_equal (device->counters.uploads, before.uploads + 2);
  assert_int_equal (device->counters.bytes_uploaded, before.bytes_uploaded + 105);
  assert_int_equal (device->counters.bytes_downloaded, before.bytes_downloaded + 100);
  nd_buffer_release (buffer);
  nd_device_trim (device);
}

static void devices_describe_themselves (void **state)
{
  (void)state;
  for (int i = 0; nd_device_at (i); i++) {
    size_t free_bytes, total_bytes;
    nd_device_memory (nd_device_at (i), &free_bytes, &total_bytes);
    assert_in_range (free_bytes, 1, total_bytes);
    assert_true (strlen (nd_device_description (nd_device_at (i))) > 0);
    assert_int_equal (nd_device_synchronize (nd_device_at (i), NULL), ND_OK);
  }
}

int main (void)
{
  setenv ("ND_CUDA_LIBRARY", "/none/libcuda.so.1", 1); /* no GPU, wherever this runs */
  const struct CMUnitTest tests[] = {
      cmocka_unit_test (devices_are_found_by_name),
      cmocka_unit_test (unknown_names_are_explained),
      cmocka_unit_test (devices_that_are_not_there),
      cmocka_unit_test (freed_blocks_are_used_again),
      cmocka_unit_test (much_smaller_blocks_are_not_wasted),
      cmocka_unit_test (the_cache_is_bounded),
      cmocka_unit_test (live_buffers_are_counted),
      cmocka_unit_test (borrowed_memory_goes_back_to_its_owner),
      cmocka_unit_test (the_cache_is_emptied_before_memory_is_short),
      cmocka_unit_test (out_of_memory_says_who_has_it),
      cmocka_unit_test (transfers_are_counted),
      cmocka_unit_test (devices_describe_themselves),
  };
  return cmocka_run_group_tests_name ("devices", tests, NULL, NULL);
}
