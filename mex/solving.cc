/* Linear equations on devices: operators \ and /, inv, det, rcond, pinv and their kind. */
#include "mex/linear.hh"

#include <algorithm>
#include <cmath>
#include <limits>
#include <octave/lo-array-errwarn.h>
#include <octave/parse.h>

#include "mex/operand.hh"

/* ---- factorizations ------------------------------------------------------------------------ */

void factorization::make (const nd_array *a, nd_matrix_kind kind)
{
  nd_error error;
  nd_factorization_free (&m_factors);
  check (nd_factorize (a, kind, &m_factors, &error), error);
}

array_ptr factorization::solve (const nd_array *b) const
{
  return made (nd_factorization_solve, &m_factors, ND_AS_IT_IS, b);
}

array_ptr factorization::solve_and_judge (const nd_array *a, const nd_array *b,
                                          bool &is_regular) const
{
  nd_array *x;
  nd_error error;
  is_regular = false;
  if (has_failed ())
    return nullptr;
  check (nd_factorization_solve_and_judge (&m_factors, a, b, precision_of (a->dtype), &x,
                                           &is_regular, &error),
         error);
  return array_ptr (x);
}

double factorization::condition (const nd_array *a) const
{
  double norm, result;
  nd_error error;
  if (has_failed ())
    return 0;
  check (nd_matrix_norm (a, &norm, &error), error);
  check (nd_factorization_rcond (&m_factors, norm, &result, &error), error);
  return result;
}

nd_matrix_kind probe (const nd_array *a)
{
  nd_matrix_kind kind;
  nd_error error;
  check (nd_matrix_probe (a, &kind, &error), error);
  return kind;
}

/* As Octave, in the precision of the matrix. */
static bool is_singular (double rcond, nd_dtype dtype)
{
  if (nd_dtype_is_single (dtype)) {
    const volatile float sum = static_cast<float> (rcond) + 1.0F;
    return sum == 1.0F || std::isnan (rcond);
  }
  const volatile double sum = rcond + 1.0;
  return sum == 1.0 || std::isnan (rcond);
}

/* Where elements are not finite, or the inverse or the norm may overflow, the order of operations
   decides about results and warnings: such matrices, which are rare, are left to Octave's own code
   on the host; so are those whose inverse or solution did overflow. */
static bool is_extreme (const nd_array *a)
{
  double norm;
  nd_error error;
  if (!ask (a, ND_ALL_FINITE))
    return true;
  check (nd_matrix_norm (a, &norm, &error), error);
  return !std::isfinite (norm) || (norm > 0 && norm < nd_least_norm (a->dtype));
}

static bool is_triangular (nd_matrix_kind kind)
{
  return kind == ND_MATRIX_UPPER || kind == ND_MATRIX_LOWER;
}

/* The factors of a square matrix.  What may be positive definite and is not is taken for any other
   matrix: returns the kind that it was taken for. */
static nd_matrix_kind factorize (const nd_array *a, factorization &f, nd_matrix_kind kind)
{
  f.make (a, kind);
  if (kind != ND_MATRIX_HERMITIAN || !f.has_failed ())
    return kind;
  f.make (a, ND_MATRIX_FULL);
  return ND_MATRIX_FULL;
}

/* ---- left division ------------------------------------------------------------------------- */

static array_ptr conjugate_transpose (const nd_array *a)
{
  return made (nd_conjugate_transpose, a);
}

static array_ptr product (const nd_array *a, const nd_array *b)
{
  return made (nd_multiply, a, b);
}

double precision_of (nd_dtype dtype)
{
  return nd_dtype_is_single (dtype) ? std::numeric_limits<float>::epsilon ()
                                    : std::numeric_limits<double>::epsilon ();
}

int64_t count_larger (const nd_array *s, double least)
{
  const NDArray values = to_octave (on_host (s).get ()).array_value ();
  int64_t count = 0;
  while (count < values.numel () && values (count) > least)
    count++;
  return count;
}

double first_value (const nd_array *s)
{
  return to_octave (on_host (corner (s, 1, 1).get ()).get ()).double_value ();
}

/* The singular values of a matrix that count, and their vectors, where there are any. */
struct singular_parts {
  int64_t rank;
  array_ptr u, s, v;
};

/* Those count that are larger than `least` or, where it is not positive, `relative` times the
   largest. */
static singular_parts split (const nd_array *a, double least, double relative)
{
  nd_array *values, *left, *right;
  nd_error error;
  check (nd_svd (a, true, &values, &left, &right, &error), error);
  const array_ptr s (values), u (left), v (right);
  const int64_t rank = count_larger (values, least > 0 ? least : relative * first_value (values));
  if (rank == 0)
    return {0, nullptr, nullptr, nullptr};
  return {rank, corner (left, left->dims[0], rank), corner (values, rank, 1),
          corner (right, right->dims[0], rank)};
}

static octave_value quotient (array_ptr a, array_ptr b)
{
  return binary (octave_value::op_el_div, wrap (std::move (a)), wrap (std::move (b)));
}

/* The shortest of the x for which a x - b is shortest, by singular values as LAPACK's xGELSD:
   those below the precision count as 0. */
static array_ptr least_squares (const nd_array *a, const nd_array *b)
{
  singular_parts parts = split (a, 0, precision_of (a->dtype));
  if (parts.rank == 0)
    return filled (nd_array_device (a), a->dtype, a->dims[1], b->dims[1], 0);
  array_ptr projected = product (conjugate_transpose (parts.u.get ()).get (), b);
  const octave_value scaled = quotient (std::move (projected), std::move (parts.s));
  return product (parts.v.get (), array_of (scaled).get ());
}

static bool is_extreme (const nd_array *a, const nd_array *b)
{
  return is_extreme (a) || !ask (b, ND_ALL_FINITE);
}

/* Triangular matrices are solved even where the result means little; of the others that are
   singular the least squares are taken. */
static array_ptr solve_square (const nd_array *a, const nd_array *b)
{
  factorization f;
  nd_matrix_kind kind = probe (a);
  for (;;) {
    bool is_regular;
    kind = factorize (a, f, kind);
    array_ptr x = f.solve_and_judge (a, b, is_regular);
    if (is_regular)
      return x;
    if (is_extreme (a, b) || (x && !ask (x.get (), ND_ALL_FINITE)))
      return nullptr;
    const double rcond = f.condition (a);
    const bool singular = is_singular (rcond, a->dtype);
    if (singular)
      octave::warn_singular_matrix (std::isnan (rcond) ? 0 : rcond);
    if (!singular || is_triangular (kind))
      return x;
    if (kind == ND_MATRIX_FULL)
      return least_squares (a, b);
    kind = ND_MATRIX_FULL; /* as Octave, which warns again */
  }
}

/* Null: to be solved by Octave's own operator. */
static array_ptr solve (const nd_array *a, const nd_array *b)
{
  if (a->dims[0] == a->dims[1])
    return solve_square (a, b);
  return is_extreme (a, b) ? nullptr : least_squares (a, b);
}

/* Zeros of the operand's class and size. */
static octave_value zeros_like (const octave_value &a)
{
  const nd_dtype dtype = dtype_of (a);
  const octave_value zeros = call (nd_dtype_class (dtype), ovl (NDArray (a.dims (), 0.0)));
  return nd_dtype_is_complex (dtype) ? call ("complex", ovl (zeros)) : zeros;
}

octave_value say_of_operands (octave_value::binary_op op, const octave_value &a,
                              const octave_value &b)
{
  const octave_value said = octave::binary_op (op, zeros_like (a), zeros_like (b));
  return wrap (on_device (from_octave (said).get (), library_device (ovl (a, b))));
}

/* Is there an equation to be solved, of classes and sizes that go together? */
static bool is_equation (bool is_left, const octave_value &a, const octave_value &b)
{
  const dim_vector left = a.dims (), right = b.dims ();
  return !left.any_zero () && !right.any_zero () && !a.isinteger () && !b.isinteger () &&
         (is_left ? left (0) == right (0) : left (1) == right (1));
}

static array_ptr divide_on_host (octave_value::binary_op op, const octave_value &a,
                                 const octave_value &b, nd_dtype dtype, nd_device *device)
{
  const octave_value x = octave::binary_op (op, host_argument (a), host_argument (b));
  return on_device (converted (from_octave (x).get (), dtype).get (), device);
}

/* a \ b, or a / b, which is (b' \ a')'. */
static octave_value divide (octave_value::binary_op op, const octave_value &any_a,
                            const octave_value &any_b)
{
  const bool is_left = op == octave_value::op_ldiv;
  const octave_value a = flattened (any_a), b = flattened (any_b);
  nd_device *device = library_device (ovl (a, b));
  nd_error error;
  if (!is_equation (is_left, a, b))
    return say_of_operands (op, a, b);
  array_ptr left = array_on (a, device), right = array_on (b, device);
  check (nd_check_same_device (is_left ? "\\" : "/", left.get (), right.get (), &error), error);
  const nd_dtype dtype = nd_dtype_common_float (left->dtype, right->dtype);
  left = converted (left.get (), dtype);
  right = converted (right.get (), dtype);
  array_ptr x;
  if (is_left)
    x = solve (left.get (), right.get ());
  else {
    x = solve (conjugate_transpose (right.get ()).get (), conjugate_transpose (left.get ()).get ());
    if (x)
      x = conjugate_transpose (x.get ());
  }
  return wrap (x ? std::move (x) : divide_on_host (op, a, b, dtype, device));
}

octave_value left_divide (const octave_value &a, const octave_value &b)
{
  return divide (octave_value::op_ldiv, a, b);
}

octave_value right_divide (const octave_value &a, const octave_value &b)
{
  return divide (octave_value::op_div, a, b);
}

/* ---- functions of one square matrix -------------------------------------------------------- */

/* `a` is the matrix on the device. */
typedef void square_function (linear_call &call_of, const nd_array *a);

static bool of_square_matrix (const char *name, int most_results, square_function *work,
                              const octave_value_list &args, int nargout,
                              octave_value_list &results)
{
  linear_call call_of (name, args, nargout, results);
  if (!call_of.is_ours ())
    return false;
  if (args.length () != 1 || nargout > most_results)
    call_of.refuse ();
  const array_ptr a = call_of.matrix (0, true);
  if (a)
    work (call_of, a.get ());
  return true;
}

#define DEFINE_SQUARE(name, most_results, work)                                                    \
  static bool name (const octave_value_list &args, int nargout, octave_value_list &results)        \
  {                                                                                                \
    return of_square_matrix (#name, most_results, work, args, nargout, results);                   \
  }

/* ---- inverses ------------------------------------------------------------------------------ */

/* One number of the array's precision on its device. */
static octave_value number (double x, const nd_array *like)
{
  return nd_dtype_is_single (like->dtype) ? octave_value (static_cast<float> (x))
                                          : octave_value (x);
}

static array_ptr identity_like (const nd_array *a)
{
  return identity (nd_array_device (a), a->dtype, a->dims[0], a->dims[0]);
}

/* Octave's own function decides; a complex result stays complex. */
static void invert_on_host (linear_call &call_of, nd_dtype dtype)
{
  call_of.say_of_values ();
  call_of.set (0, converted (array_of (call_of.result (0)).get (), dtype));
}

static void invert (linear_call &call_of, const nd_array *a)
{
  factorization f;
  bool is_regular;
  const nd_matrix_kind kind = factorize (a, f, probe (a));
  array_ptr inverted = f.solve_and_judge (a, identity_like (a).get (), is_regular);
  if (is_regular && call_of.nargout () < 2) {
    call_of.set (0, std::move (inverted));
    return;
  }
  const bool overflows = inverted && !ask (inverted.get (), ND_ALL_FINITE);
  if (a->dims[0] == 1 || overflows || is_extreme (a)) {
    invert_on_host (call_of, a->dtype);
    return;
  }
  /* Octave estimates the condition of a triangle's inverse, which is the same. */
  const bool of_inverse = is_triangular (kind);
  if (of_inverse)
    f.make (inverted.get (), kind);
  const double rcond = f.condition (of_inverse ? inverted.get () : a);
  if (call_of.nargout () < 2 && is_singular (rcond, a->dtype))
    octave::warn_singular_matrix (rcond);
  if (rcond == 0 && !is_triangular (kind))
    call_of.set (0, filled (call_of.device (), a->dtype, a->dims[0], a->dims[1],
                            std::numeric_limits<double>::infinity ()));
  else
    call_of.set (0, std::move (inverted));
  if (call_of.nargout () > 1)
    call_of.set (1, number (rcond, a));
}
DEFINE_SQUARE (inv, 2, invert)
DEFINE_SQUARE (inverse, 2, invert)

static void condition (linear_call &call_of, const nd_array *a)
{
  factorization f;
  if (is_extreme (a)) {
    call_of.say_of_values ();
    return;
  }
  factorize (a, f, probe (a));
  call_of.set (0, number (f.condition (a), a));
}
DEFINE_SQUARE (rcond, 1, condition)

/* The inverse of r' * r. */
static array_ptr inverse_of_square (const nd_array *r)
{
  factorization f;
  f.make (r, ND_MATRIX_UPPER);
  const array_ptr inverted = f.solve (identity_like (r).get ());
  return product (inverted.get (), conjugate_transpose (inverted.get ()).get ());
}

static void invert_positive (linear_call &call_of, const nd_array *a)
{
  nd_array *factor;
  int64_t failed;
  nd_error problem;
  check (nd_cholesky (a, true, &factor, &failed, &problem), problem);
  const array_ptr owned (factor);
  if (failed)
    error ("cholinv: A must be positive definite");
  call_of.set (0, inverse_of_square (factor));
}
DEFINE_SQUARE (cholinv, 1, invert_positive)

static bool has_imaginary_part (const octave_value &x)
{
  return x.iscomplex () && number_on_host (call ("any", ovl (call ("imag", ovl (x))))) != 0;
}

/* LAPACK leaves a factor with 0 on the diagonal as it is, and looks at real parts only there. */
static void invert_factor (linear_call &call_of, const nd_array *r)
{
  array_ptr inverted = inverse_of_square (r);
  const octave_value on_diagonal = call ("diag", ovl (wrap (made (nd_array_copy, r))));
  if (ask (inverted.get (), ND_ALL_FINITE) && !has_imaginary_part (on_diagonal))
    call_of.set (0, std::move (inverted));
  else
    invert_on_host (call_of, r->dtype);
}
DEFINE_SQUARE (chol2inv, 1, invert_factor)

static bool pinv (const octave_value_list &args, int nargout, octave_value_list &results)
{
  linear_call call_of ("pinv", args, nargout, results);
  if (!call_of.is_ours ())
    return false;
  if (args.length () < 1 || args.length () > 2 || nargout > 1)
    call_of.refuse ();
  const array_ptr a = call_of.matrix (0, false);
  if (!a)
    return true;
  if (is_extreme (a.get ())) {
    call_of.say_of_values ();
    return true;
  }
  const double least = args.length () > 1 ? number_on_host (args (1)) : 0;
  const double relative = std::max (a->dims[0], a->dims[1]) * precision_of (a->dtype);
  singular_parts parts = split (a.get (), least, relative);
  if (parts.rank == 0) {
    call_of.set (0, filled (call_of.device (), a->dtype, a->dims[1], a->dims[0], 0));
    return true;
  }
  const octave_value scaled = quotient (std::move (parts.v), conjugate_transpose (parts.s.get ()));
  call_of.set (0, product (array_of (scaled).get (), conjugate_transpose (parts.u.get ()).get ()));
  return true;
}

/* ---- det ----------------------------------------------------------------------------------- */

/* The product of the diagonal, without overflow on the way: the binary exponent is kept apart. */
static Complex scaled_product (const ComplexNDArray &factors)
{
  Complex product = 1;
  int exponent = 0;
  for (octave_idx_type i = 0; i < factors.numel (); i++) {
    int step;
    product *= factors (i);
    std::frexp (std::abs (product), &step);
    if (std::isfinite (std::abs (product)) && product != 0.0) {
      product = Complex (std::ldexp (product.real (), -step), std::ldexp (product.imag (), -step));
      exponent += step;
    }
  }
  const int most = std::max (-1000, std::min (1000, exponent));
  return product * Complex (std::ldexp (1.0, most)) * Complex (std::ldexp (1.0, exponent - most));
}

static bool is_odd (const nd_array *pivots)
{
  const array_ptr host = on_host (pivots);
  const int64_t *exchanges = static_cast<const int64_t *> (nd_array_data (host.get ()));
  bool odd = false;
  for (int64_t i = 0; i < nd_array_numel (host.get ()); i++)
    odd ^= exchanges[i] != i + 1;
  return odd;
}

static void determinant (linear_call &call_of, const nd_array *a)
{
  factorization f;
  if (!ask (a, ND_ALL_FINITE) || (call_of.nargout () > 1 && is_extreme (a))) {
    call_of.say_of_values ();
    return;
  }
  const nd_matrix_kind kind = probe (a);
  f.make (a, is_triangular (kind) ? kind : ND_MATRIX_FULL);
  const octave_value on_diagonal =
      call ("diag", ovl (wrap (made (nd_array_copy, f.get ()->factors))));
  const array_ptr wide =
      converted (on_host (array_of (on_diagonal).get ()).get (), ND_COMPLEX_DOUBLE);
  Complex value = scaled_product (to_octave (wide.get ()).complex_array_value ());
  if (!is_triangular (kind) && is_odd (f.get ()->pivots))
    value = -value;
  if (f.has_failed ())
    value = 0;
  if (!nd_dtype_is_complex (a->dtype))
    value = value.real (); /* infinite factors leave NaN beside it */
  octave_value result (value);
  if (nd_dtype_is_single (a->dtype))
    result = octave_value (FloatComplex (value));
  result.maybe_mutate ();
  call_of.set (0, result);
  /* Octave's det does not look at the condition of triangular matrices. */
  if (call_of.nargout () > 1)
    call_of.set (1, number (is_triangular (kind) ? 0 : f.condition (a), a));
}
DEFINE_SQUARE (det, 2, determinant)

const function_row solving_functions[] = {
    {"inv", inv},           {"inverse", inverse}, {"rcond", rcond}, {"cholinv", cholinv},
    {"chol2inv", chol2inv}, {"pinv", pinv},       {"det", det},     {nullptr, nullptr}};
