/* Gathering and scattering by a list as the user wrote it: see kernels/list_entries.cu. */
#include "device/cuda/routines_internal.h"
#include <stdio.h>

static const char entries_text[] =
#include "device/cuda/kernels/list_entries.cu.h"
    ;
static const char lists_text[] =
#include "device/cuda/kernels/lists.cu.h"
    ;
static const char tiles_text[] =
#include "device/cuda/kernels/list_tiles.cu.h"
    ;

bool nd_cuda_always_tiles;

/* What is fetched arrives in the cache that shared memory leaves: where that is small, few fetches
   are under way, so slots do not take all there is. */
enum {
  TILE_THREADS = 1024,       /* and as many kinds of upper bits */
  GATHERED_ROUNDS = 26,      /* as registers, slots and time to compile allow */
  GATHERED_LONG_ROUNDS = 19, /* of elements of 8 bytes */
  SCATTERED_ROUNDS = 37,
  MOST_SLOT_BYTES = 152 << 10,
  STATIC_BYTES = 8192,       /* enough for the shared memory that has names */
  LEAST_ENTRIES = 8192,      /* of a block, for its order to be worth it */
  ELEMENTS_PER_ENTRY = 32,   /* at most: neighbours of an element are wanted, too */
  MOST_PLACES_PER_ENTRY = 64 /* that a table of winners may have; scatter.c makes smaller ones */
};

static bool is_gathered (const nd_routine *routine)
{
  return routine->kind == ND_ROUTINE_GATHER;
}

/* Positions and, where values have to win them, numbers of entries. */
static bool is_wide (const nd_routine *routine)
{
  const bool has_values = !is_gathered (routine) && routine->input[1];
  return nd_cuda_is_wide (routine->number[1]) ||
         (has_values && nd_cuda_is_wide (routine->number[0]));
}

/* ---- texts ----------------------------------------------------------------------------------- */

/* An element as so many bytes. */
static const char *bytes_type (size_t size)
{
  static const char *const types[] = {"unsigned char", "unsigned short", "unsigned int",
                                      "unsigned long long", "uint4"};
  return types[__builtin_ctz ((unsigned)size)];
}

static void write_entries (nd_text *text, const nd_routine *routine, bool has_wide_places)
{
  const bool has_fractions = nd_dtype_kind (routine->other) == ND_KIND_FLOAT;
  nd_text_add (text, "typedef %s nd_entry;\ntypedef %s nd_element;\n",
               nd_cuda_real_type (routine->other), bytes_type (nd_dtype_size (routine->dtype)));
  nd_text_add (text, "#define ND_HAS_FRACTIONS %d\n#define ND_TO_PLACE __double2u%s_rz\n",
               has_fractions, has_wide_places ? "ll" : "int");
  nd_text_add_string (text, entries_text);
}

void nd_cuda_write_lists (nd_text *text, const void *context)
{
  const nd_routine *routine = context;
  nd_cuda_define_place (text, is_wide (routine));
  write_entries (text, routine, is_wide (routine));
  nd_text_add_string (text, lists_text);
}

/* What a slot of shared memory has room for: a position of 32 bits, or an element. */
static size_t slot_bytes (const nd_routine *routine)
{
  const size_t size = nd_dtype_size (routine->dtype);
  return is_gathered (routine) && size > sizeof (uint32_t) ? size : sizeof (uint32_t);
}

static int rounds_of (const nd_routine *routine)
{
  if (!is_gathered (routine))
    return SCATTERED_ROUNDS;
  return slot_bytes (routine) > sizeof (uint32_t) ? GATHERED_LONG_ROUNDS : GATHERED_ROUNDS;
}

void nd_cuda_write_list_tiles (nd_text *text, const void *context)
{
  const nd_routine *routine = context;
  nd_cuda_write_scan (text, false, TILE_THREADS);
  write_entries (text, routine, false);
  nd_text_add (text, "typedef %s nd_slot;\n", bytes_type (slot_bytes (routine)));
  nd_text_add (text, "#define ND_ROUNDS %d\n#define ND_GATHERS %d\n", rounds_of (routine),
               is_gathered (routine));
  nd_text_add_string (text, tiles_text);
}

/* ---- parameters ------------------------------------------------------------------------------ */

/* nd_list of list_entries.cu */
typedef struct {
  _Alignas(16) int64_t element[2];
  CUdeviceptr array, entries, values, to, winners, found;
  int64_t count, tile;
  uint64_t numel;
  unsigned int shift;
} parameters;

static CUdeviceptr address (const void *block)
{
  return (CUdeviceptr)(uintptr_t)block;
}

static parameters parameters_of (const nd_routine *routine, CUdeviceptr found)
{
  const bool gathers = is_gathered (routine);
  return (parameters){
      .element = {routine->number[3], routine->number[4]},
      .array = address (gathers ? routine->input[1] : routine->output[0]),
      .entries = address (routine->input[0]),
      .values = gathers ? 0 : address (routine->input[1]),
      .to = gathers ? address (routine->output[0]) : 0,
      .found = found,
      .count = routine->number[0],
      .numel = (uint64_t)routine->number[1],
  };
}

/* ---- one entry after the other --------------------------------------------------------------- */

static nd_status find_kernel (nd_cuda *cuda, const char *what, const nd_routine *routine,
                              void (*write) (nd_text *text, const void *context),
                              const nd_cuda_kernel **kernel, nd_error *error)
{
  char key[64];
  snprintf (key, sizeof key, "%s %s %d%s", what, nd_dtype_class (routine->other),
            (int)nd_dtype_size (routine->dtype), is_wide (routine) ? " wide" : "");
  return nd_cuda_kernel_find (cuda, key, write, routine, kernel, error);
}

static nd_status run_simple (nd_cuda *cuda, const char *name, const nd_routine *routine,
                             const parameters *p, nd_error *error)
{
  const nd_cuda_kernel *kernel;
  ND_RETURN_NOT_OK (find_kernel (cuda, "list", routine, nd_cuda_write_lists, &kernel, error));
  return nd_cuda_launch_blocks (cuda, kernel, name, nd_cuda_resident_blocks (cuda, p->count), p,
                                nd_routine_name (routine->kind), error);
}

/* ---- in tiles -------------------------------------------------------------------------------- */

static int shared_bytes (const nd_cuda *cuda)
{
  const int most = cuda->most_shared_bytes - STATIC_BYTES;
  return most < MOST_SLOT_BYTES ? most : MOST_SLOT_BYTES;
}

/* As few tiles as shared memory allows, and as many for each processor. */
static int64_t tile_of (const nd_cuda *cuda, const nd_routine *routine)
{
  const int64_t slots = shared_bytes (cuda) / (int64_t)slot_bytes (routine);
  const int64_t entries = (int64_t)rounds_of (routine) * TILE_THREADS;
  const int64_t most = nd_smaller (slots, entries), processors = cuda->multiprocessors;
  const int64_t tiles = nd_pieces (routine->number[0], most * processors) * processors;
  return nd_pieces (routine->number[0], tiles);
}

/* Do the elements lie so far apart, and are so many wanted, that their order counts? */
static bool is_worth_tiles (const nd_cuda *cuda, const nd_routine *routine)
{
  const int64_t count = routine->number[0], numel = routine->number[1];
  const size_t size = nd_dtype_size (routine->dtype);
  const bool fits = is_gathered (routine) ? size <= 8 : size == 4 || size == 8;
  if (!fits || is_wide (routine))
    return false;
  return nd_cuda_always_tiles ||
         ((size_t)numel * size > cuda->l2_bytes && numel / ELEMENTS_PER_ENTRY < count &&
          count >= LEAST_ENTRIES * (int64_t)cuda->multiprocessors);
}

static nd_status run_tiles (nd_cuda *cuda, const nd_routine *routine, const parameters *untiled,
                            nd_error *error)
{
  const nd_cuda_kernel *kernel;
  const char *operation = nd_routine_name (routine->kind);
  const int64_t tile = tile_of (cuda, routine), tiles = nd_pieces (routine->number[0], tile);
  parameters p = *untiled;
  p.tile = tile;
  while ((routine->number[1] - 1) >> p.shift >= TILE_THREADS)
    p.shift++;
  const nd_cuda_grid grid = {{(unsigned int)tiles, 1, 1},
                             {TILE_THREADS, 1, 1},
                             (unsigned int)((size_t)tile * slot_bytes (routine))};
  ND_RETURN_NOT_OK (find_kernel (cuda, is_gathered (routine) ? "gather tiles" : "scatter tiles",
                                 routine, nd_cuda_write_list_tiles, &kernel, error));
  CUfunction function = nd_cuda_kernel_function (kernel);
  ND_RETURN_NOT_OK (nd_cuda_check (
      cuda,
      cuda->driver->cuFuncSetAttribute (function, CU_FUNC_ATTRIBUTE_MAX_DYNAMIC_SHARED_SIZE_BYTES,
                                        shared_bytes (cuda)),
      operation, error));
  return nd_cuda_launch (cuda, function, &grid, &p, operation, error);
}

/* ---- the routines ---------------------------------------------------------------------------- */

static nd_status gather (nd_cuda *cuda, const nd_routine *routine, const parameters *p,
                         nd_error *error)
{
  return is_worth_tiles (cuda, routine) ? run_tiles (cuda, routine, p, error)
                                        : run_simple (cuda, NULL, routine, p, error);
}

/* Threads write in any order, so the last entry of each position is found before. */
static nd_status write_last (nd_cuda *cuda, const nd_routine *routine, parameters *p,
                             nd_error *error)
{
  const size_t nbytes =
      (size_t)p->numel * (is_wide (routine) ? sizeof (uint64_t) : sizeof (uint32_t));
  ND_RETURN_NOT_OK (nd_cuda_scratch (cuda, nbytes, &p->winners, error));
  nd_status status =
      nd_cuda_check (cuda, cuda->driver->cuMemsetD8Async (p->winners, 0, nbytes, cuda->stream),
                     nd_routine_name (routine->kind), error);
  if (status == ND_OK)
    status = run_simple (cuda, "nd_claim", routine, p, error);
  if (status == ND_OK)
    status = run_simple (cuda, "nd_scatter", routine, p, error);
  nd_cuda_scratch_free (cuda, p->winners);
  return status;
}

/* What is there already is written once all entries have been checked. */
static nd_status scatter (nd_cuda *cuda, nd_routine *routine, parameters *p, bool falls,
                          nd_error *error)
{
  if (!p->values && is_worth_tiles (cuda, routine))
    return run_tiles (cuda, routine, p, error);
  if (!p->values || !falls)
    return run_simple (cuda, "nd_scatter", routine, p, error);
  routine->number[2] = routine->number[1] / MOST_PLACES_PER_ENTRY > routine->number[0];
  return routine->number[2] ? ND_OK : write_last (cuda, routine, p, error);
}

/* Waits for the device to say what it found.  What is gathered nobody has seen before. */
static nd_status run (nd_cuda *cuda, nd_routine *routine, CUdeviceptr found, nd_error *error)
{
  uint32_t answer[2];
  const char *operation = nd_routine_name (routine->kind);
  parameters p = parameters_of (routine, found);
  ND_RETURN_NOT_OK (
      nd_cuda_check (cuda, cuda->driver->cuMemsetD8Async (found, 0, sizeof answer, cuda->stream),
                     operation, error));
  ND_RETURN_NOT_OK (is_gathered (routine) ? gather (cuda, routine, &p, error)
                                          : run_simple (cuda, "nd_check", routine, &p, error));
  ND_RETURN_NOT_OK (nd_cuda_read_back (cuda, answer, found, sizeof answer, operation, error));
  routine->number[2] = answer[0];
  return answer[0] || is_gathered (routine) ? ND_OK : scatter (cuda, routine, &p, answer[1], error);
}

nd_status nd_cuda_lists (nd_cuda *cuda, nd_routine *routine, nd_error *error)
{
  CUdeviceptr found;
  ND_RETURN_NOT_OK (nd_cuda_scratch (cuda, 2 * sizeof (uint32_t), &found, error));
  nd_status status = run (cuda, routine, found, error);
  nd_cuda_scratch_free (cuda, found);
  return status;
}
