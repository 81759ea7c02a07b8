#include "device/cpu/fold.h"
#include "base/memory.h"
#include "base/numbers.h"
#include "base/threads.h"
#include "device/cpu/plan.h"
#include "device/cpu/walk.h"
#include <math.h>
#include <string.h>

/* The iteration space is seen as groups of rows: the rows of a group are folded into one row of
   `width` elements.  The width is the fastest dimension where that is kept, else 1;
   nd_launch_simplify puts the folded dimensions next.

   Work is cut into pieces: of some groups each; of wide rows, one tile of columns each; and a group
   of many rows is split where there would be few pieces otherwise.  What the parts of a split group
   yield is merged in the end.  A split scan is made twice: first to learn what each part adds to
   those after it.

   Sums of floats restart after every SUM_ROWS rows.  FAN_OUT such sums are added up to one of the
   next level, so that those that meet stay of a size and rounding errors do not pile up. */

enum {
  LARGEST_STATE = 2048, /* elements that are folded side by side */
  LARGEST_ELEMENT = 32, /* of variances */
  TILE_UNIT = 64,
  MOST_PARTS = 128, /* of split groups, all together */
  SUM_ROWS = 128,
  FAN_OUT = 8,
  SUM_LEVELS = 7 /* enough for SUM_ROWS * FAN_OUT ^ 7 rows; more only pile up in the last */
};

typedef struct {
  nd_plan plan;
  nd_launch *launch;
  const nd_fold_kernels *kernels;
  void (*fold) (const nd_fold *); /* that of them which folds */
  nd_kernel *cast;                /* to the class of the result; NULL: it is of it already */
  size_t size, result_size;
  int left;                     /* how many of the program's last instructions the kernel does */
  int values, factors;          /* numbers of the values that are folded; -1: no factors */
  bool lies_there;              /* they lie in memory, without gaps: no block is computed */
  bool has_positions, is_short; /* short: a block holds several groups */
  bool are_variances;
  bool in_levels; /* sums of floats, and variances */
  int64_t width, rows, groups;
  int64_t tile, groups_at_once, rows_at_once; /* columns, groups and rows of a piece */
  int64_t tiles, group_pieces, splits;        /* how many pieces that makes of each */
  nd_launch results;                          /* the iteration space of the outputs: what is kept */
  char *parts; /* states of the parts of split groups, `tile` elements each */
  double *part_positions;
} folding;

/* What a thread works with. */
typedef struct {
  _Alignas(ND_REGISTER_ALIGNMENT) char registers[ND_REGISTER_BYTES];
  _Alignas(ND_REGISTER_ALIGNMENT) char state[LARGEST_STATE * LARGEST_ELEMENT];
  _Alignas(ND_REGISTER_ALIGNMENT) char scanned[LARGEST_STATE * LARGEST_ELEMENT];
  _Alignas(ND_REGISTER_ALIGNMENT) char converted[LARGEST_STATE * LARGEST_ELEMENT];
  double positions[LARGEST_STATE], scanned_positions[LARGEST_STATE];
  const char *before; /* split scan: the state that comes before the part.  It is added to results
                         alone: what the last row yields then is what comes before the next part,
                         so that sums of positive numbers rise. */
  bool is_rehearsal;  /* split scan: only the state in the end is wanted */
  int64_t rows;       /* in levels: that the state holds, */
  int64_t level_rows[SUM_LEVELS]; /* and the levels */
  int sums[SUM_LEVELS];           /* how many the level holds, at levels[] */
  _Alignas(ND_REGISTER_ALIGNMENT) char levels[SUM_LEVELS][LARGEST_STATE * LARGEST_ELEMENT];
  nd_block block;
} workspace;

/* Part of the iteration space: of each group from the first on, rows of a tile of columns. */
typedef struct {
  int64_t group, end_group, row, end_row, column, width;
} region;

/* ---- preparing --------------------------------------------------------------------------- */

static void measure (folding *f, const nd_launch *launch)
{
  f->width = launch->ndims > 0 && !launch->folded[0] ? launch->dims[0] : 1;
  f->rows = 1;
  f->groups = 1;
  for (int d = 0; d < launch->ndims; d++)
    if (launch->folded[d])
      f->rows *= launch->dims[d];
    else if (d > 0)
      f->groups *= launch->dims[d];
}

static void describe_results (folding *f, const nd_launch *launch)
{
  nd_launch *results = &f->results;
  results->ndims = 0;
  for (int i = 0; i < launch->program->outputs; i++) {
    results->output[i].data = launch->output[i].data;
    results->output[i].offset = launch->output[i].offset;
    results->output[i].has_lists = false;
  }
  for (int d = 0; d < launch->ndims; d++) {
    if (launch->folded[d])
      continue;
    for (int i = 0; i < launch->program->outputs; i++)
      results->output[i].strides[results->ndims] = launch->output[i].strides[d];
    results->dims[results->ndims++] = launch->dims[d];
  }
}

static bool is_sum_of_floats (const nd_program *program)
{
  return program->reduction == ND_REDUCE_SUM &&
         !nd_dtype_is_integer ((nd_dtype)program->code[program->reduced].dtype);
}

/* Integers saturate and products overflow on the way: parts would not. */
static bool may_split (const nd_program *program)
{
  if (program->reduction == ND_REDUCE_SUM)
    return is_sum_of_floats (program);
  return !program->is_scan && program->reduction != ND_REDUCE_PRODUCT;
}

static void cut (folding *f)
{
  const nd_program *program = f->launch->program;
  int64_t widest =
      nd_larger (nd_smaller (LARGEST_STATE, f->plan.block) / TILE_UNIT * TILE_UNIT, TILE_UNIT);
  f->tile = f->width;
  if (f->width > widest)
    f->tile = nd_pieces (nd_pieces (f->width, nd_pieces (f->width, widest)), TILE_UNIT) * TILE_UNIT;
  f->tiles = nd_pieces (f->width, f->tile);
  int64_t elements = f->tile * f->rows;
  f->groups_at_once = f->tiles == 1 ? nd_larger (f->plan.piece / elements, 1) : 1;
  f->group_pieces = nd_pieces (f->groups, f->groups_at_once);
  int64_t splits = 1;
  if (may_split (program))
    splits = nd_smaller (nd_pieces (elements, f->plan.piece),
                         nd_larger (MOST_PARTS / (f->group_pieces * f->tiles), 1));
  f->rows_at_once = nd_pieces (f->rows, splits);
  f->splits = nd_pieces (f->rows, f->rows_at_once);
  int64_t most = program->is_scan ? nd_smaller (LARGEST_STATE, f->plan.block) : f->plan.block;
  f->is_short = f->tiles == 1 && !f->plan.by_rows && f->width * f->rows * 2 <= most &&
                (!f->in_levels || f->width == 1 || f->rows <= SUM_ROWS);
}

/* The program's last instruction, when it makes the value that is folded, and the operator that is
   looked for. */
static bool ends_with (const folding *f, int value, nd_op op)
{
  const nd_program *program = f->launch->program;
  return value == program->length - 1 - (value != program->reduced) &&
         program->code[value].op == op;
}

/* Does the last cast make doubles of singles, complex ones of complex ones? */
static bool widens_singles (const folding *f)
{
  const nd_instruction *code = f->launch->program->code;
  nd_dtype from = (nd_dtype)code[code[f->values].arg[0]].dtype;
  nd_dtype to = (nd_dtype)code[f->values].dtype;
  return nd_dtype_is_single (from) &&
         to == (nd_dtype_is_complex (from) ? ND_COMPLEX_DOUBLE : ND_DOUBLE);
}

/* Sums of singles are double, and sums of products need not store them: what the program
   does last is left to the kernel. */
static void choose_kernel (folding *f)
{
  const nd_program *program = f->launch->program;
  const nd_instruction *code = program->code;
  bool is_sum = program->reduction == ND_REDUCE_SUM;
  f->values = program->reduced;
  f->factors = -1;
  f->left = 0;
  if (is_sum && ends_with (f, f->values, ND_OP_CAST) && widens_singles (f)) {
    f->left = 1;
    f->values = code[f->values].arg[0];
  }
  nd_dtype dtype = (nd_dtype)code[f->values].dtype;
  f->kernels = nd_cpu_kernels ()->fold (program->reduction, dtype);
  f->fold = f->kernels->fold;
  if (is_sum && !program->is_scan && ends_with (f, f->values, ND_OP_MULTIPLY) &&
      f->kernels->fold_products) {
    f->left++;
    f->factors = code[f->values].arg[1];
    f->values = code[f->values].arg[0];
    f->fold = f->kernels->fold_products;
  }
}

static bool is_in_memory (const folding *f, int value)
{
  return f->plan.steps[value].place == ND_PLACE_OPERAND &&
         f->plan.steps[value].pattern == ND_PATTERN_WHOLE;
}

static bool lies_there (const folding *f)
{
  for (int i = 0; i < f->launch->program->length; i++)
    if (f->plan.steps[i].kind != ND_STEP_NOTHING)
      return false;
  return is_in_memory (f, f->values) && (f->factors < 0 || is_in_memory (f, f->factors));
}

static void prepare (folding *f, nd_launch *launch, char *fixed)
{
  const nd_program *program = launch->program;
  nd_dtype dtype = (nd_dtype)program->code[program->reduced].dtype;
  f->launch = launch;
  choose_kernel (f);
  nd_plan_make (&f->plan, launch, f->left, fixed);
  f->lies_there = lies_there (f);
  f->cast = program->result == dtype ? NULL : nd_cpu_cast_kernel (dtype, program->result);
  f->are_variances = nd_program_folds_variances (program);
  f->size = nd_dtype_size (dtype) * (f->are_variances ? ND_VARIANCE_PARTS : 1);
  f->result_size = nd_dtype_size (program->result);
  f->has_positions = program->outputs == 2;
  f->in_levels = (is_sum_of_floats (program) && !program->is_scan) || f->are_variances;
  f->parts = NULL;
  f->part_positions = NULL;
  measure (f, launch);
  describe_results (f, launch);
  cut (f);
}

/* ---- results ----------------------------------------------------------------------------- */

/* Converts elements of the state's class and puts them where `launch` says, from `index` on. */
static void store (const folding *f, const nd_launch *launch, workspace *w, const int64_t *index,
                   int64_t count, const char *values, const double *positions)
{
  if (f->cast) {
    f->cast (w->converted, values, NULL, (size_t)count);
    values = w->converted;
  }
  nd_walk_scatter (launch, &launch->output[0], f->result_size, index, count, values);
  if (f->has_positions)
    nd_walk_scatter (launch, &launch->output[1], sizeof (double), index, count, positions);
}

/* The variances that states of groups stand for.  They are infinite where distances overflowed. */
static const char *divide (const folding *f, workspace *w, int64_t count, const char *state)
{
  const bool is_less = f->launch->program->reduction == ND_REDUCE_VARIANCE && f->rows > 1;
  const int64_t width = nd_smaller (count, f->width);
  double *variances = (double *)w->scanned;
  for (int64_t k = 0; k < count; k++) {
    const double *part = (const double *)state + k / width * width * ND_VARIANCE_PARTS + k % width;
    const double sum = part[width], squares = part[2 * width], flaw = part[3 * width];
    const double spread = squares - sum * (sum / (double)f->rows);
    variances[k] =
        isnan (spread) ? INFINITY + flaw : (spread > 0 ? spread : 0) / (double)(f->rows - is_less);
  }
  return w->scanned;
}

static void store_folded (const folding *f, workspace *w, int64_t column, int64_t group,
                          int64_t count, const char *state, const double *positions)
{
  int64_t index[ND_MAX_DIMS] = {0};
  nd_walk_advance (&f->results, index, column + f->width * group);
  if (f->are_variances)
    state = divide (f, w, count, state);
  store (f, &f->results, w, index, count, state, positions);
}

/* ---- pieces ------------------------------------------------------------------------------ */

static void start (const folding *f, workspace *w, int64_t count)
{
  bool is_scan = f->launch->program->is_scan;
  (is_scan ? f->kernels->start_scan : f->kernels->start) (w->state, (size_t)count);
  for (int64_t k = 0; k < count; k++)
    w->positions[k] = 1;
  w->rows = 0;
}

/* Adds the state to the first level; a level that is full, to the next. */
static void carry (const folding *f, workspace *w, int64_t width)
{
  char *sum = w->state;
  int64_t rows = w->rows;
  for (int level = 0; level < SUM_LEVELS; level++) {
    nd_fold merge = {.state = w->levels[level],
                     .values = sum,
                     .width = (size_t)width,
                     .held = w->level_rows[level],
                     .later = rows};
    rows = w->level_rows[level] += rows;
    if (w->sums[level]++ == 0)
      memcpy (merge.state, sum, (size_t)width * f->size);
    else
      f->kernels->merge (&merge);
    if (w->sums[level] < FAN_OUT || level == SUM_LEVELS - 1)
      break;
    w->sums[level] = 0;
    w->level_rows[level] = 0;
    sum = merge.state;
  }
  f->kernels->start (w->state, (size_t)width);
  w->rows = 0;
}

/* The state becomes the sum of all that was carried, and of itself. */
static void gather_levels (const folding *f, workspace *w, int64_t width)
{
  for (int level = 0; level < SUM_LEVELS; level++) {
    nd_fold merge = {.state = w->state,
                     .values = w->levels[level],
                     .width = (size_t)width,
                     .held = w->rows,
                     .later = w->level_rows[level]};
    if (w->sums[level] > 0)
      f->kernels->merge (&merge);
    w->rows += w->level_rows[level];
    w->level_rows[level] = 0;
    w->sums[level] = 0;
  }
}

/* Folds the rows, in levels a few at a time.  A row of single elements is summed side by side: all
   of the block's at once. */
static void fold_rows (const folding *f, workspace *w, nd_fold fold)
{
  const size_t row = fold.step * f->plan.steps[f->values].size, rows = fold.rows;
  for (size_t done = 0; done < rows; done += fold.rows) {
    fold.rows = rows - done;
    if (f->in_levels && f->width > 1 && fold.rows > SUM_ROWS)
      fold.rows = SUM_ROWS;
    if (f->in_levels && w->rows >= SUM_ROWS)
      carry (f, w, (int64_t)fold.width);
    fold.held = w->rows;
    f->fold (&fold);
    w->rows += (int64_t)fold.rows;
    fold.values = (const char *)fold.values + fold.rows * row;
    if (fold.factors)
      fold.factors = (const char *)fold.factors + fold.rows * row;
  }
}

static void seek (const folding *f, nd_block *block, int64_t column, int64_t row, int64_t group)
{
  block->start = column + f->width * (row + f->rows * group);
  memset (block->index, 0, (size_t)f->launch->ndims * sizeof *block->index);
  nd_walk_advance (f->launch, block->index, block->start);
}

/* Computes a block of `groups` times `rows` rows of `width` elements and folds it. */
static void fold_block (const folding *f, workspace *w, int64_t width, int64_t rows, int64_t groups,
                        int64_t first_row)
{
  const nd_program *program = f->launch->program;
  bool is_extreme = program->reduction >= ND_REDUCE_MIN;
  w->block.count = width * rows * groups;
  nd_block_run (&w->block);
  nd_fold fold = {.state = w->state,
                  .values = w->block.values[f->values],
                  .factors = f->factors < 0 ? NULL : w->block.values[f->factors],
                  .results = w->is_rehearsal ? NULL : w->scanned,
                  .before = w->before,
                  .width = (size_t)width,
                  .rows = (size_t)rows,
                  .groups = (size_t)groups,
                  .step = (size_t)(f->lies_there ? f->width : width),
                  .positions =
                      f->has_positions || (program->is_scan && is_extreme) ? w->positions : NULL,
                  .result_positions = w->scanned_positions,
                  .first = first_row + 1};
  if (!program->is_scan) {
    fold_rows (f, w, fold);
    return;
  }
  f->kernels->scan (&fold);
  if (!w->is_rehearsal)
    store (f, f->launch, w, w->block.index, w->block.count, w->scanned, w->scanned_positions);
}

/* How many rows from the block's first one on make a block.  Rows of one element are few enough for
   partial sums to stay of a size. */
static int64_t rows_of_block (const folding *f, const nd_block *block, int64_t width)
{
  if (f->lies_there && !f->launch->program->is_scan && f->width > 1)
    return f->rows;
  if (width < f->width || (f->plan.by_rows && f->width > 1))
    return 1;
  int64_t most =
      f->launch->program->is_scan ? nd_smaller (LARGEST_STATE, f->plan.block) : f->plan.block;
  if (f->plan.by_rows)
    return nd_smaller (most, f->launch->dims[0] - block->index[0]);
  return most / f->width;
}

static void fold_group (const folding *f, workspace *w, const region *r, int64_t group)
{
  start (f, w, r->width);
  for (int64_t row = r->row, rows; row < r->end_row; row += rows) {
    seek (f, &w->block, r->column, row, group);
    rows = nd_smaller (rows_of_block (f, &w->block, r->width), r->end_row - row);
    fold_block (f, w, r->width, rows, 1, row);
  }
  gather_levels (f, w, r->width);
}

static void run_short_groups (const folding *f, workspace *w, const region *r)
{
  int64_t elements = f->width * f->rows;
  int64_t most = nd_smaller (f->plan.block / elements, LARGEST_STATE / f->width);
  if (f->launch->program->is_scan)
    most = nd_smaller (most, LARGEST_STATE / elements);
  for (int64_t group = r->group, count; group < r->end_group; group += count) {
    count = nd_smaller (most, r->end_group - group);
    start (f, w, count * f->width);
    seek (f, &w->block, 0, 0, group);
    fold_block (f, w, f->width, f->rows, count, 0);
    if (!f->launch->program->is_scan)
      store_folded (f, w, 0, group, count * f->width, w->state, w->positions);
  }
}

static void run_groups (const folding *f, workspace *w, const region *r)
{
  for (int64_t group = r->group; group < r->end_group; group++) {
    fold_group (f, w, r, group);
    if (!f->launch->program->is_scan)
      store_folded (f, w, r->column, group, r->width, w->state, w->positions);
  }
}

static char *part_state (const folding *f, int64_t part)
{
  return f->parts + (size_t)(part * f->tile) * f->size;
}

static void run_part (const folding *f, workspace *w, const region *r, int64_t part)
{
  fold_group (f, w, r, r->group);
  memcpy (part_state (f, part), w->state, (size_t)r->width * f->size);
  if (f->has_positions)
    memcpy (f->part_positions + part * f->tile, w->positions, (size_t)r->width * sizeof (double));
}

static region region_of (const folding *f, int64_t piece)
{
  int64_t split = piece % f->splits, tile = piece / f->splits % f->tiles;
  region r;
  r.group = piece / f->splits / f->tiles * f->groups_at_once;
  r.end_group = nd_smaller (r.group + f->groups_at_once, f->groups);
  r.row = split * f->rows_at_once;
  r.end_row = nd_smaller (r.row + f->rows_at_once, f->rows);
  r.column = tile * f->tile;
  r.width = nd_smaller (f->tile, f->width - r.column);
  return r;
}

static void prepare_workspace (const folding *f, workspace *w)
{
  nd_block_init (&w->block, &f->plan, w->registers);
  w->before = NULL;
  w->is_rehearsal = false;
  memset (w->sums, 0, sizeof w->sums);
  memset (w->level_rows, 0, sizeof w->level_rows);
}

static void run_piece (int64_t i, void *context)
{
  const folding *f = context;
  workspace w;
  region r = region_of (f, i);
  prepare_workspace (f, &w);
  w.is_rehearsal = f->launch->program->is_scan && f->splits > 1;
  if (f->splits > 1)
    run_part (f, &w, &r, i);
  else if (f->is_short)
    run_short_groups (f, &w, &r);
  else
    run_groups (f, &w, &r);
}

/* ---- split groups ------------------------------------------------------------------------ */

static nd_status allocate_parts (folding *f, nd_error *error)
{
  size_t count = (size_t)(f->group_pieces * f->tiles * f->splits * f->tile);
  size_t nbytes = count * (f->size + sizeof (double));
  if (f->splits == 1)
    return ND_OK;
  f->part_positions = nd_malloc (nbytes);
  if (!f->part_positions)
    return nd_out_of_memory (error, nbytes);
  f->parts = (char *)(f->part_positions + count);
  return ND_OK;
}

/* Merges so many neighbouring parts of a group into those before them. */
static void merge_parts (const folding *f, int64_t width, int64_t to, int64_t from, int64_t parts)
{
  int64_t at = to * f->tile, later = from * f->tile;
  int64_t first_row = from % f->splits * f->rows_at_once;
  nd_fold fold = {.state = part_state (f, to),
                  .values = part_state (f, from),
                  .width = (size_t)width,
                  .positions = f->has_positions ? f->part_positions + at : NULL,
                  .later_positions = f->part_positions + later,
                  .held = parts * f->rows_at_once,
                  .later = nd_smaller (parts * f->rows_at_once, f->rows - first_row)};
  f->kernels->merge (&fold);
}

/* A part of a scan, once it is known what comes before it. */
static void run_scan_part (int64_t i, void *context)
{
  const folding *f = context;
  workspace w;
  region r = region_of (f, i);
  prepare_workspace (f, &w);
  w.before = part_state (f, i);
  fold_group (f, &w, &r, r.group);
}

/* Each part's state becomes what comes before the part. */
static void add_up_parts (const folding *f, int64_t first)
{
  workspace w;
  region r = region_of (f, first);
  size_t nbytes = (size_t)r.width * f->size;
  f->kernels->start_scan (w.state, (size_t)r.width);
  for (int64_t i = first; i < first + f->splits; i++) {
    memcpy (w.scanned, part_state (f, i), nbytes);
    memcpy (part_state (f, i), w.state, nbytes);
    nd_fold sum = {.state = w.state, .values = w.scanned, .width = (size_t)r.width};
    f->kernels->merge (&sum);
  }
}

/* Neighbours first, so that the parts of a sum stay of a size. */
static void merge_group (const folding *f, workspace *w, int64_t first)
{
  region r = region_of (f, first);
  for (int64_t step = 1; step < f->splits; step *= 2)
    for (int64_t i = 0; i + step < f->splits; i += 2 * step)
      merge_parts (f, r.width, first + i, first + i + step, step);
  store_folded (f, w, r.column, r.group, r.width, part_state (f, first),
                f->part_positions + first * f->tile);
}

static bool finish_split (folding *f, int64_t pieces)
{
  workspace w;
  bool is_scan = f->launch->program->is_scan;
  for (int64_t first = 0; first < pieces; first += f->splits)
    if (is_scan)
      add_up_parts (f, first);
    else
      merge_group (f, &w, first);
  return !is_scan || nd_parallel (pieces, run_scan_part, f);
}

nd_status nd_cpu_fold (nd_launch *launch, nd_error *error)
{
  _Alignas(ND_REGISTER_ALIGNMENT) char fixed[ND_FIXED_BYTES];
  folding f;
  prepare (&f, launch, fixed);
  ND_RETURN_NOT_OK (allocate_parts (&f, error));
  int64_t pieces = f.group_pieces * f.tiles * f.splits;
  bool is_done = nd_parallel (pieces, run_piece, &f);
  if (is_done && f.splits > 1)
    is_done = finish_split (&f, pieces);
  nd_free (f.part_positions);
  return is_done ? ND_OK : nd_fail (error, ND_INTERRUPTED, "interrupted");
}
