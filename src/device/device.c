/* Which devices there are, and the wrappers that are the same for all of them. */
#define _DEFAULT_SOURCE
#include "device/device.h"
#include "base/memory.h"
#include "device/near.h"
#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { MAX_DEVICES = 16 };

/* A device type and its devices; the cpu needs no counting, so that asking for it costs nothing. */
typedef struct {
  const nd_device_type *type;
  int count; /* -1: not asked yet */
  nd_device devices[MAX_DEVICES];
} family;

enum { CPU, CUDA, SIM, FAMILIES };

static family families[FAMILIES] = {
    [CPU] = {&nd_device_type_cpu,
             1,
             {{.type = &nd_device_type_cpu, .name = "cpu", .is_host = true, .is_open = true}}},
    [CUDA] = {&nd_device_type_cuda, -1, {{0}}},
    [SIM] = {&nd_device_type_sim, -1, {{0}}},
};

nd_device *nd_device_cpu (void)
{
  return &families[CPU].devices[0];
}

/* Asks how many devices there are. */
static int count_family (family *f, nd_error *error)
{
  int count = f->type->count (error);
  f->count = count < MAX_DEVICES ? count : MAX_DEVICES;
  for (int i = 0; i < f->count; i++) {
    f->devices[i].type = f->type;
    f->devices[i].index = i;
    snprintf (f->devices[i].name, sizeof f->devices[i].name, "%s:%d", f->type->kind, i);
  }
  return f->count;
}

static int family_count (family *f)
{
  return f->count >= 0 ? f->count : count_family (f, NULL);
}

nd_device *nd_device_at (int i)
{
  for (int k = 0; k < FAMILIES; i -= family_count (&families[k]), k++)
    if (i < family_count (&families[k]))
      return &families[k].devices[i];
  return NULL;
}

nd_device *nd_device_open_at (int i)
{
  for (int k = 0; k < FAMILIES; k++)
    for (int j = 0; j < families[k].count; j++)
      if (families[k].devices[j].is_open && i-- == 0)
        return &families[k].devices[j];
  return NULL;
}

const nd_device_type *nd_device_type_at (int i)
{
  return i < FAMILIES ? families[i].type : NULL;
}

/* ---- finding by name --------------------------------------------------------------------- */

/* "cpu, sim:0, sim:1" */
static const char *names_here (char *text, size_t size)
{
  size_t length = 0;
  *text = '\0';
  for (int i = 0; nd_device_at (i) && length < size; i++)
    length += (size_t)snprintf (text + length, size - length, "%s%s", i ? ", " : "",
                                nd_device_at (i)->name);
  return text;
}

static nd_status unknown_device (const char *name, nd_error *error)
{
  const char *kinds[FAMILIES];
  char here[256], hint[64] = "";
  for (int i = 0; i < FAMILIES; i++)
    kinds[i] = families[i].type->kind;
  const char *near = nd_nearest_name (name, FAMILIES, kinds);
  if (near)
    snprintf (hint, sizeof hint, "; did you mean \"%s\"?", near);
  else
    snprintf (hint, sizeof hint, ".");
  return nd_fail (error, ND_BAD_DEVICE, "unknown device \"%s\"%s Devices here: %s.", name, hint,
                  names_here (here, sizeof here));
}

/* Splits "sim:1" into family and index; false when it is not a device's name. */
static bool parse_name (const char *name, family **found, long *index)
{
  for (int i = 0; i < FAMILIES; i++) {
    const char *kind = families[i].type->kind;
    size_t length = strlen (kind);
    if (strncasecmp (name, kind, length) != 0)
      continue;
    const char *rest = name + length;
    *found = &families[i];
    *index = 0;
    if (*rest == '\0')
      return true;
    if (*rest++ != ':' || !isdigit ((unsigned char)*rest))
      return false;
    char *end;
    *index = strtol (rest, &end, 10);
    return *end == '\0';
  }
  return false;
}

static nd_status open_device (nd_device *device, nd_error *error)
{
  if (!device->is_open && device->type->open)
    ND_RETURN_NOT_OK (device->type->open (device, error));
  device->is_open = true;
  return ND_OK;
}

nd_status nd_device_find (const char *name, nd_device **device, nd_error *error)
{
  family *f;
  long index;
  if (!parse_name (name, &f, &index))
    return unknown_device (name, error);
  if (f->count <= 0 && count_family (f, error) == 0)
    return ND_NO_DEVICE;
  if (index >= f->count) {
    char here[256];
    return nd_fail (error, ND_NO_DEVICE, "there is no device \"%s\". Devices here: %s.", name,
                    names_here (here, sizeof here));
  }
  ND_RETURN_NOT_OK (open_device (&f->devices[index], error));
  *device = &f->devices[index];
  return ND_OK;
}

/* ---- losing what was there ---------------------------------------------------------------- */

/* Lost blocks have addresses from here on, where no device has memory. */
static const uintptr_t lost_from = (uintptr_t)1 << 62;

static bool is_lost (const void *address)
{
  return (uintptr_t)address >= lost_from;
}

void nd_device_lose (nd_device *device, const char *what, bool needs_reset)
{
  for (nd_buffer *buffer = device->buffers; buffer; buffer = buffer->next)
    if (buffer->data && !is_lost (buffer->data)) {
      device->type->release (device, buffer->data, buffer->nbytes);
      memcpy (&buffer->data, &lost_from, sizeof lost_from);
    }
  nd_device_trim (device);
  snprintf (device->loss, sizeof device->loss, "%s", what);
  device->needs_reset = needs_reset;
}

bool nd_device_lost (const nd_buffer *buffer)
{
  return is_lost (buffer->data) && !buffer->device->is_host;
}

static nd_status refuse_lost (const nd_device *device, const void *address, nd_error *error)
{
  if (device->is_host || !is_lost (address))
    return ND_OK;
  char reset[64] = "";
  if (device->needs_reset)
    snprintf (reset, sizeof reset, " and type nd_device_reset (\"%s\")", device->name);
  return nd_fail (error, ND_DEVICE_FAULT,
                  "%s %s earlier, and this array was lost then. Clear the arrays of %s%s, and the "
                  "device can be used again with new ones.",
                  device->name, device->loss, device->name, reset);
}

static nd_status refuse_lost_operands (const nd_device *device, const nd_launch *launch,
                                       const nd_access *operands, int count, nd_error *error)
{
  for (int i = 0; i < count; i++) {
    const nd_access *x = &operands[i];
    ND_RETURN_NOT_OK (refuse_lost (device, x->data, error));
    for (int d = 0; x->has_lists && d < launch->ndims; d++)
      ND_RETURN_NOT_OK (refuse_lost (device, x->lists[d], error));
  }
  return ND_OK;
}

nd_status nd_device_reset (nd_device *device, nd_error *error)
{
  if (device->is_host)
    return nd_fail (error, ND_INVALID_ARGUMENT,
                    "nd_device_reset: the CPU cannot be reset; clear the arrays instead.");
  nd_device_lose (device, "was reset", false);
  return device->type->reset ? device->type->reset (device, error) : ND_OK;
}

/* ---- transfers ---------------------------------------------------------------------------- */

enum { BOUNCE_BYTES = 4 << 20 };

nd_status nd_device_upload (nd_buffer *to, size_t to_offset, const void *from_host, size_t nbytes,
                            nd_error *error)
{
  nd_device *device = to->device;
  if (nbytes == 0)
    return ND_OK;
  ND_RETURN_NOT_OK (refuse_lost (device, to->data, error));
  if (device->type->upload)
    ND_RETURN_NOT_OK (
        device->type->upload (device, (char *)to->data + to_offset, from_host, nbytes, error));
  else
    memcpy ((char *)to->data + to_offset, from_host, nbytes);
  device->counters.uploads++;
  device->counters.bytes_uploaded += nbytes;
  return ND_OK;
}

nd_status nd_device_download (void *to_host, const nd_buffer *from, size_t from_offset,
                              size_t nbytes, nd_error *error)
{
  nd_device *device = from->device;
  if (nbytes == 0)
    return ND_OK;
  ND_RETURN_NOT_OK (refuse_lost (device, from->data, error));
  if (device->type->download)
    ND_RETURN_NOT_OK (device->type->download (
        device, to_host, (const char *)from->data + from_offset, nbytes, error));
  else
    memcpy (to_host, (const char *)from->data + from_offset, nbytes);
  device->counters.downloads++;
  device->counters.bytes_downloaded += nbytes;
  return ND_OK;
}

/* Through host memory, piece by piece. */
static nd_status bounce (nd_buffer *to, size_t to_offset, const nd_buffer *from, size_t from_offset,
                         size_t nbytes, nd_error *error)
{
  size_t piece = nbytes < BOUNCE_BYTES ? nbytes : BOUNCE_BYTES;
  char *host = nd_malloc (piece);
  if (!host)
    return nd_out_of_memory (error, piece);
  nd_status status = ND_OK;
  for (size_t done = 0; status == ND_OK && done < nbytes; done += piece) {
    size_t part = nbytes - done < piece ? nbytes - done : piece;
    status = nd_device_download (host, from, from_offset + done, part, error);
    if (status == ND_OK)
      status = nd_device_upload (to, to_offset + done, host, part, error);
  }
  nd_free (host);
  return status;
}

static void count_transfer (nd_device *to, nd_device *from, size_t nbytes)
{
  from->counters.downloads++;
  from->counters.bytes_downloaded += nbytes;
  to->counters.uploads++;
  to->counters.bytes_uploaded += nbytes;
}

nd_status nd_device_copy (nd_buffer *to, size_t to_offset, const nd_buffer *from,
                          size_t from_offset, size_t nbytes, nd_error *error)
{
  const nd_device_type *type = to->device->type;
  nd_status status = ND_NOT_ON_DEVICE;
  if (nbytes == 0)
    return ND_OK;
  ND_RETURN_NOT_OK (refuse_lost (to->device, to->data, error));
  ND_RETURN_NOT_OK (refuse_lost (from->device, from->data, error));
  if (type == from->device->type && type->copy_from)
    status = type->copy_from (to->device, (char *)to->data + to_offset, from->device,
                              (const char *)from->data + from_offset, nbytes, error);
  if (status == ND_NOT_ON_DEVICE)
    return bounce (to, to_offset, from, from_offset, nbytes, error);
  if (status == ND_OK)
    count_transfer (to->device, from->device, nbytes);
  return status;
}

/* ---- work -------------------------------------------------------------------------------- */

static bool is_empty (const nd_launch *launch)
{
  for (int d = 0; d < launch->ndims; d++)
    if (launch->dims[d] == 0)
      return true;
  return false;
}

static nd_status (*refuse_run) (nd_error *error);

void nd_device_refuse_runs (nd_status (*refuse) (nd_error *error))
{
  refuse_run = refuse;
}

nd_status nd_device_run (nd_device *device, nd_launch *launch, nd_error *error)
{
  launch->truth = launch->program->reduction == ND_REDUCE_ALL;
  if (refuse_run)
    return refuse_run (error);
  if (is_empty (launch))
    return ND_OK;
  ND_RETURN_NOT_OK (
      refuse_lost_operands (device, launch, launch->input, launch->program->inputs, error));
  ND_RETURN_NOT_OK (
      refuse_lost_operands (device, launch, launch->output, launch->program->outputs, error));
  nd_launch_simplify (launch);
  device->counters.launches++;
  return device->type->run (device, launch, error);
}

nd_status nd_device_generate (nd_device *device, const nd_generator *generator, void *to,
                              nd_error *error)
{
  if (refuse_run)
    return refuse_run (error);
  if (generator->count == 0)
    return ND_OK;
  ND_RETURN_NOT_OK (refuse_lost (device, to, error));
  device->counters.launches++;
  return device->type->generate (device, generator, to, error);
}

nd_status nd_device_synchronize (nd_device *device, nd_error *error)
{
  if (!device->type->synchronize)
    return ND_OK;
  return device->type->synchronize (device, error);
}

nd_status nd_device_lap (nd_device *device, double *seconds, nd_error *error)
{
  *seconds = (double)NAN;
  return device->type->lap ? device->type->lap (device, seconds, error) : ND_OK;
}

nd_status nd_device_compute (nd_device *device, nd_routine *routine, nd_error *error)
{
  if (!device->type->compute)
    return nd_no_routine (device, routine, error);
  for (int i = 0; i < ND_ROUTINE_BLOCKS; i++) {
    ND_RETURN_NOT_OK (refuse_lost (device, routine->input[i], error));
    ND_RETURN_NOT_OK (refuse_lost (device, routine->output[i], error));
  }
  device->counters.launches++;
  return device->type->compute (device, routine, error);
}

nd_status nd_device_run_source (nd_device *device, const nd_source_kernel *kernel, nd_error *error)
{
  if (!device->type->run_source)
    return nd_fail (error, ND_NOT_ON_DEVICE,
                    "nd_kernel: %s cannot run kernels in CUDA C. An NVIDIA GPU can: "
                    "nd_default_device (\"cuda\") chooses one.",
                    device->name);
  for (int i = 0; i < kernel->count; i++)
    if (kernel->is_address[i])
      ND_RETURN_NOT_OK (refuse_lost (device, *(void **)kernel->parameters[i], error));
  device->counters.launches += kernel->blocks[0] > 0;
  return device->type->run_source (device, kernel, error);
}

const char *nd_device_description (nd_device *device)
{
  return device->type->description ? device->type->description (device) : device->type->kind;
}

void nd_device_describe (nd_device *device, nd_device_details *details)
{
  *details = (nd_device_details){.driver_file = "",
#define NOT_THERE(name) .libraries.name = "",
                                 ND_DEVICE_LIBRARY_TABLE (NOT_THERE)
#undef NOT_THERE
  };
  if (device->type->describe)
    device->type->describe (device, details);
}

void nd_device_memory (nd_device *device, size_t *free_bytes, size_t *total_bytes)
{
  *free_bytes = 0;
  *total_bytes = 0;
  if (device->type->memory)
    device->type->memory (device, free_bytes, total_bytes);
}

nd_status nd_not_on_device (const char *function, const nd_device *device, nd_error *error)
{
  return nd_fail (error, ND_NOT_ON_DEVICE,
                  "%s has no version that runs on %s. Use to_cpu (...) to copy the array to host "
                  "memory first.",
                  function, device->name);
}

nd_status nd_no_routine (const nd_device *device, const nd_routine *routine, nd_error *error)
{
  return nd_not_on_device (nd_routine_name (routine->kind), device, error);
}
