#include "device/cpu/plan.h"
#include "base/numbers.h"
#include "device/cpu/walk.h"
#include <assert.h>
#include <string.h>

enum {
  GOOD_REGISTER_BYTES = 16 << 10, /* a part of the first cache: operands pass through it, too */
  GOOD_FIXED_BYTES = 8 << 10,
  LARGEST_BLOCK = 1 << 13,
  SMALLEST_BLOCK = 256,
  SHORT_ROW = 128, /* rows at least this long are blocks of their own */
  FEWEST_COLUMNS = 16,
  WHOLE_COLUMNS = 8,    /* that are turned together */
  PIECE_COST = 1 << 18, /* in additions */
  SMALLEST_PIECE = 1 << 13
};

/* Outputs from this size on do not stay in the caches until they are read again: their memory is
   written without being read first. */
static const int64_t stream_from = (int64_t)16 << 20;

/* ---- operands ---------------------------------------------------------------------------- */

static nd_pattern find_pattern (const nd_launch *launch, const nd_access *x)
{
  bool fixed = true, whole = true;
  int64_t expected = 1;
  for (int d = 0; d < launch->ndims; d++) {
    if (x->has_lists && x->lists[d])
      return d > 0 && x->strides[0] == 1 ? ND_PATTERN_ROWS : ND_PATTERN_OTHER;
    fixed = fixed && x->strides[d] == 0;
    whole = whole && x->strides[d] == expected;
    expected *= launch->dims[d];
  }
  if (fixed)
    return ND_PATTERN_FIXED;
  if (whole)
    return ND_PATTERN_WHOLE;
  return x->strides[0] == 1 ? ND_PATTERN_ROWS : ND_PATTERN_OTHER;
}

/* Can blocks use the operand's memory without moving elements? */
static bool is_direct (const nd_plan *p, nd_pattern pattern)
{
  return !p->is_tiled &&
         (pattern == ND_PATTERN_WHOLE || (pattern == ND_PATTERN_ROWS && p->by_rows));
}

static void plan_load (nd_plan *p, nd_step *s, const nd_instruction *instruction)
{
  s->access = &p->launch->input[instruction->arg[0]];
  s->pattern = find_pattern (p->launch, s->access);
  if (s->pattern == ND_PATTERN_FIXED)
    s->place = ND_PLACE_FIXED;
  else if (is_direct (p, s->pattern))
    s->place = ND_PLACE_OPERAND;
  else
    s->kind = ND_STEP_GATHER;
  s->interleave = nd_cpu_kernels ()->interleave (s->size);
  s->turn = nd_cpu_kernels ()->turn (s->size);
}

static void plan_store (nd_plan *p, nd_step *s, const nd_instruction *instruction)
{
  s->place = ND_PLACE_NONE;
  s->access = &p->launch->output[instruction->arg[1]];
  s->pattern = find_pattern (p->launch, s->access);
  if (s->pattern == ND_PATTERN_FIXED) /* an iteration space of one element */
    s->pattern = ND_PATTERN_WHOLE;
  if (p->total * (int64_t)s->size >= stream_from)
    s->stream = nd_cpu_kernels ()->stream ();
  if (!is_direct (p, s->pattern))
    s->kind = ND_STEP_SCATTER;
  else
    s->kind = s->stream ? ND_STEP_STREAM : ND_STEP_COPY;
}

static void plan_operator (const nd_plan *p, nd_step *s, const nd_instruction *instruction)
{
  const nd_instruction *code = p->launch->program->code;
  s->kind = instruction->op == ND_OP_SELECT ? ND_STEP_SELECT : ND_STEP_KERNEL;
  if (s->kind == ND_STEP_SELECT)
    s->select = nd_cpu_kernels ()->select (s->size);
  else
    s->kernel = nd_cpu_instruction_kernel (instruction, (nd_dtype)code[instruction->arg[0]].dtype,
                                           (nd_dtype)code[instruction->arg[1]].dtype);
}

static void plan_steps (nd_plan *p, int left)
{
  const nd_program *program = p->launch->program;
  for (int i = 0; i < program->length; i++) {
    const nd_instruction *instruction = &program->code[i];
    nd_step *s = &p->steps[i];
    *s = (nd_step){.kind = ND_STEP_NOTHING,
                   .place = ND_PLACE_REGISTER,
                   .size = nd_dtype_size ((nd_dtype)instruction->dtype)};
    if (instruction->op == ND_OP_LOAD)
      plan_load (p, s, instruction);
    else if (instruction->op == ND_OP_STORE)
      plan_store (p, s, instruction);
    else if (instruction->op == ND_OP_CONSTANT)
      s->place = ND_PLACE_FIXED;
    else if (i >= program->length - left)
      s->place = ND_PLACE_NONE;
    else
      plan_operator (p, s, instruction);
  }
}

/* ---- stores ------------------------------------------------------------------------------ */

/* The last instruction that reads each value; the reduction reads its own at the end. */
static void find_last_uses (const nd_program *program, int *last_use)
{
  for (int i = 0; i < program->length; i++) {
    last_use[i] = i;
    for (int k = 0; k < nd_op_operands ((nd_op)program->code[i].op); k++)
      last_use[program->code[i].arg[k]] = i;
  }
  if (program->reduction != ND_REDUCE_NONE)
    last_use[program->reduced] = program->length;
}

static bool is_same_memory (const nd_plan *p, int load, const nd_access *output)
{
  const nd_instruction *instruction = &p->launch->program->code[load];
  return instruction->op == ND_OP_LOAD &&
         p->launch->input[instruction->arg[0]].data == output->data;
}

/* An input that is read for the last time after a store into the same memory is copied first. */
static void protect_inputs (nd_plan *p, const int *last_use)
{
  const nd_program *program = p->launch->program;
  for (int i = 0; i < program->length; i++)
    for (int load = 0; program->code[i].op == ND_OP_STORE && load < i; load++)
      if (p->steps[load].place == ND_PLACE_OPERAND && last_use[load] > i &&
          is_same_memory (p, load, p->steps[i].access)) {
        p->steps[load].place = ND_PLACE_REGISTER;
        p->steps[load].kind = ND_STEP_GATHER;
      }
}

/* What an operator yields is computed right where it is stored if that memory is consecutive,
   unless an input that is read later is the same memory. */
static void plan_stores_in_place (nd_plan *p, const int *last_use)
{
  const nd_program *program = p->launch->program;
  for (int i = 0; i < program->length; i++) {
    nd_step *store = &p->steps[i];
    int value = program->code[i].arg[0];
    nd_step *s = &p->steps[value];
    if (store->kind != ND_STEP_COPY || s->place != ND_PLACE_REGISTER || s->kind == ND_STEP_GATHER)
      continue;
    int load = 0;
    while (load < i && !(is_same_memory (p, load, store->access) && last_use[load] > value))
      load++;
    if (load < i)
      continue;
    s->place = ND_PLACE_OPERAND;
    s->pattern = store->pattern;
    s->access = store->access;
    store->kind = ND_STEP_NOTHING;
  }
}

static bool is_in_place (const nd_plan *p, int value)
{
  return p->steps[value].place == ND_PLACE_OPERAND || p->steps[value].place == ND_PLACE_FIXED;
}

/* An operator on memory, whose values only leave past the caches, computes a few at a time. */
static void plan_streamed_operators (nd_plan *p, const int *last_use)
{
  const nd_instruction *code = p->launch->program->code;
  for (int i = 0; i < p->launch->program->length; i++) {
    nd_step *store = &p->steps[i], *s = &p->steps[code[i].arg[0]];
    if (store->kind != ND_STEP_STREAM || s->kind != ND_STEP_KERNEL || code[i].arg[0] != i - 1 ||
        last_use[i - 1] > i || !is_in_place (p, code[i - 1].arg[0]) ||
        !is_in_place (p, code[i - 1].arg[1]))
      continue;
    store->kind = ND_STEP_NOTHING;
    s->kind = ND_STEP_KERNEL_STREAM;
    s->place = ND_PLACE_OPERAND;
    s->pattern = store->pattern;
    s->access = store->access;
    s->stream = store->stream;
    for (int k = 0; k < 2; k++)
      s->operand_size[k] = p->steps[code[i - 1].arg[k]].size;
  }
}

/* A load and a store of many elements: tiles go from one operand to the other. */
static nd_turn_past_kernel *choose_turn_past (const nd_plan *p)
{
  const nd_step *store = &p->steps[1];
  return p->is_tiled && p->launch->program->length == 2 && p->steps[0].kind == ND_STEP_GATHER &&
                 store->kind == ND_STEP_SCATTER && store->stream
             ? nd_cpu_kernels ()->turn_past (store->size)
             : NULL;
}

/* ---- registers --------------------------------------------------------------------------- */

/* Registers are numbered first; their offsets follow from the block's length. */
typedef struct {
  int count;
  int number[ND_PROGRAM_MAX];   /* of the register that holds value i */
  size_t sizes[ND_PROGRAM_MAX]; /* of its elements */
  int holds[ND_PROGRAM_MAX];    /* the value in the register */
} allocation;

/* Registers of values that nobody reads any more are used again by values of the same size; also by
   the instruction that reads them last, since kernels work element by element. */
static void allocate (const nd_plan *p, const int *last_use, allocation *a)
{
  const nd_program *program = p->launch->program;
  a->count = 0;
  for (int i = 0; i < program->length; i++) {
    if (p->steps[i].place != ND_PLACE_REGISTER)
      continue;
    int r = 0;
    while (r < a->count && (a->sizes[r] != p->steps[i].size || last_use[a->holds[r]] > i))
      r++;
    if (r == a->count)
      a->sizes[a->count++] = p->steps[i].size;
    a->holds[r] = i;
    a->number[i] = r;
  }
}

static size_t sum_of_sizes (const allocation *a)
{
  size_t sum = 0;
  for (int r = 0; r < a->count; r++)
    sum += a->sizes[r];
  return sum;
}

static size_t aligned (size_t nbytes)
{
  return nd_round_up (nbytes, ND_REGISTER_ALIGNMENT);
}

/* Elements of `element_bytes` in all that fit `nbytes` in `registers` registers: 0 bytes are those
   of no register. */
static int64_t fitting (size_t nbytes, int registers, size_t element_bytes)
{
  if (element_bytes == 0)
    return LARGEST_BLOCK;
  return (int64_t)((nbytes - (size_t)registers * ND_REGISTER_ALIGNMENT) / element_bytes);
}

/* Blocks whose values leave registers past the caches are short, so that writing alternates with
   reading. */
static int64_t longest_streamed (const nd_plan *p)
{
  int64_t longest = LARGEST_BLOCK;
  for (int i = 0; i < p->launch->program->length; i++)
    if (p->steps[i].kind == ND_STEP_STREAM &&
        p->steps[p->launch->program->code[i].arg[0]].place == ND_PLACE_REGISTER)
      longest = nd_smaller (longest, ND_STREAMED_BYTES / (int64_t)p->steps[i].size);
  return longest;
}

static void count_fixed (const nd_plan *p, int *registers, size_t *element_bytes)
{
  *registers = 0;
  *element_bytes = 0;
  for (int i = 0; i < p->launch->program->length; i++)
    if (p->steps[i].place == ND_PLACE_FIXED) {
      *element_bytes += p->steps[i].size;
      ++*registers;
    }
}

/* The longest block whose registers fit; a tile is narrow enough to be one. */
static void choose_block (nd_plan *p, const allocation *a)
{
  int fixed;
  size_t fixed_bytes;
  count_fixed (p, &fixed, &fixed_bytes);
  int64_t good = nd_smaller (fitting (GOOD_REGISTER_BYTES, a->count, sum_of_sizes (a)),
                             fitting (GOOD_FIXED_BYTES, fixed, fixed_bytes));
  good = nd_smaller (good, longest_streamed (p));
  int64_t most = nd_smaller (fitting (ND_REGISTER_BYTES, a->count, sum_of_sizes (a)),
                             fitting (ND_FIXED_BYTES, fixed, fixed_bytes));
  p->block = nd_smaller (nd_larger (good, SMALLEST_BLOCK), most);
  /* Where rows are short, the longest would take the dimension that makes the columns. */
  const bool is_moved = p->turn_past && p->launch->dims[p->tiling.rows.dims[0]] >= ND_MOVED_ROWS;
  int64_t rows = is_moved ? ND_MOVED_ROWS : ND_TILE_ROWS;
  int64_t columns = nd_smaller (most / rows, is_moved ? ND_MOVED_COLUMNS : ND_TILE_COLUMNS);
  if (columns > WHOLE_COLUMNS)
    columns -= columns % WHOLE_COLUMNS;
  if (p->is_tiled && nd_tiling_find (&p->tiling, p->launch, rows, columns))
    p->block = columns * rows;
  else {
    p->is_tiled = false;
    p->turn_past = NULL;
  }
  p->block = nd_smaller (p->block, p->total);
}

static void place_registers (nd_plan *p, const allocation *a)
{
  size_t offsets[ND_PROGRAM_MAX], end = 0, fixed_end = 0;
  for (int r = 0; r < a->count; r++) {
    offsets[r] = end;
    end += aligned ((size_t)p->block * a->sizes[r]);
  }
  for (int i = 0; i < p->launch->program->length; i++) {
    nd_step *s = &p->steps[i];
    if (s->place == ND_PLACE_REGISTER)
      s->offset = offsets[a->number[i]];
    else if (s->place == ND_PLACE_FIXED) {
      s->offset = fixed_end;
      fixed_end += aligned ((size_t)p->block * s->size);
    }
  }
}

/* Constants and operands of one element fill their registers once. */
static void fill_fixed (const nd_plan *p)
{
  const nd_program *program = p->launch->program;
  for (int i = 0; i < program->length; i++) {
    const nd_step *s = &p->steps[i];
    if (s->place != ND_PLACE_FIXED)
      continue;
    const void *element = s->access ? (char *)s->access->data + s->access->offset * (int64_t)s->size
                                    : (void *)&program->constant[program->code[i].arg[0]];
    nd_walk_fill (p->fixed + s->offset, element, s->size, p->block);
  }
}

/* ---- pieces ------------------------------------------------------------------------------ */

/* Are all elements written only once?  Lists that do not rise may name an element twice, and then
   the last write counts. */
static bool writes_once (const nd_launch *launch)
{
  for (int i = 0; i < launch->program->outputs; i++)
    for (int d = 0; launch->output[i].has_lists && d < launch->ndims; d++) {
      const int64_t *list = launch->output[i].lists[d];
      for (int64_t k = 1; list && k < launch->dims[d]; k++)
        if (list[k] <= list[k - 1])
          return false;
    }
  return true;
}

/* Pieces are small enough to keep all threads busy and large enough to be worth a thread's while;
   the more an element costs, the fewer make a piece. */
static void choose_piece (nd_plan *p)
{
  int64_t cost = 1;
  for (int i = 0; i < p->launch->program->length; i++)
    cost += p->steps[i].kind == ND_STEP_NOTHING
                ? 0
                : nd_op_cost ((nd_op)p->launch->program->code[i].op);
  int64_t elements = nd_larger (PIECE_COST / cost, SMALLEST_PIECE);
  assert (p->block > 0);
  if (!writes_once (p->launch))
    elements = p->total;
  p->piece =
      p->is_tiled ? nd_larger (elements / p->block, 1) : nd_pieces (elements, p->block) * p->block;
}

void nd_plan_make (nd_plan *plan, nd_launch *launch, int left, char *fixed)
{
  allocation registers;
  int last_use[ND_PROGRAM_MAX];
  assert (launch->program->length > 0);
  plan->launch = launch;
  plan->fixed = fixed;
  plan->total = 1;
  for (int d = 0; d < launch->ndims; d++)
    plan->total *= launch->dims[d];
  plan->is_tiled = !nd_program_folds (launch->program) &&
                   nd_tiling_find (&plan->tiling, launch, ND_TILE_ROWS, FEWEST_COLUMNS);
  plan->by_rows = launch->ndims > 1 && launch->dims[0] >= SHORT_ROW;
  plan_steps (plan, left);
  find_last_uses (launch->program, last_use);
  protect_inputs (plan, last_use);
  plan_stores_in_place (plan, last_use);
  plan_streamed_operators (plan, last_use);
  allocate (plan, last_use, &registers);
  plan->turn_past = choose_turn_past (plan);
  choose_block (plan, &registers);
  place_registers (plan, &registers);
  fill_fixed (plan);
  choose_piece (plan);
}
