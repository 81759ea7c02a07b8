#define _DEFAULT_SOURCE
#include "device/cuda/compiler.h"
#include "base/memory.h"
#include "device/cuda/libraries.h"
#include <dlfcn.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>

static struct {
#define MEMBER(name, arguments) nvrtcResult (*name) arguments;
  ND_CUDA_NVRTC_FUNCTIONS (MEMBER)
#undef MEMBER
  bool is_loaded;
  int major, minor;
} nvrtc;

enum { MAX_ARCHS = 64, MAX_LOCALE = 512, MAX_PATH = 4096 };

/* ---- finding ----------------------------------------------------------------------------- */

/* What NVRTC looks for by its bare name when it compiles, and finds once it is open. */
static void open_builtins (const char *library)
{
  char path[MAX_PATH];
  const char *name = strrchr (library, '/');
  if (name && snprintf (path, sizeof path, "%.*s/libnvrtc-builtins.so.%d.%d", (int)(name - library),
                        library, nvrtc.major, nvrtc.minor) < MAX_PATH)
    dlopen (path, RTLD_LAZY | RTLD_LOCAL);
}

static nd_status load (nd_cuda *cuda, nd_error *error)
{
  void *library;
  if (nvrtc.is_loaded)
    return ND_OK;
  ND_RETURN_NOT_OK (nd_cuda_library_open (cuda, ND_CUDA_NVRTC, &library, error));
#define FIND(name, arguments)                                                                      \
  *(void **)&nvrtc.name = dlsym (library, #name);                                                  \
  if (!nvrtc.name)                                                                                 \
    return nd_fail (error, ND_NO_DEVICE,                                                           \
                    "cuda: %s has no %s: it is too old. NVRTC of CUDA 11.8 or later is needed.",   \
                    nd_cuda_library_path (cuda, ND_CUDA_NVRTC), #name);
  ND_CUDA_NVRTC_FUNCTIONS (FIND)
#undef FIND
  nvrtc.nvrtcVersion (&nvrtc.major, &nvrtc.minor);
  open_builtins (nd_cuda_library_path (cuda, ND_CUDA_NVRTC));
  nvrtc.is_loaded = true;
  return ND_OK;
}

/* Systems on a chip (Jetson and its like): machine code of theirs runs on nothing else, nor does
   other code run on them. */
static bool is_system_on_chip (int arch)
{
  static const int archs[] = {53, 62, 72, 87, 101};
  for (size_t i = 0; i < sizeof archs / sizeof archs[0]; i++)
    if (archs[i] == arch)
      return true;
  return false;
}

int nd_cuda_choose_arch (int card, int count, const int *archs, bool *is_ptx)
{
  int best = 0;
  for (int i = 0; i < count; i++)
    if (archs[i] == card || (archs[i] < card && !is_system_on_chip (archs[i])))
      best = archs[i];
  *is_ptx = best != card && (best / 10 != card / 10 || is_system_on_chip (card));
  return best;
}

static nd_status choose (nd_cuda *cuda, int *arch, bool *is_ptx, nd_error *error)
{
  int count = 0, archs[MAX_ARCHS];
  ND_RETURN_NOT_OK (load (cuda, error));
  nvrtc.nvrtcGetNumSupportedArchs (&count);
  if (count > 0 && count <= MAX_ARCHS && nvrtc.nvrtcGetSupportedArchs (archs) == 0)
    *arch = nd_cuda_choose_arch (cuda->major * 10 + cuda->minor, count, archs, is_ptx);
  else
    *arch = 0;
  if (*arch > 0)
    return ND_OK;
  return nd_fail (error, ND_NO_DEVICE,
                  "cuda: NVRTC %d.%d (%s) knows no architecture that runs on %s, a card of compute "
                  "capability %d.%d. Install the NVRTC of another version of CUDA.",
                  nvrtc.major, nvrtc.minor, nd_cuda_library_path (cuda, ND_CUDA_NVRTC),
                  cuda->device->name, cuda->major, cuda->minor);
}

/* ---- options ----------------------------------------------------------------------------- */

/* Products and sums round one by one, as on the CPU.  Functions and values that a program does not
   use are no matter (177). */
static const char *const options[] = {NULL, "--fmad=false", "--std=c++17", "--diag-suppress=177"};

enum { OPTION_COUNT = sizeof options / sizeof options[0] };

static void add_arch (nd_text *option, int arch, bool is_ptx)
{
  nd_text_add (option, "--gpu-architecture=%s_%d", is_ptx ? "compute" : "sm", arch);
}

nd_status nd_cuda_compiler_describe (nd_cuda *cuda, nd_text *description, nd_error *error)
{
  int arch;
  bool is_ptx;
  ND_RETURN_NOT_OK (choose (cuda, &arch, &is_ptx, error));
  nd_text_add (description, "%s %d.%d ", nd_cuda_library_path (cuda, ND_CUDA_NVRTC), nvrtc.major,
               nvrtc.minor);
  add_arch (description, arch, is_ptx);
  for (int i = 1; i < OPTION_COUNT; i++)
    nd_text_add (description, " %s", options[i]);
  return nd_text_status (description, error);
}

/* ---- compiling --------------------------------------------------------------------------- */

/* NVRTC before 12.6.2 changes the locale and leaves it so. */
static nvrtcResult compile_program (nvrtcProgram program, const char *arch)
{
  char before[MAX_LOCALE] = "";
  const char *all[OPTION_COUNT];
  const char *locale = setlocale (LC_ALL, NULL);
  if (locale && strlen (locale) < sizeof before)
    strcpy (before, locale);
  memcpy (all, options, sizeof all);
  all[0] = arch;
  nvrtcResult result = nvrtc.nvrtcCompileProgram (program, OPTION_COUNT, all);
  locale = setlocale (LC_ALL, NULL);
  if (*before && locale && strcmp (locale, before) != 0)
    setlocale (LC_ALL, before);
  return result;
}

static nd_status report_log (nvrtcProgram program, nd_error *error)
{
  size_t size = 0;
  nvrtc.nvrtcGetProgramLogSize (program, &size);
  char *log = size > 0 ? nd_malloc (size) : NULL;
  if (log)
    nvrtc.nvrtcGetProgramLog (program, log);
  nd_fail (error, ND_FAILED, "cuda: NVRTC could not compile a kernel: %s", log ? log : "no log");
  nd_free (log);
  return ND_FAILED;
}

static nd_status take_code (nvrtcProgram program, bool is_ptx, nd_cuda_code *code, nd_error *error)
{
  nvrtcResult result = is_ptx ? nvrtc.nvrtcGetPTXSize (program, &code->nbytes)
                              : nvrtc.nvrtcGetCUBINSize (program, &code->nbytes);
  if (result != 0)
    return nd_fail (error, ND_FAILED,
                    "cuda: NVRTC gave no code for a kernel (error %d). Install the NVRTC of "
                    "another version of CUDA.",
                    result);
  code->bytes = nd_malloc (code->nbytes);
  if (!code->bytes)
    return nd_out_of_memory (error, code->nbytes);
  if (is_ptx)
    nvrtc.nvrtcGetPTX (program, code->bytes);
  else
    nvrtc.nvrtcGetCUBIN (program, code->bytes);
  return ND_OK;
}

nd_status nd_cuda_compile (nd_cuda *cuda, const char *text, nd_cuda_code *code, nd_error *error)
{
  int arch;
  bool is_ptx;
  nvrtcProgram program;
  nd_text option = {0};
  ND_RETURN_NOT_OK (choose (cuda, &arch, &is_ptx, error));
  add_arch (&option, arch, is_ptx);
  nd_status status = nd_text_status (&option, error);
  if (status == ND_OK && nvrtc.nvrtcCreateProgram (&program, text, "nd_kernel.cu", 0, NULL, NULL))
    status = nd_fail (error, ND_FAILED,
                      "cuda: NVRTC could not start to compile a kernel. Clear arrays that are no "
                      "longer needed, or restart Octave.");
  else if (status == ND_OK) {
    status = compile_program (program, option.bytes) == 0 ? take_code (program, is_ptx, code, error)
                                                          : report_log (program, error);
    nvrtc.nvrtcDestroyProgram (&program);
  }
  nd_text_free (&option);
  return status;
}
