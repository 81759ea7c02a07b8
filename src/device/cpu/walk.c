#include "device/cpu/walk.h"
#include "base/numbers.h"
#include <string.h>

enum { SHORT = 16 };

/* ---- one stretch of the fastest dimension ------------------------------------------------ */

typedef struct {
  void (*fill) (void *run, const void *element, int64_t count);
  void (*gather) (void *run, const void *base, int64_t stride, int64_t count);
  void (*gather_list) (void *run, const void *base, int64_t stride, const int64_t *list,
                       int64_t count);
  void (*scatter) (const void *run, void *base, int64_t stride, int64_t count);
  void (*scatter_list) (const void *run, void *base, int64_t stride, const int64_t *list,
                        int64_t count);
} stretch_functions;

#define DEFINE_STRETCHES(size)                                                                     \
  static void fill_##size (void *run, const void *element, int64_t count)                          \
  {                                                                                                \
    nd_bytes_##size *r = run, x = *(const nd_bytes_##size *)element;                               \
    for (int64_t i = 0; i < count; i++)                                                            \
      r[i] = x;                                                                                    \
  }                                                                                                \
  static void gather_##size (void *run, const void *base, int64_t stride, int64_t count)           \
  {                                                                                                \
    nd_bytes_##size *r = run;                                                                      \
    const nd_bytes_##size *x = base;                                                               \
    for (int64_t i = 0; i < count; i++, x += stride)                                               \
      r[i] = *x;                                                                                   \
  }                                                                                                \
  static void gather_list_##size (void *run, const void *base, int64_t stride,                     \
                                  const int64_t *list, int64_t count)                              \
  {                                                                                                \
    nd_bytes_##size *r = run;                                                                      \
    const nd_bytes_##size *x = base;                                                               \
    for (int64_t i = 0; i < count; i++)                                                            \
      r[i] = x[stride * list[i]];                                                                  \
  }                                                                                                \
  static void scatter_##size (const void *run, void *base, int64_t stride, int64_t count)          \
  {                                                                                                \
    const nd_bytes_##size *r = run;                                                                \
    nd_bytes_##size *x = base;                                                                     \
    for (int64_t i = 0; i < count; i++, x += stride)                                               \
      *x = r[i];                                                                                   \
  }                                                                                                \
  static void scatter_list_##size (const void *run, void *base, int64_t stride,                    \
                                   const int64_t *list, int64_t count)                             \
  {                                                                                                \
    const nd_bytes_##size *r = run;                                                                \
    nd_bytes_##size *x = base;                                                                     \
    for (int64_t i = 0; i < count; i++)                                                            \
      x[stride * list[i]] = r[i];                                                                  \
  }
DEFINE_STRETCHES (1)
DEFINE_STRETCHES (2)
DEFINE_STRETCHES (4)
DEFINE_STRETCHES (8)
DEFINE_STRETCHES (16)

#define STRETCHES(size)                                                                            \
  {                                                                                                \
    fill_##size, gather_##size, gather_list_##size, scatter_##size, scatter_list_##size            \
  }

/* By the binary logarithm of the element size. */
static const stretch_functions stretches[] = {STRETCHES (1), STRETCHES (2), STRETCHES (4),
                                              STRETCHES (8), STRETCHES (16)};

static const stretch_functions *functions_for (size_t size)
{
  return &stretches[__builtin_ctz ((unsigned)size)];
}

void nd_walk_fill (void *run, const void *element, size_t size, int64_t count)
{
  functions_for (size)->fill (run, element, count);
}

/* ---- whole walks ------------------------------------------------------------------------- */

static const int64_t *list_of (const nd_access *x, int d)
{
  return x->has_lists ? x->lists[d] : NULL;
}

/* Address of the first element of the stretch that `index` lies in. */
static char *stretch_address (const nd_launch *launch, const nd_access *x, size_t size,
                              const int64_t *index)
{
  int64_t position = x->offset;
  for (int d = 1; d < launch->ndims; d++) {
    const int64_t *list = list_of (x, d);
    position += x->strides[d] * (list ? list[index[d]] : index[d]);
  }
  return (char *)x->data + position * (int64_t)size;
}

void *nd_walk_address (const nd_launch *launch, const nd_access *x, size_t size,
                       const int64_t *index)
{
  char *address = stretch_address (launch, x, size, index);
  if (launch->ndims == 0)
    return address;
  const int64_t *list = list_of (x, 0);
  return address + x->strides[0] * (list ? list[index[0]] : index[0]) * (int64_t)size;
}

void nd_walk_advance (const nd_launch *launch, int64_t *index, int64_t count)
{
  for (int d = 0; d < launch->ndims && count > 0; d++) {
    int64_t position = index[d] + count;
    count = position / launch->dims[d];
    index[d] = position - count * launch->dims[d];
  }
}

static void gather_stretch (const nd_access *x, size_t size, char *base, int64_t first,
                            int64_t count, void *run)
{
  const stretch_functions *f = functions_for (size);
  const int64_t *list = list_of (x, 0);
  int64_t stride = x->strides[0];
  if (list) {
    f->gather_list (run, base, stride, list + first, count);
    return;
  }
  base += stride * first * (int64_t)size;
  if (stride == 1)
    memcpy (run, base, (size_t)count * size);
  else if (stride == 0)
    f->fill (run, base, count);
  else
    f->gather (run, base, stride, count);
}

static void scatter_stretch (const nd_access *x, size_t size, char *base, int64_t first,
                             int64_t count, const void *run)
{
  const stretch_functions *f = functions_for (size);
  const int64_t *list = list_of (x, 0);
  int64_t stride = x->strides[0];
  if (list) {
    f->scatter_list (run, base, stride, list + first, count);
    return;
  }
  base += stride * first * (int64_t)size;
  if (stride == 1)
    memcpy (base, run, (size_t)count * size);
  else
    f->scatter (run, base, stride, count);
}

/* A walk in stretches: `base` is the address of the stretch that `at` lies in. */
typedef struct {
  const nd_launch *launch;
  const nd_access *x;
  size_t size;
  int64_t at[ND_MAX_DIMS];
  char *base;
} walker;

static void start_walk (walker *w, const nd_launch *launch, const nd_access *x, size_t size,
                        const int64_t *index)
{
  w->launch = launch;
  w->x = x;
  w->size = size;
  memcpy (w->at, index, (size_t)launch->ndims * sizeof *w->at);
  w->base = stretch_address (launch, x, size, index);
}

/* On to the next stretch; most often that is one step along dimension 1. */
static void next_stretch (walker *w)
{
  const nd_launch *launch = w->launch;
  w->at[0] = 0;
  if (launch->ndims > 1 && ++w->at[1] < launch->dims[1] && !list_of (w->x, 1)) {
    w->base += w->x->strides[1] * (int64_t)w->size;
    return;
  }
  for (int d = 1; d + 1 < launch->ndims && w->at[d] == launch->dims[d]; d++) {
    w->at[d] = 0;
    w->at[d + 1]++;
  }
  if (launch->ndims > 1 && w->at[launch->ndims - 1] < launch->dims[launch->ndims - 1])
    w->base = stretch_address (launch, w->x, w->size, w->at);
}

/* Stretches of few elements (colour channels), no more than `count` elements in all, are taken
   together; returns how many elements that were. */
static int64_t gather_short_stretches (walker *w, nd_interleave_kernel *interleave, int64_t count,
                                       void *run)
{
  const int64_t *dims = w->launch->dims, *strides = w->x->strides;
  if (w->launch->ndims < 2 || dims[0] > SHORT || w->at[0] > 0 || w->x->has_lists)
    return 0;
  int64_t rows = nd_smaller (dims[1] - w->at[1], count / dims[0]);
  if (rows < 2)
    return 0;
  interleave (run, w->base, strides, dims[0], rows);
  w->at[1] += rows - 1;
  w->base += strides[1] * (rows - 1) * (int64_t)w->size;
  return rows * dims[0];
}

void nd_walk_gather (const nd_launch *launch, const nd_access *x, size_t size, const int64_t *index,
                     int64_t count, nd_interleave_kernel *interleave, void *run)
{
  walker w;
  start_walk (&w, launch, x, size, index);
  if (launch->ndims == 0) {
    memcpy (run, w.base, size);
    return;
  }
  for (char *r = run; count > 0;) {
    int64_t n = gather_short_stretches (&w, interleave, count, r);
    if (n == 0) {
      n = nd_smaller (launch->dims[0] - w.at[0], count);
      gather_stretch (x, size, w.base, w.at[0], n, r);
    }
    r += n * (int64_t)size;
    count -= n;
    next_stretch (&w);
  }
}

void nd_walk_scatter (const nd_launch *launch, const nd_access *x, size_t size,
                      const int64_t *index, int64_t count, const void *run)
{
  walker w;
  start_walk (&w, launch, x, size, index);
  if (launch->ndims == 0) {
    memcpy (w.base, run, size);
    return;
  }
  for (const char *r = run; count > 0;) {
    int64_t n = nd_smaller (launch->dims[0] - w.at[0], count);
    scatter_stretch (x, size, w.base, w.at[0], n, r);
    r += n * (int64_t)size;
    count -= n;
    next_stretch (&w);
  }
}
