/* Generators on the CPU: pieces of a fixed size, spread over the threads. */
#include "base/threads.h"
#include "device/cpu/cpu.h"
#include "device/cpu/kernels/kernels.h"

enum { PIECE_ELEMENTS = 1 << 15 }; /* whole blocks of the random stream, for every class */

typedef struct {
  const nd_generator *generator;
  nd_generate_kernel *kernel;
  char *to;
} task;

static void run_piece (int64_t i, void *context)
{
  const task *t = context;
  int64_t start = i * PIECE_ELEMENTS;
  int64_t left = t->generator->count - start;
  t->kernel (t->to + start * (int64_t)nd_dtype_size (t->generator->dtype), t->generator, start,
             (size_t)(left < PIECE_ELEMENTS ? left : PIECE_ELEMENTS));
}

nd_status nd_cpu_generate (const nd_generator *generator, void *to, nd_error *error)
{
  const nd_kernel_set *kernels = nd_cpu_kernels ();
  task t = {generator,
            generator->kind == ND_GENERATE_RAMP
                ? kernels->ramp (generator->dtype)
                : kernels->random (generator->kind, generator->dtype),
            to};
  int64_t pieces = (generator->count + PIECE_ELEMENTS - 1) / PIECE_ELEMENTS;
  if (!nd_parallel (pieces, run_piece, &t))
    return nd_fail (error, ND_INTERRUPTED, "interrupted");
  return ND_OK;
}
