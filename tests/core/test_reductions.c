/* Reductions, scans, variances and sorting against plain loops in long double, on every device, of
   every layout, on sizes around those at which the engine cuts its work. */
#include "core.h"
#include "program/reduce.h"
#include "program/selection.h"
#include <float.h>
#include <math.h>
#include <string.h>

enum { ROUNDS = 60, MOST_DIMS = 3, MOST_ELEMENTS = 300000 };

static uint64_t random_state;

static int64_t pick (int64_t count)
{
  random_state = random_state * 6364136223846793005U + 1442695040888963407U;
  return (int64_t)((random_state >> 33) % (uint64_t)count);
}

/* ---- arrays and what they hold --------------------------------------------------------------- */

static double values[MOST_ELEMENTS]; /* of the array, column by column */

typedef struct {
  int64_t dims[MOST_DIMS];
  nd_dims_set folded;
} shape;

static int64_t pick_extent (void)
{
  static const int64_t extents[] = {1, 2, 3, 7, 63, 64, 65, 500, 1025, 2049, 5000};
  return extents[pick (sizeof extents / sizeof extents[0])];
}

static shape pick_shape (void)
{
  shape s;
  do
    for (int d = 0; d < MOST_DIMS; d++)
      s.dims[d] = pick_extent ();
  while (nd_numel (MOST_DIMS, s.dims) > MOST_ELEMENTS);
  s.folded = 1 + (nd_dims_set)pick ((1 << MOST_DIMS) - 1);
  return s;
}

/* Numbers of several magnitudes and both signs, among them equal ones and, where wanted, NaN. */
static double pick_value (bool with_nan)
{
  if (with_nan && pick (40) == 0)
    return NAN;
  return (double)(pick (2001) - 1000) * (pick (3) == 0 ? 1e3 : 0.125);
}

/* A kept array of the class on `device`, stored in one of several ways, of `values` as they are
   after rounding to the class. */
static nd_array *make_array (nd_device *device, nd_dtype dtype, const shape *s)
{
  nd_array *host, *converted, *moved, *result;
  nd_error error;
  const int64_t n = nd_numel (MOST_DIMS, s->dims);
  assert_int_equal (nd_array_new (nd_device_cpu (), ND_DOUBLE, MOST_DIMS, s->dims, &host, &error),
                    ND_OK);
  core_keep (host);
  if (dtype == ND_SINGLE)
    for (int64_t i = 0; i < n; i++)
      values[i] = (float)values[i];
  memcpy ((void *)(uintptr_t)nd_array_data (host), values, (size_t)n * sizeof *values);
  assert_int_equal (nd_cast (host, dtype, &converted, &error), ND_OK);
  core_keep (converted);
  assert_int_equal (nd_transfer (converted, device, &moved, &error), ND_OK);
  core_keep (moved);
  if (pick (2))
    return moved;
  assert_int_equal (core_scattered (moved, &result, &error), ND_OK);
  return result;
}

/* The result as doubles on the host. */
static const double *read (nd_array *result)
{
  nd_array *moved, *doubles, *plain;
  nd_error error;
  assert_int_equal (nd_transfer (core_keep (result), nd_device_cpu (), &moved, &error), ND_OK);
  assert_int_equal (nd_cast (core_keep (moved), ND_DOUBLE, &doubles, &error), ND_OK);
  assert_int_equal (nd_array_contiguous (core_keep (doubles), &plain, &error), ND_OK);
  return nd_array_data (core_keep (plain));
}

/* ---- references ------------------------------------------------------------------------------ */

/* What is known of the elements that make one result. */
typedef struct {
  int64_t count, nonzero, position; /* position of the greatest, from 1, among the elements */
  long double sum, magnitude, squares, greatest, mean, spread;
} facts;

/* Calls `visit` for the elements of every result, in order. */
static void for_each_result (const shape *s,
                             void (*visit) (int64_t result, const int64_t *elements, int64_t count,
                                            void *context),
                             void *context)
{
  static int64_t elements[MOST_ELEMENTS];
  int64_t result = 0;
  int64_t kept[MOST_DIMS], folded[MOST_DIMS], strides[MOST_DIMS], stride = 1;
  for (int d = 0; d < MOST_DIMS; d++) {
    kept[d] = s->folded >> d & 1 ? 1 : s->dims[d];
    folded[d] = s->folded >> d & 1 ? s->dims[d] : 1;
    strides[d] = stride;
    stride *= s->dims[d];
  }
  for (int64_t c = 0; c < kept[2]; c++)
    for (int64_t b = 0; b < kept[1]; b++)
      for (int64_t a = 0; a < kept[0]; a++) {
        int64_t count = 0, base = a * strides[0] + b * strides[1] + c * strides[2];
        for (int64_t z = 0; z < folded[2]; z++)
          for (int64_t y = 0; y < folded[1]; y++)
            for (int64_t x = 0; x < folded[0]; x++)
              elements[count++] = base + x * strides[0] + y * strides[1] + z * strides[2];
        visit (result++, elements, count, context);
      }
}

static facts learn (const int64_t *elements, int64_t count)
{
  facts f = {.count = count, .greatest = NAN, .position = 1};
  for (int64_t k = 0; k < count; k++) {
    const long double x = values[elements[k]];
    f.sum += x;
    f.magnitude += fabsl (x);
    f.squares += x * x;
    f.nonzero += x != 0;
    if (x > f.greatest || (isnan (f.greatest) && !isnan (x))) {
      f.greatest = x;
      f.position = k + 1;
    }
  }
  f.mean = f.sum / count;
  for (int64_t k = 0; k < count; k++)
    f.spread += (values[elements[k]] - f.mean) * (values[elements[k]] - f.mean);
  return f;
}

/* ---- checks ---------------------------------------------------------------------------------- */

typedef struct {
  const double *sums, *squares, *counts, *greatest, *positions, *variances;
  double epsilon; /* of the results' class */
} answers;

/* Sums restart, so that their errors do not grow with the number of elements: at most 127 additions
   one after another, and a few for every factor of eight from there on. */
enum { MOST_ADDITIONS = 160 };

static void check_result (int64_t i, const int64_t *elements, int64_t count, void *context)
{
  const answers *got = context;
  const facts f = learn (elements, count);
  const long double additions = count < MOST_ADDITIONS ? (long double)count : MOST_ADDITIONS;
  const long double slack = DBL_EPSILON / 2 * (2 + additions);
  assert_true (fabsl (got->sums[i] - f.sum) <= slack * f.magnitude + got->epsilon * fabsl (f.sum));
  assert_true (fabsl (got->squares[i] - f.squares) <= (slack + got->epsilon) * f.squares);
  assert_true (got->counts[i] == (double)f.nonzero);
  assert_true (got->greatest[i] == (double)f.greatest);
  if (got->positions)
    assert_true (got->positions[i] == (double)f.position);
  const long double variance = f.count > 1 ? f.spread / (f.count - 1) : 0;
  assert_true (fabsl (got->variances[i] - variance) <= (100 * slack + got->epsilon) * variance);
}

static const double *reduced (nd_fold_kind kind, const nd_operand *x, nd_dims_set dims)
{
  nd_array *result;
  nd_error error;
  assert_int_equal (nd_reduce (kind, x, dims, ND_FOLD_USUAL, &result, NULL, &error), ND_OK);
  return read (result);
}

static bool is_one_dim (nd_dims_set dims)
{
  return (dims & (dims - 1)) == 0;
}

static void check_reductions (nd_device *device, nd_dtype dtype)
{
  const shape s = pick_shape ();
  for (int64_t i = 0; i < nd_numel (MOST_DIMS, s.dims); i++)
    values[i] = pick_value (false);
  if (pick (3) == 0) /* distances from the first element lose digits */
    values[0] = 1e7;
  const nd_operand x = nd_operand_array (make_array (device, dtype, &s));
  nd_array *variances, *greatest, *positions;
  nd_error error;
  assert_int_equal (nd_variance (&x, s.folded, false, &variances, &error), ND_OK);
  assert_int_equal (nd_reduce (ND_FOLD_MAX, &x, s.folded, ND_FOLD_USUAL, &greatest,
                               is_one_dim (s.folded) ? &positions : NULL, &error),
                    ND_OK);
  answers got = {.sums = reduced (ND_FOLD_SUM, &x, s.folded),
                 .squares = reduced (ND_FOLD_SUM_OF_SQUARES, &x, s.folded),
                 .counts = reduced (ND_FOLD_COUNT, &x, s.folded),
                 .greatest = read (greatest),
                 .positions = is_one_dim (s.folded) ? read (positions) : NULL,
                 .variances = read (variances),
                 .epsilon = dtype == ND_SINGLE ? FLT_EPSILON : DBL_EPSILON};
  for_each_result (&s, check_result, &got);
  core_free_kept ();
}

static void reductions_agree_with_long_double (void **state)
{
  (void)state;
  random_state = 1;
  for (int round = 0; round < ROUNDS; round++)
    check_reductions (core_device (round % CORE_DEVICES), round % 3 == 0 ? ND_SINGLE : ND_DOUBLE);
}

/* Equal numbers are rounded the same way again and again: added one after another, thousands would
   lose three digits. */
static void sums_of_equal_numbers_keep_their_digits (void **state)
{
  static const int64_t widths[] = {1, 2, 3, 64, 65, 1000};
  (void)state;
  random_state = 4;
  for (int i = 0; i < MOST_ELEMENTS; i++)
    values[i] = 0.1;
  for (size_t k = 0; k < sizeof widths / sizeof widths[0] * CORE_DEVICES; k++) {
    const int64_t width = widths[k / CORE_DEVICES], rows = MOST_ELEMENTS / 2 / width;
    const shape s = {{width, rows, 2}, 2};
    const nd_operand x =
        nd_operand_array (make_array (core_device ((int)(k % CORE_DEVICES)), ND_DOUBLE, &s));
    const double *sums = reduced (ND_FOLD_SUM, &x, s.folded);
    const double *squares = reduced (ND_FOLD_SUM_OF_SQUARES, &x, s.folded);
    for (int64_t i = 0; i < 2 * width; i++) {
      assert_true (fabsl (sums[i] / (0.1L * rows) - 1) <= 16 * DBL_EPSILON);
      assert_true (fabsl (squares[i] / (0.01L * rows) - 1) <= 16 * DBL_EPSILON);
    }
    core_free_kept ();
  }
}

/* Every element is a multiple of 1 / UNIT, so that sums of them are known exactly. */
enum { UNIT = 1024 };

static void check_compensated (int64_t i, const int64_t *elements, int64_t count, void *context)
{
  const double *sums = context;
  __int128 exact = 0;
  for (int64_t k = 0; k < count; k++)
    exact += (__int128)(values[elements[k]] * UNIT);
  const long double sum = (long double)exact / UNIT;
  assert_true (fabsl (sums[i] - sum) <= DBL_EPSILON * fabsl (sum));
}

/* Large numbers that cancel leave of a plain sum only what rounding made of the small ones. */
static void compensated_sums_lose_nothing (void **state)
{
  (void)state;
  random_state = 7;
  for (int round = 0; round < ROUNDS; round++) {
    const shape s = pick_shape ();
    const int64_t n = nd_numel (MOST_DIMS, s.dims);
    for (int64_t i = 0; i < n; i++)
      values[i] = pick (3) == 0 ? (double)(pick (2001) - 1000) / UNIT
                                : ldexp ((double)(pick (3) - 1), (int)(40 + pick (3)));
    const nd_operand x =
        nd_operand_array (make_array (core_device (round % CORE_DEVICES), ND_DOUBLE, &s));
    nd_array *sums;
    nd_error error;
    assert_int_equal (nd_sum_compensated (&x, s.folded, true, &sums, &error), ND_OK);
    for_each_result (&s, check_compensated, (void *)(uintptr_t)read (sums));
    core_free_kept ();
  }
}

nd_test (infinite_compensated_sums)
{
  for (int place = 0; place < CORE_DEVICES; place++) {
    nd_array *a, *sum;
    TRY (core_array (core_device (place), ND_DOUBLE, "2x3", "Inf 1 Inf -Inf 1e308 1e308", &a,
                     error));
    const nd_operand x = nd_operand_array (a);
    TRY (nd_sum_compensated (&x, 1, true, &sum, error));
    assert_text (core_keep (sum), "1x3 double: Inf NaN Inf");
    TRY (nd_sum_compensated (&x, 1, false, &sum, error));
    assert_text (core_keep (sum), "1x3 double: NaN NaN NaN");
  }
  return ND_OK;
}

/* What was scanned so far, at each element. */
typedef struct {
  const double *sums, *greatest, *positions;
} scans;

static void check_scan (int64_t i, const int64_t *elements, int64_t count, void *context)
{
  const scans *got = context;
  long double sum = 0, magnitude = 0;
  double greatest = NAN;
  int64_t position = 1;
  (void)i;
  for (int64_t k = 0; k < count; k++) {
    const double x = values[elements[k]];
    sum += x;
    magnitude += fabs (x);
    if (x > greatest || isnan (greatest)) {
      greatest = x;
      position = k + 1;
    }
    assert_true (fabsl (got->sums[elements[k]] - sum) <= (k + 1) * DBL_EPSILON * magnitude);
    assert_true (got->greatest[elements[k]] == greatest);
    assert_true (got->positions[elements[k]] == (double)position);
  }
}

static void scans_agree_with_long_double (void **state)
{
  (void)state;
  random_state = 2;
  for (int round = 0; round < ROUNDS; round++) {
    shape s = pick_shape ();
    s.folded = 1U << pick (MOST_DIMS);
    for (int64_t i = 0; i < nd_numel (MOST_DIMS, s.dims); i++)
      values[i] = pick_value (false);
    const nd_operand x =
        nd_operand_array (make_array (core_device (round % CORE_DEVICES), ND_DOUBLE, &s));
    nd_array *sums, *greatest, *positions;
    nd_error error;
    assert_int_equal (nd_scan (ND_FOLD_SUM, &x, s.folded, ND_FOLD_USUAL, &sums, NULL, &error),
                      ND_OK);
    assert_int_equal (
        nd_scan (ND_FOLD_MAX, &x, s.folded, ND_FOLD_USUAL, &greatest, &positions, &error), ND_OK);
    scans got = {read (sums), read (greatest), read (positions)};
    for_each_result (&s, check_scan, &got);
    core_free_kept ();
  }
}

/* ---- sorting --------------------------------------------------------------------------------- */

typedef struct {
  const double *sorted, *order;
  bool falling;
} sorting;

/* Does `b` belong before `a`?  NaN is the last; falling, the first. */
static bool comes_before (double b, double a, bool falling)
{
  if (falling)
    return isnan (b) ? !isnan (a) : b > a;
  return isnan (a) ? !isnan (b) : b < a;
}

static bool is_same (double a, double b)
{
  return a == b || (isnan (a) && isnan (b));
}

static void check_sorted (int64_t i, const int64_t *elements, int64_t count, void *context)
{
  static bool seen[MOST_ELEMENTS];
  const sorting *got = context;
  (void)i;
  memset (seen, 0, (size_t)count);
  for (int64_t k = 0; k < count; k++) {
    const int64_t place = (int64_t)got->order[elements[k]] - 1;
    assert_in_range (place, 0, count - 1);
    assert_false (seen[place]);
    seen[place] = true;
    assert_true (is_same (got->sorted[elements[k]], values[elements[place]]));
    if (k == 0)
      continue;
    const double before = got->sorted[elements[k - 1]], here = got->sorted[elements[k]];
    assert_false (comes_before (here, before, got->falling));
    if (is_same (before, here))
      assert_true (got->order[elements[k - 1]] < got->order[elements[k]]);
  }
}

static void sorting_is_stable_and_loses_nothing (void **state)
{
  (void)state;
  random_state = 3;
  for (int round = 0; round < ROUNDS; round++) {
    shape s = pick_shape ();
    const int d = (int)pick (MOST_DIMS);
    s.folded = 1U << d;
    for (int64_t i = 0; i < nd_numel (MOST_DIMS, s.dims); i++)
      values[i] = pick_value (true);
    nd_array *x =
        make_array (core_device (round % CORE_DEVICES), round % 3 == 0 ? ND_SINGLE : ND_DOUBLE, &s);
    nd_array *sorted, *order;
    nd_error error;
    const bool falling = pick (2) == 1;
    assert_int_equal (nd_sort (x, d, falling, ND_DOUBLE, &sorted, &order, &error), ND_OK);
    sorting got = {read (sorted), read (order), falling};
    for_each_result (&s, check_sorted, &got);
    core_free_kept ();
  }
}

/* ---- small ones, every allocation failing in turn ---------------------------------------------
 */

nd_test (variances)
{
  for (int place = 0; place < CORE_DEVICES; place++) {
    nd_array *a, *result;
    TRY (core_array (core_device (place), ND_DOUBLE, "3x2", "1 2 3 7 7 7", &a, error));
    nd_operand x = nd_operand_array (a);
    TRY (nd_variance (&x, 1, false, &result, error));
    assert_text (core_keep (result), "1x2 double: 1 0");
    TRY (nd_variance (&x, 2, true, &result, error));
    assert_text (core_keep (result), "3x1 double: 9 6.25 4");
    TRY (core_array (core_device (place), ND_COMPLEX_SINGLE, "1x2", "1i 3", &a, error));
    x = nd_operand_array (a);
    TRY (nd_variance (&x, 2, false, &result, error));
    assert_text (core_keep (result), "1x1 single: 5");
    TRY (core_array (core_device (place), ND_DOUBLE, "1x3", "NaN Inf 4", &a, error));
    x = nd_operand_array (a);
    TRY (nd_variance (&x, 1, false, &result, error));
    assert_text (core_keep (result), "1x3 double: NaN NaN 0");
    TRY (core_array (core_device (place), ND_DOUBLE, "2x3", "1e308 1 -1e308 Inf 2 NaN", &a, error));
    x = nd_operand_array (a);
    TRY (nd_variance (&x, 1, false, &result, error));
    assert_text (core_keep (result), "1x3 double: Inf NaN NaN");
    TRY (nd_variance (&x, 2, false, &result, error));
    assert_text (core_keep (result), "2x1 double: Inf NaN");
  }
  return ND_OK;
}

nd_test (reductions_and_scans_of_small_arrays)
{
  for (int place = 0; place < CORE_DEVICES; place++) {
    nd_array *a, *scattered, *result, *positions;
    TRY (core_array (core_device (place), ND_INT8, "2x3", "100 100 -1 5 3 0", &a, error));
    TRY (core_scattered (a, &scattered, error));
    nd_operand x = nd_operand_array (scattered);
    TRY (nd_reduce (ND_FOLD_SUM, &x, 1, ND_FOLD_NATIVE, &result, NULL, error));
    assert_text (core_keep (result), "1x3 int8: 127 4 3");
    TRY (nd_reduce (ND_FOLD_MIN, &x, 2, ND_FOLD_USUAL, &result, &positions, error));
    assert_text (core_keep (result), "2x1 int8: -1 0");
    assert_text (core_keep (positions), "2x1 double: 2 3");
    TRY (nd_scan (ND_FOLD_SUM, &x, 1, ND_FOLD_USUAL, &result, NULL, error));
    assert_text (core_keep (result), "2x3 double: 100 200 -1 4 3 3");
    TRY (nd_reduce (ND_FOLD_ANY, &x, ND_EVERY_DIM, ND_FOLD_USUAL, &result, NULL, error));
    assert_text (core_keep (result), "1x1 logical: 1");
  }
  return ND_OK;
}

nd_test (sorting_of_small_arrays)
{
  for (int place = 0; place < CORE_DEVICES; place++) {
    nd_array *a, *scattered, *sorted, *order;
    TRY (core_array (core_device (place), ND_COMPLEX_DOUBLE, "1x4", "2 -1i NaN 1", &a, error));
    TRY (core_scattered (a, &scattered, error));
    TRY (nd_sort (scattered, 1, false, ND_INT64, &sorted, &order, error));
    assert_text (core_keep (sorted), "1x4 complex double: 0-1i 1+0i 2+0i NaN+0i");
    assert_text (core_keep (order), "1x4 int64: 1 3 0 2");
  }
  return ND_OK;
}

int main (void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test (reductions_agree_with_long_double),
      cmocka_unit_test (sums_of_equal_numbers_keep_their_digits),
      cmocka_unit_test (compensated_sums_lose_nothing),
      cmocka_unit_test (infinite_compensated_sums),
      cmocka_unit_test (scans_agree_with_long_double),
      cmocka_unit_test (sorting_is_stable_and_loses_nothing),
      cmocka_unit_test (variances),
      cmocka_unit_test (reductions_and_scans_of_small_arrays),
      cmocka_unit_test (sorting_of_small_arrays),
  };
  return cmocka_run_group_tests_name ("reductions", tests, NULL, NULL);
}
