/* What the tests of the CUDA device share: they run against the stand-in (tests/standin).

   Purpose    Finds cuda:0 and cuda:1, has the stand-in fail, asks it what was called.
   Ownership  Environment variables are the process's; cuda_calm makes the stand-in behave again.
   Threads    One.
   Failures   cmocka's assertions. */
#ifndef TESTS_CORE_CUDA_H
#define TESTS_CORE_CUDA_H

#include "core.h"

/* cuda:i, opened; skips the test where ND_CUDA_LIBRARY names no stand-in. */
nd_device *cuda_device (int i);

/* ND_STANDIN_FAIL: "cuMemAlloc_v2:2" lets the second call from now on fail; "*:3+=700" all from the
   third on, with CUDA_ERROR_ILLEGAL_ADDRESS.  "" ends it. */
void cuda_fail (const char *what);

/* No failures, both devices reset where they are open: a test's setup. */
int cuda_calm (void **state);

/* The same as a test's teardown, which looks whether every context that was entered was left. */
int cuda_end (void **state);
#define cuda_test(name) cmocka_unit_test_setup_teardown (name, cuda_calm, cuda_end)

/* Runs `attempt` in a process of its own, since the driver is loaded once per process: `result`, of
   `size` bytes and zero at first, is what it left there.  Skips the test where ND_CUDA_LIBRARY
   names no stand-in. */
void cuda_in_child (void (*attempt) (const void *context, void *result), const void *context,
                    void *result, size_t size);

/* How often the driver's function was called so far ("*": all). */
long cuda_calls (const char *name);

#endif
