#include "array/dtype.h"
#include <stdio.h>
#include <string.h>

typedef struct {
  const char *class_name;
  size_t size;
  nd_kind kind;
  const char *operand;
} dtype_row;

static const dtype_row rows[] = {
#define ND_DTYPE_ROW(name, class_name, type, kind, operand)                                        \
  {class_name, sizeof (type), kind, operand},
    ND_DTYPE_TABLE (ND_DTYPE_ROW)
#undef ND_DTYPE_ROW
};

_Static_assert(sizeof rows / sizeof rows[0] == ND_DTYPE_COUNT, "every dtype has a row");

const char *nd_dtype_class (nd_dtype dtype)
{
  return rows[dtype].class_name;
}

size_t nd_dtype_size (nd_dtype dtype)
{
  return rows[dtype].size;
}

nd_kind nd_dtype_kind (nd_dtype dtype)
{
  return rows[dtype].kind;
}

bool nd_dtype_is_complex (nd_dtype dtype)
{
  return rows[dtype].kind == ND_KIND_COMPLEX;
}

bool nd_dtype_is_integer (nd_dtype dtype)
{
  return rows[dtype].kind == ND_KIND_INTEGER;
}

bool nd_dtype_is_single (nd_dtype dtype)
{
  return dtype == ND_SINGLE || dtype == ND_COMPLEX_SINGLE;
}

nd_dtype nd_dtype_real (nd_dtype dtype)
{
  switch (dtype) {
  case ND_COMPLEX_SINGLE:
    return ND_SINGLE;
  case ND_COMPLEX_DOUBLE:
    return ND_DOUBLE;
  default:
    return dtype;
  }
}

nd_dtype nd_dtype_complex (nd_dtype dtype)
{
  return nd_dtype_is_single (dtype) ? ND_COMPLEX_SINGLE : ND_COMPLEX_DOUBLE;
}

nd_dtype nd_dtype_common_float (nd_dtype a, nd_dtype b)
{
  nd_dtype real = nd_dtype_is_single (a) || nd_dtype_is_single (b) ? ND_SINGLE : ND_DOUBLE;
  return nd_dtype_is_complex (a) || nd_dtype_is_complex (b) ? nd_dtype_complex (real) : real;
}

const char *nd_dtype_operand_name (nd_dtype dtype, bool is_scalar, char *text, size_t size)
{
  const char *prefix = rows[dtype].operand;
  if (dtype == ND_LOGICAL && is_scalar)
    snprintf (text, size, "bool");
  else
    snprintf (text, size, "%s%s%s", prefix, *prefix ? " " : "", is_scalar ? "scalar" : "matrix");
  return text;
}

bool nd_dtype_from_class (const char *name, nd_dtype *dtype)
{
  for (int i = 0; i < ND_DTYPE_COUNT; i++)
    if (rows[i].kind != ND_KIND_COMPLEX && strcmp (rows[i].class_name, name) == 0) {
      *dtype = (nd_dtype)i;
      return true;
    }
  return false;
}
