#include "core.h"
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_KEPT = 1000, MOST_ALLOCATIONS = 10000, TEXT_SIZE = 4096, TEXTS = 4 };

/* ---- running bodies ---------------------------------------------------------------------- */

static nd_array *kept[MOST_KEPT];
static int kept_count;

nd_array *core_keep (nd_array *a)
{
  assert_true (kept_count < MOST_KEPT);
  kept[kept_count++] = a;
  return a;
}

void core_free_kept (void)
{
  while (kept_count > 0)
    nd_array_free (kept[--kept_count]);
}

static void trim_all (void)
{
  for (int i = 0; nd_device_at (i); i++)
    nd_device_trim (nd_device_at (i));
}

/* Runs the body with allocation n failing (0: none); returns whether one failed. */
static bool run_once (core_body *body, long n)
{
  static nd_error error;
  trim_all ();
  long outstanding = nd_memory_outstanding ();
  error.message[0] = '\0';
  nd_memory_fail (n);
  nd_status status = body (&error);
  bool failed = nd_memory_failed ();
  nd_memory_fail (0);
  core_free_kept ();
  trim_all ();
  if (status != ND_OK && (!failed || status != ND_OUT_OF_MEMORY))
    fail_msg ("status %d (%s) with allocation %ld failing", (int)status, error.message, n);
  assert_int_equal (nd_memory_outstanding (), outstanding);
  return failed;
}

void core_run (core_body *body)
{
  run_once (body, 0);
  long n = 1;
  while (run_once (body, n) && n < MOST_ALLOCATIONS)
    n++;
}

/* ---- elements ---------------------------------------------------------------------------- */

static const char *const names[ND_DTYPE_COUNT] = {
    "logical", "int8",   "int16",  "int32",  "int64",          "uint8",         "uint16",
    "uint32",  "uint64", "single", "double", "complex single", "complex double"};

const char *core_dtype_name (nd_dtype dtype)
{
  return names[dtype];
}

nd_dtype core_dtype (const char *name)
{
  for (int i = 0; i < ND_DTYPE_COUNT; i++)
    if (strcmp (names[i], name) == 0)
      return (nd_dtype)i;
  fail_msg ("no class \"%s\"", name);
  return ND_DOUBLE;
}

/* Whole numbers as they are, others as the shortest text that reads back as the number. */
static int put_real (char *text, size_t size, double x, bool single)
{
  if (isnan (x))
    return snprintf (text, size, "NaN");
  if (isinf (x))
    return snprintf (text, size, "%sInf", x < 0 ? "-" : "");
  if (x == trunc (x) && fabs (x) < 1e15)
    return snprintf (text, size, "%.0f", x);
  int length = 0;
  for (int digits = 1; digits <= 17; digits++) {
    length = snprintf (text, size, "%.*g", digits, x);
    double back = strtod (text, NULL);
    if (single ? (float)back == (float)x : back == x)
      break;
  }
  return length;
}

static void put_complex (char *text, size_t size, double re, double im, bool single)
{
  int length = put_real (text, size, re, single);
  if (!signbit (im) || isnan (im))
    length += snprintf (text + length, size - (size_t)length, "+");
  length += put_real (text + length, size - (size_t)length, im, single);
  snprintf (text + length, size - (size_t)length, "i");
}

const char *core_element_text (nd_dtype dtype, const void *element, char *text, size_t size)
{
  nd_element e;
  memcpy (&e, element, nd_dtype_size (dtype));
  switch (dtype) {
#define INTEGER_CASE(code, member, format)                                                         \
  case code:                                                                                       \
    snprintf (text, size, "%" format, e.member);                                                   \
    break;
    INTEGER_CASE (ND_LOGICAL, logical, "d")
    INTEGER_CASE (ND_INT8, int8, PRId8)
    INTEGER_CASE (ND_INT16, int16, PRId16)
    INTEGER_CASE (ND_INT32, int32, PRId32)
    INTEGER_CASE (ND_INT64, int64, PRId64)
    INTEGER_CASE (ND_UINT8, uint8, PRIu8)
    INTEGER_CASE (ND_UINT16, uint16, PRIu16)
    INTEGER_CASE (ND_UINT32, uint32, PRIu32)
    INTEGER_CASE (ND_UINT64, uint64, PRIu64)
#undef INTEGER_CASE
  case ND_SINGLE:
    put_real (text, size, (double)e.single, true);
    break;
  case ND_DOUBLE:
    put_real (text, size, e.real, false);
    break;
  case ND_COMPLEX_SINGLE:
    put_complex (text, size, (double)e.complex_single.re, (double)e.complex_single.im, true);
    break;
  default:
    put_complex (text, size, e.complex.re, e.complex.im, false);
    break;
  }
  return text;
}

/* "2+3i", "4i" or "2" */
static nd_complex_double parse_complex (const char *text)
{
  char *end;
  double first = strtod (text, &end);
  if (*end == 'i')
    return (nd_complex_double){0, first};
  return (nd_complex_double){first, *end == '+' || *end == '-' ? strtod (end, NULL) : 0};
}

void core_parse_element (nd_dtype dtype, const char *text, void *element)
{
  nd_element e = {.complex = {0, 0}};
  long long integer = strtoll (text, NULL, 10);
  nd_complex_double number = parse_complex (text);
  switch (dtype) {
  case ND_LOGICAL:
    e.logical = integer != 0;
    break;
  case ND_INT8:
  case ND_UINT8:
    e.int8 = (int8_t)integer;
    break;
  case ND_INT16:
  case ND_UINT16:
    e.int16 = (int16_t)integer;
    break;
  case ND_INT32:
  case ND_UINT32:
    e.int32 = (int32_t)integer;
    break;
  case ND_INT64:
    e.int64 = integer;
    break;
  case ND_UINT64:
    e.uint64 = strtoull (text, NULL, 10);
    break;
  case ND_SINGLE:
    e.single = (float)number.re;
    break;
  case ND_DOUBLE:
    e.real = number.re;
    break;
  case ND_COMPLEX_SINGLE:
    e.complex_single = (nd_complex_single){(float)number.re, (float)number.im};
    break;
  default:
    e.complex = number;
    break;
  }
  memcpy (element, &e, nd_dtype_size (dtype));
}

/* ---- arrays ------------------------------------------------------------------------------ */

nd_device *core_device (int i)
{
  static const char *const device_names[CORE_DEVICES] = {"cpu", "sim:0"};
  nd_device *device = NULL;
  nd_error error;
  if (nd_device_find (device_names[i], &device, &error) != ND_OK)
    fail_msg ("%s", error.message);
  return device;
}

int core_dims (const char *text, int64_t *dims)
{
  int ndims = 0;
  for (char *end; *text; text = *end ? end + 1 : end)
    dims[ndims++] = strtoll (text, &end, 10);
  return ndims;
}

static const char *skip_element (const char *text)
{
  text += strcspn (text, " ");
  return text + strspn (text, " ");
}

nd_status core_array (nd_device *device, nd_dtype dtype, const char *dims_text,
                      const char *elements, nd_array **out, nd_error *error)
{
  int64_t dims[ND_MAX_DIMS];
  int ndims = core_dims (dims_text, dims);
  nd_array *host, *result;
  TRY (nd_array_new (nd_device_cpu (), dtype, ndims, dims, &host, error));
  core_keep (host);
  char *data = (char *)nd_array_data (host);
  const char *text = elements;
  for (int64_t i = 0; i < nd_array_numel (host); i++) {
    if (!*text)
      text = elements;
    core_parse_element (dtype, text, data + (size_t)i * nd_dtype_size (dtype));
    text = skip_element (text);
  }
  *out = host;
  if (device->is_host)
    return ND_OK;
  TRY (nd_transfer (host, device, &result, error));
  *out = core_keep (result);
  return ND_OK;
}

nd_status core_scattered (const nd_array *a, nd_array **out, nd_error *error)
{
  int64_t dims[ND_MAX_DIMS] = {0};
  nd_array *room, *result;
  assert_true (a->ndims > 0);
  for (int d = 0; d < a->ndims; d++)
    dims[d] = a->dims[a->ndims - 1 - d];
  dims[0] = 2 * dims[0] + 1;
  TRY (nd_array_new (nd_array_device (a), a->dtype, a->ndims, dims, &room, error));
  core_keep (room);
  TRY (nd_array_link (room, &result, error));
  core_keep (result);
  int64_t stride = 1;
  for (int d = 0; d < a->ndims; d++) {
    int reversed = a->ndims - 1 - d;
    result->dims[reversed] = a->dims[reversed];
    result->strides[reversed] = d == 0 ? 2 : stride;
    stride *= dims[d];
  }
  result->ndims = a->ndims;
  result->offset = nd_array_numel (a) > 0 ? 1 : 0;
  TRY (nd_copy_elements (result, a, error));
  *out = result;
  return ND_OK;
}

/* All bytes of the array's buffer, in memory that the ledger of allocations does not count: text is
   asked for while allocations fail. */
static char *read_buffer (const nd_array *a)
{
  const nd_buffer *buffer = a->storage->buffer;
  char *bytes = malloc (buffer->used + 1);
  assert_non_null (bytes);
  assert_int_equal (nd_device_download (bytes, buffer, 0, buffer->used, NULL), ND_OK);
  return bytes;
}

/* The next subscript in column-major order. */
static void advance (const nd_array *a, int64_t *index)
{
  for (int d = 0; d < a->ndims && ++index[d] == a->dims[d]; d++)
    index[d] = 0;
}

const char *core_text (const nd_array *a)
{
  static char texts[TEXTS][TEXT_SIZE];
  static int next;
  char *text = texts[next++ % TEXTS], dims[128], element[64];
  int64_t index[ND_MAX_DIMS] = {0};
  char *bytes = read_buffer (a);
  int length = snprintf (text, TEXT_SIZE, "%s %s:", nd_dims_text (a->ndims, a->dims, dims, 128),
                         names[a->dtype]);
  for (int64_t i = 0; i < nd_array_numel (a) && length < TEXT_SIZE - 64; i++) {
    int64_t position = a->offset;
    for (int d = 0; d < a->ndims; d++)
      position += index[d] * a->strides[d];
    core_element_text (a->dtype, bytes + (size_t)position * nd_dtype_size (a->dtype), element,
                       sizeof element);
    length += snprintf (text + length, (size_t)(TEXT_SIZE - length), " %s", element);
    advance (a, index);
  }
  free (bytes);
  return text;
}
