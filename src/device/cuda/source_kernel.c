#include "device/cuda/source_kernel.h"

static const char operation[] = "a kernel of nd_kernel";

static void write_text (nd_text *text, const void *context)
{
  const nd_source_kernel *kernel = context;
  nd_text_add_string (text, kernel->source);
}

/* The text is the key, under which nothing else is found. */
static nd_status find_function (nd_cuda *cuda, const nd_source_kernel *kernel, CUfunction *function,
                                nd_error *error)
{
  const nd_cuda_kernel *found;
  nd_text key = {0};
  nd_text_add_string (&key, "source ");
  nd_text_add_string (&key, kernel->source);
  nd_status status = nd_text_status (&key, error);
  if (status == ND_OK)
    status = nd_cuda_kernel_find (cuda, key.bytes, write_text, kernel, &found, error);
  nd_text_free (&key);
  if (status == ND_FAILED) { /* NVRTC's messages are about the user's text */
    status = ND_INVALID_ARGUMENT;
    if (error)
      error->status = status;
  }
  return status == ND_OK ? nd_cuda_kernel_named (cuda, found, kernel->name, function, error)
                         : status;
}

/* More shared memory than all cards have, with what the kernel has anyway, must be asked for. */
static nd_status ask_for_shared_bytes (nd_cuda *cuda, CUfunction function, unsigned int nbytes,
                                       nd_error *error)
{
  if (nbytes == 0)
    return ND_OK;
  if (nbytes > (unsigned int)cuda->most_shared_bytes)
    return nd_fail (error, ND_INVALID_ARGUMENT,
                    "nd_kernel: a block has at most %d bytes of shared memory on %s, not %u.",
                    cuda->most_shared_bytes, cuda->device->name, nbytes);
  return nd_cuda_check (cuda,
                        cuda->driver->cuFuncSetAttribute (
                            function, CU_FUNC_ATTRIBUTE_MAX_DYNAMIC_SHARED_SIZE_BYTES, (int)nbytes),
                        operation, error);
}

nd_status nd_cuda_run_source (nd_cuda *cuda, const nd_source_kernel *kernel, nd_error *error)
{
  const unsigned int *b = kernel->blocks, *t = kernel->threads;
  CUfunction function;
  ND_RETURN_NOT_OK (find_function (cuda, kernel, &function, error));
  if (b[0] == 0)
    return ND_OK;
  ND_RETURN_NOT_OK (ask_for_shared_bytes (cuda, function, kernel->shared_bytes, error));
  const nd_cuda_grid grid = {{b[0], b[1], b[2]}, {t[0], t[1], t[2]}, kernel->shared_bytes};
  return nd_cuda_launch_arguments (cuda, function, &grid, kernel->parameters, operation, error);
}
