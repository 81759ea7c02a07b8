/* The MEX file's one entry point: __nd__ (COMMAND, ARGS...) runs a row of the command table. */
#include "mex/glue.h"
#include <string.h>

static const nd_command commands[] = {
#define ND_COMMAND_ROW(name, min, max) {#name, min, max, nd_command_##name, false},
    ND_COMMAND_TABLE (ND_COMMAND_ROW)
#undef ND_COMMAND_ROW
#define ND_QUESTION_ROW(name, min, max) {#name, min, max, nd_command_##name, true},
        ND_QUESTION_TABLE (ND_QUESTION_ROW)
#undef ND_QUESTION_ROW
};

static const nd_command *find_command (const char *name)
{
  for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++)
    if (strcmp (commands[i].name, name) == 0)
      return &commands[i];
  return NULL;
}

static nd_status run_command (const char *name, nd_call *call, nd_error *error)
{
  ND_RETURN_NOT_OK (nd_value_register (error));
  const nd_command *command = find_command (name);
  if (!command)
    return nd_fail (error, ND_INVALID_ARGUMENT, "__nd__: unknown command \"%s\"", name);
  if (call->nargs < command->min_args ||
      (command->max_args >= 0 && call->nargs > command->max_args))
    return nd_fail (error, ND_INVALID_ARGUMENT, "Invalid call to nd_%s: wrong number of arguments",
                    name);
  for (int i = 0; i < call->nargs && !command->is_question; i++)
    ND_RETURN_NOT_OK (nd_value_evaluate (call->args[i], error));
  return command->run (call, error);
}

void mexFunction (int nlhs, mxArray *plhs[], int nrhs, const mxArray *prhs[])
{
  char name[32];
  nd_call call = {nlhs, plhs, nrhs - 1, prhs + 1};
  nd_error error;
  if (!mexIsLocked ())
    mexLock ();
  if (nrhs < 1 || mxGetString (prhs[0], name, sizeof name) != 0)
    nd_fail (&error, ND_INVALID_ARGUMENT, "__nd__: the first argument must be a command's name");
  else if (run_command (name, &call, &error) == ND_OK)
    return;
  nd_value_raise (&error); /* the one place where errors leave the MEX file */
}
