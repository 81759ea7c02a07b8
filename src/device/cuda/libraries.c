/* What cuBLAS, cuSOLVER and cuFFT have in common. */
#include "base/memory.h"
#include "device/cuda/libraries_internal.h"
#include <dlfcn.h>
#include <string.h>

nd_status nd_cuda_libraries_get (nd_cuda *cuda, nd_cuda_libraries **libraries, nd_error *error)
{
  if (!cuda->libraries)
    cuda->libraries = nd_calloc (1, sizeof *cuda->libraries);
  if (!cuda->libraries)
    return nd_out_of_memory (error, sizeof *cuda->libraries);
  *libraries = cuda->libraries;
  return ND_OK;
}

nd_status nd_cuda_library_functions (nd_cuda *cuda, nd_cuda_library library,
                                     const char *const *names, int count, int required,
                                     void *functions, nd_error *error)
{
  void *handle;
  ND_RETURN_NOT_OK (nd_cuda_library_open (cuda, library, &handle, error));
  for (int i = 0; i < count; i++) {
    void *function = dlsym (handle, names[i]);
    if (!function && i < required)
      return nd_fail (error, ND_NO_DEVICE,
                      "%s: the library %s has no function %s. CUDA 11.8 or newer is needed.",
                      cuda->device->name, nd_cuda_library_path (cuda, library), names[i]);
    memcpy ((char *)functions + (size_t)i * sizeof function, &function, sizeof function);
  }
  nd_cuda_pool_trim (cuda);
  return ND_OK;
}

nd_status nd_cuda_library_fail (nd_cuda *cuda, const nd_cuda_library_result *table, int value,
                                const char *library, const char *operation, nd_error *error)
{
  const nd_cuda_library_result *row = table;
  while (row->name && row->value != value)
    row++;
  nd_status status = row->name ? row->status : ND_DEVICE_FAULT;
  if (status == ND_OUT_OF_MEMORY)
    return nd_fail (error, status,
                    "out of memory: %s had not enough for its own needs on %s (%s). Clear arrays "
                    "that are no longer needed.",
                    library, cuda->device->name, operation);
  return nd_fail (error, status,
                  "%s reported %s (%d) on %s while running %s. Where that comes again, type "
                  "nd_device_reset (\"%s\"), or use to_cpu (...) and work on host memory.",
                  library, row->name ? row->name : "an unknown error", value, cuda->device->name,
                  operation, cuda->device->name);
}

static nd_status (*const functions[ND_ROUTINE_COUNT_OF_KINDS]) (nd_cuda *cuda, nd_routine *routine,
                                                                nd_error *error) = {
    [ND_ROUTINE_MULTIPLY] = nd_cuda_multiply,
    [ND_ROUTINE_LU] = nd_cuda_lu,
    [ND_ROUTINE_CHOLESKY] = nd_cuda_cholesky,
    [ND_ROUTINE_QR] = nd_cuda_qr,
    [ND_ROUTINE_APPLY_Q] = nd_cuda_apply_q,
    [ND_ROUTINE_SOLVE_TRIANGULAR] = nd_cuda_solve_triangular,
    [ND_ROUTINE_SVD] = nd_cuda_svd,
    [ND_ROUTINE_EIG_SYMMETRIC] = nd_cuda_eig_symmetric,
    [ND_ROUTINE_EIG] = nd_cuda_eig,
    [ND_ROUTINE_FOURIER] = nd_cuda_fourier,
};

nd_status nd_cuda_library_compute (nd_cuda *cuda, nd_routine *routine, nd_error *error)
{
  if (!functions[routine->kind])
    return nd_no_routine (cuda->device, routine, error);
  ND_RETURN_NOT_OK (functions[routine->kind](cuda, routine, error));
  return nd_cuda_started (cuda, CUDA_SUCCESS, nd_routine_name (routine->kind), error);
}

void nd_cuda_libraries_forget (nd_cuda *cuda)
{
  nd_cuda_libraries *libraries = cuda->libraries;
  if (!libraries)
    return;
  /* After a fault the libraries can do nothing any more; what they hold goes with the context. */
  const bool is_alive = nd_cuda_enter (cuda, NULL) == ND_OK;
  nd_cuda_fft_forget (libraries->fft, is_alive);
  nd_cuda_solver_forget (libraries->solver, is_alive);
  nd_cuda_blas_forget (cuda, libraries->blas, is_alive);
  nd_free (libraries);
  cuda->libraries = NULL;
  if (is_alive)
    nd_cuda_leave (cuda);
}
