#include "mex/functions.hh"

#include <string>
#include <unordered_map>
#include <octave/parse.h>

/* The tables of all families, each in a file of its own. */
static const function_row *const tables[] = {comparing_functions, elementwise_functions};

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

/* The device that the arguments' arrays are on; the cpu when there is no other. */
static nd_device *device_of (const octave_value_list &args)
{
  for (octave_idx_type i = 0; i < args.length (); i++) {
    const octave_ndarray *nd = as_ndarray (args (i));
    if (nd && !nd->is_host ())
      return nd->device ();
  }
  return nd_device_cpu ();
}

static array_ptr moved (const nd_array *a, nd_device *device)
{
  nd_array *result;
  nd_error error;
  check (nd_transfer_uncounted (a, device, &result, &error), error);
  return array_ptr (result);
}

/* An argument for Octave's own function.  As with operators, single numbers of the host may meet a
   device's arrays, other arrays may not. */
static octave_value host_argument (const std::string &name, const octave_value &value, bool is_data,
                                   const nd_array *model)
{
  const octave_ndarray *nd = as_ndarray (value);
  const bool has_elements = (nd || is_convertible (value.get_rep ())) && value.numel () > 1;
  if (model && is_data && has_elements) {
    nd_error error;
    check (nd_check_same_device (name.c_str (), model, array_of (value).get (), &error), error);
  }
  if (!nd)
    return value;
  return nd->is_host () ? nd->host_value ()
                        : to_octave (moved (nd->array (), nd_device_cpu ()).get ());
}

octave_value_list run_on_host (const std::string &name, octave_idx_type data_arguments,
                               const octave_value_list &args, const host_work &work)
{
  nd_device *device = device_of (args);
  octave_value_list host = args;
  const nd_array *model = nullptr;
  if (!device->is_host) {
    nd_error error;
    if (data_arguments == 0 || !device->type->borrows_host_functions)
      check (nd_not_on_device (name.c_str (), device, &error), error);
    for (octave_idx_type i = 0; !model; i++)
      if (const octave_ndarray *nd = as_ndarray (args (i)))
        model = nd->is_host () ? nullptr : nd->array ();
  }
  for (octave_idx_type i = 0; i < host.length (); i++)
    host (i) = host_argument (name, args (i), i < data_arguments, model);
  octave_value_list results = work (host);
  for (octave_idx_type i = 0; i < results.length (); i++)
    if (device->is_host)
      results (i) = wrap_result (results (i));
    else if (is_convertible (results (i).get_rep ()))
      results (i) = wrap (moved (array_of (results (i)).get (), device));
  return results;
}

octave_value_list call_on_host (const std::string &name, const octave_value_list &args, int nargout)
{
  return run_on_host (name, 0, args, [&] (const octave_value_list &host) {
    return octave::feval (name, host, nargout);
  });
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
  return call_handlers (name, rest, nargout, results) ? results
                                                      : call_on_host (name, rest, nargout);
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
  return run_on_host (name, data_arguments, rest, [&] (const octave_value_list &host) {
    return octave::feval (name, host, nargout);
  });
}
