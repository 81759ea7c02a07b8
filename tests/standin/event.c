/* Events: marks in streams that can be waited for. */
#define _GNU_SOURCE
#include "standin.h"
#include <time.h>

struct CUevent_st {
  struct object object;
  bool keeps_time;
  CUstream stream;         /* where it was recorded last */
  unsigned long long turn; /* of that record; 0: never */
  bool is_done;
  double milliseconds;
};

struct mark {
  struct work work;
  CUevent event;
};

static double now (void)
{
  struct timespec t;
  clock_gettime (CLOCK_MONOTONIC, &t);
  return 1e3 * (double)t.tv_sec + 1e-6 * (double)t.tv_nsec;
}

/* The event may have been destroyed, or recorded again, since. */
static CUresult run_mark (struct work *work)
{
  CUevent event = ((struct mark *)work)->event;
  if (object_is (event, OBJECT_EVENT) && event->turn == work->turn) {
    event->is_done = true;
    event->milliseconds = now ();
  }
  return CUDA_SUCCESS;
}

/* What it waits for has run. */
static CUresult run_wait (struct work *work)
{
  (void)work;
  return CUDA_SUCCESS;
}

static bool is_event (CUevent event)
{
  if (object_is (event, OBJECT_EVENT))
    return true;
  standin_set_report ("%p is no event", (void *)event);
  return false;
}

CUresult cuEventCreate (CUevent *event, unsigned int flags)
{
  ENTER (NEEDS_CONTEXT);
  if (!event || flags > (CU_EVENT_BLOCKING_SYNC | CU_EVENT_DISABLE_TIMING))
    return CUDA_ERROR_INVALID_VALUE;
  *event = object_new (sizeof **event, OBJECT_EVENT, standin_current ());
  if (!*event)
    return CUDA_ERROR_OUT_OF_MEMORY;
  (*event)->keeps_time = !(flags & CU_EVENT_DISABLE_TIMING);
  return CUDA_SUCCESS;
}

CUresult cuEventDestroy_v2 (CUevent event)
{
  ENTER (NEEDS_CONTEXT);
  if (!is_event (event))
    return CUDA_ERROR_INVALID_HANDLE;
  object_free (event);
  return CUDA_SUCCESS;
}

CUresult cuEventRecord (CUevent event, CUstream handle)
{
  ENTER (NEEDS_CONTEXT);
  CUstream stream = stream_of (handle);
  if (!is_event (event) || !stream)
    return CUDA_ERROR_INVALID_HANDLE;
  if (event->object.context != stream->object.context) {
    standin_set_report ("an event is recorded in a stream of another context");
    return CUDA_ERROR_INVALID_HANDLE;
  }
  struct mark *mark = work_new (sizeof *mark, run_mark);
  if (!mark)
    return CUDA_ERROR_OUT_OF_MEMORY;
  mark->event = event;
  event->stream = stream;
  event->is_done = false;
  event->turn = stream_next_turn ();
  return stream_submit (stream, &mark->work);
}

CUresult cuStreamWaitEvent (CUstream handle, CUevent event, unsigned int flags)
{
  ENTER (NEEDS_CONTEXT);
  CUstream stream = stream_of (handle);
  if (!is_event (event) || !stream)
    return CUDA_ERROR_INVALID_HANDLE;
  if (flags != 0)
    return CUDA_ERROR_INVALID_VALUE;
  if (event->turn == 0 || event->is_done)
    return CUDA_SUCCESS;
  struct work *wait = work_new (sizeof *wait, run_wait);
  if (wait) {
    wait->after = event->stream;
    wait->after_turn = event->turn;
  }
  return stream_submit (stream, wait);
}

CUresult cuEventQuery (CUevent event)
{
  ENTER (NEEDS_CONTEXT);
  if (!is_event (event))
    return CUDA_ERROR_INVALID_HANDLE;
  if (event->turn == 0 || event->is_done)
    return CUDA_SUCCESS;
  bool is_done = stream_poll (event->stream, event->turn);
  CUresult lost = event->object.context->lost;
  return lost != CUDA_SUCCESS ? lost : is_done ? CUDA_SUCCESS : CUDA_ERROR_NOT_READY;
}

CUresult cuEventSynchronize (CUevent event)
{
  ENTER (NEEDS_CONTEXT);
  if (!is_event (event))
    return CUDA_ERROR_INVALID_HANDLE;
  if (event->turn == 0 || event->is_done)
    return CUDA_SUCCESS;
  return stream_run_until (event->stream, event->turn);
}

CUresult cuEventElapsedTime (float *milliseconds, CUevent start, CUevent end)
{
  ENTER (NEEDS_CONTEXT);
  if (!is_event (start) || !is_event (end))
    return CUDA_ERROR_INVALID_HANDLE;
  if (!milliseconds)
    return CUDA_ERROR_INVALID_VALUE;
  if (!start->keeps_time || !end->keeps_time || start->turn == 0 || end->turn == 0) {
    standin_set_report ("cuEventElapsedTime of events without time, or never recorded");
    return CUDA_ERROR_INVALID_HANDLE;
  }
  if (!start->is_done || !end->is_done)
    return CUDA_ERROR_NOT_READY;
  *milliseconds = (float)(end->milliseconds - start->milliseconds);
  return CUDA_SUCCESS;
}
