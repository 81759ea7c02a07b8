/* Masks and lists of positions. */
#include "device/device.h"
#include "program/builder.h"
#include "program/selection.h"

/* ---- masks --------------------------------------------------------------------------------- */

nd_status nd_mask (const nd_operand *x, nd_array **mask, nd_error *error)
{
  nd_builder builder;
  if (x->array && x->array->dtype == ND_LOGICAL)
    return nd_array_contiguous (x->array, mask, error);
  nd_builder_init (&builder, nd_operand_device (x));
  int value = nd_builder_load (&builder, x, ND_LOGICAL);
  return nd_builder_evaluate (&builder, value, nd_operand_ndims (x), nd_operand_dims (x), mask,
                              error);
}

nd_status nd_count (const nd_array *mask, int64_t *count, nd_error *error)
{
  *count = 0;
  if (nd_array_numel (mask) == 0)
    return ND_OK;
  nd_routine routine = {
      .kind = ND_ROUTINE_COUNT, .input = {nd_address (mask)}, .number = {nd_array_numel (mask)}};
  ND_RETURN_NOT_OK (nd_device_compute (nd_array_device (mask), &routine, error));
  *count = routine.number[1];
  return ND_OK;
}

static nd_status new_column (nd_device *device, nd_dtype dtype, int64_t count, nd_array **out,
                             nd_error *error)
{
  const int64_t dims[2] = {count, 1};
  return nd_array_new (device, dtype, 2, dims, out, error);
}

/* Runs a routine on a mask with its first output in a new column of as many elements as are true.
 */
static nd_status fill_column (const nd_array *mask, nd_routine *routine, nd_dtype dtype,
                              nd_array **out, nd_error *error)
{
  nd_device *device = nd_array_device (mask);
  int64_t count;
  nd_array *column;
  ND_RETURN_NOT_OK (nd_count (mask, &count, error));
  ND_RETURN_NOT_OK (new_column (device, dtype, count, &column, error));
  routine->input[0] = nd_address (mask);
  routine->output[0] = nd_address (column);
  routine->number[0] = nd_array_numel (mask);
  routine->number[1] = count;
  nd_status status = count > 0 ? nd_device_compute (device, routine, error) : ND_OK;
  return nd_array_deliver (status, column, out);
}

nd_status nd_find (const nd_array *mask, nd_dtype dtype, nd_array **positions, nd_error *error)
{
  nd_routine routine = {.kind = ND_ROUTINE_FIND, .other = dtype};
  return fill_column (mask, &routine, dtype, positions, error);
}

nd_status nd_find_subscripts (const nd_array *mask, nd_array **rows, nd_array **columns,
                              nd_error *error)
{
  int64_t count;
  nd_array *second;
  ND_RETURN_NOT_OK (nd_count (mask, &count, error));
  ND_RETURN_NOT_OK (new_column (nd_array_device (mask), ND_DOUBLE, count, &second, error));
  nd_routine routine = {.kind = ND_ROUTINE_FIND,
                        .other = ND_DOUBLE,
                        .output = {NULL, nd_address (second)},
                        .number = {0, 0, mask->dims[0]}};
  nd_status status = fill_column (mask, &routine, ND_DOUBLE, rows, error);
  return nd_array_deliver (status, second, columns);
}

nd_status nd_select (const nd_array *a, const nd_array *mask, nd_array **out, nd_error *error)
{
  nd_array *from;
  ND_RETURN_NOT_OK (nd_array_contiguous (a, &from, error));
  nd_routine routine = {
      .kind = ND_ROUTINE_SELECT, .dtype = a->dtype, .input = {NULL, nd_address (from)}};
  nd_status status = fill_column (mask, &routine, a->dtype, out, error);
  nd_array_free (from);
  return status;
}
