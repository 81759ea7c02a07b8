#include "linear.h"
#include <complex.h>
#include <fftw3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef float complex complex_single;
typedef double complex complex_double;

/* Fortran's functions: everything is passed by address, the lengths of strings are not needed. */
#define DECLARE(p, type, real)                                                                     \
  void p##gemm_ (const char *, const char *, const int *, const int *, const int *, const type *,  \
                 const type *, const int *, const type *, const int *, const type *, type *,       \
                 const int *);                                                                     \
  void p##trsm_ (const char *, const char *, const char *, const char *, const int *, const int *, \
                 const type *, const type *, const int *, type *, const int *);                    \
  void p##getrf_ (const int *, const int *, type *, const int *, int *, int *);                    \
  void p##potrf_ (const char *, const int *, type *, const int *, int *);                          \
  void p##geqrf_ (const int *, const int *, type *, const int *, type *, type *, const int *,      \
                  int *);
DECLARE (s, float, float)
DECLARE (d, double, double)
DECLARE (c, complex_single, float)
DECLARE (z, complex_double, double)

#define DECLARE_MULTIPLY(name, type)                                                               \
  void name (const char *, const char *, const int *, const int *, const int *, const type *,      \
             const int *, const type *, type *, const int *, type *, const int *, int *);
DECLARE_MULTIPLY (sormqr_, float)
DECLARE_MULTIPLY (dormqr_, double)
DECLARE_MULTIPLY (cunmqr_, complex_single)
DECLARE_MULTIPLY (zunmqr_, complex_double)

#define DECLARE_REAL(p, type)                                                                      \
  void p##gesvd_ (const char *, const char *, const int *, const int *, type *, const int *,       \
                  type *, type *, const int *, type *, const int *, type *, const int *, int *);   \
  void p##syev_ (const char *, const char *, const int *, type *, const int *, type *, type *,     \
                 const int *, int *);                                                              \
  void p##geev_ (const char *, const char *, const int *, type *, const int *, type *, type *,     \
                 type *, const int *, type *, const int *, type *, const int *, int *);
DECLARE_REAL (s, float)
DECLARE_REAL (d, double)

#define DECLARE_COMPLEX(p, type, real)                                                             \
  void p##gesvd_ (const char *, const char *, const int *, const int *, type *, const int *,       \
                  real *, type *, const int *, type *, const int *, type *, const int *, real *,   \
                  int *);                                                                          \
  void p##heev_ (const char *, const char *, const int *, type *, const int *, real *, type *,     \
                 const int *, real *, int *);                                                      \
  void p##geev_ (const char *, const char *, const int *, type *, const int *, type *, type *,     \
                 const int *, type *, const int *, type *, const int *, real *, int *);
DECLARE_COMPLEX (c, complex_single, float)
DECLARE_COMPLEX (z, complex_double, double)

/* Runs one of four variants of a statement: prefix, type, real type. */
#define FOR_TYPE(type, STATEMENT)                                                                  \
  switch (type) {                                                                                  \
  case LINEAR_SINGLE:                                                                              \
    STATEMENT (s, float, float);                                                                   \
    break;                                                                                         \
  case LINEAR_DOUBLE:                                                                              \
    STATEMENT (d, double, double);                                                                 \
    break;                                                                                         \
  case LINEAR_COMPLEX_SINGLE:                                                                      \
    STATEMENT (c, complex_single, float);                                                          \
    break;                                                                                         \
  default:                                                                                         \
    STATEMENT (z, complex_double, double);                                                         \
  }

size_t linear_size (int type)
{
  static const size_t sizes[] = {4, 8, 0, 0, 8, 16};
  return sizes[type];
}

static int is_complex (int type)
{
  return type >= LINEAR_COMPLEX_SINGLE;
}

void *linear_room (int64_t bytes)
{
  void *block = malloc ((size_t)bytes + 1);
  if (!block) {
    fputs ("the stand-in has no memory for a workspace\n", stderr);
    exit (1);
  }
  return block;
}

static const char *letter (int op)
{
  static const char *const letters[] = {"N", "T", "C"};
  return letters[op];
}

/* ---- BLAS ---------------------------------------------------------------------------------- */

void linear_gemm (int type, int subtracts, int op_a, int op_b, int64_t m64, int64_t n64,
                  int64_t k64, const void *a, int64_t lda64, const void *b, int64_t ldb64, void *c,
                  int64_t ldc64)
{
  const int m = (int)m64, n = (int)n64, k = (int)k64;
  const int lda = (int)lda64, ldb = (int)ldb64, ldc = (int)ldc64;
#define GEMM(p, t, real)                                                                           \
  do {                                                                                             \
    const t alpha = subtracts ? -1 : 1, beta = subtracts ? 1 : 0;                                  \
    p##gemm_ (letter (op_a), letter (op_b), &m, &n, &k, &alpha, a, &lda, b, &ldb, &beta, c, &ldc); \
  } while (0)
  FOR_TYPE (type, GEMM)
}

void linear_trsm (int type, int is_upper, int op, int has_ones, int64_t m64, int64_t n64,
                  const void *a, int64_t lda64, void *b, int64_t ldb64)
{
  const int m = (int)m64, n = (int)n64, lda = (int)lda64, ldb = (int)ldb64;
#define TRSM(p, t, real)                                                                           \
  do {                                                                                             \
    const t one = 1;                                                                               \
    p##trsm_ ("L", is_upper ? "U" : "L", letter (op), has_ones ? "U" : "N", &m, &n, &one, a, &lda, \
              b, &ldb);                                                                            \
  } while (0)
  FOR_TYPE (type, TRSM)
}

/* ---- factors ------------------------------------------------------------------------------- */

int linear_getrf (int type, int64_t m64, int64_t n64, void *a, int64_t lda64, int64_t *pivots)
{
  const int m = (int)m64, n = (int)n64, lda = (int)lda64, count = m < n ? m : n;
  int info, *narrow = linear_room (count * (int64_t)sizeof *narrow);
#define GETRF(p, t, real) p##getrf_ (&m, &n, a, &lda, narrow, &info)
  FOR_TYPE (type, GETRF)
  for (int i = 0; i < count; i++)
    pivots[i] = narrow[i];
  free (narrow);
  return info;
}

int linear_potrf (int type, int is_upper, int64_t n64, void *a, int64_t lda64)
{
  const int n = (int)n64, lda = (int)lda64;
  int info;
#define POTRF(p, t, real) p##potrf_ (is_upper ? "U" : "L", &n, a, &lda, &info)
  FOR_TYPE (type, POTRF)
  return info;
}

int linear_geqrf (int type, int64_t m64, int64_t n64, void *a, int64_t lda64, void *tau)
{
  const int m = (int)m64, n = (int)n64, lda = (int)lda64, length = 32 * n + 1;
  void *work = linear_room (length * (int64_t)linear_size (type));
  int info;
#define GEQRF(p, t, real) p##geqrf_ (&m, &n, a, &lda, tau, work, &length, &info)
  FOR_TYPE (type, GEQRF)
  free (work);
  return info;
}

int linear_ormqr (int type, int op, int64_t m64, int64_t n64, int64_t k64, const void *a,
                  int64_t lda64, const void *tau, void *c, int64_t ldc64)
{
  const int m = (int)m64, n = (int)n64, k = (int)k64, lda = (int)lda64, ldc = (int)ldc64;
  const int length = 64 * n + 64 * 65;
  void *work = linear_room (length * (int64_t)linear_size (type));
  int info;
#define ARGUMENTS "L", letter (op), &m, &n, &k, a, &lda, tau, c, &ldc, work, &length, &info
  switch (type) {
  case LINEAR_SINGLE:
    sormqr_ (ARGUMENTS);
    break;
  case LINEAR_DOUBLE:
    dormqr_ (ARGUMENTS);
    break;
  case LINEAR_COMPLEX_SINGLE:
    cunmqr_ (ARGUMENTS);
    break;
  default:
    zunmqr_ (ARGUMENTS);
  }
#undef ARGUMENTS
  free (work);
  return info;
}

/* ---- singular values and eigenvalues ------------------------------------------------------- */

int linear_gesvd (int type, char job, int64_t m64, int64_t n64, void *a, int64_t lda64, void *s,
                  void *u, int64_t ldu64, void *vt, int64_t ldvt64)
{
  const int m = (int)m64, n = (int)n64, lda = (int)lda64, ldu = (int)ldu64, ldvt = (int)ldvt64;
  const int length = 8 * (m + n) + 64;
  void *work = linear_room (length * (int64_t)linear_size (type)),
       *real = linear_room (5 * n64 * 8);
  int info;
#define SIZES &job, &job, &m, &n, a, &lda, s, u, &ldu, vt, &ldvt, work, &length
  switch (type) {
  case LINEAR_SINGLE:
    sgesvd_ (SIZES, &info);
    break;
  case LINEAR_DOUBLE:
    dgesvd_ (SIZES, &info);
    break;
  case LINEAR_COMPLEX_SINGLE:
    cgesvd_ (SIZES, real, &info);
    break;
  default:
    zgesvd_ (SIZES, real, &info);
  }
#undef SIZES
  free (work);
  free (real);
  return info;
}

/* By the function that Octave calls, so that vectors have the same signs. */
int linear_syevd (int type, int vectors, int is_upper, int64_t n64, void *a, int64_t lda64, void *w)
{
  const int n = (int)n64, lda = (int)lda64, length = 66 * n + 2;
  void *work = linear_room (length * (int64_t)linear_size (type)),
       *real = linear_room (3 * n64 * 8);
  int info;
#define SIZES vectors ? "V" : "N", is_upper ? "U" : "L", &n, a, &lda, w, work, &length
  switch (type) {
  case LINEAR_SINGLE:
    ssyev_ (SIZES, &info);
    break;
  case LINEAR_DOUBLE:
    dsyev_ (SIZES, &info);
    break;
  case LINEAR_COMPLEX_SINGLE:
    cheev_ (SIZES, real, &info);
    break;
  default:
    zheev_ (SIZES, real, &info);
  }
#undef SIZES
  free (work);
  free (real);
  return info;
}

int linear_geev (int type, int vectors, int64_t n64, void *a, int64_t lda64, void *w, void *v,
                 int64_t ldv64)
{
  const int n = (int)n64, lda = (int)lda64, ldv = (int)ldv64, one = 1, length = 32 * n + 64;
  const char *job = vectors ? "V" : "N";
  void *work = linear_room (length * (int64_t)linear_size (type)),
       *real = linear_room (2 * n64 * 8);
  int info;
  switch (type) {
  case LINEAR_SINGLE:
    sgeev_ ("N", job, &n, a, &lda, w, (float *)w + n, NULL, &one, v, &ldv, work, &length, &info);
    break;
  case LINEAR_DOUBLE:
    dgeev_ ("N", job, &n, a, &lda, w, (double *)w + n, NULL, &one, v, &ldv, work, &length, &info);
    break;
  case LINEAR_COMPLEX_SINGLE:
    cgeev_ ("N", job, &n, a, &lda, w, NULL, &one, v, &ldv, work, &length, real, &info);
    break;
  default:
    zgeev_ ("N", job, &n, a, &lda, w, NULL, &one, v, &ldv, work, &length, real, &info);
  }
  free (work);
  free (real);
  return info;
}

/* ---- Fourier transforms -------------------------------------------------------------------- */

static int64_t extent (const linear_transform *t, const long long *embed, long long stride,
                       long long distance, int half)
{
  int64_t last = 0;
  for (int i = 0; i < t->rank; i++) {
    const long long length = half && i == t->rank - 1 ? t->length[i] / 2 + 1 : t->length[i];
    last = last * (i ? embed[i] : 1) + length - 1;
  }
  return last * stride + (t->batch - 1) * distance + 1;
}

int64_t linear_transform_extent (const linear_transform *t, int is_output)
{
  return is_output ? extent (t, t->out, t->out_stride, t->out_distance, !is_complex (t->from))
                   : extent (t, t->in, t->in_stride, t->in_distance, 0);
}

#define DEFINE_TRANSFORM(name, fftw, real)                                                         \
  static void name (const linear_transform *t, const void *from, void *to, int direction)          \
  {                                                                                                \
    int length[3], in[3], out[3];                                                                  \
    fftw##_plan plan;                                                                              \
    for (int i = 0; i < t->rank; i++) {                                                            \
      length[i] = (int)t->length[i];                                                               \
      in[i] = (int)t->in[i];                                                                       \
      out[i] = (int)t->out[i];                                                                     \
    }                                                                                              \
    if (is_complex (t->from))                                                                      \
      plan = fftw##_plan_many_dft (t->rank, length, (int)t->batch, (fftw##_complex *)from, in,     \
                                   (int)t->in_stride, (int)t->in_distance, to, out,                \
                                   (int)t->out_stride, (int)t->out_distance, direction,            \
                                   FFTW_ESTIMATE);                                                 \
    else                                                                                           \
      plan = fftw##_plan_many_dft_r2c (t->rank, length, (int)t->batch, (real *)from, in,           \
                                       (int)t->in_stride, (int)t->in_distance, to, out,            \
                                       (int)t->out_stride, (int)t->out_distance,                   \
                                       FFTW_ESTIMATE | FFTW_PRESERVE_INPUT);                       \
    fftw##_execute (plan);                                                                         \
    fftw##_destroy_plan (plan);                                                                    \
  }
DEFINE_TRANSFORM (transform_single, fftwf, float)
DEFINE_TRANSFORM (transform_double, fftw, double)

void linear_fourier (const linear_transform *t, const void *from, void *to, int direction)
{
  if (t->to == LINEAR_COMPLEX_SINGLE)
    transform_single (t, from, to, direction);
  else
    transform_double (t, from, to, direction);
}
