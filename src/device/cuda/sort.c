/* Sorting columns: see kernels/sort_keys.cu. */
#include "device/cuda/routines_internal.h"
#include <stdio.h>

static const char keys_text[] =
#include "device/cuda/kernels/sort_keys.cu.h"
    ;
static const char elements_text[] =
#include "device/cuda/kernels/sort_elements.cu.h"
    ;
static const char ranks_text[] =
#include "device/cuda/kernels/sort_ranks.cu.h"
    ;
static const char short_text[] =
#include "device/cuda/kernels/sort_short.cu.h"
    ;
static const char long_text[] =
#include "device/cuda/kernels/sort_long.cu.h"
    ;
static const char ends_text[] =
#include "device/cuda/kernels/sort_ends.cu.h"
    ;
static const char counts_text[] =
#include "device/cuda/kernels/sort_counts.cu.h"
    ;
static const char moves_text[] =
#include "device/cuda/kernels/sort_moves.cu.h"
    ;

enum { TILE = 4096, DIGITS = 256 }; /* of sort_keys.cu */
enum { RANKING_THREADS = 512 };

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
  int stage, digit, order_is_double, needs_places;
  unsigned int reciprocal;
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

/* Its texts, so that none takes long to compile: short columns; the first and the last kernel for
   long ones; and what is between. */
static const struct {
  const char *name;
  int threads;       /* of a block */
  bool has_elements; /* or it is the same for all classes whose keys are as long */
  const char *texts[3];
} parts[] = {
    [ND_CUDA_SORT_SHORT] = {"short",
                            RANKING_THREADS,
                            true,
                            {elements_text, ranks_text, short_text}},
    [ND_CUDA_SORT_ENDS] = {"ends",
                           ND_CUDA_ROUTINE_THREADS,
                           true,
                           {elements_text, long_text, ends_text}},
    [ND_CUDA_SORT_COUNTS] = {"counts",
                             ND_CUDA_ROUTINE_THREADS,
                             false,
                             {nd_cuda_scan_rows_text, long_text, counts_text}},
    [ND_CUDA_SORT_MOVES] = {"moves", RANKING_THREADS, false, {ranks_text, long_text, moves_text}},
};
_Static_assert(sizeof parts / sizeof parts[0] == ND_CUDA_SORT_PARTS, "a row for every text");

/* The class that a text is for. */
static nd_dtype class_of (const nd_cuda_sort_text *context)
{
  static const nd_dtype keys[] = {ND_UINT8, ND_UINT16, ND_UINT32, ND_UINT64};
  nd_dtype dtype = context->routine->dtype;
  return parts[context->part].has_elements
             ? dtype
             : keys[__builtin_ctz ((unsigned)nd_dtype_size (nd_dtype_real (dtype)))];
}

void nd_cuda_write_sort (nd_text *text, const void *context)
{
  const nd_cuda_sort_text *t = context;
  nd_cuda_write_scan (text, nd_cuda_is_wide (t->routine->number[0]), parts[t->part].threads);
  nd_text_add_string (text, prologues[class_of (t)]);
  nd_text_add_string (text, keys_text);
  for (int i = 0; i < 3; i++)
    nd_text_add_string (text, parts[t->part].texts[i]);
}

static nd_status find_kernel (const job *j, nd_cuda_sort_part part, const nd_cuda_kernel **kernel,
                              nd_error *error)
{
  nd_cuda_sort_text context = {j->routine, part};
  nd_dtype dtype = class_of (&context);
  char key[64];
  snprintf (key, sizeof key, "sort %s%s %s%s", nd_dtype_is_complex (dtype) ? "complex " : "",
            nd_dtype_class (dtype), parts[part].name, j->is_wide ? " wide" : "");
  return nd_cuda_kernel_find (j->cuda, key, nd_cuda_write_sort, &context, kernel, error);
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

static nd_status launch (const job *j, nd_cuda_sort_part part, const char *name, int64_t blocks,
                         nd_error *error)
{
  const nd_cuda_kernel *kernel;
  ND_RETURN_NOT_OK (find_kernel (j, part, &kernel, error));
  return nd_cuda_launch_blocks_of (j->cuda, kernel, name, blocks, parts[part].threads,
                                   &j->parameters, nd_routine_name (ND_ROUTINE_SORT), error);
}

static nd_status sort_short_columns (job *j, nd_error *error)
{
  int64_t n = j->routine->number[0];
  j->parameters.reciprocal = (1U << 24) / (unsigned)n + 1;
  return launch (j, ND_CUDA_SORT_SHORT, NULL, nd_cuda_tiles (j->routine->number[1], TILE / n),
                 error);
}

static nd_status sort_by_digits (job *j, nd_error *error)
{
  parameters *p = &j->parameters;
  int64_t tiles = p->columns * (int64_t)p->tiles;
  for (p->stage = 0; p->stage < (j->is_complex ? 2 : 1); p->stage++) {
    ND_RETURN_NOT_OK (launch (j, ND_CUDA_SORT_ENDS, NULL, tiles, error));
    for (p->digit = 0; p->digit < (int)j->key_size; p->digit++) {
      ND_RETURN_NOT_OK (launch (j, ND_CUDA_SORT_COUNTS, NULL, tiles, error));
      ND_RETURN_NOT_OK (
          launch (j, ND_CUDA_SORT_COUNTS, "nd_sum_digits", p->columns * DIGITS, error));
      ND_RETURN_NOT_OK (launch (j, ND_CUDA_SORT_MOVES, NULL, tiles, error));
    }
  }
  p->stage--;
  return launch (j, ND_CUDA_SORT_ENDS, "nd_finish", tiles, error);
}

static nd_status sort_long_columns (job *j, nd_error *error)
{
  nd_cuda *cuda = j->cuda;
  ND_RETURN_NOT_OK (nd_cuda_scratch (cuda, deal (j), &j->scratch, error));
  deal (j);
  nd_status status = nd_cuda_check (
      cuda,
      cuda->driver->cuMemsetD8Async (j->parameters.state, 0, STAGES * sizeof (state), cuda->stream),
      nd_routine_name (ND_ROUTINE_SORT), error);
  if (status == ND_OK)
    status = sort_by_digits (j, error);
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
                          .order_is_double = routine->other == ND_DOUBLE,
                          .needs_places = is_complex || routine->output[1]}};
  return routine->number[0] <= TILE ? sort_short_columns (&j, error)
                                    : sort_long_columns (&j, error);
}
