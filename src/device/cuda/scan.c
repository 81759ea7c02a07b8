#include "device/cuda/scan.h"
#include "base/numbers.h"
#include "device/cuda/program.h"
#include "device/cuda/states.h"

/* Rows that a thread scans one after the other, as Octave adds them up; blocks and threads that
   keep a card busy. */
enum { SHORT = 64, BLOCKS = 1024, THREADS = 1 << 16, MOST_SPLITS = 4096 };

/* ---- cutting ----------------------------------------------------------------------------- */

/* Rows of a part are a multiple of this; a block scans as many at a time. */
static int64_t rows_of_step (const nd_cuda_scan *scan)
{
  return (int64_t)ND_CUDA_BLOCK * (scan->by_blocks ? scan->fold.layout.unroll : 1);
}

static int64_t splits_of (const nd_cuda_scan *scan)
{
  const nd_cuda_fold *f = &scan->fold;
  int64_t rows_of_part = rows_of_step (scan) * (scan->by_blocks ? 2 : 1);
  if (nd_cuda_state_is_sequential (f->layout.launch->program) || f->rows < SHORT)
    return 1;
  int64_t most = nd_smaller (f->rows / rows_of_part, scan->by_blocks ? BLOCKS : MOST_SPLITS);
  int64_t splits = nd_smaller ((scan->by_blocks ? BLOCKS : THREADS) / f->outputs, most);
  return splits > 1 ? splits : 1;
}

void nd_cuda_scan_make (nd_cuda_scan *scan, const nd_launch *launch)
{
  nd_cuda_fold *f = &scan->fold;
  nd_cuda_fold_make (f, launch, 0);
  scan->by_blocks =
      f->is_along && f->rows >= SHORT && !nd_cuda_state_is_sequential (launch->program);
  int64_t splits = splits_of (scan);
  int64_t multiple = nd_pieces (rows_of_step (scan), f->lanes) * f->lanes; /* lanes share a part */
  f->rows_at_once = nd_pieces (nd_pieces (f->rows, splits), multiple) * multiple;
  f->splits = nd_pieces (f->rows, f->rows_at_once);
}

/* ---- text -------------------------------------------------------------------------------- */

/* `before`: what the threads before this one give, but for the first, which has none.  Returns what
   all give.  `shared` is memory for a state of each warp. */
static const char scan_block[] =
    "static __device__ __forceinline__ nd_state nd_scan_block (nd_state s, nd_state *shared,\n"
    "                                                          nd_state *before)\n{\n"
    "  unsigned int lane = threadIdx.x & 31, warp = threadIdx.x >> 5;\n"
    "  nd_state all = nd_start (), left;\n"
    "#pragma unroll 1\n"
    "  for (unsigned int d = 1; d < 32; d *= 2) {\n"
    "    left = nd_shuffle (s, lane - d, 32);\n"
    "    if (lane >= d)\n"
    "      s = nd_merge (left, s);\n"
    "  }\n"
    "  left = nd_shuffle (s, lane - 1, 32);\n"
    "  if (lane == 31)\n"
    "    shared[warp] = s;\n"
    "  __syncthreads ();\n"
    "#pragma unroll 1\n"
    "  for (unsigned int w = 0; w < 8; w++) {\n"
    "    if (w == warp)\n"
    "      *before = lane > 0 ? nd_merge (all, left) : all;\n"
    "    all = nd_merge (all, shared[w]);\n"
    "  }\n"
    "  __syncthreads ();\n"
    "  return all;\n"
    "}\n";

/* Replaces what each part of an output gives by what all before it give. */
static const char scan_parts[] =
    "extern \"C\" __global__ void __launch_bounds__ (256, 2)\n"
    "nd_scan_parts (const nd_parameters p)\n{\n"
    "  __shared__ nd_state shared[8];\n"
    "  for (nd_index o = blockIdx.x; o < p.outputs; o += gridDim.x) {\n"
    "    nd_state s = nd_start ();\n"
    "    for (nd_index base = 0; base < p.splits; base += 256) {\n"
    "      nd_index k = base + threadIdx.x;\n"
    "      nd_state t = nd_start (), before = s;\n"
    "      if (k < p.splits)\n"
    "        t = p.parts[o * p.splits + k];\n"
    "      nd_state all = nd_scan_block (t, shared, &before);\n"
    "      if (k < p.splits)\n"
    "        p.parts[o * p.splits + k] = threadIdx.x > 0 ? nd_merge (s, before) : s;\n"
    "      s = nd_merge (s, all);\n"
    "    }\n  }\n}\n";

static void write_output_bases (nd_text *text, const nd_cuda_fold *f)
{
  const nd_cuda_layout *l = &f->layout;
  for (int i = l->inputs; i < l->operands; i++) {
    nd_text_add (text, "    %s *y%d = p.o%d + (", nd_cuda_type (l->operand[i].dtype), i - l->inputs,
                 i - l->inputs);
    nd_write_distance (text, l, i, f->kept_count, f->kept);
    nd_text_add_string (text, ");\n");
  }
}

/* Stores the state as row e. */
static void write_row (nd_cuda_pieces *pieces, nd_text *text, const nd_cuda_fold *f,
                       const char *state)
{
  const nd_cuda_layout *l = &f->layout;
  nd_write_subscripts (text, l, "e", f->folded_count, f->folded);
  for (int i = l->inputs; i < l->operands; i++) {
    nd_text_add (text, "        y%d[", i - l->inputs);
    nd_write_distance (text, l, i, f->folded_count, f->folded);
    nd_text_add_string (text, "]");
    nd_write_result (pieces, text, f, i - l->inputs, state);
  }
}

/* Reads `count` rows at once, scans and stores them. */
static void write_steps (nd_cuda_pieces *pieces, nd_text *text, const nd_cuda_fold *f, int count)
{
  nd_write_row_reads (text, f, count, "r + u");
  nd_text_add (text,
               "#pragma unroll\n      for (int u = 0; u < %d; u++) {\n"
               "        nd_index e = r + u;\n",
               count);
  nd_write_program (text, &f->layout, nd_load_from_arrays, &f->layout);
  nd_text_add (text, "        s = nd_step (s, v%d, e);\n", f->layout.launch->program->reduced);
  write_row (pieces, text, f, "s");
  nd_text_add_string (text, "      }\n    }\n");
}

static void write_scan_by_thread (nd_cuda_pieces *pieces, nd_text *text, const nd_cuda_fold *f)
{
  int unroll = f->layout.unroll;
  nd_text_add_string (text, "    nd_index r = begin;\n");
  if (unroll > 1) {
    nd_text_add (text, "    for (; r + %d < stop; r += %d) {\n", unroll - 1, unroll);
    write_steps (pieces, text, f, unroll);
  }
  nd_text_add_string (text, "#pragma unroll 1\n    for (; r < stop; r++) {\n");
  write_steps (pieces, text, f, 1);
}

/* Rows change hands through shared memory: memory is read and written by neighbouring threads, but
   each scans some neighbouring rows.  What is read past the end is the last row again, and does not
   count. */
static void write_exchange (nd_text *text, const nd_cuda_fold *f)
{
  const nd_program *program = f->layout.launch->program;
  int rows = ND_CUDA_BLOCK * f->layout.unroll;
  nd_text_add (text,
               "  __shared__ nd_state shared[8];\n"
               "  __shared__ union { %s x[%d]; nd_state s[%d]; } exchange;\n",
               nd_cuda_type ((nd_dtype)program->code[program->reduced].dtype), rows + rows / 32,
               rows + rows / 32);
}

/* Skips a place after each 32, so that lanes which are some apart do not meet in a bank. */
static const char place[] = "static __device__ __forceinline__ nd_index nd_place (nd_index i)\n{\n"
                            "  return i + (i >> 5);\n}\n";

static void write_scan_by_block (nd_cuda_pieces *pieces, nd_text *text, const nd_cuda_fold *f)
{
  const nd_program *program = f->layout.launch->program;
  const char *type = nd_cuda_type ((nd_dtype)program->code[program->reduced].dtype);
  int unroll = f->layout.unroll;
  nd_text_add (text,
               "    for (nd_index base = begin; base < stop; base += %d) {\n"
               "      nd_index r = base + threadIdx.x, first = base + threadIdx.x * %d;\n"
               "      %s x[%d];\n      nd_state t = nd_start (), before = s;\n",
               ND_CUDA_BLOCK * unroll, unroll, type, unroll);
  nd_write_row_reads (text, f, unroll, "r + u * 256 < stop ? r + u * 256 : stop - 1");
  nd_text_add (text, "#pragma unroll\n      for (int u = 0; u < %d; u++) {\n", unroll);
  nd_write_program (text, &f->layout, nd_load_from_arrays, &f->layout);
  nd_text_add (text,
               "        exchange.x[nd_place (threadIdx.x + u * 256)] = v%d;\n      }\n"
               "      __syncthreads ();\n"
               "#pragma unroll\n      for (int u = 0; u < %d; u++) {\n"
               "        x[u] = exchange.x[nd_place (threadIdx.x * %d + u)];\n"
               "        nd_state next = nd_step (t, x[u], first + u);\n"
               "        t = first + u < stop ? next : t;\n      }\n",
               program->reduced, unroll, unroll);
  nd_text_add (text,
               "      nd_state all = nd_scan_block (t, shared, &before);\n"
               "      t = threadIdx.x > 0 ? nd_merge (s, before) : s;\n"
               "      s = nd_merge (s, all);\n"
               "#pragma unroll\n      for (int u = 0; u < %d; u++) {\n"
               "        t = nd_step (t, x[u], first + u);\n"
               "        exchange.s[nd_place (threadIdx.x * %d + u)] = t;\n      }\n"
               "      __syncthreads ();\n"
               "#pragma unroll\n      for (int u = 0; u < %d; u++) {\n"
               "        nd_index e = r + u * 256;\n        if (e >= stop)\n          break;\n"
               "        t = exchange.s[nd_place (threadIdx.x + u * 256)];\n",
               unroll, unroll, unroll);
  write_row (pieces, text, f, "t");
  nd_text_add_string (text, "      }\n      __syncthreads ();\n    }\n");
}

void nd_write_scan (nd_text *text, const void *context)
{
  const nd_cuda_scan *scan = context;
  const nd_cuda_fold *f = &scan->fold;
  nd_cuda_pieces pieces;
  nd_write_fold_beginning (&pieces, text, f);
  nd_text_add_string (text, scan_block);
  nd_text_add_string (text, place);
  nd_text_add_string (text, "extern \"C\" __global__ void __launch_bounds__ (256, 2)\n"
                            "nd_kernel (const nd_parameters p)\n{\n");
  if (scan->by_blocks)
    write_exchange (text, f);
  nd_write_fixed (text, &f->layout);
  nd_text_add_string (text, "  nd_index begin = blockIdx.y * p.rows_at_once;\n"
                            "  nd_index stop = p.rows - begin < p.rows_at_once ? p.rows"
                            " : begin + p.rows_at_once;\n");
  nd_text_add (text, "  for (nd_index j = %s; j < p.outputs; j += %s) {\n",
               scan->by_blocks ? "blockIdx.x" : "blockIdx.x * blockDim.x + threadIdx.x",
               scan->by_blocks ? "gridDim.x" : "gridDim.x * blockDim.x");
  nd_write_bases (text, f);
  write_output_bases (text, f);
  nd_text_add_string (text, "    nd_state s = nd_start ();\n    if (p.parts)\n"
                            "      s = p.parts[j * p.splits + blockIdx.y];\n");
  (scan->by_blocks ? write_scan_by_block : write_scan_by_thread) (&pieces, text, f);
  nd_text_add_string (text, "  }\n}\n");
  nd_text_add_string (text, scan_parts);
}

/* ---- running ----------------------------------------------------------------------------- */

static nd_status fold_parts (nd_cuda *cuda, const nd_cuda_scan *scan, const nd_cuda_kernel *kernel,
                             const nd_parameters *parameters, nd_error *error)
{
  const nd_cuda_fold *f = &scan->fold;
  CUfunction scan_parts_kernel;
  nd_cuda_grid grid = {.blocks = {nd_cuda_blocks_for (cuda, f->outputs), 1, 1},
                       .threads = {ND_CUDA_BLOCK, 1, 1}};
  ND_RETURN_NOT_OK (nd_cuda_fold_rows (cuda, f, parameters, error));
  ND_RETURN_NOT_OK (
      nd_cuda_kernel_named (cuda, kernel, "nd_scan_parts", &scan_parts_kernel, error));
  return nd_cuda_launch (cuda, scan_parts_kernel, &grid, parameters->bytes,
                         nd_cuda_operation_name (f->layout.launch->program), error);
}

static nd_status find_kernel (nd_cuda *cuda, const nd_cuda_scan *scan,
                              const nd_cuda_kernel **kernel, nd_error *error)
{
  nd_cuda_key key;
  nd_cuda_key_start (&key, 's');
  nd_cuda_key_add (&key, scan->by_blocks ? 'b' : 't');
  nd_cuda_fold_add_dimensions (&key, &scan->fold);
  nd_cuda_key_add_layout (&key, &scan->fold.layout);
  return nd_cuda_kernel_find (cuda, key.text, nd_write_scan, scan, kernel, error);
}

static nd_status run_kernels (nd_cuda *cuda, const nd_cuda_scan *scan, CUdeviceptr parts,
                              nd_error *error)
{
  const nd_cuda_fold *f = &scan->fold;
  const nd_cuda_kernel *kernel;
  nd_parameters parameters;
  int64_t pieces = scan->by_blocks ? f->outputs : nd_pieces (f->outputs, ND_CUDA_BLOCK);
  nd_cuda_grid grid = {.blocks = {nd_cuda_blocks_for (cuda, pieces), (unsigned int)f->splits, 1},
                       .threads = {ND_CUDA_BLOCK, 1, 1}};
  if (!scan->by_blocks && f->outputs < ND_CUDA_BLOCK)
    grid.threads[0] = (unsigned int)(nd_pieces (f->outputs, 32) * 32);
  ND_RETURN_NOT_OK (nd_cuda_fold_parameters (cuda, f, parts, &parameters, error));
  ND_RETURN_NOT_OK (find_kernel (cuda, scan, &kernel, error));
  if (f->splits > 1)
    ND_RETURN_NOT_OK (fold_parts (cuda, scan, kernel, &parameters, error));
  return nd_cuda_launch (cuda, nd_cuda_kernel_function (kernel), &grid, parameters.bytes,
                         nd_cuda_operation_name (f->layout.launch->program), error);
}

nd_status nd_cuda_run_scan (nd_cuda *cuda, nd_launch *launch, nd_error *error)
{
  nd_cuda_scan scan;
  CUdeviceptr parts;
  nd_cuda_scan_make (&scan, launch);
  ND_RETURN_NOT_OK (nd_cuda_fold_scratch (cuda, &scan.fold, &parts, error));
  nd_status status = run_kernels (cuda, &scan, parts, error);
  if (scan.fold.splits > 1)
    nd_cuda_scratch_free (cuda, parts);
  return status;
}
