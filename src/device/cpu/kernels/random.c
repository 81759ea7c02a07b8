/* Kernels of random numbers: Philox4x32-10 and what is made of its words.

   Everything here is integer arithmetic and IEEE additions, products, quotients and square roots in
   a fixed order, so that the numbers are equal to the last bit for every instruction set and
   device. */
#include "device/cpu/kernels/kernels.h"
#include <math.h>
#include <string.h>

enum { BLOCKS = 256, ROUNDS = 10 }; /* blocks made at a time: their words stay in the first cache */

/* ---- the generator ------------------------------------------------------------------------- */

#define MULTIPLIER_0 UINT64_C (0xD2511F53)
#define MULTIPLIER_1 UINT64_C (0xCD9E8D57)
#define KEY_STEP_0 0x9E3779B9u
#define KEY_STEP_1 0xBB67AE85u

/* Word j of block i is words[j][i].  The counter is the block's number and, in its third word,
   which attempt it is (whole numbers need a second one, rarely). */
static void philox (const nd_random *random, uint64_t block, uint32_t attempt, int count,
                    uint32_t words[4][BLOCKS])
{
  const uint32_t key_0 = (uint32_t)random->key, key_1 = (uint32_t)(random->key >> 32);
  const uint64_t first = random->position + block;
  ND_VECTORIZE
  for (int i = 0; i < count; i++) {
    const uint64_t counter = first + (uint64_t)i;
    uint32_t c0 = (uint32_t)counter, c1 = (uint32_t)(counter >> 32), c2 = attempt, c3 = 0;
    uint32_t k0 = key_0, k1 = key_1;
    for (int round = 0; round < ROUNDS; round++) {
      const uint64_t product_0 = MULTIPLIER_0 * c0, product_1 = MULTIPLIER_1 * c2;
      c0 = (uint32_t)(product_1 >> 32) ^ c1 ^ k0;
      c2 = (uint32_t)(product_0 >> 32) ^ c3 ^ k1;
      c1 = (uint32_t)product_1;
      c3 = (uint32_t)product_0;
      k0 += KEY_STEP_0;
      k1 += KEY_STEP_1;
    }
    words[0][i] = c0;
    words[1][i] = c1;
    words[2][i] = c2;
    words[3][i] = c3;
  }
}

/* ---- uniform ------------------------------------------------------------------------------- */

/* 53 bits as a multiple of 2^-53 below 1; 0 becomes 2^-54. */
static inline double unit_double (uint32_t high, uint32_t low)
{
  const double high_part = (double)(int32_t)(high ^ 0x80000000u) + 0x1p31;
  const double u = high_part * 0x1p-32 + (double)(int32_t)(low >> 11) * 0x1p-53;
  return u > 0 ? u : 0x1p-54;
}

/* 24 bits as a multiple of 2^-24 below 1; 0 becomes 2^-25. */
static inline float unit_single (uint32_t word)
{
  const float u = (float)(int32_t)(word >> 8) * 0x1p-24f;
  return u > 0 ? u : 0x1p-25f;
}

static void uniform_double (const uint32_t words[4][BLOCKS], int blocks, double *r)
{
  ND_VECTORIZE
  for (int i = 0; i < blocks; i++) {
    double *pair = r + (ptrdiff_t)2 * i;
    pair[0] = unit_double (words[1][i], words[0][i]);
    pair[1] = unit_double (words[3][i], words[2][i]);
  }
}

static void uniform_single (const uint32_t words[4][BLOCKS], int blocks, float *r)
{
  ND_VECTORIZE
  for (int i = 0; i < blocks; i++) {
    float *four = r + (ptrdiff_t)4 * i;
    four[0] = unit_single (words[0][i]);
    four[1] = unit_single (words[1][i]);
    four[2] = unit_single (words[2][i]);
    four[3] = unit_single (words[3][i]);
  }
}

/* ---- normal -------------------------------------------------------------------------------- */

static inline uint64_t bits_of_double (double x)
{
  uint64_t bits;
  memcpy (&bits, &x, sizeof bits);
  return bits;
}

static inline double double_of_bits (uint64_t bits)
{
  double x;
  memcpy (&x, &bits, sizeof x);
  return x;
}

static inline uint32_t bits_of_single (float x)
{
  uint32_t bits;
  memcpy (&bits, &x, sizeof bits);
  return bits;
}

static inline float single_of_bits (uint32_t bits)
{
  float x;
  memcpy (&x, &bits, sizeof x);
  return x;
}

/* The natural logarithm of a normal number x > 0, within 1 ulp: x = 2^k (1 + f), 1 + f between
   sqrt (1/2) and sqrt (2), and the series of FreeBSD's e_log.c in s = f / (2 + f). */
static inline double log_double (double x)
{
  const uint64_t half_offset = UINT64_C (0x0009600000000000); /* carries from sqrt (2) on */
  const uint64_t bits = bits_of_double (x) + half_offset;
  /* The exponent as a double: its bits below those of 2^52. */
  const double k = double_of_bits ((bits >> 52) | UINT64_C (0x4330000000000000)) - (0x1p52 + 1023);
  const double m = double_of_bits ((bits & UINT64_C (0x000FFFFFFFFFFFFF)) +
                                   UINT64_C (0x3FF0000000000000) - half_offset);
  const double f = m - 1, s = f / (2 + f), z = s * s, w = z * z;
  const double even = w * (3.999999999940941908e-01 +
                           w * (2.222219843214978396e-01 + w * 1.531383769920937332e-01));
  const double odd = z * (6.666666666666735130e-01 +
                          w * (2.857142874366239149e-01 +
                               w * (1.818357216161805012e-01 + w * 1.479819860511658591e-01)));
  const double square = 0.5 * f * f;
  return k * 6.93147180369123816490e-01 -
         ((square - (s * (square + even + odd) + k * 1.90821492927058770002e-10)) - f);
}

static inline float log_single (float x)
{
  const uint32_t half_offset = 0x004B0000u;
  const uint32_t bits = bits_of_single (x) + half_offset;
  const float k = (float)((int32_t)(bits >> 23) - 127);
  const float m = single_of_bits ((bits & 0x007FFFFFu) + 0x3F800000u - half_offset);
  const float f = m - 1, s = f / (2 + f), z = s * s, w = z * z;
  const float even = w * (0.40000972152f + w * 0.24279078841f);
  const float odd = z * (0.66666662693f + w * 0.28498786688f);
  const float square = 0.5f * f * f;
  return k * 6.9313812256e-01f -
         ((square - (s * (square + even + odd) + k * 9.0580006145e-06f)) - f);
}

/* A quarter turn's cosine and sine of pi/2 t for |t| <= 1/2: the minimax series of FreeBSD's
   k_cos.c and k_sin.c. */
static inline double cosine_double (double x)
{
  const double z = x * x;
  const double high = 2.48015872894767294178e-05 +
                      z * (-2.75573143513906633035e-07 +
                           z * (2.08757232129817482790e-09 + z * -1.13596475577881948265e-11));
  return 1 - z * (0.5 -
                  z * (4.16666666666666019037e-02 + z * (-1.38888888888741095749e-03 + z * high)));
}

static inline double sine_double (double x)
{
  const double z = x * x;
  const double high = 2.75573137070700676789e-06 +
                      z * (-2.50507602534068634195e-08 + z * 1.58969099521155010221e-10);
  return x + x * z *
                 (-1.66666666666666324348e-01 +
                  z * (8.33333333332248946124e-03 + z * (-1.98412698298579493134e-04 + z * high)));
}

static inline float cosine_single (float x)
{
  const float z = x * x;
  return 1 - z * (0.5f - z * (4.16666233237390631894e-02f + z * (-1.38867637746099294692e-03f +
                                                                 z * 2.43904487962774090654e-05f)));
}

static inline float sine_single (float x)
{
  const float z = x * x;
  return x + x * z *
                 (-1.66666666416265235595e-01f +
                  z * (8.33332938588946317560e-03f +
                       z * (-1.98393348360966317347e-04f + z * 2.71831149398982190640e-06f)));
}

/* Box and Muller: two uniform numbers are the radius and the angle 2 pi v of two normal ones.
   v = q/4 + t/4 with |t| <= 1/2: an odd quadrant q swaps sine and cosine, its other bits negate.
   Adding 1.5 2^52 leaves q in the low bits of a double; all choices are bit operations, because
   that is what every compiler vectorizes. */
#define BOX_MULLER(name, type, word, magic, radius, v, first, second)                              \
  do {                                                                                             \
    const type rounded = 4 * (v) + (magic);                                                        \
    const word q = bits_of_##name (rounded);                                                       \
    const type x = (4 * (v) - (rounded - (magic))) * (type)1.57079632679489661923;                 \
    const word c = bits_of_##name ((radius)*cosine_##name (x));                                    \
    const word s = bits_of_##name ((radius)*sine_##name (x));                                      \
    const word swap = (c ^ s) & -(q & 1);                                                          \
    first = name##_of_bits (c ^ swap ^ (((q + 1) >> 1) << (8 * sizeof (word) - 1)));               \
    second = name##_of_bits (s ^ swap ^ ((q >> 1) << (8 * sizeof (word) - 1)));                    \
  } while (0)

static void normal_double (const uint32_t words[4][BLOCKS], int blocks, double *r)
{
  ND_VECTORIZE
  for (int i = 0; i < blocks; i++) {
    const double radius = sqrt (-2 * log_double (unit_double (words[1][i], words[0][i])));
    const double v = unit_double (words[3][i], words[2][i]);
    double *pair = r + (ptrdiff_t)2 * i;
    BOX_MULLER (double, double, uint64_t, 0x1.8p52, radius, v, pair[0], pair[1]);
  }
}

/* The radius takes 31 bits, which carry the tails to 6.6. */
static inline float radius_single (uint32_t word)
{
  const float u = (float)(int32_t)(word >> 1) * 0x1p-31f + 0x1p-32f;
  return sqrtf (-2 * log_single (u));
}

static void normal_single (const uint32_t words[4][BLOCKS], int blocks, float *r)
{
  ND_VECTORIZE
  for (int i = 0; i < blocks; i++) {
    const float radius_0 = radius_single (words[0][i]), radius_1 = radius_single (words[2][i]);
    const float v_0 = unit_single (words[1][i]), v_1 = unit_single (words[3][i]);
    float *four = r + (ptrdiff_t)4 * i;
    BOX_MULLER (single, float, uint32_t, 0x1.8p23f, radius_0, v_0, four[0], four[1]);
    BOX_MULLER (single, float, uint32_t, 0x1.8p23f, radius_1, v_1, four[2], four[3]);
  }
}

/* ---- whole numbers ------------------------------------------------------------------------- */

/* The high half of word * range is below range; a low half that would make some results more
   frequent is drawn again (Lemire, "Fast random integer generation in an interval", 2019). */
static double whole_number (const nd_random *random, uint64_t block, bool is_second, uint64_t word)
{
  unsigned __int128 product = (unsigned __int128)word * random->range;
  if ((uint64_t)product < random->range) {
    const uint64_t threshold = -random->range % random->range;
    uint32_t words[4][BLOCKS];
    for (uint32_t attempt = 1; (uint64_t)product < threshold; attempt++) {
      philox (random, block, attempt, 1, words);
      const int j = is_second ? 2 : 0;
      product = (unsigned __int128)((uint64_t)words[j + 1][0] << 32 | words[j][0]) * random->range;
    }
  }
  return (double)(int64_t)((uint64_t)random->low + (uint64_t)(product >> 64));
}

static void whole_numbers (const nd_random *random, uint64_t block, const uint32_t words[4][BLOCKS],
                           int blocks, double *r)
{
  for (int i = 0; i < blocks; i++) {
    const uint64_t word_0 = (uint64_t)words[1][i] << 32 | words[0][i];
    const uint64_t word_1 = (uint64_t)words[3][i] << 32 | words[2][i];
    double *pair = r + (ptrdiff_t)2 * i;
    pair[0] = whole_number (random, block + (uint64_t)i, false, word_0);
    pair[1] = whole_number (random, block + (uint64_t)i, true, word_1);
  }
}

/* ---- runs of elements ---------------------------------------------------------------------- */

/* Makes whole blocks; the last may be more than is wanted. */
#define DEFINE_RANDOM(name, type, per_block, MAKE)                                                 \
  static void random_##name (void *result, const nd_generator *g, int64_t start, size_t count)     \
  {                                                                                                \
    enum { MADE = per_block * BLOCKS };                                                            \
    uint32_t words[4][BLOCKS];                                                                     \
    type values[MADE];                                                                             \
    type *r = result;                                                                              \
    uint64_t block = (uint64_t)start / per_block;                                                  \
    for (size_t done = 0; done < count; done += MADE, block += BLOCKS) {                           \
      const size_t left = count - done, wanted = left < MADE ? left : MADE;                        \
      const int blocks = (int)((wanted + per_block - 1) / per_block);                              \
      philox (&g->random, block, 0, blocks, words);                                                \
      MAKE;                                                                                        \
      memcpy (r + done, values, wanted * sizeof (type));                                           \
    }                                                                                              \
  }
DEFINE_RANDOM (uniform_double, double, 2, uniform_double (words, blocks, values))
DEFINE_RANDOM (uniform_single, float, 4, uniform_single (words, blocks, values))
DEFINE_RANDOM (normal_double, double, 2, normal_double (words, blocks, values))
DEFINE_RANDOM (normal_single, float, 4, normal_single (words, blocks, values))
DEFINE_RANDOM (whole, double, 2, whole_numbers (&g->random, block, words, blocks, values))

nd_generate_kernel *ND_ISA_NAME (nd_cpu_random_kernel) (nd_generator_kind kind, nd_dtype dtype)
{
  switch (kind) {
  case ND_GENERATE_UNIFORM:
    return dtype == ND_SINGLE ? random_uniform_single : random_uniform_double;
  case ND_GENERATE_NORMAL:
    return dtype == ND_SINGLE ? random_normal_single : random_normal_double;
  default:
    return random_whole;
  }
}
