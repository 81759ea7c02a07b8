/* Octave's indices as the core's selectors. */
#include "mex/value.hh"

#include <octave/lo-array-errwarn.h>

#include "program/selection.h"

static nd_selector selector_of (octave::idx_vector &index, std::vector<int64_t> &dims)
{
  nd_selector s = nd_selector ();
  if (index.is_colon ()) {
    s.kind = ND_SELECT_COLON;
    return s;
  }
  s.is_mask = index.idx_class () == octave::idx_vector::class_mask;
  const dim_vector shape = index.orig_dimensions ();
  if (s.is_mask)
    index = index.unmask ();
  s.count = index.length (0);
  s.extent = index.extent (0);
  if (index.is_scalar () || index.is_range ()) {
    s.kind = ND_SELECT_RANGE;
    s.start = s.count > 0 ? index (0) : 0;
    s.step = index.is_scalar () ? 1 : index.increment ();
  } else {
    s.kind = ND_SELECT_LIST;
    s.list = reinterpret_cast<const int64_t *> (index.raw ());
  }
  for (int i = 0; i < shape.ndims (); i++)
    dims.push_back (shape (i));
  s.ndims = shape.ndims ();
  return s;
}

static octave::idx_vector index_of (const octave_value &value, const nd_array *a)
{
  const octave_ndarray *nd = as_ndarray (value);
  if (!nd || nd->is_host ())
    return value.index_vector ();
  nd_error error;
  check (nd_check_same_device ("()", a, nd->array (), &error), error);
  return displayed_values (nd->array ()).index_vector ();
}

/* The last index runs over all remaining dimensions. */
int64_t selector_list::bound (int k) const
{
  int64_t bound = 1;
  for (int d = k; d < m_array->ndims && (d == k || k == count () - 1); d++)
    bound *= m_array->dims[d];
  return bound;
}

/* The elements of an index array, or where a mask is true, as positions on the device; NULL where
   they are wrong. */
static array_ptr positions_of (const octave_ndarray &index, int64_t bound)
{
  if (!index.islogical ())
    return made (nd_positions, index.array (), bound);
  if (index.numel () > bound)
    return nullptr;
  const nd_operand operand = index.operand ();
  return made (nd_find, made (nd_mask, &operand).get (), ND_INT64);
}

/* Can selector k be positions on the device?  Where one selector runs over dimensions that no
   single stride walks, the host makes offsets of them. */
bool selector_list::may_write (int k) const
{
  return k < count () - 1 || count () >= m_array->ndims || nd_array_is_contiguous (m_array);
}

/* Makes selector k of an index array on the device; false where it is none, or where it is wrong
   or lets the array grow: then the host finds out what to say or do. */
bool selector_list::stays_on_device (const octave_value &value, int k, purpose what)
{
  const octave_ndarray *nd = as_ndarray (value);
  if (what == LOOK_AT || !nd || nd->is_host () || nd->iscomplex () ||
      nd->device () != nd_array_device (m_array) || (what == WRITE && !may_write (k)))
    return false;
  m_positions[k] = positions_of (*nd, bound (k));
  const nd_array *positions = m_positions[k].get ();
  if (!positions)
    return false;
  dim_vector shape = nd->dims ();
  if (nd->islogical ())
    shape = dims_of_true (shape, nd_array_numel (positions));
  for (int i = 0; i < shape.ndims (); i++)
    m_dims[k].push_back (shape (i));
  m_selectors[k] = nd_selector ();
  m_selectors[k].kind = ND_SELECT_LIST;
  m_selectors[k].is_mask = nd->islogical ();
  m_selectors[k].count = nd_array_numel (positions);
  m_selectors[k].positions = positions;
  m_selectors[k].dims = m_dims[k].data ();
  m_selectors[k].ndims = shape.ndims ();
  return true;
}

selector_list::selector_list (const octave_value_list &idx, const nd_array *a, purpose what)
    : m_array (a), m_indices (idx.length ()), m_positions (idx.length ()), m_dims (idx.length ()),
      m_selectors (idx.length ())
{
  static_assert (sizeof (octave_idx_type) == sizeof (int64_t), "lists are borrowed as they are");
  const int n = idx.length ();
  for (int k = 0; k < n; k++) {
    if (stays_on_device (idx (k), k, what))
      continue;
    try {
      m_indices[k] = index_of (idx (k), a);
    } catch (octave::index_exception &exception) {
      exception.set_pos_if_unset (n, k + 1);
      throw;
    }
    m_selectors[k] = selector_of (m_indices[k], m_dims[k]);
    m_selectors[k].dims = m_dims[k].data ();
  }
}

void selector_list::check_bounds () const
{
  const int n = count ();
  for (int k = 0; k < n; k++) {
    const nd_selector &s = m_selectors[k];
    if (s.kind == ND_SELECT_COLON || s.extent <= bound (k))
      continue;
    octave::err_index_out_of_range (n, k + 1, s.extent, bound (k),
                                    octave_dims (m_array->ndims, m_array->dims));
  }
}
