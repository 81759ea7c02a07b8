#include "device/cuda/postponed.h"
#include "device/cuda/context.h"

static bool copies_one_element (const nd_launch *launch)
{
  const nd_program *program = launch->program;
  for (int d = 0; d < launch->ndims; d++)
    if (launch->dims[d] != 1)
      return false;
  return program->length == 2 && program->code[0].op == ND_OP_LOAD &&
         program->code[1].op == ND_OP_STORE && program->code[0].dtype == program->code[1].dtype &&
         program->reduction == ND_REDUCE_NONE && !launch->input[0].has_lists &&
         !launch->output[0].has_lists;
}

static CUdeviceptr address (const nd_access *x, size_t size)
{
  return (CUdeviceptr)(uintptr_t)x->data + (CUdeviceptr)(x->offset * (int64_t)size);
}

bool nd_cuda_postpone (nd_cuda *cuda, const nd_launch *launch)
{
  if (cuda->waits || !copies_one_element (launch))
    return false;
  const size_t size = nd_dtype_size ((nd_dtype)launch->program->code[0].dtype);
  cuda->postponed = (nd_cuda_postponed){.to = address (&launch->output[0], size),
                                        .from = address (&launch->input[0], size),
                                        .nbytes = size};
  return true;
}

nd_status nd_cuda_copy_postponed (nd_cuda *cuda, nd_error *error)
{
  const nd_cuda_postponed copy = cuda->postponed;
  if (copy.nbytes == 0)
    return ND_OK;
  cuda->postponed.nbytes = 0;
  return nd_cuda_started (
      cuda, cuda->driver->cuMemcpyDtoDAsync_v2 (copy.to, copy.from, copy.nbytes, cuda->stream),
      "a copy", error);
}

bool nd_cuda_is_postponed (const nd_cuda *cuda, CUdeviceptr from, size_t nbytes,
                           CUdeviceptr *source)
{
  *source = cuda->postponed.from;
  return from == cuda->postponed.to && nbytes == cuda->postponed.nbytes;
}

void nd_cuda_drop_postponed (nd_cuda *cuda, CUdeviceptr to)
{
  if (to == cuda->postponed.to)
    cuda->postponed.nbytes = 0;
}
