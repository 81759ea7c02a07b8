#define _DEFAULT_SOURCE
/* Memory of CUDA devices: segments, blocks, limits, running out. */
#include "cuda.h"
#include "device/cuda/context.h"
#include <stdlib.h>
#include <string.h>

#define KIB ((size_t)1 << 10)
#define MIB ((size_t)1 << 20)

static nd_buffer *new_buffer (size_t nbytes)
{
  static nd_error error;
  nd_buffer *buffer = NULL;
  if (nd_buffer_new (cuda_device (0), nbytes, &buffer, &error) != ND_OK)
    fail_msg ("%s", error.message);
  return buffer;
}

static size_t cached (void)
{
  return cuda_device (0)->counters.cached;
}

/* Bytes that the driver has given. */
static size_t reserved (void)
{
  return nd_cuda_of (cuda_device (0))->pool.reserved_bytes;
}

static char *address (const nd_buffer *buffer)
{
  return buffer->data;
}

/* ---- segments ---------------------------------------------------------------------------- */

static void small_blocks_share_segments (void **state)
{
  (void)state;
  enum { BLOCKS = 8 };
  nd_buffer *blocks[BLOCKS];
  long before = cuda_calls ("cuMemAlloc_v2");
  for (int i = 0; i < BLOCKS; i++)
    blocks[i] = new_buffer (100 + (size_t)i);
  assert_int_equal (cuda_calls ("cuMemAlloc_v2"), before + 1);
  assert_int_equal (reserved (), 2 * MIB);
  for (int i = 1; i < BLOCKS; i++)
    assert_int_equal (address (blocks[i]) - address (blocks[i - 1]), 512);
  for (int i = 0; i < BLOCKS; i++)
    nd_buffer_release (blocks[i]);
  assert_int_equal (cached (), 2 * MIB);
}

static void segments_are_as_large_as_their_blocks_want (void **state)
{
  (void)state;
  static const struct {
    size_t nbytes, segment;
  } rows[] = {{1, 2 * MIB},         {MIB, 2 * MIB},           {MIB + 1, 20 * MIB},
              {10 * MIB, 20 * MIB}, {10 * MIB + 1, 12 * MIB}, {33 * MIB, 34 * MIB}};
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    nd_buffer *buffer = new_buffer (rows[i].nbytes);
    assert_int_equal (reserved (), rows[i].segment);
    nd_buffer_release (buffer);
    nd_device_trim (cuda_device (0));
    assert_int_equal (reserved (), 0);
  }
}

static void the_block_that_fits_best_is_taken (void **state)
{
  (void)state;
  static const size_t sizes[] = {6 * MIB, 2 * MIB, 3 * MIB};
  enum { BLOCKS = sizeof sizes / sizeof sizes[0] };
  nd_buffer *blocks[BLOCKS], *walls[BLOCKS];
  for (int i = 0; i < BLOCKS; i++) {
    blocks[i] = new_buffer (sizes[i]);
    walls[i] = new_buffer (MIB + 512); /* keeps free neighbours apart */
  }
  char *best = address (blocks[1]);
  for (int i = 0; i < BLOCKS; i++)
    nd_buffer_release (blocks[i]);
  nd_buffer *buffer = new_buffer (2 * MIB - 5000);
  assert_ptr_equal (address (buffer), best);
  nd_buffer_release (buffer);
  for (int i = 0; i < BLOCKS; i++)
    nd_buffer_release (walls[i]);
}

static void free_neighbours_are_joined (void **state)
{
  (void)state;
  /* Every order in which three neighbours can be given back. */
  static const int orders[][3] = {{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};
  for (size_t k = 0; k < sizeof orders / sizeof orders[0]; k++) {
    nd_buffer *blocks[3];
    for (int i = 0; i < 3; i++)
      blocks[i] = new_buffer (512 * KIB);
    char *first = address (blocks[0]);
    for (int i = 0; i < 3; i++)
      nd_buffer_release (blocks[orders[k][i]]);
    nd_buffer *whole = new_buffer (1024 * KIB);
    assert_ptr_equal (address (whole), first);
    assert_int_equal (reserved (), 2 * MIB);
    nd_buffer_release (whole);
  }
}

static void blocks_do_not_overlap (void **state)
{
  (void)state;
  enum { BLOCKS = 300, ROUNDS = 4000 };
  nd_buffer *blocks[BLOCKS] = {NULL};
  unsigned int seed = 7;
  for (int round = 0; round < ROUNDS; round++) {
    int i = (int)(rand_r (&seed) % BLOCKS);
    if (blocks[i])
      nd_buffer_release (blocks[i]);
    size_t nbytes = (size_t)1 << rand_r (&seed) % 22;
    blocks[i] = new_buffer (nbytes + rand_r (&seed) % nbytes);
    for (int j = 0; j < BLOCKS; j++)
      if (j != i && blocks[j])
        assert_true (address (blocks[j]) >= address (blocks[i]) + blocks[i]->nbytes ||
                     address (blocks[i]) >= address (blocks[j]) + blocks[j]->nbytes);
  }
  size_t in_use = 0;
  for (int i = 0; i < BLOCKS; i++)
    if (blocks[i]) {
      in_use += blocks[i]->nbytes;
      nd_buffer_release (blocks[i]);
    }
  assert_in_range (in_use, 1, reserved ());
  assert_int_equal (cached (), reserved ());
  nd_device_trim (cuda_device (0));
  assert_int_equal (reserved (), 0); /* everything was joined again */
}

static void a_steady_state_asks_the_driver_for_nothing (void **state)
{
  (void)state;
  static const size_t sizes[] = {100, 5000, MIB, 3 * MIB, 30 * MIB};
  nd_device *device = cuda_device (0);
  for (int round = 0; round < 100; round++) {
    long calls = cuda_calls ("cuMemAlloc_v2") + cuda_calls ("cuMemFree_v2");
    nd_buffer *blocks[5];
    for (int i = 0; i < 5; i++)
      blocks[i] = new_buffer (sizes[i]);
    for (int i = 0; i < 5; i++)
      nd_buffer_release (blocks[i]);
    if (round > 0)
      assert_int_equal (cuda_calls ("cuMemAlloc_v2") + cuda_calls ("cuMemFree_v2"), calls);
  }
  assert_int_equal (device->counters.in_use, 0);
}

/* ---- statistics -------------------------------------------------------------------------- */

static void statistics_tell_what_is_kept (void **state)
{
  (void)state;
  nd_device *device = cuda_device (0);
  uint64_t before = device->counters.allocations;
  nd_buffer *a = new_buffer (1000), *b = new_buffer (3 * MIB);
  assert_int_equal (device->counters.in_use, 1000 + 3 * MIB);
  assert_int_equal (device->counters.allocations, before + 2);
  assert_int_equal (cached (), 2 * MIB - 1024 + 17 * MIB);
  nd_buffer_release (a);
  assert_int_equal (cached (), 19 * MIB);
  nd_device_trim (device); /* keeps the segment that is in use */
  assert_int_equal (cached (), 17 * MIB);
  nd_buffer_release (b);
  nd_device_trim (device);
  assert_int_equal (cached (), 0);
  size_t free_bytes, total_bytes;
  nd_device_memory (device, &free_bytes, &total_bytes);
  assert_int_equal (free_bytes, total_bytes);
}

/* ---- too little -------------------------------------------------------------------------- */

static void free_segments_are_given_back_before_memory_is_short (void **state)
{
  (void)state;
  nd_device *device = cuda_device (0);
  nd_buffer_release (new_buffer (30 * MIB));
  cuda_fail ("cuMemAlloc_v2:1");
  nd_buffer *buffer = new_buffer (40 * MIB);
  assert_int_equal (cached (), 0);
  nd_buffer_release (buffer);
  nd_device_trim (device);
}

static void where_a_segment_is_too_large_a_smaller_one_does (void **state)
{
  (void)state;
  cuda_fail ("cuMemAlloc_v2:1");
  nd_buffer *buffer = new_buffer (3 * MIB);
  assert_int_equal (reserved (), 4 * MIB);
  nd_buffer_release (buffer);
}

static void out_of_memory_says_who_has_it (void **state)
{
  (void)state;
  static nd_error error;
  nd_device *device = cuda_device (0);
  nd_buffer *a = new_buffer (30 * MIB), *b = new_buffer (1000), *c = NULL;
  cuda_fail ("cuMemAlloc_v2:1+");
  assert_int_equal (nd_buffer_new (device, 50 * MIB, &c, &error), ND_OUT_OF_MEMORY);
  cuda_fail ("");
  static const char *const parts[] = {
      "out of memory on cuda:0: 52428800 bytes requested",
      "free of 4294967296 in total; arrays use 31458280", "the cache holds 2096128",
      "the largest live arrays have 31457280, 1000 bytes", "move some with to_cpu"};
  for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
    if (!strstr (error.message, parts[i]))
      fail_msg ("no \"%s\" in \"%s\"", parts[i], error.message);
  nd_buffer_release (a);
  nd_buffer_release (b);
  nd_buffer_release (new_buffer (50 * MIB)); /* the device works on */
}

static void scratch_memory_runs_out_with_the_same_message (void **state)
{
  (void)state;
  static nd_error error;
  nd_cuda *cuda = nd_cuda_of (cuda_device (0));
  CUdeviceptr block;
  assert_int_equal (nd_cuda_enter (cuda, &error), ND_OK);
  cuda_fail ("cuMemAlloc_v2:1+");
  assert_int_equal (nd_cuda_scratch (cuda, 100, &block, &error), ND_OUT_OF_MEMORY);
  assert_non_null (strstr (error.message, "out of memory on cuda:0: 100 bytes requested"));
  cuda_fail ("");
  assert_int_equal (nd_cuda_scratch (cuda, 100, &block, &error), ND_OK);
  nd_cuda_scratch_free (cuda, block);
  nd_cuda_leave (cuda);
}

static void sizes_beyond_all_memory_are_refused (void **state)
{
  (void)state;
  nd_buffer *buffer;
  assert_int_equal (nd_buffer_new (cuda_device (0), (size_t)1 << 40, &buffer, NULL),
                    ND_OUT_OF_MEMORY);
  assert_int_equal (nd_buffer_new (cuda_device (0), SIZE_MAX - 100, &buffer, NULL),
                    ND_OUT_OF_MEMORY);
}

static void a_limit_holds_for_blocks_and_what_is_kept (void **state)
{
  (void)state;
  static nd_error error;
  nd_device *device = cuda_device (0);
  nd_buffer *other = NULL;
  device->memory_limit = 16 * MIB;
  nd_buffer *buffer = new_buffer (9 * MIB); /* not a segment of 20 MiB */
  assert_int_equal (reserved (), 10 * MIB);
  assert_int_equal (nd_buffer_new (device, 8 * MIB, &other, &error), ND_OUT_OF_MEMORY);
  assert_non_null (strstr (error.message, "(limited to 16777216)"));
  nd_buffer_release (buffer);
  nd_buffer_release (new_buffer (16 * MIB)); /* what was kept made room */
  device->memory_limit = 0;
}

static void a_lower_limit_gives_back_what_is_kept (void **state)
{
  (void)state;
  nd_device *device = cuda_device (0);
  nd_buffer *other = NULL;
  nd_buffer_release (new_buffer (9 * MIB));
  assert_true (reserved () > 0);
  nd_device_set_memory_limit (device, MIB);
  assert_int_equal (reserved (), 0);
  nd_buffer *buffer = new_buffer (MIB / 2); /* not a segment of 2 MiB */
  assert_int_equal (reserved (), MIB / 2);
  nd_buffer_release (buffer);
  nd_device_set_memory_limit (device, 0);
  buffer = new_buffer (1000);
  nd_device_set_memory_limit (device, MIB); /* its segment has 2 MiB, but stays */
  other = new_buffer (MIB / 2);
  nd_buffer *third = NULL;
  assert_int_equal (nd_buffer_new (device, MIB / 2, &third, NULL), ND_OUT_OF_MEMORY);
  nd_buffer_release (other);
  nd_buffer_release (buffer);
  nd_device_set_memory_limit (device, 0);
}

/* x + x on the device, compiled anew. */
static nd_status add (const nd_array *x, nd_array **out, nd_error *error)
{
  nd_operand a = nd_operand_array (x);
  return nd_binary (ND_OP_ADD, &a, &a, out, error);
}

static nd_status multiply (const nd_array *x, nd_array **out, nd_error *error)
{
  return nd_multiply (x, x, out, error);
}

/* Code, threads' own memory and libraries take memory from beside the cache. */
static void what_is_kept_makes_room_for_the_driver (void **state)
{
  (void)state;
  static const struct {
    const char *fails;
    nd_status (*work) (const nd_array *x, nd_array **out, nd_error *error);
    const char *result;
  } rows[] = {{"cuModuleLoadData:1=2", add, "1x1 double: 6"},
              {"cuLaunchKernel:1=2", add, "1x1 double: 6"},
              {"", multiply, "1x1 double: 9"}};
  static nd_error error;
  setenv ("ND_CUDA_CACHE", "", 1);
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    nd_array *x = NULL, *made = NULL, *back = NULL;
    cuda_calm (NULL);
    assert_int_equal (core_array (cuda_device (0), ND_DOUBLE, "1x1", "3", &x, &error), ND_OK);
    nd_buffer_release (new_buffer (30 * MIB));
    cuda_fail (rows[i].fails);
    if (rows[i].work (x, &made, &error) != ND_OK ||
        nd_transfer (core_keep (made), nd_device_cpu (), &back, &error) != ND_OK)
      fail_msg ("%s: %s", rows[i].fails, error.message);
    assert_text (core_keep (back), rows[i].result);
    assert_true (cached () < 30 * MIB);
    core_free_kept ();
  }
}

/* Host memory for the records may run out at any moment, too. */
nd_test (records_may_not_be_had)
{
  static const size_t sizes[] = {100, 3 * MIB, 700, 40 * MIB};
  nd_buffer *blocks[4] = {NULL};
  nd_status status = ND_OK;
  for (int i = 0; status == ND_OK && i < 4; i++)
    status = nd_buffer_new (cuda_device (0), sizes[i], &blocks[i], error);
  for (int i = 0; i < 4; i++)
    if (blocks[i])
      nd_buffer_release (blocks[i]);
  return status;
}

int main (void)
{
  const struct CMUnitTest tests[] = {
      cuda_test (small_blocks_share_segments),
      cuda_test (segments_are_as_large_as_their_blocks_want),
      cuda_test (the_block_that_fits_best_is_taken),
      cuda_test (free_neighbours_are_joined),
      cuda_test (blocks_do_not_overlap),
      cuda_test (a_steady_state_asks_the_driver_for_nothing),
      cuda_test (statistics_tell_what_is_kept),
      cuda_test (free_segments_are_given_back_before_memory_is_short),
      cuda_test (where_a_segment_is_too_large_a_smaller_one_does),
      cuda_test (out_of_memory_says_who_has_it),
      cuda_test (scratch_memory_runs_out_with_the_same_message),
      cuda_test (sizes_beyond_all_memory_are_refused),
      cuda_test (a_limit_holds_for_blocks_and_what_is_kept),
      cuda_test (a_lower_limit_gives_back_what_is_kept),
      cuda_test (what_is_kept_makes_room_for_the_driver),
      cuda_test (records_may_not_be_had),
  };
  return cmocka_run_group_tests_name ("cuda: memory", tests, NULL, NULL);
}
