/* What the libraries of one device share; private to device/cuda.

   Purpose    A device's handles and plans, and the way functions are found in a library.
   Ownership  nd_cuda_libraries belongs to its nd_cuda.
   Threads    Only the thread that runs Octave.
   Failures   ND_NO_DEVICE: a library, or a function of it, is missing. */
#ifndef ND_DEVICE_CUDA_LIBRARIES_INTERNAL_H
#define ND_DEVICE_CUDA_LIBRARIES_INTERNAL_H

#include "device/cuda/fft.h"
#include "device/cuda/solver.h"

struct nd_cuda_libraries {
  nd_cuda_blas *blas; /* each is NULL until first needed */
  nd_cuda_solver *solver;
  nd_cuda_fft *fft;
};

/* The device's, made when first asked for. */
nd_status nd_cuda_libraries_get (nd_cuda *cuda, nd_cuda_libraries **libraries,
                                 nd_error *error) ND_MUST_USE;

/* Writes the addresses of `count` functions to `functions`, in the order of their names.  Of those
   after the first `required`, one that is missing is NULL.  Empties the device's cache, since a
   library takes memory of its own when it starts, and may not say that it is memory that it lacks.
 */
nd_status nd_cuda_library_functions (nd_cuda *cuda, nd_cuda_library library,
                                     const char *const *names, int count, int required,
                                     void *functions, nd_error *error) ND_MUST_USE;

/* The error that a library's result stands for, by its name in the library's headers. */
typedef struct nd_cuda_library_result {
  int value;
  const char *name;
  nd_status status;
} nd_cuda_library_result;
nd_status nd_cuda_library_fail (nd_cuda *cuda, const nd_cuda_library_result *table, int value,
                                const char *library, const char *operation, nd_error *error);

/* cuBLAS's functions and the device's handle; opens the library when first asked for. */
nd_status nd_cuda_blas_get (nd_cuda *cuda, const nd_cuda_blas **blas, nd_error *error) ND_MUST_USE;

/* ND_OK, or the error that the library's result stands for. */
nd_status nd_cuda_blas_check (nd_cuda *cuda, cublasStatus_t result, const char *operation,
                              nd_error *error) ND_MUST_USE;

/* The error for sizes that an older library does not take. */
nd_status nd_cuda_blas_too_large (nd_cuda *cuda, const char *operation, nd_error *error);

/* A real number as an element of a float class. */
nd_element nd_cuda_number (nd_dtype dtype, double value);

/* Triangles of at most so many rows are given to cuBLAS as they are, larger ones in blocks; tests
   have smaller ones. */
typedef struct nd_cuda_triangle_sizes {
  int at_once, block;
} nd_cuda_triangle_sizes;
extern nd_cuda_triangle_sizes nd_cuda_triangles;

/* Rows of ND_ROUTINE_TABLE that cuBLAS computes. */
nd_status nd_cuda_multiply (nd_cuda *cuda, nd_routine *routine, nd_error *error) ND_MUST_USE;
nd_status nd_cuda_solve_triangular (nd_cuda *cuda, nd_routine *routine,
                                    nd_error *error) ND_MUST_USE;

/* Give handles and plans up, to the library, too, where the context is alive; NULL is allowed. */
void nd_cuda_blas_forget (nd_cuda *cuda, nd_cuda_blas *blas, bool is_alive);
void nd_cuda_solver_forget (nd_cuda_solver *solver, bool is_alive);
void nd_cuda_fft_forget (nd_cuda_fft *fft, bool is_alive);

#endif
