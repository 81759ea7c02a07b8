/* A block has one tile: measured, blocks that walk through several are some 5% slower.  A thread
   reads all that it works on before it computes, so that many reads are on their way at a time.
   Past the end it works on the last element again, and stores nothing. */
#include "device/cuda/elementwise.h"
#include "base/numbers.h"
#include "device/cuda/program.h"
#include "device/cuda/scatter.h"
#include "device/cuda/transpose.h"

/* ---- parameters -------------------------------------------------------------------------- */

static int64_t vectors (const nd_cuda_layout *l)
{
  return l->total / l->vector;
}

static int64_t tiles (const nd_cuda_layout *l)
{
  int64_t tile = (int64_t)ND_CUDA_BLOCK * l->unroll;
  if (l->by_rows)
    return l->total / l->dims[0] * l->dims[l->ndims];
  return nd_pieces (vectors (l), tile);
}

static bool finds_truth (const nd_cuda_layout *l)
{
  return l->launch->program->reduction != ND_REDUCE_NONE;
}

/* Rows of a matrix are whole vectors; a single row may end in a part of one. */
static bool has_tail (const nd_cuda_layout *l)
{
  return l->vector > 1 && l->ndims == 1;
}

/* n: vectors; tail: elements after them. */
static void describe (nd_parameters *p, const nd_cuda_layout *l, CUdeviceptr flag)
{
  nd_parameters_add_index (p, (nd_member){"n", -1, -1}, vectors (l));
  if (has_tail (l))
    nd_parameters_add_index (p, (nd_member){"tail", -1, -1}, l->total % l->vector);
  if (finds_truth (l))
    nd_parameters_add_pointer (p, "unsigned int", (nd_member){"flag", -1, -1},
                               (const void *)(uintptr_t)flag);
  nd_write_members (p, l);
}

/* ---- text -------------------------------------------------------------------------------- */

static const char *raw_type_of (const nd_cuda_layout *l, int i)
{
  return nd_cuda_raw_type ((size_t)l->vector * nd_dtype_size (l->operand[i].dtype));
}

/* How far from its first an operand's element is. */
static void write_place (nd_text *text, const nd_cuda_layout *l, int i)
{
  int dims[ND_MAX_DIMS];
  for (int d = 0; d < l->ndims; d++)
    dims[d] = d;
  nd_write_distance (text, l, i, l->ndims, dims);
}

/* Does a list of the output name an element twice?  The last time counts. */
static bool is_claimed (const nd_cuda_layout *l, int i)
{
  for (int k = 0; k < l->claims; k++)
    if (l->claim[k].operand == i)
      return true;
  return false;
}

static void write_claims (nd_text *text, const nd_cuda_layout *l, int i)
{
  if (!is_claimed (l, i))
    return;
  nd_text_add (text, "      wins%d[u] = 1", i - l->inputs);
  for (int k = 0; k < l->claims; k++) {
    int d = l->claim[k].dim;
    if (l->claim[k].operand == i)
      nd_text_add (text, " & (p.w%d_%d[p.l%d_%d[k%d]] == k%d + 1)", i, d, i, d, d, d);
  }
  nd_text_add_string (text, ";\n");
}

static void write_arrays (nd_text *text, const nd_cuda_layout *l)
{
  for (int i = 0; i < l->operands; i++) {
    const char *type = nd_cuda_type (l->operand[i].dtype);
    if (i < l->inputs && l->operand[i].walk != ND_WALK_FIXED)
      nd_text_add (text, "    %s%s a%d[%d]%s;\n", type, nd_cuda_is_vector (l, i) ? "_vector" : "",
                   i, l->unroll, nd_cuda_is_stepped (l, i) ? "[VECTOR]" : "");
    if (i >= l->inputs)
      nd_text_add (text, "    %s *to%d[%d];\n", type, i - l->inputs, l->unroll);
    if (is_claimed (l, i))
      nd_text_add (text, "    int wins%d[%d];\n", i - l->inputs, l->unroll);
  }
}

/* How many elements, or vectors, there are along what a tile is part of. */
static const char *limit (const nd_cuda_layout *l)
{
  return l->by_rows ? "p.d0" : "p.n";
}

static void write_reads (nd_text *text, const nd_cuda_layout *l)
{
  int dims[ND_MAX_DIMS];
  for (int d = 0; d < l->ndims; d++)
    dims[d] = d;
  nd_text_add (text,
               "#pragma unroll\n    for (int u = 0; u < %d; u++) {\n"
               "      nd_index j = first + u * %d;\n      j = j < %s ? j : %s - 1;\n",
               l->unroll, ND_CUDA_BLOCK, limit (l), limit (l));
  nd_write_subscripts (text, l, "j", l->by_rows ? 1 : l->ndims, dims);
  for (int i = 0; i < l->operands; i++) {
    if (l->operand[i].walk == ND_WALK_FIXED)
      continue;
    if (i >= l->inputs)
      nd_text_add (text, "      to%d[u] = p.o%d + (", i - l->inputs, i - l->inputs);
    else if (nd_cuda_is_vector (l, i)) {
      nd_text_add (text, "      a%d[u].raw = ", i);
      nd_write_vector_read (text, l, i);
      nd_text_add (text, "p.i%d + ", i);
    } else if (nd_cuda_is_stepped (l, i))
      nd_text_add (text,
                   "#pragma unroll\n      for (int k = 0; k < VECTOR; k++)\n"
                   "        a%d[u][k] = p.i%d[k * p.x%d_0 + ",
                   i, i, i);
    else
      nd_text_add (text, "      a%d[u] = p.i%d[", i, i);
    write_place (text, l, i);
    nd_text_add_string (text, nd_cuda_is_vector (l, i) ? nd_cuda_vector_read_end (l, i)
                              : i >= l->inputs         ? ");\n"
                                                       : "];\n");
    write_claims (text, l, i);
  }
  nd_text_add_string (text, "    }\n");
}

static void load_from_arrays (nd_text *text, const void *layout, int i)
{
  const nd_cuda_layout *l = layout;
  if (l->operand[i].walk == ND_WALK_FIXED)
    nd_text_add (text, "f%d", i);
  else
    nd_text_add (text,
                 nd_cuda_is_vector (l, i)    ? "a%d[u].e[k]"
                 : nd_cuda_is_stepped (l, i) ? "a%d[u][k]"
                                             : "a%d[u]",
                 i);
}

static void load_from_tail (nd_text *text, const void *layout, int i)
{
  const nd_cuda_layout *l = layout;
  if (nd_cuda_is_stepped (l, i))
    nd_text_add (text, "p.i%d[(nd_offset)t * p.x%d_0]", i, i);
  else
    nd_text_add (text, l->operand[i].walk == ND_WALK_FIXED ? "f%d" : "p.i%d[t]", i);
}

static void write_truth (nd_text *text, const nd_cuda_layout *l)
{
  const nd_program *program = l->launch->program;
  if (finds_truth (l))
    nd_text_add (text, "        hit |= %sv%d;\n", program->reduction == ND_REDUCE_ALL ? "!" : "",
                 program->reduced);
}

static void write_stores (nd_text *text, const nd_cuda_layout *l)
{
  nd_text_add (text, "      if (first + u * %d < %s) {\n", ND_CUDA_BLOCK, limit (l));
  for (int i = l->inputs; i < l->operands; i++) {
    int output = i - l->inputs;
    if (is_claimed (l, i))
      nd_text_add (text, "        if (wins%d[u])\n  ", output);
    if (!nd_cuda_is_vector (l, i))
      nd_text_add (text, "        *to%d[u] = r%d;\n", output, output);
    else if (l->streams)
      nd_text_add (text, "        __stcs ((%s *)to%d[u], r%d.raw);\n", raw_type_of (l, i), output,
                   output);
    else
      nd_text_add (text, "        *(%s *)to%d[u] = r%d.raw;\n", raw_type_of (l, i), output, output);
  }
  nd_text_add_string (text, "      }\n");
}

static void write_work (nd_text *text, const nd_cuda_layout *l)
{
  nd_text_add (text, "#pragma unroll\n    for (int u = 0; u < %d; u++) {\n", l->unroll);
  for (int i = l->inputs; i < l->operands; i++)
    nd_text_add (text, "      %s%s r%d;\n", nd_cuda_type (l->operand[i].dtype),
                 nd_cuda_is_vector (l, i) ? "_vector" : "", i - l->inputs);
  nd_text_add (text, "#pragma unroll\n      for (int k = 0; k < VECTOR; k++) {\n");
  nd_write_program (text, l, load_from_arrays, l);
  write_truth (text, l);
  for (int i = l->inputs; i < l->operands; i++)
    nd_text_add (text, "        r%d%s = v%d;\n", i - l->inputs,
                 nd_cuda_is_vector (l, i) ? ".e[k]" : "",
                 nd_cuda_stored_value (l->launch->program, i - l->inputs));
  nd_text_add_string (text, "      }\n");
  if (l->operands > l->inputs)
    write_stores (text, l);
  nd_text_add_string (text, "    }\n");
}

static void write_tail (nd_text *text, const nd_cuda_layout *l)
{
  if (!has_tail (l))
    return;
  nd_text_add (text,
               "  if (blockIdx.x == 0 && threadIdx.x < p.tail) {\n"
               "        nd_index t = p.n * %d + threadIdx.x;\n",
               l->vector);
  nd_write_program (text, l, load_from_tail, l);
  write_truth (text, l);
  for (int i = l->inputs; i < l->operands; i++)
    nd_text_add (text, "        p.o%d[t] = v%d;\n", i - l->inputs,
                 nd_cuda_stored_value (l->launch->program, i - l->inputs));
  nd_text_add_string (text, "  }\n");
}

/* The first element, or vector, of the thread in the tile. */
static void write_first (nd_text *text, const nd_cuda_layout *l)
{
  if (l->by_rows)
    nd_write_subscripts (text, l, "blockIdx.x", l->ndims, l->row_order);
  nd_text_add_string (text, "    nd_index first = ");
  if (l->by_rows)
    nd_text_add (text, "k%d", l->ndims);
  else
    nd_text_add_string (text, "(nd_index)blockIdx.x");
  nd_text_add (text, " * %d + threadIdx.x;\n", ND_CUDA_BLOCK * l->unroll);
}

void nd_write_elementwise (nd_text *text, const void *layout)
{
  const nd_cuda_layout *l = layout;
  nd_parameters members;
  nd_cuda_pieces pieces;
  nd_write_functions (&pieces, text, l);
  nd_write_index_types (text, l->is_wide);
  nd_parameters_start (&members, l->is_wide, text);
  describe (&members, l, 0);
  nd_parameters_end (&members);
  nd_write_division (text, l);
  nd_write_vector_types (text, l);
  nd_text_add (text, "enum { VECTOR = %d };\n", l->vector);
  nd_text_add (text,
               "extern \"C\" __global__ void __launch_bounds__ (%d)\n"
               "nd_kernel (const nd_parameters p)\n{\n",
               ND_CUDA_BLOCK);
  nd_write_fixed (text, l);
  if (finds_truth (l))
    nd_text_add_string (text, "  unsigned int hit = 0;\n");
  nd_text_add_string (text, "  if (p.n > 0) {\n");
  if (finds_truth (l))
    nd_text_add_string (text, "    if (*(volatile unsigned int *)p.flag)\n      return;\n");
  write_first (text, l);
  write_arrays (text, l);
  write_reads (text, l);
  write_work (text, l);
  nd_text_add_string (text, "  }\n");
  write_tail (text, l);
  if (finds_truth (l))
    nd_text_add_string (text, "  if (hit)\n    *(volatile unsigned int *)p.flag = 1;\n");
  nd_text_add_string (text, "}\n");
}

/* ---- running ----------------------------------------------------------------------------- */

static bool has_list (const nd_launch *launch, int d)
{
  for (int i = 0; i < launch->program->inputs; i++)
    if (launch->input[i].has_lists && launch->input[i].lists[d])
      return true;
  for (int i = 0; i < launch->program->outputs; i++)
    if (launch->output[i].has_lists && launch->output[i].lists[d])
      return true;
  return false;
}

/* A space whose parameters are too many for a launch is run slice by slice along its last
   dimension, which then is a single element that needs no parameters. */
static nd_status run_slices (nd_cuda *cuda, nd_launch *launch, nd_error *error)
{
  int d = launch->ndims - 1;
  if (has_list (launch, d))
    return nd_fail (error, ND_NOT_ON_DEVICE,
                    "%s: too many operands of too many dimensions for one kernel on %s. Compute "
                    "parts of the expression first.",
                    nd_cuda_operation_name (launch->program), cuda->device->name);
  const nd_program *program = launch->program;
  nd_launch slice = *launch;
  slice.ndims = d;
  for (int64_t k = 0; k < launch->dims[d]; k++) {
    for (int i = 0; i < program->inputs + program->outputs; i++) {
      bool is_input = i < program->inputs;
      nd_access *to = is_input ? &slice.input[i] : &slice.output[i - program->inputs];
      const nd_access *from = is_input ? &launch->input[i] : &launch->output[i - program->inputs];
      to->offset = from->offset + k * from->strides[d];
    }
    ND_RETURN_NOT_OK (nd_cuda_run_elementwise (cuda, &slice, error));
    if (slice.truth != (program->reduction == ND_REDUCE_ALL)) {
      launch->truth = slice.truth;
      return ND_OK;
    }
  }
  return ND_OK;
}

static nd_status start (nd_cuda *cuda, const nd_cuda_layout *l, const nd_parameters *parameters,
                        nd_error *error)
{
  nd_cuda_key key;
  const nd_cuda_kernel *kernel;
  nd_cuda_grid grid = {.blocks = {(unsigned int)nd_larger (tiles (l), 1), 1, 1},
                       .threads = {ND_CUDA_BLOCK, 1, 1}};
  nd_cuda_key_start (&key, 'e');
  nd_cuda_key_add_layout (&key, l);
  ND_RETURN_NOT_OK (nd_cuda_kernel_find (cuda, key.text, nd_write_elementwise, l, &kernel, error));
  return nd_cuda_launch (cuda, nd_cuda_kernel_function (kernel), &grid, parameters->bytes,
                         nd_cuda_operation_name (l->launch->program), error);
}

static nd_status run_layout (nd_cuda *cuda, const nd_cuda_layout *l, CUdeviceptr flag,
                             bool *is_full, nd_error *error)
{
  nd_parameters parameters;
  nd_parameters_start (&parameters, l->is_wide, NULL);
  describe (&parameters, l, flag);
  *is_full = parameters.is_full;
  return *is_full ? ND_OK : start (cuda, l, &parameters, error);
}

/* Any and all: the kernel sets the flag at the first element that decides. */
static nd_status run_to_truth (nd_cuda *cuda, const nd_cuda_layout *l, bool *is_full, bool *truth,
                               nd_error *error)
{
  const char *operation = nd_cuda_operation_name (l->launch->program);
  CUdeviceptr flag;
  uint32_t hit = 0;
  ND_RETURN_NOT_OK (nd_cuda_scratch (cuda, sizeof hit, &flag, error));
  nd_status status = nd_cuda_check (
      cuda, cuda->driver->cuMemsetD8Async (flag, 0, sizeof hit, cuda->stream), operation, error);
  if (status == ND_OK)
    status = run_layout (cuda, l, flag, is_full, error);
  if (status == ND_OK && !*is_full)
    status = nd_cuda_read_back (cuda, &hit, flag, sizeof hit, operation, error);
  nd_cuda_scratch_free (cuda, flag);
  *truth = (hit != 0) == (l->launch->program->reduction == ND_REDUCE_ANY);
  return status;
}

nd_status nd_cuda_run_elementwise (nd_cuda *cuda, nd_launch *launch, nd_error *error)
{
  nd_cuda_transpose transpose;
  nd_cuda_layout layout;
  bool is_full = false, is_done = false;
  if (nd_cuda_transpose_make (&transpose, launch))
    ND_RETURN_NOT_OK (nd_cuda_run_transpose (cuda, &transpose, &is_done, error));
  if (is_done)
    return ND_OK;
  nd_cuda_layout_make (&layout, launch, cuda->l2_bytes);
  nd_status status = nd_cuda_claim_elements (cuda, &layout, error);
  if (status == ND_OK && finds_truth (&layout))
    status = run_to_truth (cuda, &layout, &is_full, &launch->truth, error);
  else if (status == ND_OK)
    status = run_layout (cuda, &layout, 0, &is_full, error);
  nd_cuda_drop_claims (cuda, &layout);
  return status == ND_OK && is_full ? run_slices (cuda, launch, error) : status;
}
