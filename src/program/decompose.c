/* Orthogonal factors, singular values, eigenvalues. */
#include "array/index.h"
#include "base/memory.h"
#include "device/device.h"
#include "program/builder.h"
#include "program/linear.h"

static nd_status new_matrix (const nd_array *like, nd_dtype dtype, int64_t rows, int64_t columns,
                             nd_array **out, nd_error *error)
{
  const int64_t dims[2] = {rows, columns};
  return nd_array_new (nd_array_device (like), dtype, 2, dims, out, error);
}

/* ---- QR ------------------------------------------------------------------------------------ */

nd_status nd_qr (const nd_array *a, nd_array **vectors, nd_array **factors, nd_error *error)
{
  const int64_t m = a->dims[0], n = a->dims[1];
  nd_array *copy, *column = NULL;
  ND_RETURN_NOT_OK (nd_own_copy (a, a->dtype, &copy, error));
  nd_status status = new_matrix (a, a->dtype, m < n ? m : n, 1, &column, error);
  if (status == ND_OK) {
    nd_routine routine = {.kind = ND_ROUTINE_QR,
                          .output = {nd_address (copy), nd_address (column)},
                          .number = {m, n}};
    status = nd_compute_linear (copy, &routine, error);
  }
  if (status == ND_OK) {
    *vectors = copy;
    *factors = column;
  } else {
    nd_array_free (copy);
    nd_array_free (column);
  }
  return status;
}

nd_status nd_qr_apply (const nd_array *vectors, const nd_array *factors, bool is_adjoint,
                       const nd_array *b, nd_array **out, nd_error *error)
{
  nd_array *copy;
  ND_RETURN_NOT_OK (nd_own_copy (b, vectors->dtype, &copy, error));
  nd_routine routine = {.kind = ND_ROUTINE_APPLY_Q,
                        .input = {nd_address (vectors), nd_address (factors)},
                        .output = {nd_address (copy)},
                        .number = {b->dims[0], b->dims[1], factors->dims[0], is_adjoint}};
  nd_status status = nd_compute_linear (copy, &routine, error);
  return nd_array_deliver (status, copy, out);
}

/* ---- singular values ----------------------------------------------------------------------- */

static nd_status did_not_converge (const char *function, int64_t count, nd_error *error)
{
  return nd_fail (error, ND_FAILED, "%s: failed to converge (%lld values did not)", function,
                  (long long)count);
}

/* Of a matrix with at least as many rows as columns, which is lost; vh is v conjugate transposed.
 */
static nd_status svd_tall (nd_array *a, bool is_economy, nd_array **s, nd_array **u, nd_array **vh,
                           nd_error *error)
{
  const int64_t m = a->dims[0], n = a->dims[1];
  nd_status status = new_matrix (a, nd_dtype_real (a->dtype), n, 1, s, error);
  if (status == ND_OK && u)
    status = new_matrix (a, a->dtype, m, is_economy ? n : m, u, error);
  if (status == ND_OK && u)
    status = new_matrix (a, a->dtype, n, n, vh, error);
  if (status != ND_OK)
    return status;
  nd_routine routine = {.kind = ND_ROUTINE_SVD,
                        .output = {nd_address (a), nd_address (*s), u ? nd_address (*u) : NULL,
                                   u ? nd_address (*vh) : NULL},
                        .number = {m, n, is_economy}};
  ND_RETURN_NOT_OK (nd_compute_linear (a, &routine, error));
  return routine.number[3] ? did_not_converge ("svd", routine.number[3], error) : ND_OK;
}

nd_status nd_svd (const nd_array *a, bool is_economy, nd_array **s, nd_array **u, nd_array **v,
                  nd_error *error)
{
  const bool is_wide = a->dims[0] < a->dims[1];
  nd_array *upright = NULL, *copy = NULL, *values = NULL, *left = NULL, *right = NULL,
           *adjoint = NULL;
  nd_status status =
      is_wide ? nd_conjugate_transpose (a, &upright, error) : nd_array_copy (a, &upright, error);
  if (status == ND_OK)
    status = nd_own_copy (upright, a->dtype, &copy, error);
  if (status == ND_OK)
    status = svd_tall (copy, is_economy, &values, u ? &left : NULL, &right, error);
  if (status == ND_OK && u)
    status = nd_conjugate_transpose (right, &adjoint, error);
  nd_array_free (upright);
  nd_array_free (copy);
  nd_array_free (right);
  if (status != ND_OK) {
    nd_array_free (values);
    nd_array_free (left);
    return status;
  }
  *s = values;
  if (u) {
    *u = is_wide ? adjoint : left;
    *v = is_wide ? left : adjoint;
  }
  return ND_OK;
}

/* ---- eigenvalues --------------------------------------------------------------------------- */

nd_status nd_eig_hermitian (const nd_array *a, nd_array **values, nd_array **vectors,
                            nd_error *error)
{
  nd_array *copy, *column = NULL;
  ND_RETURN_NOT_OK (nd_own_copy (a, a->dtype, &copy, error));
  nd_routine routine = {.kind = ND_ROUTINE_EIG_SYMMETRIC,
                        .output = {nd_address (copy)},
                        .number = {a->dims[0], vectors != NULL}};
  nd_status status = new_matrix (a, nd_dtype_real (a->dtype), a->dims[0], 1, &column, error);
  if (status == ND_OK) {
    routine.output[1] = nd_address (column);
    status = nd_compute_linear (copy, &routine, error);
  }
  if (status == ND_OK && routine.number[2])
    status = did_not_converge ("eig", routine.number[2], error);
  if (status != ND_OK) {
    nd_array_free (copy);
    nd_array_free (column);
    return status;
  }
  *values = column;
  if (vectors)
    *vectors = copy;
  else
    nd_array_free (copy);
  return ND_OK;
}

/* The routine's values and vectors as they are. */
static nd_status eig_packed (const nd_array *a, nd_array **values, nd_array **vectors,
                             nd_error *error)
{
  const int64_t n = a->dims[0];
  nd_array *copy;
  ND_RETURN_NOT_OK (nd_own_copy (a, a->dtype, &copy, error));
  nd_status status =
      new_matrix (a, a->dtype, n, nd_dtype_is_complex (a->dtype) ? 1 : 2, values, error);
  if (status == ND_OK && vectors)
    status = new_matrix (a, a->dtype, n, n, vectors, error);
  if (status == ND_OK) {
    nd_routine routine = {
        .kind = ND_ROUTINE_EIG,
        .output = {nd_address (copy), nd_address (*values), vectors ? nd_address (*vectors) : NULL},
        .number = {n}};
    status = nd_compute_linear (copy, &routine, error);
    if (status == ND_OK && routine.number[1])
      status = did_not_converge ("eig", routine.number[1], error);
  }
  nd_array_free (copy);
  return status;
}

/* Column `place` of a matrix as a view. */
static nd_status column_view (const nd_array *a, int64_t place, nd_array **out, nd_error *error)
{
  ND_RETURN_NOT_OK (nd_array_link (a, out, error));
  (*out)->offset += place * a->strides[1];
  (*out)->dims[1] = 1;
  return ND_OK;
}

static nd_status complex_of (const nd_array *re, const nd_array *im, nd_array **out,
                             nd_error *error)
{
  const nd_operand a = nd_operand_array (re), b = nd_operand_array (im);
  return nd_binary (ND_OP_COMPLEX, &a, &b, out, error);
}

/* Real and imaginary parts of the values in two columns, as complex numbers. */
static nd_status join_values (const nd_array *packed, nd_array **out, nd_error *error)
{
  nd_array *re, *im;
  ND_RETURN_NOT_OK (column_view (packed, 0, &re, error));
  nd_status status = column_view (packed, 1, &im, error);
  if (status == ND_OK) {
    status = complex_of (re, im, out, error);
    nd_array_free (im);
  }
  nd_array_free (re);
  return status;
}

/* Which columns hold the real and the imaginary part of each vector, and the sign of the latter:
   0 for a vector of a real value, 1 and -1 for the two of a conjugate pair. */
static void find_parts (const nd_array *imaginary, int64_t n, int64_t *re, int64_t *im,
                        double *sign)
{
  for (int64_t j = 0; j < n; j++) {
    re[j] = im[j] = j;
    sign[j] = 0;
    const double x = nd_dtype_is_single (imaginary->dtype)
                         ? ((const float *)nd_array_data (imaginary))[j]
                         : ((const double *)nd_array_data (imaginary))[j];
    if (x != 0 && j + 1 < n) {
      re[j + 1] = j;
      im[j] = im[j + 1] = j + 1;
      sign[j] = 1;
      sign[j + 1] = -1;
      j++;
    }
  }
}

/* a(:,places) */
static nd_status pick_columns (const nd_array *a, const int64_t *places, nd_array **out,
                               nd_error *error)
{
  const int64_t n = a->dims[1], dims[2] = {1, n};
  const nd_selector selectors[2] = {
      {.kind = ND_SELECT_COLON},
      {.kind = ND_SELECT_LIST, .count = n, .list = places, .extent = n, .dims = dims, .ndims = 2}};
  return nd_array_index (a, 2, selectors, out, error);
}

/* A row of host numbers on the device of `like`. */
static nd_status send_row (const nd_array *like, const double *numbers, nd_array **out,
                           nd_error *error)
{
  const int64_t dims[2] = {1, like->dims[1]};
  nd_array *row, *cast;
  ND_RETURN_NOT_OK (nd_array_new (nd_device_cpu (), ND_DOUBLE, 2, dims, &row, error));
  for (int64_t j = 0; j < dims[1]; j++)
    ((double *)nd_address (row))[j] = numbers[j];
  nd_status status = nd_cast (row, like->dtype, &cast, error);
  nd_array_free (row);
  if (status == ND_OK) {
    status = nd_transfer_uncounted (cast, nd_array_device (like), out, error);
    nd_array_free (cast);
  }
  return status;
}

/* The vectors of which the parts lie in the columns re and im of `packed`, these times `sign`. */
static nd_status join_vectors (const nd_array *packed, const int64_t *re, const int64_t *im,
                               const double *sign, nd_array **out, nd_error *error)
{
  nd_array *real = NULL, *imaginary = NULL, *signs = NULL, *product = NULL;
  nd_status status = pick_columns (packed, re, &real, error);
  if (status == ND_OK)
    status = pick_columns (packed, im, &imaginary, error);
  if (status == ND_OK)
    status = send_row (packed, sign, &signs, error);
  if (status == ND_OK) {
    const nd_operand a = nd_operand_array (imaginary), b = nd_operand_array (signs);
    status = nd_binary (ND_OP_MULTIPLY, &a, &b, &product, error);
  }
  if (status == ND_OK)
    status = complex_of (real, product, out, error);
  nd_array_free (real);
  nd_array_free (imaginary);
  nd_array_free (signs);
  nd_array_free (product);
  return status;
}

static nd_status unpack_vectors (const nd_array *packed, const nd_array *imaginary, nd_array **out,
                                 nd_error *error)
{
  const int64_t n = packed->dims[1];
  const size_t count = (size_t)n;
  int64_t *re = nd_malloc (count * sizeof *re), *im = nd_malloc (count * sizeof *im);
  double *sign = nd_malloc (count * sizeof *sign);
  nd_status status = ND_OK;
  if (!re || !im || !sign)
    status = nd_out_of_memory (error, count * sizeof *re);
  else {
    find_parts (imaginary, n, re, im, sign);
    status = join_vectors (packed, re, im, sign, out, error);
  }
  nd_free (re);
  nd_free (im);
  nd_free (sign);
  return status;
}

/* *a becomes `made`. */
static void replace (nd_array **a, nd_array *made)
{
  nd_array_free (*a);
  *a = made;
}

/* The values' imaginary parts decide, and are looked at by the host. */
static nd_status unpack (nd_array **values, nd_array **vectors, nd_error *error)
{
  nd_array *column, *imaginary, *made;
  bool any;
  ND_RETURN_NOT_OK (column_view (*values, 1, &column, error));
  nd_status status = nd_transfer_uncounted (column, nd_device_cpu (), &imaginary, error);
  nd_array_free (column);
  ND_RETURN_NOT_OK (status);
  status = nd_ask (imaginary, ND_ANY_NONZERO, &any, error);
  if (status == ND_OK && any && vectors) {
    status = unpack_vectors (*vectors, imaginary, &made, error);
    if (status == ND_OK)
      replace (vectors, made);
  }
  nd_array_free (imaginary);
  ND_RETURN_NOT_OK (status);
  ND_RETURN_NOT_OK (any ? join_values (*values, &made, error)
                        : column_view (*values, 0, &made, error));
  replace (values, made);
  return ND_OK;
}

/* Complex numbers without an imaginary part become real, as in Octave. */
static nd_status narrow (nd_array **a, nd_error *error)
{
  bool any;
  nd_array *real;
  ND_RETURN_NOT_OK (nd_ask (*a, ND_ANY_IMAGINARY, &any, error));
  if (any)
    return ND_OK;
  ND_RETURN_NOT_OK (nd_unary (ND_OP_REAL, *a, &real, error));
  replace (a, real);
  return ND_OK;
}

nd_status nd_eig (const nd_array *a, nd_array **values, nd_array **vectors, nd_error *error)
{
  nd_array *w = NULL, *v = NULL;
  nd_array **wanted = vectors ? &v : NULL;
  nd_status status = eig_packed (a, &w, wanted, error);
  if (status == ND_OK && !nd_dtype_is_complex (a->dtype))
    status = unpack (&w, wanted, error);
  else if (status == ND_OK) {
    status = narrow (&w, error);
    if (status == ND_OK && wanted)
      status = narrow (&v, error);
  }
  if (status != ND_OK) {
    nd_array_free (w);
    nd_array_free (v);
    return status;
  }
  *values = w;
  if (vectors)
    *vectors = v;
  return ND_OK;
}
