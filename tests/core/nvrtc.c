#include "nvrtc.h"
#include "core.h"
#include "device/cuda/compiler.h"
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { OLDEST = 70 }; /* the oldest architecture that the package is for */

static struct {
#define MEMBER(name, arguments) nvrtcResult (*name) arguments;
  ND_CUDA_NVRTC_FUNCTIONS (MEMBER)
#undef MEMBER
} nvrtc;

bool nvrtc_find (void)
{
  static const char *const names[] = {"libnvrtc.so.13", "libnvrtc.so.12", "libnvrtc.so",
                                      "/usr/local/cuda/lib64/libnvrtc.so"};
  void *handle = NULL;
  for (size_t i = 0; i < sizeof names / sizeof names[0] && !handle; i++)
    handle = dlopen (names[i], RTLD_NOW | RTLD_LOCAL);
  if (!handle)
    return false;
#define FIND(name, arguments) *(void **)&nvrtc.name = dlsym (handle, #name);
  ND_CUDA_NVRTC_FUNCTIONS (FIND)
#undef FIND
  return nvrtc.nvrtcGetSupportedArchs != NULL;
}

int nvrtc_architectures (int architectures[NVRTC_MOST])
{
  int count = 0;
  if (!nvrtc_find ())
    skip ();
  assert_int_equal (nvrtc.nvrtcGetNumSupportedArchs (&count), 0);
  assert_in_range (count, 1, NVRTC_MOST);
  assert_int_equal (nvrtc.nvrtcGetSupportedArchs (architectures), 0);
  int first = 0; /* they ascend */
  while (first < count && architectures[first] < OLDEST)
    first++;
  memmove (architectures, architectures + first, (size_t)(count - first) * sizeof *architectures);
  return count - first;
}

static int compile (const char *text, const char *kind, int architecture, const char *option,
                    nvrtcProgram *program)
{
  char target[64];
  snprintf (target, sizeof target, "--gpu-architecture=%s_%d", kind, architecture);
  const char *const options[] = {target, "--fmad=false", "--std=c++17", "--diag-suppress=177",
                                 option};
  assert_int_equal (nvrtc.nvrtcCreateProgram (program, text, "text.cu", 0, NULL, NULL), 0);
  return nvrtc.nvrtcCompileProgram (*program, option ? 5 : 4, options);
}

bool nvrtc_compiles (const char *text, const char *kind, int architecture, const char *option,
                     char **log)
{
  nvrtcProgram program;
  size_t size;
  int status = compile (text, kind, architecture, option, &program);
  assert_int_equal (nvrtc.nvrtcGetProgramLogSize (program, &size), 0);
  *log = calloc (1, size + 1);
  assert_non_null (*log);
  assert_int_equal (nvrtc.nvrtcGetProgramLog (program, *log), 0);
  assert_int_equal (nvrtc.nvrtcDestroyProgram (&program), 0);
  return status == 0;
}

bool nvrtc_warns (const char *log)
{
  static const char farewell[] = "warning: Architectures prior to";
  for (; (log = strstr (log, "warning")); log++)
    if (strncmp (log, farewell, sizeof farewell - 1) != 0)
      return true;
  return false;
}

char *nvrtc_ptx (const char *text, int architecture)
{
  nvrtcProgram program;
  size_t size;
  assert_int_equal (compile (text, "compute", architecture, NULL, &program), 0);
  assert_int_equal (nvrtc.nvrtcGetPTXSize (program, &size), 0);
  char *ptx = calloc (1, size + 1);
  assert_non_null (ptx);
  assert_int_equal (nvrtc.nvrtcGetPTX (program, ptx), 0);
  assert_int_equal (nvrtc.nvrtcDestroyProgram (&program), 0);
  return ptx;
}
