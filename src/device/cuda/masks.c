/* Counting, finding and selecting by masks: see kernels/masks.cu. */
#include "device/cuda/routines_internal.h"
#include <stdio.h>

static const char masks_text[] =
#include "device/cuda/kernels/masks.cu.h"
    ;
static const char counts_text[] =
#include "device/cuda/kernels/mask_counts.cu.h"
    ;
static const char moves_text[] =
#include "device/cuda/kernels/moves.cu.h"
    ;

enum { TILE = 16384 }; /* ND_TILE of masks.cu */

/* nd_mask of masks.cu */
typedef struct {
  const void *mask, *from;
  void *to[2];
  CUdeviceptr counts;
  long long n, height;
  int is_aligned;
} parameters;

/* What is moved, in CUDA C: its type, where it comes from, where it goes (see moves.cu). */
typedef struct {
  const char *name, *type, *fetch, *put; /* type: NULL where nothing is */
} movement;

#define SELECT(size, type)                                                                         \
  {                                                                                                \
    "select " size, type, "((const " type " *)p->from)[at]", "((" type " *)p->to[0])[k] = moved;"  \
  }

/* Rows by the logarithm of the element's size. */
static const movement selects[] = {SELECT ("1", "unsigned char"), SELECT ("2", "unsigned short"),
                                   SELECT ("4", "unsigned int"), SELECT ("8", "unsigned long long"),
                                   SELECT ("16", "ulonglong2")};

static const movement nothing = {"counts", NULL, NULL, NULL};
static const movement to_int64 = {"find int64", "long long", "at",
                                  "((long long *)p->to[0])[k] = moved;"};
static const movement to_double = {"find double", "double", "(double)(at + 1)",
                                   "((double *)p->to[0])[k] = moved;"};
static const movement to_subscripts = {
    "find subscripts", "nd_place", "(nd_place)at",
    "const nd_place height = (nd_place)p->height, column = moved / height; "
    "((double *)p->to[0])[k] = (double)(moved - column * height + 1); "
    "((double *)p->to[1])[k] = (double)(column + 1);"};

static const movement *movement_of (const nd_routine *routine)
{
  if (routine->kind == ND_ROUTINE_COUNT)
    return &nothing;
  if (routine->kind == ND_ROUTINE_SELECT)
    return &selects[__builtin_ctz ((unsigned)nd_dtype_size (routine->dtype))];
  return routine->number[2] != 0       ? &to_subscripts
         : routine->other == ND_DOUBLE ? &to_double
                                       : &to_int64;
}

void nd_cuda_write_masks (nd_text *text, const void *context)
{
  const nd_routine *routine = context;
  const movement *movement = movement_of (routine);
  nd_cuda_write_scan (text, nd_cuda_is_wide (routine->number[0]), ND_CUDA_ROUTINE_THREADS);
  nd_text_add_string (text, masks_text);
  if (movement->type)
    nd_text_add (text, "typedef %s nd_moved;\n#define ND_FETCH %s\n#define ND_PUT %s\n",
                 movement->type, movement->fetch, movement->put);
  else
    nd_text_add_string (text, nd_cuda_scan_rows_text);
  nd_text_add_string (text, movement->type ? moves_text : counts_text);
}

static nd_status find_kernel (nd_cuda *cuda, const nd_routine *routine,
                              const nd_cuda_kernel **kernel, nd_error *error)
{
  bool is_wide = nd_cuda_is_wide (routine->number[0]);
  char key[64];
  snprintf (key, sizeof key, "mask %s%s", movement_of (routine)->name, is_wide ? " wide" : "");
  return nd_cuda_kernel_find (cuda, key, nd_cuda_write_masks, routine, kernel, error);
}

/* Counts the true values of each tile, and turns the counts into sums. */
static nd_status start (nd_cuda *cuda, const nd_routine *routine, const parameters *p,
                        const char *operation, nd_error *error)
{
  nd_routine count = *routine;
  const nd_cuda_kernel *kernel;
  count.kind = ND_ROUTINE_COUNT;
  ND_RETURN_NOT_OK (find_kernel (cuda, &count, &kernel, error));
  ND_RETURN_NOT_OK (
      nd_cuda_launch_blocks (cuda, kernel, NULL, nd_pieces (p->n, TILE), p, operation, error));
  return nd_cuda_launch_blocks (cuda, kernel, "nd_sum_tiles", 1, p, operation, error);
}

static nd_status move (nd_cuda *cuda, const nd_routine *routine, const parameters *p,
                       const char *operation, nd_error *error)
{
  const nd_cuda_kernel *kernel;
  ND_RETURN_NOT_OK (find_kernel (cuda, routine, &kernel, error));
  return nd_cuda_launch_blocks (cuda, kernel, NULL, nd_pieces (p->n, TILE), p, operation, error);
}

static nd_status read_total (nd_cuda *cuda, const parameters *p, bool is_wide, int64_t *total,
                             const char *operation, nd_error *error)
{
  uint64_t wide = 0;
  uint32_t narrow = 0;
  size_t size = is_wide ? sizeof wide : sizeof narrow;
  CUdeviceptr at = p->counts + (CUdeviceptr)nd_pieces (p->n, TILE) * size;
  ND_RETURN_NOT_OK (
      nd_cuda_read_back (cuda, is_wide ? (void *)&wide : &narrow, at, size, operation, error));
  *total = is_wide ? (int64_t)wide : narrow;
  return ND_OK;
}

/* number[1] of a routine that only counts becomes how many values are true. */
nd_status nd_cuda_masks (nd_cuda *cuda, nd_routine *routine, nd_error *error)
{
  const char *operation = nd_routine_name (routine->kind);
  bool is_wide = nd_cuda_is_wide (routine->number[0]);
  parameters p = {.mask = routine->input[0],
                  .from = routine->input[1],
                  .to = {routine->output[0], routine->output[1]},
                  .n = routine->number[0],
                  .height = routine->number[2],
                  .is_aligned = nd_cuda_is_aligned (routine->input[0])};
  int64_t tiles = nd_pieces (p.n, TILE);
  size_t count_size = is_wide ? sizeof (uint64_t) : sizeof (uint32_t);
  ND_RETURN_NOT_OK (nd_cuda_scratch (cuda, (size_t)(tiles + 1) * count_size, &p.counts, error));
  nd_status status = start (cuda, routine, &p, operation, error);
  if (status == ND_OK)
    status = movement_of (routine)->type
                 ? move (cuda, routine, &p, operation, error)
                 : read_total (cuda, &p, is_wide, &routine->number[1], operation, error);
  nd_cuda_scratch_free (cuda, p.counts);
  return status;
}
