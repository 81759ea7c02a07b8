/* Fibers, the scheduler of a block, its barriers and its warps' operations. */
#define _GNU_SOURCE
#include "fibers.h"
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <ucontext.h>
#if defined __SANITIZE_ADDRESS__
#include <sanitizer/asan_interface.h>
#include <sanitizer/common_interface_defs.h>
#define ND_ASAN 1
#else
#define ND_ASAN 0
#endif
#ifndef __x86_64__
#define ND_UCONTEXT 1
#endif

enum { WARP = 32, MOST_WARPS = STANDIN_MOST_THREADS / WARP, GUARD = 1 << 20 };
enum { STACK = ND_ASAN ? 256 << 10 : 64 << 10 };

enum state { IDLE, RUNNING, AT_BARRIER, AT_WARP, DONE };

struct thread {
  uint3 index;
  enum state state;
  int fiber, line, kind;
  /* at a barrier or a warp operation */
  unsigned int mask;
  void *value;
  int size, argument, width;
};

struct fiber {
#ifdef ND_UCONTEXT
  ucontext_t context;
#else
  void *stack_pointer;
#endif
  char *stack;
  void *fake_stack; /* AddressSanitizer's */
  bool is_busy;
};

static struct thread threads[STANDIN_MOST_THREADS];
static struct fiber fibers[STANDIN_MOST_THREADS], scheduler;
static int first_idle; /* all fibers before this one are busy */
static int thread_count, running;
static int lanes[MOST_WARPS][WARP], started[MOST_WARPS]; /* order of starting, and how far it is */
static struct nd_api *api;
static void (*entry) (void **);
static void **parameters;
static volatile CUresult fault;
static _Thread_local volatile bool is_running;

const char *fibers_where (void)
{
  static char text[128];
  const uint3 *b = &api->block, *t = &threads[running].index;
  snprintf (text, sizeof text, "block (%u,%u,%u), thread (%u,%u,%u)", b->x, b->y, b->z, t->x, t->y,
            t->z);
  return text;
}

bool fibers_are_running (void)
{
  return is_running;
}

/* ---- switching --------------------------------------------------------------------------- */

#ifndef ND_UCONTEXT
/* Saves the registers that a callee must keep, and nothing else: a few nanoseconds. */
void standin_switch (void **save, void *load);
__asm__(".globl standin_switch\n"
        ".hidden standin_switch\n"
        ".type standin_switch, @function\n"
        "standin_switch:\n"
        " push %rbp\n push %rbx\n push %r12\n push %r13\n push %r14\n push %r15\n"
        " mov %rsp, (%rdi)\n"
        " mov %rsi, %rsp\n"
        " pop %r15\n pop %r14\n pop %r13\n pop %r12\n pop %rbx\n pop %rbp\n"
        " ret\n");
#endif

#if ND_ASAN
static const void *home_bottom; /* the stack that the scheduler runs on */
static size_t home_size;

static void announce_switch (struct fiber *from, const struct fiber *to)
{
  if (to == &scheduler)
    __sanitizer_start_switch_fiber (&from->fake_stack, home_bottom, home_size);
  else
    __sanitizer_start_switch_fiber (&from->fake_stack, to->stack, STACK);
}

static void confirm_switch (const struct fiber *to)
{
  const void *bottom;
  size_t size;
  __sanitizer_finish_switch_fiber (to ? to->fake_stack : NULL, &bottom, &size);
  if (to != &scheduler) {
    home_bottom = bottom;
    home_size = size;
  }
}
#else
#define announce_switch(from, to) ((void)0)
#define confirm_switch(to) ((void)0)
#endif

static void switch_to (struct fiber *from, struct fiber *to)
{
  announce_switch (from, to);
#ifdef ND_UCONTEXT
  swapcontext (&from->context, &to->context);
#else
  standin_switch (&from->stack_pointer, to->stack_pointer);
#endif
  confirm_switch (from);
}

/* ---- what runs on a fiber ---------------------------------------------------------------- */

/* The next thread of the warp that has not been started, or -1. */
static int next_of_warp (int warp)
{
  while (started[warp] < WARP) {
    int thread = lanes[warp][started[warp]];
    if (thread < thread_count && threads[thread].state == IDLE)
      return thread;
    started[warp]++;
  }
  return -1;
}

static void start (int thread, int fiber)
{
  running = thread;
  threads[thread].state = RUNNING;
  threads[thread].fiber = fiber;
  api->thread = &threads[thread].index;
}

static void fiber_main (void)
{
  confirm_switch ((struct fiber *)NULL);
  int fiber = threads[running].fiber;
  for (;;) {
    int warp = running / WARP;
    entry (parameters);
    threads[running].state = DONE;
    int next = next_of_warp (warp);
    if (next >= 0)
      start (next, fiber);
    else {
      fibers[fiber].is_busy = false;
      if (fiber < first_idle)
        first_idle = fiber;
      switch_to (&fibers[fiber], &scheduler); /* comes back with another thread */
    }
  }
}

/* Where a fault makes the handler return to: leaves the fiber in an orderly way. */
static void abandon (void)
{
  switch_to (&fibers[threads[running].fiber], &scheduler);
}

static void wait_as (enum state state)
{
  threads[running].state = state;
  switch_to (&fibers[threads[running].fiber], &scheduler);
}

static void at_barrier (int kind, int *value, int line)
{
  struct thread *t = &threads[running];
  t->kind = kind;
  t->value = value;
  t->line = line;
  wait_as (AT_BARRIER);
}

static void at_warp (int kind, unsigned int mask, void *value, int size, int argument, int width,
                     int line)
{
  struct thread *t = &threads[running];
  t->kind = kind;
  t->mask = mask;
  t->value = value;
  t->size = size;
  t->argument = argument;
  t->width = width;
  t->line = line;
  wait_as (AT_WARP);
}

static void at_misaligned (int line)
{
  standin_set_report ("%s, line %d: misaligned pointer", fibers_where (), line);
  fault = CUDA_ERROR_MISALIGNED_ADDRESS;
  abandon ();
}

/* ---- fibers ------------------------------------------------------------------------------ */

/* Where a fiber's stack begins; not all at the same place of a page, as lanes that wait for each
   other would share a few lines of the cache. */
static char *stack_top (const struct fiber *f)
{
  return f->stack + STACK - (f - fibers) % WARP * 128;
}

static bool make_fiber (struct fiber *f)
{
  char *memory = mmap (NULL, STACK + GUARD, PROT_READ | PROT_WRITE,
                       MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (memory == MAP_FAILED)
    return false;
  mprotect (memory, GUARD, PROT_NONE);
  f->stack = memory + GUARD;
#ifdef ND_UCONTEXT
  getcontext (&f->context);
  f->context.uc_stack.ss_sp = f->stack;
  f->context.uc_stack.ss_size = (size_t)(stack_top (f) - f->stack);
  makecontext (&f->context, fiber_main, 0);
#else
  void **top = (void **)stack_top (f) - 1; /* the stack is 16 n + 8 at a function's entry */
  *--top = (void *)fiber_main;
  top -= 6;
  memset (top, 0, 6 * sizeof *top);
  f->stack_pointer = top;
#endif
  return true;
}

/* An idle fiber, or -1 when memory is short. */
static int take_fiber (void)
{
  int i = first_idle;
  while (fibers[i].is_busy)
    i++;
  first_idle = i;
  if (!fibers[i].stack && !make_fiber (&fibers[i]))
    return -1;
  fibers[i].is_busy = true;
  return i;
}

void fibers_reset (void)
{
  for (int i = 0; i < STANDIN_MOST_THREADS; i++)
    if (fibers[i].stack) {
#if ND_ASAN
      __asan_unpoison_memory_region (fibers[i].stack, STACK);
#endif
      munmap (fibers[i].stack - GUARD, STACK + GUARD);
      fibers[i] = (struct fiber){0};
    }
  first_idle = 0;
}

void fibers_fault (CUresult result, void *context)
{
  fault = result;
#ifdef ND_UCONTEXT
  (void)context;
  is_running = false;
  setcontext (&scheduler.context);
#else
  /* From the top of its stack, which may be what it has run out of. */
  const struct fiber *f = &fibers[threads[running].fiber];
  greg_t *registers = ((ucontext_t *)context)->uc_mcontext.gregs;
  registers[REG_RSP] = (greg_t)(uintptr_t)(stack_top (f) - 8);
  registers[REG_RIP] = (greg_t)(uintptr_t)abandon;
#endif
}

/* ---- warp operations --------------------------------------------------------------------- */

static CUresult impossible (const char *format, int a, int b)
{
  char text[200];
  snprintf (text, sizeof text, format, a, b);
  standin_set_report ("block (%u,%u,%u): %s", api->block.x, api->block.y, api->block.z, text);
  return CUDA_ERROR_LAUNCH_FAILED;
}

/* The lane that a shuffle reads, or -1 where it is undefined. */
static int source_lane (const struct thread *t, int lane)
{
  int base = lane / t->width * t->width, from = lane;
  switch (t->kind) {
  case ND_WARP_INDEX:
    from = base + (t->argument & (t->width - 1));
    break;
  case ND_WARP_UP:
    from = lane - t->argument < base ? lane : lane - t->argument;
    break;
  case ND_WARP_DOWN:
    from = lane + t->argument >= base + t->width ? lane : lane + t->argument;
    break;
  default:
    from = lane ^ t->argument;
    break;
  }
  return from >= 0 && from < WARP && t->mask >> from & 1 ? from : -1;
}

static unsigned int combine (int kind, unsigned int a, unsigned int b)
{
  switch (kind) {
  case ND_WARP_ADD:
    return a + b;
  case ND_WARP_MIN:
    return a < b ? a : b;
  case ND_WARP_MAX:
    return a > b ? a : b;
  case ND_WARP_MIN_SIGNED:
    return (int)a < (int)b ? a : b;
  case ND_WARP_MAX_SIGNED:
    return (int)a > (int)b ? a : b;
  case ND_WARP_AND:
    return a & b;
  case ND_WARP_OR:
    return a | b;
  default:
    return a ^ b;
  }
}

/* The values of a warp's lanes when they have all come. */
struct exchange {
  unsigned int mask;   /* lanes that take part and are there */
  unsigned int folded; /* what a vote or a reduction gives */
  uint64_t old[WARP];
};

/* The mask of lanes that hold what lane `lane` holds. */
static unsigned int match (const struct exchange *x, int lane)
{
  unsigned int result = 0;
  for (int i = 0; i < WARP; i++)
    if (x->mask >> i & 1)
      result |= (unsigned int)(x->old[i] == x->old[lane]) << i;
  return result;
}

/* What all lanes get from a vote or a reduction. */
static unsigned int fold (const struct exchange *x, int kind)
{
  unsigned int result = 0;
  bool is_first = true;
  for (int i = 0; i < WARP; i++) {
    if (!(x->mask >> i & 1))
      continue;
    unsigned int value = (unsigned int)x->old[i];
    if (kind == ND_WARP_BALLOT)
      result |= (value & 1) << i;
    else
      result = is_first ? value : combine (kind, result, value);
    is_first = false;
  }
  return result;
}

static uint64_t load (const struct thread *t)
{
  uint64_t value = 0;
  if (t->size == 4)
    memcpy (&value, t->value, 4);
  else
    memcpy (&value, t->value, (size_t)t->size);
  return value;
}

static void store (const struct thread *t, uint64_t value)
{
  if (t->size == 4)
    memcpy (t->value, &value, 4);
  else
    memcpy (t->value, &value, (size_t)t->size);
}

static void release_lane (struct thread *t, int lane, const struct exchange *x)
{
  if (t->kind <= ND_WARP_XOR) {
    int from = source_lane (t, lane);
    bool is_there = from >= 0 && x->mask >> from & 1;
    store (t, is_there ? x->old[from] : UINT64_MAX); /* undefined on a card */
  } else if (t->kind == ND_WARP_MATCH)
    store (t, match (x, lane));
  else if (t->kind != ND_WARP_SYNC)
    store (t, x->folded);
  t->state = RUNNING;
}

/* Whether every lane of t's mask waits at the same operation; *result is set when one never will.
 */
static bool all_have_come (const struct thread *t, int first, struct exchange *x, CUresult *result)
{
  x->mask = 0;
  for (int i = 0; i < WARP; i++) {
    if (!(t->mask >> i & 1))
      continue;
    const struct thread *other = &threads[first + i];
    if (first + i >= thread_count) { /* a full mask may name lanes that the block does not have */
      if (t->mask != 0xFFFFFFFFu)
        *result = impossible ("line %d: the mask names lane %d, which is not there", t->line, i);
    } else if (other->state == DONE)
      *result = impossible ("line %d: the mask names lane %d, which has exited", t->line, i);
    else if (other->state != AT_WARP || other->line != t->line || other->mask != t->mask ||
             other->kind != t->kind)
      return false;
    else {
      x->old[i] = load (other);
      x->mask |= 1u << i;
    }
    if (*result != CUDA_SUCCESS)
      return false;
  }
  return true;
}

/* Releases a group of lanes that have all come to a warp operation; false when there is none. */
static bool release_group (int first, CUresult *result)
{
  struct exchange x;
  for (int lane = 0; lane < WARP && first + lane < thread_count; lane++) {
    const struct thread *t = &threads[first + lane];
    if (t->state != AT_WARP)
      continue;
    if (!(t->mask >> lane & 1))
      *result = impossible ("line %d: lane %d is not in its own mask", t->line, lane);
    if (*result != CUDA_SUCCESS)
      return false;
    if (!all_have_come (t, first, &x, result))
      continue;
    x.folded = t->kind == ND_WARP_BALLOT || t->kind > ND_WARP_MATCH ? fold (&x, t->kind) : 0;
    for (int i = 0; i < WARP; i++)
      if (x.mask >> i & 1)
        release_lane (&threads[first + i], i, &x);
    return true;
  }
  return false;
}

/* ---- barriers ---------------------------------------------------------------------------- */

/* All threads wait at one barrier, or something is wrong. */
static CUresult check_barrier (int *waiting)
{
  const struct thread *first = NULL;
  int done = 0;
  *waiting = 0;
  for (int i = 0; i < thread_count; i++) {
    const struct thread *t = &threads[i];
    if (t->state == AT_WARP)
      return impossible ("line %d: lane %d waits for lanes that never come", t->line, i % WARP);
    if (t->state == DONE) {
      done++;
      continue;
    }
    if (!first)
      first = t;
    if (t->line != first->line || t->kind != first->kind)
      return impossible ("threads wait at different barriers, in lines %d and %d", first->line,
                         t->line);
    ++*waiting;
  }
  if (first && done > 0)
    return impossible ("the barrier in line %d is not reached by %d threads that have exited",
                       first->line, done);
  return CUDA_SUCCESS;
}

static void release_barrier (void)
{
  int count = 0;
  for (int i = 0; i < thread_count; i++)
    if (threads[i].kind != ND_BARRIER_PLAIN) /* a plain one has no value */
      count += *(const int *)threads[i].value;
  for (int i = 0; i < thread_count; i++) {
    struct thread *t = &threads[i];
    if (t->kind != ND_BARRIER_PLAIN)
      *(int *)t->value = t->kind == ND_BARRIER_COUNT ? count
                         : t->kind == ND_BARRIER_AND ? count == thread_count
                                                     : count > 0;
    t->state = RUNNING;
  }
}

/* ---- the scheduler ----------------------------------------------------------------------- */

static CUresult run_thread (int thread)
{
  if (threads[thread].state == IDLE) {
    int fiber = take_fiber ();
    if (fiber < 0)
      return CUDA_ERROR_OUT_OF_MEMORY;
    threads[thread].fiber = fiber;
  }
  start (thread, threads[thread].fiber);
  is_running = true;
  switch_to (&scheduler, &fibers[threads[thread].fiber]);
  is_running = false;
  return fault;
}

/* Runs the warp's threads until all have ended or wait for others. */
static CUresult run_warp (int warp)
{
  CUresult result = CUDA_SUCCESS;
  do
    for (int i = 0; i < WARP; i++) {
      int thread = lanes[warp][i];
      if (thread >= thread_count || threads[thread].state > RUNNING)
        continue;
      result = run_thread (thread);
      if (result != CUDA_SUCCESS)
        return result;
    }
  while (release_group (warp * WARP, &result));
  return result;
}

static void set_up_threads (int warps)
{
  for (int i = 0; i < thread_count; i++) {
    unsigned int n = (unsigned int)i, x = api->block_size.x, y = api->block_size.y;
    threads[i].state = IDLE;
    threads[i].index = (uint3){n % x, n / x % y, n / (x * y)};
  }
  for (int w = 0; w < warps; w++) {
    shuffle (lanes[w], WARP);
    for (int i = 0; i < WARP; i++)
      lanes[w][i] += w * WARP;
    started[w] = 0;
  }
}

void fibers_connect (struct nd_api *to)
{
  to->barrier = at_barrier;
  to->warp = at_warp;
  to->misaligned = at_misaligned;
}

CUresult fibers_run_block (struct nd_api *to, void (*of_kernel) (void **), void **with)
{
  int order[MOST_WARPS], waiting;
  api = to;
  entry = of_kernel;
  parameters = with;
  fault = CUDA_SUCCESS;
  thread_count = (int)(api->block_size.x * api->block_size.y * api->block_size.z);
  int warps = (thread_count + WARP - 1) / WARP;
  set_up_threads (warps);
  shuffle (order, warps);
  for (;;) {
    for (int i = 0; i < warps; i++) {
      CUresult result = run_warp (order[i]);
      if (result != CUDA_SUCCESS)
        return result;
    }
    CUresult result = check_barrier (&waiting);
    if (result != CUDA_SUCCESS || waiting == 0)
      return result;
    release_barrier ();
  }
}
