/* Functions that work with positions: searching in tables, accumulating; convolution and filters.
 */
#include "mex/functions.hh"

#include <algorithm>

#include "program/reduce.h"
#include "program/selection.h"

/* ---- arguments ----------------------------------------------------------------------------- */

/* The device that the work is done on; false where there is no nd array. */
static bool find_device (const octave_value_list &args, nd_device *&device)
{
  for (octave_idx_type i = 0; i < args.length (); i++)
    if (const octave_ndarray *nd = as_ndarray (args (i))) {
      device = nd->device ();
      if (!device->is_host)
        return true;
    }
  return device != nullptr;
}

/* The argument as an array of the class on the device.  As with operators, single numbers of the
   host may meet a device's arrays. */
static array_ptr argument (const char *function, const octave_value_list &args, octave_idx_type i,
                           nd_dtype dtype, nd_device *device)
{
  nd_error error;
  array_ptr a = array_of (args (i));
  for (octave_idx_type k = 0; k < args.length () && nd_array_device (a.get ()) != device; k++) {
    const octave_ndarray *other = as_ndarray (args (k));
    if (!other || other->device () != device || nd_array_is_scalar (a.get ()))
      continue;
    check (nd_check_same_device (function, k < i ? other->array () : a.get (),
                                 k < i ? a.get () : other->array (), &error),
           error);
  }
  a = made (nd_transfer, a.get (), device);
  return made (nd_cast, a.get (), dtype);
}

static bool is_number (const octave_value &v)
{
  return as_ndarray (v) || is_convertible (v.get_rep ());
}

/* ---- searching ----------------------------------------------------------------------------- */

/* __nd_search__ (TABLE, VALUES, FALLING): see nd_search; in the class of an integer table, else in
   single where one of them is, else in double. */
static bool search (const octave_value_list &args, int, octave_value_list &results)
{
  nd_device *device = nullptr;
  if (args.length () != 3 || !find_device (args.slice (0, 2), device))
    return false;
  const nd_dtype in_table = dtype_of (args (0));
  const nd_dtype dtype = nd_dtype_is_integer (in_table)
                             ? in_table
                             : nd_dtype_common_float (in_table, dtype_of (args (1)));
  const array_ptr table = argument ("lookup", args, 0, dtype, device);
  const array_ptr values = argument ("lookup", args, 1, dtype, device);
  results =
      ovl (wrap_or_element (made (nd_search, table.get (), values.get (), args (2).bool_value ())));
  return true;
}

/* ---- accumulating -------------------------------------------------------------------------- */

/* How long the result has to be for these subscripts; 0 where there are none. */
static int64_t largest (const nd_array *subscripts)
{
  nd_array *most;
  nd_error error;
  const nd_operand x = nd_operand_array (subscripts);
  if (nd_array_numel (subscripts) == 0)
    return 0;
  check (nd_reduce (ND_FOLD_MAX, &x, ND_EVERY_DIM, ND_FOLD_USUAL, &most, nullptr, &error), error);
  const array_ptr owned (most), number = made (nd_cast, most, ND_INT64),
                                on_host = made (nd_transfer, number.get (), nd_device_cpu ());
  return *static_cast<const int64_t *> (nd_array_data (on_host.get ()));
}

static array_ptr column_of (nd_device *device, nd_dtype dtype, int64_t count,
                            const octave_value &fill)
{
  nd_error error;
  const int64_t dims[2] = {count, 1};
  array_ptr column = made (nd_array_new, device, dtype, 2, dims);
  if (count > 0) {
    const array_ptr value = array_of (fill);
    const nd_operand operand = nd_operand_array (value.get ());
    check (nd_fill (column.get (), &operand, &error), error);
  }
  return column;
}

static octave_value accumulate (nd_join join, const octave_value_list &args, nd_dtype dtype,
                                const octave_value &fill, int64_t count, nd_device *device)
{
  const array_ptr subscripts = argument ("accumarray", args, 0, dtype_of (args (0)), device);
  const array_ptr values = argument ("accumarray", args, 1, dtype, device);
  if (count < 0)
    count = std::max (largest (subscripts.get ()), int64_t (0));
  const array_ptr positions = made (nd_positions, subscripts.get (), count);
  if (!positions)
    error_with_id ("Octave:index-out-of-bounds", "accumarray: index out of range");
  if (nd_array_numel (values.get ()) != 1 &&
      nd_array_numel (values.get ()) != nd_array_numel (positions.get ()))
    error ("accumarray: dimension mismatch");
  array_ptr result = column_of (device, dtype, count, fill);
  nd_error problem;
  check (nd_accumulate (join, positions.get (), values.get (), result.get (), &problem), problem);
  return wrap_or_element (std::move (result));
}

static int64_t wanted_count (const octave_value_list &args, octave_idx_type i)
{
  return i < args.length () && !args (i).isempty () ? args (i).idx_type_value () : -1;
}

/* __accumarray_sum__ (SUBS, VALS, N) */
static bool accumulated_sum (const octave_value_list &args, int, octave_value_list &results)
{
  nd_device *device = nullptr;
  if (args.length () < 2 || args.length () > 3 || !is_number (args (0)) || !is_number (args (1)) ||
      !find_device (args.slice (0, 2), device))
    return false;
  const nd_dtype dtype = dtype_of (args (1));
  results = ovl (accumulate (ND_JOIN_SUM, args, nd_dtype_common_float (dtype, dtype), 0.0,
                             wanted_count (args, 2), device));
  return true;
}

/* __accumarray_min__ (SUBS, VALS, ZERO, N), and _max_; extremes of logical values are double. */
template <nd_join join>
static bool accumulated_extreme (const octave_value_list &args, int, octave_value_list &results)
{
  nd_device *device = nullptr;
  if (args.length () < 3 || args.length () > 4 || !is_number (args (0)) || !is_number (args (1)) ||
      args (1).iscomplex () || !find_device (args.slice (0, 2), device))
    return false;
  const nd_dtype dtype = dtype_of (args (1));
  results = ovl (accumulate (join, args, dtype == ND_LOGICAL ? ND_DOUBLE : dtype, args (2),
                             wanted_count (args, 3), device));
  return true;
}

/* ---- convolution --------------------------------------------------------------------------- */

static array_ptr convolved (const array_ptr &a, const array_ptr &b, nd_convolution_shape shape)
{
  return made (nd_convolve, a.get (), b.get (), shape);
}

static array_ptr as_matrix (const array_ptr &a, int64_t rows, int64_t columns)
{
  const int64_t dims[2] = {rows, columns};
  return made (nd_array_reshape, a.get (), 2, dims);
}

static bool parse_shape (const std::string &name, nd_convolution_shape &shape)
{
  static const struct {
    const char *name;
    nd_convolution_shape shape;
  } rows[] = {{"full", ND_CONVOLVE_FULL}, {"same", ND_CONVOLVE_SAME}, {"valid", ND_CONVOLVE_VALID}};
  for (const auto &row : rows)
    if (name == row.name) {
      shape = row.shape;
      return true;
    }
  return false;
}

/* conv2 (A, B, SHAPE), conv2 (COLUMN, ROW, M, SHAPE) */
static bool convolve (const octave_value_list &all, int, octave_value_list &results)
{
  octave_value_list args = all;
  nd_convolution_shape shape = ND_CONVOLVE_FULL;
  nd_device *device = nullptr;
  const octave_idx_type last = args.length () - 1;
  bool is_case =
      last >= 1 && (!args (last).is_string () || parse_shape (args (last).string_value (), shape));
  if (is_case && args (last).is_string ())
    args.resize (last);
  const bool is_separable = args.length () == 3;
  is_case = is_case && (args.length () == 2 || is_separable) && find_device (args, device);
  nd_dtype dtype = ND_DOUBLE;
  for (octave_idx_type i = 0; is_case && i < args.length (); i++) {
    is_case = is_number (args (i)) && args (i).ndims () == 2 &&
              (!is_separable || i == 2 || args (i).dims ().isvector ());
    if (is_case)
      dtype = nd_dtype_common_float (dtype, dtype_of (args (i)));
  }
  if (!is_case)
    return leave_to_octave ("conv2", 3, all);
  const array_ptr a = argument ("conv2", args, 0, dtype, device);
  const array_ptr b = argument ("conv2", args, 1, dtype, device);
  if (!is_separable)
    results = ovl (wrap_or_element (convolved (a, b, shape)));
  else {
    const array_ptr m = argument ("conv2", args, 2, dtype, device);
    const array_ptr column = as_matrix (a, nd_array_numel (a.get ()), 1);
    const array_ptr row = as_matrix (b, 1, nd_array_numel (b.get ()));
    results = ovl (wrap_or_element (convolved (convolved (m, column, shape), row, shape)));
  }
  return true;
}

/* ---- filtering ----------------------------------------------------------------------------- */

/* As many weights on either side, and as many states as those of all columns. */
static bool fit_filter (const nd_array *b, const nd_array *a, const nd_array *x,
                        const nd_array *states, int dim)
{
  const int64_t weights = nd_array_numel (a);
  return dim >= 0 && dim < x->ndims && weights > 1 && nd_array_numel (b) == weights &&
         nd_array_numel (states) * x->dims[dim] == (weights - 1) * nd_array_numel (x);
}

/* [Y, STATES] = __nd_filter__ (B, A, X, STATES, DIM): see nd_filter. */
static bool filter (const octave_value_list &args, int, octave_value_list &results)
{
  nd_device *device = nullptr;
  if (args.length () != 5 || !find_device (args.slice (0, 4), device))
    return false;
  nd_dtype dtype = ND_DOUBLE;
  for (octave_idx_type i = 0; i < 4; i++)
    dtype = nd_dtype_common_float (dtype, dtype_of (args (i)));
  const array_ptr b = argument ("filter", args, 0, dtype, device);
  const array_ptr a = argument ("filter", args, 1, dtype, device);
  const array_ptr x = argument ("filter", args, 2, dtype, device);
  const array_ptr before = argument ("filter", args, 3, dtype, device);
  const int dim = args (4).int_value () - 1;
  if (!fit_filter (b.get (), a.get (), x.get (), before.get (), dim))
    return false;
  array_ptr states = made (nd_array_contiguous, before.get ());
  nd_error error;
  check (nd_array_prepare_write (states.get (), &error), error);
  array_ptr y = made (nd_filter, b.get (), a.get (), x.get (), dim, states.get ());
  results = ovl (wrap_or_element (std::move (y)), wrap_or_element (std::move (states)));
  return true;
}

const function_row position_functions[] = {
    {"__nd_search__", search},
    {"__accumarray_sum__", accumulated_sum},
    {"__accumarray_min__", accumulated_extreme<ND_JOIN_MIN>},
    {"__accumarray_max__", accumulated_extreme<ND_JOIN_MAX>},
    {"conv2", convolve},
    {"__nd_filter__", filter},
    {nullptr, nullptr},
};
