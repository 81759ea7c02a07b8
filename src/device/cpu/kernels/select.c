/* Kernels that choose between two values. */
#include "device/cpu/kernels/kernels.h"

/* With bits instead of a branch: compilers make vectors of it, and masks need not be predictable.
 */
#define DEFINE_SELECT(name, type, parts)                                                           \
  static void name (void *result, const bool *condition, const void *a, const void *b,             \
                    size_t count)                                                                  \
  {                                                                                                \
    type *r = result;                                                                              \
    const type *as = a, *bs = b;                                                                   \
    ND_VECTORIZE                                                                                   \
    for (size_t i = 0; i < (parts)*count; i++) {                                                   \
      type mask = (type)(0 - (type)condition[i / (parts)]);                                        \
      r[i] = (type)((as[i] & mask) | (bs[i] & (type)~mask));                                       \
    }                                                                                              \
  }
DEFINE_SELECT (select_1, uint8_t, 1)
DEFINE_SELECT (select_2, uint16_t, 1)
DEFINE_SELECT (select_4, uint32_t, 1)
DEFINE_SELECT (select_8, uint64_t, 1)
DEFINE_SELECT (select_16, uint64_t, 2)

nd_select_kernel *ND_ISA_NAME (nd_cpu_select_kernel) (size_t element_size)
{
  static nd_select_kernel *const by_logarithm[] = {select_1, select_2, select_4, select_8,
                                                   select_16};
  return by_logarithm[__builtin_ctz ((unsigned)element_size)];
}
