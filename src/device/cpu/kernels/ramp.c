/* Kernels of ramps: see program/generator.h. */
#include "device/cpu/kernels/kernels.h"

/* The part from_first on, and the outermost elements, are few branches outside of the loops. */
#define DEFINE_FLOAT_RAMP(name, type, components)                                                  \
  static void ramp_##name (void *result, const nd_generator *g, int64_t start, size_t count)       \
  {                                                                                                \
    type *r = result;                                                                              \
    const nd_ramp *ramp = &g->ramp;                                                                \
    int64_t end = start + (int64_t)count, last = g->count - 1, middle_at = g->count / 2;           \
    int64_t middle = ramp->from_first < start ? start                                              \
                     : ramp->from_first < end ? ramp->from_first                                   \
                                              : end;                                               \
    for (int c = 0; c < components; c++) {                                                         \
      const type from = (type)ramp->first[c], to = (type)ramp->last[c],                            \
                 step = (type)ramp->step[c];                                                       \
      ND_VECTORIZE                                                                                 \
      for (int64_t i = start; i < middle; i++)                                                     \
        r[(i - start) * components + c] = from + (type)i * step;                                   \
      ND_VECTORIZE                                                                                 \
      for (int64_t i = middle; i < end; i++)                                                       \
        r[(i - start) * components + c] = to - (type)(last - i) * step;                            \
      if (ramp->has_middle && start <= middle_at && middle_at < end)                               \
        r[(middle_at - start) * components + c] = (type)ramp->middle[c];                           \
      if (start == 0)                                                                              \
        r[c] = from;                                                                               \
      if (end == g->count)                                                                         \
        r[(last - start) * components + c] = to;                                                   \
    }                                                                                              \
  }
DEFINE_FLOAT_RAMP (single, float, 1)
DEFINE_FLOAT_RAMP (double, double, 1)
DEFINE_FLOAT_RAMP (complex_single, float, 2)
DEFINE_FLOAT_RAMP (complex_double, double, 2)

#define DEFINE_INTEGER_RAMP(bits)                                                                  \
  static void ramp_##bits (void *result, const nd_generator *g, int64_t start, size_t count)       \
  {                                                                                                \
    uint##bits##_t *r = result;                                                                    \
    const uint##bits##_t step = (uint##bits##_t)g->ramp.integer_step;                              \
    const uint##bits##_t first =                                                                   \
        (uint##bits##_t) (g->ramp.integer_first + (uint64_t)start * g->ramp.integer_step);         \
    ND_VECTORIZE                                                                                   \
    for (size_t i = 0; i < count; i++)                                                             \
      r[i] = (uint##bits##_t) (first + (uint##bits##_t) ((uint##bits##_t)i * step));               \
  }
DEFINE_INTEGER_RAMP (8)
DEFINE_INTEGER_RAMP (16)
DEFINE_INTEGER_RAMP (32)
DEFINE_INTEGER_RAMP (64)

nd_generate_kernel *ND_ISA_NAME (nd_cpu_ramp_kernel) (nd_dtype dtype)
{
  static nd_generate_kernel *const kernels[ND_DTYPE_COUNT] = {
      [ND_INT8] = ramp_8,
      [ND_UINT8] = ramp_8,
      [ND_INT16] = ramp_16,
      [ND_UINT16] = ramp_16,
      [ND_INT32] = ramp_32,
      [ND_UINT32] = ramp_32,
      [ND_INT64] = ramp_64,
      [ND_UINT64] = ramp_64,
      [ND_SINGLE] = ramp_single,
      [ND_DOUBLE] = ramp_double,
      [ND_COMPLEX_SINGLE] = ramp_complex_single,
      [ND_COMPLEX_DOUBLE] = ramp_complex_double,
  };
  return kernels[dtype];
}
