#define _POSIX_C_SOURCE 200809L
#include "device/cuda/kernels.h"
#include "base/memory.h"
#include "device/cuda/compiler.h"
#include "device/cuda/disk.h"
#include "device/cuda/libraries.h"
#include <string.h>
#include <time.h>

/* Another kernel of a text, and its name; an empty name: none yet. */
typedef struct {
  char name[32];
  CUfunction function;
} named_function;

enum { NAMED = 4 }; /* that are remembered of a text */

struct nd_cuda_kernel {
  char *key;
  uint64_t hash;
  CUmodule module;
  CUfunction function;
  named_function *named; /* NAMED */
};

/* A hash table with open addressing, at most half full. */
struct nd_cuda_kernels {
  nd_cuda_kernel **slots;
  size_t capacity, count;
  nd_text description; /* of the compiler; empty until first needed */
};

enum { SMALLEST_TABLE = 64 };

static nd_cuda_compile_counters counters;

const nd_cuda_compile_counters *nd_cuda_compile_counts (void)
{
  return &counters;
}

/* ---- the table --------------------------------------------------------------------------- */

static uint64_t hash_key (const char *key)
{
  uint64_t hash = 14695981039346656037U;
  for (; *key; key++)
    hash = (hash ^ (unsigned char)*key) * 1099511628211U;
  return hash ^ hash >> 32;
}

/* The slot that holds the key, or the empty one where it belongs. */
static size_t find_slot (nd_cuda_kernel *const *slots, size_t capacity, uint64_t hash,
                         const char *key)
{
  size_t i = hash & (capacity - 1);
  while (slots[i] && !(slots[i]->hash == hash && strcmp (slots[i]->key, key) == 0))
    i = (i + 1) & (capacity - 1);
  return i;
}

/* Room for one more. */
static nd_status grow (nd_cuda_kernels *kernels, nd_error *error)
{
  if (2 * (kernels->count + 1) <= kernels->capacity)
    return ND_OK;
  size_t capacity = kernels->capacity ? 2 * kernels->capacity : SMALLEST_TABLE;
  size_t nbytes = capacity * sizeof *kernels->slots; /* NOLINT(bugprone-sizeof-expression) */
  nd_cuda_kernel **slots = nd_calloc (1, nbytes);
  if (!slots)
    return nd_out_of_memory (error, nbytes);
  for (size_t i = 0; i < kernels->capacity; i++) {
    nd_cuda_kernel *kernel = kernels->slots[i];
    if (kernel)
      slots[find_slot (slots, capacity, kernel->hash, kernel->key)] = kernel;
  }
  nd_free (kernels->slots);
  kernels->slots = slots;
  kernels->capacity = capacity;
  return ND_OK;
}

static nd_status table_of (nd_cuda *cuda, nd_cuda_kernels **out, nd_error *error)
{
  if (!cuda->kernels)
    cuda->kernels = nd_calloc (1, sizeof *cuda->kernels);
  if (!cuda->kernels)
    return nd_out_of_memory (error, sizeof *cuda->kernels);
  *out = cuda->kernels;
  return grow (cuda->kernels, error);
}

static nd_status new_kernel (const char *key, uint64_t hash, nd_cuda_kernel **out, nd_error *error)
{
  size_t length = strlen (key) + 1;
  size_t nbytes = sizeof (nd_cuda_kernel) + NAMED * sizeof (named_function) + length;
  nd_cuda_kernel *kernel = nd_calloc (1, nbytes);
  if (!kernel)
    return nd_out_of_memory (error, nbytes);
  kernel->named = (named_function *)(kernel + 1);
  kernel->key = (char *)(kernel->named + NAMED);
  kernel->hash = hash;
  memcpy (kernel->key, key, length);
  *out = kernel;
  return ND_OK;
}

void nd_cuda_kernels_forget (nd_cuda *cuda)
{
  nd_cuda_kernels *kernels = cuda->kernels;
  if (!kernels)
    return;
  for (size_t i = 0; i < kernels->capacity; i++)
    if (kernels->slots[i]) {
      cuda->driver->cuModuleUnload (kernels->slots[i]->module);
      nd_free (kernels->slots[i]);
    }
  nd_free (kernels->slots);
  nd_text_free (&kernels->description);
  nd_free (kernels);
  cuda->kernels = NULL;
}

/* ---- code -------------------------------------------------------------------------------- */

static double now (void)
{
  struct timespec t;
  clock_gettime (CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* The driver takes memory for code, too, which the cache may hold. */
static CUresult load_module (nd_cuda *cuda, nd_cuda_kernel *kernel, const nd_cuda_code *code)
{
  CUresult result = cuda->driver->cuModuleLoadData (&kernel->module, code->bytes);
  if (result == CUDA_ERROR_OUT_OF_MEMORY) {
    nd_cuda_pool_trim (cuda);
    result = cuda->driver->cuModuleLoadData (&kernel->module, code->bytes);
  }
  if (result != CUDA_SUCCESS)
    return result;
  result = cuda->driver->cuModuleGetFunction (&kernel->function, kernel->module, "nd_kernel");
  if (result == CUDA_ERROR_NOT_FOUND) {
    kernel->function = NULL; /* a user's text has kernels of other names */
    result = CUDA_SUCCESS;
  }
  if (result != CUDA_SUCCESS)
    cuda->driver->cuModuleUnload (kernel->module);
  return result;
}

/* Code that the driver does not take, such as another driver's, is as good as none. */
static bool load_from_disk (nd_cuda *cuda, const char *text, nd_cuda_kernel *kernel)
{
  nd_cuda_code code;
  if (!nd_cuda_disk_load (cuda->kernels->description.bytes, text, &code))
    return false;
  bool is_loaded = load_module (cuda, kernel, &code) == CUDA_SUCCESS;
  nd_free (code.bytes);
  counters.loaded += is_loaded;
  return is_loaded;
}

/* What the driver says of code that it does not take. */
static nd_status check_load (nd_cuda *cuda, CUresult result, nd_error *error)
{
  static const CUresult refusals[] = {CUDA_ERROR_INVALID_IMAGE, CUDA_ERROR_NO_BINARY_FOR_GPU,
                                      CUDA_ERROR_INVALID_PTX, CUDA_ERROR_UNSUPPORTED_PTX_VERSION};
  for (size_t i = 0; i < sizeof refusals / sizeof refusals[0]; i++)
    if (refusals[i] == result)
      return nd_fail (error, ND_NO_DEVICE,
                      "%s does not take the code that NVRTC makes: %s (%s). Update NVIDIA's "
                      "driver, which works with CUDA %d.%d, or let the environment variable "
                      "ND_NVRTC_LIBRARY name the NVRTC of that version (now: %s).",
                      cuda->device->name, nd_cuda_result_name (result),
                      nd_cuda_result_text (result), cuda->driver->version / 1000,
                      cuda->driver->version % 1000 / 10,
                      nd_cuda_library_path (cuda, ND_CUDA_NVRTC));
  return nd_cuda_check (cuda, result, "loading a kernel", error);
}

static nd_status compile (nd_cuda *cuda, const char *text, nd_cuda_kernel *kernel, nd_error *error)
{
  nd_cuda_code code;
  double start = now ();
  nd_status status = nd_cuda_compile (cuda, text, &code, error);
  counters.seconds += now () - start;
  counters.compiled++;
  ND_RETURN_NOT_OK (status);
  status = check_load (cuda, load_module (cuda, kernel, &code), error);
  if (status == ND_OK)
    nd_cuda_disk_save (cuda->kernels->description.bytes, text, &code);
  nd_free (code.bytes);
  return status;
}

/* What is described in part is not described. */
static nd_status describe_compiler (nd_cuda *cuda, nd_text *description, nd_error *error)
{
  if (description->length > 0)
    return ND_OK;
  nd_status status = nd_cuda_compiler_describe (cuda, description, error);
  if (status != ND_OK)
    nd_text_clear (description);
  return status;
}

static nd_status make_code (nd_cuda *cuda, const char *text, nd_cuda_kernel *kernel,
                            nd_error *error)
{
  ND_RETURN_NOT_OK (describe_compiler (cuda, &cuda->kernels->description, error));
  return load_from_disk (cuda, text, kernel) ? ND_OK : compile (cuda, text, kernel, error);
}

nd_status nd_cuda_kernel_find (nd_cuda *cuda, const char *key,
                               void (*write) (nd_text *text, const void *context),
                               const void *context, const nd_cuda_kernel **out, nd_error *error)
{
  nd_cuda_kernels *kernels = NULL;
  nd_cuda_kernel *kernel = NULL;
  nd_text text = {0};
  uint64_t hash = hash_key (key);
  ND_RETURN_NOT_OK (table_of (cuda, &kernels, error));
  size_t slot = find_slot (kernels->slots, kernels->capacity, hash, key);
  *out = kernels->slots[slot];
  if (*out) {
    counters.found++;
    return ND_OK;
  }
  ND_RETURN_NOT_OK (new_kernel (key, hash, &kernel, error));
  write (&text, context);
  nd_status status = nd_text_status (&text, error);
  if (status == ND_OK)
    status = make_code (cuda, text.bytes, kernel, error);
  nd_text_free (&text);
  if (status != ND_OK) {
    nd_free (kernel);
    return status;
  }
  kernels->slots[slot] = kernel;
  kernels->count++;
  *out = kernel;
  return ND_OK;
}

nd_status nd_cuda_kernel_named (nd_cuda *cuda, const nd_cuda_kernel *kernel, const char *name,
                                CUfunction *function, nd_error *error)
{
  named_function *named = kernel->named;
  int i = 0;
  while (i < NAMED && named[i].name[0] && strcmp (named[i].name, name) != 0)
    i++;
  if (i < NAMED && named[i].name[0]) {
    *function = named[i].function;
    return ND_OK;
  }
  CUresult result = cuda->driver->cuModuleGetFunction (function, kernel->module, name);
  if (result == CUDA_ERROR_NOT_FOUND)
    return nd_fail (error, ND_INVALID_ARGUMENT,
                    "nd_kernel: the text has no kernel \"%s\" once it is compiled. Look whether an "
                    "#if leaves it out.",
                    name);
  ND_RETURN_NOT_OK (nd_cuda_check (cuda, result, "loading a kernel", error));
  if (i < NAMED && strlen (name) < sizeof named->name) {
    memcpy (named[i].name, name, strlen (name) + 1);
    named[i].function = *function;
  }
  return ND_OK;
}

CUfunction nd_cuda_kernel_function (const nd_cuda_kernel *kernel)
{
  return kernel->function;
}

/* ---- launching --------------------------------------------------------------------------- */

static CUresult launch (nd_cuda *cuda, CUfunction function, const nd_cuda_grid *grid,
                        void **arguments)
{
  return cuda->driver->cuLaunchKernel (function, grid->blocks[0], grid->blocks[1], grid->blocks[2],
                                       grid->threads[0], grid->threads[1], grid->threads[2],
                                       grid->shared_bytes, cuda->stream, arguments, NULL);
}

nd_status nd_cuda_launch_arguments (nd_cuda *cuda, CUfunction function, const nd_cuda_grid *grid,
                                    void **arguments, const char *operation, nd_error *error)
{
  CUresult result = launch (cuda, function, grid, arguments);
  if (result == CUDA_ERROR_OUT_OF_MEMORY) {
    nd_cuda_pool_trim (cuda);
    result = launch (cuda, function, grid, arguments);
  }
  return nd_cuda_started (cuda, result, operation, error);
}

nd_status nd_cuda_launch (nd_cuda *cuda, CUfunction function, const nd_cuda_grid *grid,
                          const void *parameters, const char *operation, nd_error *error)
{
  void *arguments[1];
  memcpy (arguments, &parameters, sizeof parameters); /* the driver's interface knows no const */
  return nd_cuda_launch_arguments (cuda, function, grid, arguments, operation, error);
}
