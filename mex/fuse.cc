/* Functions that run as one call: see nd_fuse.m. */
#include "mex/fuse.hh"
#include "program/trace.h"

#include <unordered_map>
#include <octave/interpreter.h>
#include <octave/ov-builtin.h>
#include <octave/ov-fcn-handle.h>
#include <octave/parse.h>

/* What one call of the function does, for arguments of one signature. */
struct traced_call {
  bool is_fusible = false;
  nd_builder builder;
  std::vector<int> places;        /* for each input: which argument, or -1 */
  std::vector<array_ptr> brought; /* and then the function's own array */
  std::vector<nd_dtype> classes;  /* of the results */
  std::vector<int64_t> dims;
};

/* The function that a handle from nd_fuse calls: another function and its traced calls. */
class octave_fused : public octave_builtin
{
public:
  explicit octave_fused (const octave_value &function)
      : octave_builtin (static_cast<octave_builtin::fcn> (nullptr), "nd_fuse"),
        m_function (function)
  {
  }
  octave_value_list execute (octave::tree_evaluator &, int nargout,
                             const octave_value_list &args) override;

private:
  octave_value m_function;
  std::unordered_map<std::string, traced_call> m_calls; /* by signature */
};

/* ---- signatures ---------------------------------------------------------------------------- */

template <typename T> static void add (std::string &signature, const T *values, size_t count = 1)
{
  const size_t size = sizeof (T); /* a pointer's, too: NOLINT(bugprone-sizeof-expression) */
  signature.append (reinterpret_cast<const char *> (values), count * size);
}

static void add_array (std::string &signature, const nd_operand &x)
{
  const nd_device *device = nd_operand_device (&x);
  const nd_dtype dtype = nd_operand_dtype (&x);
  const int ndims = nd_operand_ndims (&x);
  signature += 'a';
  add (signature, &device);
  add (signature, &dtype);
  add (signature, &ndims);
  add (signature, nd_operand_dims (&x), ndims);
}

/* Ordinary numbers and strings are constants of the program, so their values count; false for
   values that are neither. */
static bool add_constant (std::string &signature, const octave_value &value)
{
  if (value.is_string () && value.rows () <= 1) {
    const std::string text = value.string_value ();
    const size_t length = text.length ();
    signature += 's';
    add (signature, &length);
    signature += text;
    return true;
  }
  if (!value.is_scalar_type () || !(value.isnumeric () || value.islogical ()) ||
      value.is_int64_type () || value.is_uint64_type ()) /* a double might not hold it */
    return false;
  const builtin_type_t type = value.builtin_type ();
  const Complex z = value.iscomplex () ? value.complex_value () : value.double_value ();
  signature += 'n';
  add (signature, &type);
  add (signature, &z);
  return true;
}

/* Numeric arrays become nd arrays, whose values do not count; false where something else is. */
static bool find_signature (octave_value_list &args, int nargout, std::string &signature)
{
  bool has_arrays = false;
  add (signature, &nargout);
  for (octave_idx_type i = 0; i < args.length (); i++) {
    const octave_value value = args (i);
    if (!as_ndarray (value) && !value.is_scalar_type () && !value.is_string () &&
        is_convertible (value.get_rep ()))
      args (i) = wrap (from_octave (value));
    if (const octave_ndarray *nd = as_ndarray (args (i))) {
      add_array (signature, nd->operand ());
      has_arrays = true;
    } else if (!add_constant (signature, value))
      return false;
  }
  return has_arrays;
}

/* ---- tracing ------------------------------------------------------------------------------- */

struct tracing {
  tracing () { nd_trace_begin (); }
  ~tracing () { end (); }
  bool end () { return nd_trace_end (); }
};

/* The function's results for arguments without values; false when it needs values. */
static bool run_trace (const octave_value &function, const octave_value_list &args, int nargout,
                       octave_value_list &results)
{
  tracing guard;
  try {
    results = octave::feval (function, args, nargout);
  } catch (const octave::execution_exception &) {
    octave::interpreter::the_interpreter ()->recover_from_exception ();
    return false;
  }
  return guard.end ();
}

/* Can the results be outputs of one program? */
static bool have_one_program (const octave_value_list &results, int nargout)
{
  size_t instructions = 0, inputs = 0;
  if (results.length () == 0 || results.length () < nargout)
    return false;
  for (octave_idx_type i = 0; i < results.length (); i++) {
    const octave_ndarray *nd = as_ndarray (results (i));
    if (!nd || !nd->pending () || nd->dims () != results (0).dims ())
      return false;
    const nd_program &program = nd->pending ()->builder.program;
    instructions += program.length + 1;
    inputs += std::max (program.inputs, program.constants);
  }
  return instructions <= ND_PROGRAM_MAX && inputs <= ND_PROGRAM_MAX_OPERANDS;
}

static void join_programs (const octave_value_list &results, traced_call &call)
{
  const octave_ndarray *first = as_ndarray (results (0));
  const nd_operand x = first->operand ();
  nd_builder_init (&call.builder, first->device ());
  call.dims.assign (nd_operand_dims (&x), nd_operand_dims (&x) + nd_operand_ndims (&x));
  std::vector<int> values;
  for (octave_idx_type i = 0; i < results.length (); i++) {
    const nd_operand result = as_ndarray (results (i))->operand ();
    call.classes.push_back (nd_operand_dtype (&result));
    values.push_back (nd_builder_load (&call.builder, &result, call.classes.back ()));
  }
  for (const int value : values)
    nd_program_store (&call.builder.program, value);
  call.builder.sources = 0;
}

/* Inputs that are none of the arguments stay what they are. */
static void place_inputs (const std::vector<nd_expression *> &arguments, traced_call &call)
{
  for (int i = 0; i < call.builder.program.inputs; i++) {
    const nd_array *input = call.builder.input[i];
    call.places.push_back (nd_trace_place (input, arguments.size (), arguments.data ()));
    call.brought.push_back (call.places.back () < 0 ? made (nd_array_copy, input) : nullptr);
  }
}

/* Traces the function; nd arrays among the arguments count as one element where `by_element`. */
static traced_call trace (const octave_value &function, const octave_value_list &args, int nargout,
                          bool by_element)
{
  static const int64_t one[2] = {1, 1};
  octave_value_list without_values = args, results;
  std::vector<nd_expression *> arguments;
  traced_call call;
  for (octave_idx_type i = 0; i < args.length (); i++)
    if (const octave_ndarray *nd = as_ndarray (args (i))) {
      const nd_operand x = nd->operand ();
      expression_ptr argument = made<expression_ptr> (
          nd_trace_argument, nd->device (), nd->dtype (), by_element ? 2 : nd_operand_ndims (&x),
          by_element ? one : nd_operand_dims (&x));
      arguments.push_back (argument.get ());
      without_values (i) = wrap (std::move (argument));
    }
  if (!run_trace (function, without_values, nargout, results) ||
      !have_one_program (results, nargout))
    return call;
  join_programs (results, call);
  place_inputs (arguments, call);
  call.is_fusible = true;
  return call;
}

/* ---- calling ------------------------------------------------------------------------------- */

static octave_value_list run (const traced_call &call, const octave_value_list &args)
{
  std::vector<const nd_array *> arrays;
  for (octave_idx_type i = 0; i < args.length (); i++)
    if (const octave_ndarray *nd = as_ndarray (args (i)))
      arrays.push_back (nd->array ());
  nd_builder builder = call.builder;
  for (size_t i = 0; i < call.places.size (); i++)
    builder.input[i] = call.places[i] < 0 ? call.brought[i].get () : arrays[call.places[i]];
  std::vector<array_ptr> owned;
  std::vector<nd_array *> outputs;
  nd_error error;
  for (const nd_dtype dtype : call.classes) {
    owned.push_back (
        made (nd_array_new, builder.device, dtype, call.dims.size (), call.dims.data ()));
    outputs.push_back (owned.back ().get ());
  }
  check (nd_builder_run (&builder, outputs.data (), &error), error);
  octave_value_list results;
  for (array_ptr &output : owned)
    results.append (wrap (std::move (output)));
  return results;
}

octave_value_list octave_fused::execute (octave::tree_evaluator &, int nargout,
                                         const octave_value_list &args)
{
  octave_value_list arrays = args;
  std::string signature;
  if (nd_is_tracing () || nd_is_eager () || !find_signature (arrays, nargout, signature))
    return octave::feval (m_function, args, nargout);
  auto found = m_calls.find (signature);
  if (found == m_calls.end ())
    found = m_calls.emplace (signature, trace (m_function, arrays, nargout, false)).first;
  return found->second.is_fusible ? run (found->second, arrays)
                                  : octave::feval (m_function, args, nargout);
}

octave_value_list fuse_function (const octave_value_list &args, int)
{
  if (args.length () != 1)
    print_usage ();
  const octave_value fused (new octave_fused (args (0)));
  return ovl (octave_value (new octave_fcn_handle (fused, "nd_fuse")));
}

/* ---- one element at a time ------------------------------------------------------------------ */

/* F's results for all elements; none where F needs values, or where the arguments are not arrays of
   one size on one device. */
static octave_value_list run_by_element (const octave_value &function, octave_value_list args,
                                         int nargout)
{
  std::string signature;
  if (nd_is_tracing () || !find_signature (args, nargout, signature))
    return octave_value_list ();
  const octave_ndarray *first = as_ndarray (args (0));
  for (octave_idx_type i = 0; i < args.length (); i++) {
    const octave_ndarray *nd = as_ndarray (args (i));
    if (!nd || nd->numel () == 0 || nd->dims () != first->dims () ||
        nd->device () != first->device ())
      return octave_value_list ();
  }
  traced_call call = trace (function, args, nargout, true);
  if (!call.is_fusible || call.dims != std::vector<int64_t>{1, 1})
    return octave_value_list ();
  const nd_operand x = first->operand ();
  call.dims.assign (nd_operand_dims (&x), nd_operand_dims (&x) + nd_operand_ndims (&x));
  return run (call, args);
}

octave_value_list fused_arrayfun (const octave_value_list &args, int)
{
  if (args.length () < 3)
    print_usage ();
  const int nargout = std::max (args (0).int_value (), 1);
  return ovl (Cell (run_by_element (args (1), args.slice (2, args.length () - 2), nargout)));
}
