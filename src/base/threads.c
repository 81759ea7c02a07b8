#define _DEFAULT_SOURCE
#include "base/threads.h"
#include <signal.h>
#include <stdatomic.h>
#include <unistd.h>
#ifdef _OPENMP
#include <omp.h>
#endif

/* ---- stopping ------------------------------------------------------------------------------ */

static bool (*should_stop_callback) (void);

void nd_set_should_stop (bool (*should_stop) (void))
{
  should_stop_callback = should_stop;
}

bool nd_should_stop (void)
{
  return should_stop_callback && should_stop_callback ();
}

/* ---- one call's work ----------------------------------------------------------------------- */

/* Static, so that nothing passes through the OpenMP library, into which ThreadSanitizer cannot see:
   it is told in what order things happen by the two marks at the ends of a call. */
static struct {
  nd_piece *piece;
  void *context;
  int64_t count;
  bool must_finish;
  atomic_int_fast64_t next; /* the first piece that nobody has taken */
  atomic_bool is_stopped;
} work;

static bool is_running; /* also while pieces run on the calling thread alone */

#ifdef __has_feature
#if __has_feature(thread_sanitizer)
#define __SANITIZE_THREAD__ 1
#endif
#endif

#ifdef __SANITIZE_THREAD__
void __tsan_acquire (void *mark);
void __tsan_release (void *mark);
#define ACQUIRE(mark) __tsan_acquire (&(mark))
#define RELEASE(mark) __tsan_release (&(mark))
static char started, finished;
#else
#define ACQUIRE(mark)
#define RELEASE(mark)
#endif

/* Takes pieces until none are left. */
static void take_pieces (bool is_caller)
{
  for (;;) {
    if (is_caller && !work.must_finish && nd_should_stop ())
      atomic_store (&work.is_stopped, true);
    if (atomic_load_explicit (&work.is_stopped, memory_order_relaxed))
      return;
    int64_t i = atomic_fetch_add_explicit (&work.next, 1, memory_order_relaxed);
    if (i >= work.count)
      return;
    work.piece (i, work.context);
  }
}

/* ---- threads ------------------------------------------------------------------------------- */

#ifdef _OPENMP
static int thread_count; /* 0: nobody has asked yet */
static int started_threads;
static pid_t started_in;

int nd_threads (void)
{
  if (thread_count == 0)
    thread_count = omp_get_max_threads ();
  return thread_count;
}

void nd_set_threads (int count)
{
  thread_count = count;
}

static void run_on_threads (int count)
{
  RELEASE (started);
#pragma omp parallel num_threads(count)
  {
    ACQUIRE (started);
    take_pieces (omp_get_thread_num () == 0);
    RELEASE (finished);
  }
  ACQUIRE (finished);
}

/* Threads inherit the signals that are blocked when they start: Ctrl-C and its like are for
   Octave's own thread.  What a faulting instruction raises must stay possible. */
static void start_threads (int count)
{
  sigset_t signals, before;
  sigfillset (&signals);
  sigdelset (&signals, SIGSEGV);
  sigdelset (&signals, SIGBUS);
  sigdelset (&signals, SIGFPE);
  sigdelset (&signals, SIGILL);
  pthread_sigmask (SIG_BLOCK, &signals, &before);
  int64_t pieces = work.count;
  work.count = 0;
  run_on_threads (count);
  work.count = pieces;
  atomic_store (&work.next, 0);
  pthread_sigmask (SIG_SETMASK, &before, NULL);
  started_threads = count;
  started_in = getpid ();
}

/* Runs what there is to do on several threads; false where that cannot be. */
static bool run_in_parallel (void)
{
  int count = nd_threads () < work.count ? nd_threads () : (int)work.count;
  if (count < 2 || (started_in != 0 && started_in != getpid ()))
    return false;
  if (count > started_threads)
    start_threads (count);
  run_on_threads (count);
  return true;
}
#else
int nd_threads (void)
{
  return 1;
}

void nd_set_threads (int count)
{
  (void)count;
}

static bool run_in_parallel (void)
{
  return false;
}
#endif

static bool run_pieces (int64_t count, nd_piece *piece, void *context, bool must_finish)
{
  work.piece = piece;
  work.context = context;
  work.count = count;
  work.must_finish = must_finish;
  atomic_store (&work.next, 0);
  atomic_store (&work.is_stopped, false);
  is_running = true;
  if (!run_in_parallel ())
    take_pieces (true);
  is_running = false;
  return !atomic_load (&work.is_stopped);
}

static void run_alone (int64_t count, nd_piece *piece, void *context)
{
  for (int64_t i = 0; i < count; i++)
    piece (i, context);
}

bool nd_parallel (int64_t count, nd_piece *piece, void *context)
{
  if (count > 1 && !is_running)
    return run_pieces (count, piece, context, false);
  run_alone (count, piece, context);
  return true;
}

void nd_parallel_to_end (int64_t count, nd_piece *piece, void *context)
{
  if (count > 1 && !is_running)
    run_pieces (count, piece, context, true);
  else
    run_alone (count, piece, context);
}
