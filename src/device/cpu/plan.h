/* Plans: how the CPU runs one launch.

   Purpose    Decides once what is the same for every block: where operands are used as they lie and
              where they are moved, which register each value has, how long blocks are.  A block's
              values then stay in the caches from load to store.
   Ownership  A plan borrows its launch; nothing is allocated.
   Threads    Made by one thread, then read-only: blocks run on any thread, each with its own
              registers.
   Failures   None. */
#ifndef ND_DEVICE_CPU_PLAN_H
#define ND_DEVICE_CPU_PLAN_H

#include "device/cpu/kernels/kernels.h"
#include "device/cpu/tile.h"

/* Bytes that the registers of a block take, at most: of values, and of constants, which all threads
   share. */
enum { ND_REGISTER_ALIGNMENT = 64, ND_REGISTER_BYTES = 64 << 10, ND_FIXED_BYTES = 64 << 10 };

/* Bytes that are stored past the caches at a time: memory is read while they leave. */
enum { ND_STREAMED_BYTES = 2 << 10 };

/* How an operand's elements lie along the iteration space. */
typedef enum nd_pattern {
  ND_PATTERN_FIXED, /* one element everywhere */
  ND_PATTERN_WHOLE, /* consecutive from first to last */
  ND_PATTERN_ROWS,  /* consecutive within each row */
  ND_PATTERN_OTHER
} nd_pattern;

typedef enum nd_step_kind {
  ND_STEP_NOTHING, /* filled beforehand, or used and stored where it lies */
  ND_STEP_GATHER,
  ND_STEP_KERNEL,
  ND_STEP_SELECT,
  ND_STEP_COPY,          /* a store into consecutive memory */
  ND_STEP_STREAM,        /* the same past the caches */
  ND_STEP_KERNEL_STREAM, /* an operator whose values are only stored past the caches */
  ND_STEP_SCATTER
} nd_step_kind;

/* Where a value is. */
typedef enum nd_place {
  ND_PLACE_NONE,     /* a store yields no value */
  ND_PLACE_REGISTER, /* at `offset` of the thread's registers */
  ND_PLACE_FIXED,    /* at `offset` of the fixed registers */
  ND_PLACE_OPERAND   /* in the operand's own memory */
} nd_place;

typedef struct nd_step {
  nd_step_kind kind;
  nd_place place;
  nd_pattern pattern;
  size_t size; /* bytes of an element of the value */
  size_t offset;
  nd_kernel *kernel;
  nd_select_kernel *select;
  nd_interleave_kernel *interleave; /* of gathered elements */
  nd_turn_kernel *turn;             /* of gathered elements; NULL: none for their size */
  nd_stream_kernel *stream;         /* NULL: what is stored should stay in the caches */
  size_t operand_size[2];           /* ND_STEP_KERNEL_STREAM: bytes of an element of its operands */
  const nd_access *access;          /* of the operand that is moved or lies in place */
} nd_step;

typedef struct nd_plan {
  nd_launch *launch;
  int64_t total; /* elements of the iteration space */
  int64_t block; /* elements of a block, at most */
  int64_t piece; /* elements, or tiles, that a thread works on at a time */
  bool by_rows;  /* no block crosses a row's end */
  bool is_tiled;
  nd_tiling tiling;
  nd_turn_past_kernel *turn_past; /* where tiles are only moved; NULL: step by step */
  char *fixed;                    /* registers of constants and of operands of one element */
  nd_step steps[ND_PROGRAM_MAX];
} nd_plan;

/* `fixed`: ND_FIXED_BYTES, aligned, that live as long as the plan.  The caller does the work of the
   program's last `left` instructions, operators, itself: what they yield is nowhere. */
void nd_plan_make (nd_plan *plan, nd_launch *launch, int left, char *fixed);

/* One block: its elements, and where its values are.  Plain memory of a thread. */
typedef struct nd_block {
  const nd_plan *plan;
  int64_t index[ND_MAX_DIMS]; /* subscripts of the first element */
  int64_t start;              /* its number */
  int64_t count;
  char *values[ND_PROGRAM_MAX];
} nd_block;

/* `registers`: ND_REGISTER_BYTES, aligned, of this thread. */
void nd_block_init (nd_block *block, const nd_plan *plan, char *registers);

/* Computes and stores what the program says for the block; the values remain in block->values. */
void nd_block_run (nd_block *block);

#endif
