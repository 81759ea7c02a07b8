/* Kernels: one operator on one class, over a run of elements.

   Purpose    The innermost loops of the CPU engine, found by operator and classes.
   Ownership  Kernels own nothing; operands may be the same memory as the result, element by
              element, but must not overlap otherwise.
   Threads    Any.
   Failures   A lookup yields NULL for a combination that no program may hold. */
#ifndef ND_DEVICE_CPU_KERNELS_H
#define ND_DEVICE_CPU_KERNELS_H

#include "array/dtype.h"
#include "program/program.h"

typedef void nd_kernel (void *result, const void *a, const void *b, size_t count);

/* The kernel of an operator that makes class `result` of classes a and b (unary: b is ignored). */
nd_kernel *nd_cpu_kernel (nd_op op, nd_dtype result, nd_dtype a, nd_dtype b);

/* The kernel of an instruction whose first two arguments have classes a and b. */
nd_kernel *nd_cpu_instruction_kernel (const nd_instruction *instruction, nd_dtype a, nd_dtype b);

/* Parts of nd_cpu_kernel, one per source file. */
nd_kernel *nd_cpu_cast_kernel (nd_dtype from, nd_dtype to);
nd_kernel *nd_cpu_unary_kernel (nd_op op, nd_dtype a);
nd_kernel *nd_cpu_arithmetic_kernel (nd_op op, nd_dtype a, nd_dtype b);
nd_kernel *nd_cpu_comparison_kernel (nd_op op, nd_dtype a, nd_dtype b);
nd_kernel *nd_cpu_power_kernel (nd_op op, nd_dtype result, nd_dtype a, nd_dtype b);

/* result(i) = condition(i) ? a(i) : b(i), for elements of `size` bytes. */
void nd_cpu_select (void *result, const bool *condition, const void *a, const void *b, size_t size,
                    size_t count);

/* Results may be operands, element by element, and overlap otherwise not: so says ivdep.  Nobody
   looks at floating-point exception flags, so that choices need no branches. */
#if defined __clang__
#pragma clang diagnostic ignored "-Wpass-failed" /* some loops cannot be vectorized */
#define ND_VECTORIZE _Pragma ("clang loop vectorize(assume_safety)")
#elif defined __GNUC__
#pragma GCC optimize("O3", "no-trapping-math")
#define ND_VECTORIZE _Pragma ("GCC ivdep")
#else
#define ND_VECTORIZE
#endif

#endif
