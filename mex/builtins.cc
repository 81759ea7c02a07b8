/* Registration, the built-in functions that only C++ can offer, and the values of glue.h. */
#include "mex/functions.hh"
#include "mex/creation.hh"
#include "mex/docstrings.h"
#include "mex/fuse.hh"
#include "mex/products.hh"
#include "mex/transfers.hh"
#include "program/rules.h"

#include <dlfcn.h>
#include <exception>
#include <octave/interpreter.h>
#include <octave/mxarray.h>
#include <octave/ov-builtin.h>
#include <octave/parse.h>
#include <octave/pt-eval.h>
#include <octave/quit.h>
#include <octave/symtab.h>
#include <octave/utils.h>
#include <octave/variables.h>
#include <utility>

/* ---- linking variables --------------------------------------------------------------------- */

/* The array behind argument 0, ready to be linked in the calling scope.  Octave shares one value
   between all names that hold it, so the variable named by the argument first gets a value of its
   own; a value that others hold under no name of this scope cannot be linked. */
static octave_value linkable_argument (const octave_value_list &args, const char *function)
{
  octave::interpreter &interpreter = *octave::interpreter::the_interpreter ();
  octave_value value = args (0);
  const string_vector names = args.name_tags ();
  if (names.numel () > 0 && octave::valid_identifier (names (0))) {
    const octave_value variable = interpreter.varval (names (0));
    if (variable.is_defined () && &variable.get_rep () == &value.get_rep ()) {
      value = octave_value (value.get_rep ().clone ());
      interpreter.assign (names (0), value);
      return value;
    }
  }
  /* The evaluator's own list, `args` and `value` hold it; a fourth is somebody else. */
  if (value.get_count () > 3) {
    nd_error error;
    std::string name = names.numel () > 0 && !names (0).empty () ? names (0) : "(...)";
    const std::size_t space = name.find (" {"); /* Octave's way of writing c{1} */
    if (space != std::string::npos)
      name.erase (space, 1);
    nd_fail (&error, ND_SHARED_VALUE,
             "%s: a structure, a cell or another name holds this value too, so it cannot be linked."
             " Name it in a variable first: x = %s; and give x to %s.",
             function, name.c_str (), function);
    nd_value_raise (&error);
  }
  return value;
}

static octave_value link_in_scope (const octave_value &value, array_ptr array)
{
  const scope_ptr scope = current_scope ();
  as_ndarray (value)->link (scope);
  return octave_value (new octave_ndarray (std::move (array), scope));
}

static octave_value_list nd_asarray (const octave_value_list &args, int)
{
  if (args.length () < 1)
    print_usage ();
  nd_error error;
  const octave_ndarray *nd = as_ndarray (args (0));
  if (nd && !nd->is_host ()) {
    const string_vector names = args.name_tags ();
    const bool named = names.numel () > 0 && octave::valid_identifier (names (0));
    check (nd_check_host (nd->array (), named ? names (0).c_str () : nullptr, &error), error);
  }
  octave_value_list command = args;
  command.prepend (octave_value ("array"));
  if (!nd)
    return octave::feval ("__nd__", command, 1);
  if (args.length () > 1) {
    /* With options: link unless they ask for another class or a copy. */
    const octave_value converted = octave::feval ("__nd__", command, 1) (0);
    if (as_ndarray (converted)->array ()->storage->buffer != nd->array ()->storage->buffer)
      return ovl (converted);
  }
  const octave_value value = linkable_argument (args, "nd_asarray");
  return ovl (link_in_scope (value, made (nd_array_link, as_ndarray (value)->array ())));
}

static octave_value_list nd_view (const octave_value_list &args, int)
{
  if (args.length () < 2)
    print_usage ();
  const bool is_linkable = as_ndarray (args (0)) != nullptr;
  const octave_value value =
      is_linkable ? linkable_argument (args, "nd_view") : wrap (from_octave (args (0)));
  const selector_list selectors (args.slice (1, args.length () - 1), as_ndarray (value)->array ());
  selectors.check_bounds ();
  array_ptr view =
      made (nd_array_view, as_ndarray (value)->array (), selectors.count (), selectors.data ());
  return ovl (is_linkable ? link_in_scope (value, std::move (view)) : wrap (std::move (view)));
}

/* ---- helpers of the package's own m-files -------------------------------------------------- */

/* __nd_cat__ (DIM, ARGS...): concatenation in one pass; DIM 0 and -1 are the brackets [a; b]
   and [a, b] (see nd_array_concatenate). */
static octave_value_list nd_cat (const octave_value_list &args, int)
{
  if (args.length () < 1)
    print_usage ();
  const int dim = args (0).int_value () - 1;
  const int count = args.length () - 1;
  std::vector<array_ptr> owned (count);
  std::vector<const nd_array *> arrays (count);
  for (int i = 0; i < count; i++) {
    owned[i] = array_of (args (i + 1));
    arrays[i] = owned[i].get ();
  }
  return ovl (wrap (made (nd_array_concatenate, dim, count, arrays.data ())));
}

/* __nd_cast__ (A, CLASS) */
static octave_value_list nd_cast_to (const octave_value_list &args, int)
{
  if (args.length () < 2)
    print_usage ();
  nd_dtype dtype;
  const array_ptr a = array_of (args (0));
  if (!nd_dtype_from_class (args (1).string_value ().c_str (), &dtype))
    error_with_id ("ndarray:dtype", "nd arrays have no class \"%s\"",
                   args (1).string_value ().c_str ());
  if (nd_dtype_is_complex (a->dtype) && nd_dtype_kind (dtype) == ND_KIND_FLOAT)
    dtype = nd_dtype_complex (dtype);
  return ovl (wrap (made (nd_cast, a.get (), dtype)));
}

/* Octave's own function is the fastest: the nd arrays among its arguments have few elements and lie
   on the CPU. */
static bool are_small (const octave_value_list &args)
{
  for (octave_idx_type i = 0; i < args.length (); i++) {
    const octave_ndarray *nd = as_ndarray (args (i));
    if (nd && !(nd->is_host () && nd_is_small (nd->numel ())))
      return false;
  }
  return true;
}

/* __nd_is_small__ (ARGS...) */
static octave_value_list nd_are_small (const octave_value_list &args, int)
{
  return ovl (are_small (args));
}

/* __nd_by_size__ (NAME, LARGE, ARGS...): Octave's own function NAME where that is the fastest, else
   the function LARGE. */
static octave_value_list nd_by_size (const octave_value_list &args, int nargout)
{
  if (args.length () < 2)
    print_usage ();
  octave_value_list rest = args.slice (2, args.length () - 2);
  if (!are_small (rest))
    return octave::feval (args (1).function_value (), rest, nargout);
  return call_function (rest.prepend (args (0)), nargout);
}

/* __nd_is_on_device__ (A): an nd array that does not lie on the CPU? */
static octave_value_list nd_is_on_device (const octave_value_list &args, int)
{
  const octave_ndarray *nd = args.length () == 1 ? as_ndarray (args (0)) : nullptr;
  return ovl (nd && !nd->is_host ());
}

/* A MEX file hands its result to Octave as an mxArray.  This built-in passes a value through
   mexCallMATLAB, so that the MEX context owns (and later frees) the mxArray around it. */
static octave_value value_in_flight;

static octave_value_list nd_take (const octave_value_list &, int)
{
  octave_value value = value_in_flight;
  value_in_flight = octave_value ();
  return ovl (value);
}

/* The file that this copy of the package was loaded from. */
static const char *own_path ()
{
  Dl_info info;
  return dladdr (reinterpret_cast<void *> (nd_value_register), &info) ? info.dli_fname : "?";
}

static octave_value_list nd_path (const octave_value_list &, int)
{
  return ovl (own_path ());
}

/* ---- glue.h -------------------------------------------------------------------------------- */

static const struct {
  const char *name;
  octave_value_list (*function) (const octave_value_list &, int);
  const char *documentation;
} builtins[] = {
    {"nd_asarray", nd_asarray, nd_asarray_doc},
    {"nd_view", nd_view, nd_view_doc},
    {"gather", nd_gather, gather_doc},
    {"gpu_tensor", nd_gpu_tensor, gpu_tensor_doc},
    {"nd_synchronize", nd_wait, nd_synchronize_doc},
    {"pagemtimes", pagemtimes, pagemtimes_doc},
    {"__nd_call__", call_function, ""},
    {"__nd_octave__", call_octave, ""},
    {"__nd_library__", call_library, ""},
    {"__nd_own__", call_own, ""},
    {"__nd_create__", nd_create, ""},
    {"__nd_fuse__", fuse_function, ""},
    {"__nd_arrayfun__", fused_arrayfun, ""},
    {"__nd_cat__", nd_cat, ""},
    {"__nd_cast__", nd_cast_to, ""},
    {"__nd_is_small__", nd_are_small, ""},
    {"__nd_by_size__", nd_by_size, ""},
    {"__nd_is_on_device__", nd_is_on_device, ""},
    {"__nd_take__", nd_take, ""},
    {"__nd_path__", nd_path, ""},
};

static octave_value answer (const char *function, const octave_value_list &args)
{
  return octave::feval (function, args, 1) (0);
}

/* Which of its rules does this Octave follow? */
static void learn_rules ()
{
  const double nan = octave::numeric_limits<double>::NaN ();
  nd_octave_rules = {};
  nd_octave_rules.poles_are_real = answer ("lgamma", ovl (-0.0)).isreal ();
  nd_octave_rules.pairs_pass_nan = answer ("max", ovl (Complex (nan, 1), 1.0)).isreal ();
}

/* What Octave threw at a signal, until errors leave the MEX file. */
static std::exception_ptr interruption;

/* Has Ctrl-C been pressed?  Other signals, such as that of a program which ends, end nothing:
   Octave deals with them here, and throws where the work has to end. */
static bool is_interrupted ()
{
  try {
    octave_quit ();
  } catch (...) {
    interruption = std::current_exception ();
  }
  return interruption != nullptr;
}

nd_status nd_value_register (nd_error *error)
{
  static bool registered;
  if (registered)
    return ND_OK;
  octave::interpreter &interpreter = *octave::interpreter::the_interpreter ();
  octave::type_info &types = interpreter.get_type_info ();
  octave::symbol_table &symbols = interpreter.get_symbol_table ();
  if (types.lookup_type ("ndarray").is_defined ()) {
    const octave_value_list other = octave::feval ("__nd_path__", octave_value_list (), 1);
    return nd_fail (error, ND_TWO_COPIES,
                    "two copies of the ndarray package are loaded: %s, which is"
                    " in use, and %s. Restart Octave to use the second.",
                    other (0).string_value ().c_str (), own_path ());
  }
  octave_ndarray::register_type (types);
  install_operators (types);
  for (const auto &row : builtins)
    symbols.install_built_in_function (
        row.name,
        octave_value (new octave_builtin (row.function, row.name, "", row.documentation)));
  lend_blas ();
  nd_set_should_stop (is_interrupted);
  learn_rules ();
  registered = true;
  return ND_OK;
}

nd_array *nd_value_array (const mxArray *value)
{
  const octave_ndarray *nd = as_ndarray (mxArray::as_octave_value (value));
  return nd ? nd->array () : nullptr;
}

bool nd_value_operand (const mxArray *value, nd_operand *operand)
{
  const octave_ndarray *nd = as_ndarray (mxArray::as_octave_value (value));
  if (nd)
    *operand = nd->operand ();
  return nd != nullptr;
}

nd_status nd_value_evaluate (const mxArray *value, nd_error *error)
{
  const octave_ndarray *nd = as_ndarray (mxArray::as_octave_value (value));
  return nd ? nd->evaluate (error) : ND_OK;
}

bool nd_value_is_linked (const mxArray *value)
{
  const octave_ndarray *nd = as_ndarray (mxArray::as_octave_value (value));
  return nd && nd->is_linked ();
}

nd_status nd_value_borrow (const mxArray *mx, nd_array **out, const char **copied, nd_error *error)
{
  const octave_value value = mxArray::as_octave_value (mx);
  ND_RETURN_NOT_OK (check_convertible (value, error));
  *out = from_octave (value, copied).release ();
  return ND_OK;
}

extern "C" int mexCallMATLAB (int nargout, mxArray *argout[], int nargin, mxArray *argin[],
                              const char *name);

static mxArray *hand_over (const octave_value &value)
{
  mxArray *result = nullptr;
  value_in_flight = value;
  mexCallMATLAB (1, &result, 0, nullptr, "__nd_take__");
  return result;
}

mxArray *nd_value_wrap (nd_array *a)
{
  return hand_over (wrap (array_ptr (a)));
}

mxArray *nd_value_pass (const mxArray *value)
{
  return hand_over (mxArray::as_octave_value (value));
}

mxArray *nd_value_full (const nd_array *a)
{
  return hand_over (to_octave (a));
}

void nd_value_raise (const nd_error *error)
{
  if (interruption)
    std::rethrow_exception (std::exchange (interruption, nullptr));
  const std::string message = error->message;
  error_with_id (nd_status_identifier (error->status), "%s", message.c_str ());
}
