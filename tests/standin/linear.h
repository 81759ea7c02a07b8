/* What cuBLAS, cuSOLVER and cuFFT compute, by the host's BLAS, LAPACK and FFTW.

   Purpose    The work behind the stand-in's libraries, free of handles, streams and devices.
   Language   Types are CUDA's codes: 0 single, 1 double, 4 complex single, 5 complex double.
              Matrices are column-major.
   Ownership  Everything is borrowed.
   Threads    One at a time.
   Failures   The info of LAPACK; memory for workspaces that cannot be had ends the process. */
#ifndef TESTS_STANDIN_LINEAR_H
#define TESTS_STANDIN_LINEAR_H

#include <stdint.h>
#include <stddef.h>

enum { LINEAR_SINGLE = 0, LINEAR_DOUBLE = 1, LINEAR_COMPLEX_SINGLE = 4, LINEAR_COMPLEX_DOUBLE = 5 };

size_t linear_size (int type); /* bytes of an element */

/* A block for `free`. */
void *linear_room (int64_t bytes);

/* c = a b, or c -= a b; op is CUDA's: 0 none, 1 transposed, 2 adjoint. */
void linear_gemm (int type, int subtracts, int op_a, int op_b, int64_t m, int64_t n, int64_t k,
                  const void *a, int64_t lda, const void *b, int64_t ldb, void *c, int64_t ldc);

/* b = a \ b for a triangle, of which the diagonal may be meant to be all ones. */
void linear_trsm (int type, int is_upper, int op, int has_ones, int64_t m, int64_t n, const void *a,
                  int64_t lda, void *b, int64_t ldb);

int linear_getrf (int type, int64_t m, int64_t n, void *a, int64_t lda, int64_t *pivots);
int linear_potrf (int type, int is_upper, int64_t n, void *a, int64_t lda);
int linear_geqrf (int type, int64_t m, int64_t n, void *a, int64_t lda, void *tau);
int linear_ormqr (int type, int op, int64_t m, int64_t n, int64_t k, const void *a, int64_t lda,
                  const void *tau, void *c, int64_t ldc);
int linear_gesvd (int type, char job, int64_t m, int64_t n, void *a, int64_t lda, void *s, void *u,
                  int64_t ldu, void *vt, int64_t ldvt);
int linear_syevd (int type, int vectors, int is_upper, int64_t n, void *a, int64_t lda, void *w);
int linear_geev (int type, int vectors, int64_t n, void *a, int64_t lda, void *w, void *v,
                 int64_t ldv);

/* A transform as cufftXtMakePlanMany describes it: dimensions from the slowest one on. */
typedef struct linear_transform {
  int from, to; /* types; from real to complex: half of the last dimension */
  int rank;
  long long length[3], in[3], out[3];
  long long in_stride, in_distance, out_stride, out_distance, batch;
} linear_transform;

/* direction: -1 forward, 1 backward, not divided. */
void linear_fourier (const linear_transform *t, const void *from, void *to, int direction);

/* Elements from the first to the last that a transform touches. */
int64_t linear_transform_extent (const linear_transform *t, int is_output);

#endif
