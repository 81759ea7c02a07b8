/* Gathering and scattering by a list as the user wrote it: see kernels/list_entries.cu. */
#include "device/cuda/routines_internal.h"
#include <stdio.h>
#include <string.h>

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
  STATIC_BYTES = 8192,    /* enough for the shared memory that has names */
  LEAST_ENTRIES = 8192,   /* of a block, for its order to be worth it */
  ELEMENTS_PER_ENTRY = 32 /* at most: neighbours of an element are wanted, too */
};

static bool is_gathered (const nd_routine *routine)
{
  return routine->kind == ND_ROUTINE_GATHER;
}

/* ---- texts ----------------------------------------------------------------------------------- */

/* An element as so many bytes. */
static const char *bytes_type (size_t size)
{
  static const char *const types[] = {"unsigned char", "unsigned short", "unsigned int",
                                      "unsigned long long", "uint4"};
  return types[__builtin_ctz ((unsigned)size)];
}

static void write_entries (nd_text *text, const nd_routine *routine, bool is_wide)
{
  const bool has_fractions = nd_dtype_kind (routine->other) == ND_KIND_FLOAT;
  nd_text_add (text, "typedef %s nd_entry;\ntypedef %s nd_element;\n",
               nd_cuda_real_type (routine->other), bytes_type (nd_dtype_size (routine->dtype)));
  nd_text_add (text, "#define ND_HAS_FRACTIONS %d\n#define ND_TO_PLACE __double2u%s_rz\n",
               has_fractions, is_wide ? "ll" : "int");
  nd_text_add_string (text, entries_text);
}

void nd_cuda_write_lists (nd_text *text, const void *context)
{
  const nd_routine *routine = context;
  const bool is_wide = nd_cuda_is_wide (routine->number[1]);
  nd_cuda_define_place (text, is_wide);
  write_entries (text, routine, is_wide);
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

/* nd_list of list_entries.cu: its members have other places where an element has another size, and
   where nd_place has 64 bits. */
typedef struct {
  unsigned char bytes[96];
} parameters;

static size_t place_member (parameters *p, size_t at, const void *value, size_t size)
{
  at = (at + size - 1) / size * size;
  memcpy (p->bytes + at, value, size);
  return at + size;
}

static parameters parameters_of (const nd_routine *routine, CUdeviceptr wrong, int64_t tile,
                                 unsigned int shift, bool is_wide)
{
  parameters p = {{0}};
  const size_t size = nd_dtype_size (routine->dtype);
  const void *array = is_gathered (routine) ? routine->input[1] : routine->output[0];
  const uint64_t numel = (uint64_t)routine->number[1];
  const uint32_t narrow = (uint32_t)numel;
  size_t at = place_member (&p, 0, &array, sizeof array);
  at = place_member (&p, at, &routine->input[0], sizeof array);
  at = place_member (&p, at, &routine->output[0], sizeof array);
  at = place_member (&p, at, &routine->number[3], size);
  at = place_member (&p, at, &wrong, sizeof wrong);
  at = place_member (&p, at, &routine->number[0], sizeof (int64_t));
  at = place_member (&p, at, &tile, sizeof tile);
  at = is_wide ? place_member (&p, at, &numel, sizeof numel)
               : place_member (&p, at, &narrow, sizeof narrow);
  place_member (&p, at, &shift, sizeof shift);
  return p;
}

/* ---- one entry after the other --------------------------------------------------------------- */

static nd_status find_kernel (nd_cuda *cuda, const char *what, const nd_routine *routine,
                              void (*write) (nd_text *text, const void *context),
                              const nd_cuda_kernel **kernel, nd_error *error)
{
  char key[64];
  snprintf (key, sizeof key, "%s %s %d%s", what, nd_dtype_class (routine->other),
            (int)nd_dtype_size (routine->dtype),
            nd_cuda_is_wide (routine->number[1]) ? " wide" : "");
  return nd_cuda_kernel_find (cuda, key, write, routine, kernel, error);
}

static nd_status run_simple (nd_cuda *cuda, const char *name, const nd_routine *routine,
                             CUdeviceptr wrong, nd_error *error)
{
  const nd_cuda_kernel *kernel;
  const parameters p = parameters_of (routine, wrong, 0, 0, nd_cuda_is_wide (routine->number[1]));
  ND_RETURN_NOT_OK (find_kernel (cuda, "list", routine, nd_cuda_write_lists, &kernel, error));
  return nd_cuda_launch_blocks (cuda, kernel, name,
                                nd_cuda_resident_blocks (cuda, routine->number[0]), &p,
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
  const int64_t most = slots < entries ? slots : entries, processors = cuda->multiprocessors;
  const int64_t tiles = nd_cuda_tiles (routine->number[0], most * processors) * processors;
  return nd_cuda_tiles (routine->number[0], tiles);
}

/* Do the elements lie so far apart, and are so many wanted, that their order counts? */
static bool is_worth_tiles (const nd_cuda *cuda, const nd_routine *routine)
{
  const int64_t count = routine->number[0], numel = routine->number[1];
  const size_t size = nd_dtype_size (routine->dtype);
  const bool fits = is_gathered (routine) ? size <= 8 : size == 4 || size == 8;
  if (!fits || nd_cuda_is_wide (numel))
    return false;
  return nd_cuda_always_tiles ||
         ((size_t)numel * size > cuda->l2_bytes && numel / ELEMENTS_PER_ENTRY < count &&
          count >= LEAST_ENTRIES * (int64_t)cuda->multiprocessors);
}

static nd_status run_tiles (nd_cuda *cuda, const nd_routine *routine, CUdeviceptr wrong,
                            nd_error *error)
{
  const nd_cuda_kernel *kernel;
  const char *operation = nd_routine_name (routine->kind);
  const int64_t tile = tile_of (cuda, routine), tiles = nd_cuda_tiles (routine->number[0], tile);
  unsigned int shift = 0;
  while ((routine->number[1] - 1) >> shift >= TILE_THREADS)
    shift++;
  const parameters p = parameters_of (routine, wrong, tile, shift, false);
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

static nd_status move_elements (nd_cuda *cuda, const nd_routine *routine, CUdeviceptr wrong,
                                nd_error *error)
{
  return is_worth_tiles (cuda, routine)
             ? run_tiles (cuda, routine, wrong, error)
             : run_simple (cuda, is_gathered (routine) ? NULL : "nd_scatter", routine, wrong,
                           error);
}

/* Waits for the device to say whether an entry was wrong. */
static nd_status look_at (nd_cuda *cuda, CUdeviceptr wrong, nd_routine *routine, nd_error *error)
{
  uint32_t answer;
  ND_RETURN_NOT_OK (nd_cuda_read_back (cuda, &answer, wrong, sizeof answer,
                                       nd_routine_name (routine->kind), error));
  routine->number[2] = answer;
  return ND_OK;
}

/* Entries are checked while the result is made, which nobody sees before; what is there already is
   written once all of them have been checked. */
static nd_status run (nd_cuda *cuda, nd_routine *routine, CUdeviceptr wrong, nd_error *error)
{
  ND_RETURN_NOT_OK (nd_cuda_check (
      cuda, cuda->driver->cuMemsetD8Async (wrong, 0, sizeof (uint32_t), cuda->stream),
      nd_routine_name (routine->kind), error));
  if (is_gathered (routine)) {
    ND_RETURN_NOT_OK (move_elements (cuda, routine, wrong, error));
    return look_at (cuda, wrong, routine, error);
  }
  ND_RETURN_NOT_OK (run_simple (cuda, "nd_check", routine, wrong, error));
  ND_RETURN_NOT_OK (look_at (cuda, wrong, routine, error));
  return routine->number[2] ? ND_OK : move_elements (cuda, routine, wrong, error);
}

nd_status nd_cuda_lists (nd_cuda *cuda, nd_routine *routine, nd_error *error)
{
  CUdeviceptr wrong;
  ND_RETURN_NOT_OK (nd_cuda_scratch (cuda, sizeof (uint32_t), &wrong, error));
  nd_status status = run (cuda, routine, wrong, error);
  nd_cuda_scratch_free (cuda, wrong);
  return status;
}
