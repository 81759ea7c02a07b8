/* Lines of the caches, written past them.

   Purpose    nd_line_stream copies one line to memory that nobody reads soon, without reading that
              memory first where the processor can do so.
   Ownership  Borrows both pointers; `to` begins a line, `from` need not.
   Threads    Any; a thread calls nd_cpu_stream_end after its last line.
   Failures   None. */
#ifndef ND_DEVICE_CPU_LINE_H
#define ND_DEVICE_CPU_LINE_H

#include <stddef.h>
#include <string.h>

enum { ND_LINE = 64 };

#ifdef __SSE2__
#include <immintrin.h>

#ifdef __AVX512F__
typedef __m512i nd_line_part;
#define ND_LOAD_PART(from) _mm512_loadu_si512 (from)
#define ND_STORE_PART(to, value) _mm512_stream_si512 ((nd_line_part *)(to), value)
#elif defined __AVX2__
typedef __m256i nd_line_part;
#define ND_LOAD_PART(from) _mm256_loadu_si256 ((const __m256i_u *)(from))
#define ND_STORE_PART(to, value) _mm256_stream_si256 ((nd_line_part *)(to), value)
#else
typedef __m128i nd_line_part;
#define ND_LOAD_PART(from) _mm_loadu_si128 ((const __m128i_u *)(from))
#define ND_STORE_PART(to, value) _mm_stream_si128 ((nd_line_part *)(to), value)
#endif

static inline void nd_line_stream (char *to, const char *from)
{
  for (size_t part = 0; part < ND_LINE; part += sizeof (nd_line_part))
    ND_STORE_PART (to + part, ND_LOAD_PART (from + part));
}
#else
static inline void nd_line_stream (char *to, const char *from)
{
  memcpy (to, from, ND_LINE);
}
#endif

#endif
