/* For strsep. */
#define _DEFAULT_SOURCE
#include "array_check.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const check_place check_places[CHECK_PLACES] = {
    {"cpu", false}, {"cpu", true}, {"sim:0", false}, {"sim:0", true}};

nd_array *check_matrix (const char *dims)
{
  return check_array (&check_places[0], ND_DOUBLE, dims, 1);
}

/* Puts the elements of a column-major array into reversed order in memory. */
static nd_array *reverse_memory (nd_array *a)
{
  nd_array *turned, *copied, *result;
  int reversed[ND_MAX_DIMS];
  for (int d = 0; d < a->ndims; d++)
    reversed[d] = a->ndims - 1 - d;
  int ndims = a->ndims;
  assert_int_equal (nd_array_permute (a, ndims, reversed, &turned, NULL), ND_OK);
  assert_int_equal (nd_array_contiguous (turned, &copied, NULL), ND_OK);
  assert_int_equal (nd_array_permute (copied, ndims, reversed, &result, NULL), ND_OK);
  nd_array_free (a);
  nd_array_free (turned);
  nd_array_free (copied);
  return result;
}

nd_array *check_array (const check_place *place, nd_dtype dtype, const char *text, double first)
{
  int64_t dims[ND_MAX_DIMS];
  nd_array *plain, *cast, *result;
  nd_device *device;
  int ndims = core_dims (text, dims);
  assert_int_equal (nd_array_new (nd_device_cpu (), ND_DOUBLE, ndims, dims, &plain, NULL), ND_OK);
  double *elements = (double *)nd_array_data (plain);
  for (int64_t i = 0; i < nd_array_numel (plain); i++)
    elements[i] = first + (double)i;
  assert_int_equal (nd_cast (plain, dtype, &cast, NULL), ND_OK);
  nd_array_free (plain);
  if (place->reversed)
    cast = reverse_memory (cast);
  assert_int_equal (nd_device_find (place->device, &device, NULL), ND_OK);
  assert_int_equal (nd_transfer (cast, device, &result, NULL), ND_OK);
  nd_array_free (cast);
  return result;
}

double check_element (const nd_array *a, int64_t i)
{
  return ((const double *)nd_array_data (a))[i];
}

/* ---- indices --------------------------------------------------------------------------------- */

static void parse_range (char *text, nd_selector *s, int64_t *dims)
{
  int64_t part[3] = {0};
  int parts = 0;
  for (char *end = text; parts < 3; text = end + 1) {
    part[parts++] = strtoll (text, &end, 10);
    if (*end != ':')
      break;
  }
  int64_t last = part[parts - 1];
  s->kind = ND_SELECT_RANGE;
  s->start = part[0] - 1;
  s->step = parts == 3 ? part[1] : 1;
  s->count = (last - part[0]) / s->step + 1 > 0 ? (last - part[0]) / s->step + 1 : 0;
  if (s->count > 0)
    s->extent = (s->step > 0 ? s->start + (s->count - 1) * s->step : s->start) + 1;
  dims[0] = 1;
  dims[1] = s->count;
}

/* "[1 5;2 6]" and "<1 0 1>": numbers by rows. */
static void parse_list (const char *text, nd_selector *s, int64_t *list, int64_t *dims)
{
  int64_t number[CHECK_MOST], rows = 1, count = 0;
  char *end = (char *)text + 1;
  s->kind = ND_SELECT_LIST;
  s->is_mask = *text == '<';
  if (strchr (text, 'x')) {
    core_dims (end, dims);
    return;
  }
  while (*end && *end != ']' && *end != '>') {
    number[count++] = strtoll (end, &end, 10);
    rows += *end == ';';
    end += *end == ';' || *end == ' ';
  }
  int64_t columns = count / rows;
  for (int64_t i = 0; i < count; i++) { /* column by column */
    int64_t value = number[i % rows * columns + i / rows];
    if (!s->is_mask || value)
      list[s->count++] = s->is_mask ? i : value - 1;
  }
  dims[0] = rows == 1 && count > 0 ? 1 : s->is_mask ? s->count : count > 0 ? rows : 0;
  dims[1] = rows == 1 ? s->count : s->is_mask ? 1 : columns;
}

void check_parse_indices (const char *text, check_indices *indices)
{
  char copy[256], *rest = copy;
  memset (indices, 0, sizeof *indices);
  snprintf (copy, sizeof copy, "%s", text);
  for (char *part; (part = strsep (&rest, ",")); indices->count++) {
    int i = indices->count;
    nd_selector *s = &indices->selectors[i];
    s->list = indices->lists[i];
    s->dims = indices->dims[i];
    s->ndims = 2;
    if (strcmp (part, ":") == 0)
      s->kind = ND_SELECT_COLON;
    else if (*part == '[' || *part == '<')
      parse_list (part, s, indices->lists[i], indices->dims[i]);
    else
      parse_range (part, s, indices->dims[i]);
    for (int64_t k = 0; s->kind == ND_SELECT_LIST && k < s->count; k++)
      if (s->list[k] >= s->extent)
        s->extent = s->list[k] + 1;
  }
}

/* ---- the ledger ------------------------------------------------------------------------------ */

long check_outstanding (void)
{
  nd_device *device;
  for (int i = 0; (device = nd_device_at (i)); i++)
    nd_device_trim (device);
  return nd_memory_outstanding ();
}
