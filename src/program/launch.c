#include "program/launch.h"
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
  return !operand->array || nd_array_device (operand->array) != device;
}

const nd_array *nd_operand_input (const nd_operand *operand, const nd_device *device)
{
  return is_constant (operand, device) ? NULL : operand->array;
}

int nd_load_operand (nd_program *program, const nd_operand *operand, const nd_device *device)
{
  nd_dtype dtype = nd_operand_dtype (operand);
  if (!is_constant (operand, device))
    return nd_program_load (program, dtype);
  if (!operand->array)
    return nd_program_constant (program, dtype, operand->scalar);
  nd_element element;
  memcpy (&element, nd_address (operand->array), nd_dtype_size (dtype));
  return nd_program_constant (program, dtype, element);
}

nd_status nd_run_into (const nd_program *program, nd_array *to, const nd_array *a,
                       const nd_array *b, nd_error *error)
{
  nd_launch launch;
  int inputs = 0;
  nd_launch_init (&launch, program, to->ndims, to->dims);
  nd_access_array (&launch.output[0], to, to->ndims, to->dims);
  if (a)
    nd_access_array (&launch.input[inputs++], a, to->ndims, to->dims);
  if (b)
    nd_access_array (&launch.input[inputs++], b, to->ndims, to->dims);
  return nd_device_run (nd_array_device (to), &launch, error);
}
