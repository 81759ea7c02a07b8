/* Kernels that put short rows (the channels of pixels) one after the other. */
#include "device/cpu/kernels/kernels.h"
#include "device/cpu/walk.h"

/* Three planes that lie as they are taken make vectors. */
#define DEFINE_INTERLEAVE(size)                                                                    \
  static void merge_planes_##size (nd_bytes_##size *r, const nd_bytes_##size *a,                   \
                                   const nd_bytes_##size *b, const nd_bytes_##size *c,             \
                                   int64_t rows)                                                   \
  {                                                                                                \
    ND_VECTORIZE                                                                                   \
    for (int64_t i = 0; i < rows; i++) {                                                           \
      r[3 * i] = a[i];                                                                             \
      r[3 * i + 1] = b[i];                                                                         \
      r[3 * i + 2] = c[i];                                                                         \
    }                                                                                              \
  }                                                                                                \
  static void interleave_##size (void *result, const void *base, const int64_t *strides,           \
                                 int64_t count, int64_t rows)                                      \
  {                                                                                                \
    nd_bytes_##size *restrict r = result;                                                          \
    const nd_bytes_##size *restrict x = base;                                                      \
    const int64_t along = strides[0], next = strides[1];                                           \
    if (count == 3 && next == 1)                                                                   \
      merge_planes_##size (r, x, x + along, x + 2 * along, rows);                                  \
    else                                                                                           \
      for (int64_t k = 0; k < count; k++)                                                          \
        for (int64_t i = 0; i < rows; i++)                                                         \
          r[k + count * i] = x[k * along + i * next];                                              \
  }
DEFINE_INTERLEAVE (1)
DEFINE_INTERLEAVE (2)
DEFINE_INTERLEAVE (4)
DEFINE_INTERLEAVE (8)
DEFINE_INTERLEAVE (16)

nd_interleave_kernel *ND_ISA_NAME (nd_cpu_interleave_kernel) (size_t element_size)
{
  static nd_interleave_kernel *const by_logarithm[] = {interleave_1, interleave_2, interleave_4,
                                                       interleave_8, interleave_16};
  return by_logarithm[__builtin_ctz ((unsigned)element_size)];
}
