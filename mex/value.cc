/* The native value type: see value.hh. */
#include "mex/operand.hh"
#include "program/classes.h"

#include <algorithm>
#include <octave/call-stack.h>
#include <octave/errwarn.h>
#include <octave/interpreter.h>
#include <octave/lo-array-errwarn.h>
#include <octave/ov-re-mat.h>
#include <octave/parse.h>
#include <octave/pt-eval.h>

#include "program/selection.h"

int octave_ndarray::s_type_id = -1;

void octave_ndarray::register_type (octave::type_info &types)
{
  s_type_id = types.register_type ("ndarray", "ndarray", octave_value (new octave_ndarray ()));
}

std::string octave_ndarray::class_name () const
{
  return builtin_type () == btyp_unknown ? "ndarray" : nd_dtype_class (dtype ());
}

builtin_type_t octave_ndarray::builtin_type () const
{
  return is_scalar_type () ? builtin_type_of (dtype ()) : btyp_unknown;
}

scope_ptr current_scope ()
{
  octave::interpreter *interpreter = octave::interpreter::the_interpreter ();
  scope_ptr frame = interpreter->get_evaluator ().current_user_frame ();
  while (frame && frame->is_user_script_frame () && frame->static_link ())
    frame = frame->static_link ();
  return frame;
}

static array_ptr empty_array (nd_device *device, nd_dtype dtype)
{
  const int64_t dims[2] = {0, 0};
  return made (nd_array_new, device, dtype, 2, dims);
}

octave_ndarray::octave_ndarray () : m_array (empty_array (nd_device_cpu (), ND_DOUBLE))
{
}

/* The copy starts with a reference count of its own. */
/* NOLINTNEXTLINE(bugprone-copy-constructor-init) */
octave_ndarray::octave_ndarray (const octave_ndarray &other) : octave_base_value ()
{
  if (other.m_pending)
    m_pending.reset (nd_expression_retain (other.m_pending.get ()));
  else if (other.is_linked_here ()) {
    m_array = made (nd_array_link, other.array ());
    m_scope = other.m_scope;
  } else
    m_array = made (nd_array_copy, other.array ());
}

octave_base_value *octave_ndarray::empty_clone () const
{
  return new octave_ndarray (empty_array (device (), dtype ()));
}

bool octave_ndarray::is_linked_here () const
{
  scope_ptr scope = m_scope.lock ();
  return scope && scope == current_scope ();
}

/* Is it Octave's save that asks?  Saving writes the values of arrays wherever they are, also in the
   formats of MATLAB, which know ordinary matrices only. */
static bool is_saving ()
{
  octave::interpreter *interpreter = octave::interpreter::the_interpreter ();
  return interpreter->get_evaluator ().current_function_name () == "save";
}

octave_value octave_ndarray::host_value () const
{
  nd_error error;
  if (!is_host () && is_saving ())
    return displayed_values (array ());
  check (nd_check_host (array (), nullptr, &error), error);
  return to_octave (array ());
}

/* The ordinary value for a function that only the host has. */
octave_value octave_ndarray::on_host (const char *function) const
{
  if (!is_host ()) {
    nd_error error;
    nd_not_on_device (function, device (), &error);
    nd_value_raise (&error);
  }
  return to_octave (array ());
}

bool octave_ndarray::is_true () const
{
  if (is_host () && !m_pending)
    return to_octave (array ()).is_true ();
  const nd_operand x = operand ();
  nd_error error;
  bool answer;
  check (nd_ask_operand (&x, ND_ANY_NAN, &answer, &error), error);
  if (answer)
    octave::err_nan_to_logical_conversion ();
  if (numel () > 1)
    warn_array_as_logical (dims ());
  check (nd_ask_operand (&x, ND_ALL_NONZERO, &answer, &error), error);
  return answer && numel () > 0;
}

nd_status octave_ndarray::evaluate (nd_error *error) const
{
  nd_array *result;
  if (!m_pending)
    return ND_OK;
  ND_RETURN_NOT_OK (nd_expression_array (m_pending.get (), &result, error));
  m_array.reset (result);
  m_pending.reset ();
  return ND_OK;
}

dim_vector octave_ndarray::dims () const
{
  return octave_dims (ndims (), m_pending ? m_pending->dims : m_array->dims);
}

/* ---- indexing ------------------------------------------------------------------------------ */

/* Positions of an index list of plain numbers; false sends the caller to the general way. */
static bool plain_positions (const octave_value_list &idx, int64_t *positions)
{
  for (octave_idx_type k = 0; k < idx.length (); k++) {
    if (!idx (k).is_real_scalar () || !idx (k).is_double_type ())
      return false;
    const double x = idx (k).double_value ();
    if (!(x >= 1 && x < 9e15) || x != static_cast<double> (static_cast<int64_t> (x)))
      return false;
    positions[k] = static_cast<int64_t> (x) - 1;
  }
  return true;
}

bool octave_ndarray::get_element (const octave_value_list &idx, octave_value &element) const
{
  int64_t positions[ND_MAX_DIMS];
  const void *address;
  if (!is_host () || idx.length () == 0 || idx.length () > ND_MAX_DIMS ||
      !plain_positions (idx, positions) ||
      nd_array_element (array (), idx.length (), positions, &address, nullptr) != ND_OK)
    return false;
  element = element_to_octave (dtype (), address);
  return true;
}

/* The value for the core: a pending one stays so, an ordinary one is borrowed into `owned`. */
static nd_operand operand_of (const octave_value &value, array_ptr &owned)
{
  if (const octave_ndarray *nd = as_ndarray (value))
    return nd->operand ();
  owned = from_octave (value);
  return nd_operand_array (owned.get ());
}

/* The size of a(mask) with `count` true values: among vectors the direction of `a` counts. */
static dim_vector selected_dims (const dim_vector &dims, const dim_vector &mask_dims,
                                 octave_idx_type count)
{
  return count != 1 && dims.is_nd_vector () ? dims.make_nd_vector (count)
                                            : dims_of_true (mask_dims, count);
}

/* a(mask) with a mask of as many elements: the device selects. */
bool octave_ndarray::index_masked (const octave_value &mask, octave_value &selected) const
{
  enum { FROM = 1024 }; /* below, the host makes a list as fast */
  if (!mask.islogical () || mask.issparse () || mask.numel () != numel () || numel () == 0 ||
      (is_host () && numel () < FROM))
    return false;
  array_ptr owned;
  const nd_operand operand = operand_of (mask, owned);
  if (nd_operand_device (&operand) != device ())
    return false;
  const array_ptr truth = made (nd_mask, &operand);
  selected = wrap_or_element (made (nd_select, array (), truth.get ()));
  if (selected.numel () != 1)
    selected = selected.reshape (selected_dims (dims (), mask.dims (), selected.numel ()));
  return true;
}

/* The only index, where it is a list that its device looks at by itself; null otherwise. */
static const nd_array *only_list (const octave_value_list &idx, const nd_device *device)
{
  const octave_ndarray *list = idx.length () == 1 ? as_ndarray (idx (0)) : nullptr;
  const bool is_list = list && device->type->has_lists && list->device () == device &&
                       !list->islogical () && !list->iscomplex () && list->numel () > 0;
  return is_list ? list->array () : nullptr;
}

/* a(list), which the device looks at by itself; false where the list has to be looked at here. */
bool octave_ndarray::gather (const octave_value_list &idx, octave_value &gathered) const
{
  const nd_array *list = only_list (idx, device ());
  array_ptr found = list ? made (nd_gather, array (), list) : nullptr;
  if (!found)
    return false;
  gathered = wrap_or_element (std::move (found));
  return true;
}

static bool are_colons (const octave_value_list &idx)
{
  for (octave_idx_type k = 0; k < idx.length (); k++)
    if (!idx (k).is_magic_colon ())
      return false;
  return true;
}

octave_value octave_ndarray::do_index_op (const octave_value_list &idx, bool resize_ok)
{
  octave_value element;
  if (m_pending && numel () > 1 && idx.length () > 0 && are_colons (idx))
    return reshape (idx.length () == 1 ? dim_vector (numel (), 1) : dims ().redim (idx.length ()));
  if (get_element (idx, element) || (idx.length () == 1 && index_masked (idx (0), element)) ||
      gather (idx, element))
    return element;
  if (idx.length () == 0)
    return wrap (made (nd_array_copy, array ()));
  if (resize_ok)
    return wrap_result (host_value ().index_op (idx, true));
  selector_list selectors (idx, array (), selector_list::READ);
  selectors.check_bounds ();
  return wrap_or_element (made (nd_array_index, array (), selectors.count (), selectors.data ()));
}

octave_value octave_ndarray::fast_elem_extract (octave_idx_type n) const
{
  const int64_t position = n;
  const void *address;
  nd_error error;
  check (nd_check_host (array (), nullptr, &error), error);
  if (nd_array_element (array (), 1, &position, &address, nullptr) != ND_OK)
    return octave_value ();
  return element_to_octave (dtype (), address);
}

static Matrix row_vector (const int64_t *values, int count)
{
  Matrix row (1, count);
  for (int i = 0; i < count; i++)
    row (i) = values[i];
  return row;
}

octave_value octave_ndarray::property (const std::string &name) const
{
  if (name == "device")
    return device ()->name;
  if (name == "shape")
    return row_vector (m_pending ? m_pending->dims : m_array->dims, ndims ());
  if (name == "strides")
    return row_vector (array ()->strides, ndims ());
  if (name == "nbytes")
    return static_cast<double> (numel ()) * static_cast<double> (nd_dtype_size (dtype ()));
  if (name == "dtype")
    return nd_dtype_class (dtype ());
  octave::symbol_table &symbols = octave::interpreter::the_interpreter ()->get_symbol_table ();
  std::string advice;
  if (symbols.find_function (name, octave_value_list ()).is_defined ())
    advice = ". Functions get it as an argument: " + name + " (...)";
  error_with_id (
      "ndarray:invalid-argument",
      "an nd array has no property \"%s\"; it has device, shape, strides, nbytes and dtype%s",
      name.c_str (), advice.c_str ());
}

octave_value octave_ndarray::subsref (const std::string &type,
                                      const std::list<octave_value_list> &idx)
{
  octave_value result;
  switch (type[0]) {
  case '(':
    result = do_index_op (idx.front ());
    break;
  case '.':
    result = property (idx.front () (0).string_value ());
    break;
  default:
    error ("'%c' undefined for arrays of class '%s'. Use a(...) to read elements.", type[0],
           nd_dtype_class (dtype ()));
  }
  return type.length () == 1 ? result : result.next_subsref (type, idx);
}

octave_value_list octave_ndarray::subsref (const std::string &type,
                                           const std::list<octave_value_list> &idx, int)
{
  return ovl (subsref (type, idx));
}

/* ---- assignment ---------------------------------------------------------------------------- */

/* Stores a number into memory of a class; false where the class would have to change. */
static bool store_number (nd_dtype dtype, void *to, double value)
{
  switch (dtype) {
#define STORE_CASE(code, type, convert)                                                            \
  case code:                                                                                       \
    *static_cast<type *> (to) = convert;                                                           \
    return true;
    STORE_CASE (ND_DOUBLE, double, value)
    STORE_CASE (ND_SINGLE, float, static_cast<float> (value))
    STORE_CASE (ND_INT8, octave_int8, octave_int8 (value))
    STORE_CASE (ND_INT16, octave_int16, octave_int16 (value))
    STORE_CASE (ND_INT32, octave_int32, octave_int32 (value))
    STORE_CASE (ND_INT64, octave_int64, octave_int64 (value))
    STORE_CASE (ND_UINT8, octave_uint8, octave_uint8 (value))
    STORE_CASE (ND_UINT16, octave_uint16, octave_uint16 (value))
    STORE_CASE (ND_UINT32, octave_uint32, octave_uint32 (value))
    STORE_CASE (ND_UINT64, octave_uint64, octave_uint64 (value))
    STORE_CASE (ND_COMPLEX_DOUBLE, Complex, Complex (value, 0))
    STORE_CASE (ND_COMPLEX_SINGLE, FloatComplex, FloatComplex (static_cast<float> (value), 0))
#undef STORE_CASE
  default:
    return false;
  }
}

/* a(i) = 5 and a(i, j) = 5 on the CPU, the inner part of every loop. */
bool octave_ndarray::set_element (const octave_value_list &idx, const octave_value &value)
{
  int64_t positions[ND_MAX_DIMS];
  const void *address;
  nd_error error;
  if (!is_host () || idx.length () == 0 || idx.length () > ND_MAX_DIMS || dtype () == ND_LOGICAL ||
      !value.is_real_scalar () || !value.is_double_type () || !plain_positions (idx, positions) ||
      nd_array_element (array (), idx.length (), positions, &address, nullptr) != ND_OK)
    return false;
  check (nd_array_prepare_write (array (), &error), error);
  check (nd_array_element (array (), idx.length (), positions, &address, &error), error);
  return store_number (dtype (), const_cast<void *> (address), value.double_value ());
}

/* Does a value become logical where it is assigned into a logical array? */
static bool becomes_logical (const octave_value &value)
{
  const octave_ndarray *nd = as_ndarray (value);
  return value.is_string () || ((!nd || nd->is_host ()) && value.isreal () &&
                                (value.is_double_type () || value.isinteger ()));
}

/* The value as Octave assigns it: some versions warn of numbers other than 0 and 1 and refuse text.
   One element is assigned into two, since a single one is not assigned into but replaced. */
static octave_value assigned_to_logical (const octave_value &value)
{
  const bool is_one = value.numel () == 1;
  octave_value target = boolNDArray (is_one ? dim_vector (1, 2) : value.dims (), false);
  const octave_value_list place =
      ovl (is_one ? octave_value (1.0) : octave_value (octave_value::magic_colon_t));
  target.assign (octave_value::op_asn_eq, "(", {place},
                 as_ndarray (value) ? value.full_value () : value);
  return is_one ? target.index_op (place) : target;
}

/* The right side of an assignment into `target`, on its device. */
static array_ptr right_side (const octave_value &value, const nd_array *target)
{
  array_ptr a = target->dtype == ND_LOGICAL && becomes_logical (value)
                    ? from_octave (assigned_to_logical (value))
                : value.is_string () ? from_octave (value.array_value (true))
                                     : array_of (value);
  nd_device *device = nd_array_device (target);
  nd_error error;
  if (nd_array_device (a.get ()) == device || (!as_ndarray (value) && value.is_scalar_type ()))
    return a;
  if (!nd_array_device (a.get ())->is_host)
    check (nd_check_same_device ("=", target, a.get (), &error), error);
  return made (nd_transfer, a.get (), device); /* host values may be assigned into a device array */
}

/* Would `value` be assigned without changing this array's class, and without looking at it? */
static bool keeps_class (nd_dtype dtype, const nd_operand &value)
{
  const nd_dtype from = nd_operand_dtype (&value);
  return nd_assign_class (dtype, from) == dtype && (dtype != ND_LOGICAL || from == ND_LOGICAL);
}

/* a(mask) = one value */
bool octave_ndarray::assign_masked (const octave_value &mask, const octave_value &value)
{
  array_ptr owned_mask, owned_value;
  if (!mask.islogical () || mask.numel () != numel () || mask.issparse () ||
      !is_convertible (value.get_rep ()) || value.numel () != 1)
    return false;
  const nd_operand condition = operand_of (mask, owned_mask);
  const nd_operand right = operand_of (value, owned_value);
  const nd_operand left = operand ();
  const bool is_near =
      as_ndarray (value) ? nd_operand_device (&right) == device () : value.is_scalar_type ();
  if (!is_near || !nd_operands_have_equal_dims (&left, &condition) ||
      nd_operand_device (&condition) != device () || !keeps_class (dtype (), right))
    return false;
  rebind (made<expression_ptr> (nd_masked_pending, &left, &condition, &right));
  if (!nd_should_defer (numel ()))
    array ();
  return true;
}

/* a(:) = nd array of a's size */
bool octave_ndarray::assign_all (const octave_value &value)
{
  const octave_ndarray *nd = as_ndarray (value);
  if (!nd || nd->device () != device ())
    return false;
  const nd_operand left = operand (), right = nd->operand ();
  if (!nd_operands_have_equal_dims (&left, &right) || !keeps_class (dtype (), right))
    return false;
  rebind (made<expression_ptr> (nd_cast_pending, &right, dtype ()));
  if (!nd_should_defer (numel ()))
    array ();
  return true;
}

/* Assignments to a large array, not linked, that can wait, or to one on a device, whose mask the
   host need not see; false when it is not that. */
bool octave_ndarray::assign_pending (const octave_value_list &idx, const octave_value &value)
{
  if ((!nd_should_defer (numel ()) && is_host ()) || value.isnull () || is_linked_here () ||
      (m_array && nd_array_is_linked (m_array.get ())))
    return false;
  if (are_colons (idx))
    return (idx.length () == 1 || idx.length () == ndims ()) && assign_all (value);
  return idx.length () == 1 && assign_masked (idx (0), value);
}

/* The part of `a` that an assignment names, of the value's size, as a view; null where there is no
   such view. */
static array_ptr assigned_part (const nd_array *a, const octave_value_list &idx,
                                const selector_list &selectors, const nd_operand &value)
{
  nd_array *part = nullptr;
  nd_error error;
  const bool is_whole = idx.length () == 1 && idx (0).is_magic_colon ();
  const nd_status status =
      is_whole ? nd_array_link (a, &part, &error)
               : nd_array_view (a, selectors.count (), selectors.data (), &part, &error);
  array_ptr owned (status == ND_OK ? part : nullptr);
  if (!owned)
    return nullptr;
  const nd_operand seen = nd_operand_array (part);
  return nd_operands_have_equal_dims (&seen, &value) ? std::move (owned) : nullptr;
}

/* a(range) = a pending expression: computed right there, where the inputs allow it. */
bool octave_ndarray::assign_computed (const octave_value_list &idx, const selector_list &selectors,
                                      const octave_value &value)
{
  const octave_ndarray *nd = as_ndarray (value);
  if (!nd || nd->device () != device ())
    return false;
  const nd_operand right = nd->operand ();
  if (!right.pending || !keeps_class (dtype (), right))
    return false;
  const array_ptr part = assigned_part (array (), idx, selectors, right);
  bool done = false;
  nd_error error;
  if (part)
    check (nd_expression_store (right.pending, part.get (), &done, &error), error);
  return done;
}

/* Deletes the elements. */
void octave_ndarray::remove_elements (const selector_list &selectors)
{
  nd_error error;
  if (is_linked_here ()) {
    nd_fail (&error, ND_IN_PLACE,
             "a linked array keeps its size, so its elements cannot be"
             " deleted. Use a = nd_array (a) to make it independent first.");
    nd_value_raise (&error);
  }
  check (nd_array_delete (array (), selectors.count (), selectors.data (), &error), error);
}

/* Octave changes the array's class, and not when the assignment fails. */
void octave_ndarray::assign_of_class (nd_dtype to, const selector_list &selectors,
                                      const nd_array *right)
{
  nd_error error;
  if (is_linked_here ()) {
    nd_fail (&error, ND_IN_PLACE,
             "a linked array keeps its class %s%s, so a %s%s value cannot be"
             " assigned. Convert the value, or use a = nd_array (a) first.",
             iscomplex () ? "complex " : "", nd_dtype_class (dtype ()),
             nd_dtype_is_complex (right->dtype) ? "complex " : "", nd_dtype_class (right->dtype));
    nd_value_raise (&error);
  }
  array_ptr converted = made (nd_cast, array (), to);
  check (nd_array_assign (converted.get (), selectors.count (), selectors.data (), right, true,
                          &error),
         error);
  m_array = std::move (converted);
}

/* a(list) = one element of the host's or as many as the list has, where the device looks at the
   list by itself. */
bool octave_ndarray::scatter (const octave_value_list &idx, const octave_value &value)
{
  const nd_array *list = only_list (idx, device ());
  const octave_ndarray *nd = as_ndarray (value);
  const bool is_one = value.numel () == 1;
  if (!list || value.isnull () ||
      (is_one ? nd && !nd->is_host () : value.numel () != nd_array_numel (list)) ||
      !(nd || is_convertible (value.get_rep ())) ||
      (dtype () == ND_LOGICAL && (nd ? nd->dtype () != ND_LOGICAL : becomes_logical (value))))
    return false;
  const array_ptr right = right_side (value, array ());
  if (nd_assign_class (dtype (), right->dtype) != dtype ())
    return false;
  const array_ptr converted = made (nd_cast, right.get (), dtype ());
  bool done = false;
  nd_error error;
  check (nd_scatter (array (), list, converted.get (), &done, &error), error);
  return done;
}

void octave_ndarray::assign_elements (const octave_value_list &idx, const octave_value &value)
{
  if (scatter (idx, value))
    return;
  selector_list selectors (idx, array (),
                           value.isnull () ? selector_list::LOOK_AT : selector_list::WRITE);
  if (value.isnull ())
    return remove_elements (selectors);
  if (assign_computed (idx, selectors, value))
    return;
  const array_ptr right = right_side (value, array ());
  const nd_dtype result = nd_assign_class (dtype (), right->dtype);
  nd_error error;
  if (result != dtype ())
    return assign_of_class (result, selectors, right.get ());
  const bool is_linked = is_linked_here ();
  if (is_linked)
    selectors.check_bounds ();
  check (nd_array_assign (array (), selectors.count (), selectors.data (), right.get (), !is_linked,
                          &error),
         error);
}

octave_value octave_ndarray::subsasgn (const std::string &type,
                                       const std::list<octave_value_list> &idx,
                                       const octave_value &value)
{
  if (type != "(") {
    nd_error error;
    if (type[0] == '.')
      nd_fail (&error, ND_IN_PLACE,
               "the properties of an nd array cannot be assigned. Use gpu_tensor"
               " (a, device), to_cpu (a), reshape or a class name to make another array.");
    else
      nd_fail (&error, ND_INVALID_ARGUMENT,
               "an nd array is assigned with a(...) = value, not with"
               " \"%s\"",
               type.c_str ());
    nd_value_raise (&error);
  }
  /* Arrays on one storage see each other's writes only in the scope that linked them. */
  if (m_array && nd_array_is_linked (array ()) && !is_linked_here ()) {
    nd_error error;
    check (nd_array_detach (array (), &error), error);
    m_scope.reset ();
  }
  if (value.isnull () ||
      (!set_element (idx.front (), value) && !assign_pending (idx.front (), value)))
    assign_elements (idx.front (), value);
  return octave_value (this, true); /* true: a reference more, since this is returned */
}

/* a(n) = one element of a's class.  From Octave 11 on, cellfun gathers its results by this alone.
 */
bool octave_ndarray::fast_elem_insert (octave_idx_type n, const octave_value &value)
{
  if (n >= numel () || value.numel () != 1 ||
      !(as_ndarray (value) || is_convertible (value.get_rep ())) ||
      array_of (value)->dtype != dtype ())
    return false;
  subsasgn ("(", {ovl (static_cast<double> (n) + 1)}, value);
  return true;
}

/* ---- layout and class ---------------------------------------------------------------------- */

octave_value octave_ndarray::cast (nd_dtype to) const
{
  const nd_operand x = operand ();
  if (to == dtype () && m_pending)
    return value_of (*this);
  if (to != dtype () && nd_should_defer (numel ()))
    return wrap (made<expression_ptr> (nd_cast_pending, &x, to));
  return wrap (made (nd_cast, array (), to));
}

octave_value octave_ndarray::squeeze () const
{
  dim_vector size = dims ();
  if (size.ndims () > 2)
    size.chop_all_singletons ();
  return reshape (size);
}

static std::vector<int64_t> core_dims (const dim_vector &dims)
{
  std::vector<int64_t> result (dims.ndims ());
  for (int i = 0; i < dims.ndims (); i++)
    result[i] = dims (i);
  return result;
}

/* The elements in another size while they wait; undefined where that takes the array. */
octave_value octave_ndarray::reshape_pending (dim_vector size) const
{
  const nd_operand x = operand ();
  size.chop_trailing_singletons ();
  if (size == dims ())
    return value_of (*this);
  const std::vector<int64_t> shape = core_dims (size);
  expression_ptr pending =
      made<expression_ptr> (nd_reshape_pending, &x, shape.size (), shape.data ());
  return pending ? wrap (std::move (pending)) : octave_value ();
}

octave_value octave_ndarray::reshape (const dim_vector &dims) const
{
  octave_value waiting = m_pending ? reshape_pending (dims) : octave_value ();
  if (waiting.is_defined ())
    return waiting;
  const std::vector<int64_t> shape = core_dims (dims);
  return wrap (made (nd_array_reshape, array (), shape.size (), shape.data ()));
}

/* The size after a permutation, which counts from 0; does it leave the elements in their order? */
static bool permute_dims (dim_vector &dims, const std::vector<int> &permutation)
{
  const dim_vector before = dims.redim (permutation.size ());
  bool keeps_order = true;
  int last = -1;
  dims = before;
  for (size_t d = 0; d < permutation.size (); d++) {
    dims (d) = before (permutation[d]);
    keeps_order = keeps_order && (dims (d) == 1 || permutation[d] > last);
    if (dims (d) != 1)
      last = permutation[d];
  }
  return keeps_order;
}

octave_value octave_ndarray::permute (const Array<int> &order, bool inverse) const
{
  const int n = order.numel ();
  std::vector<int> permutation (n);
  std::vector<bool> seen (n, false);
  for (int i = 0; i < n; i++) {
    if (n < ndims () || order (i) < 0 || order (i) >= n || seen[order (i)])
      error ("%s: invalid permutation vector", inverse ? "ipermute" : "permute");
    seen[order (i)] = true;
    permutation[inverse ? order (i) : i] = inverse ? i : order (i);
  }
  if (m_pending) {
    dim_vector size = dims ();
    if (permute_dims (size, permutation))
      return reshape (size);
  }
  return wrap (made (nd_array_permute, array (), n, permutation.data ()));
}

octave_value octave_ndarray::resize (const dim_vector &dims, bool) const
{
  if (dims.any_neg ())
    octave::err_invalid_resize ();
  const std::vector<int64_t> shape = core_dims (dims);
  if (dims.any_zero ()) /* where concatenation starts, whatever the size was */
    return wrap (made (nd_array_new, device (), dtype (), shape.size (), shape.data ()));
  return wrap (made (nd_array_resize, array (), shape.size (), shape.data ()));
}

/* Octave asks for this where only its own types will do, as in m(i) = a. */
static octave_base_value *to_ordinary (const octave_base_value &value)
{
  octave_value host = static_cast<const octave_ndarray &> (value).host_value ();
  return host.get_rep ().clone ();
}

octave_base_value::type_conv_info octave_ndarray::numeric_conversion_function () const
{
  if (!is_host ())
    host_value (); /* raises */
  return type_conv_info (to_ordinary, to_octave (array ()).type_id ());
}

octave_value octave_ndarray::map (unary_mapper_t function) const
{
  const nd_op op = find_mapper (function);
  const nd_operand_class operand = {dtype (), numel () == 1};
  nd_unary_signature signature;
  if (op != ND_OP_COUNT && nd_find_unary_signature (op, operand, &signature, nullptr) == ND_OK)
    return elementwise (op, *this);
  if (!is_host ())
    stand_in (*this).get_rep ().map (function); /* raises where Octave has no such function */
  /* Functions of complex numbers that are composed of others. */
  if (!is_host () && iscomplex ())
    return octave::feval ("__nd_error_function__", ovl (get_umap_name (function), value_of (*this)),
                          1) (0);
  const octave_value result = on_host (get_umap_name (function)).get_rep ().map (function);
  return result.is_scalar_type () ? wrap (from_octave (result)) : wrap_result (result);
}

octave_value octave_ndarray::diag (octave_idx_type k) const
{
  return wrap_result (on_host ("diag").diag (k).full_value ());
}

octave_value octave_ndarray::diag (octave_idx_type m, octave_idx_type n) const
{
  return wrap_result (on_host ("diag").diag (m, n).full_value ());
}

octave_value octave_ndarray::sort (octave_idx_type dim, sortmode mode) const
{
  nd_array *values;
  nd_error error;
  check (nd_sort (array (), dim, mode == DESCENDING, ND_INT64, &values, nullptr, &error), error);
  return wrap (array_ptr (values));
}

octave_value octave_ndarray::sort (Array<octave_idx_type> &order, octave_idx_type dim,
                                   sortmode mode) const
{
  nd_array *values, *places;
  nd_error error;
  check (nd_check_host (array (), nullptr, &error), error); /* Octave keeps the order itself */
  check (nd_sort (array (), dim, mode == DESCENDING, ND_INT64, &values, &places, &error), error);
  octave_value result = wrap (array_ptr (values));
  const int64NDArray positions = to_octave (array_ptr (places).get ()).int64_array_value ();
  order.resize (positions.dims ());
  std::copy_n (positions.data (), positions.numel (), order.fortran_vec ());
  return result;
}
