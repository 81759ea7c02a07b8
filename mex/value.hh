/* The native Octave value that holds an nd array.

   Purpose    octave_ndarray makes an nd_array a value of Octave's: indexed, written, displayed,
              saved, converted and computed with like its own matrices.  Together with the .cc files
              that include this header it is the project's only C++: Octave offers value types in
              C++ alone.
                value.cc      the type: queries, indexing, assignment
                display.cc    display, save and load
                convert.cc    memory across the border, without copies
                selectors.cc  indices
                operators.cc  unary, binary, assignment and concatenation operators
                functions.cc  functions by name; the files of the families are in functions.hh
                fuse.cc       functions that run as one call
                transfers.cc  gather, gpu_tensor, nd_synchronize
                builtins.cc   registration, nd_asarray, nd_view, and the functions for commands
   Ownership  A value owns its nd_array, or holds a pending expression until somebody asks for the
              array.  array_ptr and expression_ptr own one until it is released.
   Threads    Only the thread that runs Octave.
   Failures   Octave's errors (C++ exceptions); `check` turns a failed nd_status into one. */
#ifndef ND_MEX_VALUE_H
#define ND_MEX_VALUE_H

#include <memory>
#include <string>
#include <vector>
#include <octave/oct.h>
#include <octave/ov-base.h>
#include <octave/stack-frame.h>

#include "array/array.h"
#include "array/index.h"
#include "device/device.h"
#include "mex/glue.h"
#include "program/expression.h"

struct array_deleter {
  void operator() (nd_array *a) const { nd_array_free (a); }
};
typedef std::unique_ptr<nd_array, array_deleter> array_ptr;

struct expression_deleter {
  void operator() (nd_expression *e) const { nd_expression_release (e); }
};
typedef std::unique_ptr<nd_expression, expression_deleter> expression_ptr;

/* Raises the core's error in Octave unless `status` is ND_OK. */
inline void check (nd_status status, const nd_error &error)
{
  if (status != ND_OK)
    nd_value_raise (&error);
}

/* What a function of the core makes of the arguments. */
template <typename owner = array_ptr, typename function, typename... arguments>
owner made (function make, arguments... args)
{
  typename owner::pointer result;
  nd_error error;
  check (make (args..., &result, &error), error);
  return owner (result);
}

/* Has the array what is asked for? */
inline bool ask (const nd_array *a, nd_question question)
{
  bool answer;
  nd_error error;
  check (nd_ask (a, question, &answer, &error), error);
  return answer;
}

/* The scope whose variables are in use: the innermost function, or for a script the frame it runs
 * in. */
typedef std::shared_ptr<octave::stack_frame> scope_ptr;
scope_ptr current_scope ();

/* Where the rows of a concatenation go.  Octave counts the rows of operands that vanish, such as
   the 1x0 one in [zeros(1, 0); x], so its row numbers only tell when a new row of operands begins.
 */
struct concatenation_rows {
  octave_idx_type told = -1, first = 0, next = 0;

  /* The first row of an operand of `count` rows for which Octave says `row`. */
  octave_idx_type place (octave_idx_type row, octave_idx_type count)
  {
    if (row != told)
      first = next;
    told = row;
    next = first + count;
    return first;
  }
};

class selector_list;

class octave_ndarray : public octave_base_value
{
public:
  octave_ndarray (); /* 0x0 double on the cpu */
  explicit octave_ndarray (array_ptr a) : m_array (std::move (a)) {}
  octave_ndarray (array_ptr a, const scope_ptr &scope) : m_array (std::move (a)), m_scope (scope) {}
  explicit octave_ndarray (expression_ptr e) : m_pending (std::move (e)) {}

  /* Octave calls clone () when a value that several names hold is about to be written.  In the
     scope that linked the array the clone is another name for the same memory; anywhere else it is
     a deferred copy. */
  octave_ndarray (const octave_ndarray &other);
  octave_base_value *clone () const override { return new octave_ndarray (*this); }
  octave_base_value *empty_clone () const override;

  /* The array; computes it when it is pending. */
  nd_array *array () const
  {
    nd_error error;
    check (evaluate (&error), error);
    return m_array.get ();
  }
  nd_status evaluate (nd_error *error) const;

  /* The value for the core, without computing it. */
  nd_operand operand () const
  {
    if (m_pending && m_pending->result)
      array ();
    nd_operand x = m_pending ? nd_operand () : nd_operand_array (m_array.get ());
    x.pending = m_pending.get ();
    return x;
  }
  const nd_expression *pending () const { return m_pending.get (); }
  nd_device *device () const
  {
    return m_pending ? m_pending->builder.device : nd_array_device (m_array.get ());
  }
  bool is_host () const { return device ()->is_host; }
  nd_dtype dtype () const { return m_pending ? m_pending->dtype : m_array->dtype; }
  std::string header () const; /* "3x3 double ndarray on cpu" */

  /* Ties the value to the scope: see nd_asarray. */
  void link (const scope_ptr &scope) { m_scope = scope; }
  bool is_linked_here () const;
  bool is_linked () const { return !m_scope.expired (); } /* in a scope that is still alive */
  concatenation_rows &rows () { return m_rows; }
  void rebind (array_ptr a)
  {
    m_array = std::move (a);
    m_pending.reset ();
    m_scope.reset ();
  }
  void rebind (expression_ptr e)
  {
    m_array.reset ();
    m_pending = std::move (e);
    m_scope.reset ();
  }

  /* The ordinary Octave value of a CPU array; raises ndarray:device-to-host otherwise. */
  octave_value host_value () const;

  static void register_type (octave::type_info &types);
  static int static_type_id () { return s_type_id; }
  int type_id () const override { return s_type_id; }
  std::string type_name () const override { return "ndarray"; }

  /* Calls dispatch to @ndarray by this name, since builtin_type () is unknown.  One element on the
     CPU passes for Octave's own scalar instead, so that it can be a range limit or a size. */
  std::string class_name () const override;
  builtin_type_t builtin_type () const override;
  bool is_instance_of (const std::string &name) const override { return name == "ndarray"; }

  /* ---- what Octave asks ---------------------------------------------------------------------- */
  bool is_defined () const override { return true; }
  bool is_constant () const override { return true; }
  bool is_scalar_type () const override { return is_host () && numel () == 1; }
  bool is_matrix_type () const override { return !is_scalar_type (); }
  bool isnumeric () const override { return dtype () != ND_LOGICAL; }
  bool islogical () const override { return dtype () == ND_LOGICAL; }
  bool isreal () const override { return !nd_dtype_is_complex (dtype ()); }
  bool iscomplex () const override { return nd_dtype_is_complex (dtype ()); }
  bool isfloat () const override { return nd_dtype_kind (dtype ()) >= ND_KIND_FLOAT; }
  bool isinteger () const override { return nd_dtype_is_integer (dtype ()); }
  bool is_real_scalar () const override { return is_scalar_type () && isreal () && !islogical (); }
  bool is_complex_scalar () const override { return is_scalar_type () && iscomplex (); }
  bool is_bool_scalar () const override { return is_scalar_type () && islogical (); }
  bool is_real_matrix () const override { return is_matrix_type () && isreal () && !islogical (); }
  bool is_complex_matrix () const override { return is_matrix_type () && iscomplex (); }
  bool is_bool_matrix () const override { return is_matrix_type () && islogical (); }
  bool is_double_type () const override { return isfloat () && !is_single_type (); }
  bool is_single_type () const override { return nd_dtype_is_single (dtype ()); }
  bool is_int8_type () const override { return dtype () == ND_INT8; }
  bool is_int16_type () const override { return dtype () == ND_INT16; }
  bool is_int32_type () const override { return dtype () == ND_INT32; }
  bool is_int64_type () const override { return dtype () == ND_INT64; }
  bool is_uint8_type () const override { return dtype () == ND_UINT8; }
  bool is_uint16_type () const override { return dtype () == ND_UINT16; }
  bool is_uint32_type () const override { return dtype () == ND_UINT32; }
  bool is_uint64_type () const override { return dtype () == ND_UINT64; }
  bool is_true () const override;

  int ndims () const override { return m_pending ? m_pending->ndims : m_array->ndims; }
  octave_idx_type numel () const override
  {
    return m_pending ? nd_numel (m_pending->ndims, m_pending->dims)
                     : nd_array_numel (m_array.get ());
  }
  dim_vector dims () const override;
  std::size_t byte_size () const override { return numel () * nd_dtype_size (dtype ()); }
  octave_idx_type nnz () const override { return host_value ().nnz (); }
  octave_idx_type nzmax () const override { return host_value ().nzmax (); }
  /* Octave's scalars pass for diagonal matrices: inv (0) is no reason to warn. */
  MatrixType matrix_type () const override
  {
    return is_scalar_type () ? MatrixType (MatrixType::Diagonal) : MatrixType ();
  }
  MatrixType matrix_type (const MatrixType &type) const override { return type; }

  /* ---- indexing and assignment --------------------------------------------------------------- */
  octave_value subsref (const std::string &type, const std::list<octave_value_list> &idx) override;
  octave_value_list subsref (const std::string &type, const std::list<octave_value_list> &idx,
                             int) override;
  octave_value do_index_op (const octave_value_list &idx, bool resize_ok = false) override;
  octave_value subsasgn (const std::string &type, const std::list<octave_value_list> &idx,
                         const octave_value &value) override;
  octave_value fast_elem_extract (octave_idx_type n) const override;
  bool fast_elem_insert (octave_idx_type n, const octave_value &value) override;

  /* ---- layout and class ---------------------------------------------------------------------- */
  octave_value full_value () const override { return host_value (); }
  octave_value squeeze () const override;
  octave_value reshape (const dim_vector &dims) const override;
  octave_value permute (const Array<int> &order, bool inverse = false) const override;
  octave_value resize (const dim_vector &dims, bool fill = false) const override;
  octave_value as_double () const override
  {
    return cast (iscomplex () ? ND_COMPLEX_DOUBLE : ND_DOUBLE);
  }
  octave_value as_single () const override
  {
    return cast (iscomplex () ? ND_COMPLEX_SINGLE : ND_SINGLE);
  }
  octave_value as_int8 () const override { return cast (ND_INT8); }
  octave_value as_int16 () const override { return cast (ND_INT16); }
  octave_value as_int32 () const override { return cast (ND_INT32); }
  octave_value as_int64 () const override { return cast (ND_INT64); }
  octave_value as_uint8 () const override { return cast (ND_UINT8); }
  octave_value as_uint16 () const override { return cast (ND_UINT16); }
  octave_value as_uint32 () const override { return cast (ND_UINT32); }
  octave_value as_uint64 () const override { return cast (ND_UINT64); }
  type_conv_info numeric_conversion_function () const override;
  octave_value map (unary_mapper_t function) const override;
  octave_value all (int dim = 0) const override;
  octave_value any (int dim = 0) const override;
  octave_value diag (octave_idx_type k = 0) const override;
  octave_value diag (octave_idx_type m, octave_idx_type n) const override;
  octave_value sort (octave_idx_type dim = 0, sortmode mode = ASCENDING) const override;
  octave_value sort (Array<octave_idx_type> &order, octave_idx_type dim = 0,
                     sortmode mode = ASCENDING) const override;
  sortmode issorted (sortmode mode = UNSORTED) const override
  {
    return host_value ().issorted (mode);
  }
  Array<octave_idx_type> sort_rows_idx (sortmode mode = ASCENDING) const override
  {
    return host_value ().sort_rows_idx (mode);
  }
  sortmode is_sorted_rows (sortmode mode = UNSORTED) const override
  {
    return host_value ().is_sorted_rows (mode);
  }

  /* ---- conversions that built-in functions ask for: all by way of the ordinary matrix -------- */
#define ND_HOST_CONVERSION(type, name)                                                             \
  type name (bool force = false) const override                                                    \
  {                                                                                                \
    return host_value ().name (force);                                                             \
  }
  ND_HOST_CONVERSION (double, double_value)
  ND_HOST_CONVERSION (float, float_value)
  ND_HOST_CONVERSION (double, scalar_value)
  ND_HOST_CONVERSION (float, float_scalar_value)
  ND_HOST_CONVERSION (Matrix, matrix_value)
  ND_HOST_CONVERSION (FloatMatrix, float_matrix_value)
  ND_HOST_CONVERSION (NDArray, array_value)
  ND_HOST_CONVERSION (FloatNDArray, float_array_value)
  ND_HOST_CONVERSION (Complex, complex_value)
  ND_HOST_CONVERSION (FloatComplex, float_complex_value)
  ND_HOST_CONVERSION (ComplexMatrix, complex_matrix_value)
  ND_HOST_CONVERSION (FloatComplexMatrix, float_complex_matrix_value)
  ND_HOST_CONVERSION (ComplexNDArray, complex_array_value)
  ND_HOST_CONVERSION (FloatComplexNDArray, float_complex_array_value)
  ND_HOST_CONVERSION (bool, bool_value)
  ND_HOST_CONVERSION (boolMatrix, bool_matrix_value)
  ND_HOST_CONVERSION (boolNDArray, bool_array_value)
  ND_HOST_CONVERSION (charMatrix, char_matrix_value)
  ND_HOST_CONVERSION (charNDArray, char_array_value)
  ND_HOST_CONVERSION (SparseMatrix, sparse_matrix_value)
  ND_HOST_CONVERSION (SparseComplexMatrix, sparse_complex_matrix_value)
  ND_HOST_CONVERSION (SparseBoolMatrix, sparse_bool_matrix_value)
  ND_HOST_CONVERSION (DiagMatrix, diag_matrix_value)
  ND_HOST_CONVERSION (FloatDiagMatrix, float_diag_matrix_value)
  ND_HOST_CONVERSION (ComplexDiagMatrix, complex_diag_matrix_value)
  ND_HOST_CONVERSION (FloatComplexDiagMatrix, float_complex_diag_matrix_value)
  ND_HOST_CONVERSION (string_vector, string_vector_value)
  ND_HOST_CONVERSION (std::string, string_value)
  ND_HOST_CONVERSION (octave::idx_vector, index_vector)
  ND_HOST_CONVERSION (int, nint_value)
#undef ND_HOST_CONVERSION
#define ND_HOST_CONVERSION(type, name)                                                             \
  type name (bool require = false, bool force = false) const override                              \
  {                                                                                                \
    return host_value ().name (require, force);                                                    \
  }
  ND_HOST_CONVERSION (short int, short_value)
  ND_HOST_CONVERSION (unsigned short int, ushort_value)
  ND_HOST_CONVERSION (int, int_value)
  ND_HOST_CONVERSION (unsigned int, uint_value)
  ND_HOST_CONVERSION (long int, long_value)
  ND_HOST_CONVERSION (unsigned long int, ulong_value)
  ND_HOST_CONVERSION (int64_t, int64_value)
  ND_HOST_CONVERSION (uint64_t, uint64_value)
#undef ND_HOST_CONVERSION
#define ND_HOST_CONVERSION(type, name)                                                             \
  type name () const override                                                                      \
  {                                                                                                \
    return host_value ().name ();                                                                  \
  }
  ND_HOST_CONVERSION (PermMatrix, perm_matrix_value)
  ND_HOST_CONVERSION (octave_int8, int8_scalar_value)
  ND_HOST_CONVERSION (octave_int16, int16_scalar_value)
  ND_HOST_CONVERSION (octave_int32, int32_scalar_value)
  ND_HOST_CONVERSION (octave_int64, int64_scalar_value)
  ND_HOST_CONVERSION (octave_uint8, uint8_scalar_value)
  ND_HOST_CONVERSION (octave_uint16, uint16_scalar_value)
  ND_HOST_CONVERSION (octave_uint32, uint32_scalar_value)
  ND_HOST_CONVERSION (octave_uint64, uint64_scalar_value)
  ND_HOST_CONVERSION (int8NDArray, int8_array_value)
  ND_HOST_CONVERSION (int16NDArray, int16_array_value)
  ND_HOST_CONVERSION (int32NDArray, int32_array_value)
  ND_HOST_CONVERSION (int64NDArray, int64_array_value)
  ND_HOST_CONVERSION (uint8NDArray, uint8_array_value)
  ND_HOST_CONVERSION (uint16NDArray, uint16_array_value)
  ND_HOST_CONVERSION (uint32NDArray, uint32_array_value)
  ND_HOST_CONVERSION (uint64NDArray, uint64_array_value)
#undef ND_HOST_CONVERSION
  octave_value convert_to_str_internal (bool pad, bool force, char type) const override
  {
    return host_value ().convert_to_str_internal (pad, force, type);
  }
  mxArray *as_mxArray (bool interleaved) const override
  {
    return host_value ().as_mxArray (interleaved);
  }
  int write (octave::stream &os, int block_size, oct_data_conv::data_type output_type, int skip,
             octave::mach_info::float_format format) const override
  {
    return host_value ().write (os, block_size, output_type, skip, format);
  }

  /* ---- display, save, load ------------------------------------------------------------------- */
  bool print_name_tag (std::ostream &os, const std::string &name) const override;
  void print (std::ostream &os, bool pr_as_read_syntax = false) override;
  void print_raw (std::ostream &os, bool pr_as_read_syntax = false) const override;
  void print_info (std::ostream &os, const std::string &prefix) const override;
  void short_disp (std::ostream &os) const override;
  bool save_ascii (std::ostream &os) override;
  bool load_ascii (std::istream &is) override;
  bool save_binary (std::ostream &os, bool save_as_floats) override;
  bool load_binary (std::istream &is, bool swap, octave::mach_info::float_format format) override;
  bool save_hdf5 (octave_hdf5_id id, const char *name, bool save_as_floats) override;
  bool load_hdf5 (octave_hdf5_id id, const char *name) override;

private:
  octave_value cast (nd_dtype to) const;
  octave_value reshape_pending (dim_vector size) const;
  octave_value on_host (const char *function) const;
  octave_value truth (int fold, int dim) const;
  octave_value property (const std::string &name) const;
  bool get_element (const octave_value_list &idx, octave_value &element) const;
  bool index_masked (const octave_value &mask, octave_value &selected) const;
  bool gather (const octave_value_list &idx, octave_value &gathered) const;
  bool scatter (const octave_value_list &idx, const octave_value &value);
  bool set_element (const octave_value_list &idx, const octave_value &value);
  bool assign_pending (const octave_value_list &idx, const octave_value &value);
  bool assign_masked (const octave_value &mask, const octave_value &value);
  bool assign_all (const octave_value &value);
  bool assign_computed (const octave_value_list &idx, const selector_list &selectors,
                        const octave_value &value);
  void assign_of_class (nd_dtype to, const selector_list &selectors, const nd_array *right);
  void assign_elements (const octave_value_list &idx, const octave_value &value);
  void remove_elements (const selector_list &selectors);
  void print_edges (std::ostream &os) const;
  octave_value stored_form () const;
  void restore (const octave_value &stored);

  mutable array_ptr m_array; /* null while the value is pending */
  mutable expression_ptr m_pending;
  std::weak_ptr<octave::stack_frame> m_scope;
  concatenation_rows m_rows;
  static int s_type_id;
};

/* ---- convert.cc: memory across the border -------------------------------------------------- */

/* The nd array behind a value, NULL when it is none. */
inline octave_ndarray *as_ndarray (const octave_base_value &value)
{
  return (value.type_id () == octave_ndarray::static_type_id ()
              ? const_cast<octave_ndarray *> (static_cast<const octave_ndarray *> (&value))
              : nullptr);
}
inline octave_ndarray *as_ndarray (const octave_value &value)
{
  return as_ndarray (value.get_rep ());
}

inline octave_value wrap (array_ptr a)
{
  return octave_value (new octave_ndarray (std::move (a)));
}
inline octave_value wrap (expression_ptr e)
{
  return octave_value (new octave_ndarray (std::move (e)));
}

/* A size as Octave has it. */
dim_vector octave_dims (int ndims, const int64_t *dims);

/* The ordinary value of a CPU array: Octave adopts the buffer's memory. */
octave_value to_octave (const nd_array *a);

/* The values of an array of any device, for display and for saving. */
octave_value displayed_values (const nd_array *a);

/* Octave's code for the class. */
builtin_type_t builtin_type_of (nd_dtype dtype);

/* One element of host memory as an ordinary scalar. */
octave_value element_to_octave (nd_dtype dtype, const void *element);

/* A function's result: one element on the CPU is an ordinary scalar. */
octave_value wrap_or_element (array_ptr a);

/* Can the value become an nd array (numeric, logical; full, sparse, range ...)?  check_convertible
   says ND_DTYPE with advice where it cannot. */
bool is_convertible (const octave_base_value &value);
nd_status check_convertible (const octave_value &value, nd_error *error);

/* An nd array on an ordinary value's memory.  `copied` (may be NULL): why it had to be copied. */
array_ptr from_octave (const octave_value &value, const char **copied = nullptr);

/* The nd array of any value: a deferred copy of an nd array, else from_octave. */
array_ptr array_of (const octave_value &value);

/* The class of any value's elements. */
nd_dtype dtype_of (const octave_value &value);

/* Results of Octave's own functions: full numeric matrices become nd arrays, the rest stays. */
octave_value wrap_result (const octave_value &value);

/* ---- selectors.cc: indices ----------------------------------------------------------------- */

/* Positions start, start + 1, ... */
inline nd_selector range_selector (int64_t start, int64_t count)
{
  nd_selector range = nd_selector ();
  range.kind = ND_SELECT_RANGE;
  range.start = start;
  range.step = 1;
  range.count = count;
  range.extent = count ? start + count : 0;
  return range;
}

/* The size of the list of `count` true values of a mask: a column, or a row where the mask is one.
 */
inline dim_vector dims_of_true (const dim_vector &mask, octave_idx_type count)
{
  return mask.numel () == 1 ? dim_vector (count, count) : mask.make_nd_vector (count);
}

class selector_list
{
public:
  /* Indices into `a`.  Index arrays on the device of `a` stay there to read elements, and to write
     them where the device can; otherwise they are looked at on the host. */
  enum purpose { READ, WRITE, LOOK_AT };
  selector_list (const octave_value_list &idx, const nd_array *a, purpose what = LOOK_AT);
  int count () const { return static_cast<int> (m_selectors.size ()); }
  const nd_selector *data () const { return m_selectors.data (); }

  /* Raises Octave's own index error, to which Octave adds the variable's name. */
  void check_bounds () const;

private:
  bool may_write (int k) const;
  bool stays_on_device (const octave_value &value, int k, purpose what);
  int64_t bound (int k) const;

  const nd_array *m_array;
  std::vector<octave::idx_vector> m_indices; /* own the lists that selectors borrow */
  std::vector<array_ptr> m_positions;        /* those on a device */
  std::vector<std::vector<int64_t>> m_dims;
  std::vector<nd_selector> m_selectors;
};

void install_operators (octave::type_info &types);

#endif
