#include "program/routine.h"

const char *nd_routine_name (nd_routine_kind kind)
{
  static const char *const names[] = {
#define ND_ROUTINE_ROW(name, text) text,
      ND_ROUTINE_TABLE (ND_ROUTINE_ROW)
#undef ND_ROUTINE_ROW
  };
  return names[kind];
}
