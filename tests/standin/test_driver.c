#define _GNU_SOURCE
/* Contexts, handles, memory, launches that no card takes, failures on demand. */
#include "check_standin.h"
#define __cuda_cuda_h__ /* driver_api.h has the types */
#include "device/cuda/driver.h"
#include <dlfcn.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static const char store[] = "extern \"C\" __global__ void __launch_bounds__ (128) k (int *x, int "
                            "v) { x[threadIdx.x] = v; }";

/* ---- devices and contexts ---------------------------------------------------------------- */

static void devices_say_what_they_are (void **state)
{
  (void)state;
  int count, version, major, warp;
  char name[100];
  CUdevice device;
  size_t bytes;
  assert_ok (cuDeviceGetCount (&count));
  assert_int_equal (count, 2);
  assert_ok (cuDeviceGet (&device, 1));
  assert_result (cuDeviceGet (&device, 2), CUDA_ERROR_INVALID_DEVICE);
  assert_ok (cuDeviceGetName (name, sizeof name, 0));
  assert_string_equal (name, "stand-in driver (runs CUDA C on the CPU)");
  assert_ok (cuDeviceGetAttribute (&warp, CU_DEVICE_ATTRIBUTE_WARP_SIZE, 0));
  assert_int_equal (warp, 32);
  assert_result (cuDeviceGetAttribute (&warp, (CUdevice_attribute)9999, 0),
                 CUDA_ERROR_INVALID_VALUE);
  setenv ("ND_STANDIN_DRIVER_VERSION", "11070", 1);
  assert_ok (cuDriverGetVersion (&version));
  assert_int_equal (version, 11070);
  setenv ("ND_STANDIN_CAPABILITY", "75", 1);
  assert_ok (cuDeviceGetAttribute (&major, CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR, 0));
  assert_int_equal (major, 7);
  setenv ("ND_STANDIN_MEMORY", "123456", 1);
  assert_ok (cuDeviceTotalMem_v2 (&bytes, 0));
  assert_int_equal (bytes, 123456);
  setenv ("ND_STANDIN_DEVICES", "0", 1);
  assert_result (cuInit (0), CUDA_ERROR_NO_DEVICE);
}

static void errors_have_names (void **state)
{
  (void)state;
  const char *text;
  assert_ok (cuGetErrorName (CUDA_ERROR_ILLEGAL_ADDRESS, &text));
  assert_string_equal (text, "CUDA_ERROR_ILLEGAL_ADDRESS");
  assert_ok (cuGetErrorString (CUDA_ERROR_OUT_OF_MEMORY, &text));
  assert_string_equal (text, "out of memory");
  assert_result (cuGetErrorName ((CUresult)12345, &text), CUDA_ERROR_INVALID_VALUE);
}

static void calls_want_a_context (void **state)
{
  (void)state;
  CUcontext context;
  CUdeviceptr p;
  assert_ok (cuCtxPopCurrent_v2 (&context));
  assert_result (cuMemAlloc_v2 (&p, 16), CUDA_ERROR_INVALID_CONTEXT);
  assert_result (cuCtxSynchronize (), CUDA_ERROR_INVALID_CONTEXT);
  assert_result (cuCtxPopCurrent_v2 (NULL), CUDA_ERROR_INVALID_CONTEXT);
  assert_result (cuCtxPushCurrent_v2 ((CUcontext)&p), CUDA_ERROR_INVALID_CONTEXT);
  assert_ok (cuCtxPushCurrent_v2 (context));
  assert_ok (cuMemAlloc_v2 (&p, 16));
}

static void a_reset_destroys_everything (void **state)
{
  (void)state;
  CUcontext old, fresh;
  CUstream stream;
  CUdeviceptr p = check_array (NULL, 1000);
  CUfunction kernel = check_kernel (store, "k");
  int v = 1;
  assert_ok (cuStreamCreate (&stream, CU_STREAM_NON_BLOCKING));
  assert_ok (check_launch (stream, kernel, 1, 1, 0, &p, &v));
  assert_ok (cuDevicePrimaryCtxReset_v2 (0));
  assert_result (cuMemAlloc_v2 (&p, 16), CUDA_ERROR_CONTEXT_IS_DESTROYED);
  assert_ok (cuCtxPopCurrent_v2 (&old));
  assert_result (cuCtxPushCurrent_v2 (old), CUDA_ERROR_CONTEXT_IS_DESTROYED);
  assert_ok (cuDevicePrimaryCtxRetain (&fresh, 0));
  assert_ok (cuCtxPushCurrent_v2 (fresh));
  assert_result (cuMemFree_v2 (p), CUDA_ERROR_INVALID_VALUE);
  assert_result (cuStreamSynchronize (stream), CUDA_ERROR_INVALID_HANDLE);
  assert_result (check_launch (NULL, kernel, 1, 1, 0, &p, &v), CUDA_ERROR_INVALID_HANDLE);
  assert_ok (cuDevicePrimaryCtxRelease_v2 (0)); /* retained twice */
  assert_ok (cuMemAlloc_v2 (&p, 16));
}

/* In a child: 0 when a forked process is refused. */
static int forked_result (void)
{
  int status;
  CUdeviceptr p;
  pid_t child = fork ();
  assert_true (child >= 0);
  if (child == 0)
    _exit (cuMemAlloc_v2 (&p, 16) == CUDA_ERROR_NOT_INITIALIZED &&
                   cuInit (0) == CUDA_ERROR_NOT_INITIALIZED
               ? 0
               : 1);
  assert_int_equal (waitpid (child, &status, 0), child);
  return WIFEXITED (status) ? WEXITSTATUS (status) : -1;
}

static void forked_children_have_no_driver (void **state)
{
  (void)state;
  assert_int_equal (forked_result (), 0);
}

/* ---- memory ------------------------------------------------------------------------------ */

static void read_it (void *p)
{
  (void)*(volatile char *)p;
}

static void the_host_cannot_touch_device_memory (void **state)
{
  (void)state;
  int x = 3;
  CUdeviceptr p = check_array (&x, sizeof x);
  assert_true (check_kills (read_it, device_pointer (p)));
  assert_ok (cuMemcpyDtoH_v2 (&x, p, sizeof x));
  assert_true (check_kills (read_it, device_pointer (p)));
}

static void memory_is_bounded (void **state)
{
  (void)state;
  CUdeviceptr p, q;
  size_t available, total;
  setenv ("ND_STANDIN_MEMORY", "1000000", 1);
  assert_ok (cuMemAlloc_v2 (&p, 700000));
  assert_result (cuMemAlloc_v2 (&q, 400000), CUDA_ERROR_OUT_OF_MEMORY);
  assert_ok (cuMemGetInfo_v2 (&available, &total));
  assert_int_equal (total, 1000000);
  assert_in_range (available, 290000, 300000);
  assert_ok (cuMemFree_v2 (p));
  assert_ok (cuMemAlloc_v2 (&q, 400000));
}

static void fresh_memory_is_neither_zero_nor_nan (void **state)
{
  (void)state;
  double x[4];
  CUdeviceptr p = check_array (NULL, sizeof x);
  assert_ok (cuMemcpyDtoH_v2 (x, p, sizeof x));
  for (int i = 0; i < 4; i++)
    assert_true (x[i] == x[i] && x[i] != 0);
}

static void wrong_addresses_and_sizes_are_refused (void **state)
{
  (void)state;
  char host[64] = {0};
  CUdeviceptr p = check_array (host, sizeof host), q = check_array (host, sizeof host);
  assert_result (cuMemcpyDtoH_v2 (host, p, 65), CUDA_ERROR_INVALID_VALUE);
  assert_report ("not inside one live allocation");
  assert_result (cuMemcpyHtoD_v2 ((uintptr_t)host, host, 8), CUDA_ERROR_INVALID_VALUE);
  assert_report ("is not device memory");
  assert_result (cuMemcpyHtoD_v2 (p, device_pointer (q), 8), CUDA_ERROR_INVALID_VALUE);
  assert_report ("given as host memory");
  assert_result (cuMemcpyDtoDAsync_v2 (p + 8, p, 16, NULL), CUDA_ERROR_INVALID_VALUE);
  assert_report ("overlap");
  assert_result (cuMemsetD32Async (p + 2, 0, 1, NULL), CUDA_ERROR_INVALID_VALUE);
  assert_result (cuMemFree_v2 (p + 8), CUDA_ERROR_INVALID_VALUE);
  assert_ok (cuMemFree_v2 (p));
  assert_result (cuMemFree_v2 (p), CUDA_ERROR_INVALID_VALUE);
  assert_result (cuMemAlloc_v2 (&p, 0), CUDA_ERROR_INVALID_VALUE);
}

static void rectangles_are_copied (void **state)
{
  (void)state;
  char from[24], to[24];
  for (int i = 0; i < 24; i++)
    from[i] = (char)i;
  CUdeviceptr p = check_array (from, sizeof from);
  memset (to, -1, sizeof to);
  CUDA_MEMCPY2D copy = {.srcMemoryType = CU_MEMORYTYPE_DEVICE,
                        .srcDevice = p,
                        .srcXInBytes = 1,
                        .srcY = 1,
                        .srcPitch = 6,
                        .dstMemoryType = CU_MEMORYTYPE_HOST,
                        .dstHost = to,
                        .dstPitch = 4,
                        .WidthInBytes = 3,
                        .Height = 2};
  assert_ok (cuMemcpy2D_v2 (&copy));
  assert_memory_equal (to, ((char[]){7, 8, 9, -1, 13, 14, 15, -1}), 8);
  copy.Height = 4;
  assert_result (cuMemcpy2D_v2 (&copy), CUDA_ERROR_INVALID_VALUE);
}

static void fills_write_their_pattern (void **state)
{
  (void)state;
  unsigned int x[3];
  CUdeviceptr p = check_array (NULL, sizeof x);
  assert_ok (cuMemsetD8Async (p, 7, 12, NULL));
  assert_ok (cuMemsetD32Async (p + 4, 0x12345678, 1, NULL));
  assert_ok (cuMemcpyDtoH_v2 (x, p, sizeof x));
  assert_int_equal (x[0], 0x07070707);
  assert_int_equal (x[1], 0x12345678);
  assert_int_equal (x[2], 0x07070707);
}

static void devices_have_memory_of_their_own (void **state)
{
  (void)state;
  CUcontext first, second;
  int x = 5, y = 0, v = 9;
  CUdeviceptr p = check_array (&x, sizeof x);
  assert_ok (cuCtxGetCurrent (&first));
  assert_ok (cuDevicePrimaryCtxRetain (&second, 1));
  assert_ok (cuCtxPushCurrent_v2 (second));
  CUdeviceptr q = check_array (NULL, sizeof x);
  assert_result (cuMemcpyDtoH_v2 (&y, p, sizeof y), CUDA_ERROR_INVALID_VALUE);
  assert_report ("memory of device 0, used on device 1");
  assert_ok (cuMemcpyPeerAsync (q, second, p, first, sizeof x, NULL));
  assert_ok (cuMemcpyDtoH_v2 (&y, q, sizeof y));
  assert_int_equal (y, 5);
  CUfunction kernel = check_kernel (store, "k");
  assert_ok (cuCtxEnablePeerAccess (first, 0));
  assert_result (cuCtxEnablePeerAccess (first, 0), CUDA_ERROR_PEER_ACCESS_ALREADY_ENABLED);
  assert_ok (check_launch (NULL, kernel, 1, 1, 0, &p, &v));
  assert_ok (cuCtxSynchronize ());
  assert_ok (cuCtxDisablePeerAccess (first));
  assert_ok (check_launch (NULL, kernel, 1, 1, 0, &p, &v));
  assert_result (cuCtxSynchronize (), CUDA_ERROR_ILLEGAL_ADDRESS);
  assert_ok (cuDevicePrimaryCtxReset_v2 (1));
  assert_ok (cuCtxPopCurrent_v2 (NULL));
  assert_ok (cuDevicePrimaryCtxRelease_v2 (1));
  assert_ok (cuMemcpyDtoH_v2 (&x, p, sizeof x));
  assert_int_equal (x, 9);
}

/* ---- launches ---------------------------------------------------------------------------- */

static void impossible_launches_are_refused (void **state)
{
  (void)state;
  int v = 1, shared;
  CUdeviceptr p = check_array (NULL, 4096);
  CUfunction bounded = check_kernel (store, "k");
  CUfunction kernel = check_kernel (
      "extern \"C\" __global__ void k (int *x) { __shared__ int y[1024]; y[threadIdx.x] = 1; "
      "__syncthreads (); x[0] = y[(threadIdx.x + 1) % blockDim.x]; }",
      "k");
  assert_result (check_launch (NULL, bounded, 1, 129, 0, &p, &v), CUDA_ERROR_INVALID_VALUE);
  assert_result (check_launch (NULL, kernel, 1, 1025, 0, &p), CUDA_ERROR_INVALID_VALUE);
  assert_result (check_launch (NULL, kernel, 0, 32, 0, &p), CUDA_ERROR_INVALID_VALUE);
  assert_ok (check_launch (NULL, kernel, 1, 1024, 0, &p));
  assert_ok (cuFuncGetAttribute (&shared, CU_FUNC_ATTRIBUTE_SHARED_SIZE_BYTES, kernel));
  assert_in_range (shared, 4096, 4200);
  assert_result (check_launch (NULL, kernel, 1, 32, (48 << 10) - 4000, &p),
                 CUDA_ERROR_INVALID_VALUE);
  assert_ok (cuFuncSetAttribute (kernel, CU_FUNC_ATTRIBUTE_MAX_DYNAMIC_SHARED_SIZE_BYTES, 100000));
  assert_ok (check_launch (NULL, kernel, 1, 32, 100000, &p));
  assert_result (check_launch (NULL, kernel, 1, 32, 120000, &p), CUDA_ERROR_INVALID_VALUE);
  assert_result (
      cuFuncSetAttribute (kernel, CU_FUNC_ATTRIBUTE_MAX_DYNAMIC_SHARED_SIZE_BYTES, 300000),
      CUDA_ERROR_INVALID_VALUE);
  assert_result (check_launch (NULL, (CUfunction)device_pointer (p), 1, 32, 0, &p),
                 CUDA_ERROR_INVALID_HANDLE);
  assert_ok (cuCtxSynchronize ());
}

static void parameters_are_bounded_and_read_at_the_call (void **state)
{
  (void)state;
  int v = 3, x = 0;
  CUdeviceptr p = check_array (&x, sizeof x);
  CUfunction wide = check_kernel (
      "typedef struct { int x[1025]; } big; extern \"C\" __global__ void k (const big b) { }", "k");
  char bytes[4100] = {0};
  assert_result (check_launch (NULL, wide, 1, 1, 0, bytes), CUDA_ERROR_INVALID_VALUE);
  assert_report ("4100 bytes");
  CUfunction kernel = check_kernel (store, "k");
  assert_result (check_launch (NULL, kernel, 1, 1, 0, &p, NULL), CUDA_ERROR_INVALID_VALUE);
  assert_ok (check_launch (NULL, kernel, 1, 1, 0, &p, &v));
  v = 4;
  assert_ok (cuMemcpyDtoH_v2 (&x, p, sizeof x));
  assert_int_equal (x, 3);
}

/* The older interface of all that the package resolves. */
static void legacy_symbols_are_refused (void **state)
{
  (void)state;
  static const char *const resolved[] = {
#define NAME(name, arguments) #name,
      ND_CUDA_DRIVER_REQUIRED (NAME) ND_CUDA_DRIVER_OPTIONAL (NAME)
#undef NAME
  };
  int refused = 0;
  for (size_t i = 0; i < sizeof resolved / sizeof resolved[0]; i++) {
    char legacy[64];
    CUresult (*call) (void);
    const char *suffix = strstr (resolved[i], "_v2");
    if (!suffix)
      continue;
    snprintf (legacy, sizeof legacy, "%.*s", (int)(suffix - resolved[i]), resolved[i]);
    *(void **)&call = dlsym (RTLD_DEFAULT, legacy);
    assert_non_null (call);
    assert_result (call (), CUDA_ERROR_INVALID_VALUE);
    assert_report (resolved[i]);
    refused++;
  }
  assert_true (refused > 10);
}

/* ---- failures on demand ------------------------------------------------------------------ */

static void calls_are_counted_and_fail_on_demand (void **state)
{
  (void)state;
  CUdeviceptr p;
  long before = nd_standin_calls ("cuMemAlloc_v2"), all = nd_standin_calls ("*");
  setenv ("ND_STANDIN_FAIL", "cuMemAlloc_v2:2", 1);
  assert_ok (cuMemAlloc_v2 (&p, 16));
  assert_result (cuMemAlloc_v2 (&p, 16), CUDA_ERROR_OUT_OF_MEMORY);
  assert_ok (cuMemAlloc_v2 (&p, 16));
  setenv ("ND_STANDIN_FAIL", "*:2+=400", 1);
  assert_ok (cuMemAlloc_v2 (&p, 16));
  assert_result (cuMemAlloc_v2 (&p, 16), CUDA_ERROR_INVALID_HANDLE);
  assert_result (cuCtxSynchronize (), CUDA_ERROR_INVALID_HANDLE);
  unsetenv ("ND_STANDIN_FAIL");
  assert_ok (cuCtxSynchronize ());
  assert_int_equal (nd_standin_calls ("cuMemAlloc_v2") - before, 5);
  assert_int_equal (nd_standin_calls ("*") - all, 7);
}

static void work_fails_when_it_is_done (void **state)
{
  (void)state;
  int v = 1;
  CUdeviceptr p = check_array (NULL, 4096);
  CUfunction kernel = check_kernel (store, "k");
  setenv ("ND_STANDIN_FAIL", "run_kernel:2", 1);
  assert_ok (check_launch (NULL, kernel, 1, 1, 0, &p, &v));
  assert_ok (check_launch (NULL, kernel, 1, 1, 0, &p, &v));
  assert_ok (check_launch (NULL, kernel, 1, 1, 0, &p, &v));
  assert_result (cuCtxSynchronize (), CUDA_ERROR_LAUNCH_FAILED);
  assert_result (check_launch (NULL, kernel, 1, 1, 0, &p, &v), CUDA_ERROR_LAUNCH_FAILED);
}

static double now (void)
{
  struct timespec t;
  clock_gettime (CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void calls_are_delayed_on_demand (void **state)
{
  (void)state;
  setenv ("ND_STANDIN_DELAY", "cuCtxSynchronize:1=50", 1);
  double start = now ();
  assert_ok (cuCtxSynchronize ());
  assert_true (now () - start >= 0.05);
}

int main (void)
{
  const struct CMUnitTest tests[] = {check_test (devices_say_what_they_are),
                                     check_test (errors_have_names),
                                     check_test (calls_want_a_context),
                                     check_test (a_reset_destroys_everything),
                                     check_test (forked_children_have_no_driver),
                                     check_test (the_host_cannot_touch_device_memory),
                                     check_test (memory_is_bounded),
                                     check_test (fresh_memory_is_neither_zero_nor_nan),
                                     check_test (wrong_addresses_and_sizes_are_refused),
                                     check_test (rectangles_are_copied),
                                     check_test (fills_write_their_pattern),
                                     check_test (devices_have_memory_of_their_own),
                                     check_test (impossible_launches_are_refused),
                                     check_test (parameters_are_bounded_and_read_at_the_call),
                                     check_test (legacy_symbols_are_refused),
                                     check_test (calls_are_counted_and_fail_on_demand),
                                     check_test (work_fails_when_it_is_done),
                                     check_test (calls_are_delayed_on_demand)};
  return cmocka_run_group_tests (tests, NULL, NULL);
}
