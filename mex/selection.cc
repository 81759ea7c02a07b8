/* Functions that sort, find, choose and reinterpret elements. */
#include "mex/functions.hh"

#include <cmath>
#include <octave/parse.h>

#include "program/selection.h"

/* A whole number from 0 to `most`; -1 when the value is none. */
static double whole_number (const octave_value &value, double most)
{
  if (!value.is_real_scalar () || as_ndarray (value))
    return -1;
  const double x = value.double_value ();
  return x >= 0 && x <= most && x == std::floor (x) ? x : -1;
}

/* One double on a device; on the CPU an ordinary number. */
static octave_value scalar_on (nd_device *device, double x)
{
  const array_ptr scalar = made (nd_array_from_scalar, ND_DOUBLE, &x);
  return wrap_or_element (made (nd_transfer, scalar.get (), device));
}

/* ---- sort ---------------------------------------------------------------------------------- */

struct sort_options {
  int dim;
  bool falling;
};

/* Has Octave places along a dimension that x does not have?  Older ones raise an error, but for one
   element. */
static bool has_places_beyond ()
{
  static const bool answer = [] {
    try {
      octave::feval ("sort", ovl (Matrix (1, 2), 3), 2);
      return true;
    } catch (const octave::execution_exception &) {
      octave::interpreter::the_interpreter ()->recover_from_exception ();
      return false;
    }
  }();
  return answer;
}

/* sort (x, DIM, MODE), both optional; false where Octave raises an error. */
static bool parse_sort (const octave_value_list &args, bool wants_places, sort_options &options)
{
  const dim_vector dims = args (0).dims ();
  octave_idx_type next = 1;
  options.dim = dims.first_non_singleton ();
  options.falling = false;
  if (next < args.length () && !args (next).is_string ()) {
    options.dim = static_cast<int> (whole_number (args (next++), ND_MAX_DIMS)) - 1;
    const bool is_beyond = options.dim >= dims.ndims () && dims.numel () != 1;
    if (options.dim < 0 || (is_beyond && wants_places && !has_places_beyond ()))
      return false;
  }
  if (next < args.length () && args (next).is_string ()) {
    const std::string mode = args (next++).string_value ();
    options.falling = mode == "descend";
    if (!options.falling && mode != "ascend")
      return false;
  }
  return next == args.length ();
}

static bool sort_array (const octave_value_list &args, int nargout, octave_value_list &results)
{
  sort_options options;
  const octave_ndarray *x = args.length () > 0 ? as_ndarray (args (0)) : nullptr;
  if (!x || !parse_sort (args, nargout > 1, options))
    return leave_to_octave ("sort", 1, args);
  nd_array *values, *order;
  nd_error error;
  check (nd_sort (x->array (), options.dim, options.falling, ND_DOUBLE, &values,
                  nargout > 1 ? &order : nullptr, &error),
         error);
  results (0) = wrap_or_element (array_ptr (values));
  if (nargout > 1)
    results (1) = wrap_or_element (array_ptr (order));
  return true;
}

/* ---- find ---------------------------------------------------------------------------------- */

/* The mask of an argument that is an nd array. */
static array_ptr mask_of (const octave_ndarray &x)
{
  const nd_operand operand = x.operand ();
  return made (nd_mask, &operand);
}

/* What find gives has the direction of a row, and no size where there was none, unless it is what
   a logical array stands for as an index. */
static octave_value shape_found (array_ptr column, const dim_vector &dims, bool is_index = false)
{
  const int64_t count = nd_array_numel (column.get ());
  int64_t shape[2] = {count, 1};
  if ((dims.numel () == 1 && count == 0) || (dims (0) == 0 && dims.numel (1) == 0 && !is_index))
    shape[1] = 0;
  else if (dims.ndims () == 2 && dims (0) == 1) {
    shape[0] = 1;
    shape[1] = count;
  }
  return wrap_or_element (made (nd_array_reshape, column.get (), 2, shape));
}

/* The first (or last) n of a column. */
static array_ptr take (array_ptr column, double n, bool from_end)
{
  const int64_t count = nd_array_numel (column.get ());
  if (n >= count)
    return column;
  const int64_t dims[2] = {static_cast<int64_t> (n), 1};
  nd_selector range = range_selector (from_end ? count - dims[0] : 0, dims[0]);
  range.dims = dims;
  range.ndims = 2;
  return made (nd_array_index, column.get (), 1, &range);
}

static bool find (const octave_value_list &args, int nargout, octave_value_list &results)
{
  const octave_ndarray *x = args.length () > 0 ? as_ndarray (args (0)) : nullptr;
  double n = octave::numeric_limits<double>::Inf ();
  bool from_end = false, is_valid = x && args.length () <= 3;
  if (is_valid && args.length () > 1) {
    /* Of several numbers the first one counts. */
    const bool has_more = args (1).numel () > 1 && !as_ndarray (args (1));
    is_valid = (n = whole_number (has_more ? args (1).fast_elem_extract (0) : args (1), n)) >= 0;
  }
  if (is_valid && args.length () > 2) {
    const std::string direction = args (2).is_string () ? args (2).string_value () : "";
    from_end = direction == "last";
    is_valid = from_end || direction == "first";
  }
  if (!is_valid)
    return leave_to_octave ("find", 1, args);
  const array_ptr mask = mask_of (*x);
  const dim_vector dims = x->dims ();
  nd_array *first, *second;
  nd_error error;
  if (nargout < 2) {
    const bool is_index = x->islogical () && std::isinf (n) && !from_end;
    results (0) =
        shape_found (take (made (nd_find, mask.get (), ND_DOUBLE), n, from_end), dims, is_index);
    return true;
  }
  check (nd_find_subscripts (mask.get (), &first, &second, &error), error);
  results (0) = shape_found (take (array_ptr (first), n, from_end), dims);
  results (1) = shape_found (take (array_ptr (second), n, from_end), dims);
  if (nargout > 2) {
    array_ptr chosen = made (nd_select, x->array (), mask.get ());
    results (2) = shape_found (take (std::move (chosen), n, from_end), dims);
    if (dims.is_nd_vector () && results (2).numel () != 1) /* x(i) of a vector has its direction */
      results (2) = results (2).reshape (dims.make_nd_vector (results (2).numel ()));
  }
  return true;
}

/* The number stays on the array's device. */
static bool nnz (const octave_value_list &args, int, octave_value_list &results)
{
  if (args.length () != 1 || !as_ndarray (args (0)))
    return false;
  const octave_ndarray *x = as_ndarray (args (0));
  const array_ptr mask = mask_of (*x);
  int64_t count;
  nd_error error;
  check (nd_count (mask.get (), &count, &error), error);
  results (0) = scalar_on (x->device (), count);
  return true;
}

/* On a device; bytes that may be neither 0 nor 1 make no truth values there. */
static bool typecast (const octave_value_list &args, int, octave_value_list &results)
{
  const octave_ndarray *x = args.length () == 2 ? as_ndarray (args (0)) : nullptr;
  nd_dtype dtype;
  if (!x || x->is_host () || !args (1).is_string () ||
      !nd_dtype_from_class (args (1).string_value ().c_str (), &dtype) || dtype == ND_LOGICAL)
    return leave_to_octave ("typecast", 1, args);
  results (0) = wrap (made (nd_array_typecast, x->array (), dtype));
  return true;
}

const function_row selection_functions[] = {
    {"sort", sort_array}, {"find", find}, {"nnz", nnz}, {"typecast", typecast}, {nullptr, nullptr}};
