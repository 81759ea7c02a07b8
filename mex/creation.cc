/* New arrays from sizes: what nd_zeros, nd_rand and the other nd_ functions of their kind call. */
#include "mex/creation.hh"

#include <algorithm>
#include <cmath>
#include <octave/parse.h>
#include <octave/utils.h>

#include "program/creation.h"

/* The arguments of a call: numbers first, then options. */
struct creation_call {
  std::string function; /* as the user calls it */
  octave_value_list numbers;
  bool has_dtype = false, has_device = false;
  nd_blueprint wanted;
};

/* ---- options ------------------------------------------------------------------------------- */

static void raise (nd_status status, const char *format, const std::string &function,
                   const std::string &text)
{
  nd_error error;
  nd_fail (&error, status, format, function.c_str (), text.c_str ());
  nd_value_raise (&error);
}

static void set_class (creation_call &call, const std::string &name)
{
  if (!nd_dtype_from_class (name.c_str (), &call.wanted.dtype))
    raise (ND_INVALID_ARGUMENT,
           "%s: \"%s\" is neither a class nor an option; use \"like\", A or \"device\", NAME",
           call.function, name);
  call.has_dtype = true;
}

static void set_device (creation_call &call, const std::string &name)
{
  nd_error error;
  check (nd_device_find (name.c_str (), &call.wanted.device, &error), error);
  call.has_device = true;
}

/* Class and device of a model, where no option of their own sets them. */
static void follow_model (creation_call &call, const octave_value &model)
{
  const octave_ndarray *nd = as_ndarray (model);
  if (!call.has_dtype)
    call.wanted.dtype = dtype_of (model);
  if (nd && !call.has_device)
    call.wanted.device = nd->device ();
  call.has_dtype = true;
}

static creation_call read_call (const std::string &function, const octave_value_list &args)
{
  creation_call call;
  octave_value model;
  octave_idx_type count = 0;
  call.function = "nd_" + function;
  call.wanted.device = nd_device_cpu ();
  call.wanted.dtype = ND_DOUBLE;
  while (count < args.length () && !args (count).is_string ())
    count++;
  for (octave_idx_type i = 0; i < count; i++) /* counts and limits are a matter of the host */
    call.numbers.append (as_ndarray (args (i)) ? args (i).full_value () : args (i));
  for (octave_idx_type i = count; i < args.length (); i++) {
    std::string word = args (i).xstring_value ("%s: the name of an option must be a string",
                                               call.function.c_str ());
    std::transform (word.begin (), word.end (), word.begin (), ::tolower);
    const bool has_value = word == "like" || word == "device" || word == "dtype";
    if (has_value && ++i == args.length ())
      raise (ND_INVALID_ARGUMENT, "%s: option \"%s\" needs a value", call.function, word);
    if (word == "like")
      model = args (i);
    else if (word == "device")
      set_device (call,
                  args (i).xstring_value ("%s: a device is named by a string, such as \"cpu\"",
                                          call.function.c_str ()));
    else
      set_class (call, args (i).xstring_value ("%s: a class is named by a string",
                                               call.function.c_str ()));
  }
  if (model.is_defined ())
    follow_model (call, model);
  return call;
}

/* ---- sizes --------------------------------------------------------------------------------- */

/* Sizes as Octave's zeros takes them, from argument `first` on. */
static void read_size (creation_call &call, octave_idx_type first)
{
  const octave_value_list &numbers = call.numbers;
  const octave_idx_type count = numbers.length () - first;
  const char *function = call.function.c_str ();
  dim_vector dims (1, 1);
  if (count == 1)
    octave::get_dimensions (numbers (first), function, dims);
  else if (count > 1) {
    dims.resize (count);
    for (octave_idx_type i = 0; i < count; i++)
      dims (i) = numbers (first + i).isempty () ? 0 : numbers (first + i).idx_type_value (true);
  }
  if (dims.ndims () > ND_MAX_DIMS)
    raise (ND_INVALID_ARGUMENT, "%s: too many dimensions%s", call.function, "");
  call.wanted.ndims = dims.ndims ();
  for (int i = 0; i < dims.ndims (); i++)
    call.wanted.dims[i] = std::max<octave_idx_type> (dims (i), 0);
}

static void set_size (creation_call &call, int64_t rows, int64_t columns)
{
  call.wanted.ndims = 2;
  call.wanted.dims[0] = rows;
  call.wanted.dims[1] = columns;
}

/* ---- filled arrays ------------------------------------------------------------------------- */

static octave_value filled (creation_call &call, octave_idx_type first, const nd_operand &value)
{
  read_size (call, first);
  return wrap (made (nd_make_full, &call.wanted, &value));
}

static octave_value filled_with_number (creation_call &call, double value)
{
  return filled (call, 0, nd_operand_number (value));
}

static octave_value zeros (creation_call &call)
{
  return filled_with_number (call, 0);
}

static octave_value ones (creation_call &call)
{
  return filled_with_number (call, 1);
}

/* Other classes have no such numbers.  Only Inf and NaN themselves come here, by way of "like". */
static octave_value filled_with_special (creation_call &call, double value)
{
  if (nd_dtype_kind (call.wanted.dtype) < ND_KIND_FLOAT)
    raise (ND_INVALID_ARGUMENT, "%s: input followed by 'like' must be floating point%s",
           call.function.substr (3), "");
  return filled_with_number (call, value);
}

static octave_value infinite (creation_call &call)
{
  return filled_with_special (call, octave::numeric_limits<double>::Inf ());
}

static octave_value not_a_number (creation_call &call)
{
  return filled_with_special (call, octave::numeric_limits<double>::NaN ());
}

static octave_value full (creation_call &call)
{
  if (call.numbers.length () < 1 || call.numbers (0).numel () != 1)
    raise (ND_INVALID_ARGUMENT, "%s: the value must be one number%s", call.function, "");
  const array_ptr given = array_of (call.numbers (0));
  const array_ptr value =
      made (nd_cast, given.get (), call.has_dtype ? call.wanted.dtype : given->dtype);
  call.wanted.dtype = value->dtype; /* a complex value stays complex */
  return filled (call, 1, nd_operand_array (value.get ()));
}

static octave_value eye (creation_call &call)
{
  read_size (call, 0);
  if (call.wanted.ndims > 2 || call.numbers.length () > 2)
    raise (ND_INVALID_ARGUMENT, "%s: an identity matrix has two dimensions%s", call.function, "");
  return wrap (made (nd_make_eye, &call.wanted));
}

/* ---- ramps --------------------------------------------------------------------------------- */

/* Makes ramps in class `natural`, one a row of the result, converted to the class that is wanted.
 */
static octave_value ramps (creation_call &call, nd_dtype natural, int64_t count,
                           const std::vector<nd_ramp> &rows)
{
  const nd_dtype wanted = call.has_dtype ? call.wanted.dtype : natural;
  call.wanted.dtype = natural;
  set_size (call, count, static_cast<int64_t> (rows.size ()));
  const array_ptr columns = made (nd_make_ramps, &call.wanted, rows.data ());
  const array_ptr transposed = made (nd_array_transpose, columns.get ());
  return wrap (made (nd_cast, transposed.get (), wanted));
}

static nd_complex_double element (const ComplexMatrix &m, octave_idx_type i)
{
  const Complex z = m (m.numel () == 1 ? 0 : i);
  return {z.real (), z.imag ()};
}

/* Are the rows of a matrix made as single rows are?  Since Octave 11. */
static bool rows_are_alike ()
{
  const auto third = [] (double from, double to, octave_idx_type rows) {
    const octave_value_list args =
        ovl (Matrix (rows, 1, from), Matrix (rows, 1, to), octave_value (4));
    return octave::feval ("linspace", args, 1) (0).matrix_value () (0, 2);
  };
  static const bool answer = third (1, 5, 2) == third (1, 5, 1);
  return answer;
}

static octave_value linspace (creation_call &call)
{
  const octave_value_list &numbers = call.numbers;
  const char *function = call.function.c_str ();
  if (numbers.length () < 2 || numbers.length () > 3)
    raise (ND_INVALID_ARGUMENT, "%s: expects a base, a limit and, maybe, a number of points%s",
           call.function, "");
  const ComplexMatrix base =
      numbers (0).xcomplex_matrix_value ("%s: the base must be numeric", function);
  const ComplexMatrix limit =
      numbers (1).xcomplex_matrix_value ("%s: the limit must be numeric", function);
  const double points =
      numbers.length () < 3
          ? 100
          : numbers (2).xdouble_value ("%s: the number of points must be a scalar", function);
  const octave_idx_type rows = std::max (base.numel (), limit.numel ());
  if ((base.numel () != 1 && base.columns () != 1) ||
      (limit.numel () != 1 && limit.columns () != 1))
    raise (ND_INVALID_ARGUMENT, "%s: base and limit must be scalars or column vectors%s",
           call.function, "");
  if (base.numel () != rows && base.numel () != 1)
    raise (ND_NONCONFORMANT, "%s: base and limit must have the same number of rows%s",
           call.function, "");
  if (limit.numel () != rows && limit.numel () != 1)
    raise (ND_NONCONFORMANT, "%s: base and limit must have the same number of rows%s",
           call.function, "");
  if (std::isnan (points))
    raise (ND_INVALID_ARGUMENT, "%s: the number of points must not be NaN%s", call.function, "");
  const bool is_single = numbers (0).is_single_type () || numbers (1).is_single_type ();
  const bool is_complex = numbers (0).iscomplex () || numbers (1).iscomplex ();
  const nd_dtype real = is_single ? ND_SINGLE : ND_DOUBLE;
  const int64_t count = points < 1 ? 0 : static_cast<int64_t> (std::min (points, 9e18));
  const bool is_symmetric = rows == 1 || rows_are_alike ();
  std::vector<nd_ramp> ramps_of_rows;
  for (octave_idx_type i = 0; i < rows; i++)
    ramps_of_rows.push_back (
        nd_ramp_linspace (element (base, i), element (limit, i), count, is_symmetric));
  return ramps (call, is_complex ? nd_dtype_complex (real) : real, count, ramps_of_rows);
}

/* Octave decides how many elements there are: a range of doubles is not stored for that. */
static octave_value colon (creation_call &call)
{
  const octave_value_list &numbers = call.numbers;
  if (numbers.length () < 2 || numbers.length () > 3)
    raise (ND_INVALID_ARGUMENT, "%s: expects a base, maybe an increment, and a limit%s",
           call.function, "");
  octave_value range = octave::feval ("colon", numbers, 1) (0);
  const octave_idx_type count = range.numel ();
  nd_dtype natural = ND_DOUBLE;
  nd_dtype_from_class (range.class_name ().c_str (), &natural);
  const auto at = [&range] (octave_idx_type i) { return range.index_op (ovl (i + 1)); };
  nd_ramp ramp = nd_ramp ();
  if (count > 0 && nd_dtype_is_integer (natural)) {
    const auto bits = [&at, natural] (octave_idx_type i) {
      return natural == ND_UINT64 ? at (i).uint64_scalar_value ().value ()
                                  : static_cast<uint64_t> (at (i).int64_scalar_value ().value ());
    };
    ramp = nd_ramp_integers (bits (0), count > 1 ? bits (1) - bits (0) : 0);
  } else if (count > 0) {
    const double step = numbers.length () == 3 ? numbers (1).double_value () : 1;
    ramp = nd_ramp_range (numbers (0).double_value (), step, at (count - 1).double_value (), count);
  }
  return ramps (call, natural, count, {ramp});
}

/* ---- random numbers ------------------------------------------------------------------------ */

static octave_value random (creation_call &call, nd_generator_kind kind)
{
  read_size (call, 0);
  if (call.wanted.dtype != ND_DOUBLE && call.wanted.dtype != ND_SINGLE)
    raise (ND_DTYPE, "%s makes real numbers of class double or single, not %s", call.function,
           nd_dtype_is_complex (call.wanted.dtype) ? "complex ones"
                                                   : nd_dtype_class (call.wanted.dtype));
  return wrap (made (nd_make_random, &call.wanted, kind));
}

static octave_value rand (creation_call &call)
{
  return random (call, ND_GENERATE_UNIFORM);
}

static octave_value randn (creation_call &call)
{
  return random (call, ND_GENERATE_NORMAL);
}

static octave_value randi (creation_call &call)
{
  constexpr double flintmax = 9007199254740992.0;
  if (call.numbers.length () < 1 || call.numbers (0).numel () < 1)
    raise (ND_INVALID_ARGUMENT, "%s: expects IMAX or [IMIN, IMAX] first%s", call.function, "");
  const NDArray bounds = call.numbers (0).xarray_value ("%s: IMIN and IMAX must be integer bounds",
                                                        call.function.c_str ());
  const double low = bounds.numel () == 1 ? 1 : bounds (0);
  const double high = bounds.numel () == 1 ? bounds (0) : bounds (1);
  if (low != std::floor (low) || high != std::floor (high))
    raise (ND_INVALID_ARGUMENT, "%s: IMIN and IMAX must be integer bounds%s", call.function, "");
  if (high < low)
    raise (ND_INVALID_ARGUMENT, "%s: require %s", call.function,
           bounds.numel () == 1 ? "IMAX >= 1" : "IMIN <= IMAX");
  if (std::abs (high) >= flintmax || std::abs (low) >= flintmax)
    raise (ND_INVALID_ARGUMENT, "%s: IMIN and IMAX must be smaller than flintmax()%s",
           call.function, "");
  read_size (call, 1);
  return wrap (
      made (nd_make_whole, &call.wanted, static_cast<int64_t> (low), static_cast<int64_t> (high)));
}

/* nd_NAME ("seed", S), ("state", V), ("state", "reset"), ("state"): true where the call is one of
   these. */
static bool is_stream_call (const std::string &name, const octave_value_list &args,
                            octave_value &state)
{
  if (args.length () < 1 || args.length () > 2 || !args (0).is_string ())
    return false;
  const std::string word = args (0).string_value ();
  if (word != "seed" && word != "state")
    return false;
  const nd_stream now = nd_stream_get ();
  uint64NDArray values (dim_vector (1, 2));
  values (0) = now.key;
  values (1) = now.position;
  state = values;
  if (args.length () == 1)
    return true;
  if (args (1).is_string () && args (1).string_value () == "reset") {
    nd_stream_reset ();
    return true;
  }
  const octave_value &wanted = args (1);
  const octave_idx_type count = wanted.numel ();
  if (wanted.is_string () || !wanted.isreal () || count < 1 || count > 2)
    raise (ND_INVALID_ARGUMENT,
           "nd_%s: the state is one number, or the two that nd_rand (\"state\") returns%s", name,
           "");
  values = wanted.uint64_array_value ();
  nd_stream_set ({values (0).value (), count == 2 ? values (1).value () : 0});
  return true;
}

/* ---- the table ----------------------------------------------------------------------------- */

static const struct {
  const char *name;
  octave_value (*make) (creation_call &);
  bool is_random;
} rows[] = {
    {"zeros", zeros, false},       {"ones", ones, false},   {"Inf", infinite, false},
    {"NaN", not_a_number, false},  {"full", full, false},   {"eye", eye, false},
    {"linspace", linspace, false}, {"colon", colon, false}, {"rand", rand, true},
    {"randn", randn, true},        {"randi", randi, true},
};

octave_value_list nd_create (const octave_value_list &args, int nargout)
{
  if (args.length () < 1)
    print_usage ();
  const std::string name = args (0).string_value ();
  const octave_value_list rest = args.slice (1, args.length () - 1);
  for (const auto &row : rows)
    if (name == row.name) {
      octave_value state;
      if (row.is_random && is_stream_call (name, rest, state))
        return rest.length () == 1 || nargout > 0 ? ovl (state) : octave_value_list ();
      creation_call call = read_call (name, rest);
      return ovl (row.make (call));
    }
  return octave_value_list (); /* the names come from the package's own files */
}
