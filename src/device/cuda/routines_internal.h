/* What the CUDA device's routines share.

   Purpose    One function per kind of routine (program/routine.h), and the texts of its kernels.
   Ownership  Routines and texts are borrowed.
   Threads    Only the thread that runs Octave.
   Failures   As kernels.h. */
#ifndef ND_DEVICE_CUDA_ROUTINES_INTERNAL_H
#define ND_DEVICE_CUDA_ROUTINES_INTERNAL_H

#include "base/numbers.h"
#include "device/cuda/routines.h"

nd_status nd_cuda_sort (nd_cuda *cuda, nd_routine *routine, nd_error *error) ND_MUST_USE;
/* COUNT, FIND and SELECT */
nd_status nd_cuda_masks (nd_cuda *cuda, nd_routine *routine, nd_error *error) ND_MUST_USE;
/* GATHER and SCATTER */
nd_status nd_cuda_lists (nd_cuda *cuda, nd_routine *routine, nd_error *error) ND_MUST_USE;
nd_status nd_cuda_accumulate (nd_cuda *cuda, nd_routine *routine, nd_error *error) ND_MUST_USE;
nd_status nd_cuda_search (nd_cuda *cuda, nd_routine *routine, nd_error *error) ND_MUST_USE;
nd_status nd_cuda_convolve (nd_cuda *cuda, nd_routine *routine, nd_error *error) ND_MUST_USE;
nd_status nd_cuda_filter (nd_cuda *cuda, nd_routine *routine, nd_error *error) ND_MUST_USE;

/* The texts of their kernels; the context is the nd_routine, or the nd_generator. */
void nd_cuda_write_masks (nd_text *text, const void *routine);
void nd_cuda_write_lists (nd_text *text, const void *routine);
void nd_cuda_write_list_tiles (nd_text *text, const void *routine);
void nd_cuda_write_accumulate (nd_text *text, const void *routine);
void nd_cuda_write_search (nd_text *text, const void *routine);
void nd_cuda_write_convolve (nd_text *text, const void *routine);
void nd_cuda_write_filter (nd_text *text, const void *routine);
void nd_cuda_write_exchanges (nd_text *text, const void *is_wide);
void nd_cuda_write_ramp (nd_text *text, const void *generator);
void nd_cuda_write_random (nd_text *text, const void *generator);

/* Those of sorting. */
typedef enum nd_cuda_sort_part {
  ND_CUDA_SORT_SHORT,
  ND_CUDA_SORT_ENDS,
  ND_CUDA_SORT_KEYS,
  ND_CUDA_SORT_PLACES,
  ND_CUDA_SORT_PARTS
} nd_cuda_sort_part;

typedef struct nd_cuda_sort_text {
  const nd_routine *routine;
  nd_cuda_sort_part part;
} nd_cuda_sort_text;
void nd_cuda_write_sort (nd_text *text, const void *sort_text);

/* kernels/scan.cu, for blocks of `threads`, after the prologue that it needs; and scan_rows.cu */
void nd_cuda_write_scan (nd_text *text, bool is_wide, int threads);
extern const char nd_cuda_scan_rows_text[];

/* Threads of a block, where nothing else is said. */
enum { ND_CUDA_ROUTINE_THREADS = 256 };

/* Tests: lists are gone through in tiles wherever that is possible. */
extern bool nd_cuda_always_tiles;

/* Tests: up to how many elements have positions of 32 bits (2^32 - 1 otherwise). */
extern int64_t nd_cuda_most_narrow_places;

/* Do positions of `count` elements, and sums of their numbers, need 64 bits?  Defines nd_place. */
static inline bool nd_cuda_is_wide (int64_t count)
{
  return count > nd_cuda_most_narrow_places;
}
void nd_cuda_define_place (nd_text *text, bool is_wide);

/* What CUDA C calls a real class. */
const char *nd_cuda_real_type (nd_dtype dtype);

/* Defines nd_element, the type of a class's elements: a number, or a structure of re and im. */
void nd_cuda_define_element (nd_text *text, nd_dtype dtype);

/* Starts `blocks` blocks of `threads`, of the kernel called `name` (NULL: nd_kernel). */
nd_status nd_cuda_launch_blocks_of (nd_cuda *cuda, const nd_cuda_kernel *kernel, const char *name,
                                    int64_t blocks, int threads, const void *parameters,
                                    const char *operation, nd_error *error) ND_MUST_USE;

/* The same with ND_CUDA_ROUTINE_THREADS. */
nd_status nd_cuda_launch_blocks (nd_cuda *cuda, const nd_cuda_kernel *kernel, const char *name,
                                 int64_t blocks, const void *parameters, const char *operation,
                                 nd_error *error) ND_MUST_USE;

/* Blocks of a kernel whose threads go on to further elements where there are more than fit the
   device at once. */
int64_t nd_cuda_resident_blocks (const nd_cuda *cuda, int64_t count);

static inline bool nd_cuda_is_aligned (const void *address)
{
  return (uintptr_t)address % 16 == 0;
}

#endif
