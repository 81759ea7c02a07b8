/* CUDA C to C that a CPU's compiler takes, once shim.h stands before it.

   Purpose    Three things cannot be said with macros: `extern __shared__ T x[];` becomes a pointer,
              every kernel gets an entry that unpacks cuLaunchKernel's parameters, and pointers,
              where casts make them and where kernels get them, go through ND_ALIGNED.
   Ownership  Appends to a text of the caller.
   Threads    Any.
   Failures   The text's `failed`; what is not understood is left to the compiler to refuse. */
#ifndef TESTS_STANDIN_TRANSLATE_H
#define TESTS_STANDIN_TRANSLATE_H

#include "text.h"

/* For C++ `extern "C"` stays. */
void translate (struct text *to, const char *source, bool is_cxx);

#endif
