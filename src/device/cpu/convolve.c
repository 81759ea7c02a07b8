/* Convolving matrices: a column of the result is the sum of columns of the first matrix, each
   moved down by the place of an element of the second and multiplied by it.  As in Octave, whose
   BLAS does so, zeros of the second add nothing, of NaN and Inf neither. */
#include "device/cpu/routines.h"
#include "base/numbers.h"
#include <string.h>

enum { ROWS_AT_ONCE = 1 << 12 }; /* they stay in the caches while columns are added to them */

/* What the routine's numbers are. */
typedef struct {
  int64_t rows, columns;
} extent;

typedef void add_function (void *to, const void *a, const void *factor, int64_t count);

typedef struct {
  const nd_routine *routine;
  extent a, b, result, from;
  add_function *add;
  int64_t size; /* of an element */
  int64_t pieces_of_column;
} convolution;

/* Adds a column times a factor; by name_nonzero the second matrix is the column. */
#define DEFINE_ADD(name, type, is_zero, product)                                                   \
  static void name (void *to, const void *a, const void *factor, int64_t count)                    \
  {                                                                                                \
    type *restrict sum = to;                                                                       \
    const type *restrict x = a, y = *(const type *)factor;                                         \
    if (is_zero (y))                                                                               \
      return;                                                                                      \
    for (int64_t k = 0; k < count; k++) {                                                          \
      product;                                                                                     \
    }                                                                                              \
  }                                                                                                \
  static void name##_nonzero (void *to, const void *a, const void *factor, int64_t count)          \
  {                                                                                                \
    type *restrict sum = to;                                                                       \
    const type *restrict x = a, y = *(const type *)factor;                                         \
    for (int64_t k = 0; k < count; k++)                                                            \
      if (!is_zero (x[k])) {                                                                       \
        product;                                                                                   \
      }                                                                                            \
  }

#define IS_ZERO(y) ((y) == 0)
#define IS_ZERO_COMPLEX(y) ((y).re == 0 && (y).im == 0)
#define PRODUCT sum[k] += x[k] * y
#define PRODUCT_COMPLEX                                                                            \
  sum[k].re += x[k].re * y.re - x[k].im * y.im;                                                    \
  sum[k].im += x[k].re * y.im + x[k].im * y.re

DEFINE_ADD (add_single, float, IS_ZERO, PRODUCT)
DEFINE_ADD (add_double, double, IS_ZERO, PRODUCT)
DEFINE_ADD (add_complex_single, nd_complex_single, IS_ZERO_COMPLEX, PRODUCT_COMPLEX)
DEFINE_ADD (add_complex_double, nd_complex_double, IS_ZERO_COMPLEX, PRODUCT_COMPLEX)

/* By class, and by whether the routine's matrices are exchanged. */
static add_function *const functions[ND_DTYPE_COUNT][2] = {
    [ND_SINGLE] = {add_single, add_single_nonzero},
    [ND_DOUBLE] = {add_double, add_double_nonzero},
    [ND_COMPLEX_SINGLE] = {add_complex_single, add_complex_single_nonzero},
    [ND_COMPLEX_DOUBLE] = {add_complex_double, add_complex_double_nonzero},
};

/* Adds to rows first ... last - 1 of a column of the result, at `to`, one column of `a` times one
   of `b`. */
static void add_column (const convolution *c, const char *a, const char *b, int64_t first,
                        int64_t last, char *to)
{
  for (int64_t i = 0; i < c->b.rows; i++) {
    /* row r of the result takes row r + move of a */
    const int64_t move = c->from.rows - i;
    const int64_t begin = nd_larger (first, -move), end = nd_smaller (last, c->a.rows - move);
    if (begin < end)
      c->add (to + begin * c->size, a + (begin + move) * c->size, b + i * c->size, end - begin);
  }
}

/* Some rows of a column of the result. */
static void convolve_piece (int64_t piece, void *context)
{
  const convolution *c = context;
  const int64_t column = piece / c->pieces_of_column;
  const int64_t first = piece % c->pieces_of_column * ROWS_AT_ONCE;
  const int64_t last = nd_smaller (first + ROWS_AT_ONCE, c->result.rows);
  const char *a = c->routine->input[0], *b = c->routine->input[1];
  char *to = (char *)c->routine->output[0] + column * c->result.rows * c->size;
  memset (to + first * c->size, 0, (size_t)((last - first) * c->size)); /* zeros of every class */
  for (int64_t j = 0; j < c->b.columns; j++) {
    const int64_t from = column + c->from.columns - j;
    if (from >= 0 && from < c->a.columns)
      add_column (c, a + from * c->a.rows * c->size, b + j * c->b.rows * c->size, first, last, to);
  }
}

nd_status nd_cpu_convolve (nd_routine *routine, nd_error *error)
{
  const int64_t *n = routine->number;
  convolution c = {.routine = routine,
                   .a = {n[0], n[1]},
                   .b = {n[2], n[3]},
                   .result = {n[4], n[5]},
                   .from = {n[6], n[7]},
                   .add = functions[routine->dtype][n[8]],
                   .size = (int64_t)nd_dtype_size (routine->dtype)};
  c.pieces_of_column = nd_pieces (c.result.rows, ROWS_AT_ONCE);
  return nd_cpu_pieces (c.result.columns * c.pieces_of_column, convolve_piece, &c, error);
}
