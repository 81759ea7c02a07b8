/* Functions by name, for nd arrays.

   Purpose    Rows of name and handler, a table per family of functions.  The methods that are made
              from src/methods.txt call __nd_call__ or __nd_library__, which find the handler. Where
              there is none, or it says that the arguments are not its case, Octave's own function
              runs on ordinary values, and arrays among its results become nd arrays.
   Ownership  Tables are static; arguments are borrowed.
   Threads    Only the thread that runs Octave.
   Failures   Octave's errors. */
#ifndef ND_MEX_FUNCTIONS_HH
#define ND_MEX_FUNCTIONS_HH

#include "mex/value.hh"

#include <functional>

/* Fills `results`; false: not a case of its own. */
typedef bool function_handler (const octave_value_list &args, int nargout,
                               octave_value_list &results);

struct function_row {
  const char *name; /* a row without a name ends a table */
  function_handler *handler;
};

extern const function_row comparing_functions[];
extern const function_row elementwise_functions[];
extern const function_row fourier_functions[];
extern const function_row linear_functions[];
extern const function_row matrix_functions[];
extern const function_row position_functions[];
extern const function_row reduction_functions[];
extern const function_row selection_functions[];
extern const function_row solving_functions[];

/* The ordinary value: arrays are moved to the host, uncounted. */
octave_value host_argument (const octave_value &value);

/* Octave's own code: ordinary values in and out. */
typedef std::function<octave_value_list (const octave_value_list &)> host_work;

/* Runs `work` on the arguments as ordinary values; arrays among its results become nd arrays on the
   arguments' device.  Arrays that are not on the cpu are refused unless data_arguments > 0 and the
   device borrows the host's functions (see device.h); then the first data_arguments arguments must
   all be on it, the others may be options. */
octave_value_list run_on_host (const std::string &name, octave_idx_type data_arguments,
                               const octave_value_list &args, const host_work &work);

/* As with operators, single numbers of the host may meet a device's arrays, other arrays among the
   first data_arguments arguments may not: ndarray:device-mismatch.  At least one of
   `args` lies on a device. */
void check_same_device (const std::string &name, octave_idx_type data_arguments,
                        const octave_value_list &args);

/* Octave's function NAME on arrays of the cpu. */
octave_value_list call_on_host (const std::string &name, const octave_value_list &args,
                                int nargout);

/* Arguments that are no case of ours: on the CPU Octave's function will take or refuse them.  What
   it says of those on a device is learnt from zeros of their size; false.  Single numbers of a
   device after the first data_arguments arguments are options, whose value counts:
   ndarray:device-to-host. */
bool leave_to_octave (const char *name, octave_idx_type data_arguments,
                      const octave_value_list &args);

/* __nd_call__ (NAME, ARGS...) */
octave_value_list call_function (const octave_value_list &args, int nargout);

/* __nd_octave__ (NAME, ARGS...): the same for arguments that are no case of a method's own.  On a
   device Octave's function says what is wrong with them; where nothing is, its results are those
   where arguments or results have no elements, else the error is ndarray:not-on-device. */
octave_value_list call_octave (const octave_value_list &args, int nargout);

/* __nd_library__ (NAME, DATA_ARGUMENTS, ARGS...): the same for functions that devices have in their
   libraries. */
octave_value_list call_library (const octave_value_list &args, int nargout);

/* __nd_own__ (NAME, DATA_ARGUMENTS, ARGS...): Octave's own function, which takes nd arrays as they
   are.  What comes after the first DATA_ARGUMENTS arguments must not be on a device:
   ndarray:device-to-host. */
octave_value_list call_own (const octave_value_list &args, int nargout);

#endif
