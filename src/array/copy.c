/* Copying elements: straight where memory order agrees, in cache-sized blocks where it does not. */
#include "array/array.h"
#include "array/array_internal.h"
#include "device/device.h"
#include "program/operations.h"
#include <stdlib.h>
#include <string.h>

/* ---- on the host, same class ---------------------------------------------------------------- */

/* What is copied: `ndims` dimensions that both sides walk with strides in elements.  Dimension 0 is
   the one in which the target's elements are closest together. */
typedef struct {
  int ndims;
  size_t size; /* bytes of an element */
  int64_t dims[ND_MAX_DIMS], to[ND_MAX_DIMS], from[ND_MAX_DIMS];
} copy_plan;

/* One dimension: the compiler turns each row into a tight loop over elements of a known size. */
typedef struct {
  uint64_t half[2];
} element_16;

#define COPY_ROW(type)                                                                             \
  static void copy_row_##type (char *to_bytes, const char *from_bytes, int64_t count,              \
                               int64_t to_stride, int64_t from_stride)                             \
  {                                                                                                \
    type *to = (type *)to_bytes;                                                                   \
    const type *from = (const type *)from_bytes;                                                   \
    for (int64_t i = 0; i < count; i++)                                                            \
      to[i * to_stride] = from[i * from_stride];                                                   \
  }

COPY_ROW (uint8_t)
COPY_ROW (uint16_t)
COPY_ROW (uint32_t)
COPY_ROW (uint64_t)
COPY_ROW (element_16)
#undef COPY_ROW

static void copy_row (size_t size, char *to, const char *from, int64_t count, int64_t to_stride,
                      int64_t from_stride)
{
  if (to_stride == 1 && from_stride == 1) {
    memcpy (to, from, (size_t)count * size);
    return;
  }
  switch (size) {
  case 1:
    copy_row_uint8_t (to, from, count, to_stride, from_stride);
    break;
  case 2:
    copy_row_uint16_t (to, from, count, to_stride, from_stride);
    break;
  case 4:
    copy_row_uint32_t (to, from, count, to_stride, from_stride);
    break;
  case 8:
    copy_row_uint64_t (to, from, count, to_stride, from_stride);
    break;
  default:
    copy_row_element_16 (to, from, count, to_stride, from_stride);
    break;
  }
}

/* Two dimensions of which the target runs along the first and the source along the second: blocks
   of both fit the cache together, so that every line fetched is used up. */
static void copy_transposed (const copy_plan *plan, int other, char *to, const char *from)
{
  enum { BLOCK = 32 };
  int64_t size = (int64_t)plan->size;
  for (int64_t j = 0; j < plan->dims[other]; j += BLOCK) {
    int64_t columns = plan->dims[other] - j < BLOCK ? plan->dims[other] - j : BLOCK;
    for (int64_t i = 0; i < plan->dims[0]; i += BLOCK) {
      int64_t rows = plan->dims[0] - i < BLOCK ? plan->dims[0] - i : BLOCK;
      for (int64_t k = j; k < j + columns; k++)
        copy_row (plan->size, to + (i * plan->to[0] + k * plan->to[other]) * size,
                  from + (i * plan->from[0] + k * plan->from[other]) * size, rows, plan->to[0],
                  plan->from[0]);
    }
  }
}

/* The dimension in which the source's elements are closest together. */
static int closest_source_dimension (const copy_plan *plan)
{
  int closest = 0;
  for (int d = 1; d < plan->ndims; d++)
    if (llabs (plan->from[d]) < llabs (plan->from[closest]))
      closest = d;
  return closest;
}

static void run_plan (const copy_plan *plan, char *to, const char *from)
{
  int64_t position[ND_MAX_DIMS] = {0};
  int64_t size = (int64_t)plan->size;
  int other = closest_source_dimension (plan);
  for (;;) {
    if (other > 0)
      copy_transposed (plan, other, to, from);
    else
      copy_row (plan->size, to, from, plan->dims[0], plan->to[0], plan->from[0]);
    int d = 1;
    for (; d < plan->ndims; d++) {
      if (d == other)
        continue;
      to += plan->to[d] * size;
      from += plan->from[d] * size;
      if (++position[d] < plan->dims[d])
        break;
      to -= plan->to[d] * size * plan->dims[d];
      from -= plan->from[d] * size * plan->dims[d];
      position[d] = 0;
    }
    if (d >= plan->ndims)
      return;
  }
}

/* Adds a dimension, inside the previous one when both sides walk the two as one. */
static void add_dimension (copy_plan *plan, int64_t extent, int64_t to, int64_t from)
{
  int last = plan->ndims - 1;
  if (last >= 0 && to == plan->to[last] * plan->dims[last] &&
      from == plan->from[last] * plan->dims[last]) {
    plan->dims[last] *= extent;
    return;
  }
  plan->dims[plan->ndims] = extent;
  plan->to[plan->ndims] = to;
  plan->from[plan->ndims] = from;
  plan->ndims++;
}

/* The next dimension of more than one element from d on. */
static int skip_singletons (const nd_array *a, int d)
{
  while (d < a->ndims && a->dims[d] == 1)
    d++;
  return d;
}

static void bring_closest_target_first (copy_plan *plan)
{
  int closest = 0;
  for (int d = 1; d < plan->ndims; d++)
    if (llabs (plan->to[d]) < llabs (plan->to[closest]))
      closest = d;
  int64_t extent = plan->dims[0], to = plan->to[0], from = plan->from[0];
  plan->dims[0] = plan->dims[closest];
  plan->to[0] = plan->to[closest];
  plan->from[0] = plan->from[closest];
  plan->dims[closest] = extent;
  plan->to[closest] = to;
  plan->from[closest] = from;
}

static void copy_on_host (nd_array *to, const nd_array *from)
{
  copy_plan plan;
  plan.ndims = 0;
  plan.size = nd_dtype_size (to->dtype);
  int d = skip_singletons (to, 0), e = skip_singletons (from, 0);
  while (d < to->ndims) {
    add_dimension (&plan, to->dims[d], to->strides[d], from->strides[e]);
    d = skip_singletons (to, d + 1);
    e = skip_singletons (from, e + 1);
  }
  if (plan.ndims == 0)
    add_dimension (&plan, 1, 1, 1);
  bring_closest_target_first (&plan);
  run_plan (&plan, (char *)nd_array_data (to), nd_array_data (from));
}

/* ---- any device, any class ------------------------------------------------------------------- */

nd_status nd_array_copy_into (nd_array *to, const nd_array *from, nd_error *error)
{
  if (nd_array_numel (to) == 0)
    return ND_OK;
  if (to->dtype != from->dtype || !nd_array_device (to)->is_host)
    return nd_copy_elements (to, from, error);
  if (nd_array_is_contiguous (to) && nd_array_is_contiguous (from))
    memcpy ((void *)nd_array_data (to), nd_array_data (from), nd_array_nbytes (to));
  else
    copy_on_host (to, from);
  return ND_OK;
}

nd_status nd_array_set_zero (nd_array *a, nd_error *error)
{
  static const nd_element zero;
  if (nd_array_device (a)->is_host && nd_array_is_contiguous (a)) {
    if (nd_array_numel (a) > 0)
      memset ((void *)nd_array_data (a), 0, nd_array_nbytes (a));
    return ND_OK;
  }
  nd_operand operand = {.array = NULL, .dtype = a->dtype, .scalar = zero};
  return nd_fill (a, &operand, error);
}

nd_status nd_array_copy_now (const nd_array *a, nd_array **out, nd_error *error)
{
  nd_array *copy;
  ND_RETURN_NOT_OK (nd_array_new (nd_array_device (a), a->dtype, a->ndims, a->dims, &copy, error));
  nd_status status = nd_array_copy_into (copy, a, error);
  if (status != ND_OK)
    nd_array_free (copy);
  else
    *out = copy;
  return status;
}

nd_status nd_array_contiguous (const nd_array *a, nd_array **out, nd_error *error)
{
  return nd_array_is_contiguous (a) ? nd_array_copy (a, out, error)
                                    : nd_array_copy_now (a, out, error);
}
