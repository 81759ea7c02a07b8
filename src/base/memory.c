#define _DEFAULT_SOURCE
#include "base/memory.h"
#include "base/numbers.h"
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>

enum { ALIGNMENT = 64, HUGE_PAGE = 2 << 20, HUGE_FROM = 4 << 20 };

static long outstanding;
static long fail_countdown; /* 0: off */
static int failed;

/* True when this allocation is the one a test wants to fail. */
static int must_fail (void)
{
  if (fail_countdown == 0 || --fail_countdown > 0)
    return 0;
  failed = 1;
  return 1;
}

static void *count (void *block)
{
  outstanding += block != NULL;
  return block;
}

void *nd_malloc (size_t nbytes)
{
  return must_fail () ? NULL : count (malloc (nbytes ? nbytes : 1));
}

void *nd_calloc (size_t n, size_t nbytes)
{
  return must_fail () ? NULL : count (calloc (n ? n : 1, nbytes ? nbytes : 1));
}

void *nd_realloc (void *block, size_t nbytes)
{
  if (!block)
    return nd_malloc (nbytes);
  return must_fail () ? NULL : realloc (block, nbytes ? nbytes : 1);
}

void nd_free (void *block)
{
  outstanding -= block != NULL;
  free (block);
}

void *nd_malloc_aligned (size_t nbytes)
{
  if (must_fail () || nbytes > SIZE_MAX - HUGE_PAGE)
    return NULL;
  size_t alignment = nbytes >= HUGE_FROM ? HUGE_PAGE : ALIGNMENT;
  size_t rounded = nd_round_up (nbytes, ALIGNMENT);
  void *block = NULL;
  if (posix_memalign (&block, alignment, rounded ? rounded : ALIGNMENT) != 0)
    return NULL;
  if (alignment == HUGE_PAGE)
    madvise (block, rounded, MADV_HUGEPAGE); /* a wish: pages work without it, too */
  return count (block);
}

void nd_memory_forget (void *block)
{
  outstanding -= block != NULL;
}

nd_status (nd_out_of_memory) (nd_error *error, size_t nbytes)
{
  return nd_fail (error, ND_OUT_OF_MEMORY, "out of host memory: %zu bytes could not be allocated",
                  nbytes);
}

long nd_memory_outstanding (void)
{
  return outstanding;
}

void nd_memory_fail (long n)
{
  fail_countdown = n;
  failed = 0;
}

int nd_memory_failed (void)
{
  return failed;
}
