/* a(i, j, ...) */
#include "array/index.h"
#include "array/array_internal.h"
#include "array/index_internal.h"
#include "device/device.h"
#include <string.h>

/* Below this, a copy costs no more than deferring one. */
enum { SMALL_BYTES = 1024 };

/* A window on what a selection without lists walks. */
static void selection_window (const nd_array *a, const nd_selection *s, nd_array *window)
{
  window->storage = a->storage;
  window->dtype = a->dtype;
  window->offset = s->access.offset;
  window->dims[1] = window->strides[1] = 1; /* arrays have two dimensions, walks may have one */
  memcpy (window->dims, s->dims, (size_t)s->ndims * sizeof *s->dims);
  memcpy (window->strides, s->access.strides, (size_t)s->ndims * sizeof *s->dims);
  window->ndims = nd_dims_trim (s->ndims > 2 ? s->ndims : 2, window->dims);
}

/* Gives an array that has the selection's elements its result's size. */
static void shape_as_result (nd_array *view, const nd_selection *s)
{
  int d = 0;
  const bool is_empty = nd_numel (s->result_ndims, s->result_dims) == 0;
  view->offset = s->access.offset;
  view->ndims = s->result_ndims;
  for (int e = 0; e < s->result_ndims; e++) {
    view->dims[e] = s->result_dims[e];
    view->strides[e] = 1;
    if (s->result_dims[e] == 1 || is_empty)
      continue;
    while (s->dims[d] == 1)
      d++;
    view->strides[e] = s->access.strides[d++];
  }
}

/* ---- reading ------------------------------------------------------------------------------- */

static nd_status gather_lists (const nd_array *a, nd_selection *s, nd_array *to, nd_error *error)
{
  nd_access out;
  int64_t stride = 1;
  out.data = to->storage->buffer->data;
  out.offset = 0;
  out.has_lists = false;
  for (int d = 0; d < s->ndims; d++) {
    out.strides[d] = stride;
    stride *= s->dims[d];
  }
  s->access.data = a->storage->buffer->data;
  nd_walk_copy copy = {.device = nd_array_device (a),
                       .ndims = s->ndims,
                       .dims = s->dims,
                       .to_dtype = a->dtype,
                       .from_dtype = a->dtype,
                       .to = &out,
                       .from = &s->access,
                       .from_on_device = s->is_on_device};
  return nd_walk_copy_run (&copy, error);
}

static nd_status copy_selection (const nd_array *a, nd_selection *s, nd_array **out,
                                 nd_error *error)
{
  nd_array *result, window, flat;
  ND_RETURN_NOT_OK (nd_array_new (nd_array_device (a), a->dtype, s->result_ndims, s->result_dims,
                                  &result, error));
  nd_status status = ND_OK;
  if (s->access.has_lists && nd_array_numel (result) > 0)
    status = gather_lists (a, s, result, error);
  else if (nd_array_numel (result) > 0) {
    selection_window (a, s, &window);
    nd_array_window (result, &flat);
    nd_array_set_dims (&flat, window.ndims, window.dims);
    status = nd_array_copy_into (&flat, &window, error);
  }
  return nd_array_deliver (status, result, out);
}

/* Is it cheaper to hold the whole buffer than to copy the selection out of it? */
static bool is_worth_deferring (const nd_array *a, const nd_selection *s)
{
  size_t nbytes = nd_dtype_size (a->dtype);
  for (int d = 0; d < s->result_ndims; d++)
    nbytes *= (size_t)s->result_dims[d];
  return nbytes >= SMALL_BYTES && 2 * nbytes >= a->storage->buffer->used &&
         nd_selection_is_view (s);
}

/* Positions on a device stand for elements as they are: the host cannot make offsets of them. */
static bool needs_consecutive (const nd_array *a, int count, const nd_selector *selectors)
{
  return selectors[count - 1].positions && !nd_array_is_contiguous (a);
}

nd_status nd_array_index (const nd_array *a, int count, const nd_selector *selectors,
                          nd_array **out, nd_error *error)
{
  nd_selection s;
  if (count > 0 && needs_consecutive (a, count, selectors)) {
    nd_array *consecutive;
    ND_RETURN_NOT_OK (nd_array_contiguous (a, &consecutive, error));
    nd_status status = nd_array_index (consecutive, count, selectors, out, error);
    nd_array_free (consecutive);
    return status;
  }
  ND_RETURN_NOT_OK (nd_selection_make (a, count, selectors, &s, error));
  nd_status status;
  if (is_worth_deferring (a, &s)) {
    status = nd_array_copy (a, out, error);
    if (status == ND_OK)
      shape_as_result (*out, &s);
  } else
    status = copy_selection (a, &s, out, error);
  nd_selection_free (&s);
  return status;
}

/* ---- views --------------------------------------------------------------------------------- */

nd_status nd_array_view (const nd_array *a, int count, const nd_selector *selectors, nd_array **out,
                         nd_error *error)
{
  nd_selection s;
  ND_RETURN_NOT_OK (nd_selection_make (a, count, selectors, &s, error));
  nd_status status;
  if (!nd_selection_is_view (&s))
    status = nd_fail (error, ND_VIEW,
                      "these indices pick elements that are not evenly spaced in memory, which a "
                      "view cannot show. Index the array instead, for a copy: a(...).");
  else {
    status = nd_array_link (a, out, error);
    if (status == ND_OK)
      shape_as_result (*out, &s);
  }
  nd_selection_free (&s);
  return status;
}

/* ---- one element --------------------------------------------------------------------------- */

nd_status nd_array_element (const nd_array *a, int count, const int64_t *positions,
                            const void **element, nd_error *error)
{
  int64_t offset;
  int wrong = nd_array_locate (a, count, positions, &offset);
  if (wrong >= 0)
    return nd_index_out_of_bounds (a, count, wrong, positions[wrong] + 1, error);
  *element = (const char *)a->storage->buffer->data + offset * (int64_t)nd_dtype_size (a->dtype);
  return ND_OK;
}
