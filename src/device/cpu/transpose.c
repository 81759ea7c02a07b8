#include "device/cpu/transpose.h"
#include "device/cpu/kernels/kernels.h"
#include "device/cpu/walk.h"
#include "device/device.h"
#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* A tile is at most TILE rows, along the output's fastest dimension, by TILE columns, along the
   input's fastest one.  A dimension shorter than FEW (colour channels) shares its side of the tile
   with the next.  Tiles are turned in a buffer, so that both memories are walked as they lie. */
enum { TILE = 64, LARGEST_ELEMENT = 16, FEW = 16, WORTH_IT = 8, POLL_ELEMENTS = 1 << 17 };

/* The dimensions along one side of a tile, and how far they go within it. */
typedef struct {
  int count;
  int dims[2];
  int64_t extents[2];
} side;

typedef struct {
  const nd_launch *launch;
  const nd_access *in, *out;
  size_t in_size, out_size;
  nd_kernel *cast; /* NULL: the classes are the same */
  side rows, columns;
} tiling;

/* ---- choosing ---------------------------------------------------------------------------- */

static bool is_plain_copy (const nd_program *program)
{
  const nd_instruction *code = program->code;
  if (program->length == 2)
    return code[0].op == ND_OP_LOAD && code[1].op == ND_OP_STORE;
  return program->length == 3 && code[0].op == ND_OP_LOAD && code[1].op == ND_OP_CAST &&
         code[2].op == ND_OP_STORE;
}

static bool is_in (const side *s, int d)
{
  return (s->count > 0 && s->dims[0] == d) || (s->count > 1 && s->dims[1] == d);
}

/* The dimension outside `taken` that `x` walks in the smallest steps; -1: none. */
static int fastest_dimension (const nd_launch *launch, const nd_access *x, const side *taken,
                              const side *also_taken)
{
  int best = -1;
  for (int d = 0; d < launch->ndims; d++)
    if (!is_in (taken, d) && !is_in (also_taken, d) && x->strides[d] != 0 &&
        (best < 0 || llabs (x->strides[d]) < llabs (x->strides[best])))
      best = d;
  return best;
}

/* Fills a side with the fastest dimension of `x`, and the next when that one is short. */
static void choose_side (side *s, const nd_launch *launch, const nd_access *x, const side *taken)
{
  int64_t room = TILE;
  s->count = 0;
  while (s->count < 2 && room > TILE / FEW) {
    int d = fastest_dimension (launch, x, s, taken);
    if (d < 0)
      return;
    int64_t extent = launch->dims[d] < room ? launch->dims[d] : room;
    s->dims[s->count] = d;
    s->extents[s->count++] = extent;
    room /= extent;
  }
}

static int64_t side_size (const side *s)
{
  return (s->count > 0 ? s->extents[0] : 1) * (s->count > 1 ? s->extents[1] : 1);
}

static void choose_sides (side *rows, side *columns, const nd_launch *launch)
{
  const side none = {.count = 0};
  choose_side (rows, launch, &launch->output[0], &none);
  choose_side (columns, launch, &launch->input[0], rows);
}

bool nd_cpu_is_transpose (const nd_launch *launch)
{
  const side none = {.count = 0};
  side rows, columns;
  if (launch->ndims < 2 || !is_plain_copy (launch->program) || launch->input[0].has_lists ||
      launch->output[0].has_lists)
    return false;
  choose_sides (&rows, &columns, launch);
  int fastest = fastest_dimension (launch, &launch->input[0], &none, &none);
  return is_in (&columns, fastest) && side_size (&rows) >= WORTH_IT &&
         side_size (&columns) >= WORTH_IT;
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
  choose_sides (&t->rows, &t->columns, launch);
}

/* ---- turning ----------------------------------------------------------------------------- */

/* Where the elements of a side lie, in elements from the tile's first. */
typedef struct {
  int64_t count;
  bool is_consecutive;
  int64_t offsets[TILE];
} positions;

/* turned(column, row) = in(row, column) for rows and columns from some on. */
#define DEFINE_TURN(size)                                                                          \
  static void turn_##size (void *turned, const void *in, const positions *rows,                    \
                           const positions *columns, int64_t first_row, int64_t first_column)      \
  {                                                                                                \
    nd_bytes_##size *to = turned;                                                                  \
    const nd_bytes_##size *from = in;                                                              \
    for (int64_t row = first_row; row < rows->count; row++)                                        \
      for (int64_t column = first_column; column < columns->count; column++)                       \
        to[column * TILE + row] = from[rows->offsets[row] + columns->offsets[column]];             \
  }
DEFINE_TURN (1)
DEFINE_TURN (2)
DEFINE_TURN (4)
DEFINE_TURN (8)
DEFINE_TURN (16)

/* One step of turning 8 x 8 bytes: swaps the off-diagonal blocks of two words. */
static inline void swap_blocks (uint64_t *a, uint64_t *b, int bits, uint64_t mask)
{
  uint64_t difference = ((*a >> bits) ^ *b) & mask;
  *b ^= difference;
  *a ^= difference << bits;
}

/* Byte i of word j becomes byte j of word i, where byte 0 is the lowest. */
static inline void turn_words (uint64_t w[8])
{
  for (int i = 0; i < 4; i++)
    swap_blocks (&w[i], &w[i + 4], 32, 0x00000000FFFFFFFF);
  for (int half = 0; half < 8; half += 4)
    for (int i = half; i < half + 2; i++)
      swap_blocks (&w[i], &w[i + 2], 16, 0x0000FFFF0000FFFF);
  for (int i = 0; i < 8; i += 2)
    swap_blocks (&w[i], &w[i + 1], 8, 0x00FF00FF00FF00FF);
}

/* Bytes whose columns are consecutive: 8 x 8 at a time, then what is left at two edges. */
static void turn_bytes (char *turned, const char *in, const positions *rows,
                        const positions *columns)
{
  int64_t whole_rows = rows->count / 8 * 8, whole_columns = columns->count / 8 * 8;
  for (int64_t row = 0; row < whole_rows; row += 8)
    for (int64_t column = 0; column < whole_columns; column += 8) {
      uint64_t w[8];
      for (int i = 0; i < 8; i++)
        memcpy (&w[i], in + rows->offsets[row + i] + column, 8);
      turn_words (w);
      for (int i = 0; i < 8; i++)
        memcpy (turned + (column + i) * TILE + row, &w[i], 8);
    }
  turn_1 (turned, in, rows, columns, whole_rows, 0);
  turn_1 (turned, in, rows, columns, 0, whole_columns);
}

typedef void turn_function (void *turned, const void *in, const positions *rows,
                            const positions *columns, int64_t first_row, int64_t first_column);
static turn_function *const turns[] = {turn_1, turn_2, turn_4, turn_8, turn_16};

static void turn (const tiling *t, char *turned, const char *in, const positions *rows,
                  const positions *columns)
{
  if (t->in_size == 1 && columns->is_consecutive && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__)
    turn_bytes (turned, in, rows, columns);
  else
    turns[__builtin_ctz ((unsigned)t->in_size)](turned, in, rows, columns, 0, 0);
}

/* ---- one tile ---------------------------------------------------------------------------- */

static int64_t smaller (int64_t a, int64_t b)
{
  return a < b ? a : b;
}

/* How far the tile at `index` goes along a dimension of a side: less at the edges. */
static int64_t tile_extent (const tiling *t, const side *s, int i, const int64_t *index)
{
  if (i >= s->count)
    return 1;
  return smaller (s->extents[i], t->launch->dims[s->dims[i]] - index[s->dims[i]]);
}

static void find_positions (positions *p, const tiling *t, const side *s, const nd_access *x,
                            const int64_t *index)
{
  assert (s->count > 0);
  int64_t first = tile_extent (t, s, 0, index), second = tile_extent (t, s, 1, index);
  int64_t first_stride = x->strides[s->dims[0]];
  int64_t second_stride = s->count > 1 ? x->strides[s->dims[1]] : 0;
  p->count = 0;
  p->is_consecutive = true;
  for (int64_t j = 0; j < second; j++)
    for (int64_t i = 0; i < first; i++) {
      int64_t offset = i * first_stride + j * second_stride;
      p->is_consecutive = p->is_consecutive && offset == p->count;
      p->offsets[p->count++] = offset;
    }
}

/* Writes one turned column: a run along the output's fastest dimensions. */
static void put_run (const tiling *t, const char *run, char *to, const positions *rows)
{
  char converted[TILE * LARGEST_ELEMENT];
  if (t->cast) {
    char *target = rows->is_consecutive ? to : converted;
    t->cast (target, run, NULL, (size_t)rows->count);
    run = target;
  }
  if (run == to)
    return;
  if (rows->is_consecutive)
    memcpy (to, run, (size_t)rows->count * t->out_size);
  else
    for (int64_t i = 0; i < rows->count; i++)
      memcpy (to + rows->offsets[i] * (int64_t)t->out_size, run + i * (int64_t)t->out_size,
              t->out_size);
}

static int64_t copy_tile (const tiling *t, const int64_t *index)
{
  _Alignas(64) char turned[TILE * TILE * LARGEST_ELEMENT];
  positions rows, columns;
  const char *in = nd_walk_address (t->launch, t->in, t->in_size, index);
  char *out = nd_walk_address (t->launch, t->out, t->out_size, index);
  find_positions (&rows, t, &t->rows, t->in, index);
  find_positions (&columns, t, &t->columns, t->in, index);
  turn (t, turned, in, &rows, &columns);
  find_positions (&rows, t, &t->rows, t->out, index);
  find_positions (&columns, t, &t->columns, t->out, index);
  for (int64_t i = 0; i < columns.count; i++)
    put_run (t, turned + i * TILE * (int64_t)t->in_size,
             out + columns.offsets[i] * (int64_t)t->out_size, &rows);
  return rows.count * columns.count;
}

/* ---- all tiles --------------------------------------------------------------------------- */

static int64_t step_along (const tiling *t, int d)
{
  for (int i = 0; i < 2; i++) {
    if (i < t->rows.count && t->rows.dims[i] == d)
      return t->rows.extents[i];
    if (i < t->columns.count && t->columns.dims[i] == d)
      return t->columns.extents[i];
  }
  return 1;
}

/* Moves `index` to the next tile; false after the last. */
static bool next_tile (const tiling *t, int64_t *index)
{
  for (int d = 0; d < t->launch->ndims; d++) {
    index[d] += step_along (t, d);
    if (index[d] < t->launch->dims[d])
      return true;
    index[d] = 0;
  }
  return false;
}

nd_status nd_cpu_transpose (nd_launch *launch, nd_error *error)
{
  tiling t;
  int64_t index[ND_MAX_DIMS] = {0};
  int64_t since_poll = 0;
  make_tiling (&t, launch);
  do {
    since_poll += copy_tile (&t, index);
    if (since_poll < POLL_ELEMENTS)
      continue;
    since_poll = 0;
    if (!launch->program->must_finish && nd_should_stop ())
      return nd_fail (error, ND_INTERRUPTED, "interrupted");
  } while (next_tile (&t, index));
  return ND_OK;
}
