/* [a, b], [a; b], cat: what Octave 11 answers, and appending in place. */
#include "array_check.h"
#include "base/memory.h"
#include <string.h>

enum { HORIZONTAL = -2, VERTICAL = -1, MOST_ARRAYS = 4 };

/* `arrays`: class and size of each; array number i (from 1) has elements 100 * i + 1, ... */
typedef struct {
  int dim;
  struct {
    nd_dtype dtype;
    const char *dims;
  } arrays[MOST_ARRAYS];
  const char *expected;
} rule;

static int make_arrays (const rule *r, const check_place *place, nd_array **arrays)
{
  int count = 0;
  for (; count < MOST_ARRAYS && r->arrays[count].dims; count++)
    arrays[count] =
        check_array (place, r->arrays[count].dtype, r->arrays[count].dims, 100 * (count + 1) + 1);
  return count;
}

/* One try, with the n-th allocation failing (0: none); returns whether one failed. */
static bool try_rule (const rule *r, const check_place *place, long n)
{
  nd_error error;
  long outstanding = check_outstanding ();
  nd_array *arrays[MOST_ARRAYS], *result = NULL;
  int count = make_arrays (r, place, arrays);
  nd_memory_fail (n);
  nd_status status =
      nd_array_concatenate (r->dim, count, (const nd_array *const *)arrays, &result, &error);
  bool failed = nd_memory_failed ();
  nd_memory_fail (0);
  if (status == ND_OK)
    assert_text (result, r->expected);
  else if (!failed)
    assert_string_equal (error.message, r->expected);
  nd_array_free (result);
  for (int i = 0; i < count; i++)
    nd_array_free (arrays[i]);
  assert_int_equal (check_outstanding (), outstanding);
  return failed;
}

static void check_rules (size_t count, const rule *rules)
{
  for (size_t i = 0; i < count; i++)
    for (int place = 0; place < CHECK_PLACES; place++) {
      try_rule (&rules[i], &check_places[place], 0);
      for (long n = 1; try_rule (&rules[i], &check_places[place], n); n++)
        continue;
    }
}

#define CHECK_RULES(rules) check_rules (sizeof (rules) / sizeof (rules)[0], rules)

static void arrays_that_fit_are_joined (void **state)
{
  static const rule rules[] = {
      {HORIZONTAL, {{ND_DOUBLE, "2x1"}, {ND_DOUBLE, "2x2"}}, "2x3 double: 101 102 201 202 203 204"},
      {VERTICAL, {{ND_DOUBLE, "1x2"}, {ND_DOUBLE, "2x2"}}, "3x2 double: 101 201 202 102 203 204"},
      {2, {{ND_DOUBLE, "1x2"}, {ND_DOUBLE, "1x2"}}, "1x2x2 double: 101 102 201 202"},
      {3, {{ND_DOUBLE, "1x2"}, {ND_DOUBLE, "1x2"}}, "1x2x1x2 double: 101 102 201 202"},
      {HORIZONTAL,
       {{ND_DOUBLE, "1x1x2"}, {ND_DOUBLE, "1x2x2"}},
       "1x3x2 double: 101 201 202 102 203 204"},
      {HORIZONTAL, {{ND_DOUBLE, "1x2"}}, "1x2 double: 101 102"},
      {HORIZONTAL, {{ND_DOUBLE, NULL}}, "0x0 double:"},
  };
  (void)state;
  CHECK_RULES (rules);
}

static void empty_arrays_vanish_where_octave_drops_them (void **state)
{
  static const rule rules[] = {
      {HORIZONTAL, {{ND_DOUBLE, "0x0"}, {ND_DOUBLE, "2x1"}}, "2x1 double: 201 202"},
      {VERTICAL, {{ND_DOUBLE, "1x2"}, {ND_DOUBLE, "0x0"}}, "1x2 double: 101 102"},
      {HORIZONTAL, {{ND_DOUBLE, "1x0"}, {ND_DOUBLE, "2x1"}}, "2x1 double: 201 202"},
      {VERTICAL, {{ND_DOUBLE, "0x1"}, {ND_DOUBLE, "1x2"}}, "1x2 double: 201 202"},
      {HORIZONTAL, {{ND_DOUBLE, "1x0"}, {ND_DOUBLE, "0x1"}}, "0x0 double:"},
      {VERTICAL, {{ND_DOUBLE, "1x0"}, {ND_DOUBLE, "1x0"}}, "2x0 double:"},
      {2, {{ND_DOUBLE, "0x0"}, {ND_DOUBLE, "1x2"}}, "1x2 double: 201 202"},
      {2, {{ND_DOUBLE, "0x0"}, {ND_DOUBLE, "0x0"}}, "0x0x2 double:"},
      {2, {{ND_DOUBLE, "0x0"}, {ND_DOUBLE, "1x1"}, {ND_DOUBLE, "1x1"}}, "1x1x2 double: 201 301"},
  };
  (void)state;
  CHECK_RULES (rules);
}

static void sizes_that_do_not_fit_are_named (void **state)
{
  static const rule rules[] = {
      {HORIZONTAL,
       {{ND_DOUBLE, "1x2"}, {ND_DOUBLE, "2x1"}},
       "horizontal dimensions mismatch (1x2 vs 2x1)"},
      {VERTICAL,
       {{ND_DOUBLE, "1x2"}, {ND_DOUBLE, "2x1"}},
       "vertical dimensions mismatch (1x2 vs 2x1)"},
      {HORIZONTAL,
       {{ND_DOUBLE, "0x3"}, {ND_DOUBLE, "2x1"}},
       "horizontal dimensions mismatch (0x3 vs 2x1)"},
      {HORIZONTAL,
       {{ND_DOUBLE, "0x0x2"}, {ND_DOUBLE, "1x1"}},
       "horizontal dimensions mismatch (0x0x2 vs 1x1)"},
      {0, {{ND_DOUBLE, "1x0"}, {ND_DOUBLE, "1x2"}}, "cat: dimension mismatch (1x0 vs 1x2)"},
      {2, {{ND_DOUBLE, "1x2"}, {ND_DOUBLE, "2x1"}}, "cat: dimension mismatch (1x2 vs 2x1)"},
  };
  (void)state;
  CHECK_RULES (rules);
}

static void the_class_is_octaves (void **state)
{
  static const rule rules[] = {
      {HORIZONTAL, {{ND_DOUBLE, "1x1"}, {ND_INT8, "1x1"}}, "1x2 int8: 101 127"},
      {HORIZONTAL, {{ND_INT8, "1x1"}, {ND_INT16, "1x1"}}, "1x2 int8: 101 127"},
      {HORIZONTAL, {{ND_INT16, "1x1"}, {ND_INT8, "1x1"}}, "1x2 int16: 101 127"},
      {HORIZONTAL,
       {{ND_DOUBLE, "1x1"}, {ND_UINT8, "1x1"}, {ND_INT8, "1x1"}},
       "1x3 uint8: 101 201 127"},
      {HORIZONTAL, {{ND_DOUBLE, "1x1"}, {ND_SINGLE, "1x1"}}, "1x2 single: 101 201"},
      {HORIZONTAL, {{ND_LOGICAL, "1x1"}, {ND_DOUBLE, "1x1"}}, "1x2 double: 1 201"},
      {HORIZONTAL, {{ND_LOGICAL, "1x1"}, {ND_LOGICAL, "1x1"}}, "1x2 logical: 1 1"},
      {HORIZONTAL, {{ND_DOUBLE, "0x0"}, {ND_LOGICAL, "1x1"}}, "1x1 double: 1"},
      {HORIZONTAL, {{ND_INT8, "0x0"}, {ND_DOUBLE, "1x1"}}, "1x1 int8: 127"},
      {HORIZONTAL,
       {{ND_INT8, "1x1"}, {ND_COMPLEX_DOUBLE, "1x2"}},
       "concatenation operator not implemented for 'int8 scalar' by 'complex matrix' operations"},
  };
  (void)state;
  CHECK_RULES (rules);
}

static void complex_wins_over_real_and_single_over_double (void **state)
{
  nd_array *a = check_array (&check_places[0], ND_COMPLEX_DOUBLE, "1x1", 1), *joined;
  nd_array *b = check_array (&check_places[0], ND_SINGLE, "1x1", 2);
  const nd_array *both[2] = {a, b};
  (void)state;
  assert_int_equal (nd_array_concatenate (HORIZONTAL, 2, both, &joined, NULL), ND_OK);
  assert_int_equal (joined->dtype, ND_COMPLEX_SINGLE);
  nd_array_free (a);
  nd_array_free (b);
  nd_array_free (joined);
}

static void ordinary_scalars_and_empty_arrays_join_arrays_of_a_device (void **state)
{
  nd_array *a = check_array (&check_places[2], ND_DOUBLE, "1x2", 1), *joined;
  nd_array *empty = check_matrix ("0x0"), *one = check_matrix ("1x1"), *many = check_matrix ("1x2");
  const nd_array *may[3] = {empty, a, one}, *may_not[2] = {many, a};
  (void)state;
  assert_int_equal (nd_array_concatenate (HORIZONTAL, 3, may, &joined, NULL), ND_OK);
  assert_ptr_equal (nd_array_device (joined), nd_array_device (a));
  assert_text (joined, "1x3 double: 1 2 1");
  nd_array_free (joined);
  assert_int_equal (nd_array_concatenate (HORIZONTAL, 2, may_not, &joined, NULL),
                    ND_DEVICE_MISMATCH);
  nd_array_free (a);
  nd_array_free (empty);
  nd_array_free (one);
  nd_array_free (many);
}

/* ---- appending in place -----------------------------------------------------------------------
 */

/* a = [a, b], or [a; b] */
static nd_array *append (nd_array *a, const nd_array *b, int dim)
{
  const nd_array *both[2] = {a, b};
  nd_array *joined;
  assert_int_equal (nd_array_concatenate (dim, 2, both, &joined, NULL), ND_OK);
  nd_array_free (a);
  return joined;
}

static void repeated_concatenation_allocates_seldom (void **state)
{
  (void)state;
  for (int place = 0; place < CHECK_PLACES; place += 2) {
    nd_array *a = check_array (&check_places[place], ND_DOUBLE, "100x1", 1);
    nd_array *column = check_array (&check_places[place], ND_DOUBLE, "100x1", 1);
    int buffers = 0;
    for (int i = 0; i < 200; i++) {
      const nd_buffer *before = a->storage->buffer;
      a = append (a, column, HORIZONTAL);
      buffers += a->storage->buffer != before;
    }
    assert_in_range (buffers, 1, 15);
    assert_int_equal (a->dims[1], 201);
    nd_array_free (a);
    nd_array_free (column);
  }
}

static void what_was_appended_is_not_seen_by_the_old_array (void **state)
{
  nd_array *a = check_matrix ("1x1"), *b = check_matrix ("1x2"), *old, *other;
  (void)state;
  a = append (append (a, b, HORIZONTAL), b, HORIZONTAL); /* room for more is left from here on */
  assert_int_equal (nd_array_copy (a, &old, NULL), ND_OK);
  a = append (a, b, HORIZONTAL);
  assert_ptr_equal (a->storage->buffer, old->storage->buffer);
  assert_text (old, "1x5 double: 1 1 2 1 2");
  /* The room behind `old` is taken now. */
  assert_int_equal (nd_array_copy (old, &other, NULL), ND_OK);
  other = append (other, other, HORIZONTAL);
  assert_ptr_not_equal (other->storage->buffer, old->storage->buffer);
  assert_text (a, "1x7 double: 1 1 2 1 2 1 2");
  nd_array_free (a);
  nd_array_free (b);
  nd_array_free (old);
  nd_array_free (other);
}

static void growth_by_assignment_allocates_seldom_and_leaves_copies_alone (void **state)
{
  nd_array *a = check_matrix ("1x1"), *five = check_matrix ("1x1"), *old = NULL;
  int buffers = 0;
  (void)state;
  for (int64_t i = 1; i < 1000; i++) {
    static const int64_t one[2] = {1, 1};
    nd_selector end = {.kind = ND_SELECT_RANGE,
                       .start = i,
                       .step = 1,
                       .count = 1,
                       .extent = i + 1,
                       .ndims = 2,
                       .dims = one};
    const nd_buffer *before = a->storage->buffer;
    assert_int_equal (nd_array_assign (a, 1, &end, five, true, NULL), ND_OK);
    buffers += a->storage->buffer != before;
    if (i == 2)
      assert_int_equal (nd_array_copy (a, &old, NULL), ND_OK);
  }
  assert_in_range (buffers, 1, 25);
  assert_text (old, "1x3 double: 1 1 1");
  nd_array_free (a);
  nd_array_free (old);
  nd_array_free (five);
}

static void what_is_deleted_at_the_end_makes_room (void **state)
{
  nd_array *a = check_matrix ("1x4"), *nine = check_array (&check_places[0], ND_DOUBLE, "1x1", 9);
  check_indices fourth;
  (void)state;
  check_parse_indices ("4", &fourth);
  const nd_buffer *buffer = a->storage->buffer;
  for (int i = 0; i < 10; i++) {
    assert_int_equal (nd_array_delete (a, 1, fourth.selectors, NULL), ND_OK);
    assert_int_equal (nd_array_assign (a, 1, fourth.selectors, nine, true, NULL), ND_OK);
  }
  assert_ptr_equal (a->storage->buffer, buffer);
  assert_text (a, "1x4 double: 1 2 3 9");
  nd_array_free (a);
  nd_array_free (nine);
}

int main (void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test (arrays_that_fit_are_joined),
      cmocka_unit_test (empty_arrays_vanish_where_octave_drops_them),
      cmocka_unit_test (sizes_that_do_not_fit_are_named),
      cmocka_unit_test (the_class_is_octaves),
      cmocka_unit_test (complex_wins_over_real_and_single_over_double),
      cmocka_unit_test (ordinary_scalars_and_empty_arrays_join_arrays_of_a_device),
      cmocka_unit_test (repeated_concatenation_allocates_seldom),
      cmocka_unit_test (what_was_appended_is_not_seen_by_the_old_array),
      cmocka_unit_test (growth_by_assignment_allocates_seldom_and_leaves_copies_alone),
      cmocka_unit_test (what_is_deleted_at_the_end_makes_room),
  };
  return cmocka_run_group_tests_name ("concatenate", tests, NULL, NULL);
}
