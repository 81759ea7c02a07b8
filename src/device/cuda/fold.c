#include "device/cuda/fold.h"
#include "base/numbers.h"
#include "device/cuda/program.h"
#include "device/cuda/states.h"
#include <limits.h>

/* Rows that are folded one after the other, as Octave does, since products overflow on the way;
   blocks that keep any card busy, some times as many as run at once, so that the last ones do not
   run alone; columns that are read together of rows that a block cannot read whole; how often
   threads go to memory before their states are merged. */
enum {
  SHORT = 32,
  SHORT_PRODUCT = 128,
  BLOCKS = 2048,
  NEIGHBOURS = 32,
  TRIPS = 4,
  TRIPS_OF_SPLIT = 2
};
enum { WARP = 32, WARPS = ND_CUDA_BLOCK / WARP, BLOCKS_PER_MULTIPROCESSOR = 32 };

/* Outputs that a thread folds side by side. */
enum { MOST_SIDES = 4 };

/* States that the last block of a tile merges at once; where there are more, the last ones of
   groups of blocks merge theirs first. */
enum { STATES_AT_ONCE = 8192 };

/* Blocks that fit a multiprocessor at least.  Without such a bound the compiler saves registers to
   fit eight, and so it waits for one read before it starts the next, or keeps values in memory.
   Kernels that do much for an element get more registers, those that read once for an output need
   few: see fewest_blocks. */
enum { HEAVY = 12 };

/* ---- cutting ----------------------------------------------------------------------------- */

static void sort_out_dimensions (nd_cuda_fold *f, const nd_launch *launch)
{
  f->kept_count = 0;
  f->folded_count = 0;
  f->rows = 1;
  f->outputs = 1;
  for (int d = 0; d < launch->ndims; d++)
    if (launch->folded[d]) {
      f->folded[f->folded_count++] = d;
      f->rows *= launch->dims[d];
    } else {
      f->kept[f->kept_count++] = d;
      f->outputs *= launch->dims[d];
    }
  f->is_along = launch->ndims > 0 && launch->folded[0];
}

static int64_t tiles_with (const nd_cuda_fold *f, int64_t columns)
{
  return nd_pieces (f->outputs, columns);
}

/* Lanes that share the rows of an output, all of which go to memory once at least. */
static int64_t most_lanes (const nd_cuda_fold *f)
{
  return nd_smaller (nd_larger (nd_pieces (f->rows, f->layout.unroll), 1), ND_CUDA_BLOCK);
}

/* The lanes of an output are neighbours, and a power of two; the fewer outputs there are, the
   more. */
static void cut_along (nd_cuda_fold *f)
{
  const int64_t trips = (int64_t)f->layout.unroll * TRIPS;
  f->lanes = 1;
  while (f->lanes < most_lanes (f))
    f->lanes *= 2;
  while (f->lanes > WARP && f->rows < f->lanes * trips &&
         tiles_with (f, ND_CUDA_BLOCK / f->lanes * 2) >= BLOCKS)
    f->lanes /= 2;
  f->columns = ND_CUDA_BLOCK / f->lanes;
}

/* Outputs are neighbours.  All of a row of outputs are read together where they fit a block. */
static void cut_across (nd_cuda_fold *f)
{
  int64_t row = f->layout.ndims > 0 ? f->layout.dims[0] / f->side : 1;
  int64_t least = row <= ND_CUDA_BLOCK / 2 ? row : NEIGHBOURS;
  f->columns = nd_smaller (nd_larger (least, ND_CUDA_BLOCK / most_lanes (f)), f->outputs);
  f->columns = nd_pieces (f->outputs, tiles_with (f, f->columns));
  f->lanes = nd_smaller (ND_CUDA_BLOCK / f->columns, most_lanes (f));
}

static void cut (nd_cuda_fold *f)
{
  const nd_program *program = f->layout.launch->program;
  int64_t elements = f->rows * (f->is_along ? f->layout.vector : 1) + f->tail;
  bool is_short = (program->reduction == ND_REDUCE_SUM && elements < SHORT) ||
                  (program->reduction == ND_REDUCE_PRODUCT && elements < SHORT_PRODUCT);
  bool is_sequential = is_short || nd_cuda_state_is_sequential (program);
  f->is_ordered = is_short || nd_cuda_state_is_ordered (program);
  (f->is_along ? cut_along : cut_across) (f);
  if (is_sequential) {
    f->lanes = 1;
    f->columns = ND_CUDA_BLOCK;
  }
  f->tiles = tiles_with (f, f->columns);
  int64_t trip = f->lanes * f->layout.unroll;
  int64_t splits = nd_smaller (f->rows / (trip * TRIPS_OF_SPLIT), BLOCKS / f->tiles);
  f->rows_at_once = is_sequential ? f->rows : nd_pieces (f->rows, nd_larger (splits, 1));
  if (splits > 1)
    f->rows_at_once = nd_pieces (f->rows_at_once, trip) * trip;
  f->rows_at_once = nd_larger (nd_pieces (f->rows_at_once, f->lanes) * f->lanes, 1);
  f->splits = nd_larger (nd_pieces (f->rows, f->rows_at_once), 1);
}

static void divide_by_vectors (nd_cuda_fold *f)
{
  f->tail = f->is_along ? f->rows % f->layout.vector : 0;
  if (f->is_along)
    f->rows /= f->layout.vector;
  else
    f->outputs /= f->side;
}

/* The longest vectors to read: along what is folded, else of outputs that are neighbours. */
static int longest_vector (const nd_cuda_fold *f, const nd_launch *launch)
{
  if (launch->program->is_scan)
    return 1;
  if (f->is_along)
    return INT_MAX;
  return launch->ndims > 1 && !nd_cuda_state_is_sequential (launch->program) ? MOST_SIDES : 1;
}

void nd_cuda_fold_make (nd_cuda_fold *f, const nd_launch *launch, size_t cache_bytes)
{
  sort_out_dimensions (f, launch);
  nd_cuda_layout_make_fold (&f->layout, launch, longest_vector (f, launch), cache_bytes);
  f->side = f->is_along ? 1 : f->layout.vector;
  divide_by_vectors (f);
  while (f->layout.unroll > 1 && f->layout.unroll / 2 >= f->rows)
    f->layout.unroll /= 2;
  cut (f);
}

/* ---- parts ------------------------------------------------------------------------------- */

/* How many neighbours of the parts of a tile are merged together: all, or so many that there are
   as many groups. */
static int64_t parts_of_group (const nd_cuda_fold *f)
{
  int64_t group = 1;
  if (f->splits * f->columns * f->side <= STATES_AT_ONCE)
    return f->splits;
  while (group * group < f->splits)
    group++;
  return group;
}

/* States: of all parts, and of the groups of these. */
static int64_t parts_of (const nd_cuda_fold *f)
{
  int64_t count = 0;
  if (f->layout.launch->program->is_scan)
    return f->outputs * f->splits;
  for (int64_t parts = f->splits; parts > 1; parts = nd_pieces (parts, parts_of_group (f)))
    count += parts;
  return count * f->tiles * f->columns * f->side;
}

/* ---- parameters -------------------------------------------------------------------------- */

static int logarithm (int64_t power)
{
  return __builtin_ctzll ((unsigned long long)power);
}

static bool has_tail (const nd_cuda_fold *f)
{
  return f->layout.vector > 1 && f->layout.ndims == 1;
}

static void describe (nd_parameters *p, const nd_cuda_fold *f, CUdeviceptr parts)
{
  const struct {
    const char *name;
    int64_t value;
  } sizes[] = {{"rows", f->rows},
               {"outputs", f->outputs},
               {"tiles", f->tiles},
               {"splits", f->splits},
               {"rows_at_once", f->rows_at_once},
               {"lanes", f->lanes},
               {"columns", f->columns},
               {"group", parts_of_group (f)},
               {"shift", f->is_along ? logarithm (f->lanes) : 0}};
  for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++)
    nd_parameters_add_index (p, (nd_member){sizes[i].name, -1, -1}, sizes[i].value);
  if (has_tail (f))
    nd_parameters_add_index (p, (nd_member){"tail", -1, -1}, f->tail);
  nd_parameters_add_pointer (p, "nd_state", (nd_member){"parts", -1, -1},
                             (const void *)(uintptr_t)parts);
  nd_write_members (p, &f->layout);
}

/* ---- text: reading ----------------------------------------------------------------------- */

static bool moves (const nd_cuda_layout *l, int i)
{
  return l->operand[i].walk != ND_WALK_FIXED;
}

void nd_write_bases (nd_text *text, const nd_cuda_fold *f)
{
  const nd_cuda_layout *l = &f->layout;
  nd_write_subscripts (text, l, "j", f->kept_count, f->kept);
  for (int i = 0; i < l->inputs; i++)
    if (moves (l, i)) {
      nd_text_add (text, "    const %s *b%d = p.i%d + (", nd_cuda_type (l->operand[i].dtype), i, i);
      nd_write_distance (text, l, i, f->kept_count, f->kept);
      nd_text_add_string (text, ");\n");
    }
}

void nd_write_row_reads (nd_text *text, const nd_cuda_fold *f, int count, const char *row)
{
  const nd_cuda_layout *l = &f->layout;
  for (int i = 0; i < l->inputs; i++)
    if (moves (l, i))
      nd_text_add (text, "      %s%s a%d[%d];\n", nd_cuda_type (l->operand[i].dtype),
                   nd_cuda_is_vector (l, i) ? "_vector" : "", i, count);
  nd_text_add (text,
               "#pragma unroll\n      for (int u = 0; u < %d; u++) {\n        nd_index e = %s;\n",
               count, row);
  nd_write_subscripts (text, l, "e", f->folded_count, f->folded);
  for (int i = 0; i < l->inputs; i++) {
    if (!moves (l, i))
      continue;
    nd_text_add (text, "        a%d[u]%s = ", i, nd_cuda_is_vector (l, i) ? ".raw" : "");
    if (nd_cuda_is_vector (l, i))
      nd_write_vector_read (text, l, i);
    nd_text_add (text, nd_cuda_is_vector (l, i) ? "b%d + " : "b%d[", i);
    nd_write_distance (text, l, i, f->folded_count, f->folded);
    nd_text_add_string (text, nd_cuda_is_vector (l, i) ? nd_cuda_vector_read_end (l, i) : "];\n");
  }
  nd_text_add_string (text, "      }\n");
}

void nd_load_from_arrays (nd_text *text, const void *layout, int i)
{
  const nd_cuda_layout *l = layout;
  if (!moves (l, i))
    nd_text_add (text, "f%d", i);
  else
    nd_text_add (text, nd_cuda_is_vector (l, i) ? "a%d[u].e[k]" : "a%d[u]", i);
}

static void load_from_tail (nd_text *text, const void *layout, int i)
{
  const nd_cuda_layout *l = layout;
  nd_text_add (text, moves (l, i) ? "b%d[t]" : "f%d", i);
}

/* ---- text: folding ----------------------------------------------------------------------- */

/* Folds row u of those that were read; what is past the end does not count. */
static void write_step (nd_text *text, const nd_cuda_fold *f, bool may_end)
{
  const nd_cuda_layout *l = &f->layout;
  const char *state = f->side > 1 ? "k" : "0";
  int value = l->launch->program->reduced;
  if (f->side == 1)
    nd_text_add_string (text, "        nd_state t = s[0];\n");
  nd_text_add (text, "#pragma unroll\n        for (int k = 0; k < %d; k++) {\n", l->vector);
  nd_write_program (text, l, nd_load_from_arrays, l);
  if (nd_cuda_state_has_origin (l->launch->program))
    nd_text_add (text,
                 f->side > 1 ? "        if (u == 0)\n          s[k] = nd_open (s[k], v%d);\n"
                             : "        if (u == 0 && k == 0)\n          t = nd_open (t, v%d);\n",
                 value);
  if (f->side == 1)
    nd_text_add (text, "        t = nd_step (t, v%d, row * %d + k);\n        }\n", value,
                 l->vector);
  else
    nd_text_add (text, "        nd_state t = nd_step (s[k], v%d, row);\n", value);
  nd_text_add (text, may_end ? "        s[%s] = row < stop ? t : s[%s];\n" : "        s[%s] = t;\n",
               state, state);
  if (f->side > 1)
    nd_text_add_string (text, "        }\n");
}

/* Reads some rows at once and folds them.  No read is conditional, so that all are on their way at
   a time: past the end they are of the last row again. */
static void write_steps (nd_text *text, const nd_cuda_fold *f, bool may_end)
{
  nd_write_row_reads (text, f, f->layout.unroll,
                      may_end ? "r + u * stride < stop ? r + u * stride : stop - 1"
                              : "r + u * stride");
  nd_text_add (text,
               "#pragma unroll\n      for (int u = 0; u < %d; u++) {\n"
               "        nd_index row = r + u * stride;\n",
               f->layout.unroll);
  write_step (text, f, may_end);
  nd_text_add_string (text, "      }\n");
}

/* Rows that are past the end are looked for in every trip to memory, or, where elements are read
   one by one and that would take as long as the rest, in the last one. */
static void write_loop (nd_text *text, const nd_cuda_fold *f)
{
  int unroll = f->layout.unroll;
  nd_text_add_string (text, "    nd_state s[SIDE];\n"
                            "#pragma unroll\n    for (int k = 0; k < SIDE; k++)\n"
                            "      s[k] = nd_start ();\n"
                            "    nd_index r = first;\n");
  if (f->layout.vector == 1 && unroll > 1) {
    nd_text_add (text, "    for (; r + %d * stride < stop; r += %d * stride) {\n", unroll - 1,
                 unroll);
    write_steps (text, f, false);
    nd_text_add_string (text, "    }\n");
  }
  nd_text_add (text, "    for (; r < stop; r += %d * stride) {\n", unroll);
  write_steps (text, f, unroll > 1);
  nd_text_add_string (text, "    }\n");
}

/* Elements after the last whole vector: the lanes of the last block add one each, the first lane
   all of them where order counts. */
static void write_tail (nd_text *text, const nd_cuda_fold *f)
{
  const nd_cuda_layout *l = &f->layout;
  if (!has_tail (f))
    return;
  if (f->is_ordered)
    nd_text_add_string (
        text, "    if (blockIdx.y + 1 == gridDim.y && lane + 1 == p.lanes)\n"
              "      for (nd_index t = p.rows * VECTOR; t < p.rows * VECTOR + p.tail; t++) {\n");
  else
    nd_text_add_string (
        text, "    if (blockIdx.y + 1 == gridDim.y)\n"
              "      for (nd_index t = p.rows * VECTOR + lane; t < p.rows * VECTOR + p.tail;\n"
              "           t += p.lanes) {\n");
  nd_write_program (text, l, load_from_tail, l);
  if (nd_cuda_state_has_origin (l->launch->program))
    nd_text_add (text, "        s[0] = nd_open (s[0], v%d);\n", l->launch->program->reduced);
  nd_text_add (text, "        s[0] = nd_step (s[0], v%d, t);\n      }\n",
               l->launch->program->reduced);
}

/* What stands before loops that merge. */
static const char *unrolling (const nd_cuda_fold *f)
{
  return nd_cuda_state_is_long (f->layout.launch->program) ? "#pragma unroll 1\n" : "";
}

/* Lane 0 of each output gets the state of all its lanes, which are neighbours. */
static void write_merging_along (nd_text *text, const nd_cuda_fold *f)
{
  const char *loop = unrolling (f);
  nd_text_add (text,
               "      unsigned int width = p.lanes < 32 ? p.lanes : 32;\n"
               "%s      for (unsigned int d = 1; d < width; d *= 2)\n"
               "        s[0] = nd_merge (s[0], nd_shuffle (s[0], threadIdx.x + d, width));\n"
               "      if (p.lanes > 32) {\n"
               "        if ((threadIdx.x & 31) == 0)\n"
               "          shared[threadIdx.x / 32] = s[0];\n"
               "        __syncthreads ();\n"
               "        if (lane == 0)\n"
               "%s          for (unsigned int w = 1; w < p.lanes / 32; w++)\n"
               "            s[0] = nd_merge (s[0], shared[threadIdx.x / 32 + w]);\n"
               "        __syncthreads ();\n"
               "      }\n",
               loop, loop);
}

/* The same where outputs are neighbours; earlier lanes stand before later ones in both. */
static void write_merging_across (nd_text *text, const nd_cuda_fold *f)
{
  const char *each = "#pragma unroll\n        for (int k = 0; k < SIDE; k++)\n";
  nd_text_add (
      text,
      "      if (p.lanes > 1) {\n"
      "%s          shared[k][threadIdx.x] = s[k];\n"
      "%s        for (unsigned int d = 1; d < p.lanes; d *= 2) {\n"
      "          __syncthreads ();\n"
      "          if ((lane & (2 * d - 1)) == 0 && lane + d < p.lanes)\n"
      "%s            shared[k][threadIdx.x] = nd_merge (\n"
      "                  shared[k][threadIdx.x], shared[k][threadIdx.x + d * p.columns]);\n"
      "        }\n"
      "%s          s[k] = shared[k][threadIdx.x];\n"
      "        __syncthreads ();\n"
      "      }\n",
      each, unrolling (f), each, each);
}

void nd_write_result (nd_cuda_pieces *pieces, nd_text *text, const nd_cuda_fold *f, int output,
                      const char *state)
{
  const nd_program *program = f->layout.launch->program;
  nd_dtype dtype = (nd_dtype)program->code[program->reduced].dtype;
  char name[64] = "";
  if (dtype != program->result)
    nd_cuda_operator (pieces, ND_OP_CAST, program->result, dtype, dtype, name);
  if (output == 0)
    nd_text_add (text, " = %s (nd_value (%s));\n", name, state);
  else
    nd_text_add (text, " = (nd_double)%s.at + 1;\n", state);
}

/* Stores the states as the outputs from j on, whose subscripts are known. */
static void write_results (nd_cuda_pieces *pieces, nd_text *text, const nd_cuda_fold *f)
{
  const nd_cuda_layout *l = &f->layout;
  if (f->side > 1)
    nd_text_add_string (text, "        nd_index side = k0;\n"
                              "#pragma unroll\n        for (int k = 0; k < SIDE; k++) {\n"
                              "          nd_index k0 = side * SIDE + k;\n");
  for (int i = l->inputs; i < l->operands; i++) {
    nd_text_add (text, "          p.o%d[", i - l->inputs);
    nd_write_distance (text, l, i, f->kept_count, f->kept);
    nd_text_add_string (text, "]");
    nd_write_result (pieces, text, f, i - l->inputs, f->side > 1 ? "s[k]" : "s[0]");
  }
  if (f->side > 1)
    nd_text_add_string (text, "        }\n");
}

/* Is this block the last of so many that take the ticket?  What the others wrote before is seen
   then.  The count is back at 0 for the next launch. */
static const char is_last[] =
    "static __device__ unsigned int nd_tickets[TICKETS];\n"
    "static __device__ __forceinline__ int nd_is_last (unsigned int *ticket, unsigned int blocks)\n"
    "{\n"
    "  __shared__ int is_last;\n"
    "  __syncthreads ();\n"
    "  if (threadIdx.x == 0) {\n"
    "    __threadfence ();\n"
    "    is_last = atomicInc (ticket, blocks - 1) == blocks - 1;\n"
    "    __threadfence ();\n"
    "  }\n"
    "  __syncthreads ();\n"
    "  return is_last;\n"
    "}\n";

/* The states of parts go to memory.  The last block of a group of parts merges these, in their
   order, to a part of the next level; the last of all has the result. */
static void write_merging_of_parts (nd_text *text, const nd_cuda_fold *f)
{
  nd_text_add (text,
               "      if (parts == 1)\n        break;\n"
               "      nd_index groups = (parts + p.group - 1) / p.group, group = part / p.group;\n"
               "      nd_index begin = group * p.group;\n"
               "      nd_index members = parts - begin < p.group ? parts - begin : p.group;\n"
               "      nd_index all = p.columns * SIDE;\n"
               "      nd_state *to = states + tile * parts * all + column * SIDE;\n"
               "      if (lane == 0 && o < p.outputs)\n"
               "#pragma unroll\n        for (int k = 0; k < SIDE; k++)\n"
               "          to[part * all + k] = s[k];\n"
               "      if (!nd_is_last (ticket + tile * groups + group, members))\n"
               "        break;\n"
               "#pragma unroll\n      for (int k = 0; k < SIDE; k++)\n"
               "        s[k] = nd_start ();\n"
               "%s"
               "      if (o < p.outputs)\n"
               "%s        for (nd_index m = %s; m < %s; m += %s)\n"
               "#pragma unroll\n          for (int k = 0; k < SIDE; k++)\n"
               "            s[k] = nd_merge (s[k], to[(begin + m) * all + k]);\n"
               "      states += p.tiles * parts * all;\n"
               "      ticket += p.tiles * groups;\n"
               "      part = group;\n      parts = groups;\n",
               f->is_ordered ? "      nd_index share = (members + p.lanes - 1) / p.lanes;\n"
                               "      nd_index past = (lane + 1) * share;\n"
                             : "",
               unrolling (f), f->is_ordered ? "lane * share" : "lane",
               f->is_ordered ? "(past < members ? past : members)" : "members",
               f->is_ordered ? "1" : "p.lanes");
}

static void write_merging_of_lanes (nd_text *text, const nd_cuda_fold *f)
{
  (f->is_along ? write_merging_along : write_merging_across) (text, f);
}

static void write_end (nd_cuda_pieces *pieces, nd_text *text, const nd_cuda_fold *f)
{
  nd_text_add_string (text, "    nd_index part = blockIdx.y, parts = p.splits;\n"
                            "    nd_state *states = p.parts;\n"
                            "    unsigned int *ticket = nd_tickets;\n"
                            "    for (;;) {\n");
  write_merging_of_lanes (text, f);
  write_merging_of_parts (text, f);
  nd_text_add_string (text, "    }\n    if (parts == 1 && lane == 0 && o < p.outputs) {\n");
  write_results (pieces, text, f);
  nd_text_add_string (text, "    }\n");
}

static void write_part_of_scan (nd_text *text, const nd_cuda_fold *f)
{
  write_merging_of_lanes (text, f);
  nd_text_add_string (text, "    if (lane == 0 && o < p.outputs)\n"
                            "      p.parts[o * p.splits + blockIdx.y] = s[0];\n");
}

/* Of the blocks that a multiprocessor has at a time; Turing's has room for four. */
static const char *fewest_blocks (const nd_cuda_fold *f)
{
  if (f->layout.cost >= HEAVY)
    return "2";
  return f->layout.unroll == 1 ? "__CUDA_ARCH__ < 800 ? 4 : 6" : "4";
}

static void write_kernel (nd_cuda_pieces *pieces, nd_text *text, const nd_cuda_fold *f)
{
  nd_text_add (text,
               "extern \"C\" __global__ void __launch_bounds__ (%d, %s)\n"
               "nd_kernel (const nd_parameters p)\n{\n",
               ND_CUDA_BLOCK, fewest_blocks (f));
  nd_text_add (text,
               f->is_along ? "  __shared__ nd_state shared[%d];\n"
                           : "  __shared__ nd_state shared[SIDE][%d];\n",
               f->is_along ? WARPS : ND_CUDA_BLOCK);
  nd_write_fixed (text, &f->layout);
  nd_text_add_string (
      text,
      f->is_along
          ? "  nd_index lane = threadIdx.x & (p.lanes - 1), column = threadIdx.x >> p.shift;\n"
          : "  unsigned int columns = p.columns;\n"
            "  nd_index lane = threadIdx.x / columns, column = threadIdx.x % columns;\n");
  nd_text_add_string (text, "  nd_index begin = blockIdx.y * p.rows_at_once;\n"
                            "  nd_index end = p.rows - begin < p.rows_at_once ? p.rows"
                            " : begin + p.rows_at_once;\n");
  nd_text_add_string (text, f->is_ordered
                                ? "  nd_index share = p.rows_at_once / p.lanes, stride = 1;\n"
                                  "  nd_index first = begin + lane * share;\n"
                                  "  nd_index stop = first + share < end ? first + share : end;\n"
                                : "  nd_index first = begin + lane, stride = p.lanes;\n"
                                  "  nd_index stop = lane < p.lanes ? end : 0;\n");
  nd_text_add_string (text,
                      "  for (nd_index tile = blockIdx.x; tile < p.tiles; tile += gridDim.x) {\n"
                      "    nd_index o = tile * p.columns + column;\n"
                      "    nd_index j = o < p.outputs ? o : p.outputs - 1;\n");
  nd_write_bases (text, f);
  write_loop (text, f);
  write_tail (text, f);
  if (nd_cuda_state_has_origin (f->layout.launch->program))
    nd_text_add_string (text, "#pragma unroll\n    for (int k = 0; k < SIDE; k++)\n"
                              "      s[k] = nd_close (s[k]);\n");
  if (f->layout.launch->program->is_scan)
    write_part_of_scan (text, f);
  else
    write_end (pieces, text, f);
  nd_text_add_string (text, "  }\n}\n");
}

void nd_write_fold_beginning (nd_cuda_pieces *pieces, nd_text *text, const nd_cuda_fold *f)
{
  const nd_program *program = f->layout.launch->program;
  nd_dtype dtype = (nd_dtype)program->code[program->reduced].dtype;
  nd_parameters members;
  char name[64];
  nd_write_functions (pieces, text, &f->layout);
  if (dtype != program->result)
    nd_cuda_operator (pieces, ND_OP_CAST, program->result, dtype, dtype, name);
  nd_write_index_types (text, f->layout.is_wide);
  nd_write_states (pieces, text, program);
  nd_parameters_start (&members, f->layout.is_wide, text);
  describe (&members, f, 0);
  nd_parameters_end (&members);
  nd_write_division (text, &f->layout);
  nd_write_vector_types (text, &f->layout);
}

void nd_write_fold (nd_text *text, const void *fold)
{
  const nd_cuda_fold *f = fold;
  nd_cuda_pieces pieces;
  nd_write_fold_beginning (&pieces, text, f);
  nd_text_add (text, "enum { VECTOR = %d, SIDE = %d, TICKETS = %d };\n", f->layout.vector, f->side,
               BLOCKS);
  nd_text_add_string (text, is_last);
  write_kernel (&pieces, text, f);
}

/* ---- running ----------------------------------------------------------------------------- */

unsigned int nd_cuda_blocks_for (const nd_cuda *cuda, int64_t pieces)
{
  return (unsigned int)nd_smaller (pieces,
                                   (int64_t)cuda->multiprocessors * BLOCKS_PER_MULTIPROCESSOR);
}

void nd_cuda_fold_add_dimensions (nd_cuda_key *key, const nd_cuda_fold *f)
{
  for (int d = 0; d < f->layout.launch->ndims; d++)
    nd_cuda_key_add (key, f->layout.launch->folded[d] ? 'f' : 'k');
}

static nd_status find_kernel (nd_cuda *cuda, const nd_cuda_fold *f, const nd_cuda_kernel **kernel,
                              nd_error *error)
{
  nd_cuda_key key;
  nd_cuda_key_start (&key, 'f');
  nd_cuda_key_add (&key, f->is_ordered ? 'o' : 'u');
  nd_cuda_fold_add_dimensions (&key, f);
  nd_cuda_key_add_layout (&key, &f->layout);
  return nd_cuda_kernel_find (cuda, key.text, nd_write_fold, f, kernel, error);
}

nd_status nd_cuda_fold_parameters (const nd_cuda *cuda, const nd_cuda_fold *f, CUdeviceptr parts,
                                   nd_parameters *parameters, nd_error *error)
{
  nd_parameters_start (parameters, f->layout.is_wide, NULL);
  describe (parameters, f, parts);
  if (!parameters->is_full)
    return ND_OK;
  return nd_fail (error, ND_NOT_ON_DEVICE,
                  "%s: too many operands of too many dimensions for one kernel on %s. Compute "
                  "parts of the expression first.",
                  nd_cuda_operation_name (f->layout.launch->program), cuda->device->name);
}

nd_status nd_cuda_fold_rows (nd_cuda *cuda, const nd_cuda_fold *f, const nd_parameters *parameters,
                             nd_error *error)
{
  const nd_cuda_kernel *kernel;
  nd_cuda_grid grid = {.blocks = {nd_cuda_blocks_for (cuda, f->tiles), (unsigned int)f->splits, 1},
                       .threads = {ND_CUDA_BLOCK, 1, 1}};
  ND_RETURN_NOT_OK (find_kernel (cuda, f, &kernel, error));
  return nd_cuda_launch (cuda, nd_cuda_kernel_function (kernel), &grid, parameters->bytes,
                         nd_cuda_operation_name (f->layout.launch->program), error);
}

nd_status nd_cuda_fold_scratch (nd_cuda *cuda, const nd_cuda_fold *f, CUdeviceptr *parts,
                                nd_error *error)
{
  *parts = 0;
  if (f->splits == 1)
    return ND_OK;
  return nd_cuda_scratch (cuda, (size_t)parts_of (f) * ND_CUDA_STATE_SIZE, parts, error);
}

nd_status nd_cuda_run_fold (nd_cuda *cuda, nd_launch *launch, nd_error *error)
{
  nd_cuda_fold f;
  CUdeviceptr parts;
  nd_parameters parameters;
  nd_cuda_fold_make (&f, launch, cuda->l2_bytes);
  ND_RETURN_NOT_OK (nd_cuda_fold_scratch (cuda, &f, &parts, error));
  nd_status status = nd_cuda_fold_parameters (cuda, &f, parts, &parameters, error);
  if (status == ND_OK)
    status = nd_cuda_fold_rows (cuda, &f, &parameters, error);
  if (f.splits > 1)
    nd_cuda_scratch_free (cuda, parts);
  return status;
}
