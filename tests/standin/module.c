/* Modules: images that nvrtc.c has made, loaded, and the kernels in them. */
#define _GNU_SOURCE
#include "standin.h"
#define ND_SHIM_API_ONLY
#include "shim.h"
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { NAME_SIZE = 512, PAGE = 4096 };

/* ---- loading ----------------------------------------------------------------------------- */

/* dlopen from memory, by way of a file.  Its name may never come again: a library that is still
   loaded would be taken for the new one. */
static void *open_library (const void *bytes, size_t size)
{
  static unsigned long count;
  const char *temporary = getenv ("TMPDIR");
  char path[NAME_SIZE];
  snprintf (path, sizeof path, "%s/nd-standin-%lu-XXXXXX",
            temporary && *temporary ? temporary : "/tmp", count++);
  int file = mkstemp (path);
  if (file < 0)
    return NULL;
  void *library = NULL;
  if (write (file, bytes, size) == (ssize_t)size) {
    library = dlopen (path, RTLD_NOW | RTLD_LOCAL);
    if (!library)
      standin_set_report ("%s", dlerror ());
  }
  close (file);
  unlink (path);
  return library;
}

/* Where the compiler has put shared memory; tcc puts it among the instructions, closed to writing.
 */
static void find_shared (CUmodule module)
{
  char **begin = dlsym (module->library, "nd_shared_begin");
  char **end = dlsym (module->library, "nd_shared_end");
  if (!begin || !end)
    return;
  module->shared_begin = *begin;
  module->shared_end = *end;
  char *page = *begin - (uintptr_t)*begin % PAGE;
  mprotect (page, (size_t)(*end - page), PROT_READ | PROT_WRITE | PROT_EXEC);
}

size_t standin_static_shared (CUmodule module)
{
  return (size_t)(module->shared_end - module->shared_begin);
}

/* A card runs what was made for it or for an older one of its generation. */
static CUresult check_architecture (int architecture)
{
  int capability = standin_capability ();
  if (architecture / 10 == capability / 10 && architecture <= capability)
    return CUDA_SUCCESS;
  standin_set_report ("an image for sm_%d on a card with sm_%d", architecture, capability);
  return CUDA_ERROR_NO_BINARY_FOR_GPU;
}

static int digit (char c)
{
  return c <= '9' ? c - '0' : c - 'a' + 10;
}

/* Text made of hexadecimal digits, back to an image; owned by the caller. */
static struct image *read_ptx (const char *text, CUresult *result)
{
  *result = CUDA_ERROR_INVALID_PTX;
  if (strlen (text) < PTX_HEADER)
    return NULL;
  char *next;
  long compiler = strtol (text + strlen (PTX_MAGIC), &next, 10);
  long architecture = strtol (next, &next, 10);
  size_t size = strtoul (next, &next, 10);
  if (strlen (text) < PTX_HEADER + 2 * size || size < sizeof (struct image))
    return NULL;
  if (compiler > standin_number ("ND_STANDIN_DRIVER_VERSION", STANDIN_DRIVER_VERSION)) {
    *result = CUDA_ERROR_UNSUPPORTED_PTX_VERSION;
    return NULL;
  }
  if (architecture > standin_capability ()) {
    *result = CUDA_ERROR_NO_BINARY_FOR_GPU;
    return NULL;
  }
  unsigned char *bytes = malloc (size);
  for (size_t i = 0; bytes && i < size; i++)
    bytes[i] = (unsigned char)(digit (text[PTX_HEADER + 2 * i]) << 4 |
                               digit (text[PTX_HEADER + 2 * i + 1]));
  *result = bytes ? CUDA_SUCCESS : CUDA_ERROR_OUT_OF_MEMORY;
  return (struct image *)bytes;
}

static CUresult load (CUmodule *out, const struct image *image)
{
  const void *library = image + 1;
  if (memcmp (image->magic, IMAGE_MAGIC, sizeof image->magic) != 0 ||
      standin_hash (library, image->size, 0) != image->hash) {
    standin_set_report ("the image is damaged, or none of the stand-in's");
    return CUDA_ERROR_INVALID_IMAGE;
  }
  CUmodule module = object_new (sizeof *module, OBJECT_MODULE, standin_current ());
  if (!module)
    return CUDA_ERROR_OUT_OF_MEMORY;
  module->library = open_library (library, image->size);
  if (module->library)
    module->api = dlsym (module->library, "nd_api");
  if (!module->api) {
    module_free (module);
    return CUDA_ERROR_INVALID_IMAGE;
  }
  find_shared (module);
  *out = module;
  return CUDA_SUCCESS;
}

CUresult cuModuleLoadData (CUmodule *module, const void *data)
{
  ENTER (NEEDS_CONTEXT);
  if (!module || !data)
    return CUDA_ERROR_INVALID_VALUE;
  CUresult result;
  if (strncmp (data, IMAGE_MAGIC, strlen (IMAGE_MAGIC)) == 0) {
    const struct image *image = data;
    result = check_architecture (image->architecture);
    return result == CUDA_SUCCESS ? load (module, image) : result;
  }
  if (strncmp (data, PTX_MAGIC, strlen (PTX_MAGIC)) != 0) {
    standin_set_report ("cuModuleLoadData: neither CUBIN nor PTX of the stand-in");
    return CUDA_ERROR_INVALID_IMAGE;
  }
  struct image *image = read_ptx (data, &result);
  if (result == CUDA_SUCCESS)
    result = load (module, image);
  free (image);
  return result;
}

void module_free (void *object)
{
  CUmodule module = object;
  while (module->functions) {
    CUfunction function = module->functions;
    module->functions = function->next;
    object_free (function);
  }
  if (module->library)
    dlclose (module->library);
  object_free (module);
}

CUresult cuModuleUnload (CUmodule module)
{
  ENTER (NEEDS_CONTEXT);
  if (!object_is (module, OBJECT_MODULE))
    return CUDA_ERROR_INVALID_HANDLE;
  CUresult result = context_run_all (module->object.context);
  module_free (module);
  return result;
}

/* ---- kernels ----------------------------------------------------------------------------- */

static const void *symbol (CUmodule module, const char *prefix, const char *name)
{
  char text[NAME_SIZE];
  snprintf (text, sizeof text, "%s%s", prefix, name);
  return dlsym (module->library, text);
}

static CUresult make_function (CUfunction *out, CUmodule module, const char *name)
{
  const void *entry = symbol (module, "nd_entry_", name);
  const unsigned int *sizes = symbol (module, "nd_sizes_", name);
  const unsigned int *bounds = symbol (module, "nd_bounds_", name);
  if (!entry || !sizes || !bounds) {
    standin_set_report ("no kernel \"%s\" in the module (is it extern \"C\"?)", name);
    return CUDA_ERROR_NOT_FOUND;
  }
  CUfunction function = object_new (sizeof *function, OBJECT_FUNCTION, standin_current ());
  if (!function)
    return CUDA_ERROR_OUT_OF_MEMORY;
  function->module = module;
  memcpy (&function->entry, &entry, sizeof entry);
  function->parameter_sizes = sizes;
  function->most_threads = *bounds;
  function->most_shared = STANDIN_USUAL_SHARED;
  snprintf (function->name, sizeof function->name, "%s", name);
  function->next = module->functions;
  module->functions = function;
  *out = function;
  return CUDA_SUCCESS;
}

CUresult cuModuleGetFunction (CUfunction *out, CUmodule module, const char *name)
{
  ENTER (NEEDS_CONTEXT);
  if (!object_is (module, OBJECT_MODULE))
    return CUDA_ERROR_INVALID_HANDLE;
  if (!out || !name)
    return CUDA_ERROR_INVALID_VALUE;
  for (CUfunction f = module->functions; f; f = f->next)
    if (strcmp (f->name, name) == 0) {
      *out = f;
      return CUDA_SUCCESS;
    }
  return make_function (out, module, name);
}

CUresult cuFuncGetAttribute (int *value, CUfunction_attribute attribute, CUfunction function)
{
  ENTER (NEEDS_CONTEXT);
  if (!object_is (function, OBJECT_FUNCTION))
    return CUDA_ERROR_INVALID_HANDLE;
  if (!value)
    return CUDA_ERROR_INVALID_VALUE;
  int fixed = (int)standin_static_shared (function->module), all = (int)function->most_shared;
  const int values[] = {[CU_FUNC_ATTRIBUTE_MAX_THREADS_PER_BLOCK] = (int)function->most_threads,
                        [CU_FUNC_ATTRIBUTE_SHARED_SIZE_BYTES] = fixed,
                        [CU_FUNC_ATTRIBUTE_CONST_SIZE_BYTES] = 0,
                        [CU_FUNC_ATTRIBUTE_LOCAL_SIZE_BYTES] = 0,
                        [CU_FUNC_ATTRIBUTE_NUM_REGS] = 32,
                        [CU_FUNC_ATTRIBUTE_PTX_VERSION] = standin_capability (),
                        [CU_FUNC_ATTRIBUTE_BINARY_VERSION] = standin_capability (),
                        [CU_FUNC_ATTRIBUTE_MAX_DYNAMIC_SHARED_SIZE_BYTES] = all - fixed};
  if ((size_t)attribute >= sizeof values / sizeof values[0])
    return CUDA_ERROR_INVALID_VALUE;
  *value = values[attribute];
  return CUDA_SUCCESS;
}

CUresult cuFuncSetAttribute (CUfunction function, CUfunction_attribute attribute, int value)
{
  ENTER (NEEDS_CONTEXT);
  if (!object_is (function, OBJECT_FUNCTION))
    return CUDA_ERROR_INVALID_HANDLE;
  if (attribute == CU_FUNC_ATTRIBUTE_PREFERRED_SHARED_MEMORY_CARVEOUT)
    return CUDA_SUCCESS;
  size_t all = (size_t)value + standin_static_shared (function->module);
  if (attribute != CU_FUNC_ATTRIBUTE_MAX_DYNAMIC_SHARED_SIZE_BYTES || value < 0 ||
      all > STANDIN_MOST_SHARED)
    return CUDA_ERROR_INVALID_VALUE;
  if (all > STANDIN_USUAL_SHARED)
    function->most_shared = (unsigned int)all;
  return CUDA_SUCCESS;
}

/* What threads and shared memory allow; the stand-in knows no registers. */
CUresult cuOccupancyMaxActiveBlocksPerMultiprocessor (int *blocks, CUfunction function, int threads,
                                                      size_t shared)
{
  ENTER (NEEDS_CONTEXT);
  if (!object_is (function, OBJECT_FUNCTION))
    return CUDA_ERROR_INVALID_HANDLE;
  if (!blocks || threads < 1)
    return CUDA_ERROR_INVALID_VALUE;
  size_t bytes = shared + standin_static_shared (function->module) + 1024;
  size_t by_memory = STANDIN_MOST_SHARED / bytes, by_threads = 2048 / (size_t)threads;
  *blocks = (unsigned int)threads > function->most_threads ? 0
            : by_memory < by_threads                       ? (int)by_memory
                                                           : (int)by_threads;
  return CUDA_SUCCESS;
}
