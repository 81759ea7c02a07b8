/* Every instruction set's kernels give the same bits. */
#include "core.h"
#include "device/cpu/kernels/kernels.h"
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
    if (memcmp (&expected, &got, sizeof got) != 0)
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
        compare ((nd_op)op, (nd_dtype)a, (nd_dtype)a, (nd_dtype)b);
}

static void unary_operators_agree (void **state)
{
  (void)state;
  for (int op = ND_OP_NEGATE; op <= ND_OP_HAS_IMAGINARY; op++)
    for (int a = 0; a < ND_DTYPE_COUNT; a++)
      compare ((nd_op)op, (nd_dtype)a, (nd_dtype)a, (nd_dtype)a);
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
      cmocka_unit_test (choices_agree),
      cmocka_unit_test (unknown_sets_are_refused),
  };
  return cmocka_run_group_tests_name ("kernels", tests, NULL, NULL);
}
