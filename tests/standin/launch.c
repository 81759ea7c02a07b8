/* Launches: what a card would refuse, and running the rest block by block. */
#define _GNU_SOURCE
#include "fibers.h"
#include <dlfcn.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

enum { MOST_GRID_YZ = 65535, MOST_BLOCK_Z = 64, HANDLER_STACK = 64 << 10, PAGE = 4096 };

struct launch {
  struct work work;
  CUfunction function;
  uint3 grid, block;
  unsigned int shared;
  void **parameters; /* owned, in one piece with what they point to */
};

/* ---- faults ------------------------------------------------------------------------------ */

static const int signals[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE};
enum { SIGNALS = sizeof signals / sizeof signals[0] };

/* What was there before a launch. */
struct guard {
  struct sigaction actions[SIGNALS];
  stack_t stack;
};
static struct guard kept;

static void on_signal (int number, siginfo_t *info, void *context)
{
  if (!fibers_are_running ()) { /* somebody else's fault: let it happen again */
    for (int i = 0; i < SIGNALS; i++)
      if (signals[i] == number)
        sigaction (number, &kept.actions[i], NULL);
    return;
  }
  CUresult result = CUDA_ERROR_ILLEGAL_ADDRESS;
  if (number == SIGILL) { /* how -fsanitize=alignment ends */
    standin_set_report ("%s: misaligned vector", fibers_where ());
    result = CUDA_ERROR_MISALIGNED_ADDRESS;
  } else if (number == SIGFPE) {
    standin_set_report ("%s: integer division by zero, or overflow in it", fibers_where ());
    result = CUDA_ERROR_LAUNCH_FAILED;
  } else
    standin_set_report ("%s: touched %p, outside live memory of the device", fibers_where (),
                        info->si_addr);
  fibers_fault (result, context);
}

static void start_guarding (void)
{
  static char stack[HANDLER_STACK];
  struct sigaction action = {.sa_sigaction = on_signal,
                             .sa_flags = SA_SIGINFO | SA_NODEFER | SA_ONSTACK};
  sigaltstack (&(stack_t){.ss_sp = stack, .ss_size = sizeof stack}, &kept.stack);
  for (int i = 0; i < SIGNALS; i++)
    sigaction (signals[i], &action, &kept.actions[i]);
}

static void stop_guarding (void)
{
  for (int i = 0; i < SIGNALS; i++)
    sigaction (signals[i], &kept.actions[i], NULL);
  sigaltstack (&kept.stack, NULL);
}

/* ---- running ----------------------------------------------------------------------------- */

static size_t round_to_16 (size_t size)
{
  return (size + 15) / 16 * 16;
}

/* Memory of `size` bytes (rounded to 16) that ends where a page begins that nobody may touch. */
static char *dynamic_shared (unsigned int size)
{
  static char *end;
  if (!end) {
    char *memory = mmap (NULL, STANDIN_MOST_SHARED + PAGE, PROT_READ | PROT_WRITE,
                         MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED)
      return NULL;
    mprotect (memory + STANDIN_MOST_SHARED, PAGE, PROT_NONE);
    end = memory + STANDIN_MOST_SHARED;
  }
  return end - round_to_16 (size);
}

/* Not for AddressSanitizer: it knows gaps between the variables. */
__attribute__ ((no_sanitize ("address"))) static void poison_shared (const struct launch *launch,
                                                                     char *dynamic)
{
  CUmodule module = launch->function->module;
  for (volatile char *p = module->shared_begin; p < module->shared_end; p++)
    *p = (char)0xFF;
  memset (dynamic, 0xFF, launch->shared);
}

static unsigned long long common_divisor (unsigned long long a, unsigned long long b)
{
  while (b != 0) {
    unsigned long long rest = a % b;
    a = b;
    b = rest;
  }
  return a;
}

static CUresult run_blocks (const struct launch *launch, struct nd_api *api)
{
  const uint3 *g = &launch->grid;
  unsigned long long n = (unsigned long long)g->x * g->y * g->z, step = 1, start = 0;
  if (shuffle_order () == ORDER_SHUFFLED) { /* any step without common divisors reaches all */
    start = shuffle_random (1 << 24) % n;
    step = 1 + shuffle_random (1 << 24) % n;
    while (common_divisor (step, n) != 1)
      step++;
  }
  CUresult result = CUDA_SUCCESS;
  for (unsigned long long i = 0; i < n && result == CUDA_SUCCESS; i++) {
    unsigned long long b = (start + i * step) % n;
    if (shuffle_order () == ORDER_BACKWARDS)
      b = n - 1 - i;
    api->block = (uint3){(unsigned int)(b % g->x), (unsigned int)(b / g->x % g->y),
                         (unsigned int)(b / g->x / g->y)};
    poison_shared (launch, api->dynamic_shared);
    result = fibers_run_block (api, launch->function->entry, launch->parameters);
  }
  return result;
}

static void open_peers (CUcontext context, void (*change) (int))
{
  for (int i = 0; i < STANDIN_MOST_DEVICES; i++)
    if (i == context->device || context->peers >> i & 1)
      change (i);
}

static CUresult run_launch (struct work *work)
{
  const struct launch *launch = (const struct launch *)work;
  CUcontext context = launch->function->object.context;
  static struct nd_api api;
  CUresult result = standin_count ("run_kernel");
  api = (struct nd_api){.block_size = launch->block,
                        .grid_size = launch->grid,
                        .dynamic_shared = dynamic_shared (launch->shared)};
  if (result != CUDA_SUCCESS)
    return result;
  if (!api.dynamic_shared)
    return CUDA_ERROR_OUT_OF_MEMORY;
  fibers_connect (&api);
  *launch->function->module->api = &api;
  open_peers (context, arena_open);
  start_guarding ();
  result = run_blocks (launch, &api);
  stop_guarding ();
  if (result == CUDA_SUCCESS)
    result = arena_check (context->device);
  else
    fibers_reset ();
  open_peers (context, arena_close);
  return result;
}

/* ---- launching --------------------------------------------------------------------------- */

static void give_up_launch (struct work *work)
{
  free (((struct launch *)work)->parameters);
}

/* Parameters are read when the kernel is launched. */
static void **copy_parameters (const unsigned int *sizes, void **parameters)
{
  size_t n = 0, bytes = 0;
  for (; sizes[n] > 0; n++)
    bytes += round_to_16 (sizes[n]);
  size_t pointers = round_to_16 ((n + 1) * sizeof (void *));
  void **copy = malloc (pointers + bytes);
  if (!copy)
    return NULL;
  char *at = (char *)copy + pointers;
  for (size_t i = 0; i < n; i++) {
    memcpy (at, parameters[i], sizes[i]);
    copy[i] = at;
    at += round_to_16 (sizes[i]);
  }
  copy[n] = NULL;
  return copy;
}

static CUresult check_sizes (const struct launch *launch)
{
  const uint3 *g = &launch->grid, *b = &launch->block;
  unsigned long long count = (unsigned long long)b->x * b->y * b->z;
  size_t fixed = standin_static_shared (launch->function->module);
  if (count > 0 && g->x > 0 && g->y > 0 && g->z > 0 && g->x <= INT32_MAX && g->y <= MOST_GRID_YZ &&
      g->z <= MOST_GRID_YZ && b->z <= MOST_BLOCK_Z && count <= launch->function->most_threads &&
      launch->shared + fixed <= launch->function->most_shared)
    return CUDA_SUCCESS;
  standin_set_report ("no card can launch <<<(%u,%u,%u), (%u,%u,%u), %u>>> of a kernel of at most "
                      "%u threads, %zu bytes of fixed and %u of all shared memory",
                      g->x, g->y, g->z, b->x, b->y, b->z, launch->shared,
                      launch->function->most_threads, fixed, launch->function->most_shared);
  return CUDA_ERROR_INVALID_VALUE;
}

static CUresult check_parameters (CUfunction function, void **parameters)
{
  size_t bytes = 0;
  for (const unsigned int *size = function->parameter_sizes; *size > 0; size++, parameters++) {
    if (!parameters || !*parameters) {
      standin_set_report ("a kernel's parameter is missing");
      return CUDA_ERROR_INVALID_VALUE;
    }
    bytes += *size;
  }
  if (bytes <= STANDIN_MOST_PARAMETER_BYTES)
    return CUDA_SUCCESS;
  standin_set_report ("%zu bytes of parameters; %d are possible", bytes,
                      STANDIN_MOST_PARAMETER_BYTES);
  return CUDA_ERROR_INVALID_VALUE;
}

CUresult cuLaunchKernel (CUfunction function, unsigned int grid_x, unsigned int grid_y,
                         unsigned int grid_z, unsigned int block_x, unsigned int block_y,
                         unsigned int block_z, unsigned int shared, CUstream handle,
                         void **parameters, void **extra)
{
  ENTER (NEEDS_CONTEXT);
  CUstream stream = stream_of (handle);
  if (!stream || !object_is (function, OBJECT_FUNCTION) ||
      function->object.context != standin_current ())
    return CUDA_ERROR_INVALID_HANDLE;
  if (extra) {
    standin_set_report ("cuLaunchKernel: the stand-in knows no `extra`");
    return CUDA_ERROR_INVALID_VALUE;
  }
  struct launch wanted = {.function = function,
                          .grid = {grid_x, grid_y, grid_z},
                          .block = {block_x, block_y, block_z},
                          .shared = shared};
  CUresult result = check_sizes (&wanted);
  if (result == CUDA_SUCCESS)
    result = check_parameters (function, parameters);
  if (result != CUDA_SUCCESS)
    return result;
  struct launch *launch = work_new (sizeof *launch, run_launch);
  if (!launch)
    return CUDA_ERROR_OUT_OF_MEMORY;
  wanted.work = launch->work;
  *launch = wanted;
  launch->work.give_up = give_up_launch;
  launch->parameters = copy_parameters (function->parameter_sizes, parameters);
  if (!launch->parameters) {
    free (launch);
    return CUDA_ERROR_OUT_OF_MEMORY;
  }
  return stream_submit (stream, &launch->work);
}
