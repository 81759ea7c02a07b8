/* Programs on a CUDA device compute what they compute on the CPU, however operands lie.  Kernels
   are compiled once, and kept on disk. */
#define _DEFAULT_SOURCE
#include "cuda.h"
#include "device/cuda/disk.h"
#include "device/cuda/kernels.h"
#include "device/cuda/layout.h"
#include "device/cuda/routines_internal.h"
#include "program/reduce.h"
#include "random_scene.h"
#include <assert.h>
#include <dirent.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

enum { ROUNDS = 150 };

static nd_device *device;

#define MUST(expression)                                                                           \
  do {                                                                                             \
    nd_error must_error;                                                                           \
    if ((expression) != ND_OK)                                                                     \
      fail_msg ("%s", must_error.message);                                                         \
  } while (0)

/* ---- random programs --------------------------------------------------------------------- */

/* A copy on the device, which lives until the scene ends. */
static nd_buffer *kept[16];
static int kept_count;

static nd_buffer *copy_of (const void *data, size_t nbytes)
{
  nd_buffer *buffer;
  MUST (nd_buffer_new (device, nbytes ? nbytes : 1, &buffer, &must_error));
  MUST (nd_device_upload (buffer, 0, data, nbytes, &must_error));
  kept[kept_count++] = buffer;
  return buffer;
}

static void drop_copies (void)
{
  while (kept_count > 0)
    nd_buffer_release (kept[--kept_count]);
}

static void move_lists (nd_access *x, const nd_launch *launch)
{
  for (int d = 0; x->has_lists && d < launch->ndims; d++)
    if (x->lists[d])
      x->lists[d] = copy_of (x->lists[d], (size_t)launch->dims[d] * sizeof (int64_t))->data;
}

/* Runs the scene on the device; its outputs come back to s->outputs. */
static void run_on_device (random_scene *s)
{
  nd_launch launch = s->launch;
  nd_buffer *outputs[RANDOM_MOST_OUTPUTS];
  assert (s->program.outputs > 0);
  random_scene_prepare (s, &launch, s->outputs);
  for (int i = 0; i < s->program.outputs; i++) {
    outputs[i] = copy_of (s->outputs[i], s->nbytes);
    launch.output[i].data = outputs[i]->data;
    move_lists (&launch.output[i], &launch);
  }
  for (int i = 0; i < s->program.inputs; i++) {
    launch.input[i].data =
        i == 0 && s->in_place ? outputs[0]->data : copy_of (s->inputs[i], s->nbytes)->data;
    move_lists (&launch.input[i], &launch);
  }
  MUST (nd_device_run (device, &launch, &must_error));
  for (int i = 0; i < s->program.outputs; i++)
    MUST (nd_device_download (s->outputs[i], outputs[i], 0, s->nbytes, &must_error));
  drop_copies ();
}

static void run_on_cpu (random_scene *s)
{
  nd_launch launch = s->launch;
  random_scene_prepare (s, &launch, s->expected);
  assert_int_equal (nd_device_run (nd_device_cpu (), &launch, NULL), ND_OK);
}

static void compare (random_scene *s, uint64_t seed)
{
  char text[4096];
  for (int i = 0; i < s->program.outputs; i++)
    if (memcmp (s->outputs[i], s->expected[i], s->nbytes) != 0)
      fail_msg ("output %d of %lld elements differs in scene %d:\n%s", i, (long long)s->total,
                (int)seed, nd_program_text (&s->program, text, sizeof text));
}

static void compare_scenes (void (*make) (random_scene *, uint64_t), uint64_t first, uint64_t end)
{
  for (uint64_t seed = first; seed < end; seed++) {
    random_scene s;
    make (&s, seed);
    run_on_cpu (&s);
    run_on_device (&s);
    compare (&s, seed);
    random_scene_free (&s);
  }
}

static void random_programs (void **state)
{
  (void)state;
  device = cuda_device (0);
  compare_scenes (random_scene_make, 0, ROUNDS);
}

static void random_folds (void **state)
{
  (void)state;
  device = cuda_device (0);
  compare_scenes (random_scene_make_fold, 0, ROUNDS);
}

static void random_scans (void **state)
{
  (void)state;
  device = cuda_device (0);
  compare_scenes (random_scene_make_scan, 0, ROUNDS);
}

static void random_programs_with_wide_indices (void **state)
{
  (void)state;
  device = cuda_device (0);
  int64_t limit = nd_cuda_narrow_limit;
  nd_cuda_narrow_limit = 1;
  compare_scenes (random_scene_make, ROUNDS, ROUNDS + 30);
  compare_scenes (random_scene_make_fold, ROUNDS, ROUNDS + 30);
  compare_scenes (random_scene_make_scan, ROUNDS, ROUNDS + 30);
  nd_cuda_narrow_limit = limit;
}

/* ---- the numbers 0, 1, 2 ... ------------------------------------------------------------- */

enum { STEPS = 1000 };

static void new_pair (nd_buffer **x, nd_buffer **y)
{
  double values[STEPS];
  for (int i = 0; i < STEPS; i++)
    values[i] = i;
  *x = copy_of (values, sizeof values);
  *y = copy_of (values, sizeof values);
}

/* ---- order ------------------------------------------------------------------------------- */

/* Folds a column of doubles, converted to `dtype`; the result as it is stored. */
static nd_element fold_column (nd_reduction reduction, nd_dtype dtype, const double *values,
                               int64_t count)
{
  nd_program program;
  nd_launch launch = {.program = &program, .ndims = 1, .dims = {count}, .folded = {true}};
  nd_element result = {.complex = {0, 0}};
  nd_buffer *x = copy_of (values, (size_t)count * sizeof *values);
  nd_buffer *y = copy_of (&result, sizeof result);
  nd_program_init (&program);
  int value = nd_program_cast (&program, nd_program_load (&program, ND_DOUBLE), dtype);
  nd_program_fold (&program, reduction, value, dtype, false);
  launch.input[0] = (nd_access){.data = x->data, .strides = {1}};
  launch.output[0] = (nd_access){.data = y->data};
  MUST (nd_device_run (device, &launch, &must_error));
  MUST (nd_device_download (&result, y, 0, sizeof result, &must_error));
  drop_copies ();
  return result;
}

/* Integers saturate at each step, whichever threads add them: 100 times 5 is 127, and then 100
   times -2 is -73.  Short products overflow where Octave's do. */
static void folds_keep_octave_s_order (void **state)
{
  enum { COUNT = 40000 };
  (void)state;
  device = cuda_device (0);
  double *values = nd_malloc (COUNT * sizeof *values);
  for (int i = 0; i < COUNT; i++)
    values[i] = i < COUNT - 100 ? 5 : -2;
  assert_int_equal (fold_column (ND_REDUCE_SUM, ND_INT8, values, COUNT).int8, 127 - 200);
  assert_int_equal (fold_column (ND_REDUCE_SUM, ND_UINT16, values, COUNT).uint16, 65535);
  for (int i = 0; i < COUNT; i++)
    values[i] = i % 2 ? 9e18 : -9e18;
  assert_true (fold_column (ND_REDUCE_SUM, ND_INT64, values, COUNT).int64 == 0);
  for (int i = 0; i < COUNT; i++)
    values[i] = i == 0 ? -9e18 : i < COUNT / 2 ? 9e18 : -4e18;
  assert_true (fold_column (ND_REDUCE_SUM, ND_INT64, values, COUNT).int64 == INT64_MIN);
  for (int i = 0; i < 100; i++)
    values[i] = i < 50 ? 1e10 : i < 99 ? 1 : 0;
  assert_true (isnan (fold_column (ND_REDUCE_PRODUCT, ND_DOUBLE, values, 100).real));
  nd_free (values);
}

/* The sums along dimension d of an m x n matrix of 0, 1, 2 ... modulo 1000, which are exact. */
static void expect_sums (int64_t m, int64_t n, int d)
{
  nd_program program;
  nd_launch launch = {.program = &program, .ndims = 2, .dims = {m, n}};
  const int64_t outputs = d == 0 ? n : m;
  float *values = nd_malloc ((size_t)(m * n) * sizeof *values);
  double *sums = nd_calloc ((size_t)outputs, sizeof *sums);
  double *expected = nd_calloc ((size_t)outputs, sizeof *expected);
  for (int64_t i = 0; i < m * n; i++) {
    values[i] = (float)(i % 1000);
    expected[d == 0 ? i / m : i % m] += (double)(i % 1000);
  }
  nd_buffer *x = copy_of (values, (size_t)(m * n) * sizeof *values);
  nd_buffer *y = copy_of (sums, (size_t)outputs * sizeof *sums);
  nd_program_init (&program);
  int value = nd_program_cast (&program, nd_program_load (&program, ND_SINGLE), ND_DOUBLE);
  nd_program_fold (&program, ND_REDUCE_SUM, value, ND_DOUBLE, false);
  launch.folded[d] = true;
  launch.input[0] = (nd_access){.data = x->data, .strides = {1, m}};
  launch.output[0] = (nd_access){.data = y->data, .strides = {d == 1, d == 0}};
  MUST (nd_device_run (device, &launch, &must_error));
  MUST (nd_device_download (sums, y, 0, (size_t)outputs * sizeof *sums, &must_error));
  assert_memory_equal (sums, expected, (size_t)outputs * sizeof *sums);
  drop_copies ();
  nd_free (values);
  nd_free (sums);
  nd_free (expected);
}

/* The last block merges the parts; of a hundred outputs side by side there are so many that groups
   of blocks merge theirs first.  The second time it is known that the counts are back at 0. */
static void blocks_merge_their_parts (void **state)
{
  static const int64_t sizes[][2] = {{100, 9001}, {60000, 3}, {4, 50000}, {1500, 70}, {7, 20000}};
  (void)state;
  device = cuda_device (0);
  for (int i = 0; i < 10; i++)
    for (int d = 0; d < 2; d++)
      expect_sums (sizes[i / 2][0], sizes[i / 2][1], d);
}

/* The running sums along the rows of an m x n matrix of integers. */
static void expect_running_sums (int64_t m, int64_t n)
{
  nd_program program;
  nd_launch launch = {.program = &program, .ndims = 2, .dims = {m, n}, .folded = {false, true}};
  const size_t nbytes = (size_t)(m * n) * sizeof (int32_t);
  int32_t *values = nd_malloc (nbytes), *sums = nd_calloc (1, nbytes);
  int32_t *expected = nd_malloc (nbytes);
  for (int64_t i = 0; i < m * n; i++) {
    values[i] = (int32_t)(i % 1000);
    expected[i] = values[i] + (i < m ? 0 : expected[i - m]);
  }
  nd_buffer *x = copy_of (values, nbytes), *y = copy_of (sums, nbytes);
  nd_program_init (&program);
  nd_program_scan (&program, ND_REDUCE_SUM, nd_program_load (&program, ND_INT32), ND_INT32, false);
  launch.input[0] = (nd_access){.data = x->data, .strides = {1, m}};
  launch.output[0] = (nd_access){.data = y->data, .strides = {1, m}};
  MUST (nd_device_run (device, &launch, &must_error));
  MUST (nd_device_download (sums, y, 0, nbytes, &must_error));
  assert_memory_equal (sums, expected, nbytes);
  drop_copies ();
  nd_free (values);
  nd_free (sums);
  nd_free (expected);
}

/* A few rows side by side, which are cut into parts: as many lanes as there is room for share one.
 */
static void lanes_share_the_parts_of_a_scan (void **state)
{
  (void)state;
  device = cuda_device (0);
  for (int64_t m = 1; m <= 12; m++)
    expect_running_sums (m, 1500);
}

/* ---- a constant is added ---------------------------------------------------------------- */

/* y(from:from+count) = x(from:from+count) + constant */
static void add_constant (nd_buffer *x, nd_buffer *y, int64_t from, int64_t count, double constant)
{
  nd_program program;
  nd_launch launch = {.program = &program, .ndims = 1, .dims = {count}};
  nd_program_init (&program);
  int a = nd_program_load (&program, ND_DOUBLE);
  int b = nd_program_constant (&program, ND_DOUBLE, (nd_element){.real = constant});
  nd_program_store (&program, nd_program_binary (&program, ND_OP_ADD, ND_DOUBLE, a, b));
  launch.input[0] = (nd_access){.data = x->data, .offset = from, .strides = {1}};
  launch.output[0] = (nd_access){.data = y->data, .offset = from, .strides = {1}};
  MUST (nd_device_run (device, &launch, &must_error));
}

/* ---- lists of outputs -------------------------------------------------------------------- */

/* y(list) = x, where the list names most elements several times. */
static void write_by_list (int64_t count, int64_t elements)
{
  nd_program program;
  nd_launch launch = {.program = &program, .ndims = 1, .dims = {count}};
  size_t nbytes = (size_t)count * sizeof (int64_t), room = (size_t)elements * sizeof (int64_t);
  int64_t *list = nd_malloc (nbytes), *from = nd_malloc (nbytes);
  int64_t *expected = nd_calloc (1, room), *to = nd_calloc (1, room);
  for (int64_t i = 0; i < count; i++) {
    list[i] = elements / 2 + random_pick (elements / 2);
    from[i] = i + 1;
    expected[list[i]] = from[i];
  }
  nd_buffer *x = copy_of (from, nbytes), *y = copy_of (to, room);
  nd_program_init (&program);
  nd_program_store (&program, nd_program_load (&program, ND_INT64));
  launch.input[0] = (nd_access){.data = x->data, .strides = {1}};
  launch.output[0] = (nd_access){
      .data = y->data, .strides = {1}, .has_lists = true, .lists = {copy_of (list, nbytes)->data}};
  MUST (nd_device_run (device, &launch, &must_error));
  MUST (nd_device_download (to, y, 0, room, &must_error));
  assert_memory_equal (to, expected, room);
  nd_free (list);
  nd_free (from);
  nd_free (to);
  nd_free (expected);
  drop_copies ();
}

/* Also where lists are as long as tables of winners of 32 bits cannot count. */
static void the_last_of_several_writes_stays (void **state)
{
  (void)state;
  device = cuda_device (0);
  int64_t most = nd_cuda_most_narrow_places, limit = nd_cuda_narrow_limit;
  for (int is_wide = 0; is_wide < 2; is_wide++) {
    nd_cuda_most_narrow_places = is_wide ? 1000 : most;
    for (int has_wide_indices = 0; has_wide_indices < 2; has_wide_indices++) {
      nd_cuda_narrow_limit = has_wide_indices ? 1 : limit;
      write_by_list (5000, 900);
      write_by_list (30, 12);
    }
  }
  nd_cuda_most_narrow_places = most;
  nd_cuda_narrow_limit = limit;
}

/* ---- large launches ---------------------------------------------------------------------- */

/* 24 inputs, 24 constants and 17 dimensions that do not merge have more parameters than a launch.
 */
static void too_many_parameters_go_in_slices (void **state)
{
  enum { INPUTS = 24, DIMS = 17, COUNT = 1 << DIMS, REACH = 64 };
  (void)state;
  device = cuda_device (0);
  nd_program program;
  nd_launch launch = {.program = &program, .ndims = DIMS}, on_cpu;
  uint8_t *from = nd_malloc (REACH), *to = nd_calloc (COUNT, 1), *expected = nd_calloc (COUNT, 1);
  for (int i = 0; i < REACH; i++)
    from[i] = (uint8_t)random_pick (256);
  nd_buffer *x = copy_of (from, REACH), *y = copy_of (to, COUNT);
  nd_program_init (&program);
  for (int i = 0; i < INPUTS; i++)
    nd_program_load (&program, ND_UINT8);
  for (int i = 0; i < INPUTS; i++)
    nd_program_constant (&program, ND_COMPLEX_DOUBLE, (nd_element){.complex = {i, 1}});
  int sum = nd_program_binary (&program, ND_OP_ADD, ND_UINT8, 0, INPUTS - 1);
  nd_program_store (&program, sum);
  for (int d = 0; d < DIMS; d++) {
    launch.dims[d] = 2;
    launch.output[0].strides[d] = 1 << d;
    for (int i = 0; i < INPUTS; i++)
      launch.input[i].strides[d] = 1 + (i + d * d) % 3;
  }
  on_cpu = launch;
  for (int i = 0; i < INPUTS; i++) {
    launch.input[i].data = x->data;
    on_cpu.input[i].data = from;
  }
  launch.output[0].data = y->data;
  on_cpu.output[0].data = expected;
  int64_t limit = nd_cuda_narrow_limit;
  nd_cuda_narrow_limit = 1;
  uint64_t before = nd_cuda_compile_counts ()->found;
  MUST (nd_device_run (device, &launch, &must_error));
  nd_cuda_narrow_limit = limit;
  assert_true (nd_cuda_compile_counts ()->found > before); /* the second slice's kernel */
  MUST (nd_device_download (to, y, 0, COUNT, &must_error));
  assert_int_equal (nd_device_run (nd_device_cpu (), &on_cpu, NULL), ND_OK);
  assert_memory_equal (to, expected, COUNT);
  nd_free (from);
  nd_free (to);
  nd_free (expected);
  drop_copies ();
}

/* More than the L2 cache holds. */
static void large_results_go_past_the_caches (void **state)
{
  enum { COUNT = 300001 };
  (void)state;
  device = cuda_device (0);
  double *values = nd_malloc (COUNT * sizeof *values);
  for (int i = 0; i < COUNT; i++)
    values[i] = i;
  nd_buffer *x = copy_of (values, COUNT * sizeof *values);
  nd_buffer *y = copy_of (values, COUNT * sizeof *values);
  add_constant (x, y, 0, COUNT, 0.5);
  MUST (nd_device_download (values, y, 0, COUNT * sizeof *values, &must_error));
  for (int i = 0; i < COUNT; i++)
    assert_true (values[i] == i + 0.5);
  nd_free (values);
  drop_copies ();
}

/* ---- transposes -------------------------------------------------------------------------- */

/* y = x.' of bytes that lie `gap` apart from column to column, from an offset on. */
static void turn (nd_dtype dtype, int64_t m, int64_t n, int64_t gap, int64_t offset)
{
  nd_program program;
  nd_launch launch = {.program = &program, .ndims = 2, .dims = {n, m}};
  size_t size = nd_dtype_size (dtype), count = (size_t)((m + gap) * (n + gap) + offset);
  char *from = nd_malloc (count * size), *to = nd_calloc (count, size);
  for (size_t i = 0; i < count * size; i++)
    from[i] = (char)random_pick (256);
  nd_buffer *x = copy_of (from, count * size), *y = copy_of (to, count * size);
  nd_program_init (&program);
  nd_program_store (&program, nd_program_load (&program, dtype));
  launch.input[0] = (nd_access){.data = x->data, .offset = offset, .strides = {m + gap, 1}};
  launch.output[0] = (nd_access){.data = y->data, .offset = offset, .strides = {1, n + gap}};
  MUST (nd_device_run (device, &launch, &must_error));
  MUST (nd_device_download (to, y, 0, count * size, &must_error));
  for (int64_t i = 0; i < m; i++)
    for (int64_t j = 0; j < n; j++)
      assert_memory_equal (to + (offset + j + i * (n + gap)) * (int64_t)size,
                           from + (offset + i + j * (m + gap)) * (int64_t)size, size);
  nd_free (from);
  nd_free (to);
  drop_copies ();
}

/* An image of three bytes a pixel becomes three images: long rows that read the same memory. */
static void channels_are_parted (void **state)
{
  enum { PIXELS = 5000, CHANNELS = 3, COUNT = PIXELS * CHANNELS };
  (void)state;
  device = cuda_device (0);
  nd_program program;
  nd_launch launch = {.program = &program, .ndims = 2, .dims = {PIXELS, CHANNELS}};
  uint8_t *from = nd_malloc (COUNT);
  float *to = nd_calloc (COUNT, sizeof *to);
  for (int i = 0; i < COUNT; i++)
    from[i] = (uint8_t)random_pick (256);
  nd_buffer *x = copy_of (from, COUNT), *y = copy_of (to, COUNT * sizeof *to);
  nd_program_init (&program);
  int value = nd_program_cast (&program, nd_program_load (&program, ND_UINT8), ND_SINGLE);
  int half = nd_program_constant (&program, ND_SINGLE, (nd_element){.single = 0.5F});
  nd_program_store (&program, nd_program_binary (&program, ND_OP_MULTIPLY, ND_SINGLE, value, half));
  launch.input[0] = (nd_access){.data = x->data, .strides = {CHANNELS, 1}};
  launch.output[0] = (nd_access){.data = y->data, .strides = {1, PIXELS}};
  MUST (nd_device_run (device, &launch, &must_error));
  MUST (nd_device_download (to, y, 0, COUNT * sizeof *to, &must_error));
  for (int i = 0; i < PIXELS; i++)
    for (int k = 0; k < CHANNELS; k++)
      assert_true (to[i + k * PIXELS] == (float)from[k + i * CHANNELS] * 0.5F);
  nd_free (from);
  nd_free (to);
  drop_copies ();
}

static void matrices_are_turned (void **state)
{
  static const nd_dtype dtypes[] = {ND_UINT8, ND_INT16, ND_SINGLE, ND_COMPLEX_DOUBLE};
  (void)state;
  device = cuda_device (0);
  for (int i = 0; i < 4; i++) {
    turn (dtypes[i], 128, 128, 0, 0); /* in words, whole tiles */
    turn (dtypes[i], 132, 260, 4, 4);
    turn (dtypes[i], 16, 300, 0, 0);
    turn (dtypes[i], 131, 257, 1, 0); /* element by element */
    turn (dtypes[i], 128, 64, 0, 1);
  }
}

/* ---- any and all ------------------------------------------------------------------------- */

/* Is the number below any (all) of the 1000 numbers 0, 1, 2 ...? */
static bool is_below (nd_reduction reduction, double number)
{
  nd_program program;
  nd_launch launch = {.program = &program, .ndims = 1, .dims = {STEPS}};
  nd_buffer *x, *y;
  new_pair (&x, &y);
  nd_program_init (&program);
  int a = nd_program_constant (&program, ND_DOUBLE, (nd_element){.real = number});
  int b = nd_program_load (&program, ND_DOUBLE);
  nd_program_reduce (&program, reduction,
                     nd_program_binary (&program, ND_OP_LESS, ND_LOGICAL, a, b));
  launch.input[0] = (nd_access){.data = x->data, .strides = {1}};
  MUST (nd_device_run (device, &launch, &must_error));
  drop_copies ();
  return launch.truth;
}

static void any_and_all_are_read_back (void **state)
{
  (void)state;
  device = cuda_device (0);
  assert_true (is_below (ND_REDUCE_ANY, 998.5));
  assert_false (is_below (ND_REDUCE_ANY, 999));
  assert_true (is_below (ND_REDUCE_ALL, -0.5));
  assert_false (is_below (ND_REDUCE_ALL, 0));
}

/* ---- what is compiled -------------------------------------------------------------------- */

static double element (const nd_buffer *y, int i)
{
  double value;
  MUST (nd_device_download (&value, y, (size_t)i * sizeof value, sizeof value, &must_error));
  return value;
}

static void a_loop_compiles_few_kernels (void **state)
{
  (void)state;
  device = cuda_device (0);
  nd_buffer *x, *y;
  new_pair (&x, &y);
  nd_cuda_compile_counters before = *nd_cuda_compile_counts ();
  for (int i = 1; i < STEPS; i++)
    add_constant (x, y, i % 7, STEPS - i > 7 ? STEPS - i - 7 : 1, i);
  const nd_cuda_compile_counters *now = nd_cuda_compile_counts ();
  assert_in_range (now->compiled + now->loaded - before.compiled - before.loaded, 1, 4);
  assert_true (element (y, 5) == 5 + 999);
  drop_copies ();
}

/* ---- kernels on disk --------------------------------------------------------------------- */

static char cache[64];

/* The only file in the folder; its name is kept. */
static const char *only_file (void)
{
  static char path[512];
  struct dirent *entry;
  DIR *folder = opendir (cache);
  int count = 0;
  assert_non_null (folder);
  while ((entry = readdir (folder)))
    if (entry->d_name[0] != '.') {
      snprintf (path, sizeof path, "%s/%s", cache, entry->d_name);
      count++;
    }
  closedir (folder);
  assert_int_equal (count, 1);
  return path;
}

static void empty_folder (void)
{
  struct dirent *entry;
  char path[512];
  DIR *folder = opendir (cache);
  while (folder && (entry = readdir (folder))) {
    snprintf (path, sizeof path, "%s/%s", cache, entry->d_name);
    unlink (path);
  }
  if (folder)
    closedir (folder);
}

static void forget (void)
{
  nd_cuda *cuda = nd_cuda_of (device);
  MUST (nd_cuda_enter (cuda, &must_error));
  nd_cuda_kernels_forget (cuda);
  nd_cuda_leave (cuda);
}

/* Runs a program anew, and says whether its kernel came from the disk. */
static bool comes_from_disk (void)
{
  nd_buffer *x, *y;
  forget ();
  nd_cuda_compile_counters before = *nd_cuda_compile_counts ();
  new_pair (&x, &y);
  add_constant (x, y, 0, STEPS, 0.5);
  assert_true (element (y, 5) == 5.5);
  drop_copies ();
  const nd_cuda_compile_counters *now = nd_cuda_compile_counts ();
  assert_int_equal (now->compiled + now->loaded, before.compiled + before.loaded + 1);
  return now->loaded == before.loaded + 1;
}

static void write_byte (const char *path, long at, int c)
{
  FILE *file = fopen (path, "r+");
  assert_non_null (file);
  fseek (file, at, at < 0 ? SEEK_END : SEEK_SET);
  fputc (c, file);
  fclose (file);
}

/* A kernel, also where distances from the first element would lose digits. */
static void expect_variances (nd_dtype dtype, const char *expected)
{
  nd_array *x, *result;
  MUST (core_array (device, dtype, "4x2", "100 1 2 3 5 6 7 8", &x, &must_error));
  const long copies = cuda_calls ("cuMemcpyDtoHAsync_v2"),
             waits = cuda_calls ("cuStreamSynchronize"), launches = cuda_calls ("cuLaunchKernel");
  const nd_operand operand = nd_operand_array (x);
  MUST (nd_variance (&operand, 1, true, &result, &must_error));
  assert_int_equal (cuda_calls ("cuMemcpyDtoHAsync_v2"), copies);
  assert_int_equal (cuda_calls ("cuStreamSynchronize"), waits);
  assert_int_equal (cuda_calls ("cuLaunchKernel"), launches + 1);
  assert_string_equal (core_text (core_keep (result)), expected);
  core_free_kept ();
}

static void variances_wait_for_nothing (void **state)
{
  (void)state;
  device = cuda_device (0);
  expect_variances (ND_SINGLE, "1x2 single: 1801.25 1.25");
  expect_variances (ND_DOUBLE, "1x2 double: 1801.25 1.25");
}

static void the_driver_is_asked_for_a_kernel_once (void **state)
{
  static const bool mask[] = {true, false, true};
  nd_routine routine = {.kind = ND_ROUTINE_COUNT,
                        .input = {copy_of (mask, sizeof mask)->data},
                        .number = {sizeof mask}};
  long calls = 0;
  (void)state;
  for (int i = 0; i < 3; i++) {
    MUST (nd_device_compute (device, &routine, &must_error));
    assert_int_equal (routine.number[1], 2);
    if (i == 0)
      calls = cuda_calls ("cuModuleGetFunction");
  }
  drop_copies ();
  assert_true (calls >= 2);
  assert_int_equal (cuda_calls ("cuModuleGetFunction"), calls);
}

static void a_text_may_lack_the_kernel_that_is_wanted (void **state)
{
  const nd_source_kernel kernel = {.source = "extern \"C\" __global__ void f (int *x) { }",
                                   .name = "g"};
  (void)state;
  device = cuda_device (0);
  nd_error error = {.message = ""};
  assert_int_equal (nd_device_run_source (device, &kernel, &error), ND_INVALID_ARGUMENT);
  assert_non_null (strstr (error.message, "the text has no kernel \"g\""));
}

static void kernels_are_made_when_there_is_memory_again (void **state)
{
  const nd_source_kernel kernel = {.source = "extern \"C\" __global__ void f (int *x) { }",
                                   .name = "f"};
  (void)state;
  device = cuda_device (0);
  bool failed = true;
  for (long n = 1; failed; n++) {
    forget ();
    nd_memory_fail (n);
    const nd_status status = nd_device_run_source (device, &kernel, NULL);
    failed = nd_memory_failed ();
    nd_memory_fail (0);
    assert_true (status == ND_OK || (failed && status == ND_OUT_OF_MEMORY));
    MUST (nd_device_run_source (device, &kernel, &must_error));
  }
}

static void kernels_are_kept_on_disk (void **state)
{
  (void)state;
  device = cuda_device (0);
  empty_folder ();
  assert_false (comes_from_disk ());
  assert_true (comes_from_disk ());
  only_file ();
}

static void damaged_files_are_written_again (void **state)
{
  (void)state;
  device = cuda_device (0);
  empty_folder ();
  assert_false (comes_from_disk ());
  const long places[] = {0, 9, 17, -1};
  for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
    write_byte (only_file (), places[i], 0x55);
    assert_false (comes_from_disk ());
    assert_true (comes_from_disk ());
  }
  for (long length = 0; length < 40; length += 13) {
    assert_int_equal (truncate (only_file (), length), 0);
    assert_false (comes_from_disk ());
  }
}

static void a_folder_that_cannot_be_is_no_matter (void **state)
{
  (void)state;
  device = cuda_device (0);
  const char *folders[] = {"/dev/null/folder", ""};
  for (size_t i = 0; i < 2; i++) {
    setenv ("ND_CUDA_CACHE", folders[i], 1);
    assert_false (comes_from_disk ());
    assert_false (comes_from_disk ());
  }
  setenv ("ND_CUDA_CACHE", cache, 1);
}

static void the_folder_stays_small (void **state)
{
  (void)state;
  size_t limit = nd_cuda_disk_limit;
  char bytes[1000] = {1};
  nd_cuda_code code = {bytes, sizeof bytes}, back;
  empty_folder ();
  nd_cuda_disk_limit = 3500;
  for (int i = 0; i < 8; i++) {
    char text[16];
    snprintf (text, sizeof text, "text %d", i);
    nd_cuda_disk_save ("test", text, &code);
    usleep (20000); /* times of files tell which is the oldest */
  }
  nd_cuda_disk_limit = limit;
  assert_false (nd_cuda_disk_load ("test", "text 0", &back));
  assert_false (nd_cuda_disk_load ("test", "text 4", &back));
  assert_false (nd_cuda_disk_load ("other", "text 7", &back));
  assert_true (nd_cuda_disk_load ("test", "text 7", &back));
  assert_int_equal (back.nbytes, sizeof bytes);
  assert_memory_equal (back.bytes, bytes, sizeof bytes);
  nd_free (back.bytes);
}

/* A file gets its name once it is whole: where the disk is full, the old one stays. */
static void half_a_file_replaces_nothing (void **state)
{
  (void)state;
  char bytes[1000] = {1};
  nd_cuda_code code = {bytes, sizeof bytes}, back;
  struct rlimit limit, small;
  empty_folder ();
  nd_cuda_disk_save ("test", "text", &code);
  assert_int_equal (getrlimit (RLIMIT_FSIZE, &limit), 0);
  small = (struct rlimit){.rlim_cur = 500, .rlim_max = limit.rlim_max};
  void (*handler) (int) = signal (SIGXFSZ, SIG_IGN);
  setrlimit (RLIMIT_FSIZE, &small);
  bytes[0] = 2;
  nd_cuda_disk_save ("test", "text", &code);
  setrlimit (RLIMIT_FSIZE, &limit);
  signal (SIGXFSZ, handler);
  only_file ();
  assert_true (nd_cuda_disk_load ("test", "text", &back));
  assert_int_equal (((char *)back.bytes)[0], 1);
  nd_free (back.bytes);
}

static int make_cache (void **state)
{
  (void)state;
  strcpy (cache, "/tmp/nd-cache-XXXXXX");
  return mkdtemp (cache) ? setenv ("ND_CUDA_CACHE", cache, 1) : -1;
}

static int drop_cache (void **state)
{
  (void)state;
  empty_folder ();
  return rmdir (cache);
}

int main (void)
{
  const struct CMUnitTest tests[] = {
      cuda_test (random_programs),
      cuda_test (random_folds),
      cuda_test (random_scans),
      cuda_test (random_programs_with_wide_indices),
      cuda_test (folds_keep_octave_s_order),
      cuda_test (blocks_merge_their_parts),
      cuda_test (lanes_share_the_parts_of_a_scan),
      cuda_test (the_last_of_several_writes_stays),
      cuda_test (too_many_parameters_go_in_slices),
      cuda_test (large_results_go_past_the_caches),
      cuda_test (channels_are_parted),
      cuda_test (matrices_are_turned),
      cuda_test (any_and_all_are_read_back),
      cuda_test (a_loop_compiles_few_kernels),
      cuda_test (variances_wait_for_nothing),
      cuda_test (the_driver_is_asked_for_a_kernel_once),
      cuda_test (a_text_may_lack_the_kernel_that_is_wanted),
      cuda_test (kernels_are_made_when_there_is_memory_again),
      cuda_test (kernels_are_kept_on_disk),
      cuda_test (damaged_files_are_written_again),
      cuda_test (a_folder_that_cannot_be_is_no_matter),
      cmocka_unit_test (the_folder_stays_small),
      cmocka_unit_test (half_a_file_replaces_nothing),
  };
  return cmocka_run_group_tests_name ("programs on CUDA devices", tests, make_cache, drop_cache);
}
