/* Arguments and results of commands: strings, numbers, flags, options, structures. */
#include "mex/glue.h"
#include "base/memory.h"
#include <limits.h>
#include <math.h>
#include <strings.h>

nd_status nd_arg_string (const mxArray *arg, const char *what, char **text, nd_error *error)
{
  if (!mxIsChar (arg) || mxGetM (arg) > 1)
    return nd_fail (error, ND_INVALID_ARGUMENT, "%s must be a string", what);
  size_t size = mxGetNumberOfElements (arg) + 1;
  *text = nd_malloc (size);
  if (!*text)
    return nd_out_of_memory (error, size);
  mxGetString (arg, *text, (mwSize)size);
  return ND_OK;
}

nd_status nd_arg_number (const mxArray *arg, const char *what, double *number, nd_error *error)
{
  if (nd_value_array (arg) || !(mxIsNumeric (arg) || mxIsLogical (arg)) || mxIsComplex (arg) ||
      mxGetNumberOfElements (arg) != 1)
    return nd_fail (error, ND_INVALID_ARGUMENT, "%s must be a real number", what);
  *number = mxGetScalar (arg);
  return ND_OK;
}

nd_status nd_arg_flag (const mxArray *arg, const char *what, bool *flag, nd_error *error)
{
  double number;
  if (nd_arg_number (arg, what, &number, NULL) != ND_OK || (number != 0 && number != 1))
    return nd_fail (error, ND_INVALID_ARGUMENT, "%s must be true or false", what);
  *flag = number != 0;
  return ND_OK;
}

nd_status nd_arg_word (const mxArray *value, const char *const *words, const char *what,
                       const char *advice, int *place, nd_error *error)
{
  char *word;
  ND_RETURN_NOT_OK (nd_arg_string (value, what, &word, error));
  for (*place = 0; words[*place] && strcasecmp (words[*place], word) != 0;)
    ++*place;
  nd_status status = words[*place] ? ND_OK
                                   : nd_fail (error, ND_INVALID_ARGUMENT,
                                              "%s must be %s, not \"%s\"", what, advice, word);
  nd_free (word);
  return status;
}

nd_status nd_arg_int (const mxArray *value, const char *what, int *result, nd_error *error)
{
  double number;
  ND_RETURN_NOT_OK (nd_arg_number (value, what, &number, error));
  if (number != floor (number) || fabs (number) > INT_MAX)
    return nd_fail (error, ND_INVALID_ARGUMENT, "%s must be a whole number, not %g", what, number);
  *result = (int)number;
  return ND_OK;
}

/* ---- options ------------------------------------------------------------------------------- */

static nd_status parse_option (const mxArray *name_arg, const mxArray *value, const nd_option *rows,
                               const char *advice, void *options, nd_error *error)
{
  char *name;
  ND_RETURN_NOT_OK (nd_arg_string (name_arg, "the name of an option", &name, error));
  while (rows->name && strcasecmp (rows->name, name) != 0)
    rows++;
  nd_status status = rows->name ? rows->parse (value, options, error)
                                : nd_fail (error, ND_INVALID_ARGUMENT,
                                           "unknown option \"%s\"; use %s", name, advice);
  nd_free (name);
  return status;
}

nd_status nd_arg_options (const nd_call *call, int first, const nd_option *rows, const char *advice,
                          void *options, nd_error *error)
{
  if ((call->nargs - first) % 2 != 0)
    return nd_fail (error, ND_INVALID_ARGUMENT, "options come in pairs of a name and a value: %s",
                    advice);
  for (int i = first; i < call->nargs; i += 2)
    ND_RETURN_NOT_OK (
        parse_option (call->args[i], call->args[i + 1], rows, advice, options, error));
  return ND_OK;
}

/* ---- results ------------------------------------------------------------------------------- */

mxArray *nd_result_struct (const nd_field *fields, size_t count)
{
  mxArray *structure = mxCreateStructMatrix (1, 1, 0, NULL);
  for (size_t i = 0; i < count; i++) {
    mxAddField (structure, fields[i].name);
    mxSetField (structure, 0, fields[i].name, fields[i].value);
  }
  return structure;
}

mxArray *nd_result_row (const int64_t *values, int count)
{
  mxArray *row = mxCreateDoubleMatrix (1, count, mxREAL);
  for (int i = 0; i < count; i++)
    mxGetPr (row)[i] = (double)values[i];
  return row;
}
