/* Arguments of commands: strings, numbers, flags. */
#include "mex/glue.h"
#include "base/memory.h"

nd_status nd_arg_string (const mxArray *arg, const char *what, char **text, nd_error *error)
{
  if (!mxIsChar (arg) || mxGetM (arg) > 1)
    return nd_fail (error, ND_INVALID_ARGUMENT, "%s must be a string", what);
  size_t size = mxGetNumberOfElements (arg) + 1;
  *text = nd_malloc (size);
  if (!*text)
    return nd_out_of_memory (error, size);
  mxGetString (arg, *text, size);
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
