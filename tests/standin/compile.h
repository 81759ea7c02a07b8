/* Runs a C compiler on a kernel's text.

   Purpose    Text to shared library, kept in ND_STANDIN_CACHE by the hash of everything that went
              into it.
   Ownership  Appends to texts of the caller.
   Threads    Under the stand-in's lock.
   Failures   False, with the compiler's messages in the log. */
#ifndef TESTS_STANDIN_COMPILE_H
#define TESTS_STANDIN_COMPILE_H

#include "text.h"

/* `defines`: -DNAME=VALUE and the like, separated by spaces. */
bool compile (const char *source, const char *name, const char *defines, struct text *library,
              struct text *log);

/* Keeps the CUDA C in ND_STANDIN_TEXTS, where that is set. */
void keep_source (const char *source);

#endif
