/* Filters with feedback, sample by sample. */
#include "device/cpu/routines.h"
#include "base/numbers.h"
#include <complex.h>

enum { COLUMNS_AT_ONCE = 8 }; /* whose samples lie side by side, so that they share cache lines */

typedef struct filtering filtering;

/* One sample of a column. */
typedef void step_function (const filtering *f, int64_t sample, int64_t column);

struct filtering {
  const void *x, *b, *a;
  void *y, *states;
  int64_t before, length, order; /* samples of a column are `before` elements apart */
  int64_t pieces_of_row;
  step_function *step;
};

#define DEFINE_STEP(name, type)                                                                    \
  static void name (const filtering *f, int64_t sample, int64_t column)                            \
  {                                                                                                \
    const type *a = f->a, *b = f->b, x = ((const type *)f->x)[sample];                             \
    type *restrict state = (type *)f->states + column * f->order;                                  \
    const int64_t last = f->order - 1;                                                             \
    const type y = state[0] + b[0] * x;                                                            \
    for (int64_t j = 0; j < last; j++)                                                             \
      state[j] = state[j + 1] - a[j + 1] * y + b[j + 1] * x;                                       \
    state[last] = b[last + 1] * x - a[last + 1] * y;                                               \
    ((type *)f->y)[sample] = y;                                                                    \
  }

DEFINE_STEP (step_single, float)
DEFINE_STEP (step_double, double)
DEFINE_STEP (step_complex_single, float complex)
DEFINE_STEP (step_complex_double, double complex)

static step_function *const steps[ND_DTYPE_COUNT] = {
    [ND_SINGLE] = step_single,
    [ND_DOUBLE] = step_double,
    [ND_COMPLEX_SINGLE] = step_complex_single,
    [ND_COMPLEX_DOUBLE] = step_complex_double,
};

static void filter_piece (int64_t piece, void *context)
{
  const filtering *f = context;
  const int64_t page = piece / f->pieces_of_row;
  const int64_t first = piece % f->pieces_of_row * COLUMNS_AT_ONCE;
  const int64_t left = f->before - first;
  const int64_t count = left < COLUMNS_AT_ONCE ? left : COLUMNS_AT_ONCE;
  for (int64_t k = 0; k < f->length; k++)
    for (int64_t i = first; i < first + count; i++)
      f->step (f, i + f->before * (k + f->length * page), i + f->before * page);
}

nd_status nd_cpu_filter (nd_routine *routine, nd_error *error)
{
  const int64_t *n = routine->number;
  filtering f = {.x = routine->input[0],
                 .b = routine->input[1],
                 .a = routine->input[2],
                 .y = routine->output[0],
                 .states = routine->output[1],
                 .before = n[0],
                 .length = n[1],
                 .order = n[3],
                 .pieces_of_row = nd_pieces (n[0], COLUMNS_AT_ONCE),
                 .step = steps[routine->dtype]};
  return nd_cpu_pieces (f.pieces_of_row * n[2], filter_piece, &f, error);
}
