/* Kernels of sorting: elements as keys that compare as unsigned numbers, and their way back; which
   bucket a key falls into. */
#include "device/cpu/kernels/kernels.h"
#include <string.h>

/* ---- elements as keys ---------------------------------------------------------------------- */

/* Negative numbers have all bits turned, others the sign: keys rise as the numbers do.  Zeros of
   both signs are equal, and NaN, whatever its bits, is larger than all else. */
#define DEFINE_FLOAT(name, type, bits, sign, canonical_nan)                                        \
  static void load_##name (const void *elements, size_t count, uint64_t flip, uint64_t *keys)      \
  {                                                                                                \
    const bits *x = elements;                                                                      \
    ND_VECTORIZE                                                                                   \
    for (size_t i = 0; i < count; i++) {                                                           \
      bits b = x[i] == (sign) ? 0 : x[i];                                                          \
      bits key = b & (sign) ? (bits)~b : b | (sign);                                               \
      bits of_nan = (canonical_nan) | (sign);                                                      \
      keys[i] = ((b & (bits) ~(sign)) > ND_INFINITE_##bits ? of_nan : key) ^ flip;                 \
    }                                                                                              \
  }                                                                                                \
  static void store_##name (const uint64_t *keys, size_t count, uint64_t flip, void *elements)     \
  {                                                                                                \
    bits *x = elements;                                                                            \
    ND_VECTORIZE                                                                                   \
    for (size_t i = 0; i < count; i++) {                                                           \
      bits key = (bits)(keys[i] ^ flip);                                                           \
      x[i] = key & (sign) ? key & (bits) ~(sign) : (bits)~key;                                     \
    }                                                                                              \
  }                                                                                                \
  static bool loses_##name (const void *elements, size_t count)                                    \
  {                                                                                                \
    const bits *x = elements;                                                                      \
    bits any = 0;                                                                                  \
    ND_VECTORIZE                                                                                   \
    for (size_t i = 0; i < count; i++)                                                             \
      any |= (bits)((x[i] == (sign)) |                                                             \
                    (((x[i] & (bits) ~(sign)) > ND_INFINITE_##bits) & (x[i] != (canonical_nan)))); \
    return any != 0;                                                                               \
  }

#define ND_INFINITE_uint64_t 0x7ff0000000000000U
#define ND_INFINITE_uint32_t 0x7f800000U
DEFINE_FLOAT (double, double, uint64_t, 0x8000000000000000U, 0x7ff8000000000000U)
DEFINE_FLOAT (single, float, uint32_t, 0x80000000U, 0x7fc00000U)

/* Integers: `sign` is the bit that makes a signed number smaller than 0, turned. */
#define DEFINE_INTEGER(name, bits, sign)                                                           \
  static void load_##name (const void *elements, size_t count, uint64_t flip, uint64_t *keys)      \
  {                                                                                                \
    const bits *x = elements;                                                                      \
    ND_VECTORIZE                                                                                   \
    for (size_t i = 0; i < count; i++)                                                             \
      keys[i] = (bits)(x[i] ^ (sign)) ^ flip;                                                      \
  }                                                                                                \
  static void store_##name (const uint64_t *keys, size_t count, uint64_t flip, void *elements)     \
  {                                                                                                \
    bits *x = elements;                                                                            \
    ND_VECTORIZE                                                                                   \
    for (size_t i = 0; i < count; i++)                                                             \
      x[i] = (bits)((keys[i] ^ flip) ^ (sign));                                                    \
  }
DEFINE_INTEGER (int8, uint8_t, 0x80U)
DEFINE_INTEGER (int16, uint16_t, 0x8000U)
DEFINE_INTEGER (int32, uint32_t, 0x80000000U)
DEFINE_INTEGER (int64, uint64_t, 0x8000000000000000U)
DEFINE_INTEGER (uint8, uint8_t, 0U)
DEFINE_INTEGER (uint16, uint16_t, 0U)
DEFINE_INTEGER (uint32, uint32_t, 0U)
DEFINE_INTEGER (uint64, uint64_t, 0U)

static bool loses_nothing (const void *elements, size_t count)
{
  (void)elements;
  (void)count;
  return false;
}

/* ---- buckets ------------------------------------------------------------------------------- */

/* The splitters form a binary search tree in one array, the root at 1, the children of i at 2 i and
   2 i + 1: eight comparisons without a branch, for many keys at a time. */
static void classify (const uint64_t *tree, const uint64_t *keys, size_t count, uint8_t *buckets)
{
  enum { LEVELS = 8, LANES = 16 };
  uint64_t node[LANES];
  for (size_t start = 0; start < count; start += LANES) {
    size_t n = count - start < LANES ? count - start : LANES;
    uint64_t key[LANES] = {0};
    memcpy (key, keys + start, n * sizeof *keys);
    for (int k = 0; k < LANES; k++)
      node[k] = 1;
    for (int level = 0; level < LEVELS; level++) {
      ND_VECTORIZE
      for (int k = 0; k < LANES; k++)
        node[k] = 2 * node[k] + (key[k] >= tree[node[k]]);
    }
    for (size_t k = 0; k < n; k++)
      buckets[start + k] = (uint8_t)node[k]; /* from 256 up */
  }
}

static const nd_sort_kernels rows[ND_DTYPE_COUNT] = {
    [ND_LOGICAL] = {load_uint8, store_uint8, loses_nothing, classify},
    [ND_INT8] = {load_int8, store_int8, loses_nothing, classify},
    [ND_INT16] = {load_int16, store_int16, loses_nothing, classify},
    [ND_INT32] = {load_int32, store_int32, loses_nothing, classify},
    [ND_INT64] = {load_int64, store_int64, loses_nothing, classify},
    [ND_UINT8] = {load_uint8, store_uint8, loses_nothing, classify},
    [ND_UINT16] = {load_uint16, store_uint16, loses_nothing, classify},
    [ND_UINT32] = {load_uint32, store_uint32, loses_nothing, classify},
    [ND_UINT64] = {load_uint64, store_uint64, loses_nothing, classify},
    [ND_SINGLE] = {load_single, store_single, loses_single, classify},
    [ND_DOUBLE] = {load_double, store_double, loses_double, classify},
};

const nd_sort_kernels *ND_ISA_NAME (nd_cpu_sort_kernel) (nd_dtype dtype)
{
  return &rows[dtype];
}
