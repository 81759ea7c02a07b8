/* Functions that have a version of their own for nd arrays.

   Purpose    Rows of name and handler, a table per family of functions.  The methods that are made
              from src/methods.txt call __nd_call__, which finds the handler; where there is none,
   or it says that the arguments are not its case, Octave's own function runs on ordinary values,
   and arrays among its results become nd arrays. Ownership  Tables are static; arguments are
   borrowed. Threads    Only the thread that runs Octave. Failures   Octave's errors. */
#ifndef ND_MEX_FUNCTIONS_HH
#define ND_MEX_FUNCTIONS_HH

#include "mex/value.hh"

/* Fills `results`; false: not a case of its own. */
typedef bool function_handler (const octave_value_list &args, int nargout,
                               octave_value_list &results);

struct function_row {
  const char *name; /* a row without a name ends a table */
  function_handler *handler;
};

extern const function_row elementwise_functions[];

/* Octave's function NAME on ordinary values. */
octave_value_list call_on_host (const std::string &name, const octave_value_list &args,
                                int nargout);

/* __nd_call__ (NAME, ARGS...) */
octave_value_list call_function (const octave_value_list &args, int nargout);

#endif
