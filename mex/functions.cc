#include "mex/functions.hh"

#include <string>
#include <unordered_map>
#include <octave/parse.h>

/* The tables of all families, each in a file of its own. */
static const function_row *const tables[] = {elementwise_functions};

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

octave_value_list call_on_host (const std::string &name, const octave_value_list &args, int nargout)
{
  octave_value_list host = args;
  for (octave_idx_type i = 0; i < host.length (); i++)
    if (const octave_ndarray *nd = as_ndarray (host (i))) {
      nd_error error;
      if (!nd->is_host ()) {
        nd_not_on_device (name.c_str (), nd->device (), &error);
        nd_value_raise (&error);
      }
      host (i) = nd->host_value ();
    }
  octave_value_list results = octave::feval (name, host, nargout);
  for (octave_idx_type i = 0; i < results.length (); i++)
    results (i) = wrap_result (results (i));
  return results;
}

octave_value_list call_function (const octave_value_list &args, int nargout)
{
  if (args.length () < 1)
    print_usage ();
  const std::string name = args (0).string_value ();
  const octave_value_list rest = args.slice (1, args.length () - 1);
  octave_value_list results;
  for (function_handler *handler : find_handlers (name))
    if (handler (rest, nargout, results))
      return results;
  return call_on_host (name, rest, nargout);
}
