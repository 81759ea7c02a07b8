/* The border between Octave's MEX interface and the core.

   Purpose    What a command (a row of the table below) gets and may call, and the bridge to the
              native value type.
   Ownership  A command borrows its arguments; its results belong to Octave.  nd_value_wrap takes
              ownership of its array, also when it fails.
   Threads    Only the thread that runs Octave.
   Failures   A command frees what it holds, writes the message and returns the status; command.c
              raises it in one place. */
#ifndef ND_MEX_GLUE_H
#define ND_MEX_GLUE_H

#include "array/array.h"
#include "base/status.h"
#include "program/operations.h"
#include <stdbool.h>

#ifdef __cplusplus
class mxArray; /* mex.h is for C; C++ sees Octave's own class */
extern "C" {
#else
#include "mex.h"
#endif

typedef struct nd_call {
  int nresults; /* as nlhs: 0 still allows one result */
  mxArray **results;
  int nargs; /* without the command's name */
  const mxArray **args;
} nd_call;

typedef struct nd_command {
  const char *name;
  int min_args, max_args; /* -1: any number */
  nd_status (*run) (nd_call *call, nd_error *error);
  bool is_question;
} nd_command;

/* One row per command: name, fewest and most arguments.  `nd_command_NAME` runs it. */
#define ND_COMMAND_TABLE(X)                                                                        \
  X (register, 0, 0)                                                                               \
  X (array, 1, -1)                                                                                 \
  X (gpu_tensor, 1, -1)                                                                            \
  X (to_cpu, 1, 1)                                                                                 \
  X (shares_memory, 2, 2)                                                                          \
  X (devices, 0, 0)                                                                                \
  X (device_info, 0, 1)                                                                            \
  X (device_reset, 0, 1)                                                                           \
  X (default_device, 0, 1)                                                                         \
  X (lap, 1, 1)                                                                                    \
  X (threads, 0, 1)                                                                                \
  X (memory, 0, 3)                                                                                 \
  X (kernel_compile, 3, 3)                                                                         \
  X (kernel_launch, 7, -1)                                                                         \
  X (imread, 1, -1)                                                                                \
  X (imwrite, 2, -1)

/* The same for commands that ask about arrays without computing the pending ones; for all others
   the arguments are computed before they run. */
#define ND_QUESTION_TABLE(X)                                                                       \
  X (class, 1, 1)                                                                                  \
  X (info, 1, 1)                                                                                   \
  X (eager, 0, 1)

#define ND_COMMAND_PROTOTYPE(name, min, max)                                                       \
  nd_status nd_command_##name (nd_call *call, nd_error *error);
ND_COMMAND_TABLE (ND_COMMAND_PROTOTYPE)
ND_QUESTION_TABLE (ND_COMMAND_PROTOTYPE)
#undef ND_COMMAND_PROTOTYPE

/* ---- arguments: arguments.c ---------------------------------------------------------------- */

/* A string argument as a new block (nd_free it); ND_INVALID_ARGUMENT naming `what` otherwise. */
nd_status nd_arg_string (const mxArray *arg, const char *what, char **text,
                         nd_error *error) ND_MUST_USE;
nd_status nd_arg_number (const mxArray *arg, const char *what, double *number,
                         nd_error *error) ND_MUST_USE;
nd_status nd_arg_flag (const mxArray *arg, const char *what, bool *flag,
                       nd_error *error) ND_MUST_USE;
nd_status nd_arg_int (const mxArray *arg, const char *what, int *number,
                      nd_error *error) ND_MUST_USE;

/* The place of a word (any case) in a list that ends with NULL; `advice` lists the words. */
nd_status nd_arg_word (const mxArray *arg, const char *const *words, const char *what,
                       const char *advice, int *place, nd_error *error) ND_MUST_USE;

/* An option of a command: rows end with a NULL name. */
typedef struct nd_option {
  const char *name;
  nd_status (*parse) (const mxArray *value, void *options, nd_error *error);
} nd_option;

/* Parses pairs of names and values, from argument `first` on, into `options`. */
nd_status nd_arg_options (const nd_call *call, int first, const nd_option *rows, const char *advice,
                          void *options, nd_error *error) ND_MUST_USE;

/* ---- results: arguments.c ------------------------------------------------------------------ */

typedef struct nd_field {
  const char *name;
  mxArray *value;
} nd_field;

/* A scalar structure of the fields, and a row vector of doubles. */
mxArray *nd_result_struct (const nd_field *fields, size_t count);
mxArray *nd_result_row (const int64_t *values, int count);

/* ---- values: builtins.cc ------------------------------------------------------------------- */

/* Registers the value type and installs operators and built-ins; ND_TWO_COPIES when another copy of
   the package already did.  Called by every command, cheap after the first. */
nd_status nd_value_register (nd_error *error) ND_MUST_USE;

/* The nd array behind an argument (borrowed), or NULL when it is none.  It must not be pending. */
nd_array *nd_value_array (const mxArray *value);

/* What is known of the nd array behind an argument without computing it; false when it is none. */
bool nd_value_operand (const mxArray *value, nd_operand *operand);

/* Computes an argument that is a pending nd array. */
nd_status nd_value_evaluate (const mxArray *value, nd_error *error) ND_MUST_USE;

/* Is the nd array linked, in a scope that is still alive? */
bool nd_value_is_linked (const mxArray *value);

/* The value, whatever it is, as a result without copying it. */
mxArray *nd_value_pass (const mxArray *value);

/* An nd array on the memory of an ordinary Octave array; the caller frees it.  `copied` (may be
   NULL) is set to why a copy was made ("lazy range", "sparse matrix" ...) or to NULL.  ND_DTYPE for
   what cannot be an nd array (strings, cells, ...), with advice. */
nd_status nd_value_borrow (const mxArray *value, nd_array **out, const char **copied,
                           nd_error *error) ND_MUST_USE;

/* Octave's value for an array; takes ownership of `a`. */
mxArray *nd_value_wrap (nd_array *a);

/* The ordinary Octave matrix of a CPU array, without a copy where possible; `a` is borrowed. */
mxArray *nd_value_full (const nd_array *a);

/* Raises the error in Octave: does not return.  Nothing may be held when it is called. */
void nd_value_raise (const nd_error *error) __attribute__ ((noreturn));

#ifdef __cplusplus
}
#endif
#endif
