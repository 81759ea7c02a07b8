/* Accumulating values at listed positions: see kernels/accumulate.cu. */
#include "device/cuda/routines_internal.h"
#include <stdio.h>

static const char accumulate_text[] =
#include "device/cuda/kernels/accumulate.cu.h"
    ;

/* nd_accumulation of accumulate.cu */
typedef struct {
  CUdeviceptr positions, order;
  const void *values;
  void *to;
  long long n, step;
} parameters;

/* By number[3] of the routine.  A value that is NaN compares false; an element that is NaN gives
 * way.
 */
static const struct {
  const char *name, *join;
} joins[] = {{"sum", "sum += value;"},
             {"least", "if (value < sum || sum != sum) sum = value;"},
             {"greatest", "if (value > sum || sum != sum) sum = value;"}};

void nd_cuda_write_accumulate (nd_text *text, const void *context)
{
  const nd_routine *routine = context;
  nd_cuda_define_element (text, routine->dtype);
  nd_text_add (text, "#define ND_JOIN %s\n",
               nd_dtype_is_complex (routine->dtype) ? "sum.re += value.re; sum.im += value.im;"
                                                    : joins[routine->number[3]].join);
  nd_text_add_string (text, accumulate_text);
}

static nd_status sort_positions (nd_cuda *cuda, const nd_routine *routine, const parameters *p,
                                 nd_error *error)
{
  nd_routine sort = {.kind = ND_ROUTINE_SORT,
                     .dtype = ND_INT64,
                     .other = ND_INT64,
                     .input = {routine->input[0]},
                     .output = {(void *)(uintptr_t)p->positions, (void *)(uintptr_t)p->order},
                     .number = {p->n, 1, 0}};
  return nd_cuda_sort (cuda, &sort, error);
}

nd_status nd_cuda_accumulate (nd_cuda *cuda, nd_routine *routine, nd_error *error)
{
  const nd_cuda_kernel *kernel;
  parameters p = {.values = routine->input[1],
                  .to = routine->output[0],
                  .n = routine->number[0],
                  .step = routine->number[2] == 1 ? 0 : 1};
  size_t nbytes = (size_t)p.n * sizeof (int64_t);
  char key[64];
  snprintf (key, sizeof key, "accumulate %s %s%s", joins[routine->number[3]].name,
            nd_dtype_is_complex (routine->dtype) ? "complex " : "",
            nd_dtype_class (routine->dtype));
  ND_RETURN_NOT_OK (
      nd_cuda_kernel_find (cuda, key, nd_cuda_write_accumulate, routine, &kernel, error));
  ND_RETURN_NOT_OK (nd_cuda_scratch (cuda, 2 * nbytes, &p.positions, error));
  p.order = p.positions + nbytes;
  nd_status status = sort_positions (cuda, routine, &p, error);
  if (status == ND_OK)
    status = nd_cuda_launch_blocks (cuda, kernel, NULL, nd_cuda_resident_blocks (cuda, p.n), &p,
                                    nd_routine_name (routine->kind), error);
  nd_cuda_scratch_free (cuda, p.positions);
  return status;
}
