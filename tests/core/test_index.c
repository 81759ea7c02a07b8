/* a(i, j), a(i, j) = v, a(i, j) = [], views: what Octave 11 answers, for every memory order and
   place, also while memory runs out. */
#include "array_check.h"
#include "base/memory.h"
#include "program/operations.h"
#include <stdlib.h>
#include <string.h>

typedef enum { INDEX, ASSIGN, DELETE } operation;

/* `value` is a size (elements 101, 102, ...) or "=5" for one element; `expected` is what check_text
   says of the result, or the message. */
typedef struct {
  const char *array, *indices, *value, *expected;
} rule;

static nd_status run (operation operation, const char *indices, nd_array *a, const nd_array *value,
                      nd_array **result, nd_error *error)
{
  check_indices at;
  check_parse_indices (indices, &at);
  if (operation == INDEX)
    return nd_array_index (a, at.count, at.selectors, result, error);
  return operation == ASSIGN ? nd_array_assign (a, at.count, at.selectors, value, true, error)
                             : nd_array_delete (a, at.count, at.selectors, error);
}

static nd_array *make_value (const check_place *place, const char *text)
{
  nd_array *value = NULL;
  if (text && *text != '=')
    return check_array (place, ND_DOUBLE, text, 101);
  if (text) {
    double element = strtod (text + 1, NULL);
    assert_int_equal (nd_array_from_scalar (ND_DOUBLE, &element, &value, NULL), ND_OK);
  }
  return value;
}

/* One try of a rule, with the n-th allocation failing (0: none); returns whether one failed. */
static bool try_rule (operation operation, const rule *r, const check_place *place, long n)
{
  nd_error error;
  long outstanding = check_outstanding ();
  nd_array *result = NULL, *value = make_value (place, r->value);
  nd_array *a = check_array (place, ND_DOUBLE, r->array, 1);
  const char *before = core_text (a);
  nd_memory_fail (n);
  nd_status status = run (operation, r->indices, a, value, &result, &error);
  bool failed = nd_memory_failed ();
  nd_memory_fail (0);
  if (status == ND_OK)
    assert_text (result ? result : a, r->expected);
  else {
    assert_text (a, before);
    if (!failed)
      assert_string_equal (error.message, r->expected);
  }
  nd_array_free (result);
  nd_array_free (value);
  nd_array_free (a);
  assert_int_equal (check_outstanding (), outstanding);
  return failed;
}

static void check_rules (operation operation, size_t count, const rule *rules)
{
  for (size_t i = 0; i < count; i++)
    for (int place = 0; place < CHECK_PLACES; place++) {
      try_rule (operation, &rules[i], &check_places[place], 0);
      for (long n = 1; try_rule (operation, &rules[i], &check_places[place], n); n++)
        continue;
    }
}

#define CHECK_RULES(operation, rules)                                                              \
  check_rules (operation, sizeof (rules) / sizeof (rules)[0], rules)

/* ---- reading --------------------------------------------------------------------------------- */

static void a_linear_index_gives_the_shape_that_octave_gives (void **state)
{
  static const rule rules[] = {
      {"3x3", ":", NULL, "9x1 double: 1 2 3 4 5 6 7 8 9"},
      {"1x3", ":", NULL, "3x1 double: 1 2 3"},
      {"3x3", "5", NULL, "1x1 double: 5"},
      {"3x3", "2:4", NULL, "1x3 double: 2 3 4"},
      {"3x3", "9:-4:1", NULL, "1x3 double: 9 5 1"},
      {"3x3", "[2;4]", NULL, "2x1 double: 2 4"},
      {"3x3", "[2 4;1 9]", NULL, "2x2 double: 2 1 4 9"},
      {"1x4", "[2;4]", NULL, "1x2 double: 2 4"},
      {"4x1", "[2 4]", NULL, "2x1 double: 2 4"},
      {"1x4", "[2 4;1 1]", NULL, "2x2 double: 2 1 4 1"},
      {"1x1", "[1 1;1 1]", NULL, "2x2 double: 1 1 1 1"},
      {"1x1", "[1;1;1]", NULL, "3x1 double: 1 1 1"},
      {"1x1x3", "[1 2]", NULL, "1x1x2 double: 1 2"},
      {"1x1x3", "[0x0]", NULL, "0x0 double:"},
      {"1x1x3", "[1x0]", NULL, "1x1x0 double:"},
      {"3x3", "[0x0]", NULL, "0x0 double:"},
      {"3x3", "[0x3]", NULL, "0x3 double:"},
      {"1x4", "[0x1]", NULL, "1x0 double:"},
      {"0x0", ":", NULL, "0x1 double:"},
      {"0x3", ":", NULL, "0x1 double:"},
      {"1x0", "[0x1]", NULL, "1x0 double:"},
  };
  (void)state;
  CHECK_RULES (INDEX, rules);
}

static void a_mask_picks_its_true_elements (void **state)
{
  static const rule rules[] = {
      {"1x4", "<1 0 1 0>", NULL, "1x2 double: 1 3"},
      {"1x4", "<1;0;1;0>", NULL, "1x2 double: 1 3"},
      {"3x3", "<1 0 1 0>", NULL, "1x2 double: 1 3"},
      {"3x3", "<1;0;1;0>", NULL, "2x1 double: 1 3"},
      {"2x2", "<1 0;0 1>", NULL, "2x1 double: 1 4"},
      {"2x2", "<0 0;0 0>", NULL, "0x1 double:"},
      {"1x3", "<0 0 0 0 0>", NULL, "1x0 double:"},
      {"3x3", ":,<1 0 1>", NULL, "3x2 double: 1 2 3 7 8 9"},
      {"3x3", "<1 1 1 1>,1", NULL, "index (4,_): out of bound 3 (dimensions are 3x3)"},
      {"3x3", "<1 1 1 1 1 1 1 1 1 1>", NULL, "index (10): out of bound 9 (dimensions are 3x3)"},
  };
  (void)state;
  CHECK_RULES (INDEX, rules);
}

static void the_last_of_few_indices_folds_the_rest (void **state)
{
  static const rule rules[] = {
      {"2x3x2", "1,:", NULL, "1x6 double: 1 3 5 7 9 11"},
      {"2x3x2", ":,5", NULL, "2x1 double: 9 10"},
      {"2x3x2", ":,4:6", NULL, "2x3 double: 7 8 9 10 11 12"},
      {"2x3x2", "2,[6 1]", NULL, "1x2 double: 12 2"},
      {"2x3x2", ":,:", NULL, "2x6 double: 1 2 3 4 5 6 7 8 9 10 11 12"},
      {"2x3x2", ":", NULL, "12x1 double: 1 2 3 4 5 6 7 8 9 10 11 12"},
      {"2x3x2", "12:-5:1", NULL, "1x3 double: 12 7 2"},
      {"2x3x2", ":,7", NULL, "index (_,7): out of bound 6 (dimensions are 2x3x2)"},
  };
  (void)state;
  CHECK_RULES (INDEX, rules);
}

static void subscripts_pick_a_grid (void **state)
{
  static const rule rules[] = {
      {"3x3", "2,3", NULL, "1x1 double: 8"},
      {"3x3", "2,:", NULL, "1x3 double: 2 5 8"},
      {"3x3", "3:-2:1,[3 1 1]", NULL, "2x3 double: 9 7 3 1 3 1"},
      {"3x3", "[1 2;3 1],2", NULL, "4x1 double: 4 6 5 4"},
      {"2x3x2", ":,2,:", NULL, "2x1x2 double: 3 4 9 10"},
      {"2x3x2", "2,[3 1],[2 1 2]", NULL, "1x2x3 double: 12 8 6 2 12 8"},
      {"2x3x2", ":,:,1", NULL, "2x3 double: 1 2 3 4 5 6"},
      {"2x3x2", ":,:,:,1", NULL, "2x3x2 double: 1 2 3 4 5 6 7 8 9 10 11 12"},
      {"2x3x2", "[0x0],:,:", NULL, "0x3x2 double:"},
      {"3x3", ":,:,[1 1]", NULL, "3x3x2 double: 1 2 3 4 5 6 7 8 9 1 2 3 4 5 6 7 8 9"},
      {"0x3", ":,1", NULL, "0x1 double:"},
  };
  (void)state;
  CHECK_RULES (INDEX, rules);
}

static void a_position_out_of_bounds_says_which (void **state)
{
  static const rule rules[] = {
      {"3x3", "10", NULL, "index (10): out of bound 9 (dimensions are 3x3)"},
      {"3x3", "5,1", NULL, "index (5,_): out of bound 3 (dimensions are 3x3)"},
      {"3x3", "1,5", NULL, "index (_,5): out of bound 3 (dimensions are 3x3)"},
      {"3x3", "4,4", NULL, "index (4,_): out of bound 3 (dimensions are 3x3)"},
      {"3x4x2", "1,1,3", NULL, "index (_,_,3): out of bound 2 (dimensions are 3x4x2)"},
      {"3x4x2", "1,1,1,2", NULL, "index (_,_,_,2): out of bound 1 (dimensions are 3x4x2)"},
      {"1x0", "1", NULL, "index (1): out of bound 0 (dimensions are 1x0)"},
      {"0x0", "1,1", NULL, "index (1,_): out of bound 0 (dimensions are 0x0)"},
  };
  (void)state;
  CHECK_RULES (INDEX, rules);
}

static void one_element_is_found_or_out_of_bounds (void **state)
{
  nd_array *a = check_matrix ("2x3x2"), *turned;
  static const int back[3] = {2, 1, 0};
  const void *element;
  nd_error error;
  (void)state;
  assert_int_equal (nd_array_permute (a, 3, back, &turned, NULL), ND_OK);
  for (int64_t i = 0; i < 12; i++) {
    assert_int_equal (nd_array_element (a, 1, &i, &element, NULL), ND_OK);
    assert_true (*(const double *)element == (double)(i + 1));
  }
  int64_t at[4] = {1, 2, 0, 0}, folded[2] = {1, 5}, beyond[2] = {0, 6};
  assert_int_equal (nd_array_element (turned, 4, at, &element, NULL), ND_OK);
  assert_true (*(const double *)element == 11);
  assert_int_equal (nd_array_element (turned, 2, folded, &element, NULL), ND_OK);
  assert_true (*(const double *)element == 12);
  assert_int_equal (nd_array_element (turned, 2, beyond, &element, &error), ND_INDEX_OUT_OF_BOUNDS);
  assert_string_equal (error.message, "index (_,7): out of bound 6 (dimensions are 2x3x2)");
  nd_array_free (a);
  nd_array_free (turned);
}

/* ---- writing --------------------------------------------------------------------------------- */

static void an_assignment_writes_what_the_indices_name (void **state)
{
  static const rule rules[] = {
      {"3x3", "3", "=5", "3x3 double: 1 2 5 4 5 6 7 8 9"},
      {"3x3", "2,3", "=5", "3x3 double: 1 2 3 4 5 6 7 5 9"},
      {"3x3", ":", "=0", "3x3 double: 0 0 0 0 0 0 0 0 0"},
      {"3x3", ":", "1x9", "3x3 double: 101 102 103 104 105 106 107 108 109"},
      {"3x3", "3,:", "=2", "3x3 double: 1 2 2 4 5 2 7 8 2"},
      {"3x3", "3,:", "1x3", "3x3 double: 1 2 101 4 5 102 7 8 103"},
      {"3x3", "3,:", "3x1", "3x3 double: 1 2 101 4 5 102 7 8 103"},
      {"3x3", "3:-1:2,2", "1x2", "3x3 double: 1 2 3 4 102 101 7 8 9"},
      {"3x3", "[1 3],[3 1]", "2x2", "3x3 double: 103 2 104 4 5 6 101 8 102"},
      {"3x3", "<1 0 1>,:", "=0", "3x3 double: 0 2 0 0 5 0 0 8 0"},
      {"3x3", "[9 1;5 2]", "2x2", "3x3 double: 103 104 3 4 102 6 7 8 101"},
      {"3x3", ":,:,:", "3x3", "3x3 double: 101 102 103 104 105 106 107 108 109"},
      {"2x3x2", ":,1,:", "2x2", "2x3x2 double: 101 102 3 4 5 6 103 104 9 10 11 12"},
      {"2x3x2", "1,:,:", "3x2", "2x3x2 double: 101 2 102 4 103 6 104 8 105 10 106 12"},
      {"2x3x2", ":,:", "2x6", "2x3x2 double: 101 102 103 104 105 106 107 108 109 110 111 112"},
      {"2x3x2", "12:-5:1", "1x3", "2x3x2 double: 1 103 3 4 5 6 102 8 9 10 11 101"},
      {"2x3x2", "2,[6 1]", "1x2", "2x3x2 double: 1 102 3 4 5 6 7 8 9 10 11 101"},
      {"3x3", "[0x0]", "=7", "3x3 double: 1 2 3 4 5 6 7 8 9"},
      {"3x3", "[0x0],1", "0x5", "3x3 double: 1 2 3 4 5 6 7 8 9"},
  };
  (void)state;
  CHECK_RULES (ASSIGN, rules);
}

static void of_equal_positions_the_last_wins (void **state)
{
  static const rule rules[] = {
      {"3x3", "[1 1 1]", "1x3", "3x3 double: 103 2 3 4 5 6 7 8 9"},
      {"3x3", "[5 1 5 2 1]", "1x5", "3x3 double: 105 104 3 4 103 6 7 8 9"},
      {"2x2", "[2 1 2],[1 1]", "3x2", "2x2 double: 105 106 3 4"},
      {"2x3x2", "2,[6 1 6]", "1x3", "2x3x2 double: 1 102 3 4 5 6 7 8 9 10 11 103"},
  };
  (void)state;
  CHECK_RULES (ASSIGN, rules);
}

static void a_value_of_the_wrong_size_is_refused (void **state)
{
  static const rule rules[] = {
      {"1x3", "1:2", "1x3", "=: nonconformant arguments (op1 is 2x1, op2 is 1x3)"},
      {"3x3", ":", "1x8", "=: nonconformant arguments (op1 is 9x1, op2 is 1x8)"},
      {"3x3", "1:2,1:2", "1x4", "=: nonconformant arguments (op1 is 2x2, op2 is 1x4)"},
      {"3x3", ":,:,1", "1x3", "=: nonconformant arguments (op1 is 3x3, op2 is 1x3)"},
      {"2x3x2", "1,:,:", "2x3", "=: nonconformant arguments (op1 is 1x3x2, op2 is 2x3)"},
      {"2x3", "4,:", "1x2", "=: nonconformant arguments (op1 is 1x3, op2 is 1x2)"},
      {"1x3", "2", "0x0", "=: nonconformant arguments (op1 is 1x1, op2 is 0x0)"},
      {"3x3", "[0x0]", "1x3", "=: nonconformant arguments (op1 is 0x1, op2 is 1x3)"},
      {"0x0", ":", "1x3", "=: nonconformant arguments (op1 is 0x1, op2 is 1x3)"},
  };
  (void)state;
  CHECK_RULES (ASSIGN, rules);
}

static void an_array_grows_as_octave_grows_it (void **state)
{
  static const rule rules[] = {
      {"0x0", "3", "=1", "1x3 double: 0 0 1"},
      {"1x3", "5", "=9", "1x5 double: 1 2 3 0 9"},
      {"3x1", "5", "=9", "5x1 double: 1 2 3 0 9"},
      {"1x1", "3", "=9", "1x3 double: 1 0 9"},
      {"1x1", "2,2", "=9", "2x2 double: 1 0 0 9"},
      {"0x3", "3", "=9", "1x3 double: 0 0 9"},
      {"0x3", "2,:", "=9", "2x3 double: 0 9 0 9 0 9"},
      {"3x0", ":,2", "1x3", "3x2 double: 0 0 0 101 102 103"},
      {"2x2", "3,4", "=9", "3x4 double: 1 2 0 3 4 0 0 0 0 0 0 9"},
      {"2x2", "1,1,2", "=9", "2x2x2 double: 1 2 3 4 9 0 0 0"},
      {"2x2", ":,4", "1x2", "2x4 double: 1 2 3 4 0 0 101 102"},
      {"2x3", "4,:", "1x3", "4x3 double: 1 2 0 101 3 4 0 102 5 6 0 103"},
      {"1x3", "3:6", "1x4", "1x6 double: 1 2 101 102 103 104"},
      {"1x3", "<0 0 0 0 1>", "=9", "1x5 double: 1 2 3 0 9"},
      {"2x2x1x2", "3,1,1,1", "=9", "3x2x1x2 double: 1 2 9 3 4 0 5 6 0 7 8 0"},
      {"3x3", "[0x0],4", "=7", "3x4 double: 1 2 3 4 5 6 7 8 9 0 0 0"},
  };
  (void)state;
  CHECK_RULES (ASSIGN, rules);
}

static void colons_of_an_empty_array_take_the_values_extents (void **state)
{
  static const rule rules[] = {
      {"0x0", "3,:", "1x3", "3x3 double: 0 0 101 0 0 102 0 0 103"},
      {"0x0", ":,2", "1x3", "3x2 double: 0 0 0 101 102 103"},
      {"0x0", ":,:", "1x3", "1x3 double: 101 102 103"},
      {"0x0", ":,:,2", "2x2", "2x2x2 double: 0 0 0 0 101 102 103 104"},
      {"0x0", "2,:,2", "1x3", "2x3x2 double: 0 0 0 0 0 0 0 101 0 102 0 103"},
      {"0x0", "2,:", "=5", "2x1 double: 0 5"},
      {"0x0", ":", "=1", "0x0 double:"},
      {"0x0x0", ":,:,1", "3x3", "3x3 double: 101 102 103 104 105 106 107 108 109"},
      {"0x0x0", ":,:", "2x2", "2x2 double: 101 102 103 104"},
      {"0x0x2", ":,:,1", "=1", "0x0x2 double:"},
  };
  (void)state;
  CHECK_RULES (ASSIGN, rules);
}

static void growth_that_would_move_elements_is_refused (void **state)
{
#define INVALID                                                                                    \
  "Invalid resizing operation or ambiguous assignment to an out-of-bounds array element"
  static const rule rules[] = {
      {"3x3", "10", "=1", INVALID},     {"2x2x2", "9", "=1", INVALID},
      {"2x2x2", "1,9", "=1", INVALID},  {"2x2x2", "3,1", "=1", INVALID},
      {"3x0", "3", "=1", INVALID},      {"1x1x3", "5", "=1", INVALID},
      {"0x0x0", "1:2", "1x2", INVALID},
  };
  (void)state;
  CHECK_RULES (ASSIGN, rules);
}

static void growth_beyond_what_can_be_addressed_is_out_of_memory (void **state)
{
  nd_array *a = check_matrix ("1x3"), *nine = make_value (&check_places[0], "=9");
  check_indices at;
  nd_error error;
  static const char *const tries[] = {"1152921504606846976", "1099511627776,1099511627776"};
  (void)state;
  for (int i = 0; i < 2; i++) {
    check_parse_indices (tries[i], &at);
    assert_int_equal (nd_array_assign (a, at.count, at.selectors, nine, true, &error),
                      ND_OUT_OF_MEMORY);
    assert_string_equal (error.message,
                         "out of memory or dimension too large for Octave's index type");
  }
  nd_array_free (a);
  nd_array_free (nine);
}

static void growth_that_is_not_allowed_is_out_of_bounds (void **state)
{
  nd_array *a = check_matrix ("3x3"), *linked, *nine = make_value (&check_places[0], "=9");
  check_indices at;
  nd_error error;
  (void)state;
  check_parse_indices ("2,5", &at);
  assert_int_equal (nd_array_assign (a, 2, at.selectors, nine, false, &error),
                    ND_INDEX_OUT_OF_BOUNDS);
  assert_string_equal (error.message, "index (_,5): out of bound 3 (dimensions are 3x3)");
  assert_int_equal (nd_array_link (a, &linked, NULL), ND_OK);
  assert_int_equal (nd_array_assign (a, 2, at.selectors, nine, true, &error),
                    ND_INDEX_OUT_OF_BOUNDS);
  nd_array_free (a);
  nd_array_free (linked);
  nd_array_free (nine);
}

static void values_are_converted_to_the_arrays_class (void **state)
{
  check_indices at;
  (void)state;
  check_parse_indices ("2:3", &at);
  for (int place = 0; place < CHECK_PLACES; place++) {
    nd_array *a = check_array (&check_places[place], ND_UINT8, "1x3", 254);
    nd_array *value = check_array (&check_places[place], ND_DOUBLE, "1x2", -0.5);
    assert_int_equal (nd_array_assign (a, 1, at.selectors, value, true, NULL), ND_OK);
    assert_text (a, "1x3 uint8: 254 0 1");
    nd_array_free (a);
    nd_array_free (value);
  }
}

static void the_class_of_an_assignment_is_octaves (void **state)
{
  static const struct {
    nd_dtype a, value, result;
  } rows[] = {
      {ND_DOUBLE, ND_INT8, ND_DOUBLE},
      {ND_DOUBLE, ND_SINGLE, ND_DOUBLE},
      {ND_DOUBLE, ND_COMPLEX_SINGLE, ND_COMPLEX_DOUBLE},
      {ND_SINGLE, ND_DOUBLE, ND_SINGLE},
      {ND_SINGLE, ND_COMPLEX_DOUBLE, ND_COMPLEX_SINGLE},
      {ND_INT8, ND_INT16, ND_INT8},
      {ND_INT8, ND_DOUBLE, ND_INT8},
      {ND_INT8, ND_COMPLEX_SINGLE, ND_COMPLEX_SINGLE},
      {ND_LOGICAL, ND_DOUBLE, ND_LOGICAL},
      {ND_LOGICAL, ND_SINGLE, ND_DOUBLE},
      {ND_LOGICAL, ND_INT8, ND_LOGICAL},
      {ND_LOGICAL, ND_COMPLEX_SINGLE, ND_COMPLEX_DOUBLE},
      {ND_COMPLEX_SINGLE, ND_DOUBLE, ND_COMPLEX_SINGLE},
  };
  (void)state;
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
    assert_int_equal (nd_assign_class (rows[i].a, rows[i].value), rows[i].result);
}

static void a_value_that_overlaps_is_read_first (void **state)
{
  (void)state;
  for (int place = 0; place < CHECK_PLACES; place++) {
    nd_array *a = check_array (&check_places[place], ND_DOUBLE, "1x5", 1), *front;
    check_indices from, to;
    check_parse_indices ("1:4", &from);
    check_parse_indices ("2:5", &to);
    assert_int_equal (nd_array_view (a, 1, from.selectors, &front, NULL), ND_OK);
    assert_int_equal (nd_array_assign (a, 1, to.selectors, front, true, NULL), ND_OK);
    assert_text (a, "1x5 double: 1 1 2 3 4");
    assert_text (front, "1x4 double: 1 1 2 3");
    nd_array_free (a);
    nd_array_free (front);
  }
}

/* ---- deleting -------------------------------------------------------------------------------- */

static void deletion_keeps_the_rest (void **state)
{
  static const rule rules[] = {
      {"3x3", ":,1", NULL, "3x2 double: 4 5 6 7 8 9"},
      {"3x3", "2,:", NULL, "2x3 double: 1 3 4 6 7 9"},
      {"3x3", ":,[3 1 1]", NULL, "3x1 double: 4 5 6"},
      {"3x3", "<1 0 1>,:", NULL, "1x3 double: 2 5 8"},
      {"3x3", ":,3:-1:2", NULL, "3x1 double: 1 2 3"},
      {"3x3", "1", NULL, "1x8 double: 2 3 4 5 6 7 8 9"},
      {"3x3", "[1 3]", NULL, "7x1 double: 2 4 5 6 7 8 9"},
      {"3x3", ":", NULL, "0x0 double:"},
      {"3x3", ":,:", NULL, "0x3 double:"},
      {"3x3", "1:9", NULL, "1x0 double:"},
      {"3x3", "<1 1 1;1 1 1;1 1 1>", NULL, "1x0 double:"},
      {"3x3", "9:-1:8", NULL, "7x1 double: 1 2 3 4 5 6 7"},
      {"1x5", "2", NULL, "1x4 double: 1 3 4 5"},
      {"1x5", "5", NULL, "1x4 double: 1 2 3 4"},
      {"1x5", "[5 1]", NULL, "1x3 double: 2 3 4"},
      {"5x1", "2:3", NULL, "3x1 double: 1 4 5"},
      {"5x1", "5", NULL, "4x1 double: 1 2 3 4"},
      {"1x5", "1,:", NULL, "0x5 double:"},
      {"1x1", "1", NULL, "1x0 double:"},
      {"2x3x2", ":,2,:", NULL, "2x2x2 double: 1 2 5 6 7 8 11 12"},
      {"2x3x2", ":,2", NULL, "2x2x2 double: 1 2 5 6 7 8 11 12"},
      {"2x3x2", ":,:,1", NULL, "2x3 double: 7 8 9 10 11 12"},
      {"2x3x2", ":,:,:,1", NULL, "2x3x2x0 double:"},
      {"2x3x2", "3", NULL, "1x11 double: 1 2 4 5 6 7 8 9 10 11 12"},
      {"1x1x3", "2", NULL, "1x2 double: 1 3"},
      {"3x3", "[0x0]", NULL, "3x3 double: 1 2 3 4 5 6 7 8 9"},
      {"3x3", "5,[0x0]", NULL, "3x3 double: 1 2 3 4 5 6 7 8 9"},
      {"3x3", "[0x0],1:2", NULL, "3x3 double: 1 2 3 4 5 6 7 8 9"},
  };
  (void)state;
  CHECK_RULES (DELETE, rules);
}

static void a_deletion_that_is_not_possible_says_why (void **state)
{
#define ONE_INDEX "a null assignment can only have one non-colon index"
  static const rule rules[] = {
      {"3x3", "1,1", NULL, ONE_INDEX},
      {"3x3", "1:3,1", NULL, ONE_INDEX},
      {"3x3", "1:2,1:2", NULL, ONE_INDEX},
      {"3x3", "10", NULL, "A(I) = []: index out of bounds: value 10 out of bound 9"},
      {"3x3", ":,4", NULL, "A(..,I,..) = []: index out of bounds: value 4 out of bound 3"},
      {"2x3x2", ":,:,3", NULL, "A(..,I,..) = []: index out of bounds: value 3 out of bound 2"},
      {"0x0", "1", NULL, "A(I) = []: index out of bounds: value 1 out of bound 0"},
  };
  (void)state;
  CHECK_RULES (DELETE, rules);
}

static void nothing_is_deleted_from_linked_arrays (void **state)
{
  nd_array *a = check_matrix ("1x3"), *linked;
  check_indices at;
  (void)state;
  check_parse_indices ("2", &at);
  assert_int_equal (nd_array_link (a, &linked, NULL), ND_OK);
  assert_int_equal (nd_array_delete (a, 1, at.selectors, NULL), ND_IN_PLACE);
  nd_array_free (a);
  nd_array_free (linked);
}

/* ---- views ----------------------------------------------------------------------------------- */

static void a_write_through_a_view_is_seen_by_the_array (void **state)
{
  static const rule rules[] = {
      {"3x3", "2,:", "=0", "3x3 double: 1 0 3 4 0 6 7 0 9"},
      {"3x3", "9:-4:1", "1x3", "3x3 double: 103 2 3 4 102 6 7 8 101"},
      {"3x3", "[1 3],[3 2]", "2x2", "3x3 double: 1 2 3 103 5 104 101 8 102"},
      {"3x3", "<1 0 1>,2", "=0", "3x3 double: 1 2 3 0 5 0 7 8 9"},
      {"2x3x2", ":,2,:", "=0", "2x3x2 double: 1 2 0 0 5 6 7 8 0 0 11 12"},
  };
  check_indices at, all;
  (void)state;
  check_parse_indices (":", &all);
  for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++)
    for (int place = 0; place < CHECK_PLACES; place++) {
      /* Linear indices walk memory in column-major order only. */
      if (strchr (rules[i].indices, ',') == NULL && check_places[place].reversed)
        continue;
      nd_array *a = check_array (&check_places[place], ND_DOUBLE, rules[i].array, 1), *view;
      nd_array *value = make_value (&check_places[place], rules[i].value);
      check_parse_indices (rules[i].indices, &at);
      assert_int_equal (nd_array_view (a, at.count, at.selectors, &view, NULL), ND_OK);
      assert_true (nd_array_shares_memory (a, view));
      assert_int_equal (nd_array_assign (view, 1, all.selectors, value, true, NULL), ND_OK);
      assert_text (a, rules[i].expected);
      nd_array_free (a);
      nd_array_free (view);
      nd_array_free (value);
    }
}

static void what_strides_cannot_express_is_no_view (void **state)
{
  nd_array *a = check_matrix ("3x3"), *turned, *view;
  check_indices uneven, all;
  (void)state;
  check_parse_indices ("[1 2 4]", &uneven);
  check_parse_indices (":", &all);
  assert_int_equal (nd_array_view (a, 1, uneven.selectors, &view, NULL), ND_VIEW);
  assert_int_equal (nd_array_transpose (a, &turned, NULL), ND_OK);
  assert_int_equal (nd_array_view (turned, 1, all.selectors, &view, NULL), ND_VIEW);
  nd_array_free (a);
  nd_array_free (turned);
}

static void a_large_part_is_deferred_and_a_small_one_copied (void **state)
{
  nd_array *a = check_matrix ("20x20"), *large, *small;
  check_indices most, few, all;
  (void)state;
  check_parse_indices (":,1:15", &most);
  check_parse_indices (":,1:2", &few);
  check_parse_indices (":", &all);
  assert_int_equal (nd_array_index (a, 2, most.selectors, &large, NULL), ND_OK);
  assert_ptr_equal (large->storage->buffer, a->storage->buffer);
  assert_int_equal (nd_array_index (a, 2, few.selectors, &small, NULL), ND_OK);
  assert_ptr_not_equal (small->storage->buffer, a->storage->buffer);
  nd_array *zero = make_value (&check_places[0], "=0");
  assert_int_equal (nd_array_assign (a, 1, all.selectors, zero, true, NULL), ND_OK);
  check_parse_indices ("1:3", &few);
  nd_array *head;
  assert_int_equal (nd_array_index (large, 1, few.selectors, &head, NULL), ND_OK);
  assert_text (head, "1x3 double: 1 2 3");
  nd_array_free (a);
  nd_array_free (large);
  nd_array_free (small);
  nd_array_free (zero);
  nd_array_free (head);
}

int main (void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test (a_linear_index_gives_the_shape_that_octave_gives),
      cmocka_unit_test (a_mask_picks_its_true_elements),
      cmocka_unit_test (the_last_of_few_indices_folds_the_rest),
      cmocka_unit_test (subscripts_pick_a_grid),
      cmocka_unit_test (a_position_out_of_bounds_says_which),
      cmocka_unit_test (one_element_is_found_or_out_of_bounds),
      cmocka_unit_test (an_assignment_writes_what_the_indices_name),
      cmocka_unit_test (of_equal_positions_the_last_wins),
      cmocka_unit_test (a_value_of_the_wrong_size_is_refused),
      cmocka_unit_test (an_array_grows_as_octave_grows_it),
      cmocka_unit_test (colons_of_an_empty_array_take_the_values_extents),
      cmocka_unit_test (growth_that_would_move_elements_is_refused),
      cmocka_unit_test (growth_beyond_what_can_be_addressed_is_out_of_memory),
      cmocka_unit_test (growth_that_is_not_allowed_is_out_of_bounds),
      cmocka_unit_test (values_are_converted_to_the_arrays_class),
      cmocka_unit_test (the_class_of_an_assignment_is_octaves),
      cmocka_unit_test (a_value_that_overlaps_is_read_first),
      cmocka_unit_test (deletion_keeps_the_rest),
      cmocka_unit_test (a_deletion_that_is_not_possible_says_why),
      cmocka_unit_test (nothing_is_deleted_from_linked_arrays),
      cmocka_unit_test (a_write_through_a_view_is_seen_by_the_array),
      cmocka_unit_test (what_strides_cannot_express_is_no_view),
      cmocka_unit_test (a_large_part_is_deferred_and_a_small_one_copied),
  };
  return cmocka_run_group_tests_name ("index", tests, NULL, NULL);
}
