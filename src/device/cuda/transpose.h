/* Transposes on a CUDA device: elementwise programs with inputs that lie in another order.

   Purpose    Where an input is fastest along another dimension than the output, neighbouring
              threads would read far apart.  So tiles of 32 x 32 words, or of 64 x 32, are read
              along the input's fastest dimension into shared memory, and taken from there along the
              output's.
   Ownership  Borrows the launch.
   Threads    Only the thread that runs Octave.
   Failures   As kernels.h. */
#ifndef ND_DEVICE_CUDA_TRANSPOSE_H
#define ND_DEVICE_CUDA_TRANSPOSE_H

#include "device/cuda/kernels.h"
#include "device/cuda/write.h"

typedef struct nd_cuda_transpose {
  nd_cuda_layout layout;
  int across; /* the dimension along which the turned inputs are fastest; the outputs' is 0 */
  bool is_turned[ND_PROGRAM_MAX_OPERANDS];
  int pack;   /* elements of a word; 1: they travel one by one */
  int groups; /* of 32 words that a tile is long along dimension 0 */
  int64_t tiles;
} nd_cuda_transpose;

/* False: the launch is better run in another way. */
bool nd_cuda_transpose_make (nd_cuda_transpose *transpose, const nd_launch *launch);

/* Sets *is_done to false where the parameters are too many. */
nd_status nd_cuda_run_transpose (nd_cuda *cuda, const nd_cuda_transpose *transpose, bool *is_done,
                                 nd_error *error) ND_MUST_USE;

/* The whole CUDA C; `transpose`: an nd_cuda_transpose. */
void nd_write_transpose (nd_text *text, const void *transpose);

#endif
