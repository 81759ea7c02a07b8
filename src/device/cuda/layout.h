/* Layouts: how a kernel walks the operands of a launch.

   Purpose    Decides what the text of a kernel depends on besides the program: where vectors of 16
              bytes can be moved, how many are in flight, where subscripts must be worked out, how
              wide indices are.  Sizes and strides are the kernel's parameters.
   Ownership  Borrows the launch.
   Threads    Any.
   Failures   None. */
#ifndef ND_DEVICE_CUDA_LAYOUT_H
#define ND_DEVICE_CUDA_LAYOUT_H

#include "device/cuda/parameters.h"

enum { ND_CUDA_BLOCK = 256, ND_CUDA_MAX_OPERANDS = 2 * ND_PROGRAM_MAX_OPERANDS };

/* How an operand is read or written.  The letters are part of a kernel's key. */
typedef enum nd_cuda_walk {
  ND_WALK_FIXED = 'f',  /* one element everywhere */
  ND_WALK_VECTOR = 'v', /* vectors along the first dimension */
  ND_WALK_SPLAT = 's',  /* one element for all of a vector */
  ND_WALK_STEPS = 'j',  /* a vector's elements one by one: they lie near each other */
  ND_WALK_STRIDED = 'x',
  ND_WALK_LISTED = 'l' /* strided, with lists along some dimensions */
} nd_cuda_walk;

typedef struct nd_cuda_operand {
  const nd_access *access;
  const char *address; /* of the element at subscripts 0, where no lists say otherwise */
  nd_dtype dtype;
  nd_cuda_walk walk;
  bool is_apart; /* an input in vectors, of whose memory the kernel writes nothing */
} nd_cuda_operand;

/* Which entry of an output's list is the last with its value: entry k of list l, where
   winners[l[k]] == k + 1. */
typedef struct nd_cuda_claim {
  int operand, dim;
  const void *winners;      /* of type nd_place, see scatter.c */
  bool is_wide;             /* nd_place has 64 bits */
  unsigned long long block; /* the table's scratch memory */
} nd_cuda_claim;

typedef struct nd_cuda_layout {
  const nd_launch *launch;
  int ndims;    /* at least 1 */
  int divisors; /* how many of `dims` the kernel divides by; none where there is one dimension */
  int64_t dims[ND_MAX_DIMS + 2]; /* after those of the launch: numbers of tiles */
  int64_t total;
  int inputs, operands;                          /* outputs follow the inputs */
  nd_cuda_operand operand[ND_CUDA_MAX_OPERANDS]; /* the classes of outputs included */
  int vector;                                    /* elements of a vector; 1: none */
  int unroll;                                    /* vectors in flight of each operand */
  int cost;                                      /* work for an element, in additions */
  bool by_rows; /* a tile is part of a row, along dimension 0; `dims` end with parts of rows */
  int row_order[ND_MAX_DIMS]; /* how tiles follow each other: dimensions, the fastest first */
  bool is_wide;               /* 64-bit indices */
  bool streams;               /* results, of folds the inputs, go past the caches */
  int claims;                 /* of lists that name an element twice */
  nd_cuda_claim claim[ND_MAX_DIMS];
} nd_cuda_layout;

static inline bool nd_cuda_is_vector (const nd_cuda_layout *layout, int operand)
{
  return layout->operand[operand].walk == ND_WALK_VECTOR;
}

static inline bool nd_cuda_is_stepped (const nd_cuda_layout *layout, int operand)
{
  return layout->operand[operand].walk == ND_WALK_STEPS;
}

/* The layout of an elementwise launch.  `cache_bytes`: of the card's L2. */
void nd_cuda_layout_make (nd_cuda_layout *layout, const nd_launch *launch, size_t cache_bytes);

/* One without vectors, for kernels that walk in their own ways. */
void nd_cuda_layout_make_strided (nd_cuda_layout *layout, const nd_launch *launch);

/* The layout of a fold or scan: inputs in vectors of `longest` elements at most along the first
   dimension, outputs as they lie. */
void nd_cuda_layout_make_fold (nd_cuda_layout *layout, const nd_launch *launch, int longest,
                               size_t cache_bytes);

/* What operand i moves by along dimension d, in elements. */
int64_t nd_cuda_layout_stride (const nd_cuda_layout *layout, int i, int d);
bool nd_cuda_layout_has_list (const nd_cuda_layout *layout, int i, int d);

/* Tests: from how many elements on indices have 64 bits (2^31 otherwise). */
extern int64_t nd_cuda_narrow_limit;

#endif
