/* cuSOLVER of the stand-in.  Every function asks for a workspace and checks that it gets it. */
#include "device/cuda/solver.h"
#include "library.h"
#include <string.h>

#define DECLARE(name, arguments) __attribute__ ((visibility ("default"))) int name arguments;
ND_CUDA_SOLVER_REQUIRED (DECLARE)
ND_CUDA_SOLVER_OPTIONAL (DECLARE)
#undef DECLARE

enum {
  SUCCESS = 0,
  NOT_INITIALIZED = 1,
  ALLOC_FAILED = 2,
  INVALID_VALUE = 3,
  EXECUTION_FAILED = 6,
  NOT_SUPPORTED = 9,
  INVALID_WORKSPACE = 31
};

enum { DEVICE_BYTES = 1000, HOST_BYTES = 64 }; /* of every workspace */

#define ENTER(handle, body) LIBRARY_CALL (__func__, handle, LIBRARY_SOLVER, body)

int cusolverDnCreate (cusolverDnHandle_t *handle)
{
  LIBRARY_CREATE (handle, LIBRARY_SOLVER);
}

int cusolverDnCreateParams (cusolverDnParams_t *params)
{
  LIBRARY_CREATE (params, LIBRARY_PARAMETERS);
}

int cusolverDnDestroy (cusolverDnHandle_t handle)
{
  ENTER (handle, (library_handle_free (handle), SUCCESS));
}

int cusolverDnDestroyParams (cusolverDnParams_t params)
{
  bool is_good = library_enter (__func__) && library_handle_is_good (params, LIBRARY_PARAMETERS);
  if (is_good)
    library_handle_free (params);
  library_leave ();
  return is_good ? SUCCESS : INVALID_VALUE;
}

int cusolverDnSetStream (cusolverDnHandle_t handle, cudaStream_t stream)
{
  ENTER (handle, library_handle_set_stream (handle, stream) ? SUCCESS : INVALID_VALUE);
}

/* ---- checks -------------------------------------------------------------------------------- */

static int tell_sizes (cusolverDnParams_t params, size_t *device_bytes, size_t *host_bytes)
{
  if (!library_handle_is_good (params, LIBRARY_PARAMETERS))
    return INVALID_VALUE;
  *device_bytes = DEVICE_BYTES;
  *host_bytes = HOST_BYTES;
  return SUCCESS;
}

static bool holds (int type, const void *a, int64_t rows, int64_t columns)
{
  return library_holds (a, rows * columns * (int64_t)linear_size (type));
}

static int submit (cusolverDnHandle_t handle, const library_call *call)
{
  return library_submit (handle, call) ? SUCCESS : EXECUTION_FAILED;
}

/* A function works with the host's workspace until it is done. */
static void write_workspace (const library_call *c)
{
  memset (c->out[0], 1, HOST_BYTES);
}

static int check_workspaces (cusolverDnHandle_t handle, cusolverDnParams_t params, void *device,
                             size_t device_bytes, void *host, size_t host_bytes, const int *info)
{
  const library_call call = {.run = write_workspace, .out = {host}};
  if (!library_handle_is_good (params, LIBRARY_PARAMETERS))
    return INVALID_VALUE;
  if (device_bytes < DEVICE_BYTES || host_bytes < HOST_BYTES ||
      !library_holds (device, DEVICE_BYTES) || !library_holds (info, sizeof *info))
    return INVALID_WORKSPACE;
  return submit (handle, &call);
}

/* A function that computes, and the one that asks before it how large its workspaces must be, if
   the arguments are right. */
#define ENTER_WITH_WORK(handle, body)                                                              \
  ENTER (handle, check_workspaces (handle, params, device, device_bytes, host, host_bytes, info)   \
                     ?: (body))
#define ENTER_FOR_SIZES(handle, are_right)                                                         \
  ENTER (handle, (are_right) ? tell_sizes (params, device_bytes, host_bytes) : INVALID_VALUE)

/* The real type of a type. */
static int real_of (int type)
{
  return type == CUDA_C_64F ? CUDA_R_64F : type == CUDA_C_32F ? CUDA_R_32F : type;
}

/* ---- LU ------------------------------------------------------------------------------------ */

int cusolverDnXgetrf_bufferSize (cusolverDnHandle_t handle, cusolverDnParams_t params, int64_t m,
                                 int64_t n, cudaDataType type, const void *a, int64_t lda,
                                 cudaDataType compute, size_t *device_bytes, size_t *host_bytes)
{
  ENTER_FOR_SIZES (handle, lda >= m && n > 0 && a && type == compute);
}

static void run_getrf (const library_call *c)
{
  *c->info = linear_getrf (c->type, c->n[0], c->n[1], c->out[0], c->n[0], c->out[1]);
}

static int getrf (cusolverDnHandle_t handle, int64_t m, int64_t n, int type, void *a, int64_t lda,
                  int64_t *pivots, int *info)
{
  const int64_t count = m < n ? m : n;
  if (lda != m || !holds (type, a, m, n) || !library_holds (pivots, count * 8))
    return INVALID_VALUE;
  const library_call call = {
      .run = run_getrf, .type = type, .n = {m, n}, .out = {a, pivots}, .info = info};
  return submit (handle, &call);
}

int cusolverDnXgetrf (cusolverDnHandle_t handle, cusolverDnParams_t params, int64_t m, int64_t n,
                      cudaDataType type, void *a, int64_t lda, int64_t *pivots,
                      cudaDataType compute, void *device, size_t device_bytes, void *host,
                      size_t host_bytes, int *info)
{
  (void)compute;
  ENTER_WITH_WORK (handle, getrf (handle, m, n, type, a, lda, pivots, info));
}

/* ---- Cholesky and QR ----------------------------------------------------------------------- */

int cusolverDnXpotrf_bufferSize (cusolverDnHandle_t handle, cusolverDnParams_t params,
                                 cublasFillMode_t part, int64_t n, cudaDataType type, const void *a,
                                 int64_t lda, cudaDataType compute, size_t *device_bytes,
                                 size_t *host_bytes)
{
  ENTER_FOR_SIZES (handle, part <= CUBLAS_FILL_MODE_UPPER && lda >= n && a && type == compute);
}

static void run_potrf (const library_call *c)
{
  *c->info = linear_potrf (c->type, (int)c->n[1], c->n[0], c->out[0], c->n[0]);
}

static int potrf (cusolverDnHandle_t handle, int part, int64_t n, int type, void *a, int64_t lda,
                  int *info)
{
  if (lda != n || !holds (type, a, n, n))
    return INVALID_VALUE;
  const library_call call = {.run = run_potrf,
                             .type = type,
                             .n = {n, part == CUBLAS_FILL_MODE_UPPER},
                             .out = {a},
                             .info = info};
  return submit (handle, &call);
}

int cusolverDnXpotrf (cusolverDnHandle_t handle, cusolverDnParams_t params, cublasFillMode_t part,
                      int64_t n, cudaDataType type, void *a, int64_t lda, cudaDataType compute,
                      void *device, size_t device_bytes, void *host, size_t host_bytes, int *info)
{
  (void)compute;
  ENTER_WITH_WORK (handle, potrf (handle, part, n, type, a, lda, info));
}

int cusolverDnXgeqrf_bufferSize (cusolverDnHandle_t handle, cusolverDnParams_t params, int64_t m,
                                 int64_t n, cudaDataType type, const void *a, int64_t lda,
                                 cudaDataType tau_type, const void *tau, cudaDataType compute,
                                 size_t *device_bytes, size_t *host_bytes)
{
  ENTER_FOR_SIZES (handle, lda >= m && n > 0 && a && tau && type == compute && type == tau_type);
}

static void run_geqrf (const library_call *c)
{
  *c->info = linear_geqrf (c->type, c->n[0], c->n[1], c->out[0], c->n[0], c->out[1]);
}

static int geqrf (cusolverDnHandle_t handle, int64_t m, int64_t n, int type, void *a, int64_t lda,
                  void *tau, int *info)
{
  if (lda != m || !holds (type, a, m, n) || !holds (type, tau, m < n ? m : n, 1))
    return INVALID_VALUE;
  const library_call call = {
      .run = run_geqrf, .type = type, .n = {m, n}, .out = {a, tau}, .info = info};
  return submit (handle, &call);
}

int cusolverDnXgeqrf (cusolverDnHandle_t handle, cusolverDnParams_t params, int64_t m, int64_t n,
                      cudaDataType type, void *a, int64_t lda, cudaDataType tau_type, void *tau,
                      cudaDataType compute, void *device, size_t device_bytes, void *host,
                      size_t host_bytes, int *info)
{
  (void)compute;
  (void)tau_type;
  ENTER_WITH_WORK (handle, geqrf (handle, m, n, type, a, lda, tau, info));
}

/* ---- products with Q ----------------------------------------------------------------------- */

static void run_ormqr (const library_call *c)
{
  *c->info = linear_ormqr (c->type, (int)c->n[3], c->n[0], c->n[1], c->n[2], c->in[0], c->n[0],
                           c->in[1], c->out[0], c->n[0]);
}

static int ormqr (cusolverDnHandle_t handle, int type, int side, int op, int m, int n, int k,
                  const void *a, int lda, const void *tau, void *b, int ldb, void *work, int length,
                  int *info)
{
  const int adjoint = type == CUDA_R_32F || type == CUDA_R_64F ? CUBLAS_OP_T : CUBLAS_OP_C;
  if (side != CUBLAS_SIDE_LEFT || (op != CUBLAS_OP_N && op != adjoint) || lda != m || ldb != m ||
      length < DEVICE_BYTES || !holds (type, work, DEVICE_BYTES, 1) || !holds (type, a, m, k) ||
      !holds (type, tau, k, 1) || !holds (type, b, m, n) || !library_holds (info, sizeof *info))
    return INVALID_VALUE;
  const library_call call = {
      .run = run_ormqr, .type = type, .n = {m, n, k, op}, .in = {a, tau}, .out = {b}, .info = info};
  return submit (handle, &call);
}

static int tell_length (int *length)
{
  *length = DEVICE_BYTES;
  return SUCCESS;
}

#define DEFINE_ORMQR(name, code, type)                                                             \
  int name##_bufferSize (cusolverDnHandle_t handle, cublasSideMode_t side, cublasOperation_t op,   \
                         int m, int n, int k, const type *a, int lda, const type *tau,             \
                         const type *b, int ldb, int *length)                                      \
  {                                                                                                \
    (void)side;                                                                                    \
    (void)op;                                                                                      \
    ENTER (handle, a &&tau &&b &&lda >= m && ldb >= m && n > 0 && k > 0 ? tell_length (length)     \
                                                                        : INVALID_VALUE);          \
  }                                                                                                \
  int name (cusolverDnHandle_t handle, cublasSideMode_t side, cublasOperation_t op, int m, int n,  \
            int k, const type *a, int lda, const type *tau, type *b, int ldb, type *work,          \
            int length, int *info)                                                                 \
  {                                                                                                \
    ENTER (handle,                                                                                 \
           ormqr (handle, code, side, op, m, n, k, a, lda, tau, b, ldb, work, length, info));      \
  }
DEFINE_ORMQR (cusolverDnSormqr, CUDA_R_32F, float)
DEFINE_ORMQR (cusolverDnDormqr, CUDA_R_64F, double)
DEFINE_ORMQR (cusolverDnCunmqr, CUDA_C_32F, cuComplex)
DEFINE_ORMQR (cusolverDnZunmqr, CUDA_C_64F, cuDoubleComplex)

/* ---- singular values ----------------------------------------------------------------------- */

/* As cuSOLVER, which takes no matrix that is wider than tall. */
int cusolverDnXgesvd_bufferSize (cusolverDnHandle_t handle, cusolverDnParams_t params,
                                 signed char job_u, signed char job_v, int64_t m, int64_t n,
                                 cudaDataType type, const void *a, int64_t lda, cudaDataType s_type,
                                 const void *s, cudaDataType u_type, const void *u, int64_t ldu,
                                 cudaDataType v_type, const void *v, int64_t ldv,
                                 cudaDataType compute, size_t *device_bytes, size_t *host_bytes)
{
  ENTER_FOR_SIZES (handle, m >= n && job_u == job_v && a && s && lda >= m && ldu >= m && ldv >= n &&
                               s_type == real_of (type) && u_type == type && v_type == type &&
                               compute == type && !u == !v);
}

static void run_gesvd (const library_call *c)
{
  *c->info = linear_gesvd (c->type, (char)c->n[2], c->n[0], c->n[1], c->out[0], c->n[0], c->out[1],
                           c->out[2], c->n[0], c->out[3], c->n[1]);
}

static int gesvd (cusolverDnHandle_t handle, char job, int64_t m, int64_t n, int type, void *a,
                  void *s, void *u, void *v, int *info)
{
  if (m < n || !holds (type, a, m, n) || !holds (real_of (type), s, n, 1))
    return INVALID_VALUE;
  if (job != 'N' && (!holds (type, u, m, job == 'A' ? m : n) || !holds (type, v, n, n)))
    return INVALID_VALUE;
  const library_call call = {
      .run = run_gesvd, .type = type, .n = {m, n, job}, .out = {a, s, u, v}, .info = info};
  return submit (handle, &call);
}

int cusolverDnXgesvd (cusolverDnHandle_t handle, cusolverDnParams_t params, signed char job_u,
                      signed char job_v, int64_t m, int64_t n, cudaDataType type, void *a,
                      int64_t lda, cudaDataType s_type, void *s, cudaDataType u_type, void *u,
                      int64_t ldu, cudaDataType v_type, void *v, int64_t ldv, cudaDataType compute,
                      void *device, size_t device_bytes, void *host, size_t host_bytes, int *info)
{
  (void)s_type;
  (void)u_type;
  (void)v_type;
  (void)compute;
  ENTER_WITH_WORK (handle, job_u == job_v && lda == m && ldu == m && ldv == n
                               ? gesvd (handle, (char)job_u, m, n, type, a, s, u, v, info)
                               : INVALID_VALUE);
}

/* ---- eigenvalues --------------------------------------------------------------------------- */

int cusolverDnXsyevd_bufferSize (cusolverDnHandle_t handle, cusolverDnParams_t params,
                                 cusolverEigMode_t mode, cublasFillMode_t part, int64_t n,
                                 cudaDataType type, const void *a, int64_t lda, cudaDataType w_type,
                                 const void *w, cudaDataType compute, size_t *device_bytes,
                                 size_t *host_bytes)
{
  ENTER_FOR_SIZES (handle, mode <= 1 && part <= CUBLAS_FILL_MODE_UPPER && a && w && lda >= n &&
                               w_type == real_of (type) && compute == type);
}

static void run_syevd (const library_call *c)
{
  *c->info =
      linear_syevd (c->type, (int)c->n[1], (int)c->n[2], c->n[0], c->out[0], c->n[0], c->out[1]);
}

static int syevd (cusolverDnHandle_t handle, int mode, int part, int64_t n, int type, void *a,
                  int64_t lda, void *w, int *info)
{
  if (lda != n || !holds (type, a, n, n) || !holds (real_of (type), w, n, 1))
    return INVALID_VALUE;
  const library_call call = {.run = run_syevd,
                             .type = type,
                             .n = {n, mode, part == CUBLAS_FILL_MODE_UPPER},
                             .out = {a, w},
                             .info = info};
  return submit (handle, &call);
}

int cusolverDnXsyevd (cusolverDnHandle_t handle, cusolverDnParams_t params, cusolverEigMode_t mode,
                      cublasFillMode_t part, int64_t n, cudaDataType type, void *a, int64_t lda,
                      cudaDataType w_type, void *w, cudaDataType compute, void *device,
                      size_t device_bytes, void *host, size_t host_bytes, int *info)
{
  (void)w_type;
  (void)compute;
  ENTER_WITH_WORK (handle, syevd (handle, mode, part, n, type, a, lda, w, info));
}

/* Real matrices with real results: real parts, then imaginary parts. */
int cusolverDnXgeev_bufferSize (cusolverDnHandle_t handle, cusolverDnParams_t params,
                                cusolverEigMode_t left, cusolverEigMode_t right, int64_t n,
                                cudaDataType type, const void *a, int64_t lda, cudaDataType w_type,
                                const void *w, cudaDataType vl_type, const void *vl, int64_t ldvl,
                                cudaDataType vr_type, const void *vr, int64_t ldvr,
                                cudaDataType compute, size_t *device_bytes, size_t *host_bytes)
{
  ENTER_FOR_SIZES (handle, left == CUSOLVER_EIG_MODE_NOVECTOR && !vl && !vr == !right && a && w &&
                               lda >= n && ldvl >= 1 && ldvr >= n && w_type == type &&
                               vl_type == type && vr_type == type && compute == type);
}

static void run_geev (const library_call *c)
{
  *c->info = linear_geev (c->type, (int)c->n[1], c->n[0], c->out[0], c->n[0], c->out[1], c->out[2],
                          c->n[0]);
}

static int geev (cusolverDnHandle_t handle, int right, int64_t n, int type, void *a, int64_t lda,
                 void *w, void *vr, int *info)
{
  const int64_t columns = real_of (type) == type ? 2 : 1;
  if (lda != n || !holds (type, a, n, n) || !holds (type, w, n, columns) ||
      (right && !holds (type, vr, n, n)))
    return INVALID_VALUE;
  const library_call call = {
      .run = run_geev, .type = type, .n = {n, right}, .out = {a, w, vr}, .info = info};
  return submit (handle, &call);
}

int cusolverDnXgeev (cusolverDnHandle_t handle, cusolverDnParams_t params, cusolverEigMode_t left,
                     cusolverEigMode_t right, int64_t n, cudaDataType type, void *a, int64_t lda,
                     cudaDataType w_type, void *w, cudaDataType vl_type, void *vl, int64_t ldvl,
                     cudaDataType vr_type, void *vr, int64_t ldvr, cudaDataType compute,
                     void *device, size_t device_bytes, void *host, size_t host_bytes, int *info)
{
  (void)w_type;
  (void)vl_type;
  (void)vl;
  (void)ldvl;
  (void)vr_type;
  (void)ldvr;
  (void)compute;
  ENTER_WITH_WORK (handle, left == CUSOLVER_EIG_MODE_NOVECTOR
                               ? geev (handle, right, n, type, a, lda, w, vr, info)
                               : NOT_SUPPORTED);
}
