/* Filters with feedback: see kernels/filter.cu. */
#include "device/cuda/routines_internal.h"
#include <stdio.h>

enum { MOST_IN_REGISTERS = 8 }; /* states */

static const char filter_text[] =
#include "device/cuda/kernels/filter.cu.h"
    ;

static const char real_text[] = "#define ND_ZERO 0\n"
                                "#define nd_plus(s, w, x) ((s) + (w) * (x))\n"
                                "#define nd_minus(s, w, x) ((s) - (w) * (x))\n";

static const char complex_text[] =
    "#define ND_ZERO {0, 0}\n"
    "#define ND_DEFINE(name, op) \\\n"
    "  __device__ static __forceinline__ nd_element name (nd_element s, nd_element w, \\\n"
    "                                                     nd_element x) \\\n"
    "  { \\\n"
    "    s.re = s.re op (w.re * x.re - w.im * x.im); \\\n"
    "    s.im = s.im op (w.re * x.im + w.im * x.re); \\\n"
    "    return s; \\\n"
    "  }\n"
    "ND_DEFINE (nd_plus, +)\n"
    "ND_DEFINE (nd_minus, -)\n";

/* nd_filtering of filter.cu */
typedef struct {
  const void *x, *b, *a;
  void *y, *states;
  long long numbers[4]; /* the routine's */
} parameters;

static int order_in_registers (const nd_routine *routine)
{
  return routine->number[3] <= MOST_IN_REGISTERS ? (int)routine->number[3] : 0;
}

void nd_cuda_write_filter (nd_text *text, const void *context)
{
  const nd_routine *routine = context;
  nd_cuda_define_element (text, routine->dtype);
  nd_text_add_string (text, nd_dtype_is_complex (routine->dtype) ? complex_text : real_text);
  nd_text_add (text, "#define ND_ORDER %d\n", order_in_registers (routine));
  nd_text_add_string (text, filter_text);
}

nd_status nd_cuda_filter (nd_cuda *cuda, nd_routine *routine, nd_error *error)
{
  const nd_cuda_kernel *kernel;
  parameters p = {.x = routine->input[0],
                  .b = routine->input[1],
                  .a = routine->input[2],
                  .y = routine->output[0],
                  .states = routine->output[1]};
  char key[64];
  for (int i = 0; i < 4; i++)
    p.numbers[i] = routine->number[i];
  snprintf (key, sizeof key, "filter %d %s%s", order_in_registers (routine),
            nd_dtype_is_complex (routine->dtype) ? "complex " : "",
            nd_dtype_class (routine->dtype));
  ND_RETURN_NOT_OK (nd_cuda_kernel_find (cuda, key, nd_cuda_write_filter, routine, &kernel, error));
  int64_t columns = routine->number[0] * routine->number[2];
  return nd_cuda_launch_blocks (cuda, kernel, NULL, nd_cuda_resident_blocks (cuda, columns), &p,
                                nd_routine_name (routine->kind), error);
}
