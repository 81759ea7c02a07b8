/* A plain blocked matrix product for devices without a library of their own. */
#include "device/cpu/cpu.h"
#include "device/cpu/kernels/kernels.h"
#include "device/device.h"
#include <string.h>

enum { BLOCK = 64 }; /* columns of a, and of c, that are worked on together */

/* c(:, j) += a(:, l) * b(l, j) for a block of l and one j: all inner loops run down columns. */
#define DEFINE_MULTIPLY(name, type, accumulate)                                                    \
  static void multiply_columns_##name (int64_t m, int64_t k, int64_t first, int64_t last,          \
                                       const void *a, const void *b, void *c)                      \
  {                                                                                                \
    const type *as = a, *bs = b;                                                                   \
    type *cs = c;                                                                                  \
    for (int64_t block = 0; block < k; block += BLOCK)                                             \
      for (int64_t j = first; j < last; j++)                                                       \
        for (int64_t l = block; l < k && l < block + BLOCK; l++) {                                 \
          type y = bs[l + j * k];                                                                  \
          ND_VECTORIZE                                                                             \
          for (int64_t i = 0; i < m; i++) {                                                        \
            type x = as[i + l * m], *sum = &cs[i + j * m];                                         \
            accumulate                                                                             \
          }                                                                                        \
        }                                                                                          \
  }
/* Complex products part by part, as BLAS forms them: C's would turn some NaN into infinities. */
#define ACCUMULATE_REAL *sum += x * y;
#define ACCUMULATE_COMPLEX                                                                         \
  sum->re += x.re * y.re - x.im * y.im;                                                            \
  sum->im += x.re * y.im + x.im * y.re;
DEFINE_MULTIPLY (single, float, ACCUMULATE_REAL)
DEFINE_MULTIPLY (double, double, ACCUMULATE_REAL)
DEFINE_MULTIPLY (complex_single, nd_complex_single, ACCUMULATE_COMPLEX)
DEFINE_MULTIPLY (complex_double, nd_complex_double, ACCUMULATE_COMPLEX)

typedef void multiply_columns (int64_t m, int64_t k, int64_t first, int64_t last, const void *a,
                               const void *b, void *c);

static multiply_columns *const products[ND_DTYPE_COUNT] = {
    [ND_SINGLE] = multiply_columns_single,
    [ND_DOUBLE] = multiply_columns_double,
    [ND_COMPLEX_SINGLE] = multiply_columns_complex_single,
    [ND_COMPLEX_DOUBLE] = multiply_columns_complex_double,
};

nd_status nd_cpu_multiply (nd_dtype dtype, int64_t m, int64_t k, int64_t n, const void *a,
                           const void *b, void *c, nd_error *error)
{
  memset (c, 0, (size_t)(m * n) * nd_dtype_size (dtype));
  for (int64_t first = 0; first < n; first += BLOCK) {
    if (nd_should_stop ())
      return nd_fail (error, ND_INTERRUPTED, "interrupted");
    int64_t last = first + BLOCK < n ? first + BLOCK : n;
    products[dtype](m, k, first, last, a, b, c);
  }
  return ND_OK;
}
