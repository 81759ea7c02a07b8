/* Sorting along a dimension: the routine sorts columns, so that dimension comes first. */
#include "device/device.h"
#include "program/builder.h"
#include "program/selection.h"

/* Swaps the dimensions of *a, which may be NULL. */
static nd_status swap_back (nd_array **a, int d, nd_error *error)
{
  nd_array *result;
  if (!*a || d == 0)
    return ND_OK;
  ND_RETURN_NOT_OK (nd_array_swap_first (*a, d, &result, error));
  nd_array_free (*a);
  *a = result;
  return ND_OK;
}

/* The elements in columns along dimension d. */
static nd_status make_columns (const nd_array *a, int d, nd_array **out, nd_error *error)
{
  nd_array *swapped;
  ND_RETURN_NOT_OK (nd_array_swap_first (a, d, &swapped, error));
  nd_status status = nd_array_contiguous (swapped, out, error);
  nd_array_free (swapped);
  return status;
}

static nd_status sort_columns (const nd_array *a, bool falling, nd_array *values, nd_array *order,
                               nd_error *error)
{
  int64_t total = nd_array_numel (a);
  if (total == 0)
    return ND_OK;
  nd_routine routine = {
      .kind = ND_ROUTINE_SORT,
      .dtype = a->dtype,
      .other = order ? order->dtype : ND_INT64,
      .input = {nd_address (a)},
      .output = {values ? nd_address (values) : NULL, order ? nd_address (order) : NULL},
      .number = {a->dims[0], total / a->dims[0], falling}};
  return nd_device_compute (nd_array_device (a), &routine, error);
}

nd_status nd_sort (const nd_array *a, int dim, bool falling, nd_dtype order_dtype,
                   nd_array **values, nd_array **order, nd_error *error)
{
  nd_device *device = nd_array_device (a);
  nd_array *columns, *sorted = NULL, *places = NULL;
  int d = dim < a->ndims ? dim : a->ndims; /* any dimension of one element will do */
  ND_RETURN_NOT_OK (make_columns (a, d, &columns, error));
  nd_status status = ND_OK;
  if (values)
    status = nd_array_new (device, a->dtype, columns->ndims, columns->dims, &sorted, error);
  if (status == ND_OK && order)
    status = nd_array_new (device, order_dtype, columns->ndims, columns->dims, &places, error);
  if (status == ND_OK)
    status = sort_columns (columns, falling, sorted, places, error);
  if (status == ND_OK)
    status = swap_back (&sorted, d, error);
  if (status == ND_OK)
    status = swap_back (&places, d, error);
  nd_array_free (columns);
  if (status != ND_OK) {
    nd_array_free (sorted);
    nd_array_free (places);
    return status;
  }
  if (values)
    *values = sorted;
  if (order)
    *order = places;
  return ND_OK;
}
