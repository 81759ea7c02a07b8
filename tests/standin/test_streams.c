#define _GNU_SOURCE
/* Streams and events: nothing runs before it is waited for, nor in an order that nobody asked for.
 */
#include "check_standin.h"
#include <string.h>

static const char add[] =
    "extern \"C\" __global__ void k (int *to, const int *from, int v) { *to = *from + v; }";

static CUstream new_stream (unsigned int flags)
{
  CUstream stream;
  assert_ok (cuStreamCreate (&stream, flags));
  return stream;
}

static CUevent new_event (unsigned int flags)
{
  CUevent event;
  assert_ok (cuEventCreate (&event, flags));
  return event;
}

static int value_of (CUdeviceptr p)
{
  int x;
  assert_ok (cuMemcpyDtoH_v2 (&x, p, sizeof x));
  return x;
}

static void work_waits_for_somebody_to_wait (void **state)
{
  (void)state;
  int *host, ten = 10, one = 1;
  CUstream stream = new_stream (CU_STREAM_NON_BLOCKING);
  CUdeviceptr p = check_array (&ten, sizeof ten);
  CUfunction kernel = check_kernel (add, "k");
  assert_ok (cuMemHostAlloc ((void **)&host, sizeof *host, 0));
  *host = -1;
  assert_ok (check_launch (stream, kernel, 1, 1, 0, &p, &p, &one));
  assert_ok (cuMemcpyDtoHAsync_v2 (host, p, sizeof *host, stream));
  assert_int_equal (*host, -1);
  assert_int_equal (value_of (p), 10); /* the default stream does not wait for this one */
  assert_ok (cuStreamSynchronize (stream));
  assert_int_equal (*host, 11);
  assert_ok (cuMemFreeHost (host));
}

static void work_runs_at_once_where_that_is_asked_for (void **state)
{
  (void)state;
  int ten = 10, one = 1;
  CUstream stream = new_stream (CU_STREAM_NON_BLOCKING);
  CUdeviceptr p = check_array (&ten, sizeof ten);
  CUfunction kernel = check_kernel (add, "k");
  setenv ("ND_STANDIN_LAZY", "0", 1);
  assert_ok (check_launch (stream, kernel, 1, 1, 0, &p, &p, &one));
  assert_int_equal (value_of (p), 11);
}

static void the_default_stream_waits_for_blocking_ones (void **state)
{
  (void)state;
  int ten = 10, one = 1;
  CUstream stream = new_stream (CU_STREAM_DEFAULT);
  CUdeviceptr p = check_array (&ten, sizeof ten);
  CUfunction kernel = check_kernel (add, "k");
  assert_ok (check_launch (stream, kernel, 1, 1, 0, &p, &p, &one));
  assert_ok (check_launch (NULL, kernel, 1, 1, 0, &p, &p, &one));
  assert_ok (check_launch (stream, kernel, 1, 1, 0, &p, &p, &one));
  assert_ok (cuStreamSynchronize (stream));
  assert_int_equal (value_of (p), 13);
}

/* What a consumer in another stream sees, with or without a wait between them. */
static int consumed (bool waits)
{
  int zero = 0, five = 5;
  CUstream producer = new_stream (CU_STREAM_NON_BLOCKING);
  CUstream consumer = new_stream (CU_STREAM_NON_BLOCKING);
  CUevent event = new_event (CU_EVENT_DISABLE_TIMING);
  CUdeviceptr p = check_array (&zero, sizeof zero), q = check_array (&zero, sizeof zero);
  CUfunction kernel = check_kernel (add, "k");
  assert_ok (check_launch (producer, kernel, 1, 1, 0, &p, &p, &five));
  assert_ok (cuEventRecord (event, producer));
  if (waits)
    assert_ok (cuStreamWaitEvent (consumer, event, 0));
  assert_ok (cuEventDestroy_v2 (event));
  assert_ok (check_launch (consumer, kernel, 1, 1, 0, &q, &p, &five));
  assert_ok (cuStreamSynchronize (consumer));
  return value_of (q);
}

static void missing_waits_between_streams_show (void **state)
{
  (void)state;
  assert_int_equal (consumed (true), 10);
  assert_int_equal (consumed (false), 5);
  setenv ("ND_STANDIN_ORDER", "17", 1);
  for (int i = 0; i < 20; i++)
    assert_int_equal (consumed (true), 10);
}

static void waits_are_for_what_was_recorded_before (void **state)
{
  (void)state;
  int zero = 0, one = 1;
  CUstream a = new_stream (CU_STREAM_NON_BLOCKING), b = new_stream (CU_STREAM_NON_BLOCKING);
  CUevent event = new_event (CU_EVENT_DEFAULT);
  CUdeviceptr p = check_array (&zero, sizeof zero);
  CUfunction kernel = check_kernel (add, "k");
  assert_ok (cuStreamWaitEvent (b, event, 0)); /* never recorded: no wait */
  assert_ok (check_launch (a, kernel, 1, 1, 0, &p, &p, &one));
  assert_ok (cuEventRecord (event, a));
  assert_ok (cuStreamWaitEvent (b, event, 0));
  assert_ok (check_launch (a, kernel, 1, 1, 0, &p, &p, &one));
  assert_ok (cuEventRecord (event, a));
  assert_ok (cuStreamSynchronize (b));
  assert_int_equal (value_of (p), 1);
  assert_ok (cuEventSynchronize (event));
  assert_int_equal (value_of (p), 2);
}

static void polling_comes_to_an_end (void **state)
{
  (void)state;
  int zero = 0, one = 1, polls = 0;
  CUstream stream = new_stream (CU_STREAM_NON_BLOCKING);
  CUevent event = new_event (CU_EVENT_DEFAULT);
  CUdeviceptr p = check_array (&zero, sizeof zero);
  CUfunction kernel = check_kernel (add, "k");
  for (int i = 0; i < 3; i++)
    assert_ok (check_launch (stream, kernel, 1, 1, 0, &p, &p, &one));
  assert_ok (cuEventRecord (event, stream));
  assert_result (cuEventQuery (event), CUDA_ERROR_NOT_READY);
  assert_result (cuStreamQuery (stream), CUDA_ERROR_NOT_READY);
  while (cuEventQuery (event) == CUDA_ERROR_NOT_READY)
    assert_true (++polls < 100);
  assert_ok (cuStreamQuery (stream));
  assert_int_equal (value_of (p), 3);
}

static void events_measure_time (void **state)
{
  (void)state;
  float ms = -1;
  CUevent start = new_event (CU_EVENT_DEFAULT), end = new_event (CU_EVENT_DEFAULT);
  CUevent silent = new_event (CU_EVENT_DISABLE_TIMING);
  assert_result (cuEventElapsedTime (&ms, start, end), CUDA_ERROR_INVALID_HANDLE);
  assert_ok (cuEventRecord (start, NULL));
  assert_ok (cuEventRecord (end, NULL));
  assert_ok (cuEventRecord (silent, NULL));
  assert_result (cuEventElapsedTime (&ms, start, end), CUDA_ERROR_NOT_READY);
  assert_ok (cuCtxSynchronize ());
  assert_ok (cuEventElapsedTime (&ms, start, end));
  assert_true (ms >= 0);
  assert_result (cuEventElapsedTime (&ms, start, silent), CUDA_ERROR_INVALID_HANDLE);
}

static void pageable_memory_is_read_at_once_and_pinned_memory_later (void **state)
{
  (void)state;
  int *pinned, pageable = 1;
  CUstream stream = new_stream (CU_STREAM_NON_BLOCKING);
  CUdeviceptr p = check_array (NULL, sizeof (int)), q = check_array (NULL, sizeof (int));
  assert_ok (cuMemAllocHost_v2 ((void **)&pinned, sizeof *pinned));
  *pinned = 1;
  assert_ok (cuMemcpyHtoDAsync_v2 (p, &pageable, sizeof pageable, stream));
  assert_ok (cuMemcpyHtoDAsync_v2 (q, pinned, sizeof *pinned, stream));
  assert_result (cuMemFreeHost (pinned), CUDA_ERROR_INVALID_VALUE);
  assert_report ("freed while queued copies use it");
  pageable = *pinned = 2;
  assert_ok (cuStreamSynchronize (stream));
  assert_int_equal (value_of (p), 1);
  assert_int_equal (value_of (q), 2); /* used again too early */
  assert_ok (cuMemcpyDtoHAsync_v2 (&pageable, q, sizeof pageable, stream));
  assert_int_equal (pageable, 2); /* pageable memory: the call has waited */
  assert_ok (cuMemFreeHost (pinned));
  assert_result (cuMemFreeHost (pinned), CUDA_ERROR_INVALID_VALUE);
}

static void note (void *data)
{
  *(int *)data += 1;
}

static void host_functions_run_in_order (void **state)
{
  (void)state;
  int calls = 0;
  CUstream stream = new_stream (CU_STREAM_NON_BLOCKING);
  assert_ok (cuLaunchHostFunc (stream, note, &calls));
  assert_int_equal (calls, 0);
  assert_ok (cuStreamSynchronize (stream));
  assert_int_equal (calls, 1);
}

static void handles_of_another_kind_are_refused (void **state)
{
  (void)state;
  CUstream stream = new_stream (CU_STREAM_DEFAULT);
  CUevent event = new_event (CU_EVENT_DEFAULT);
  assert_result (cuStreamSynchronize ((CUstream)event), CUDA_ERROR_INVALID_HANDLE);
  assert_result (cuEventSynchronize ((CUevent)stream), CUDA_ERROR_INVALID_HANDLE);
  assert_ok (cuStreamDestroy_v2 (stream));
  assert_result (cuStreamSynchronize (stream), CUDA_ERROR_INVALID_HANDLE);
  assert_ok (cuEventDestroy_v2 (event));
  assert_result (cuEventRecord (event, NULL), CUDA_ERROR_INVALID_HANDLE);
  assert_result (cuStreamCreate (&stream, 7), CUDA_ERROR_INVALID_VALUE);
}

int main (void)
{
  const struct CMUnitTest tests[] = {
      check_test (work_waits_for_somebody_to_wait),
      check_test (work_runs_at_once_where_that_is_asked_for),
      check_test (the_default_stream_waits_for_blocking_ones),
      check_test (missing_waits_between_streams_show),
      check_test (waits_are_for_what_was_recorded_before),
      check_test (polling_comes_to_an_end),
      check_test (events_measure_time),
      check_test (pageable_memory_is_read_at_once_and_pinned_memory_later),
      check_test (host_functions_run_in_order),
      check_test (handles_of_another_kind_are_refused)};
  return cmocka_run_group_tests (tests, NULL, NULL);
}
