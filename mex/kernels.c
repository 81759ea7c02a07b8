/* Commands of nd_kernel, which checked everything: what arguments mean, and that they fit. */
#include "mex/glue.h"
#include "base/memory.h"
#include "device/device.h"
#include "program/builder.h"

/* ("kernel_compile", device, source, name) */
nd_status nd_command_kernel_compile (nd_call *call, nd_error *error)
{
  nd_source_kernel kernel = {.parameters = NULL};
  nd_device *device = NULL;
  char *texts[3] = {NULL, NULL, NULL};
  nd_status status = ND_OK;
  for (int i = 0; i < 3 && status == ND_OK; i++)
    status = nd_arg_string (call->args[i], "an argument of kernel_compile", &texts[i], error);
  kernel.source = texts[1];
  kernel.name = texts[2];
  if (status == ND_OK)
    status = nd_device_find (texts[0], &device, error);
  if (status == ND_OK)
    status = nd_device_run_source (device, &kernel, error);
  for (int i = 0; i < 3; i++)
    nd_free (texts[i]);
  return status;
}

/* The value of a parameter: a device address, or a number of an ordinary scalar. */
typedef struct {
  nd_array *array;
  bool is_written;
  void *address;
} parameter;

enum { FIRST_PARAMETER = 6, MOST_PARAMETERS = 512 /* CUDA's are 4096 bytes at most */ };

typedef struct {
  nd_source_kernel kernel;
  nd_device *device;
  parameter parameters[MOST_PARAMETERS];
  void *values[MOST_PARAMETERS];
  bool is_address[MOST_PARAMETERS];
} launch;

/* A copy, deferred until the kernel is to write it, so that nobody else sees that. */
static nd_status take_array (const nd_array *a, parameter *p, nd_error *error)
{
  ND_RETURN_NOT_OK (nd_array_contiguous (a, &p->array, error));
  if (p->is_written)
    ND_RETURN_NOT_OK (nd_array_prepare_write (p->array, error));
  p->address = nd_address (p->array);
  return ND_OK;
}

static nd_status take_parameter (launch *l, const mxArray *value, int i, nd_error *error)
{
  parameter *p = &l->parameters[i];
  const nd_array *a = nd_value_array (value);
  if (a) {
    ND_RETURN_NOT_OK (take_array (a, p, error));
    l->device = nd_array_device (a);
    l->values[i] = &p->address;
    l->is_address[i] = true;
    return ND_OK;
  }
  ND_RETURN_NOT_OK (nd_value_borrow (value, &p->array, NULL, error));
  l->values[i] = nd_address (p->array);
  return ND_OK;
}

static void read_three (const mxArray *value, unsigned int *three)
{
  for (int i = 0; i < 3; i++)
    three[i] = (unsigned int)mxGetPr (value)[i];
}

static nd_status run (nd_call *call, launch *l, nd_error *error)
{
  double shared_bytes;
  const mxLogical *written = mxGetLogicals (call->args[5]);
  read_three (call->args[2], l->kernel.blocks);
  read_three (call->args[3], l->kernel.threads);
  ND_RETURN_NOT_OK (nd_arg_number (call->args[4], "shared memory", &shared_bytes, error));
  l->kernel.shared_bytes = (unsigned int)shared_bytes;
  for (int i = 0; i < l->kernel.count; i++) {
    l->parameters[i].is_written = written[i];
    ND_RETURN_NOT_OK (take_parameter (l, call->args[FIRST_PARAMETER + i], i, error));
  }
  return nd_device_run_source (l->device, &l->kernel, error);
}

/* Results are the arrays that were written, as many as are asked for. */
static void give_results (nd_call *call, launch *l)
{
  int wanted = call->nresults > 0 ? call->nresults : 1;
  for (int i = 0, k = 0; i < l->kernel.count && k < wanted; i++)
    if (l->parameters[i].is_written) {
      call->results[k++] = nd_value_wrap (l->parameters[i].array);
      l->parameters[i].array = NULL;
    }
}

/* ("kernel_launch", source, name, blocks, threads, bytes of shared memory, is each parameter
   written?, parameter ...): three blocks and threads; numbers are of the classes that the kernel
   takes, and one parameter at least is an array. */
nd_status nd_command_kernel_launch (nd_call *call, nd_error *error)
{
  launch l = {.kernel = {.count = call->nargs - FIRST_PARAMETER}};
  char *source = NULL, *name = NULL;
  if (l.kernel.count > MOST_PARAMETERS)
    return nd_fail (error, ND_INVALID_ARGUMENT, "nd_kernel: a kernel has at most %d parameters",
                    MOST_PARAMETERS);
  nd_status status = nd_arg_string (call->args[0], "the kernel's text", &source, error);
  if (status == ND_OK)
    status = nd_arg_string (call->args[1], "the kernel's name", &name, error);
  l.kernel.source = source;
  l.kernel.name = name;
  l.kernel.parameters = l.values;
  l.kernel.is_address = l.is_address;
  if (status == ND_OK)
    status = run (call, &l, error);
  if (status == ND_OK)
    give_results (call, &l);
  for (int i = 0; i < l.kernel.count; i++)
    nd_array_free (l.parameters[i].array);
  nd_free (source);
  nd_free (name);
  return status;
}
