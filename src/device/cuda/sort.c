/* Sorting columns: see kernels/sort_keys.cu. */
#include "device/cuda/routines_internal.h"
#include <stdio.h>

static const char keys_text[] =
#include "device/cuda/kernels/sort_keys.cu.h"
    ;
static const char short_text[] =
#include "device/cuda/kernels/sort_short.cu.h"
    ;
static const char long_text[] =
#include "device/cuda/kernels/sort_long.cu.h"
    ;

enum { TILE = 4096, DIGITS = 256 }; /* ND_TILE of sort_keys.cu */

/* nd_sort_state and nd_sort of sort_keys.cu */
typedef struct {
  uint64_t varying;
  uint32_t loses;
} state;

typedef struct {
  const void *x;
  CUdeviceptr keys[2], places[2], counts, totals, state;
  void *values, *order;
  long long n, columns;
  unsigned long long tiles, flip;
  int stage, digit, order_is_double;
} parameters;

typedef struct {
  nd_cuda *cuda;
  const nd_routine *routine;
  bool is_wide, is_complex;
  size_t key_size; /* bytes */
  parameters parameters;
  CUdeviceptr scratch;
} job;

/* ---- texts ------------------------------------------------------------------------------- */

#define BITS_64                                                                                    \
  "typedef unsigned long long nd_key;\n"                                                           \
  "enum { ND_KEY_BYTES = 8 };\n"
#define BITS_32                                                                                    \
  "typedef unsigned int nd_key;\n"                                                                 \
  "enum { ND_KEY_BYTES = 4 };\n"
#define BITS_16                                                                                    \
  "typedef unsigned short nd_key;\n"                                                               \
  "enum { ND_KEY_BYTES = 2 };\n"
#define BITS_8                                                                                     \
  "typedef unsigned char nd_key;\n"                                                                \
  "enum { ND_KEY_BYTES = 1 };\n"
#define INTEGER(sign) "#define ND_SIGN " sign "\n"
#define DOUBLE                                                                                     \
  BITS_64 "#define ND_SIGN 0x8000000000000000ull\n"                                                \
          "#define ND_INFINITE 0x7ff0000000000000ull\n"                                            \
          "#define ND_NAN 0x7ff8000000000000ull\n"
#define SINGLE                                                                                     \
  BITS_32 "#define ND_SIGN 0x80000000u\n"                                                          \
          "#define ND_INFINITE 0x7f800000u\n"                                                      \
          "#define ND_NAN 0x7fc00000u\n"

/* What a class's text begins with.  The square of a single number fits a double, so that absolute
   values of complex singles are rounded once, as the CPU's are. */
static const char *const prologues[] = {
    [ND_LOGICAL] = BITS_8 INTEGER ("0u"),
    [ND_INT8] = BITS_8 INTEGER ("0x80u"),
    [ND_INT16] = BITS_16 INTEGER ("0x8000u"),
    [ND_INT32] = BITS_32 INTEGER ("0x80000000u"),
    [ND_INT64] = BITS_64 INTEGER ("0x8000000000000000ull"),
    [ND_UINT8] = BITS_8 INTEGER ("0u"),
    [ND_UINT16] = BITS_16 INTEGER ("0u"),
    [ND_UINT32] = BITS_32 INTEGER ("0u"),
    [ND_UINT64] = BITS_64 INTEGER ("0ull"),
    [ND_SINGLE] = SINGLE,
    [ND_DOUBLE] = DOUBLE,
    [ND_COMPLEX_SINGLE] =
        SINGLE "#define ND_COMPLEX float\n"
               "#define ND_PI 0x1.921fb6p+1f\n"
               "#define ND_ANGLE(im, re) atan2f (im, re)\n"
               "#define ND_MAGNITUDE(re, im) "
               "(float)sqrt ((double)(re) * (double)(re) + (double)(im) * (double)(im))\n"
               "#define ND_BITS(x) (nd_key)__float_as_int (x)\n",
    [ND_COMPLEX_DOUBLE] = DOUBLE "#define ND_COMPLEX double\n"
                                 "#define ND_PI 0x1.921fb54442d18p+1\n"
                                 "#define ND_ANGLE(im, re) atan2 (im, re)\n"
                                 "#define ND_MAGNITUDE(re, im) hypot (re, im)\n"
                                 "#define ND_BITS(x) (nd_key)__double_as_longlong (x)\n",
};
_Static_assert(sizeof prologues / sizeof prologues[0] == ND_DTYPE_COUNT, "a row for every class");

static bool is_short (const nd_routine *routine)
{
  return routine->number[0] <= TILE;
}

void nd_cuda_write_sort (nd_text *text, const void *context)
{
  const nd_routine *routine = context;
  nd_cuda_define_place (text, nd_cuda_is_wide (routine->number[0]));
  nd_text_add_string (text, prologues[routine->dtype]);
  nd_text_add_string (text, nd_cuda_scan_text);
  nd_text_add_string (text, keys_text);
  if (!is_short (routine))
    nd_text_add_string (text, nd_cuda_scan_rows_text);
  nd_text_add_string (text, is_short (routine) ? short_text : long_text);
}

static nd_status find_kernel (const job *j, const nd_cuda_kernel **kernel, nd_error *error)
{
  char key[64];
  snprintf (key, sizeof key, "sort %s%s %s%s", j->is_complex ? "complex " : "",
            nd_dtype_class (j->routine->dtype), is_short (j->routine) ? "short" : "long",
            j->is_wide ? " wide" : "");
  return nd_cuda_kernel_find (j->cuda, key, nd_cuda_write_sort, j->routine, kernel, error);
}

/* ---- memory ------------------------------------------------------------------------------ */

enum { ALIGNMENT = 256, STAGES = 2 };

/* Takes `count` elements of `size` bytes off the scratch memory, of which `used` bytes are taken.
 */
static CUdeviceptr take (const job *j, size_t *used, int64_t count, size_t size)
{
  CUdeviceptr at = j->scratch + *used;
  *used += ((size_t)count * size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  return at;
}

/* Deals scratch memory out; returns how much there must be.  The memory for values holds keys
   meanwhile, where keys are as long.  Integers that nobody wants the places of have none. */
static size_t deal (job *j)
{
  parameters *p = &j->parameters;
  int64_t total = p->n * p->columns;
  size_t place_size = j->is_wide ? sizeof (uint64_t) : sizeof (uint32_t), used = 0;
  bool has_places = p->order || nd_dtype_kind (j->routine->dtype) >= ND_KIND_FLOAT;
  p->state = take (j, &used, STAGES, sizeof (state));
  p->keys[0] = p->values && !j->is_complex ? (CUdeviceptr)(uintptr_t)p->values
                                           : take (j, &used, total, j->key_size);
  p->keys[1] = take (j, &used, total, j->key_size);
  for (int i = 0; i < 2 && has_places; i++)
    p->places[i] = take (j, &used, total, place_size);
  p->counts = take (j, &used, p->columns * DIGITS * (int64_t)p->tiles, place_size);
  p->totals = take (j, &used, p->columns * DIGITS, place_size);
  return used;
}

/* ---- launches ---------------------------------------------------------------------------- */

static nd_status launch (const job *j, const nd_cuda_kernel *kernel, const char *name,
                         int64_t blocks, nd_error *error)
{
  return nd_cuda_launch_blocks (j->cuda, kernel, name, blocks, &j->parameters,
                                nd_routine_name (ND_ROUTINE_SORT), error);
}

static nd_status sort_short_columns (job *j, nd_error *error)
{
  const nd_cuda_kernel *kernel;
  ND_RETURN_NOT_OK (find_kernel (j, &kernel, error));
  int64_t columns_of_block = TILE / j->routine->number[0];
  return launch (j, kernel, NULL, nd_cuda_tiles (j->routine->number[1], columns_of_block), error);
}

static nd_status sort_by_digits (job *j, const nd_cuda_kernel *kernel, nd_error *error)
{
  parameters *p = &j->parameters;
  int64_t tiles = p->columns * (int64_t)p->tiles;
  for (p->stage = 0; p->stage < (j->is_complex ? 2 : 1); p->stage++) {
    ND_RETURN_NOT_OK (launch (j, kernel, NULL, tiles, error));
    for (p->digit = 0; p->digit < (int)j->key_size; p->digit++) {
      ND_RETURN_NOT_OK (launch (j, kernel, "nd_count_digits", tiles, error));
      ND_RETURN_NOT_OK (launch (j, kernel, "nd_sum_digits", p->columns * DIGITS, error));
      ND_RETURN_NOT_OK (launch (j, kernel, "nd_move_digits", tiles, error));
    }
  }
  p->stage--;
  return launch (j, kernel, "nd_finish", tiles, error);
}

static nd_status sort_long_columns (job *j, nd_error *error)
{
  nd_cuda *cuda = j->cuda;
  const nd_cuda_kernel *kernel;
  ND_RETURN_NOT_OK (find_kernel (j, &kernel, error));
  ND_RETURN_NOT_OK (nd_cuda_scratch (cuda, deal (j), &j->scratch, error));
  deal (j);
  nd_status status = nd_cuda_check (
      cuda,
      cuda->driver->cuMemsetD8Async (j->parameters.state, 0, STAGES * sizeof (state), cuda->stream),
      nd_routine_name (ND_ROUTINE_SORT), error);
  if (status == ND_OK)
    status = sort_by_digits (j, kernel, error);
  nd_cuda_scratch_free (cuda, j->scratch);
  return status;
}

nd_status nd_cuda_sort (nd_cuda *cuda, nd_routine *routine, nd_error *error)
{
  bool is_complex = nd_dtype_is_complex (routine->dtype);
  size_t size = nd_dtype_size (routine->dtype);
  job j = {.cuda = cuda,
           .routine = routine,
           .is_wide = nd_cuda_is_wide (routine->number[0]),
           .is_complex = is_complex,
           .key_size = is_complex ? size / 2 : size,
           .parameters = {.x = routine->input[0],
                          .values = routine->output[0],
                          .order = routine->output[1],
                          .n = routine->number[0],
                          .columns = routine->number[1],
                          .tiles = (uint64_t)nd_cuda_tiles (routine->number[0], TILE),
                          .flip = routine->number[2] ? UINT64_MAX : 0,
                          .order_is_double = routine->other == ND_DOUBLE}};
  return is_short (routine) ? sort_short_columns (&j, error) : sort_long_columns (&j, error);
}
