/* Searching in sorted elements, by halves. */
#include "device/cpu/routines.h"

typedef void search_function (const void *table, int64_t n, const void *values, int64_t start,
                              int64_t count, double *counts);

/* How many elements do not come after each value: `stays` says so of an element and a value.  The
   halves shrink in the same way for every value, so nothing has to be predicted. */
#define DEFINE_SEARCH(name, type, stays)                                                           \
  static void name (const void *table, int64_t n, const void *values, int64_t start,               \
                    int64_t count, double *counts)                                                 \
  {                                                                                                \
    for (int64_t k = start; k < start + count; k++) {                                              \
      const type value = ((const type *)values)[k], *first = table;                                \
      int64_t left = n;                                                                            \
      while (left > 0) {                                                                           \
        const int64_t half = left / 2;                                                             \
        const type element = first[half];                                                          \
        first = (stays) ? first + half + 1 : first;                                                \
        left = (stays) ? left - half - 1 : half;                                                   \
      }                                                                                            \
      counts[k] = (double)(first - (const type *)table);                                           \
    }                                                                                              \
  }

#define DEFINE_SEARCHES(suffix, type)                                                              \
  DEFINE_SEARCH (rising_##suffix, type, !(value < element))                                        \
  DEFINE_SEARCH (falling_##suffix, type, !(value > element))

DEFINE_SEARCHES (logical, bool)
DEFINE_SEARCHES (int8, int8_t)
DEFINE_SEARCHES (int16, int16_t)
DEFINE_SEARCHES (int32, int32_t)
DEFINE_SEARCHES (int64, int64_t)
DEFINE_SEARCHES (uint8, uint8_t)
DEFINE_SEARCHES (uint16, uint16_t)
DEFINE_SEARCHES (uint32, uint32_t)
DEFINE_SEARCHES (uint64, uint64_t)
DEFINE_SEARCHES (single, float)
DEFINE_SEARCHES (double, double)

static search_function *const functions[ND_DTYPE_COUNT][2] = {
#define DIRECTIONS(suffix) rising_##suffix, falling_##suffix
    [ND_LOGICAL] = {DIRECTIONS (logical)}, [ND_INT8] = {DIRECTIONS (int8)},
    [ND_INT16] = {DIRECTIONS (int16)},     [ND_INT32] = {DIRECTIONS (int32)},
    [ND_INT64] = {DIRECTIONS (int64)},     [ND_UINT8] = {DIRECTIONS (uint8)},
    [ND_UINT16] = {DIRECTIONS (uint16)},   [ND_UINT32] = {DIRECTIONS (uint32)},
    [ND_UINT64] = {DIRECTIONS (uint64)},   [ND_SINGLE] = {DIRECTIONS (single)},
    [ND_DOUBLE] = {DIRECTIONS (double)},
#undef DIRECTIONS
};

static void search_piece (int64_t i, void *context)
{
  const nd_routine *routine = context;
  functions[routine->dtype][routine->number[2] == 1](
      routine->input[0], routine->number[0], routine->input[1], i * ND_CPU_PIECE,
      nd_cpu_piece_length (routine->number[1], i), routine->output[0]);
}

nd_status nd_cpu_search (nd_routine *routine, nd_error *error)
{
  return nd_cpu_pieces (nd_cpu_piece_count (routine->number[1]), search_piece, routine, error);
}
