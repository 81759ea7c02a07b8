#include "device/cuda/transpose.h"
#include "base/numbers.h"
#include "device/cuda/program.h"
#include <stdlib.h>

/* A block has 32 x 8 threads, each of which moves four words, or elements, of 32 x 32, or eight of
   64 x 32, so that enough bytes are on their way.  Sides of fewer elements than WORTH_IT gain
   nothing; programs longer than a few instructions are not worth packing. */
enum { WARP = 32, THREAD_ROWS = 8, WORTH_IT = 16, WORD = 4, SHORT_PROGRAM = 4 };
enum { MOST_SHARED = 48 << 10, SHARED_OF_LONG_TILES = 24 << 10 };

/* ---- choosing ---------------------------------------------------------------------------- */

/* The dimension along which input i is fastest; -1: it lies as the outputs do, or has lists. */
static int fastest (const nd_cuda_layout *l, int i)
{
  int best = 0;
  if (l->operand[i].walk != ND_WALK_STRIDED || nd_cuda_layout_stride (l, i, 0) == 0)
    return -1;
  for (int d = 1; d < l->ndims; d++) {
    int64_t stride = llabs (nd_cuda_layout_stride (l, i, d));
    if (stride != 0 && stride < llabs (nd_cuda_layout_stride (l, i, best)))
      best = d;
  }
  return best > 0 ? best : -1;
}

static int find_across (const nd_cuda_layout *l)
{
  for (int i = 0; i < l->inputs; i++) {
    int d = fastest (l, i);
    if (d > 0 && l->dims[d] >= WORTH_IT)
      return d;
  }
  return -1;
}

static int side (const nd_cuda_transpose *t)
{
  return WARP * t->pack;
}

/* Does operand i consist of whole words along dimension `d`? */
static bool has_words (const nd_cuda_transpose *t, int i, int d, int pack)
{
  const nd_cuda_layout *l = &t->layout;
  if (nd_cuda_layout_stride (l, i, d) != 1 || l->dims[d] % pack != 0 ||
      l->operand[i].walk == ND_WALK_LISTED || (uintptr_t)l->operand[i].address % WORD != 0)
    return false;
  for (int k = 0; k < l->ndims; k++)
    if (k != d && nd_cuda_layout_stride (l, i, k) % pack != 0)
      return false;
  return true;
}

static int find_pack (const nd_cuda_transpose *t)
{
  const nd_cuda_layout *l = &t->layout;
  size_t size = nd_dtype_size (l->operand[l->inputs].dtype);
  int pack = size < WORD ? (int)(WORD / size) : 1;
  if (l->launch->program->length > SHORT_PROGRAM)
    return 1;
  for (int i = 0; i < l->operands; i++) {
    bool is_turned = i < l->inputs && t->is_turned[i];
    if (l->operand[i].walk != ND_WALK_FIXED && (nd_dtype_size (l->operand[i].dtype) != size ||
                                                !has_words (t, i, is_turned ? t->across : 0, pack)))
      return 1;
  }
  return pack;
}

/* Elements of a tile along dimension 0. */
static int length (const nd_cuda_transpose *t)
{
  return t->groups * side (t);
}

static int64_t tiles_along (int64_t extent, int tile)
{
  return nd_pieces (extent, tile);
}

static size_t shared_bytes (const nd_cuda_transpose *t)
{
  size_t size = 0;
  for (int i = 0; i < t->layout.inputs; i++)
    if (t->is_turned[i])
      size += (size_t)length (t) * (size_t)(WARP + 1) * (size_t)t->pack *
              nd_dtype_size (t->layout.operand[i].dtype);
  return size;
}

/* Elements of up to four bytes that travel one by one do. */
static bool goes_in_long_tiles (const nd_cuda_transpose *t)
{
  const nd_cuda_layout *l = &t->layout;
  for (int i = 0; i < l->inputs; i++)
    if (t->is_turned[i] && nd_dtype_size (l->operand[i].dtype) > WORD)
      return false;
  return t->pack == 1 && l->dims[0] > WARP && 2 * shared_bytes (t) <= SHARED_OF_LONG_TILES;
}

bool nd_cuda_transpose_make (nd_cuda_transpose *t, const nd_launch *launch)
{
  nd_cuda_layout *l = &t->layout;
  if (launch->ndims < 2 || launch->dims[0] < WORTH_IT || launch->program->outputs == 0 ||
      launch->program->reduction != ND_REDUCE_NONE)
    return false;
  nd_cuda_layout_make_strided (l, launch);
  for (int i = l->inputs; i < l->operands; i++)
    if (l->operand[i].walk == ND_WALK_LISTED)
      return false;
  t->across = find_across (l);
  if (t->across < 0)
    return false;
  for (int i = 0; i < l->inputs; i++)
    t->is_turned[i] = fastest (l, i) == t->across;
  t->pack = find_pack (t);
  t->groups = 1;
  if (goes_in_long_tiles (t))
    t->groups = 2;
  l->dims[l->ndims] = tiles_along (l->dims[0], length (t));
  l->dims[l->ndims + 1] = tiles_along (l->dims[t->across], side (t));
  l->divisors = l->ndims + 2;
  t->tiles = l->total / l->dims[0] / l->dims[t->across] * l->dims[l->ndims] * l->dims[l->ndims + 1];
  return shared_bytes (t) <= MOST_SHARED;
}

/* ---- text -------------------------------------------------------------------------------- */

static void describe (nd_parameters *p, const nd_cuda_transpose *t)
{
  nd_write_members (p, &t->layout);
}

/* The dimensions that no tile lies along, after `from`. */
static int other_dimensions (const nd_cuda_transpose *t, int *dims, int from)
{
  for (int d = 1; d < t->layout.ndims; d++)
    if (d != t->across)
      dims[from++] = d;
  return from;
}

static void write_tile_start (nd_text *text, const nd_cuda_transpose *t)
{
  const nd_cuda_layout *l = &t->layout;
  int dims[ND_MAX_DIMS + 2] = {l->ndims, l->ndims + 1};
  nd_write_subscripts (text, l, "blockIdx.x", other_dimensions (t, dims, 2), dims);
  nd_text_add (text, "      nd_index a = k%d * %d, b = k%d * %d;\n", l->ndims, length (t),
               l->ndims + 1, side (t));
}

/* nd_word<operand>: elements that travel together. */
static void write_word_types (nd_text *text, const nd_cuda_transpose *t)
{
  for (int i = 0; t->pack > 1 && i < t->layout.operands; i++)
    nd_text_add (text, "typedef union { unsigned int word; %s e[%d]; } nd_word%d;\n",
                 nd_cuda_type (t->layout.operand[i].dtype), t->pack, i);
}

static void write_shared_memory (nd_text *text, const nd_cuda_transpose *t)
{
  for (int i = 0; i < t->layout.inputs; i++) {
    const char *type = nd_cuda_type (t->layout.operand[i].dtype);
    if (t->is_turned[i] && t->pack == 1)
      nd_text_add (text, "  __shared__ %s t%d[%d][%d];\n", type, i, length (t), WARP + 1);
    else if (t->is_turned[i])
      nd_text_add (text, "  __shared__ nd_word%d t%d[%d][%d][%d];\n", i, i, t->pack, WARP,
                   WARP + 1);
  }
}

/* For (s = 0 ...): all steps of a thread through a tile's elements along a dimension; few at a time
   where they do much. */
static void start_steps (nd_text *text, int elements, bool works)
{
  nd_text_add (text, "#pragma unroll%s\n      for (int s = 0; s < %d; s++) {\n", works ? " 4" : "",
               elements / THREAD_ROWS);
}

/* Reads everything before it stores anything. */
static void write_plain_tile (nd_text *text, const nd_cuda_transpose *t, int i)
{
  const nd_cuda_layout *l = &t->layout;
  nd_text_add (text, "      %s x[%d];\n", nd_cuda_type (l->operand[i].dtype),
               length (t) / THREAD_ROWS);
  start_steps (text, length (t), false);
  nd_text_add (text,
               "        nd_index k0 = a + threadIdx.y + s * %d;\n"
               "        if (k0 < p.d0 && k%d < p.d%d)\n          x[s] = from[",
               THREAD_ROWS, t->across, t->across);
  nd_write_distance (text, l, i, 2, (int[]){0, t->across});
  nd_text_add_string (text, "];\n      }\n");
  start_steps (text, length (t), false);
  nd_text_add (text,
               "        if (a + threadIdx.y + s * %d < p.d0 && k%d < p.d%d)\n"
               "          t%d[threadIdx.y + s * %d][threadIdx.x] = x[s];\n      }\n",
               THREAD_ROWS, t->across, t->across, i, THREAD_ROWS);
}

/* A thread turns squares of a word's elements: it reads words along `across`, and stores words
   along dimension 0, those of the j-th elements in t[j]. */
static void write_packed_tile (nd_text *text, const nd_cuda_transpose *t, int i)
{
  const nd_cuda_layout *l = &t->layout;
  nd_text_add (text, "      nd_word%d x[%d][%d];\n", i, WARP / THREAD_ROWS, t->pack);
  start_steps (text, WARP, false);
  nd_text_add (text,
               "#pragma unroll\n      for (int m = 0; m < %d; m++) {\n"
               "        nd_index k0 = a + (threadIdx.y + s * %d) * %d + m;\n"
               "        if (k0 < p.d0 && k%d < p.d%d)\n"
               "          x[s][m].word = *(const unsigned int *)(from + (",
               t->pack, THREAD_ROWS, t->pack, t->across, t->across);
  nd_write_distance (text, l, i, 2, (int[]){0, t->across});
  nd_text_add_string (text, "));\n      }\n      }\n");
  start_steps (text, WARP, false);
  nd_text_add (text,
               "#pragma unroll\n      for (int j = 0; j < %d; j++) {\n"
               "        nd_word%d y;\n"
               "#pragma unroll\n        for (int m = 0; m < %d; m++)\n"
               "          y.e[m] = x[s][m].e[j];\n"
               "        t%d[j][threadIdx.x][threadIdx.y + s * %d] = y;\n      }\n      }\n",
               t->pack, i, t->pack, i, THREAD_ROWS);
}

/* Reads the tile of a turned input: threads of a warp are neighbours along `across`. */
static void write_tile (nd_text *text, const nd_cuda_transpose *t, int i)
{
  const nd_cuda_layout *l = &t->layout;
  int others[ND_MAX_DIMS], count = other_dimensions (t, others, 0);
  const char *type = nd_cuda_type (l->operand[i].dtype);
  nd_text_add (text, "    {\n      const %s *from = p.i%d + (", type, i);
  nd_write_distance (text, l, i, count, others);
  nd_text_add (text, ");\n      nd_index k%d = b + threadIdx.x * %d;\n", t->across, t->pack);
  (t->pack > 1 ? write_packed_tile : write_plain_tile) (text, t, i);
  nd_text_add_string (text, "    }\n");
}

/* Where operand i, which is not turned, is. */
static void write_place (nd_text *text, const nd_cuda_transpose *t, int i)
{
  const nd_cuda_layout *l = &t->layout;
  nd_member member = nd_cuda_operand_member (l, i);
  int dims[ND_MAX_DIMS];
  for (int d = 0; d < l->ndims; d++)
    dims[d] = d;
  nd_text_add (text, "*(%s *)(p.%s%d + (",
               t->pack > 1 ? "unsigned int" : nd_cuda_type (l->operand[i].dtype), member.word,
               member.first);
  nd_write_distance (text, l, i, l->ndims, dims);
  nd_text_add_string (text, "))");
}

static void load (nd_text *text, const void *transpose, int i)
{
  const nd_cuda_transpose *t = transpose;
  if (t->layout.operand[i].walk == ND_WALK_FIXED)
    nd_text_add (text, "f%d", i);
  else if (t->is_turned[i] && t->pack > 1)
    nd_text_add (text, "t%d[threadIdx.y %% %d][threadIdx.y / %d + s * %d][threadIdx.x].e[k]", i,
                 t->pack, t->pack, THREAD_ROWS / t->pack);
  else if (t->is_turned[i])
    nd_text_add (text, "t%d[h * %d + threadIdx.x][threadIdx.y + s * %d]", i, WARP, THREAD_ROWS);
  else if (t->pack > 1)
    nd_text_add (text, "n%d.e[k]", i);
  else
    write_place (text, t, i);
}

/* Words of n<i>, the inputs that are not turned, and of r<i>, the outputs. */
static void write_words (nd_text *text, const nd_cuda_transpose *t)
{
  const nd_cuda_layout *l = &t->layout;
  for (int i = 0; i < l->operands; i++) {
    if (l->operand[i].walk == ND_WALK_FIXED || (i < l->inputs && t->is_turned[i]))
      continue;
    bool is_input = i < l->inputs;
    nd_text_add (text, "        nd_word%d %c%d;\n", i, is_input ? 'n' : 'r',
                 is_input ? i : i - l->inputs);
    if (!is_input)
      continue;
    nd_text_add (text, "        n%d.word = ", i);
    write_place (text, t, i);
    nd_text_add_string (text, ";\n");
  }
}

static void write_stores (nd_text *text, const nd_cuda_transpose *t)
{
  const nd_cuda_layout *l = &t->layout;
  for (int i = l->inputs; i < l->operands; i++) {
    nd_text_add_string (text, "        ");
    write_place (text, t, i);
    if (t->pack > 1)
      nd_text_add (text, " = r%d.word;\n", i - l->inputs);
    else
      nd_text_add (text, " = v%d;\n", nd_cuda_stored_value (l->launch->program, i - l->inputs));
  }
}

static void write_work (nd_text *text, const nd_cuda_transpose *t)
{
  const nd_cuda_layout *l = &t->layout;
  const nd_program *program = l->launch->program;
  nd_text_add (text,
               "#pragma unroll 1\n    for (int h = 0; h < %d; h++) {\n"
               "    nd_index k0 = a + (h * %d + threadIdx.x) * %d;\n",
               t->groups, WARP, t->pack);
  start_steps (text, side (t), true);
  nd_text_add (text,
               "      nd_index k%d = b + threadIdx.y + s * %d;\n"
               "      if (k0 < p.d0 && k%d < p.d%d) {\n",
               t->across, THREAD_ROWS, t->across, t->across);
  if (t->pack == 1)
    nd_write_program (text, l, load, t);
  else {
    write_words (text, t);
    nd_text_add (text, "#pragma unroll\n        for (int k = 0; k < %d; k++) {\n", t->pack);
    nd_write_program (text, l, load, t);
    for (int i = 0; i < program->outputs; i++)
      nd_text_add (text, "        r%d.e[k] = v%d;\n", i, nd_cuda_stored_value (program, i));
    nd_text_add_string (text, "        }\n");
  }
  write_stores (text, t);
  nd_text_add_string (text, "      }\n    }\n    }\n");
}

void nd_write_transpose (nd_text *text, const void *transpose)
{
  const nd_cuda_transpose *t = transpose;
  const nd_cuda_layout *l = &t->layout;
  nd_cuda_pieces pieces;
  nd_parameters members;
  nd_write_functions (&pieces, text, l);
  nd_write_index_types (text, l->is_wide);
  nd_parameters_start (&members, l->is_wide, text);
  describe (&members, t);
  nd_parameters_end (&members);
  nd_write_division (text, l);
  write_word_types (text, t);
  nd_text_add (text,
               "extern \"C\" __global__ void __launch_bounds__ (%d)\n"
               "nd_kernel (const nd_parameters p)\n{\n",
               ND_CUDA_BLOCK);
  write_shared_memory (text, t);
  nd_write_fixed (text, l);
  write_tile_start (text, t);
  for (int i = 0; i < l->inputs; i++)
    if (t->is_turned[i])
      write_tile (text, t, i);
  nd_text_add_string (text, "    __syncthreads ();\n");
  write_work (text, t);
  nd_text_add_string (text, "}\n");
}

/* ---- running ----------------------------------------------------------------------------- */

nd_status nd_cuda_run_transpose (nd_cuda *cuda, const nd_cuda_transpose *t, bool *is_done,
                                 nd_error *error)
{
  nd_cuda_grid grid = {.blocks = {(unsigned int)t->tiles, 1, 1}, .threads = {WARP, THREAD_ROWS, 1}};
  const nd_cuda_kernel *kernel;
  nd_parameters parameters;
  nd_cuda_key key;
  nd_parameters_start (&parameters, t->layout.is_wide, NULL);
  describe (&parameters, t);
  *is_done = !parameters.is_full;
  if (parameters.is_full)
    return ND_OK;
  nd_cuda_key_start (&key, 't');
  nd_cuda_key_add (&key, '0' + t->across);
  nd_cuda_key_add (&key, '0' + t->pack);
  nd_cuda_key_add (&key, '0' + t->groups);
  for (int i = 0; i < t->layout.inputs; i++)
    nd_cuda_key_add (&key, t->is_turned[i] ? 't' : 'n');
  nd_cuda_key_add_layout (&key, &t->layout);
  ND_RETURN_NOT_OK (nd_cuda_kernel_find (cuda, key.text, nd_write_transpose, t, &kernel, error));
  return nd_cuda_launch (cuda, nd_cuda_kernel_function (kernel), &grid, parameters.bytes,
                         nd_cuda_operation_name (t->layout.launch->program), error);
}
