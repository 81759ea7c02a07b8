/* The CUDA C of programs: golden texts, and what the real NVRTC makes of random ones where it is
   installed. */
#include "device/cuda/compiler.h"
#include "device/cuda/elementwise.h"
#include "device/cuda/program.h"
#include "device/cuda/scan.h"
#include "device/cuda/transpose.h"
#include "nvrtc.h"
#include "random_scene.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SCENES = 12 };

/* ---- texts ------------------------------------------------------------------------------- */

/* The text of the kernels of a launch, as nd_cuda_run would choose them. */
static void write_kernels (nd_text *text, nd_launch *launch)
{
  nd_cuda_transpose transpose;
  nd_cuda_layout layout;
  nd_cuda_fold fold;
  nd_cuda_scan scan;
  nd_launch_simplify (launch);
  if (nd_program_folds (launch->program) && launch->program->is_scan) {
    nd_cuda_scan_make (&scan, launch);
    nd_write_scan (text, &scan);
  } else if (nd_program_folds (launch->program)) {
    nd_cuda_fold_make (&fold, launch, 0);
    nd_write_fold (text, &fold);
  } else if (nd_cuda_transpose_make (&transpose, launch))
    nd_write_transpose (text, &transpose);
  else {
    nd_cuda_layout_make (&layout, launch, 0);
    nd_write_elementwise (text, &layout);
  }
}

enum { INPUTS_AT = 4096, OUTPUTS_AT = 1 << 30 };

/* An m x n matrix each, column by column, from aligned memory that nobody reads. */
static void walk_matrices (nd_launch *launch, int64_t m, int64_t n)
{
  launch->ndims = 2;
  launch->dims[0] = m;
  launch->dims[1] = n;
  for (int i = 0; i < 2; i++) {
    launch->input[i] = (nd_access){.data = (void *)(uintptr_t)INPUTS_AT, .strides = {1, m}};
    launch->output[i] = (nd_access){.data = (void *)(uintptr_t)OUTPUTS_AT, .strides = {1, m}};
    launch->folded[i] = false;
  }
}

static void make_sum_of_two (nd_program *program, nd_dtype dtype)
{
  nd_program_init (program);
  int a = nd_program_load (program, dtype), b = nd_program_load (program, dtype);
  nd_program_store (program, nd_program_binary (program, ND_OP_ADD, dtype, a, b));
}

static void expect_text (const nd_text *text, const char *from, const char *expected)
{
  assert_false (text->failed);
  const char *found = strstr (text->bytes, from);
  assert_non_null (found);
  assert_string_equal (found, expected);
}

static void contiguous_operands_move_in_vectors (void **state)
{
  (void)state;
  nd_program program;
  nd_launch launch = {.program = &program};
  nd_text text = {0};
  make_sum_of_two (&program, ND_DOUBLE);
  walk_matrices (&launch, 1001, 1000);
  write_kernels (&text, &launch);
  expect_text (&text, "typedef unsigned int nd_index;",
               "typedef unsigned int nd_index;\n"
               "typedef int nd_offset;\n"
               "typedef struct {\n"
               "  nd_index n;\n"
               "  nd_index tail;\n"
               "  nd_double *i0;\n"
               "  nd_double *i1;\n"
               "  nd_double *o0;\n"
               "} nd_parameters;\n"
               "typedef union { uint4 raw; nd_double e[2]; } nd_double_vector;\n"
               "enum { VECTOR = 2 };\n"
               "extern \"C\" __global__ void __launch_bounds__ (256)\n"
               "nd_kernel (const nd_parameters p)\n"
               "{\n"
               "  if (p.n > 0) {\n"
               "    nd_index first = (nd_index)blockIdx.x * 256 + threadIdx.x;\n"
               "    nd_double_vector a0[1];\n"
               "    nd_double_vector a1[1];\n"
               "    nd_double *to0[1];\n"
               "#pragma unroll\n"
               "    for (int u = 0; u < 1; u++) {\n"
               "      nd_index j = first + u * 256;\n"
               "      j = j < p.n ? j : p.n - 1;\n"
               "      nd_index k0 = j;\n"
               "      a0[u].raw = __ldg ((const uint4 *)(p.i0 + (nd_offset)k0 * 2));\n"
               "      a1[u].raw = __ldg ((const uint4 *)(p.i1 + (nd_offset)k0 * 2));\n"
               "      to0[u] = p.o0 + ((nd_offset)k0 * 2);\n"
               "    }\n"
               "#pragma unroll\n"
               "    for (int u = 0; u < 1; u++) {\n"
               "      nd_double_vector r0;\n"
               "#pragma unroll\n"
               "      for (int k = 0; k < VECTOR; k++) {\n"
               "        nd_double v0 = a0[u].e[k];\n"
               "        nd_double v1 = a1[u].e[k];\n"
               "        nd_double v2 = nd_add_d_d (v0, v1);\n"
               "        r0.e[k] = v2;\n"
               "      }\n"
               "      if (first + u * 256 < p.n) {\n"
               "        *(uint4 *)to0[u] = r0.raw;\n"
               "      }\n"
               "    }\n"
               "  }\n"
               "  if (blockIdx.x == 0 && threadIdx.x < p.tail) {\n"
               "        nd_index t = p.n * 2 + threadIdx.x;\n"
               "        nd_double v0 = p.i0[t];\n"
               "        nd_double v1 = p.i1[t];\n"
               "        nd_double v2 = nd_add_d_d (v0, v1);\n"
               "        p.o0[t] = v2;\n"
               "  }\n"
               "}\n");
  nd_text_free (&text);
}

static void broadcasting_works_subscripts_out (void **state)
{
  (void)state;
  nd_program program;
  nd_launch launch = {.program = &program};
  nd_text text = {0};
  make_sum_of_two (&program, ND_DOUBLE);
  walk_matrices (&launch, 1001, 1000);
  launch.input[1].strides[0] = 0;
  launch.input[1].strides[1] = 1;
  write_kernels (&text, &launch);
  expect_text (&text, "extern \"C\"",
               "extern \"C\" __global__ void __launch_bounds__ (256)\n"
               "nd_kernel (const nd_parameters p)\n"
               "{\n"
               "  if (p.n > 0) {\n"
               "    nd_index first = (nd_index)blockIdx.x * 512 + threadIdx.x;\n"
               "    nd_double a0[2];\n"
               "    nd_double a1[2];\n"
               "    nd_double *to0[2];\n"
               "#pragma unroll\n"
               "    for (int u = 0; u < 2; u++) {\n"
               "      nd_index j = first + u * 256;\n"
               "      j = j < p.n ? j : p.n - 1;\n"
               "      nd_index q0 = nd_quotient (j, p.m0, p.h0);\n"
               "      nd_index k0 = j - q0 * p.d0;\n"
               "      nd_index k1 = q0;\n"
               "      a0[u] = p.i0[(nd_offset)k0 * p.x0_0 + (nd_offset)k1 * p.x0_1];\n"
               "      a1[u] = p.i1[(nd_offset)k0 * p.x1_0 + (nd_offset)k1 * p.x1_1];\n"
               "      to0[u] = p.o0 + ((nd_offset)k0 * p.x2_0 + (nd_offset)k1 * p.x2_1);\n"
               "    }\n"
               "#pragma unroll\n"
               "    for (int u = 0; u < 2; u++) {\n"
               "      nd_double r0;\n"
               "#pragma unroll\n"
               "      for (int k = 0; k < VECTOR; k++) {\n"
               "        nd_double v0 = a0[u];\n"
               "        nd_double v1 = a1[u];\n"
               "        nd_double v2 = nd_add_d_d (v0, v1);\n"
               "        r0 = v2;\n"
               "      }\n"
               "      if (first + u * 256 < p.n) {\n"
               "        *to0[u] = r0;\n"
               "      }\n"
               "    }\n"
               "  }\n"
               "}\n");
  nd_text_free (&text);
}

static void a_column_is_folded_by_lanes (void **state)
{
  (void)state;
  nd_program program;
  nd_launch launch = {.program = &program};
  nd_text text = {0};
  nd_program_init (&program);
  nd_program_fold (&program, ND_REDUCE_SUM, nd_program_load (&program, ND_DOUBLE), ND_DOUBLE,
                   false);
  walk_matrices (&launch, 1001, 1000);
  launch.folded[0] = true;
  launch.output[0].strides[0] = 0;
  launch.output[0].strides[1] = 1;
  write_kernels (&text, &launch);
  expect_text (
      &text, "extern \"C\"",
      "extern \"C\" __global__ void __launch_bounds__ (256, 4)\n"
      "nd_kernel (const nd_parameters p)\n"
      "{\n"
      "  __shared__ nd_state shared[8];\n"
      "  nd_index lane = threadIdx.x & (p.lanes - 1), column = threadIdx.x >> p.shift;\n"
      "  nd_index begin = blockIdx.y * p.rows_at_once;\n"
      "  nd_index end = p.rows - begin < p.rows_at_once ? p.rows : begin + p.rows_at_once;\n"
      "  nd_index first = begin + lane, stride = p.lanes;\n"
      "  nd_index stop = lane < p.lanes ? end : 0;\n"
      "  for (nd_index tile = blockIdx.x; tile < p.tiles; tile += gridDim.x) {\n"
      "    nd_index o = tile * p.columns + column;\n"
      "    nd_index j = o < p.outputs ? o : p.outputs - 1;\n"
      "      nd_index k1 = j;\n"
      "    const nd_double *b0 = p.i0 + ((nd_offset)k1 * p.x0_1);\n"
      "    nd_state s[SIDE];\n"
      "#pragma unroll\n"
      "    for (int k = 0; k < SIDE; k++)\n"
      "      s[k] = nd_start ();\n"
      "    nd_index r = first;\n"
      "    for (; r + 3 * stride < stop; r += 4 * stride) {\n"
      "      nd_double a0[4];\n"
      "#pragma unroll\n"
      "      for (int u = 0; u < 4; u++) {\n"
      "        nd_index e = r + u * stride;\n"
      "      nd_index k0 = e;\n"
      "        a0[u] = b0[(nd_offset)k0 * p.x0_0];\n"
      "      }\n"
      "#pragma unroll\n"
      "      for (int u = 0; u < 4; u++) {\n"
      "        nd_index row = r + u * stride;\n"
      "        nd_state t = s[0];\n"
      "#pragma unroll\n"
      "        for (int k = 0; k < 1; k++) {\n"
      "        nd_double v0 = a0[u];\n"
      "        t = nd_step (t, v0, row * 1 + k);\n"
      "        }\n"
      "        s[0] = t;\n"
      "      }\n"
      "    }\n"
      "    for (; r < stop; r += 4 * stride) {\n"
      "      nd_double a0[4];\n"
      "#pragma unroll\n"
      "      for (int u = 0; u < 4; u++) {\n"
      "        nd_index e = r + u * stride < stop ? r + u * stride : stop - 1;\n"
      "      nd_index k0 = e;\n"
      "        a0[u] = b0[(nd_offset)k0 * p.x0_0];\n"
      "      }\n"
      "#pragma unroll\n"
      "      for (int u = 0; u < 4; u++) {\n"
      "        nd_index row = r + u * stride;\n"
      "        nd_state t = s[0];\n"
      "#pragma unroll\n"
      "        for (int k = 0; k < 1; k++) {\n"
      "        nd_double v0 = a0[u];\n"
      "        t = nd_step (t, v0, row * 1 + k);\n"
      "        }\n"
      "        s[0] = row < stop ? t : s[0];\n"
      "      }\n"
      "    }\n"
      "    nd_index part = blockIdx.y, parts = p.splits;\n"
      "    nd_state *states = p.parts;\n"
      "    unsigned int *ticket = nd_tickets;\n"
      "    for (;;) {\n"
      "      unsigned int width = p.lanes < 32 ? p.lanes : 32;\n"
      "      for (unsigned int d = 1; d < width; d *= 2)\n"
      "        s[0] = nd_merge (s[0], nd_shuffle (s[0], threadIdx.x + d, width));\n"
      "      if (p.lanes > 32) {\n"
      "        if ((threadIdx.x & 31) == 0)\n"
      "          shared[threadIdx.x / 32] = s[0];\n"
      "        __syncthreads ();\n"
      "        if (lane == 0)\n"
      "          for (unsigned int w = 1; w < p.lanes / 32; w++)\n"
      "            s[0] = nd_merge (s[0], shared[threadIdx.x / 32 + w]);\n"
      "        __syncthreads ();\n"
      "      }\n"
      "      if (parts == 1)\n"
      "        break;\n"
      "      nd_index groups = (parts + p.group - 1) / p.group, group = part / p.group;\n"
      "      nd_index begin = group * p.group;\n"
      "      nd_index members = parts - begin < p.group ? parts - begin : p.group;\n"
      "      nd_index all = p.columns * SIDE;\n"
      "      nd_state *to = states + tile * parts * all + column * SIDE;\n"
      "      if (lane == 0 && o < p.outputs)\n"
      "#pragma unroll\n"
      "        for (int k = 0; k < SIDE; k++)\n"
      "          to[part * all + k] = s[k];\n"
      "      if (!nd_is_last (ticket + tile * groups + group, members))\n"
      "        break;\n"
      "#pragma unroll\n"
      "      for (int k = 0; k < SIDE; k++)\n"
      "        s[k] = nd_start ();\n"
      "      if (o < p.outputs)\n"
      "        for (nd_index m = lane; m < members; m += p.lanes)\n"
      "#pragma unroll\n"
      "          for (int k = 0; k < SIDE; k++)\n"
      "            s[k] = nd_merge (s[k], to[(begin + m) * all + k]);\n"
      "      states += p.tiles * parts * all;\n"
      "      ticket += p.tiles * groups;\n"
      "      part = group;\n"
      "      parts = groups;\n"
      "    }\n"
      "    if (parts == 1 && lane == 0 && o < p.outputs) {\n"
      "          p.o0[(nd_offset)k1 * p.x1_1] =  (nd_value (s[0]));\n"
      "    }\n"
      "  }\n"
      "}\n");
  nd_text_free (&text);
}

static void messages_name_folds_and_scans (void **state)
{
  static const struct {
    nd_reduction reduction;
    const char *fold, *scan;
  } rows[] = {{ND_REDUCE_SUM, "sum", "cumsum"},
              {ND_REDUCE_PRODUCT, "prod", "cumprod"},
              {ND_REDUCE_MIN, "min", "cummin"},
              {ND_REDUCE_MAX, "max", "cummax"}};
  nd_program program;
  (void)state;
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    nd_program_init (&program);
    nd_program_fold (&program, rows[i].reduction, nd_program_load (&program, ND_DOUBLE), ND_DOUBLE,
                     false);
    assert_string_equal (nd_cuda_operation_name (&program), rows[i].fold);
    program.is_scan = true;
    assert_string_equal (nd_cuda_operation_name (&program), rows[i].scan);
  }
  nd_program_init (&program);
  nd_program_reduce (&program, ND_REDUCE_ANY, nd_program_load (&program, ND_LOGICAL));
  assert_string_equal (nd_cuda_operation_name (&program), "any");
}

/* Sizes and values are parameters. */
static void sizes_and_values_are_not_in_the_text (void **state)
{
  (void)state;
  nd_text texts[2] = {{0}, {0}};
  for (int i = 0; i < 2; i++) {
    nd_program program;
    nd_launch launch = {.program = &program};
    nd_program_init (&program);
    int a = nd_program_load (&program, ND_SINGLE);
    int b = nd_program_constant (&program, ND_SINGLE, (nd_element){.single = 1.5F + (float)i});
    nd_program_store (&program, nd_program_binary (&program, ND_OP_ADD, ND_SINGLE, a, b));
    walk_matrices (&launch, 64 + 640 * i, 10 + 3 * i);
    launch.output[0].strides[1] = 1024;
    write_kernels (&texts[i], &launch);
  }
  assert_string_equal (texts[0].bytes, texts[1].bytes);
  for (int i = 0; i < 2; i++)
    nd_text_free (&texts[i]);
}

static void indices_have_64_bits_where_32_are_too_few (void **state)
{
  static const struct {
    int64_t m, n, step; /* elements of a column lie `step` apart */
    bool is_wide;
  } rows[] = {{46340, 46340, 1, false}, {1 << 16, 1 << 15, 1, true}, {1 << 20, 1, 1 << 12, true}};
  (void)state;
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    nd_program program;
    nd_launch launch = {.program = &program};
    nd_text text = {0};
    make_sum_of_two (&program, ND_UINT8);
    walk_matrices (&launch, rows[i].m, rows[i].n);
    launch.input[1].strides[0] = rows[i].step;
    write_kernels (&text, &launch);
    assert_int_equal (!strstr (text.bytes, "typedef unsigned int nd_index;"), rows[i].is_wide);
    nd_text_free (&text);
  }
}

static void the_card_s_architecture_is_chosen (void **state)
{
  (void)state;
  static const int archs[] = {72, 75, 80, 86, 90, 100, 101};
  static const struct {
    int card, chosen;
    bool is_ptx;
  } rows[] = {{90, 90, false},   {89, 86, false}, {75, 75, false},
              {103, 100, false}, {70, 0, true},   {120, 100, true}, /* systems on a chip: */
              {87, 86, true},    {72, 72, false}, {101, 101, false}};
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    bool is_ptx;
    assert_int_equal (nd_cuda_choose_arch (rows[i].card, 7, archs, &is_ptx), rows[i].chosen);
    assert_int_equal (is_ptx, rows[i].is_ptx);
  }
}

/* ---- NVRTC --------------------------------------------------------------------------------- */

static void expect_clean (const char *text, int architecture)
{
  char *log;
  bool is_done = nvrtc_compiles (text, "sm", architecture, NULL, &log);
  if (!is_done || log[0])
    fail_msg ("for architecture %d: %s\n%s", architecture, log, text);
  free (log);
}

/* All for one architecture after the other. */
static void random_texts_compile (void **state)
{
  static void (*const makers[]) (random_scene *, uint64_t) = {
      random_scene_make, random_scene_make_fold, random_scene_make_scan};
  int architectures[NVRTC_MOST], count = nvrtc_architectures (architectures);
  nd_text text = {0};
  (void)state;
  for (int i = 0; i < 3 * SCENES; i++) {
    random_scene s;
    makers[i % 3](&s, (uint64_t)i);
    nd_launch launch = s.launch;
    random_scene_prepare (&s, &launch, s.outputs);
    nd_text_clear (&text);
    write_kernels (&text, &launch);
    expect_clean (text.bytes, architectures[i % count]);
    random_scene_free (&s);
  }
  nd_text_free (&text);
}

/* Inputs that nothing is written to are read as constants; in a(:) = a + b that is b alone, and
   where the output begins inside `a`, or lists say where it is, none. */
static void what_is_not_written_is_read_as_constant (void **state)
{
  enum { APART = 1 << 28, BEHIND = 2 * APART };
  static const struct {
    uintptr_t output; /* where it begins, in bytes */
    bool is_listed;
    int constants; /* of two inputs, at INPUTS_AT and APART */
  } rows[] = {{BEHIND, false, 2},         {INPUTS_AT, false, 1}, {INPUTS_AT + 1024, false, 1},
              {INPUTS_AT - 16, false, 1}, {BEHIND, true, 0},     {APART - 8008000, false, 2},
              {APART + 16, false, 1}};
  int architectures[NVRTC_MOST];
  (void)state;
  nvrtc_architectures (architectures);
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    static const int64_t list[] = {0};
    nd_program program;
    nd_launch launch = {.program = &program};
    nd_text text = {0};
    int constants = 0;
    make_sum_of_two (&program, ND_DOUBLE);
    walk_matrices (&launch, 1001, 1000);
    launch.input[1].data = (void *)(uintptr_t)APART;
    launch.output[0].data = (void *)rows[i].output;
    launch.output[0].has_lists = rows[i].is_listed;
    launch.output[0].lists[0] = rows[i].is_listed ? list : NULL;
    launch.output[0].lists[1] = NULL;
    write_kernels (&text, &launch);
    char *ptx = nvrtc_ptx (text.bytes, 75);
    for (const char *at = ptx; (at = strstr (at, "ld.global.nc.v4")); at++)
      constants++;
    if (constants != rows[i].constants)
      fail_msg ("row %d: %d constant reads\n%s", (int)i, constants, text.bytes);
    free (ptx);
    nd_text_free (&text);
  }
}

/* exp (-a .* a) .* b + 1 */
static void make_chain (nd_program *program, nd_dtype dtype)
{
  nd_program_init (program);
  int a = nd_program_load (program, dtype), b = nd_program_load (program, dtype);
  int one = nd_program_constant (program, dtype, (nd_element){.single = 1});
  int square = nd_program_binary (program, ND_OP_MULTIPLY, dtype, a, a);
  int bell = nd_program_unary (program, ND_OP_EXP, dtype,
                               nd_program_unary (program, ND_OP_NEGATE, dtype, square));
  int product = nd_program_binary (program, ND_OP_MULTIPLY, dtype, bell, b);
  nd_program_store (program, nd_program_binary (program, ND_OP_ADD, dtype, product, one));
}

static void expect_registers_and_vectors (const char *text, int architecture)
{
  char *log, *ptx = nvrtc_ptx (text, architecture);
  assert_true (nvrtc_compiles (text, "sm", architecture, "--ptxas-options=-v", &log));
  if (!strstr (log, " 0 bytes spill stores") || nvrtc_warns (log))
    fail_msg ("for architecture %d: %s\n%s", architecture, log, text);
  if (!strstr (ptx, "ld.global.nc.v4") ||
      !(strstr (ptx, "st.global.v4") || strstr (ptx, "st.global.v2.f64")))
    fail_msg ("for architecture %d: %s", architecture, ptx);
  free (log);
  free (ptx);
}

/* On every architecture; classes take turns. */
static void simple_kernels_keep_to_registers_and_vectors (void **state)
{
  static const nd_dtype dtypes[] = {ND_DOUBLE, ND_SINGLE, ND_INT32, ND_UINT8, ND_COMPLEX_SINGLE};
  int architectures[NVRTC_MOST], count = nvrtc_architectures (architectures);
  nd_program program;
  nd_launch launch = {.program = &program};
  nd_text text = {0};
  (void)state;
  for (int i = 0; i < 2 * count; i++) {
    if (i % 2)
      make_chain (&program, ND_SINGLE);
    else
      make_sum_of_two (&program, dtypes[(size_t)i / 2 % (sizeof dtypes / sizeof dtypes[0])]);
    walk_matrices (&launch, 1001, 1000);
    nd_text_clear (&text);
    write_kernels (&text, &launch);
    expect_registers_and_vectors (text.bytes, architectures[i / 2]);
  }
  nd_text_free (&text);
}

/* The sum or extreme of x .* x along dimension d. */
static void make_fold (nd_program *program, nd_launch *launch, nd_dtype dtype,
                       nd_reduction reduction, int d)
{
  nd_program_init (program);
  int x = nd_program_load (program, dtype);
  x = nd_program_binary (program, ND_OP_MULTIPLY, dtype, x, x);
  nd_program_fold (program, reduction, x, dtype, false);
  walk_matrices (launch, 1024, 1000);
  launch->folded[d] = true;
  launch->output[0].strides[d] = 0;
  launch->output[0].strides[1 - d] = 1;
}

static void folds_keep_to_registers (void **state)
{
  static const nd_dtype dtypes[] = {ND_SINGLE, ND_DOUBLE, ND_INT32, ND_COMPLEX_DOUBLE};
  static const nd_reduction reductions[] = {ND_REDUCE_SUM, ND_REDUCE_MAX};
  int architectures[NVRTC_MOST], count = nvrtc_architectures (architectures);
  nd_program program;
  nd_launch launch = {.program = &program};
  nd_text text = {0};
  char *log;
  (void)state;
  for (int i = 0; i < 16; i++) {
    make_fold (&program, &launch, dtypes[i / 4], reductions[i / 2 % 2], i % 2);
    nd_text_clear (&text);
    write_kernels (&text, &launch);
    assert_true (
        nvrtc_compiles (text.bytes, "sm", architectures[i % count], "--ptxas-options=-v", &log));
    const char *spill = log;
    while ((spill = strstr (spill, " bytes spill stores")) && spill[-1] == '0' && spill[-2] == ' ')
      spill++;
    if (spill)
      fail_msg ("for sm_%d: %s\n%s", architectures[i % count], log, text.bytes);
    free (log);
  }
  nd_text_free (&text);
}

int main (void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test (contiguous_operands_move_in_vectors),
      cmocka_unit_test (broadcasting_works_subscripts_out),
      cmocka_unit_test (a_column_is_folded_by_lanes),
      cmocka_unit_test (messages_name_folds_and_scans),
      cmocka_unit_test (sizes_and_values_are_not_in_the_text),
      cmocka_unit_test (indices_have_64_bits_where_32_are_too_few),
      cmocka_unit_test (the_card_s_architecture_is_chosen),
      cmocka_unit_test (random_texts_compile),
      cmocka_unit_test (what_is_not_written_is_read_as_constant),
      cmocka_unit_test (simple_kernels_keep_to_registers_and_vectors),
      cmocka_unit_test (folds_keep_to_registers),
  };
  return cmocka_run_group_tests_name ("CUDA texts", tests, NULL, NULL);
}
