/* Making, sharing and reshaping arrays, and what a write copies. */
#include "array_check.h"
#include "base/memory.h"
#include "program/operations.h"
#include <stdlib.h>
#include <string.h>

static const check_place cpu = {"cpu", false};

static void write_zero (nd_array *a, const char *indices)
{
  double zero = 0;
  nd_array *value;
  check_indices at;
  check_parse_indices (indices, &at);
  assert_int_equal (nd_array_from_scalar (ND_DOUBLE, &zero, &value, NULL), ND_OK);
  assert_int_equal (nd_array_assign (a, at.count, at.selectors, value, false, NULL), ND_OK);
  nd_array_free (value);
}

static uint64_t copies (const nd_array *a)
{
  return nd_array_device (a)->counters.copies;
}

/* ---- making ---------------------------------------------------------------------------------- */

static void trailing_singletons_are_dropped (void **state)
{
  nd_array *a = check_matrix ("2x1x3x1x1"), *b = check_matrix ("1x1x1x1");
  (void)state;
  assert_int_equal (a->ndims, 3);
  assert_int_equal (b->ndims, 2);
  assert_true (nd_array_is_scalar (b));
  nd_array_free (a);
  nd_array_free (b);
}

static void an_array_that_cannot_be_addressed_is_refused (void **state)
{
  static const int64_t large[3] = {1 << 20, INT64_C (1) << 40, 4}, none[3] = {INT64_MAX, 3, 0};
  int64_t many[40];
  nd_array *a;
  nd_error error;
  (void)state;
  assert_int_equal (nd_array_new (nd_device_cpu (), ND_DOUBLE, 3, large, &a, &error),
                    ND_OUT_OF_MEMORY);
  assert_string_equal (error.message,
                       "out of memory or dimension too large for Octave's index type");
  assert_int_equal (nd_array_new (nd_device_cpu (), ND_DOUBLE, 3, none, &a, &error), ND_OK);
  assert_int_equal (nd_array_numel (a), 0);
  nd_array_free (a);
  for (int d = 0; d < 40; d++)
    many[d] = 2;
  assert_int_equal (nd_array_new (nd_device_cpu (), ND_DOUBLE, 40, many, &a, &error),
                    ND_INVALID_ARGUMENT);
}

static void an_array_says_class_and_size (void **state)
{
  char text[64], small[4];
  nd_array *a = check_array (&cpu, ND_COMPLEX_SINGLE, "3x4x2", 1);
  (void)state;
  assert_string_equal (nd_array_text (a, text, sizeof text), "single 3x4x2");
  assert_string_equal (nd_dims_text (a->ndims, a->dims, small, sizeof small), "3x4");
  nd_array_free (a);
}

/* ---- copies and links ------------------------------------------------------------------------ */

static void a_copy_is_deferred_until_a_write (void **state)
{
  (void)state;
  for (int place = 0; place < CHECK_PLACES; place++) {
    nd_array *a = check_array (&check_places[place], ND_DOUBLE, "2x2", 1), *b;
    assert_int_equal (nd_array_copy (a, &b, NULL), ND_OK);
    assert_ptr_equal (a->storage->buffer, b->storage->buffer);
    assert_true (nd_array_has_deferred_copy (a));
    assert_false (nd_array_shares_memory (a, b));
    uint64_t before = copies (a);
    write_zero (a, "1");
    assert_int_equal (copies (a), before + 1);
    assert_false (nd_array_has_deferred_copy (b));
    write_zero (b, "4");
    assert_int_equal (copies (a), before + 1);
    assert_text (a, "2x2 double: 0 2 3 4");
    assert_text (b, "2x2 double: 1 2 3 0");
    nd_array_free (a);
    nd_array_free (b);
  }
}

static void linked_arrays_see_each_others_writes (void **state)
{
  (void)state;
  for (int place = 0; place < CHECK_PLACES; place++) {
    nd_array *a = check_array (&check_places[place], ND_DOUBLE, "2x2", 1), *b, *value;
    assert_int_equal (nd_array_link (a, &b, NULL), ND_OK);
    assert_int_equal (nd_array_copy (a, &value, NULL), ND_OK);
    assert_true (nd_array_is_linked (a) && nd_array_is_linked (b));
    assert_true (nd_array_shares_memory (a, b));
    write_zero (b, "2,1");
    assert_text (a, "2x2 double: 1 0 3 4");
    assert_text (value, "2x2 double: 1 2 3 4");
    assert_int_equal (nd_array_detach (b, NULL), ND_OK);
    assert_false (nd_array_is_linked (a) || nd_array_is_linked (b));
    write_zero (b, "1");
    assert_text (a, "2x2 double: 1 0 3 4");
    assert_text (b, "2x2 double: 0 0 3 4");
    nd_array_free (a);
    nd_array_free (b);
    nd_array_free (value);
  }
}

static void a_write_through_a_view_keeps_all_views_valid (void **state)
{
  nd_array *a = check_matrix ("3x3"), *row, *copy;
  check_indices second;
  (void)state;
  check_parse_indices ("2,:", &second);
  assert_int_equal (nd_array_view (a, 2, second.selectors, &row, NULL), ND_OK);
  assert_int_equal (nd_array_copy (a, &copy, NULL), ND_OK);
  write_zero (row, "3");
  assert_text (a, "3x3 double: 1 2 3 4 5 6 7 0 9");
  assert_text (copy, "3x3 double: 1 2 3 4 5 6 7 8 9");
  nd_array_free (copy);
  /* Alone, the view copies its own elements only. */
  assert_int_equal (nd_array_copy (row, &copy, NULL), ND_OK);
  nd_array_free (a);
  write_zero (row, "1");
  assert_int_equal (row->storage->buffer->used, 3 * sizeof (double));
  assert_text (row, "1x3 double: 0 5 0");
  assert_text (copy, "1x3 double: 2 5 0");
  nd_array_free (row);
  nd_array_free (copy);
}

static void writes_to_a_private_array_never_copy (void **state)
{
  nd_array *a = check_matrix ("10x10"), *five = check_matrix ("1x1");
  (void)state;
  uint64_t before = copies (a), allocations = nd_device_cpu ()->counters.allocations;
  for (int64_t i = 0; i < 1000000; i++) {
    static const int64_t one[2] = {1, 1};
    nd_selector at = {.kind = ND_SELECT_RANGE,
                      .start = i % 100,
                      .step = 1,
                      .count = 1,
                      .extent = i % 100 + 1,
                      .ndims = 2,
                      .dims = one};
    if (nd_array_assign (a, 1, &at, five, true, NULL) != ND_OK)
      fail ();
  }
  assert_int_equal (copies (a), before);
  assert_int_equal (nd_device_cpu ()->counters.allocations, allocations);
  nd_array_free (a);
  nd_array_free (five);
}

static void overwriting_everything_does_not_copy_first (void **state)
{
  nd_array *a = check_matrix ("2x2"), *b;
  (void)state;
  assert_int_equal (nd_array_copy (a, &b, NULL), ND_OK);
  uint64_t before = copies (a);
  write_zero (a, ":");
  write_zero (a, ":,:");
  assert_int_equal (copies (a), before);
  assert_text (a, "2x2 double: 0 0 0 0");
  assert_text (b, "2x2 double: 1 2 3 4");
  nd_array_free (a);
  nd_array_free (b);
}

/* ---- memory of others ------------------------------------------------------------------------ */

typedef struct {
  double elements[4];
  bool shared;
  int released;
} owner;

static bool owner_is_shared (void *of)
{
  return ((owner *)of)->shared;
}

static void owner_release (void *of)
{
  ((owner *)of)->released++;
}

static const nd_foreign owner_functions = {owner_is_shared, owner_release};
static const int64_t two_by_two[2] = {2, 2};

static void borrowed_memory_is_written_only_when_nobody_else_holds_it (void **state)
{
  owner shared = {{1, 2, 3, 4}, true, 0}, alone = {{1, 2, 3, 4}, false, 0};
  nd_array *a, *b;
  (void)state;
  assert_int_equal (nd_array_from_foreign (ND_DOUBLE, 2, two_by_two, shared.elements,
                                           &owner_functions, &shared, &a, NULL),
                    ND_OK);
  assert_int_equal (nd_array_from_foreign (ND_DOUBLE, 2, two_by_two, alone.elements,
                                           &owner_functions, &alone, &b, NULL),
                    ND_OK);
  assert_true (nd_array_is_borrowed (a) && nd_array_has_deferred_copy (a));
  assert_false (nd_array_has_deferred_copy (b));
  write_zero (a, "3");
  write_zero (b, "3");
  assert_true (shared.elements[2] == 3 && alone.elements[2] == 0);
  assert_true (check_element (a, 2) == 0);
  assert_int_equal (shared.released, 1);
  assert_false (nd_array_is_borrowed (a));
  assert_int_equal (alone.released, 0);
  nd_array_free (a);
  nd_array_free (b);
  assert_int_equal (alone.released, 1);
}

static void borrowed_memory_never_grows_in_place (void **state)
{
  owner alone = {{1, 2, 3, 4}, false, 0};
  static const int64_t pair[2] = {1, 2}, one[2] = {1, 1};
  nd_selector third = {.kind = ND_SELECT_RANGE,
                       .start = 2,
                       .step = 1,
                       .count = 1,
                       .extent = 3,
                       .ndims = 2,
                       .dims = one};
  nd_array *a, *nine = check_array (&cpu, ND_DOUBLE, "1x1", 9);
  (void)state;
  assert_int_equal (nd_array_from_foreign (ND_DOUBLE, 2, pair, alone.elements, &owner_functions,
                                           &alone, &a, NULL),
                    ND_OK);
  assert_int_equal (nd_array_assign (a, 1, &third, nine, true, NULL), ND_OK);
  assert_text (a, "1x3 double: 1 2 9");
  assert_true (alone.elements[2] == 3);
  nd_array_free (a);
  nd_array_free (nine);
}

static void a_failed_borrow_leaves_the_owner_alone (void **state)
{
  owner alone = {{1, 2, 3, 4}, false, 0};
  nd_array *a;
  bool failed = true;
  (void)state;
  for (long n = 1; failed; n++) {
    long before = nd_memory_outstanding ();
    nd_memory_fail (n);
    nd_status status = nd_array_from_foreign (ND_DOUBLE, 2, two_by_two, alone.elements,
                                              &owner_functions, &alone, &a, NULL);
    failed = nd_memory_failed ();
    nd_memory_fail (0);
    assert_int_equal (status, failed ? ND_OUT_OF_MEMORY : ND_OK);
    assert_int_equal (alone.released, 0);
    if (failed)
      assert_int_equal (nd_memory_outstanding (), before);
  }
  nd_array_free (a);
  assert_int_equal (alone.released, 1);
}

static void an_adopted_block_belongs_to_its_owner (void **state)
{
  owner taker = {{0}, true, 0};
  nd_array *a = check_matrix ("2x2");
  void *block = a->storage->buffer->data;
  long before = nd_memory_outstanding ();
  (void)state;
  nd_buffer_adopt (a->storage->buffer, &owner_functions, &taker);
  assert_int_equal (nd_memory_outstanding (), before - 1);
  write_zero (a, "1");
  assert_int_equal (taker.released, 1);
  assert_true (((double *)block)[0] == 1);
  nd_array_free (a);
  free (block);
}

/* ---- overlap --------------------------------------------------------------------------------- */

static uint64_t random_state = 1;

static int64_t random_between (int64_t low, int64_t high)
{
  random_state = random_state * 6364136223846793005U + 1442695040888963407U;
  return low + (int64_t)(random_state >> 33) % (high - low + 1);
}

enum { ADDRESSES = 4000 };

static void random_view (nd_storage *storage, nd_array *view)
{
  view->storage = storage;
  view->dtype = ND_DOUBLE;
  view->ndims = (int)random_between (2, 4);
  view->offset = ADDRESSES / 2 + random_between (-60, 60);
  for (int d = 0; d < view->ndims; d++) {
    view->dims[d] = random_between (1, 5);
    view->strides[d] = random_between (1, 60) * (random_between (0, 1) ? 1 : -1);
  }
}

static int64_t address (const nd_array *a, int64_t element)
{
  int64_t at = a->offset;
  for (int d = 0; d < a->ndims; d++) {
    at += element % a->dims[d] * a->strides[d];
    element /= a->dims[d];
  }
  return at;
}

static void overlap_is_decided_exactly (void **state)
{
  nd_storage storage = {.arrays = 2, .id = 1, .buffer = NULL};
  int overlapping = 0;
  (void)state;
  for (int i = 0; i < 20000; i++) {
    bool seen[ADDRESSES] = {false}, overlap = false;
    nd_array a, b;
    random_view (&storage, &a);
    random_view (&storage, &b);
    for (int64_t k = 0; k < nd_array_numel (&a); k++)
      seen[address (&a, k)] = true;
    for (int64_t k = 0; k < nd_array_numel (&b); k++)
      overlap = overlap || seen[address (&b, k)];
    assert_int_equal (nd_array_shares_memory (&a, &b), overlap);
    overlapping += overlap;
  }
  assert_in_range (overlapping, 2000, 18000);
}

static void overlap_of_large_views_is_decided_at_once (void **state)
{
  nd_storage storage = {.arrays = 2, .id = 1, .buffer = NULL};
  (void)state;
  nd_array even = {&storage, ND_DOUBLE, 3, 0, {1000, 1000, 1000}, {2, 4000, 8000000}};
  nd_array odd = {&storage, ND_DOUBLE, 2, 1, {1000000, 2}, {6, 600}};
  nd_array sevens = {&storage, ND_DOUBLE, 2, 0, {300000000, 1}, {7, 1}};
  assert_false (nd_array_shares_memory (&even, &odd));
  assert_true (nd_array_shares_memory (&even, &sevens));
}

/* ---- layout ---------------------------------------------------------------------------------- */

static void reshape_keeps_memory_where_strides_allow (void **state)
{
  static const struct {
    const char *from, *to;
    bool turned, keeps_memory;
  } rows[] = {
      {"2x6", "3x4", false, true},     {"2x6", "12x1", false, true}, {"2x3x4", "6x4", false, true},
      {"2x3x4", "1x24", false, true},  {"6x4", "2x3x4", true, true}, {"2x6", "12x1", true, false},
      {"2x3x4", "2x3x4", true, true},  {"2x6", "2x2x3", true, true}, {"0x3", "3x0", false, true},
      {"2x1x6", "2x6x1", false, true},
  };
  (void)state;
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    check_place place = {"cpu", rows[i].turned};
    nd_array *a = check_array (&place, ND_DOUBLE, rows[i].from, 1), *b;
    nd_array *straight = check_array (&cpu, ND_DOUBLE, rows[i].to, 1);
    int64_t dims[ND_MAX_DIMS];
    int ndims = core_dims (rows[i].to, dims);
    assert_int_equal (nd_array_reshape (a, ndims, dims, &b, NULL), ND_OK);
    assert_int_equal (a->storage->buffer == b->storage->buffer, rows[i].keeps_memory);
    assert_text (b, core_text (straight));
    nd_array_free (a);
    nd_array_free (b);
    nd_array_free (straight);
  }
}

static void layout_errors_are_octaves (void **state)
{
  static const int64_t dims[2] = {2, 2};
  static const int twice[2] = {1, 1}, beyond[2] = {0, 2};
  nd_array *a = check_matrix ("3x3"), *cube = check_matrix ("2x2x2"), *b;
  nd_error error;
  (void)state;
  assert_int_equal (nd_array_reshape (a, 2, dims, &b, &error), ND_FAILED);
  assert_string_equal (error.message, "reshape: can't reshape 3x3 array to 2x2 array");
  assert_int_equal (nd_array_permute (a, 2, twice, &b, &error), ND_FAILED);
  assert_string_equal (error.message,
                       "permute: permutation vector cannot contain identical elements");
  assert_int_equal (nd_array_permute (a, 2, beyond, &b, &error), ND_FAILED);
  assert_string_equal (error.message, "permute: permutation vector contains an invalid element");
  assert_int_equal (nd_array_transpose (cube, &b, &error), ND_FAILED);
  assert_string_equal (error.message, "transpose not defined for N-D objects");
  assert_int_equal (nd_array_resize (cube, 2, dims, &b, &error), ND_INVALID_RESIZE);
  nd_array_free (a);
  nd_array_free (cube);
}

static void transpose_permute_and_reshape_copy_nothing (void **state)
{
  static const int turn[3] = {2, 0, 1};
  static const int64_t without_gap[2] = {3, 2};
  nd_array *a = check_matrix ("1x2x3"), *turned, *squeezed, *matrix, *contiguous;
  (void)state;
  assert_int_equal (nd_array_permute (a, 3, turn, &turned, NULL), ND_OK);
  assert_ptr_equal (turned->storage->buffer, a->storage->buffer);
  assert_text (turned, "3x1x2 double: 1 3 5 2 4 6");
  assert_int_equal (nd_array_reshape (turned, 2, without_gap, &squeezed, NULL), ND_OK);
  assert_text (squeezed, "3x2 double: 1 3 5 2 4 6");
  assert_int_equal (nd_array_transpose (squeezed, &matrix, NULL), ND_OK);
  assert_text (matrix, "2x3 double: 1 2 3 4 5 6");
  assert_true (nd_array_is_contiguous (matrix));
  assert_ptr_equal (matrix->storage->buffer, a->storage->buffer);
  assert_int_equal (nd_array_contiguous (squeezed, &contiguous, NULL), ND_OK);
  assert_ptr_not_equal (contiguous->storage->buffer, a->storage->buffer);
  nd_array *all[] = {a, turned, squeezed, matrix, contiguous};
  for (int i = 0; i < 5; i++)
    nd_array_free (all[i]);
}

static void a_typecast_copies_only_what_lies_between_elements (void **state)
{
  nd_array *a = check_array (&cpu, ND_UINT8, "8x1", 1), *b, *c, *part;
  check_indices at;
  nd_error error;
  (void)state;
  assert_int_equal (nd_array_typecast (a, ND_UINT16, &b, NULL), ND_OK);
  assert_text (b, "4x1 uint16: 513 1027 1541 2055");
  assert_ptr_equal (b->storage->buffer, a->storage->buffer);
  assert_int_equal (nd_array_typecast (b, ND_UINT8, &c, NULL), ND_OK);
  assert_text (c, "8x1 uint8: 1 2 3 4 5 6 7 8");
  nd_array_free (c);
  check_parse_indices ("2:5", &at);
  assert_int_equal (nd_array_index (a, at.count, at.selectors, &part, NULL), ND_OK);
  assert_int_equal (nd_array_typecast (part, ND_UINT16, &c, NULL), ND_OK);
  assert_text (c, "2x1 uint16: 770 1284");
  assert_ptr_not_equal (c->storage->buffer, a->storage->buffer);
  nd_array *odd = check_array (&cpu, ND_UINT8, "3x1", 1), *none;
  assert_int_equal (nd_array_typecast (odd, ND_UINT16, &none, &error), ND_FAILED);
  assert_string_equal (error.message,
                       "typecast: incorrect number of input values to make output value");
  nd_array *all[] = {a, b, c, part, odd};
  for (int i = 0; i < 5; i++)
    nd_array_free (all[i]);
}

static void resize_keeps_subscripts_and_adds_zeros (void **state)
{
  static const char *const rows[][3] = {
      {"2x2", "3x3", "3x3 double: 1 2 0 3 4 0 0 0 0"},
      {"3x3", "2x2", "2x2 double: 1 2 4 5"},
      {"3x3", "1x4", "1x4 double: 1 4 7 0"},
      {"2x2", "2x2x2", "2x2x2 double: 1 2 3 4 0 0 0 0"},
      {"2x2x2", "1x2x1", "1x2 double: 1 3"},
      {"0x0", "1x2", "1x2 double: 0 0"},
      {"3x3", "0x2", "0x2 double:"},
  };
  (void)state;
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
    for (int place = 0; place < CHECK_PLACES; place++) {
      nd_array *a = check_array (&check_places[place], ND_DOUBLE, rows[i][0], 1), *b;
      int64_t dims[ND_MAX_DIMS];
      int ndims = core_dims (rows[i][1], dims);
      assert_int_equal (nd_array_resize (a, ndims, dims, &b, NULL), ND_OK);
      assert_text (b, rows[i][2]);
      nd_array_free (a);
      nd_array_free (b);
    }
}

/* ---- running out of memory --------------------------------------------------------------------
 */

static nd_status do_new (nd_array *a, nd_array **out)
{
  return nd_array_new (nd_array_device (a), a->dtype, a->ndims, a->dims, out, NULL);
}

static nd_status do_copy (nd_array *a, nd_array **out)
{
  return nd_array_copy (a, out, NULL);
}

static nd_status do_link (nd_array *a, nd_array **out)
{
  return nd_array_link (a, out, NULL);
}

static nd_status do_contiguous (nd_array *a, nd_array **out)
{
  return nd_array_contiguous (a, out, NULL);
}

static nd_status do_reshape (nd_array *a, nd_array **out)
{
  int64_t dims[2] = {nd_array_numel (a), 1};
  return nd_array_reshape (a, 2, dims, out, NULL);
}

static nd_status do_transpose (nd_array *a, nd_array **out)
{
  return nd_array_transpose (a, out, NULL);
}

static nd_status do_resize (nd_array *a, nd_array **out)
{
  int64_t dims[3] = {2, 4, 2};
  return nd_array_resize (a, 3, dims, out, NULL);
}

/* The copy that a write makes while a deferred copy or a link is held. */
static nd_status do_write (nd_array *a, nd_array **out)
{
  nd_array *linked;
  ND_RETURN_NOT_OK (nd_array_copy (a, out, NULL));
  nd_status status = nd_array_link (a, &linked, NULL);
  if (status == ND_OK) {
    status = nd_array_prepare_write (a, NULL);
    if (status == ND_OK)
      status = nd_array_detach (linked, NULL);
    nd_array_free (linked);
  }
  if (status == ND_OK)
    status = nd_array_prepare_write (a, NULL);
  if (status != ND_OK) {
    nd_array_free (*out);
    *out = NULL;
  }
  return status;
}

static nd_status (*const operations[]) (nd_array *a, nd_array **out) = {
    do_new, do_copy, do_link, do_contiguous, do_reshape, do_transpose, do_resize, do_write};

static void every_failed_allocation_is_survived (void **state)
{
  (void)state;
  for (size_t i = 0; i < sizeof operations / sizeof operations[0]; i++)
    for (int place = 0; place < CHECK_PLACES; place++) {
      bool failed = true;
      for (long n = 1; failed; n++) {
        long outstanding = check_outstanding ();
        nd_array *a = check_array (&check_places[place], ND_DOUBLE, "3x3", 1), *result = NULL;
        const char *before = core_text (a);
        nd_memory_fail (n);
        nd_status status = operations[i](a, &result);
        failed = nd_memory_failed ();
        nd_memory_fail (0);
        assert_true (status == ND_OK || (failed && status == ND_OUT_OF_MEMORY));
        assert_text (a, before);
        nd_array_free (a);
        nd_array_free (result);
        assert_int_equal (check_outstanding (), outstanding);
      }
    }
}

int main (void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test (trailing_singletons_are_dropped),
      cmocka_unit_test (an_array_that_cannot_be_addressed_is_refused),
      cmocka_unit_test (an_array_says_class_and_size),
      cmocka_unit_test (a_copy_is_deferred_until_a_write),
      cmocka_unit_test (linked_arrays_see_each_others_writes),
      cmocka_unit_test (a_write_through_a_view_keeps_all_views_valid),
      cmocka_unit_test (writes_to_a_private_array_never_copy),
      cmocka_unit_test (overwriting_everything_does_not_copy_first),
      cmocka_unit_test (borrowed_memory_is_written_only_when_nobody_else_holds_it),
      cmocka_unit_test (borrowed_memory_never_grows_in_place),
      cmocka_unit_test (a_failed_borrow_leaves_the_owner_alone),
      cmocka_unit_test (an_adopted_block_belongs_to_its_owner),
      cmocka_unit_test (overlap_is_decided_exactly),
      cmocka_unit_test (overlap_of_large_views_is_decided_at_once),
      cmocka_unit_test (reshape_keeps_memory_where_strides_allow),
      cmocka_unit_test (layout_errors_are_octaves),
      cmocka_unit_test (transpose_permute_and_reshape_copy_nothing),
      cmocka_unit_test (a_typecast_copies_only_what_lies_between_elements),
      cmocka_unit_test (resize_keeps_subscripts_and_adds_zeros),
      cmocka_unit_test (every_failed_allocation_is_survived),
  };
  return cmocka_run_group_tests_name ("array", tests, NULL, NULL);
}
