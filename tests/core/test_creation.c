/* Arrays made from a size: fills, ramps, random numbers and their statistics. */
#include "core.h"
#include "device/cpu/kernels/kernels.h"
#include "program/creation.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

static nd_blueprint blueprint (nd_device *device, nd_dtype dtype, int64_t rows, int64_t columns)
{
  const nd_blueprint wanted = {device, dtype, 2, {rows, columns}};
  return wanted;
}

/* ---- fills and ramps ----------------------------------------------------------------------- */

nd_test (an_identity_has_ones_on_its_diagonal)
{
  for (int d = 0; d < CORE_DEVICES; d++) {
    const nd_blueprint wide = blueprint (core_device (d), ND_INT8, 2, 3);
    const nd_blueprint tall = blueprint (core_device (d), ND_COMPLEX_SINGLE, 3, 2);
    const nd_blueprint none = blueprint (core_device (d), ND_DOUBLE, 0, 3);
    nd_array *a;
    TRY (nd_make_eye (&wide, &a, error));
    assert_string_equal (core_text (core_keep (a)), "2x3 int8: 1 0 0 1 0 0");
    TRY (nd_make_eye (&tall, &a, error));
    assert_string_equal (core_text (core_keep (a)),
                         "3x2 complex single: 1+0i 0+0i 0+0i 0+0i 1+0i 0+0i");
    TRY (nd_make_eye (&none, &a, error));
    assert_string_equal (core_text (core_keep (a)), "0x3 double:");
  }
  return ND_OK;
}

nd_test (a_linspace_is_the_same_from_both_ends)
{
  static const nd_complex_double from = {-0.7, 0}, to = {0.7, 0};
  for (int d = 0; d < CORE_DEVICES; d++) {
    const nd_blueprint wanted = blueprint (core_device (d), ND_DOUBLE, 7, 1);
    const nd_ramp ramp = nd_ramp_linspace (from, to, 7, true);
    nd_array *a, *host;
    TRY (nd_make_ramps (&wanted, &ramp, &a, error));
    TRY (nd_transfer (core_keep (a), nd_device_cpu (), &host, error));
    const double *x = nd_array_data (core_keep (host));
    for (int i = 0; i < 3; i++)
      assert_true (x[i] == -x[6 - i]);
    assert_true (x[0] == -0.7 && x[3] == 0);
  }
  return ND_OK;
}

nd_test (integer_ramps_cross_pieces_without_rounding)
{
  enum { COUNT = 100003 };
  const nd_blueprint wanted = blueprint (nd_device_cpu (), ND_INT64, COUNT, 1);
  const int64_t first = -(INT64_C (1) << 60) - 1;
  const nd_ramp ramp = nd_ramp_integers ((uint64_t)first, 3);
  nd_array *a;
  TRY (nd_make_ramps (&wanted, &ramp, &a, error));
  const int64_t *x = nd_array_data (core_keep (a));
  for (int64_t i = 0; i < COUNT; i++)
    assert_true (x[i] == first + 3 * i);
  return ND_OK;
}

/* ---- the generator ------------------------------------------------------------------------- */

/* Philox as its paper writes it: what the kernels' numbers are compared with. */
static void philox_reference (const uint32_t counter[4], const uint32_t key[2], uint32_t out[4])
{
  uint32_t c[4], k0 = key[0], k1 = key[1];
  memcpy (c, counter, sizeof c);
  for (int round = 0; round < 10; round++) {
    const uint64_t p0 = UINT64_C (0xD2511F53) * c[0], p1 = UINT64_C (0xCD9E8D57) * c[2];
    const uint32_t next[4] = {(uint32_t)(p1 >> 32) ^ c[1] ^ k0, (uint32_t)p1,
                              (uint32_t)(p0 >> 32) ^ c[3] ^ k1, (uint32_t)p0};
    memcpy (c, next, sizeof c);
    k0 += 0x9E3779B9u;
    k1 += 0xBB67AE85u;
  }
  memcpy (out, c, sizeof c);
}

/* The known answers of Random123 1.14, tests/kat_vectors. */
static void philox_gives_the_known_answers (void **state)
{
  static const struct {
    uint32_t counter[4], key[2], answer[4];
  } rows[] = {
      {{0, 0, 0, 0}, {0, 0}, {0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}},
      {{0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff},
       {0xffffffff, 0xffffffff},
       {0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}},
      {{0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344},
       {0xa4093822, 0x299f31d0},
       {0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}},
  };
  (void)state;
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    uint32_t out[4];
    philox_reference (rows[i].counter, rows[i].key, out);
    assert_memory_equal (out, rows[i].answer, sizeof out);
  }
}

static double unit (uint32_t high, uint32_t low)
{
  return (double)((uint64_t)high << 21 | low >> 11) * 0x1p-53;
}

nd_test (uniform_numbers_are_the_words_of_the_stream)
{
  const nd_stream start = {UINT64_C (0x299f31d0a4093822), UINT64_C (0xfffffffe)};
  const nd_blueprint wanted = blueprint (nd_device_cpu (), ND_DOUBLE, 1001, 1);
  nd_array *a;
  nd_stream_set (start);
  TRY (nd_make_random (&wanted, ND_GENERATE_UNIFORM, &a, error));
  const double *x = nd_array_data (core_keep (a));
  for (uint64_t i = 0; i < 1001; i++) {
    const uint64_t block = start.position + i / 2;
    const uint32_t counter[4] = {(uint32_t)block, (uint32_t)(block >> 32), 0, 0};
    const uint32_t key[2] = {(uint32_t)start.key, (uint32_t)(start.key >> 32)};
    uint32_t words[4];
    philox_reference (counter, key, words);
    assert_true (x[i] == unit (words[i % 2 * 2 + 1], words[i % 2 * 2]));
  }
  assert_true (nd_stream_get ().position == start.position + 501);
  return ND_OK;
}

/* ---- the same everywhere ------------------------------------------------------------------- */

static nd_status make (nd_device *device, nd_generator_kind kind, nd_dtype dtype, int64_t count,
                       nd_array **out, nd_error *error)
{
  const nd_blueprint wanted = blueprint (device, dtype, count, 1);
  nd_array *made, *host;
  if (kind == ND_GENERATE_WHOLE)
    TRY (nd_make_whole (&wanted, -3, 1000000, &made, error));
  else
    TRY (nd_make_random (&wanted, kind, &made, error));
  core_keep (made);
  TRY (nd_transfer (made, nd_device_cpu (), &host, error));
  *out = core_keep (host);
  return ND_OK;
}

static const struct {
  nd_generator_kind kind;
  nd_dtype dtype;
} every_kind[] = {
    {ND_GENERATE_UNIFORM, ND_DOUBLE}, {ND_GENERATE_UNIFORM, ND_SINGLE},
    {ND_GENERATE_NORMAL, ND_DOUBLE},  {ND_GENERATE_NORMAL, ND_SINGLE},
    {ND_GENERATE_WHOLE, ND_INT32},
};
enum { KINDS = sizeof every_kind / sizeof every_kind[0], ENOUGH = 33001 };

nd_test (numbers_are_the_same_on_every_device_instruction_set_and_thread_count)
{
  const nd_stream start = {42, 7};
  const int threads = nd_threads ();
  nd_status status = ND_OK;
  for (int k = 0; k < KINDS; k++) {
    nd_array *wanted, *got;
    nd_stream_set (start);
    TRY (make (nd_device_cpu (), every_kind[k].kind, every_kind[k].dtype, ENOUGH, &wanted, error));
    for (int d = 0; d < CORE_DEVICES; d++)
      for (int s = 0; nd_cpu_kernels_name (s) && status == ND_OK; s++) {
        nd_cpu_use_kernels (nd_cpu_kernels_name (s));
        nd_set_threads (1 + s);
        nd_stream_set (start);
        status =
            make (core_device (d), every_kind[k].kind, every_kind[k].dtype, ENOUGH, &got, error);
        if (status == ND_OK)
          assert_memory_equal (nd_array_data (got), nd_array_data (wanted),
                               nd_array_nbytes (wanted));
      }
    nd_cpu_use_kernels (nd_cpu_kernels_name (0));
    nd_set_threads (threads);
    core_free_kept ();
    TRY (status);
  }
  return ND_OK;
}

nd_test (a_longer_array_begins_with_the_shorter_one)
{
  for (int k = 0; k < KINDS; k++) {
    nd_array *wanted, *got;
    nd_stream_set ((nd_stream){1, 0});
    TRY (make (nd_device_cpu (), every_kind[k].kind, every_kind[k].dtype, 1021, &wanted, error));
    nd_stream_set ((nd_stream){1, 0});
    TRY (make (nd_device_cpu (), every_kind[k].kind, every_kind[k].dtype, 613, &got, error));
    assert_memory_equal (nd_array_data (got), nd_array_data (wanted), nd_array_nbytes (got));
  }
  return ND_OK;
}

/* ---- statistics ---------------------------------------------------------------------------- */

enum { SAMPLES = 1 << 20, CELLS = 1024 };

/* The first SAMPLES numbers of a fixed stream as doubles; the caller frees them. */
static double *samples (nd_generator_kind kind, nd_dtype dtype)
{
  nd_array *a = NULL;
  double *x = malloc (SAMPLES * sizeof *x);
  nd_stream_set ((nd_stream){20111112, 0});
  assert_int_equal (make (nd_device_cpu (), kind, dtype, SAMPLES, &a, NULL), ND_OK);
  for (int i = 0; i < SAMPLES; i++)
    x[i] = dtype == ND_SINGLE  ? (double)((const float *)nd_array_data (a))[i]
           : dtype == ND_INT32 ? ((const int32_t *)nd_array_data (a))[i]
                               : ((const double *)nd_array_data (a))[i];
  core_free_kept ();
  return x;
}

/* Within five standard deviations. */
static void assert_near (double found, double expected, double deviation)
{
  if (!(fabs (found - expected) < 5 * deviation))
    fail_msg ("%g, expected %g within 5 times %g", found, expected, deviation);
}

/* Correlation of neighbours, of every other element, and of the two halves of blocks. */
static void check_correlation (const double *x, double mean, double variance)
{
  for (int lag = 1; lag <= 4; lag++) {
    double sum = 0;
    for (int i = lag; i < SAMPLES; i++)
      sum += (x[i] - mean) * (x[i - lag] - mean);
    assert_near (sum / (SAMPLES - lag) / variance, 0, 1 / sqrt (SAMPLES));
  }
}

/* Chi square of the probabilities p[i] in CELLS equal cells of (0, 1). */
static void check_cells (const double *p)
{
  static int cells[CELLS];
  memset (cells, 0, sizeof cells);
  for (int i = 0; i < SAMPLES; i++) {
    assert_true (p[i] >= 0 && p[i] <= 1);
    const int cell = (int)(p[i] * CELLS);
    cells[cell < CELLS ? cell : CELLS - 1]++;
  }
  const double expected = (double)SAMPLES / CELLS;
  double chi_square = 0;
  for (int i = 0; i < CELLS; i++)
    chi_square += (cells[i] - expected) * (cells[i] - expected) / expected;
  assert_near (chi_square, CELLS - 1, sqrt (2.0 * (CELLS - 1)));
}

/* Mean, variance and fourth moment over variance squared. */
static void check_moments (const double *x, double mean, double variance, double kurtosis)
{
  double sum = 0, squares = 0, fourth = 0;
  for (int i = 0; i < SAMPLES; i++) {
    const double d = x[i] - mean;
    sum += d;
    squares += d * d;
    fourth += d * d * d * d;
  }
  assert_near (sum / SAMPLES, 0, sqrt (variance / SAMPLES));
  assert_near (squares / SAMPLES, variance, variance * sqrt ((kurtosis - 1) / SAMPLES));
  assert_near (fourth / SAMPLES / variance / variance, kurtosis,
               kurtosis * sqrt (32.0 / SAMPLES)); /* generous: the eighth moment of a normal */
}

static void uniform_numbers_are_uniform (void **state)
{
  (void)state;
  static const nd_dtype dtypes[] = {ND_DOUBLE, ND_SINGLE};
  for (int k = 0; k < 2; k++) {
    double *x = samples (ND_GENERATE_UNIFORM, dtypes[k]);
    for (int i = 0; i < SAMPLES; i++)
      assert_true (x[i] > 0 && x[i] < 1);
    check_moments (x, 0.5, 1.0 / 12, 1.8);
    check_correlation (x, 0.5, 1.0 / 12);
    check_cells (x);
    /* The last bits, too: 16 of 53 (24). */
    for (int i = 0; i < SAMPLES; i++)
      x[i] = fmod (x[i], dtypes[k] == ND_SINGLE ? 0x1p-8 : 0x1p-37) *
             (dtypes[k] == ND_SINGLE ? 0x1p8 : 0x1p37);
    check_cells (x);
    free (x);
  }
}

static void normal_numbers_are_normal_to_the_tails (void **state)
{
  (void)state;
  static const nd_dtype dtypes[] = {ND_DOUBLE, ND_SINGLE};
  for (int k = 0; k < 2; k++) {
    double *x = samples (ND_GENERATE_NORMAL, dtypes[k]);
    check_moments (x, 0, 1, 3);
    check_correlation (x, 0, 1);
    for (int tail = 2; tail <= 4; tail++) {
      const double p = erfc (tail / sqrt (2));
      int beyond = 0;
      for (int i = 0; i < SAMPLES; i++)
        beyond += fabs (x[i]) > tail;
      assert_near (beyond, p * SAMPLES, sqrt (p * SAMPLES));
    }
    for (int i = 0; i < SAMPLES; i++)
      x[i] = 0.5 * erfc (-x[i] / sqrt (2));
    check_cells (x);
    free (x);
  }
}

/* Box and Muller's method in long double on the same uniform numbers. */
static void normal_numbers_are_accurate (void **state)
{
  (void)state;
  const long double half_pi = 1.570796326794896619231321691640L;
  double *u = samples (ND_GENERATE_UNIFORM, ND_DOUBLE);
  double *z = samples (ND_GENERATE_NORMAL, ND_DOUBLE);
  double worst = 0;
  for (int i = 0; i < SAMPLES; i += 2) {
    const long double radius = sqrtl (-2 * logl ((long double)u[i]));
    const int quarter = (int)rint (4 * u[i + 1]);
    const long double angle = half_pi * (4 * (long double)u[i + 1] - quarter);
    const long double s = sinl (angle), c = cosl (angle);
    const long double cosines[] = {c, -s, -c, s, c}, sines[] = {s, c, -s, -c, s};
    const long double wanted[2] = {radius * cosines[quarter], radius * sines[quarter]};
    for (int j = 0; j < 2; j++)
      worst = fmax (worst, (double)(fabsl ((long double)z[i + j] - wanted[j]) / fabsl (wanted[j])));
  }
  if (!(worst < 3 * 0x1p-52))
    fail_msg ("%g ulp", worst * 0x1p52);
  free (u);
  free (z);
}

static void the_ends_of_the_radius_are_finite (void **state)
{
  (void)state;
  for (uint64_t key = 0; key < 3; key++) {
    const nd_blueprint wanted = blueprint (nd_device_cpu (), ND_SINGLE, 1 << 22, 1);
    nd_array *a;
    nd_stream_set ((nd_stream){key, 0});
    assert_int_equal (nd_make_random (&wanted, ND_GENERATE_NORMAL, &a, NULL), ND_OK);
    const float *x = nd_array_data (a);
    for (int i = 0; i < 1 << 22; i++)
      assert_true (fabsf (x[i]) < 6.7f);
    nd_array_free (a);
  }
}

static void whole_numbers_fill_their_range_evenly (void **state)
{
  (void)state;
  static const struct {
    int64_t low, high;
  } ranges[] = {{1, 6}, {-2, 1021}, {0, 0}, {-(INT64_C (1) << 52), INT64_C (1) << 52}};
  for (size_t k = 0; k < sizeof ranges / sizeof ranges[0]; k++) {
    const nd_blueprint wanted = blueprint (nd_device_cpu (), ND_DOUBLE, SAMPLES, 1);
    const double range = (double)(ranges[k].high - ranges[k].low) + 1;
    nd_array *a;
    nd_stream_set ((nd_stream){3, 0});
    assert_int_equal (nd_make_whole (&wanted, ranges[k].low, ranges[k].high, &a, NULL), ND_OK);
    const double *x = nd_array_data (a);
    double sum = 0;
    for (int i = 0; i < SAMPLES; i++) {
      assert_true (x[i] >= (double)ranges[k].low && x[i] <= (double)ranges[k].high);
      assert_true (x[i] == floor (x[i]));
      sum += (x[i] - (double)ranges[k].low) / range;
    }
    if (range > 1)
      assert_near (sum / SAMPLES, 0.5 - 0.5 / range, sqrt (1.0 / 12 / SAMPLES));
    nd_array_free (a);
  }
}

int main (void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test (an_identity_has_ones_on_its_diagonal),
      cmocka_unit_test (a_linspace_is_the_same_from_both_ends),
      cmocka_unit_test (integer_ramps_cross_pieces_without_rounding),
      cmocka_unit_test (philox_gives_the_known_answers),
      cmocka_unit_test (uniform_numbers_are_the_words_of_the_stream),
      cmocka_unit_test (numbers_are_the_same_on_every_device_instruction_set_and_thread_count),
      cmocka_unit_test (a_longer_array_begins_with_the_shorter_one),
      cmocka_unit_test (uniform_numbers_are_uniform),
      cmocka_unit_test (normal_numbers_are_normal_to_the_tails),
      cmocka_unit_test (normal_numbers_are_accurate),
      cmocka_unit_test (the_ends_of_the_radius_are_finite),
      cmocka_unit_test (whole_numbers_fill_their_range_evenly),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}
