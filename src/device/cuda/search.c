/* Searching in sorted elements: see kernels/search.cu. */
#include "device/cuda/routines_internal.h"
#include <stdio.h>

static const char search_text[] =
#include "device/cuda/kernels/search.cu.h"
    ;

/* nd_search of search.cu */
typedef struct {
  const void *table, *values;
  void *counts;
  long long n, count;
} parameters;

void nd_cuda_write_search (nd_text *text, const void *context)
{
  const nd_routine *routine = context;
  nd_cuda_define_element (text, routine->dtype);
  nd_text_add (text, "#define ND_STAYS !(value %c element)\n", routine->number[2] == 1 ? '>' : '<');
  nd_text_add_string (text, search_text);
}

nd_status nd_cuda_search (nd_cuda *cuda, nd_routine *routine, nd_error *error)
{
  const nd_cuda_kernel *kernel;
  const parameters p = {.table = routine->input[0],
                        .values = routine->input[1],
                        .counts = routine->output[0],
                        .n = routine->number[0],
                        .count = routine->number[1]};
  char key[64];
  snprintf (key, sizeof key, "search %s%s", nd_dtype_class (routine->dtype),
            routine->number[2] == 1 ? " falling" : "");
  ND_RETURN_NOT_OK (nd_cuda_kernel_find (cuda, key, nd_cuda_write_search, routine, &kernel, error));
  return nd_cuda_launch_blocks (cuda, kernel, NULL, nd_cuda_resident_blocks (cuda, p.count), &p,
                                nd_routine_name (routine->kind), error);
}
