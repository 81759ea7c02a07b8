/* The real NVRTC, where it is installed: texts of kernels compile without a card.

   Purpose    Compiles CUDA C for an architecture and shows what the compiler says.
   Ownership  Logs and code belong to the caller, who gives them to free.
   Threads    One.
   Failures   cmocka's assertions; tests are skipped where there is no NVRTC. */
#ifndef TESTS_CORE_NVRTC_H
#define TESTS_CORE_NVRTC_H

#include <stdbool.h>

enum { NVRTC_MOST = 64 };

/* Is it installed? */
bool nvrtc_find (void);

/* How many architectures from sm_70 up NVRTC knows; skips the test where it is not installed. */
int nvrtc_architectures (int architectures[NVRTC_MOST]);

/* Compiles for "compute" (PTX) or "sm" (machine code), with one more option unless it is NULL. */
bool nvrtc_compiles (const char *text, const char *kind, int architecture, const char *option,
                     char **log);

/* Does the compiler warn, but for saying that later ones will not know the architecture? */
bool nvrtc_warns (const char *log);

/* The PTX of a text. */
char *nvrtc_ptx (const char *text, int architecture);

#endif
