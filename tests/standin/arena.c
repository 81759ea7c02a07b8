/* Device memory: an address range of its own for each device, closed to the host.

   Every allocation ends at the end of a page, so that the first byte behind it (after rounding to
   512 bytes, which is what a card rounds to) lies in a page that is never opened; what rounding
   leaves over is filled with a pattern that is looked at again.  Addresses are never used twice: a
   pointer to something freed stays wrong. */
#define _GNU_SOURCE
#include "standin.h"
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#if defined __SANITIZE_ADDRESS__
#include <sanitizer/asan_interface.h>
#else
#define ASAN_POISON_MEMORY_REGION(p, size) ((void)(p), (void)(size))
#define ASAN_UNPOISON_MEMORY_REGION(p, size) ((void)(p), (void)(size))
#endif

#define ARENA_BYTES ((size_t)1 << 43) /* of addresses, not of memory */
#define DEFAULT_MEMORY (4LL << 30)
enum { PAGE = 4096, HUGE_PAGE = 2 << 20, ALIGNMENT = 512, FRESH = 0xA5, BETWEEN = 0x5A };

struct allocation {
  char *pages, *data; /* the pages end where the data end, rounded to ALIGNMENT */
  size_t size;
};

static struct arena {
  char *base;
  size_t used;
  struct allocation *list; /* by address */
  size_t count, room, in_use;
  int opened;
} arenas[STANDIN_MOST_DEVICES];

static size_t round_up (size_t n, size_t to)
{
  return (n + to - 1) / to * to;
}

static char *pages_end (const struct allocation *a)
{
  return a->data + round_up (a->size, ALIGNMENT);
}

static void protect (const struct allocation *a, int protection)
{
  mprotect (a->pages, (size_t)(pages_end (a) - a->pages), protection);
}

/* ---- looking for allocations ------------------------------------------------------------- */

/* The last allocation that starts at or before p, or NULL. */
static struct allocation *at_or_before (const struct arena *arena, CUdeviceptr p)
{
  size_t low = 0, high = arena->count;
  while (low < high) {
    size_t middle = (low + high) / 2;
    if ((uintptr_t)arena->list[middle].data <= p)
      low = middle + 1;
    else
      high = middle;
  }
  return low > 0 ? &arena->list[low - 1] : NULL;
}

static struct allocation *holding (const struct arena *arena, CUdeviceptr p, size_t size)
{
  struct allocation *a = at_or_before (arena, p);
  if (!a)
    return NULL;
  size_t offset = (size_t)p - (size_t)a->data;
  return offset <= a->size && size <= a->size - offset ? a : NULL;
}

int arena_device (CUdeviceptr p)
{
  for (int i = 0; i < STANDIN_MOST_DEVICES; i++)
    if (arenas[i].base && p - (uintptr_t)arenas[i].base < ARENA_BYTES)
      return i;
  return -1;
}

bool arena_holds (int device, CUdeviceptr p, size_t size)
{
  if (holding (&arenas[device], p, size))
    return true;
  int owner = arena_device (p);
  if (owner < 0)
    standin_set_report ("0x%llx (%zu bytes) is not device memory", p, size);
  else if (owner != device)
    standin_set_report ("0x%llx (%zu bytes) is memory of device %d, used on device %d", p, size,
                        owner, device);
  else
    standin_set_report ("0x%llx (%zu bytes) is not inside one live allocation of device %d", p,
                        size, device);
  return false;
}

bool arena_range (int device, CUdeviceptr p, CUdeviceptr *start, size_t *size)
{
  const struct allocation *a = holding (&arenas[device], p, 1);
  if (a) {
    *start = (uintptr_t)a->data;
    *size = a->size;
  }
  return a;
}

size_t arena_memory (void)
{
  return (size_t)standin_number ("ND_STANDIN_MEMORY", DEFAULT_MEMORY);
}

size_t arena_in_use (int device)
{
  return arenas[device].in_use;
}

/* ---- opening and closing ----------------------------------------------------------------- */

void arena_open (int device)
{
  struct arena *arena = &arenas[device];
  if (arena->opened++ == 0)
    for (size_t i = 0; i < arena->count; i++)
      protect (&arena->list[i], PROT_READ | PROT_WRITE);
}

void arena_close (int device)
{
  struct arena *arena = &arenas[device];
  if (--arena->opened == 0)
    for (size_t i = 0; i < arena->count; i++)
      protect (&arena->list[i], PROT_NONE);
}

/* ---- the pattern between allocations ----------------------------------------------------- */

static void fill_between (struct allocation *a)
{
  char *behind = a->data + a->size;
  memset (a->pages, BETWEEN, (size_t)(a->data - a->pages));
  memset (behind, BETWEEN, (size_t)(pages_end (a) - behind));
  ASAN_POISON_MEMORY_REGION (a->pages, (size_t)(a->data - a->pages));
  ASAN_POISON_MEMORY_REGION (behind, (size_t)(pages_end (a) - behind));
}

/* Not for AddressSanitizer: what it looks at is poisoned. */
__attribute__ ((no_sanitize ("address"))) static bool is_between (const char *from, const char *to)
{
  while (from < to && *from == BETWEEN)
    from++;
  return from == to;
}

static CUresult check (const struct allocation *a)
{
  if (is_between (a->pages, a->data) && is_between (a->data + a->size, pages_end (a)))
    return CUDA_SUCCESS;
  standin_set_report ("bytes before or behind the allocation of %zu bytes at %p were overwritten",
                      a->size, (void *)a->data);
  return CUDA_ERROR_ILLEGAL_ADDRESS;
}

CUresult arena_check (int device)
{
  struct arena *arena = &arenas[device];
  CUresult result = CUDA_SUCCESS;
  arena_open (device);
  for (size_t i = 0; i < arena->count && result == CUDA_SUCCESS; i++)
    result = check (&arena->list[i]);
  arena_close (device);
  return result;
}

/* ---- allocating and releasing ------------------------------------------------------------ */

static bool reserve (struct arena *arena)
{
  if (!arena->base) {
    void *base =
        mmap (NULL, ARENA_BYTES, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (base == MAP_FAILED)
      return false;
    arena->base = base;
  }
  if (arena->count == arena->room) {
    size_t room = 2 * arena->room + 64;
    struct allocation *list = realloc (arena->list, room * sizeof *list);
    if (!list)
      return false;
    arena->list = list;
    arena->room = room;
  }
  return true;
}

/* Where the pages of the next allocation begin.  Large ones are made of huge pages: opening and
   closing 64 MiB takes 6 us then, and 8 ms otherwise. */
static char *next_pages (const struct arena *arena, size_t size)
{
  size_t begin = (uintptr_t)arena->base + arena->used + PAGE;
  if (size >= HUGE_PAGE)
    begin = round_up (begin, HUGE_PAGE);
  return arena->base + (begin - (uintptr_t)arena->base);
}

/* Opens the pages, fills them, and closes them again. */
static void prepare (const struct arena *arena, struct allocation *a)
{
  protect (a, PROT_READ | PROT_WRITE);
  if (a->size >= HUGE_PAGE)
    madvise (a->pages, (size_t)(pages_end (a) - a->pages), MADV_HUGEPAGE);
  memset (a->data, FRESH, a->size); /* neither zero nor NaN: reading it shows */
  fill_between (a);
  if (!arena->opened)
    protect (a, PROT_NONE);
}

CUresult arena_allocate (int device, size_t size, CUdeviceptr *p)
{
  struct arena *arena = &arenas[device];
  size_t memory = arena_memory ();
  if (size > memory || arena->in_use + round_up (size, ALIGNMENT) > memory || !reserve (arena))
    return CUDA_ERROR_OUT_OF_MEMORY;
  char *pages = next_pages (arena, size);
  size_t used = (size_t)(pages - arena->base) + round_up (size, PAGE);
  if (used + PAGE > ARENA_BYTES)
    return CUDA_ERROR_OUT_OF_MEMORY;
  struct allocation *a = &arena->list[arena->count++];
  *a = (struct allocation){pages, pages + round_up (size, PAGE) - round_up (size, ALIGNMENT), size};
  prepare (arena, a);
  arena->used = used;
  arena->in_use += round_up (size, ALIGNMENT);
  *p = (uintptr_t)a->data;
  return CUDA_SUCCESS;
}

static void give_back (struct arena *arena, struct allocation *a)
{
  size_t bytes = (size_t)(pages_end (a) - a->pages);
  ASAN_UNPOISON_MEMORY_REGION (a->pages, bytes);
  madvise (a->pages, bytes, MADV_DONTNEED);
  protect (a, PROT_NONE);
  arena->in_use -= round_up (a->size, ALIGNMENT);
}

CUresult arena_release (int device, CUdeviceptr p)
{
  struct arena *arena = &arenas[device];
  struct allocation *a = holding (arena, p, 1);
  if (!a || (uintptr_t)a->data != p) {
    standin_set_report ("cuMemFree of 0x%llx, which is no allocation of device %d", p, device);
    return CUDA_ERROR_INVALID_VALUE;
  }
  arena_open (device);
  CUresult result = check (a);
  arena_close (device);
  give_back (arena, a);
  memmove (a, a + 1, (size_t)(arena->list + arena->count - (a + 1)) * sizeof *a);
  arena->count--;
  return result;
}

void arena_reset (int device)
{
  struct arena *arena = &arenas[device];
  while (arena->count > 0)
    give_back (arena, &arena->list[--arena->count]);
}
