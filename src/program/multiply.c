/* The matrix product, page by page. */
#include "program/builder.h"
#include "program/classes.h"

/* One side of a product; the array is borrowed. */
typedef struct {
  const nd_array *array;
  nd_operation meant;
} factor;

/* Pages of m x k times pages of k x n; the size of the result. */
typedef struct {
  int64_t m, k, n;
  int ndims;
  int64_t dims[ND_MAX_DIMS];
} product_shape;

/* ---- operands ------------------------------------------------------------------------------ */

static int64_t pages_along (const nd_array *a, int d)
{
  return d < a->ndims ? a->dims[d] : 1;
}

/* False where the factors do not conform.  One page goes with any number of them. */
static bool find_shape (const factor factors[2], product_shape *shape)
{
  const nd_array *a = factors[0].array, *b = factors[1].array;
  bool turns_a = factors[0].meant != ND_AS_IT_IS, turns_b = factors[1].meant != ND_AS_IT_IS;
  *shape = (product_shape){.m = a->dims[turns_a],
                           .k = a->dims[!turns_a],
                           .n = b->dims[!turns_b],
                           .ndims = a->ndims > b->ndims ? a->ndims : b->ndims};
  shape->dims[0] = shape->m;
  shape->dims[1] = shape->n;
  for (int d = 2; d < shape->ndims; d++) {
    int64_t left = pages_along (a, d), right = pages_along (b, d);
    if (left != right && left != 1 && right != 1)
      return false;
    shape->dims[d] = left == 1 ? right : left;
  }
  return shape->k == b->dims[turns_b];
}

static nd_status check_classes (const nd_array *a, const nd_array *b, nd_error *error)
{
  nd_operand_class left = {a->dtype, nd_array_is_scalar (a)};
  nd_operand_class right = {b->dtype, nd_array_is_scalar (b)};
  if (!nd_dtype_is_integer (a->dtype) && !nd_dtype_is_integer (b->dtype))
    return ND_OK;
  /* Octave converts logical operands before it looks for the operator. */
  if (left.dtype == ND_LOGICAL)
    left.dtype = ND_DOUBLE;
  if (right.dtype == ND_LOGICAL)
    right.dtype = ND_DOUBLE;
  return nd_not_implemented ("*", left, right, error);
}

static nd_status nonconformant (const char *name, const nd_array *a, const nd_array *b,
                                nd_error *error)
{
  return nd_nonconformant (name, a->ndims, a->dims, b->ndims, b->dims, error);
}

/* Pages of consecutive columns, into *owned.  Rows without gaps are such columns of the transposed
   matrix: then nothing is copied. */
static nd_status remove_gaps (factor *f, const nd_array *given, nd_array **owned, nd_error *error)
{
  ND_RETURN_NOT_OK (nd_array_swap_first (given, 1, owned, error));
  if (nd_array_is_contiguous (*owned) && !nd_array_is_contiguous (given) &&
      f->meant != ND_CONJUGATE_TRANSPOSED) {
    f->meant = f->meant == ND_AS_IT_IS ? ND_TRANSPOSED : ND_AS_IT_IS;
    return ND_OK;
  }
  nd_array_free (*owned);
  *owned = NULL;
  return nd_array_contiguous (given, owned, error);
}

/* Turns a factor into one of class `dtype` that a device can multiply: its array is *owned. */
static nd_status prepare (factor *f, nd_dtype dtype, nd_array **owned, nd_error *error)
{
  nd_array *cast;
  if (f->meant == ND_CONJUGATE_TRANSPOSED && !nd_dtype_is_complex (dtype))
    f->meant = ND_TRANSPOSED;
  ND_RETURN_NOT_OK (nd_cast (f->array, dtype, &cast, error));
  nd_status status = remove_gaps (f, cast, owned, error);
  nd_array_free (cast);
  f->array = *owned;
  return status;
}

/* ---- pages --------------------------------------------------------------------------------- */

/* Pages that lie evenly spaced in all three arrays: distances in elements, 0 where one page goes
   with all. */
typedef struct {
  int64_t count, a_step, b_step, c_step;
} page_group;

static int64_t page_step (const nd_array *a, int d)
{
  return pages_along (a, d) == 1 ? 0 : a->strides[d];
}

/* As few groups as there can be, at least one; their product is the number of pages. */
static int group_pages (const factor factors[2], const nd_array *c, page_group *groups)
{
  const nd_array *a = factors[0].array, *b = factors[1].array;
  int n = 0;
  groups[0] = (page_group){.count = 1};
  for (int d = 2; d < c->ndims; d++) {
    page_group next = {c->dims[d], page_step (a, d), page_step (b, d), c->strides[d]};
    page_group *last = &groups[n > 0 ? n - 1 : 0];
    if (next.count == 1)
      continue;
    if (n > 0 && next.a_step == last->count * last->a_step &&
        next.b_step == last->count * last->b_step)
      last->count *= next.count;
    else
      groups[n++] = next;
  }
  return n > 0 ? n : 1;
}

/* `offsets`: where the pages of a, b and c begin, in elements. */
static nd_status multiply_group (const factor factors[2], nd_array *c, const product_shape *shape,
                                 page_group group, const int64_t offsets[3], nd_error *error)
{
  const int64_t size = (int64_t)nd_dtype_size (c->dtype);
  int64_t n = shape->n;
  if (group.a_step == 0 && factors[1].meant == ND_AS_IT_IS && group.b_step == shape->k * n &&
      group.c_step == shape->m * n) { /* one matrix times all columns */
    n *= group.count;
    group.count = 1;
  }
  nd_routine routine = {.kind = ND_ROUTINE_MULTIPLY,
                        .dtype = c->dtype,
                        .input = {nd_address (factors[0].array) + offsets[0] * size,
                                  nd_address (factors[1].array) + offsets[1] * size},
                        .output = {nd_address (c) + offsets[2] * size},
                        .number = {shape->m, shape->k, n, factors[0].meant, factors[1].meant,
                                   group.count, group.a_step, group.b_step, group.c_step}};
  return nd_device_compute (nd_array_device (c), &routine, error);
}

/* The longest group at once; of the others one page after the other. */
static nd_status multiply_groups (const factor factors[2], nd_array *c, const product_shape *shape,
                                  nd_error *error)
{
  page_group groups[ND_MAX_DIMS];
  int count = group_pages (factors, c, groups), longest = 0;
  int64_t times = 1;
  for (int g = 1; g < count; g++)
    if (groups[g].count > groups[longest].count)
      longest = g;
  page_group together = groups[longest];
  groups[longest].count = 1;
  for (int g = 0; g < count; g++)
    times *= groups[g].count;
  for (int64_t i = 0; i < times; i++) {
    int64_t offsets[3] = {0, 0, 0}, rest = i;
    for (int g = 0; g < count; g++) {
      int64_t at = rest % groups[g].count;
      rest /= groups[g].count;
      offsets[0] += at * groups[g].a_step;
      offsets[1] += at * groups[g].b_step;
      offsets[2] += at * groups[g].c_step;
    }
    ND_RETURN_NOT_OK (multiply_group (factors, c, shape, together, offsets, error));
  }
  return ND_OK;
}

static nd_status fill_with_zero (nd_array *a, nd_error *error)
{
  const nd_operand zero = nd_operand_number (0);
  return nd_fill (a, &zero, error);
}

/* Both factors are prepared for class c's. */
static nd_status product (const factor factors[2], nd_array *c, const product_shape *shape,
                          nd_error *error)
{
  if (nd_array_numel (c) == 0)
    return ND_OK;
  return shape->k == 0 ? fill_with_zero (c, error) : multiply_groups (factors, c, shape, error);
}

/* The product of factors of which both are real or both complex. */
static nd_status multiply_alike (const factor factors[2], const product_shape *shape,
                                 nd_dtype dtype, nd_array **out, nd_error *error)
{
  factor ready[2] = {factors[0], factors[1]};
  nd_array *owned[2] = {NULL, NULL}, *result = NULL;
  nd_device *device = nd_array_device (factors[0].array);
  nd_status status = prepare (&ready[0], dtype, &owned[0], error);
  if (status == ND_OK)
    status = prepare (&ready[1], dtype, &owned[1], error);
  if (status == ND_OK)
    status = nd_array_new (device, dtype, shape->ndims, shape->dims, &result, error);
  if (status == ND_OK)
    status = product (ready, result, shape, error);
  nd_array_free (owned[0]);
  nd_array_free (owned[1]);
  return nd_array_deliver (status, result, out);
}

/* ---- a complex and a real matrix ------------------------------------------------------------- */

/* The real (0) or imaginary (1) parts of a complex array, as a view of its memory. */
static nd_status view_part (const nd_array *a, int part, nd_array **out, nd_error *error)
{
  nd_array *view;
  ND_RETURN_NOT_OK (nd_array_link (a, &view, error));
  view->dtype = nd_dtype_real (a->dtype);
  view->offset = 2 * a->offset + part;
  for (int d = 0; d < a->ndims; d++)
    view->strides[d] = 2 * a->strides[d];
  *out = view;
  return ND_OK;
}

/* One part of the product: that of the complex factor times the real one. */
static nd_status multiply_part (const factor factors[2], const product_shape *shape, int part,
                                nd_array *result, nd_error *error)
{
  nd_array *view = NULL, *to = NULL, *real = NULL;
  factor both[2] = {factors[0], factors[1]};
  factor *whole = &both[nd_dtype_is_complex (both[0].array->dtype) ? 0 : 1];
  nd_status status = view_part (whole->array, part, &view, error);
  whole->array = view;
  if (status == ND_OK)
    status = multiply_alike (both, shape, nd_dtype_real (result->dtype), &real, error);
  if (status == ND_OK)
    status = view_part (result, part, &to, error);
  if (status == ND_OK)
    status = nd_copy_elements (to, real, error);
  nd_array_free (view);
  nd_array_free (to);
  nd_array_free (real);
  return status;
}

/* A deferred copy, or the conjugate where the factor is meant so; then it is only transposed. */
static nd_status conjugate (factor *f, nd_array **owned, nd_error *error)
{
  bool is_conjugated = f->meant == ND_CONJUGATE_TRANSPOSED;
  if (is_conjugated)
    f->meant = ND_TRANSPOSED;
  ND_RETURN_NOT_OK (is_conjugated && nd_dtype_is_complex (f->array->dtype)
                        ? nd_unary (ND_OP_CONJ, f->array, owned, error)
                        : nd_array_copy (f->array, owned, error));
  f->array = *owned;
  return ND_OK;
}

static nd_status multiply_by_parts (const factor factors[2], const product_shape *shape,
                                    nd_dtype dtype, nd_array **out, nd_error *error)
{
  factor plain[2] = {factors[0], factors[1]};
  nd_array *owned[2] = {NULL, NULL}, *result = NULL;
  nd_device *device = nd_array_device (factors[0].array);
  nd_status status = conjugate (&plain[0], &owned[0], error);
  if (status == ND_OK)
    status = conjugate (&plain[1], &owned[1], error);
  if (status == ND_OK)
    status = nd_array_new (device, dtype, shape->ndims, shape->dims, &result, error);
  for (int part = 0; part < 2 && status == ND_OK; part++)
    status = multiply_part (plain, shape, part, result, error);
  nd_array_free (owned[0]);
  nd_array_free (owned[1]);
  return nd_array_deliver (status, result, out);
}

/* Octave multiplies the parts of the complex matrix one by one unless the inner dimension is short
   against the result: then it converts the real matrix, and infinities and NaN spread otherwise. */
static bool goes_by_parts (const factor factors[2], const product_shape *shape)
{
  int64_t smaller = shape->m < shape->n ? shape->m : shape->n;
  return nd_dtype_is_complex (factors[0].array->dtype) !=
             nd_dtype_is_complex (factors[1].array->dtype) &&
         shape->k > smaller / 10;
}

/* ---- products ------------------------------------------------------------------------------ */

static nd_status multiply (const char *name, const factor factors[2], nd_array **out,
                           nd_error *error)
{
  const nd_array *a = factors[0].array, *b = factors[1].array;
  product_shape shape;
  nd_signature signature;
  if (!find_shape (factors, &shape))
    return nonconformant (name, a, b, error);
  ND_RETURN_NOT_OK (nd_find_signature (ND_OP_MULTIPLY, (nd_operand_class){a->dtype, false},
                                       (nd_operand_class){b->dtype, false}, &signature, error));
  return (goes_by_parts (factors, &shape) ? multiply_by_parts : multiply_alike) (
      factors, &shape, signature.result, out, error);
}

nd_status nd_multiply (const nd_array *a, const nd_array *b, nd_array **out, nd_error *error)
{
  static const char name[] = "operator *";
  const factor factors[2] = {{a, ND_AS_IT_IS}, {b, ND_AS_IT_IS}};
  ND_RETURN_NOT_OK (nd_check_same_device ("*", a, b, error));
  ND_RETURN_NOT_OK (check_classes (a, b, error));
  if (a->ndims > 2 || b->ndims > 2)
    return nonconformant (name, a, b, error);
  return multiply (name, factors, out, error);
}

nd_status nd_multiply_pages (const nd_array *a, nd_operation meant_a, const nd_array *b,
                             nd_operation meant_b, nd_array **out, nd_error *error)
{
  static const char name[] = "pagemtimes";
  const factor factors[2] = {{a, meant_a}, {b, meant_b}};
  ND_RETURN_NOT_OK (nd_check_same_device (name, a, b, error));
  ND_RETURN_NOT_OK (check_classes (a, b, error));
  return multiply (name, factors, out, error);
}
