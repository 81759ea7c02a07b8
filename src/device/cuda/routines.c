#include "device/cuda/libraries.h"
#include "device/cuda/routines_internal.h"

static nd_status (*const functions[]) (nd_cuda *cuda, nd_routine *routine, nd_error *error) = {
    [ND_ROUTINE_SORT] = nd_cuda_sort,
    [ND_ROUTINE_COUNT] = nd_cuda_masks,
    [ND_ROUTINE_FIND] = nd_cuda_masks,
    [ND_ROUTINE_SELECT] = nd_cuda_masks,
    [ND_ROUTINE_GATHER] = nd_cuda_lists,
    [ND_ROUTINE_SCATTER] = nd_cuda_lists,
    [ND_ROUTINE_ACCUMULATE] = nd_cuda_accumulate,
    [ND_ROUTINE_SEARCH] = nd_cuda_search,
    [ND_ROUTINE_CONVOLVE] = nd_cuda_convolve,
    [ND_ROUTINE_FILTER] = nd_cuda_filter,
};

int64_t nd_cuda_most_narrow_places = UINT32_MAX;

static const char scan_text[] =
#include "device/cuda/kernels/scan.cu.h"
    ;
const char nd_cuda_scan_rows_text[] =
#include "device/cuda/kernels/scan_rows.cu.h"
    ;

/* What has no kernels here is a library's affair. */
nd_status nd_cuda_compute (nd_cuda *cuda, nd_routine *routine, nd_error *error)
{
  size_t count = sizeof functions / sizeof functions[0];
  if ((size_t)routine->kind < count && functions[routine->kind])
    return functions[routine->kind](cuda, routine, error);
  return nd_cuda_library_compute (cuda, routine, error);
}

void nd_cuda_define_place (nd_text *text, bool is_wide)
{
  nd_text_add (text, "typedef unsigned %s nd_place;\n", is_wide ? "long long" : "int");
}

void nd_cuda_write_scan (nd_text *text, bool is_wide, int threads)
{
  nd_cuda_define_place (text, is_wide);
  nd_text_add (text, "enum { ND_THREADS = %d };\n", threads);
  nd_text_add_string (text, scan_text);
}

const char *nd_cuda_real_type (nd_dtype dtype)
{
  static const char *const types[ND_DTYPE_COUNT] = {
      [ND_LOGICAL] = "unsigned char",
      [ND_INT8] = "signed char",
      [ND_INT16] = "short",
      [ND_INT32] = "int",
      [ND_INT64] = "long long",
      [ND_UINT8] = "unsigned char",
      [ND_UINT16] = "unsigned short",
      [ND_UINT32] = "unsigned int",
      [ND_UINT64] = "unsigned long long",
      [ND_SINGLE] = "float",
      [ND_DOUBLE] = "double",
  };
  return types[dtype];
}

void nd_cuda_define_element (nd_text *text, nd_dtype dtype)
{
  nd_text_add (text,
               nd_dtype_is_complex (dtype)
                   ? "typedef struct nd_element { %s re, im; } nd_element;\n"
                   : "typedef %s nd_element;\n",
               nd_cuda_real_type (nd_dtype_real (dtype)));
}

nd_status nd_cuda_launch_blocks_of (nd_cuda *cuda, const nd_cuda_kernel *kernel, const char *name,
                                    int64_t blocks, int threads, const void *parameters,
                                    const char *operation, nd_error *error)
{
  CUfunction function = nd_cuda_kernel_function (kernel);
  nd_cuda_grid grid = {{1, 1, 1}, {(unsigned int)threads, 1, 1}, 0};
  if (blocks > INT32_MAX)
    return nd_fail (error, ND_NOT_ON_DEVICE,
                    "%s: an array of so many elements takes %lld blocks of threads; a CUDA device "
                    "runs 2147483647 at most. Take parts of the array.",
                    operation, (long long)blocks);
  grid.blocks[0] = (unsigned int)blocks;
  if (name)
    ND_RETURN_NOT_OK (nd_cuda_kernel_named (cuda, kernel, name, &function, error));
  return nd_cuda_launch (cuda, function, &grid, parameters, operation, error);
}

nd_status nd_cuda_launch_blocks (nd_cuda *cuda, const nd_cuda_kernel *kernel, const char *name,
                                 int64_t blocks, const void *parameters, const char *operation,
                                 nd_error *error)
{
  return nd_cuda_launch_blocks_of (cuda, kernel, name, blocks, ND_CUDA_ROUTINE_THREADS, parameters,
                                   operation, error);
}

int64_t nd_cuda_resident_blocks (const nd_cuda *cuda, int64_t count)
{
  int64_t blocks = nd_pieces (count, ND_CUDA_ROUTINE_THREADS);
  int64_t most = 8 * (int64_t)cuda->multiprocessors; /* 2048 threads each */
  return nd_smaller (blocks, most);
}
