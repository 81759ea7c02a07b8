/* What the stand-in's tests share.

   Purpose    A device of its own for every test, kernels from text, arrays on the device.
   Ownership  What check_... returns lives until the test ends, when the context is reset.
   Threads    One.
   Failures   cmocka's assertions, with what the stand-in reports. */
#ifndef TESTS_STANDIN_CHECK_STANDIN_H
#define TESTS_STANDIN_CHECK_STANDIN_H

#include "nvrtc_api.h"
#include "standin.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>

/* Makes a fresh context of device 0 current, and the environment plain. */
int check_set_up (void **state);
int check_tear_down (void **state);
#define check_test(name) cmocka_unit_test_setup_teardown (name, check_set_up, check_tear_down)

/* The call must give this result. */
#define assert_result(call, result)                                                                \
  do {                                                                                             \
    int check_result = (int)(call);                                                                \
    if (check_result != (int)(result))                                                             \
      fail_msg ("%s gives %d: %s", #call, check_result, nd_standin_report ());                     \
  } while (0)
#define assert_ok(call) assert_result (call, 0)
#define assert_report(part)                                                                        \
  do {                                                                                             \
    if (!strstr (nd_standin_report (), part))                                                      \
      fail_msg ("no \"%s\" in \"%s\"", part, nd_standin_report ());                                \
  } while (0)

/* Compiles CUDA C and returns its kernel `name`. */
CUfunction check_kernel (const char *source, const char *name);
nvrtcResult check_compile (const char *source, const char *option, nvrtcProgram *program);

/* Device memory, with a copy of host memory when that is not NULL. */
CUdeviceptr check_array (const void *host, size_t size);

/* Launches on the stream: check_launch (stream, kernel, blocks, threads, shared, &a, &b). */
CUresult check_launch_with (CUstream stream, CUfunction kernel, unsigned int blocks,
                            unsigned int threads, unsigned int shared, void **parameters);
#define check_launch(stream, kernel, blocks, threads, shared, ...)                                 \
  check_launch_with (stream, kernel, blocks, threads, shared, (void *[]){__VA_ARGS__})

/* Runs the function in a child process; true when a signal ended it. */
bool check_kills (void (*function) (void *), void *argument);

#endif
