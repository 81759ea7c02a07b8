/* Matrix products: Octave's BLAS on the host, the device's own elsewhere. */
#include "mex/products.hh"

#include <limits>
#include <octave/f77-fcn.h>

#include "device/cpu/cpu.h"

/* Where only one factor is a transposed view, BLAS transposes while it multiplies; an undefined
   value otherwise. */
static octave_value transposed_product (const operand &x, const operand &y)
{
  const nd_array *factors[2] = {x.get ()->array, y.get ()->array};
  octave_value values[2];
  int transposed = -1;
  for (int i = 0; i < 2; i++) {
    const nd_array *a = factors[i];
    if (!a || a->ndims > 2 || nd_dtype_kind (a->dtype) < ND_KIND_FLOAT)
      return octave_value ();
    if (nd_array_is_contiguous (a))
      values[i] = to_octave (a);
    else {
      const array_ptr upright = made (nd_array_transpose, a);
      if (transposed >= 0 || !nd_array_is_contiguous (upright.get ()))
        return octave_value ();
      values[i] = to_octave (upright.get ());
      transposed = i;
    }
  }
  if (transposed < 0)
    return octave_value ();
  const auto op = transposed == 0 ? octave_value::op_trans_mul : octave_value::op_mul_trans;
  return wrap_result (octave::binary_op (op, values[0], values[1]));
}

/* ---- views that BLAS takes as they are ------------------------------------------------------ */

/* Columns without gaps, or rows where it is transposed, `leading` elements apart. */
struct blas_matrix {
  const void *data;
  F77_INT leading;
  char transposed; /* 'N', 'T', 'C' */
};

/* The header that declares them is called otherwise from Octave 11 on. */
#define DEFINE_GEMM(type, name, NAME)                                                              \
  extern "C" F77_RET_T F77_FUNC (name, NAME) (                                                     \
      F77_CONST_CHAR_ARG_DECL, F77_CONST_CHAR_ARG_DECL, const F77_INT &, const F77_INT &,          \
      const F77_INT &, const type &, const type *, const F77_INT &, const type *, const F77_INT &, \
      const type &, type *, const F77_INT &F77_CHAR_ARG_LEN_DECL F77_CHAR_ARG_LEN_DECL);           \
  static void gemm (const blas_matrix &a, const blas_matrix &b, F77_INT m, F77_INT k, F77_INT n,   \
                    type *c)                                                                       \
  {                                                                                                \
    F77_FUNC (name, NAME)                                                                          \
    (F77_CONST_CHAR_ARG2 (&a.transposed, 1), F77_CONST_CHAR_ARG2 (&b.transposed, 1), m, n, k,      \
     type (1), static_cast<const type *> (a.data), a.leading, static_cast<const type *> (b.data),  \
     b.leading, type (0), c, m F77_CHAR_ARG_LEN (1) F77_CHAR_ARG_LEN (1));                         \
  }

DEFINE_GEMM (float, sgemm, SGEMM)
DEFINE_GEMM (double, dgemm, DGEMM)
DEFINE_GEMM (FloatComplex, cgemm, CGEMM)
DEFINE_GEMM (Complex, zgemm, ZGEMM)

template <typename type>
static void multiply (const blas_matrix &a, const blas_matrix &b, F77_INT m, F77_INT k, F77_INT n,
                      void *c)
{
  gemm (a, b, m, k, n, static_cast<type *> (c));
}

static void (*const products[ND_DTYPE_COUNT - ND_SINGLE]) (const blas_matrix &, const blas_matrix &,
                                                           F77_INT, F77_INT, F77_INT, void *) = {
    multiply<float>, multiply<double>, multiply<FloatComplex>, multiply<Complex>};
static_assert (ND_DOUBLE == ND_SINGLE + 1 && ND_COMPLEX_SINGLE == ND_SINGLE + 2 &&
                   ND_COMPLEX_DOUBLE == ND_SINGLE + 3,
               "products are in the order of the classes");

static bool as_blas_matrix (const nd_array *a, blas_matrix &matrix)
{
  const int64_t most = std::numeric_limits<F77_INT>::max ();
  for (int along = 0; along < 2; along++) {
    const int64_t leading = a->strides[1 - along];
    if (a->strides[along] != 1 || leading < a->dims[along] || leading > most)
      continue;
    matrix = {nd_array_data (a), static_cast<F77_INT> (leading), along == 0 ? 'N' : 'T'};
    return true;
  }
  return false;
}

static bool is_consecutive (const operand &x)
{
  return !x.get ()->array || nd_array_is_contiguous (x.get ()->array);
}

/* The product of two matrices of one float class, each of whose columns or rows lie without gaps,
   as in a(:,1:2:end); an undefined value where they are something else. */
static octave_value strided_product (const operand &x, const operand &y)
{
  const nd_array *a = x.get ()->array, *b = y.get ()->array;
  blas_matrix left, right;
  if (!a || !b || a->dtype != b->dtype || a->dtype < ND_SINGLE || a->ndims > 2 || b->ndims > 2 ||
      a->dims[1] != b->dims[0] || nd_array_numel (a) == 0 || nd_array_numel (b) == 0 ||
      !as_blas_matrix (a, left) || !as_blas_matrix (b, right))
    return octave_value ();
  const int64_t dims[2] = {a->dims[0], b->dims[1]};
  array_ptr result = made (nd_array_new, nd_array_device (a), a->dtype, 2, dims);
  products[a->dtype - ND_SINGLE](left, right, dims[0], a->dims[1], dims[1],
                                 const_cast<void *> (nd_array_data (result.get ())));
  return wrap (std::move (result));
}

/* ---- products ------------------------------------------------------------------------------ */

/* Octave's operator takes pages side by side. */
static void flatten (nd_operand &x, array_ptr &flat)
{
  if (x.array->ndims <= 2)
    return;
  const dim_vector dims = octave_dims (x.array->ndims, x.array->dims).redim (2);
  const int64_t sides[2] = {dims (0), dims (1)};
  flat = made (nd_array_reshape, x.array, 2, sides);
  x.array = flat.get ();
}

octave_value product (const operand &x, const operand &y)
{
  if (x.device ()->is_host && y.device ()->is_host) {
    octave_value result = transposed_product (x, y);
    if (result.is_undefined () && !(is_consecutive (x) && is_consecutive (y)))
      result = strided_product (x, y);
    return result;
  }
  nd_operand left = *x.get (), right = *y.get ();
  nd_error error;
  check (nd_operand_settle (&left, &error), error);
  check (nd_operand_settle (&right, &error), error);
  check (nd_check_same_device ("*", left.array, right.array, &error), error);
  array_ptr flat_left, flat_right;
  flatten (left, flat_left);
  flatten (right, flat_right);
  return wrap (made (nd_multiply, left.array, right.array));
}

/* ---- Octave's BLAS for the core -------------------------------------------------------------- */

static bool multiply_by_blas (const nd_cpu_product *p)
{
  const int64_t most = std::numeric_limits<F77_INT>::max ();
  static const char letters[] = {'N', 'T', 'C'}; /* as nd_operation counts */
  if (p->m > most || p->k > most || p->n > most)
    return false;
  const F77_INT m = p->m, k = p->k, n = p->n;
  const blas_matrix a = {p->a, p->meant_a ? k : m, letters[p->meant_a]};
  const blas_matrix b = {p->b, p->meant_b ? n : k, letters[p->meant_b]};
  products[p->dtype - ND_SINGLE](a, b, m, k, n, p->c);
  return true;
}

void lend_blas ()
{
  nd_cpu_lend_blas (multiply_by_blas);
}

/* ---- pages --------------------------------------------------------------------------------- */

static nd_operation meaning (const octave_value &word)
{
  static const char *const words[] = {"none", "transpose",
                                      "ctranspose"}; /* as nd_operation counts */
  for (int i = 0; i < 3; i++)
    if (word.is_string () && word.rows () == 1 && word.string_value () == words[i])
      return static_cast<nd_operation> (i);
  error_with_id ("ndarray:invalid-argument",
                 "pagemtimes: pages are meant \"none\", \"transpose\" or \"ctranspose\"");
}

static bool has_scalar_pages (const octave_value &x)
{
  const dim_vector dims = x.dims ();
  return dims (0) == 1 && dims (1) == 1;
}

static octave_value turned (const octave_value &x, nd_operation meant)
{
  if (meant == ND_AS_IT_IS)
    return x;
  Array<int> order (dim_vector (1, x.ndims ()));
  for (int d = 0; d < x.ndims (); d++)
    order (d) = d < 2 ? 1 - d : d;
  const octave_value transposed = x.permute (order);
  return meant == ND_CONJUGATE_TRANSPOSED ? transposed.conj () : transposed;
}

static octave_value multiply_pages (const octave_value &x, nd_operation meant_x,
                                    const octave_value &y, nd_operation meant_y)
{
  const array_ptr a = array_of (x), b = array_of (y);
  array_ptr product = made (nd_multiply_pages, a.get (), meant_x, b.get (), meant_y);
  return as_ndarray (x) || as_ndarray (y) ? wrap_or_element (std::move (product))
                                          : to_octave (product.get ());
}

octave_value_list pagemtimes (const octave_value_list &args, int)
{
  const bool has_meanings = args.length () == 4;
  if (args.length () != 2 && !has_meanings)
    print_usage ();
  const octave_value &x = args (0), &y = args (has_meanings ? 2 : 1);
  const nd_operation meant_x = has_meanings ? meaning (args (1)) : ND_AS_IT_IS;
  const nd_operation meant_y = has_meanings ? meaning (args (3)) : ND_AS_IT_IS;
  for (const octave_value &factor : {x, y})
    if (!factor.isnumeric () && !factor.islogical ())
      error_with_id ("ndarray:invalid-argument", "pagemtimes: X and Y must be arrays of numbers");
  if (has_scalar_pages (x) || has_scalar_pages (y))
    return ovl (
        octave::binary_op (octave_value::op_el_mul, turned (x, meant_x), turned (y, meant_y)));
  return ovl (multiply_pages (x, meant_x, y, meant_y));
}
