/* Every instruction set's kernels give the same bits, except those of SLEEF's functions, which give
   the same wherever an element stands. */
#include "core.h"
#include "device/cpu/kernels/kernels.h"
#include "program/classes.h"
#include <math.h>
#include <string.h>

enum { COUNT = 203, LARGEST_ELEMENT = 16 }; /* no multiple of any vector's length */

typedef struct {
  _Alignas(64) char bytes[COUNT * LARGEST_ELEMENT];
} values;

/* Elements that are likely to find differences: limits, fractions, what is not finite. */
static void fill (values *to, nd_dtype dtype, unsigned seed)
{
  static const double special[] = {0,    -0.0,      1,    -1,   0.5,    -0.5,   0.49999999999999994,
                                   2.5,  127,       128,  255,  256,    32767,  65535,
                                   -128, -32768.5,  3e9,  -3e9, 0x1p53, 0x1p63, -0x1p63,
                                   1e30, 0x1p-1074, 1e300};
  enum { SPECIAL = sizeof special / sizeof special[0] };
  nd_kernel *cast = nd_cpu_cast_kernel (ND_COMPLEX_DOUBLE, dtype);
  for (unsigned i = 0; i < COUNT; i++) {
    seed = seed * 1664525U + 1013904223U;
    nd_complex_double x = {special[(seed >> 8) % SPECIAL], special[(seed >> 16) % SPECIAL]};
    if (seed % 7 == 0)
      x.re = (double)(seed >> 4) / 1000 - 1000;
    if (seed % 31 == 0)
      x.re = seed % 2 ? (double)INFINITY : -(double)INFINITY;
    cast (to->bytes + i * nd_dtype_size (dtype), &x, NULL, 1);
  }
}

/* Runs the kernel that `set` has for the operator; false where there is none. */
static bool run (const char *set, nd_op op, nd_dtype result, nd_dtype a, nd_dtype b, values *out)
{
  values x, y;
  assert_true (nd_cpu_use_kernels (set));
  nd_kernel *kernel =
      op == ND_OP_CAST ? nd_cpu_cast_kernel (a, result) : nd_cpu_kernel (op, result, a, b);
  if (!kernel)
    return false;
  fill (&x, a, 1);
  fill (&y, b, 2);
  memset (out, 0, sizeof *out);
  kernel (out, &x, &y, COUNT);
  return true;
}

static void compare (nd_op op, nd_dtype result, nd_dtype a, nd_dtype b)
{
  values expected, got;
  if (!run ("baseline", op, result, a, b, &expected))
    return;
  for (int i = 0; nd_cpu_kernels_name (i); i++) {
    assert_true (run (nd_cpu_kernels_name (i), op, result, a, b, &got));
    if (memcmp (expected.bytes, got.bytes, sizeof got.bytes) != 0)
      fail_msg ("%s: %s of %s and %s to %s differs", nd_cpu_kernels_name (i), nd_op_name (op),
                core_dtype_name (a), core_dtype_name (b), core_dtype_name (result));
  }
}

static void casts_agree (void **state)
{
  (void)state;
  for (int from = 0; from < ND_DTYPE_COUNT; from++)
    for (int to = 0; to < ND_DTYPE_COUNT; to++)
      compare (ND_OP_CAST, (nd_dtype)to, (nd_dtype)from, (nd_dtype)from);
}

static void operators_agree (void **state)
{
  (void)state;
  for (int op = ND_OP_ADD; op <= ND_OP_OR; op++)
    for (int a = 0; a < ND_DTYPE_COUNT; a++)
      for (int b = 0; b < ND_DTYPE_COUNT; b++)
        if (op != ND_OP_POWER || nd_dtype_kind ((nd_dtype)a) != ND_KIND_FLOAT)
          compare ((nd_op)op, (nd_dtype)a, (nd_dtype)a, (nd_dtype)b);
}

static void unary_operators_agree (void **state)
{
  (void)state;
  for (int op = ND_OP_NEGATE; op <= ND_OP_HAS_IMAGINARY; op++)
    for (int a = 0; a < ND_DTYPE_COUNT; a++)
      compare ((nd_op)op, (nd_dtype)a, (nd_dtype)a, (nd_dtype)a);
}

/* SLEEF's functions round differently with fused operations. */
static bool is_exact (nd_op op)
{
  nd_kernel_family family = nd_op_family (op);
  return family == ND_FAMILY_PARTS || family == ND_FAMILY_SPECIAL ||
         (family == ND_FAMILY_PAIRS && op != ND_OP_ATAN2 && op != ND_OP_HYPOT);
}

static void functions_agree (void **state)
{
  (void)state;
  for (int op = ND_OP_ABS; op < ND_OP_COUNT; op++)
    for (int a = 0; a < ND_DTYPE_COUNT && is_exact ((nd_op)op); a++) {
      const nd_operand_class operand = {(nd_dtype)a, false};
      nd_signature pair;
      nd_unary_signature one;
      if (nd_op_operands ((nd_op)op) == 1) {
        if (nd_find_unary_signature ((nd_op)op, operand, &one, NULL) == ND_OK)
          compare ((nd_op)op, one.result, one.operand, one.operand);
      } else if (nd_find_signature ((nd_op)op, operand, operand, &pair, NULL) == ND_OK)
        compare ((nd_op)op, pair.value, pair.a, pair.b);
    }
}

static void check_positions (nd_op op, nd_dtype dtype)
{
  enum { STARTS = 17 };
  values x, y, whole, part;
  size_t size = nd_dtype_size (dtype);
  nd_kernel *kernel = nd_cpu_kernel (op, dtype, dtype, dtype);
  fill (&x, dtype, 6);
  fill (&y, dtype, 7);
  kernel (&whole, &x, &y, COUNT);
  for (size_t start = 1; start < STARTS; start++)
    for (size_t count = 1; count < STARTS; count++) {
      kernel (&part, x.bytes + start * size, y.bytes + start * size, count);
      if (memcmp (&part, whole.bytes + start * size, count * size) != 0)
        fail_msg ("%s of %zu elements from the %zu-th on differs", nd_op_name (op), count, start);
    }
}

static void results_do_not_depend_on_the_position (void **state)
{
  (void)state;
  for (int i = 0; nd_cpu_kernels_name (i); i++) {
    assert_true (nd_cpu_use_kernels (nd_cpu_kernels_name (i)));
    for (int op = ND_OP_SQRT; op <= ND_OP_ERFC; op++)
      for (int single = 0; single < 2; single++)
        check_positions ((nd_op)op, single ? ND_SINGLE : ND_DOUBLE);
    check_positions (ND_OP_POWER, ND_DOUBLE);
    check_positions (ND_OP_ATAN2, ND_DOUBLE);
    check_positions (ND_OP_HYPOT, ND_SINGLE);
  }
}

static void choices_agree (void **state)
{
  (void)state;
  values condition, a, b, expected, got;
  fill (&condition, ND_LOGICAL, 3);
  fill (&a, ND_COMPLEX_DOUBLE, 4);
  fill (&b, ND_COMPLEX_DOUBLE, 5);
  memset (&expected, 0, sizeof expected);
  memset (&got, 0, sizeof got);
  for (size_t size = 1; size <= LARGEST_ELEMENT; size *= 2)
    for (int i = 0; nd_cpu_kernels_name (i); i++) {
      assert_true (nd_cpu_use_kernels ("baseline"));
      nd_cpu_kernels ()->select (size) (&expected, (bool *)&condition, &a, &b, COUNT);
      assert_true (nd_cpu_use_kernels (nd_cpu_kernels_name (i)));
      nd_cpu_kernels ()->select (size) (&got, (bool *)&condition, &a, &b, COUNT);
      assert_memory_equal (&expected, &got, sizeof got);
    }
}

/* Rows of `count` elements that lie strides[0] apart and begin strides[1] apart. */
static void check_interleaved (size_t size, int64_t count, const int64_t *strides)
{
  enum { ROWS = 21 };
  values from, got;
  fill (&from, ND_COMPLEX_DOUBLE, 8);
  memset (&got, 0, sizeof got);
  nd_cpu_kernels ()->interleave (size) (&got, &from, strides, count, ROWS);
  for (int64_t row = 0; row < ROWS; row++)
    for (int64_t k = 0; k < count; k++)
      assert_memory_equal (got.bytes + (size_t)(row * count + k) * size,
                           from.bytes + (size_t)(row * strides[1] + k * strides[0]) * size, size);
}

static void interleaved_rows_lie_one_after_the_other (void **state)
{
  static const int64_t strides[][2] = {{50, 1}, {1, 7}, {50, 2}};
  (void)state;
  for (int i = 0; nd_cpu_kernels_name (i); i++) {
    assert_true (nd_cpu_use_kernels (nd_cpu_kernels_name (i)));
    for (size_t size = 1; size <= LARGEST_ELEMENT; size *= 2)
      for (int64_t count = 2; count <= 4; count++)
        for (int k = 0; k < 3; k++)
          check_interleaved (size, count, strides[k]);
  }
}

enum { TURN_ROWS = 32, TURN_COLUMNS = 16, TURN_PITCH = 48, TURN_APART = 19 };

/* Rows of 16 elements, backwards and apart, become columns of a wider run; by `past` where it is
   not NULL. */
static void check_turned (size_t size, nd_turn_kernel *turn, nd_turn_past_kernel *past)
{
  static char from[TURN_ROWS * TURN_APART * LARGEST_ELEMENT];
  _Alignas(64) static char got[TURN_COLUMNS * TURN_PITCH * LARGEST_ELEMENT];
  int64_t offsets[TURN_ROWS], columns[TURN_COLUMNS];
  for (size_t i = 0; i < sizeof from; i++)
    from[i] = (char)(i * 37 + i / 251);
  memset (got, 0, sizeof got);
  for (int row = 0; row < TURN_ROWS; row++)
    offsets[row] = -(int64_t)row * TURN_APART;
  for (int column = 0; column < TURN_COLUMNS; column++)
    columns[column] = (int64_t)column * TURN_PITCH;
  const char *base = from + (size_t)(TURN_ROWS - 1) * TURN_APART * size;
  if (past)
    past (got, columns, base, offsets, TURN_ROWS, TURN_COLUMNS);
  else
    turn (got, TURN_PITCH, base, offsets, TURN_ROWS, TURN_COLUMNS);
  nd_cpu_stream_end ();
  for (int column = 0; column < TURN_COLUMNS; column++)
    for (int row = 0; row < TURN_PITCH; row++) {
      static const char nothing[LARGEST_ELEMENT];
      const char *expected =
          row < TURN_ROWS ? base + (offsets[row] + column) * (int64_t)size : nothing;
      assert_memory_equal (got + (size_t)(row + column * TURN_PITCH) * size, expected, size);
    }
}

static void turned_rows_are_columns (void **state)
{
  (void)state;
  for (int i = 0; nd_cpu_kernels_name (i); i++) {
    assert_true (nd_cpu_use_kernels (nd_cpu_kernels_name (i)));
    const nd_kernel_set *kernels = nd_cpu_kernels ();
    assert_true (kernels->turn (8) && kernels->turn_past (8));
    for (size_t size = 1; size <= LARGEST_ELEMENT; size *= 2) {
      if (kernels->turn (size))
        check_turned (size, kernels->turn (size), NULL);
      if (kernels->turn_past (size))
        check_turned (size, NULL, kernels->turn_past (size));
    }
  }
}

static void unknown_sets_are_refused (void **state)
{
  (void)state;
  const nd_kernel_set *before = nd_cpu_kernels ();
  assert_false (nd_cpu_use_kernels ("sse1"));
  assert_ptr_equal (nd_cpu_kernels (), before);
}

int main (void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test (casts_agree),
      cmocka_unit_test (operators_agree),
      cmocka_unit_test (unary_operators_agree),
      cmocka_unit_test (functions_agree),
      cmocka_unit_test (results_do_not_depend_on_the_position),
      cmocka_unit_test (choices_agree),
      cmocka_unit_test (interleaved_rows_lie_one_after_the_other),
      cmocka_unit_test (turned_rows_are_columns),
      cmocka_unit_test (unknown_sets_are_refused),
  };
  return cmocka_run_group_tests_name ("kernels", tests, NULL, NULL);
}
