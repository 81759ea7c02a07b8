/* The copy of one element that waits until somebody needs it. */
#include "cuda.h"
#include "array/array.h"
#include "array/index.h"
#include "device/cuda/context.h"
#include "program/operations.h"
#include <string.h>

enum { COUNT = 100, PLACE = 41 };

static nd_error error;

#define MUST(expression)                                                                           \
  do {                                                                                             \
    if ((expression) != ND_OK)                                                                     \
      fail_msg ("%s", error.message);                                                              \
  } while (0)

/* Elements 1 to COUNT, on device `index`. */
static nd_array *new_array (int index)
{
  double values[COUNT];
  nd_array *a = NULL;
  for (int i = 0; i < COUNT; i++)
    values[i] = i + 1;
  MUST (nd_array_new (cuda_device (index), ND_DOUBLE, 2, (const int64_t[]){COUNT, 1}, &a, &error));
  MUST (nd_device_upload (a->storage->buffer, 0, values, sizeof values, &error));
  return a;
}

static nd_array *element (const nd_array *a, int64_t place)
{
  const int64_t dims[] = {1, 1};
  const nd_selector selector = {.kind = ND_SELECT_RANGE,
                                .start = place,
                                .step = 1,
                                .count = 1,
                                .extent = place + 1,
                                .dims = dims,
                                .ndims = 2};
  nd_array *out = NULL;
  MUST (nd_array_index (a, 1, &selector, &out, &error));
  return out;
}

static double value_of (const nd_array *a)
{
  double value = 0;
  MUST (nd_device_download (&value, a->storage->buffer, (size_t)a->offset * sizeof value,
                            sizeof value, &error));
  return value;
}

/* What was copied on the device, by whatever means. */
static long copies (void)
{
  return cuda_calls ("cuLaunchKernel") + cuda_calls ("cuMemcpyDtoDAsync_v2");
}

static void reading_an_element_makes_no_copy (void **state)
{
  (void)state;
  nd_array *a = new_array (0);
  long before = copies (), downloads = cuda_calls ("cuMemcpyDtoHAsync_v2");
  for (int i = 0; i < 5; i++) {
    nd_array *e = element (a, PLACE + i);
    assert_true (value_of (e) == PLACE + i + 1);
    nd_array_free (e);
  }
  MUST (nd_device_synchronize (cuda_device (0), &error));
  assert_int_equal (copies (), before);
  assert_int_equal (cuda_calls ("cuMemcpyDtoHAsync_v2"), downloads + 5);
  nd_array_free (a);
}

static void an_element_that_is_kept_is_copied_once (void **state)
{
  (void)state;
  nd_array *a = new_array (0);
  nd_array *e = element (a, PLACE);
  long before = copies ();
  assert_true (value_of (e) == PLACE + 1);
  assert_int_equal (copies (), before);
  nd_array *other = element (a, 0); /* the first one is copied now */
  assert_int_equal (copies (), before + 1);
  MUST (nd_device_synchronize (cuda_device (0), &error));
  assert_int_equal (copies (), before + 2);
  MUST (nd_device_synchronize (cuda_device (0), &error));
  assert_int_equal (copies (), before + 2);
  assert_true (value_of (e) == PLACE + 1);
  assert_true (value_of (other) == 1);
  nd_array_free (e);
  nd_array_free (other);
  nd_array_free (a);
}

static void later_writes_do_not_reach_the_element (void **state)
{
  (void)state;
  const double zeros[COUNT] = {0};
  nd_array *a = new_array (0);
  nd_array *e = element (a, PLACE);
  MUST (nd_device_upload (a->storage->buffer, 0, zeros, sizeof zeros, &error));
  assert_true (value_of (e) == PLACE + 1);
  nd_array_free (e);
  e = element (a, PLACE);
  nd_array_free (a); /* its memory is given out again */
  a = new_array (0);
  assert_true (value_of (e) == 0);
  nd_array_free (e);
  nd_array_free (a);
}

static void an_element_may_go_to_the_other_device (void **state)
{
  (void)state;
  nd_array *a = new_array (0), *moved = NULL;
  nd_array *e = element (a, PLACE);
  MUST (nd_transfer (e, cuda_device (1), &moved, &error));
  assert_true (value_of (moved) == PLACE + 1);
  nd_array_free (moved);
  nd_array_free (e);
  nd_array_free (a);
}

/* The call that would have made the copy fails, and leaves the context as it was. */
static void the_copy_may_fail (void **state)
{
  (void)state;
  nd_array *a = new_array (0);
  nd_array *e = element (a, PLACE);
  nd_cuda *cuda = nd_cuda_of (cuda_device (0));
  cuda_fail ("cuMemcpyDtoDAsync_v2:1=700");
  assert_int_equal (nd_device_synchronize (cuda_device (0), &error), ND_DEVICE_FAULT);
  assert_non_null (strstr (error.message, "while running a copy"));
  CUcontext popped;
  assert_int_not_equal (cuda->driver->cuCtxPopCurrent_v2 (&popped), CUDA_SUCCESS);
  nd_array_free (e);
  nd_array_free (a);
}

/* Also where reading it failed first. */
static void a_failed_read_loses_nothing (void **state)
{
  (void)state;
  double value;
  nd_array *a = new_array (0);
  nd_array *e = element (a, PLACE);
  cuda_fail ("cuMemcpyDtoHAsync_v2:1=1");
  assert_int_equal (nd_device_download (&value, e->storage->buffer, 0, sizeof value, &error),
                    ND_DEVICE_FAULT);
  cuda_fail ("");
  MUST (nd_device_synchronize (cuda_device (0), &error));
  assert_true (value_of (e) == PLACE + 1);
  nd_array_free (e);
  nd_array_free (a);
}

int main (void)
{
  const struct CMUnitTest tests[] = {
      cuda_test (reading_an_element_makes_no_copy),
      cuda_test (an_element_that_is_kept_is_copied_once),
      cuda_test (later_writes_do_not_reach_the_element),
      cuda_test (an_element_may_go_to_the_other_device),
      cuda_test (the_copy_may_fail),
      cuda_test (a_failed_read_loses_nothing),
  };
  return cmocka_run_group_tests_name ("cuda: postponed copies", tests, NULL, NULL);
}
