#define _DEFAULT_SOURCE
/* Faults of CUDA devices: every call of the driver fails in turn; sticky faults; resets. */
#include "cuda.h"
#include "device/cuda/context.h"
#include "program/linear.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BYTES = 1000, LARGE = 6 << 20, MOST_CALLS = 1000 };

static nd_error error;

static void assert_message (const char *const *parts)
{
  for (int i = 0; parts[i]; i++)
    if (!strstr (error.message, parts[i]))
      fail_msg ("no \"%s\" in \"%s\"", parts[i], error.message);
}
#define assert_says(...) assert_message ((const char *[]){__VA_ARGS__, NULL})

static nd_buffer *new_buffer (int device, size_t nbytes)
{
  nd_buffer *buffer = NULL;
  if (nd_buffer_new (cuda_device (device), nbytes, &buffer, &error) != ND_OK)
    fail_msg ("%s", error.message);
  return buffer;
}

/* Uploads, copies to the other device, downloads; what comes back is right or nothing. */
static nd_status move (size_t nbytes)
{
  static char bytes[LARGE], back[LARGE];
  nd_buffer *a = NULL, *b = NULL;
  memset (bytes, 0x3C, nbytes);
  memset (back, 0, nbytes);
  nd_status status = nd_buffer_new (cuda_device (0), nbytes, &a, &error);
  if (status == ND_OK)
    status = nd_buffer_new (cuda_device (1), nbytes, &b, &error);
  if (status == ND_OK)
    status = nd_device_upload (a, 0, bytes, nbytes, &error);
  if (status == ND_OK)
    status = nd_device_copy (b, 0, a, 0, nbytes, &error);
  if (status == ND_OK)
    status = nd_device_download (back, b, 0, nbytes, &error);
  if (status == ND_OK)
    status = nd_device_synchronize (cuda_device (0), &error);
  if (status == ND_OK)
    assert_memory_equal (bytes, back, nbytes);
  if (a)
    nd_buffer_release (a);
  if (b)
    nd_buffer_release (b);
  return status;
}

static nd_status move_little (void)
{
  return move (BYTES);
}

static nd_status move_much (void)
{
  return move (LARGE);
}

/* Compiles (or loads from disk) and launches. */
static nd_status compute (void)
{
  nd_array *a, *sum = NULL, *back = NULL;
  nd_status status = core_array (cuda_device (0), ND_DOUBLE, "1x3", "1 2 3", &a, &error);
  if (status == ND_OK) {
    nd_operand x = nd_operand_array (a);
    status = nd_binary (ND_OP_ADD, &x, &x, &sum, &error);
  }
  if (status == ND_OK)
    status = nd_transfer (core_keep (sum), nd_device_cpu (), &back, &error);
  if (status == ND_OK)
    assert_text (core_keep (back), "1x3 double: 2 4 6");
  core_free_kept ();
  return status;
}

/* Asks the library for LU factors, and works out from what it says where the rows came to. */
static nd_status factorize (void)
{
  nd_array *a, *factors = NULL, *order = NULL;
  nd_status status = core_array (cuda_device (0), ND_DOUBLE, "2x2", "1 2 3 4", &a, &error);
  if (status == ND_OK)
    status = nd_lu (a, &factors, &order, &error);
  if (status == ND_OK) {
    core_keep (factors);
    core_keep (order);
  }
  core_free_kept ();
  return status;
}

static bool is_expected (nd_status status)
{
  return status == ND_OUT_OF_MEMORY || status == ND_DEVICE_FAULT || status == ND_NO_DEVICE ||
         status == ND_FAILED;
}

/* How many contexts more were to be entered than to be left. */
static long entered (void)
{
  return cuda_calls ("cuCtxPushCurrent_v2") - cuda_calls ("cuCtxPopCurrent_v2");
}

/* Of those that are entered, one stays current where leaving it is what fails. */
static void leave_context (long entered_before)
{
  const nd_cuda *cuda = nd_cuda_of (cuda_device (0));
  const bool was_tried = entered () == entered_before;
  CUcontext popped;
  if (cuda->driver->cuCtxPopCurrent_v2 (&popped) == CUDA_SUCCESS)
    assert_true (was_tried);
}

/* Every call fails in turn: the attempt either works all the same or says what happened, leaves
   nothing behind, and works after a reset. */
static void fail_every_call (nd_status (*attempt) (void), const char *result)
{
  int n = 1;
  for (bool failed = true; failed && n < MOST_CALLS; n++) {
    char what[64];
    for (int i = 0; i < 2; i++)
      nd_device_trim (cuda_device (i));
    nd_device_trim (nd_device_cpu ());
    long outstanding = nd_memory_outstanding (), calls = cuda_calls ("*"), before = entered ();
    snprintf (what, sizeof what, "*:%d%s", n, result);
    cuda_fail (what);
    error.message[0] = '\0';
    nd_status status = attempt ();
    failed = cuda_calls ("*") - calls >= n;
    cuda_fail ("");
    leave_context (before);
    if (status != ND_OK && (!is_expected (status) || !error.message[0]))
      fail_msg ("call %d fails: %d %s", n, (int)status, error.message);
    cuda_calm (NULL);
    nd_device_trim (nd_device_cpu ());
    assert_int_equal (nd_memory_outstanding (), outstanding);
    assert_int_equal (attempt (), ND_OK);
    cuda_calm (NULL);
  }
  assert_in_range (n, 10, MOST_CALLS - 1);
}

static void any_call_of_a_transfer_may_fail (void **state)
{
  (void)state;
  fail_every_call (move_little, "");   /* with what such a call may report */
  fail_every_call (move_little, "=1"); /* CUDA_ERROR_INVALID_VALUE */
  fail_every_call (move_much, "=2");   /* CUDA_ERROR_OUT_OF_MEMORY */
  fail_every_call (move_much, "=700"); /* CUDA_ERROR_ILLEGAL_ADDRESS */
}

static void any_call_of_a_computation_may_fail (void **state)
{
  (void)state;
  setenv ("ND_CUDA_CACHE", "", 1); /* compiles anew each time */
  fail_every_call (compute, "");
  fail_every_call (compute, "=2");
  fail_every_call (compute, "=700");
}

/* The library's workspace on the host is given back when nobody uses it any more. */
static void any_call_of_a_factorization_may_fail (void **state)
{
  (void)state;
  setenv ("ND_CUDA_CACHE", "", 1);
  fail_every_call (factorize, "=1");
}

/* ---- sticky faults ----------------------------------------------------------------------- */

static void a_fault_loses_the_devices_arrays (void **state)
{
  (void)state;
  char bytes[BYTES] = "bytes";
  nd_buffer *lost = new_buffer (0, BYTES), *other = new_buffer (1, BYTES), *fresh = NULL;
  assert_int_equal (nd_device_upload (lost, 0, bytes, BYTES, &error), ND_OK);
  assert_int_equal (nd_device_upload (other, 0, bytes, BYTES, &error), ND_OK);
  cuda_fail ("cuStreamSynchronize:1=700");
  assert_int_equal (nd_device_synchronize (lost->device, &error), ND_DEVICE_FAULT);
  assert_string_equal (
      error.message,
      "cuda:0 reported CUDA_ERROR_ILLEGAL_ADDRESS (an illegal memory access was encountered) while "
      "running nd_synchronize. What its arrays held is lost: clear them and type nd_device_reset "
      "(\"cuda:0\") to use the device again.");
  cuda_fail ("");
  assert_int_equal (nd_device_download (bytes, lost, 0, BYTES, &error), ND_DEVICE_FAULT);
  assert_string_equal (
      error.message, "cuda:0 reported CUDA_ERROR_ILLEGAL_ADDRESS earlier, and this array was lost "
                     "then. Clear the arrays of cuda:0 and type nd_device_reset (\"cuda:0\"), and "
                     "the device can be used again with new ones.");
  assert_int_equal (nd_buffer_new (lost->device, BYTES, &fresh, &error), ND_DEVICE_FAULT);
  assert_says ("cuda:0 reported CUDA_ERROR_ILLEGAL_ADDRESS earlier",
               "nd_device_reset (\"cuda:0\")");
  assert_int_equal (nd_device_download (bytes, other, 0, BYTES, &error), ND_OK);
  assert_string_equal (bytes, "bytes");

  assert_int_equal (nd_device_reset (lost->device, &error), ND_OK);
  fresh = new_buffer (0, BYTES);
  assert_int_equal (nd_device_upload (fresh, 0, bytes, BYTES, &error), ND_OK);
  assert_int_equal (nd_device_download (bytes, lost, 0, BYTES, &error), ND_DEVICE_FAULT);
  assert_says ("cuda:0 was reset earlier, and this array was lost then");
  nd_buffer_release (lost); /* does not touch what is there now */
  assert_int_equal (nd_device_download (bytes, fresh, 0, BYTES, &error), ND_OK);
  assert_string_equal (bytes, "bytes");
  nd_buffer_release (fresh);
  nd_buffer_release (other);
}

static void faults_that_are_not_sticky_lose_nothing (void **state)
{
  (void)state;
  char bytes[BYTES] = "bytes";
  nd_buffer *buffer = new_buffer (0, BYTES);
  assert_int_equal (nd_device_upload (buffer, 0, bytes, BYTES, &error), ND_OK);
  cuda_fail ("cuMemcpyDtoHAsync_v2:1=1");
  assert_int_equal (nd_device_download (bytes, buffer, 0, BYTES, &error), ND_DEVICE_FAULT);
  assert_string_equal (
      error.message,
      "cuda:0 reported CUDA_ERROR_INVALID_VALUE (invalid argument) "
      "for a copy from the device. Its arrays are intact. Where that comes again, type "
      "nd_device_reset (\"cuda:0\"), or use to_cpu (...) and work on host memory.");
  assert_int_equal (nd_device_download (bytes, buffer, 0, BYTES, &error), ND_OK);
  assert_string_equal (bytes, "bytes");
  nd_buffer_release (buffer);
}

static void a_context_that_others_reset_is_lost (void **state)
{
  (void)state;
  static const struct {
    int result;
    const char *name;
  } rows[] = {{201, "CUDA_ERROR_INVALID_CONTEXT"}, {709, "CUDA_ERROR_CONTEXT_IS_DESTROYED"}};
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    char what[64], bytes[BYTES];
    nd_buffer *buffer = new_buffer (0, BYTES);
    snprintf (what, sizeof what, "cuCtxPushCurrent_v2:1=%d", rows[i].result);
    cuda_fail (what);
    assert_int_equal (nd_device_download (bytes, buffer, 0, BYTES, &error), ND_DEVICE_FAULT);
    assert_says (rows[i].name, "What its arrays held is lost", "nd_device_reset");
    nd_buffer_release (buffer);
    cuda_calm (NULL);
  }
}

/* What NVIDIA's header says of these: the process must be started again. */
static void faults_that_newer_drivers_report_are_sticky (void **state)
{
  (void)state;
  static const int results[] = {CUDA_ERROR_CONTAINED, CUDA_ERROR_TENSOR_MEMORY_LEAK};
  for (size_t i = 0; i < sizeof results / sizeof results[0]; i++) {
    char what[64];
    nd_buffer *buffer = new_buffer (0, BYTES);
    snprintf (what, sizeof what, "cuStreamSynchronize:1=%d", results[i]);
    cuda_fail (what);
    assert_int_equal (nd_device_synchronize (buffer->device, &error), ND_DEVICE_FAULT);
    assert_says ("What its arrays held is lost", "nd_device_reset");
    nd_buffer_release (buffer);
    cuda_calm (NULL);
  }
}

/* Faults are found later than they happen: the message names what was started. */
static void faults_name_what_was_running (void **state)
{
  (void)state;
  nd_cuda *cuda = nd_cuda_of (cuda_device (0));
  char byte;
  nd_buffer *buffer = new_buffer (0, BYTES);
  assert_int_equal (nd_cuda_started (cuda, CUDA_SUCCESS, "operator +", &error), ND_OK);
  cuda_fail ("cuStreamSynchronize:1=700");
  assert_int_equal (nd_device_download (&byte, buffer, 0, 1, &error), ND_DEVICE_FAULT);
  assert_says ("while running operator +. What");
  cuda_calm (NULL);
  assert_int_equal (nd_cuda_started (cuda, CUDA_SUCCESS, "operator +", &error), ND_OK);
  assert_int_equal (nd_cuda_started (cuda, CUDA_SUCCESS, "exp", &error), ND_OK);
  cuda_fail ("cuStreamSynchronize:1=700");
  assert_int_equal (nd_device_synchronize (cuda->device, &error), ND_DEVICE_FAULT);
  assert_says ("while running exp, or an operation shortly before it", "ND_CUDA_SYNC=1");
  cuda_calm (NULL);
  cuda->waits = true;
  assert_int_equal (nd_cuda_enter (cuda, &error), ND_OK);
  assert_int_equal (nd_cuda_started (cuda, CUDA_SUCCESS, "operator +", &error), ND_OK);
  cuda_fail ("cuStreamSynchronize:1=700");
  assert_int_equal (nd_cuda_started (cuda, CUDA_SUCCESS, "exp", &error), ND_DEVICE_FAULT);
  nd_cuda_leave (cuda);
  assert_says ("while running exp. What");
  cuda->waits = false;
  nd_buffer_release (buffer);
}

/* ---- resets ------------------------------------------------------------------------------ */

static void a_reset_may_fail_and_be_tried_again (void **state)
{
  (void)state;
  nd_device *device = cuda_device (0);
  cuda_fail ("cuDevicePrimaryCtxRetain:1=999");
  assert_int_equal (nd_device_reset (device, &error), ND_DEVICE_FAULT);
  assert_says ("cuda:0 could not be reset: CUDA_ERROR_UNKNOWN", "Restart Octave");
  nd_buffer *buffer = NULL;
  assert_int_equal (nd_buffer_new (device, BYTES, &buffer, &error), ND_DEVICE_FAULT);
  cuda_fail ("");
  assert_int_equal (nd_device_reset (device, &error), ND_OK);
  nd_buffer_release (new_buffer (0, BYTES));
}

static void a_reset_gives_all_memory_back (void **state)
{
  (void)state;
  nd_device *device = cuda_device (0);
  size_t free_bytes, total_bytes;
  nd_buffer *buffer = new_buffer (0, LARGE);
  nd_buffer_release (new_buffer (0, BYTES));
  assert_int_equal (nd_device_reset (device, &error), ND_OK);
  assert_int_equal (device->counters.cached, 0);
  nd_device_memory (device, &free_bytes, &total_bytes);
  assert_int_equal (free_bytes, total_bytes);
  nd_buffer_release (buffer);
  assert_int_equal (device->counters.cached, 0);
  assert_int_equal (device->counters.in_use, 0);
}

/* The contexts that others made current stay so. */
static void entering_and_leaving_keep_the_callers_context (void **state)
{
  (void)state;
  nd_cuda *first = nd_cuda_of (cuda_device (0)), *second = nd_cuda_of (cuda_device (1));
  CUcontext popped = NULL;
  char bytes[BYTES] = "bytes";
  nd_buffer *buffer = new_buffer (0, BYTES);
  assert_int_equal (first->driver->cuCtxPushCurrent_v2 (second->context), CUDA_SUCCESS);
  assert_int_equal (nd_device_upload (buffer, 0, bytes, BYTES, &error), ND_OK);
  assert_int_equal (nd_device_download (bytes, buffer, 0, BYTES, &error), ND_OK);
  nd_buffer_release (buffer);
  nd_device_trim (first->device);
  cuda_fail ("cuMemcpyHtoDAsync_v2:1=1");
  buffer = new_buffer (0, BYTES);
  assert_int_equal (nd_device_upload (buffer, 0, bytes, BYTES, &error), ND_DEVICE_FAULT);
  nd_buffer_release (buffer);
  assert_int_equal (first->driver->cuCtxPopCurrent_v2 (&popped), CUDA_SUCCESS);
  assert_ptr_equal (popped, second->context);
}

int main (void)
{
  const struct CMUnitTest tests[] = {
      cuda_test (any_call_of_a_transfer_may_fail),
      cuda_test (any_call_of_a_computation_may_fail),
      cuda_test (any_call_of_a_factorization_may_fail),
      cuda_test (a_fault_loses_the_devices_arrays),
      cuda_test (faults_that_are_not_sticky_lose_nothing),
      cuda_test (a_context_that_others_reset_is_lost),
      cuda_test (faults_that_newer_drivers_report_are_sticky),
      cuda_test (faults_name_what_was_running),
      cuda_test (a_reset_may_fail_and_be_tried_again),
      cuda_test (a_reset_gives_all_memory_back),
      cuda_test (entering_and_leaving_keep_the_callers_context),
  };
  return cmocka_run_group_tests_name ("cuda: faults", tests, NULL, NULL);
}
