/* From selectors to a walk over memory. */
#include "array/array_internal.h"
#include "array/index_internal.h"
#include "base/memory.h"
#include "device/device.h"
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* ---- one element --------------------------------------------------------------------------- */

/* Position p among dimensions first, first + 1, ...; false when there is no such element. */
static bool locate_folded (const nd_array *a, int first, int64_t p, int64_t *offset)
{
  for (int d = first; d < a->ndims; d++) {
    int64_t extent = a->dims[d];
    if (extent == 0)
      return false;
    if (p >= extent) {
      *offset += p % extent * a->strides[d];
      p /= extent;
    } else {
      *offset += p * a->strides[d];
      p = 0;
    }
  }
  return p == 0;
}

int nd_array_locate (const nd_array *a, int count, const int64_t *positions, int64_t *offset)
{
  int last = count - 1;
  *offset = a->offset;
  for (int s = 0; s < last; s++) {
    if (positions[s] >= (s < a->ndims ? a->dims[s] : 1))
      return s;
    *offset += s < a->ndims ? positions[s] * a->strides[s] : 0;
  }
  return locate_folded (a, last, positions[last], offset) ? -1 : last;
}

/* ---- one selector -------------------------------------------------------------------------- */

int64_t nd_selector_extent (const nd_array *a, int count, int s)
{
  if (s < count - 1)
    return s < a->ndims ? a->dims[s] : 1;
  int64_t extent = 1;
  for (int d = s; d < a->ndims; d++)
    extent *= a->dims[d];
  return extent;
}

int64_t nd_selector_count (const nd_selector *selector, int64_t extent)
{
  return selector->kind == ND_SELECT_COLON ? extent : selector->count;
}

int64_t nd_selector_needs (const nd_selector *selector, int64_t extent)
{
  return selector->kind == ND_SELECT_COLON || selector->extent < extent ? extent : selector->extent;
}

bool nd_selector_is_run (const nd_selector *selector, int64_t extent, int64_t *start, int64_t *end)
{
  *start = selector->kind == ND_SELECT_RANGE ? selector->start : 0;
  *end = *start + nd_selector_count (selector, extent);
  if (selector->kind == ND_SELECT_COLON)
    return true;
  if (selector->is_mask && !selector->positions)
    return selector->extent == selector->count;
  return selector->kind == ND_SELECT_RANGE &&
         (selector->count == 1 || (selector->step == 1 && selector->count > 0));
}

bool nd_selector_is_everything (const nd_selector *selector, int64_t extent)
{
  int64_t start, end;
  return nd_selector_is_run (selector, extent, &start, &end) && start == 0 && end == extent;
}

/* ---- errors -------------------------------------------------------------------------------- */

nd_status nd_index_out_of_bounds (const nd_array *a, int count, int s, int64_t position,
                                  nd_error *error)
{
  char place[4 * ND_MAX_DIMS + 32], dims[256];
  int length = 0;
  for (int i = 0; i < count && i < ND_MAX_DIMS; i++) {
    const char *comma = i ? "," : "";
    length += i == s ? snprintf (place + length, sizeof place - (size_t)length, "%s%" PRId64, comma,
                                 position)
                     : snprintf (place + length, sizeof place - (size_t)length, "%s_", comma);
  }
  return nd_fail (
      error, ND_INDEX_OUT_OF_BOUNDS, "index (%s): out of bound %" PRId64 " (dimensions are %s)",
      place, nd_selector_extent (a, count, s), nd_dims_text (a->ndims, a->dims, dims, sizeof dims));
}

static nd_status check_bounds (const nd_array *a, int count, const nd_selector *selectors,
                               nd_error *error)
{
  if (count < 1 || count > ND_MAX_DIMS)
    return nd_fail (error, ND_BAD_INDEX, "index (_,_,...): there must be 1 to %d indices",
                    ND_MAX_DIMS);
  for (int s = 0; s < count; s++) {
    int64_t extent = nd_selector_extent (a, count, s);
    if (nd_selector_needs (&selectors[s], extent) > extent)
      return nd_index_out_of_bounds (a, count, s, selectors[s].extent, error);
  }
  return ND_OK;
}

/* ---- the walk ------------------------------------------------------------------------------ */

static void add_walk (nd_selection *s, int64_t count, int64_t stride, const int64_t *list)
{
  s->dims[s->ndims] = count;
  s->access.strides[s->ndims] = stride;
  s->access.lists[s->ndims] = list;
  s->computed[s->ndims] = NULL;
  s->is_on_device[s->ndims] = false;
  s->access.has_lists = s->access.has_lists || list;
  s->ndims++;
}

/* Is the list start, start + step, ... with a step other than 0? */
static bool is_evenly_spaced (const int64_t *list, int64_t count, int64_t *start, int64_t *step)
{
  *start = count > 0 ? list[0] : 0;
  *step = count > 1 ? list[1] - list[0] : 1;
  for (int64_t i = 2; i < count && *step != 0; i++)
    if (list[i] - list[i - 1] != *step)
      return false;
  return *step != 0;
}

static const int64_t *positions_of (const nd_array *list)
{
  return (const int64_t *)list->storage->buffer->data + list->offset;
}

/* A selector over elements `stride` apart. */
static void walk_dimension (nd_selection *s, const nd_selector *selector, int64_t extent,
                            int64_t stride)
{
  int64_t start = selector->start, step = selector->step;
  if (selector->kind == ND_SELECT_COLON)
    add_walk (s, extent, stride, NULL);
  else if (selector->positions) {
    add_walk (s, selector->count, stride, positions_of (selector->positions));
    s->is_on_device[s->ndims - 1] = true;
  } else if (selector->kind == ND_SELECT_RANGE ||
             is_evenly_spaced (selector->list, selector->count, &start, &step)) {
    s->access.offset += selector->count > 0 ? start * stride : 0;
    add_walk (s, selector->count, selector->count > 1 ? step * stride : stride, NULL);
  } else
    add_walk (s, selector->count, stride, selector->list);
}

/* Are dimensions first, first + 1, ... of `a` walked by one stride? */
static bool folds_to_stride (const nd_array *a, int first, int64_t *stride)
{
  int64_t next = 0;
  bool any = false;
  *stride = 1;
  for (int d = first; d < a->ndims; d++) {
    if (a->dims[d] == 1)
      continue;
    if (any && a->strides[d] != next)
      return false;
    if (!any)
      *stride = a->strides[d];
    any = true;
    next = a->strides[d] * a->dims[d];
  }
  return true;
}

/* A selector over dimensions that no single stride walks: positions become offsets. */
static nd_status walk_folded (nd_selection *s, const nd_array *a, int first,
                              const nd_selector *selector, nd_error *error)
{
  if (selector->kind == ND_SELECT_COLON) {
    for (int d = first; d < a->ndims; d++)
      add_walk (s, a->dims[d], a->strides[d], NULL);
    return ND_OK;
  }
  int64_t count = selector->count, start, step;
  int64_t *offsets = nd_calloc ((size_t)count, sizeof *offsets);
  if (!offsets)
    return nd_out_of_memory (error, (size_t)count * sizeof *offsets);
  for (int64_t i = 0; i < count; i++) {
    int64_t p = selector->kind == ND_SELECT_RANGE ? selector->start + i * selector->step
                                                  : selector->list[i];
    offsets[i] = 0;
    locate_folded (a, first, p, &offsets[i]);
  }
  if (is_evenly_spaced (offsets, count, &start, &step)) {
    nd_free (offsets);
    s->access.offset += start;
    add_walk (s, count, step, NULL);
    return ND_OK;
  }
  add_walk (s, count, 1, offsets);
  s->computed[s->ndims - 1] = offsets;
  return ND_OK;
}

/* ---- the result's size --------------------------------------------------------------------- */

/* The one dimension of several elements (or none) of a vector in any dimension; -1 otherwise. */
static int vector_dimension (int ndims, const int64_t *dims)
{
  int found = -1;
  for (int d = 0; d < ndims; d++)
    if (dims[d] != 1) {
      if (found >= 0)
        return -1;
      found = d;
    }
  return found;
}

static void set_result (nd_selection *s, int ndims, const int64_t *dims)
{
  memcpy (s->result_dims, dims, (size_t)ndims * sizeof *dims);
  s->result_ndims = nd_dims_trim (ndims, dims);
}

/* Octave's rules for a(i): a colon gives a column, a vector indexed by a vector keeps its
   direction, all else takes the index's size. */
static void linear_result (nd_selection *s, const nd_array *a, const nd_selector *selector,
                           int64_t extent)
{
  int64_t column[2] = {extent, 1};
  if (selector->kind == ND_SELECT_COLON) {
    set_result (s, 2, column);
    return;
  }
  int direction = extent == 1 || selector->count == 1 ? -1 : vector_dimension (a->ndims, a->dims);
  if (direction >= 0 && vector_dimension (selector->ndims, selector->dims) >= 0) {
    set_result (s, a->ndims, a->dims);
    s->result_dims[direction] = selector->count;
  } else
    set_result (s, selector->ndims, selector->dims);
}

/* ---- all of it ----------------------------------------------------------------------------- */

nd_status nd_selection_make (const nd_array *a, int count, const nd_selector *selectors,
                             nd_selection *s, nd_error *error)
{
  ND_RETURN_NOT_OK (check_bounds (a, count, selectors, error));
  s->ndims = 0;
  s->access.offset = a->offset;
  s->access.has_lists = false;
  for (int i = 0; i < count; i++) {
    int64_t extent = nd_selector_extent (a, count, i), stride = 1;
    bool is_last = i == count - 1;
    if (!is_last || folds_to_stride (a, i, &stride))
      walk_dimension (s, &selectors[i], extent, is_last || i >= a->ndims ? stride : a->strides[i]);
    else {
      nd_status status = walk_folded (s, a, i, &selectors[i], error);
      if (status != ND_OK) {
        nd_selection_free (s);
        return status;
      }
    }
    s->result_dims[i] = nd_selector_count (&selectors[i], extent);
  }
  if (count == 1)
    linear_result (s, a, &selectors[0], nd_selector_extent (a, 1, 0));
  else
    s->result_ndims = nd_dims_trim (count, s->result_dims);
  return ND_OK;
}

void nd_selection_free (nd_selection *selection)
{
  for (int d = 0; d < selection->ndims && selection->access.has_lists; d++)
    nd_free (selection->computed[d]);
}

bool nd_selection_is_view (const nd_selection *s)
{
  if (nd_numel (s->result_ndims, s->result_dims) == 0)
    return true;
  if (s->access.has_lists)
    return false;
  int d = 0, e = 0;
  for (;; d++, e++) {
    while (d < s->ndims && s->dims[d] == 1)
      d++;
    while (e < s->result_ndims && s->result_dims[e] == 1)
      e++;
    if (d == s->ndims || e == s->result_ndims)
      return d == s->ndims && e == s->result_ndims;
    if (s->dims[d] != s->result_dims[e])
      return false;
  }
}
