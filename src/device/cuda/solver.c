/* cuSOLVER: factorizations, singular values, eigenvalues. */
#include "device/cuda/solver.h"
#include "base/memory.h"
#include "device/cuda/libraries_internal.h"
#include "device/cuda/routines_internal.h"
#include <limits.h>

static const char exchanges_text[] =
#include "device/cuda/kernels/exchanges.cu.h"
    ;

static const char *const names[] = {
#define NAME(name, arguments) #name,
    ND_CUDA_SOLVER_REQUIRED (NAME) ND_CUDA_SOLVER_OPTIONAL (NAME)
#undef NAME
};
enum {
#define ONE(name, arguments) +1
  REQUIRED = 0 ND_CUDA_SOLVER_REQUIRED (ONE),
#undef ONE
  COUNT = sizeof names / sizeof names[0]
};

static const nd_cuda_library_result results[] = {
    {1, "CUSOLVER_STATUS_NOT_INITIALIZED", ND_DEVICE_FAULT},
    {2, "CUSOLVER_STATUS_ALLOC_FAILED", ND_OUT_OF_MEMORY},
    {3, "CUSOLVER_STATUS_INVALID_VALUE", ND_FAILED},
    {4, "CUSOLVER_STATUS_ARCH_MISMATCH", ND_NOT_ON_DEVICE},
    {5, "CUSOLVER_STATUS_MAPPING_ERROR", ND_DEVICE_FAULT},
    {6, "CUSOLVER_STATUS_EXECUTION_FAILED", ND_DEVICE_FAULT},
    {7, "CUSOLVER_STATUS_INTERNAL_ERROR", ND_DEVICE_FAULT},
    {8, "CUSOLVER_STATUS_MATRIX_TYPE_NOT_SUPPORTED", ND_NOT_ON_DEVICE},
    {9, "CUSOLVER_STATUS_NOT_SUPPORTED", ND_NOT_ON_DEVICE},
    {11, "CUSOLVER_STATUS_INVALID_LICENSE", ND_NOT_ON_DEVICE},
    {31, "CUSOLVER_STATUS_INVALID_WORKSPACE", ND_FAILED},
    {0, NULL, ND_OK}};

static nd_status check (nd_cuda *cuda, cusolverStatus_t result, const char *operation,
                        nd_error *error)
{
  return result == 0 ? ND_OK
                     : nd_cuda_library_fail (cuda, results, result, "cuSOLVER", operation, error);
}

/* ---- the handle ---------------------------------------------------------------------------- */

static nd_status open_handle (nd_cuda *cuda, nd_cuda_solver *solver, nd_error *error)
{
  static const char operation[] = "the start of cuSOLVER";
  ND_RETURN_NOT_OK (check (cuda, solver->cusolverDnCreate (&solver->handle), operation, error));
  ND_RETURN_NOT_OK (
      check (cuda, solver->cusolverDnCreateParams (&solver->params), operation, error));
  return check (cuda, solver->cusolverDnSetStream (solver->handle, cuda->stream), operation, error);
}

void nd_cuda_solver_forget (nd_cuda_solver *solver, bool is_alive)
{
  if (!solver)
    return;
  if (solver->params && is_alive)
    solver->cusolverDnDestroyParams (solver->params);
  if (solver->handle && is_alive)
    solver->cusolverDnDestroy (solver->handle);
  nd_free (solver);
}

static nd_status get (nd_cuda *cuda, const nd_cuda_solver **out, nd_error *error)
{
  nd_cuda_libraries *libraries;
  ND_RETURN_NOT_OK (nd_cuda_libraries_get (cuda, &libraries, error));
  if (!libraries->solver) {
    nd_cuda_solver *solver = nd_calloc (1, sizeof *solver);
    if (!solver)
      return nd_out_of_memory (error, sizeof *solver);
    nd_status status =
        nd_cuda_library_functions (cuda, ND_CUDA_SOLVER, names, COUNT, REQUIRED, solver, error);
    if (status == ND_OK)
      status = open_handle (cuda, solver, error);
    if (status != ND_OK) {
      nd_cuda_solver_forget (solver, true);
      return status;
    }
    libraries->solver = solver;
  }
  *out = libraries->solver;
  return ND_OK;
}

/* ---- one call ------------------------------------------------------------------------------ */

/* What every function needs: the library, workspaces, and where it says how it went. */
typedef struct {
  nd_cuda *cuda;
  const nd_cuda_solver *solver;
  const char *operation;
  cudaDataType type, real_type;
  size_t device_bytes, host_bytes; /* as the function's bufferSize says */
  CUdeviceptr block;               /* the info, then the workspace */
  void *host;
} call;

enum { INFO_BYTES = 256 }; /* keeps the workspace aligned */

static nd_status start (call *c, nd_cuda *cuda, const nd_routine *routine, nd_error *error)
{
  *c = (call){.cuda = cuda,
              .operation = nd_routine_name (routine->kind),
              .type = nd_cuda_data_type (routine->dtype),
              .real_type = nd_cuda_data_type (nd_dtype_real (routine->dtype))};
  return get (cuda, &c->solver, error);
}

static int *info (const call *c)
{
  return (int *)(uintptr_t)c->block;
}

static void *workspace (const call *c)
{
  return (void *)(uintptr_t)(c->block + INFO_BYTES);
}

static nd_status make_room (call *c, nd_error *error)
{
  if (c->host_bytes > 0) {
    c->host = nd_malloc (c->host_bytes);
    if (!c->host)
      return nd_out_of_memory (error, c->host_bytes);
  }
  return nd_cuda_scratch (c->cuda, INFO_BYTES + c->device_bytes, &c->block, error);
}

/* Takes the result of the function's call and frees the workspaces.  `number` (may be NULL) gets
   the info, for which the device is waited for; it is waited for, too, where the host's workspace
   may be in use. */
static nd_status finish (call *c, nd_status status, int64_t *number, nd_error *error)
{
  if (status == ND_OK && number) {
    int value = 0;
    status = nd_cuda_read_back (c->cuda, &value, c->block, sizeof value, c->operation, error);
    if (status == ND_OK && value < 0)
      status = nd_fail (error, ND_FAILED,
                        "cuSOLVER did not take argument %d of %s on %s. Use to_cpu (...) and work "
                        "on host memory.",
                        -value, c->operation, c->cuda->device->name);
    *number = value;
  }
  if (c->host && (status != ND_OK || !number)) {
    nd_status waited = nd_cuda_wait (c->cuda, c->operation, status == ND_OK ? error : NULL);
    status = status == ND_OK ? waited : status;
  }
  if (c->block)
    nd_cuda_scratch_free (c->cuda, c->block);
  nd_free (c->host);
  return status;
}

/* The steps of a function: how much room it needs, room, the call. */
#define RUN(c, number, buffer_size, function)                                                      \
  nd_status status = check ((c)->cuda, buffer_size, (c)->operation, error);                        \
  if (status == ND_OK)                                                                             \
    status = make_room (c, error);                                                                 \
  if (status == ND_OK)                                                                             \
    status = check ((c)->cuda, function, (c)->operation, error);                                   \
  return finish (c, status, number, error)

/* nd_exchanges of exchanges.cu, with numbers of 32 or 64 bits */
typedef struct {
  const void *exchanges;
  void *order;
  uint32_t rows, count;
} narrow_exchanges;
typedef struct {
  const void *exchanges;
  void *order;
  uint64_t rows, count;
} wide_exchanges;

void nd_cuda_write_exchanges (nd_text *text, const void *is_wide)
{
  nd_cuda_define_place (text, *(const bool *)is_wide);
  nd_text_add_string (text, exchanges_text);
}

/* Works out where the rows came to. */
static nd_status follow_exchanges (nd_cuda *cuda, const nd_routine *routine, nd_error *error)
{
  enum { THREADS = 64 }; /* of exchanges.cu */
  const nd_cuda_kernel *kernel;
  const int64_t m = routine->number[0], n = routine->number[1];
  const uint64_t rows = (uint64_t)m, count = (uint64_t)(m < n ? m : n);
  const bool is_wide = m > nd_cuda_most_narrow_places;
  const void *exchanges = routine->output[1];
  const narrow_exchanges narrow = {exchanges, routine->output[2], (uint32_t)rows, (uint32_t)count};
  const wide_exchanges wide = {exchanges, routine->output[2], rows, count};
  const void *parameters = is_wide ? (const void *)&wide : &narrow;
  ND_RETURN_NOT_OK (nd_cuda_kernel_find (cuda, is_wide ? "exchanges wide" : "exchanges",
                                         nd_cuda_write_exchanges, &is_wide, &kernel, error));
  return nd_cuda_launch_blocks_of (cuda, kernel, NULL, nd_pieces (m, THREADS), THREADS, parameters,
                                   nd_routine_name (routine->kind), error);
}

static cusolverStatus_t factorize (const call *c, nd_routine *routine)
{
  const nd_cuda_solver *s = c->solver;
  int64_t m = routine->number[0], n = routine->number[1];
  return s->cusolverDnXgetrf (s->handle, s->params, m, n, c->type, routine->output[0], m,
                              routine->output[1], c->type, workspace (c), c->device_bytes, c->host,
                              c->host_bytes, info (c));
}

nd_status nd_cuda_lu (nd_cuda *cuda, nd_routine *routine, nd_error *error)
{
  call c;
  ND_RETURN_NOT_OK (start (&c, cuda, routine, error));
  const nd_cuda_solver *s = c.solver;
  int64_t m = routine->number[0], n = routine->number[1];
  nd_status status =
      check (cuda,
             s->cusolverDnXgetrf_bufferSize (s->handle, s->params, m, n, c.type, routine->output[0],
                                             m, c.type, &c.device_bytes, &c.host_bytes),
             c.operation, error);
  if (status == ND_OK)
    status = make_room (&c, error);
  if (status == ND_OK)
    status = check (cuda, factorize (&c, routine), c.operation, error);
  if (status == ND_OK)
    status = follow_exchanges (cuda, routine, error);
  return finish (&c, status, &routine->number[2], error);
}

nd_status nd_cuda_cholesky (nd_cuda *cuda, nd_routine *routine, nd_error *error)
{
  call c;
  ND_RETURN_NOT_OK (start (&c, cuda, routine, error));
  const nd_cuda_solver *s = c.solver;
  int64_t n = routine->number[0];
  void *a = routine->output[0];
  cublasFillMode_t part = routine->number[1] ? CUBLAS_FILL_MODE_UPPER : CUBLAS_FILL_MODE_LOWER;
  RUN (&c, &routine->number[2],
       s->cusolverDnXpotrf_bufferSize (s->handle, s->params, part, n, c.type, a, n, c.type,
                                       &c.device_bytes, &c.host_bytes),
       s->cusolverDnXpotrf (s->handle, s->params, part, n, c.type, a, n, c.type, workspace (&c),
                            c.device_bytes, c.host, c.host_bytes, info (&c)));
}

nd_status nd_cuda_qr (nd_cuda *cuda, nd_routine *routine, nd_error *error)
{
  call c;
  ND_RETURN_NOT_OK (start (&c, cuda, routine, error));
  const nd_cuda_solver *s = c.solver;
  int64_t m = routine->number[0], n = routine->number[1];
  void *a = routine->output[0], *tau = routine->output[1];
  RUN (&c, NULL,
       s->cusolverDnXgeqrf_bufferSize (s->handle, s->params, m, n, c.type, a, m, c.type, tau,
                                       c.type, &c.device_bytes, &c.host_bytes),
       s->cusolverDnXgeqrf (s->handle, s->params, m, n, c.type, a, m, c.type, tau, c.type,
                            workspace (&c), c.device_bytes, c.host, c.host_bytes, info (&c)));
}

/* 'A' all vectors, 'S' as many as there are values, 'N' none. */
nd_status nd_cuda_svd (nd_cuda *cuda, nd_routine *routine, nd_error *error)
{
  call c;
  ND_RETURN_NOT_OK (start (&c, cuda, routine, error));
  const nd_cuda_solver *s = c.solver;
  int64_t m = routine->number[0], n = routine->number[1];
  void *a = routine->output[0], *values = routine->output[1];
  void *u = routine->output[2], *v = routine->output[3];
  signed char job = (signed char)(!u ? 'N' : routine->number[2] ? 'S' : 'A');
  RUN (&c, &routine->number[3],
       s->cusolverDnXgesvd_bufferSize (s->handle, s->params, job, job, m, n, c.type, a, m,
                                       c.real_type, values, c.type, u, m, c.type, v, n, c.type,
                                       &c.device_bytes, &c.host_bytes),
       s->cusolverDnXgesvd (s->handle, s->params, job, job, m, n, c.type, a, m, c.real_type, values,
                            c.type, u, m, c.type, v, n, c.type, workspace (&c), c.device_bytes,
                            c.host, c.host_bytes, info (&c)));
}

nd_status nd_cuda_eig_symmetric (nd_cuda *cuda, nd_routine *routine, nd_error *error)
{
  call c;
  ND_RETURN_NOT_OK (start (&c, cuda, routine, error));
  const nd_cuda_solver *s = c.solver;
  int64_t n = routine->number[0];
  void *a = routine->output[0], *values = routine->output[1];
  cusolverEigMode_t mode =
      routine->number[1] ? CUSOLVER_EIG_MODE_VECTOR : CUSOLVER_EIG_MODE_NOVECTOR;
  RUN (&c, &routine->number[2],
       s->cusolverDnXsyevd_bufferSize (s->handle, s->params, mode, CUBLAS_FILL_MODE_UPPER, n,
                                       c.type, a, n, c.real_type, values, c.type, &c.device_bytes,
                                       &c.host_bytes),
       s->cusolverDnXsyevd (s->handle, s->params, mode, CUBLAS_FILL_MODE_UPPER, n, c.type, a, n,
                            c.real_type, values, c.type, workspace (&c), c.device_bytes, c.host,
                            c.host_bytes, info (&c)));
}

nd_status nd_cuda_eig (nd_cuda *cuda, nd_routine *routine, nd_error *error)
{
  call c;
  ND_RETURN_NOT_OK (start (&c, cuda, routine, error));
  const nd_cuda_solver *s = c.solver;
  if (!s->cusolverDnXgeev || !s->cusolverDnXgeev_bufferSize)
    return nd_fail (error, ND_NOT_ON_DEVICE,
                    "eig: eigenvalues of a matrix that is not symmetric need the function "
                    "cusolverDnXgeev on %s, which cuSOLVER has since CUDA 12.6; %s is older. Use "
                    "to_cpu (...) to copy the array to host memory first.",
                    cuda->device->name, nd_cuda_library_path (cuda, ND_CUDA_SOLVER));
  int64_t n = routine->number[0];
  void *a = routine->output[0], *values = routine->output[1], *v = routine->output[2];
  cusolverEigMode_t mode = v ? CUSOLVER_EIG_MODE_VECTOR : CUSOLVER_EIG_MODE_NOVECTOR;
  RUN (&c, &routine->number[1],
       s->cusolverDnXgeev_bufferSize (s->handle, s->params, CUSOLVER_EIG_MODE_NOVECTOR, mode, n,
                                      c.type, a, n, c.type, values, c.type, NULL, n, c.type, v, n,
                                      c.type, &c.device_bytes, &c.host_bytes),
       s->cusolverDnXgeev (s->handle, s->params, CUSOLVER_EIG_MODE_NOVECTOR, mode, n, c.type, a, n,
                           c.type, values, c.type, NULL, n, c.type, v, n, c.type, workspace (&c),
                           c.device_bytes, c.host, c.host_bytes, info (&c)));
}

/* ---- products with Q: a function for each class, with 32-bit sizes --------------------------- */

#define DEFINE_APPLY(name, function, adjoint, type)                                                \
  static nd_status name (call *c, const nd_routine *routine, nd_error *error)                      \
  {                                                                                                \
    const nd_cuda_solver *s = c->solver;                                                           \
    int m = (int)routine->number[0], n = (int)routine->number[1], k = (int)routine->number[2];     \
    cublasOperation_t meant = routine->number[3] ? (adjoint) : CUBLAS_OP_N;                        \
    const type *a = routine->input[0], *tau = routine->input[1];                                   \
    type *b = routine->output[0];                                                                  \
    int length = 0;                                                                                \
    nd_status status = check (c->cuda,                                                             \
                              s->function##_bufferSize (s->handle, CUBLAS_SIDE_LEFT, meant, m, n,  \
                                                        k, a, m, tau, b, m, &length),              \
                              c->operation, error);                                                \
    c->device_bytes = (size_t)length * sizeof (type);                                              \
    if (status == ND_OK)                                                                           \
      status = make_room (c, error);                                                               \
    if (status == ND_OK)                                                                           \
      status = check (c->cuda,                                                                     \
                      s->function (s->handle, CUBLAS_SIDE_LEFT, meant, m, n, k, a, m, tau, b, m,   \
                                   workspace (c), length, info (c)),                               \
                      c->operation, error);                                                        \
    return finish (c, status, NULL, error);                                                        \
  }
DEFINE_APPLY (apply_single, cusolverDnSormqr, CUBLAS_OP_T, float)
DEFINE_APPLY (apply_double, cusolverDnDormqr, CUBLAS_OP_T, double)
DEFINE_APPLY (apply_complex_single, cusolverDnCunmqr, CUBLAS_OP_C, cuComplex)
DEFINE_APPLY (apply_complex_double, cusolverDnZunmqr, CUBLAS_OP_C, cuDoubleComplex)

static nd_status (*const applications[ND_DTYPE_COUNT]) (call *c, const nd_routine *routine,
                                                        nd_error *error) = {
    [ND_SINGLE] = apply_single,
    [ND_DOUBLE] = apply_double,
    [ND_COMPLEX_SINGLE] = apply_complex_single,
    [ND_COMPLEX_DOUBLE] = apply_complex_double,
};

nd_status nd_cuda_apply_q (nd_cuda *cuda, nd_routine *routine, nd_error *error)
{
  call c;
  ND_RETURN_NOT_OK (start (&c, cuda, routine, error));
  if (routine->number[0] > INT_MAX || routine->number[1] > INT_MAX)
    return nd_fail (error, ND_NOT_ON_DEVICE,
                    "%s: cuSOLVER cannot make Q with more than %d rows or columns on %s. Use "
                    "to_cpu (...) to copy the array to host memory first.",
                    c.operation, INT_MAX, cuda->device->name);
  return applications[routine->dtype](&c, routine, error);
}
