/* Runs a program block by block, the blocks on several threads. */
#include "device/cpu/cpu.h"
#include "base/numbers.h"
#include "base/threads.h"
#include "device/cpu/direct.h"
#include "device/cpu/fold.h"
#include "device/cpu/plan.h"
#include "device/cpu/walk.h"
#include <stdatomic.h>
#include <string.h>

/* ---- one block --------------------------------------------------------------------------- */

void nd_block_init (nd_block *block, const nd_plan *plan, char *registers)
{
  block->plan = plan;
  for (int i = 0; i < plan->launch->program->length; i++) {
    const nd_step *s = &plan->steps[i];
    block->values[i] = s->place == ND_PLACE_FIXED ? plan->fixed + s->offset : registers + s->offset;
  }
}

static void limit_block (nd_block *block, int64_t end)
{
  const nd_plan *plan = block->plan;
  block->count = end - block->start < plan->block ? end - block->start : plan->block;
  if (plan->by_rows && block->count > plan->launch->dims[0] - block->index[0])
    block->count = plan->launch->dims[0] - block->index[0];
}

/* The block at element `start`. */
static void seek (nd_block *block, int64_t start, int64_t end)
{
  const nd_launch *launch = block->plan->launch;
  memset (block->index, 0, sizeof block->index);
  nd_walk_advance (launch, block->index, start);
  block->start = start;
  limit_block (block, end);
}

static void go_on (nd_block *block, int64_t end)
{
  nd_walk_advance (block->plan->launch, block->index, block->count);
  block->start += block->count;
  limit_block (block, end);
}

static void seek_tile (nd_block *block, int64_t i)
{
  nd_tiling_start (&block->plan->tiling, i, block->index);
  block->count = nd_tile_size (&block->plan->tiling, block->index);
}

static char *operand_address (const nd_block *block, const nd_step *s)
{
  if (s->pattern == ND_PATTERN_WHOLE)
    return (char *)s->access->data + (s->access->offset + block->start) * (int64_t)s->size;
  return nd_walk_address (block->plan->launch, s->access, s->size, block->index);
}

static void gather (const nd_block *block, const nd_step *s, char *value)
{
  const nd_plan *plan = block->plan;
  if (plan->is_tiled)
    nd_tile_gather (&plan->tiling, s->access, s->size, block->index, s->turn, value);
  else
    nd_walk_gather (plan->launch, s->access, s->size, block->index, block->count, s->interleave,
                    value);
}

static void scatter (const nd_block *block, const nd_step *s, const char *value)
{
  const nd_plan *plan = block->plan;
  if (plan->is_tiled)
    nd_tile_scatter (&plan->tiling, s->access, s->size, block->index, value, s->stream);
  else
    nd_walk_scatter (plan->launch, s->access, s->size, block->index, block->count, value);
}

/* A few values at a time, so that they never leave the first cache but for memory. */
static void run_streamed (const nd_block *block, const nd_step *s, const uint16_t *arg, char *to)
{
  _Alignas(ND_REGISTER_ALIGNMENT) char chunk[ND_STREAMED_BYTES];
  const char *a = block->values[arg[0]], *b = block->values[arg[1]];
  size_t left = (size_t)block->count, most = ND_STREAMED_BYTES / s->size;
  for (size_t count; left > 0; left -= count) {
    count = left < most ? left : most;
    s->kernel (chunk, a, b, count);
    s->stream (to, chunk, count * s->size);
    a += count * s->operand_size[0];
    b += count * s->operand_size[1];
    to += count * s->size;
  }
}

static void run_step (nd_block *block, const nd_step *s, const uint16_t *arg, char *value)
{
  char *const *values = block->values;
  size_t count = (size_t)block->count;
  switch (s->kind) {
  case ND_STEP_NOTHING:
    break;
  case ND_STEP_GATHER:
    gather (block, s, value);
    break;
  case ND_STEP_KERNEL:
    s->kernel (value, values[arg[0]], values[arg[1]], count);
    break;
  case ND_STEP_SELECT:
    s->select (value, (const bool *)values[arg[0]], values[arg[1]], values[arg[2]], count);
    break;
  case ND_STEP_COPY:
    memcpy (operand_address (block, s), values[arg[0]], count * s->size);
    break;
  case ND_STEP_STREAM:
    s->stream (operand_address (block, s), values[arg[0]], count * s->size);
    break;
  case ND_STEP_KERNEL_STREAM:
    run_streamed (block, s, arg, value);
    break;
  case ND_STEP_SCATTER:
    scatter (block, s, values[arg[0]]);
    break;
  }
}

void nd_block_run (nd_block *block)
{
  const nd_plan *plan = block->plan;
  const nd_program *program = plan->launch->program;
  const nd_step *steps = plan->steps;
  if (plan->turn_past && nd_tile_turn (&plan->tiling, steps[0].access, steps[1].access,
                                       steps[0].size, block->index, plan->turn_past))
    return;
  for (int i = 0; i < program->length; i++) {
    const nd_step *s = &steps[i];
    if (s->place == ND_PLACE_OPERAND)
      block->values[i] = operand_address (block, s);
    run_step (block, s, program->code[i].arg, block->values[i]);
  }
}

/* ---- all blocks -------------------------------------------------------------------------- */

typedef struct {
  const nd_plan *plan;
  atomic_bool is_decided; /* the reduction's result is certain */
} run;

/* One true value decides any, one false value decides all. */
static bool decides (const nd_block *block)
{
  const nd_program *program = block->plan->launch->program;
  return program->reduction != ND_REDUCE_NONE &&
         memchr (block->values[program->reduced], program->reduction == ND_REDUCE_ANY,
                 (size_t)block->count) != NULL;
}

static void run_tiles (nd_block *block, int64_t first, int64_t end)
{
  for (int64_t i = first; i < end; i++) {
    seek_tile (block, i);
    nd_block_run (block);
  }
}

static void run_elements (nd_block *block, int64_t start, int64_t end, run *r)
{
  for (seek (block, start, end); block->count > 0; go_on (block, end)) {
    if (atomic_load_explicit (&r->is_decided, memory_order_relaxed))
      return;
    nd_block_run (block);
    if (decides (block))
      atomic_store_explicit (&r->is_decided, true, memory_order_relaxed);
  }
}

static int64_t units (const nd_plan *plan)
{
  return plan->is_tiled ? nd_tiling_count (&plan->tiling) : plan->total;
}

static void run_piece (int64_t i, void *context)
{
  _Alignas(ND_REGISTER_ALIGNMENT) char registers[ND_REGISTER_BYTES];
  run *r = context;
  nd_block block;
  int64_t start = i * r->plan->piece, end = nd_smaller (start + r->plan->piece, units (r->plan));
  nd_block_init (&block, r->plan, registers);
  if (r->plan->is_tiled)
    run_tiles (&block, start, end);
  else
    run_elements (&block, start, end, r);
  nd_cpu_stream_end ();
}

static nd_status run_planned (nd_launch *launch, nd_error *error)
{
  _Alignas(ND_REGISTER_ALIGNMENT) char fixed[ND_FIXED_BYTES];
  nd_plan plan;
  nd_plan_make (&plan, launch, 0, fixed);
  run r = {.plan = &plan, .is_decided = false};
  int64_t pieces = nd_pieces (units (&plan), plan.piece);
  if (launch->program->must_finish)
    nd_parallel_to_end (pieces, run_piece, &r);
  else if (!nd_parallel (pieces, run_piece, &r))
    return nd_fail (error, ND_INTERRUPTED, "interrupted");
  if (r.is_decided)
    launch->truth = launch->program->reduction == ND_REDUCE_ANY;
  return ND_OK;
}

nd_status nd_cpu_run (nd_launch *launch, nd_error *error)
{
  if (nd_program_folds (launch->program))
    return nd_cpu_fold (launch, error);
  if (nd_cpu_is_direct (launch)) {
    nd_cpu_run_direct (launch);
    return ND_OK;
  }
  return run_planned (launch, error);
}
