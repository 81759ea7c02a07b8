#include "program/builder.h"
#include "device/cpu/kernels/kernels.h"
#include "program/expression.h"
#include <assert.h>
#include <string.h>

static void init_launch (nd_launch *launch, const nd_program *program, int ndims,
                         const int64_t *dims)
{
  launch->program = program;
  launch->ndims = ndims;
  for (int d = 0; d < ndims; d++)
    launch->dims[d] = dims[d];
  launch->truth = false;
}

void nd_access_array (nd_access *access, const nd_array *a, int ndims, const int64_t *dims)
{
  bool fits = a->ndims <= ndims;
  access->data = a->storage->buffer->data;
  access->offset = a->offset;
  access->has_lists = false;
  for (int d = 0; d < ndims; d++) {
    const int64_t extent = d < a->ndims ? a->dims[d] : 1;
    fits &= (extent == 1) | (extent == dims[d]);
    access->strides[d] = d < a->ndims && (extent != 1 || dims[d] == 1) ? a->strides[d] : 0;
  }
  if (!fits) {
    const bool walks = nd_array_reshape_strides (a, ndims, dims, access->strides);
    assert (walks); /* nd_reshape_pending asked */
    (void)walks;
  }
}

/* ---- operands ---------------------------------------------------------------------------- */

nd_operand nd_operand_array (const nd_array *a)
{
  nd_operand operand;
  operand.array = a;
  operand.dtype = a->dtype;
  operand.pending = NULL;
  return operand;
}

nd_operand nd_operand_number (double value)
{
  const nd_operand operand = {.dtype = ND_DOUBLE, .scalar = {.real = value}};
  return operand;
}

nd_dtype nd_operand_dtype (const nd_operand *operand)
{
  return operand->array     ? operand->array->dtype
         : operand->pending ? operand->pending->dtype
                            : operand->dtype;
}

int nd_operand_ndims (const nd_operand *operand)
{
  return operand->array ? operand->array->ndims : operand->pending ? operand->pending->ndims : 2;
}

const int64_t *nd_operand_dims (const nd_operand *operand)
{
  static const int64_t one_by_one[2] = {1, 1};
  return operand->array     ? operand->array->dims
         : operand->pending ? operand->pending->dims
                            : one_by_one;
}

bool nd_operand_is_scalar (const nd_operand *operand)
{
  return operand->array ? nd_array_is_scalar (operand->array)
                        : nd_numel (nd_operand_ndims (operand), nd_operand_dims (operand)) == 1;
}

nd_device *nd_operand_device (const nd_operand *operand)
{
  return operand->array     ? nd_array_device (operand->array)
         : operand->pending ? operand->pending->builder.device
                            : NULL;
}

nd_status nd_operand_settle (nd_operand *operand, nd_error *error)
{
  if (!operand->pending)
    return ND_OK;
  ND_RETURN_NOT_OK (nd_expression_evaluate (operand->pending, error));
  *operand = nd_operand_array (operand->pending->result);
  return ND_OK;
}

nd_status nd_operand_settle_smaller (nd_operand *operand, int ndims, const int64_t *dims,
                                     nd_error *error)
{
  if (nd_dims_equal (nd_operand_ndims (operand), nd_operand_dims (operand), ndims, dims))
    return ND_OK;
  return nd_operand_settle (operand, error);
}

bool nd_operands_have_equal_dims (const nd_operand *a, const nd_operand *b)
{
  return nd_dims_equal (nd_operand_ndims (a), nd_operand_dims (a), nd_operand_ndims (b),
                        nd_operand_dims (b));
}

/* ---- loading ----------------------------------------------------------------------------- */

void nd_builder_init (nd_builder *builder, nd_device *device)
{
  builder->device = device;
  builder->sources = 0;
  nd_program_init (&builder->program);
}

int nd_builder_append (nd_builder *builder, const nd_instruction *instruction)
{
  nd_program *program = &builder->program;
  for (int i = 0; i < program->length; i++)
    if (memcmp (&program->code[i], instruction, sizeof *instruction) == 0)
      return i;
  assert (program->length < ND_PROGRAM_MAX);
  program->code[program->length] = *instruction;
  return program->length++;
}

static bool is_same_view (const nd_array *a, const nd_array *b)
{
  return a == b || (a->storage->buffer == b->storage->buffer && a->offset == b->offset &&
                    a->dtype == b->dtype && nd_dims_equal (a->ndims, a->dims, b->ndims, b->dims) &&
                    memcmp (a->strides, b->strides, (size_t)a->ndims * sizeof *a->strides) == 0);
}

static int load_array (nd_builder *builder, const nd_array *a)
{
  nd_program *program = &builder->program;
  int i = 0;
  while (i < program->inputs && !is_same_view (builder->input[i], a))
    i++;
  if (i < program->inputs) {
    nd_instruction load = {ND_OP_LOAD, (uint8_t)a->dtype, {(uint16_t)i, 0, 0}};
    return nd_builder_append (builder, &load);
  }
  builder->input[i] = a;
  return nd_program_load (program, a->dtype);
}

static int add_constant (nd_program *program, nd_dtype dtype, const nd_element *value)
{
  for (int i = 0; i < program->length; i++) {
    const nd_instruction *old = &program->code[i];
    if (old->op == ND_OP_CONSTANT && old->dtype == dtype &&
        memcmp (&program->constant[old->arg[0]], value, nd_dtype_size (dtype)) == 0)
      return i;
  }
  return nd_program_constant (program, dtype, *value);
}

static int load_constant (nd_program *program, nd_dtype from, const void *element, nd_dtype to)
{
  nd_element value;
  if (from == to)
    memcpy (&value, element, nd_dtype_size (from));
  else
    nd_cpu_cast_kernel (from, to) (&value, element, NULL, 1);
  return add_constant (program, to, &value);
}

bool nd_builder_contains (const nd_builder *builder, const nd_builder *other, int i)
{
  const nd_instruction *a = &builder->program.code[i], *b = &other->program.code[i];
  if (i >= builder->program.length || i >= other->program.length || memcmp (a, b, sizeof *a) != 0)
    return false;
  if (a->op == ND_OP_LOAD)
    return is_same_view (builder->input[a->arg[0]], other->input[a->arg[0]]);
  return a->op != ND_OP_CONSTANT ||
         memcmp (&builder->program.constant[a->arg[0]], &other->program.constant[a->arg[0]],
                 nd_dtype_size ((nd_dtype)a->dtype)) == 0;
}

void nd_builder_add_source (nd_builder *builder, nd_expression *expression, int value,
                            bool is_direct)
{
  int i = 0;
  while (i < builder->sources && builder->source[i] != expression)
    i++;
  if (i == ND_BUILDER_MAX_SOURCES)
    return;
  if (i == builder->sources) {
    builder->source[i] = expression;
    builder->source_value[i] = value;
    builder->source_is_direct[i] = false;
    builder->sources++;
  }
  builder->source_is_direct[i] |= is_direct;
}

/* Appends the instructions of another builder, as far as they are new; the place of its `value`. */
static int splice (nd_builder *builder, const nd_builder *other, int value)
{
  const nd_program *from = &other->program;
  uint16_t place[ND_PROGRAM_MAX];
  for (int i = 0; i < from->length; i++) {
    nd_instruction copy = from->code[i];
    if (copy.op == ND_OP_LOAD)
      place[i] = (uint16_t)load_array (builder, other->input[copy.arg[0]]);
    else if (copy.op == ND_OP_CONSTANT)
      place[i] = (uint16_t)add_constant (&builder->program, (nd_dtype)copy.dtype,
                                         &from->constant[copy.arg[0]]);
    else {
      for (int k = 0; k < nd_op_operands ((nd_op)copy.op); k++)
        copy.arg[k] = place[copy.arg[k]];
      place[i] = (uint16_t)nd_builder_append (builder, &copy);
    }
  }
  for (int i = 0; i < other->sources; i++)
    if (nd_expression_is_shared (other->source[i]))
      nd_builder_add_source (builder, other->source[i], place[other->source_value[i]], false);
  return place[value];
}

static int load_pending (nd_builder *builder, nd_expression *expression)
{
  if (expression->result)
    return load_array (builder, expression->result);
  int value = splice (builder, &expression->builder, expression->value);
  nd_builder_add_source (builder, expression, value, true);
  return value;
}

int nd_builder_load (nd_builder *builder, const nd_operand *operand, nd_dtype dtype)
{
  const nd_array *a = operand->array;
  if (operand->pending)
    return nd_program_cast (&builder->program, load_pending (builder, operand->pending), dtype);
  /* A one-element host array may act as a scalar on a device (a(i) = host value). */
  if (!a || nd_array_device (a) != builder->device)
    return load_constant (&builder->program, nd_operand_dtype (operand),
                          a ? nd_address (a) : (const void *)&operand->scalar, dtype);
  return nd_program_cast (&builder->program, load_array (builder, a), dtype);
}

/* ---- running ----------------------------------------------------------------------------- */

/* Do the elements of `x` lie one after the other, in the order of those of `to`? */
static bool is_consecutive (const nd_array *x, const nd_array *to)
{
  int64_t stride = 1;
  if (x->ndims != to->ndims)
    return false;
  for (int d = 0; d < x->ndims; d++) {
    if (x->dims[d] != to->dims[d] || (x->dims[d] != 1 && x->strides[d] != stride))
      return false;
    stride *= x->dims[d];
  }
  return true;
}

/* One dimension is enough for operands that are consecutive, or one element for all. */
static bool describe_flat (nd_access *access, const nd_array *x, const nd_array *to)
{
  bool consecutive = is_consecutive (x, to);
  access->data = x->storage->buffer->data;
  access->offset = x->offset;
  access->strides[0] = consecutive;
  access->has_lists = false;
  return consecutive || nd_array_is_scalar (x);
}

/* Operands that all lie in the order of the outputs make one dimension. */
static bool launch_flat (const nd_builder *builder, nd_array *const *outputs, nd_launch *launch)
{
  const nd_array *last = outputs[builder->program.outputs - 1];
  for (int i = 0; i < builder->program.outputs; i++)
    if (!describe_flat (&launch->output[i], outputs[i], last))
      return false;
  for (int i = 0; i < builder->program.inputs; i++)
    if (!describe_flat (&launch->input[i], builder->input[i], last))
      return false;
  int64_t numel = nd_array_numel (last);
  init_launch (launch, &builder->program, 1, &numel);
  return true;
}

void nd_builder_launch (const nd_builder *builder, int ndims, const int64_t *dims,
                        nd_launch *launch)
{
  init_launch (launch, &builder->program, ndims, dims);
  for (int i = 0; i < builder->program.inputs; i++)
    nd_access_array (&launch->input[i], builder->input[i], ndims, dims);
}

nd_status nd_builder_run_and_ask (const nd_builder *builder, nd_array *const *outputs, bool *truth,
                                  nd_error *error)
{
  nd_launch launch;
  const nd_array *last = outputs[builder->program.outputs - 1];
  if (!launch_flat (builder, outputs, &launch)) {
    nd_builder_launch (builder, last->ndims, last->dims, &launch);
    for (int i = 0; i < builder->program.outputs; i++)
      nd_access_array (&launch.output[i], outputs[i], last->ndims, last->dims);
  }
  ND_RETURN_NOT_OK (nd_device_run (builder->device, &launch, error));
  *truth = launch.truth;
  return ND_OK;
}

nd_status nd_builder_run (const nd_builder *builder, nd_array *const *outputs, nd_error *error)
{
  bool truth;
  return nd_builder_run_and_ask (builder, outputs, &truth, error);
}

nd_status nd_builder_fold (const nd_builder *builder, int ndims, const int64_t *dims,
                           nd_dims_set folded, nd_array *const *outputs, nd_error *error)
{
  nd_launch launch;
  nd_builder_launch (builder, ndims, dims, &launch);
  for (int d = 0; d < ndims; d++)
    launch.folded[d] = folded >> d & 1;
  for (int i = 0; i < builder->program.outputs; i++)
    nd_access_array (&launch.output[i], outputs[i], ndims, dims);
  return nd_device_run (builder->device, &launch, error);
}

nd_status nd_builder_evaluate (nd_builder *builder, int value, int ndims, const int64_t *dims,
                               nd_array **out, nd_error *error)
{
  nd_array *result;
  nd_dtype dtype = (nd_dtype)builder->program.code[value].dtype;
  ND_RETURN_NOT_OK (nd_array_new (builder->device, dtype, ndims, dims, &result, error));
  nd_program_store (&builder->program, value);
  nd_status status = nd_builder_run (builder, &result, error);
  return nd_array_deliver (status, result, out);
}
