/* Fewer, better ordered dimensions: what nd_launch_simplify does to a launch before it runs. */
#include "program/program.h"
#include <stdlib.h>

/* The operands of a launch in the order in which they decide how dimensions are walked. */
typedef struct {
  int count;
  nd_access *access[2 * ND_PROGRAM_MAX_OPERANDS];
} operands;

static void add (operands *all, nd_access *access, int count)
{
  for (int i = 0; i < count; i++)
    all->access[all->count++] = &access[i];
}

/* Outputs first, except for what is folded: most of its work is reading. */
static void collect (nd_launch *launch, operands *all)
{
  const nd_program *program = launch->program;
  bool folds = nd_program_folds (program);
  all->count = 0;
  add (all, launch->output, folds ? 0 : program->outputs);
  add (all, launch->input, program->inputs);
  add (all, launch->output, folds ? program->outputs : 0);
}

static bool has_list (const operands *all, int d)
{
  for (int i = 0; i < all->count; i++)
    if (all->access[i]->has_lists && all->access[i]->lists[d])
      return true;
  return false;
}

static void move_dimension (nd_launch *launch, const operands *all, int to, int from)
{
  launch->dims[to] = launch->dims[from];
  if (nd_program_folds (launch->program))
    launch->folded[to] = launch->folded[from];
  for (int i = 0; i < all->count; i++) {
    nd_access *x = all->access[i];
    x->strides[to] = x->strides[from];
    if (x->has_lists)
      x->lists[to] = x->lists[from];
  }
}

/* A dimension of one element adds nothing, unless a list says which element it is. */
static void drop_singletons (nd_launch *launch, const operands *all)
{
  int kept = 0;
  for (int d = 0; d < launch->ndims; d++)
    if (launch->dims[d] != 1 || has_list (all, d)) {
      if (kept != d)
        move_dimension (launch, all, kept, d);
      kept++;
    }
  launch->ndims = kept;
}

/* Should dimension `b` be walked faster than `a`?  The first operand that tells them apart decides;
   broadcast dimensions and lists tell nothing about memory order. */
static bool is_faster (const operands *all, int b, int a)
{
  for (int i = 0; i < all->count; i++) {
    const nd_access *x = all->access[i];
    int64_t stride_a = llabs (x->strides[a]), stride_b = llabs (x->strides[b]);
    if (stride_a == 0 || stride_b == 0 || stride_a == stride_b)
      continue;
    return stride_b < stride_a;
  }
  return false;
}

static void swap_dimensions (nd_launch *launch, const operands *all, int a, int b)
{
  int64_t extent = launch->dims[a];
  launch->dims[a] = launch->dims[b];
  launch->dims[b] = extent;
  if (nd_program_folds (launch->program)) {
    bool folded = launch->folded[a];
    launch->folded[a] = launch->folded[b];
    launch->folded[b] = folded;
  }
  for (int i = 0; i < all->count; i++) {
    nd_access *x = all->access[i];
    int64_t stride = x->strides[a];
    x->strides[a] = x->strides[b];
    x->strides[b] = stride;
    if (x->has_lists) {
      const int64_t *list = x->lists[a];
      x->lists[a] = x->lists[b];
      x->lists[b] = list;
    }
  }
}

static void sort_dimensions (nd_launch *launch, const operands *all)
{
  for (int d = 1; d < launch->ndims; d++)
    for (int e = d; e > 0 && is_faster (all, e, e - 1); e--)
      swap_dimensions (launch, all, e, e - 1);
}

/* After the fastest dimension the folded ones: then what is folded into one element, or one row of
   elements, comes in one piece. */
static void gather_folded (nd_launch *launch, const operands *all)
{
  int end = 1;
  for (int d = 1; d < launch->ndims; d++)
    if (launch->folded[d]) {
      for (int e = d; e > end; e--)
        swap_dimensions (launch, all, e - 1, e);
      end++;
    }
}

/* Do all operands walk dimensions a and b = a + 1 as one? */
static bool can_merge (const nd_launch *launch, const operands *all, int a, int b)
{
  if (has_list (all, a) || has_list (all, b))
    return false;
  if (nd_program_folds (launch->program) && launch->folded[a] != launch->folded[b])
    return false;
  for (int i = 0; i < all->count; i++)
    if (all->access[i]->strides[b] != all->access[i]->strides[a] * launch->dims[a])
      return false;
  return true;
}

static void merge_dimensions (nd_launch *launch, const operands *all)
{
  int kept = 0;
  for (int d = 1; d < launch->ndims; d++)
    if (can_merge (launch, all, kept, d))
      launch->dims[kept] *= launch->dims[d];
    else if (++kept != d)
      move_dimension (launch, all, kept, d);
  launch->ndims = kept + 1;
}

/* Integers saturate at each step, so that it matters which comes first. */
static bool depends_on_order (const nd_program *program)
{
  return (program->reduction == ND_REDUCE_SUM || program->reduction == ND_REDUCE_PRODUCT) &&
         nd_dtype_is_integer ((nd_dtype)program->code[program->reduced].dtype);
}

void nd_launch_simplify (nd_launch *launch)
{
  operands all;
  if (launch->ndims == 1)
    return;
  collect (launch, &all);
  drop_singletons (launch, &all);
  if (launch->ndims < 2)
    return;
  if (!depends_on_order (launch->program))
    sort_dimensions (launch, &all);
  if (nd_program_folds (launch->program))
    gather_folded (launch, &all);
  merge_dimensions (launch, &all);
}
