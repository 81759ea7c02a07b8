/* Programs: building, text, simplification, and what the engine makes of them. */
#include "core.h"
#include <string.h>

static nd_element real (double x)
{
  return (nd_element){.real = x};
}

/* ---- text -------------------------------------------------------------------------------- */

static void a_program_can_be_read (void **state)
{
  (void)state;
  nd_program program;
  char text[1000], cut[8];
  nd_program_init (&program);
  int x = nd_program_load (&program, ND_INT8);
  int y = nd_program_cast (&program, x, ND_COMPLEX_DOUBLE);
  assert_int_equal (nd_program_cast (&program, y, ND_COMPLEX_DOUBLE), y);
  int c = nd_program_constant (&program, ND_SINGLE, (nd_element){.single = 0.5F});
  int z = nd_program_cast (&program, c, ND_COMPLEX_DOUBLE);
  int sum = nd_program_binary (&program, ND_OP_ADD, ND_COMPLEX_DOUBLE, y, z);
  int less = nd_program_binary (&program, ND_OP_LESS, ND_LOGICAL, y, sum);
  nd_program_store (&program, nd_program_select (&program, less, y, sum));
  nd_program_reduce (&program, ND_REDUCE_ANY,
                     nd_program_unary (&program, ND_OP_NOT, ND_LOGICAL, less));
  assert_string_equal (nd_program_text (&program, text, sizeof text),
                       "%0 = load int8 #0\n"
                       "%1 = cast complex double %0\n"
                       "%2 = constant single 0.5\n"
                       "%3 = cast complex double %2\n"
                       "%4 = add complex double %1 %3\n"
                       "%5 = < logical %1 %4\n"
                       "%6 = select complex double %5 %1 %4\n"
                       "store complex double #0 %6\n"
                       "%8 = ! logical %5\n"
                       "any %8\n");
  assert_string_equal (nd_program_text (&program, cut, sizeof cut), "%0 = lo");
}

/* ---- simplification ---------------------------------------------------------------------- */

/* A copy over dims with these strides; returns the launch. */
static nd_launch *make_copy (int ndims, const int64_t *dims, const int64_t *in, const int64_t *out)
{
  static nd_program program;
  static nd_launch launch;
  nd_program_init (&program);
  nd_program_store (&program, nd_program_load (&program, ND_DOUBLE));
  launch.program = &program;
  launch.ndims = ndims;
  launch.input[0].has_lists = false;
  launch.output[0].has_lists = false;
  for (int d = 0; d < ndims; d++) {
    launch.dims[d] = dims[d];
    launch.input[0].strides[d] = in[d];
    launch.output[0].strides[d] = out[d];
  }
  return &launch;
}

static void consecutive_dimensions_become_one (void **state)
{
  (void)state;
  nd_launch *launch =
      make_copy (4, (int64_t[]){3, 1, 4, 5}, (int64_t[]){1, 7, 3, 12}, (int64_t[]){1, 9, 3, 12});
  nd_launch_simplify (launch);
  assert_int_equal (launch->ndims, 1);
  assert_int_equal (launch->dims[0], 60);
  assert_int_equal (launch->input[0].strides[0], 1);
}

static void the_output_decides_the_order (void **state)
{
  (void)state;
  nd_launch *launch =
      make_copy (3, (int64_t[]){3, 4, 5}, (int64_t[]){1, 3, 12}, (int64_t[]){20, 5, 1});
  nd_launch_simplify (launch);
  assert_int_equal (launch->ndims, 3);
  assert_int_equal (launch->dims[0], 5);
  assert_int_equal (launch->dims[2], 3);
  assert_int_equal (launch->input[0].strides[0], 12);
}

static void broadcasts_merge_too (void **state)
{
  (void)state;
  nd_launch *launch =
      make_copy (3, (int64_t[]){3, 4, 5}, (int64_t[]){0, 0, 1}, (int64_t[]){1, 3, 12});
  nd_launch_simplify (launch);
  assert_int_equal (launch->ndims, 2);
  assert_int_equal (launch->dims[0], 12);
  assert_int_equal (launch->input[0].strides[0], 0);
  assert_int_equal (launch->input[0].strides[1], 1);
}

static void lists_keep_their_dimension (void **state)
{
  (void)state;
  static const int64_t list[] = {2};
  nd_launch *launch = make_copy (2, (int64_t[]){1, 4}, (int64_t[]){1, 3}, (int64_t[]){1, 1});
  launch->input[0].has_lists = true;
  launch->input[0].lists[0] = list;
  launch->input[0].lists[1] = NULL;
  nd_launch_simplify (launch);
  assert_int_equal (launch->ndims, 2);
  assert_ptr_equal (launch->input[0].lists[0], list);
}

/* ---- running ----------------------------------------------------------------------------- */

/* A one-dimensional launch on the CPU. */
static void start (nd_launch *launch, const nd_program *program, int64_t count)
{
  launch->program = program;
  launch->ndims = 1;
  launch->dims[0] = count;
}

static void walk (nd_access *access, void *data, int64_t stride)
{
  access->data = data;
  access->offset = 0;
  access->strides[0] = stride;
  access->has_lists = false;
}

enum { MANY = 100003 };
static double many_x[MANY], many_y[MANY], many_z[MANY];

/* y = x < 0 ? -x : x + 1; z = 2 * y, over more than one block. */
static void several_outputs_and_a_choice (void **state)
{
  (void)state;
  nd_program program;
  nd_launch launch;
  for (int i = 0; i < MANY; i++)
    many_x[i] = i % 7 - 3;
  nd_program_init (&program);
  int x = nd_program_load (&program, ND_DOUBLE);
  int zero = nd_program_constant (&program, ND_DOUBLE, real (0));
  int one = nd_program_constant (&program, ND_DOUBLE, real (1));
  int negative = nd_program_binary (&program, ND_OP_LESS, ND_LOGICAL, x, zero);
  int minus = nd_program_unary (&program, ND_OP_NEGATE, ND_DOUBLE, x);
  int plus = nd_program_binary (&program, ND_OP_ADD, ND_DOUBLE, x, one);
  int y = nd_program_select (&program, negative, minus, plus);
  nd_program_store (&program, y);
  nd_program_store (&program, nd_program_binary (&program, ND_OP_ADD, ND_DOUBLE, y, y));
  start (&launch, &program, MANY);
  walk (&launch.input[0], many_x, 1);
  walk (&launch.output[0], many_y, 1);
  walk (&launch.output[1], many_z, 1);
  assert_int_equal (nd_device_run (nd_device_cpu (), &launch, NULL), ND_OK);
  for (int i = 0; i < MANY; i++) {
    double expected = many_x[i] < 0 ? -many_x[i] : many_x[i] + 1;
    assert_true (many_y[i] == expected && many_z[i] == 2 * expected);
  }
}

/* Backwards, and every third element: values that no block can use as they lie. */
static void strides_of_any_sign (void **state)
{
  (void)state;
  enum { COUNT = MANY / 3 };
  nd_program program;
  nd_launch launch;
  for (int i = 0; i < MANY; i++) {
    many_x[i] = i;
    many_y[i] = -1;
  }
  nd_program_init (&program);
  int x = nd_program_load (&program, ND_DOUBLE);
  nd_program_store (&program, nd_program_unary (&program, ND_OP_NEGATE, ND_DOUBLE, x));
  start (&launch, &program, COUNT);
  walk (&launch.input[0], many_x + COUNT - 1, -1);
  walk (&launch.output[0], many_y, 3);
  assert_int_equal (nd_device_run (nd_device_cpu (), &launch, NULL), ND_OK);
  for (size_t i = 0; i < COUNT; i++) {
    assert_true (many_y[3 * i] == -(double)(COUNT - 1 - i));
    assert_true (many_y[3 * i + 1] == -1);
  }
}

static void lists_gather_and_scatter (void **state)
{
  (void)state;
  enum { ROWS = 5, COLUMNS = 4 };
  double from[ROWS * COLUMNS], to[ROWS * COLUMNS] = {0};
  static const int64_t rows[] = {4, 0, 2}, columns[] = {3, 1};
  nd_program program;
  nd_launch launch;
  for (int i = 0; i < ROWS * COLUMNS; i++)
    from[i] = i + 1;
  nd_program_init (&program);
  nd_program_store (&program, nd_program_load (&program, ND_DOUBLE));
  launch.program = &program;
  launch.ndims = 2;
  launch.dims[0] = 3;
  launch.dims[1] = 2;
  launch.input[0] = (nd_access){.data = from, .strides = {1, ROWS}, .has_lists = true};
  launch.input[0].lists[0] = rows;
  launch.output[0] = (nd_access){.data = to, .strides = {ROWS, 1}, .has_lists = true};
  launch.output[0].lists[1] = columns;
  assert_int_equal (nd_device_run (nd_device_cpu (), &launch, NULL), ND_OK);
  for (int64_t i = 0; i < 3; i++)
    for (int64_t j = 0; j < 2; j++)
      assert_true (to[i * ROWS + columns[j]] == from[rows[i] + j * ROWS]);
}

/* ---- random walks ---------------------------------------------------------------------------- */

enum { WALK_DIMS = 4, WALK_ROOM = 1 << 17 };

static uint32_t random_state = 1;

static int64_t random_below (int64_t limit)
{
  random_state = random_state * 1664525 + 1013904223;
  return (int64_t)((random_state >> 8) % (uint32_t)limit);
}

/* Strides of an operand in memory of its own: dimensions in a random order, gaps, some backwards,
   broadcasts where `may_broadcast`; `lists` gives some dimensions a random order of their own. */
static void random_access (nd_access *x, nd_launch *launch, int64_t lists[WALK_DIMS][400],
                           bool may_broadcast)
{
  int64_t stride = 1 + random_below (2);
  int first = (int)random_below (launch->ndims);
  x->offset = 0;
  x->has_lists = random_below (3) == 0;
  for (int k = 0; k < launch->ndims; k++) {
    int d = (first + k) % launch->ndims;
    int64_t extent = launch->dims[d];
    x->lists[d] = NULL;
    x->strides[d] = stride;
    stride *= extent;
    if (may_broadcast && random_below (4) == 0)
      x->strides[d] = 0;
    else if (x->has_lists && random_below (2) == 0) {
      for (int64_t i = 0; i < extent; i++)
        lists[d][i] = (i * 7 + 3) % extent; /* a permutation unless 7 divides the extent */
      x->lists[d] = extent % 7 ? lists[d] : NULL;
    } else if (random_below (4) == 0) {
      x->offset += (extent - 1) * x->strides[d];
      x->strides[d] = -x->strides[d];
    }
  }
}

static int64_t position (const nd_access *x, int ndims, const int64_t *index)
{
  int64_t at = x->offset;
  for (int d = 0; d < ndims; d++)
    at += x->strides[d] * (x->has_lists && x->lists[d] ? x->lists[d][index[d]] : index[d]);
  return at;
}

/* Long and short rows, in any of four dimensions. */
static void random_dims (nd_launch *launch)
{
  launch->ndims = 1 + (int)random_below (WALK_DIMS);
  for (int d = 0; d < launch->ndims; d++)
    launch->dims[d] = 1 + random_below (5);
  if (random_below (2) == 0)
    launch->dims[random_below (launch->ndims)] = 100 + random_below (200);
}

static void every_walk_reaches_every_element (void **state)
{
  (void)state;
  static int16_t a[WALK_ROOM], b[WALK_ROOM];
  static int32_t r[WALK_ROOM];
  static int64_t lists[3][WALK_DIMS][400];
  for (int i = 0; i < WALK_ROOM; i++) {
    a[i] = (int16_t)(i % 1009);
    b[i] = (int16_t)(i % 757);
  }
  for (int round = 0; round < 3000; round++) {
    nd_program program;
    nd_launch launch, original;
    bool is_copy = random_below (3) == 0;
    nd_program_init (&program);
    int x = nd_program_load (&program, ND_INT16);
    int sum = x;
    if (!is_copy)
      sum = nd_program_binary (&program, ND_OP_SUBTRACT, ND_INT16, x,
                               nd_program_load (&program, ND_INT16));
    nd_program_store (&program, nd_program_cast (&program, sum, ND_INT32));
    launch.program = &program;
    random_dims (&launch);
    random_access (&launch.input[0], &launch, lists[0], true);
    random_access (&launch.input[1], &launch, lists[1], true);
    random_access (&launch.output[0], &launch, lists[2], false);
    launch.input[0].data = a;
    launch.input[1].data = b;
    launch.output[0].data = r;
    original = launch;
    assert_int_equal (nd_device_run (nd_device_cpu (), &launch, NULL), ND_OK);
    int64_t index[WALK_DIMS] = {0};
    for (int d = 0; d < original.ndims;) {
      int expected = a[position (&original.input[0], original.ndims, index)];
      if (!is_copy)
        expected -= b[position (&original.input[1], original.ndims, index)];
      if (r[position (&original.output[0], original.ndims, index)] != expected)
        fail_msg ("round %d", round);
      for (d = 0; d < original.ndims && ++index[d] == original.dims[d]; d++)
        index[d] = 0;
      d = d == original.ndims ? d : 0;
    }
  }
}

/* ---- reductions ------------------------------------------------------------------------------ */

static bool any_of (const double *x, int64_t count, nd_reduction reduction)
{
  nd_program program;
  nd_launch launch;
  nd_program_init (&program);
  nd_program_reduce (&program, reduction,
                     nd_program_cast (&program, nd_program_load (&program, ND_DOUBLE), ND_LOGICAL));
  start (&launch, &program, count);
  walk (&launch.input[0], (void *)x, 1);
  assert_int_equal (nd_device_run (nd_device_cpu (), &launch, NULL), ND_OK);
  return launch.truth;
}

static void reductions (void **state)
{
  (void)state;
  for (int i = 0; i < MANY; i++)
    many_x[i] = 0;
  assert_false (any_of (many_x, MANY, ND_REDUCE_ANY));
  many_x[MANY - 1] = 1;
  assert_true (any_of (many_x, MANY, ND_REDUCE_ANY));
  assert_false (any_of (many_x, MANY, ND_REDUCE_ALL));
  for (int i = 0; i < MANY; i++)
    many_x[i] = 1;
  assert_true (any_of (many_x, MANY, ND_REDUCE_ALL));
  assert_false (any_of (many_x, 0, ND_REDUCE_ANY));
  assert_true (any_of (many_x, 0, ND_REDUCE_ALL));
}

/* ---- stopping ---------------------------------------------------------------------------- */

static bool stop_at_once (void)
{
  return true;
}

static nd_status run_long (bool must_finish, bool transposed, nd_error *error)
{
  nd_array *a, *view, *result;
  nd_program program;
  nd_launch launch;
  TRY (core_array (nd_device_cpu (), ND_DOUBLE, "600x500", "1 2 3", &a, error));
  TRY (nd_array_transpose (a, &view, error));
  core_keep (view);
  TRY (core_array (nd_device_cpu (), ND_DOUBLE, "500x600", "0", &result, error));
  nd_program_init (&program);
  program.must_finish = must_finish;
  nd_program_store (&program, nd_program_load (&program, ND_DOUBLE));
  launch.program = &program;
  launch.ndims = 2;
  const nd_array *from = transposed ? view : a;
  for (int d = 0; d < 2; d++) {
    launch.dims[d] = from->dims[d];
    launch.input[0].strides[d] = from->strides[d];
    launch.output[0].strides[d] = d == 0 ? 1 : from->dims[0];
  }
  launch.input[0].data = (void *)nd_array_data (a);
  launch.output[0].data = (void *)nd_array_data (result);
  launch.input[0].offset = launch.output[0].offset = 0;
  launch.input[0].has_lists = launch.output[0].has_lists = false;
  nd_set_should_stop (stop_at_once);
  nd_status status = nd_device_run (nd_device_cpu (), &launch, error);
  nd_set_should_stop (NULL);
  return status;
}

static void work_stops_unless_it_must_finish (void **state)
{
  (void)state;
  static nd_error error;
  for (int transposed = 0; transposed < 2; transposed++) {
    assert_int_equal (run_long (false, transposed, &error), ND_INTERRUPTED);
    assert_int_equal (run_long (true, transposed, &error), ND_OK);
  }
  core_free_kept ();
}

static void operators_stop (void **state)
{
  (void)state;
  static nd_error error;
  nd_array *a, *result;
  nd_operand two = {.dtype = ND_DOUBLE, .scalar.real = 2.0};
  bool done;
  assert_int_equal (core_array (nd_device_cpu (), ND_DOUBLE, "600x600", "1 2 3", &a, &error),
                    ND_OK);
  nd_operand x = nd_operand_array (a);
  nd_set_should_stop (stop_at_once);
  assert_int_equal (nd_binary (ND_OP_ADD, &x, &x, &result, &error), ND_INTERRUPTED);
  assert_int_equal (nd_binary (ND_OP_ADD, &x, &two, &result, &error), ND_INTERRUPTED);
  assert_int_equal (nd_binary_in_place (ND_OP_ADD, a, &two, &done, &error), ND_OK);
  nd_set_should_stop (NULL);
  assert_true (done);
  core_free_kept ();
}

int main (void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test (a_program_can_be_read),
      cmocka_unit_test (consecutive_dimensions_become_one),
      cmocka_unit_test (the_output_decides_the_order),
      cmocka_unit_test (broadcasts_merge_too),
      cmocka_unit_test (lists_keep_their_dimension),
      cmocka_unit_test (several_outputs_and_a_choice),
      cmocka_unit_test (strides_of_any_sign),
      cmocka_unit_test (lists_gather_and_scatter),
      cmocka_unit_test (every_walk_reaches_every_element),
      cmocka_unit_test (reductions),
      cmocka_unit_test (work_stops_unless_it_must_finish),
      cmocka_unit_test (operators_stop),
  };
  return cmocka_run_group_tests_name ("programs", tests, NULL, NULL);
}
