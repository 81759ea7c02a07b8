/* Convolving matrices: see kernels/convolve.cu. */
#include "device/cuda/routines_internal.h"
#include <stdio.h>

static const char convolve_text[] =
#include "device/cuda/kernels/convolve.cu.h"
    ;

/* nd_convolution of convolve.cu */
typedef struct {
  const void *a, *b;
  void *result;
  long long numbers[9]; /* the routine's */
} parameters;

void nd_cuda_write_convolve (nd_text *text, const void *context)
{
  const nd_routine *routine = context;
  nd_cuda_define_element (text, routine->dtype);
  nd_text_add_string (text, nd_dtype_is_complex (routine->dtype)
                                ? "#define ND_ZERO {0, 0}\n"
                                  "#define ND_IS_ZERO(y) (y.re == 0 && y.im == 0)\n"
                                  "#define ND_ADD sum.re += x.re * y.re - x.im * y.im; "
                                  "sum.im += x.re * y.im + x.im * y.re;\n"
                                : "#define ND_ZERO 0\n"
                                  "#define ND_IS_ZERO(y) (y == 0)\n"
                                  "#define ND_ADD sum += x * y;\n");
  nd_text_add_string (text, convolve_text);
}

nd_status nd_cuda_convolve (nd_cuda *cuda, nd_routine *routine, nd_error *error)
{
  const nd_cuda_kernel *kernel;
  parameters p = {routine->input[0], routine->input[1], routine->output[0], {0}};
  char key[64];
  for (int i = 0; i < 9; i++)
    p.numbers[i] = routine->number[i];
  snprintf (key, sizeof key, "convolve %s%s",
            nd_dtype_is_complex (routine->dtype) ? "complex " : "",
            nd_dtype_class (routine->dtype));
  ND_RETURN_NOT_OK (
      nd_cuda_kernel_find (cuda, key, nd_cuda_write_convolve, routine, &kernel, error));
  int64_t count = routine->number[4] * routine->number[5];
  return nd_cuda_launch_blocks (cuda, kernel, NULL, nd_cuda_resident_blocks (cuda, count), &p,
                                nd_routine_name (routine->kind), error);
}
