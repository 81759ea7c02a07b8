#define _GNU_SOURCE
/* Kernels: results in every order, what barriers and warps must not do, faults. */
#include "check_standin.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

static const char *const orders[] = {"0", "1", "2", "3"};
enum { ORDERS = sizeof orders / sizeof orders[0] };

/* ---- kernels ----------------------------------------------------------------------------- */

static const char scale_and_add[] =
    "typedef struct { float *y; const float *a; unsigned int n; float s; } arguments;\n"
    "static __device__ __forceinline__ float f (float x, float s) { return x * s + 1.0f; }\n"
    "extern \"C\" __global__ void __launch_bounds__ (256)\n"
    "k (const arguments g) /* (a comment, with brackets) */\n"
    "{\n"
    "  const float4 *a = (const float4 *) g.a;\n"
    "  float4 *y = (float4 *) g.y;\n"
    "  unsigned int step = gridDim.x * 256;\n"
    "  for (unsigned int i = blockIdx.x * 256 + threadIdx.x; i < g.n / 4; i += step)\n"
    "    {\n"
    "      float4 v = __ldg (a + i), r;\n"
    "      r.x = f (v.x, g.s); r.y = f (v.y, g.s); r.z = f (v.z, g.s); r.w = f (v.w, g.s);\n"
    "      __stcs (y + i, r);\n"
    "    }\n"
    "  if (blockIdx.x == 0 && threadIdx.x < (g.n & 3))\n"
    "    { unsigned int i = (g.n & ~3u) + threadIdx.x; g.y[i] = f (g.a[i], g.s); }\n"
    "}\n";

struct scale_arguments {
  CUdeviceptr y, a;
  unsigned int n;
  float s;
};

/* Both barriers matter, as the tile is used again. */
static const char transpose[] =
    "extern \"C\" __global__ void __launch_bounds__ (256)\n"
    "k (float *__restrict__ y, const float *__restrict__ a, int rows, int cols)\n"
    "{\n"
    "  __shared__ float tile[16][17];\n"
    "  int x = threadIdx.x & 15, z = threadIdx.x >> 4;\n"
    "  int tr = (rows + 15) / 16, tc = (cols + 15) / 16;\n"
    "  for (int t = blockIdx.x; t < tr * tc; t += gridDim.x)\n"
    "    {\n"
    "      int r0 = t % tr * 16, c0 = t / tr * 16;\n"
    "      if (r0 + x < rows && c0 + z < cols)\n"
    "        tile[z][x] = a[(size_t) (c0 + z) * rows + r0 + x];\n"
    "      __syncthreads (); // FIRST\n"
    "      if (c0 + x < cols && r0 + z < rows)\n"
    "        y[(size_t) (r0 + z) * cols + c0 + x] = tile[x][z];\n"
    "      __syncthreads (); // SECOND\n"
    "    }\n"
    "}\n";

static const char sum[] =
    "static __device__ double warp_sum (double v)\n"
    "{\n"
    "  for (int d = 16; d > 0; d >>= 1)\n"
    "    v += __shfl_down_sync (0xffffffffu, v, d);\n"
    "  return v;\n"
    "}\n"
    "extern \"C\" __global__ void k (double *out, const double *a, int n, unsigned int *blocks)\n"
    "{\n"
    "  extern __shared__ __align__ (16) double part[];\n"
    "  int lane = threadIdx.x & 31, warp = threadIdx.x >> 5;\n"
    "  double s = 0;\n"
    "  for (int i = threadIdx.x; i < n; i += blockDim.x)\n"
    "    s += a[i];\n"
    "  s = warp_sum (s);\n"
    "  if (lane == 0)\n"
    "    part[warp] = s;\n"
    "  __syncthreads ();\n"
    "  if (warp == 0)\n"
    "    {\n"
    "      s = warp_sum (lane < blockDim.x / 32 ? part[lane] : 0.0);\n"
    "      if (lane == 0)\n"
    "        { out[blockIdx.x] = s; atomicAdd (blocks, 1u); }\n"
    "    }\n"
    "}\n";

/* The transpose of a matrix of counts; whether it is right. */
static bool transposes (CUfunction kernel, int rows, int cols)
{
  int n = rows * cols;
  size_t bytes = sizeof (float) * (size_t)n;
  float *a = malloc (bytes), *y = calloc (1, bytes);
  assert_true (a && y);
  for (int i = 0; i < n; i++)
    a[i] = (float)i;
  CUdeviceptr da = check_array (a, bytes);
  CUdeviceptr dy = check_array (NULL, bytes);
  assert_ok (check_launch (NULL, kernel, 5, 256, 0, &dy, &da, &rows, &cols));
  assert_ok (cuMemcpyDtoH_v2 (y, dy, bytes));
  bool is_right = true;
  const float *at = y;
  for (int r = 0; r < rows; r++)
    for (int c = 0; c < cols; c++)
      is_right = is_right && *at++ == (float)(c * rows + r);
  assert_ok (cuMemFree_v2 (da));
  assert_ok (cuMemFree_v2 (dy));
  free (a);
  free (y);
  return is_right;
}

/* ---- results ----------------------------------------------------------------------------- */

static void elementwise_kernels_compute (void **state)
{
  (void)state;
  CUfunction kernel = check_kernel (scale_and_add, "k");
  enum { MOST = 5000 };
  static float a[MOST], y[MOST];
  static const unsigned int sizes[] = {1, 2, 3, 4, 5, 7, 1023, 1024, 1025, MOST};
  for (int i = 0; i < MOST; i++)
    a[i] = (float)sin (i);
  for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
    size_t bytes = sizeof (float) * sizes[i];
    struct scale_arguments g = {check_array (NULL, bytes), check_array (a, bytes), sizes[i], 3.5f};
    setenv ("ND_STANDIN_ORDER", orders[i % ORDERS], 1);
    assert_ok (check_launch (NULL, kernel, 3, 256, 0, &g));
    assert_ok (cuMemcpyDtoH_v2 (y, g.y, bytes));
    for (unsigned int j = 0; j < sizes[i]; j++) {
      volatile float product = a[j] * 3.5f; /* bit by bit: nothing is contracted */
      assert_true (y[j] == product + 1.0f);
    }
  }
}

static void sums_do_not_depend_on_the_order (void **state)
{
  (void)state;
  enum { N = 5003, BLOCKS = 7 };
  static double a[N], out[BLOCKS];
  double expected = 0;
  CUfunction kernel = check_kernel (sum, "k");
  for (int i = 0; i < N; i++) {
    a[i] = (i * 37) % 101;
    expected += a[i];
  }
  for (int o = 0; o < ORDERS; o++) {
    unsigned int blocks = 0;
    int n = N;
    setenv ("ND_STANDIN_ORDER", orders[o], 1);
    CUdeviceptr da = check_array (a, sizeof a), dout = check_array (NULL, sizeof out);
    CUdeviceptr counter = check_array (&blocks, sizeof blocks);
    assert_ok (check_launch (NULL, kernel, BLOCKS, 160, 5 * 8, &dout, &da, &n, &counter));
    assert_ok (cuMemcpyDtoH_v2 (out, dout, sizeof out));
    assert_ok (cuMemcpyDtoH_v2 (&blocks, counter, sizeof blocks));
    assert_int_equal (blocks, BLOCKS);
    for (int i = 0; i < BLOCKS; i++)
      assert_true (out[i] == expected);
  }
}

enum { TURN_BLOCKS = 8, TURN_THREADS = 256, TURNS = TURN_BLOCKS * TURN_THREADS };

/* Who comes when: turns[i] is the thread that was the i-th of all, and turns[TURNS] how many. */
static void take_turns (const char *order, int turns[TURNS + 1])
{
  memset (turns, 0, sizeof (int) * (TURNS + 1));
  CUdeviceptr p = check_array (turns, sizeof (int) * (TURNS + 1));
  CUfunction kernel =
      check_kernel ("extern \"C\" __global__ void k (int *x)\n"
                    "{ x[atomicAdd (x + 2048, 1)] = blockIdx.x * blockDim.x + threadIdx.x; }",
                    "k");
  setenv ("ND_STANDIN_ORDER", order, 1);
  assert_ok (check_launch (NULL, kernel, TURN_BLOCKS, TURN_THREADS, 0, &p));
  assert_ok (cuMemcpyDtoH_v2 (turns, p, sizeof (int) * (TURNS + 1)));
  assert_int_equal (turns[TURNS], TURNS);
}

/* Whether those that come first in each `size` turns of `count` come in the order of their numbers.
 */
static bool rises (const int *turns, int count, int size)
{
  for (int i = size; i < count; i += size)
    if (turns[i] / size < turns[i - size] / size)
      return false;
  return true;
}

static void lanes_warps_and_blocks_take_turns_by_a_seed (void **state)
{
  (void)state;
  int forwards[TURNS + 1], backwards[TURNS + 1], seven[TURNS + 1], again[TURNS + 1];
  take_turns ("0", forwards);
  take_turns ("1", backwards);
  for (int i = 0; i < TURNS; i++) {
    assert_int_equal (forwards[i], i);
    assert_int_equal (backwards[i], TURNS - 1 - i);
  }
  take_turns ("7", seven);
  assert_false (rises (seven, TURNS, TURN_THREADS)); /* blocks */
  assert_false (rises (seven, TURN_THREADS, 32));    /* warps */
  assert_false (rises (seven, 32, 1));               /* lanes */
  take_turns ("8", again);
  assert_memory_not_equal (seven, again, sizeof seven);
  take_turns ("7", again);
  assert_memory_equal (seven, again, sizeof seven);
}

/* ---- barriers ---------------------------------------------------------------------------- */

/* The source with the marked line's barrier taken out. */
static CUfunction without_barrier (const char *mark)
{
  static const char call[] = "__syncthreads ()", nothing[] = "((void) 0)      ";
  static char text[sizeof transpose];
  memcpy (text, transpose, sizeof transpose);
  char *at = strstr (text, mark) - sizeof call - 4;
  at = strstr (at, call);
  memcpy (at, nothing, sizeof call - 1);
  return check_kernel (text, "k");
}

static void missing_barriers_show (void **state)
{
  (void)state;
  CUfunction whole = check_kernel (transpose, "k");
  CUfunction first = without_barrier ("// FIRST"), second = without_barrier ("// SECOND");
  bool first_shows = false, second_shows = false;
  for (int o = 0; o < ORDERS; o++) {
    setenv ("ND_STANDIN_ORDER", orders[o], 1);
    assert_true (transposes (whole, 1, 1));
    assert_true (transposes (whole, 33, 65));
    assert_true (transposes (whole, 100, 83));
    first_shows = first_shows || !transposes (first, 100, 83);
    second_shows = second_shows || !transposes (second, 100, 83);
  }
  assert_true (first_shows);
  assert_true (second_shows);
}

/* A launch of a kernel (int *x, int n) that must end with this result and report. */
static void must_fail (const char *source, unsigned int threads, CUresult result,
                       const char *report)
{
  int x[64] = {0}, n = 64;
  CUdeviceptr p = check_array (x, sizeof x);
  assert_ok (check_launch (NULL, check_kernel (source, "k"), 1, threads, 0, &p, &n));
  assert_result (cuCtxSynchronize (), result);
  assert_report (report);
  assert_result (cuMemAlloc_v2 (&p, 16), result); /* the context is lost ... */
  check_tear_down (NULL);                         /* ... until it is reset */
  check_set_up (NULL);
  p = check_array (x, sizeof x);
  assert_ok (cuMemFree_v2 (p));
}

static void divergent_barriers_are_reported (void **state)
{
  (void)state;
  must_fail ("extern \"C\" __global__ void k (int *x, int n)\n"
             "{ if (threadIdx.x < 7) __syncthreads ();\n"
             "  else __syncthreads ();\n  x[0] = n; }",
             32, CUDA_ERROR_LAUNCH_FAILED, "different barriers, in lines 2 and 3");
  must_fail ("extern \"C\" __global__ void k (int *x, int n)\n"
             "{ if (threadIdx.x < 7) return;\n  __syncthreads (); x[0] = n; }",
             32, CUDA_ERROR_LAUNCH_FAILED, "line 3 is not reached by 7 threads");
}

static void absent_lanes_are_reported (void **state)
{
  (void)state;
  must_fail ("extern \"C\" __global__ void k (int *x, int n)\n"
             "{ if (threadIdx.x < 16) x[threadIdx.x] = __shfl_sync (0xffffffffu, n, 0); }",
             32, CUDA_ERROR_LAUNCH_FAILED, "names lane 16, which has exited");
  must_fail ("extern \"C\" __global__ void k (int *x, int n)\n"
             "{ x[threadIdx.x] = __shfl_sync (0xfffffffeu, n, 1); }",
             32, CUDA_ERROR_LAUNCH_FAILED, "lane 0 is not in its own mask");
}

/* ---- memory ------------------------------------------------------------------------------ */

static void wild_stores_are_reported (void **state)
{
  (void)state;
  must_fail ("extern \"C\" __global__ void k (int *x, int n) { x[n * 1000000] = 1; }", 1,
             CUDA_ERROR_ILLEGAL_ADDRESS, "touched");
  must_fail ("extern \"C\" __global__ void k (int *x, int n) { x[n] = 1; }", 1,
             CUDA_ERROR_ILLEGAL_ADDRESS, "were overwritten"); /* one behind the end */
  must_fail ("extern \"C\" __global__ void k (int *x, int n) { x[n * -16 - 1] = 1; }", 1,
             CUDA_ERROR_ILLEGAL_ADDRESS, "touched"); /* before the page */
  must_fail ("extern \"C\" __global__ void k (int *x, int n)\n"
             "{ volatile char deep[500000]; deep[n] = 1; x[0] = deep[n]; }",
             1, CUDA_ERROR_ILLEGAL_ADDRESS, "touched");
}

/* Accesses that a card refuses; x is aligned to 256 bytes. */
static void misaligned_accesses_are_reported (void **state)
{
  (void)state;
  static const char *const accesses[] = {
      "int4 v = __ldg ((const int4 *) (x + 1)); x[0] = v.x;", /* loads */
      "int4 v = *(const int4 *) (x + 2); x[0] = v.x;",
      "const double2 *a = (const double2 *) &x[2]; x[0] = a[n].x > 0;",
      "int4 v = ((const int4 *)x)[1]; *(int2 *) (x + n + 1) = make_int2 (v.x, v.y);", /* stores */
      "int4 v = make_int4 (n, n, n, n); *(int4 *) ((char *)x + 8) = v;",
      "__stcs ((double *) (x + 1), 1.0);",
      "atomicAdd ((unsigned long long *) (x + 1), 1ull);"};
  static const char *const compilers[] = {"", "cc -O1", "c++ -O1"}; /* "": the usual one */
  for (size_t c = 0; c < sizeof compilers / sizeof compilers[0]; c++)
    for (size_t i = 0; i < sizeof accesses / sizeof accesses[0]; i++) {
      char text[256];
      snprintf (text, sizeof text, "extern \"C\" __global__ void k (int *x, int n)\n{ %s }",
                accesses[i]);
      setenv ("ND_STANDIN_CC", compilers[c], 1);
      must_fail (text, 1, CUDA_ERROR_MISALIGNED_ADDRESS, "line 2: misaligned");
    }
  unsetenv ("ND_STANDIN_CC");
}

static void misaligned_parameters_are_reported (void **state)
{
  (void)state;
  CUdeviceptr x = check_array (NULL, 64), odd = x + 4;
  struct {
    CUdeviceptr x, y;
  } both = {x, odd};
  CUfunction kernel = check_kernel ("extern \"C\" __global__ void k (double *x) { *x = 1; }", "k");
  assert_ok (check_launch (NULL, kernel, 1, 1, 0, &odd));
  assert_result (cuCtxSynchronize (), CUDA_ERROR_MISALIGNED_ADDRESS);
  check_tear_down (state);
  check_set_up (state);
  kernel = check_kernel ("typedef struct { const double *x, *y; } both;\n"
                         "extern \"C\" __global__ void k (const both p) { *(double *)p.x = *p.y; }",
                         "k");
  assert_ok (check_launch (NULL, kernel, 1, 1, 0, &both));
  assert_result (cuCtxSynchronize (), CUDA_ERROR_MISALIGNED_ADDRESS);
}

static void shared_memory_starts_unset (void **state)
{
  (void)state;
  CUfunction kernel = check_kernel ("extern \"C\" __global__ void k (double *x)\n"
                                    "{\n"
                                    "  __shared__ double fixed[40];\n"
                                    "  extern __shared__ double chosen[];\n"
                                    "  x[2 * blockIdx.x] = fixed[threadIdx.x + 39];\n"
                                    "  x[2 * blockIdx.x + 1] = chosen[9];\n"
                                    "  __syncthreads ();\n"
                                    "  fixed[39] = 1; chosen[9] = 1;\n"
                                    "}\n",
                                    "k");
  double x[8];
  CUdeviceptr p = check_array (NULL, sizeof x);
  assert_ok (check_launch (NULL, kernel, 4, 1, 80, &p));
  assert_ok (cuMemcpyDtoH_v2 (x, p, sizeof x));
  for (int i = 0; i < 8; i++)
    assert_true (isnan (x[i]));
}

int main (void)
{
  const struct CMUnitTest tests[] = {check_test (elementwise_kernels_compute),
                                     check_test (sums_do_not_depend_on_the_order),
                                     check_test (lanes_warps_and_blocks_take_turns_by_a_seed),
                                     check_test (missing_barriers_show),
                                     check_test (divergent_barriers_are_reported),
                                     check_test (absent_lanes_are_reported),
                                     check_test (wild_stores_are_reported),
                                     check_test (misaligned_accesses_are_reported),
                                     check_test (misaligned_parameters_are_reported),
                                     check_test (shared_memory_starts_unset)};
  return cmocka_run_group_tests (tests, NULL, NULL);
}
