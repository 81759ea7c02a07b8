/* Allocating device memory and pinned host memory; the symbols that nobody should use. */
#define _GNU_SOURCE
#include "standin.h"
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

CUresult cuMemAlloc_v2 (CUdeviceptr *p, size_t size)
{
  ENTER (NEEDS_CONTEXT);
  if (!p || size == 0)
    return CUDA_ERROR_INVALID_VALUE;
  return arena_allocate (standin_current ()->device, size, p);
}

/* Waits for the device, as the driver does. */
CUresult cuMemFree_v2 (CUdeviceptr p)
{
  ENTER (NEEDS_CONTEXT);
  CUcontext current = standin_current ();
  if (p == 0)
    return CUDA_SUCCESS;
  CUresult result = context_run_all (current);
  if (result == CUDA_SUCCESS)
    result = arena_release (current->device, p);
  if (result == CUDA_ERROR_ILLEGAL_ADDRESS)
    current->lost = result;
  return result;
}

CUresult cuMemGetInfo_v2 (size_t *available, size_t *total)
{
  ENTER (NEEDS_CONTEXT);
  if (!available || !total)
    return CUDA_ERROR_INVALID_VALUE;
  size_t used = arena_in_use (standin_current ()->device);
  *total = arena_memory ();
  *available = *total > used ? *total - used : 0;
  return CUDA_SUCCESS;
}

CUresult cuMemGetAddressRange_v2 (CUdeviceptr *start, size_t *size, CUdeviceptr p)
{
  ENTER (NEEDS_CONTEXT);
  CUdeviceptr from;
  size_t bytes;
  if (!arena_range (standin_current ()->device, p, &from, &bytes))
    return CUDA_ERROR_NOT_FOUND;
  if (start)
    *start = from;
  if (size)
    *size = bytes;
  return CUDA_SUCCESS;
}

/* ---- pinned memory ----------------------------------------------------------------------- */

struct pinned {
  struct pinned *next;
  char *bytes;
  size_t size;
};
static struct pinned *pinned;

bool memory_is_pinned (const void *p, size_t size)
{
  for (const struct pinned *block = pinned; block; block = block->next) {
    size_t offset = (size_t)p - (size_t)block->bytes;
    if (offset <= block->size && size <= block->size - offset)
      return true;
  }
  return false;
}

static CUresult pin (void **p, size_t size)
{
  if (!p || size == 0)
    return CUDA_ERROR_INVALID_VALUE;
  struct pinned *block = malloc (sizeof *block);
  if (!block)
    return CUDA_ERROR_OUT_OF_MEMORY;
  block->bytes = mmap (NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (block->bytes == MAP_FAILED) {
    free (block);
    return CUDA_ERROR_OUT_OF_MEMORY;
  }
  block->size = size;
  block->next = pinned;
  pinned = block;
  *p = block->bytes;
  return CUDA_SUCCESS;
}

CUresult cuMemAllocHost_v2 (void **p, size_t size)
{
  ENTER (NEEDS_CONTEXT);
  return pin (p, size);
}

CUresult cuMemHostAlloc (void **p, size_t size, unsigned int flags)
{
  ENTER (NEEDS_CONTEXT);
  return flags > 7 ? CUDA_ERROR_INVALID_VALUE : pin (p, size);
}

CUresult cuMemFreeHost (void *p)
{
  ENTER (NEEDS_CONTEXT);
  struct pinned **link = &pinned;
  while (*link && (*link)->bytes != p)
    link = &(*link)->next;
  struct pinned *block = *link;
  if (!block) {
    standin_set_report ("cuMemFreeHost of %p, which is not pinned memory", p);
    return CUDA_ERROR_INVALID_VALUE;
  }
  if (streams_use_host (block->bytes, block->size)) {
    standin_set_report ("pinned memory is freed while queued copies use it");
    return CUDA_ERROR_INVALID_VALUE;
  }
  *link = block->next;
  munmap (block->bytes, block->size);
  free (block);
  return CUDA_SUCCESS;
}

/* ---- legacy symbols ---------------------------------------------------------------------- */

/* The names without a suffix are the 32-bit interface of CUDA 3.1.  A card would take them, and
   use half of each address. */
#define LEGACY(X)                                                                                  \
  X (cuMemAlloc)                                                                                   \
  X (cuMemFree)                                                                                    \
  X (cuMemGetInfo)                                                                                 \
  X (cuMemAllocHost)                                                                               \
  X (cuMemcpyHtoD)                                                                                 \
  X (cuMemcpyDtoH)                                                                                 \
  X (cuMemcpyDtoD)                                                                                 \
  X (cuMemcpyHtoDAsync)                                                                            \
  X (cuMemcpyDtoHAsync)                                                                            \
  X (cuMemcpyDtoDAsync)                                                                            \
  X (cuMemcpy2D)                                                                                   \
  X (cuMemcpy2DAsync)                                                                              \
  X (cuDeviceTotalMem)                                                                             \
  X (cuStreamDestroy)                                                                              \
  X (cuEventDestroy)                                                                               \
  X (cuCtxPushCurrent)                                                                             \
  X (cuCtxPopCurrent)                                                                              \
  X (cuDevicePrimaryCtxRelease)                                                                    \
  X (cuDevicePrimaryCtxReset)
#define REFUSE(name)                                                                               \
  STANDIN_EXPORT CUresult name (void);                                                             \
  CUresult name (void)                                                                             \
  {                                                                                                \
    ENTER (NEEDS_NOTHING);                                                                         \
    standin_set_report ("%s is the legacy symbol; resolve %s_v2", #name, #name);                   \
    return CUDA_ERROR_INVALID_VALUE;                                                               \
  }
LEGACY (REFUSE)
