#include "device/cuda/layout.h"
#include "base/numbers.h"
#include <limits.h>
#include <stdlib.h>

enum {
  VECTOR_BYTES = 16,
  NEAR_BYTES = 48,
  LEAST_BYTES = 8,
  MOST_WORK = 400,
  MOST_WORK_OF_FOLD = 160,
  COMPLEX_COMPARISON = 80,
  SATURATION = 40
};
enum { LONG_ROW = 4096, MOST_IN_FLIGHT = 8, BYTES_IN_FLIGHT = 32 }; /* of a thread */

int64_t nd_cuda_narrow_limit = INT64_C (1) << 31;

int64_t nd_cuda_layout_stride (const nd_cuda_layout *l, int i, int d)
{
  return l->launch->ndims == 0 ? 0 : l->operand[i].access->strides[d];
}

bool nd_cuda_layout_has_list (const nd_cuda_layout *l, int i, int d)
{
  const nd_access *x = l->operand[i].access;
  return x->has_lists && d < l->launch->ndims && x->lists[d];
}

/* ---- operands ---------------------------------------------------------------------------- */

static nd_cuda_walk walk_of (const nd_cuda_layout *l, int i)
{
  bool moves = false;
  for (int d = 0; d < l->ndims; d++) {
    if (nd_cuda_layout_has_list (l, i, d))
      return ND_WALK_LISTED;
    moves = moves || nd_cuda_layout_stride (l, i, d) != 0;
  }
  return moves || i >= l->inputs ? ND_WALK_STRIDED : ND_WALK_FIXED;
}

static void add_operand (nd_cuda_layout *l, const nd_access *access, nd_dtype dtype)
{
  nd_cuda_operand *x = &l->operand[l->operands];
  x->access = access;
  x->dtype = dtype;
  x->address = (const char *)access->data + access->offset * (int64_t)nd_dtype_size (dtype);
  x->walk = walk_of (l, l->operands++);
  x->is_apart = false;
}

/* Stores say the classes of outputs; folds have one of their own, and one of positions. */
static nd_dtype output_class (const nd_program *program, int output)
{
  for (int i = 0; i < program->length; i++)
    if (program->code[i].op == ND_OP_STORE && program->code[i].arg[1] == output)
      return (nd_dtype)program->code[i].dtype;
  return output == 0 ? program->result : ND_DOUBLE;
}

static nd_dtype input_class (const nd_program *program, int input)
{
  int i = 0;
  while (program->code[i].op != ND_OP_LOAD || program->code[i].arg[0] != input)
    i++;
  return (nd_dtype)program->code[i].dtype;
}

static void add_operands (nd_cuda_layout *l)
{
  const nd_program *program = l->launch->program;
  l->inputs = program->inputs;
  l->operands = 0;
  for (int i = 0; i < program->inputs; i++)
    add_operand (l, &l->launch->input[i], input_class (program, i));
  for (int i = 0; i < program->outputs; i++)
    add_operand (l, &l->launch->output[i], output_class (program, i));
}

/* The largest distance of an element from the first, in elements.  Elements that lists name may be
   anywhere: distances to them always have 64 bits. */
static int64_t reach (const nd_cuda_layout *l, int i)
{
  int64_t sum = 0;
  for (int d = 0; d < l->ndims; d++) {
    int64_t stride = llabs (nd_cuda_layout_stride (l, i, d));
    if (l->operand[i].walk == ND_WALK_LISTED)
      sum = stride > sum ? stride : sum;
    else
      sum += stride * (l->dims[d] - 1);
  }
  return sum;
}

static bool needs_wide (const nd_cuda_layout *l)
{
  if (l->total >= nd_cuda_narrow_limit)
    return true;
  for (int i = 0; i < l->operands; i++)
    if (reach (l, i) >= nd_cuda_narrow_limit)
      return true;
  return false;
}

static int cost_of (const nd_cuda_layout *l)
{
  const nd_program *program = l->launch->program;
  int cost = l->operands + 1;
  for (int i = 0; i < program->length; i++)
    cost += nd_op_cost ((nd_op)program->code[i].op) *
            (nd_dtype_is_complex ((nd_dtype)program->code[i].dtype) ? 3 : 1);
  if (program->reduction >= ND_REDUCE_MIN &&
      nd_dtype_is_complex ((nd_dtype)program->code[program->reduced].dtype))
    cost += COMPLEX_COMPARISON;
  if (program->reduction == ND_REDUCE_SUM &&
      nd_dtype_is_integer ((nd_dtype)program->code[program->reduced].dtype))
    cost += SATURATION;
  return cost;
}

void nd_cuda_layout_make_strided (nd_cuda_layout *l, const nd_launch *launch)
{
  l->launch = launch;
  l->ndims = launch->ndims > 0 ? launch->ndims : 1;
  l->dims[0] = 1;
  l->total = 1;
  for (int d = 0; d < launch->ndims; d++) {
    l->dims[d] = launch->dims[d];
    l->total *= launch->dims[d];
  }
  add_operands (l);
  l->divisors = l->ndims > 1 ? l->ndims : 0;
  l->by_rows = false;
  l->vector = 1;
  l->unroll = 1;
  l->is_wide = needs_wide (l);
  l->cost = cost_of (l);
  l->streams = false;
  l->claims = 0;
}

/* ---- vectors ----------------------------------------------------------------------------- */

/* Of what moves in vectors. */
static size_t widest (const nd_cuda_layout *l)
{
  size_t size = 1;
  int count = nd_program_folds (l->launch->program) ? l->inputs : l->operands;
  for (int i = 0; i < count; i++)
    if (l->operand[i].walk != ND_WALK_FIXED && nd_dtype_size (l->operand[i].dtype) > size)
      size = nd_dtype_size (l->operand[i].dtype);
  return size;
}

/* Neighbouring threads, which read `vector` elements each, then share what they touch. */
static bool is_near (const nd_cuda_layout *l, int i, int vector)
{
  int64_t bytes = vector * (int64_t)nd_dtype_size (l->operand[i].dtype);
  return !nd_program_folds (l->launch->program) &&
         llabs (nd_cuda_layout_stride (l, i, 0)) <= NEAR_BYTES / bytes;
}

/* Can the operand be moved, or repeated, in vectors? */
static bool takes_vectors (const nd_cuda_layout *l, int i, int vector)
{
  const nd_cuda_operand *x = &l->operand[i];
  int64_t first = nd_cuda_layout_stride (l, i, 0);
  if (x->walk == ND_WALK_FIXED)
    return true;
  if (x->walk == ND_WALK_LISTED)
    return false;
  if (first != 1)
    return i < l->inputs && (first == 0 || is_near (l, i, vector));
  for (int d = 1; d < l->ndims; d++)
    if (nd_cuda_layout_stride (l, i, d) % vector != 0)
      return false;
  return (uintptr_t)x->address % ((size_t)vector * nd_dtype_size (x->dtype)) == 0;
}

static bool all_take_vectors (const nd_cuda_layout *l, int vector)
{
  bool folds = nd_program_folds (l->launch->program);
  if (l->ndims > 1 && l->dims[0] % vector != 0)
    return false;
  for (int i = 0; i < (folds ? l->inputs : l->operands); i++)
    if (!takes_vectors (l, i, vector))
      return false;
  return true;
}

static void use_vectors (nd_cuda_layout *l, int vector)
{
  l->vector = vector;
  for (int i = 0; i < l->operands; i++)
    if (l->operand[i].walk != ND_WALK_FIXED && nd_cuda_layout_stride (l, i, 0) == 1)
      l->operand[i].walk = ND_WALK_VECTOR;
    else if (i < l->inputs && l->operand[i].walk != ND_WALK_FIXED)
      l->operand[i].walk = nd_cuda_layout_stride (l, i, 0) == 0 ? ND_WALK_SPLAT : ND_WALK_STEPS;
}

static int64_t moving_inputs (const nd_cuda_layout *l)
{
  int count = 0;
  for (int i = 0; i < l->inputs; i++)
    count += l->operand[i].walk != ND_WALK_FIXED;
  return count;
}

/* Single elements need more in flight than vectors, the more the smaller they are. */
static void choose_single_elements (nd_cuda_layout *l)
{
  int64_t bytes = moving_inputs (l) * (int64_t)widest (l);
  if (l->unroll < 4)
    l->unroll *= 2;
  while (bytes > 0 && l->unroll < MOST_IN_FLIGHT && l->unroll * bytes < BYTES_IN_FLIGHT)
    l->unroll *= 2;
}

/* Vectors of as many elements as the program's length lets be, `longest` at most. */
static void choose_vectors (nd_cuda_layout *l, int longest, int most_work)
{
  int vector = (int)(VECTOR_BYTES / widest (l));
  while (vector > 1 && (vector > longest || vector * l->cost > most_work))
    vector /= 2;
  if (vector > 1 && all_take_vectors (l, vector))
    use_vectors (l, vector);
}

/* `places`: what it costs to work out where the elements are, each time. */
static void limit_work (nd_cuda_layout *l, int places, int most_work)
{
  while (l->unroll > 1 && l->unroll * (l->vector * l->cost + places) > most_work)
    l->unroll /= 2;
}

/* The bytes that a thread moves at a time of the operand of which that is least. */
static int64_t narrowest (const nd_cuda_layout *l)
{
  size_t size = VECTOR_BYTES;
  for (int i = 0; i < l->operands; i++)
    if (l->operand[i].walk != ND_WALK_FIXED && l->operand[i].walk != ND_WALK_SPLAT &&
        nd_dtype_size (l->operand[i].dtype) < size)
      size = nd_dtype_size (l->operand[i].dtype);
  return (int64_t)size * l->vector;
}

/* A thread moves 16 bytes of its widest operand, as a vector or one by one, and twice as much where
   that is hardly anything of another.  More hides no more of the memory's latency: measured. */
static void choose_share (nd_cuda_layout *l)
{
  choose_vectors (l, INT_MAX, MOST_WORK);
  if (l->vector == 1)
    l->unroll = (int)nd_smaller (VECTOR_BYTES / (int64_t)widest (l), MOST_IN_FLIGHT);
  else if (narrowest (l) < LEAST_BYTES)
    l->unroll = 2;
  limit_work (l, l->operands * l->ndims, MOST_WORK);
}

/* Bytes in flight hide the memory's latency; what is unrolled costs time to compile. */
static void choose_share_of_fold (nd_cuda_layout *l, int longest)
{
  static const int flights[] = {4, 4, 2, 1};
  int64_t moving = moving_inputs (l);
  l->unroll = flights[moving < 3 ? moving : 3];
  choose_vectors (l, longest, MOST_WORK_OF_FOLD);
  if (l->vector == 1)
    choose_single_elements (l);
  limit_work (l, 0, MOST_WORK_OF_FOLD);
}

/* The bytes from the first that an operand without lists touches to the one after the last. */
static void find_range (const nd_cuda_layout *l, int i, intptr_t range[2])
{
  intptr_t size = (intptr_t)nd_dtype_size (l->operand[i].dtype);
  range[0] = (intptr_t)l->operand[i].address;
  range[1] = range[0] + size;
  for (int d = 0; d < l->ndims; d++) {
    intptr_t reach = nd_cuda_layout_stride (l, i, d) * (l->dims[d] - 1) * size;
    range[reach > 0] += reach;
  }
}

/* Outputs with lists write anywhere. */
static bool is_written (const nd_cuda_layout *l, int i)
{
  intptr_t read[2], written[2];
  find_range (l, i, read);
  for (int k = l->inputs; k < l->operands; k++) {
    find_range (l, k, written);
    if (l->operand[k].walk == ND_WALK_LISTED || (read[0] < written[1] && written[0] < read[1]))
      return true;
  }
  return false;
}

/* What a kernel does not write while it runs may be read as if it were constant. */
static void find_constants (nd_cuda_layout *l)
{
  for (int i = 0; i < l->inputs; i++)
    l->operand[i].is_apart = l->operand[i].walk == ND_WALK_VECTOR && !is_written (l, i);
}

/* Does an input walk in smaller steps along d than along rows?  As pixels' channels do. */
static bool is_faster_than_rows (const nd_cuda_layout *l, int d)
{
  for (int i = 0; i < l->inputs; i++) {
    int64_t stride = llabs (nd_cuda_layout_stride (l, i, d));
    if (stride != 0 && stride < llabs (nd_cuda_layout_stride (l, i, 0)))
      return true;
  }
  return false;
}

static bool has_steps (const nd_cuda_layout *l)
{
  for (int i = 0; i < l->inputs; i++)
    if (nd_cuda_is_stepped (l, i))
      return true;
  return false;
}

/* Along long rows subscripts are worked out once for a tile.  Rows that read the same memory, as
   channels of the same pixels, are walked side by side, so that it is still in the cache. */
static void choose_rows (nd_cuda_layout *l)
{
  int count = 0, tile = ND_CUDA_BLOCK * l->unroll * l->vector;
  l->by_rows = (l->vector == 1 || has_steps (l)) && l->ndims > 1 && l->dims[0] >= LONG_ROW;
  if (!l->by_rows)
    return;
  l->dims[l->ndims] = nd_pieces (l->dims[0], tile);
  l->divisors = l->ndims + 1;
  for (int d = 1; d < l->ndims; d++)
    if (is_faster_than_rows (l, d))
      l->row_order[count++] = d;
  l->row_order[count++] = l->ndims;
  for (int d = 1; d < l->ndims; d++)
    if (!is_faster_than_rows (l, d))
      l->row_order[count++] = d;
}

void nd_cuda_layout_make (nd_cuda_layout *l, const nd_launch *launch, size_t cache_bytes)
{
  size_t written = 0;
  nd_cuda_layout_make_strided (l, launch);
  choose_share (l);
  choose_rows (l);
  find_constants (l);
  for (int i = l->inputs; i < l->operands; i++)
    written += nd_dtype_size (l->operand[i].dtype);
  l->streams = l->vector > 1 && cache_bytes > 0 && (size_t)l->total * written > cache_bytes;
}

void nd_cuda_layout_make_fold (nd_cuda_layout *l, const nd_launch *launch, int longest,
                               size_t cache_bytes)
{
  size_t read = 0;
  nd_cuda_layout_make_strided (l, launch);
  choose_share_of_fold (l, longest);
  for (int i = 0; i < l->inputs; i++)
    read += l->operand[i].walk == ND_WALK_VECTOR ? nd_dtype_size (l->operand[i].dtype) : 0;
  l->streams = cache_bytes > 0 && (size_t)l->total * read > cache_bytes;
  for (int i = l->inputs; i < l->operands; i++)
    if (l->operand[i].walk == ND_WALK_VECTOR)
      l->operand[i].walk = ND_WALK_STRIDED;
  find_constants (l);
}
