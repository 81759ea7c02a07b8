/* Checks that the tests of src/array share: arrays and indices from text, results as text.

   Purpose    Tests of rules read as tables: {"3x3", "2,:", "1x3 double: 2 5 8"}.
   Ownership  Arrays made here belong to the caller; indices own their lists until freed.
   Threads    One.
   Failures   cmocka's assertions. */
#ifndef TESTS_CORE_ARRAY_CHECK_H
#define TESTS_CORE_ARRAY_CHECK_H

#include "array/index.h"
#include "core.h"

enum { CHECK_MOST = 40 };

/* Where and how the arrays of a test lie: every rule holds in all of these. */
typedef struct check_place {
  const char *device;
  bool reversed; /* memory order is that of the array with its dimensions reversed */
} check_place;

enum { CHECK_PLACES = 4 };
extern const check_place check_places[CHECK_PLACES];

/* An array of the size in `dims` ("2x3x4") with elements first, first + 1, ... */
nd_array *check_array (const check_place *place, nd_dtype dtype, const char *dims, double first);

/* The same on the CPU in column-major order, of class double, from 1 on. */
nd_array *check_matrix (const char *dims);

/* Element number i (from 0) of a CPU array of class double. */
double check_element (const nd_array *a, int64_t i);

/* Indices as they are typed in Octave, separated by commas: ":", "5", "1:3", "9:-2:1", "[1 5 2]",
   "[1;5]", "[0x1]" (an empty list of that size), "<1 0 1>" (a mask). */
typedef struct check_indices {
  int count;
  nd_selector selectors[8];
  int64_t lists[8][CHECK_MOST], dims[8][2];
} check_indices;

void check_parse_indices (const char *text, check_indices *indices);

/* Blocks outstanding, once the caches of all devices are empty. */
long check_outstanding (void);

#endif
