/* Linear algebra and Fourier transforms on devices that have libraries for them.

   Purpose    Factorizations, equations, singular values, eigenvalues and transforms as the device's
              routines compute them: copies what a routine would overwrite, makes room for results.
              Matrices have two dimensions, at least one element, and a float class; whoever calls
              has checked that.  Octave's forms of results are made by mex/.
   Ownership  Operands are borrowed, results belong to the caller.
   Threads    Only the thread that runs Octave.
   Failures   nd_status; ND_NOT_ON_DEVICE where the device has no such routine. */
#ifndef ND_PROGRAM_LINEAR_H
#define ND_PROGRAM_LINEAR_H

#include "program/operations.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- equations: factorize.c ---------------------------------------------------------------- */

/* How a square matrix is best solved.  A triangular one has no zero on its diagonal; one that may
   be positive definite is Hermitian, with a diagonal that is positive and large enough. */
typedef enum nd_matrix_kind {
  ND_MATRIX_FULL,
  ND_MATRIX_UPPER,
  ND_MATRIX_LOWER,
  ND_MATRIX_HERMITIAN
} nd_matrix_kind;
nd_status nd_matrix_probe (const nd_array *a, nd_matrix_kind *kind, nd_error *error) ND_MUST_USE;

/* Are all elements those of the conjugate transpose? */
nd_status nd_matrix_is_hermitian (const nd_array *a, bool *answer, nd_error *error) ND_MUST_USE;

/* A square matrix made ready to be solved: itself (triangular), the lower Cholesky factor
   (Hermitian), or L and U with pivots (full). */
typedef struct nd_factorization {
  nd_matrix_kind kind;
  nd_array *factors;
  nd_array *pivots; /* full only: int64, row i was exchanged with row pivots[i], from 1 */
  nd_array *order;  /* full only: int64 from 0, two columns: which row came to row i, where row i
                       came to */
  int64_t failed;   /* the first pivot that is 0, or minor that is not positive; 0: none */
} nd_factorization;

/* `kind` may be any that the matrix can pass for.  The factors of one that fails are no use. */
nd_status nd_factorize (const nd_array *a, nd_matrix_kind kind, nd_factorization *out,
                        nd_error *error) ND_MUST_USE;
void nd_factorization_free (nd_factorization *f);

/* The solution of as many equations as `b` has columns; b is of the factors' class. */
nd_status nd_factorization_solve (const nd_factorization *f, nd_operation meant, const nd_array *b,
                                  nd_array **out, nd_error *error) ND_MUST_USE;

/* L and U of any matrix in one, and the order of its rows (as above). */
nd_status nd_lu (const nd_array *a, nd_array **factors, nd_array **order,
                 nd_error *error) ND_MUST_USE;

/* The Cholesky factor in the upper or lower triangle of *factor, of which the rest is the matrix's.
   `failed` as above. */
nd_status nd_cholesky (const nd_array *a, bool is_upper, nd_array **factor, int64_t *failed,
                       nd_error *error) ND_MUST_USE;

/* ---- condition numbers: condition.c -------------------------------------------------------- */

/* The 1-norm: the largest sum of the sizes of a column's elements.  It passes over NaN. */
nd_status nd_matrix_norm (const nd_array *a, double *norm, nd_error *error) ND_MUST_USE;

/* The smallest 1-norm of a matrix of the class whose inverse does not overflow unless its
   reciprocal condition number is below the precision. */
double nd_least_norm (nd_dtype dtype);

/* The solution for `b` of a factorization of `a` that has not failed, as nd_factorization_solve
   makes it.  Is the reciprocal condition number larger than `least`, too?  That is found out by a
   few columns more: yes is certain (but once in 10^8 times), and all elements of `a` and `b` are
   finite then, and the norm of `a` is not below nd_least_norm; no is not. */
nd_status nd_factorization_solve_and_judge (const nd_factorization *f, const nd_array *a,
                                            const nd_array *b, double least, nd_array **out,
                                            bool *is_regular, nd_error *error) ND_MUST_USE;

/* The reciprocal condition number as LAPACK estimates it, from the 1-norm of the matrix: a few
   solutions for one column, of which the host looks at each. */
nd_status nd_factorization_rcond (const nd_factorization *f, double norm, double *rcond,
                                  nd_error *error) ND_MUST_USE;

/* ---- decompositions: decompose.c ----------------------------------------------------------- */

/* R above, the Householder vectors of Q below, and their factors. */
nd_status nd_qr (const nd_array *a, nd_array **vectors, nd_array **factors,
                 nd_error *error) ND_MUST_USE;

/* Q * b, or its conjugate transpose times b, for b of the vectors' class and number of rows. */
nd_status nd_qr_apply (const nd_array *vectors, const nd_array *factors, bool is_adjoint,
                       const nd_array *b, nd_array **out, nd_error *error) ND_MUST_USE;

/* Singular values, a falling column; `u` and `v` (both NULL: not wanted) get square matrices, or in
   economy as many columns as there are values. */
nd_status nd_svd (const nd_array *a, bool is_economy, nd_array **s, nd_array **u, nd_array **v,
                  nd_error *error) ND_MUST_USE;

/* Eigenvalues of a Hermitian matrix, a rising column, and (unless NULL) its eigenvectors. */
nd_status nd_eig_hermitian (const nd_array *a, nd_array **values, nd_array **vectors,
                            nd_error *error) ND_MUST_USE;

/* Eigenvalues of any square matrix, a column, and (unless NULL) its right eigenvectors: real where
   the matrix is real and all eigenvalues are. */
nd_status nd_eig (const nd_array *a, nd_array **values, nd_array **vectors,
                  nd_error *error) ND_MUST_USE;

/* ---- Fourier transforms: fourier.c --------------------------------------------------------- */

/* Transforms dimensions first ... first + count - 1 of an array of any size, forward or (not
   divided by the number of elements) backward; the result is complex. */
nd_status nd_fourier (const nd_array *a, int first, int count, bool is_forward, nd_array **out,
                      nd_error *error) ND_MUST_USE;

/* ---- what they share: factorize.c ---------------------------------------------------------- */

/* An array of the class that nobody else holds, without gaps. */
nd_status nd_own_copy (const nd_array *a, nd_dtype dtype, nd_array **out,
                       nd_error *error) ND_MUST_USE;
/* Does the routine on the array's device, for its class. */
nd_status nd_compute_linear (const nd_array *a, nd_routine *routine, nd_error *error) ND_MUST_USE;
nd_status nd_conjugate_transpose (const nd_array *a, nd_array **out, nd_error *error) ND_MUST_USE;

#ifdef __cplusplus
}
#endif
#endif
