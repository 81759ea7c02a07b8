#include "mex/functions.hh"
#include "mex/linear.hh"

#include <algorithm>
#include <set>
#include <string>
#include <unordered_map>
#include <octave/interpreter.h>
#include <octave/parse.h>
#include <octave/symtab.h>

/* The largest and smallest numbers depend on the class alone, so no array is looked at. */
#define DEFINE_LIMIT(name)                                                                         \
  static bool name##_of_class (const octave_value_list &args, int, octave_value_list &results)     \
  {                                                                                                \
    const octave_ndarray *nd = args.length () == 1 ? as_ndarray (args (0)) : nullptr;              \
    if (nd)                                                                                        \
      results = octave::feval (#name, ovl (nd_dtype_class (nd->dtype ())), 1);                     \
    return nd != nullptr;                                                                          \
  }
DEFINE_LIMIT (intmax)
DEFINE_LIMIT (intmin)
DEFINE_LIMIT (flintmax)

static const function_row limit_functions[] = {{"intmax", intmax_of_class},
                                               {"intmin", intmin_of_class},
                                               {"flintmax", flintmax_of_class},
                                               {nullptr, nullptr}};

/* The tables of all families, each in a file of its own. */
static const function_row *const tables[] = {
    comparing_functions, elementwise_functions, fourier_functions,  limit_functions,
    linear_functions,    matrix_functions,      position_functions, reduction_functions,
    selection_functions, solving_functions};

/* A function may have several, as max has for one array and for two. */
static const std::vector<function_handler *> &find_handlers (const std::string &name)
{
  static std::unordered_map<std::string, std::vector<function_handler *>> handlers;
  if (handlers.empty ())
    for (const function_row *table : tables)
      for (const function_row *row = table; row->name; row++)
        handlers[row->name].push_back (row->handler);
  return handlers[name];
}

/* ---- Octave's own functions ---------------------------------------------------------------- */

/* The first argument whose array is not on the cpu; -1 if there is none. */
static octave_idx_type find_device_array (const octave_value_list &args)
{
  for (octave_idx_type i = 0; i < args.length (); i++) {
    const octave_ndarray *nd = as_ndarray (args (i));
    if (nd && !nd->is_host ())
      return i;
  }
  return -1;
}

/* Options, such as the number of a dimension, are read on the host: ndarray:device-to-host. */
static void check_options (octave_idx_type data_arguments, const octave_value_list &args)
{
  for (octave_idx_type i = data_arguments; i < args.length (); i++) {
    const octave_ndarray *nd = as_ndarray (args (i));
    if (nd && nd->numel () == 1)
      nd->host_value (); /* raises */
  }
}

/* No version of the function runs on the device of args (model).  After an ordinary array it is
   single numbers there that are misplaced. */
static void refuse (const std::string &name, const octave_value_list &args, octave_idx_type model)
{
  nd_error error;
  if (model > 0 && args (0).numel () > 1)
    check_options (1, args);
  check (nd_not_on_device (name.c_str (), as_ndarray (args (model))->device (), &error), error);
}

void check_same_device (const std::string &name, octave_idx_type data_arguments,
                        const octave_value_list &args)
{
  const octave_idx_type model = find_device_array (args);
  nd_error error;
  for (octave_idx_type i = 0; i < std::min (data_arguments, args.length ()); i++) {
    if (i == model || args (i).numel () <= 1 ||
        !(as_ndarray (args (i)) || is_convertible (args (i).get_rep ())))
      continue;
    const octave_idx_type first = std::min (i, model), second = std::max (i, model);
    check (nd_check_same_device (name.c_str (), array_of (args (first)).get (),
                                 array_of (args (second)).get (), &error),
           error);
  }
}

octave_value host_argument (const octave_value &value)
{
  const octave_ndarray *nd = as_ndarray (value);
  if (!nd)
    return value;
  return nd->is_host () ? nd->host_value () : to_octave (on_host (nd->array ()).get ());
}

/* Arrays among the values become nd arrays on the device. */
static void put_on (octave_value_list &values, nd_device *device)
{
  for (octave_idx_type i = 0; i < values.length (); i++)
    if (device->is_host)
      values (i) = wrap_result (values (i));
    else if (is_convertible (values (i).get_rep ()))
      values (i) = wrap (on_device (array_of (values (i)).get (), device));
}

octave_value_list run_on_host (const std::string &name, octave_idx_type data_arguments,
                               const octave_value_list &args, const host_work &work)
{
  const octave_idx_type model = find_device_array (args);
  nd_device *device = model < 0 ? nd_device_cpu () : as_ndarray (args (model))->device ();
  if (model >= 0) {
    if (data_arguments == 0 || !device->type->borrows_host_functions)
      refuse (name, args, model);
    check_same_device (name, data_arguments, args);
  }
  octave_value_list host = args;
  for (octave_idx_type i = 0; i < host.length (); i++)
    host (i) = host_argument (args (i));
  octave_value_list results = work (host);
  put_on (results, device);
  return results;
}

octave_value_list call_on_host (const std::string &name, const octave_value_list &args, int nargout)
{
  return run_on_host (name, 0, args, [&] (const octave_value_list &host) {
    return octave::feval (name, host, nargout);
  });
}

bool leave_to_octave (const char *name, octave_idx_type data_arguments,
                      const octave_value_list &args)
{
  octave_value_list ordinary = args;
  bool any = false;
  check_options (data_arguments, args);
  for (octave_idx_type i = 0; i < args.length (); i++) {
    const octave_ndarray *nd = as_ndarray (args (i));
    if (nd && !nd->is_host ()) {
      ordinary (i) = NDArray (args (i).dims (), 0.0);
      any = true;
    }
  }
  if (any)
    octave::feval (name, ordinary, 1);
  return false;
}

/* ---- matrices made of numbers -------------------------------------------------------------- */

/* Functions of a number or two that say how large the result is, or how long it takes to find. That
   is a matter of the host, which makes it; it is put where the numbers are. */
static const std::set<std::string> made_of_numbers = {
    "blackman",    "factor", "hadamard", "hamming", "hanning", "hilb",     "invhilb",
    "list_primes", "magic",  "nchoosek", "pascal",  "primes",  "wilkinson"};

static bool make_there (const std::string &name, const octave_value_list &args, int nargout,
                        octave_value_list &results)
{
  const octave_idx_type model = find_device_array (args);
  if (model < 0 || nargout > 1 || !made_of_numbers.count (name))
    return false;
  octave_value_list host = args;
  for (octave_idx_type i = 0; i < args.length (); i++) {
    if (args (i).numel () != 1)
      return leave_to_octave (name.c_str (), args.length (), args);
    host (i) = host_argument (args (i));
  }
  const octave_value result = octave::feval (name, host, 1) (0);
  results (0) = wrap (on_device (array_of (result).get (), as_ndarray (args (model))->device ()));
  return true;
}

/* ---- calls by name ------------------------------------------------------------------------- */

static bool call_handlers (const std::string &name, const octave_value_list &args, int nargout,
                           octave_value_list &results)
{
  for (function_handler *handler : find_handlers (name))
    if (handler (args, nargout, results))
      return true;
  return false;
}

octave_value_list call_function (const octave_value_list &args, int nargout)
{
  if (args.length () < 1)
    print_usage ();
  const std::string name = args (0).string_value ();
  const octave_value_list rest = args.slice (1, args.length () - 1);
  octave_value_list results;
  if (call_handlers (name, rest, nargout, results) || make_there (name, rest, nargout, results))
    return results;
  return call_on_host (name, rest, nargout);
}

octave_value_list call_octave (const octave_value_list &args, int nargout)
{
  if (args.length () < 1)
    print_usage ();
  const octave_value_list rest = args.slice (1, args.length () - 1);
  const octave_idx_type model = find_device_array (rest);
  if (model < 0)
    return call_function (args, nargout);
  const std::string name = args (0).string_value ();
  octave_value_list host = rest;
  bool has_elements = false;
  for (octave_idx_type i = 0; i < rest.length (); i++) {
    const octave_ndarray *nd = as_ndarray (rest (i));
    has_elements |= nd && !nd->is_host () && nd->numel () > 0;
    host (i) = host_argument (rest (i));
  }
  octave_value_list results = octave::feval (name, host, std::max (nargout, 1));
  bool has_values = false;
  for (octave_idx_type i = 0; i < results.length (); i++)
    has_values |= !results (i).isempty ();
  if (has_elements && has_values)
    refuse (name, rest, model);
  put_on (results, as_ndarray (rest (model))->device ());
  return results;
}

/* Octave's own function, not the package's method. */
static octave_value own_function (const std::string &name)
{
  octave::symbol_table &symbols = octave::interpreter::the_interpreter ()->get_symbol_table ();
  return symbols.find_function (name, octave_value_list ());
}

octave_value_list call_own (const octave_value_list &args, int nargout)
{
  if (args.length () < 2)
    print_usage ();
  const std::string name = args (0).string_value ();
  const octave_value own = own_function (name);
  if (!own.is_defined ()) /* removed from this Octave */
    error_with_id ("Octave:undefined-function", "'%s' undefined", name.c_str ());
  const octave_idx_type data_arguments = args (1).idx_type_value ();
  const octave_value_list rest = args.slice (2, args.length () - 2);
  for (octave_idx_type i = data_arguments; i < rest.length (); i++) {
    const octave_ndarray *nd = as_ndarray (rest (i));
    if (nd && !nd->is_host ())
      nd->host_value (); /* raises */
  }
  return octave::feval (own.function_value (), rest, nargout);
}

/* Octave's own functions that are written in Octave's language and do not look at single elements
   on their way: what they call runs on the device. */
static const std::set<std::string> composed = {"cond",  "fftconv", "fftfilt", "housh", "linsolve",
                                               "lscov", "rank",    "rref",    "trace"};

/* Octave's own function, not the package's method; undefined where it is none of those above. */
static octave_value written_in_octave (const std::string &name)
{
  if (!composed.count (name))
    return octave_value ();
  const octave_value function = own_function (name);
  return function.is_defined () && function.is_user_function () ? function : octave_value ();
}

octave_value_list call_library (const octave_value_list &args, int nargout)
{
  if (args.length () < 2)
    print_usage ();
  const std::string name = args (0).string_value ();
  const octave_idx_type data_arguments = args (1).idx_type_value ();
  const octave_value_list rest = args.slice (2, args.length () - 2);
  octave_value_list results;
  if (call_handlers (name, rest, nargout, results))
    return results;
  if (library_device (rest)) {
    octave_value own = written_in_octave (name);
    if (own.is_defined ()) {
      check_same_device (name, data_arguments, rest);
      return octave::feval (own.function_value (), rest, nargout);
    }
  }
  return run_on_host (name, data_arguments, rest, [&] (const octave_value_list &host) {
    return octave::feval (name, host, nargout);
  });
}
