/* Simulated devices: the CPU engine on pages that are closed outside device work. */
#define _GNU_SOURCE
#include "device/sim/sim.h"
#include "base/memory.h"
#include "base/numbers.h"
#include "device/cpu/cpu.h"
#include "device/sim/failures.h"
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { DEFAULT_DEVICES = 2, MAX_OPEN = 2 * ND_PROGRAM_MAX_OPERANDS * (1 + ND_MAX_DIMS) };

/* The name a fault goes by: a GPU driver has one for each of its own. */
#define FAULT_NAME "SIM_ERROR_INJECTED"

typedef struct block {
  char *start;
  size_t nbytes; /* whole pages */
  struct block *next;
} block;

/* Blocks opened for one piece of work. */
typedef struct {
  int count;
  block *blocks[MAX_OPEN];
} opened;

static int count (nd_error *error)
{
  const char *text = getenv ("ND_SIM_DEVICES");
  long n = text && *text ? strtol (text, NULL, 10) : DEFAULT_DEVICES;
  if (n <= 0)
    nd_fail (error, ND_NO_DEVICE,
             "sim: the environment variable ND_SIM_DEVICES is \"%s\", so there is no simulated "
             "device. Unset it and restart Octave to use \"sim\".",
             text);
  return n > 0 ? (int)n : 0;
}

/* ---- memory ------------------------------------------------------------------------------ */

static size_t whole_pages (size_t nbytes)
{
  return nd_round_up (nbytes, (size_t)sysconf (_SC_PAGESIZE));
}

static void memory (nd_device *device, size_t *free_bytes, size_t *total_bytes)
{
  const char *text = getenv ("ND_SIM_MEMORY");
  size_t used = device->counters.in_use + device->counters.cached;
  *total_bytes = text && *text ? strtoull (text, NULL, 10)
                               : (size_t)sysconf (_SC_PHYS_PAGES) * (size_t)sysconf (_SC_PAGESIZE);
  *free_bytes = *total_bytes > used ? *total_bytes - used : 0;
}

static nd_status allocate (nd_device *device, size_t nbytes, void **out, nd_error *error)
{
  size_t free_bytes, total_bytes;
  memory (device, &free_bytes, &total_bytes);
  if (nd_sim_must_fail (ND_SIM_ALLOC) || nbytes > free_bytes)
    return nd_out_of_memory (error, nbytes);
  block *b = nd_malloc (sizeof *b);
  if (!b)
    return nd_out_of_memory (error, sizeof *b);
  b->nbytes = whole_pages (nbytes);
  b->start = mmap (NULL, b->nbytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (b->start == MAP_FAILED) {
    nd_free (b);
    return nd_out_of_memory (error, nbytes);
  }
  b->next = device->state;
  device->state = b;
  *out = b->start;
  return ND_OK;
}

static void release (nd_device *device, void *start, size_t nbytes)
{
  (void)nbytes;
  block *b = device->state, *previous = NULL;
  while (b->start != start) {
    previous = b;
    b = b->next;
  }
  if (previous)
    previous->next = b->next;
  else
    device->state = b->next;
  munmap (b->start, b->nbytes);
  nd_free (b);
}

/* ---- faults ------------------------------------------------------------------------------ */

static nd_status fault (nd_device *device, nd_error *error, const char *operation, ...)
    __attribute__ ((format (printf, 3, 4)));

/* The device reports a fault: like a GPU's, it costs everything in the device's memory. */
static nd_status fault (nd_device *device, nd_error *error, const char *operation, ...)
{
  char text[128];
  va_list args;
  va_start (args, operation);
  vsnprintf (text, sizeof text, operation, args);
  va_end (args);
  nd_device_lose (device, "reported " FAULT_NAME, false);
  return nd_fail (error, ND_DEVICE_FAULT,
                  "%s reported %s while %s. What its arrays held is lost: clear them, and the "
                  "device can be used again with new ones.",
                  device->name, FAULT_NAME, text);
}

/* ---- opening and closing ----------------------------------------------------------------- */

static void close_blocks (opened *open)
{
  for (int i = 0; i < open->count; i++)
    mprotect (open->blocks[i]->start, open->blocks[i]->nbytes, PROT_NONE);
}

static block *find_block (const nd_device *device, const void *address)
{
  for (block *b = device->state; b; b = b->next)
    if ((const char *)address >= b->start && (const char *)address < b->start + b->nbytes)
      return b;
  return NULL;
}

/* Opens the block that holds `address`; a block opened for writing stays so. */
static nd_status open_block (nd_device *device, opened *open, const void *address, int protection,
                             nd_error *error)
{
  block *b = find_block (device, address);
  if (!b)
    return nd_fail (error, ND_DEVICE_FAULT,
                    "%s was given an address that is not in its memory. Use gpu_tensor to move "
                    "data there.",
                    device->name);
  if (mprotect (b->start, b->nbytes, protection) != 0)
    return nd_fail (error, ND_DEVICE_FAULT, "%s: its memory could not be opened: %s", device->name,
                    strerror (errno));
  open->blocks[open->count++] = b;
  return ND_OK;
}

static nd_status open_access (nd_device *device, opened *open, const nd_launch *launch,
                              const nd_access *x, int protection, nd_error *error)
{
  for (int d = 0; x->has_lists && d < launch->ndims; d++)
    if (x->lists[d])
      ND_RETURN_NOT_OK (open_block (device, open, x->lists[d], PROT_READ, error));
  return open_block (device, open, x->data, protection, error);
}

/* Inputs first, so that a block which is also an output ends up writable. */
static nd_status open_launch (nd_device *device, opened *open, const nd_launch *launch,
                              nd_error *error)
{
  for (int i = 0; i < launch->program->inputs; i++)
    ND_RETURN_NOT_OK (open_access (device, open, launch, &launch->input[i], PROT_READ, error));
  for (int i = 0; i < launch->program->outputs; i++)
    ND_RETURN_NOT_OK (
        open_access (device, open, launch, &launch->output[i], PROT_READ | PROT_WRITE, error));
  return ND_OK;
}

/* ---- work -------------------------------------------------------------------------------- */

static nd_status upload (nd_device *device, void *to, const void *from_host, size_t nbytes,
                         nd_error *error)
{
  opened open = {.count = 0};
  if (nd_sim_must_fail (ND_SIM_UPLOAD))
    return fault (device, error, "copying %zu bytes to it", nbytes);
  nd_status status = open_block (device, &open, to, PROT_READ | PROT_WRITE, error);
  if (status == ND_OK)
    memcpy (to, from_host, nbytes);
  close_blocks (&open);
  return status;
}

static nd_status download (nd_device *device, void *to_host, const void *from, size_t nbytes,
                           nd_error *error)
{
  opened open = {.count = 0};
  if (nd_sim_must_fail (ND_SIM_DOWNLOAD))
    return fault (device, error, "copying %zu bytes from it", nbytes);
  nd_status status = open_block (device, &open, from, PROT_READ, error);
  if (status == ND_OK)
    memcpy (to_host, from, nbytes);
  close_blocks (&open);
  return status;
}

/* The operator that a program is about: the last but casts and stores. */
static const char *operation_name (const nd_program *program)
{
  for (int i = program->length - 1; i >= 0; i--) {
    nd_op op = (nd_op)program->code[i].op;
    if (op != ND_OP_STORE && op != ND_OP_CAST)
      return op == ND_OP_LOAD || op == ND_OP_CONSTANT ? "a copy" : nd_op_name (op);
  }
  return "nothing";
}

static nd_status run (nd_device *device, nd_launch *launch, nd_error *error)
{
  opened open;
  open.count = 0;
  if (nd_sim_must_fail (ND_SIM_RUN))
    return fault (device, error, "running %s", operation_name (launch->program));
  nd_status status = open_launch (device, &open, launch, error);
  if (status == ND_OK)
    status = nd_cpu_run (launch, error);
  close_blocks (&open);
  return status;
}

static nd_status generate (nd_device *device, const nd_generator *generator, void *to,
                           nd_error *error)
{
  opened open = {.count = 0};
  if (nd_sim_must_fail (ND_SIM_RUN))
    return fault (device, error, "making an array");
  nd_status status = open_block (device, &open, to, PROT_READ | PROT_WRITE, error);
  if (status == ND_OK)
    status = nd_cpu_generate (generator, to, error);
  close_blocks (&open);
  return status;
}

static nd_status open_routine (nd_device *device, opened *open, const nd_routine *routine,
                               nd_error *error)
{
  for (int i = 0; i < ND_ROUTINE_BLOCKS; i++)
    if (routine->input[i])
      ND_RETURN_NOT_OK (open_block (device, open, routine->input[i], PROT_READ, error));
  for (int i = 0; i < ND_ROUTINE_BLOCKS; i++)
    if (routine->output[i])
      ND_RETURN_NOT_OK (
          open_block (device, open, routine->output[i], PROT_READ | PROT_WRITE, error));
  return ND_OK;
}

static nd_status compute (nd_device *device, nd_routine *routine, nd_error *error)
{
  opened open;
  open.count = 0;
  if (nd_sim_must_fail (ND_SIM_RUN))
    return fault (device, error, "running %s", nd_routine_name (routine->kind));
  nd_status status = open_routine (device, &open, routine, error);
  if (status == ND_OK)
    status = nd_cpu_compute (routine, error);
  close_blocks (&open);
  return status;
}

static const char *description (nd_device *device)
{
  (void)device;
  return "simulated device: host memory that host code cannot touch";
}

const nd_device_type nd_device_type_sim = {
    .kind = "sim",
    .count = count,
    .allocate = allocate,
    .release = release,
    .upload = upload,
    .download = download,
    .run = run,
    .generate = generate,
    .compute = compute,
    .borrows_host_functions = true,
    .memory = memory,
    .description = description,
};
