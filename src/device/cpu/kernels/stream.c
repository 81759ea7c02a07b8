/* Copies to memory that nobody reads soon: on some processors past the caches. */
#include "device/cpu/kernels/kernels.h"
#include "device/cpu/kernels/line.h"

enum { WORTH_IT = 4 * ND_LINE };

/* Whole lines past the caches; what is left at both ends as usual. */
static void stream (void *to, const void *from, size_t nbytes)
{
  char *t = to;
  const char *f = from;
  size_t head = (ND_LINE - (uintptr_t)t % ND_LINE) % ND_LINE;
  if (nbytes < WORTH_IT) {
    memcpy (t, f, nbytes);
    return;
  }
  memcpy (t, f, head);
  size_t i = head;
  for (; i + ND_LINE <= nbytes; i += ND_LINE)
    nd_line_stream (t + i, f + i);
  memcpy (t + i, f + i, nbytes - i);
}

nd_stream_kernel *ND_ISA_NAME (nd_cpu_stream_kernel) (void)
{
  return stream;
}
