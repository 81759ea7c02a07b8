/* Copies to memory that nobody reads soon: on some processors past the caches. */
#include "device/cpu/kernels/kernels.h"
#include <string.h>

#ifdef __SSE2__
#include <immintrin.h>

#ifdef __AVX512F__
typedef __m512i vector;
#define LOAD(from) _mm512_loadu_si512 (from)
#define STORE(to, value) _mm512_stream_si512 ((vector *)(to), value)
#elif defined __AVX2__
typedef __m256i vector;
#define LOAD(from) _mm256_loadu_si256 ((const __m256i_u *)(from))
#define STORE(to, value) _mm256_stream_si256 ((vector *)(to), value)
#else
typedef __m128i vector;
#define LOAD(from) _mm_loadu_si128 ((const __m128i_u *)(from))
#define STORE(to, value) _mm_stream_si128 ((vector *)(to), value)
#endif

enum { LINE = 64, WORTH_IT = 4 * LINE };

/* Whole lines past the caches; what is left at both ends as usual. */
static void stream (void *to, const void *from, size_t nbytes)
{
  char *t = to;
  const char *f = from;
  size_t head = (LINE - (uintptr_t)t % LINE) % LINE;
  if (nbytes < WORTH_IT) {
    memcpy (t, f, nbytes);
    return;
  }
  memcpy (t, f, head);
  size_t i = head;
  for (; i + LINE <= nbytes; i += LINE)
    for (size_t part = 0; part < LINE; part += sizeof (vector))
      STORE (t + i + part, LOAD (f + i + part));
  memcpy (t + i, f + i, nbytes - i);
}
#else
static void stream (void *to, const void *from, size_t nbytes)
{
  memcpy (to, from, nbytes);
}
#endif

nd_stream_kernel *ND_ISA_NAME (nd_cpu_stream_kernel) (void)
{
  return stream;
}
