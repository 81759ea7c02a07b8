#define _GNU_SOURCE
#include "device/cuda/driver.h"
#include "base/memory.h"
#include <dlfcn.h>
#include <link.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#define USUAL_LIBRARY "libcuda.so.1"
#define ADVICE "A simulated device needs no GPU: use \"sim\" instead of \"cuda\"."

enum { OLDEST_VERSION = 11080 };

typedef struct {
  const char *name;
  size_t member; /* where the address belongs in nd_cuda_driver */
  bool is_required;
} symbol;

static const symbol symbols[] = {
#define REQUIRED_ROW(name, arguments) {#name, offsetof (nd_cuda_driver, name), true},
    ND_CUDA_DRIVER_REQUIRED (REQUIRED_ROW)
#undef REQUIRED_ROW
#define OPTIONAL_ROW(name, arguments) {#name, offsetof (nd_cuda_driver, name), false},
        ND_CUDA_DRIVER_OPTIONAL (OPTIONAL_ROW)
#undef OPTIONAL_ROW
};

static nd_cuda_driver loaded;

/* ---- errors ------------------------------------------------------------------------------ */

const char *nd_cuda_result_name (CUresult result)
{
  const char *name = NULL;
  if (loaded.cuGetErrorName && loaded.cuGetErrorName (result, &name) == CUDA_SUCCESS && name)
    return name;
  return "a CUDA error without a name";
}

const char *nd_cuda_result_text (CUresult result)
{
  const char *text = NULL;
  if (loaded.cuGetErrorString && loaded.cuGetErrorString (result, &text) == CUDA_SUCCESS && text)
    return text;
  return "the driver does not say what it means";
}

static nd_status no_library (const char *replacement, const char *reason, nd_error *error)
{
  if (replacement)
    return nd_fail (
        error, ND_NO_DEVICE,
        "cuda: the driver library that the environment variable ND_CUDA_LIBRARY names "
        "could not be opened: %s. Unset the variable to use the system's driver. " ADVICE,
        reason);
  return nd_fail (error, ND_NO_DEVICE,
                  "cuda: no driver library: " USUAL_LIBRARY " was not found where the dynamic "
                  "loader looks (LD_LIBRARY_PATH, the loader's cache and its standard folders). "
                  "It comes with NVIDIA's driver. " ADVICE);
}

static nd_status too_old (const char *path, int version, nd_error *error)
{
  return nd_fail (error, ND_NO_DEVICE,
                  "cuda: the driver %s is too old: it supports CUDA %d.%d, and CUDA 11.8 or newer "
                  "is needed (driver 520 or newer). Update NVIDIA's driver. " ADVICE,
                  path, version / 1000, version % 1000 / 10);
}

static nd_status no_symbol (const char *path, const char *name, nd_error *error)
{
  return nd_fail (error, ND_NO_DEVICE,
                  "cuda: the driver library %s has no function %s, so it is too old or damaged. "
                  "Install NVIDIA's driver 520 or newer. " ADVICE,
                  path, name);
}

/* ---- loading ----------------------------------------------------------------------------- */

static void *open_library (nd_cuda_driver *driver, nd_error *error)
{
  const char *replacement = getenv ("ND_CUDA_LIBRARY");
  if (replacement && !*replacement)
    replacement = NULL;
  void *library = dlopen (replacement ? replacement : USUAL_LIBRARY, RTLD_NOW | RTLD_LOCAL);
  if (!library)
    no_library (replacement, dlerror (), error);
  driver->is_replaced = replacement != NULL;
  return library;
}

const char *nd_cuda_file_of (void *library)
{
  struct link_map *map;
  return dlinfo (library, RTLD_DI_LINKMAP, &map) == 0 ? map->l_name : "";
}

static nd_status load_symbols (void *library, nd_cuda_driver *driver, nd_error *error)
{
  for (size_t i = 0; i < sizeof symbols / sizeof symbols[0]; i++) {
    void *address = dlsym (library, symbols[i].name);
    if (!address && symbols[i].is_required)
      return no_symbol (driver->path, symbols[i].name, error);
    memcpy ((char *)driver + symbols[i].member, &address, sizeof address);
  }
  return ND_OK;
}

/* The version is asked for before anything else, because an old driver lacks other functions. */
static nd_status load_version (void *library, nd_cuda_driver *driver, nd_error *error)
{
  static const char name[] = "cuDriverGetVersion";
  CUresult (*get_version) (int *);
  void *address = dlsym (library, name);
  driver->path = nd_cuda_file_of (library);
  if (!address)
    return no_symbol (driver->path, name, error);
  memcpy (&get_version, &address, sizeof address);
  if (get_version (&driver->version) != CUDA_SUCCESS || driver->version < OLDEST_VERSION)
    return too_old (driver->path, driver->version, error);
  return ND_OK;
}

static nd_status initialize (nd_cuda_driver *driver, nd_error *error)
{
  CUresult result = driver->cuInit (0);
  if (result == CUDA_SUCCESS)
    return ND_OK;
  if (result == CUDA_ERROR_NO_DEVICE)
    return nd_fail (error, ND_NO_DEVICE,
                    "cuda: the driver %s is here, but it finds no device that it can use "
                    "(nvidia-smi lists devices; CUDA_VISIBLE_DEVICES may hide them). " ADVICE,
                    driver->path);
  return nd_fail (error, ND_NO_DEVICE,
                  "cuda: the driver %s could not be initialised: %s (%s). Does nvidia-smi "
                  "work? " ADVICE,
                  driver->path, nd_cuda_result_name (result), nd_cuda_result_text (result));
}

static void note_fork (void)
{
  loaded.is_forked = true;
}

nd_status nd_cuda_driver_here (const nd_cuda_driver *driver, nd_error *error)
{
  if (!driver->is_forked)
    return ND_OK;
  return nd_fail (error, ND_NO_DEVICE,
                  "cuda: this process was forked from one that uses CUDA, and the driver does not "
                  "work in both. Use GPUs in one of them only, or start another Octave instead.");
}

nd_status nd_cuda_driver_get (const nd_cuda_driver **driver, nd_error *error)
{
  *driver = &loaded;
  if (loaded.is_ready)
    return nd_cuda_driver_here (&loaded, error);
  void *library = open_library (&loaded, error);
  if (!library)
    return ND_NO_DEVICE;
  ND_RETURN_NOT_OK (load_version (library, &loaded, error));
  ND_RETURN_NOT_OK (load_symbols (library, &loaded, error));
  ND_RETURN_NOT_OK (initialize (&loaded, error));
  if (pthread_atfork (NULL, NULL, note_fork) != 0)
    return nd_out_of_memory (error, sizeof (void *));
  loaded.is_ready = true;
  return ND_OK;
}
