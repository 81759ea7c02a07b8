/* Kernels that choose between two values. */
#include "device/cpu/kernels/kernels.h"

#define DEFINE_SELECT(size, type)                                                                  \
  static void select_##size (void *result, const bool *condition, const void *a, const void *b,    \
                             size_t count)                                                         \
  {                                                                                                \
    type *r = result;                                                                              \
    const type *as = a, *bs = b;                                                                   \
    ND_VECTORIZE                                                                                   \
    for (size_t i = 0; i < count; i++) {                                                           \
      type x = as[i], y = bs[i]; /* both are read, so that no branch is needed */                  \
      r[i] = condition[i] ? x : y;                                                                 \
    }                                                                                              \
  }
DEFINE_SELECT (1, uint8_t)
DEFINE_SELECT (2, uint16_t)
DEFINE_SELECT (4, uint32_t)
DEFINE_SELECT (8, uint64_t)
DEFINE_SELECT (16, nd_complex_double)

nd_select_kernel *ND_ISA_NAME (nd_cpu_select_kernel) (size_t element_size)
{
  static nd_select_kernel *const by_logarithm[] = {select_1, select_2, select_4, select_8,
                                                   select_16};
  return by_logarithm[__builtin_ctz ((unsigned)element_size)];
}
