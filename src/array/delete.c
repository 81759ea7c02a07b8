/* a(i, j, ...) = [] */
#include "array/array_internal.h"
#include "array/index.h"
#include "array/index_internal.h"
#include "base/memory.h"
#include <inttypes.h>
#include <string.h>

static nd_status out_of_bounds (bool linear, int64_t position, int64_t extent, nd_error *error)
{
  return nd_fail (error, ND_INDEX_OUT_OF_BOUNDS,
                  "A(%s) = []: index out of bounds: value %" PRId64 " out of bound %" PRId64,
                  linear ? "I" : "..,I,..", position, extent);
}

/* `a` gets other dims and no elements. */
static nd_status become_empty (nd_array *a, int ndims, const int64_t *dims, nd_error *error)
{
  nd_array *empty;
  ND_RETURN_NOT_OK (nd_array_new (nd_array_device (a), a->dtype, ndims, dims, &empty, error));
  nd_array_replace (a, empty);
  return ND_OK;
}

/* The positions below `extent` that a selector does not name, in rising order; to be freed. */
static nd_status complement (const nd_selector *selector, int64_t extent, int64_t **out,
                             int64_t *count, nd_error *error)
{
  bool *named = nd_calloc ((size_t)extent, sizeof *named);
  int64_t *rest = nd_malloc ((size_t)extent * sizeof *rest);
  if (!named || !rest) {
    nd_free (named);
    nd_free (rest);
    return nd_out_of_memory (error, (size_t)extent * sizeof *rest);
  }
  for (int64_t i = 0; i < selector->count; i++)
    named[selector->kind == ND_SELECT_RANGE ? selector->start + i * selector->step
                                            : selector->list[i]] = true;
  *count = 0;
  for (int64_t i = 0; i < extent; i++)
    if (!named[i])
      rest[(*count)++] = i;
  nd_free (named);
  *out = rest;
  return ND_OK;
}

/* `a` keeps what is outside start..end - 1 of dimension `dim`: two block copies at most. */
static nd_status remove_run (nd_array *a, int dim, int64_t start, int64_t end, nd_error *error)
{
  int64_t dims[ND_MAX_DIMS];
  nd_array *result, from, to;
  memcpy (dims, a->dims, (size_t)a->ndims * sizeof *dims);
  dims[dim] -= end - start;
  ND_RETURN_NOT_OK (nd_array_new (nd_array_device (a), a->dtype, a->ndims, dims, &result, error));
  nd_status status = ND_OK;
  for (int part = 0; part < 2 && status == ND_OK; part++) {
    int64_t first = part ? end : 0, kept = part ? a->dims[dim] - end : start;
    nd_array_window (a, &from);
    nd_array_window (result, &to);
    for (int d = to.ndims; d < a->ndims; d++)
      to.dims[d] = to.strides[d] = 1;
    from.offset += first * a->strides[dim];
    to.offset += part ? start * to.strides[dim] : 0;
    from.dims[dim] = to.dims[dim] = kept;
    from.ndims = to.ndims = nd_dims_trim (a->ndims, from.dims);
    status = nd_array_copy_into (&to, &from, error);
  }
  if (status != ND_OK)
    nd_array_free (result);
  else
    nd_array_replace (a, result);
  return status;
}

/* `a` keeps only what selector number `s` of `count` does not name; the others are colons. */
static nd_status keep_rest (nd_array *a, int count, int s, const nd_selector *selector,
                            int64_t extent, nd_error *error)
{
  nd_selector selectors[ND_MAX_DIMS];
  int64_t *rest = NULL, column[2] = {0, 1};
  nd_array *kept;
  for (int i = 0; i < count; i++)
    selectors[i] = (nd_selector){.kind = ND_SELECT_COLON};
  ND_RETURN_NOT_OK (complement (selector, extent, &rest, &column[0], error));
  selectors[s] = (nd_selector){.kind = ND_SELECT_LIST,
                               .count = column[0],
                               .list = rest,
                               .extent = extent,
                               .ndims = 2,
                               .dims = column};
  nd_status status = nd_array_index (a, count, selectors, &kept, error);
  nd_free (rest);
  if (status == ND_OK)
    nd_array_replace (a, kept);
  return status;
}

/* ---- a(i) = [] ----------------------------------------------------------------------------- */

static bool is_column (const nd_array *a)
{
  return a->ndims == 2 && a->dims[1] == 1 && a->dims[0] != 1;
}

/* A run taken out leaves a row, or a column of a column. */
static nd_status remove_linear_run (nd_array *a, int64_t start, int64_t end, nd_error *error)
{
  int64_t numel = nd_array_numel (a), row[2] = {1, numel}, column[2] = {numel, 1};
  nd_array *line;
  bool is_row = !is_column (a);
  ND_RETURN_NOT_OK (nd_array_reshape (a, 2, is_row ? row : column, &line, error));
  nd_status status = remove_run (line, is_row, start, end, error);
  if (status != ND_OK)
    nd_array_free (line);
  else
    nd_array_replace (a, line);
  return status;
}

/* Taking the last element off a vector is what growth by one puts back: no copy. */
static bool pop (nd_array *a, const nd_selector *selector, int64_t numel)
{
  bool is_vector = a->ndims == 2 && (a->dims[0] == 1 || a->dims[1] == 1);
  if (!is_vector || selector->kind != ND_SELECT_RANGE || selector->count != 1 ||
      selector->start != numel - 1)
    return false;
  a->dims[is_column (a) ? 0 : 1]--;
  return true;
}

static nd_status delete_linear (nd_array *a, const nd_selector *selector, nd_error *error)
{
  static const int64_t nothing[2] = {0, 0};
  int64_t start, end, numel = nd_array_numel (a);
  if (selector->kind == ND_SELECT_COLON)
    return become_empty (a, 2, nothing, error);
  if (selector->count == 0)
    return ND_OK;
  if (selector->extent > numel)
    return out_of_bounds (true, selector->extent, numel, error);
  if (pop (a, selector, numel))
    return ND_OK;
  return nd_selector_is_run (selector, numel, &start, &end)
             ? remove_linear_run (a, start, end, error)
             : keep_rest (a, 1, 0, selector, numel, error);
}

/* ---- a(:, i, :) = [] ----------------------------------------------------------------------- */

/* Deletes along dimension `dim`, which may be a singleton beyond the last. */
static nd_status delete_along (nd_array *a, int dim, const nd_selector *selector, nd_error *error)
{
  int64_t start, end, extent = dim < a->ndims ? a->dims[dim] : 1;
  if (nd_selector_count (selector, extent) == 0)
    return ND_OK;
  if (nd_selector_needs (selector, extent) > extent)
    return out_of_bounds (false, selector->extent, extent, error);
  if (dim >= a->ndims) {
    int64_t dims[ND_MAX_DIMS];
    for (int d = 0; d <= dim; d++)
      dims[d] = d < a->ndims ? a->dims[d] : 1;
    dims[dim] = 0; /* its only position goes */
    return become_empty (a, dim + 1, dims, error);
  }
  return nd_selector_is_run (selector, extent, &start, &end)
             ? remove_run (a, dim, start, end, error)
             : keep_rest (a, a->ndims, dim, selector, extent, error);
}

/* Octave looks for an index that names nothing before the second one that does not name all. */
static bool names_nothing (const nd_array *a, int count, const nd_selector *selectors)
{
  int partial = 0;
  for (int s = 0; s < count && partial < 2; s++) {
    int64_t extent = s < a->ndims ? a->dims[s] : 1;
    if (nd_selector_count (&selectors[s], extent) == 0)
      return true;
    partial += !nd_selector_is_everything (&selectors[s], extent);
  }
  return false;
}

static nd_status delete_subscripts (nd_array *a, int count, const nd_selector *selectors,
                                    nd_error *error)
{
  int chosen = 0, others = 0;
  for (int s = count - 1; s >= 0; s--)
    if (selectors[s].kind != ND_SELECT_COLON) {
      chosen = s;
      others++;
    }
  if (others == 0)
    return delete_along (a, 0, &selectors[0], error);
  if (others == 1)
    return delete_along (a, chosen, &selectors[chosen], error);
  if (names_nothing (a, count, selectors))
    return ND_OK;
  return nd_fail (error, ND_FAILED, "a null assignment can only have one non-colon index");
}

nd_status nd_array_delete (nd_array *a, int count, const nd_selector *selectors, nd_error *error)
{
  if (count < 1 || count > ND_MAX_DIMS)
    return nd_fail (error, ND_BAD_INDEX, "a null assignment must have 1 to %d indices",
                    ND_MAX_DIMS);
  if (nd_array_is_linked (a))
    return nd_fail (error, ND_IN_PLACE,
                    "elements cannot be deleted from an array that shares its memory with "
                    "others. Take it out of the group first: a = nd_array (a).");
  return count == 1 ? delete_linear (a, &selectors[0], error)
                    : delete_subscripts (a, count, selectors, error);
}
