/* Runs a program block by block: a block's values stay in the caches from load to store. */
#include "device/cpu/cpu.h"
#include "device/cpu/direct.h"
#include "device/cpu/kernels/kernels.h"
#include "device/cpu/transpose.h"
#include "device/cpu/walk.h"
#include "device/device.h"
#include <assert.h>
#include <string.h>

enum {
  SCRATCH_BYTES = 48 << 10,
  REGISTER_ALIGNMENT = 64,
  LARGEST_BLOCK = 1 << 14,
  SHORT_ROW = 128,        /* rows at least this long are blocks of their own */
  POLL_ELEMENTS = 1 << 17 /* between two looks at nd_should_stop */
};

/* How an operand's elements lie along the iteration space. */
typedef enum {
  PATTERN_FIXED, /* one element everywhere */
  PATTERN_WHOLE, /* consecutive from first to last */
  PATTERN_ROWS,  /* consecutive within each row */
  PATTERN_OTHER
} pattern;

typedef enum {
  STEP_NOTHING, /* filled before the loop, or stored where it was computed */
  STEP_POINT,   /* a load that uses the operand's memory as it lies */
  STEP_GATHER,
  STEP_KERNEL,
  STEP_SELECT,
  STEP_COPY, /* a store into consecutive memory */
  STEP_SCATTER
} step_kind;

typedef struct {
  step_kind kind;
  pattern pattern;
  size_t size; /* bytes of an element of the value */
  nd_kernel *kernel;
  nd_select_kernel *select;
  nd_access *access;
  char *value; /* this block's elements */
} step;

typedef struct {
  nd_launch *launch;
  int64_t total, block;
  bool by_rows;          /* no block crosses a row's end */
  step *stored_in_place; /* computes straight into the last store's memory */
  step steps[ND_PROGRAM_MAX];
} plan;

static pattern find_pattern (const nd_launch *launch, const nd_access *x)
{
  bool fixed = true, whole = true;
  int64_t expected = 1;
  for (int d = 0; d < launch->ndims; d++) {
    if (x->has_lists && x->lists[d])
      return d > 0 && x->strides[0] == 1 ? PATTERN_ROWS : PATTERN_OTHER;
    fixed = fixed && x->strides[d] == 0;
    whole = whole && x->strides[d] == expected;
    expected *= launch->dims[d];
  }
  if (fixed)
    return PATTERN_FIXED;
  if (whole)
    return PATTERN_WHOLE;
  return x->strides[0] == 1 ? PATTERN_ROWS : PATTERN_OTHER;
}

/* Can blocks use the operand's memory without moving elements? */
static bool is_direct (const plan *p, pattern pattern)
{
  return pattern == PATTERN_WHOLE || (pattern == PATTERN_ROWS && p->by_rows);
}

static char *block_address (const plan *p, const step *s, int64_t start, const int64_t *index)
{
  if (s->pattern == PATTERN_WHOLE)
    return (char *)s->access->data + (s->access->offset + start) * (int64_t)s->size;
  return nd_walk_address (p->launch, s->access, s->size, index);
}

/* ---- preparing --------------------------------------------------------------------------- */

static void plan_load (plan *p, step *s, const nd_instruction *instruction)
{
  s->access = &p->launch->input[instruction->arg[0]];
  s->pattern = find_pattern (p->launch, s->access);
  s->kind = s->pattern == PATTERN_FIXED ? STEP_NOTHING
            : is_direct (p, s->pattern) ? STEP_POINT
                                        : STEP_GATHER;
}

static void plan_store (plan *p, step *s, const nd_instruction *instruction)
{
  s->access = &p->launch->output[instruction->arg[1]];
  s->pattern = find_pattern (p->launch, s->access);
  if (s->pattern == PATTERN_FIXED) /* an iteration space of one element */
    s->pattern = PATTERN_WHOLE;
  s->kind = is_direct (p, s->pattern) ? STEP_COPY : STEP_SCATTER;
}

static void plan_operator (plan *p, step *s, const nd_instruction *instruction)
{
  const nd_instruction *code = p->launch->program->code;
  s->kind = instruction->op == ND_OP_SELECT ? STEP_SELECT : STEP_KERNEL;
  if (s->kind == STEP_SELECT)
    s->select = nd_cpu_kernels ()->select (s->size);
  else
    s->kernel = nd_cpu_instruction_kernel (instruction, (nd_dtype)code[instruction->arg[0]].dtype,
                                           (nd_dtype)code[instruction->arg[1]].dtype);
}

static void plan_steps (plan *p)
{
  const nd_program *program = p->launch->program;
  for (int i = 0; i < program->length; i++) {
    const nd_instruction *instruction = &program->code[i];
    step *s = &p->steps[i];
    *s = (step){.kind = STEP_NOTHING, .size = nd_dtype_size ((nd_dtype)instruction->dtype)};
    if (instruction->op == ND_OP_LOAD)
      plan_load (p, s, instruction);
    else if (instruction->op == ND_OP_STORE)
      plan_store (p, s, instruction);
    else if (instruction->op != ND_OP_CONSTANT)
      plan_operator (p, s, instruction);
  }
}

/* When the program ends by storing what the instruction before computed, it is computed right
   there.  No other instruction comes between, so that none can see the write too early. */
static void plan_last_store (plan *p)
{
  const nd_program *program = p->launch->program;
  int last = program->length - 1;
  p->stored_in_place = NULL;
  if (last < 1 || program->code[last].op != ND_OP_STORE || program->code[last].arg[0] != last - 1 ||
      p->steps[last].kind != STEP_COPY)
    return;
  step_kind kind = p->steps[last - 1].kind;
  if (kind != STEP_GATHER && kind != STEP_KERNEL && kind != STEP_SELECT)
    return;
  p->stored_in_place = &p->steps[last - 1];
  p->steps[last].kind = STEP_NOTHING;
}

static bool needs_register (const plan *p, int i)
{
  const step *s = &p->steps[i];
  return s != p->stored_in_place && s->kind != STEP_POINT &&
         p->launch->program->code[i].op != ND_OP_STORE;
}

static void plan_registers (plan *p, char *scratch)
{
  const nd_program *program = p->launch->program;
  size_t element_bytes = 0;
  int registers = 0;
  for (int i = 0; i < program->length; i++)
    if (needs_register (p, i)) {
      element_bytes += p->steps[i].size;
      registers++;
    }
  p->block = LARGEST_BLOCK;
  if (registers > 0) {
    int64_t fits =
        (int64_t)((SCRATCH_BYTES - (size_t)registers * REGISTER_ALIGNMENT) / element_bytes);
    p->block = fits < LARGEST_BLOCK ? fits : LARGEST_BLOCK;
  }
  if (p->block > p->total)
    p->block = p->total;
  for (int i = 0; i < program->length; i++)
    if (needs_register (p, i)) {
      p->steps[i].value = scratch;
      size_t nbytes = (size_t)p->block * p->steps[i].size;
      scratch += (nbytes + REGISTER_ALIGNMENT - 1) / REGISTER_ALIGNMENT * REGISTER_ALIGNMENT;
    }
}

/* Constants and operands of one element fill their register once. */
static void fill_fixed (plan *p)
{
  const nd_program *program = p->launch->program;
  for (int i = 0; i < program->length; i++) {
    step *s = &p->steps[i];
    const nd_instruction *instruction = &program->code[i];
    if (instruction->op == ND_OP_CONSTANT)
      nd_walk_fill (s->value, &program->constant[instruction->arg[0]], s->size, p->block);
    else if (instruction->op == ND_OP_LOAD && s->kind == STEP_NOTHING)
      nd_walk_fill (s->value, (char *)s->access->data + s->access->offset * (int64_t)s->size,
                    s->size, p->block);
  }
}

static void make_plan (plan *p, nd_launch *launch, char *scratch)
{
  assert (launch->program->length > 0);
  p->launch = launch;
  p->total = 1;
  for (int d = 0; d < launch->ndims; d++)
    p->total *= launch->dims[d];
  p->by_rows = launch->ndims > 1 && launch->dims[0] >= SHORT_ROW;
  plan_steps (p);
  plan_last_store (p);
  plan_registers (p, scratch);
  fill_fixed (p);
}

/* ---- running ----------------------------------------------------------------------------- */

static void run_step (plan *p, int i, int64_t start, const int64_t *index, int64_t count)
{
  const uint16_t *arg = p->launch->program->code[i].arg;
  const step *steps = p->steps;
  step *s = &p->steps[i];
  switch (s->kind) {
  case STEP_NOTHING:
    break;
  case STEP_POINT:
    s->value = block_address (p, s, start, index);
    break;
  case STEP_GATHER:
    nd_walk_gather (p->launch, s->access, s->size, index, count, s->value);
    break;
  case STEP_KERNEL:
    s->kernel (s->value, steps[arg[0]].value, steps[arg[1]].value, (size_t)count);
    break;
  case STEP_SELECT:
    s->select (s->value, (const bool *)steps[arg[0]].value, steps[arg[1]].value,
               steps[arg[2]].value, (size_t)count);
    break;
  case STEP_COPY:
    memcpy (block_address (p, s, start, index), steps[arg[0]].value, (size_t)count * s->size);
    break;
  case STEP_SCATTER:
    nd_walk_scatter (p->launch, s->access, s->size, index, count, steps[arg[0]].value);
    break;
  }
}

/* Adds a block to the program's truth; true when the answer is certain: one true value decides any,
   one false value decides all. */
static bool reduce_block (plan *p, int64_t count)
{
  nd_launch *launch = p->launch;
  const char *value = p->steps[launch->program->length - 1].value;
  bool decisive = launch->program->reduction == ND_REDUCE_ANY;
  if (!memchr (value, decisive, (size_t)count))
    return false;
  launch->truth = decisive;
  return true;
}

static void run_block (plan *p, int64_t start, const int64_t *index, int64_t count)
{
  int length = p->launch->program->length;
  if (p->stored_in_place)
    p->stored_in_place->value = block_address (p, &p->steps[length - 1], start, index);
  for (int i = 0; i < length; i++)
    run_step (p, i, start, index, count);
}

static nd_status run_blocks (plan *p, nd_error *error)
{
  int64_t index[ND_MAX_DIMS] = {0};
  int64_t since_poll = 0;
  for (int64_t start = 0, count; start < p->total; start += count) {
    count = p->total - start < p->block ? p->total - start : p->block;
    if (p->by_rows && count > p->launch->dims[0] - index[0])
      count = p->launch->dims[0] - index[0];
    run_block (p, start, index, count);
    if (p->launch->program->reduction != ND_REDUCE_NONE && reduce_block (p, count))
      break;
    nd_walk_advance (p->launch, index, count);
    since_poll += count;
    if (since_poll >= POLL_ELEMENTS) {
      since_poll = 0;
      if (!p->launch->program->must_finish && nd_should_stop ())
        return nd_fail (error, ND_INTERRUPTED, "interrupted");
    }
  }
  return ND_OK;
}

static nd_status run_planned (nd_launch *launch, nd_error *error)
{
  _Alignas(REGISTER_ALIGNMENT) char scratch[SCRATCH_BYTES];
  plan p;
  make_plan (&p, launch, scratch);
  return run_blocks (&p, error);
}

nd_status nd_cpu_run (nd_launch *launch, nd_error *error)
{
  if (nd_cpu_is_direct (launch))
    return nd_cpu_run_direct (launch, error);
  if (nd_cpu_is_transpose (launch))
    return nd_cpu_transpose (launch, error);
  return run_planned (launch, error);
}
