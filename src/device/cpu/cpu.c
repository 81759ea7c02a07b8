/* The CPU as a device: host memory and the engine. */
#define _DEFAULT_SOURCE
#include "device/cpu/cpu.h"
#include "base/memory.h"
#include "device/device.h"
#include <stdio.h>
#include <unistd.h>

/* From here on a block is worth an alignment of its own. */
enum { ALIGNED_FROM = 4 << 10 };

static int count (nd_error *error)
{
  (void)error;
  return 1;
}

static nd_status allocate (nd_device *device, size_t nbytes, void **block, nd_error *error)
{
  (void)device;
  *block = nbytes < ALIGNED_FROM ? nd_malloc (nbytes) : nd_malloc_aligned (nbytes);
  return *block ? ND_OK : nd_out_of_memory (error, nbytes);
}

static void release (nd_device *device, void *block, size_t nbytes)
{
  (void)device;
  (void)nbytes;
  nd_free (block);
}

static nd_status run (nd_device *device, nd_launch *launch, nd_error *error)
{
  (void)device;
  return nd_cpu_run (launch, error);
}

static nd_status generate (nd_device *device, const nd_generator *generator, void *to,
                           nd_error *error)
{
  (void)device;
  return nd_cpu_generate (generator, to, error);
}

static nd_status compute (nd_device *device, nd_routine *routine, nd_error *error)
{
  (void)device;
  return nd_cpu_compute (routine, error);
}

static void memory (nd_device *device, size_t *free_bytes, size_t *total_bytes)
{
  (void)device;
  size_t page = (size_t)sysconf (_SC_PAGESIZE);
  *free_bytes = page * (size_t)sysconf (_SC_AVPHYS_PAGES);
  *total_bytes = page * (size_t)sysconf (_SC_PHYS_PAGES);
}

static const char *description (nd_device *device)
{
  static char text[64];
  (void)device;
  snprintf (text, sizeof text, "host memory and %ld processors", sysconf (_SC_NPROCESSORS_ONLN));
  return text;
}

const nd_device_type nd_device_type_cpu = {
    .kind = "cpu",
    .count = count,
    .allocate = allocate,
    .release = release,
    .run = run,
    .generate = generate,
    .compute = compute,
    .memory = memory,
    .description = description,
};
