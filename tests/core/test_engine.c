/* The CPU engine computes what its kernels give element by element, however operands lie, on any
   number of threads. */
#include "base/threads.h"
#include "device/cpu/cpu.h"
#include "device/cpu/kernels/kernels.h"
#include "random_scene.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ROUNDS = 200 };

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

static void expect_element_by_element (random_scene *s)
{
  random_scene_prepare (s, &s->launch, s->expected);
  for (int64_t i = 0; i < s->total; i++)
    compute_element (&s->launch, i);
}

static void run_and_compare (random_scene *s, int threads)
{
  char text[4096];
  nd_launch launch = s->launch; /* running simplifies it */
  nd_set_threads (threads);
  random_scene_prepare (s, &launch, s->outputs);
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
    random_scene s;
    random_scene_make (&s, (uint64_t)round);
    expect_element_by_element (&s);
    for (int count = 1; count <= 4; count += 3)
      run_and_compare (&s, count);
    random_scene_free (&s);
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

/* Sums of singles that the program makes integers, or complex, are of that class. */
static void sums_of_singles_of_other_classes (void **state)
{
  static const struct {
    nd_dtype dtype;
    nd_element sum;
  } rows[] = {{ND_DOUBLE, {.real = 2.5}},
              {ND_UINT64, {.uint64 = 5}},
              {ND_INT8, {.int8 = 3}},
              {ND_COMPLEX_DOUBLE, {.complex = {2.5, 0}}}};
  float x[] = {-1.5F, 2.5F, 1.5F};
  (void)state;
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    nd_program program;
    nd_element sum;
    nd_launch launch = {.program = &program, .ndims = 1, .dims = {3}, .folded = {true}};
    nd_program_init (&program);
    int value = nd_program_cast (&program, nd_program_load (&program, ND_SINGLE), rows[i].dtype);
    nd_program_fold (&program, ND_REDUCE_SUM, value, rows[i].dtype, false);
    launch.input[0] = (nd_access){.data = x, .strides = {1}};
    launch.output[0] = (nd_access){.data = &sum};
    assert_int_equal (nd_device_run (nd_device_cpu (), &launch, NULL), ND_OK);
    assert_memory_equal (&sum, &rows[i].sum, nd_dtype_size (rows[i].dtype));
  }
}

int main (void)
{
  const struct CMUnitTest tests[] = {cmocka_unit_test (random_programs),
                                     cmocka_unit_test (large_results),
                                     cmocka_unit_test (sums_of_singles_of_other_classes)};
  return cmocka_run_group_tests_name ("engine", tests, NULL, NULL);
}
