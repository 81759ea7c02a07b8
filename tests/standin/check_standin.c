#define _GNU_SOURCE
#include "check_standin.h"
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static const char *const variables[] = {
    "ND_STANDIN_DEVICES",    "ND_STANDIN_MEMORY", "ND_STANDIN_DRIVER_VERSION",
    "ND_STANDIN_CAPABILITY", "ND_STANDIN_LAZY",   "ND_STANDIN_ORDER",
    "ND_STANDIN_FAIL",       "ND_STANDIN_DELAY",  "ND_STANDIN_NVRTC_VERSION"};

int check_set_up (void **state)
{
  (void)state;
  CUcontext context;
  for (size_t i = 0; i < sizeof variables / sizeof variables[0]; i++)
    unsetenv (variables[i]);
  assert_ok (cuInit (0));
  assert_ok (cuDevicePrimaryCtxRetain (&context, 0));
  assert_ok (cuCtxPushCurrent_v2 (context));
  return 0;
}

int check_tear_down (void **state)
{
  (void)state;
  for (size_t i = 0; i < sizeof variables / sizeof variables[0]; i++)
    unsetenv (variables[i]);
  assert_ok (cuDevicePrimaryCtxReset_v2 (0));
  assert_ok (cuCtxPopCurrent_v2 (NULL));
  assert_ok (cuDevicePrimaryCtxRelease_v2 (0));
  return 0;
}

nvrtcResult check_compile (const char *source, const char *option, nvrtcProgram *program)
{
  const char *options[] = {option};
  assert_ok (nvrtcCreateProgram (program, source, "kernel.cu", 0, NULL, NULL));
  return nvrtcCompileProgram (*program, 1, options);
}

static void print_log (nvrtcProgram program)
{
  size_t size;
  assert_ok (nvrtcGetProgramLogSize (program, &size));
  char *log = malloc (size);
  assert_non_null (log);
  assert_ok (nvrtcGetProgramLog (program, log));
  print_error ("%s\n", log);
  free (log);
}

CUfunction check_kernel (const char *source, const char *name)
{
  nvrtcProgram program;
  nvrtcResult result = check_compile (source, "-arch=sm_90", &program);
  if (result != NVRTC_SUCCESS)
    print_log (program);
  assert_int_equal (result, NVRTC_SUCCESS);
  size_t size;
  CUmodule module;
  CUfunction function;
  assert_ok (nvrtcGetCUBINSize (program, &size));
  char *image = malloc (size);
  assert_non_null (image);
  assert_ok (nvrtcGetCUBIN (program, image));
  assert_ok (nvrtcDestroyProgram (&program));
  assert_ok (cuModuleLoadData (&module, image));
  free (image);
  assert_ok (cuModuleGetFunction (&function, module, name));
  return function;
}

CUdeviceptr check_array (const void *host, size_t size)
{
  CUdeviceptr p;
  assert_ok (cuMemAlloc_v2 (&p, size));
  if (host)
    assert_ok (cuMemcpyHtoD_v2 (p, host, size));
  return p;
}

CUresult check_launch_with (CUstream stream, CUfunction kernel, unsigned int blocks,
                            unsigned int threads, unsigned int shared, void **parameters)
{
  return cuLaunchKernel (kernel, blocks, 1, 1, threads, 1, 1, shared, stream, parameters, NULL);
}

bool check_kills (void (*function) (void *), void *argument)
{
  int status;
  fflush (stdout);
  pid_t child = fork ();
  assert_true (child >= 0);
  if (child == 0) {
    signal (SIGSEGV, SIG_DFL);
    function (argument);
    _exit (0);
  }
  assert_int_equal (waitpid (child, &status, 0), child);
  return WIFSIGNALED (status);
}
