/* Copies and fills, in stream order.

   Host memory that is not pinned is read when the copy is asked for, and written before the call
   returns, as the driver does; pinned memory is read and written when the work runs. */
#include "standin.h"
#include <stdlib.h>
#include <string.h>

enum { HOST = -1 };

/* A rectangle of bytes at one end of a copy. */
struct end {
  int device; /* or HOST */
  char *bytes;
  size_t pitch;
};

struct copy {
  struct work work;
  struct end to, from;
  size_t width, height;
  void *staged; /* owned: what `from` was when it was not pinned */
};

static size_t extent (const struct copy *copy, const struct end *end)
{
  return (copy->height - 1) * end->pitch + copy->width;
}

static void copy_rows (const struct copy *copy)
{
  if (copy->to.pitch == copy->width && copy->from.pitch == copy->width)
    memcpy (copy->to.bytes, copy->from.bytes, copy->width * copy->height);
  else
    for (size_t row = 0; row < copy->height; row++)
      memcpy (copy->to.bytes + row * copy->to.pitch, copy->from.bytes + row * copy->from.pitch,
              copy->width);
}

static CUresult run_copy (struct work *work)
{
  const struct copy *copy = (const struct copy *)work;
  const struct end *ends[] = {&copy->to, &copy->from};
  CUresult failure = standin_count ("run_copy");
  if (failure != CUDA_SUCCESS)
    return failure;
  for (int i = 0; i < 2; i++) /* another device's may be gone: its context was reset meanwhile */
    if (ends[i]->device != HOST &&
        !arena_holds (ends[i]->device, (uintptr_t)ends[i]->bytes, extent (copy, ends[i])))
      return CUDA_ERROR_ILLEGAL_ADDRESS;
  for (int i = 0; i < 2; i++)
    if (ends[i]->device != HOST)
      arena_open (ends[i]->device);
  copy_rows (copy);
  for (int i = 0; i < 2; i++)
    if (ends[i]->device != HOST)
      arena_close (ends[i]->device);
  return CUDA_SUCCESS;
}

static void give_up_copy (struct work *work)
{
  free (((struct copy *)work)->staged);
}

static bool overlaps (const char *p, size_t n, const char *q, size_t m)
{
  return p < q + m && q < p + n;
}

static bool copy_uses_host (const struct work *work, const void *p, size_t size)
{
  const struct copy *copy = (const struct copy *)work;
  return (copy->to.device == HOST &&
          overlaps (copy->to.bytes, extent (copy, &copy->to), p, size)) ||
         (copy->from.device == HOST && !copy->staged &&
          overlaps (copy->from.bytes, extent (copy, &copy->from), p, size));
}

/* ---- checking and queueing --------------------------------------------------------------- */

static bool is_right (const struct copy *copy, const struct end *end)
{
  if (!end->bytes || end->pitch < copy->width) {
    standin_set_report ("a copy's address is null, or its pitch smaller than its width");
    return false;
  }
  if (end->device == HOST) {
    if (arena_device ((uintptr_t)end->bytes) < 0)
      return true;
    standin_set_report ("%p is device memory, given as host memory", (void *)end->bytes);
    return false;
  }
  return arena_holds (end->device, (uintptr_t)end->bytes, extent (copy, end));
}

static CUresult check (const struct copy *copy)
{
  if (!is_right (copy, &copy->to) || !is_right (copy, &copy->from))
    return CUDA_ERROR_INVALID_VALUE;
  if (copy->to.device == copy->from.device &&
      overlaps (copy->to.bytes, extent (copy, &copy->to), copy->from.bytes,
                extent (copy, &copy->from))) {
    standin_set_report ("a copy's source and destination overlap");
    return CUDA_ERROR_INVALID_VALUE;
  }
  return CUDA_SUCCESS;
}

/* Reads the source now. */
static bool stage (struct copy *copy)
{
  copy->staged = malloc (copy->width * copy->height);
  if (!copy->staged)
    return false;
  struct copy reading = *copy;
  reading.to = (struct end){HOST, copy->staged, copy->width};
  copy_rows (&reading);
  copy->from = reading.to;
  return true;
}

/* Queues what `wanted` describes; waits for it when the call is synchronous or has to be. */
static CUresult submit (const struct copy *wanted, CUstream stream, bool is_synchronous)
{
  if (wanted->width == 0 || wanted->height == 0)
    return CUDA_SUCCESS;
  CUresult result = check (wanted);
  if (result != CUDA_SUCCESS)
    return result;
  struct copy *copy = work_new (sizeof *copy, run_copy);
  if (!copy)
    return CUDA_ERROR_OUT_OF_MEMORY;
  struct work work = copy->work;
  *copy = *wanted;
  copy->work = work;
  copy->work.give_up = give_up_copy;
  copy->work.uses_host = copy_uses_host;
  bool waits = is_synchronous;
  if (copy->to.device == HOST && !memory_is_pinned (copy->to.bytes, extent (copy, &copy->to)))
    waits = true;
  if (!waits && copy->from.device == HOST &&
      !memory_is_pinned (copy->from.bytes, extent (copy, &copy->from)) && !stage (copy)) {
    free (copy);
    return CUDA_ERROR_OUT_OF_MEMORY;
  }
  result = stream_submit (stream, &copy->work);
  return result == CUDA_SUCCESS && waits ? stream_run_all (stream) : result;
}

/* ---- one row ----------------------------------------------------------------------------- */

static struct end device_end (CUdeviceptr p, size_t size)
{
  return (struct end){standin_current ()->device, device_pointer (p), size};
}

static struct end host_end (const void *p, size_t size)
{
  return (struct end){HOST, (char *)p, size};
}

static CUresult submit_row (struct end to, struct end from, size_t size, CUstream handle,
                            bool is_synchronous)
{
  CUstream stream = stream_of (handle);
  if (!stream)
    return CUDA_ERROR_INVALID_HANDLE;
  struct copy copy = {.to = to, .from = from, .width = size, .height = 1};
  return submit (&copy, stream, is_synchronous);
}

CUresult cuMemcpyHtoD_v2 (CUdeviceptr to, const void *from, size_t size)
{
  ENTER (NEEDS_CONTEXT);
  return submit_row (device_end (to, size), host_end (from, size), size, NULL, true);
}

CUresult cuMemcpyDtoH_v2 (void *to, CUdeviceptr from, size_t size)
{
  ENTER (NEEDS_CONTEXT);
  return submit_row (host_end (to, size), device_end (from, size), size, NULL, true);
}

/* Does not wait, not even here. */
CUresult cuMemcpyDtoD_v2 (CUdeviceptr to, CUdeviceptr from, size_t size)
{
  ENTER (NEEDS_CONTEXT);
  return submit_row (device_end (to, size), device_end (from, size), size, NULL, false);
}

CUresult cuMemcpyHtoDAsync_v2 (CUdeviceptr to, const void *from, size_t size, CUstream stream)
{
  ENTER (NEEDS_CONTEXT);
  return submit_row (device_end (to, size), host_end (from, size), size, stream, false);
}

CUresult cuMemcpyDtoHAsync_v2 (void *to, CUdeviceptr from, size_t size, CUstream stream)
{
  ENTER (NEEDS_CONTEXT);
  return submit_row (host_end (to, size), device_end (from, size), size, stream, false);
}

CUresult cuMemcpyDtoDAsync_v2 (CUdeviceptr to, CUdeviceptr from, size_t size, CUstream stream)
{
  ENTER (NEEDS_CONTEXT);
  return submit_row (device_end (to, size), device_end (from, size), size, stream, false);
}

CUresult cuMemcpyPeerAsync (CUdeviceptr to, CUcontext to_context, CUdeviceptr from,
                            CUcontext from_context, size_t size, CUstream stream)
{
  ENTER (NEEDS_CONTEXT);
  if (!object_is (to_context, OBJECT_CONTEXT) || !object_is (from_context, OBJECT_CONTEXT))
    return CUDA_ERROR_INVALID_CONTEXT;
  struct end target = {to_context->device, device_pointer (to), size};
  struct end source = {from_context->device, device_pointer (from), size};
  return submit_row (target, source, size, stream, false);
}

/* ---- rectangles -------------------------------------------------------------------------- */

static CUresult submit_rectangle (const CUDA_MEMCPY2D *what, CUstream handle, bool is_synchronous)
{
  CUstream stream = stream_of (handle);
  if (!stream)
    return CUDA_ERROR_INVALID_HANDLE;
  if (!what)
    return CUDA_ERROR_INVALID_VALUE;
  bool to_host = what->dstMemoryType == CU_MEMORYTYPE_HOST;
  bool from_host = what->srcMemoryType == CU_MEMORYTYPE_HOST;
  if ((!to_host && what->dstMemoryType != CU_MEMORYTYPE_DEVICE) ||
      (!from_host && what->srcMemoryType != CU_MEMORYTYPE_DEVICE)) {
    standin_set_report ("cuMemcpy2D: the stand-in knows host and device memory only");
    return CUDA_ERROR_INVALID_VALUE;
  }
  struct copy copy = {.width = what->WidthInBytes, .height = what->Height};
  copy.to = to_host ? host_end (what->dstHost, 0) : device_end (what->dstDevice, 0);
  copy.to.pitch = what->dstPitch ? what->dstPitch : copy.width;
  copy.to.bytes += what->dstY * copy.to.pitch + what->dstXInBytes;
  copy.from = from_host ? host_end (what->srcHost, 0) : device_end (what->srcDevice, 0);
  copy.from.pitch = what->srcPitch ? what->srcPitch : copy.width;
  copy.from.bytes += what->srcY * copy.from.pitch + what->srcXInBytes;
  return submit (&copy, stream, is_synchronous);
}

CUresult cuMemcpy2D_v2 (const CUDA_MEMCPY2D *copy)
{
  ENTER (NEEDS_CONTEXT);
  return submit_rectangle (copy, NULL, true);
}

CUresult cuMemcpy2DUnaligned_v2 (const CUDA_MEMCPY2D *copy)
{
  ENTER (NEEDS_CONTEXT);
  return submit_rectangle (copy, NULL, true);
}

CUresult cuMemcpy2DAsync_v2 (const CUDA_MEMCPY2D *copy, CUstream stream)
{
  ENTER (NEEDS_CONTEXT);
  return submit_rectangle (copy, stream, false);
}

/* ---- fills ------------------------------------------------------------------------------- */

struct fill {
  struct work work;
  int device;
  char *to;
  unsigned int value;
  size_t width, count;
};

static CUresult run_fill (struct work *work)
{
  const struct fill *fill = (const struct fill *)work;
  CUresult failure = standin_count ("run_fill");
  if (failure != CUDA_SUCCESS)
    return failure;
  arena_open (fill->device);
  if (fill->width == 1)
    memset (fill->to, (int)fill->value, fill->count);
  else
    for (size_t i = 0; i < fill->count; i++) /* little-endian: the low bytes come first */
      memcpy (fill->to + i * fill->width, &fill->value, fill->width);
  arena_close (fill->device);
  return CUDA_SUCCESS;
}

static CUresult submit_fill (CUdeviceptr to, unsigned int value, size_t width, size_t count,
                             CUstream handle)
{
  CUstream stream = stream_of (handle);
  int device = standin_current ()->device;
  if (!stream)
    return CUDA_ERROR_INVALID_HANDLE;
  if (count == 0)
    return CUDA_SUCCESS;
  if (to % width != 0 || !arena_holds (device, to, width * count))
    return CUDA_ERROR_INVALID_VALUE;
  struct fill *fill = work_new (sizeof *fill, run_fill);
  if (fill) {
    fill->device = device;
    fill->to = device_pointer (to);
    fill->value = value;
    fill->width = width;
    fill->count = count;
  }
  return stream_submit (stream, &fill->work);
}

CUresult cuMemsetD8Async (CUdeviceptr to, unsigned char value, size_t count, CUstream stream)
{
  ENTER (NEEDS_CONTEXT);
  return submit_fill (to, value, 1, count, stream);
}

CUresult cuMemsetD16Async (CUdeviceptr to, unsigned short value, size_t count, CUstream stream)
{
  ENTER (NEEDS_CONTEXT);
  return submit_fill (to, value, 2, count, stream);
}

CUresult cuMemsetD32Async (CUdeviceptr to, unsigned int value, size_t count, CUstream stream)
{
  ENTER (NEEDS_CONTEXT);
  return submit_fill (to, value, 4, count, stream);
}

CUresult cuMemsetD8_v2 (CUdeviceptr to, unsigned char value, size_t count)
{
  ENTER (NEEDS_CONTEXT);
  return submit_fill (to, value, 1, count, NULL);
}

CUresult cuMemsetD32_v2 (CUdeviceptr to, unsigned int value, size_t count)
{
  ENTER (NEEDS_CONTEXT);
  return submit_fill (to, value, 4, count, NULL);
}
