#define _GNU_SOURCE
#include "base/threads.h"
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

/* The pool: helpers sleep until there is work, and whoever is awake takes pieces, the caller among
   them.  The caller never waits for a helper that has not begun: on a busy machine, where helpers
   wake late, it does the work itself.  OpenMP waits for its whole team: with both processors busy,
   work of 20 us took it 15 ms (median), and in a forked process it hung. */

enum { MAX_THREADS = 1024, PATIENCE = 2000 /* looks before going to sleep, some 50 us */ };

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

/* Written by the caller alone, while the door is closed and nobody is inside. */
static struct {
  nd_piece *piece;
  void *context;
  int64_t count;
  int helpers; /* how many may help */
  bool must_finish;
  atomic_int_fast64_t next; /* the first piece that nobody has taken */
  atomic_bool is_stopped;
} work;

static bool is_running; /* also while pieces run on the calling thread alone */

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

/* ---- helpers ------------------------------------------------------------------------------- */

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t work_came = PTHREAD_COND_INITIALIZER, all_left = PTHREAD_COND_INITIALIZER;
static atomic_uint calls;   /* so far; changes under the lock */
static atomic_bool is_open; /* helpers may take pieces */
static atomic_int inside;   /* helpers that look whether they may; falls under the lock */

static pthread_t helpers[MAX_THREADS];
static int helper_count;
static int kept_from = -1; /* the processor that helpers do not run on, if any */
static pid_t started_in;   /* a forked process has none of them */

static void pause_briefly (void)
{
#ifdef __x86_64__
  __builtin_ia32_pause ();
#endif
}

/* Waits until a call begins that is not number *seen. */
static void await_call (unsigned *seen)
{
  for (int i = 0; i < PATIENCE && atomic_load (&calls) == *seen; i++)
    pause_briefly ();
  pthread_mutex_lock (&lock);
  while (atomic_load (&calls) == *seen)
    pthread_cond_wait (&work_came, &lock);
  *seen = atomic_load (&calls);
  pthread_mutex_unlock (&lock);
}

/* Who enters and finds the door open is waited for; who finds it closed has touched nothing. */
static void help (int number)
{
  atomic_fetch_add (&inside, 1);
  if (atomic_load (&is_open) && number < work.helpers)
    take_pieces (false);
  pthread_mutex_lock (&lock);
  if (atomic_fetch_sub (&inside, 1) == 1)
    pthread_cond_signal (&all_left);
  pthread_mutex_unlock (&lock);
}

static void *run_helper (void *number)
{
  unsigned seen = 0;
  for (;;) {
    await_call (&seen);
    help ((int)(intptr_t)number);
  }
  return NULL;
}

/* Threads inherit the signals that are blocked when they start: Ctrl-C and its like are for
   Octave's own thread.  What a faulting instruction raises must stay possible. */
static void start_helpers (int count)
{
  sigset_t signals, before;
  sigfillset (&signals);
  sigdelset (&signals, SIGSEGV);
  sigdelset (&signals, SIGBUS);
  sigdelset (&signals, SIGFPE);
  sigdelset (&signals, SIGILL);
  pthread_sigmask (SIG_BLOCK, &signals, &before);
  while (helper_count < count && pthread_create (&helpers[helper_count], NULL, run_helper,
                                                 (void *)(intptr_t)helper_count) == 0) {
    pthread_detach (helpers[helper_count]);
    helper_count++;
  }
  pthread_sigmask (SIG_SETMASK, &before, NULL);
  started_in = getpid ();
  kept_from = -1;
}

/* Kernels like to wake a thread where its waker runs.  There a helper would stand behind the caller
   until it is moved, and that takes longer than most calls: it is kept from the caller's processor,
   which has its hands full. */
static void keep_helpers_from (int processor)
{
  cpu_set_t others;
  if (processor == kept_from || processor < 0 || processor >= CPU_SETSIZE ||
      sched_getaffinity (0, sizeof others, &others) != 0)
    return;
  CPU_CLR (processor, &others);
  for (int i = 0; i < helper_count && CPU_COUNT (&others) > 0; i++)
    pthread_setaffinity_np (helpers[i], sizeof others, &others);
  kept_from = processor;
}

static void open_door (void)
{
  atomic_store (&is_open, true);
  pthread_mutex_lock (&lock);
  atomic_fetch_add (&calls, 1);
  pthread_cond_broadcast (&work_came);
  pthread_mutex_unlock (&lock);
}

/* Waits for those who are still at a piece. */
static void close_door (void)
{
  atomic_store (&is_open, false);
  for (int i = 0; i < PATIENCE && atomic_load (&inside) > 0; i++)
    pause_briefly ();
  if (atomic_load (&inside) == 0)
    return;
  pthread_mutex_lock (&lock);
  while (atomic_load (&inside) > 0)
    pthread_cond_wait (&all_left, &lock);
  pthread_mutex_unlock (&lock);
}

/* ---- how many ------------------------------------------------------------------------------ */

static int thread_count; /* 0: nobody has asked yet */

static int within_limits (long count)
{
  return count < 1 ? 1 : count > MAX_THREADS ? MAX_THREADS : (int)count;
}

/* Processors that this process may use. */
static int processors (void)
{
  cpu_set_t set;
  if (sched_getaffinity (0, sizeof set, &set) != 0)
    return within_limits (sysconf (_SC_NPROCESSORS_ONLN));
  return within_limits (CPU_COUNT (&set));
}

int nd_threads (void)
{
  if (thread_count == 0) {
    const char *wanted = getenv ("OMP_NUM_THREADS");
    long count = wanted ? strtol (wanted, NULL, 10) : 0;
    thread_count = count > 0 ? within_limits (count) : processors ();
  }
  return thread_count;
}

void nd_set_threads (int count)
{
  thread_count = within_limits (count);
}

/* ---- calls --------------------------------------------------------------------------------- */

/* Gets so many helpers ready, or none where that cannot be; open_door calls them. */
static int have_helpers (int64_t wanted)
{
  int count = nd_threads () - 1 < wanted ? nd_threads () - 1 : (int)wanted;
  if (count < 1 || (started_in != 0 && started_in != getpid ()))
    return 0;
  work.helpers = count;
  if (count > helper_count)
    start_helpers (count);
  keep_helpers_from (sched_getcpu ());
  return count;
}

/* What the calling thread does while helpers take pieces. */
static void take_part (int64_t wanted_helpers, nd_part *part, void *context)
{
  is_running = true;
  int helpers = have_helpers (wanted_helpers);
  if (helpers > 0)
    open_door ();
  part (true, context);
  if (helpers > 0)
    close_door ();
  is_running = false;
}

static void take_pieces_as_caller (bool is_caller, void *context)
{
  (void)context;
  take_pieces (is_caller);
}

static void set_work (int64_t count, nd_piece *piece, void *context, bool must_finish)
{
  work.piece = piece;
  work.context = context;
  work.count = count;
  work.must_finish = must_finish;
  atomic_store (&work.next, 0);
  atomic_store (&work.is_stopped, false);
}

static bool run_pieces (int64_t count, nd_piece *piece, void *context, bool must_finish)
{
  set_work (count, piece, context, must_finish);
  take_part (count - 1, take_pieces_as_caller, NULL);
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

/* ---- parts that wait for each other -------------------------------------------------------- */

typedef struct {
  nd_part *part;
  void *context;
} together;

static void run_helpers_part (int64_t i, void *context)
{
  const together *t = context;
  (void)i;
  t->part (false, t->context);
}

void nd_together (int count, nd_part *part, void *context)
{
  together t = {part, context};
  if (count < 2 || is_running) {
    part (true, context);
    return;
  }
  set_work (count - 1, run_helpers_part, &t, true);
  take_part (count - 1, part, context);
}

void nd_wait_a_moment (int looks)
{
  static const struct timespec moment = {0, 50000};
  if (looks < PATIENCE)
    pause_briefly ();
  else if (looks < 2 * PATIENCE)
    sched_yield ();
  else
    nanosleep (&moment, NULL);
}
