/* The driver itself and the devices it has. */
#define _GNU_SOURCE
#include "standin.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { CAPABILITY = 90, MULTIPROCESSORS = 4, L2_BYTES = 1 << 20 };

static pid_t process; /* that called cuInit; a forked child has no driver */

bool standin_is_initialised (void)
{
  return process != 0 && process == getpid ();
}

int standin_device_count (void)
{
  long long n = standin_number ("ND_STANDIN_DEVICES", 2);
  return n < 0 ? 0 : n > STANDIN_MOST_DEVICES ? STANDIN_MOST_DEVICES : (int)n;
}

CUresult cuInit (unsigned int flags)
{
  ENTER (NEEDS_NOTHING);
  if (flags != 0)
    return CUDA_ERROR_INVALID_VALUE;
  if (standin_device_count () == 0)
    return CUDA_ERROR_NO_DEVICE;
  if (process != 0 && process != getpid ()) {
    standin_set_report ("cuInit in a forked child of a process that has called it");
    return CUDA_ERROR_NOT_INITIALIZED;
  }
  process = getpid ();
  return CUDA_SUCCESS;
}

CUresult cuDriverGetVersion (int *version)
{
  ENTER (NEEDS_NOTHING);
  if (!version)
    return CUDA_ERROR_INVALID_VALUE;
  *version = (int)standin_number ("ND_STANDIN_DRIVER_VERSION", STANDIN_DRIVER_VERSION);
  return CUDA_SUCCESS;
}

/* ---- errors ------------------------------------------------------------------------------ */

static const struct {
  CUresult result;
  const char *name, *text;
} results[] = {
#define RESULT_ROW(name, number, text) {name, #name, text},
    STANDIN_RESULTS (RESULT_ROW)
#undef RESULT_ROW
};

/* The row of a result, or -1. */
static int row_of (CUresult result)
{
  for (int i = 0; i < (int)(sizeof results / sizeof results[0]); i++)
    if (results[i].result == result)
      return i;
  return -1;
}

CUresult cuGetErrorName (CUresult result, const char **name)
{
  ENTER (NEEDS_NOTHING);
  int row = row_of (result);
  if (name)
    *name = row < 0 ? NULL : results[row].name;
  return name && row >= 0 ? CUDA_SUCCESS : CUDA_ERROR_INVALID_VALUE;
}

CUresult cuGetErrorString (CUresult result, const char **text)
{
  ENTER (NEEDS_NOTHING);
  int row = row_of (result);
  if (text)
    *text = row < 0 ? NULL : results[row].text;
  return text && row >= 0 ? CUDA_SUCCESS : CUDA_ERROR_INVALID_VALUE;
}

/* ---- devices ----------------------------------------------------------------------------- */

static bool is_device (CUdevice device)
{
  return device >= 0 && device < standin_device_count ();
}

CUresult cuDeviceGetCount (int *count)
{
  ENTER (NEEDS_INIT);
  if (!count)
    return CUDA_ERROR_INVALID_VALUE;
  *count = standin_device_count ();
  return CUDA_SUCCESS;
}

CUresult cuDeviceGet (CUdevice *device, int number)
{
  ENTER (NEEDS_INIT);
  if (!device)
    return CUDA_ERROR_INVALID_VALUE;
  if (!is_device (number))
    return CUDA_ERROR_INVALID_DEVICE;
  *device = number;
  return CUDA_SUCCESS;
}

CUresult cuDeviceGetName (char *name, int size, CUdevice device)
{
  ENTER (NEEDS_INIT);
  if (!name || size <= 0)
    return CUDA_ERROR_INVALID_VALUE;
  if (!is_device (device))
    return CUDA_ERROR_INVALID_DEVICE;
  snprintf (name, (size_t)size, "stand-in driver (runs CUDA C on the CPU)");
  return CUDA_SUCCESS;
}

CUresult cuDeviceGetUuid_v2 (CUuuid *uuid, CUdevice device)
{
  ENTER (NEEDS_INIT);
  if (!uuid)
    return CUDA_ERROR_INVALID_VALUE;
  if (!is_device (device))
    return CUDA_ERROR_INVALID_DEVICE;
  memcpy (uuid->bytes, "nd-standin-dev-", 15);
  uuid->bytes[15] = (char)device;
  return CUDA_SUCCESS;
}

CUresult cuDeviceTotalMem_v2 (size_t *bytes, CUdevice device)
{
  ENTER (NEEDS_INIT);
  if (!bytes)
    return CUDA_ERROR_INVALID_VALUE;
  if (!is_device (device))
    return CUDA_ERROR_INVALID_DEVICE;
  *bytes = arena_memory ();
  return CUDA_SUCCESS;
}

CUresult cuDeviceCanAccessPeer (int *can, CUdevice device, CUdevice peer)
{
  ENTER (NEEDS_INIT);
  if (!can)
    return CUDA_ERROR_INVALID_VALUE;
  if (!is_device (device) || !is_device (peer))
    return CUDA_ERROR_INVALID_DEVICE;
  *can = device != peer;
  return CUDA_SUCCESS;
}

static const struct {
  CUdevice_attribute attribute;
  int value;
} attributes[] = {{CU_DEVICE_ATTRIBUTE_MAX_THREADS_PER_BLOCK, 1024},
                  {CU_DEVICE_ATTRIBUTE_MAX_BLOCK_DIM_X, 1024},
                  {CU_DEVICE_ATTRIBUTE_MAX_BLOCK_DIM_Y, 1024},
                  {CU_DEVICE_ATTRIBUTE_MAX_BLOCK_DIM_Z, 64},
                  {CU_DEVICE_ATTRIBUTE_MAX_GRID_DIM_X, 2147483647},
                  {CU_DEVICE_ATTRIBUTE_MAX_GRID_DIM_Y, 65535},
                  {CU_DEVICE_ATTRIBUTE_MAX_GRID_DIM_Z, 65535},
                  {CU_DEVICE_ATTRIBUTE_MAX_SHARED_MEMORY_PER_BLOCK, 48 << 10},
                  {CU_DEVICE_ATTRIBUTE_WARP_SIZE, 32},
                  {CU_DEVICE_ATTRIBUTE_MAX_REGISTERS_PER_BLOCK, 65536},
                  {CU_DEVICE_ATTRIBUTE_CLOCK_RATE, 1000000},
                  {CU_DEVICE_ATTRIBUTE_MULTIPROCESSOR_COUNT, MULTIPROCESSORS},
                  {CU_DEVICE_ATTRIBUTE_INTEGRATED, 0},
                  {CU_DEVICE_ATTRIBUTE_CAN_MAP_HOST_MEMORY, 1},
                  {CU_DEVICE_ATTRIBUTE_CONCURRENT_KERNELS, 1},
                  {CU_DEVICE_ATTRIBUTE_MEMORY_CLOCK_RATE, 1000000},
                  {CU_DEVICE_ATTRIBUTE_GLOBAL_MEMORY_BUS_WIDTH, 64},
                  {CU_DEVICE_ATTRIBUTE_L2_CACHE_SIZE, L2_BYTES},
                  {CU_DEVICE_ATTRIBUTE_MAX_THREADS_PER_MULTIPROCESSOR, 2048},
                  {CU_DEVICE_ATTRIBUTE_ASYNC_ENGINE_COUNT, 2},
                  {CU_DEVICE_ATTRIBUTE_UNIFIED_ADDRESSING, 1},
                  {CU_DEVICE_ATTRIBUTE_MAX_SHARED_MEMORY_PER_MULTIPROCESSOR, 228 << 10},
                  {CU_DEVICE_ATTRIBUTE_MAX_SHARED_MEMORY_PER_BLOCK_OPTIN, STANDIN_MOST_SHARED}};

int standin_capability (void)
{
  return (int)standin_number ("ND_STANDIN_CAPABILITY", CAPABILITY);
}

CUresult cuDeviceGetAttribute (int *value, CUdevice_attribute attribute, CUdevice device)
{
  ENTER (NEEDS_INIT);
  if (!value)
    return CUDA_ERROR_INVALID_VALUE;
  if (!is_device (device))
    return CUDA_ERROR_INVALID_DEVICE;
  if (attribute == CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR)
    *value = standin_capability () / 10;
  else if (attribute == CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MINOR)
    *value = standin_capability () % 10;
  else {
    size_t i = 0, n = sizeof attributes / sizeof attributes[0];
    while (i < n && attributes[i].attribute != attribute)
      i++;
    if (i == n) {
      standin_set_report ("cuDeviceGetAttribute: the stand-in does not know attribute %d",
                          (int)attribute);
      return CUDA_ERROR_INVALID_VALUE;
    }
    *value = attributes[i].value;
  }
  return CUDA_SUCCESS;
}
