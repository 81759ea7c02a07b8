/* NVIDIA GPUs as devices: the table, over the files beside this one. */
#include "device/cuda/context.h"
#include "device/cuda/libraries.h"
#include "device/cuda/peer.h"
#include "device/cuda/program.h"
#include "device/cuda/routines.h"
#include "device/cuda/source_kernel.h"
#include <stdio.h>
#include <string.h>

static int count (nd_error *error)
{
  const nd_cuda_driver *driver;
  int devices = 0;
  if (nd_cuda_driver_get (&driver, error) != ND_OK)
    return 0;
  CUresult result = driver->cuDeviceGetCount (&devices);
  if (result == CUDA_SUCCESS && devices > 0)
    return devices;
  nd_fail (error, ND_NO_DEVICE,
           "cuda: the driver %s is here, but it finds no device that it can use (nvidia-smi lists "
           "devices; CUDA_VISIBLE_DEVICES may hide them). A simulated device needs no GPU: use "
           "\"sim\" instead of \"cuda\".",
           driver->path);
  return 0;
}

_Static_assert(sizeof (void *) == sizeof (CUdeviceptr), "blocks are known by their addresses");

/* ---- memory ------------------------------------------------------------------------------ */

static nd_status allocate (nd_device *device, size_t nbytes, void **block, nd_error *error)
{
  nd_cuda *cuda = nd_cuda_of (device);
  CUdeviceptr address = 0;
  ND_RETURN_NOT_OK (nd_cuda_enter (cuda, error));
  nd_status status = nd_cuda_pool_take (cuda, nbytes, &address, error);
  nd_cuda_leave (cuda);
  memcpy (block, &address, sizeof address);
  return status;
}

static void release (nd_device *device, void *block, size_t nbytes)
{
  (void)nbytes;
  nd_cuda_drop_postponed (nd_cuda_of (device), (CUdeviceptr)(uintptr_t)block);
  nd_cuda_pool_give (nd_cuda_of (device), (CUdeviceptr)(uintptr_t)block);
}

static void trim (nd_device *device)
{
  nd_cuda *cuda = nd_cuda_of (device);
  if (nd_cuda_enter (cuda, NULL) != ND_OK)
    return;
  nd_cuda_pool_trim (cuda);
  nd_cuda_leave (cuda);
}

static void memory (nd_device *device, size_t *free_bytes, size_t *total_bytes)
{
  nd_cuda *cuda = nd_cuda_of (device);
  if (!cuda || nd_cuda_enter (cuda, NULL) != ND_OK) /* nobody has opened it yet */
    return;
  cuda->driver->cuMemGetInfo_v2 (free_bytes, total_bytes);
  nd_cuda_leave (cuda);
}

/* ---- transfers --------------------------------------------------------------------------- */

static nd_status upload (nd_device *device, void *to, const void *from_host, size_t nbytes,
                         nd_error *error)
{
  nd_cuda *cuda = nd_cuda_of (device);
  ND_RETURN_NOT_OK (nd_cuda_enter (cuda, error));
  nd_status status =
      nd_cuda_ring_upload (cuda, (CUdeviceptr)(uintptr_t)to, from_host, nbytes, error);
  nd_cuda_leave (cuda);
  return status;
}

static nd_status enter_and_download (nd_cuda *cuda, void *to_host, CUdeviceptr from, size_t nbytes,
                                     nd_error *error)
{
  ND_RETURN_NOT_OK (nd_cuda_enter (cuda, error));
  nd_status status =
      nd_cuda_ring_download (cuda, to_host, from, nbytes, "a copy from the device", error);
  nd_cuda_leave (cuda);
  return status;
}

/* What was to be copied is read itself; the copy stays postponed. */
static nd_status download (nd_device *device, void *to_host, const void *from, size_t nbytes,
                           nd_error *error)
{
  nd_cuda *cuda = nd_cuda_of (device);
  const nd_cuda_postponed postponed = cuda->postponed;
  CUdeviceptr source;
  if (!nd_cuda_is_postponed (cuda, (CUdeviceptr)(uintptr_t)from, nbytes, &source))
    return enter_and_download (cuda, to_host, (CUdeviceptr)(uintptr_t)from, nbytes, error);
  cuda->postponed.nbytes = 0;
  nd_status status = enter_and_download (cuda, to_host, source, nbytes, error);
  if (cuda->fault == CUDA_SUCCESS)
    cuda->postponed = postponed;
  return status;
}

static nd_status copy_from (nd_device *device, void *to, nd_device *other, const void *from,
                            size_t nbytes, nd_error *error)
{
  return nd_cuda_peer_copy (nd_cuda_of (device), (CUdeviceptr)(uintptr_t)to, nd_cuda_of (other),
                            (CUdeviceptr)(uintptr_t)from, nbytes, error);
}

/* ---- work -------------------------------------------------------------------------------- */

static nd_status run (nd_device *device, nd_launch *launch, nd_error *error)
{
  nd_cuda *cuda = nd_cuda_of (device);
  ND_RETURN_NOT_OK (nd_cuda_enter (cuda, error));
  nd_status status = nd_cuda_postpone (cuda, launch) ? ND_OK : nd_cuda_run (cuda, launch, error);
  nd_cuda_leave (cuda);
  return status;
}

static nd_status compute (nd_device *device, nd_routine *routine, nd_error *error)
{
  nd_cuda *cuda = nd_cuda_of (device);
  ND_RETURN_NOT_OK (nd_cuda_enter (cuda, error));
  nd_status status = nd_cuda_compute (cuda, routine, error);
  nd_cuda_leave (cuda);
  return status;
}

static nd_status generate (nd_device *device, const nd_generator *generator, void *to,
                           nd_error *error)
{
  nd_cuda *cuda = nd_cuda_of (device);
  ND_RETURN_NOT_OK (nd_cuda_enter (cuda, error));
  nd_status status = nd_cuda_generate (cuda, generator, to, error);
  nd_cuda_leave (cuda);
  return status;
}

static nd_status run_source (nd_device *device, const nd_source_kernel *kernel, nd_error *error)
{
  nd_cuda *cuda = nd_cuda_of (device);
  ND_RETURN_NOT_OK (nd_cuda_enter (cuda, error));
  nd_status status = nd_cuda_run_source (cuda, kernel, error);
  nd_cuda_leave (cuda);
  return status;
}

/* ---- the rest ---------------------------------------------------------------------------- */

static nd_status synchronize (nd_device *device, nd_error *error)
{
  nd_cuda *cuda = nd_cuda_of (device);
  ND_RETURN_NOT_OK (nd_cuda_enter (cuda, error));
  nd_status status = nd_cuda_wait (cuda, "nd_synchronize", error);
  nd_cuda_leave (cuda);
  return status;
}

/* The driver's answers, until one is an error. */
static CUresult lap_of (nd_cuda *cuda, double *seconds)
{
  const nd_cuda_driver *driver = cuda->driver;
  CUevent last = cuda->laps[0], now = cuda->laps[1];
  float milliseconds = 0;
  CUresult result = now ? CUDA_SUCCESS : driver->cuEventCreate (&now, CU_EVENT_DEFAULT);
  if (result == CUDA_SUCCESS) {
    cuda->laps[0] = now;
    cuda->laps[1] = last;
    result = driver->cuEventRecord (now, cuda->stream);
  }
  if (result == CUDA_SUCCESS)
    result = driver->cuEventSynchronize (now);
  if (result == CUDA_SUCCESS && last)
    result = driver->cuEventElapsedTime (&milliseconds, last, now);
  *seconds = milliseconds / 1e3;
  return result;
}

static nd_status lap (nd_device *device, double *seconds, nd_error *error)
{
  nd_cuda *cuda = nd_cuda_of (device);
  ND_RETURN_NOT_OK (nd_cuda_enter (cuda, error));
  nd_status status = nd_cuda_check (cuda, lap_of (cuda, seconds), "reading its clock", error);
  nd_cuda_leave (cuda);
  return status;
}

static const char *library_file (nd_cuda *cuda, nd_cuda_library library)
{
  const char *path = nd_cuda_library_path (cuda, library);
  return path ? path : "";
}

static void describe (nd_device *device, nd_device_details *details)
{
  nd_cuda *cuda = nd_cuda_of (device);
  snprintf (details->compute_capability, sizeof details->compute_capability, "%d.%d", cuda->major,
            cuda->minor);
  snprintf (details->driver, sizeof details->driver, "%d.%d", cuda->driver->version / 1000,
            cuda->driver->version % 1000 / 10);
  details->driver_file = cuda->driver->path;
  details->l2_cache = cuda->l2_bytes;
  details->libraries.nvrtc = library_file (cuda, ND_CUDA_NVRTC);
  details->libraries.cublas = library_file (cuda, ND_CUDA_BLAS);
  details->libraries.cusolver = library_file (cuda, ND_CUDA_SOLVER);
  details->libraries.cufft = library_file (cuda, ND_CUDA_FFT);
}

const nd_device_type nd_device_type_cuda = {
    .kind = "cuda",
    .count = count,
    .open = nd_cuda_open,
    .allocate = allocate,
    .release = release,
    .trim = trim,
    .upload = upload,
    .download = download,
    .copy_from = copy_from,
    .run = run,
    .has_lists = true,
    .generate = generate,
    .compute = compute,
    .run_source = run_source,
    .synchronize = synchronize,
    .lap = lap,
    .reset = nd_cuda_reset,
    .memory = memory,
    .description = nd_cuda_name,
    .describe = describe,
};
