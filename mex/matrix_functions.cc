/* Functions of matrices that are made of others: norm, kron, expm, powers. */
#include "mex/linear.hh"

#include <algorithm>
#include <cmath>
#include <limits>
#include <octave/parse.h>

#include "mex/operand.hh"

typedef octave_value::binary_op binary_op;

static octave_value times (const octave_value &a, const octave_value &b)
{
  return binary (octave_value::op_mul, a, b);
}

static octave_value plus (const octave_value &a, const octave_value &b)
{
  return binary (octave_value::op_add, a, b);
}

static octave_value minus (const octave_value &a, const octave_value &b)
{
  return binary (octave_value::op_sub, a, b);
}

static octave_value abs (const octave_value &x)
{
  return call ("abs", ovl (x));
}

/* ---- norm ---------------------------------------------------------------------------------- */

/* max (min) passes over NaN, a norm does not. */
static octave_value extreme (const char *function, const octave_value &x)
{
  const octave_value any = call ("any", ovl (call ("isnan", ovl (x))));
  const octave_value nan_or_0 =
      binary (octave_value::op_el_div, octave_value (0.0), minus (octave_value (1.0), any));
  return plus (call (function, ovl (x)), nan_or_0);
}

/* The root of the sum of squares, scaled by the largest so that none overflows. */
static octave_value euclidean (const octave_value &x)
{
  const octave_value sizes = abs (x.reshape (dim_vector (x.numel (), 1)));
  const double largest = number_on_host (call ("max", ovl (sizes)));
  const bool has_scale = largest > 0 && std::isfinite (largest);
  const octave_value scale = x.is_single_type ()
                                 ? octave_value (has_scale ? static_cast<float> (largest) : 1.0F)
                                 : octave_value (has_scale ? largest : 1.0);
  const octave_value sum = call ("sumsq", ovl (binary (octave_value::op_el_div, sizes, scale)));
  return times (call ("sqrt", ovl (sum)), scale);
}

static octave_value vector_norm (const octave_value &x, double p)
{
  const octave_value sizes = abs (x.reshape (dim_vector (x.numel (), 1)));
  if (p == 2)
    return euclidean (x);
  if (std::isinf (p))
    return extreme (p > 0 ? "max" : "min", sizes);
  if (p == 1)
    return call ("sum", ovl (sizes));
  if (p == 0) {
    const octave_value count = call ("nnz", ovl (sizes));
    return x.is_single_type () ? count.as_single () : count;
  }
  const octave_value sum =
      call ("sum", ovl (binary (octave_value::op_el_pow, sizes, octave_value (p))));
  return binary (octave_value::op_el_pow, sum, octave_value (1 / p));
}

/* What norm (x, p) is asked for: a number, or "fro", which is -1 here and means 2 of a vector. */
static const double FROBENIUS = -1;

static bool parse_norm (const octave_value_list &args, double &p)
{
  p = 2;
  if (args.length () < 1 || args.length () > 2)
    return false;
  if (args.length () == 1)
    return true;
  if (args (1).is_string ()) {
    const std::string word = args (1).string_value ();
    p = word == "fro" ? FROBENIUS : std::numeric_limits<double>::infinity ();
    return word == "fro" || word == "inf" || word == "Inf";
  }
  if (as_ndarray (args (1)) || !args (1).is_real_scalar ())
    return false;
  p = args (1).double_value ();
  return p != FROBENIUS;
}

static bool is_finite (const octave_value &x)
{
  return ask (array_of (x).get (), ND_ALL_FINITE);
}

/* Singular values cannot be had of what is not finite; Octave's norm is NaN then. */
static octave_value largest_singular_value (const octave_value &x)
{
  if (is_finite (x))
    return call ("max", ovl (call ("svd", ovl (x))));
  const array_ptr a = array_of (x);
  return wrap (filled (nd_array_device (a.get ()), nd_dtype_real (a->dtype), 1, 1,
                       std::numeric_limits<double>::quiet_NaN ()));
}

static bool norm (const octave_value_list &args, int nargout, octave_value_list &results)
{
  linear_call call_of ("norm", args, nargout, results);
  double p;
  if (!call_of.is_ours ())
    return false;
  if (!parse_norm (args, p))
    call_of.refuse ();
  array_ptr a = call_of.matrix (0, false);
  if (!a)
    return true;
  const bool is_vector = a->dims[0] == 1 || a->dims[1] == 1;
  const octave_value x = wrap (std::move (a));
  if (p == FROBENIUS)
    results (0) = euclidean (x);
  else if (is_vector)
    results (0) = vector_norm (x, p);
  else if (p == 2)
    results (0) = largest_singular_value (x);
  else if (p == 1 || (std::isinf (p) && p > 0))
    results (0) = extreme ("max", call ("sum", ovl (abs (x), p == 1 ? 1 : 2)));
  else
    call_of.refuse ();
  return true;
}

/* ---- null, orth, isdefinite --------------------------------------------------------------- */

/* Singular values with vectors, and how many of them count: those above `tolerance` (argument 1),
   or Octave's own limit. */
struct spectrum {
  array_ptr s, u, v;
  octave_idx_type rank;
};

static spectrum spectrum_of (const octave_value_list &args, const nd_array *a)
{
  nd_array *s, *u, *v;
  nd_error error;
  check (nd_svd (a, false, &s, &u, &v, &error), error);
  spectrum result = {array_ptr (s), array_ptr (u), array_ptr (v), 0};
  const double tolerance = args.length () > 1 ? number_on_host (args (1))
                                              : std::max (a->dims[0], a->dims[1]) *
                                                    first_value (s) * precision_of (a->dtype);
  result.rank = count_larger (s, tolerance);
  return result;
}

/* Columns first ... last - 1. */
static octave_value columns_of (const nd_array *a, int64_t first, int64_t last)
{
  const array_ptr turned = made (nd_array_transpose, a);
  std::vector<int64_t> order;
  for (int64_t j = first; j < last; j++)
    order.push_back (j);
  return call ("transpose", ovl (wrap (rows_of (turned.get (), order))));
}

static bool null (const octave_value_list &args, int nargout, octave_value_list &results)
{
  linear_call call_of ("null", args, nargout, results);
  if (!call_of.is_ours ())
    return false;
  if (args.length () > 2 || (args.length () == 2 && args (1).is_string ()))
    call_of.refuse ();
  const array_ptr a = call_of.matrix (0, false);
  if (!a)
    return true;
  call_of.check_finite (a.get ());
  const spectrum parts = spectrum_of (args, a.get ());
  const octave_value z = columns_of (parts.v.get (), parts.rank, a->dims[1]);
  const octave_value is_small =
      binary (octave_value::op_lt, abs (z), octave_value (precision_of (a->dtype)));
  results (0) = binary (octave_value::op_el_mul, z, call ("not", ovl (is_small)));
  return true;
}

static bool orth (const octave_value_list &args, int nargout, octave_value_list &results)
{
  linear_call call_of ("orth", args, nargout, results);
  if (!call_of.is_ours ())
    return false;
  if (args.length () > 2)
    call_of.refuse ();
  const array_ptr a = call_of.matrix (0, false);
  if (!a)
    return true;
  call_of.check_finite (a.get ());
  const spectrum parts = spectrum_of (args, a.get ());
  results (0) = call ("uminus", ovl (columns_of (parts.u.get (), 0, parts.rank)));
  return true;
}

static bool isdefinite (const octave_value_list &args, int nargout, octave_value_list &results)
{
  linear_call call_of ("isdefinite", args, nargout, results);
  if (!call_of.is_ours ())
    return false;
  if (args.length () > 1)
    call_of.refuse ();
  array_ptr a = call_of.matrix (0, true);
  if (!a)
    return true;
  if (args (0).islogical () || !ask (a.get (), ND_ALL_FINITE)) {
    call_of.say_of_values ();
    return true;
  }
  const octave_value one = wrap (identity (call_of.device (), a->dtype, a->dims[0], a->dims[0]));
  const double precision = precision_of (a->dtype);
  const octave_value x = wrap (std::move (a));
  const double size = number_on_host (euclidean (x));
  const double tolerance = 100 * precision * size;
  const octave_value skew = minus (x, call ("ctranspose", ovl (x)));
  bool answer = number_on_host (call ("norm", ovl (skew, "inf"))) / size <= tolerance;
  if (answer) {
    const octave_value shifted = minus (x, times (one, octave_value (tolerance)));
    answer = number_on_host (octave::feval ("chol", ovl (shifted), 2) (1)) == 0;
  }
  call_of.set (0, octave_value (answer));
  return true;
}

/* ---- kron ---------------------------------------------------------------------------------- */

static octave_value kron_of_two (const octave_value &a, const octave_value &b)
{
  const octave_idx_type m = a.rows (), n = a.columns (), p = b.rows (), q = b.columns ();
  dim_vector spread (1, m, 1), other (p, 1, q);
  spread.resize (4, n);
  other.resize (4, 1);
  const octave_value all = binary (octave_value::op_el_mul, a.reshape (spread), b.reshape (other));
  return all.reshape (dim_vector (m * p, n * q));
}

static bool kron (const octave_value_list &args, int nargout, octave_value_list &results)
{
  linear_call call_of ("kron", args, nargout, results);
  if (!call_of.is_ours ())
    return false;
  if (args.length () < 2)
    call_of.refuse ();
  octave_value product;
  for (octave_idx_type i = 0; i < args.length (); i++) {
    array_ptr a = call_of.matrix (i, false);
    if (!a)
      return true;
    const octave_value x = wrap (std::move (a));
    product = i == 0 ? x : kron_of_two (product, x);
  }
  results (0) = product;
  return true;
}

/* ---- expm ---------------------------------------------------------------------------------- */

/* Coefficients of the Pade approximation of order 8 (N. J. Higham, The scaling and squaring method
   for the matrix exponential revisited, SIAM J. Matrix Anal. Appl. 26, 2005), each the one before
   times (8 - k) / ((16 - k) (k + 1)). */
enum { PADE = 8 };

/* The even (or odd) powers of x in the numerator, by Horner's rule in its square. */
static octave_value pade_part (const octave_value &square, const octave_value &one, int first)
{
  double c[PADE + 1] = {1};
  for (int k = 0; k < PADE; k++)
    c[k + 1] = c[k] * (PADE - k) / ((2 * PADE - k) * (k + 1.0));
  const int last = PADE - (PADE - first) % 2;
  octave_value sum = times (one, octave_value (c[last]));
  for (int k = last - 2; k >= first; k -= 2)
    sum = plus (times (sum, square), times (one, octave_value (c[k])));
  return sum;
}

static octave_value mean_of_diagonal (const octave_value &a)
{
  return binary (octave_value::op_el_div, call ("sum", ovl (call ("diag", ovl (a)))),
                 octave_value (static_cast<double> (a.rows ())));
}

/* The trace is taken out, the rest is halved until it is small, and the result squared as often. */
static octave_value exponential (const octave_value &a)
{
  const octave_idx_type n = a.rows ();
  const octave_value mean = mean_of_diagonal (a);
  const array_ptr array = array_of (a);
  const octave_value one = wrap (identity (nd_array_device (array.get ()), array->dtype, n, n));
  octave_value x = minus (a, times (one, mean));
  const double size = number_on_host (call ("norm", ovl (x, "inf")));
  int halvings = 0;
  if (size > 0 && std::isfinite (size))
    std::frexp (size, &halvings);
  halvings = std::max (0, std::min (1023, halvings));
  x = times (x, octave_value (std::ldexp (1.0, -halvings)));
  const octave_value square = times (x, x);
  const octave_value even = pade_part (square, one, 0);
  const octave_value odd = times (x, pade_part (square, one, 1));
  octave_value result = left_divide (minus (even, odd), plus (even, odd));
  for (int i = 0; i < halvings; i++)
    result = times (result, result);
  return times (result, call ("exp", ovl (mean)));
}

/* Octave takes the mean of the diagonal out in the class of the matrix. */
static octave_value exponential_of_integers (const octave_value &a)
{
  const octave_idx_type n = a.rows ();
  const double shift = std::max (0.0, number_on_host (mean_of_diagonal (a)));
  const octave_value one = wrap (identity (nd_array_device (array_of (a).get ()), ND_DOUBLE, n, n));
  const octave_value rest = minus (a, times (one, octave_value (shift)));
  return times (exponential (call ("double", ovl (rest))), octave_value (std::exp (shift)));
}

static bool expm (const octave_value_list &args, int nargout, octave_value_list &results)
{
  linear_call call_of ("expm", args, nargout, results);
  if (!call_of.is_ours ())
    return false;
  if (args.length () != 1)
    call_of.refuse ();
  array_ptr a = call_of.matrix (0, true);
  if (!a)
    return true;
  if (args (0).isinteger () && args (0).numel () > 1)
    results (0) = exponential_of_integers (flattened (args (0)));
  else if (args (0).numel () > 1)
    results (0) = exponential (wrap (std::move (a)));
  else
    results (0) = call ("exp", ovl (wrap (std::move (a))));
  return true;
}

/* ---- powers -------------------------------------------------------------------------------- */

/* Octave's operator has a warning of its own, where a matrix has no factors. */
static octave_value inverse_for_power (const octave_value &x)
{
  const octave_value_list inverted = octave::feval ("inv", ovl (x), 2);
  if (is_finite (x) && number_on_host (inverted (1)) == 0)
    warning ("inverse: matrix singular to machine precision, rcond = 0");
  return inverted (0);
}

static octave_value whole_power (octave_value x, long n)
{
  octave_value result;
  if (n < 0)
    x = inverse_for_power (x);
  for (n = std::labs (n); n > 0; n /= 2) {
    if (n % 2)
      result = result.is_defined () ? times (result, x) : x;
    if (n > 1)
      x = times (x, x);
  }
  return result;
}

/* Applies `values` (a function of the eigenvalues) to a matrix. */
template <typename F> static octave_value by_eigenvalues (const octave_value &a, F function)
{
  const octave_value_list parts = octave::feval ("eig", ovl (a, "vector"), 2);
  const octave_value row = call ("transpose", ovl (function (parts (1))));
  return right_divide (binary (octave_value::op_el_mul, parts (0), row), parts (0));
}

static octave_value matrix_to_number (const octave_value &a, double p)
{
  const array_ptr array = array_of (a);
  if (p == 0)
    return wrap (identity (nd_array_device (array.get ()), array->dtype, a.rows (), a.rows ()));
  if (p == std::floor (p) && std::fabs (p) < 1e9)
    return whole_power (a, static_cast<long> (p));
  return by_eigenvalues (a, [p] (const octave_value &w) {
    return binary (octave_value::op_el_pow, w, octave_value (p));
  });
}

/* Truth values count as numbers; numbers are single where the other operand's are. */
static octave_value power_operand (const octave_value &any_x, const octave_value &other)
{
  const octave_value x = flattened (any_x);
  if (other.is_single_type () && !x.isinteger ())
    return call ("single", ovl (x));
  return x.islogical () ? call ("double", ovl (x)) : x;
}

octave_value matrix_power (const octave_value &any_a, const octave_value &any_b)
{
  const octave_value a = power_operand (any_a, any_b), b = power_operand (any_b, any_a);
  const dim_vector dims = (a.numel () == 1 ? b : a).dims ();
  if (dims.any_zero () || !a.isfloat () || !b.isfloat () || (a.numel () != 1 && b.numel () != 1) ||
      dims (0) != dims (1))
    return say_of_operands (octave_value::op_pow, any_a, any_b);
  const octave_value &exponent = a.numel () == 1 ? a : b;
  if (a.numel () != 1 && exponent.isreal ())
    return matrix_to_number (a, as_ndarray (b) ? number_on_host (b) : b.double_value ());
  if (a.numel () != 1)
    return by_eigenvalues (
        a, [&] (const octave_value &w) { return binary (octave_value::op_el_pow, w, exponent); });
  const octave_value power = by_eigenvalues (
      b, [&] (const octave_value &w) { return binary (octave_value::op_el_pow, exponent, w); });
  const bool is_real =
      b.isreal () && a.isreal () && (as_ndarray (a) ? number_on_host (a) : a.double_value ()) > 0;
  return is_real ? call ("real", ovl (power)) : power;
}

const function_row matrix_functions[] = {{"norm", norm},    {"kron", kron},
                                         {"expm", expm},    {"null", null},
                                         {"orth", orth},    {"isdefinite", isdefinite},
                                         {nullptr, nullptr}};
