/* Kernels that turn blocks of 8 x 8 elements in registers. */
#include "device/cpu/kernels/kernels.h"
#include "device/cpu/kernels/line.h"
#include "device/cpu/walk.h"

enum { SIDE = 8, LINE = ND_LINE, AHEAD = 2 * LINE };

/* ---- bytes: a word is a row ------------------------------------------------------------------ */

/* One step of turning 8 x 8 bytes: swaps the off-diagonal blocks of two words. */
static inline void swap_blocks (uint64_t *a, uint64_t *b, int bits, uint64_t mask)
{
  uint64_t difference = ((*a >> bits) ^ *b) & mask;
  *b ^= difference;
  *a ^= difference << bits;
}

/* Byte i of word j becomes byte j of word i, where byte 0 is the lowest. */
static inline void turn_words (uint64_t w[SIDE])
{
  for (int i = 0; i < 4; i++)
    swap_blocks (&w[i], &w[i + 4], 32, 0x00000000FFFFFFFF);
  for (int half = 0; half < 8; half += 4)
    for (int i = half; i < half + 2; i++)
      swap_blocks (&w[i], &w[i + 2], 16, 0x0000FFFF0000FFFF);
  for (int i = 0; i < 8; i += 2)
    swap_blocks (&w[i], &w[i + 1], 8, 0x00FF00FF00FF00FF);
}

static inline void turn_block_1 (char *to, int64_t pitch, const char *const *rows)
{
  uint64_t w[SIDE];
  for (int i = 0; i < SIDE; i++)
    memcpy (&w[i], rows[i], sizeof w[i]);
  turn_words (w);
  for (int i = 0; i < SIDE; i++)
    memcpy (to + i * pitch, &w[i], sizeof w[i]);
}

/* ---- vectors --------------------------------------------------------------------------------- */

typedef uint32_t eight __attribute__ ((vector_size (32)));
typedef uint64_t four __attribute__ ((vector_size (32)));

/* What a and b become when their off-diagonal blocks are swapped: the places that a's elements and
   b's come from, counted over both. (GCC and clang know __builtin_shufflevector.) */
#define PLACES(...) __VA_ARGS__
#define SWAP(type, a, b, places_a, places_b)                                                       \
  do {                                                                                             \
    const type kept = __builtin_shufflevector (a, b, places_a);                                    \
    b = __builtin_shufflevector (a, b, places_b);                                                  \
    a = kept;                                                                                      \
  } while (0)

static inline void turn_block_4 (char *to, int64_t pitch, const char *const *rows)
{
  eight v[SIDE];
  for (int i = 0; i < SIDE; i++)
    memcpy (&v[i], rows[i], sizeof v[i]);
  for (int i = 0; i < SIDE; i += 2)
    SWAP (eight, v[i], v[i + 1], PLACES (0, 8, 2, 10, 4, 12, 6, 14),
          PLACES (1, 9, 3, 11, 5, 13, 7, 15));
  for (int half = 0; half < SIDE; half += 4)
    for (int i = half; i < half + 2; i++)
      SWAP (eight, v[i], v[i + 2], PLACES (0, 1, 8, 9, 4, 5, 12, 13),
            PLACES (2, 3, 10, 11, 6, 7, 14, 15));
  for (int i = 0; i < 4; i++)
    SWAP (eight, v[i], v[i + 4], PLACES (0, 1, 2, 3, 8, 9, 10, 11),
          PLACES (4, 5, 6, 7, 12, 13, 14, 15));
  for (int i = 0; i < SIDE; i++)
    memcpy (to + i * pitch, &v[i], sizeof v[i]);
}

static inline void turn_quarter_8 (char *to, int64_t pitch, const char *const *rows, size_t column)
{
  four v[4];
  for (int i = 0; i < 4; i++)
    memcpy (&v[i], rows[i] + column * sizeof (uint64_t), sizeof v[i]);
  SWAP (four, v[0], v[1], PLACES (0, 4, 2, 6), PLACES (1, 5, 3, 7));
  SWAP (four, v[2], v[3], PLACES (0, 4, 2, 6), PLACES (1, 5, 3, 7));
  SWAP (four, v[0], v[2], PLACES (0, 1, 4, 5), PLACES (2, 3, 6, 7));
  SWAP (four, v[1], v[3], PLACES (0, 1, 4, 5), PLACES (2, 3, 6, 7));
  for (int i = 0; i < 4; i++)
    memcpy (to + i * pitch, &v[i], sizeof v[i]);
}

static inline void turn_block_8 (char *to, int64_t pitch, const char *const *rows)
{
  for (int half = 0; half < SIDE; half += 4) {
    turn_quarter_8 (to + (size_t)half * sizeof (uint64_t), pitch, rows + half, 0);
    turn_quarter_8 (to + (size_t)half * sizeof (uint64_t) + 4 * pitch, pitch, rows + half, 4);
  }
}

/* ---- blocks of a matrix ---------------------------------------------------------------------- */

/* Eight rows at a time, so that whole lines are read, while the next eight are asked for. */
#define DEFINE_TURN(size)                                                                          \
  static void turn_##size (void *run, int64_t pitch, const void *base, const int64_t *offsets,     \
                           int64_t rows, int64_t columns)                                          \
  {                                                                                                \
    const char *from = base;                                                                       \
    for (int64_t row = 0; row < rows; row += SIDE) {                                               \
      const char *in[SIDE], *next[SIDE];                                                           \
      for (int i = 0; i < SIDE; i++) {                                                             \
        in[i] = from + offsets[row + i] * size;                                                    \
        next[i] = row + SIDE < rows ? from + offsets[row + SIDE + i] * size : in[i];               \
      }                                                                                            \
      char *to = (char *)run + row * size;                                                         \
      for (int64_t column = 0; column < columns; column += SIDE, to += SIDE * pitch * size) {      \
        if (column * size % LINE == 0)                                                             \
          for (int i = 0; i < SIDE; i++)                                                           \
            __builtin_prefetch (next[i] + column * size);                                          \
        turn_block_##size (to, pitch *size, in);                                                   \
        for (int i = 0; i < SIDE; i++)                                                             \
          in[i] += (ptrdiff_t)SIDE * size;                                                         \
      }                                                                                            \
    }                                                                                              \
  }
DEFINE_TURN (1)
DEFINE_TURN (4)
DEFINE_TURN (8)

/* ---- the same, past the caches --------------------------------------------------------------- */

/* A line of each of eight columns at a time, from inputs that are asked for some lines earlier:
   every row is far from the next, and the processor cannot guess. */
#define DEFINE_TURN_PAST(size)                                                                     \
  static void turn_past_##size (void *to, const int64_t *to_columns, const void *base,             \
                                const int64_t *offsets, int64_t rows, int64_t columns)             \
  {                                                                                                \
    enum { ROWS = LINE / size };                                                                   \
    _Alignas(LINE) char lines[SIDE * LINE];                                                        \
    for (int64_t column = 0; column < columns; column += SIDE)                                     \
      for (int64_t row = 0; row < rows; row += ROWS) {                                             \
        for (int64_t part = 0; part < ROWS; part += SIDE) {                                        \
          const char *in[SIDE];                                                                    \
          for (int i = 0; i < SIDE; i++) {                                                         \
            in[i] = (const char *)base + (offsets[row + part + i] + column) * size;                \
            if (column * size % LINE == 0)                                                         \
              __builtin_prefetch (in[i] + AHEAD);                                                  \
          }                                                                                        \
          turn_block_##size (&lines[part * size], (ptrdiff_t)ROWS *size, in);                      \
        }                                                                                          \
        for (int i = 0; i < SIDE; i++)                                                             \
          nd_line_stream ((char *)to + (to_columns[column + i] + row) * size,                      \
                          &lines[(ptrdiff_t)i * LINE]);                                            \
      }                                                                                            \
  }
DEFINE_TURN_PAST (4)
DEFINE_TURN_PAST (8)

nd_turn_past_kernel *ND_ISA_NAME (nd_cpu_turn_past_kernel) (size_t element_size)
{
  return element_size == 4 ? turn_past_4 : element_size == 8 ? turn_past_8 : NULL;
}

nd_turn_kernel *ND_ISA_NAME (nd_cpu_turn_kernel) (size_t element_size)
{
  switch (element_size) {
  case 1:
    return __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ ? turn_1 : NULL;
  case 4:
    return turn_4;
  case 8:
    return turn_8;
  default:
    return NULL;
  }
}
