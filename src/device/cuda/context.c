#include "device/cuda/context.h"
#include "device/cuda/kernels.h"
#include "device/cuda/libraries.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_DEVICES = 16 };

static nd_cuda states[MAX_DEVICES];

/* ---- faults ------------------------------------------------------------------------------ */

/* After these no call of the context works any more. */
static const CUresult sticky[] = {
    CUDA_ERROR_NOT_INITIALIZED,      CUDA_ERROR_DEINITIALIZED,
    CUDA_ERROR_INVALID_CONTEXT,      CUDA_ERROR_ECC_UNCORRECTABLE,
    CUDA_ERROR_NVLINK_UNCORRECTABLE, CUDA_ERROR_CONTAINED,
    CUDA_ERROR_ILLEGAL_ADDRESS,      CUDA_ERROR_LAUNCH_TIMEOUT,
    CUDA_ERROR_CONTEXT_IS_DESTROYED, CUDA_ERROR_ASSERT,
    CUDA_ERROR_HARDWARE_STACK_ERROR, CUDA_ERROR_ILLEGAL_INSTRUCTION,
    CUDA_ERROR_MISALIGNED_ADDRESS,   CUDA_ERROR_INVALID_ADDRESS_SPACE,
    CUDA_ERROR_INVALID_PC,           CUDA_ERROR_LAUNCH_FAILED,
    CUDA_ERROR_TENSOR_MEMORY_LEAK,   CUDA_ERROR_UNKNOWN,
};

static bool is_sticky (CUresult result)
{
  for (size_t i = 0; i < sizeof sticky / sizeof sticky[0]; i++)
    if (sticky[i] == result)
      return true;
  return false;
}

static nd_status report_lost (const nd_cuda *cuda, nd_error *error)
{
  const char *name = cuda->device->name;
  return nd_fail (error, ND_DEVICE_FAULT,
                  "%s reported %s earlier, and what its arrays held was lost then. Clear them and "
                  "type nd_device_reset (\"%s\") to use the device again.",
                  name, nd_cuda_result_name (cuda->fault), name);
}

/* The context is gone, and everything in it. */
static nd_status lose (nd_cuda *cuda, CUresult result, const char *operation, nd_error *error)
{
  const char *name = cuda->device->name, *result_name = nd_cuda_result_name (result);
  char what[64];
  snprintf (what, sizeof what, "reported %s", result_name);
  cuda->fault = result;
  nd_device_lose (cuda->device, what, true);
  return nd_fail (
      error, ND_DEVICE_FAULT,
      "%s reported %s (%s) while running %s%s. What its arrays held is lost: clear them and type "
      "nd_device_reset (\"%s\") to use the device again.",
      name, result_name, nd_cuda_result_text (result),
      cuda->last_operation ? cuda->last_operation : operation,
      cuda->started > 1 ? ", or an operation shortly before it (with the environment variable "
                          "ND_CUDA_SYNC=1 the right one is named)"
                        : "",
      name);
}

nd_status nd_cuda_check (nd_cuda *cuda, CUresult result, const char *operation, nd_error *error)
{
  if (result == CUDA_SUCCESS)
    return ND_OK;
  if (result == CUDA_ERROR_OUT_OF_MEMORY)
    return nd_fail (error, ND_OUT_OF_MEMORY,
                    "out of memory on %s for %s. Clear arrays that are no longer needed, or move "
                    "some with to_cpu.",
                    cuda->device->name, operation);
  if (is_sticky (result))
    return lose (cuda, result, operation, error);
  const char *name = cuda->device->name;
  return nd_fail (error, ND_DEVICE_FAULT,
                  "%s reported %s (%s) for %s. Its arrays are intact. Where that comes again, type "
                  "nd_device_reset (\"%s\"), or use to_cpu (...) and work on host memory.",
                  name, nd_cuda_result_name (result), nd_cuda_result_text (result), operation,
                  name);
}

nd_status nd_cuda_started (nd_cuda *cuda, CUresult result, const char *operation, nd_error *error)
{
  ND_RETURN_NOT_OK (nd_cuda_check (cuda, result, operation, error));
  cuda->last_operation = operation;
  cuda->started++;
  return cuda->waits ? nd_cuda_wait (cuda, operation, error) : ND_OK;
}

nd_status nd_cuda_wait (nd_cuda *cuda, const char *operation, nd_error *error)
{
  ND_RETURN_NOT_OK (
      nd_cuda_check (cuda, cuda->driver->cuStreamSynchronize (cuda->stream), operation, error));
  cuda->last_operation = NULL;
  cuda->started = 0;
  return ND_OK;
}

/* ---- entering and leaving ---------------------------------------------------------------- */

nd_status nd_cuda_enter (nd_cuda *cuda, nd_error *error)
{
  ND_RETURN_NOT_OK (nd_cuda_driver_here (cuda->driver, error));
  if (cuda->fault != CUDA_SUCCESS)
    return report_lost (cuda, error);
  ND_RETURN_NOT_OK (nd_cuda_check (cuda, cuda->driver->cuCtxPushCurrent_v2 (cuda->context),
                                   "making its context current", error));
  nd_status status = nd_cuda_copy_postponed (cuda, error);
  if (status != ND_OK)
    nd_cuda_leave (cuda);
  return status;
}

/* A context that cannot be popped is found lost by the next call. */
void nd_cuda_leave (nd_cuda *cuda)
{
  CUcontext popped;
  cuda->driver->cuCtxPopCurrent_v2 (&popped);
}

/* ---- opening ----------------------------------------------------------------------------- */

/* Nobody shall mistake what ND_CUDA_LIBRARY names for NVIDIA's driver. */
static CUresult find_name (nd_cuda *cuda)
{
  const nd_cuda_driver *driver = cuda->driver;
  CUresult result = driver->cuDeviceGetName (cuda->name, sizeof cuda->name, cuda->number);
  size_t length = strlen (cuda->name);
  if (result == CUDA_SUCCESS && driver->is_replaced)
    snprintf (cuda->name + length, sizeof cuda->name - length, ", through %s", driver->path);
  return result;
}

const char *nd_cuda_name (nd_device *device)
{
  nd_cuda *cuda = &states[device->index];
  if (cuda->name[0])
    return cuda->name;
  if (nd_cuda_driver_get (&cuda->driver, NULL) == ND_OK &&
      cuda->driver->cuDeviceGet (&cuda->number, device->index) == CUDA_SUCCESS &&
      find_name (cuda) == CUDA_SUCCESS)
    return cuda->name;
  return "NVIDIA GPU";
}

static CUresult describe (nd_cuda *cuda)
{
  const nd_cuda_driver *driver = cuda->driver;
  int l2_bytes = 0;
  const struct {
    int attribute;
    int *value;
  } wanted[] = {{CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR, &cuda->major},
                {CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MINOR, &cuda->minor},
                {CU_DEVICE_ATTRIBUTE_MULTIPROCESSOR_COUNT, &cuda->multiprocessors},
                {CU_DEVICE_ATTRIBUTE_MAX_SHARED_MEMORY_PER_BLOCK_OPTIN, &cuda->most_shared_bytes},
                {CU_DEVICE_ATTRIBUTE_L2_CACHE_SIZE, &l2_bytes}};
  CUresult result = driver->cuDeviceGet (&cuda->number, cuda->device->index);
  for (size_t i = 0; result == CUDA_SUCCESS && i < sizeof wanted / sizeof wanted[0]; i++)
    result = driver->cuDeviceGetAttribute (wanted[i].value, wanted[i].attribute, cuda->number);
  if (result == CUDA_SUCCESS)
    result = find_name (cuda);
  cuda->l2_bytes = (size_t)l2_bytes;
  return result;
}

static CUresult make_stream (nd_cuda *cuda)
{
  CUcontext popped;
  CUresult result = cuda->driver->cuCtxPushCurrent_v2 (cuda->context);
  if (result != CUDA_SUCCESS)
    return result;
  result = cuda->driver->cuStreamCreate (&cuda->stream, CU_STREAM_NON_BLOCKING);
  cuda->driver->cuCtxPopCurrent_v2 (&popped);
  return result;
}

/* The context and what lives in it. */
static CUresult start (nd_cuda *cuda)
{
  CUresult result = cuda->driver->cuDevicePrimaryCtxRetain (&cuda->context, cuda->number);
  if (result != CUDA_SUCCESS)
    return result;
  result = make_stream (cuda);
  if (result != CUDA_SUCCESS)
    cuda->driver->cuDevicePrimaryCtxRelease_v2 (cuda->number);
  return result;
}

static nd_status report_closed (const nd_cuda *cuda, CUresult result, nd_error *error)
{
  return nd_fail (error, ND_NO_DEVICE,
                  "%s could not be opened: %s (%s). Does nvidia-smi work, and is its memory not "
                  "taken by other programs?",
                  cuda->device->name, nd_cuda_result_name (result), nd_cuda_result_text (result));
}

/* ND_CUDA_MEMORY_LIMIT: "4000000000" or "50%". */
static nd_status set_memory_limit (nd_cuda *cuda, nd_error *error)
{
  const char *text = getenv ("ND_CUDA_MEMORY_LIMIT");
  size_t total;
  char *end;
  if (!text || !*text)
    return ND_OK;
  double limit = strtod (text, &end);
  if (strcmp (end, "%") == 0 &&
      cuda->driver->cuDeviceTotalMem_v2 (&total, cuda->number) == CUDA_SUCCESS) {
    limit *= (double)total / 100;
    end++;
  }
  if (*end != '\0' || !(limit >= 1 && limit < 9e15))
    return nd_fail (error, ND_INVALID_ARGUMENT,
                    "the environment variable ND_CUDA_MEMORY_LIMIT is \"%s\", but must be a number "
                    "of bytes or a percentage such as 50%%. Unset it or correct it.",
                    text);
  cuda->device->memory_limit = (size_t)limit;
  return ND_OK;
}

nd_status nd_cuda_open (nd_device *device, nd_error *error)
{
  nd_cuda *cuda = &states[device->index];
  const char *waits = getenv ("ND_CUDA_SYNC");
  cuda->device = device;
  cuda->waits = waits && *waits == '1';
  ND_RETURN_NOT_OK (nd_cuda_driver_get (&cuda->driver, error));
  CUresult result = describe (cuda);
  if (result == CUDA_SUCCESS)
    ND_RETURN_NOT_OK (set_memory_limit (cuda, error));
  if (result == CUDA_SUCCESS)
    result = start (cuda);
  if (result != CUDA_SUCCESS)
    return report_closed (cuda, result, error);
  device->state = cuda;
  return ND_OK;
}

/* What was opened between this context and others goes with it. */
static void forget_peers (nd_cuda *cuda)
{
  cuda->peers = 0;
  for (int i = 0; i < MAX_DEVICES; i++)
    states[i].peers &= ~(1U << cuda->device->index);
}

nd_status nd_cuda_reset (nd_device *device, nd_error *error)
{
  nd_cuda *cuda = nd_cuda_of (device);
  ND_RETURN_NOT_OK (nd_cuda_driver_here (cuda->driver, error));
  nd_cuda_kernels_forget (cuda);
  nd_cuda_libraries_forget (cuda);
  nd_cuda_pool_forget (cuda);
  nd_cuda_ring_forget (cuda);
  cuda->postponed = (nd_cuda_postponed){.nbytes = 0};
  forget_peers (cuda);
  cuda->last_operation = NULL;
  cuda->started = 0;
  cuda->laps[0] = cuda->laps[1] = NULL;
  cuda->driver->cuDevicePrimaryCtxRelease_v2 (cuda->number);
  cuda->driver->cuDevicePrimaryCtxReset_v2 (cuda->number); /* where others hold it, too */
  CUresult result = start (cuda);
  cuda->fault = result;
  if (result == CUDA_SUCCESS)
    return ND_OK;
  return nd_fail (error, ND_DEVICE_FAULT,
                  "%s could not be reset: %s (%s). Restart Octave to use it again.", device->name,
                  nd_cuda_result_name (result), nd_cuda_result_text (result));
}

/* ---- memory for the inside --------------------------------------------------------------- */

nd_status nd_cuda_scratch (nd_cuda *cuda, size_t nbytes, CUdeviceptr *block, nd_error *error)
{
  nd_status status = nd_cuda_pool_take (cuda, nbytes, block, error);
  return status == ND_OUT_OF_MEMORY ? nd_device_out_of_memory (cuda->device, nbytes, error)
                                    : status;
}

void nd_cuda_scratch_free (nd_cuda *cuda, CUdeviceptr block)
{
  nd_cuda_pool_give (cuda, block);
}

nd_status nd_cuda_read_back (nd_cuda *cuda, void *to, CUdeviceptr from, size_t nbytes,
                             const char *operation, nd_error *error)
{
  return nd_cuda_ring_download (cuda, to, from, nbytes, operation, error);
}
