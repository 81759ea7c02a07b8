#include "device/cpu/transpose.h"
#include "device/cpu/kernels.h"
#include "device/cpu/walk.h"
#include "device/device.h"
#include <stdlib.h>
#include <string.h>

/* A tile is ROWS x COLUMNS elements: ROWS along the output's fastest dimension, COLUMNS along the
   input's fastest one or two.  Input rows are read as they lie and turned in a buffer. */
enum {
  TILE_ROWS = 64,
  TILE_COLUMNS = 64,
  LARGEST_ELEMENT = 16,
  FEW =
      16, /* an input dimension shorter than this (colour channels) shares the tile with another */
  POLL_ELEMENTS = 1 << 17
};

typedef struct {
  const nd_launch *launch;
  const nd_access *in, *out;
  size_t in_size, out_size;
  nd_kernel *cast;                      /* NULL: the classes are the same */
  int inner;                            /* the input's fastest dimension */
  int outer;                            /* the second fastest, when `inner` is short; else -1 */
  int64_t columns_inner, columns_outer; /* largest extents within a tile */
} tiling;

static bool is_plain_copy (const nd_program *program)
{
  const nd_instruction *code = program->code;
  if (program->length == 2)
    return code[0].op == ND_OP_LOAD && code[1].op == ND_OP_STORE;
  return program->length == 3 && code[0].op == ND_OP_LOAD && code[1].op == ND_OP_CAST &&
         code[2].op == ND_OP_STORE;
}

/* The dimension (not 0, not `except`) that the input walks in the smallest steps; -1: none. */
static int fastest_input_dimension (const nd_launch *launch, int except)
{
  const int64_t *strides = launch->input[0].strides;
  int best = -1;
  for (int d = 1; d < launch->ndims; d++)
    if (d != except && strides[d] != 0 && (best < 0 || llabs (strides[d]) < llabs (strides[best])))
      best = d;
  return best;
}

bool nd_cpu_is_transpose (const nd_launch *launch)
{
  if (launch->ndims < 2 || !is_plain_copy (launch->program) || launch->input[0].has_lists ||
      launch->output[0].has_lists)
    return false;
  int inner = fastest_input_dimension (launch, 0);
  return inner > 0 &&
         llabs (launch->input[0].strides[inner]) < llabs (launch->input[0].strides[0]) &&
         launch->dims[0] >= 8;
}

static int64_t smaller (int64_t a, int64_t b)
{
  return a < b ? a : b;
}

static void make_tiling (tiling *t, const nd_launch *launch)
{
  const nd_instruction *code = launch->program->code;
  nd_dtype from = (nd_dtype)code[0].dtype, to = (nd_dtype)code[1].dtype;
  t->launch = launch;
  t->in = &launch->input[0];
  t->out = &launch->output[0];
  t->in_size = nd_dtype_size (from);
  t->out_size = nd_dtype_size (to);
  t->cast = launch->program->length == 3 ? nd_cpu_cast_kernel (from, to) : NULL;
  t->inner = fastest_input_dimension (launch, 0);
  t->outer = -1;
  t->columns_inner = smaller (launch->dims[t->inner], TILE_COLUMNS);
  t->columns_outer = 1;
  if (launch->dims[t->inner] < FEW)
    t->outer = fastest_input_dimension (launch, t->inner);
  if (t->outer >= 0)
    t->columns_outer = smaller (launch->dims[t->outer], TILE_COLUMNS / t->columns_inner);
}

/* ---- one tile
 * -------------------------------------------------------------------------------------- */

/* turned(column, row) = in(row, column), where one row of `in` is `row_step` elements on. */
#define DEFINE_TURN(size)                                                                          \
  static void turn_##size (void *turned, const void *in, int64_t row_step, int64_t column_step,    \
                           int64_t rows, int64_t columns)                                          \
  {                                                                                                \
    nd_bytes_##size *to = turned;                                                                  \
    const nd_bytes_##size *from = in;                                                              \
    for (int64_t column = 0; column < columns; column++)                                           \
      for (int64_t row = 0; row < rows; row++)                                                     \
        to[column * TILE_ROWS + row] = from[row * row_step + column * column_step];                \
  }
DEFINE_TURN (1)
DEFINE_TURN (2)
DEFINE_TURN (4)
DEFINE_TURN (8)
DEFINE_TURN (16)

typedef void turn_function (void *turned, const void *in, int64_t row_step, int64_t column_step,
                            int64_t rows, int64_t columns);
static turn_function *const turns[] = {turn_1, turn_2, turn_4, turn_8, turn_16};

/* Writes one run of `rows` elements along the output's fastest dimension. */
static void put_run (const tiling *t, const char *run, char *to, int64_t rows)
{
  int64_t stride = t->out->strides[0];
  char converted[TILE_ROWS * LARGEST_ELEMENT];
  if (t->cast && stride == 1) {
    t->cast (to, run, NULL, (size_t)rows);
    return;
  }
  if (t->cast) {
    t->cast (converted, run, NULL, (size_t)rows);
    run = converted;
  }
  if (stride == 1)
    memcpy (to, run, (size_t)rows * t->out_size);
  else
    for (int64_t i = 0; i < rows; i++)
      memcpy (to + i * stride * (int64_t)t->out_size, run + i * (int64_t)t->out_size, t->out_size);
}

static void copy_tile (const tiling *t, const char *in, char *out, int64_t rows, int64_t inner,
                       int64_t outer)
{
  _Alignas(64) char turned[TILE_ROWS * TILE_COLUMNS * LARGEST_ELEMENT];
  const int64_t *from = t->in->strides, *to = t->out->strides;
  turn_function *turn = turns[__builtin_ctz ((unsigned)t->in_size)];
  for (int64_t k = 0; k < outer; k++) {
    const char *in_k = in + (t->outer < 0 ? 0 : k * from[t->outer] * (int64_t)t->in_size);
    char *out_k = out + (t->outer < 0 ? 0 : k * to[t->outer] * (int64_t)t->out_size);
    turn (turned, in_k, from[0], from[t->inner], rows, inner);
    for (int64_t i = 0; i < inner; i++)
      put_run (t, turned + i * TILE_ROWS * (int64_t)t->in_size,
               out_k + i * to[t->inner] * (int64_t)t->out_size, rows);
  }
}

/* ---- all tiles
 * ------------------------------------------------------------------------------------- */

static int64_t tile_extent (const tiling *t, int d)
{
  return d == 0          ? TILE_ROWS
         : d == t->inner ? t->columns_inner
         : d == t->outer ? t->columns_outer
                         : 1;
}

/* Moves `index` to the next tile: columns first, so that output pages stay in use, then the rest.
 */
static bool next_tile (const tiling *t, int64_t *index)
{
  for (int d = 0; d < t->launch->ndims; d++) {
    index[d] += tile_extent (t, d);
    if (index[d] < t->launch->dims[d])
      return true;
    index[d] = 0;
  }
  return false;
}

static int64_t rest (const tiling *t, const int64_t *index, int d)
{
  return d < 0 ? 1 : smaller (t->launch->dims[d] - index[d], tile_extent (t, d));
}

nd_status nd_cpu_transpose (nd_launch *launch, nd_error *error)
{
  tiling t;
  int64_t index[ND_MAX_DIMS] = {0};
  int64_t since_poll = 0;
  make_tiling (&t, launch);
  do {
    int64_t rows = rest (&t, index, 0), inner = rest (&t, index, t.inner),
            outer = rest (&t, index, t.outer);
    copy_tile (&t, nd_walk_address (launch, t.in, t.in_size, index),
               nd_walk_address (launch, t.out, t.out_size, index), rows, inner, outer);
    since_poll += rows * inner * outer;
    if (since_poll >= POLL_ELEMENTS) {
      since_poll = 0;
      if (!launch->program->must_finish && nd_should_stop ())
        return nd_fail (error, ND_INTERRUPTED, "interrupted");
    }
  } while (next_tile (&t, index));
  return ND_OK;
}
