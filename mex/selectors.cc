/* Octave's indices as the core's selectors. */
#include "mex/value.hh"

#include <octave/lo-array-errwarn.h>

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
  nd_array *host;
  nd_error error;
  check (nd_check_same_device ("()", a, nd->array (), &error), error);
  check (nd_transfer (nd->array (), nd_device_cpu (), &host, &error), error);
  const array_ptr owned (host);
  return to_octave (host).index_vector ();
}

selector_list::selector_list (const octave_value_list &idx, const nd_array *a)
    : m_array (a), m_indices (idx.length ()), m_dims (idx.length ()), m_selectors (idx.length ())
{
  static_assert (sizeof (octave_idx_type) == sizeof (int64_t), "lists are borrowed as they are");
  const int n = idx.length ();
  for (int k = 0; k < n; k++) {
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
  const nd_array *a = m_array;
  const int n = count ();
  for (int k = 0; k < n; k++) {
    const nd_selector &s = m_selectors[k];
    if (s.kind == ND_SELECT_COLON)
      continue;
    /* The last index runs over all remaining dimensions. */
    int64_t bound = 1;
    for (int d = k; d < a->ndims && (d == k || k == n - 1); d++)
      bound *= a->dims[d];
    if (s.extent > bound) {
      dim_vector dims;
      dims.resize (a->ndims);
      for (int i = 0; i < a->ndims; i++)
        dims (i) = a->dims[i];
      octave::err_index_out_of_range (n, k + 1, s.extent, bound, dims);
    }
  }
}
