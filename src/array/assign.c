/* a(i, j, ...) = v */
#include "array/array_internal.h"
#include "array/index.h"
#include "array/index_internal.h"
#include "device/device.h"
#include "program/operations.h"
#include <string.h>

/* ---- the class of the result --------------------------------------------------------------- */

nd_dtype nd_assign_class (nd_dtype a, nd_dtype value)
{
  const bool to_complex = nd_dtype_is_complex (value);
  if (a == ND_LOGICAL)
    return to_complex ? ND_COMPLEX_DOUBLE : value == ND_SINGLE ? ND_DOUBLE : ND_LOGICAL;
  if (!to_complex || nd_dtype_is_complex (a))
    return a;
  return nd_dtype_is_integer (a) ? value : nd_dtype_complex (a);
}

/* ---- the size of the result: Octave's rules ------------------------------------------------ */

/* What an assignment is about to do, decided from sizes alone. */
typedef struct {
  const nd_array *a, *value;
  int count;
  const nd_selector *selectors;
  int ndims;                 /* size of `a` afterwards, with as many dimensions as selectors */
  int64_t dims[ND_MAX_DIMS]; /* (two for one selector) */
  bool grows, is_nothing, fills;
} plan;

/* The dims of `a` but for singletons; at least two, as Octave counts them. */
static int without_singletons (const nd_array *a, int64_t *dims)
{
  int kept = 0;
  for (int d = 0; d < a->ndims; d++)
    if (a->dims[d] != 1)
      dims[kept++] = a->dims[d];
  for (int d = kept; d < 2; d++)
    dims[d] = 1;
  return kept > 2 ? kept : 2;
}

static nd_status nonconformant (const plan *p, int ndims, const int64_t *dims, nd_error *error)
{
  return nd_nonconformant ("=", ndims, dims, p->value->ndims, p->value->dims, error);
}

/* a(i) beyond its end makes a row of what has no or one row, a column of a column. */
static nd_status plan_linear (plan *p, nd_error *error)
{
  const nd_array *a = p->a;
  int64_t numel = nd_array_numel (a), needs = nd_selector_needs (&p->selectors[0], numel);
  int64_t selected[2] = {nd_selector_count (&p->selectors[0], numel), 1};
  if (!p->fills && nd_array_numel (p->value) != selected[0])
    return nonconformant (p, 2, selected, error);
  p->grows = needs != numel;
  p->ndims = 2;
  p->dims[0] = a->dims[0] <= 1 ? 1 : needs;
  p->dims[1] = a->dims[0] <= 1 ? needs : 1;
  if (p->grows && (a->ndims > 2 || (a->dims[0] > 1 && a->dims[1] != 1)))
    return nd_dims_invalid_resize (error);
  return ND_OK;
}

/* Octave counts a range of one as a scalar, a logical scalar not. */
static bool is_single (const nd_selector *selector)
{
  return (selector->kind == ND_SELECT_RANGE || selector->positions) && selector->count == 1 &&
         !selector->is_mask;
}

/* An array of no extent at all takes the extents of its colons from the value. */
static void inquire_dims (plan *p)
{
  int64_t squeezed[ND_MAX_DIMS];
  int squeezed_ndims = without_singletons (p->value, squeezed), nonscalar = 0, colons = 0, next = 0;
  const nd_array *value = p->value;
  for (int s = 0; s < p->count; s++) {
    colons += p->selectors[s].kind == ND_SELECT_COLON;
    nonscalar += !is_single (&p->selectors[s]);
  }
  bool exact = nonscalar == value->ndims;
  for (int s = 0; s < p->count; s++) {
    const nd_selector *selector = &p->selectors[s];
    if (selector->kind != ND_SELECT_COLON) /* positions lie in a dimension that `a` does not have */
      p->dims[s] = selector->positions && selector->count > 0 ? 1 : selector->extent;
    else if (colons == p->count && (p->count > 2 || value->ndims == 2))
      p->dims[s] = s < value->ndims ? value->dims[s] : 1;
    else if (exact)
      p->dims[s] = value->dims[next];
    else
      p->dims[s] = next < squeezed_ndims ? squeezed[next] : 1;
    /* In an exact match every index but a scalar stands for a dimension of the value. */
    if (selector->kind == ND_SELECT_COLON || (!is_single (selector) && (exact || p->count == 2)))
      next++;
  }
}

static bool all_zero (const nd_array *a)
{
  for (int d = 0; d < a->ndims; d++)
    if (a->dims[d] != 0)
      return false;
  return true;
}

/* Does the value fit the selected elements, singletons aside? */
static bool matches (const plan *p)
{
  int64_t squeezed[ND_MAX_DIMS];
  int squeezed_ndims = without_singletons (p->value, squeezed), next = 0;
  for (int s = 0; s < p->count; s++) {
    int64_t selected = nd_selector_count (&p->selectors[s], p->dims[s]);
    if (selected == 1)
      continue;
    if (next == squeezed_ndims || squeezed[next++] != selected)
      return false;
  }
  return next == squeezed_ndims || squeezed[next] == 1;
}

/* The value does not fit: that is an error unless there is nothing to assign to or from. */
static nd_status plan_mismatch (plan *p, nd_error *error)
{
  int64_t selected[ND_MAX_DIMS];
  bool empty = false;
  for (int s = 0; s < p->count; s++) {
    selected[s] = nd_selector_count (&p->selectors[s], p->dims[s]);
    empty = empty || selected[s] == 0;
  }
  p->is_nothing = empty && nd_array_numel (p->value) == 0;
  return p->is_nothing ? ND_OK
                       : nonconformant (p, nd_dims_trim (p->count, selected), selected, error);
}

/* a(:,:) = v with an array that two indices see as 0x0: it has no subscripts to keep. */
static bool becomes_value (const plan *p)
{
  for (int s = 0; s < 2; s++)
    if (nd_selector_extent (p->a, 2, s) != 0 ||
        !nd_selector_is_everything (&p->selectors[s], p->dims[s]))
      return false;
  return p->count == 2;
}

static nd_status plan_subscripts (plan *p, nd_error *error)
{
  p->ndims = p->count;
  if (all_zero (p->a))
    inquire_dims (p);
  else
    for (int s = 0; s < p->count; s++)
      p->dims[s] = nd_selector_needs (&p->selectors[s], nd_selector_extent (p->a, p->count, s));
  if (!p->fills && !matches (p))
    return plan_mismatch (p, error);
  for (int s = 0; s < p->count; s++)
    p->grows = p->grows || p->dims[s] != nd_selector_extent (p->a, p->count, s);
  bool keeps_subscripts = p->a->ndims <= p->count || becomes_value (p);
  return p->grows && !keeps_subscripts ? nd_dims_invalid_resize (error) : ND_OK;
}

static nd_status make_plan (plan *p, nd_error *error)
{
  p->grows = p->is_nothing = false;
  p->fills = nd_array_is_scalar (p->value);
  if (p->count < 1 || p->count > ND_MAX_DIMS)
    return nd_fail (error, ND_BAD_INDEX, "=: there must be 1 to %d indices", ND_MAX_DIMS);
  return p->count == 1 ? plan_linear (p, error) : plan_subscripts (p, error);
}

/* ---- writing ------------------------------------------------------------------------------- */

/* The strides that walk the value along with the selection, singletons aside; false when their
   dimensions differ. */
static bool walk_value (const nd_selection *s, const nd_array *value, nd_access *access)
{
  int e = 0;
  access->offset = value->offset;
  access->has_lists = false;
  for (int d = 0; d < s->ndims; d++) {
    access->strides[d] = 0;
    if (s->dims[d] == 1)
      continue;
    while (e < value->ndims && value->dims[e] == 1)
      e++;
    if (e == value->ndims || value->dims[e] != s->dims[d])
      return false;
    access->strides[d] = value->strides[e++];
  }
  return true;
}

/* The same for a value without gaps: as many elements, whatever its dimensions. */
static void walk_contiguous_value (const nd_selection *s, const nd_array *value, nd_access *access)
{
  int64_t stride = 1;
  access->offset = value->offset;
  access->has_lists = false;
  for (int d = 0; d < s->ndims; d++) {
    access->strides[d] = stride;
    stride *= s->dims[d];
  }
}

/* One pass over selection and value, which `from` walks. */
static nd_status write_along (nd_array *a, nd_selection *s, const nd_array *value, nd_access *from,
                              nd_error *error)
{
  s->access.data = a->storage->buffer->data;
  from->data = value->storage->buffer->data;
  nd_walk_copy copy = {.device = nd_array_device (a),
                       .ndims = s->ndims,
                       .dims = s->dims,
                       .to_dtype = a->dtype,
                       .from_dtype = value->dtype,
                       .to = &s->access,
                       .from = from,
                       .to_on_device = s->is_on_device};
  return nd_walk_copy_run (&copy, error);
}

static nd_status write_value (nd_array *a, nd_selection *s, const nd_array *value, nd_error *error)
{
  nd_access from;
  nd_array *flat;
  if (walk_value (s, value, &from))
    return write_along (a, s, value, &from, error);
  ND_RETURN_NOT_OK (nd_array_contiguous (value, &flat, error));
  walk_contiguous_value (s, flat, &from);
  nd_status status = write_along (a, s, flat, &from, error);
  nd_array_free (flat);
  return status;
}

/* Writes one element everywhere: on the host it is read here, on a device it is broadcast. */
static nd_status write_element (nd_array *a, nd_selection *s, const nd_array *value,
                                nd_error *error)
{
  nd_access from;
  from.data = value->storage->buffer->data;
  from.offset = value->offset;
  from.has_lists = false;
  memset (from.strides, 0, (size_t)s->ndims * sizeof *from.strides);
  bool on_host = nd_array_device (value)->is_host;
  s->access.data = a->storage->buffer->data;
  nd_walk_copy copy = {.device = nd_array_device (a),
                       .ndims = s->ndims,
                       .dims = s->dims,
                       .to_dtype = a->dtype,
                       .from_dtype = value->dtype,
                       .to = &s->access,
                       .from = &from,
                       .to_on_device = s->is_on_device,
                       .element = on_host ? nd_array_data (value) : NULL};
  return nd_walk_copy_run (&copy, error);
}

/* Everything is decided, `a` is writable and large enough, `value` apart from it. */
static nd_status write_selected (nd_array *a, const plan *p, const nd_array *value, nd_error *error)
{
  nd_selection s;
  ND_RETURN_NOT_OK (nd_selection_make (a, p->count, p->selectors, &s, error));
  nd_status status =
      p->fills ? write_element (a, &s, value, error) : write_value (a, &s, value, error);
  nd_selection_free (&s);
  return status;
}

/* ---- the target ---------------------------------------------------------------------------- */

static bool overwrites_everything (const plan *p)
{
  for (int s = 0; s < p->count; s++)
    if (!nd_selector_is_everything (&p->selectors[s], nd_selector_extent (p->a, p->count, s)))
      return false;
  return true;
}

/* Writes to `target`, which then takes the place of `a`; frees it on failure. */
static nd_status write_instead (nd_array *a, nd_array *target, const plan *p, const nd_array *value,
                                nd_error *error)
{
  nd_status status = write_selected (target, p, value, error);
  if (status != ND_OK)
    nd_array_free (target);
  else
    nd_array_replace (a, target);
  return status;
}

/* Writes to a grown version of `a`, so that `a` stays as it was on failure. */
static nd_status write_and_grow (nd_array *a, const plan *p, const nd_array *value, nd_error *error)
{
  nd_array *grown;
  ND_RETURN_NOT_OK (nd_array_grow (a, p->ndims, p->dims, &grown, error));
  return write_instead (a, grown, p, value, error);
}

/* The old elements need not be copied when none of them stays. */
static nd_status write_anew (nd_array *a, const plan *p, const nd_array *value, nd_error *error)
{
  nd_array *fresh;
  ND_RETURN_NOT_OK (nd_array_new (nd_array_device (a), a->dtype, a->ndims, a->dims, &fresh, error));
  return write_instead (a, fresh, p, value, error);
}

/* Refuses growth: says which index is out of bounds. */
static nd_status out_of_bounds (const plan *p, nd_error *error)
{
  int s = 0;
  while (s < p->count - 1 &&
         nd_selector_needs (&p->selectors[s], nd_selector_extent (p->a, p->count, s)) ==
             nd_selector_extent (p->a, p->count, s))
    s++;
  return nd_index_out_of_bounds (p->a, p->count, s, p->selectors[s].extent, error);
}

static nd_status write_planned (nd_array *a, const plan *p, const nd_array *value, bool may_grow,
                                nd_error *error)
{
  if (p->grows) {
    if (!may_grow || nd_array_is_linked (a))
      return out_of_bounds (p, error);
    return write_and_grow (a, p, value, error);
  }
  if (!nd_buffer_is_private (a->storage->buffer) && !nd_array_is_linked (a) &&
      overwrites_everything (p))
    return write_anew (a, p, value, error);
  ND_RETURN_NOT_OK (nd_array_prepare_write (a, error));
  return write_selected (a, p, value, error);
}

/* ---- one element --------------------------------------------------------------------------- */

/* The common case, a(3) = 5 or a(2,3) = 5 of a's class in memory that is a's own: without any of
   the above.  False when it is not that. */
static bool write_one (nd_array *a, int count, const nd_selector *selectors, const nd_array *value)
{
  enum { MOST = 4 };
  int64_t positions[MOST], offset;
  if (count > MOST || count < 1 || a->dtype != value->dtype || !nd_array_is_scalar (value) ||
      !nd_array_device (a)->is_host || !nd_array_device (value)->is_host ||
      !nd_buffer_is_private (a->storage->buffer))
    return false;
  for (int s = 0; s < count; s++) {
    if (selectors[s].kind != ND_SELECT_RANGE || selectors[s].count != 1)
      return false;
    positions[s] = selectors[s].start;
  }
  if (nd_array_locate (a, count, positions, &offset) >= 0)
    return false;
  size_t size = nd_dtype_size (a->dtype);
  memcpy ((char *)a->storage->buffer->data + offset * (int64_t)size, nd_array_data (value), size);
  return true;
}

/* ---- the assignment ------------------------------------------------------------------------ */

static nd_status assign_any (nd_array *a, int count, const nd_selector *selectors,
                             const nd_array *value, bool may_grow, nd_error *error)
{
  plan p;
  nd_array *copy = NULL;
  p.a = a;
  p.value = value;
  p.count = count;
  p.selectors = selectors;
  ND_RETURN_NOT_OK (make_plan (&p, error));
  if (p.is_nothing)
    return ND_OK;
  if (!p.fills || !nd_array_device (value)->is_host)
    ND_RETURN_NOT_OK (nd_check_same_device ("=", a, value, error));
  if (value->storage == a->storage) { /* read before anything is written */
    ND_RETURN_NOT_OK (nd_array_copy_now (value, &copy, error));
    value = copy;
  } else if (a->dtype == ND_LOGICAL) { /* NaN is refused */
    ND_RETURN_NOT_OK (nd_cast (value, ND_LOGICAL, &copy, error));
    value = copy;
  }
  nd_status status = write_planned (a, &p, value, may_grow, error);
  nd_array_free (copy);
  return status;
}

nd_status nd_array_assign (nd_array *a, int count, const nd_selector *selectors,
                           const nd_array *value, bool may_grow, nd_error *error)
{
  return write_one (a, count, selectors, value)
             ? ND_OK
             : assign_any (a, count, selectors, value, may_grow, error);
}
