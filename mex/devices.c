/* Commands about devices and their memory. */
#include "mex/devices.h"
#include "program/expression.h"
#include "base/memory.h"
#include "base/threads.h"
#include "device/device.h"
#include "mex/glue.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { MAX_THREADS = 1024 };

/* Bytes; a larger limit is none. */
static const double largest_limit = 9e15;

static char default_name[16]; /* empty until somebody sets it */

const char *nd_default_device_name (void)
{
  const char *environment = getenv ("ND_DEVICE");
  if (*default_name)
    return default_name;
  return environment && *environment ? environment : "cuda:0";
}

nd_status nd_command_devices (nd_call *call, nd_error *error)
{
  (void)error;
  int count = 0;
  while (nd_device_at (count))
    count++;
  for (int k = 0; k < 1 || k < call->nresults; k++) {
    call->results[k] = mxCreateCellMatrix (1, count);
    for (int i = 0; i < count; i++) {
      nd_device *device = nd_device_at (i);
      mxSetCell (call->results[k], i,
                 mxCreateString (k == 0 ? device->name : nd_device_description (device)));
    }
  }
  return ND_OK;
}

/* The device that argument `index` names, or the one named `otherwise` when there is no argument.
 */
static nd_status device_argument (const nd_call *call, int index, const char *otherwise,
                                  nd_device **device, nd_error *error)
{
  char *name = NULL;
  if (call->nargs > index)
    ND_RETURN_NOT_OK (nd_arg_string (call->args[index], "a device", &name, error));
  nd_status status = nd_device_find (name ? name : otherwise, device, error);
  nd_free (name);
  return status;
}

nd_status nd_command_default_device (nd_call *call, nd_error *error)
{
  if (call->nargs == 0 || call->nresults > 0)
    call->results[0] = mxCreateString (nd_default_device_name ());
  if (call->nargs == 0)
    return ND_OK;
  char *name;
  nd_device *device;
  ND_RETURN_NOT_OK (nd_arg_string (call->args[0], "a device", &name, error));
  /* The name that was in force can always be put back, also where its device is not there. */
  bool is_same =
      strcasecmp (name, "cuda:0") == 0 || strcasecmp (name, nd_default_device_name ()) == 0;
  nd_status status = nd_device_find (name, &device, is_same ? NULL : error);
  if (status == ND_OK || is_same)
    snprintf (default_name, sizeof default_name, "%s", status == ND_OK ? device->name : name);
  nd_free (name);
  return is_same ? ND_OK : status;
}

/* For measurements: seconds by the device's own clock since the call before. */
nd_status nd_command_lap (nd_call *call, nd_error *error)
{
  nd_device *device;
  double seconds;
  ND_RETURN_NOT_OK (device_argument (call, 0, "", &device, error));
  ND_RETURN_NOT_OK (nd_evaluate_all (device, error));
  ND_RETURN_NOT_OK (nd_device_lap (device, &seconds, error));
  call->results[0] = mxCreateDoubleScalar (seconds);
  return ND_OK;
}

static mxArray *library_files (const nd_device_details *details)
{
  const nd_field fields[] = {
#define FIELD(name) {#name, mxCreateString (details->libraries.name)},
      ND_DEVICE_LIBRARY_TABLE (FIELD)
#undef FIELD
  };
  return nd_result_struct (fields, sizeof fields / sizeof fields[0]);
}

nd_status nd_command_device_info (nd_call *call, nd_error *error)
{
  nd_device *device;
  ND_RETURN_NOT_OK (device_argument (call, 0, nd_default_device_name (), &device, error));
  size_t free_bytes, total_bytes;
  nd_device_details details;
  nd_device_memory (device, &free_bytes, &total_bytes);
  nd_device_describe (device, &details);
  const nd_field fields[] = {
      {"name", mxCreateString (device->name)},
      {"kind", mxCreateString (device->type->kind)},
      {"index", mxCreateDoubleScalar (device->index)},
      {"description", mxCreateString (nd_device_description (device))},
      {"free", mxCreateDoubleScalar ((double)free_bytes)},
      {"total", mxCreateDoubleScalar ((double)total_bytes)},
      {"compute_capability", mxCreateString (details.compute_capability)},
      {"driver", mxCreateString (details.driver)},
      {"driver_file", mxCreateString (details.driver_file)},
      {"l2_cache", mxCreateDoubleScalar ((double)details.l2_cache)},
      {"libraries", library_files (&details)},
  };
  call->results[0] = nd_result_struct (fields, sizeof fields / sizeof fields[0]);
  return ND_OK;
}

nd_status nd_command_device_reset (nd_call *call, nd_error *error)
{
  nd_device *device;
  ND_RETURN_NOT_OK (device_argument (call, 0, nd_default_device_name (), &device, error));
  return nd_device_reset (device, error);
}

nd_status nd_command_threads (nd_call *call, nd_error *error)
{
  int before = nd_threads ();
  if (call->nargs > 0) {
    int count;
    ND_RETURN_NOT_OK (nd_arg_int (call->args[0], "the number of threads", &count, error));
    if (count < 1 || count > MAX_THREADS)
      return nd_fail (error, ND_INVALID_ARGUMENT,
                      "the number of threads must be between 1 and %d, not %d", MAX_THREADS, count);
    nd_set_threads (count);
  }
  if (call->nargs == 0 || call->nresults > 0)
    call->results[0] = mxCreateDoubleScalar (before);
  return ND_OK;
}

/* The third argument of nd_memory (d, "limit", bytes); Inf: no limit. */
static nd_status set_limit (nd_device *device, const mxArray *arg, nd_error *error)
{
  double bytes;
  ND_RETURN_NOT_OK (nd_arg_number (arg, "the limit", &bytes, error));
  if (!(bytes >= 1)) /* 0 is the device's word for no limit */
    return nd_fail (error, ND_INVALID_ARGUMENT,
                    "the limit must be a positive number of bytes, or Inf for none, not %g", bytes);
  nd_device_set_memory_limit (device, bytes < largest_limit ? (size_t)bytes : 0);
  return ND_OK;
}

/* nd_memory (d, "trim"), nd_memory (d, "reset"), nd_memory (d, "limit", bytes) */
static nd_status change_memory (const nd_call *call, nd_device *device, nd_error *error)
{
  enum { TRIM, RESET, LIMIT };
  static const char *const words[] = {[TRIM] = "trim", [RESET] = "reset", [LIMIT] = "limit", NULL};
  int place;
  ND_RETURN_NOT_OK (nd_arg_word (call->args[1], words, "the second argument of nd_memory",
                                 "\"trim\", \"reset\" or \"limit\"", &place, error));
  if (call->nargs != (place == LIMIT ? 3 : 2))
    return nd_fail (error, ND_INVALID_ARGUMENT,
                    "Invalid call to nd_memory: \"limit\" takes a number of bytes, \"trim\" and "
                    "\"reset\" take nothing");
  if (place == LIMIT)
    return set_limit (device, call->args[2], error);
  if (place == RESET)
    device->counters.peak = device->counters.in_use;
  else
    nd_device_trim (device);
  return ND_OK;
}

nd_status nd_command_memory (nd_call *call, nd_error *error)
{
  nd_device *device;
  ND_RETURN_NOT_OK (device_argument (call, 0, "cpu", &device, error));
  if (call->nargs > 1)
    ND_RETURN_NOT_OK (change_memory (call, device, error));
  const nd_device_counters *c = &device->counters;
  const nd_field fields[] = {
      {"in_use", mxCreateDoubleScalar ((double)c->in_use)},
      {"cached", mxCreateDoubleScalar ((double)c->cached)},
      {"peak", mxCreateDoubleScalar ((double)c->peak)},
      {"limit",
       mxCreateDoubleScalar (device->memory_limit ? (double)device->memory_limit : mxGetInf ())},
      {"live_arrays", mxCreateDoubleScalar ((double)c->live_buffers)},
      {"copies", mxCreateDoubleScalar ((double)c->copies)},
      {"bytes_copied", mxCreateDoubleScalar ((double)c->bytes_copied)},
      {"uploads", mxCreateDoubleScalar ((double)c->uploads)},
      {"bytes_uploaded", mxCreateDoubleScalar ((double)c->bytes_uploaded)},
      {"downloads", mxCreateDoubleScalar ((double)c->downloads)},
      {"bytes_downloaded", mxCreateDoubleScalar ((double)c->bytes_downloaded)},
  };
  call->results[0] = nd_result_struct (fields, sizeof fields / sizeof fields[0]);
  return ND_OK;
}
