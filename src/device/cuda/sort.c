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
static const char counts_text[] =
#include "device/cuda/kernels/sort_counts.cu.h"
    ;
static const char restore_text[] =
#include "device/cuda/kernels/sort_restore.cu.h"
    ;
static const char gather_text[] =
#include "device/cuda/kernels/sort_gather.cu.h"
    ;
static const char moves_text[] =
#include "device/cuda/kernels/sort_moves.cu.h"
    ;

/* Columns of up to SHORT elements are short. */
enum { SHORT = 4096, SHORT_THREADS = 512, MOVING_THREADS = 384, DIGITS = 256, MOST_KEY_BYTES = 8 };

/* nd_sort_state and nd_sort of sort_keys.cu */
typedef struct {
  uint32_t varying, loses, taken[MOST_KEY_BYTES + 1];
} state;

typedef struct {
  const void *x;
  CUdeviceptr made, made_from, keys[2], places[2], state, counts, told[2];
  void *values, *order;
  long long n, columns;
  unsigned long long tiles, parts, flip;
  int stage, digit, order_kind;
  unsigned int reciprocal;
} parameters;

enum { FROM_ONE, FROM_ZERO, FOR_NEXT_STAGE }; /* kinds of order */

typedef struct {
  nd_cuda *cuda;
  const nd_routine *routine;
  bool is_wide, is_complex, has_places;
  int key_size; /* bytes */
  parameters parameters;
  CUdeviceptr scratch;
  size_t zeros;            /* bytes at its beginning that a stage wants to be zero */
  CUdeviceptr by_argument; /* order of complex numbers by stage 0 */
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
#define DOUBLE                                                                                     \
  BITS_64 "#define ND_SIGN 0x8000000000000000ull\n"                                                \
          "#define ND_INFINITE 0x7ff0000000000000ull\n"                                            \
          "#define ND_NAN 0x7ff8000000000000ull\n"
#define SINGLE                                                                                     \
  BITS_32 "#define ND_SIGN 0x80000000u\n"                                                          \
          "#define ND_INFINITE 0x7f800000u\n"                                                      \
          "#define ND_NAN 0x7fc00000u\n"

/* What a class's text begins with.  The square of a single number fits a double, so that absolute
   values of complex singles are rounded once, as the CPU's are.  Integers as long as each other
   have the same text. */
static const char *const prologues[ND_DTYPE_COUNT] = {
    [ND_UINT8] = BITS_8,
    [ND_UINT16] = BITS_16,
    [ND_UINT32] = BITS_32,
    [ND_UINT64] = BITS_64,
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

/* Its texts, so that none takes long to compile: short columns; the first and the last kernel for
   long ones; those between, for keys alone and with places. */
static const struct {
  const char *name;
  int threads;       /* of a block */
  bool is_for_reals; /* or there is another one for complex numbers */
  const char *start, *texts[3];
} parts[] = {
    [ND_CUDA_SORT_SHORT] =
        {"short", SHORT_THREADS, false, "", {elements_text, ranks_text, short_text}},
    [ND_CUDA_SORT_ENDS] =
        {"ends", ND_CUDA_ROUTINE_THREADS, false, "", {elements_text, long_text, counts_text}},
    [ND_CUDA_SORT_KEYS] = {"keys",
                           MOVING_THREADS,
                           true,
                           "#define ND_HAS_PLACES 0\n",
                           {ranks_text, long_text, moves_text}},
    [ND_CUDA_SORT_PLACES] = {"places",
                             MOVING_THREADS,
                             true,
                             "#define ND_HAS_PLACES 1\n",
                             {ranks_text, long_text, moves_text}},
};
_Static_assert(sizeof parts / sizeof parts[0] == ND_CUDA_SORT_PARTS, "a row for every text");

/* The kernel that comes last, after those that count; integers do without. */
static const char *const finishes[] = {[ND_KIND_LOGICAL] = "",
                                       [ND_KIND_INTEGER] = "",
                                       [ND_KIND_FLOAT] = restore_text,
                                       [ND_KIND_COMPLEX] = gather_text};

/* The class that a text is for. */
static nd_dtype class_of (const nd_cuda_sort_text *context)
{
  static const nd_dtype integers[] = {ND_UINT8, ND_UINT16, ND_UINT32, ND_UINT64};
  nd_dtype dtype = context->routine->dtype;
  if (nd_dtype_kind (dtype) < ND_KIND_FLOAT)
    return integers[__builtin_ctz ((unsigned)nd_dtype_size (dtype))];
  return parts[context->part].is_for_reals ? nd_dtype_real (dtype) : dtype;
}

/* Two bits of a word that holds a position tell what it means. */
static bool is_wide (const nd_routine *routine)
{
  return nd_cuda_is_wide (routine->number[0]) || routine->number[0] >= INT64_C (1) << 30;
}

static size_t key_size_of (const nd_routine *routine)
{
  return nd_dtype_size (nd_dtype_real (routine->dtype));
}

/* Elements of a long column that a block moves at once: as many as fit its shared memory, and its
   registers. */
static int tile_of (const nd_routine *routine)
{
  return MOVING_THREADS *
         (is_wide (routine) || key_size_of (routine) > sizeof (uint32_t) ? 12 : 16);
}

void nd_cuda_write_sort (nd_text *text, const void *context)
{
  const nd_cuda_sort_text *t = context;
  nd_cuda_write_scan (text, is_wide (t->routine), parts[t->part].threads);
  nd_text_add_string (text, prologues[class_of (t)]);
  nd_text_add (text, "enum { ND_TILE = %d };\n",
               t->part == ND_CUDA_SORT_SHORT ? SHORT : tile_of (t->routine));
  nd_text_add_string (text, parts[t->part].start);
  nd_text_add_string (text, keys_text);
  for (int i = 0; i < 3; i++)
    nd_text_add_string (text, parts[t->part].texts[i]);
  if (t->part == ND_CUDA_SORT_ENDS)
    nd_text_add_string (text, finishes[nd_dtype_kind (t->routine->dtype)]);
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

enum { ALIGNMENT = 256 };

/* Takes `count` elements of `size` bytes off the scratch memory, of which `used` bytes are taken.
 */
static CUdeviceptr take (const job *j, size_t *used, int64_t count, size_t size)
{
  CUdeviceptr at = j->scratch + *used;
  *used += ((size_t)count * size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  return at;
}

/* What a result is moved to and from meanwhile: its own memory, where there is any. */
static CUdeviceptr take_or_share (const job *j, const void *result, size_t *used, int64_t count,
                                  size_t size)
{
  return result ? (CUdeviceptr)(uintptr_t)result : take (j, used, count, size);
}

/* Deals scratch memory out; returns how much there must be. */
static size_t deal (job *j)
{
  parameters *p = &j->parameters;
  const nd_routine *r = j->routine;
  int64_t total = p->n * p->columns, words = p->columns * (int64_t)p->tiles * DIGITS;
  size_t place_size = j->is_wide ? sizeof (uint64_t) : sizeof (uint32_t);
  size_t key_size = (size_t)j->key_size, used = 0;
  p->state = take (j, &used, 1, sizeof (state));
  p->counts = take (j, &used, p->columns * j->key_size * DIGITS, place_size);
  p->told[0] = take (j, &used, words, place_size);
  j->zeros = used;
  p->told[1] = take (j, &used, words, place_size);
  p->keys[0] = take_or_share (j, r->output[0], &used, total, key_size);
  p->keys[1] = take (j, &used, total, key_size);
  if (j->has_places) {
    p->places[0] = take_or_share (j, r->output[1], &used, total, place_size);
    p->places[1] = take (j, &used, total, place_size);
  }
  if (j->is_complex) {
    p->made = take (j, &used, total, key_size);
    j->by_argument = take (j, &used, total, place_size);
  }
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
  return launch (j, ND_CUDA_SORT_SHORT, NULL, nd_pieces (j->routine->number[1], SHORT / n), error);
}

/* Counts the digits of the stage's keys, then moves these by each digit. */
static nd_status sort_by_keys (job *j, nd_error *error)
{
  nd_cuda *cuda = j->cuda;
  parameters *p = &j->parameters;
  nd_cuda_sort_part moves = j->has_places ? ND_CUDA_SORT_PLACES : ND_CUDA_SORT_KEYS;
  ND_RETURN_NOT_OK (
      nd_cuda_check (cuda, cuda->driver->cuMemsetD8Async (p->state, 0, j->zeros, cuda->stream),
                     nd_routine_name (ND_ROUTINE_SORT), error));
  ND_RETURN_NOT_OK (launch (j, ND_CUDA_SORT_ENDS, NULL, p->columns * (int64_t)p->parts, error));
  for (p->digit = 0; p->digit < j->key_size; p->digit++)
    ND_RETURN_NOT_OK (launch (j, moves, NULL, p->columns * (int64_t)p->tiles, error));
  return ND_OK;
}

/* First by the argument, which yields nothing but an order. */
static nd_status sort_complex (job *j, nd_error *error)
{
  parameters *p = &j->parameters;
  parameters last = *p;
  p->order = (void *)(uintptr_t)j->by_argument;
  p->order_kind = FOR_NEXT_STAGE;
  p->values = NULL;
  ND_RETURN_NOT_OK (sort_by_keys (j, error));
  p->stage = 1;
  p->made_from = j->by_argument;
  p->order = last.order;
  p->order_kind = last.order_kind;
  if (!p->order) {
    p->order = (void *)(uintptr_t)p->places[0];
    p->order_kind = FOR_NEXT_STAGE;
  }
  ND_RETURN_NOT_OK (sort_by_keys (j, error));
  p->values = last.values;
  return ND_OK;
}

static nd_status sort_by_digits (job *j, nd_error *error)
{
  parameters *p = &j->parameters;
  ND_RETURN_NOT_OK ((j->is_complex ? sort_complex : sort_by_keys) (j, error));
  if (!p->values || nd_dtype_kind (j->routine->dtype) < ND_KIND_FLOAT)
    return ND_OK;
  return launch (j, ND_CUDA_SORT_ENDS, "nd_finish",
                 nd_cuda_resident_blocks (j->cuda, p->n * p->columns), error);
}

/* A few blocks for each that fits the device at once, but none for a few elements. */
static int64_t counting_blocks (const job *j)
{
  int64_t n = j->routine->number[0], columns = j->routine->number[1];
  int64_t blocks = 4 * nd_cuda_resident_blocks (j->cuda, n * columns) / columns;
  int64_t most = nd_pieces (n, SHORT);
  return blocks < 1 ? 1 : blocks < most ? blocks : most;
}

static nd_status sort_long_columns (job *j, nd_error *error)
{
  j->parameters.tiles = (uint64_t)nd_pieces (j->routine->number[0], tile_of (j->routine));
  j->parameters.parts = (uint64_t)counting_blocks (j);
  ND_RETURN_NOT_OK (nd_cuda_scratch (j->cuda, deal (j), &j->scratch, error));
  deal (j);
  nd_status status = sort_by_digits (j, error);
  nd_cuda_scratch_free (j->cuda, j->scratch);
  return status;
}

/* What turns the order of keys around; and the signs of integers, whose negative numbers have the
   greatest bits. */
static uint64_t flip_of (const nd_routine *routine)
{
  uint64_t flip = routine->number[2] ? UINT64_MAX : 0;
  if (routine->dtype >= ND_INT8 && routine->dtype <= ND_INT64)
    flip ^= UINT64_C (1) << (8 * nd_dtype_size (routine->dtype) - 1);
  return flip;
}

nd_status nd_cuda_sort (nd_cuda *cuda, nd_routine *routine, nd_error *error)
{
  bool is_complex = nd_dtype_is_complex (routine->dtype);
  job j = {.cuda = cuda,
           .routine = routine,
           .is_wide = is_wide (routine),
           .is_complex = is_complex,
           .has_places = is_complex || routine->output[1],
           .key_size = (int)key_size_of (routine),
           .parameters = {.x = routine->input[0],
                          .values = routine->output[0],
                          .order = routine->output[1],
                          .order_kind = routine->other == ND_DOUBLE ? FROM_ONE : FROM_ZERO,
                          .n = routine->number[0],
                          .columns = routine->number[1],
                          .flip = flip_of (routine)}};
  return routine->number[0] <= SHORT ? sort_short_columns (&j, error)
                                     : sort_long_columns (&j, error);
}
