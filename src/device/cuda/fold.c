#include "device/cuda/fold.h"
#include "base/numbers.h"
#include "device/cuda/program.h"
#include "device/cuda/states.h"

/* Rows that are folded one after the other, as Octave does, since products overflow on the way;
   rows of a lane at least; blocks that keep any card busy, several times as many as run at once, so
   that the last ones do not run alone; threads that keep it busy. */
enum {
  SHORT = 32,
  SHORT_PRODUCT = 128,
  ROWS_OF_LANE = 4,
  ROWS_OF_SPLIT = 16,
  BLOCKS = 4096,
  THREADS = 1 << 18
};
enum { WARP = 32, WARPS = ND_CUDA_BLOCK / WARP, BLOCKS_PER_MULTIPROCESSOR = 32 };

/* Blocks that fit a multiprocessor at least.  Without such a bound the compiler saves registers to
   fit eight, and so it waits for one read before it starts the next, or keeps values in memory.
   Kernels that do much for an element get more registers. */
enum { FEWEST_BLOCKS = 4, FEWEST_OF_HEAVY_BLOCKS = 2, HEAVY = 12 };

/* ---- cutting ----------------------------------------------------------------------------- */

/* The largest power of two up to `most` that is not above x, or 1. */
static int64_t power_below (int64_t x, int64_t most)
{
  int64_t power = 1;
  while (2 * power <= x && 2 * power <= most)
    power *= 2;
  return power;
}

static void sort_out_dimensions (nd_cuda_fold *f)
{
  const nd_launch *launch = f->layout.launch;
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
  f->tail = f->rows % f->layout.vector;
}

static int64_t tiles_with (const nd_cuda_fold *f, int64_t lanes)
{
  return nd_pieces (f->outputs, ND_CUDA_BLOCK / lanes);
}

/* Long rows are shared by lanes; the fewer outputs there are, the more. */
static void choose_lanes (nd_cuda_fold *f)
{
  int64_t most = power_below (f->rows / ROWS_OF_LANE, ND_CUDA_BLOCK);
  if (f->is_along) {
    f->lanes = most;
    while (f->lanes > WARP && tiles_with (f, f->lanes / 2) >= BLOCKS)
      f->lanes /= 2;
  } else if (f->outputs >= THREADS)
    f->lanes = 1;
  else
    f->lanes = nd_smaller (most, ND_CUDA_BLOCK / power_below (2 * f->outputs - 1, WARP));
}

static void cut (nd_cuda_fold *f)
{
  const nd_program *program = f->layout.launch->program;
  bool is_short = (program->reduction == ND_REDUCE_SUM && f->rows < SHORT) ||
                  (program->reduction == ND_REDUCE_PRODUCT && f->rows < SHORT_PRODUCT);
  bool is_sequential = is_short || nd_cuda_state_is_sequential (program);
  f->is_ordered = is_short || nd_cuda_state_is_ordered (program);
  f->rows /= f->layout.vector;
  choose_lanes (f);
  if (is_sequential)
    f->lanes = 1;
  f->columns = ND_CUDA_BLOCK / f->lanes;
  f->tiles = tiles_with (f, f->lanes);
  int64_t splits = nd_smaller (f->rows / (f->lanes * ROWS_OF_SPLIT), BLOCKS / f->tiles);
  f->rows_at_once = is_sequential ? f->rows : nd_pieces (f->rows, nd_larger (splits, 1));
  f->rows_at_once = nd_larger (nd_pieces (f->rows_at_once, f->lanes) * f->lanes, 1);
  f->splits = nd_larger (nd_pieces (f->rows, f->rows_at_once), 1);
}

void nd_cuda_fold_make (nd_cuda_fold *f, const nd_launch *launch)
{
  nd_cuda_layout_make_fold (&f->layout, launch);
  sort_out_dimensions (f);
  cut (f);
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

/* Threads that merge the parts of an output: a warp, or a block where there are many. */
static int64_t merging_lanes (const nd_cuda_fold *f)
{
  return f->splits > ND_CUDA_BLOCK ? ND_CUDA_BLOCK : WARP;
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
               {"merging_lanes", merging_lanes (f)},
               {"shift", logarithm (f->is_along ? f->lanes : f->columns)}};
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

/* Reads `count` rows at once and folds them; nothing is conditional, so that all reads are on their
   way at a time. */
static void write_steps (nd_text *text, const nd_cuda_fold *f, int count)
{
  const nd_cuda_layout *l = &f->layout;
  const char *state = f->is_ordered || count == 1 ? "0" : "u";
  nd_write_row_reads (text, f, count, "r + u * stride");
  nd_text_add (text,
               "#pragma unroll\n      for (int u = 0; u < %d; u++)\n"
               "#pragma unroll\n        for (int k = 0; k < %d; k++) {\n",
               count, l->vector);
  nd_write_program (text, l, nd_load_from_arrays, l);
  nd_text_add (text,
               "        s[%s] = nd_step (s[%s], v%d, (r + u * stride) * %d + k);\n        }\n",
               state, state, l->launch->program->reduced, l->vector);
}

static void write_loop (nd_text *text, const nd_cuda_fold *f)
{
  const nd_cuda_layout *l = &f->layout;
  int states = f->is_ordered ? 1 : l->unroll;
  nd_text_add (text, "    nd_state s[%d];\n", states);
  for (int i = 0; i < states; i++)
    nd_text_add (text, "    s[%d] = nd_start ();\n", i);
  nd_text_add_string (text, "    nd_index r = first;\n");
  if (l->unroll > 1) {
    nd_text_add (text, "    for (; r + %d * stride < stop; r += %d * stride) {\n", l->unroll - 1,
                 l->unroll);
    write_steps (text, f, l->unroll);
    nd_text_add_string (text, "    }\n");
  }
  nd_text_add_string (text, "#pragma unroll 1\n    for (; r < stop; r += stride) {\n");
  write_steps (text, f, 1);
  nd_text_add_string (text, "    }\n");
  for (int step = 1; step < states; step *= 2)
    for (int i = 0; i + step < states; i += 2 * step)
      nd_text_add (text, "    s[%d] = nd_merge (s[%d], s[%d]);\n", i, i, i + step);
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
  nd_text_add (text, "        s[0] = nd_step (s[0], v%d, t);\n      }\n",
               l->launch->program->reduced);
}

/* What stands before loops that merge. */
static const char *unrolling (const nd_cuda_fold *f)
{
  return nd_cuda_state_is_long (f->layout.launch->program) ? "#pragma unroll 1\n" : "";
}

/* Lane 0 of each output gets the state of all its `lanes`, which are neighbours. */
static void write_merging_of_neighbours (nd_text *text, const nd_cuda_fold *f, const char *lanes)
{
  const char *loop = unrolling (f);
  nd_text_add (text,
               "    unsigned int width = %s < 32 ? %s : 32;\n"
               "%s    for (unsigned int d = 1; d < width; d *= 2)\n"
               "      s[0] = nd_merge (s[0], nd_shuffle (s[0], threadIdx.x + d, width));\n"
               "    if (%s > 32) {\n"
               "      if ((threadIdx.x & 31) == 0)\n"
               "        shared[threadIdx.x / 32] = s[0];\n"
               "      __syncthreads ();\n"
               "      if (lane == 0)\n"
               "%s        for (unsigned int w = 1; w < %s / 32; w++)\n"
               "          s[0] = nd_merge (s[0], shared[threadIdx.x / 32 + w]);\n"
               "      __syncthreads ();\n"
               "    }\n",
               lanes, lanes, loop, lanes, loop, lanes);
}

/* The same where outputs are neighbours; earlier lanes stand before later ones in both. */
static void write_merging_across (nd_text *text, const nd_cuda_fold *f)
{
  nd_text_add (text,
               "    if (p.lanes > 1) {\n"
               "      shared[threadIdx.x] = s[0];\n"
               "%s      for (unsigned int d = 1; d < p.lanes; d *= 2) {\n"
               "        __syncthreads ();\n"
               "        if ((lane & (2 * d - 1)) == 0)\n"
               "          shared[threadIdx.x] = nd_merge (shared[threadIdx.x],\n"
               "                                          shared[threadIdx.x + d * p.columns]);\n"
               "      }\n"
               "      s[0] = shared[threadIdx.x];\n"
               "      __syncthreads ();\n"
               "    }\n",
               unrolling (f));
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

/* Stores the state as output j, whose subscripts are known. */
static void write_results (nd_cuda_pieces *pieces, nd_text *text, const nd_cuda_fold *f,
                           const char *state)
{
  const nd_cuda_layout *l = &f->layout;
  for (int i = l->inputs; i < l->operands; i++) {
    nd_text_add (text, "      p.o%d[", i - l->inputs);
    nd_write_distance (text, l, i, f->kept_count, f->kept);
    nd_text_add_string (text, "]");
    nd_write_result (pieces, text, f, i - l->inputs, state);
  }
}

static void write_kernel_of_rows (nd_cuda_pieces *pieces, nd_text *text, const nd_cuda_fold *f)
{
  nd_text_add (text,
               "extern \"C\" __global__ void __launch_bounds__ (%d, %d)\n"
               "nd_kernel (const nd_parameters p)\n{\n  __shared__ nd_state shared[%d];\n",
               ND_CUDA_BLOCK, f->layout.cost < HEAVY ? FEWEST_BLOCKS : FEWEST_OF_HEAVY_BLOCKS,
               f->is_along ? WARPS : ND_CUDA_BLOCK);
  nd_write_fixed (text, &f->layout);
  nd_text_add (text, "  nd_index lane = threadIdx.x %s, column = threadIdx.x %s;\n",
               f->is_along ? "& (p.lanes - 1)" : ">> p.shift",
               f->is_along ? ">> p.shift" : "& (p.columns - 1)");
  nd_text_add_string (text, "  nd_index begin = blockIdx.y * p.rows_at_once;\n"
                            "  nd_index end = p.rows - begin < p.rows_at_once ? p.rows"
                            " : begin + p.rows_at_once;\n");
  nd_text_add_string (
      text, f->is_ordered ? "  nd_index share = p.rows_at_once / p.lanes, stride = 1;\n"
                            "  nd_index first = begin + lane * share;\n"
                            "  nd_index stop = first + share < end ? first + share : end;\n"
                          : "  nd_index first = begin + lane, stop = end, stride = p.lanes;\n");
  nd_text_add_string (text,
                      "  for (nd_index tile = blockIdx.x; tile < p.tiles; tile += gridDim.x) {\n"
                      "    nd_index o = tile * p.columns + column;\n"
                      "    nd_index j = o < p.outputs ? o : p.outputs - 1;\n");
  nd_write_bases (text, f);
  write_loop (text, f);
  write_tail (text, f);
  if (f->is_along)
    write_merging_of_neighbours (text, f, "p.lanes");
  else
    write_merging_across (text, f);
  nd_text_add_string (text, "    if (lane == 0 && o < p.outputs) {\n      if (p.parts)\n"
                            "        p.parts[o * p.splits + blockIdx.y] = s[0];\n      else {\n");
  write_results (pieces, text, f, "s[0]");
  nd_text_add_string (text, "      }\n    }\n  }\n}\n");
}

/* Each lane merges parts that follow each other. */
static void write_kernel_of_parts (nd_cuda_pieces *pieces, nd_text *text, const nd_cuda_fold *f)
{
  nd_text_add (
      text,
      "extern \"C\" __global__ void __launch_bounds__ (%d, %d)\n"
      "nd_merge_parts (const nd_parameters p)\n{\n  __shared__ nd_state shared[%d];\n"
      "  nd_index lane = threadIdx.x & (p.merging_lanes - 1);\n"
      "  nd_index outputs = %d / p.merging_lanes;\n"
      "  nd_index share = (p.splits + p.merging_lanes - 1) / p.merging_lanes;\n"
      "  nd_index first = lane * share;\n"
      "  nd_index stop = first + share < p.splits ? first + share : p.splits;\n"
      "  for (nd_index tile = blockIdx.x; tile * outputs < p.outputs; tile += gridDim.x) {\n"
      "    nd_index o = tile * outputs + threadIdx.x / p.merging_lanes;\n"
      "    nd_index j = o < p.outputs ? o : p.outputs - 1;\n"
      "    nd_state s[1];\n    s[0] = nd_start ();\n"
      "%s    for (nd_index k = first; k < stop; k++)\n"
      "      s[0] = nd_merge (s[0], p.parts[j * p.splits + k]);\n",
      ND_CUDA_BLOCK, FEWEST_OF_HEAVY_BLOCKS, WARPS, ND_CUDA_BLOCK, unrolling (f));
  write_merging_of_neighbours (text, f, "p.merging_lanes");
  nd_text_add_string (text, "    if (lane == 0 && o < p.outputs) {\n");
  nd_write_subscripts (text, &f->layout, "j", f->kept_count, f->kept);
  write_results (pieces, text, f, "s[0]");
  nd_text_add_string (text, "    }\n  }\n}\n");
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
  nd_text_add (text, "enum { VECTOR = %d };\n", f->layout.vector);
  write_kernel_of_rows (&pieces, text, f);
  write_kernel_of_parts (&pieces, text, f);
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
                             const nd_cuda_kernel **kernel, nd_error *error)
{
  nd_cuda_grid grid = {.blocks = {nd_cuda_blocks_for (cuda, f->tiles), (unsigned int)f->splits, 1},
                       .threads = {ND_CUDA_BLOCK, 1, 1}};
  ND_RETURN_NOT_OK (find_kernel (cuda, f, kernel, error));
  return nd_cuda_launch (cuda, nd_cuda_kernel_function (*kernel), &grid, parameters->bytes,
                         nd_cuda_operation_name (f->layout.launch->program), error);
}

static nd_status run_kernels (nd_cuda *cuda, const nd_cuda_fold *f, CUdeviceptr parts,
                              nd_error *error)
{
  const nd_cuda_kernel *kernel;
  CUfunction merge;
  nd_parameters parameters;
  ND_RETURN_NOT_OK (nd_cuda_fold_parameters (cuda, f, parts, &parameters, error));
  ND_RETURN_NOT_OK (nd_cuda_fold_rows (cuda, f, &parameters, &kernel, error));
  if (f->splits == 1)
    return ND_OK;
  nd_cuda_grid grid = {
      .blocks = {nd_cuda_blocks_for (cuda, tiles_with (f, merging_lanes (f))), 1, 1},
      .threads = {ND_CUDA_BLOCK, 1, 1}};
  ND_RETURN_NOT_OK (nd_cuda_kernel_named (cuda, kernel, "nd_merge_parts", &merge, error));
  return nd_cuda_launch (cuda, merge, &grid, parameters.bytes,
                         nd_cuda_operation_name (f->layout.launch->program), error);
}

nd_status nd_cuda_fold_scratch (nd_cuda *cuda, const nd_cuda_fold *f, CUdeviceptr *parts,
                                nd_error *error)
{
  *parts = 0;
  if (f->splits == 1)
    return ND_OK;
  return nd_cuda_scratch (cuda, (size_t)(f->outputs * f->splits) * ND_CUDA_STATE_SIZE, parts,
                          error);
}

nd_status nd_cuda_run_fold (nd_cuda *cuda, nd_launch *launch, nd_error *error)
{
  nd_cuda_fold f;
  CUdeviceptr parts;
  nd_cuda_fold_make (&f, launch);
  ND_RETURN_NOT_OK (nd_cuda_fold_scratch (cuda, &f, &parts, error));
  nd_status status = run_kernels (cuda, &f, parts, error);
  if (f.splits > 1)
    nd_cuda_scratch_free (cuda, parts);
  return status;
}
