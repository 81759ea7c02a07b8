/* Scans on a CUDA device: cumsum, cumprod, cummin, cummax.

   Purpose    Writes and runs the kernels of programs that scan (nd_program_scan).  Long rows are
              cut into parts: these are folded first, then it is worked out what came before each,
              then every part is scanned.
   Ownership  Borrows the launch; parts are scratch memory, in stream order.
   Threads    Only the thread that runs Octave.
   Failures   As kernels.h; ND_OUT_OF_MEMORY for scratch. */
#ifndef ND_DEVICE_CUDA_SCAN_H
#define ND_DEVICE_CUDA_SCAN_H

#include "device/cuda/fold.h"

typedef struct nd_cuda_scan {
  nd_cuda_fold fold;
  bool by_blocks; /* a block scans the rows of an output; else a thread does */
} nd_cuda_scan;

void nd_cuda_scan_make (nd_cuda_scan *scan, const nd_launch *launch);

nd_status nd_cuda_run_scan (nd_cuda *cuda, nd_launch *launch, nd_error *error) ND_MUST_USE;

/* The whole CUDA C; `scan`: an nd_cuda_scan. */
void nd_write_scan (nd_text *text, const void *scan);

#endif
