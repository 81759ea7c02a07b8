#include "base/status.h"
#include <stdarg.h>
#include <stdio.h>

static const char *const identifiers[] = {
#define ND_STATUS_ROW(name, id) id,
    ND_STATUS_TABLE (ND_STATUS_ROW)
#undef ND_STATUS_ROW
};

_Static_assert(sizeof identifiers / sizeof identifiers[0] == ND_STATUS_COUNT,
               "every status has an identifier");

const char *nd_status_identifier (nd_status status)
{
  return identifiers[status];
}

nd_status (nd_fail) (nd_error *error, nd_status status, const char *format, ...)
{
  if (error) {
    va_list args;
    va_start (args, format);
    error->status = status;
    vsnprintf (error->message, sizeof error->message, format, args);
    va_end (args);
  }
  return status;
}
