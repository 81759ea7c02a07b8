/* Index arrays, and what is done at or with positions. */
#include "array/index_internal.h"
#include "device/device.h"
#include "program/builder.h"
#include "program/selection.h"
#include <string.h>

/* ---- index arrays -------------------------------------------------------------------------- */

static nd_element int64_element (int64_t value)
{
  nd_element element = {.int64 = value};
  return element;
}

/* Appends the position that an element stands for, and whether it is a wrong one. */
static void check_position (nd_program *program, int element, int64_t extent)
{
  int one = nd_program_constant (program, ND_INT64, int64_element (1));
  int most = nd_program_constant (program, ND_INT64, int64_element (extent));
  int whole = nd_program_cast (program, element, ND_INT64);
  int low = nd_program_binary (program, ND_OP_LESS, ND_LOGICAL, whole, one);
  int high = nd_program_binary (program, ND_OP_GREATER, ND_LOGICAL, whole, most);
  int wrong = nd_program_binary (program, ND_OP_OR, ND_LOGICAL, low, high);
  if (nd_dtype_kind ((nd_dtype)program->code[element].dtype) == ND_KIND_FLOAT) {
    int fraction = nd_program_unary (program, ND_OP_IS_FRACTIONAL, ND_LOGICAL, element);
    wrong = nd_program_binary (program, ND_OP_OR, ND_LOGICAL, wrong, fraction);
  }
  nd_program_store (program, nd_program_binary (program, ND_OP_SUBTRACT, ND_INT64, whole, one));
  nd_program_reduce (program, ND_REDUCE_ANY, wrong);
}

nd_status nd_positions (const nd_array *index, int64_t extent, nd_array **positions,
                        nd_error *error)
{
  nd_builder builder;
  nd_array *list;
  bool is_wrong;
  const nd_operand operand = nd_operand_array (index);
  nd_device *device = nd_array_device (index);
  ND_RETURN_NOT_OK (nd_array_new (device, ND_INT64, index->ndims, index->dims, &list, error));
  nd_builder_init (&builder, device);
  check_position (&builder.program, nd_builder_load (&builder, &operand, index->dtype), extent);
  nd_status status = nd_builder_run_and_ask (&builder, &list, &is_wrong, error);
  if (status == ND_OK && !is_wrong)
    *positions = list;
  else {
    nd_array_free (list);
    *positions = NULL;
  }
  return status;
}

/* ---- lists as they were written ---------------------------------------------------------------
 */

/* May the device look at the list by itself? */
static bool takes_list (const nd_array *a, const nd_array *list)
{
  return nd_array_device (a)->type->has_lists && nd_array_device (list) == nd_array_device (a) &&
         nd_array_numel (list) > 0 && nd_array_numel (a) > 0;
}

static nd_routine routine_of_list (nd_routine_kind kind, const nd_array *a, const nd_array *list)
{
  return (nd_routine){.kind = kind,
                      .dtype = a->dtype,
                      .other = list->dtype,
                      .input = {nd_address (list)},
                      .number = {nd_array_numel (list), nd_array_numel (a)}};
}

/* Both are consecutive. */
static nd_status gather (const nd_array *a, const nd_array *list, nd_array **out, nd_error *error)
{
  const nd_selector selector = {.kind = ND_SELECT_LIST,
                                .count = nd_array_numel (list),
                                .positions = list,
                                .dims = list->dims,
                                .ndims = list->ndims};
  nd_selection s;
  nd_array *result;
  ND_RETURN_NOT_OK (nd_selection_make (a, 1, &selector, &s, error));
  nd_status status =
      nd_array_new (nd_array_device (a), a->dtype, s.result_ndims, s.result_dims, &result, error);
  nd_selection_free (&s);
  ND_RETURN_NOT_OK (status);
  nd_routine routine = routine_of_list (ND_ROUTINE_GATHER, a, list);
  routine.input[1] = nd_address (a);
  routine.output[0] = nd_address (result);
  status = nd_device_compute (nd_array_device (a), &routine, error);
  if (status == ND_OK && !routine.number[2]) {
    *out = result;
    return ND_OK;
  }
  nd_array_free (result);
  return status;
}

nd_status nd_gather (const nd_array *a, const nd_array *list, nd_array **out, nd_error *error)
{
  nd_array *elements, *entries;
  *out = NULL;
  if (!takes_list (a, list))
    return ND_OK;
  ND_RETURN_NOT_OK (nd_array_contiguous (a, &elements, error));
  nd_status status = nd_array_contiguous (list, &entries, error);
  if (status == ND_OK) {
    status = gather (elements, entries, out, error);
    nd_array_free (entries);
  }
  nd_array_free (elements);
  return status;
}

/* All are consecutive. */
static nd_status scatter (nd_array *a, const nd_array *list, const nd_array *value, bool *done,
                          nd_error *error)
{
  ND_RETURN_NOT_OK (nd_array_prepare_write (a, error));
  nd_routine routine = routine_of_list (ND_ROUTINE_SCATTER, a, list);
  routine.output[0] = nd_address (a);
  if (nd_array_device (value)->is_host)
    memcpy (&routine.number[3], nd_array_data (value), nd_dtype_size (a->dtype));
  else
    routine.input[1] = nd_address (value);
  nd_status status = nd_device_compute (nd_array_device (a), &routine, error);
  *done = status == ND_OK && !routine.number[2];
  return status;
}

nd_status nd_scatter (nd_array *a, const nd_array *list, const nd_array *value, bool *done,
                      nd_error *error)
{
  nd_array *entries, *values;
  *done = false;
  if (!takes_list (a, list) || !nd_array_is_contiguous (a) || nd_array_shares_memory (a, list) ||
      nd_array_shares_memory (a, value))
    return ND_OK;
  ND_RETURN_NOT_OK (nd_array_contiguous (list, &entries, error));
  nd_status status = nd_array_contiguous (value, &values, error);
  if (status == ND_OK) {
    status = scatter (a, entries, values, done, error);
    nd_array_free (values);
  }
  nd_array_free (entries);
  return status;
}

/* ---- accumulating -------------------------------------------------------------------------- */

nd_status nd_accumulate (nd_join join, const nd_array *positions, const nd_array *values,
                         nd_array *to, nd_error *error)
{
  nd_array *consecutive;
  if (nd_array_numel (positions) == 0)
    return ND_OK;
  ND_RETURN_NOT_OK (nd_array_contiguous (values, &consecutive, error));
  nd_routine routine = {.kind = ND_ROUTINE_ACCUMULATE,
                        .dtype = to->dtype,
                        .input = {nd_address (positions), nd_address (consecutive)},
                        .output = {nd_address (to)},
                        .number = {nd_array_numel (positions), nd_array_numel (to),
                                   nd_array_is_scalar (values), join}};
  nd_status status = nd_device_compute (nd_array_device (to), &routine, error);
  nd_array_free (consecutive);
  return status;
}

/* ---- searching ----------------------------------------------------------------------------- */

static nd_status search (const nd_array *table, const nd_array *values, bool falling, nd_array *out,
                         nd_error *error)
{
  nd_routine routine = {.kind = ND_ROUTINE_SEARCH,
                        .dtype = table->dtype,
                        .input = {nd_address (table), nd_address (values)},
                        .output = {nd_address (out)},
                        .number = {nd_array_numel (table), nd_array_numel (values), falling}};
  return nd_array_numel (values) > 0 ? nd_device_compute (nd_array_device (out), &routine, error)
                                     : ND_OK;
}

nd_status nd_search (const nd_array *table, const nd_array *values, bool falling, nd_array **out,
                     nd_error *error)
{
  nd_array *sorted, *wanted = NULL, *counts = NULL;
  ND_RETURN_NOT_OK (nd_array_contiguous (table, &sorted, error));
  nd_status status = nd_array_contiguous (values, &wanted, error);
  if (status == ND_OK)
    status = nd_array_new (nd_array_device (values), ND_DOUBLE, values->ndims, values->dims,
                           &counts, error);
  if (status == ND_OK)
    status = search (sorted, wanted, falling, counts, error);
  nd_array_free (sorted);
  nd_array_free (wanted);
  return nd_array_deliver (status, counts, out);
}

/* ---- convolving ---------------------------------------------------------------------------- */

typedef struct {
  int64_t count, from;
} part;

/* Which part of a dimension of the whole convolution is wanted.  With nothing Octave makes 0x0. */
static part find_part (int64_t a, int64_t b, bool is_empty, nd_convolution_shape shape)
{
  if (is_empty)
    return (part){0, 0};
  switch (shape) {
  case ND_CONVOLVE_SAME:
    return (part){a, b / 2};
  case ND_CONVOLVE_VALID:
    return (part){a >= b ? a - b + 1 : 0, b - 1};
  default:
    return (part){a + b - 1, 0};
  }
}

static nd_status convolve (const nd_array *a, const nd_array *b, bool is_exchanged,
                           const part *rows, const part *columns, nd_array *out, nd_error *error)
{
  nd_array *first, *second;
  ND_RETURN_NOT_OK (nd_array_contiguous (a, &first, error));
  nd_status status = nd_array_contiguous (b, &second, error);
  if (status == ND_OK) {
    nd_routine routine = {.kind = ND_ROUTINE_CONVOLVE,
                          .dtype = a->dtype,
                          .input = {nd_address (first), nd_address (second)},
                          .output = {nd_address (out)},
                          .number = {a->dims[0], a->dims[1], b->dims[0], b->dims[1], rows->count,
                                     columns->count, rows->from, columns->from, is_exchanged}};
    status = nd_device_compute (nd_array_device (out), &routine, error);
    nd_array_free (second);
  }
  nd_array_free (first);
  return status;
}

nd_status nd_convolve (const nd_array *a, const nd_array *b, nd_convolution_shape shape,
                       nd_array **out, nd_error *error)
{
  const bool is_empty = nd_array_numel (a) == 0 || nd_array_numel (b) == 0;
  const part rows = find_part (a->dims[0], b->dims[0], is_empty, shape);
  const part columns = find_part (a->dims[1], b->dims[1], is_empty, shape);
  const int64_t dims[2] = {rows.count, columns.count};
  const bool b_is_longer = nd_array_numel (b) > nd_array_numel (a); /* exchanged: longer runs */
  nd_array *result;
  ND_RETURN_NOT_OK (nd_array_new (nd_array_device (a), a->dtype, 2, dims, &result, error));
  nd_status status = ND_OK;
  if (nd_array_numel (result) > 0)
    status = convolve (b_is_longer ? b : a, b_is_longer ? a : b, b_is_longer, &rows, &columns,
                       result, error);
  return nd_array_deliver (status, result, out);
}

/* ---- filtering ----------------------------------------------------------------------------- */

static nd_status filter (const nd_array *b, const nd_array *a, const nd_array *x, int dim,
                         nd_array *states, nd_array *out, nd_error *error)
{
  nd_routine routine = {.kind = ND_ROUTINE_FILTER,
                        .dtype = x->dtype,
                        .input = {nd_address (x), nd_address (b), nd_address (a)},
                        .output = {nd_address (out), nd_address (states)},
                        .number = {1, x->dims[dim], 1, nd_array_numel (a) - 1}};
  for (int i = 0; i < x->ndims; i++)
    if (i != dim)
      routine.number[i < dim ? 0 : 2] *= x->dims[i];
  return nd_device_compute (nd_array_device (out), &routine, error);
}

nd_status nd_filter (const nd_array *b, const nd_array *a, const nd_array *x, int dim,
                     nd_array *states, nd_array **out, nd_error *error)
{
  const nd_array *given[3] = {b, a, x};
  nd_array *used[3] = {NULL}, *result = NULL;
  nd_status status = ND_OK;
  for (int i = 0; i < 3 && status == ND_OK; i++)
    status = nd_array_contiguous (given[i], &used[i], error);
  if (status == ND_OK)
    status = nd_array_new (nd_array_device (x), x->dtype, x->ndims, x->dims, &result, error);
  if (status == ND_OK && nd_array_numel (x) > 0)
    status = filter (used[0], used[1], used[2], dim, states, result, error);
  for (int i = 0; i < 3; i++)
    nd_array_free (used[i]);
  return nd_array_deliver (status, result, out);
}
