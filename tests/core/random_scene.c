#include "random_scene.h"
#include "device/cpu/kernels/kernels.h"
#include <math.h>
#include <string.h>

enum { MOST_ELEMENTS = 200000, LARGEST_ELEMENT = 16, SPACING = 2 };

static uint64_t random_state;

int64_t random_pick (int64_t count)
{
  random_state = random_state * 6364136223846793005U + 1442695040888963407U;
  return (int64_t)((random_state >> 33) % (uint64_t)count);
}

static nd_dtype pick_dtype (void)
{
  static const nd_dtype dtypes[] = {ND_DOUBLE, ND_DOUBLE, ND_SINGLE,        ND_UINT8,
                                    ND_INT16,  ND_INT32,  ND_COMPLEX_DOUBLE};
  return dtypes[random_pick (sizeof dtypes / sizeof dtypes[0])];
}

/* ---- random programs --------------------------------------------------------------------- */

/* A value of class `dtype`, made of any value there is. */
static int pick_value (nd_program *program, nd_dtype dtype)
{
  int value = (int)random_pick (program->length);
  while (program->code[value].op == ND_OP_STORE)
    value--;
  return nd_program_cast (program, value, dtype);
}

static void add_operation (nd_program *program)
{
  static const nd_op operators[] = {ND_OP_ADD, ND_OP_SUBTRACT, ND_OP_MULTIPLY};
  nd_dtype dtype = pick_dtype ();
  int a = pick_value (program, dtype), b = pick_value (program, dtype);
  switch (random_pick (3)) {
  case 0:
    nd_program_binary (program, ND_OP_LESS, ND_LOGICAL, a, b);
    break;
  case 1:
    nd_program_select (program, pick_value (program, ND_LOGICAL), a, b);
    break;
  default:
    nd_program_binary (program, operators[random_pick (3)], dtype, a, b);
  }
}

static void make_program (nd_program *program)
{
  nd_element half = {.real = 0.5};
  nd_program_init (program);
  for (int64_t i = 1 + random_pick (3); i > 0; i--)
    nd_program_load (program, pick_dtype ());
  if (random_pick (2))
    nd_program_constant (program, ND_DOUBLE, half);
  int64_t outputs = 1 + random_pick (RANDOM_MOST_OUTPUTS);
  for (int64_t i = 0; i < outputs; i++) {
    for (int64_t k = random_pick (5); k > 0; k--)
      add_operation (program);
    nd_program_store (program, random_pick (2) ? pick_value (program, pick_dtype ())
                                               : pick_value (program, ND_DOUBLE));
  }
}

/* ---- random layouts ---------------------------------------------------------------------- */

static int64_t pick_dims (nd_launch *launch)
{
  static const int64_t extents[] = {1, 2, 3, 4, 7, 8, 17, 64, 65, 130, 300, 1000, 40000};
  int64_t total = 1;
  launch->ndims = (int)random_pick (5);
  for (int d = 0; d < launch->ndims; d++) {
    int64_t extent = extents[random_pick (sizeof extents / sizeof extents[0])];
    launch->dims[d] = total * extent > MOST_ELEMENTS ? 2 : extent;
    total *= launch->dims[d];
  }
  return total;
}

/* Consecutive in a random order of dimensions, perhaps with gaps, broadcast or backwards. */
static void pick_layout (nd_access *x, const nd_launch *launch, bool is_output)
{
  int64_t stride = random_pick (4) ? 1 : SPACING;
  int order[ND_MAX_DIMS];
  x->offset = 0;
  x->has_lists = false;
  for (int d = 0; d < launch->ndims; d++) {
    int other = (int)random_pick (d + 1);
    order[d] = d;
    if (!random_pick (2)) {
      order[d] = order[other];
      order[other] = d;
    }
  }
  for (int i = 0; i < launch->ndims; i++) {
    int d = order[i];
    x->strides[d] = stride;
    stride *= launch->dims[d];
    if (!is_output && random_pick (5) == 0)
      x->strides[d] = 0;
    else if (random_pick (8) == 0) {
      x->offset += x->strides[d] * (launch->dims[d] - 1);
      x->strides[d] = -x->strides[d];
    }
  }
}

/* Subscripts that may repeat. */
static void pick_list (nd_access *x, const nd_launch *launch, int64_t *list)
{
  if (launch->ndims == 0 || random_pick (6) > 0)
    return;
  int where = (int)random_pick (launch->ndims);
  for (int d = 0; d < launch->ndims; d++)
    x->lists[d] = NULL;
  for (int64_t i = 0; i < launch->dims[where]; i++)
    list[i] = random_pick (launch->dims[where]);
  x->lists[where] = list;
  x->has_lists = true;
}

static void fill (void *data, nd_dtype dtype, int64_t count)
{
  nd_kernel *cast = nd_cpu_cast_kernel (ND_DOUBLE, dtype);
  for (int64_t i = 0; i < count; i++) {
    double x = (double)(random_pick (1000) - 300) / 4;
    cast ((char *)data + i * (int64_t)nd_dtype_size (dtype), &x, NULL, 1);
  }
}

/* ---- scenes ------------------------------------------------------------------------------ */

/* May output 0 be written over input 0?  Both must have the same class and no element twice. */
static bool can_be_in_place (const random_scene *s)
{
  int store = 0;
  while (s->program.code[store].op != ND_OP_STORE)
    store++;
  return s->program.code[store].dtype == s->program.code[0].dtype && !s->launch.output[0].has_lists;
}

static void add_input (random_scene *s, int i)
{
  s->inputs[i] = nd_calloc (s->nbytes, 1);
  fill (s->inputs[i], (nd_dtype)s->program.code[i].dtype, s->total * SPACING);
  s->launch.input[i].data = s->inputs[i];
  pick_layout (&s->launch.input[i], &s->launch, false);
}

static void add_output (random_scene *s, int i)
{
  s->outputs[i] = nd_malloc (s->nbytes);
  s->expected[i] = nd_malloc (s->nbytes);
  pick_layout (&s->launch.output[i], &s->launch, true);
}

void random_scene_make (random_scene *s, uint64_t seed)
{
  random_state = seed;
  make_program (&s->program);
  s->launch.program = &s->program;
  s->total = pick_dims (&s->launch);
  s->nbytes = (size_t)(s->total * SPACING) * LARGEST_ELEMENT;
  for (int i = 0; i < 2; i++)
    s->lists[i] = nd_malloc ((size_t)s->total * sizeof (int64_t));
  for (int i = 0; i < s->program.inputs; i++)
    add_input (s, i);
  for (int i = 0; i < s->program.outputs; i++)
    add_output (s, i);
  pick_list (&s->launch.input[0], &s->launch, s->lists[0]);
  pick_list (&s->launch.output[0], &s->launch, s->lists[1]);
  s->in_place = random_pick (3) == 0 && can_be_in_place (s);
  if (s->in_place)
    s->launch.input[0] = s->launch.output[0];
}

/* ---- folds ------------------------------------------------------------------------------- */

static nd_dtype pick_folded_class (nd_reduction reduction)
{
  nd_dtype dtype = (nd_dtype)random_pick (ND_DTYPE_COUNT);
  bool is_sum = reduction == ND_REDUCE_SUM;
  while ((is_sum && nd_dtype_is_single (dtype)) ||
         (reduction <= ND_REDUCE_PRODUCT && dtype == ND_LOGICAL))
    dtype = (nd_dtype)random_pick (ND_DTYPE_COUNT);
  return dtype;
}

/* Multiples of 1/4, whose sums are exact; among what is compared also NaN and both zeros. */
static void spoil (random_scene *s, nd_reduction reduction)
{
  if (reduction < ND_REDUCE_MIN || s->program.code[0].dtype != ND_DOUBLE)
    return;
  double *x = (double *)s->inputs[0];
  for (int64_t i = 0; i < s->total * SPACING; i++) {
    int64_t kind = random_pick (20);
    x[i] = kind == 0 ? NAN : kind == 1 ? -0.0 : kind < 5 ? 0.0 : x[i];
  }
}

/* All dimensions, or some; one only where positions are wanted, and for scans. */
static void pick_folded (random_scene *s, bool only_one)
{
  int one = s->launch.ndims > 0 ? (int)random_pick (s->launch.ndims) : 0;
  bool is_whole = random_pick (3) == 0;
  for (int d = 0; d < s->launch.ndims; d++)
    s->launch.folded[d] = only_one ? d == one : is_whole || random_pick (2);
  for (int i = 0; i < s->program.outputs && !s->program.is_scan; i++)
    for (int d = 0; d < s->launch.ndims; d++)
      if (s->launch.folded[d]) {
        if (s->launch.output[i].strides[d] < 0)
          s->launch.output[i].offset += s->launch.output[i].strides[d] * (s->launch.dims[d] - 1);
        s->launch.output[i].strides[d] = 0;
      }
}

static void make_folding_program (nd_program *program, bool is_scan)
{
  nd_reduction reduction = (nd_reduction)(ND_REDUCE_SUM + random_pick (4));
  nd_dtype dtype = pick_folded_class (reduction), result = dtype;
  bool positions = reduction >= ND_REDUCE_MIN && random_pick (2);
  nd_program_init (program);
  nd_program_load (program, random_pick (2) ? ND_DOUBLE : pick_dtype ());
  if (random_pick (3) == 0)
    nd_program_load (program, ND_INT16);
  int value = nd_program_cast (program, program->length - 1, dtype);
  if (random_pick (2))
    value = nd_program_select (program, nd_program_cast (program, value, ND_LOGICAL), value, value);
  if (reduction == ND_REDUCE_SUM && dtype == ND_DOUBLE && random_pick (2))
    result = ND_SINGLE;
  (is_scan ? nd_program_scan : nd_program_fold) (program, reduction, value, result, positions);
}

static void make_fold (random_scene *s, uint64_t seed, bool is_scan)
{
  random_state = seed;
  make_folding_program (&s->program, is_scan);
  s->launch.program = &s->program;
  s->total = pick_dims (&s->launch);
  for (int d = 0; d < s->launch.ndims && s->program.reduction == ND_REDUCE_PRODUCT; d++)
    s->launch.dims[d] = s->launch.dims[d] < 4 ? s->launch.dims[d] : 4; /* not only Inf and 0 */
  s->nbytes = (size_t)(s->total * SPACING) * LARGEST_ELEMENT;
  s->in_place = false;
  s->lists[0] = s->lists[1] = NULL;
  for (int i = 0; i < s->program.inputs; i++)
    add_input (s, i);
  for (int i = 0; i < s->program.outputs; i++)
    add_output (s, i);
  spoil (s, s->program.reduction);
  pick_folded (s, is_scan || s->program.outputs == 2);
}

void random_scene_make_fold (random_scene *s, uint64_t seed)
{
  make_fold (s, seed, false);
}

void random_scene_make_scan (random_scene *s, uint64_t seed)
{
  make_fold (s, seed, true);
}

void random_scene_free (random_scene *s)
{
  for (int i = 0; i < s->program.inputs; i++)
    nd_free (s->inputs[i]);
  for (int i = 0; i < s->program.outputs; i++) {
    nd_free (s->outputs[i]);
    nd_free (s->expected[i]);
  }
  for (int i = 0; i < 2; i++)
    nd_free (s->lists[i]);
}

void random_scene_prepare (const random_scene *s, nd_launch *launch, char *const *outputs)
{
  for (int i = 0; i < s->program.outputs; i++) {
    memset (outputs[i], 0, s->nbytes);
    launch->output[i].data = outputs[i];
  }
  if (s->in_place) {
    memcpy (outputs[0], s->inputs[0], s->nbytes);
    launch->input[0].data = outputs[0];
  }
}
