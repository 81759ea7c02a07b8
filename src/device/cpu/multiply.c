/* Matrix products: by a BLAS that was lent, or plain blocked ones. */
#include "device/cpu/cpu.h"
#include "device/cpu/kernels/kernels.h"
#include "device/cpu/routines.h"
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

/* The matrix whose transpose, or conjugate transpose, `from` is. */
#define DEFINE_TURN(name, type, conjugated)                                                        \
  static void turn_##name (int64_t rows, int64_t columns, bool is_conjugated, const void *from,    \
                           void *to)                                                               \
  {                                                                                                \
    for (int64_t j = 0; j < columns; j++)                                                          \
      for (int64_t i = 0; i < rows; i++) {                                                         \
        type x = ((const type *)from)[j + i * columns];                                            \
        x = is_conjugated ? (conjugated) : x;                                                      \
        ((type *)to)[i + j * rows] = x;                                                            \
      }                                                                                            \
  }
DEFINE_TURN (single, float, x)
DEFINE_TURN (double, double, x)
DEFINE_TURN (complex_single, nd_complex_single, ((nd_complex_single){x.re, -x.im}))
DEFINE_TURN (complex_double, nd_complex_double, ((nd_complex_double){x.re, -x.im}))

static const struct {
  void (*multiply) (int64_t m, int64_t k, int64_t first, int64_t last, const void *a, const void *b,
                    void *c);
  void (*turn) (int64_t rows, int64_t columns, bool is_conjugated, const void *from, void *to);
} functions[ND_DTYPE_COUNT] = {
    [ND_SINGLE] = {multiply_columns_single, turn_single},
    [ND_DOUBLE] = {multiply_columns_double, turn_double},
    [ND_COMPLEX_SINGLE] = {multiply_columns_complex_single, turn_complex_single},
    [ND_COMPLEX_DOUBLE] = {multiply_columns_complex_double, turn_complex_double},
};

/* ---- one page ------------------------------------------------------------------------------ */

/* Makes a factor that is meant transposed one that is meant as it is, in scratch memory. */
static nd_status turn (nd_dtype dtype, int64_t rows, int64_t columns, nd_operation *meant,
                       const void **from, nd_buffer **scratch, nd_error *error)
{
  size_t nbytes = (size_t)(rows * columns) * nd_dtype_size (dtype);
  if (*meant == ND_AS_IT_IS)
    return ND_OK;
  ND_RETURN_NOT_OK (nd_cpu_scratch (nbytes, scratch, error));
  functions[dtype].turn (rows, columns, *meant == ND_CONJUGATE_TRANSPOSED, *from, (*scratch)->data);
  *from = (*scratch)->data;
  *meant = ND_AS_IT_IS;
  return ND_OK;
}

static nd_status multiply_upright (const nd_cpu_product *p, nd_error *error)
{
  memset (p->c, 0, (size_t)(p->m * p->n) * nd_dtype_size (p->dtype));
  for (int64_t first = 0; first < p->n; first += BLOCK) {
    if (nd_should_stop ())
      return nd_fail (error, ND_INTERRUPTED, "interrupted");
    int64_t last = first + BLOCK < p->n ? first + BLOCK : p->n;
    functions[p->dtype].multiply (p->m, p->k, first, last, p->a, p->b, p->c);
  }
  return ND_OK;
}

static nd_status multiply_plainly (nd_cpu_product p, nd_error *error)
{
  nd_buffer *a = NULL, *b = NULL;
  nd_status status = turn (p.dtype, p.m, p.k, &p.meant_a, &p.a, &a, error);
  if (status == ND_OK)
    status = turn (p.dtype, p.k, p.n, &p.meant_b, &p.b, &b, error);
  if (status == ND_OK)
    status = multiply_upright (&p, error);
  nd_cpu_scratch_free (a);
  nd_cpu_scratch_free (b);
  return status;
}

/* ---- all of them --------------------------------------------------------------------------- */

static nd_cpu_blas *lent;

void nd_cpu_lend_blas (nd_cpu_blas *blas)
{
  lent = blas;
}

nd_status nd_cpu_multiply (nd_routine *routine, nd_error *error)
{
  const int64_t *number = routine->number, size = (int64_t)nd_dtype_size (routine->dtype);
  for (int64_t page = 0; page < number[5]; page++) {
    const nd_cpu_product p = {.dtype = routine->dtype,
                              .m = number[0],
                              .k = number[1],
                              .n = number[2],
                              .meant_a = (nd_operation)number[3],
                              .meant_b = (nd_operation)number[4],
                              .a = (const char *)routine->input[0] + page * number[6] * size,
                              .b = (const char *)routine->input[1] + page * number[7] * size,
                              .c = (char *)routine->output[0] + page * number[8] * size};
    if (nd_should_stop ())
      return nd_fail (error, ND_INTERRUPTED, "interrupted");
    if (!lent || !lent (&p))
      ND_RETURN_NOT_OK (multiply_plainly (p, error));
  }
  return ND_OK;
}
