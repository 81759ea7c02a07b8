/* Kernels: one operator on one class, over a run of elements.

   Purpose    The innermost loops of the CPU engine, found by operator and classes.  Every source in
              this folder is compiled once per instruction set, as ND_ISA; the set to use is chosen
              at run time, once.
   Ownership  Kernels own nothing; operands may be the same memory as the result, element by
              element, but must not overlap otherwise.
   Threads    Kernels: any.  Lookups: only the thread that runs Octave.
   Failures   A lookup yields NULL for a combination that no program may hold. */
#ifndef ND_DEVICE_CPU_KERNELS_H
#define ND_DEVICE_CPU_KERNELS_H

#include "array/dtype.h"
#include "program/generator.h"
#include "program/program.h"

typedef void nd_kernel (void *result, const void *a, const void *b, size_t count);

/* result(i) = condition(i) ? a(i) : b(i) */
typedef void nd_select_kernel (void *result, const bool *condition, const void *a, const void *b,
                               size_t count);

/* Rows of `count` elements, strides[0] apart, one after the other; they begin strides[1] apart. */
typedef void nd_interleave_kernel (void *result, const void *base, const int64_t *strides,
                                   int64_t count, int64_t rows);

/* Element (row, column), which is base[offsets[row] + column], becomes run[row + column * pitch];
   rows and columns are multiples of eight. */
typedef void nd_turn_kernel (void *run, int64_t pitch, const void *base, const int64_t *offsets,
                             int64_t rows, int64_t columns);

/* The same, into memory past the caches: there it becomes to[row + to_columns[column]].  Columns
   begin with a cache's line and take whole lines. */
typedef void nd_turn_past_kernel (void *to, const int64_t *to_columns, const void *base,
                                  const int64_t *offsets, int64_t rows, int64_t columns);

/* Copies past the caches.  A thread calls nd_cpu_stream_end after its last copy: then other threads
   see what it wrote before they see anything that it writes later. */
typedef void nd_stream_kernel (void *to, const void *from, size_t nbytes);
static inline void nd_cpu_stream_end (void)
{
#ifdef __SSE2__
  __builtin_ia32_sfence ();
#endif
}

/* Elements start, start + 1 ... of what the generator describes; start is a whole number of blocks
   of the random stream. */
typedef void nd_generate_kernel (void *result, const nd_generator *generator, int64_t start,
                                 size_t count);
/* Sorting a class: elements to keys that compare as unsigned numbers (`flip` turns the bits of the
   class for falling order) and back, whether the way back loses anything (signs of zeros, what NaN
   holds), and the buckets of keys between the 255 splitters of a search tree. */
typedef struct nd_sort_kernels {
  void (*load) (const void *elements, size_t count, uint64_t flip, uint64_t *keys);
  void (*store) (const uint64_t *keys, size_t count, uint64_t flip, void *elements);
  bool (*loses) (const void *elements, size_t count);
  void (*classify) (const uint64_t *tree, const uint64_t *keys, size_t count, uint8_t *buckets);
} nd_sort_kernels;

/* Work of a fold: `groups` times `rows` rows of `width` elements, `step` elements apart; the rows
   of a group are folded into one.  With min and max positions, counted from 1, may come along. */
typedef struct nd_fold {
  void *state; /* groups * width: what was folded so far */
  const void *values;
  const void *factors; /* of fold_products: what the values are multiplied by */
  void *results;       /* scan: the state after each row; NULL (sums): not wanted */
  const void *before;  /* scan of sums: what is added to the results only; NULL: nothing */
  size_t width, rows, groups;
  size_t step;       /* scans and merges find no gaps */
  double *positions; /* of the state's elements; NULL: not wanted */
  double *result_positions;
  const double *later_positions;
  int64_t first; /* position of the first row */
  int64_t held;  /* of variances: rows that the state holds, */
  int64_t later; /* and those that are merged into it */
} nd_fold;

/* The state of variances: of each group `width` origins, as many sums of distances from them, of
   these distances' squares, and flaws, which are 0, or NaN where a number was not finite. */
enum { ND_VARIANCE_PARTS = 4 };

/* By the class of the values.  The state is of the same class, but for sums of single values, which
   are double, and variances. */
typedef struct nd_fold_kernels {
  void (*start) (void *state, size_t count);
  void (*start_scan) (void *state, size_t count); /* what comes before the first row of a scan */
  void (*fold) (const nd_fold *fold);
  void (*fold_products) (const nd_fold *fold); /* NULL: cannot be had */
  void (*scan) (const nd_fold *fold);          /* extremes: with positions */
  void (*merge) (const nd_fold *fold);         /* the state and `width` values folded later */
} nd_fold_kernels;

/* Kinds of kernels: X (name, what a lookup yields, by what it is looked up).  A source of this
   folder defines the lookup as ND_ISA_NAME (nd_cpu_NAME_kernel), the only name it exports. */
#define ND_KERNEL_FAMILIES(X)                                                                      \
  X (cast, nd_kernel *, (nd_dtype from, nd_dtype to))                                              \
  X (unary, nd_kernel *, (nd_op op, nd_dtype a))                                                   \
  X (arithmetic, nd_kernel *, (nd_op op, nd_dtype a, nd_dtype b))                                  \
  X (comparison, nd_kernel *, (nd_op op, nd_dtype a, nd_dtype b))                                  \
  X (power, nd_kernel *, (nd_op op, nd_dtype result, nd_dtype a, nd_dtype b))                      \
  X (parts, nd_kernel *, (nd_op op, nd_dtype a))                                                   \
  X (elementary, nd_kernel *, (nd_op op, nd_dtype a))                                              \
  X (complex, nd_kernel *, (nd_op op, nd_dtype a))                                                 \
  X (special, nd_kernel *, (nd_op op, nd_dtype a))                                                 \
  X (pairs, nd_kernel *, (nd_op op, nd_dtype a))                                                   \
  X (fold, const nd_fold_kernels *, (nd_reduction reduction, nd_dtype dtype))                      \
  X (select, nd_select_kernel *, (size_t element_size))                                            \
  X (interleave, nd_interleave_kernel *, (size_t element_size))                                    \
  X (turn, nd_turn_kernel *, (size_t element_size))                                                \
  X (turn_past, nd_turn_past_kernel *, (size_t element_size))                                      \
  X (stream, nd_stream_kernel *, (void))                                                           \
  X (ramp, nd_generate_kernel *, (nd_dtype dtype))                                                 \
  X (random, nd_generate_kernel *, (nd_generator_kind kind, nd_dtype dtype))                       \
  X (sort, const nd_sort_kernels *, (nd_dtype dtype))

/* The lookups of one instruction set. */
typedef struct nd_kernel_set {
#define ND_KERNEL_FAMILY(name, kernel, arguments) kernel (*name) arguments;
  ND_KERNEL_FAMILIES (ND_KERNEL_FAMILY)
#undef ND_KERNEL_FAMILY
} nd_kernel_set;

/* The set in use: the best that the processor runs, or the one that ND_CPU_ISA names. */
const nd_kernel_set *nd_cpu_kernels (void);

/* Names of the sets that this processor runs, the best first; NULL past the last. */
const char *nd_cpu_kernels_name (int i);

/* Uses the named set from now on; false where the processor does not run it. */
bool nd_cpu_use_kernels (const char *name);

/* The kernel of an operator that makes class `result` of classes a and b (unary: b is ignored). */
nd_kernel *nd_cpu_kernel (nd_op op, nd_dtype result, nd_dtype a, nd_dtype b);

/* The kernel of an instruction whose first two arguments have classes a and b. */
nd_kernel *nd_cpu_instruction_kernel (const nd_instruction *instruction, nd_dtype a, nd_dtype b);

static inline nd_kernel *nd_cpu_cast_kernel (nd_dtype from, nd_dtype to)
{
  return nd_cpu_kernels ()->cast (from, to);
}

/* ---- for the kernels' sources -------------------------------------------------------------- */

#ifndef ND_ISA
#define ND_ISA baseline
#endif
#define ND_PASTE(name, isa) name##_##isa
#define ND_PASTE_EXPANDED(name, isa) ND_PASTE (name, isa)
#define ND_ISA_NAME(name) ND_PASTE_EXPANDED (name, ND_ISA)

#define ND_KERNEL_FAMILY(name, kernel, arguments)                                                  \
  kernel ND_ISA_NAME (nd_cpu_##name##_kernel) arguments;
ND_KERNEL_FAMILIES (ND_KERNEL_FAMILY)
#undef ND_KERNEL_FAMILY

/* Says that the source's tables have a column for each operator of a family: FIRST ... LAST,
   OPERATORS of them.  A row of the operator table in the wrong place would be looked up beside
   them, so it does not compile. */
#define ND_OPERATORS_OF(family, first, last)                                                       \
  enum { FAMILY = ND_FAMILY_##family, FIRST = first, LAST = last, OPERATORS = LAST - FIRST + 1 };  \
  _Static_assert(0 ND_OPERATOR_TABLE (ND_MISPLACED) == 0,                                          \
                 "the rows " #first " to " #last " are those of the family " #family)
#define ND_MISPLACED(name, text, operands, rule, domain, cost, family, formula)                    \
  +(((int)ND_FAMILY_##family == (int)FAMILY) != ((int)name >= (int)FIRST && (int)name <= (int)LAST))

/* Results may be operands, element by element, and overlap otherwise not: so says ivdep. */
#if defined __clang__
#pragma clang diagnostic ignored "-Wpass-failed" /* some loops cannot be vectorized */
#define ND_VECTORIZE _Pragma ("clang loop vectorize(assume_safety)")
#elif defined __GNUC__
#define ND_VECTORIZE _Pragma ("GCC ivdep")
#else
#define ND_VECTORIZE
#endif

/* A kernel that computes an expression in x, and in y, of each element. */
#define ND_DEFINE_UNARY(function, result_type, type, expression)                                   \
  static void function (void *result, const void *a, const void *b, size_t count)                  \
  {                                                                                                \
    result_type *r = result;                                                                       \
    const type *xs = a;                                                                            \
    (void)b;                                                                                       \
    ND_VECTORIZE                                                                                   \
    for (size_t i = 0; i < count; i++) {                                                           \
      type x = xs[i];                                                                              \
      r[i] = expression;                                                                           \
    }                                                                                              \
  }
#define ND_DEFINE_BINARY(function, result_type, x_type, y_type, expression)                        \
  static void function (void *result, const void *a, const void *b, size_t count)                  \
  {                                                                                                \
    result_type *r = result;                                                                       \
    const x_type *xs = a;                                                                          \
    const y_type *ys = b;                                                                          \
    ND_VECTORIZE                                                                                   \
    for (size_t i = 0; i < count; i++) {                                                           \
      x_type x = xs[i];                                                                            \
      y_type y = ys[i];                                                                            \
      r[i] = expression;                                                                           \
    }                                                                                              \
  }

#endif
