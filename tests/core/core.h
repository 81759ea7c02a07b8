/* What the tests of the core share.

   Purpose    A test body is run once as it is, then again and again with allocation 1, 2, 3 ...
              failing until it passes: each time it must either succeed or say that memory is short,
              and leave nothing behind.  Arrays made here are given back when the body ends.
   Ownership  core_keep takes arrays; the harness frees them after the body.
   Threads    One.
   Failures   cmocka's assertions. */
#ifndef TESTS_CORE_CORE_H
#define TESTS_CORE_CORE_H

#include "array/array.h"
#include "base/memory.h"
#include "device/device.h"
#include "program/operations.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

/* cmocka's header does not say that these do not return. */
_Noreturn void _fail (const char *file, int line);
_Noreturn void _skip (const char *file, int line);

typedef nd_status core_body (nd_error *error);

/* Runs a body as described above. */
void core_run (core_body *body);

/* Defines the cmocka test `name`; what follows is its body: `nd_test (sums) { ... return ND_OK; }`,
   in which `error` is to be passed on and failures are returned. */
#define nd_test(name)                                                                              \
  static nd_status name##_body (nd_error *error);                                                  \
  static void name (void **state)                                                                  \
  {                                                                                                \
    (void)state;                                                                                   \
    core_run (name##_body);                                                                        \
  }                                                                                                \
  static nd_status name##_body (nd_error *error)

#define TRY(expression) ND_RETURN_NOT_OK (expression)

/* The expression must give this status, unless memory ran out on purpose. */
#define EXPECT(expression, status)                                                                 \
  do {                                                                                             \
    nd_status expect_status = (expression);                                                        \
    if (expect_status == ND_OUT_OF_MEMORY && nd_memory_failed ())                                  \
      return expect_status;                                                                        \
    assert_int_equal (expect_status, status);                                                      \
  } while (0)

/* Gives the array to the harness, which frees it when the body ends. */
nd_array *core_keep (nd_array *a);

/* Frees what was kept: for long tests that do not run through core_run. */
void core_free_kept (void);

/* The devices of this machine that tests run on: cpu and sim:0. */
enum { CORE_DEVICES = 2 };
nd_device *core_device (int i);

/* A kept array on `device`: size "2x3", elements from text, "1 2 3 -Inf 4i 2+3i", column by column;
   repeated when there are fewer than elements. */
nd_status core_array (nd_device *device, nd_dtype dtype, const char *dims, const char *elements,
                      nd_array **out, nd_error *error) ND_MUST_USE;

/* The same elements and size, kept, stored so that nothing is consecutive in memory: dimensions
   in reversed order, every other element. */
nd_status core_scattered (const nd_array *a, nd_array **out, nd_error *error) ND_MUST_USE;

/* "1x2 int8: 1 2", from any device; the text lives until the next call but three. */
const char *core_text (const nd_array *a);

/* One element as text: "-128", "0.5", "NaN", "2+3i"; and back. */
const char *core_element_text (nd_dtype dtype, const void *element, char *text, size_t size);
void core_parse_element (nd_dtype dtype, const char *text, void *element);

/* The class of that name; complex classes are "complex double" and "complex single". */
nd_dtype core_dtype (const char *name);
const char *core_dtype_name (nd_dtype dtype);

/* "3x4": returns the number of dimensions. */
int core_dims (const char *text, int64_t *dims);

#define assert_text(a, expected) assert_string_equal (core_text (a), expected)

#endif
