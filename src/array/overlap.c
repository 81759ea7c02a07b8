/* Do two views of one storage have an element in common?

   Element x of a view lies at offset + sum of stride[d] * x[d].  The views overlap when
     sum of c[k] * z[k] = target,  0 <= z[k] <= bound[k]
   has a solution in whole numbers, where the terms are the dimensions of both views, those of the
   second with the opposite sign, all made positive by walking dimensions backwards.

   The search takes the largest coefficient first.  Three facts keep it short: the rest must be able
   to reach what is left, the rest's greatest common divisor must divide it, and terms that fit into
   each other like the digits of a number reach every multiple of it.  Two terms are solved by
   Euclid's algorithm.  For views made by indexing there is next to nothing left to search. */
#include "array/array.h"
#include <stdlib.h>

enum { MOST_TERMS = 2 * ND_MAX_DIMS };

typedef struct {
  int64_t coefficient, bound;
} overlap_term;

typedef struct {
  int count;
  overlap_term terms[MOST_TERMS];
  int64_t reach[MOST_TERMS + 1];   /* largest sum of the terms from k on */
  int64_t divisor[MOST_TERMS + 1]; /* their greatest common divisor; 0 for no terms */
  bool dense[MOST_TERMS + 1];      /* they reach every multiple of it up to `reach` */
} overlap_problem;

static int64_t greatest_common_divisor (int64_t a, int64_t b)
{
  while (b != 0) {
    int64_t rest = a % b;
    a = b;
    b = rest;
  }
  return a;
}

/* x with a * x = greatest common divisor (a, m) modulo m */
static int64_t modular_inverse (int64_t a, int64_t m)
{
  int64_t r0 = a % m, r1 = m, x0 = 1, x1 = 0;
  while (r1 != 0) {
    int64_t q = r0 / r1, r = r0 - q * r1, x = x0 - q * x1;
    r0 = r1;
    r1 = r;
    x0 = x1;
    x1 = x;
  }
  return x0 < 0 ? x0 + m : x0;
}

static int64_t divide_up (int64_t a, int64_t b)
{
  return a <= 0 ? 0 : (a - 1) / b + 1;
}

/* Smallest and largest multiple of term k that leave a rest within reach. */
static void multiples (const overlap_problem *p, int k, int64_t target, int64_t *low, int64_t *high)
{
  const overlap_term *term = &p->terms[k];
  *low = divide_up (target - p->reach[k + 1], term->coefficient);
  *high = target / term->coefficient;
  if (*high > term->bound)
    *high = term->bound;
}

/* The last two terms; their greatest common divisor divides `target`. */
static bool solve_two (const overlap_problem *p, int k, int64_t target)
{
  int64_t low, high, divisor = p->divisor[k];
  int64_t a = p->terms[k].coefficient / divisor, m = p->terms[k + 1].coefficient / divisor;
  multiples (p, k, target, &low, &high);
  __int128 product = (__int128)(target / divisor % m) * modular_inverse (a, m);
  int64_t residue = (int64_t)(product % m); /* the multiples of term k that work, modulo m */
  int64_t first = low + ((residue - low % m) + m) % m;
  return first <= high;
}

typedef enum { IMPOSSIBLE, CERTAIN, UNDECIDED } verdict;

/* Can the terms from k on add up to `target`? */
static verdict judge (const overlap_problem *p, int k, int64_t target)
{
  if (target < 0 || target > p->reach[k])
    return IMPOSSIBLE;
  if (k == p->count)
    return CERTAIN; /* nothing left to reach */
  if (target % p->divisor[k] != 0)
    return IMPOSSIBLE;
  if (p->dense[k])
    return CERTAIN;
  if (k == p->count - 2)
    return solve_two (p, k, target) ? CERTAIN : IMPOSSIBLE;
  return UNDECIDED;
}

/* Tries the multiples of term after term, going back to the one before when they are used up. */
static bool has_solution (const overlap_problem *p, int64_t target)
{
  int64_t left[MOST_TERMS + 1], next[MOST_TERMS], last[MOST_TERMS];
  int k = 0;
  left[0] = target;
  while (k >= 0) {
    verdict v = judge (p, k, left[k]);
    if (v == CERTAIN)
      return true;
    if (v == UNDECIDED)
      multiples (p, k, left[k], &next[k], &last[k]);
    else
      k--;
    while (k >= 0 && next[k] > last[k])
      k--;
    if (k >= 0) {
      left[k + 1] = left[k] - next[k]++ * p->terms[k].coefficient;
      k++;
    }
  }
  return false;
}

/* Adds a view's dimensions, seen from the side of the equation that `sign` says; returns by how
   much walking dimensions backwards moves the target. */
static int64_t add_terms (overlap_problem *p, const nd_array *a, int sign)
{
  int64_t moved = 0;
  for (int d = 0; d < a->ndims; d++) {
    int64_t coefficient = sign * a->strides[d], bound = a->dims[d] - 1;
    if (bound == 0)
      continue;
    if (coefficient < 0)
      moved -= coefficient * bound;
    p->terms[p->count++] = (overlap_term){llabs (coefficient), bound};
  }
  return moved;
}

static int larger_coefficient_first (const void *a, const void *b)
{
  int64_t x = ((const overlap_term *)a)->coefficient, y = ((const overlap_term *)b)->coefficient;
  return (x < y) - (x > y);
}

/* Sorts the terms, joins those with the same coefficient, and works out what the rests reach. */
static void prepare (overlap_problem *p)
{
  int kept = 0;
  qsort (p->terms, (size_t)p->count, sizeof p->terms[0], larger_coefficient_first);
  for (int k = 1; k < p->count; k++)
    if (p->terms[k].coefficient == p->terms[kept].coefficient)
      p->terms[kept].bound += p->terms[k].bound;
    else
      p->terms[++kept] = p->terms[k];
  p->count = p->count > 0 ? kept + 1 : 0;
  p->reach[p->count] = 0;
  p->divisor[p->count] = 0;
  p->dense[p->count] = true;
  for (int k = p->count - 1; k >= 0; k--) {
    int64_t c = p->terms[k].coefficient, rest = p->divisor[k + 1];
    p->reach[k] = p->reach[k + 1] + c * p->terms[k].bound;
    p->divisor[k] = greatest_common_divisor (c, rest);
    p->dense[k] =
        k == p->count - 1 || (p->dense[k + 1] && c % rest == 0 && c <= p->reach[k + 1] + rest);
  }
}

bool nd_array_shares_memory (const nd_array *a, const nd_array *b)
{
  overlap_problem problem;
  if (a->storage != b->storage || nd_array_numel (a) == 0 || nd_array_numel (b) == 0)
    return false;
  problem.count = 0;
  int64_t target = b->offset - a->offset;
  target += add_terms (&problem, a, 1);
  target += add_terms (&problem, b, -1);
  prepare (&problem);
  return has_solution (&problem, target);
}
