#include "device/cpu/tile.h"
#include "base/numbers.h"
#include "device/cpu/kernels/kernels.h"
#include "device/cpu/walk.h"
#include <stdlib.h>
#include <string.h>

/* A dimension shorter than FEW shares its side of the tile; sides shorter than WORTH_IT gain
   nothing. */
enum {
  FEW = 16,
  WORTH_IT = 8,
  STREAM_FROM = 256, /* bytes: shorter pieces are hardly whole lines */
  LINE = 64,         /* bytes of a cache's line, and how many columns ahead lines are asked for */
  AHEAD = 4
};

/* ---- choosing ---------------------------------------------------------------------------- */

static bool is_in (const nd_tile_side *side, int d)
{
  return (side->count > 0 && side->dims[0] == d) || (side->count > 1 && side->dims[1] == d);
}

/* The dimension outside both sides that `x` walks in the smallest steps; -1: none. */
static int fastest_dimension (const nd_launch *launch, const nd_access *x, const nd_tile_side *a,
                              const nd_tile_side *b)
{
  int best = -1;
  for (int d = 0; d < launch->ndims; d++)
    if (!is_in (a, d) && !is_in (b, d) && x->strides[d] != 0 &&
        (best < 0 || llabs (x->strides[d]) < llabs (x->strides[best])))
      best = d;
  return best;
}

/* A row of two dimensions has a short one, which the input may walk as it likes. */
static int fastest_but_short (const nd_tiling *t, const nd_access *x)
{
  nd_tile_side none = {.count = 0}, apart = {.count = 0};
  if (t->rows.count == 2) {
    apart.count = 1;
    apart.dims[0] = t->rows.dims[0];
  }
  return fastest_dimension (t->launch, x, &apart, &none);
}

/* Fills a side with the fastest dimension of `x`, and the next when that one is short. */
static void choose_side (nd_tile_side *side, const nd_launch *launch, const nd_access *x,
                         const nd_tile_side *taken, int64_t room)
{
  int64_t enough = room / FEW;
  side->count = 0;
  while (side->count < 2 && room > enough) {
    int d = fastest_dimension (launch, x, side, taken);
    if (d < 0)
      return;
    int64_t extent = launch->dims[d] < room ? launch->dims[d] : room;
    side->dims[side->count] = d;
    side->extents[side->count++] = extent;
    room /= extent;
  }
}

static int64_t side_size (const nd_tile_side *side)
{
  return (side->count > 0 ? side->extents[0] : 1) * (side->count > 1 ? side->extents[1] : 1);
}

/* Chooses the sides; does the input walk along the rows, but faster along the columns? */
static bool is_turned (nd_tiling *t, const nd_access *input, int64_t max_rows, int64_t max_columns)
{
  const nd_launch *launch = t->launch;
  const nd_tile_side none = {.count = 0};
  choose_side (&t->rows, launch, &launch->output[0], &none, max_rows);
  if (t->rows.count == 0 || input->strides[t->rows.dims[0]] == 0)
    return false;
  choose_side (&t->columns, launch, input, &t->rows, max_columns);
  return is_in (&t->columns, fastest_but_short (t, input)) && side_size (&t->rows) >= WORTH_IT &&
         side_size (&t->columns) >= WORTH_IT;
}

static bool has_lists (const nd_launch *launch)
{
  for (int i = 0; i < launch->program->inputs; i++)
    if (launch->input[i].has_lists)
      return true;
  for (int i = 0; i < launch->program->outputs; i++)
    if (launch->output[i].has_lists)
      return true;
  return false;
}

bool nd_tiling_find (nd_tiling *tiling, const nd_launch *launch, int64_t max_rows,
                     int64_t max_columns)
{
  tiling->launch = launch;
  if (launch->ndims < 2 || launch->program->outputs == 0 || has_lists (launch))
    return false;
  for (int i = 0; i < launch->program->inputs; i++)
    if (is_turned (tiling, &launch->input[i], max_rows, max_columns))
      return true;
  return false;
}

/* ---- where tiles lie --------------------------------------------------------------------- */

static int64_t step_along (const nd_tiling *t, int d)
{
  for (int i = 0; i < 2; i++) {
    if (i < t->rows.count && t->rows.dims[i] == d)
      return t->rows.extents[i];
    if (i < t->columns.count && t->columns.dims[i] == d)
      return t->columns.extents[i];
  }
  return 1;
}

static int64_t tiles_along (const nd_tiling *t, int d)
{
  int64_t step = step_along (t, d);
  return nd_pieces (t->launch->dims[d], step);
}

int64_t nd_tiling_count (const nd_tiling *tiling)
{
  int64_t count = 1;
  for (int d = 0; d < tiling->launch->ndims; d++)
    count *= tiles_along (tiling, d);
  return count;
}

void nd_tiling_start (const nd_tiling *tiling, int64_t i, int64_t *index)
{
  for (int d = 0; d < tiling->launch->ndims; d++) {
    int64_t count = tiles_along (tiling, d);
    index[d] = i % count * step_along (tiling, d);
    i /= count;
  }
}

/* How far the tile at `index` goes along dimension i of a side. */
static int64_t tile_extent (const nd_tiling *t, const nd_tile_side *side, int i,
                            const int64_t *index)
{
  if (i >= side->count)
    return 1;
  int64_t left = t->launch->dims[side->dims[i]] - index[side->dims[i]];
  return side->extents[i] < left ? side->extents[i] : left;
}

static int64_t side_length (const nd_tiling *t, const nd_tile_side *side, const int64_t *index)
{
  return tile_extent (t, side, 0, index) * tile_extent (t, side, 1, index);
}

int64_t nd_tile_size (const nd_tiling *tiling, const int64_t *index)
{
  return side_length (tiling, &tiling->rows, index) * side_length (tiling, &tiling->columns, index);
}

/* ---- where an operand's elements lie ----------------------------------------------------- */

typedef struct {
  int64_t count;
  bool is_consecutive;
  int64_t offsets[ND_TILE_SIDE]; /* in elements from the tile's first */
} positions;

static void find_positions (positions *p, const nd_tiling *t, const nd_tile_side *side,
                            const nd_access *x, const int64_t *index)
{
  int64_t first = tile_extent (t, side, 0, index), second = tile_extent (t, side, 1, index);
  int64_t first_stride = side->count > 0 ? x->strides[side->dims[0]] : 0;
  int64_t second_stride = side->count > 1 ? x->strides[side->dims[1]] : 0;
  p->count = 0;
  p->is_consecutive = true;
  for (int64_t j = 0; j < second; j++)
    for (int64_t i = 0; i < first; i++) {
      int64_t offset = i * first_stride + j * second_stride;
      p->is_consecutive = p->is_consecutive && offset == p->count;
      p->offsets[p->count++] = offset;
    }
}

/* ---- moving ------------------------------------------------------------------------------ */

/* Element (row, column) of an operand is run[row + column * rows]; eight rows at a time, so that
   whole lines are read and written, while the next eight are asked for.  Rows and columns from some
   on. */
#define DEFINE_MOVES(size)                                                                         \
  static void gather_##size (void *run, const void *base, const positions *restrict rows,          \
                             const positions *restrict columns, int64_t first_row,                 \
                             int64_t first_column)                                                 \
  {                                                                                                \
    nd_bytes_##size *restrict to = run;                                                            \
    const nd_bytes_##size *restrict from = base;                                                   \
    int64_t row = first_row, count = rows->count;                                                  \
    for (; row + 8 <= count; row += 8) {                                                           \
      const nd_bytes_##size *restrict in[8], *restrict next[8];                                    \
      for (int i = 0; i < 8; i++) {                                                                \
        in[i] = from + rows->offsets[row + i];                                                     \
        next[i] = from + rows->offsets[row + 8 + i < count ? row + 8 + i : row + i];               \
      }                                                                                            \
      for (int64_t column = first_column; column < columns->count; column++) {                     \
        int64_t at = columns->offsets[column];                                                     \
        if (column % (LINE / size) == 0)                                                           \
          for (int i = 0; i < 8; i++)                                                              \
            __builtin_prefetch (next[i] + at);                                                     \
        for (int i = 0; i < 8; i++)                                                                \
          to[column * count + row + i] = in[i][at];                                                \
      }                                                                                            \
    }                                                                                              \
    for (; row < count; row++)                                                                     \
      for (int64_t column = first_column; column < columns->count; column++)                       \
        to[column * count + row] = from[rows->offsets[row] + columns->offsets[column]];            \
  }                                                                                                \
  static void scatter_##size (const void *run, void *base, const positions *rows,                  \
                              const positions *columns)                                            \
  {                                                                                                \
    const nd_bytes_##size *from = run;                                                             \
    nd_bytes_##size *to = base;                                                                    \
    for (int64_t column = 0; column < columns->count; column++)                                    \
      for (int64_t row = 0; row < rows->count; row++)                                              \
        to[rows->offsets[row] + columns->offsets[column]] = *from++;                               \
  }
DEFINE_MOVES (1)
DEFINE_MOVES (2)
DEFINE_MOVES (4)
DEFINE_MOVES (8)
DEFINE_MOVES (16)

/* By the binary logarithm of the element size. */
static const struct {
  void (*gather) (void *run, const void *base, const positions *rows, const positions *columns,
                  int64_t first_row, int64_t first_column);
  void (*scatter) (const void *run, void *base, const positions *rows, const positions *columns);
} moves[] = {{gather_1, scatter_1},
             {gather_2, scatter_2},
             {gather_4, scatter_4},
             {gather_8, scatter_8},
             {gather_16, scatter_16}};

/* Consecutive columns: by the kernel in whole blocks, then what is left at two edges. */
static void gather_blocks (void *run, const char *base, const positions *rows,
                           const positions *columns, size_t size, nd_turn_kernel *turn)
{
  int64_t whole_rows = rows->count / 8 * 8, whole_columns = columns->count / 8 * 8;
  int by_logarithm = __builtin_ctz ((unsigned)size);
  turn (run, rows->count, base, rows->offsets, whole_rows, whole_columns);
  moves[by_logarithm].gather (run, base, rows, columns, whole_rows, 0);
  moves[by_logarithm].gather (run, base, rows, columns, 0, whole_columns);
}

void nd_tile_gather (const nd_tiling *tiling, const nd_access *x, size_t size, const int64_t *index,
                     nd_turn_kernel *turn, void *run)
{
  positions rows, columns;
  const char *base = nd_walk_address (tiling->launch, x, size, index);
  find_positions (&rows, tiling, &tiling->rows, x, index);
  find_positions (&columns, tiling, &tiling->columns, x, index);
  if (rows.is_consecutive)
    for (int64_t i = 0; i < columns.count; i++)
      memcpy ((char *)run + (size_t)(i * rows.count) * size,
              base + columns.offsets[i] * (int64_t)size, (size_t)rows.count * size);
  else if (turn && columns.is_consecutive)
    gather_blocks (run, base, &rows, &columns, size, turn);
  else
    moves[__builtin_ctz ((unsigned)size)].gather (run, base, &rows, &columns, 0, 0);
}

/* Columns are short and far from each other: the processor cannot guess where the next one is. */
static void put_columns (char *base, const char *run, const positions *columns, size_t size,
                         size_t nbytes, nd_stream_kernel *stream)
{
  if (stream && nbytes >= STREAM_FROM) {
    for (int64_t i = 0; i < columns->count; i++)
      stream (base + columns->offsets[i] * (int64_t)size, run + (size_t)i * nbytes, nbytes);
    return;
  }
  for (int64_t i = 0; i < columns->count; i++) {
    if (i + AHEAD < columns->count)
      for (size_t k = 0; k < nbytes; k += LINE)
        __builtin_prefetch (base + columns->offsets[i + AHEAD] * (int64_t)size + k, 1);
    memcpy (base + columns->offsets[i] * (int64_t)size, run + (size_t)i * nbytes, nbytes);
  }
}

void nd_tile_scatter (const nd_tiling *tiling, const nd_access *x, size_t size,
                      const int64_t *index, const void *run, nd_stream_kernel *stream)
{
  positions rows, columns;
  char *base = nd_walk_address (tiling->launch, x, size, index);
  find_positions (&rows, tiling, &tiling->rows, x, index);
  find_positions (&columns, tiling, &tiling->columns, x, index);
  if (rows.is_consecutive)
    put_columns (base, run, &columns, size, (size_t)rows.count * size, stream);
  else
    moves[__builtin_ctz ((unsigned)size)].scatter (run, base, &rows, &columns);
}

/* Do columns begin with a cache's line, and each next one, too? */
static bool are_aligned (const char *base, const positions *columns, size_t size)
{
  size_t misfit = (uintptr_t)base % LINE;
  for (int64_t i = 0; i < columns->count; i++)
    misfit |= (size_t)columns->offsets[i] * size % LINE;
  return misfit == 0;
}

bool nd_tile_turn (const nd_tiling *tiling, const nd_access *x, const nd_access *to, size_t size,
                   const int64_t *index, nd_turn_past_kernel *turn)
{
  positions rows, columns, to_rows, to_columns;
  char *to_base = nd_walk_address (tiling->launch, to, size, index);
  find_positions (&rows, tiling, &tiling->rows, x, index);
  find_positions (&columns, tiling, &tiling->columns, x, index);
  find_positions (&to_rows, tiling, &tiling->rows, to, index);
  find_positions (&to_columns, tiling, &tiling->columns, to, index);
  if (!columns.is_consecutive || columns.count % 8 != 0 || !to_rows.is_consecutive ||
      (size_t)rows.count * size % LINE != 0 || !are_aligned (to_base, &to_columns, size))
    return false;
  turn (to_base, to_columns.offsets, nd_walk_address (tiling->launch, x, size, index), rows.offsets,
        rows.count, columns.count);
  return true;
}
