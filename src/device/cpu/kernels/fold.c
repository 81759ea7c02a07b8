/* Kernels that fold rows of elements into one row: sums, products, extremes.

   The order in which elements meet is the same for all instruction sets.  Where Octave's own order
   shows (integers that saturate, products that overflow on the way, short sums), it is Octave's. */
#include "device/cpu/kernels/kernels.h"
#include "device/cpu/kernels/saturate.h"
#include "device/cpu/kernels/wide_integers.h"
#include <complex.h>
#include <math.h>
#include <string.h>

enum { LANES = 64 }; /* sums and extremes that run side by side along a long row */

/* ---- any operation on rows ----------------------------------------------------------------- */

#define DEFINE_START(name, type, initial)                                                          \
  static void start_##name (void *state, size_t count)                                             \
  {                                                                                                \
    type *s = state;                                                                               \
    for (size_t k = 0; k < count; k++)                                                             \
      s[k] = initial;                                                                              \
  }

/* s(k) = COMBINE (s(k), v(k)) row by row, four rows at a time. */
#define DEFINE_FOLD_ROWS(name, type, COMBINE)                                                      \
  static void fold_rows_##name (type *s, const type *v, size_t width, size_t rows, size_t step)    \
  {                                                                                                \
    size_t r = 0;                                                                                  \
    for (; r + 4 <= rows; r += 4, v += 4 * step) {                                                 \
      const type *v1 = v + step, *v2 = v1 + step, *v3 = v2 + step;                                 \
      ND_VECTORIZE                                                                                 \
      for (size_t k = 0; k < width; k++) {                                                         \
        type x = COMBINE (s[k], v[k]);                                                             \
        x = COMBINE (x, v1[k]);                                                                    \
        x = COMBINE (x, v2[k]);                                                                    \
        s[k] = COMBINE (x, v3[k]);                                                                 \
      }                                                                                            \
    }                                                                                              \
    for (; r < rows; r++, v += step)                                                               \
      ND_VECTORIZE                                                                                 \
    for (size_t k = 0; k < width; k++)                                                             \
      s[k] = COMBINE (s[k], v[k]);                                                                 \
  }

/* The first row stays as it is: (1 + 0i) * Inf would be NaN. */
#define DEFINE_SCAN(name, type, COMBINE)                                                           \
  static void scan_##name (const nd_fold *f)                                                       \
  {                                                                                                \
    type *s = f->state, *results = f->results;                                                     \
    const type *v = f->values;                                                                     \
    for (size_t g = 0; g < f->groups; g++, s += f->width) {                                        \
      size_t r = 0;                                                                                \
      if (f->first == 1) {                                                                         \
        memcpy (s, v, f->width * sizeof *s);                                                       \
        memcpy (results, v, f->width * sizeof *s);                                                 \
        r++, v += f->width, results += f->width;                                                   \
      }                                                                                            \
      for (; r < f->rows; r++, v += f->width, results += f->width)                                 \
        ND_VECTORIZE                                                                               \
      for (size_t k = 0; k < f->width; k++)                                                        \
        results[k] = s[k] = COMBINE (s[k], v[k]);                                                  \
    }                                                                                              \
  }

#define DEFINE_MERGE(name, type, COMBINE)                                                          \
  static void merge_##name (const nd_fold *f)                                                      \
  {                                                                                                \
    type *s = f->state;                                                                            \
    const type *later = f->values;                                                                 \
    for (size_t k = 0; k < f->width; k++)                                                          \
      s[k] = COMBINE (s[k], later[k]);                                                             \
  }

/* ---- one after the other ------------------------------------------------------------------- */

#define DEFINE_ORDERED(name, type, initial, COMBINE)                                               \
  DEFINE_START (name, type, initial)                                                               \
  DEFINE_FOLD_ROWS (name, type, COMBINE)                                                           \
  DEFINE_SCAN (name, type, COMBINE)                                                                \
  DEFINE_MERGE (name, type, COMBINE)                                                               \
  static void fold_##name (const nd_fold *f)                                                       \
  {                                                                                                \
    type *s = f->state;                                                                            \
    const type *v = f->values;                                                                     \
    for (size_t g = 0; g < f->groups; g++, s += f->width, v += f->step * f->rows)                  \
      fold_rows_##name (s, v, f->width, f->rows, f->step);                                         \
  }

#define INTEGER_LIMIT(type, smallest, largest, x)                                                  \
  ((x) > (largest) ? (type)(largest) : (x) < (smallest) ? (type)(smallest) : (type)(x))
#define DEFINE_SMALL_INTEGER(name, type, smallest, largest)                                        \
  static inline type add_##name (type x, type y)                                                   \
  {                                                                                                \
    int64_t sum = (int64_t)x + (int64_t)y;                                                         \
    return INTEGER_LIMIT (type, smallest, largest, sum);                                           \
  }                                                                                                \
  static inline type multiply_##name (type x, type y)                                              \
  {                                                                                                \
    double product = (double)x * (double)y;                                                        \
    return INTEGER_LIMIT (type, smallest, largest, product);                                       \
  }                                                                                                \
  DEFINE_ORDERED (sum_##name, type, 0, add_##name)                                                 \
  DEFINE_ORDERED (product_##name, type, 1, multiply_##name)
ND_SMALL_INTEGERS (DEFINE_SMALL_INTEGER)

DEFINE_ORDERED (sum_int64, int64_t, 0, nd_add_int64)
DEFINE_ORDERED (sum_uint64, uint64_t, 0, nd_add_uint64)
DEFINE_ORDERED (product_int64, int64_t, 1, nd_multiply_int64)
DEFINE_ORDERED (product_uint64, uint64_t, 1, nd_multiply_uint64)

#define MULTIPLY(x, y) ((x) * (y))
DEFINE_ORDERED (product_single, float, 1, MULTIPLY)
DEFINE_ORDERED (product_double, double, 1, MULTIPLY)

#define DEFINE_COMPLEX_PRODUCT(name, pair, type)                                                   \
  static inline pair multiply_##name (pair x, pair y)                                              \
  {                                                                                                \
    type a, b;                                                                                     \
    memcpy (&a, &x, sizeof a);                                                                     \
    memcpy (&b, &y, sizeof b);                                                                     \
    a *= b;                                                                                        \
    memcpy (&x, &a, sizeof x);                                                                     \
    return x;                                                                                      \
  }                                                                                                \
  static const pair one_##name = {1, 0};                                                           \
  DEFINE_ORDERED (product_##name, pair, one_##name, multiply_##name)
DEFINE_COMPLEX_PRODUCT (complex_single, nd_complex_single, float complex)
DEFINE_COMPLEX_PRODUCT (complex_double, nd_complex_double, double complex)

/* Knuth's sum of two numbers, whose rounding error is a number, too.  To the pair (sum, error). */
static inline nd_complex_double add_pairs (nd_complex_double s, nd_complex_double x)
{
  const double sum = s.re + x.re, added = sum - s.re;
  const double error = (s.re - (sum - added)) + (x.re - added);
  return (nd_complex_double){sum, s.im + x.im + error};
}
static const nd_complex_double complex_zero = {0, 0};
DEFINE_START (compensated, nd_complex_double, complex_zero)
DEFINE_FOLD_ROWS (compensated, nd_complex_double, add_pairs)
DEFINE_MERGE (compensated, nd_complex_double, add_pairs)

static void along_compensated (nd_complex_double *s, const nd_complex_double *v, size_t count)
{
  enum { PAIRS = 8 }; /* that run side by side */
  nd_complex_double lanes[PAIRS] = {{0, 0}};
  for (size_t i = 0; i < count; i += PAIRS) {
    const size_t some = count - i < PAIRS ? count - i : PAIRS;
    for (size_t k = 0; k < some; k++)
      lanes[k] = add_pairs (lanes[k], v[i + k]);
  }
  for (size_t k = 0; k < PAIRS; k++)
    *s = add_pairs (*s, lanes[k]);
}

static void fold_compensated (const nd_fold *f)
{
  nd_complex_double *s = f->state;
  const nd_complex_double *v = f->values;
  for (size_t g = 0; g < f->groups; g++, s += f->width, v += f->step * f->rows)
    if (f->width == 1 && f->step == 1)
      along_compensated (s, v, f->rows);
    else
      fold_rows_compensated (s, v, f->width, f->rows, f->step);
}

/* ---- sums of floats ------------------------------------------------------------------------ */

#define ADD(x, y) ((x) + (y))
DEFINE_START (sum_double, double, 0)
DEFINE_START (scan_double, double, -0.0) /* -0 + x is x, also where x is a zero */
DEFINE_MERGE (sum_double, double, ADD)

/* What is added up: values, or products with factors; all sums are double. */
#define VALUE(v, w, k) ((double)(v)[k])
#define PRODUCT(v, w, k) ((double)((v)[k] * (w)[k]))

/* Row by row, four rows at a time.  Along a row `count` numbers, which are `parts` interleaved sums
   (2: complex numbers), are added to sum[]. */
#define DEFINE_SUM(name, type, TERM)                                                               \
  static void rows_##name (double *s, const type *v, const type *w, size_t width, size_t rows,     \
                           size_t step)                                                            \
  {                                                                                                \
    size_t r = 0;                                                                                  \
    for (; r + 4 <= rows; r += 4, v += 4 * step, w += 4 * step) {                                  \
      const type *v1 = v + step, *v2 = v1 + step, *v3 = v2 + step;                                 \
      const type *w1 = w + step, *w2 = w1 + step, *w3 = w2 + step;                                 \
      ND_VECTORIZE                                                                                 \
      for (size_t k = 0; k < width; k++) {                                                         \
        double x = s[k] + TERM (v, w, k);                                                          \
        x += TERM (v1, w1, k);                                                                     \
        x += TERM (v2, w2, k);                                                                     \
        s[k] = x + TERM (v3, w3, k);                                                               \
      }                                                                                            \
      (void)w1, (void)w2, (void)w3;                                                                \
    }                                                                                              \
    for (; r < rows; r++, v += step, w += step)                                                    \
      ND_VECTORIZE                                                                                 \
    for (size_t k = 0; k < width; k++)                                                             \
      s[k] += TERM (v, w, k);                                                                      \
  }                                                                                                \
  static void along_##name (double *sum, const type *v, const type *w, size_t count, size_t parts) \
  {                                                                                                \
    double lanes[LANES];                                                                           \
    if (count < (size_t)2 * LANES) {                                                               \
      for (size_t i = 0; i < count; i++)                                                           \
        sum[i % parts] += TERM (v, w, i);                                                          \
      return;                                                                                      \
    }                                                                                              \
    for (size_t k = 0; k < LANES; k++)                                                             \
      lanes[k] = TERM (v, w, k);                                                                   \
    rows_##name (lanes, v + LANES, w + LANES, LANES, count / LANES - 1, LANES);                    \
    for (size_t k = 0, rest = count / LANES * LANES; k < count % LANES; k++)                       \
      lanes[k] += TERM (v, w, rest + k);                                                           \
    for (size_t half = LANES / 2; half >= parts; half /= 2)                                        \
      for (size_t k = 0; k < half; k++)                                                            \
        lanes[k] += lanes[half + k];                                                               \
    for (size_t k = 0; k < parts; k++)                                                             \
      sum[k] += lanes[k];                                                                          \
  }                                                                                                \
  static void parts_##name (const nd_fold *f, const void *factors, size_t parts)                   \
  {                                                                                                \
    double *s = f->state;                                                                          \
    const type *v = f->values, *w = factors;                                                       \
    size_t width = f->width * parts, next = f->step * parts * f->rows;                             \
    for (size_t g = 0; g < f->groups; g++, s += width, v += next, w += next)                       \
      if (f->width == 1 && f->step == 1)                                                           \
        along_##name (s, v, w, parts * f->rows, parts);                                            \
      else                                                                                         \
        rows_##name (s, v, w, width, f->rows, f->step *parts);                                     \
  }
DEFINE_SUM (values_double, double, VALUE)
DEFINE_SUM (values_single, float, VALUE)
DEFINE_SUM (products_double, double, PRODUCT)
DEFINE_SUM (products_single, float, PRODUCT)

#define DEFINE_FOLD_SUM(function, name, factors, parts)                                            \
  static void function (const nd_fold *f)                                                          \
  {                                                                                                \
    parts_##name (f, factors, parts);                                                              \
  }
DEFINE_FOLD_SUM (fold_sum_double, values_double, f->values, 1)
DEFINE_FOLD_SUM (fold_sum_single, values_single, f->values, 1)
DEFINE_FOLD_SUM (fold_sum_complex_double, values_double, f->values, 2)
DEFINE_FOLD_SUM (fold_sum_complex_single, values_single, f->values, 2)
DEFINE_FOLD_SUM (fold_products_double, products_double, f->factors, 1)
DEFINE_FOLD_SUM (fold_products_single, products_single, f->factors, 1)

/* ---- variances ----------------------------------------------------------------------------- */

/* With d the distance of a number from an origin near the mean,

     sum (x - mean)^2 = sum d^2 - (sum d)^2 / n

   which loses digits where the origin is far away from the mean.  It is the first of some numbers,
   or the mean of them: one of the squares on the left is its own, or many are of numbers around it,
   so that sum d^2 is a small multiple of the left side.  What a few rows yield is merged by Chan's
   formula, with the mean (as near as a number can be) for the new origin. */
static void start_variance (void *state, size_t count)
{
  memset (state, 0, ND_VARIANCE_PARTS * count * sizeof (double));
}

typedef struct {
  double origin, sum, squares;
} spread;

static inline spread merge_spreads (spread a, double held, spread b, double later)
{
  const double n = held + later, shift_a = a.sum / held, shift_b = b.sum / later;
  const double distance = (b.origin - a.origin) + (shift_b - shift_a);
  const double shift = shift_a + distance * (later / n);
  const double squares = (a.squares - a.sum * shift_a) + (b.squares - b.sum * shift_b) +
                         distance * distance * (held * (later / n));
  const double origin = a.origin + shift, left = shift - (origin - a.origin);
  return (spread){origin, left * n, squares + left * left * n};
}

static void merge_variance (const nd_fold *f)
{
  const size_t width = f->width;
  double *s = f->state;
  const double *later = f->values;
  for (size_t k = 0; k < width; k++) {
    const spread a = {s[k], s[width + k], s[2 * width + k]};
    const spread b = {later[k], later[width + k], later[2 * width + k]};
    const spread both = f->held ? merge_spreads (a, (double)f->held, b, (double)f->later) : b;
    s[k] = both.origin;
    s[width + k] = both.sum;
    s[2 * width + k] = both.squares;
    s[3 * width + k] += later[3 * width + k];
  }
}

/* To the state of numbers along a row: the origin is the mean of the first ones. */
static void start_along_variance (double *s, const double *v, size_t count)
{
  const size_t some = count < LANES ? count : LANES;
  double sum = 0;
  for (size_t i = 0; i < some; i++)
    sum += v[i] - v[0];
  s[0] = v[0] + sum / (double)some;
}

static void along_variance (double *s, const double *v, size_t count)
{
  double sums[LANES] = {0}, squares[LANES] = {0}, flaws[LANES] = {0};
  start_along_variance (s, v, count);
  for (size_t i = 0; i < count; i += LANES) {
    const size_t some = count - i < LANES ? count - i : LANES;
    ND_VECTORIZE
    for (size_t k = 0; k < some; k++) {
      const double d = v[i + k] - s[0];
      sums[k] += d;
      squares[k] += d * d;
      flaws[k] += v[i + k] - v[i + k];
    }
  }
  for (size_t half = LANES / 2; half >= 1; half /= 2)
    for (size_t k = 0; k < half; k++) {
      sums[k] += sums[half + k];
      squares[k] += squares[half + k];
      flaws[k] += flaws[half + k];
    }
  s[1] = sums[0];
  s[2] = squares[0];
  s[3] = flaws[0];
}

static void rows_variance (double *s, const nd_fold *f, const double *v)
{
  const size_t width = f->width;
  double *sums = s + width, *squares = sums + width, *flaws = squares + width;
  if (f->held == 0)
    memcpy (s, v, width * sizeof *s);
  for (size_t r = 0; r < f->rows; r++, v += f->step)
    ND_VECTORIZE
  for (size_t k = 0; k < width; k++) {
    const double d = v[k] - s[k];
    sums[k] += d;
    squares[k] += d * d;
    flaws[k] += v[k] - v[k];
  }
}

static void fold_variance (const nd_fold *f)
{
  double *s = f->state, block[ND_VARIANCE_PARTS];
  const double *v = f->values;
  for (size_t g = 0; g < f->groups; g++, s += ND_VARIANCE_PARTS * f->width, v += f->step * f->rows)
    if (f->width == 1 && f->step == 1) {
      nd_fold merge = {
          .state = s, .values = block, .width = 1, .held = f->held, .later = (int64_t)f->rows};
      along_variance (block, v, f->rows);
      merge_variance (&merge);
    } else
      rows_variance (s, f, v);
}

/* ---- scans of sums --------------------------------------------------------------------------- */

/* Groups of eight numbers are summed on their own and then added to what came before, so that only
   one addition in eight waits for the one before it.  Sums of positive numbers rise, as they
   should. */
#define DEFINE_SCAN_SUM(name, type)                                                                \
  static double total_##name (double before, const type *v, size_t count)                          \
  {                                                                                                \
    size_t i = 0;                                                                                  \
    for (; i + 8 <= count && count >= LANES; i += 8) {                                             \
      double sum = (double)v[i];                                                                   \
      for (int k = 1; k < 8; k++)                                                                  \
        sum += (double)v[i + k];                                                                   \
      before += sum;                                                                               \
    }                                                                                              \
    for (; i < count; i++)                                                                         \
      before += (double)v[i];                                                                      \
    return before;                                                                                 \
  }                                                                                                \
  static double scan_along_##name (double before, double offset, const type *v, double *results,   \
                                   size_t count)                                                   \
  {                                                                                                \
    size_t i = 0;                                                                                  \
    for (; i + 8 <= count && count >= LANES; i += 8) {                                             \
      double sum[8];                                                                               \
      sum[0] = (double)v[i];                                                                       \
      for (int k = 1; k < 8; k++)                                                                  \
        sum[k] = sum[k - 1] + (double)v[i + k];                                                    \
      for (int k = 0; k < 8; k++)                                                                  \
        results[i + k] = offset + (before + sum[k]);                                               \
      before += sum[7];                                                                            \
    }                                                                                              \
    for (; i < count; i++)                                                                         \
      results[i] = offset + (before += (double)v[i]);                                              \
    return before;                                                                                 \
  }                                                                                                \
  static void scan_row_##name (double *s, const double *offset, const type *v, double *results,    \
                               size_t width)                                                       \
  {                                                                                                \
    ND_VECTORIZE                                                                                   \
    for (size_t k = 0; k < width; k++)                                                             \
      s[k] += (double)v[k];                                                                        \
    if (results && offset)                                                                         \
      ND_VECTORIZE                                                                                 \
    for (size_t k = 0; k < width; k++)                                                             \
      results[k] = offset[k] + s[k];                                                               \
    else if (results) memcpy (results, s, width * sizeof *s);                                      \
  }                                                                                                \
  static void scan_parts_##name (const nd_fold *f, size_t parts)                                   \
  {                                                                                                \
    double *s = f->state, *results = f->results;                                                   \
    const double *offset = f->before;                                                              \
    const type *v = f->values;                                                                     \
    size_t width = f->width * parts, count = width * f->rows;                                      \
    for (size_t g = 0; g < f->groups; g++, s += width, v += count) {                               \
      double *r = results ? results + g * count : NULL;                                            \
      if (width > 1)                                                                               \
        for (size_t i = 0; i < count; i += width)                                                  \
          scan_row_##name (s, offset, v + i, r ? r + i : NULL, width);                             \
      else if (r)                                                                                  \
        *s = scan_along_##name (*s, offset ? *offset : -0.0, v, r, count);                         \
      else                                                                                         \
        *s = total_##name (*s, v, count);                                                          \
    }                                                                                              \
  }                                                                                                \
  static void scan_sum_##name (const nd_fold *f)                                                   \
  {                                                                                                \
    scan_parts_##name (f, 1);                                                                      \
  }                                                                                                \
  static void scan_sum_complex_##name (const nd_fold *f)                                           \
  {                                                                                                \
    scan_parts_##name (f, 2);                                                                      \
  }
DEFINE_SCAN_SUM (double, double)
DEFINE_SCAN_SUM (single, float)

static const nd_complex_double negative_zero = {-0.0, -0.0};
DEFINE_START (sum_complex_double, nd_complex_double, complex_zero)
DEFINE_START (scan_complex_double, nd_complex_double, negative_zero)

static void merge_sum_complex_double (const nd_fold *f)
{
  nd_fold parts = *f;
  parts.width *= 2;
  merge_sum_double (&parts);
}

/* ---- extremes ------------------------------------------------------------------------------ */

/* BETTER (x, s): x takes the place of s.  The state starts with NaN, or with the worst integer, at
   the first position. */
#define DEFINE_ALONG(name, type, BETTER)                                                           \
  static void take_##name (type *s, double *position, const type *v, size_t i, int64_t first)      \
  {                                                                                                \
    *s = v[i];                                                                                     \
    if (position)                                                                                  \
      *position = (double)(first + (int64_t)i);                                                    \
  }                                                                                                \
  static void along_##name (type *s, double *position, const type *v, size_t count, int64_t first) \
  {                                                                                                \
    for (size_t i = 0; i < count; i++)                                                             \
      if (BETTER (v[i], *s))                                                                       \
        take_##name (s, position, v, i, first);                                                    \
  }

/* Along a long row the extreme is found first, side by side, and then, where it is better than what
   came before, its place. */
#define DEFINE_FAST_ALONG(name, type, BETTER)                                                      \
  static type best_of_##name (const type *v, size_t count)                                         \
  {                                                                                                \
    type lanes[LANES];                                                                             \
    memcpy (lanes, v, sizeof lanes);                                                               \
    for (size_t i = LANES; i + LANES <= count; i += LANES)                                         \
      ND_VECTORIZE                                                                                 \
    for (size_t k = 0; k < LANES; k++)                                                             \
      lanes[k] = BETTER (v[i + k], lanes[k]) ? v[i + k] : lanes[k];                                \
    for (size_t k = 0; k < count % LANES; k++) {                                                   \
      type x = v[count / LANES * LANES + k];                                                       \
      lanes[k] = BETTER (x, lanes[k]) ? x : lanes[k];                                              \
    }                                                                                              \
    for (size_t half = LANES / 2; half > 0; half /= 2)                                             \
      for (size_t k = 0; k < half; k++)                                                            \
        lanes[k] = BETTER (lanes[half + k], lanes[k]) ? lanes[half + k] : lanes[k];                \
    return lanes[0];                                                                               \
  }                                                                                                \
  static void fast_along_##name (type *s, double *position, const type *v, size_t count,           \
                                 int64_t first)                                                    \
  {                                                                                                \
    if (count < LANES) {                                                                           \
      along_##name (s, position, v, count, first);                                                 \
      return;                                                                                      \
    }                                                                                              \
    type best = best_of_##name (v, count);                                                         \
    if (!(BETTER (best, *s)))                                                                      \
      return;                                                                                      \
    size_t i = 0;                                                                                  \
    while (v[i] != best)                                                                           \
      i++;                                                                                         \
    take_##name (s, position, v, i, first);                                                        \
  }

#define DEFINE_EXTREME(name, type, initial, BETTER, ALONG)                                         \
  DEFINE_START (name, type, initial)                                                               \
  static void rows_##name (type *s, const type *v, size_t width, size_t rows, size_t step)         \
  {                                                                                                \
    for (size_t r = 0; r < rows; r++, v += step)                                                   \
      ND_VECTORIZE                                                                                 \
    for (size_t k = 0; k < width; k++)                                                             \
      s[k] = BETTER (v[k], s[k]) ? v[k] : s[k];                                                    \
  }                                                                                                \
  static void rows_and_positions_##name (type *s, double *positions, const type *v, size_t width,  \
                                         size_t rows, size_t step, int64_t first)                  \
  {                                                                                                \
    for (size_t r = 0; r < rows; r++, v += step) {                                                 \
      double position = (double)(first + (int64_t)r);                                              \
      ND_VECTORIZE                                                                                 \
      for (size_t k = 0; k < width; k++) {                                                         \
        bool better = BETTER (v[k], s[k]);                                                         \
        s[k] = better ? v[k] : s[k];                                                               \
        positions[k] = better ? position : positions[k];                                           \
      }                                                                                            \
    }                                                                                              \
  }                                                                                                \
  static void fold_##name (const nd_fold *f)                                                       \
  {                                                                                                \
    type *s = f->state;                                                                            \
    const type *v = f->values;                                                                     \
    size_t width = f->width, rows = f->rows, step = f->step;                                       \
    for (size_t g = 0; g < f->groups; g++, s += width, v += step * rows) {                         \
      double *positions = f->positions ? f->positions + g * width : NULL;                          \
      if (width == 1 && step == 1)                                                                 \
        ALONG (s, positions, v, rows, f->first);                                                   \
      else if (positions)                                                                          \
        rows_and_positions_##name (s, positions, v, width, rows, step, f->first);                  \
      else                                                                                         \
        rows_##name (s, v, width, rows, step);                                                     \
    }                                                                                              \
  }                                                                                                \
  static void scan_##name (const nd_fold *f)                                                       \
  {                                                                                                \
    type *s = f->state, *results = f->results;                                                     \
    const type *v = f->values;                                                                     \
    double *positions = f->positions, *result_positions = f->result_positions;                     \
    size_t width = f->width;                                                                       \
    for (size_t g = 0; g < f->groups; g++, s += width, positions += width)                         \
      for (size_t r = 0; r < f->rows; r++, v += width, results += width) {                         \
        for (size_t k = 0; k < width; k++) {                                                       \
          bool better = BETTER (v[k], s[k]);                                                       \
          results[k] = s[k] = better ? v[k] : s[k];                                                \
          positions[k] = better ? (double)(f->first + (int64_t)r) : positions[k];                  \
          result_positions[k] = positions[k];                                                      \
        }                                                                                          \
        result_positions += width;                                                                 \
      }                                                                                            \
  }                                                                                                \
  static void merge_##name (const nd_fold *f)                                                      \
  {                                                                                                \
    type *s = f->state;                                                                            \
    const type *later = f->values;                                                                 \
    for (size_t k = 0; k < f->width; k++)                                                          \
      if (BETTER (later[k], s[k])) {                                                               \
        s[k] = later[k];                                                                           \
        if (f->positions)                                                                          \
          f->positions[k] = f->later_positions[k];                                                 \
      }                                                                                            \
  }

#define DEFINE_FAST_EXTREME(name, type, initial, BETTER)                                           \
  DEFINE_ALONG (name, type, BETTER)                                                                \
  DEFINE_FAST_ALONG (name, type, BETTER)                                                           \
  DEFINE_EXTREME (name, type, initial, BETTER, fast_along_##name)

#define LARGER(x, s) ((x) > (s))
#define SMALLER(x, s) ((x) < (s))
#define DEFINE_INTEGER_EXTREMES(name, type, smallest, largest)                                     \
  DEFINE_FAST_EXTREME (min_##name, type, largest, SMALLER)                                         \
  DEFINE_FAST_EXTREME (max_##name, type, smallest, LARGER)
ND_ALL_INTEGERS (DEFINE_INTEGER_EXTREMES)
DEFINE_INTEGER_EXTREMES (logical, uint8_t, 0, 1)

#define LARGER_NUMBER(x, s) (((x) > (s)) | (((s) != (s)) & ((x) == (x))))
#define SMALLER_NUMBER(x, s) (((x) < (s)) | (((s) != (s)) & ((x) == (x))))
#define DEFINE_FLOAT_EXTREMES(name, type)                                                          \
  DEFINE_FAST_EXTREME (min_##name, type, (type)NAN, SMALLER_NUMBER)                                \
  DEFINE_FAST_EXTREME (max_##name, type, (type)NAN, LARGER_NUMBER)
DEFINE_FLOAT_EXTREMES (single, float)
DEFINE_FLOAT_EXTREMES (double, double)

/* Complex numbers compare by absolute value, then by argument, where -pi counts as pi. */
#define DEFINE_COMPLEX_EXTREMES(name, pair, type, absolute, angle)                                 \
  static inline bool is_nan_##name (pair x)                                                        \
  {                                                                                                \
    return x.re != x.re || x.im != x.im;                                                           \
  }                                                                                                \
  static inline type argument_##name (pair x)                                                      \
  {                                                                                                \
    const type pi = (type)3.14159265358979323846;                                                  \
    type argument = angle (x.im, x.re);                                                            \
    return argument == -pi ? pi : argument;                                                        \
  }                                                                                                \
  static inline type difference_##name (pair x, pair s)                                            \
  {                                                                                                \
    type size_x = absolute (x.re, x.im), size_s = absolute (s.re, s.im);                           \
    return size_x == size_s  ? argument_##name (x) - argument_##name (s)                           \
           : size_x > size_s ? (type)1                                                             \
                             : (type)-1;                                                           \
  }                                                                                                \
  static inline bool larger_##name (pair x, pair s)                                                \
  {                                                                                                \
    return !is_nan_##name (x) && (is_nan_##name (s) || difference_##name (x, s) > 0);              \
  }                                                                                                \
  static inline bool smaller_##name (pair x, pair s)                                               \
  {                                                                                                \
    return !is_nan_##name (x) && (is_nan_##name (s) || difference_##name (x, s) < 0);              \
  }                                                                                                \
  static const pair nan_##name = {(type)NAN, 0};                                                   \
  DEFINE_ALONG (min_##name, pair, smaller_##name)                                                  \
  DEFINE_EXTREME (min_##name, pair, nan_##name, smaller_##name, along_min_##name)                  \
  DEFINE_ALONG (max_##name, pair, larger_##name)                                                   \
  DEFINE_EXTREME (max_##name, pair, nan_##name, larger_##name, along_max_##name)
DEFINE_COMPLEX_EXTREMES (complex_single, nd_complex_single, float, hypotf, atan2f)
DEFINE_COMPLEX_EXTREMES (complex_double, nd_complex_double, double, hypot, atan2)

/* ---- tables ------------------------------------------------------------------------------ */

#define KERNELS(name)                                                                              \
  {                                                                                                \
    start_##name, start_##name, fold_##name, NULL, scan_##name, merge_##name                       \
  }
#define EVERY_INTEGER(kind)                                                                        \
  [ND_INT8] = KERNELS (kind##_int8), [ND_INT16] = KERNELS (kind##_int16),                          \
  [ND_INT32] = KERNELS (kind##_int32), [ND_INT64] = KERNELS (kind##_int64),                        \
  [ND_UINT8] = KERNELS (kind##_uint8), [ND_UINT16] = KERNELS (kind##_uint16),                      \
  [ND_UINT32] = KERNELS (kind##_uint32), [ND_UINT64] = KERNELS (kind##_uint64)
#define EXTREMES(kind)                                                                             \
  {                                                                                                \
    EVERY_INTEGER (kind), [ND_LOGICAL] = KERNELS (kind##_logical),                                 \
                          [ND_SINGLE] = KERNELS (kind##_single),                                   \
                          [ND_DOUBLE] = KERNELS (kind##_double),                                   \
                          [ND_COMPLEX_SINGLE] = KERNELS (kind##_complex_single),                   \
                          [ND_COMPLEX_DOUBLE] = KERNELS (kind##_complex_double)                    \
  }

static const nd_fold_kernels kernels[][ND_DTYPE_COUNT] = {
    [ND_REDUCE_COMPENSATED_SUM] = {[ND_COMPLEX_DOUBLE] = {start_compensated, NULL, fold_compensated,
                                                          NULL, NULL, merge_compensated}},
    [ND_REDUCE_VARIANCE] = {[ND_DOUBLE] = {start_variance, NULL, fold_variance, NULL, NULL,
                                           merge_variance}},
    [ND_REDUCE_POPULATION_VARIANCE] = {[ND_DOUBLE] = {start_variance, NULL, fold_variance, NULL,
                                                      NULL, merge_variance}},
    [ND_REDUCE_SUM] = {EVERY_INTEGER (sum),
                       [ND_SINGLE] = {start_sum_double, start_scan_double, fold_sum_single,
                                      fold_products_single, scan_sum_single, merge_sum_double},
                       [ND_DOUBLE] = {start_sum_double, start_scan_double, fold_sum_double,
                                      fold_products_double, scan_sum_double, merge_sum_double},
                       [ND_COMPLEX_SINGLE] = {start_sum_complex_double, start_scan_complex_double,
                                              fold_sum_complex_single, NULL,
                                              scan_sum_complex_single, merge_sum_complex_double},
                       [ND_COMPLEX_DOUBLE] = {start_sum_complex_double, start_scan_complex_double,
                                              fold_sum_complex_double, NULL,
                                              scan_sum_complex_double, merge_sum_complex_double}},
    [ND_REDUCE_PRODUCT] = {EVERY_INTEGER (product), [ND_SINGLE] = KERNELS (product_single),
                           [ND_DOUBLE] = KERNELS (product_double),
                           [ND_COMPLEX_SINGLE] = KERNELS (product_complex_single),
                           [ND_COMPLEX_DOUBLE] = KERNELS (product_complex_double)},
    [ND_REDUCE_MIN] = EXTREMES (min),
    [ND_REDUCE_MAX] = EXTREMES (max),
};

const nd_fold_kernels *ND_ISA_NAME (nd_cpu_fold_kernel) (nd_reduction reduction, nd_dtype dtype)
{
  return &kernels[reduction][dtype];
}
