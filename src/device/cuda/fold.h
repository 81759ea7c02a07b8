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
   are, each of which may be `side` outputs then that are read as a vector.  Where there are few
   outputs, their rows are split among blocks; the last of these to finish merges what all made. */
typedef struct nd_cuda_fold {
  nd_cuda_layout layout;
  int kept_count, folded_count, kept[ND_MAX_DIMS], folded[ND_MAX_DIMS]; /* dimensions */
  bool is_along;   /* the fastest dimension is folded */
  bool is_ordered; /* only neighbours merge, earlier ones first */
  int side;        /* outputs that a thread folds side by side; `outputs` counts vectors of them */
  int64_t rows;    /* vectors of elements, where they are folded in vectors */
  int64_t tail;    /* elements after the last row */
  int64_t outputs, lanes, columns, tiles, splits, rows_at_once;
} nd_cuda_fold;

/* `cache_bytes`: of the card's L2. */
void nd_cuda_fold_make (nd_cuda_fold *fold, const nd_launch *launch, size_t cache_bytes);

nd_status nd_cuda_run_fold (nd_cuda *cuda, nd_launch *launch, nd_error *error) ND_MUST_USE;

/* The whole CUDA C; `fold`: an nd_cuda_fold. */
void nd_write_fold (nd_text *text, const void *fold);

/* ---- for scans, which fold parts of rows first --------------------------------------------- */

nd_status nd_cuda_fold_parameters (const nd_cuda *cuda, const nd_cuda_fold *fold, CUdeviceptr parts,
                                   nd_parameters *parameters, nd_error *error) ND_MUST_USE;
void nd_cuda_fold_add_dimensions (nd_cuda_key *key, const nd_cuda_fold *fold);
nd_status nd_cuda_fold_scratch (nd_cuda *cuda, const nd_cuda_fold *fold, CUdeviceptr *parts,
                                nd_error *error) ND_MUST_USE;

/* Starts the kernel that folds the rows; a scan's, those of each split. */
nd_status nd_cuda_fold_rows (nd_cuda *cuda, const nd_cuda_fold *fold,
                             const nd_parameters *parameters, nd_error *error) ND_MUST_USE;
unsigned int nd_cuda_blocks_for (const nd_cuda *cuda, int64_t pieces);

/* Functions, states, parameters. */
void nd_write_fold_beginning (nd_cuda_pieces *pieces, nd_text *text, const nd_cuda_fold *fold);

/* b<i>: where input i is at the first row of output j. */
void nd_write_bases (nd_text *text, const nd_cuda_fold *fold);

/* a<i>[u]: what is read of row `row`, an expression of r and u, for all u below `count`. */
void nd_write_row_reads (nd_text *text, const nd_cuda_fold *fold, int count, const char *row);
void nd_load_from_arrays (nd_text *text, const void *layout, int i);

/* " = " and what a state gives to an output. */
void nd_write_result (nd_cuda_pieces *pieces, nd_text *text, const nd_cuda_fold *fold, int output,
                      const char *state);

#endif
