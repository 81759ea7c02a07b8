/* Random numbers: Philox4x32-10 and what is made of its words.  Everything here is what
   device/cpu/kernels/random.c computes, operation by operation, so that the numbers are the same to
   the last bit; that file says why.

   The prologue defines nd_real, ND_PER_BLOCK (elements that one block of the stream makes) and
   ND_MAKE (the function here that makes them). */
typedef struct nd_random {
  nd_real *to;
  long long count;
  unsigned long long key, position, range;
  long long low;
  int is_aligned; /* `to`, to 16 bytes */
} nd_random;

typedef struct nd_words {
  unsigned int word[4];
} nd_words;

__device__ nd_words nd_philox (const nd_random *p, unsigned long long block, unsigned int attempt)
{
  const unsigned long long counter = p->position + block;
  unsigned int c0 = (unsigned int)counter, c1 = (unsigned int)(counter >> 32), c2 = attempt, c3 = 0;
  unsigned int k0 = (unsigned int)p->key, k1 = (unsigned int)(p->key >> 32);
  nd_words words;
#pragma unroll
  for (int round = 0; round < 10; round++) {
    const unsigned long long product_0 = 0xD2511F53ull * c0, product_1 = 0xCD9E8D57ull * c2;
    c0 = (unsigned int)(product_1 >> 32) ^ c1 ^ k0;
    c2 = (unsigned int)(product_0 >> 32) ^ c3 ^ k1;
    c1 = (unsigned int)product_1;
    c3 = (unsigned int)product_0;
    k0 += 0x9E3779B9u;
    k1 += 0xBB67AE85u;
  }
  words.word[0] = c0;
  words.word[1] = c1;
  words.word[2] = c2;
  words.word[3] = c3;
  return words;
}

/* ---- uniform -----------------------------------------------------------------------------------
 */

__device__ double nd_unit_double (unsigned int high, unsigned int low)
{
  const double high_part = (double)(int)(high ^ 0x80000000u) + 0x1p31;
  const double u = high_part * 0x1p-32 + (double)(int)(low >> 11) * 0x1p-53;
  return u > 0 ? u : 0x1p-54;
}

__device__ float nd_unit_single (unsigned int word)
{
  const float u = (float)(int)(word >> 8) * 0x1p-24f;
  return u > 0 ? u : 0x1p-25f;
}

__device__ void nd_uniform_double (const nd_random *p, unsigned long long block, double *r)
{
  const nd_words w = nd_philox (p, block, 0);
  r[0] = nd_unit_double (w.word[1], w.word[0]);
  r[1] = nd_unit_double (w.word[3], w.word[2]);
}

__device__ void nd_uniform_single (const nd_random *p, unsigned long long block, float *r)
{
  const nd_words w = nd_philox (p, block, 0);
  for (int i = 0; i < 4; i++)
    r[i] = nd_unit_single (w.word[i]);
}

/* ---- normal ------------------------------------------------------------------------------------
 */

__device__ double nd_log_double (double x)
{
  const unsigned long long half_offset = 0x0009600000000000ull;
  const unsigned long long bits = (unsigned long long)__double_as_longlong (x) + half_offset;
  const double k =
      __longlong_as_double ((long long)(bits >> 52 | 0x4330000000000000ull)) - (0x1p52 + 1023);
  const double m = __longlong_as_double (
      (long long)((bits & 0x000FFFFFFFFFFFFFull) + 0x3FF0000000000000ull - half_offset));
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

__device__ float nd_log_single (float x)
{
  const unsigned int half_offset = 0x004B0000u;
  const unsigned int bits = (unsigned int)__float_as_int (x) + half_offset;
  const float k = (float)((int)(bits >> 23) - 127);
  const float m = __int_as_float ((int)((bits & 0x007FFFFFu) + 0x3F800000u - half_offset));
  const float f = m - 1, s = f / (2 + f), z = s * s, w = z * z;
  const float even = w * (0.40000972152f + w * 0.24279078841f);
  const float odd = z * (0.66666662693f + w * 0.28498786688f);
  const float square = 0.5f * f * f;
  return k * 6.9313812256e-01f -
         ((square - (s * (square + even + odd) + k * 9.0580006145e-06f)) - f);
}

__device__ double nd_cosine_double (double x)
{
  const double z = x * x;
  const double high = 2.48015872894767294178e-05 +
                      z * (-2.75573143513906633035e-07 +
                           z * (2.08757232129817482790e-09 + z * -1.13596475577881948265e-11));
  return 1 - z * (0.5 -
                  z * (4.16666666666666019037e-02 + z * (-1.38888888888741095749e-03 + z * high)));
}

__device__ double nd_sine_double (double x)
{
  const double z = x * x;
  const double high = 2.75573137070700676789e-06 +
                      z * (-2.50507602534068634195e-08 + z * 1.58969099521155010221e-10);
  return x + x * z *
                 (-1.66666666666666324348e-01 +
                  z * (8.33333333332248946124e-03 + z * (-1.98412698298579493134e-04 + z * high)));
}

__device__ float nd_cosine_single (float x)
{
  const float z = x * x;
  return 1 - z * (0.5f - z * (4.16666233237390631894e-02f + z * (-1.38867637746099294692e-03f +
                                                                 z * 2.43904487962774090654e-05f)));
}

__device__ float nd_sine_single (float x)
{
  const float z = x * x;
  return x + x * z *
                 (-1.66666666416265235595e-01f +
                  z * (8.33332938588946317560e-03f +
                       z * (-1.98393348360966317347e-04f + z * 2.71831149398982190640e-06f)));
}

__device__ void nd_turn_double (double radius, double v, double *r)
{
  const double rounded = 4 * v + 0x1.8p52;
  const unsigned long long q = (unsigned long long)__double_as_longlong (rounded);
  const double x = (4 * v - (rounded - 0x1.8p52)) * 1.57079632679489661923;
  const unsigned long long c =
      (unsigned long long)__double_as_longlong (radius * nd_cosine_double (x));
  const unsigned long long s =
      (unsigned long long)__double_as_longlong (radius * nd_sine_double (x));
  const unsigned long long swap = (c ^ s) & (0 - (q & 1));
  r[0] = __longlong_as_double ((long long)(c ^ swap ^ ((q + 1) >> 1 << 63)));
  r[1] = __longlong_as_double ((long long)(s ^ swap ^ (q >> 1 << 63)));
}

__device__ void nd_turn_single (float radius, float v, float *r)
{
  const float rounded = 4 * v + 0x1.8p23f;
  const unsigned int q = (unsigned int)__float_as_int (rounded);
  const float x = (4 * v - (rounded - 0x1.8p23f)) * 1.57079632679489661923f;
  const unsigned int c = (unsigned int)__float_as_int (radius * nd_cosine_single (x));
  const unsigned int s = (unsigned int)__float_as_int (radius * nd_sine_single (x));
  const unsigned int swap = (c ^ s) & (0 - (q & 1));
  r[0] = __int_as_float ((int)(c ^ swap ^ ((q + 1) >> 1 << 31)));
  r[1] = __int_as_float ((int)(s ^ swap ^ (q >> 1 << 31)));
}

__device__ void nd_normal_double (const nd_random *p, unsigned long long block, double *r)
{
  const nd_words w = nd_philox (p, block, 0);
  const double radius = sqrt (-2 * nd_log_double (nd_unit_double (w.word[1], w.word[0])));
  nd_turn_double (radius, nd_unit_double (w.word[3], w.word[2]), r);
}

__device__ float nd_radius_single (unsigned int word)
{
  const float u = (float)(int)(word >> 1) * 0x1p-31f + 0x1p-32f;
  return sqrtf (-2 * nd_log_single (u));
}

__device__ void nd_normal_single (const nd_random *p, unsigned long long block, float *r)
{
  const nd_words w = nd_philox (p, block, 0);
  nd_turn_single (nd_radius_single (w.word[0]), nd_unit_single (w.word[1]), r);
  nd_turn_single (nd_radius_single (w.word[2]), nd_unit_single (w.word[3]), r + 2);
}

/* ---- whole numbers -----------------------------------------------------------------------------
 */

/* The upper half of a product. */
__device__ unsigned long long nd_high_product (unsigned long long a, unsigned long long b)
{
  const unsigned long long low = (a & 0xffffffffu) * (b & 0xffffffffu);
  const unsigned long long middle = (a >> 32) * (b & 0xffffffffu) + (low >> 32);
  const unsigned long long other = (a & 0xffffffffu) * (b >> 32) + (middle & 0xffffffffu);
  return (a >> 32) * (b >> 32) + (middle >> 32) + (other >> 32);
}

__device__ double nd_whole_number (const nd_random *p, unsigned long long block, int which,
                                   unsigned long long word)
{
  if (word * p->range < p->range) {
    const unsigned long long threshold = (0 - p->range) % p->range;
    for (unsigned int attempt = 1; word * p->range < threshold; attempt++) {
      const nd_words w = nd_philox (p, block, attempt);
      word = which ? (unsigned long long)w.word[3] << 32 | w.word[2]
                   : (unsigned long long)w.word[1] << 32 | w.word[0];
    }
  }
  return (double)(long long)((unsigned long long)p->low + nd_high_product (word, p->range));
}

__device__ void nd_whole (const nd_random *p, unsigned long long block, double *r)
{
  const nd_words w = nd_philox (p, block, 0);
  r[0] = nd_whole_number (p, block, 0, (unsigned long long)w.word[1] << 32 | w.word[0]);
  r[1] = nd_whole_number (p, block, 1, (unsigned long long)w.word[3] << 32 | w.word[2]);
}

/* ---- elements ----------------------------------------------------------------------------------
 */

typedef union nd_values {
  nd_real element[ND_PER_BLOCK];
  uint4 all;
} nd_values;

/* A thread makes whole blocks; of the last one there may be more than is wanted. */
extern "C" __global__ void __launch_bounds__ (256) nd_kernel (nd_random p)
{
  const long long blocks = (p.count + ND_PER_BLOCK - 1) / ND_PER_BLOCK;
  const long long stride = (long long)gridDim.x * blockDim.x;
  for (long long b = (long long)blockIdx.x * blockDim.x + threadIdx.x; b < blocks; b += stride) {
    nd_values values;
    ND_MAKE (&p, (unsigned long long)b, values.element);
    if (p.is_aligned && (b + 1) * ND_PER_BLOCK <= p.count)
      ((uint4 *)p.to)[b] = values.all;
    else
      for (int i = 0; i < ND_PER_BLOCK; i++)
        if (b * ND_PER_BLOCK + i < p.count)
          p.to[b * ND_PER_BLOCK + i] = values.element[i];
  }
}
