#include "program/trace.h"

static bool is_tracing, is_whole;

nd_status nd_trace_break (nd_error *error)
{
  is_whole = false;
  return nd_fail (error, ND_FAILED, "the values of an array are needed while a function is traced");
}

void nd_trace_begin (void)
{
  is_tracing = true;
  is_whole = true;
  nd_device_refuse_runs (nd_trace_break);
}

bool nd_trace_end (void)
{
  is_tracing = false;
  nd_device_refuse_runs (NULL);
  return is_whole;
}

bool nd_is_tracing (void)
{
  return is_tracing;
}

/* One element that seems to be many: nobody reads it. */
nd_status nd_trace_argument (nd_device *device, nd_dtype dtype, int ndims, const int64_t *dims,
                             nd_expression **out, nd_error *error)
{
  const int64_t one[2] = {1, 1};
  nd_array *a;
  nd_builder builder;
  ND_RETURN_NOT_OK (nd_array_new (device, dtype, 2, one, &a, error));
  a->ndims = ndims;
  for (int d = 0; d < ndims; d++) {
    a->dims[d] = dims[d];
    a->strides[d] = 0;
  }
  nd_builder_init (&builder, device);
  nd_operand x = nd_operand_array (a);
  int value = nd_builder_load (&builder, &x, dtype);
  nd_status status = nd_expression_new (&builder, value, ndims, dims, out, error);
  nd_array_free (a);
  return status;
}

int nd_trace_place (const nd_array *input, int count, nd_expression *const *arguments)
{
  for (int i = 0; i < count; i++)
    if (arguments[i]->builder.input[0]->storage->buffer == input->storage->buffer)
      return i;
  return -1;
}
