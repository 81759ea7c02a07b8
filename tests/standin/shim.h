/* CUDA C for a CPU's compiler, C (gcc, tcc) or C++ (g++, clang++).

   Purpose    Stands before the text of every kernel: threadIdx, __shared__, barriers, warp
              operations, atomics, vector types, intrinsics.  The compiled kernel knows nothing of
              the stand-in; it reaches it through `nd_api`, which is filled in after loading.
   Language   The common part of C and C++: generated kernels are compiled as C by tcc in a few
              milliseconds.  No <math.h>: in C++ it costs 100 ms a compile; prototypes are enough.
   Ownership  What nd_api points to is the stand-in's.
   Threads    One thread runs all of a kernel's threads in turn, so plain reading and writing is
              atomic, and `static` memory is the shared memory of the block that runs.
   Failures   A misaligned pointer and an impossible barrier end the launch. */
#ifndef TESTS_STANDIN_SHIM_H
#define TESTS_STANDIN_SHIM_H

typedef struct {
  unsigned int x, y, z;
} uint3;

enum nd_warp_kind {
  ND_WARP_INDEX,
  ND_WARP_UP,
  ND_WARP_DOWN,
  ND_WARP_XOR,
  ND_WARP_BALLOT,
  ND_WARP_SYNC,
  ND_WARP_MATCH,
  ND_WARP_ADD,
  ND_WARP_MIN,
  ND_WARP_MAX,
  ND_WARP_MIN_SIGNED,
  ND_WARP_MAX_SIGNED,
  ND_WARP_AND,
  ND_WARP_OR,
  ND_WARP_XOR_BITS
};
enum nd_barrier_kind { ND_BARRIER_PLAIN, ND_BARRIER_COUNT, ND_BARRIER_AND, ND_BARRIER_OR };

/* What the stand-in gives to a kernel. */
struct nd_api {
  uint3 *thread; /* follows the running thread */
  uint3 block, block_size, grid_size;
  void *dynamic_shared;
  void (*barrier) (int kind, int *value, int line);
  void (*warp) (int kind, unsigned int mask, void *value, int size, int argument, int width,
                int line);
  void (*misaligned) (int line);
};

#ifndef ND_SHIM_API_ONLY

#ifdef __cplusplus
#define ND_C extern "C"
extern "C" {
struct nd_api *nd_api;
}
#else
#define ND_C extern
#include <stdbool.h>
struct nd_api *nd_api;
#endif

typedef __SIZE_TYPE__ size_t;
typedef uint3 dim3;
#define NULL ((void *)0)

/* ---- the C library ----------------------------------------------------------------------- */

ND_C void *memcpy (void *, const void *, size_t);
#define ND_MATH_1(name)                                                                            \
  ND_C double name (double);                                                                       \
  ND_C float name##f (float);
#define ND_MATH_2(name)                                                                            \
  ND_C double name (double, double);                                                               \
  ND_C float name##f (float, float);
ND_MATH_1 (exp)
ND_MATH_1 (exp2)
ND_MATH_1 (exp10)
ND_MATH_1 (expm1)
ND_MATH_1 (log)
ND_MATH_1 (log2)
ND_MATH_1 (log10)
ND_MATH_1 (log1p)
ND_MATH_1 (logb)
ND_MATH_1 (sqrt)
ND_MATH_1 (cbrt)
ND_MATH_1 (sin)
ND_MATH_1 (cos)
ND_MATH_1 (tan)
ND_MATH_1 (asin)
ND_MATH_1 (acos)
ND_MATH_1 (atan)
ND_MATH_1 (sinh)
ND_MATH_1 (cosh)
ND_MATH_1 (tanh)
ND_MATH_1 (asinh)
ND_MATH_1 (acosh)
ND_MATH_1 (atanh)
ND_MATH_1 (erf)
ND_MATH_1 (erfc)
ND_MATH_1 (tgamma)
ND_MATH_1 (lgamma)
ND_MATH_1 (floor)
ND_MATH_1 (ceil)
ND_MATH_1 (round)
ND_MATH_1 (trunc)
ND_MATH_1 (rint)
ND_MATH_1 (nearbyint)
ND_MATH_1 (fabs)
ND_MATH_2 (pow)
ND_MATH_2 (atan2)
ND_MATH_2 (hypot)
ND_MATH_2 (fmod)
ND_MATH_2 (fmax)
ND_MATH_2 (fmin)
ND_MATH_2 (fdim)
ND_MATH_2 (copysign)
ND_MATH_2 (remainder)
ND_MATH_2 (nextafter)
ND_C double fma (double, double, double);
ND_C float fmaf (float, float, float);
ND_C double ldexp (double, int);
ND_C float ldexpf (float, int);
ND_C double scalbn (double, int);
ND_C float scalbnf (float, int);
ND_C double frexp (double, int *);
ND_C float frexpf (float, int *);
ND_C double modf (double, double *);
ND_C float modff (float, float *);
ND_C int ilogb (double);
ND_C int ilogbf (float);
ND_C void sincos (double, double *, double *);
ND_C void sincosf (float, float *, float *);
ND_C int abs (int);
ND_C long long llabs (long long);

#define isnan(x) ((x) != (x))
#define isinf(x) ((x) == (x) && (x) - (x) != (x) - (x))
#define isfinite(x) ((x) - (x) == (x) - (x))
#define signbit(x)                                                                                 \
  (sizeof (x) == 4 ? __float_as_int ((float)(x)) < 0 : __double_as_longlong (x) < 0)
#define min(a, b)                                                                                  \
  ({                                                                                               \
    __typeof__ ((a) + (b)) shim_a = (a), shim_b = (b);                                             \
    shim_b < shim_a ? shim_b : shim_a;                                                             \
  })
#define max(a, b)                                                                                  \
  ({                                                                                               \
    __typeof__ ((a) + (b)) shim_a = (a), shim_b = (b);                                             \
    shim_a < shim_b ? shim_b : shim_a;                                                             \
  })

/* ---- CUDA's words ------------------------------------------------------------------------ */

#define threadIdx (*nd_api->thread)
#define blockIdx (nd_api->block)
#define blockDim (nd_api->block_size)
#define gridDim (nd_api->grid_size)
#define warpSize 32

#define __CUDA_ARCH__ 900
#define __CUDACC__
#define __CUDACC_RTC__
#define __global__
#define __device__
#define __host__
#define __constant__ static const
#define __forceinline__ inline
#define __noinline__ __attribute__ ((noinline))
#define __launch_bounds__(...)
#define __grid_constant__
#define __align__(n) __attribute__ ((aligned (n)))
#ifndef __cplusplus
#define __restrict__ restrict
#endif

/* The section tells where shared memory lies: it is filled with 0xFF before each block, as nothing
   promises zeros.  `extern __shared__ T x[];` is rewritten before it comes here. */
#define __shared__ static __attribute__ ((section ("nd_shared")))

/* ---- vectors ----------------------------------------------------------------------------- */

#define ND_VECTOR(type, name, size)                                                                \
  typedef struct {                                                                                 \
    type x;                                                                                        \
  } name##1;                                                                                       \
  typedef struct __attribute__ ((aligned (2 * size))) {                                            \
    type x, y;                                                                                     \
  } name##2;                                                                                       \
  typedef struct {                                                                                 \
    type x, y, z;                                                                                  \
  } name##3;                                                                                       \
  typedef struct __attribute__ ((aligned (4 * size > 16 ? 16 : 4 * size))) {                       \
    type x, y, z, w;                                                                               \
  } name##4;                                                                                       \
  static inline name##2 make_##name##2(type x, type y)                                             \
  {                                                                                                \
    name##2 r;                                                                                     \
    r.x = x;                                                                                       \
    r.y = y;                                                                                       \
    return r;                                                                                      \
  }                                                                                                \
  static inline name##4 make_##name##4(type x, type y, type z, type w)                             \
  {                                                                                                \
    name##4 r;                                                                                     \
    r.x = x;                                                                                       \
    r.y = y;                                                                                       \
    r.z = z;                                                                                       \
    r.w = w;                                                                                       \
    return r;                                                                                      \
  }
/* clang-format off */
#define uint3 nd_uint3_of_vectors /* uint3 is there already */
ND_VECTOR (float, float, 4)
ND_VECTOR (double, double, 8)
ND_VECTOR (signed char, char, 1)
ND_VECTOR (unsigned char, uchar, 1)
ND_VECTOR (short, short, 2)
ND_VECTOR (unsigned short, ushort, 2)
ND_VECTOR (int, int, 4)
ND_VECTOR (unsigned int, uint, 4)
ND_VECTOR (long long, longlong, 8)
ND_VECTOR (unsigned long long, ulonglong, 8)
#undef uint3
/* clang-format on */

/* Every pointer to something bigger than a byte goes through this where it is made (translate.c).
 */
#define ND_ALIGNED(p)                                                                              \
  ({                                                                                               \
    __typeof__ (p) shim_p = (p);                                                                   \
    if ((size_t)shim_p % __alignof__(*shim_p))                                                     \
      nd_api->misaligned (__LINE__);                                                               \
    shim_p;                                                                                        \
  })

/* Loads and stores with hints. */
#define __ldg(p) (*(p))
#define __ldca(p) (*(p))
#define __ldcg(p) (*(p))
#define __ldcs(p) (*(p))
#define __ldlu(p) (*(p))
#define __ldcv(p) (*(p))
#define __stcg(p, v) ((void)(*(p) = (v)))
#define __stcs(p, v) ((void)(*(p) = (v)))
#define __stwb(p, v) ((void)(*(p) = (v)))
#define __stwt(p, v) ((void)(*(p) = (v)))

/* ---- barriers and warps ------------------------------------------------------------------ */

#define ND_BARRIER(kind, v)                                                                        \
  ({                                                                                               \
    int shim_v = (v);                                                                              \
    nd_api->barrier (kind, &shim_v, __LINE__);                                                     \
    shim_v;                                                                                        \
  })
#define __syncthreads() ((void)ND_BARRIER (ND_BARRIER_PLAIN, 0))
#define __syncthreads_count(p) ND_BARRIER (ND_BARRIER_COUNT, (p) != 0)
#define __syncthreads_and(p) ND_BARRIER (ND_BARRIER_AND, (p) != 0)
#define __syncthreads_or(p) ND_BARRIER (ND_BARRIER_OR, (p) != 0)

#define ND_WARP(kind, mask, v, argument, width)                                                    \
  ({                                                                                               \
    __typeof__ (+(v)) shim_v = (v);                                                                \
    nd_api->warp (kind, mask, &shim_v, sizeof shim_v, argument, width, __LINE__);                  \
    shim_v;                                                                                        \
  })
#define ND_FIRST(a, ...) (a)
#define ND_SECOND(a, b, ...) (b)
#define ND_SHUFFLE(kind, mask, v, ...)                                                             \
  ND_WARP (kind, mask, v, (int)ND_FIRST (__VA_ARGS__, 0), ND_SECOND (__VA_ARGS__, 32, 0))
#define __shfl_sync(mask, v, ...) ND_SHUFFLE (ND_WARP_INDEX, mask, v, __VA_ARGS__)
#define __shfl_up_sync(mask, v, ...) ND_SHUFFLE (ND_WARP_UP, mask, v, __VA_ARGS__)
#define __shfl_down_sync(mask, v, ...) ND_SHUFFLE (ND_WARP_DOWN, mask, v, __VA_ARGS__)
#define __shfl_xor_sync(mask, v, ...) ND_SHUFFLE (ND_WARP_XOR, mask, v, __VA_ARGS__)
#define __ballot_sync(mask, p) ND_WARP (ND_WARP_BALLOT, mask, (unsigned int)((p) != 0), 0, 32)
#define __any_sync(mask, p) (__ballot_sync (mask, p) != 0)
#define __all_sync(mask, p) (__ballot_sync (mask, !(p)) == 0)
#define __syncwarp(...)                                                                            \
  ((void)ND_WARP (ND_WARP_SYNC, (0u + ND_FIRST (__VA_ARGS__ + 0xffffffffu, 0)), 0, 0, 32))
#define __match_any_sync(mask, v) ((unsigned int)ND_WARP (ND_WARP_MATCH, mask, v, 0, 32))
#define ND_IS_SIGNED(v) ((__typeof__ (v))-1 < (__typeof__ (v))1)
#define __reduce_add_sync(mask, v) ND_WARP (ND_WARP_ADD, mask, v, 0, 32)
#define __reduce_min_sync(mask, v)                                                                 \
  ND_WARP (ND_IS_SIGNED (v) ? ND_WARP_MIN_SIGNED : ND_WARP_MIN, mask, v, 0, 32)
#define __reduce_max_sync(mask, v)                                                                 \
  ND_WARP (ND_IS_SIGNED (v) ? ND_WARP_MAX_SIGNED : ND_WARP_MAX, mask, v, 0, 32)
#define __reduce_and_sync(mask, v) ND_WARP (ND_WARP_AND, mask, v, 0, 32)
#define __reduce_or_sync(mask, v) ND_WARP (ND_WARP_OR, mask, v, 0, 32)
#define __reduce_xor_sync(mask, v) ND_WARP (ND_WARP_XOR_BITS, mask, v, 0, 32)

/* ---- atomics and fences ------------------------------------------------------------------ */

#define ND_ATOMIC(p, expression)                                                                   \
  ({                                                                                               \
    __typeof__ (p) shim_p = (p);                                                                   \
    __typeof__ (+*shim_p) shim_old = *shim_p;                                                      \
    *shim_p = (expression);                                                                        \
    shim_old;                                                                                      \
  })
#define atomicAdd(p, v) ND_ATOMIC (p, shim_old + (v))
#define atomicSub(p, v) ND_ATOMIC (p, shim_old - (v))
#define atomicExch(p, v) ND_ATOMIC (p, v)
#define atomicMin(p, v) ND_ATOMIC (p, (v) < shim_old ? (v) : shim_old)
#define atomicMax(p, v) ND_ATOMIC (p, shim_old < (v) ? (v) : shim_old)
#define atomicAnd(p, v) ND_ATOMIC (p, shim_old &(v))
#define atomicOr(p, v) ND_ATOMIC (p, shim_old | (v))
#define atomicXor(p, v) ND_ATOMIC (p, shim_old ^ (v))
#define atomicInc(p, v) ND_ATOMIC (p, shim_old >= (v) ? 0 : shim_old + 1)
#define atomicDec(p, v) ND_ATOMIC (p, shim_old == 0 || shim_old > (v) ? (v) : shim_old - 1)
#define atomicCAS(p, c, v) ND_ATOMIC (p, shim_old == (c) ? (v) : shim_old)
#define __threadfence() ((void)0)
#define __threadfence_block() ((void)0)
#define __threadfence_system() ((void)0)

/* ---- bits -------------------------------------------------------------------------------- */

#define ND_BIT_CAST(name, to_type, from_type)                                                      \
  static inline to_type name (from_type x)                                                         \
  {                                                                                                \
    to_type r;                                                                                     \
    memcpy (&r, &x, sizeof r);                                                                     \
    return r;                                                                                      \
  }
ND_BIT_CAST (__float_as_int, int, float)
ND_BIT_CAST (__float_as_uint, unsigned int, float)
ND_BIT_CAST (__int_as_float, float, int)
ND_BIT_CAST (__uint_as_float, float, unsigned int)
ND_BIT_CAST (__double_as_longlong, long long, double)
ND_BIT_CAST (__longlong_as_double, double, long long)

static inline int __double2hiint (double x)
{
  return (int)((unsigned long long)__double_as_longlong (x) >> 32);
}
static inline int __double2loint (double x)
{
  return (int)__double_as_longlong (x);
}
static inline double __hiloint2double (int hi, int lo)
{
  return __longlong_as_double (
      (long long)((unsigned long long)(unsigned int)hi << 32 | (unsigned int)lo));
}

static inline int __popcll (unsigned long long x)
{
  x = x - (x >> 1 & 0x5555555555555555ull);
  x = (x & 0x3333333333333333ull) + (x >> 2 & 0x3333333333333333ull);
  x = (x + (x >> 4)) & 0x0F0F0F0F0F0F0F0Full;
  return (int)((x * 0x0101010101010101ull) >> 56);
}
static inline int __popc (unsigned int x)
{
  return __popcll (x);
}
static inline int __clzll (long long x)
{
  unsigned long long u = (unsigned long long)x;
  int n = 0;
  if (u == 0)
    return 64;
  for (int step = 32; step > 0; step >>= 1)
    if (u >> (64 - step) == 0) {
      n += step;
      u <<= step;
    }
  return n;
}
static inline int __clz (int x)
{
  return __clzll ((long long)(unsigned int)x) - 32;
}
static inline int __ffsll (long long x)
{
  return x == 0 ? 0 : 64 - __clzll (x & -(unsigned long long)x);
}
static inline int __ffs (int x)
{
  return __ffsll ((long long)(unsigned int)x);
}
static inline unsigned long long __brevll (unsigned long long x)
{
  unsigned long long r = 0;
  for (int i = 0; i < 64; i++)
    r = r << 1 | (x >> i & 1);
  return r;
}
static inline unsigned int __brev (unsigned int x)
{
  return (unsigned int)(__brevll (x) >> 32);
}
static inline unsigned int __byte_perm (unsigned int x, unsigned int y, unsigned int selector)
{
  unsigned long long both = (unsigned long long)y << 32 | x;
  unsigned int r = 0;
  for (int i = 0; i < 4; i++)
    r |= (unsigned int)(both >> 8 * (selector >> 4 * i & 7) & 0xFF) << 8 * i;
  return r;
}
static inline unsigned int __funnelshift_l (unsigned int lo, unsigned int hi, unsigned int shift)
{
  return (unsigned int)(((unsigned long long)hi << 32 | lo) << (shift & 31) >> 32);
}
static inline unsigned int __funnelshift_r (unsigned int lo, unsigned int hi, unsigned int shift)
{
  return (unsigned int)(((unsigned long long)hi << 32 | lo) >> (shift & 31));
}

/* ---- integers ---------------------------------------------------------------------------- */

static inline unsigned int __umulhi (unsigned int a, unsigned int b)
{
  return (unsigned int)((unsigned long long)a * b >> 32);
}
static inline int __mulhi (int a, int b)
{
  return (int)((long long)a * b >> 32);
}
static inline unsigned long long __umul64hi (unsigned long long a, unsigned long long b)
{
  unsigned long long a0 = (unsigned int)a, a1 = a >> 32, b0 = (unsigned int)b, b1 = b >> 32;
  unsigned long long middle = (a0 * b0 >> 32) + (unsigned int)(a1 * b0) + (unsigned int)(a0 * b1);
  return a1 * b1 + (a1 * b0 >> 32) + (a0 * b1 >> 32) + (middle >> 32);
}
static inline long long __mul64hi (long long a, long long b)
{
  return (long long)(__umul64hi ((unsigned long long)a, (unsigned long long)b) -
                     (a < 0 ? (unsigned long long)b : 0) - (b < 0 ? (unsigned long long)a : 0));
}

/* ---- conversions: they saturate, and NaN becomes 0 (0x8000... for 64 bits), as PTX has it --- */

#define ND_CONVERT(name, type, real, round, low, high, not_a_number)                               \
  static inline type name (real x)                                                                 \
  {                                                                                                \
    x = round (x);                                                                                 \
    if (x != x)                                                                                    \
      return not_a_number;                                                                         \
    return x >= (real)(high) ? (type)(high) : x <= (real)(low) ? (type)(low) : (type)x;            \
  }
#define ND_CONVERT_4(prefix, type, real, f, low, high, not_a_number)                               \
  ND_CONVERT (prefix##_rn, type, real, rint##f, low, high, not_a_number)                           \
  ND_CONVERT (prefix##_rz, type, real, trunc##f, low, high, not_a_number)                          \
  ND_CONVERT (prefix##_ru, type, real, ceil##f, low, high, not_a_number)                           \
  ND_CONVERT (prefix##_rd, type, real, floor##f, low, high, not_a_number)
#define ND_INT_MIN (-2147483647 - 1)
#define ND_LLONG_MIN (-9223372036854775807LL - 1)
#define ND_ULL_TOP 0x8000000000000000ull
ND_CONVERT_4 (__float2int, int, float, f, ND_INT_MIN, 2147483647, 0)
ND_CONVERT_4 (__float2uint, unsigned int, float, f, 0, 4294967295u, 0)
ND_CONVERT_4 (__float2ll, long long, float, f, ND_LLONG_MIN, 9223372036854775807LL, ND_LLONG_MIN)
ND_CONVERT_4 (__float2ull, unsigned long long, float, f, 0, 18446744073709551615ull, ND_ULL_TOP)
ND_CONVERT_4 (__double2int, int, double, , ND_INT_MIN, 2147483647, 0)
ND_CONVERT_4 (__double2uint, unsigned int, double, , 0, 4294967295u, 0)
ND_CONVERT_4 (__double2ll, long long, double, , ND_LLONG_MIN, 9223372036854775807LL, ND_LLONG_MIN)
ND_CONVERT_4 (__double2ull, unsigned long long, double, , 0, 18446744073709551615ull, ND_ULL_TOP)

#define __int2float_rn(x) ((float)(int)(x))
#define __uint2float_rn(x) ((float)(unsigned int)(x))
#define __ll2float_rn(x) ((float)(long long)(x))
#define __ull2float_rn(x) ((float)(unsigned long long)(x))
#define __int2double_rn(x) ((double)(int)(x))
#define __uint2double_rn(x) ((double)(unsigned int)(x))
#define __ll2double_rn(x) ((double)(long long)(x))
#define __ull2double_rn(x) ((double)(unsigned long long)(x))
#define __double2float_rn(x) ((float)(double)(x))

/* ---- arithmetic with a name: never contracted -------------------------------------------- */

#define __fadd_rn(a, b) ((float)(a) + (float)(b))
#define __fsub_rn(a, b) ((float)(a) - (float)(b))
#define __fmul_rn(a, b) ((float)(a) * (float)(b))
#define __fdiv_rn(a, b) ((float)(a) / (float)(b))
#define __fsqrt_rn(a) sqrtf (a)
#define __frcp_rn(a) (1.0f / (float)(a))
#define __fmaf_rn(a, b, c) fmaf (a, b, c)
#define __dadd_rn(a, b) ((double)(a) + (double)(b))
#define __dsub_rn(a, b) ((double)(a) - (double)(b))
#define __dmul_rn(a, b) ((double)(a) * (double)(b))
#define __ddiv_rn(a, b) ((double)(a) / (double)(b))
#define __dsqrt_rn(a) sqrt (a)
#define __drcp_rn(a) (1.0 / (double)(a))
#define __fma_rn(a, b, c) fma (a, b, c)

static inline float rsqrtf (float x)
{
  return 1.0f / sqrtf (x);
}
static inline double rsqrt (double x)
{
  return 1.0 / sqrt (x);
}
static inline float rcbrtf (float x)
{
  return 1.0f / cbrtf (x);
}
static inline double rcbrt (double x)
{
  return 1.0 / cbrt (x);
}
static inline float __saturatef (float x)
{
  return x > 0.0f ? x < 1.0f ? x : 1.0f : 0.0f;
}

/* Exact for the multiples of 1/2 where it matters. */
static inline double nd_reduce_pi (double x)
{
  return 3.14159265358979323846 * fmod (x, 2.0);
}
static inline double sinpi (double x)
{
  return fmod (x, 1.0) == 0.0 ? 0.0 * x : sin (nd_reduce_pi (x));
}
static inline double cospi (double x)
{
  return fabs (fmod (x, 1.0)) == 0.5 ? 0.0 : cos (nd_reduce_pi (x));
}
static inline float sinpif (float x)
{
  return (float)sinpi (x);
}
static inline float cospif (float x)
{
  return (float)cospi (x);
}

#endif /* ND_SHIM_API_ONLY */
#endif
