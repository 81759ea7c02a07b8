#include "program/reduce.h"
#include "program/expression.h"

int nd_first_dim (const nd_operand *x)
{
  const int64_t *dims = nd_operand_dims (x);
  for (int d = 0; d < nd_operand_ndims (x); d++)
    if (dims[d] != 1)
      return d;
  return 0;
}

/* ---- what is folded ---------------------------------------------------------------------- */

/* Sums of floats are made in double. */
static nd_dtype float_class (nd_dtype dtype)
{
  return nd_dtype_is_complex (dtype) ? ND_COMPLEX_DOUBLE : ND_DOUBLE;
}

static nd_dtype sum_result (nd_dtype dtype, nd_fold_class result)
{
  if (result == ND_FOLD_NATIVE)
    return dtype;
  if (nd_dtype_is_single (dtype) && result == ND_FOLD_USUAL)
    return dtype;
  return float_class (dtype);
}

static nd_dtype sum_class (nd_dtype result)
{
  return nd_dtype_is_integer (result) ? result : float_class (result);
}

/* x * conj (x) for complex x */
int nd_program_square (nd_program *program, int value)
{
  nd_dtype dtype = (nd_dtype)program->code[value].dtype;
  if (!nd_dtype_is_complex (dtype))
    return nd_program_binary (program, ND_OP_MULTIPLY, dtype, value, value);
  /* Not the product with the conjugate: that takes NaN beside Inf for Inf. */
  const nd_dtype part = nd_dtype_real (dtype);
  int real = nd_program_unary (program, ND_OP_REAL, part, value);
  int imag = nd_program_unary (program, ND_OP_IMAG, part, value);
  return nd_program_binary (program, ND_OP_ADD, part,
                            nd_program_binary (program, ND_OP_MULTIPLY, part, real, real),
                            nd_program_binary (program, ND_OP_MULTIPLY, part, imag, imag));
}

static int load_truth (nd_builder *builder, const nd_operand *x)
{
  return nd_builder_load (builder, x, ND_LOGICAL);
}

static int load_true (nd_builder *builder, const nd_operand *x)
{
  nd_program *program = &builder->program;
  nd_dtype dtype = nd_operand_dtype (x);
  if (nd_dtype_kind (dtype) < ND_KIND_FLOAT)
    return load_truth (builder, x);
  int value = nd_builder_load (builder, x, dtype);
  int is_nan = nd_program_unary (program, ND_OP_IS_NAN, ND_LOGICAL, value);
  int is_number = nd_program_unary (program, ND_OP_NOT, ND_LOGICAL, is_nan);
  int is_nonzero = nd_program_cast (program, value, ND_LOGICAL);
  return nd_program_binary (program, ND_OP_AND, ND_LOGICAL, is_nonzero, is_number);
}

/* Octave takes NaN for true where all looks along columns, and for false along other dimensions,
   up to eight elements: it looks at more of them in another way, which takes NaN for true again. */
static int load_of_all (nd_builder *builder, const nd_operand *x, nd_dims_set dims)
{
  const int64_t *extents = nd_operand_dims (x);
  int64_t before = 1, along = 1;
  for (int d = 0; d < nd_operand_ndims (x); d++)
    if (dims >> d & 1)
      along *= extents[d];
    else if (!(dims & (((nd_dims_set)1 << d) - 1)))
      before *= extents[d];
  return before > 1 && along <= 8 ? load_true (builder, x) : load_truth (builder, x);
}

/* What a fold yields of no elements at all, and how it is done: any is the largest of logical
   values, all the smallest. */
typedef struct {
  nd_reduction reduction;
  double of_nothing;
} fold_row;

static const fold_row rows[] = {
    [ND_FOLD_SUM] = {ND_REDUCE_SUM, 0},
    [ND_FOLD_PRODUCT] = {ND_REDUCE_PRODUCT, 1},
    [ND_FOLD_SUM_OF_SQUARES] = {ND_REDUCE_SUM, 0},
    [ND_FOLD_ANY] = {ND_REDUCE_MAX, 0},
    [ND_FOLD_ALL] = {ND_REDUCE_MIN, 1},
    [ND_FOLD_COUNT] = {ND_REDUCE_SUM, 0},
    [ND_FOLD_MIN] = {ND_REDUCE_MIN, 0},
    [ND_FOLD_MAX] = {ND_REDUCE_MAX, 0},
    [ND_FOLD_COMPENSATED_SUM] = {ND_REDUCE_COMPENSATED_SUM, 0},
};

static bool is_extreme (nd_fold_kind kind)
{
  return kind == ND_FOLD_MIN || kind == ND_FOLD_MAX;
}

/* Appends what is folded, and says which class the result has. */
static int load (nd_builder *builder, nd_fold_kind kind, const nd_operand *x, nd_dims_set dims,
                 nd_fold_class class, nd_dtype *result)
{
  nd_program *program = &builder->program;
  nd_dtype dtype = nd_operand_dtype (x);
  switch (kind) {
  case ND_FOLD_COMPENSATED_SUM:
    *result = ND_COMPLEX_DOUBLE;
    return nd_program_binary (program, ND_OP_COMPLEX, ND_COMPLEX_DOUBLE,
                              nd_builder_load (builder, x, ND_DOUBLE),
                              nd_program_number (program, ND_DOUBLE, 0));
  case ND_FOLD_ANY:
    *result = ND_LOGICAL;
    return load_true (builder, x);
  case ND_FOLD_ALL:
    *result = ND_LOGICAL;
    return load_of_all (builder, x, dims);
  case ND_FOLD_COUNT:
    *result = ND_DOUBLE;
    return nd_program_cast (program, load_truth (builder, x), ND_DOUBLE);
  case ND_FOLD_MIN:
  case ND_FOLD_MAX:
    *result = dtype;
    return nd_builder_load (builder, x, dtype);
  case ND_FOLD_SUM_OF_SQUARES:
    *result = nd_dtype_real (sum_result (dtype, class));
    return nd_program_square (program, nd_builder_load (builder, x, float_class (dtype)));
  case ND_FOLD_PRODUCT:
    *result = sum_result (dtype, class);
    return nd_builder_load (builder, x, *result);
  default:
    *result = sum_result (dtype, class);
    return nd_builder_load (builder, x, sum_class (*result));
  }
}

/* ---- sizes ------------------------------------------------------------------------------- */

typedef struct {
  int ndims;
  int64_t dims[ND_MAX_DIMS], result[ND_MAX_DIMS];
  nd_dims_set folded;
} shape;

/* Octave's exception: extremes of nothing are nothing. */
static void find_shape (shape *s, nd_fold_kind kind, const nd_operand *x, nd_dims_set folded,
                        bool is_scan)
{
  const int64_t *dims = nd_operand_dims (x);
  s->ndims = nd_operand_ndims (x);
  s->folded = folded;
  for (int d = 0; d < s->ndims; d++)
    s->dims[d] = dims[d];
  for (int d = 0; d < s->ndims; d++) {
    bool keeps = is_scan || !(folded >> d & 1) || (is_extreme (kind) && s->dims[d] == 0);
    s->result[d] = keeps ? s->dims[d] : 1;
  }
}

static nd_status fill_with_nothing (nd_fold_kind kind, nd_array *out, nd_error *error)
{
  const nd_operand value = nd_operand_number (rows[kind].of_nothing);
  return nd_array_numel (out) > 0 ? nd_fill (out, &value, error) : ND_OK;
}

/* ---- running ----------------------------------------------------------------------------- */

static nd_status fold (nd_fold_kind kind, const nd_operand *operand, nd_dims_set dims,
                       nd_fold_class class, bool is_scan, nd_array **out, nd_array **positions,
                       nd_error *error)
{
  nd_operand x = *operand;
  nd_builder builder;
  nd_dtype result;
  shape s;
  nd_array *outputs[2] = {NULL, NULL};
  ND_RETURN_NOT_OK (nd_operand_settle_shared (&x, error));
  nd_builder_init (&builder, nd_operand_device (&x));
  int value = load (&builder, kind, &x, dims, class, &result);
  if (is_scan)
    nd_program_scan (&builder.program, rows[kind].reduction, value, result, positions != NULL);
  else
    nd_program_fold (&builder.program, rows[kind].reduction, value, result, positions != NULL);
  find_shape (&s, kind, &x, dims, is_scan);
  nd_status status = nd_array_new (builder.device, result, s.ndims, s.result, &outputs[0], error);
  if (status == ND_OK && positions)
    status = nd_array_new (builder.device, ND_DOUBLE, s.ndims, s.result, &outputs[1], error);
  if (status == ND_OK)
    status = nd_numel (s.ndims, s.dims) > 0
                 ? nd_builder_fold (&builder, s.ndims, s.dims, s.folded, outputs, error)
                 : fill_with_nothing (kind, outputs[0], error);
  if (status != ND_OK) {
    nd_array_free (outputs[0]);
    nd_array_free (outputs[1]);
    return status;
  }
  *out = outputs[0];
  if (positions)
    *positions = outputs[1];
  return ND_OK;
}

nd_status nd_reduce (nd_fold_kind kind, const nd_operand *x, nd_dims_set dims, nd_fold_class class,
                     nd_array **out, nd_array **positions, nd_error *error)
{
  return fold (kind, x, dims, class, false, out, positions, error);
}

nd_status nd_scan (nd_fold_kind kind, const nd_operand *x, nd_dims_set dim, nd_fold_class class,
                   nd_array **out, nd_array **positions, nd_error *error)
{
  return fold (kind, x, dim, class, true, out, positions, error);
}
