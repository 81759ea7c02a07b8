/* Handles and queued calls of the stand-in's libraries. */
#include "library.h"
#include "standin.h"
#include <stdarg.h>
#include <stdio.h>

struct handle {
  struct object object;
  CUstream stream;
};

static const enum object_kind kinds[] = {
    [LIBRARY_BLAS] = OBJECT_BLAS,
    [LIBRARY_SOLVER] = OBJECT_SOLVER,
    [LIBRARY_PARAMETERS] = OBJECT_PARAMETERS,
};

bool library_enter (const char *name)
{
  return standin_enter (name, NEEDS_CONTEXT) == CUDA_SUCCESS;
}

void library_leave (void)
{
  standin_leave (NULL);
}

void library_report (const char *format, ...)
{
  char text[256];
  va_list arguments;
  va_start (arguments, format);
  vsnprintf (text, sizeof text, format, arguments);
  va_end (arguments);
  standin_set_report ("%s", text);
}

/* ---- handles ------------------------------------------------------------------------------- */

void *library_handle_new (library_kind kind)
{
  struct handle *handle = object_new (sizeof *handle, kinds[kind], standin_current ());
  if (handle)
    handle->stream = standin_current ()->default_stream;
  return handle;
}

bool library_handle_is_good (const void *handle, library_kind kind)
{
  const bool is_good = object_is (handle, kinds[kind]) &&
                       ((const struct handle *)handle)->object.context == standin_current ();
  if (!is_good)
    library_report ("%p is no handle of this library in the current context", handle);
  return is_good;
}

void library_handle_free (void *handle)
{
  object_free (handle);
}

bool library_handle_set_stream (void *handle, void *stream)
{
  CUstream found = stream_of (stream);
  ((struct handle *)handle)->stream = found;
  return found != NULL;
}

/* ---- calls --------------------------------------------------------------------------------- */

bool library_holds (const void *address, int64_t nbytes)
{
  if (nbytes > 0)
    return arena_holds (standin_current ()->device, (CUdeviceptr)(uintptr_t)address,
                        (size_t)nbytes);
  library_report ("%lld bytes were to be used", (long long)nbytes);
  return false;
}

struct library_work {
  struct work work;
  library_call call;
};

/* LAPACK may write into the gap after a block where its caller got a size wrong. */
static CUresult run (struct work *work)
{
  const int device = work->stream->object.context->device;
  arena_open (device);
  ((struct library_work *)work)->call.run (&((struct library_work *)work)->call);
  arena_close (device);
  return arena_check (device);
}

bool library_submit_to (void *stream, const library_call *call)
{
  CUstream found = stream_of (stream);
  struct library_work *work = found ? work_new (sizeof *work, run) : NULL;
  if (!work)
    return false;
  work->call = *call;
  return stream_submit (found, &work->work) == CUDA_SUCCESS;
}

bool library_submit (const void *handle, const library_call *call)
{
  return library_submit_to (((const struct handle *)handle)->stream, call);
}
