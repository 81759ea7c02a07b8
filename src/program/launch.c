#include "program/launch.h"
#include "device/cpu/kernels/kernels.h"
#include <string.h>

void nd_launch_init (nd_launch *launch, const nd_program *program, int ndims, const int64_t *dims)
{
  launch->program = program;
  launch->ndims = ndims;
  for (int d = 0; d < ndims; d++)
    launch->dims[d] = dims[d];
  launch->truth = false;
}

void nd_access_array (nd_access *access, const nd_array *a, int ndims, const int64_t *dims)
{
  access->data = a->storage->buffer->data;
  access->offset = a->offset;
  access->has_lists = false;
  for (int d = 0; d < ndims; d++)
    access->strides[d] = d < a->ndims && (a->dims[d] != 1 || dims[d] == 1) ? a->strides[d] : 0;
}

nd_operand nd_operand_array (const nd_array *a)
{
  nd_operand operand;
  operand.array = a;
  operand.dtype = a->dtype;
  return operand;
}

nd_dtype nd_operand_dtype (const nd_operand *operand)
{
  return operand->array ? operand->array->dtype : operand->dtype;
}

/* A one-element host array may act as a scalar on a device (a(i) = host value). */
static bool is_constant (const nd_operand *operand, const nd_device *device)
{
  return !operand->array || operand->array->storage->buffer->device != device;
}

const nd_array *nd_operand_input (const nd_operand *operand, const nd_device *device)
{
  return is_constant (operand, device) ? NULL : operand->array;
}

static int load_constant (nd_program *program, nd_dtype from, const void *element, nd_dtype to)
{
  nd_element value;
  if (from == to)
    memcpy (&value, element, nd_dtype_size (from));
  else
    nd_cpu_cast_kernel (from, to) (&value, element, NULL, 1);
  return nd_program_constant (program, to, value);
}

int nd_load_operand (nd_program *program, const nd_operand *operand, const nd_device *device,
                     nd_dtype dtype)
{
  nd_dtype from = nd_operand_dtype (operand);
  if (!is_constant (operand, device))
    return nd_program_cast (program, nd_program_load (program, from), dtype);
  const void *element = operand->array ? nd_address (operand->array) : (void *)&operand->scalar;
  return load_constant (program, from, element, dtype);
}

/* Do the elements of `x` lie one after the other, in the order of those of `to`? */
static bool is_consecutive (const nd_array *x, const nd_array *to)
{
  int64_t stride = 1;
  if (x->ndims != to->ndims)
    return false;
  for (int d = 0; d < x->ndims; d++) {
    if (x->dims[d] != to->dims[d] || (x->dims[d] != 1 && x->strides[d] != stride))
      return false;
    stride *= x->dims[d];
  }
  return true;
}

/* One dimension is enough for operands that are consecutive, or one element for all. */
static bool describe_flat (nd_access *access, const nd_array *x, const nd_array *to)
{
  bool consecutive = is_consecutive (x, to);
  access->data = x->storage->buffer->data;
  access->offset = x->offset;
  access->strides[0] = consecutive;
  access->has_lists = false;
  return consecutive || nd_array_is_scalar (x);
}

static void describe (nd_launch *launch, const nd_program *program, nd_array *to,
                      const nd_array *const *inputs, int count)
{
  bool flat = describe_flat (&launch->output[0], to, to);
  for (int i = 0; i < count && flat; i++)
    flat = describe_flat (&launch->input[i], inputs[i], to);
  if (flat) {
    int64_t numel = nd_array_numel (to);
    nd_launch_init (launch, program, 1, &numel);
    return;
  }
  nd_launch_init (launch, program, to->ndims, to->dims);
  nd_access_array (&launch->output[0], to, to->ndims, to->dims);
  for (int i = 0; i < count; i++)
    nd_access_array (&launch->input[i], inputs[i], to->ndims, to->dims);
}

nd_status nd_run_into (const nd_program *program, nd_array *to, const nd_array *a,
                       const nd_array *b, nd_error *error)
{
  const nd_array *inputs[2];
  nd_launch launch;
  int count = 0;
  if (a)
    inputs[count++] = a;
  if (b)
    inputs[count++] = b;
  describe (&launch, program, to, inputs, count);
  return nd_device_run (to->storage->buffer->device, &launch, error);
}
