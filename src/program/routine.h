/* Routines: what a device does besides programs.

   Purpose    Sorting, searching, moving by masks and lists, linear algebra and Fourier transforms
              are not elementwise.  A routine reads and writes whole blocks of a device's memory;
              its parameters and small results are numbers.
   Ownership  A routine borrows its blocks; scratch memory is the device's own affair.
   Threads    Only the thread that runs Octave starts one; a device may use threads inside.
   Failures   nd_status: interrupted, out of memory for scratch, or the device has no such
              routine. */
#ifndef ND_PROGRAM_ROUTINE_H
#define ND_PROGRAM_ROUTINE_H

#include "array/dtype.h"

#ifdef __cplusplus
extern "C" {
#endif

/* X (name, what it is called in messages).  Blocks hold consecutive elements: i0, i1 ... are input
   blocks, o0, o1 ... output blocks, n0, n1 ... numbers; NULL blocks are left out.  Positions count
   from 0 in int64 blocks and from 1 in double blocks. */
#define ND_ROUTINE_TABLE(X)                                                                        \
  /* Sorts each of n1 columns of n0 elements of i0 (class dtype), downwards where n2 is 1: values  \
     into o0, which may be left out, where each was into o1 (class other), too. */                 \
  X (SORT, "sort")                                                                                 \
  /* n1 = how many of the n0 truth values of i0 are true. */                                       \
  X (COUNT, "nnz")                                                                                 \
  /* The positions of the true among n0 values of i0, n1 in all, into o0 (class other); where n2   \
     is not 0, the rows and columns of a matrix of n2 rows into o0 and o1 (double). */             \
  X (FIND, "find")                                                                                 \
  /* Those elements of i1 whose value in i0 is true into o0; n0 values, n1 true, class dtype. */   \
  X (SELECT, "index")                                                                              \
  /* The elements of i1, n1 in all, of class dtype, that the n0 entries of i0 (class other, real)  \
     name, into o0.  n2 = 1 where an entry is no whole number from 1 to n1. */                     \
  X (GATHER, "index")                                                                              \
  /* The n0 elements of i1, or without i1 the element whose bytes are n3 and n4 each time, become  \
     those of o0, n1 in all, of class dtype, that the n0 entries of i0 (class other, real) name;   \
     the last one stays.  n2 = 1, and nothing is written, where an entry is no whole number from 1 \
     to n1 or where it would take much memory to find out which is the last one. */                \
  X (SCATTER, "writing by a list")                                                                 \
  /* Each of n0 values of i1 (n2 = 1: of the one value there) joins the element of o0 at its       \
     position in i0 (int64, below n1): n3 = 0 adds it, 1 keeps the lesser, 2 the greater of both.  \
     Values join in the order of i1; NaN passes over, as in min and max.  Class dtype; sums are of \
     floats, extremes of real classes. */                                                          \
  X (ACCUMULATE, "accumarray")                                                                     \
  /* How many of the n0 sorted elements of i0 do not come after each of n1 values of i1, into o0   \
     (double), both of real class dtype.  Of left elements number left / 2 stays, and those before \
     it, unless value < element (n2 = 1: value > element): that decides what NaN gives. */         \
  X (SEARCH, "lookup")                                                                             \
  /* Part of the convolution of matrices: i0 is n0 x n1, i1 is n2 x n3, o0 is n4 x n5 and starts   \
     at row n6 and column n7 of the whole, whose element (r, c) is the sum over i and j of         \
     i0 (r - i, c - j) * i1 (i, j).  Class dtype, a float. */                                      \
  X (CONVOLVE, "conv2")                                                                            \
  /* Filters i0, n0 x n1 x n2, along n1 into o0, sample after sample x: with the n3 + 1 weights b  \
     of i1 and a of i2, and n3 > 0 states s, for each of n0 x n2 columns in o1,                    \
     y = s(0) + b(0) * x, then s(j) = s(j+1) - a(j+1) * y + b(j+1) * x.  Class dtype, a float. */  \
  X (FILTER, "filter")                                                                             \
                                                                                                   \
  /* Linear algebra: matrices are column-major without gaps, of class dtype, which is a float.     \
     nd_operation says how a matrix is meant. */                                                   \
                                                                                                   \
  /* o0 = i0 times i1 for each of n5 pages: n0 x n1 (meant as n3) times n1 x n2 (meant as n4).     \
     From one page to the next are n6, n7 and n8 elements of i0, i1 and o0; 0: one page for all.   \
   */                                                                                              \
  X (MULTIPLY, "operator *")                                                                       \
  /* o0, n0 x n1, becomes its factors L and U; row i was exchanged with row o1[i] (int64 from 1).  \
     o2 (int64 from 0): which row came to row i in the end, of each, then where row i came to.     \
     n2 = the first pivot that is 0 (from 1), or 0. */                                             \
  X (LU, "lu")                                                                                     \
  /* The upper (n1 = 1) or lower triangle of o0, n0 x n0, becomes its Cholesky factor; n2 = the    \
     order of the first minor that is not positive definite, or 0. */                              \
  X (CHOLESKY, "chol")                                                                             \
  /* o0, n0 x n1, becomes R above and the Householder vectors of Q below; their factors to o1. */  \
  X (QR, "qr")                                                                                     \
  /* o0, n0 x n1, is multiplied from the left by the Q of n2 vectors in i0 (n0 rows) with factors  \
     i1, or (n3 = 1) by its conjugate transpose. */                                                \
  X (APPLY_Q, "qr")                                                                                \
  /* Solves n0 equations for the n1 columns of o0: the upper (n3 = 1) or lower triangle of i0,     \
     meant as n2; n4 = 1: with ones on its diagonal. */                                            \
  X (SOLVE_TRIANGULAR, "operator \\")                                                              \
  /* Singular values of o0, n0 x n1 with n0 >= n1, which is lost, into o1 (real class), falling;   \
     left vectors, n0 x n0 or (n2 = 1) n0 x n1, into o2 and conjugate transposed right vectors,    \
     n1 x n1, into o3: both or neither.  n3 = how many did not converge. */                        \
  X (SVD, "svd")                                                                                   \
  /* Eigenvalues of the symmetric o0, n0 x n0, of which the upper triangle is read, into o1 (real  \
     class), rising; o0 becomes the vectors where n1 is 1.  n2 = how many did not converge. */     \
  X (EIG_SYMMETRIC, "eig")                                                                         \
  /* Eigenvalues of o0, n0 x n0, which is lost, into o1 (of a real class: the real parts, then the \
     imaginary parts) and right vectors into o2, which may be left out (of a real class: the real  \
     and the imaginary part of a pair of conjugate ones in two columns).  n1 = how many did not    \
     converge. */                                                                                  \
  X (EIG, "eig")                                                                                   \
                                                                                                   \
  /* Fourier transforms from i0 (dtype) to o0 (other; real to complex: the first half of dimension \
     0 only, n/2 + 1 elements), forward (n0 = 1) or backward (n0 = -1, not divided): n1 dimensions \
     of n2, n3, n4 elements, n5 transforms; elements are n6 apart, transforms n7. */               \
  X (FOURIER, "fft")

typedef enum nd_routine_kind {
#define ND_ROUTINE_ROW(name, text) ND_ROUTINE_##name,
  ND_ROUTINE_TABLE (ND_ROUTINE_ROW)
#undef ND_ROUTINE_ROW
      ND_ROUTINE_COUNT_OF_KINDS
} nd_routine_kind;

enum { ND_ROUTINE_BLOCKS = 4, ND_ROUTINE_NUMBERS = 9 };

/* How a matrix of a linear equation is meant. */
typedef enum nd_operation { ND_AS_IT_IS, ND_TRANSPOSED, ND_CONJUGATE_TRANSPOSED } nd_operation;

typedef struct nd_routine {
  nd_routine_kind kind;
  nd_dtype dtype, other;
  const void *input[ND_ROUTINE_BLOCKS]; /* device addresses */
  void *output[ND_ROUTINE_BLOCKS];
  int64_t number[ND_ROUTINE_NUMBERS];
} nd_routine;

/* "sort" */
const char *nd_routine_name (nd_routine_kind kind);

#ifdef __cplusplus
}
#endif
#endif
