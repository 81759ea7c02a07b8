/* Copies along walks with index lists: a program of a load, a conversion and a store. */
#include "array/index_internal.h"
#include "device/device.h"
#include <string.h>

/* Of a list that is still in host memory. */
static size_t list_bytes (const nd_walk_copy *copy, const nd_access *access,
                          const bool *is_on_device, int d)
{
  const bool is_list = access->has_lists && access->lists[d];
  return is_list && !(is_on_device && is_on_device[d]) ? (size_t)copy->dims[d] * sizeof (int64_t)
                                                       : 0;
}

static size_t all_list_bytes (const nd_walk_copy *copy, const nd_access *access,
                              const bool *is_on_device)
{
  size_t nbytes = 0;
  for (int d = 0; access && d < copy->ndims; d++)
    nbytes += list_bytes (copy, access, is_on_device, d);
  return nbytes;
}

/* Moves the lists of one operand of the launch to `buffer`, from `*at` on. */
static nd_status upload_lists (const nd_walk_copy *copy, nd_access *access,
                               const bool *is_on_device, nd_buffer *buffer, size_t *at,
                               nd_error *error)
{
  for (int d = 0; d < copy->ndims; d++) {
    size_t nbytes = list_bytes (copy, access, is_on_device, d);
    if (nbytes == 0)
      continue;
    ND_RETURN_NOT_OK (nd_device_upload (buffer, *at, access->lists[d], nbytes, error));
    access->lists[d] = (const int64_t *)((const char *)buffer->data + *at);
    *at += nbytes;
  }
  return ND_OK;
}

/* An operand of the launch: what the walk says, in the launch's own memory. */
static void set_operand (nd_access *operand, const nd_access *walk, int ndims)
{
  operand->data = walk->data;
  operand->offset = walk->offset;
  operand->has_lists = walk->has_lists;
  memcpy (operand->strides, walk->strides, (size_t)ndims * sizeof *walk->strides);
  if (walk->has_lists)
    memcpy (operand->lists, walk->lists, (size_t)ndims * sizeof *walk->lists);
}

static void build (const nd_walk_copy *copy, nd_program *program, nd_launch *launch)
{
  int value;
  nd_program_init (program);
  program->must_finish = true; /* `to` may be an array that was there before */
  if (copy->element) {
    nd_element element;
    memcpy (&element, copy->element, nd_dtype_size (copy->from_dtype));
    value = nd_program_constant (program, copy->from_dtype, element);
  } else
    value = nd_program_load (program, copy->from_dtype);
  nd_program_store (program, nd_program_cast (program, value, copy->to_dtype));
  launch->program = program;
  launch->ndims = copy->ndims;
  memcpy (launch->dims, copy->dims, (size_t)copy->ndims * sizeof *copy->dims);
  set_operand (&launch->output[0], copy->to, copy->ndims);
  if (!copy->element)
    set_operand (&launch->input[0], copy->from, copy->ndims);
}

nd_status nd_walk_copy_run (const nd_walk_copy *copy, nd_error *error)
{
  nd_program program;
  nd_launch launch;
  nd_buffer *lists = NULL;
  size_t at = 0,
         nbytes = all_list_bytes (copy, copy->to, copy->to_on_device) +
                  all_list_bytes (copy, copy->element ? NULL : copy->from, copy->from_on_device);
  nd_status status = ND_OK;
  build (copy, &program, &launch);
  if (nbytes > 0 && !copy->device->is_host) {
    ND_RETURN_NOT_OK (nd_buffer_new (copy->device, nbytes, &lists, error));
    status = upload_lists (copy, &launch.output[0], copy->to_on_device, lists, &at, error);
    if (status == ND_OK && !copy->element)
      status = upload_lists (copy, &launch.input[0], copy->from_on_device, lists, &at, error);
  }
  if (status == ND_OK)
    status = nd_device_run (copy->device, &launch, error);
  if (lists)
    nd_buffer_release (lists);
  return status;
}
