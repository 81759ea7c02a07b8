/* Buffers: blocks of device memory, with a cache of freed ones. */
#include "base/memory.h"
#include "device/device.h"
#include <stdio.h>

/* Small host blocks go straight to malloc, which is as fast as a cache of our own; a few tiny ones
   are kept with their buffers, so that arithmetic on 3x3 matrices does not call malloc for them. */
enum {
  SMALL_HOST_BLOCK = 32 << 10,
  TINY_STEP = 64,
  TINY_CLASSES = 16,
  TINY_KEPT = 8, /* of each class */
  MAX_CACHED_BLOCKS = 64,
  LARGEST_REPORTED = 3
};

static const size_t usually_cached = (size_t)256 << 20;

/* Freed memory may wait for its next use up to this many bytes: a quarter of what arrays have used
   at most, but never more than an eighth of what there is. */
static size_t cache_limit (nd_device *device)
{
  size_t quarter = device->counters.peak / 4;
  size_t limit = quarter > usually_cached ? quarter : usually_cached;
  if (device->memory_total == 0) {
    size_t free_bytes;
    nd_device_memory (device, &free_bytes, &device->memory_total);
  }
  size_t eighth = device->memory_total / 8;
  return device->memory_total > 0 && eighth < limit ? eighth : limit;
}

static bool is_small (const nd_device *device, size_t nbytes)
{
  return device->is_host && nbytes < SMALL_HOST_BLOCK;
}

/* ---- the list of live buffers ------------------------------------------------------------ */

static void add_live (nd_device *device, nd_buffer *buffer)
{
  nd_device_counters *counters = &device->counters;
  buffer->references = 1;
  buffer->waiting = 0;
  buffer->grows = false;
  buffer->device = device;
  buffer->previous = NULL;
  buffer->next = device->buffers;
  if (device->buffers)
    device->buffers->previous = buffer;
  device->buffers = buffer;
  counters->live_buffers++;
  counters->in_use += buffer->nbytes;
  if (counters->in_use > counters->peak)
    counters->peak = counters->in_use;
}

static void remove_live (nd_buffer *buffer)
{
  nd_device *device = buffer->device;
  if (buffer->previous)
    buffer->previous->next = buffer->next;
  else
    device->buffers = buffer->next;
  if (buffer->next)
    buffer->next->previous = buffer->previous;
  device->counters.live_buffers--;
  device->counters.in_use -= buffer->nbytes;
}

/* ---- the cache --------------------------------------------------------------------------- */

static void destroy (nd_device *device, nd_buffer *buffer)
{
  if (buffer->data && !nd_device_lost (buffer))
    device->type->release (device, buffer->data, buffer->nbytes);
  nd_free (buffer);
}

/* Unlinks the cached block that fits best: at most a quarter larger than asked for. */
static nd_buffer *take_cached (nd_device *device, size_t nbytes)
{
  nd_buffer **best = NULL;
  for (nd_buffer **link = &device->cache; *link; link = &(*link)->next)
    if ((*link)->nbytes >= nbytes && (*link)->nbytes - nbytes <= nbytes / 4 &&
        (!best || (*link)->nbytes < (*best)->nbytes))
      best = link;
  if (!best)
    return NULL;
  nd_buffer *buffer = *best;
  *best = buffer->next;
  device->counters.cached -= buffer->nbytes;
  return buffer;
}

/* Drops the oldest blocks until the rest is within both limits. */
static void shrink_cache (nd_device *device, size_t bytes, int blocks)
{
  size_t kept_bytes = 0;
  int kept = 0;
  nd_buffer **link = &device->cache;
  while (*link && kept < blocks && kept_bytes + (*link)->nbytes <= bytes) {
    kept_bytes += (*link)->nbytes;
    kept++;
    link = &(*link)->next;
  }
  nd_buffer *dropped = *link;
  *link = NULL;
  while (dropped) {
    nd_buffer *next = dropped->next;
    device->counters.cached -= dropped->nbytes;
    destroy (device, dropped);
    dropped = next;
  }
}

static void put_cached (nd_device *device, nd_buffer *buffer)
{
  buffer->next = device->cache;
  device->cache = buffer;
  device->counters.cached += buffer->nbytes;
  shrink_cache (device, cache_limit (device), MAX_CACHED_BLOCKS);
}

/* ---- tiny host blocks -------------------------------------------------------------------- */

static struct {
  int count;
  nd_buffer *buffers;
} tiny[TINY_CLASSES];

/* The class of blocks of (class + 1) * TINY_STEP bytes, or -1. */
static int tiny_class (const nd_device *device, size_t nbytes)
{
  if (!device->is_host || nbytes == 0 || nbytes > (size_t)TINY_STEP * TINY_CLASSES)
    return -1;
  return (int)((nbytes - 1) / TINY_STEP);
}

static nd_buffer *take_tiny (nd_device *device, int class)
{
  nd_buffer *buffer = tiny[class].buffers;
  if (!buffer)
    return NULL;
  tiny[class].buffers = buffer->next;
  tiny[class].count--;
  device->counters.cached -= buffer->nbytes;
  return buffer;
}

/* false: there are enough of its class, or it is not of a whole class's size. */
static bool put_tiny (nd_device *device, nd_buffer *buffer)
{
  int class = tiny_class (device, buffer->nbytes);
  if (class < 0 || buffer->nbytes % TINY_STEP != 0 || tiny[class].count == TINY_KEPT)
    return false;
  buffer->next = tiny[class].buffers;
  tiny[class].buffers = buffer;
  tiny[class].count++;
  device->counters.cached += buffer->nbytes;
  return true;
}

static void trim_tiny (nd_device *device)
{
  for (int class = 0; class < TINY_CLASSES; class ++)
    for (nd_buffer *buffer; (buffer = take_tiny (device, class));)
      destroy (device, buffer);
}

void nd_device_trim (nd_device *device)
{
  shrink_cache (device, 0, 0);
  if (device->type->trim && device->is_open)
    device->type->trim (device);
  if (device->is_host)
    trim_tiny (device);
}

void nd_device_set_memory_limit (nd_device *device, size_t limit)
{
  device->memory_limit = limit;
  if (limit > 0 && device->counters.in_use + device->counters.cached > limit)
    nd_device_trim (device);
}

/* ---- out of memory ----------------------------------------------------------------------- */

/* "800, 300 and 20 bytes": the sizes of the largest live buffers, in falling order. */
static const char *largest_text (const nd_device *device, char *text, size_t size)
{
  size_t largest[LARGEST_REPORTED] = {0};
  for (const nd_buffer *buffer = device->buffers; buffer; buffer = buffer->next) {
    size_t nbytes = buffer->nbytes;
    for (int i = 0; i < LARGEST_REPORTED; i++)
      if (nbytes > largest[i]) {
        size_t displaced = largest[i];
        largest[i] = nbytes;
        nbytes = displaced;
      }
  }
  int length = snprintf (text, size, "%zu", largest[0]);
  for (int i = 1; i < LARGEST_REPORTED && largest[i]; i++)
    length += snprintf (text + length, size - (size_t)length, ", %zu", largest[i]);
  return text;
}

nd_status nd_device_out_of_memory (nd_device *device, size_t nbytes, nd_error *error)
{
  char largest[128], limit[64] = "";
  size_t free_bytes, total_bytes;
  if (device->memory_limit > 0)
    snprintf (limit, sizeof limit, " (limited to %zu)", device->memory_limit);
  nd_device_memory (device, &free_bytes, &total_bytes);
  return nd_fail (error, ND_OUT_OF_MEMORY,
                  "out of memory on %s: %zu bytes requested, %zu free of %zu in total; arrays use "
                  "%zu, the cache holds %zu%s; the largest live arrays have %s bytes. Clear arrays "
                  "that are no longer needed%s.",
                  device->name, nbytes, free_bytes, total_bytes, device->counters.in_use,
                  device->counters.cached, limit, largest_text (device, largest, sizeof largest),
                  device->is_host ? "" : ", or move some with to_cpu");
}

static bool is_over_limit (const nd_device *device, size_t nbytes)
{
  size_t limit = device->memory_limit, held = device->counters.in_use + device->counters.cached;
  return limit > 0 && (nbytes > limit || held > limit - nbytes);
}

static nd_status allocate_within_limit (nd_device *device, size_t nbytes, void **block,
                                        nd_error *error)
{
  if (is_over_limit (device, nbytes))
    return ND_OUT_OF_MEMORY;
  nd_status status = device->type->allocate (device, nbytes, block, error);
  device->counters.allocations += status == ND_OK;
  return status;
}

static nd_status allocate (nd_device *device, size_t nbytes, void **block, nd_error *error)
{
  nd_status status;
  if (device->type->trim)
    status = device->type->allocate (device, nbytes, block, error);
  else
    status = allocate_within_limit (device, nbytes, block, error);
  if (status == ND_OUT_OF_MEMORY && device->cache) {
    nd_device_trim (device);
    status = allocate_within_limit (device, nbytes, block, error);
  }
  return status == ND_OUT_OF_MEMORY ? nd_device_out_of_memory (device, nbytes, error) : status;
}

/* ---- buffers ----------------------------------------------------------------------------- */

static nd_status new_block (nd_device *device, size_t nbytes, nd_buffer **out, nd_error *error)
{
  nd_buffer *buffer = nd_malloc (sizeof *buffer);
  if (!buffer)
    return nd_out_of_memory (error, sizeof *buffer);
  buffer->data = NULL;
  buffer->nbytes = nbytes;
  buffer->foreign = NULL;
  buffer->owner = NULL;
  nd_status status = nbytes > 0 ? allocate (device, nbytes, &buffer->data, error) : ND_OK;
  if (status != ND_OK)
    nd_free (buffer);
  else
    *out = buffer;
  return status;
}

nd_status nd_buffer_new (nd_device *device, size_t nbytes, nd_buffer **out, nd_error *error)
{
  nd_buffer *buffer = NULL;
  int class = tiny_class (device, nbytes);
  size_t capacity = class < 0 ? nbytes : (size_t)(class + 1) * TINY_STEP;
  if (class >= 0)
    buffer = take_tiny (device, class);
  else if (device->cache && !is_small (device, nbytes))
    buffer = take_cached (device, nbytes);
  if (!buffer)
    ND_RETURN_NOT_OK (new_block (device, capacity, &buffer, error));
  buffer->used = nbytes;
  add_live (device, buffer);
  *out = buffer;
  return ND_OK;
}

nd_status nd_buffer_borrow (void *data, size_t nbytes, const nd_foreign *foreign, void *owner,
                            nd_buffer **out, nd_error *error)
{
  nd_buffer *buffer = nd_malloc (sizeof *buffer);
  if (!buffer)
    return nd_out_of_memory (error, sizeof *buffer);
  buffer->data = data;
  buffer->nbytes = nbytes;
  buffer->used = nbytes;
  buffer->foreign = foreign;
  buffer->owner = owner;
  add_live (nd_device_cpu (), buffer);
  *out = buffer;
  return ND_OK;
}

/* Keeps the block for its next use where that pays. */
static void keep_or_destroy (nd_device *device, nd_buffer *buffer)
{
  if (buffer->nbytes == 0 || device->type->trim || nd_device_lost (buffer))
    destroy (device, buffer);
  else if (!is_small (device, buffer->nbytes))
    put_cached (device, buffer);
  else if (!put_tiny (device, buffer))
    destroy (device, buffer);
}

void nd_buffer_release (nd_buffer *buffer)
{
  if (--buffer->references > 0)
    return;
  remove_live (buffer);
  if (buffer->foreign) {
    buffer->foreign->release (buffer->owner);
    nd_free (buffer);
  } else
    keep_or_destroy (buffer->device, buffer);
}
