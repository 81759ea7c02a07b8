/* Memory across the border, in both directions without a copy: a buffer can hold an Octave array,
   and Octave can adopt a buffer's block. */
#include "mex/value.hh"

#include <octave/ov.h>

/* What a buffer on Octave's memory owns: a reference to the Octave array. */
struct octave_memory {
  virtual ~octave_memory () = default;
  virtual bool is_shared () = 0;
};

template <typename A> struct octave_memory_of : octave_memory {
  explicit octave_memory_of (const A &a) : octave (a) {}
  bool is_shared () override { return octave.is_shared (); }
  A octave;
};

static bool memory_is_shared (void *owner)
{
  return static_cast<octave_memory *> (owner)->is_shared ();
}

static void memory_release (void *owner)
{
  delete static_cast<octave_memory *> (owner);
}

static const nd_foreign octave_foreign = {memory_is_shared, memory_release};

/* X (dtype, Octave's array type, the conversion that yields it, Octave's type code) */
#define OCTAVE_TYPES(X)                                                                            \
  X (ND_LOGICAL, boolNDArray, bool_array_value, btyp_bool)                                         \
  X (ND_INT8, int8NDArray, int8_array_value, btyp_int8)                                            \
  X (ND_INT16, int16NDArray, int16_array_value, btyp_int16)                                        \
  X (ND_INT32, int32NDArray, int32_array_value, btyp_int32)                                        \
  X (ND_INT64, int64NDArray, int64_array_value, btyp_int64)                                        \
  X (ND_UINT8, uint8NDArray, uint8_array_value, btyp_uint8)                                        \
  X (ND_UINT16, uint16NDArray, uint16_array_value, btyp_uint16)                                    \
  X (ND_UINT32, uint32NDArray, uint32_array_value, btyp_uint32)                                    \
  X (ND_UINT64, uint64NDArray, uint64_array_value, btyp_uint64)                                    \
  X (ND_SINGLE, FloatNDArray, float_array_value, btyp_float)                                       \
  X (ND_DOUBLE, NDArray, array_value, btyp_double)                                                 \
  X (ND_COMPLEX_SINGLE, FloatComplexNDArray, float_complex_array_value, btyp_float_complex)        \
  X (ND_COMPLEX_DOUBLE, ComplexNDArray, complex_array_value, btyp_complex)

/* ---- out ----------------------------------------------------------------------------------- */

dim_vector octave_dims (int ndims, const int64_t *dims)
{
  if (ndims == 2)
    return dim_vector (dims[0], dims[1]);
  dim_vector result;
  result.resize (ndims);
  for (int d = 0; d < ndims; d++)
    result (d) = dims[d];
  return result;
}

template <typename A> static octave_value share (const nd_array *a)
{
  typedef typename A::element_type T;
  array_ptr contiguous;
  if (!nd_array_is_contiguous (a)) {
    contiguous = made (nd_array_contiguous, a);
    a = contiguous.get ();
  }
  dim_vector dims = octave_dims (a->ndims, a->dims);
  if (dims.any_zero ())
    return octave_value (A (dims));
  nd_buffer *buffer = a->storage->buffer;
  if (!buffer->foreign) {
    /* Octave's array frees the block from now on; the buffer holds the array. */
    Array<T> block (static_cast<T *> (buffer->data), dim_vector (buffer->nbytes / sizeof (T), 1));
    nd_buffer_adopt (buffer, &octave_foreign, new octave_memory_of<A> (A (block)));
  }
  const A &whole = static_cast<octave_memory_of<A> *> (buffer->owner)->octave;
  const octave_idx_type n = nd_array_numel (a);
  return octave_value (A (whole.linear_slice (a->offset, a->offset + n).reshape (dims)));
}

octave_value to_octave (const nd_array *a)
{
  switch (a->dtype) {
#define OCTAVE_CASE(dtype, type, conversion, code)                                                 \
  case dtype:                                                                                      \
    return share<type> (a);
    OCTAVE_TYPES (OCTAVE_CASE)
#undef OCTAVE_CASE
  default:
    return octave_value ();
  }
}

builtin_type_t builtin_type_of (nd_dtype dtype)
{
  switch (dtype) {
#define CODE_CASE(dtype, type, conversion, code)                                                   \
  case dtype:                                                                                      \
    return code;
    OCTAVE_TYPES (CODE_CASE)
#undef CODE_CASE
  default:
    return btyp_unknown;
  }
}

octave_value element_to_octave (nd_dtype dtype, const void *element)
{
  switch (dtype) {
#define ELEMENT_CASE(dtype, type, conversion, code)                                                \
  case dtype:                                                                                      \
    return octave_value (*static_cast<const type::element_type *> (element));
    OCTAVE_TYPES (ELEMENT_CASE)
#undef ELEMENT_CASE
  default:
    return octave_value ();
  }
}

octave_value wrap_or_element (array_ptr a)
{
  if (nd_array_device (a.get ())->is_host && nd_array_is_scalar (a.get ()))
    return element_to_octave (a->dtype, nd_array_data (a.get ()));
  return wrap (std::move (a));
}

/* ---- in ------------------------------------------------------------------------------------ */

template <typename A> static array_ptr borrow (const A &octave, nd_dtype dtype)
{
  std::unique_ptr<octave_memory> owner (new octave_memory_of<A> (octave));
  std::vector<int64_t> dims (octave.ndims ());
  for (int i = 0; i < octave.ndims (); i++)
    dims[i] = octave.dims () (i);
  array_ptr a =
      made (nd_array_from_foreign, dtype, octave.ndims (), dims.data (),
            const_cast<typename A::element_type *> (octave.data ()), &octave_foreign, owner.get ());
  (void)owner.release (); /* the buffer's, from now on */
  return a;
}

bool is_convertible (const octave_base_value &value)
{
  return value.islogical () || (value.isnumeric () && value.builtin_type () != btyp_unknown);
}

static const char *why_copied (const octave_value &value)
{
  return (value.issparse ()         ? "a sparse matrix"
          : value.is_range ()       ? "a lazy range"
          : value.is_diag_matrix () ? "a diagonal matrix"
          : value.is_perm_matrix () ? "a permutation matrix"
          : value.is_scalar_type () ? "a scalar"
                                    : nullptr);
}

nd_status check_convertible (const octave_value &value, nd_error *error)
{
  if (is_convertible (value.get_rep ()))
    return ND_OK;
  const char *advice = (value.is_string () ? " Use double (...) for the character codes."
                        : value.iscell ()  ? " Use cell2mat (...) first."
                                           : "");
  return nd_fail (error, ND_DTYPE, "nd arrays hold numbers and logical values, not %s.%s",
                  value.class_name ().c_str (), advice);
}

array_ptr from_octave (const octave_value &value, const char **copied)
{
  nd_error error;
  check (check_convertible (value, &error), error);
  if (copied)
    *copied = why_copied (value);
  switch (value.builtin_type ()) {
#define OCTAVE_CASE(dtype, type, conversion, code)                                                 \
  case code:                                                                                       \
    return borrow<type> (value.conversion (), dtype);
    OCTAVE_TYPES (OCTAVE_CASE)
#undef OCTAVE_CASE
  default:
    return array_ptr (); /* no numeric class is left */
  }
}

array_ptr array_of (const octave_value &value)
{
  const octave_ndarray *nd = as_ndarray (value);
  return nd ? made (nd_array_copy, nd->array ()) : from_octave (value);
}

nd_dtype dtype_of (const octave_value &value)
{
  const octave_ndarray *nd = as_ndarray (value);
  return nd ? nd->dtype () : from_octave (value)->dtype;
}

octave_value wrap_result (const octave_value &value)
{
  if (!value.is_matrix_type () || value.issparse () || as_ndarray (value) ||
      !is_convertible (value.get_rep ()))
    return value;
  return wrap (from_octave (value));
}
