#define _GNU_SOURCE
/* NVRTC: options, logs, images and the cache; what of CUDA C the shim knows. */
#include "check_standin.h"
#include <dirent.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const char plain[] = "extern \"C\" __global__ void k (int *x) { *x = VALUE; }";

/* A copy of the program's image, for the test to free. */
static char *image_of (nvrtcProgram program, bool is_ptx, size_t *size)
{
  assert_ok (is_ptx ? nvrtcGetPTXSize (program, size) : nvrtcGetCUBINSize (program, size));
  char *image = malloc (*size + 1);
  assert_non_null (image);
  assert_ok (is_ptx ? nvrtcGetPTX (program, image) : nvrtcGetCUBIN (program, image));
  return image;
}

static void options_are_looked_at (void **state)
{
  (void)state;
  static const struct {
    const char *option;
    nvrtcResult result;
  } cases[] = {{"-DVALUE=1", NVRTC_SUCCESS},
               {"--fmad=false", NVRTC_ERROR_COMPILATION}, /* VALUE is not defined */
               {"-arch=sm_90", NVRTC_ERROR_COMPILATION},
               {"-arch=sm_42", NVRTC_ERROR_INVALID_OPTION},
               {"--gpu-architecture=compute_120x", NVRTC_ERROR_INVALID_OPTION},
               {"--no-such-option", NVRTC_ERROR_INVALID_OPTION}};
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    nvrtcProgram program;
    assert_result (check_compile (plain, cases[i].option, &program), cases[i].result);
    assert_ok (nvrtcDestroyProgram (&program));
    assert_null (program);
  }
}

static void mistakes_are_in_the_log (void **state)
{
  (void)state;
  nvrtcProgram program;
  size_t size;
  char log[20000];
  assert_result (check_compile ("extern \"C\" __global__ void k (int *x)\n{\n  *x = nonsense;\n}",
                                "-arch=sm_90", &program),
                 NVRTC_ERROR_COMPILATION);
  assert_ok (nvrtcGetProgramLogSize (program, &size));
  assert_in_range (size, 10, sizeof log);
  assert_ok (nvrtcGetProgramLog (program, log));
  assert_int_equal (strlen (log), size - 1);
  assert_non_null (strstr (log, "kernel.cu:3"));
  assert_ok (nvrtcGetCUBINSize (program, &size));
  assert_int_equal (size, 0);
  assert_ok (nvrtcDestroyProgram (&program));
  assert_result (nvrtcDestroyProgram (&program), NVRTC_ERROR_INVALID_PROGRAM);
}

static void images_are_for_an_architecture (void **state)
{
  (void)state;
  nvrtcProgram program;
  CUmodule module;
  size_t size;
  const char source[] = "extern \"C\" __global__ void k (int *x) { *x = 1; }";
  assert_ok (check_compile (source, "-arch=sm_80", &program));
  char *cubin = image_of (program, false, &size), *ptx = image_of (program, true, &size);
  assert_int_equal (strlen (ptx), size - 1);
  assert_ok (nvrtcDestroyProgram (&program));
  assert_result (cuModuleLoadData (&module, cubin), CUDA_ERROR_NO_BINARY_FOR_GPU);
  assert_report ("sm_80 on a card with sm_90");
  assert_ok (cuModuleLoadData (&module, ptx));
  setenv ("ND_STANDIN_CAPABILITY", "86", 1);
  assert_ok (cuModuleLoadData (&module, cubin));
  setenv ("ND_STANDIN_CAPABILITY", "75", 1);
  assert_result (cuModuleLoadData (&module, ptx), CUDA_ERROR_NO_BINARY_FOR_GPU);
  unsetenv ("ND_STANDIN_CAPABILITY");
  setenv ("ND_STANDIN_DRIVER_VERSION", "12040", 1);
  assert_result (cuModuleLoadData (&module, ptx), CUDA_ERROR_UNSUPPORTED_PTX_VERSION);
  free (cubin);
  free (ptx);
  assert_ok (check_compile (source, "-arch=compute_80", &program));
  assert_ok (nvrtcGetCUBINSize (program, &size));
  assert_int_equal (size, 0);
  assert_ok (nvrtcDestroyProgram (&program));
}

static void damaged_images_are_refused (void **state)
{
  (void)state;
  nvrtcProgram program;
  CUmodule module;
  size_t size;
  assert_ok (check_compile ("extern \"C\" __global__ void k (int *x) { *x = 1; }", "-arch=sm_90",
                            &program));
  char *image = image_of (program, false, &size);
  assert_ok (nvrtcDestroyProgram (&program));
  image[size / 2] ^= 1;
  assert_result (cuModuleLoadData (&module, image), CUDA_ERROR_INVALID_IMAGE);
  image[size / 2] ^= 1;
  assert_ok (cuModuleLoadData (&module, image));
  assert_result (cuModuleLoadData (&module, "no image"), CUDA_ERROR_INVALID_IMAGE);
  free (image);
}

static void kernels_are_found_by_name (void **state)
{
  (void)state;
  CUfunction first = check_kernel ("extern \"C\" __global__ void k (void) { }\n"
                                   "extern \"C\" __global__ void other (int *x) { *x = 1; }\n"
                                   "// extern \"C\" __global__ void comment (int *x) { }\n"
                                   "__global__ void mangled (int *x) { *x = 1; }\n",
                                   "k");
  CUfunction f;
  CUmodule module = first->module;
  assert_ok (check_launch (NULL, first, 1, 1, 0, NULL));
  assert_ok (cuCtxSynchronize ());
  assert_ok (cuModuleGetFunction (&f, module, "other"));
  assert_result (cuModuleGetFunction (&f, module, "comment"), CUDA_ERROR_NOT_FOUND);
  assert_result (cuModuleGetFunction (&f, module, "mangled"), CUDA_ERROR_NOT_FOUND);
  assert_report ("is it extern \"C\"?");
  assert_ok (cuModuleUnload (module));
  assert_result (cuModuleUnload (module), CUDA_ERROR_INVALID_HANDLE);
  assert_result (check_launch (NULL, first, 1, 1, 0, NULL), CUDA_ERROR_INVALID_HANDLE);
}

/* Removes the folder's files; returns how many there were. */
static int empty_folder (const char *folder)
{
  int count = 0;
  DIR *files = opendir (folder);
  assert_non_null (files);
  for (const struct dirent *file; (file = readdir (files));)
    if (file->d_name[0] != '.') {
      assert_int_equal (unlinkat (dirfd (files), file->d_name, 0), 0);
      count++;
    }
  closedir (files);
  return count;
}

static void compiled_kernels_are_kept (void **state)
{
  (void)state;
  char folder[] = "/tmp/nd-standin-test-XXXXXX", source[100];
  assert_non_null (mkdtemp (folder));
  setenv ("ND_STANDIN_CACHE", folder, 1);
  snprintf (source, sizeof source, "extern \"C\" __global__ void k (int *x) { *x = 1; }");
  long before = nd_standin_calls ("run_compiler");
  check_kernel (source, "k");
  check_kernel (source, "k");
  assert_int_equal (nd_standin_calls ("run_compiler") - before, 1);
  snprintf (source, sizeof source, "extern \"C\" __global__ void k (int *x) { *x = 2; }");
  check_kernel (source, "k");
  assert_int_equal (nd_standin_calls ("run_compiler") - before, 2);
  unsetenv ("ND_STANDIN_CACHE");
  assert_int_equal (empty_folder (folder), 2);
  assert_int_equal (rmdir (folder), 0);
}

static void cxx_is_compiled_too (void **state)
{
  (void)state;
  int x = 0;
  CUdeviceptr p = check_array (&x, sizeof x);
  CUfunction kernel = check_kernel (
      "template <class T> __device__ T twice (T x) { return x + x; }\n"
      "extern \"C\" __global__ void k (int *x)\n"
      "{ __shared__ int s[2]; s[threadIdx.x] = twice (21); __syncthreads (); x[0] = s[0]; }",
      "k");
  assert_ok (check_launch (NULL, kernel, 1, 2, 0, &p));
  assert_ok (cuMemcpyDtoH_v2 (&x, p, sizeof x));
  assert_int_equal (x, 42);
}

/* Expressions of thread t of 32, and what they are on a card. */
static const struct {
  const char *expression;
  double expected; /* of thread 5 */
} expressions[] = {
    {"__shfl_sync (~0u, t, 3)", 3},
    {"__shfl_sync (~0u, t, 9, 8)", 1},
    {"__shfl_up_sync (~0u, t, 2)", 3},
    {"__shfl_up_sync (~0u, t, 6)", 5},
    {"__shfl_down_sync (~0u, t, 2u)", 7},
    {"__shfl_xor_sync (~0u, t, 16)", 21},
    {"__ballot_sync (~0u, t < 4)", 15},
    {"__any_sync (~0u, t == 31)", 1},
    {"__all_sync (~0u, t < 31)", 0},
    {"__match_any_sync (~0u, t / 4)", 0xF0},
    {"__reduce_add_sync (~0u, (unsigned) t)", 496},
    {"__reduce_min_sync (~0u, t - 3)", -3},
    {"__reduce_max_sync (~0u, (unsigned) (t - 3))", 4294967295.0},
    {"__reduce_or_sync (~0u, (unsigned) t)", 31},
    {"__syncthreads_count (t > 9)", 22},
    {"__syncthreads_and (t > 9)", 0},
    {"__syncthreads_or (t > 9)", 1},
    {"__popc (0xF0F0u)", 8},
    {"__popcll (~0ull)", 64},
    {"__clz (1)", 31},
    {"__clz (0)", 32},
    {"__clzll (1ll << 40)", 23},
    {"__ffs (8)", 4},
    {"__ffs (0)", 0},
    {"__ffsll (1ll << 40)", 41},
    {"__brev (1u)", 2147483648.0},
    {"__byte_perm (0x33221100u, 0x77665544u, 0x7531u)", 0x77553311},
    {"__funnelshift_r (0x80000000u, 1u, 31)", 3},
    {"__umulhi (0x80000000u, 6u)", 3},
    {"__mulhi (-2147483647 - 1, 4)", -2},
    {"(double) __umul64hi (1ull << 63, 6ull)", 3},
    {"(double) __mul64hi (-9223372036854775807LL - 1, 4)", -2},
    {"__double2int_rn (2.5)", 2},
    {"__double2int_rn (1e30)", 2147483647},
    {"__double2int_rz (-2.9)", -2},
    {"__float2int_ru (2.1f)", 3},
    {"__float2int_rd (__int_as_float (0x7fffffff))", 0},
    {"__double2uint_rn (-5.0)", 0},
    {"(double) __double2ll_rn (1e30)", 9223372036854775807.0},
    {"__float_as_int (1.0f)", 0x3f800000},
    {"__hiloint2double (0x3ff00000, 0)", 1},
    {"max (t, 7u) + min (t, 7)", 12},
    {"isnan (0.0 / (t - 5)) + 2 * isinf (1.0 / (t - 5)) + 4 * (signbit (-0.0f) != 0)", 7},
    {"sinpi (1.0) + cospi (1.0)", -1},
    {"make_float4 (1, 2, 3, 4).z", 3},
};

static void intrinsics_give_what_a_card_gives (void **state)
{
  (void)state;
  enum { COUNT = sizeof expressions / sizeof expressions[0] };
  double results[COUNT];
  char source[COUNT * 160];
  int n = snprintf (source, sizeof source,
                    "extern \"C\" __global__ void k (double *x)\n{ int t = threadIdx.x;\n");
  for (int i = 0; i < COUNT; i++)
    n += snprintf (source + n, sizeof source - (size_t)n,
                   "{ double v = %s; if (t == 5) x[%d] = v; }\n", expressions[i].expression, i);
  snprintf (source + n, sizeof source - (size_t)n, "}\n");
  CUdeviceptr p = check_array (NULL, sizeof results);
  assert_ok (check_launch (NULL, check_kernel (source, "k"), 1, 32, 0, &p));
  assert_ok (cuMemcpyDtoH_v2 (results, p, sizeof results));
  for (int i = 0; i < COUNT; i++)
    if (results[i] != expressions[i].expected)
      fail_msg ("%s is %.17g, not %.17g", expressions[i].expression, results[i],
                expressions[i].expected);
}

static void atomics_combine_all_threads (void **state)
{
  (void)state;
  unsigned long long x[6] = {0, ~0ull, 0, 7, 0, 1};
  CUdeviceptr p = check_array (x, sizeof x);
  CUfunction kernel =
      check_kernel ("extern \"C\" __global__ void k (unsigned long long *x)\n"
                    "{ unsigned long long t = blockIdx.x * blockDim.x + threadIdx.x;\n"
                    "  atomicAdd (x, t); atomicMin (x + 1, t + 3); atomicMax (x + 2, t);\n"
                    "  atomicCAS (x + 3, 7ull, t + 100); atomicOr (x + 4, 1ull << (t & 63));\n"
                    "  atomicExch (x + 5, 9ull); }",
                    "k");
  assert_ok (check_launch (NULL, kernel, 4, 32, 0, &p));
  assert_ok (cuMemcpyDtoH_v2 (x, p, sizeof x));
  assert_true (x[0] == 127 * 128 / 2 && x[1] == 3 && x[2] == 127 && x[3] == 100 && x[4] == ~0ull &&
               x[5] == 9);
}

int main (void)
{
  const struct CMUnitTest tests[] = {check_test (options_are_looked_at),
                                     check_test (mistakes_are_in_the_log),
                                     check_test (images_are_for_an_architecture),
                                     check_test (damaged_images_are_refused),
                                     check_test (kernels_are_found_by_name),
                                     check_test (compiled_kernels_are_kept),
                                     check_test (cxx_is_compiled_too),
                                     check_test (intrinsics_give_what_a_card_gives),
                                     check_test (atomics_combine_all_threads)};
  return cmocka_run_group_tests (tests, NULL, NULL);
}
