/* Programs: the one form of everything elementwise.

   Purpose    A program is straight-line code over element registers: loads, constants, casts,
              operators, stores.  Arithmetic, comparison, conversion, strided copies, gathers and
              scatters are programs; a device runs programs and knows no operators.
   Ownership  A program is plain memory, built on the stack; nothing in it is allocated.
   Threads    A finished program is read-only.
   Failures   Building fails only when the program is full (ND_PROGRAM_FULL), which callers
              prevent by ND_PROGRAM_MAX. */
#ifndef ND_PROGRAM_PROGRAM_H
#define ND_PROGRAM_PROGRAM_H

#include "array/array.h"
#include "program/operators.h"

#ifdef __cplusplus
extern "C" {
#endif

enum { ND_PROGRAM_MAX = 64, ND_PROGRAM_MAX_OPERANDS = 24 };

/* Value number i of a program is what instruction i yields. */
typedef struct nd_instruction {
  uint8_t op;      /* nd_op */
  uint8_t dtype;   /* class of the value it yields (for a store: of the memory written) */
  uint16_t arg[3]; /* value numbers; for loads, constants and stores: which operand (arg[0] of a
                     load or constant, arg[1] of a store) */
} nd_instruction;

/* An element of any class.  The largest comes first: {0} is certain to clear the first one only. */
typedef union nd_element {
  nd_complex_double complex;
  bool logical;
  int8_t int8;
  int16_t int16;
  int32_t int32;
  int64_t int64;
  uint8_t uint8;
  uint16_t uint16;
  uint32_t uint32;
  uint64_t uint64;
  float single;
  double real;
  nd_complex_single complex_single;
} nd_element;

/* What becomes of a program's value besides its stores.  Any and all: whether any (all) of its
   elements are nonzero, over the whole iteration space.  The others fold the elements along the
   dimensions that the launch marks: NaN is passed over by min and max, complex values compare by
   absolute value and then by argument, sums and products of integers saturate at each step.  A
   compensated sum folds pairs, which are complex double: a sum and what rounding took from it.
   Variances fold doubles: the mean square of their distances from their mean, the plain one with
   one less than their number for the mean (unless there is one only); NaN where one is not
   finite. */
typedef enum nd_reduction {
  ND_REDUCE_NONE,
  ND_REDUCE_ANY,
  ND_REDUCE_ALL,
  ND_REDUCE_COMPENSATED_SUM,
  ND_REDUCE_VARIANCE,
  ND_REDUCE_POPULATION_VARIANCE,
  ND_REDUCE_SUM,
  ND_REDUCE_PRODUCT,
  ND_REDUCE_MIN,
  ND_REDUCE_MAX
} nd_reduction;

typedef struct nd_program {
  int length, inputs, outputs, constants;
  nd_reduction reduction;
  int reduced;      /* number of the value that is reduced */
  nd_dtype result;  /* class that the folded elements are converted to */
  bool is_scan;     /* what was folded so far is wanted at every element, as by cumsum */
  bool must_finish; /* not to be interrupted: a stop would leave an existing array half written */
  nd_instruction code[ND_PROGRAM_MAX];
  nd_element constant[ND_PROGRAM_MAX_OPERANDS]; /* launch parameters, never part of a signature */
} nd_program;

/* How a program walks one operand: address = data + offset + sum over dimensions d of
   strides[d] * (lists[d] ? lists[d][i_d] : i_d), in elements; a stride of 0 broadcasts. */
typedef struct nd_access {
  void *data; /* device address */
  int64_t offset;
  int64_t strides[ND_MAX_DIMS];
  const int64_t *lists[ND_MAX_DIMS]; /* device addresses; only looked at when has_lists */
  bool has_lists;
} nd_access;

/* One run of a program: iteration space and operands. */
typedef struct nd_launch {
  const nd_program *program;
  int ndims; /* 0: one element */
  int64_t dims[ND_MAX_DIMS];
  nd_access input[ND_PROGRAM_MAX_OPERANDS];
  nd_access output[ND_PROGRAM_MAX_OPERANDS];
  bool folded[ND_MAX_DIMS]; /* dimensions that the reduction folds; only looked at when it folds */
  bool truth;               /* result of any and all */
} nd_launch;

void nd_program_init (nd_program *program);
int nd_program_load (nd_program *program, nd_dtype dtype); /* the next input */
int nd_program_constant (nd_program *program, nd_dtype dtype, nd_element value);
int nd_program_number (nd_program *program, nd_dtype dtype, double value); /* a real float */
int nd_program_cast (nd_program *program, int value, nd_dtype dtype); /* itself if of the class */
int nd_program_unary (nd_program *program, nd_op op, nd_dtype dtype, int a);
int nd_program_binary (nd_program *program, nd_op op, nd_dtype dtype, int a, int b);
int nd_program_select (nd_program *program, int condition, int a, int b);
void nd_program_store (nd_program *program, int value); /* the next output */

/* Any, all: `value` is logical, the result is the launch's truth. */
void nd_program_reduce (nd_program *program, nd_reduction reduction, int value);

/* The others: the result, converted to `dtype`, is the next output, which does not move along the
   folded dimensions (unless it is a scan).  With `positions` the output after it receives where min
   or max found the element first along the folded dimension: double, counted from 1. */
void nd_program_fold (nd_program *program, nd_reduction reduction, int value, nd_dtype dtype,
                      bool positions);
void nd_program_scan (nd_program *program, nd_reduction reduction, int value, nd_dtype dtype,
                      bool positions);
bool nd_program_folds (const nd_program *program);
bool nd_program_folds_variances (const nd_program *program);

/* The program as text, one instruction a line: "%2 = add double %0 %1". */
const char *nd_program_text (const nd_program *program, char *text, size_t size);

/* Drops dimensions of one element and merges those that all operands walk as one. */
void nd_launch_simplify (nd_launch *launch);

#ifdef __cplusplus
}
#endif
#endif
