/* Operands of elementwise operations, and the operations as Octave's values.

   Purpose    Makes operands of the core out of Octave's values; operations wait or run at once, as
              the core decides.
   Ownership  An operand borrows an nd array; it owns what it had to make of an ordinary matrix.
   Threads    Only the thread that runs Octave.
   Failures   Octave's errors. */
#ifndef ND_MEX_OPERAND_H
#define ND_MEX_OPERAND_H

#include "mex/value.hh"
#include "program/classes.h"

inline octave_value value_of (const octave_base_value &v)
{
  return octave_value (const_cast<octave_base_value *> (&v), true);
}

/* Sparse, diagonal and permutation matrices keep Octave's own rules. */
inline bool is_special_matrix (const octave_base_value &v)
{
  return v.issparse () || v.is_diag_matrix () || v.is_perm_matrix ();
}

/* An operand of the core: an nd array, an ordinary scalar, or an ordinary matrix on borrowed
 * memory. */
class operand
{
public:
  explicit operand (const octave_base_value &v)
  {
    if (const octave_ndarray *nd = as_ndarray (v))
      m_operand = nd->operand ();
    else if (v.is_scalar_type () && set_scalar (v))
      m_operand.array = nullptr;
    else if (v.is_string () && v.numel () == 1)
      set_scalar (octave_value (v.double_value (true)).get_rep ());
    else {
      m_owned = (v.is_string () ? from_octave (octave_value (v.array_value (true)))
                                : from_octave (value_of (v)));
      m_operand = nd_operand_array (m_owned.get ());
    }
  }

  const nd_operand *get () const { return &m_operand; }
  bool is_single_element () const { return nd_operand_is_scalar (&m_operand); }
  int64_t numel () const
  {
    return nd_numel (nd_operand_ndims (&m_operand), nd_operand_dims (&m_operand));
  }
  const nd_device *device () const { return nd_operand_device (&m_operand); }

private:
  /* Octave's scalars, by type; false for those that have no case here (characters). */
  bool set_scalar (const octave_base_value &v)
  {
    switch (v.builtin_type ()) {
#define SCALAR_CASE(code, type, member, expression)                                                \
  case code:                                                                                       \
    m_operand.dtype = type;                                                                        \
    m_operand.scalar.member = expression;                                                          \
    return true;
      SCALAR_CASE (btyp_double, ND_DOUBLE, real, v.double_value ())
      SCALAR_CASE (btyp_float, ND_SINGLE, single, v.float_value ())
      SCALAR_CASE (btyp_bool, ND_LOGICAL, logical, v.bool_value ())
      SCALAR_CASE (btyp_int8, ND_INT8, int8, v.int8_scalar_value ().value ())
      SCALAR_CASE (btyp_int16, ND_INT16, int16, v.int16_scalar_value ().value ())
      SCALAR_CASE (btyp_int32, ND_INT32, int32, v.int32_scalar_value ().value ())
      SCALAR_CASE (btyp_int64, ND_INT64, int64, v.int64_scalar_value ().value ())
      SCALAR_CASE (btyp_uint8, ND_UINT8, uint8, v.uint8_scalar_value ().value ())
      SCALAR_CASE (btyp_uint16, ND_UINT16, uint16, v.uint16_scalar_value ().value ())
      SCALAR_CASE (btyp_uint32, ND_UINT32, uint32, v.uint32_scalar_value ().value ())
      SCALAR_CASE (btyp_uint64, ND_UINT64, uint64, v.uint64_scalar_value ().value ())
      SCALAR_CASE (btyp_complex, ND_COMPLEX_DOUBLE, complex, complex_element (v.complex_value ()))
      SCALAR_CASE (btyp_float_complex, ND_COMPLEX_SINGLE, complex_single,
                   complex_element (v.float_complex_value ()))
#undef SCALAR_CASE
    default:
      return false;
    }
  }

  static nd_complex_double complex_element (const Complex &z)
  {
    return {z.real (), z.imag ()};
  }
  static nd_complex_single complex_element (const FloatComplex &z)
  {
    return {z.real (), z.imag ()};
  }

  nd_operand m_operand = {};
  array_ptr m_owned;
};

inline nd_operand_class class_of (const operand &a)
{
  return {nd_operand_dtype (a.get ()), a.is_single_element ()};
}

/* a OP b, and OP (a). */
octave_value elementwise (nd_op op, const operand &a, const operand &b);
octave_value elementwise (nd_op op, const octave_ndarray &a);

/* mask ? a : b, element by element, as `dtype`; at least one of them is an nd array. */
octave_value merged (const operand &mask, const operand &a, const operand &b, nd_dtype dtype);

/* The operator that is Octave's function of one operand; ND_OP_COUNT: none is. */
nd_op find_mapper (octave_base_value::unary_mapper_t function);

/* An ordinary value of the array's class, of one element or of two: Octave's own function of it
   raises the error that the array's class deserves. */
octave_value stand_in (const octave_ndarray &a);

#endif
