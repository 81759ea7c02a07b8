/* Streams: queues of work that runs when somebody waits for it.

   What is waited for runs as late as it can, and nothing else runs before it, unless events or the
   default stream say so: work that should have waited for another stream's finds it undone. */
#include "standin.h"
#include <stdlib.h>

static unsigned long long last_turn;

static bool is_lazy (void)
{
  return standin_number ("ND_STANDIN_LAZY", 1) != 0;
}

/* ---- making and freeing ------------------------------------------------------------------ */

CUstream stream_new (CUcontext context, bool is_default, bool waits_for_default)
{
  CUstream stream = object_new (sizeof *stream, OBJECT_STREAM, context);
  if (!stream)
    return NULL;
  stream->is_default = is_default;
  stream->waits_for_default = waits_for_default;
  stream->end = &stream->first;
  stream->next = context->streams;
  context->streams = stream;
  return stream;
}

CUstream stream_of (CUstream handle)
{
  CUcontext current = standin_current ();
  if (!handle || (uintptr_t)handle == 1) /* CU_STREAM_LEGACY */
    return current->default_stream;
  if (!object_is (handle, OBJECT_STREAM)) {
    standin_set_report ("%p is no stream", (void *)handle);
    return NULL;
  }
  if (handle->object.context != current) {
    standin_set_report ("the stream is of another context (device %d) than the current one (%d)",
                        handle->object.context->device, current->device);
    return NULL;
  }
  return handle;
}

void *work_new (size_t size, CUresult (*run) (struct work *))
{
  struct work *work = calloc (1, size);
  if (work)
    work->run = run;
  return work;
}

static void work_free (struct work *work)
{
  if (work->give_up)
    work->give_up (work);
  free (work);
}

static struct work *take_first (CUstream stream)
{
  struct work *work = stream->first;
  stream->first = work->next;
  if (!stream->first)
    stream->end = &stream->first;
  return work;
}

void context_drop_all (CUcontext context)
{
  for (CUstream stream = context->streams; stream; stream = stream->next)
    while (stream->first)
      work_free (take_first (stream));
}

void stream_free (CUstream stream)
{
  CUstream *link = &stream->object.context->streams;
  while (*link != stream)
    link = &(*link)->next;
  *link = stream->next;
  while (stream->first)
    work_free (take_first (stream));
  object_free (stream);
}

/* ---- running ----------------------------------------------------------------------------- */

static bool has_work (const struct CUstream_st *stream, unsigned long long turn)
{
  return stream->first && stream->first->turn <= turn;
}

/* A stream whose work has to run before the first work of this one, or NULL.  A stream is empty
   when it is destroyed: nothing of it has to be waited for then. */
static CUstream stream_before (CUstream stream)
{
  const struct work *work = stream->first;
  CUcontext context = stream->object.context;
  if (work->after && object_is (work->after, OBJECT_STREAM) &&
      has_work (work->after, work->after_turn))
    return work->after;
  if (stream->waits_for_default && has_work (context->default_stream, work->turn))
    return context->default_stream;
  CUstream s = stream->is_default ? context->streams : NULL;
  while (s && !(s->waits_for_default && has_work (s, work->turn)))
    s = s->next;
  return s;
}

/* Runs one piece of work: the stream's first, or what has to run before it.  What has to run before
   was always queued before, so the way there has an end. */
static CUresult run_one (CUstream stream)
{
  for (CUstream before; (before = stream_before (stream));)
    stream = before;
  CUcontext context = stream->object.context;
  struct work *work = take_first (stream);
  stream->was_asked = false;
  CUresult result = work->run (work);
  work_free (work);
  if (result != CUDA_SUCCESS) {
    context->lost = result;
    context_drop_all (context);
  }
  return result;
}

/* Now and then some other stream gets on first, as it may on a card. */
static CUresult run_another_perhaps (CUcontext context)
{
  CUresult result = CUDA_SUCCESS;
  if (shuffle_order () == ORDER_SHUFFLED)
    for (CUstream s = context->streams; s && result == CUDA_SUCCESS; s = s->next)
      if (s->first && shuffle_random (4) == 0)
        result = run_one (s);
  return result;
}

CUresult stream_run_until (CUstream stream, unsigned long long turn)
{
  CUcontext context = stream->object.context;
  CUresult result = context->lost;
  if (!has_work (stream, turn))
    return result;
  arena_open (context->device);
  while (result == CUDA_SUCCESS && has_work (stream, turn)) {
    result = run_another_perhaps (context);
    if (result == CUDA_SUCCESS && has_work (stream, turn))
      result = run_one (stream);
  }
  arena_close (context->device);
  return result;
}

/* The default stream's rules hold for waiting, too. */
CUresult stream_run_all (CUstream stream)
{
  CUcontext context = stream->object.context;
  CUresult result = CUDA_SUCCESS;
  if (stream->is_default)
    for (CUstream s = context->streams; s && result == CUDA_SUCCESS; s = s->next)
      if (s->waits_for_default)
        result = stream_run_until (s, last_turn);
  return result == CUDA_SUCCESS ? stream_run_until (stream, last_turn) : result;
}

CUresult context_run_all (CUcontext context)
{
  CUresult result = context->lost;
  for (CUstream s = context->streams; s && result == CUDA_SUCCESS; s = s->next)
    result = stream_run_until (s, last_turn);
  return result;
}

bool stream_poll (CUstream stream, unsigned long long turn)
{
  if (has_work (stream, turn) && stream->was_asked)
    run_one (stream);
  stream->was_asked = true;
  return !has_work (stream, turn);
}

unsigned long long stream_next_turn (void)
{
  return last_turn + 1;
}

CUresult stream_submit (CUstream stream, struct work *work)
{
  if (!work)
    return CUDA_ERROR_OUT_OF_MEMORY;
  work->turn = ++last_turn;
  work->stream = stream;
  *stream->end = work;
  stream->end = &work->next;
  return is_lazy () ? CUDA_SUCCESS : context_run_all (stream->object.context);
}

bool streams_use_host (const void *p, size_t size)
{
  for (int i = 0; i < STANDIN_MOST_DEVICES; i++) {
    CUcontext context = context_of_device (i);
    for (CUstream s = context ? context->streams : NULL; s; s = s->next)
      for (const struct work *work = s->first; work; work = work->next)
        if (work->uses_host && work->uses_host (work, p, size))
          return true;
  }
  return false;
}

/* ---- the interface ----------------------------------------------------------------------- */

CUresult cuStreamCreate (CUstream *stream, unsigned int flags)
{
  ENTER (NEEDS_CONTEXT);
  if (!stream || flags > CU_STREAM_NON_BLOCKING)
    return CUDA_ERROR_INVALID_VALUE;
  *stream = stream_new (standin_current (), false, flags == CU_STREAM_DEFAULT);
  return *stream ? CUDA_SUCCESS : CUDA_ERROR_OUT_OF_MEMORY;
}

CUresult cuStreamCreateWithPriority (CUstream *stream, unsigned int flags, int priority)
{
  (void)priority;
  return cuStreamCreate (stream, flags);
}

/* On a card what is queued still runs, later; here it runs now. */
CUresult cuStreamDestroy_v2 (CUstream handle)
{
  ENTER (NEEDS_CONTEXT);
  CUstream stream = stream_of (handle);
  if (!stream || stream->is_default)
    return CUDA_ERROR_INVALID_HANDLE;
  CUresult result = stream_run_all (stream);
  stream_free (stream);
  return result;
}

CUresult cuStreamSynchronize (CUstream handle)
{
  ENTER (NEEDS_CONTEXT);
  CUstream stream = stream_of (handle);
  return stream ? stream_run_all (stream) : CUDA_ERROR_INVALID_HANDLE;
}

CUresult cuStreamQuery (CUstream handle)
{
  ENTER (NEEDS_CONTEXT);
  CUstream stream = stream_of (handle);
  if (!stream)
    return CUDA_ERROR_INVALID_HANDLE;
  bool is_done = stream_poll (stream, last_turn);
  CUresult lost = stream->object.context->lost;
  return lost != CUDA_SUCCESS ? lost : is_done ? CUDA_SUCCESS : CUDA_ERROR_NOT_READY;
}

struct host_call {
  struct work work;
  CUhostFn function;
  void *data;
};

static CUresult run_host_call (struct work *work)
{
  struct host_call *call = (struct host_call *)work;
  call->function (call->data);
  return CUDA_SUCCESS;
}

CUresult cuLaunchHostFunc (CUstream handle, CUhostFn function, void *data)
{
  ENTER (NEEDS_CONTEXT);
  CUstream stream = stream_of (handle);
  if (!stream)
    return CUDA_ERROR_INVALID_HANDLE;
  if (!function)
    return CUDA_ERROR_INVALID_VALUE;
  struct host_call *call = work_new (sizeof *call, run_host_call);
  if (call) {
    call->function = function;
    call->data = data;
  }
  return stream_submit (stream, &call->work);
}
