/* The CUDA device's routines and generators give what the CPU's give, to the last bit.  They run on
   the stand-in for a driver, or on a card, where there is either. */
#include "core.h"
#include "device/cpu/cpu.h"
#include "device/cuda/routines_internal.h"
#include "nvrtc.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_ELEMENTS = 60000, LARGEST_ELEMENT = 16, GUARD = 64 };

static nd_device *cuda;

static int find_device (void **state)
{
  (void)state;
  if (nd_device_find ("cuda", &cuda, NULL) != ND_OK)
    cuda = NULL;
  return 0;
}

/* For the beginning of a test. */
static void need_device (void)
{
  if (!cuda)
    skip ();
}

static uint64_t random_state = 1;

static uint64_t random_bits (void)
{
  random_state = random_state * 6364136223846793005U + 1442695040888963407U;
  return random_state >> 33 ^ random_state << 31;
}

/* ---- memory on both sides ---------------------------------------------------------------- */

/* A block of a routine: what it holds, and where it lies on the device.  Outputs are poisoned on
   both sides, and have a guard behind them that no routine may touch. */
typedef struct {
  _Alignas(64) char host[MOST_ELEMENTS * LARGEST_ELEMENT + GUARD];
  size_t nbytes;
  nd_buffer *buffer;
} block;

static void send (block *b, size_t nbytes)
{
  nd_error error;
  b->nbytes = nbytes;
  assert_int_equal (nd_buffer_new (cuda, nbytes + GUARD, &b->buffer, &error), ND_OK);
  assert_int_equal (nd_device_upload (b->buffer, 0, b->host, nbytes + GUARD, &error), ND_OK);
}

static void poison_and_send (block *b, size_t nbytes)
{
  memset (b->host, 0x5A, nbytes + GUARD);
  send (b, nbytes);
}

/* Takes the device's block back; it must hold what the host's holds. */
static void compare_and_free (block *b, const char *what)
{
  static char from_device[sizeof b->host];
  nd_error error;
  assert_int_equal (nd_device_download (from_device, b->buffer, 0, b->nbytes + GUARD, &error),
                    ND_OK);
  nd_buffer_release (b->buffer);
  for (size_t i = 0; i < b->nbytes + GUARD; i++)
    if (from_device[i] != b->host[i])
      fail_msg ("%s: byte %zu of %zu differs", what, i, b->nbytes);
}

/* Runs a routine on both sides. */
static void run_both (const nd_routine *routine, block *const *input, block *const *output)
{
  nd_error error;
  nd_routine here = *routine, there = *routine;
  for (int i = 0; i < ND_ROUTINE_BLOCKS; i++) {
    if (input[i]) {
      here.input[i] = input[i]->host;
      there.input[i] = input[i]->buffer->data;
    }
    if (output[i]) {
      here.output[i] = output[i]->host;
      there.output[i] = output[i]->buffer->data;
    }
  }
  assert_int_equal (nd_cpu_compute (&here, &error), ND_OK);
  if (nd_device_compute (cuda, &there, &error) != ND_OK)
    fail_msg ("%s", error.message);
  assert_memory_equal (here.number, there.number, sizeof here.number);
}

/* ---- sorting ----------------------------------------------------------------------------- */

static block x, values, order;

/* Few different elements, among them all that are special; or any bits. */
static void fill_floats (bool is_single, bool is_any, size_t count)
{
  static const double special[] = {0.0, -0.0, NAN, -NAN, INFINITY, -INFINITY,
                                   1,   -1,   3,   4,    5,        1e-310};
  enum { SPECIAL = sizeof special / sizeof special[0] };
  for (size_t i = 0; i < count; i++) {
    uint64_t bits = random_bits ();
    double value = special[bits % SPECIAL];
    float narrow = (float)value;
    uint64_t odd_nan = 0xfff8000000000007U;
    if (is_any)
      memcpy (&value, &bits, sizeof value), memcpy (&narrow, &bits, sizeof narrow);
    else if (bits % 97 == 0)
      memcpy (&value, &odd_nan, sizeof value);
    memcpy (x.host + i * (is_single ? 4 : 8), is_single ? (void *)&narrow : &value,
            is_single ? 4 : 8);
  }
}

static void fill_elements (nd_dtype dtype, bool is_any, size_t count)
{
  size_t size = nd_dtype_size (dtype);
  if (nd_dtype_kind (dtype) >= ND_KIND_FLOAT) {
    fill_floats (nd_dtype_is_single (dtype), is_any,
                 nd_dtype_is_complex (dtype) ? 2 * count : count);
    return;
  }
  for (size_t i = 0; i < count; i++) {
    uint64_t bits = random_bits ();
    if (dtype == ND_LOGICAL)
      bits &= 1;
    else if (!is_any)
      bits = bits % 5 - 2; /* also negative */
    memcpy (x.host + i * size, &bits, size);
  }
}

/* Numbers whose sums and products need rounding, of a float class. */
static void fill_numbers (nd_dtype dtype, size_t count)
{
  bool is_single = nd_dtype_is_single (dtype);
  for (size_t i = 0; i < (nd_dtype_is_complex (dtype) ? 2 * count : count); i++) {
    double value = (double)(random_bits () % 1000003) / 1009 - 300;
    float narrow = (float)value;
    memcpy (x.host + i * (is_single ? 4 : 8), is_single ? (void *)&narrow : &value,
            is_single ? 4 : 8);
  }
}

typedef struct {
  nd_dtype dtype, other;
  int64_t n, columns;
  bool falls, is_any, wants_values, wants_order;
} sort_case;

static void check_sort (const sort_case *c)
{
  size_t count = (size_t)(c->n * c->columns);
  char what[128];
  nd_routine routine = {.kind = ND_ROUTINE_SORT,
                        .dtype = c->dtype,
                        .other = c->other,
                        .number = {c->n, c->columns, c->falls}};
  fill_elements (c->dtype, c->is_any, count);
  send (&x, count * nd_dtype_size (c->dtype));
  poison_and_send (&values, count * nd_dtype_size (c->dtype));
  poison_and_send (&order, count * sizeof (double));
  run_both (&routine, (block *[ND_ROUTINE_BLOCKS]){&x, NULL},
            (block *[ND_ROUTINE_BLOCKS]){c->wants_values ? &values : NULL,
                                         c->wants_order ? &order : NULL});
  snprintf (what, sizeof what, "%d x %d %s%s%s", (int)c->n, (int)c->columns,
            core_dtype_name (c->dtype), c->falls ? ", falling" : "", c->is_any ? ", any bits" : "");
  compare_and_free (&x, what);
  compare_and_free (&values, what);
  compare_and_free (&order, what);
}

/* Values and order, in turn with one of them; both directions. */
static void check_sorts (int64_t n, int64_t columns)
{
  for (int dtype = 0; dtype < ND_DTYPE_COUNT; dtype++)
    for (int falls = 0; falls < 2; falls++) {
      int turn = (int)(random_bits () % 3);
      check_sort (&(sort_case){.dtype = (nd_dtype)dtype,
                               .other = random_bits () % 2 ? ND_DOUBLE : ND_INT64,
                               .n = n,
                               .columns = columns,
                               .falls = falls,
                               .is_any = random_bits () % 2,
                               .wants_values = turn != 1,
                               .wants_order = turn != 2});
    }
}

static int texts_made (void)
{
  const nd_cuda_compile_counters *counts = nd_cuda_compile_counts ();
  return (int)(counts->compiled + counts->loaded);
}

/* Integers as long as each other have the same texts; complex numbers have the one that moves keys
   with places from their real class. */
static void classes_share_kernels (void **state)
{
  (void)state;
  need_device ();
  int before = texts_made ();
  check_sort (&(sort_case){.dtype = ND_INT64, .n = 5000, .columns = 2, .wants_values = true});
  assert_int_equal (texts_made () - before, 2);
  check_sort (&(sort_case){.dtype = ND_UINT64, .n = 9000, .columns = 1, .wants_values = true});
  assert_int_equal (texts_made () - before, 2);
  check_sort (&(sort_case){.dtype = ND_DOUBLE, .n = 5000, .columns = 1, .wants_order = true});
  assert_int_equal (texts_made () - before, 4);
  check_sort (
      &(sort_case){.dtype = ND_COMPLEX_DOUBLE, .n = 5000, .columns = 1, .wants_values = true});
  assert_int_equal (texts_made () - before, 5);
}

static void short_columns_are_sorted (void **state)
{
  (void)state;
  static const int64_t sizes[][2] = {{1, 5000}, {3, 1500}, {17, 300}, {2049, 2}, {4096, 1}};
  need_device ();
  for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++)
    check_sorts (sizes[i][0], sizes[i][1]);
}

static void long_columns_are_sorted (void **state)
{
  (void)state;
  static const int64_t sizes[][2] = {{4097, 2}, {6145, 3}, {12290, 1}};
  need_device ();
  for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++)
    check_sorts (sizes[i][0], sizes[i][1]);
}

/* Also where nobody wants the order of the others. */
static void zeros_and_nans_keep_their_order (void **state)
{
  (void)state;
  need_device ();
  for (int is_single = 0; is_single < 2; is_single++)
    for (int falls = 0; falls < 2; falls++)
      check_sort (&(sort_case){.dtype = is_single ? ND_SINGLE : ND_DOUBLE,
                               .n = 12290,
                               .columns = 2,
                               .falls = falls,
                               .wants_values = true});
}

/* Equal keys, where nothing moves; and in order already, either way. */
static void sorted_columns_stay (void **state)
{
  (void)state;
  enum { N = 9000 };
  need_device ();
  for (int step = -1; step <= 1; step++)
    for (int falls = 0; falls < 2; falls++) {
      nd_routine routine = {
          .kind = ND_ROUTINE_SORT, .dtype = ND_INT32, .other = ND_DOUBLE, .number = {N, 1, falls}};
      for (int32_t i = 0; i < N; i++) {
        int32_t element = 7 + step * i;
        memcpy (x.host + (size_t)i * sizeof element, &element, sizeof element);
      }
      send (&x, N * sizeof (int32_t));
      poison_and_send (&values, N * sizeof (int32_t));
      poison_and_send (&order, N * sizeof (double));
      run_both (&routine, (block *[ND_ROUTINE_BLOCKS]){&x, NULL},
                (block *[ND_ROUTINE_BLOCKS]){&values, &order});
      compare_and_free (&x, "sorted");
      compare_and_free (&values, "sorted");
      compare_and_free (&order, "sorted");
    }
}

/* ---- masks ------------------------------------------------------------------------------- */

static block mask;

/* Of 16 values about `density` are true. */
static void fill_mask (int64_t n, unsigned density)
{
  for (int64_t i = 0; i < n; i++)
    mask.host[i] = (char)(random_bits () % 16 < density);
}

static int64_t count_mask (int64_t n)
{
  int64_t count = 0;
  for (int64_t i = 0; i < n; i++)
    count += mask.host[i];
  return count;
}

static void check_find (int64_t n, int64_t count, nd_dtype other, int64_t rows)
{
  nd_routine routine = {.kind = ND_ROUTINE_FIND, .other = other, .number = {n, count, rows}};
  size_t nbytes = (size_t)count * sizeof (double);
  send (&mask, (size_t)n);
  poison_and_send (&values, nbytes);
  poison_and_send (&order, nbytes);
  run_both (&routine, (block *[ND_ROUTINE_BLOCKS]){&mask, NULL},
            (block *[ND_ROUTINE_BLOCKS]){&values, rows ? &order : NULL});
  compare_and_free (&mask, "find");
  compare_and_free (&values, "find");
  compare_and_free (&order, "find");
}

static void check_select (int64_t n, int64_t count, nd_dtype dtype)
{
  nd_routine routine = {.kind = ND_ROUTINE_SELECT, .dtype = dtype, .number = {n, count}};
  size_t size = nd_dtype_size (dtype);
  fill_elements (dtype, true, (size_t)n);
  send (&mask, (size_t)n);
  send (&x, (size_t)n * size);
  poison_and_send (&values, (size_t)count * size);
  run_both (&routine, (block *[ND_ROUTINE_BLOCKS]){&mask, &x},
            (block *[ND_ROUTINE_BLOCKS]){&values, NULL});
  compare_and_free (&mask, "select");
  compare_and_free (&x, "select");
  compare_and_free (&values, "select");
}

static void check_masks (int64_t n, unsigned density)
{
  static const nd_dtype classes[] = {ND_UINT8, ND_INT16, ND_SINGLE, ND_DOUBLE, ND_COMPLEX_DOUBLE};
  nd_routine count = {.kind = ND_ROUTINE_COUNT, .number = {n}};
  fill_mask (n, density);
  send (&mask, (size_t)n);
  run_both (&count, (block *[ND_ROUTINE_BLOCKS]){&mask, NULL},
            (block *[ND_ROUTINE_BLOCKS]){NULL, NULL});
  compare_and_free (&mask, "nnz");
  int64_t found = count_mask (n);
  if (found == 0)
    return;
  check_find (n, found, ND_INT64, 0);
  check_find (n, found, ND_DOUBLE, 0);
  check_find (n, found, ND_DOUBLE, 7);
  for (size_t i = 0; i < sizeof classes / sizeof classes[0]; i++)
    check_select (n, found, classes[i]);
}

static void masks_count_find_and_select (void **state)
{
  (void)state;
  static const int64_t sizes[] = {1, 17, 16384, 50001};
  static const unsigned densities[] = {0, 1, 8, 16};
  need_device ();
  for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++)
    for (size_t k = 0; k < sizeof densities / sizeof densities[0]; k++)
      check_masks (sizes[i], densities[k]);
}

/* As for more than 2^32 - 1 elements. */
static void places_of_64_bits_do_the_same (void **state)
{
  (void)state;
  need_device ();
  int64_t most = nd_cuda_most_narrow_places;
  nd_cuda_most_narrow_places = 4096; /* short columns never have more */
  check_sorts (4097, 2);
  check_sorts (12290, 1);
  for (unsigned density = 1; density <= 16; density += 5)
    check_masks (50001, density);
  nd_cuda_most_narrow_places = most;
}

/* A mask that begins in the middle of a 16-byte word. */
static void masks_may_begin_anywhere (void **state)
{
  (void)state;
  enum { N = 20000 };
  need_device ();
  fill_mask (N, 5);
  send (&mask, N);
  for (int64_t from = 1; from < 4; from++) {
    nd_error error;
    nd_routine here = {.kind = ND_ROUTINE_COUNT, .number = {N - from}}, there = here;
    here.input[0] = mask.host + from;
    there.input[0] = (char *)mask.buffer->data + from;
    assert_int_equal (nd_cpu_compute (&here, &error), ND_OK);
    assert_int_equal (nd_device_compute (cuda, &there, &error), ND_OK);
    assert_int_equal (here.number[1], there.number[1]);
  }
  compare_and_free (&mask, "nnz");
}

/* ---- tables ------------------------------------------------------------------------------ */

static void values_are_searched (void **state)
{
  (void)state;
  enum { N = 1000, VALUES = 3000 };
  static block table;
  need_device ();
  for (int dtype = 0; dtype < ND_COMPLEX_SINGLE; dtype++)
    for (int falls = 0; falls < 2; falls++) {
      size_t size = nd_dtype_size ((nd_dtype)dtype);
      nd_error error;
      nd_routine sort = {.kind = ND_ROUTINE_SORT,
                         .dtype = (nd_dtype)dtype,
                         .input = {x.host},
                         .output = {table.host},
                         .number = {N, 1, falls}};
      nd_routine search = {
          .kind = ND_ROUTINE_SEARCH, .dtype = (nd_dtype)dtype, .number = {N, VALUES, falls}};
      fill_elements ((nd_dtype)dtype, dtype % 2, VALUES);
      assert_int_equal (nd_cpu_compute (&sort, &error), ND_OK);
      send (&table, N * size);
      send (&x, VALUES * size);
      poison_and_send (&values, VALUES * sizeof (double));
      run_both (&search, (block *[ND_ROUTINE_BLOCKS]){&table, &x},
                (block *[ND_ROUTINE_BLOCKS]){&values, NULL});
      compare_and_free (&table, "lookup");
      compare_and_free (&x, "lookup");
      compare_and_free (&values, "lookup");
    }
}

/* What x holds, in both blocks, to be joined to. */
static void send_start (nd_dtype dtype, int64_t count)
{
  memcpy (values.host, x.host, sizeof values.host);
  send (&values, (size_t)count * nd_dtype_size (dtype));
}

static void check_accumulate (nd_dtype dtype, int join, int64_t n, int64_t places, bool is_one)
{
  static block positions;
  nd_routine routine = {
      .kind = ND_ROUTINE_ACCUMULATE, .dtype = dtype, .number = {n, places, is_one, join}};
  for (int64_t i = 0; i < n; i++) {
    int64_t position = (int64_t)(random_bits () % (uint64_t)places);
    memcpy (positions.host + (size_t)i * sizeof position, &position, sizeof position);
  }
  if (join == 0) {
    fill_numbers (dtype, (size_t)places);
    send_start (dtype, places);
    fill_numbers (dtype, (size_t)n);
  } else {
    fill_elements (dtype, false, (size_t)places);
    send_start (dtype, places);
    fill_elements (dtype, true, (size_t)n);
  }
  send (&positions, (size_t)n * sizeof (int64_t));
  send (&x, (size_t)n * nd_dtype_size (dtype));
  run_both (&routine, (block *[ND_ROUTINE_BLOCKS]){&positions, &x},
            (block *[ND_ROUTINE_BLOCKS]){&values, NULL});
  compare_and_free (&positions, "accumarray");
  compare_and_free (&x, "accumarray");
  compare_and_free (&values, "accumarray");
}

static void values_are_accumulated_in_order (void **state)
{
  (void)state;
  static const nd_dtype floats[] = {ND_SINGLE, ND_DOUBLE, ND_COMPLEX_SINGLE, ND_COMPLEX_DOUBLE};
  need_device ();
  for (size_t i = 0; i < sizeof floats / sizeof floats[0]; i++)
    for (int64_t places = 3; places <= 1500; places *= 20) /* many, some or few for each */
      check_accumulate (floats[i], 0, 5000, places, i % 2);
  for (int dtype = 0; dtype < ND_COMPLEX_SINGLE; dtype++)
    for (int join = 1; join <= 2; join++)
      check_accumulate ((nd_dtype)dtype, join, 600, 50, false);
}

static void matrices_are_convolved (void **state)
{
  (void)state;
  static const nd_dtype floats[] = {ND_SINGLE, ND_DOUBLE, ND_COMPLEX_SINGLE, ND_COMPLEX_DOUBLE};
  static const int64_t numbers[][8] = {{30, 20, 3, 5, 32, 24, 0, 0}, /* full */
                                       {30, 20, 3, 5, 28, 16, 2, 4}, /* valid */
                                       {1, 900, 1, 40, 1, 900, 0, 20},
                                       {2, 3, 50, 40, 51, 42, 0, 0}};
  static block second;
  need_device ();
  for (size_t i = 0; i < sizeof floats / sizeof floats[0]; i++)
    for (size_t k = 0; k < sizeof numbers / sizeof numbers[0]; k++) {
      const int64_t *n = numbers[k];
      size_t size = nd_dtype_size (floats[i]);
      nd_routine routine = {.kind = ND_ROUTINE_CONVOLVE, .dtype = floats[i]};
      memcpy (routine.number, n, sizeof numbers[k]);
      fill_numbers (floats[i], (size_t)(n[2] * n[3]));
      memcpy (second.host, x.host, sizeof x.host);
      fill_numbers (floats[i], (size_t)(n[0] * n[1]));
      send (&x, (size_t)(n[0] * n[1]) * size);
      send (&second, (size_t)(n[2] * n[3]) * size);
      poison_and_send (&values, (size_t)(n[4] * n[5]) * size);
      run_both (&routine, (block *[ND_ROUTINE_BLOCKS]){&x, &second},
                (block *[ND_ROUTINE_BLOCKS]){&values, NULL});
      compare_and_free (&x, "conv2");
      compare_and_free (&second, "conv2");
      compare_and_free (&values, "conv2");
    }
}

/* Small ones: what is filtered does not grow. */
static void fill_weights (block *b, nd_dtype dtype, int64_t order)
{
  const bool is_single = nd_dtype_is_single (dtype);
  for (int64_t i = 0; i < 2 * (order + 1); i++) {
    double value = (double)(random_bits () % 2001) / 2000 / (double)order - 0.5 / (double)order;
    float narrow = (float)value;
    memcpy (b->host + i * (is_single ? 4 : 8), is_single ? (void *)&narrow : &value,
            is_single ? 4 : 8);
  }
  send (b, (size_t)(order + 1) * nd_dtype_size (dtype));
}

static void check_filter (nd_dtype dtype, const int64_t *n)
{
  static block b, a, state;
  const size_t count = (size_t)(n[0] * n[1] * n[2]), columns = (size_t)(n[0] * n[2]);
  const size_t size = nd_dtype_size (dtype);
  nd_routine routine = {
      .kind = ND_ROUTINE_FILTER, .dtype = dtype, .number = {n[0], n[1], n[2], n[3]}};
  fill_weights (&b, dtype, n[3]);
  fill_weights (&a, dtype, n[3]);
  fill_numbers (dtype, columns * (size_t)n[3]);
  memcpy (state.host, x.host, sizeof x.host);
  send (&state, columns * (size_t)n[3] * size);
  fill_numbers (dtype, count);
  send (&x, count * size);
  poison_and_send (&values, count * size);
  run_both (&routine, (block *[ND_ROUTINE_BLOCKS]){&x, &b, &a},
            (block *[ND_ROUTINE_BLOCKS]){&values, &state});
  compare_and_free (&x, "filter");
  compare_and_free (&b, "filter");
  compare_and_free (&a, "filter");
  compare_and_free (&values, "filter");
  compare_and_free (&state, "filter");
}

static void columns_are_filtered (void **state)
{
  (void)state;
  static const nd_dtype floats[] = {ND_SINGLE, ND_DOUBLE, ND_COMPLEX_SINGLE, ND_COMPLEX_DOUBLE};
  static const int64_t numbers[][4] = {{1, 300, 1, 1}, /* before, length, after, order */
                                       {7, 21, 50, 2},
                                       {300, 5, 2, 8},
                                       {3, 40, 4, 30}};
  need_device ();
  for (size_t i = 0; i < sizeof floats / sizeof floats[0]; i++)
    for (size_t k = 0; k < sizeof numbers / sizeof numbers[0]; k++)
      check_filter (floats[i], numbers[k]);
}

/* ---- generators -------------------------------------------------------------------------- */

static void check_generator (nd_generator *g, const char *what)
{
  static const int64_t counts[] = {1, 2, 3, 5, 1000, 50001};
  for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++) {
    nd_error error;
    g->count = counts[i];
    g->ramp.from_first = counts[i] / 2;
    poison_and_send (&values, (size_t)g->count * nd_dtype_size (g->dtype));
    assert_int_equal (nd_cpu_generate (g, values.host, &error), ND_OK);
    if (nd_device_generate (cuda, g, values.buffer->data, &error) != ND_OK)
      fail_msg ("%s", error.message);
    compare_and_free (&values, what);
  }
}

static void random_numbers_are_those_of_the_cpu (void **state)
{
  (void)state;
  static const uint64_t ranges[] = {1, 6, 1000003, (uint64_t)1 << 53, ((uint64_t)1 << 63) + 1};
  need_device ();
  for (int kind = ND_GENERATE_UNIFORM; kind <= ND_GENERATE_NORMAL; kind++)
    for (int is_single = 0; is_single < 2; is_single++) {
      nd_generator g = {.kind = (nd_generator_kind)kind,
                        .dtype = is_single ? ND_SINGLE : ND_DOUBLE,
                        .random = {.key = 0x123456789abcdef0U, .position = 0xfffffffeU}};
      check_generator (&g, kind == ND_GENERATE_UNIFORM ? "uniform" : "normal");
    }
  for (size_t i = 0; i < sizeof ranges / sizeof ranges[0]; i++) {
    nd_generator g = {.kind = ND_GENERATE_WHOLE,
                      .dtype = ND_DOUBLE,
                      .random = {.key = 77, .low = -5, .range = ranges[i]}};
    check_generator (&g, "whole numbers");
  }
}

static void ramps_are_those_of_the_cpu (void **state)
{
  (void)state;
  need_device ();
  for (int dtype = ND_INT8; dtype < ND_DTYPE_COUNT; dtype++)
    for (int has_middle = 0; has_middle < 2; has_middle++) {
      nd_generator g = {.kind = ND_GENERATE_RAMP,
                        .dtype = (nd_dtype)dtype,
                        .ramp = {.first = {0.1, -3},
                                 .step = {0.3, 1e-3},
                                 .middle = {7, 8},
                                 .last = {1e6, 0.7},
                                 .has_middle = has_middle,
                                 .integer_first = (uint64_t)-3,
                                 .integer_step = 0x100000007U}};
      check_generator (&g, core_dtype_name ((nd_dtype)dtype));
    }
}

/* ---- NVRTC ------------------------------------------------------------------------------- */

/* Compiles a text for a card: nothing to remark, and all values stay in registers. */
static void compile_for (const int *architectures, size_t count,
                         void (*write) (nd_text *, const void *), const void *context)
{
  nd_text text = {0};
  char *log;
  write (&text, context);
  assert_false (text.failed);
  for (size_t i = 0; i < count; i++) {
    bool compiles = nvrtc_compiles (text.bytes, "sm", architectures[i], "--ptxas-options=-v", &log);
    const char *spill = log;
    while ((spill = strstr (spill, " bytes spill stores")) && spill[-1] == '0' && spill[-2] == ' ')
      spill++;
    if (!compiles || strstr (log, "warning") || spill)
      fail_msg ("for sm_%d: %s\n%s", architectures[i], log, text.bytes);
    free (log);
  }
  nd_text_free (&text);
}

static void compile_for_card (void (*write) (nd_text *, const void *), const void *context)
{
  static const int architectures[] = {75, 90, 120};
  compile_for (architectures, sizeof architectures / sizeof architectures[0], write, context);
}

static int count_of (const char *words, const char *text)
{
  int count = 0;
  for (; (text = strstr (text, words)); text += strlen (words))
    count++;
  return count;
}

/* Unrolled, the loads of a mask that is not aligned took most of the compile time.  NVRTC makes two
   loops, of masks that are not aligned and of the end of those that are. */
static void masks_are_read_in_vectors_and_otherwise_in_short_loops (void **state)
{
  (void)state;
  int architectures[NVRTC_MOST];
  nd_routine routine = {.kind = ND_ROUTINE_SELECT, .dtype = ND_DOUBLE, .number = {100}};
  nd_text text = {0};
  nvrtc_architectures (architectures);
  nd_cuda_write_masks (&text, &routine);
  assert_false (text.failed);
  char *ptx = nvrtc_ptx (text.bytes, architectures[0]);
  const int vectors = count_of ("ld.global.v4.u32", ptx) + count_of ("ld.global.v4.b32", ptx);
  const int bytes = count_of ("ld.global.u8", ptx) + count_of ("ld.global.b8", ptx);
  if (vectors == 0 || bytes > 2 * vectors)
    fail_msg ("%d vectors, %d bytes: %s", vectors, bytes, ptx);
  free (ptx);
  nd_text_free (&text);
}

static void kernels_compile_for_cards (void **state)
{
  (void)state;
  static const nd_dtype dtypes[] = {ND_UINT8, ND_INT16, ND_SINGLE, ND_COMPLEX_DOUBLE};
  int architectures[NVRTC_MOST];
  nvrtc_architectures (architectures);
  for (size_t i = 0; i < sizeof dtypes / sizeof dtypes[0]; i++) {
    nd_routine routine = {.dtype = dtypes[i], .number = {100}};
    nd_generator ramp = {.dtype = dtypes[i]};
    for (int part = 0; part < ND_CUDA_SORT_PARTS; part++)
      compile_for_card (nd_cuda_write_sort,
                        &(nd_cuda_sort_text){&routine, (nd_cuda_sort_part)part});
    routine.kind = ND_ROUTINE_SELECT;
    compile_for_card (nd_cuda_write_masks, &routine);
    compile_for_card (nd_cuda_write_ramp, &ramp);
    if (!nd_dtype_is_complex (dtypes[i]))
      compile_for_card (nd_cuda_write_search, &routine);
    routine.number[3] = nd_dtype_kind (dtypes[i]) < ND_KIND_FLOAT; /* sum of floats, else least */
    compile_for_card (nd_cuda_write_accumulate, &routine);
    if (nd_dtype_kind (dtypes[i]) >= ND_KIND_FLOAT) {
      compile_for_card (nd_cuda_write_convolve, &routine);
      for (routine.number[3] = 1; routine.number[3] < 10; routine.number[3] += 3)
        compile_for_card (nd_cuda_write_filter, &routine);
    }
  }
  static const int of_few_spills = 90; /* on others two or three registers are, once a thread */
  static const nd_dtype classes_of_lists[] = {ND_DOUBLE, ND_INT64, ND_UINT8};
  for (size_t i = 0; i < sizeof classes_of_lists / sizeof classes_of_lists[0]; i++) {
    nd_routine list = {
        .kind = ND_ROUTINE_GATHER, .other = classes_of_lists[i], .number = {100, 100}};
    for (list.dtype = ND_SINGLE; list.dtype <= ND_DOUBLE; list.dtype++) {
      list.kind = ND_ROUTINE_GATHER;
      for (int is_wide = 1; is_wide >= 0; is_wide--) {
        list.number[1] = is_wide ? INT64_C (1) << 33 : 100;
        compile_for_card (nd_cuda_write_lists, &list);
      }
      for (int kind = ND_ROUTINE_GATHER; kind <= ND_ROUTINE_SCATTER; kind++) {
        list.kind = (nd_routine_kind)kind;
        compile_for (&of_few_spills, 1, nd_cuda_write_list_tiles, &list);
      }
    }
  }
  for (int is_wide = 0; is_wide < 2; is_wide++)
    compile_for_card (nd_cuda_write_exchanges, &(bool){is_wide});
  nd_routine wide = {.dtype = ND_SINGLE, .number = {INT64_C (1) << 33, 1}};
  for (int part = ND_CUDA_SORT_ENDS; part < ND_CUDA_SORT_PARTS; part++)
    compile_for_card (nd_cuda_write_sort, &(nd_cuda_sort_text){&wide, (nd_cuda_sort_part)part});
  wide.kind = ND_ROUTINE_SELECT;
  compile_for_card (nd_cuda_write_masks, &wide);
  for (int kind = ND_GENERATE_UNIFORM; kind <= ND_GENERATE_WHOLE; kind++)
    compile_for_card (nd_cuda_write_random,
                      &(nd_generator){.kind = (nd_generator_kind)kind, .dtype = ND_DOUBLE});
}

int main (void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test (classes_share_kernels),
      cmocka_unit_test (short_columns_are_sorted),
      cmocka_unit_test (long_columns_are_sorted),
      cmocka_unit_test (zeros_and_nans_keep_their_order),
      cmocka_unit_test (sorted_columns_stay),
      cmocka_unit_test (masks_count_find_and_select),
      cmocka_unit_test (places_of_64_bits_do_the_same),
      cmocka_unit_test (masks_may_begin_anywhere),
      cmocka_unit_test (values_are_searched),
      cmocka_unit_test (values_are_accumulated_in_order),
      cmocka_unit_test (matrices_are_convolved),
      cmocka_unit_test (columns_are_filtered),
      cmocka_unit_test (random_numbers_are_those_of_the_cpu),
      cmocka_unit_test (ramps_are_those_of_the_cpu),
      cmocka_unit_test (masks_are_read_in_vectors_and_otherwise_in_short_loops),
      cmocka_unit_test (kernels_compile_for_cards),
  };
  return cmocka_run_group_tests_name ("cuda_routines", tests, find_device, NULL);
}
