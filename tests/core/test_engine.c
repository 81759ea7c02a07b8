/* The CPU engine computes what its kernels give element by element, however operands lie, on any
   number of threads. */
#include "base/threads.h"
#include "core.h"
#include "device/cpu/cpu.h"
#include "device/cpu/kernels/kernels.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ROUNDS = 200, MOST_ELEMENTS = 200000, MAX_OUTPUTS = 3, LARGEST_ELEMENT = 16, SPACING = 2 };

static uint64_t random_state;

/* 0 ... count - 1 */
static int64_t pick (int64_t count)
{
  random_state = random_state * 6364136223846793005U + 1442695040888963407U;
  return (int64_t)((random_state >> 33) % (uint64_t)count);
}

static nd_dtype pick_dtype (void)
{
  static const nd_dtype dtypes[] = {ND_DOUBLE, ND_DOUBLE, ND_SINGLE,        ND_UINT8,
                                    ND_INT16,  ND_INT32,  ND_COMPLEX_DOUBLE};
  return dtypes[pick (sizeof dtypes / sizeof dtypes[0])];
}

/* ---- random programs --------------------------------------------------------------------- */

/* A value of class `dtype`, made of any value there is. */
static int pick_value (nd_program *program, nd_dtype dtype)
{
  int value = (int)pick (program->length);
  while (program->code[value].op == ND_OP_STORE)
    value--;
  return nd_program_cast (program, value, dtype);
}

static void add_operation (nd_program *program)
{
  static const nd_op operators[] = {ND_OP_ADD, ND_OP_SUBTRACT, ND_OP_MULTIPLY};
  nd_dtype dtype = pick_dtype ();
  int a = pick_value (program, dtype), b = pick_value (program, dtype);
  switch (pick (3)) {
  case 0:
    nd_program_binary (program, ND_OP_LESS, ND_LOGICAL, a, b);
    break;
  case 1:
    nd_program_select (program, pick_value (program, ND_LOGICAL), a, b);
    break;
  default:
    nd_program_binary (program, operators[pick (3)], dtype, a, b);
  }
}

static void make_program (nd_program *program)
{
  nd_element half = {.real = 0.5};
  nd_program_init (program);
  for (int64_t i = 1 + pick (3); i > 0; i--)
    nd_program_load (program, pick_dtype ());
  if (pick (2))
    nd_program_constant (program, ND_DOUBLE, half);
  int64_t outputs = 1 + pick (MAX_OUTPUTS);
  for (int64_t i = 0; i < outputs; i++) {
    for (int64_t k = pick (5); k > 0; k--)
      add_operation (program);
    nd_program_store (program, pick (2) ? pick_value (program, pick_dtype ())
                                        : pick_value (program, ND_DOUBLE));
  }
}

/* ---- random layouts ---------------------------------------------------------------------- */

static int64_t pick_dims (nd_launch *launch)
{
  static const int64_t extents[] = {1, 2, 3, 4, 7, 8, 17, 64, 65, 130, 300, 1000, 40000};
  int64_t total = 1;
  launch->ndims = (int)pick (5);
  for (int d = 0; d < launch->ndims; d++) {
    int64_t extent = extents[pick (sizeof extents / sizeof extents[0])];
    launch->dims[d] = total * extent > MOST_ELEMENTS ? 2 : extent;
    total *= launch->dims[d];
  }
  return total;
}

/* Consecutive in a random order of dimensions, perhaps with gaps, broadcast or backwards. */
static void pick_layout (nd_access *x, const nd_launch *launch, bool is_output)
{
  int64_t stride = pick (4) ? 1 : SPACING;
  int order[ND_MAX_DIMS];
  x->offset = 0;
  x->has_lists = false;
  for (int d = 0; d < launch->ndims; d++) {
    int other = (int)pick (d + 1);
    order[d] = pick (2) ? d : order[other];
    if (order[d] != d)
      order[other] = d;
  }
  for (int i = 0; i < launch->ndims; i++) {
    int d = order[i];
    x->strides[d] = stride;
    stride *= launch->dims[d];
    if (!is_output && pick (5) == 0)
      x->strides[d] = 0;
    else if (pick (8) == 0) {
      x->offset += x->strides[d] * (launch->dims[d] - 1);
      x->strides[d] = -x->strides[d];
    }
  }
}

/* Subscripts that may repeat. */
static void pick_list (nd_access *x, const nd_launch *launch, int64_t *list)
{
  if (launch->ndims == 0 || pick (6) > 0)
    return;
  int where = (int)pick (launch->ndims);
  for (int d = 0; d < launch->ndims; d++)
    x->lists[d] = NULL;
  for (int64_t i = 0; i < launch->dims[where]; i++)
    list[i] = pick (launch->dims[where]);
  x->lists[where] = list;
  x->has_lists = true;
}

static void fill (void *data, nd_dtype dtype, int64_t count)
{
  nd_kernel *cast = nd_cpu_cast_kernel (ND_DOUBLE, dtype);
  for (int64_t i = 0; i < count; i++) {
    double x = (double)(pick (1000) - 300) / 4;
    cast ((char *)data + i * (int64_t)nd_dtype_size (dtype), &x, NULL, 1);
  }
}

/* ---- element by element ------------------------------------------------------------------ */

static char *element_address (const nd_access *x, size_t size, const nd_launch *launch, int64_t i)
{
  int64_t position = x->offset;
  for (int d = 0; d < launch->ndims; d++) {
    int64_t subscript = i % launch->dims[d];
    i /= launch->dims[d];
    position += x->strides[d] * (x->has_lists && x->lists[d] ? x->lists[d][subscript] : subscript);
  }
  return (char *)x->data + position * (int64_t)size;
}

static void compute_element (const nd_launch *launch, int64_t i)
{
  const nd_program *program = launch->program;
  nd_element values[ND_PROGRAM_MAX];
  for (int k = 0; k < program->length; k++) {
    const nd_instruction *x = &program->code[k];
    size_t size = nd_dtype_size ((nd_dtype)x->dtype);
    if (x->op == ND_OP_LOAD)
      memcpy (&values[k], element_address (&launch->input[x->arg[0]], size, launch, i), size);
    else if (x->op == ND_OP_STORE)
      memcpy (element_address (&launch->output[x->arg[1]], size, launch, i), &values[x->arg[0]],
              size);
    else if (x->op == ND_OP_CONSTANT)
      values[k] = program->constant[x->arg[0]];
    else if (x->op == ND_OP_SELECT)
      values[k] = values[x->arg[0]].logical ? values[x->arg[1]] : values[x->arg[2]];
    else
      nd_cpu_instruction_kernel (x, (nd_dtype)program->code[x->arg[0]].dtype,
                                 (nd_dtype)program->code[x->arg[1]].dtype) (
          &values[k], &values[x->arg[0]], &values[x->arg[1]], 1);
  }
}

/* ---- comparing --------------------------------------------------------------------------- */

typedef struct {
  nd_program program;
  nd_launch launch;
  int64_t total;
  size_t nbytes; /* of the memory of each operand */
  char *inputs[3], *outputs[MAX_OUTPUTS], *expected[MAX_OUTPUTS];
  int64_t *lists[2];
  bool in_place; /* output 0 overwrites input 0 */
} scene;

/* May output 0 be written over input 0?  Both must have the same class and no element twice. */
static bool can_be_in_place (const scene *s)
{
  int store = 0;
  while (s->program.code[store].op != ND_OP_STORE)
    store++;
  return s->program.code[store].dtype == s->program.code[0].dtype && !s->launch.output[0].has_lists;
}

static void make_scene (scene *s)
{
  make_program (&s->program);
  s->launch.program = &s->program;
  s->total = pick_dims (&s->launch);
  s->nbytes = (size_t)(s->total * SPACING) * LARGEST_ELEMENT;
  for (int i = 0; i < 2; i++)
    s->lists[i] = nd_malloc ((size_t)s->total * sizeof (int64_t));
  for (int i = 0; i < s->program.inputs; i++) {
    s->inputs[i] = nd_calloc (s->nbytes, 1);
    fill (s->inputs[i], (nd_dtype)s->program.code[i].dtype, s->total * SPACING);
    s->launch.input[i].data = s->inputs[i];
    pick_layout (&s->launch.input[i], &s->launch, false);
  }
  for (int i = 0; i < s->program.outputs; i++) {
    s->outputs[i] = nd_malloc (s->nbytes);
    s->expected[i] = nd_malloc (s->nbytes);
    pick_layout (&s->launch.output[i], &s->launch, true);
  }
  pick_list (&s->launch.input[0], &s->launch, s->lists[0]);
  pick_list (&s->launch.output[0], &s->launch, s->lists[1]);
  s->in_place = pick (3) == 0 && can_be_in_place (s);
  if (s->in_place)
    s->launch.input[0] = s->launch.output[0];
}

static void free_scene (scene *s)
{
  for (int i = 0; i < s->program.inputs; i++)
    nd_free (s->inputs[i]);
  for (int i = 0; i < s->program.outputs; i++) {
    nd_free (s->outputs[i]);
    nd_free (s->expected[i]);
  }
  for (int i = 0; i < 2; i++)
    nd_free (s->lists[i]);
}

/* Directs the launch to memory for its outputs, which starts as zeros or as input 0. */
static void prepare (const scene *s, nd_launch *launch, char *const *outputs)
{
  for (int i = 0; i < s->program.outputs; i++) {
    memset (outputs[i], 0, s->nbytes);
    launch->output[i].data = outputs[i];
  }
  if (s->in_place) {
    memcpy (outputs[0], s->inputs[0], s->nbytes);
    launch->input[0].data = outputs[0];
  }
}

static void expect_element_by_element (scene *s)
{
  prepare (s, &s->launch, s->expected);
  for (int64_t i = 0; i < s->total; i++)
    compute_element (&s->launch, i);
}

static void run_and_compare (scene *s, int threads)
{
  char text[4096];
  nd_launch launch = s->launch; /* running simplifies it */
  nd_set_threads (threads);
  prepare (s, &launch, s->outputs);
  assert_int_equal (nd_device_run (nd_device_cpu (), &launch, NULL), ND_OK);
  for (int i = 0; i < s->program.outputs; i++)
    if (memcmp (s->outputs[i], s->expected[i], s->nbytes) != 0)
      fail_msg ("output %d of %lld elements differs on %d threads:\n%s", i, (long long)s->total,
                threads, nd_program_text (&s->program, text, sizeof text));
}

static void random_programs (void **state)
{
  (void)state;
  int threads = nd_threads ();
  for (int round = 0; round < ROUNDS; round++) {
    scene s;
    random_state = (uint64_t)round;
    make_scene (&s);
    expect_element_by_element (&s);
    for (int count = 1; count <= 4; count += 3)
      run_and_compare (&s, count);
    free_scene (&s);
  }
  nd_set_threads (threads);
}

/* Written past the caches: from an address that is no multiple of anything. */
static void large_results (void **state)
{
  (void)state;
  enum { COUNT = 2500001 };
  nd_program program;
  nd_launch launch = {.program = &program, .ndims = 1, .dims = {COUNT}};
  double *x = nd_malloc ((COUNT + 1) * sizeof *x), *y = nd_malloc ((COUNT + 1) * sizeof *y);
  for (int i = 0; i <= COUNT; i++)
    x[i] = i;
  nd_program_init (&program);
  int a = nd_program_load (&program, ND_DOUBLE);
  nd_program_store (&program, nd_program_binary (&program, ND_OP_ADD, ND_DOUBLE, a, a));
  launch.input[0] = (nd_access){.data = x, .offset = 0, .strides = {1}};
  launch.output[0] = (nd_access){.data = y, .offset = 1, .strides = {1}};
  assert_int_equal (nd_device_run (nd_device_cpu (), &launch, NULL), ND_OK);
  for (int i = 0; i < COUNT; i++)
    assert_true (y[i + 1] == 2.0 * i);
  nd_free (x);
  nd_free (y);
}

int main (void)
{
  const struct CMUnitTest tests[] = {cmocka_unit_test (random_programs),
                                     cmocka_unit_test (large_results)};
  return cmocka_run_group_tests_name ("engine", tests, NULL, NULL);
}
