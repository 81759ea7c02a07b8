/* The CUDA C of operators, compiled for the CPU, computes what the CPU's kernels compute; and,
   where NVRTC is installed, it compiles for every architecture. */
#define _GNU_SOURCE
#include "core.h"
#include "nvrtc.h"
#include "device/cpu/kernels/kernels.h"
#include "device/cuda/functions.h"
#include "program/classes.h"
#include <dlfcn.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ---- what there is to compute -------------------------------------------------------------- */

typedef struct work {
  nd_op op;
  nd_dtype result, a, b;
  char name[64]; /* of the function */
} work;

enum { MOST_WORK = 4000 };
static work works[MOST_WORK];
static int work_count;

static nd_kernel *kernel_of (const work *w)
{
  const nd_instruction instruction = {.op = (uint8_t)w->op, .dtype = (uint8_t)w->result};
  return nd_cpu_instruction_kernel (&instruction, w->a, w->b);
}

/* Adds what the CPU has a kernel for, once. */
static void add_work (nd_op op, nd_dtype result, nd_dtype a, nd_dtype b)
{
  work w = {.op = op, .result = result, .a = a, .b = b};
  if (!kernel_of (&w))
    return;
  for (int i = 0; i < work_count; i++)
    if (works[i].op == op && works[i].result == result && works[i].a == a && works[i].b == b)
      return;
  assert_true (work_count < MOST_WORK);
  works[work_count++] = w;
}

static void add_unary (nd_op op, nd_dtype a)
{
  nd_unary_signature one;
  if (nd_find_unary_signature (op, (nd_operand_class){a, false}, &one, NULL) != ND_OK)
    return;
  add_work (op, one.result, one.operand, one.operand);
  if (nd_op_domain (op) != ND_DOMAIN_ALL)
    add_work (op, nd_dtype_complex (one.result), one.operand, one.operand);
}

static void add_binary (nd_op op, nd_dtype a, nd_dtype b)
{
  nd_signature pair;
  if (nd_find_signature (op, (nd_operand_class){a, false}, (nd_operand_class){b, false}, &pair,
                         NULL) != ND_OK)
    return;
  add_work (op, pair.value, pair.a, pair.b);
  if (op == ND_OP_POWER && nd_dtype_kind (pair.value) == ND_KIND_FLOAT)
    add_work (op, nd_dtype_complex (pair.value), pair.a, pair.b);
}

static void list_works (void)
{
  if (work_count > 0)
    return;
  for (int a = 0; a < ND_DTYPE_COUNT; a++)
    for (int b = 0; b < ND_DTYPE_COUNT; b++)
      add_work (ND_OP_CAST, (nd_dtype)b, (nd_dtype)a, (nd_dtype)a);
  for (int op = ND_OP_NEGATE; op < ND_OP_COUNT; op++)
    for (int a = 0; a < ND_DTYPE_COUNT; a++)
      if (nd_op_operands ((nd_op)op) == 1)
        add_unary ((nd_op)op, (nd_dtype)a);
      else
        for (int b = 0; b < ND_DTYPE_COUNT; b++)
          add_binary ((nd_op)op, (nd_dtype)a, (nd_dtype)b);
}

/* ---- text ---------------------------------------------------------------------------------- */

static bool is_binary (const work *w)
{
  return nd_op_operands (w->op) == 2;
}

/* The functions, each followed by one that applies it to element i of its operands and is declared
   as `kind`.  The harness frees nothing here: the caller does. */
static void write_text (nd_text *text, const char *kind)
{
  nd_cuda_pieces pieces;
  list_works ();
  nd_cuda_pieces_start (&pieces, text);
  for (int i = 0; i < work_count; i++) {
    work *w = &works[i];
    if (!nd_cuda_operator (&pieces, w->op, w->result, w->a, w->b, w->name))
      fail_msg ("no function for %s of %s and %s to %s", nd_op_name (w->op), core_dtype_name (w->a),
                core_dtype_name (w->b), core_dtype_name (w->result));
    nd_text_add (text, "%s void run_%d (%s *r, const %s *a, const %s *b, int i)\n{\n  r[i] = %s ",
                 kind, i, nd_cuda_type (w->result), nd_cuda_type (w->a), nd_cuda_type (w->b),
                 w->name);
    nd_text_add_string (text, is_binary (w) ? "(a[i], b[i]);\n}\n" : "(a[i]);\n}\n");
  }
  assert_int_equal (nd_text_status (text, NULL), ND_OK);
}

/* ---- operands ------------------------------------------------------------------------------ */

enum {
  SPECIALS = 41,
  RANDOM = 2000,
  MOST = SPECIALS * SPECIALS + RANDOM,
  LARGEST = sizeof (nd_complex_double)
};

static const double special[SPECIALS] = {
    0,       -0.0,    1,      -1,        0.5,    -0.5,     1.5,       2,
    -2,      3,       2.5,    -2.5,      10,     -7,       127,       127.6,
    -128.5,  255.5,   65535,  -32769,    3e9,    -3e9,     0x1p31,    0x1p53,
    0x1p63,  -0x1p63, 0x1p64, 0x1p-1074, 1e-300, 1e300,    1e-40,     -1e38,
    0x1p-30, 0.999,   -27.25, 1e-10,     NAN,    INFINITY, -INFINITY, 0x1.fffffffffffffp-2,
    -33,
};

static uint64_t next_random (void)
{
  static uint64_t state = 88172645463325252U; /* Marsaglia's xorshift */
  state ^= state << 13;
  state ^= state >> 7;
  return state ^= state << 17;
}

/* Any bits, or a float of moderate size. */
static void random_element (nd_dtype dtype, char *to)
{
  size_t size = nd_dtype_size (dtype);
  nd_complex_double x = {(double)(int64_t)next_random () * 0x1p-60,
                         (double)(int64_t)next_random () * 0x1p-60};
  uint64_t bits[2] = {next_random (), next_random ()};
  bool is_float = nd_dtype_kind (dtype) == ND_KIND_FLOAT || nd_dtype_is_complex (dtype);
  if (dtype == ND_LOGICAL)
    bits[0] &= 1;
  if (is_float && next_random () % 4 != 0)
    nd_cpu_cast_kernel (ND_COMPLEX_DOUBLE, dtype) (to, &x, NULL, 1);
  else
    memcpy (to, bits, size);
}

/* Element i of `count` special ones: all parts with all parts. */
static void special_element (nd_dtype dtype, int i, char *to)
{
  nd_complex_double x = {special[i % SPECIALS], special[i / SPECIALS % SPECIALS]};
  nd_cpu_cast_kernel (ND_COMPLEX_DOUBLE, dtype) (to, &x, NULL, 1);
}

typedef struct operands {
  int count;
  _Alignas(16) char a[MOST * LARGEST], b[MOST * LARGEST];
  _Alignas(16) char expected[MOST * LARGEST], got[MOST * LARGEST];
} operands;

/* All special values with all others, then random ones. */
static void fill (operands *o, const work *w)
{
  size_t a_size = nd_dtype_size (w->a), b_size = nd_dtype_size (w->b);
  for (int i = 0; i < o->count; i++) {
    char *a = o->a + (size_t)i * a_size, *b = o->b + (size_t)i * b_size;
    if (i < SPECIALS * SPECIALS) {
      bool both_complex = is_binary (w) && nd_dtype_is_complex (w->a);
      special_element (w->a, both_complex ? (int)(next_random () >> 33) : i, a);
      special_element (w->b, both_complex ? (int)(next_random () >> 33) : i / SPECIALS, b);
    } else {
      random_element (w->a, a);
      random_element (w->b, b);
    }
  }
}

/* ---- results ------------------------------------------------------------------------------- */

/* What x ^ y makes of relative errors of x's logarithm. */
static double growth (nd_complex_double x, nd_complex_double y)
{
  double factor = hypot (y.re, y.im) * (fabs (log (hypot (x.re, x.im))) + 2 * M_PI);
  return isfinite (factor) ? 1 + factor : 1;
}

/* What functions of the C library and of SLEEF may be apart, in units of the last place. */
static double tolerance (const work *w, nd_complex_double x, nd_complex_double y)
{
  enum { APART = 8 };
  bool is_angle = w->op == ND_OP_ATAN2 || w->op == ND_OP_HYPOT;
  switch (nd_op_family (w->op)) {
  case ND_FAMILY_ELEMENTARY:
  case ND_FAMILY_SPECIAL:
    return APART;
  case ND_FAMILY_POWER:
    return nd_dtype_is_complex (w->result) ? APART * growth (x, y) : APART;
  default:
    return is_angle ? APART : 0;
  }
}

/* An error relative to the part, or in powers (relative to `size`) to the whole. */
static bool is_part_near (double x, double y, double size, const work *w, double ulps)
{
  bool is_single = nd_dtype_is_single (w->result);
  double epsilon = is_single ? 0x1p-23 : 0x1p-52, tiny = is_single ? 0x1p-149 : 0x1p-1074;
  if (x != x || y != y)
    return x != x && y != y;
  if (ulps == 0 || isinf (x))
    return x == y && signbit (x) == signbit (y);
  bool has_sign = x != 0 || signbit (x) == signbit (y);
  return has_sign && fabs (x - y) <= ulps * (epsilon * fmax (fabs (x), size) + tiny);
}

static nd_complex_double element (nd_dtype dtype, const char *elements, int i)
{
  nd_complex_double x;
  nd_kernel *cast = nd_cpu_cast_kernel (dtype, ND_COMPLEX_DOUBLE);
  cast (&x, elements + (size_t)i * nd_dtype_size (dtype), NULL, 1);
  return x;
}

static bool is_near (const work *w, const operands *o, int i)
{
  size_t size = nd_dtype_size (w->result), at = (size_t)i * size;
  if (nd_dtype_kind (w->result) < ND_KIND_FLOAT)
    return memcmp (o->expected + at, o->got + at, size) == 0;
  nd_complex_double x = element (w->result, o->expected, i), y = element (w->result, o->got, i);
  double ulps = tolerance (w, element (w->a, o->a, i), element (w->b, o->b, i));
  bool is_power = nd_op_family (w->op) == ND_FAMILY_POWER;
  double whole = is_power && isfinite (hypot (x.re, x.im)) ? hypot (x.re, x.im) : 0;
  if (is_power && ulps > 1e5)
    return true; /* hardly anything is left of the result */
  return is_part_near (x.re, y.re, whole, w, ulps) && is_part_near (x.im, y.im, whole, w, ulps);
}

/* ---- functions against kernels ------------------------------------------------------------- */

/* Compiles the text with the stand-in's shim; NULL where that is not possible here. */
static void *load (const char *text, char *folder)
{
  char path[4200], command[12800];
  const char *top = getenv ("ND_TEST_TOP");
  snprintf (path, sizeof path, "%s/tests/standin/shim.h", top ? top : "../..");
  char *shim = realpath (path, NULL);
  if (!shim || system ("cc --version >/dev/null 2>&1") != 0 || !mkdtemp (folder)) {
    free (shim);
    return NULL;
  }
  snprintf (path, sizeof path, "%s/functions.c", folder);
  FILE *file = fopen (path, "w");
  assert_non_null (file);
  fprintf (file, "#include \"%s\"\n%s", shim, text);
  assert_int_equal (fclose (file), 0);
  snprintf (command, sizeof command,
            "cd %s && cc -std=gnu11 -O1 -Wall -Werror -ffp-contract=off -fPIC -shared "
            "-Wno-unused -o functions.so functions.c -lm",
            folder);
  free (shim);
  assert_int_equal (system (command), 0);
  snprintf (path, sizeof path, "%s/functions.so", folder);
  void *library = dlopen (path, RTLD_NOW);
  snprintf (command, sizeof command, "rm -r %s", folder);
  assert_int_equal (system (command), 0);
  assert_non_null (library);
  return library;
}

static void describe (const work *w, const operands *o, int i)
{
  const struct {
    nd_dtype dtype;
    const char *elements;
  } parts[] = {{w->a, o->a}, {w->b, o->b}, {w->result, o->got}, {w->result, o->expected}};
  char text[4][64];
  for (int k = 0; k < 4; k++)
    core_element_text (parts[k].dtype, parts[k].elements + i * nd_dtype_size (parts[k].dtype),
                       text[k], sizeof text[k]);
  print_error ("%s (%s, %s) is %s, not %s\n", w->name, text[0], text[1], text[2], text[3]);
}

/* Returns how many elements differ, and shows the first ones. */
static int count_differences (const work *w, void *function, operands *o)
{
  enum { SHOWN = 3 };
  int count = 0;
  void (*run) (void *, const void *, const void *, int);
  *(void **)&run = function;
  fill (o, w);
  kernel_of (w) (o->expected, o->a, o->b, (size_t)o->count);
  for (int i = 0; i < o->count; i++) {
    run (o->got, o->a, o->b, i);
    if (!is_near (w, o, i) && ++count <= SHOWN)
      describe (w, o, i);
  }
  return count;
}

static void functions_compute_what_kernels_compute (void **state)
{
  static operands o = {.count = MOST};
  char name[32], folder[] = "functionsXXXXXX";
  int differences = 0;
  nd_text text = {0};
  (void)state;
  write_text (&text, "ND_C");
  void *library = load (text.bytes, folder);
  nd_text_free (&text);
  if (!library)
    skip ();
  for (int i = 0; i < work_count; i++) {
    snprintf (name, sizeof name, "run_%d", i);
    void *function = dlsym (library, name);
    assert_non_null (function);
    differences += count_differences (&works[i], function, &o);
  }
  assert_int_equal (dlclose (library), 0);
  assert_int_equal (differences, 0);
}

/* ---- what there is no function for --------------------------------------------------------- */

static void other_combinations_have_no_function (void **state)
{
  static const work others[] = {
      {.op = ND_OP_ADD, .result = ND_INT8, .a = ND_INT8, .b = ND_INT16},
      {.op = ND_OP_ADD, .result = ND_COMPLEX_DOUBLE, .a = ND_COMPLEX_DOUBLE, .b = ND_SINGLE},
      {.op = ND_OP_CONJ, .result = ND_DOUBLE, .a = ND_DOUBLE},
      {.op = ND_OP_EXP, .result = ND_INT8, .a = ND_INT8},
      {.op = ND_OP_CBRT, .result = ND_COMPLEX_DOUBLE, .a = ND_COMPLEX_DOUBLE},
      {.op = ND_OP_BIT_AND, .result = ND_DOUBLE, .a = ND_DOUBLE, .b = ND_DOUBLE},
      {.op = ND_OP_LOAD, .result = ND_DOUBLE, .a = ND_DOUBLE},
  };
  nd_text text = {0};
  nd_cuda_pieces pieces;
  char name[64];
  (void)state;
  nd_cuda_pieces_start (&pieces, &text);
  size_t length = text.length;
  for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
    assert_null (
        nd_cuda_operator (&pieces, others[i].op, others[i].result, others[i].a, others[i].b, name));
  assert_int_equal (text.length, length);
  nd_text_free (&text);
}

/* What has a kernel has a function, too: write_text says so. */
static void every_operator_has_a_kernel (void **state)
{
  bool is_there[ND_OP_COUNT] = {[ND_OP_PLUS] = true}; /* no program holds it */
  (void)state;
  list_works ();
  for (int i = 0; i < work_count; i++)
    is_there[works[i].op] = true;
  for (int op = ND_OP_NEGATE; op < ND_OP_COUNT; op++)
    if (!is_there[op])
      fail_msg ("no class has a kernel for %s", nd_op_name ((nd_op)op));
}

static void a_function_comes_once (void **state)
{
  nd_text text = {0};
  nd_cuda_pieces pieces;
  char name[64];
  (void)state;
  nd_cuda_pieces_start (&pieces, &text);
  nd_cuda_operator (&pieces, ND_OP_ADD, ND_INT8, ND_INT8, ND_INT8, name);
  nd_cuda_operator (&pieces, ND_OP_SUBTRACT, ND_INT8, ND_INT8, ND_INT8, name);
  size_t length = text.length;
  assert_string_equal (nd_cuda_operator (&pieces, ND_OP_ADD, ND_INT8, ND_INT8, ND_INT8, name),
                       "nd_add_i8_i8");
  nd_cuda_need (&pieces, "nd_clamp_i8");
  assert_int_equal (text.length, length);
  nd_text_free (&text);
}

nd_test (texts_report_that_memory_ran_out)
{
  nd_text text = {0};
  nd_cuda_pieces pieces;
  char name[64];
  nd_cuda_pieces_start (&pieces, &text);
  nd_cuda_operator (&pieces, ND_OP_POWER, ND_COMPLEX_DOUBLE, ND_COMPLEX_DOUBLE, ND_DOUBLE, name);
  nd_status status = nd_text_status (&text, error);
  nd_text_free (&text);
  return status;
}

/* ---- NVRTC --------------------------------------------------------------------------------- */

/* Ends after the checks of the language, where all warnings come from. */
#define CHECKS_ONLY "-fdevice-syntax-only"

/* Whole for the oldest and the newest architecture: seconds each. */
static void functions_compile_for_every_architecture (void **state)
{
  int architectures[NVRTC_MOST];
  char *log;
  nd_text text = {0};
  (void)state;
  int count = nvrtc_architectures (architectures);
  bool has_checks = nvrtc_compiles ("", "compute", architectures[0], CHECKS_ONLY, &log);
  free (log);
  write_text (&text, "extern \"C\" __global__");
  for (int i = 0; i < count; i++) {
    bool is_whole = i == 0 || i == count - 1 || !has_checks;
    const char *option = is_whole ? NULL : CHECKS_ONLY;
    if (!nvrtc_compiles (text.bytes, "compute", architectures[i], option, &log) || log[0])
      fail_msg ("for architecture %d: %s", architectures[i], log);
    free (log);
  }
  nd_text_free (&text);
}

int main (void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test (functions_compute_what_kernels_compute),
      cmocka_unit_test (other_combinations_have_no_function),
      cmocka_unit_test (every_operator_has_a_kernel),
      cmocka_unit_test (a_function_comes_once),
      cmocka_unit_test (texts_report_that_memory_ran_out),
      cmocka_unit_test (functions_compile_for_every_architecture),
  };
  return cmocka_run_group_tests_name ("CUDA functions", tests, NULL, NULL);
}
