/* Folds on a CUDA device: reductions along dimensions.

   Purpose    Writes and runs the kernels of programs that fold (nd_program_fold): what the program
              computes is folded as it is made.  How the work is cut depends on sizes alone, so that
              results are the same on every card and every time.
   Ownership  Borrows the launch; parts of results are scratch memory, in stream order.
   Threads    Only the thread that runs Octave.
   Failures   As kernels.h; ND_OUT_OF_MEMORY for scratch. */
#ifndef ND_DEVICE_CUDA_FOLD_H
#define ND_DEVICE_CUDA_FOLD_H

#include "device/cuda/kernels.h"
#include "device/cuda/write.h"

/* A fold's space: rows of one element each are folded into `outputs` elements.

   A block's 256 threads are `lanes` that share the rows of an output times `columns` outputs.  The
   lanes of an output are neighbours where the folded dimension is the fastest, else its columns
   are.  Where there are few outputs, their rows are split among blocks, and a second kernel merges
   what these made. */
typedef struct nd_cuda_fold {
  nd_cuda_layout layout;
  int kept_count, folded_count, kept[ND_MAX_DIMS], folded[ND_MAX_DIMS]; /* dimensions */
  bool is_along;   /* the fastest dimension is folded */
  bool is_ordered; /* only neighbours merge, earlier ones first */
  int64_t rows;    /* vectors of elements, where they are folded in vectors */
  int64_t tail;    /* elements after the last row */
  int64_t outputs, lanes, columns, tiles, splits, rows_at_once;
} nd_cuda_fold;

void nd_cuda_fold_make (nd_cuda_fold *fold, const nd_launch *launch);

nd_status nd_cuda_run_fold (nd_cuda *cuda, nd_launch *launch, nd_error *error) ND_MUST_USE;

/* The whole CUDA C; `fold`: an nd_cuda_fold. */
void nd_write_fold (nd_text *text, const void *fold);

#endif
