#define _GNU_SOURCE
/* cuBLAS, cuSOLVER and cuFFT: in stream order, with checked handles and sizes, failing on demand.
 */
#include "check_standin.h"
#include <string.h>

enum { REAL = 1, COMPLEX = 5, COMPUTE_DOUBLE = 70, FORWARD = -1, BACKWARD = 1, LOWER = 0 };

/* The functions that are tried; the package's own headers have them with types that cannot be
   mixed with the driver's here. */
int cublasCreate_v2 (void **handle);
int cublasDestroy_v2 (void *handle);
int cublasSetStream_v2 (void *handle, CUstream stream);
int cublasGemmEx (void *handle, int op_a, int op_b, int m, int n, int k, const void *alpha,
                  const void *a, int a_type, int lda, const void *b, int b_type, int ldb,
                  const void *beta, void *c, int c_type, int ldc, int compute, int algorithm);
int cublasGemmStridedBatchedEx (void *handle, int op_a, int op_b, int m, int n, int k,
                                const void *alpha, const void *a, int a_type, int lda,
                                long long a_step, const void *b, int b_type, int ldb,
                                long long b_step, const void *beta, void *c, int c_type, int ldc,
                                long long c_step, int pages, int compute, int algorithm);
int cusolverDnCreate (void **handle);
int cusolverDnDestroy (void *handle);
int cusolverDnCreateParams (void **parameters);
int cusolverDnDestroyParams (void *parameters);
int cusolverDnXpotrf_bufferSize (void *handle, void *parameters, int part, int64_t n, int type,
                                 const void *a, int64_t lda, int compute, size_t *device,
                                 size_t *host);
int cusolverDnXpotrf (void *handle, void *parameters, int part, int64_t n, int type, void *a,
                      int64_t lda, int compute, void *device, size_t device_bytes, void *host,
                      size_t host_bytes, int *info);
int cufftCreate (int *plan);
int cufftDestroy (int plan);
int cufftXtMakePlanMany (int plan, int rank, long long *length, long long *in, long long in_stride,
                         long long in_distance, int from, long long *out, long long out_stride,
                         long long out_distance, int to, long long batch, size_t *bytes,
                         int execution);
int cufftXtExec (int plan, void *from, void *to, int direction);

static const double a[4] = {1, 2, 3, 4}, b[4] = {5, 6, 7, 8}; /* column by column */

/* c = a b for 2x2 doubles. */
static int multiply (void *handle, CUdeviceptr x, CUdeviceptr y, CUdeviceptr c, int rows)
{
  const double one = 1, zero = 0;
  return cublasGemmEx (handle, 0, 0, rows, 2, 2, &one, device_pointer (x), REAL, 2,
                       device_pointer (y), REAL, 2, &zero, device_pointer (c), REAL, 2,
                       COMPUTE_DOUBLE, -1);
}

static void products_run_in_stream_order (void **state)
{
  (void)state;
  void *handle;
  CUstream stream;
  double c[4] = {0};
  CUdeviceptr x = check_array (a, sizeof a), y = check_array (b, sizeof b);
  CUdeviceptr z = check_array (c, sizeof c);
  assert_ok (cuStreamCreate (&stream, CU_STREAM_NON_BLOCKING));
  assert_ok (cublasCreate_v2 (&handle));
  assert_ok (cublasSetStream_v2 (handle, stream));
  assert_ok (multiply (handle, x, y, z, 2));
  assert_ok (cuMemcpyDtoH_v2 (c, z, sizeof c));
  assert_true (c[0] == 0); /* not yet */
  assert_ok (cuStreamSynchronize (stream));
  assert_ok (cuMemcpyDtoH_v2 (c, z, sizeof c));
  assert_true (c[0] == 23 && c[1] == 34 && c[2] == 31 && c[3] == 46);
  assert_ok (cublasDestroy_v2 (handle));
}

/* The transposed pages of a, 2x2 each, times the one page of b. */
static int multiply_pages (void *handle, CUdeviceptr x, CUdeviceptr y, CUdeviceptr c,
                           long long c_step, int pages)
{
  const double one = 1, zero = 0;
  return cublasGemmStridedBatchedEx (handle, 1, 0, 2, 2, 2, &one, device_pointer (x), REAL, 2, 4,
                                     device_pointer (y), REAL, 2, 0, &zero, device_pointer (c),
                                     REAL, 2, c_step, pages, COMPUTE_DOUBLE, -1);
}

static void pages_are_multiplied (void **state)
{
  (void)state;
  static const double pages[8] = {1, 2, 3, 4, 0, 1, 1, 0};
  static const double expected[8] = {17, 39, 23, 53, 6, 5, 8, 7};
  void *handle;
  double c[8];
  CUdeviceptr x = check_array (pages, sizeof pages), y = check_array (b, sizeof b);
  CUdeviceptr z = check_array (NULL, sizeof c);
  assert_ok (cublasCreate_v2 (&handle));
  assert_ok (multiply_pages (handle, x, y, z, 4, 2));
  assert_ok (cuCtxSynchronize ());
  assert_ok (cuMemcpyDtoH_v2 (c, z, sizeof c));
  assert_memory_equal (c, expected, sizeof c);
  assert_true (multiply_pages (handle, x, y, z, 3, 2) != 0); /* results would overlap */
  assert_true (multiply_pages (handle, x, y, z, 4, 3) != 0);
  assert_report ("not inside one live allocation");
  assert_ok (cublasDestroy_v2 (handle));
}

static void handles_and_sizes_are_checked (void **state)
{
  (void)state;
  void *handle, *solver;
  CUdeviceptr x = check_array (a, sizeof a), y = check_array (b, sizeof b);
  CUdeviceptr z = check_array (NULL, sizeof a);
  assert_ok (cublasCreate_v2 (&handle));
  assert_ok (cusolverDnCreate (&solver));
  assert_true (multiply (solver, x, y, z, 2) != 0);
  assert_report ("no handle of this library");
  assert_true (multiply (handle, x, y, z, 3) != 0); /* more rows than the leading dimension */
  assert_true (multiply (handle, x + 8, y, z, 2) != 0);
  assert_report ("not inside one live allocation");
  setenv ("ND_STANDIN_FAIL", "cublasGemmEx:1", 1);
  assert_true (multiply (handle, x, y, z, 2) != 0);
  assert_ok (multiply (handle, x, y, z, 2));
  assert_ok (cublasDestroy_v2 (handle));
  assert_true (cublasDestroy_v2 (handle) != 0);
  assert_ok (cusolverDnDestroy (solver));
}

static void factors_report_where_they_stop (void **state)
{
  (void)state;
  void *handle, *parameters;
  size_t device_bytes, host_bytes;
  double x[4] = {4, 2, 2, 1}; /* singular: the second pivot is zero */
  int info = -1;
  CUdeviceptr p = check_array (x, sizeof x), where = check_array (&info, sizeof info);
  assert_ok (cusolverDnCreate (&handle));
  assert_ok (cusolverDnCreateParams (&parameters));
  assert_ok (cusolverDnXpotrf_bufferSize (handle, parameters, LOWER, 2, REAL, device_pointer (p), 2,
                                          REAL, &device_bytes, &host_bytes));
  CUdeviceptr work = check_array (NULL, device_bytes);
  char *host_work = malloc (host_bytes + 1);
  assert_non_null (host_work);
  assert_ok (cusolverDnXpotrf (handle, parameters, LOWER, 2, REAL, device_pointer (p), 2, REAL,
                               device_pointer (work), device_bytes, host_work, host_bytes,
                               device_pointer (where)));
  assert_ok (cuMemcpyDtoH_v2 (&info, where, sizeof info));
  assert_int_equal (info, 2);
  free (host_work);
  assert_ok (cusolverDnDestroyParams (parameters));
  assert_ok (cusolverDnDestroy (handle));
}

static void transforms_come_back (void **state)
{
  (void)state;
  enum { N = 6 };
  double x[2 * N], y[2 * N];
  long long length[1] = {N};
  size_t bytes;
  int plan;
  for (int i = 0; i < 2 * N; i++)
    x[i] = i * i % 7;
  CUdeviceptr p = check_array (x, sizeof x), q = check_array (NULL, sizeof x);
  assert_ok (cufftCreate (&plan));
  assert_ok (cufftXtMakePlanMany (plan, 1, length, length, 1, N, COMPLEX, length, 1, N, COMPLEX, 1,
                                  &bytes, COMPLEX));
  assert_ok (cufftXtExec (plan, device_pointer (p), device_pointer (q), FORWARD));
  assert_ok (cuMemsetD8Async (p, 0, sizeof x, NULL));
  assert_ok (cufftXtExec (plan, device_pointer (q), device_pointer (p), BACKWARD));
  assert_ok (cuMemcpyDtoH_v2 (y, p, sizeof y));
  for (int i = 0; i < 2 * N; i++)
    assert_true (y[i] / N - x[i] < 1e-12 && x[i] - y[i] / N < 1e-12);
  assert_true (cufftXtExec (plan, device_pointer (p + 16), device_pointer (q), FORWARD) != 0);
  assert_ok (cufftDestroy (plan));
  assert_true (cufftDestroy (plan) != 0);
}

static void real_elements_start_where_a_pair_may (void **state)
{
  (void)state;
  enum { N = 4 };
  const double x[N + 2] = {0, 0, 1, 1, 1, 1};
  long long length[1] = {N}, half[1] = {N / 2 + 1};
  double y[2 * (N / 2 + 1)];
  size_t bytes;
  int plan;
  CUdeviceptr p = check_array (x, sizeof x), q = check_array (NULL, sizeof y);
  assert_ok (cufftCreate (&plan));
  assert_ok (cufftXtMakePlanMany (plan, 1, length, length, 1, N, REAL, half, 1, N / 2 + 1, COMPLEX,
                                  1, &bytes, COMPLEX));
  assert_true (cufftXtExec (plan, device_pointer (p + 8), device_pointer (q), FORWARD) != 0);
  assert_report ("no multiple of 16");
  assert_ok (cufftXtExec (plan, device_pointer (p + 16), device_pointer (q), FORWARD));
  assert_ok (cuMemcpyDtoH_v2 (y, q, sizeof y));
  assert_true (y[0] == N && y[2] == 0 && y[4] == 0);
  assert_ok (cufftDestroy (plan));
}

int main (void)
{
  const struct CMUnitTest tests[] = {check_test (products_run_in_stream_order),
                                     check_test (pages_are_multiplied),
                                     check_test (handles_and_sizes_are_checked),
                                     check_test (factors_report_where_they_stop),
                                     check_test (transforms_come_back),
                                     check_test (real_elements_start_where_a_pair_may)};
  return cmocka_run_group_tests (tests, NULL, NULL);
}
