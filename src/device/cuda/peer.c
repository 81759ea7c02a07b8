#include "device/cuda/peer.h"

static const char operation[] = "a copy between devices";

/* An event in the device's stream. */
static nd_status mark (nd_cuda *cuda, CUevent *event, nd_error *error)
{
  ND_RETURN_NOT_OK (nd_cuda_enter (cuda, error));
  CUresult result = cuda->driver->cuEventCreate (event, CU_EVENT_DISABLE_TIMING);
  if (result == CUDA_SUCCESS) {
    result = cuda->driver->cuEventRecord (*event, cuda->stream);
    if (result != CUDA_SUCCESS)
      cuda->driver->cuEventDestroy_v2 (*event);
  }
  nd_cuda_leave (cuda);
  return nd_cuda_check (cuda, result, operation, error);
}

/* What is queued on `cuda` from now on runs after what has been queued on `other`. */
static nd_status run_after (nd_cuda *cuda, nd_cuda *other, nd_error *error)
{
  CUevent event;
  ND_RETURN_NOT_OK (mark (other, &event, error));
  nd_status status = nd_cuda_enter (cuda, error);
  if (status == ND_OK) {
    status = nd_cuda_check (cuda, cuda->driver->cuStreamWaitEvent (cuda->stream, event, 0),
                            operation, error);
    nd_cuda_leave (cuda);
  }
  cuda->driver->cuEventDestroy_v2 (event);
  return status;
}

/* Lets the device, whose context is current, read the other's memory; where cards cannot do that,
   the driver copies through host memory. */
static void open_way (nd_cuda *cuda, const nd_cuda *other)
{
  const nd_cuda_driver *driver = cuda->driver;
  unsigned int bit = 1U << other->device->index;
  int can = 0;
  if ((cuda->peers & bit) || !driver->cuDeviceCanAccessPeer || !driver->cuCtxEnablePeerAccess)
    return;
  cuda->peers |= bit;
  if (driver->cuDeviceCanAccessPeer (&can, cuda->number, other->number) == CUDA_SUCCESS && can)
    driver->cuCtxEnablePeerAccess (other->context, 0);
}

static nd_status copy (nd_cuda *cuda, CUdeviceptr to, nd_cuda *other, CUdeviceptr from,
                       size_t nbytes, nd_error *error)
{
  open_way (cuda, other);
  ND_RETURN_NOT_OK (run_after (cuda, other, error));
  CUresult result = cuda->driver->cuMemcpyPeerAsync (to, cuda->context, from, other->context,
                                                     nbytes, cuda->stream);
  ND_RETURN_NOT_OK (nd_cuda_started (cuda, result, operation, error));
  /* The block that is read may be used for something else at once, but not before it was read. */
  nd_status status = run_after (other, cuda, error);
  if (status != ND_OK)
    cuda->driver->cuStreamSynchronize (cuda->stream);
  return status;
}

nd_status nd_cuda_peer_copy (nd_cuda *cuda, CUdeviceptr to, nd_cuda *other, CUdeviceptr from,
                             size_t nbytes, nd_error *error)
{
  if (!cuda->driver->cuMemcpyPeerAsync)
    return ND_NOT_ON_DEVICE;
  ND_RETURN_NOT_OK (nd_cuda_enter (cuda, error));
  nd_status status = copy (cuda, to, other, from, nbytes, error);
  nd_cuda_leave (cuda);
  return status;
}
