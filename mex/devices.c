/* Commands about devices and their memory. */
#include "mex/devices.h"
#include "base/memory.h"
#include "device/device.h"
#include "mex/glue.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

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
  mxArray *names = mxCreateCellMatrix (1, count);
  for (int i = 0; i < count; i++)
    mxSetCell (names, i, mxCreateString (nd_device_at (i)->name));
  call->results[0] = names;
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

nd_status nd_command_synchronize (nd_call *call, nd_error *error)
{
  nd_device *device;
  if (call->nargs > 0) {
    ND_RETURN_NOT_OK (device_argument (call, 0, "", &device, error));
    return nd_device_synchronize (device, error);
  }
  for (int i = 0; (device = nd_device_at (i)); i++)
    if (device->is_open)
      ND_RETURN_NOT_OK (nd_device_synchronize (device, error));
  return ND_OK;
}

typedef struct number_field {
  const char *name;
  double value;
} number_field;

static void add_numbers (mxArray *structure, const number_field *fields, size_t count)
{
  for (size_t i = 0; i < count; i++) {
    mxAddField (structure, fields[i].name);
    mxSetField (structure, 0, fields[i].name, mxCreateDoubleScalar (fields[i].value));
  }
}

nd_status nd_command_device_info (nd_call *call, nd_error *error)
{
  static const char *const texts[] = {"name", "kind", "description"};
  nd_device *device;
  ND_RETURN_NOT_OK (device_argument (call, 0, nd_default_device_name (), &device, error));
  size_t free_bytes, total_bytes;
  nd_device_memory (device, &free_bytes, &total_bytes);
  const number_field numbers[] = {
      {"index", device->index}, {"free", (double)free_bytes}, {"total", (double)total_bytes}};
  mxArray *info = mxCreateStructMatrix (1, 1, 3, (const char **)texts);
  mxSetField (info, 0, "name", mxCreateString (device->name));
  mxSetField (info, 0, "kind", mxCreateString (device->type->kind));
  mxSetField (info, 0, "description", mxCreateString (nd_device_description (device)));
  add_numbers (info, numbers, sizeof numbers / sizeof numbers[0]);
  call->results[0] = info;
  return ND_OK;
}

static nd_status parse_trim (const mxArray *arg, nd_error *error)
{
  char *word;
  ND_RETURN_NOT_OK (nd_arg_string (arg, "the second argument of nd_memory", &word, error));
  nd_status status = ND_OK;
  if (strcasecmp (word, "trim") != 0)
    status = nd_fail (error, ND_INVALID_ARGUMENT,
                      "nd_memory: unknown request \"%s\"; the only one is \"trim\"", word);
  nd_free (word);
  return status;
}

nd_status nd_command_memory (nd_call *call, nd_error *error)
{
  nd_device *device;
  ND_RETURN_NOT_OK (device_argument (call, 0, "cpu", &device, error));
  if (call->nargs > 1) {
    ND_RETURN_NOT_OK (parse_trim (call->args[1], error));
    nd_device_trim (device);
  }
  const nd_device_counters *c = &device->counters;
  const number_field numbers[] = {
      {"in_use", (double)c->in_use},       {"cached", (double)c->cached},
      {"peak", (double)c->peak},           {"live_arrays", (double)c->live_buffers},
      {"copies", (double)c->copies},       {"bytes_copied", (double)c->bytes_copied},
      {"uploads", (double)c->uploads},     {"bytes_uploaded", (double)c->bytes_uploaded},
      {"downloads", (double)c->downloads}, {"bytes_downloaded", (double)c->bytes_downloaded},
  };
  mxArray *info = mxCreateStructMatrix (1, 1, 0, NULL);
  add_numbers (info, numbers, sizeof numbers / sizeof numbers[0]);
  call->results[0] = info;
  return ND_OK;
}
