#include "device/cuda/states.h"
#include <stdio.h>

#define INLINE "static __device__ __forceinline__ "

static nd_dtype class_of (const nd_program *program)
{
  return (nd_dtype)program->code[program->reduced].dtype;
}

static bool is_extreme (const nd_program *program)
{
  return program->reduction == ND_REDUCE_MIN || program->reduction == ND_REDUCE_MAX;
}

bool nd_cuda_state_is_sequential (const nd_program *program)
{
  nd_dtype dtype = class_of (program);
  return program->reduction == ND_REDUCE_PRODUCT &&
         (nd_dtype_is_integer (dtype) || nd_dtype_is_complex (dtype));
}

static bool is_integer_sum (const nd_program *program)
{
  return program->reduction == ND_REDUCE_SUM && nd_dtype_is_integer (class_of (program));
}

bool nd_cuda_state_is_ordered (const nd_program *program)
{
  return nd_cuda_state_is_sequential (program) || is_integer_sum (program);
}

bool nd_cuda_state_has_origin (const nd_program *program)
{
  return nd_program_folds_variances (program);
}

/* Complex numbers are compared by absolute values and angles. */
bool nd_cuda_state_is_long (const nd_program *program)
{
  if (nd_program_folds_variances (program))
    return true;
  return is_extreme (program) && nd_dtype_is_complex (class_of (program));
}

/* ---- constants --------------------------------------------------------------------------- */

static const struct {
  const char *smallest, *largest;
} limits[ND_DTYPE_COUNT] = {
    [ND_LOGICAL] = {"0", "1"},
    [ND_INT8] = {"-128", "127"},
    [ND_INT16] = {"-32768", "32767"},
    [ND_INT32] = {"(-2147483647 - 1)", "2147483647"},
    [ND_INT64] = {"(-9223372036854775807ll - 1)", "9223372036854775807ll"},
    [ND_UINT8] = {"0", "255"},
    [ND_UINT16] = {"0", "65535"},
    [ND_UINT32] = {"0", "4294967295u"},
    [ND_UINT64] = {"0", "18446744073709551615ull"},
};

static const char *not_a_number (nd_dtype dtype)
{
  return nd_dtype_is_single (dtype) ? "__int_as_float (0x7fc00000)"
                                    : "__longlong_as_double (0x7ff8000000000000ll)";
}

/* ---- shuffles ---------------------------------------------------------------------------- */

/* x.member = that of the other lane; classes of fewer than 32 bits travel as int. */
static void write_shuffle_of (nd_text *text, const char *type, bool is_small, const char *member)
{
  nd_text_add (text, "  s%s = (%s)__shfl_sync (0xffffffffu, %ss%s, lane, width);\n", member, type,
               is_small ? "(int)" : "", member);
}

static void write_shuffle_of_class (nd_text *text, nd_dtype dtype, const char *member)
{
  const char *type = nd_cuda_type (nd_dtype_real (dtype));
  char part[32];
  if (!nd_dtype_is_complex (dtype)) {
    write_shuffle_of (text, type, nd_dtype_size (dtype) < 4, member);
    return;
  }
  snprintf (part, sizeof part, "%s.re", member);
  write_shuffle_of (text, type, false, part);
  snprintf (part, sizeof part, "%s.im", member);
  write_shuffle_of (text, type, false, part);
}

static void start_shuffle (nd_text *text)
{
  nd_text_add_string (text,
                      INLINE "nd_state nd_shuffle (nd_state s, unsigned int lane, int width)\n"
                             "{\n");
}

static void end_shuffle (nd_text *text)
{
  nd_text_add_string (text, "  return s;\n}\n");
}

/* ---- the element itself is the state ----------------------------------------------------- */

/* A scan's sums start from -0, which added to anything changes nothing, not even the sign of
   zero. */
static void write_plain_start (nd_text *text, const nd_program *program)
{
  nd_dtype dtype = class_of (program);
  bool is_scan_of_sums = program->is_scan && program->reduction == ND_REDUCE_SUM;
  const char *first = program->reduction == ND_REDUCE_PRODUCT ? "1"
                      : is_scan_of_sums                       ? "-0.0"
                                                              : "0";
  if (is_extreme (program))
    first = program->reduction == ND_REDUCE_MAX ? limits[dtype].smallest : limits[dtype].largest;
  nd_text_add_string (text, INLINE "nd_state nd_start (void)\n{\n  nd_state s;\n");
  if (nd_dtype_is_complex (dtype))
    nd_text_add (text, "  s.re = %s;\n  s.im = %s;\n  return s;\n}\n", first,
                 is_scan_of_sums ? first : "0");
  else
    nd_text_add (text, "  s = %s;\n  return s;\n}\n", first);
}

/* `merge` is an expression of a and b.  The first row of a scan of products stays as it is:
   (1 + 0i) * Inf would be NaN. */
static void write_plain (nd_text *text, const nd_program *program, const char *merge)
{
  bool keeps_first = program->is_scan && program->reduction == ND_REDUCE_PRODUCT &&
                     nd_dtype_is_complex (class_of (program));
  const char *type = nd_cuda_type (class_of (program));
  nd_text_add (text, "typedef %s nd_state;\n", type);
  write_plain_start (text, program);
  nd_text_add (text, INLINE "nd_state nd_merge (nd_state a, nd_state b)\n{\n  return %s;\n}\n",
               merge);
  nd_text_add (text,
               INLINE "nd_state nd_step (nd_state s, %s x, nd_index row)\n{\n"
                      "  return %snd_merge (s, x);\n}\n" INLINE
                      "%s nd_value (nd_state s)\n{\n  return s;\n}\n",
               type, keeps_first ? "row == 0 ? x : " : "", type);
  start_shuffle (text);
  write_shuffle_of_class (text, class_of (program), "");
  end_shuffle (text);
}

static void write_arithmetic (nd_cuda_pieces *pieces, nd_text *text, const nd_program *program)
{
  nd_dtype dtype = class_of (program);
  nd_op op = program->reduction == ND_REDUCE_SUM ? ND_OP_ADD : ND_OP_MULTIPLY;
  char name[64], merge[96];
  snprintf (merge, sizeof merge, "%s (a, b)",
            nd_cuda_operator (pieces, op, dtype, dtype, dtype, name));
  write_plain (text, program, merge);
}

/* Knuth's sum of two numbers and its rounding error, for (sum, error); see the CPU's. */
static void write_compensated (nd_text *text, const nd_program *program)
{
  const char *type = nd_cuda_type (class_of (program));
  nd_text_add (text,
               INLINE "%s nd_add_pairs (%s s, %s x)\n{\n"
                      "  double sum = s.re + x.re, added = sum - s.re;\n"
                      "  s.im += x.im + ((s.re - (sum - added)) + (x.re - added));\n"
                      "  s.re = sum;\n  return s;\n}\n",
               type, type, type);
  write_plain (text, program, "nd_add_pairs (a, b)");
}

/* ---- sums that saturate ------------------------------------------------------------------ */

/* What came before, plus `sum`, kept within `low` and `high`.  The sum of 64-bit integers has 128
   bits, `over` is their upper half. */
static void write_narrow_apply (nd_text *text, const char *type)
{
  nd_text_add (text,
               INLINE "%s nd_apply (nd_state s, %s x)\n{\n"
                      "  long long y = (long long)x + s.sum;\n"
                      "  return y < s.low ? s.low : y > s.high ? s.high : (%s)y;\n}\n" INLINE
                      "nd_state nd_merge_sums (nd_state a, nd_state b)\n{\n"
                      "  a.sum += b.sum;\n  return a;\n}\n",
               type, type, type);
}

static void write_wide_apply (nd_text *text, const char *type, bool is_signed)
{
  nd_text_add (text,
               INLINE "%s nd_apply (nd_state s, %s x)\n{\n"
                      "  unsigned long long y = (unsigned long long)x + s.sum;\n"
                      "  long long over = s.over + %s + (y < s.sum);\n",
               type, type, is_signed ? "(x < 0 ? -1 : 0)" : "0");
  if (is_signed)
    nd_text_add_string (text, "  if (over > 0 || (over == 0 && (long long)y < 0))\n"
                              "    return s.high;\n"
                              "  if (over < -1 || (over == -1 && (long long)y >= 0))\n"
                              "    return s.low;\n");
  else
    nd_text_add_string (text, "  if (over != 0)\n    return over > 0 ? s.high : s.low;\n");
  nd_text_add (text,
               "  return (%s)y < s.low ? s.low : (%s)y > s.high ? s.high : (%s)y;\n}\n" INLINE
               "nd_state nd_merge_sums (nd_state a, nd_state b)\n{\n"
               "  a.sum += b.sum;\n  a.over += b.over + (a.sum < b.sum);\n  return a;\n}\n",
               type, type, type);
}

static void write_saturating_steps (nd_cuda_pieces *pieces, nd_text *text, nd_dtype dtype,
                                    bool is_wide)
{
  const char *type = nd_cuda_type (dtype);
  char name[64];
  const char *add = nd_cuda_operator (pieces, ND_OP_ADD, dtype, dtype, dtype, name);
  nd_text_add (text,
               INLINE "nd_state nd_start (void)\n{\n  nd_state s;\n  s.sum = 0;\n%s  s.low = %s;\n"
                      "  s.high = %s;\n  return s;\n}\n",
               is_wide ? "  s.over = 0;\n" : "", limits[dtype].smallest, limits[dtype].largest);
  nd_text_add (text, INLINE "nd_state nd_merge (nd_state a, nd_state b)\n{\n"
                            "  nd_state s = nd_merge_sums (a, b);\n  s.low = nd_apply (b, a.low);\n"
                            "  s.high = nd_apply (b, a.high);\n  return s;\n}\n");
  nd_text_add (text,
               INLINE "nd_state nd_step (nd_state s, %s x, nd_index row)\n{\n"
                      "  nd_state one = s;\n  one.sum = x;\n%s  s = nd_merge_sums (s, one);\n"
                      "  s.low = %s (s.low, x);\n  s.high = %s (s.high, x);\n  return s;\n}\n",
               type,
               !is_wide            ? ""
               : dtype == ND_INT64 ? "  one.over = x < 0 ? -1 : 0;\n"
                                   : "  one.over = 0;\n",
               add, add);
  nd_text_add (text, INLINE "%s nd_value (nd_state s)\n{\n  return nd_apply (s, 0);\n}\n", type);
}

static void write_saturating (nd_cuda_pieces *pieces, nd_text *text, const nd_program *program)
{
  nd_dtype dtype = class_of (program);
  const char *type = nd_cuda_type (dtype);
  bool is_wide = nd_dtype_size (dtype) == 8;
  nd_text_add (text, "typedef struct {\n  %s sum;\n%s  %s low, high;\n} nd_state;\n",
               is_wide ? "unsigned long long" : "long long", is_wide ? "  long long over;\n" : "",
               type);
  if (is_wide)
    write_wide_apply (text, type, dtype == ND_INT64);
  else
    write_narrow_apply (text, type);
  write_saturating_steps (pieces, text, dtype, is_wide);
  start_shuffle (text);
  write_shuffle_of (text, is_wide ? "unsigned long long" : "long long", false, ".sum");
  if (is_wide)
    write_shuffle_of (text, "long long", false, ".over");
  write_shuffle_of_class (text, dtype, ".low");
  write_shuffle_of_class (text, dtype, ".high");
  end_shuffle (text);
}

/* ---- extremes ---------------------------------------------------------------------------- */

/* nd_better (x, s): x takes the place of s.  Numbers are better than NaN. */
static void write_better (nd_cuda_pieces *pieces, nd_text *text, const nd_program *program)
{
  nd_dtype dtype = class_of (program);
  bool is_max = program->reduction == ND_REDUCE_MAX;
  const char *type = nd_cuda_type (dtype);
  char compare[64], is_nan[64];
  const char *body = is_max ? "x > s" : "x < s";
  if (nd_dtype_kind (dtype) == ND_KIND_FLOAT)
    body = is_max ? "(x > s) | ((s != s) & (x == x))" : "(x < s) | ((s != s) & (x == x))";
  if (nd_dtype_is_complex (dtype)) {
    nd_cuda_operator (pieces, is_max ? ND_OP_GREATER : ND_OP_LESS, ND_LOGICAL, dtype, dtype,
                      compare);
    nd_cuda_operator (pieces, ND_OP_IS_NAN, ND_LOGICAL, dtype, dtype, is_nan);
    nd_text_add (text,
                 "static __device__ __noinline__ int nd_better (%s x, %s s)\n{\n"
                 "  return !%s (x) && (%s (s) || %s (x, s));\n}\n",
                 type, type, is_nan, is_nan, compare);
  } else
    nd_text_add (text, INLINE "int nd_better (%s x, %s s)\n{\n  return %s;\n}\n", type, type, body);
}

static void write_placed_start (nd_text *text, const nd_program *program)
{
  nd_dtype dtype = class_of (program);
  bool is_max = program->reduction == ND_REDUCE_MAX;
  nd_text_add_string (text, INLINE "nd_state nd_start (void)\n{\n  nd_state s;\n");
  if (nd_dtype_is_complex (dtype))
    nd_text_add (text, "  s.value.re = %s;\n  s.value.im = 0;\n", not_a_number (dtype));
  else if (nd_dtype_kind (dtype) == ND_KIND_FLOAT)
    nd_text_add (text, "  s.value = %s;\n", not_a_number (dtype));
  else
    nd_text_add (text, "  s.value = %s;\n",
                 is_max ? limits[dtype].smallest : limits[dtype].largest);
  nd_text_add_string (text, "  s.at = 0;\n  return s;\n}\n");
}

/* What nothing is better than stays at the first place, where all start. */
static void write_placed (nd_text *text, const nd_program *program)
{
  nd_dtype dtype = class_of (program);
  const char *type = nd_cuda_type (dtype);
  nd_text_add (text, "typedef struct {\n  %s value;\n  nd_index at;\n} nd_state;\n", type);
  write_placed_start (text, program);
  nd_text_add (text,
               INLINE "nd_state nd_step (nd_state s, %s x, nd_index row)\n{\n"
                      "  int better = nd_better (x, s.value);\n"
                      "  s.value = better ? x : s.value;\n  s.at = better ? row : s.at;\n"
                      "  return s;\n}\n",
               type);
  nd_text_add_string (text,
                      INLINE "nd_state nd_merge (nd_state a, nd_state b)\n{\n"
                             "  int better = nd_better (b.value, a.value) ||\n"
                             "               (b.at < a.at && !nd_better (a.value, b.value));\n"
                             "  return better ? b : a;\n}\n");
  nd_text_add (text, INLINE "%s nd_value (nd_state s)\n{\n  return s.value;\n}\n", type);
  start_shuffle (text);
  write_shuffle_of_class (text, dtype, ".value");
  write_shuffle_of (text, "nd_index", false, ".at");
  end_shuffle (text);
}

static bool has_place (const nd_program *program)
{
  return is_extreme (program) &&
         (program->outputs == 2 || nd_dtype_kind (class_of (program)) >= ND_KIND_FLOAT);
}

/* ---- variances --------------------------------------------------------------------------- */

/* With d the distance of a value from the origin, sum (x - mean)^2 = sum d^2 - (sum d)^2 / n, which
   loses digits where the origin is far away from the mean.  It is the first value, and after every
   64 of them their mean (as near as a number can be): one of the squares on the left is its own, or
   many are of values around it, and so sum d^2 is some 64 times the left side at most.

   A closed state has the mean's distance from the origin for the sum, and the left side for the
   squares.  Closed states merge by Chan's formula.

   Where distances or squares overflow there is Inf - Inf, but the variance is infinite: it is NaN
   only if a value is not finite, which the largest one's upper half tells. */
static const char spread[] =
    "typedef struct {\n  double origin, sum, squares;\n  nd_index count;\n  int most;\n} "
    "nd_state;\n" INLINE "nd_state nd_start (void)\n{\n"
    "  nd_state s;\n  s.origin = s.sum = s.squares = 0;\n  s.count = 0;\n  s.most = 0;\n"
    "  return s;\n}\n" INLINE "nd_state nd_close (nd_state s)\n{\n"
    "  double shift = s.count == 0 ? 0 : s.sum / (double)s.count;\n"
    "  double rest = s.squares - s.sum * shift;\n"
    "  s.squares = rest < 0 ? 0 : rest;\n  s.sum = shift;\n  return s;\n}\n" INLINE
    "nd_state nd_open (nd_state s, double x)\n{\n"
    "  if ((s.count & 63) == 0) {\n"
    "    s = nd_close (s);\n"
    "    double origin = s.count == 0 ? x : s.origin + s.sum;\n"
    "    double left = s.count == 0 ? 0 : s.sum - (origin - s.origin);\n"
    "    s.origin = origin;\n"
    "    s.sum = left * (double)s.count;\n"
    "    s.squares += left * s.sum;\n"
    "  }\n"
    "  return s;\n}\n" INLINE "nd_state nd_step (nd_state s, double x, nd_index row)\n{\n"
    "  double d = x - s.origin;\n  int size = __double2hiint (x) & 0x7fffffff;\n"
    "  s.sum += d;\n  s.squares += d * d;\n  s.count++;\n"
    "  s.most = size > s.most ? size : s.most;\n  return s;\n}\n"
    "static __device__ __noinline__ nd_state nd_merge (nd_state a, nd_state b)\n{\n"
    "  if (a.count == 0 || b.count == 0)\n    return a.count == 0 ? b : a;\n"
    "  double first = (double)a.count, others = (double)b.count, part = others / (first + "
    "others);\n"
    "  double distance = (b.origin - a.origin) + (b.sum - a.sum);\n"
    "  a.sum += distance * part;\n"
    "  a.squares += b.squares + distance * distance * (first * part);\n"
    "  a.count += b.count;\n  a.most = b.most > a.most ? b.most : a.most;\n  return a;\n}\n";

static void write_spread (nd_text *text, const nd_program *program)
{
  nd_text_add_string (text, spread);
  nd_text_add (text,
               INLINE
               "double nd_value (nd_state s)\n{\n"
               "  double value = s.squares / (double)(s.count > 1 ? s.count - %d : s.count);\n"
               "  return value != value && s.most < 0x7ff00000\n"
               "             ? __longlong_as_double (0x7ff0000000000000ll) : value;\n}\n",
               program->reduction == ND_REDUCE_VARIANCE);
  start_shuffle (text);
  write_shuffle_of (text, "double", false, ".origin");
  write_shuffle_of (text, "double", false, ".sum");
  write_shuffle_of (text, "double", false, ".squares");
  write_shuffle_of (text, "nd_index", false, ".count");
  write_shuffle_of (text, "int", false, ".most");
  end_shuffle (text);
}

void nd_write_states (nd_cuda_pieces *pieces, nd_text *text, const nd_program *program)
{
  if (is_extreme (program))
    write_better (pieces, text, program);
  if (has_place (program))
    write_placed (text, program);
  else if (is_extreme (program))
    write_plain (text, program, "nd_better (b, a) ? b : a");
  else if (program->reduction == ND_REDUCE_COMPENSATED_SUM)
    write_compensated (text, program);
  else if (nd_program_folds_variances (program))
    write_spread (text, program);
  else if (is_integer_sum (program))
    write_saturating (pieces, text, program);
  else
    write_arithmetic (pieces, text, program);
}
