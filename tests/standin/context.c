/* Contexts: the primary one of each device, and each thread's stack of current ones. */
#include "standin.h"

enum { DEEPEST = 64 };

static struct {
  CUcontext context; /* NULL: none that lives */
  int retained;
} primary[STANDIN_MOST_DEVICES];

static _Thread_local CUcontext stack[DEEPEST];
static _Thread_local int depth;

CUcontext standin_current (void)
{
  return depth > 0 ? stack[depth - 1] : NULL;
}

/* ---- primary contexts -------------------------------------------------------------------- */

static CUcontext context_new (int device)
{
  CUcontext context = object_new (sizeof *context, OBJECT_CONTEXT, NULL);
  if (!context)
    return NULL;
  context->device = device;
  context->default_stream = stream_new (context, true, false);
  return context;
}

CUcontext context_of_device (int device)
{
  return primary[device].context;
}

static void free_objects (CUcontext context)
{
  object_free_all (OBJECT_EVENT, context, object_free);
  object_free_all (OBJECT_MODULE, context, module_free);
  while (context->streams)
    stream_free (context->streams);
}

/* The handle stays known, so that its later use can be reported for what it is. */
static void context_destroy (CUcontext context)
{
  context_drop_all (context);
  free_objects (context);
  arena_reset (context->device);
  context->destroyed = true;
  primary[context->device].context = NULL;
}

CUresult cuDevicePrimaryCtxRetain (CUcontext *context, CUdevice device)
{
  ENTER (NEEDS_INIT);
  if (!context)
    return CUDA_ERROR_INVALID_VALUE;
  if (device < 0 || device >= standin_device_count ())
    return CUDA_ERROR_INVALID_DEVICE;
  if (!primary[device].context)
    primary[device].context = context_new (device);
  if (!primary[device].context)
    return CUDA_ERROR_OUT_OF_MEMORY;
  primary[device].retained++;
  *context = primary[device].context;
  return CUDA_SUCCESS;
}

CUresult cuDevicePrimaryCtxRelease_v2 (CUdevice device)
{
  ENTER (NEEDS_INIT);
  if (device < 0 || device >= standin_device_count ())
    return CUDA_ERROR_INVALID_DEVICE;
  if (primary[device].retained == 0)
    return CUDA_ERROR_INVALID_CONTEXT;
  if (--primary[device].retained == 0 && primary[device].context)
    context_destroy (primary[device].context);
  return CUDA_SUCCESS;
}

/* Leaves the count of those who retained it as it is. */
CUresult cuDevicePrimaryCtxReset_v2 (CUdevice device)
{
  ENTER (NEEDS_INIT);
  if (device < 0 || device >= standin_device_count ())
    return CUDA_ERROR_INVALID_DEVICE;
  if (primary[device].context)
    context_destroy (primary[device].context);
  return CUDA_SUCCESS;
}

CUresult cuDevicePrimaryCtxGetState (CUdevice device, unsigned int *flags, int *active)
{
  ENTER (NEEDS_INIT);
  if (!flags || !active)
    return CUDA_ERROR_INVALID_VALUE;
  if (device < 0 || device >= standin_device_count ())
    return CUDA_ERROR_INVALID_DEVICE;
  *flags = 0;
  *active = primary[device].context != NULL;
  return CUDA_SUCCESS;
}

/* ---- the current context ----------------------------------------------------------------- */

static CUresult usable (CUcontext context)
{
  if (!object_is (context, OBJECT_CONTEXT)) {
    standin_set_report ("%p is no context", (void *)context);
    return CUDA_ERROR_INVALID_CONTEXT;
  }
  return context->destroyed ? CUDA_ERROR_CONTEXT_IS_DESTROYED : CUDA_SUCCESS;
}

CUresult cuCtxPushCurrent_v2 (CUcontext context)
{
  ENTER (NEEDS_INIT);
  CUresult result = usable (context);
  if (result != CUDA_SUCCESS)
    return result;
  if (depth == DEEPEST) {
    standin_set_report ("%d contexts pushed and not popped", depth);
    return CUDA_ERROR_INVALID_VALUE;
  }
  stack[depth++] = context;
  return CUDA_SUCCESS;
}

CUresult cuCtxPopCurrent_v2 (CUcontext *context)
{
  ENTER (NEEDS_INIT);
  if (depth == 0)
    return CUDA_ERROR_INVALID_CONTEXT;
  depth--;
  if (context)
    *context = stack[depth];
  return CUDA_SUCCESS;
}

CUresult cuCtxSetCurrent (CUcontext context)
{
  ENTER (NEEDS_INIT);
  CUresult result = context ? usable (context) : CUDA_SUCCESS;
  if (result != CUDA_SUCCESS)
    return result;
  if (depth > 0)
    depth--;
  if (context)
    stack[depth++] = context;
  return CUDA_SUCCESS;
}

CUresult cuCtxGetCurrent (CUcontext *context)
{
  ENTER (NEEDS_INIT);
  if (!context)
    return CUDA_ERROR_INVALID_VALUE;
  *context = standin_current ();
  return CUDA_SUCCESS;
}

CUresult cuCtxGetDevice (CUdevice *device)
{
  ENTER (NEEDS_CONTEXT);
  if (!device)
    return CUDA_ERROR_INVALID_VALUE;
  *device = standin_current ()->device;
  return CUDA_SUCCESS;
}

CUresult cuCtxSynchronize (void)
{
  ENTER (NEEDS_CONTEXT);
  return context_run_all (standin_current ());
}

/* ---- peers ------------------------------------------------------------------------------- */

CUresult cuCtxEnablePeerAccess (CUcontext peer, unsigned int flags)
{
  ENTER (NEEDS_CONTEXT);
  CUcontext current = standin_current ();
  CUresult result = usable (peer);
  if (result != CUDA_SUCCESS)
    return result;
  if (flags != 0 || peer == current)
    return CUDA_ERROR_INVALID_VALUE;
  if (current->peers >> peer->device & 1)
    return CUDA_ERROR_PEER_ACCESS_ALREADY_ENABLED;
  current->peers |= 1u << peer->device;
  return CUDA_SUCCESS;
}

CUresult cuCtxDisablePeerAccess (CUcontext peer)
{
  ENTER (NEEDS_CONTEXT);
  CUcontext current = standin_current ();
  CUresult result = usable (peer);
  if (result != CUDA_SUCCESS)
    return result;
  if (!(current->peers >> peer->device & 1))
    return CUDA_ERROR_PEER_ACCESS_NOT_ENABLED;
  current->peers &= ~(1u << peer->device);
  return CUDA_SUCCESS;
}
