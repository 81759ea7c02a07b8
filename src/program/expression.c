#include "program/expression.h"
#include "base/memory.h"
#include "program/trace.h"
#include <stdlib.h>
#include <string.h>

static nd_expression *all_pending; /* the latest first */
static size_t pending_bytes;       /* of all buffers that hold their inputs */
static bool is_eager;

/* ---- limits ------------------------------------------------------------------------------ */

/* Tests lower the limit, so that small arrays take this way, too. */
static int64_t defer_from (void)
{
  static int64_t numel = -1;
  if (numel < 0) {
    const char *text = getenv ("ND_DEFER_FROM");
    numel = text && *text ? strtoll (text, NULL, 10) : ND_DEFER_FROM;
  }
  return numel;
}

bool nd_should_defer (int64_t numel)
{
  return numel > 0 && (nd_is_tracing () || (!is_eager && numel >= defer_from ()));
}

bool nd_is_small (int64_t numel)
{
  return !nd_is_tracing () && numel < defer_from ();
}

bool nd_set_eager (bool eager)
{
  bool was_eager = is_eager;
  is_eager = eager;
  return was_eager;
}

bool nd_is_eager (void)
{
  return is_eager;
}

/* The program that an operand brings along; NULL for arrays and scalars. */
static const nd_builder *pending_builder (const nd_operand *x)
{
  return x->pending && !x->pending->result ? &x->pending->builder : NULL;
}

/* Room that an operation may need besides: casts, its own instructions, stores of shared values. */
enum { ROOM = 12 + ND_BUILDER_MAX_SOURCES + 1, OPERAND_ROOM = 3 + ND_BUILDER_MAX_SOURCES };

/* Long expressions are computed when they are used again, not when they become long: by then the
   values that led to them are often gone. */
static nd_status settle_long (nd_operand *x, nd_error *error)
{
  const nd_builder *builder = pending_builder (x);
  if (!builder || nd_is_tracing () ||
      (builder->program.length <= ND_PENDING_OPERATIONS &&
       builder->program.inputs <= ND_PENDING_INPUTS &&
       builder->program.constants <= ND_PENDING_INPUTS))
    return ND_OK;
  return nd_operand_settle (x, error);
}

/* What a program holds, or operands would. */
typedef struct {
  int length, inputs, constants;
} program_size;

/* Adds what `b` has and `a`, which is there already (or NULL), does not begin with: one operand is
   often made from the other. */
static void add_size (program_size *size, const nd_builder *b, const nd_builder *a)
{
  const nd_program *program = &b->program;
  size->length += program->length;
  size->inputs += program->inputs;
  size->constants += program->constants;
  for (int i = 0; a && nd_builder_contains (a, b, i); i++) {
    size->length--;
    size->inputs -= program->code[i].op == ND_OP_LOAD;
    size->constants -= program->code[i].op == ND_OP_CONSTANT;
  }
}

/* Do the operands fit into one program?  If not, *longest is the place of the longest. */
static bool fit_together (nd_operand *const *operands, int count, int *longest)
{
  program_size size = {0, 0, 0};
  const nd_builder *first = NULL;
  int most = 0;
  for (int i = 0; i < count; i++) {
    const nd_builder *builder = pending_builder (operands[i]);
    if (!builder)
      continue;
    add_size (&size, builder, first);
    if (!first)
      first = builder;
    if (builder->program.length > most) {
      most = builder->program.length;
      *longest = i;
    }
  }
  return size.length + ROOM <= ND_PROGRAM_MAX &&
         size.inputs + OPERAND_ROOM <= ND_PROGRAM_MAX_OPERANDS &&
         size.constants + OPERAND_ROOM <= ND_PROGRAM_MAX_OPERANDS;
}

nd_status nd_make_room (int count, nd_operand *const *operands, nd_error *error)
{
  int longest = 0;
  for (int i = 0; i < count; i++)
    ND_RETURN_NOT_OK (settle_long (operands[i], error));
  while (!fit_together (operands, count, &longest))
    ND_RETURN_NOT_OK (nd_operand_settle (operands[longest], error));
  return ND_OK;
}

/* ---- making and freeing ------------------------------------------------------------------ */

static nd_buffer *input_buffer (const nd_expression *expression, int i)
{
  return expression->builder.input[i]->storage->buffer;
}

static void enter_list (nd_expression *expression)
{
  expression->previous = NULL;
  expression->next = all_pending;
  if (all_pending)
    all_pending->previous = expression;
  all_pending = expression;
  for (int i = 0; i < expression->builder.program.inputs; i++) {
    nd_buffer *buffer = input_buffer (expression, i);
    if (buffer->waiting++ == 0)
      pending_bytes += buffer->nbytes;
  }
}

static void leave_list (nd_expression *expression)
{
  for (int i = 0; i < expression->builder.program.inputs; i++) {
    nd_buffer *buffer = input_buffer (expression, i);
    if (--buffer->waiting == 0)
      pending_bytes -= buffer->nbytes;
  }
  if (expression->previous)
    expression->previous->next = expression->next;
  else
    all_pending = expression->next;
  if (expression->next)
    expression->next->previous = expression->previous;
}

/* Do the buffers that nobody but pending expressions needs take too much?  Each input counts for
   its part of its buffer. */
static bool keeps_too_much_alive (void)
{
  size_t total = 0;
  if (pending_bytes <= ND_PENDING_BYTES)
    return false;
  for (const nd_expression *e = all_pending; e; e = e->next)
    for (int i = 0; i < e->builder.program.inputs; i++) {
      const nd_buffer *buffer = input_buffer (e, i);
      if (buffer->references == buffer->waiting &&
          !(buffer->foreign && buffer->foreign->is_shared (buffer->owner)))
        total += buffer->nbytes / (size_t)buffer->waiting;
    }
  return total > ND_PENDING_BYTES;
}

static void free_array (const nd_array *a)
{
  nd_array_free ((nd_array *)a); /* a builder's inputs are const; an expression owns its own */
}

static void drop_use (nd_expression *source, bool is_direct)
{
  source->direct_uses -= is_direct;
  if (--source->uses > 0 || source->holders > 0)
    return;
  nd_array_free (source->result);
  nd_free (source);
}

static bool holds_inputs (const nd_expression *expression)
{
  return !expression->result && expression->holders > 0;
}

/* Lets go of what a pending expression holds. */
static void drop_inputs (nd_expression *expression)
{
  nd_builder *builder = &expression->builder;
  leave_list (expression);
  for (int i = 0; i < builder->program.inputs; i++)
    free_array (builder->input[i]);
  for (int i = 0; i < builder->sources; i++)
    drop_use (builder->source[i], builder->source_is_direct[i]);
}

/* Replaces borrowed inputs by deferred copies and takes references to the sources. */
static nd_status hold_inputs (nd_builder *builder, nd_error *error)
{
  for (int i = 0; i < builder->program.inputs; i++) {
    nd_array *copy;
    nd_status status = nd_array_copy (builder->input[i], &copy, error);
    if (status != ND_OK) {
      while (i-- > 0)
        free_array (builder->input[i]);
      return status;
    }
    builder->input[i] = copy;
  }
  for (int i = 0; i < builder->sources; i++) {
    builder->source[i]->uses++;
    builder->source[i]->direct_uses += builder->source_is_direct[i];
  }
  return ND_OK;
}

nd_status nd_expression_new (nd_builder *builder, int value, int ndims, const int64_t *dims,
                             nd_expression **out, nd_error *error)
{
  nd_expression *expression = nd_malloc (sizeof *expression);
  if (!expression)
    return nd_out_of_memory (error, sizeof *expression);
  expression->holders = 1;
  expression->uses = 0;
  expression->direct_uses = 0;
  expression->result = NULL;
  expression->dtype = (nd_dtype)builder->program.code[value].dtype;
  expression->ndims = ndims;
  memcpy (expression->dims, dims, (size_t)ndims * sizeof *dims);
  expression->builder = *builder;
  expression->value = value;
  expression->was_computed = false;
  nd_status status = hold_inputs (&expression->builder, error);
  if (status != ND_OK) {
    nd_free (expression);
    return status;
  }
  enter_list (expression);
  if (!nd_is_tracing () && keeps_too_much_alive ())
    status = nd_expression_evaluate (expression, error);
  if (status != ND_OK)
    nd_expression_release (expression);
  else
    *out = expression;
  return status;
}

nd_expression *nd_expression_retain (nd_expression *expression)
{
  expression->holders++;
  return expression;
}

void nd_expression_release (nd_expression *expression)
{
  if (!expression)
    return;
  bool is_last = expression->holders == 1;
  if (is_last && holds_inputs (expression))
    drop_inputs (expression);
  expression->holders--;
  if (is_last && expression->uses == 0) {
    nd_array_free (expression->result);
    nd_free (expression);
  } else if (is_last && !nd_expression_is_shared (expression)) {
    /* the one longer expression can compute it on the way, and no limit counts this memory */
    nd_array_free (expression->result);
    expression->result = NULL;
  }
}

nd_status nd_reshape_pending (const nd_operand *x, int ndims, const int64_t *dims,
                              nd_expression **out, nd_error *error)
{
  nd_builder builder;
  int64_t strides[ND_MAX_DIMS];
  const nd_builder *waiting = pending_builder (x);
  const int64_t numel = nd_numel (ndims, dims);
  *out = NULL;
  if (!waiting || nd_is_tracing () || ndims > ND_MAX_DIMS || numel == 0 ||
      numel != nd_numel (x->pending->ndims, x->pending->dims))
    return ND_OK;
  for (int i = 0; i < waiting->program.inputs; i++) {
    const nd_array *input = waiting->input[i];
    if (!nd_array_is_scalar (input) && (nd_array_numel (input) != numel ||
                                        !nd_array_reshape_strides (input, ndims, dims, strides)))
      return ND_OK;
  }
  nd_builder_init (&builder, waiting->device);
  int value = nd_builder_load (&builder, x, nd_operand_dtype (x));
  return nd_expression_new (&builder, value, ndims, dims, out, error);
}

int nd_expression_pending (const nd_expression *expression)
{
  int operations = 0;
  const nd_program *program = &expression->builder.program;
  if (expression->result)
    return 0;
  for (int i = 0; i < program->length; i++)
    operations += program->code[i].op != ND_OP_LOAD && program->code[i].op != ND_OP_CONSTANT;
  return operations;
}

/* ---- evaluating -------------------------------------------------------------------------- */

/* Appends what `value` needs to `to`.  Sources that have a result by now become loads of it, so
   that what only they needed vanishes; the others go on being sources. */
static int rebuild (nd_builder *to, const nd_builder *from, int value, int *place)
{
  const nd_instruction *instruction = &from->program.code[value];
  if (place[value] >= 0)
    return place[value];
  for (int i = 0; i < from->sources; i++)
    if (from->source_value[i] == value && from->source[i]->result) {
      nd_operand stored = nd_operand_array (from->source[i]->result);
      return place[value] = nd_builder_load (to, &stored, stored.dtype);
    }
  if (instruction->op == ND_OP_LOAD) {
    nd_operand input = nd_operand_array (from->input[instruction->arg[0]]);
    place[value] = nd_builder_load (to, &input, input.dtype);
  } else if (instruction->op == ND_OP_CONSTANT) {
    nd_operand scalar = {.array = NULL, .dtype = (nd_dtype)instruction->dtype};
    scalar.scalar = from->program.constant[instruction->arg[0]];
    place[value] = nd_builder_load (to, &scalar, scalar.dtype);
  } else {
    nd_instruction copy = *instruction;
    for (int k = 0; k < nd_op_operands ((nd_op)copy.op); k++)
      copy.arg[k] = (uint16_t)rebuild (to, from, copy.arg[k], place);
    place[value] = nd_builder_append (to, &copy);
  }
  for (int i = 0; i < from->sources; i++)
    if (from->source_value[i] == value)
      nd_builder_add_source (to, from->source[i], place[value], false);
  return place[value];
}

/* What computing `value` costs, in additions. */
static int cost_of (const nd_program *program, int value)
{
  bool needed[ND_PROGRAM_MAX] = {false};
  int cost = 0;
  needed[value] = true;
  for (int i = value; i >= 0; i--) {
    const nd_instruction *instruction = &program->code[i];
    if (!needed[i])
      continue;
    cost += nd_op_cost ((nd_op)instruction->op);
    for (int k = 0; k < nd_op_operands ((nd_op)instruction->op); k++)
      needed[instruction->arg[k]] = true;
  }
  return cost;
}

bool nd_expression_is_shared (const nd_expression *expression)
{
  return expression->holders > 0 || expression->direct_uses > 1;
}

/* Does it pay to store a source that is computed on the way? */
static bool is_worth_storing (const nd_program *program, const nd_expression *source, int value)
{
  return nd_expression_is_shared (source) &&
         (source->was_computed || cost_of (program, value) >= ND_STORED_COST);
}

/* Everything that one run makes: stored sources first, the expression's own value last. */
typedef struct {
  nd_builder builder;
  nd_expression *made[ND_BUILDER_MAX_SOURCES + 1];
  nd_array *outputs[ND_BUILDER_MAX_SOURCES + 1];
  int count;
} evaluation;

static nd_status add_output (evaluation *e, nd_expression *expression, int value, nd_error *error)
{
  nd_builder *builder = &e->builder;
  ND_RETURN_NOT_OK (nd_array_new (builder->device, expression->dtype, expression->ndims,
                                  expression->dims, &e->outputs[e->count], error));
  nd_program_store (&builder->program, value);
  e->made[e->count++] = expression;
  return ND_OK;
}

/* Does an array have an element, in its order, for each of the expression's? */
static bool is_whole (const nd_array *a, const nd_expression *expression)
{
  return nd_array_is_contiguous (a) &&
         nd_array_numel (a) == nd_numel (expression->ndims, expression->dims);
}

/* Memory of an input that nobody else sees, and that ends with this evaluation, can take the
   result: element i is read before it is written. */
static const nd_array *find_reusable_input (const nd_expression *expression)
{
  for (int i = 0; i < expression->builder.program.inputs; i++) {
    const nd_array *input = expression->builder.input[i];
    const nd_buffer *buffer = input->storage->buffer;
    if (buffer->references == 1 && !buffer->foreign && is_whole (input, expression) &&
        nd_dtype_size (input->dtype) == nd_dtype_size (expression->dtype))
      return input;
  }
  return NULL;
}

/* The array whose elements the value is, if it is stored already. */
static const nd_array *find_stored (const nd_builder *builder, const nd_expression *expression,
                                    int value)
{
  const nd_instruction *instruction = &builder->program.code[value];
  if (instruction->op != ND_OP_LOAD)
    return NULL;
  const nd_array *input = builder->input[instruction->arg[0]];
  return is_whole (input, expression) ? input : NULL;
}

static nd_status add_result (evaluation *e, nd_expression *expression, int value, nd_error *error)
{
  const nd_array *stored = find_stored (&e->builder, expression, value);
  const nd_array *memory = stored ? stored : find_reusable_input (expression);
  if (!memory)
    return add_output (e, expression, value, error);
  ND_RETURN_NOT_OK (
      nd_array_reshape (memory, expression->ndims, expression->dims, &e->outputs[e->count], error));
  e->outputs[e->count]->dtype = expression->dtype;
  e->made[e->count++] = expression;
  if (stored)
    return ND_OK;
  nd_program_store (&e->builder.program, value);
  e->builder.program.must_finish = true;
  return ND_OK;
}

static nd_status prepare (evaluation *e, nd_expression *expression, nd_error *error)
{
  int place[ND_PROGRAM_MAX];
  nd_builder *builder = &e->builder;
  for (int i = 0; i < ND_PROGRAM_MAX; i++)
    place[i] = -1;
  e->count = 0;
  nd_builder_init (builder, expression->builder.device);
  int value = rebuild (builder, &expression->builder, expression->value, place);
  for (int i = 0; i < builder->sources; i++) {
    nd_expression *source = builder->source[i];
    if (builder->source_value[i] != value &&
        is_worth_storing (&builder->program, source, builder->source_value[i]))
      ND_RETURN_NOT_OK (add_output (e, source, builder->source_value[i], error));
    source->was_computed = true;
  }
  return add_result (e, expression, value, error);
}

static void set_result (nd_expression *expression, nd_array *result)
{
  if (holds_inputs (expression))
    drop_inputs (expression);
  expression->result = result;
}

/* Is source number i the expression itself, in another size or by another name? */
static bool is_itself (const nd_expression *expression, int i)
{
  return expression->builder.source_value[i] == expression->value;
}

/* Who else holds the same value need not compute it again. */
static void share_result (const nd_expression *expression, const nd_array *result)
{
  nd_array *copy;
  for (int i = 0; i < expression->builder.sources; i++) {
    nd_expression *source = expression->builder.source[i];
    if (is_itself (expression, i) && !source->result && nd_expression_is_shared (source) &&
        nd_array_reshape (result, source->ndims, source->dims, &copy, NULL) == ND_OK)
      set_result (source, copy);
  }
}

nd_status nd_expression_evaluate (nd_expression *expression, nd_error *error)
{
  evaluation e;
  if (expression->result)
    return ND_OK;
  if (nd_is_tracing ())
    return nd_trace_break (error);
  nd_status status = prepare (&e, expression, error);
  if (status == ND_OK && e.builder.program.outputs > 0)
    status = nd_builder_run (&e.builder, e.outputs, error);
  if (status == ND_OK)
    share_result (expression, e.outputs[e.count - 1]);
  for (int i = 0; i < e.count; i++) /* the expression itself is last: it keeps the others alive */
    if (status != ND_OK)
      nd_array_free (e.outputs[i]);
    else
      set_result (e.made[i], e.outputs[i]);
  return status;
}

/* Can the elements of `to` be written while the inputs are read? */
static bool is_apart (const nd_expression *expression, const nd_array *to)
{
  const nd_buffer *buffer = to->storage->buffer;
  for (int i = 0; i < expression->builder.program.inputs; i++)
    if (expression->builder.input[i]->storage->buffer == buffer)
      return false;
  return buffer->references == 1 && !buffer->foreign;
}

nd_status nd_expression_store (nd_expression *expression, nd_array *to, bool *done, nd_error *error)
{
  nd_operand x = {.pending = expression};
  nd_builder builder;
  *done = false;
  if (nd_is_tracing () || expression->result || !is_apart (expression, to))
    return ND_OK;
  ND_RETURN_NOT_OK (nd_operand_settle_shared (&x, error));
  if (!x.pending)
    return ND_OK;
  nd_builder_init (&builder, expression->builder.device);
  builder.program.must_finish = true;
  nd_program_store (&builder.program, nd_builder_load (&builder, &x, to->dtype));
  *done = true;
  return nd_builder_run (&builder, &to, error);
}

/* Notes that the value is computed without being stored; was it before? */
static bool note_computed (nd_expression *expression)
{
  bool is_known = expression->was_computed;
  expression->was_computed = true;
  for (int i = 0; i < expression->builder.sources; i++)
    if (is_itself (expression, i)) {
      nd_expression *source = expression->builder.source[i];
      is_known = is_known || source->was_computed || source->result;
      source->was_computed = true;
    }
  return is_known;
}

nd_status nd_operand_settle_shared (nd_operand *operand, nd_error *error)
{
  nd_expression *e = operand->pending;
  if (!e || e->result)
    return ND_OK;
  bool is_shared = e->holders > 1 || e->uses > 0;
  if (note_computed (e) || (is_shared && cost_of (&e->builder.program, e->value) >= ND_STORED_COST))
    return nd_operand_settle (operand, error);
  return ND_OK;
}

nd_status nd_expression_array (nd_expression *expression, nd_array **out, nd_error *error)
{
  ND_RETURN_NOT_OK (nd_expression_evaluate (expression, error));
  return nd_array_copy (expression->result, out, error);
}

nd_status nd_evaluate_all (const nd_device *device, nd_error *error)
{
  nd_expression *next;
  for (nd_expression *e = all_pending; e; e = next) {
    next = e->next;
    if (device && e->builder.device != device)
      continue;
    ND_RETURN_NOT_OK (nd_expression_evaluate (e, error));
    next = all_pending; /* one evaluation may finish several */
  }
  return ND_OK;
}
