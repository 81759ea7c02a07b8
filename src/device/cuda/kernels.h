/* Kernels: CUDA C, compiled for the card when first needed, and launched.

   Purpose    Finds a kernel by the text of its program: in memory, then on disk, else compiled by
              NVRTC.  A text never holds sizes or values of scalars, so that loops compile nothing
              new.
   Ownership  Kernels live as long as the device's context.
   Threads    Only the thread that runs Octave.
   Failures   ND_NO_DEVICE when NVRTC is missing (it says which, where it was looked for, what to
              install), or makes code that the driver does not take; ND_FAILED with the compiler's
              log for a text that does not compile. */
#ifndef ND_DEVICE_CUDA_KERNELS_H
#define ND_DEVICE_CUDA_KERNELS_H

#include "device/cuda/context.h"
#include "device/cuda/text.h"

/* A compiled kernel, and what its launches are called in messages. */
typedef struct nd_cuda_kernel nd_cuda_kernel;

/* Looks for a kernel by a short key ("add double double, whole, 16"), which must say everything
   that the text depends on.  On a miss calls `write (text, context)`, which writes the whole CUDA C
   (kernels are extern "C"; the one named nd_kernel is nd_cuda_kernel_function, for the others see
   nd_cuda_kernel_named), and compiles it, or loads it from disk. */
nd_status nd_cuda_kernel_find (nd_cuda *cuda, const char *key,
                               void (*write) (nd_text *text, const void *context),
                               const void *context, const nd_cuda_kernel **kernel,
                               nd_error *error) ND_MUST_USE;

/* Another kernel of the same text; the driver is asked for it once.  ND_INVALID_ARGUMENT: there is
   none of that name. */
nd_status nd_cuda_kernel_named (nd_cuda *cuda, const nd_cuda_kernel *kernel, const char *name,
                                CUfunction *function, nd_error *error) ND_MUST_USE;
CUfunction nd_cuda_kernel_function (const nd_cuda_kernel *kernel); /* nd_kernel */

/* A grid of blocks; `parameters` points to the kernel's only parameter, a struct of at most 4096
   bytes.  Returns once it is queued.  Threads' own memory is the driver's affair: where there is
   too little, the cache is emptied first. */
typedef struct nd_cuda_grid {
  unsigned int blocks[3], threads[3];
  unsigned int shared_bytes;
} nd_cuda_grid;

nd_status nd_cuda_launch (nd_cuda *cuda, CUfunction function, const nd_cuda_grid *grid,
                          const void *parameters, const char *operation,
                          nd_error *error) ND_MUST_USE;

/* The same with the addresses of several parameters. */
nd_status nd_cuda_launch_arguments (nd_cuda *cuda, CUfunction function, const nd_cuda_grid *grid,
                                    void **arguments, const char *operation,
                                    nd_error *error) ND_MUST_USE;

/* Of this process so far; tests look at them. */
typedef struct nd_cuda_compile_counters {
  uint64_t compiled, loaded, found; /* by NVRTC, from disk, in memory */
  double seconds;                   /* spent in NVRTC */
} nd_cuda_compile_counters;
const nd_cuda_compile_counters *nd_cuda_compile_counts (void);

/* Forgets everything in memory (the context is about to be reset). */
void nd_cuda_kernels_forget (nd_cuda *cuda);

#endif
