#include "device/cuda/scatter.h"
#include "device/cuda/program.h"
#include "device/cuda/routines_internal.h"

static const char operation[] = "writing by a list";

/* ---- looking at a list ------------------------------------------------------------------- */

static void walk_list (nd_access *x, const void *list, int64_t first)
{
  x->data = (void *)(uintptr_t)list;
  x->offset = first;
  x->strides[0] = 1;
  x->has_lists = false;
}

/* Is each entry larger than the one before it? */
static nd_status rises (nd_cuda *cuda, const int64_t *list, int64_t count, bool *answer,
                        nd_error *error)
{
  nd_program program;
  nd_launch launch = {.program = &program, .ndims = 1, .dims = {count - 1}};
  *answer = true;
  if (count < 2)
    return ND_OK;
  nd_program_init (&program);
  int later = nd_program_load (&program, ND_INT64), earlier = nd_program_load (&program, ND_INT64);
  nd_program_reduce (&program, ND_REDUCE_ANY,
                     nd_program_binary (&program, ND_OP_LESS_EQUAL, ND_LOGICAL, later, earlier));
  walk_list (&launch.input[0], list, 1);
  walk_list (&launch.input[1], list, 0);
  ND_RETURN_NOT_OK (nd_cuda_run (cuda, &launch, error));
  *answer = !launch.truth;
  return ND_OK;
}

/* Puts the smallest or largest entry where `result` says. */
static nd_status find_extreme (nd_cuda *cuda, nd_reduction reduction, const int64_t *list,
                               int64_t count, CUdeviceptr result, nd_error *error)
{
  nd_program program;
  nd_launch launch = {.program = &program, .ndims = 1, .dims = {count}, .folded = {true}};
  nd_program_init (&program);
  nd_program_fold (&program, reduction, nd_program_load (&program, ND_INT64), ND_INT64, false);
  walk_list (&launch.input[0], list, 0);
  launch.output[0] = (nd_access){.data = (void *)(uintptr_t)result};
  return nd_cuda_run (cuda, &launch, error);
}

static nd_status find_range (nd_cuda *cuda, const int64_t *list, int64_t count, int64_t range[2],
                             nd_error *error)
{
  CUdeviceptr block;
  ND_RETURN_NOT_OK (nd_cuda_scratch (cuda, 2 * sizeof *range, &block, error));
  nd_status status = find_extreme (cuda, ND_REDUCE_MIN, list, count, block, error);
  if (status == ND_OK)
    status = find_extreme (cuda, ND_REDUCE_MAX, list, count, block + sizeof *range, error);
  if (status == ND_OK)
    status = nd_cuda_read_back (cuda, range, block, 2 * sizeof *range, operation, error);
  nd_cuda_scratch_free (cuda, block);
  return status;
}

/* ---- claiming ---------------------------------------------------------------------------- */

typedef struct {
  uint64_t winners; /* addresses; that of the winner of value 0 */
  uint64_t list;
  int64_t count;
} claim_parameters;

static void write_claim (nd_text *text, const void *is_wide)
{
  nd_cuda_define_place (text, *(const bool *)is_wide);
  nd_text_add_string (
      text, "typedef struct {\n  nd_place *winners;\n  const long long *list;\n"
            "  long long count;\n} nd_parameters;\n"
            "extern \"C\" __global__ void __launch_bounds__ (256)\n"
            "nd_kernel (const nd_parameters p)\n{\n"
            "  for (long long k = (long long)blockIdx.x * 256 + threadIdx.x; k < p.count;\n"
            "       k += (long long)gridDim.x * 256)\n"
            "    atomicMax (p.winners + p.list[k], (nd_place)(k + 1));\n}\n");
}

static nd_status claim (nd_cuda *cuda, const claim_parameters *parameters, bool is_wide,
                        nd_error *error)
{
  const nd_cuda_kernel *kernel;
  ND_RETURN_NOT_OK (nd_cuda_kernel_find (cuda, is_wide ? "claim wide" : "claim", write_claim,
                                         &is_wide, &kernel, error));
  return nd_cuda_launch_blocks (cuda, kernel, NULL,
                                nd_cuda_resident_blocks (cuda, parameters->count), parameters,
                                operation, error);
}

/* Makes the table of winners of a list, and remembers the scratch block by its address. */
static nd_status claim_list (nd_cuda *cuda, nd_cuda_layout *l, int operand, int dim,
                             nd_error *error)
{
  const int64_t *list = l->operand[operand].access->lists[dim];
  const bool is_wide = nd_cuda_is_wide (l->dims[dim]);
  const size_t size = is_wide ? sizeof (uint64_t) : sizeof (uint32_t);
  int64_t range[2];
  CUdeviceptr table;
  ND_RETURN_NOT_OK (find_range (cuda, list, l->dims[dim], range, error));
  size_t nbytes = (size_t)(range[1] - range[0] + 1) * size;
  ND_RETURN_NOT_OK (nd_cuda_scratch (cuda, nbytes, &table, error));
  CUdeviceptr of_zero = table - (CUdeviceptr)range[0] * size;
  claim_parameters parameters = {of_zero, (uint64_t)(uintptr_t)list, l->dims[dim]};
  l->claim[l->claims++] =
      (nd_cuda_claim){operand, dim, (const void *)(uintptr_t)of_zero, is_wide, table};
  ND_RETURN_NOT_OK (nd_cuda_check (
      cuda, cuda->driver->cuMemsetD8Async (table, 0, nbytes, cuda->stream), operation, error));
  return claim (cuda, &parameters, is_wide, error);
}

/* Is the same written to every element? */
static bool is_constant (const nd_cuda_layout *l)
{
  for (int i = 0; i < l->inputs; i++)
    if (l->operand[i].walk != ND_WALK_FIXED)
      return false;
  return true;
}

nd_status nd_cuda_claim_elements (nd_cuda *cuda, nd_cuda_layout *l, nd_error *error)
{
  if (is_constant (l))
    return ND_OK;
  for (int i = l->inputs; i < l->operands; i++)
    for (int d = 0; l->operand[i].walk == ND_WALK_LISTED && d < l->ndims; d++) {
      bool is_rising = true;
      if (nd_cuda_layout_has_list (l, i, d))
        ND_RETURN_NOT_OK (
            rises (cuda, l->operand[i].access->lists[d], l->dims[d], &is_rising, error));
      if (!is_rising)
        ND_RETURN_NOT_OK (claim_list (cuda, l, i, d, error));
    }
  return ND_OK;
}

void nd_cuda_drop_claims (nd_cuda *cuda, nd_cuda_layout *l)
{
  while (l->claims > 0)
    nd_cuda_scratch_free (cuda, l->claim[--l->claims].block);
}
