/* How the tables of CUDA C functions are written.

   Purpose    Formulas of operators and pieces (functions that formulas call) are templates, written
              once for many classes; functions.c fills in the classes:
                $A $B $R  CUDA C types of x, of y and of the result
                $a $b $r  their tags, which end names: i8 ... u64, s, d, cs, cd, b (logical)
                $P $p     the real class of A: type and tag
                $Q        type of the real class of R
                $f        suffix of A's constants and math functions: "f" or nothing
                $S $L $D  smallest and largest value of R, and how many bits hold its magnitudes
                $W        a type that holds every sum of two values of R
                $I $N     infinity and NaN of A's precision
                $e        the distance from 1 to the next number
                $m $M     the smallest normal number, and a quarter of the largest one
                $X        exp ($X) and exp (-$X) are normal numbers
                $n        the operator's name in small letters: less_equal
                $o $s     the operator in C: "<=", and without its equal part: "<"
              In a piece, B and R are A.  A piece is found by its name: what a template calls
              nd_integer_$r is the piece "integer" for R.
   Ownership  Static tables.
   Threads    Any.
   Failures   None. */
#ifndef ND_DEVICE_CUDA_FUNCTIONS_INTERNAL_H
#define ND_DEVICE_CUDA_FUNCTIONS_INTERNAL_H

#include "array/dtype.h"
#include "program/operators.h"

/* Sets of classes. */
enum {
  IN_LOGICAL = 1 << ND_LOGICAL,
  IN_SIGNED_SHORT = 1 << ND_INT8 | 1 << ND_INT16,
  IN_UNSIGNED_SHORT = 1 << ND_UINT8 | 1 << ND_UINT16,
  IN_SHORT = IN_SIGNED_SHORT | IN_UNSIGNED_SHORT,
  IN_INT32 = 1 << ND_INT32,
  IN_UINT32 = 1 << ND_UINT32,
  IN_INT64 = 1 << ND_INT64,
  IN_UINT64 = 1 << ND_UINT64,
  IN_WIDE = IN_INT64 | IN_UINT64,
  IN_SMALL_SIGNED = IN_SIGNED_SHORT | IN_INT32, /* a double holds their values */
  IN_SMALL_UNSIGNED = IN_UNSIGNED_SHORT | IN_UINT32,
  IN_SMALL = IN_SMALL_SIGNED | IN_SMALL_UNSIGNED,
  IN_SIGNED = IN_SMALL_SIGNED | IN_INT64,
  IN_UNSIGNED = IN_SMALL_UNSIGNED | IN_UINT64,
  IN_INTEGER = IN_SIGNED | IN_UNSIGNED,
  IN_SINGLE = 1 << ND_SINGLE,
  IN_DOUBLE = 1 << ND_DOUBLE,
  IN_FLOAT = IN_SINGLE | IN_DOUBLE,
  IN_REAL = IN_LOGICAL | IN_INTEGER | IN_FLOAT,
  IN_COMPLEX = 1 << ND_COMPLEX_SINGLE | 1 << ND_COMPLEX_DOUBLE
};

/* The operators first ... last for operands of these classes (b is 0 for one operand) and this
   result, where the operator table has no formula for them.  Where a and b are one set, both
   operands have one class; where one is complex, they have one precision.  A formula is an
   expression in x and y, or the mere name of a piece that computes it: "nd_rem_$a". */
typedef struct nd_cuda_formula {
  nd_op first, last;
  int a, b, result;
  const char *formula;
} nd_cuda_formula;

/* A function that formulas and other pieces call. */
typedef struct nd_cuda_piece {
  const char *name;
  int classes;
  const char *text;
} nd_cuda_piece;

/* How a piece's text begins. */
#define ND_CUDA_INLINE "static __device__ __forceinline__ "
#define ND_CUDA_CALLED "static __device__ __noinline__ " /* long ones */

/* X (table): what the sources hold; each exports its formulas and pieces, which end with a row of
   zeros. */
#define ND_CUDA_FUNCTION_TABLES(X) X (basic) X (integers) X (special) X (complex)

#define ND_CUDA_DECLARE_TABLES(name)                                                               \
  extern const nd_cuda_formula nd_cuda_##name##_formulas[];                                        \
  extern const nd_cuda_piece nd_cuda_##name##_pieces[];
ND_CUDA_FUNCTION_TABLES (ND_CUDA_DECLARE_TABLES)
#undef ND_CUDA_DECLARE_TABLES

#endif
