/* Routines on lists of positions. */
#include "device/cpu/routines.h"
#include <string.h>

/* ---- from indices to positions ------------------------------------------------------------- */

/* What is known of a piece of the indices. */
typedef struct {
  int64_t extent, wrong; /* the largest position + 1; where the first is that is no index, or -1 */
  bool rises;            /* each position is larger than the one before, in the piece before, too */
} piece_facts;

typedef struct {
  const nd_routine *routine;
  piece_facts *facts;
} conversion;

/* The position that an index names; negative when it is none. */
#define POSITION_OF_FLOAT(x)                                                                       \
  ((x) >= 1 && (x) < 0x1p63 && (x) == (double)(int64_t)(x) ? (int64_t)(x)-1 : -1)
#define POSITION_OF_INTEGER(x) ((x) >= 1 ? (int64_t)(x)-1 : -1)
#define POSITION_OF_UNSIGNED(x) ((x) >= 1 && (x) <= (uint64_t)INT64_MAX ? (int64_t)(x)-1 : -1)

#define DEFINE_CONVERT(type, position_of)                                                          \
  static void convert_##type (const nd_routine *routine, int64_t start, int64_t n,                 \
                              piece_facts *facts)                                                  \
  {                                                                                                \
    const type *index = (const type *)routine->input[0] + start;                                   \
    int64_t *positions = (int64_t *)routine->output[0] + start;                                    \
    int64_t before = start > 0 ? position_of (index[-1]) : -1, most = -1, least = 0;               \
    bool rises = true;                                                                             \
    for (int64_t i = 0; i < n; i++) {                                                              \
      int64_t p = position_of (index[i]);                                                          \
      rises = rises & (p > before);                                                                \
      most = p > most ? p : most;                                                                  \
      least = p < least ? p : least;                                                               \
      positions[i] = before = p;                                                                   \
    }                                                                                              \
    *facts = (piece_facts){.extent = most + 1, .wrong = -1, .rises = rises};                       \
    for (int64_t i = 0; least < 0 && i < n && facts->wrong < 0; i++)                               \
      if (positions[i] < 0)                                                                        \
        facts->wrong = start + i;                                                                  \
  }
DEFINE_CONVERT (double, POSITION_OF_FLOAT)
DEFINE_CONVERT (float, POSITION_OF_FLOAT)
DEFINE_CONVERT (int8_t, POSITION_OF_INTEGER)
DEFINE_CONVERT (int16_t, POSITION_OF_INTEGER)
DEFINE_CONVERT (int32_t, POSITION_OF_INTEGER)
DEFINE_CONVERT (int64_t, POSITION_OF_INTEGER)
DEFINE_CONVERT (uint8_t, POSITION_OF_INTEGER)
DEFINE_CONVERT (uint16_t, POSITION_OF_INTEGER)
DEFINE_CONVERT (uint32_t, POSITION_OF_INTEGER)
DEFINE_CONVERT (uint64_t, POSITION_OF_UNSIGNED)

static void (*const converts[ND_DTYPE_COUNT]) (const nd_routine *routine, int64_t start, int64_t n,
                                               piece_facts *facts) = {
    [ND_DOUBLE] = convert_double,   [ND_SINGLE] = convert_float,    [ND_INT8] = convert_int8_t,
    [ND_INT16] = convert_int16_t,   [ND_INT32] = convert_int32_t,   [ND_INT64] = convert_int64_t,
    [ND_UINT8] = convert_uint8_t,   [ND_UINT16] = convert_uint16_t, [ND_UINT32] = convert_uint32_t,
    [ND_UINT64] = convert_uint64_t,
};

static void convert_piece (int64_t i, void *context)
{
  conversion *c = context;
  converts[c->routine->dtype](c->routine, i * ND_CPU_PIECE,
                              nd_cpu_piece_length (c->routine->number[0], i), &c->facts[i]);
}

nd_status nd_cpu_positions (nd_routine *routine, nd_error *error)
{
  int64_t pieces = nd_cpu_piece_count (routine->number[0]);
  nd_buffer *scratch;
  ND_RETURN_NOT_OK (nd_cpu_scratch ((size_t)pieces * sizeof (piece_facts), &scratch, error));
  conversion c = {routine, scratch->data};
  nd_status status = nd_cpu_pieces (pieces, convert_piece, &c, error);
  int64_t *number = routine->number;
  number[1] = 0;
  number[2] = 1;
  number[3] = -1;
  for (int64_t i = 0; i < pieces && status == ND_OK; i++) {
    number[1] = c.facts[i].extent > number[1] ? c.facts[i].extent : number[1];
    number[2] = number[2] && c.facts[i].rises;
    number[3] = number[3] < 0 ? c.facts[i].wrong : number[3];
  }
  nd_cpu_scratch_free (scratch);
  return status;
}

/* ---- duplicates ---------------------------------------------------------------------------- */

/* Marks, from the back, which entries of a list are the last of their value. */
static void mark_last (const int64_t *list, int64_t count, uint8_t *seen, bool *is_last)
{
  for (int64_t i = count - 1; i >= 0; i--) {
    uint64_t bit = (uint64_t)list[i];
    is_last[i] = !(seen[bit / 8] >> bit % 8 & 1);
    seen[bit / 8] = (uint8_t)(seen[bit / 8] | 1 << bit % 8);
  }
}

nd_status nd_cpu_last (nd_routine *routine, nd_error *error)
{
  const int64_t *list = routine->input[0];
  int64_t count = routine->number[0], kept = 0;
  int64_t *last = routine->output[0], *places = routine->output[1];
  size_t seen_bytes = (size_t)routine->number[1] / 8 + 1;
  nd_buffer *scratch;
  ND_RETURN_NOT_OK (nd_cpu_scratch (seen_bytes + (size_t)count, &scratch, error));
  uint8_t *seen = scratch->data;
  bool *is_last = (bool *)(seen + seen_bytes);
  memset (seen, 0, seen_bytes);
  mark_last (list, count, seen, is_last);
  for (int64_t i = 0; i < count; i++)
    if (is_last[i]) {
      last[kept] = list[i];
      places[kept++] = i;
    }
  routine->number[2] = kept;
  nd_cpu_scratch_free (scratch);
  return ND_OK;
}
