/* Factorizations on devices: lu, chol, qr, svd, eig; and what linear algebra has in common. */
#include "mex/linear.hh"

#include <algorithm>
#include <octave/parse.h>

#include "program/creation.h"

/* ---- helpers ------------------------------------------------------------------------------- */

nd_device *library_device (const octave_value_list &args)
{
  for (octave_idx_type i = 0; i < args.length (); i++) {
    const octave_ndarray *nd = as_ndarray (args (i));
    if (nd && !nd->is_host ())
      return nd->device ()->type->borrows_host_functions ? nullptr : nd->device ();
  }
  return nullptr;
}

array_ptr converted (const nd_array *a, nd_dtype dtype)
{
  return made (nd_cast, a, dtype);
}

array_ptr on_device (const nd_array *a, nd_device *device)
{
  return made (nd_transfer_uncounted, a, device);
}

array_ptr on_host (const nd_array *a)
{
  return on_device (a, nd_device_cpu ());
}

array_ptr array_on (const octave_value &value, nd_device *device)
{
  array_ptr a = array_of (value);
  return nd_array_is_scalar (a.get ()) ? on_device (a.get (), device) : std::move (a);
}

octave_value flattened (const octave_value &value)
{
  const dim_vector dims = value.dims ();
  return dims.ndims () > 2 ? value.reshape (dims.redim (2)) : value;
}

double number_on_host (const octave_value &value)
{
  return to_octave (on_host (array_of (value).get ()).get ()).double_value ();
}

static nd_selector first_elements (int64_t count, const int64_t *dims)
{
  nd_selector range = range_selector (0, count);
  range.dims = dims;
  range.ndims = 2;
  return range;
}

array_ptr corner (const nd_array *a, int64_t rows, int64_t columns)
{
  const int64_t row_dims[2] = {1, rows}, column_dims[2] = {1, columns};
  const nd_selector selectors[2] = {first_elements (rows, row_dims),
                                    first_elements (columns, column_dims)};
  return made (nd_array_index, a, 2, selectors);
}

array_ptr rows_of (const nd_array *a, const std::vector<int64_t> &order)
{
  const int64_t count = order.size (), dims[2] = {1, count};
  nd_selector selectors[2] = {first_elements (count, dims), nd_selector ()};
  selectors[0].kind = ND_SELECT_LIST;
  selectors[0].list = order.data ();
  selectors[1].kind = ND_SELECT_COLON;
  return made (nd_array_index, a, 2, selectors);
}

static nd_blueprint blueprint (nd_device *device, nd_dtype dtype, int64_t rows, int64_t columns)
{
  nd_blueprint wanted = nd_blueprint ();
  wanted.device = device;
  wanted.dtype = dtype;
  wanted.ndims = 2;
  wanted.dims[0] = rows;
  wanted.dims[1] = columns;
  return wanted;
}

array_ptr filled (nd_device *device, nd_dtype dtype, int64_t rows, int64_t columns, double value)
{
  const nd_blueprint wanted = blueprint (device, dtype, rows, columns);
  const nd_operand element = nd_operand_number (value);
  return made (nd_make_full, &wanted, &element);
}

array_ptr identity (nd_device *device, nd_dtype dtype, int64_t rows, int64_t columns)
{
  const nd_blueprint wanted = blueprint (device, nd_dtype_real (dtype), rows, columns);
  return converted (made (nd_make_eye, &wanted).get (), dtype);
}

array_ptr diagonal (const nd_array *column, int64_t rows, int64_t columns)
{
  array_ptr result = filled (nd_array_device (column), column->dtype, rows, columns, 0);
  const array_ptr view = made (nd_array_link, result.get ());
  nd_error error;
  view->dims[0] = nd_array_numel (column);
  view->dims[1] = 1;
  view->strides[0] = rows + 1;
  check (nd_copy_elements (view.get (), column, &error), error);
  return result;
}

octave_value call (const char *function, const octave_value_list &args)
{
  return octave::feval (function, args, 1) (0);
}

octave_value binary (octave_value::binary_op op, const octave_value &a, const octave_value &b)
{
  return octave::binary_op (op, a, b);
}

/* ---- calls --------------------------------------------------------------------------------- */

linear_call::linear_call (const char *name, const octave_value_list &args, int nargout,
                          octave_value_list &results)
    : m_name (name), m_args (args), m_nargout (nargout), m_results (results),
      m_device (library_device (args))
{
}

/* Ordinary arguments like these: zeros of the same size and class, or small unit matrices. */
octave_value_list linear_call::stand_ins (bool are_small) const
{
  octave_value_list ordinary = m_args;
  for (octave_idx_type i = 0; i < m_args.length (); i++) {
    const octave_ndarray *nd = as_ndarray (m_args (i));
    if (!nd)
      continue;
    dim_vector dims = nd->dims ();
    octave_value zeros (NDArray (dims, 0.0));
    if (are_small)
      zeros = call ("eye", ovl (std::min<octave_idx_type> (dims (0), 2),
                                std::min<octave_idx_type> (dims (1), 2)))
                  .full_value ();
    ordinary (i) = call (nd_dtype_class (nd->dtype ()), ovl (zeros));
  }
  return ordinary;
}

void linear_call::refuse (bool sizes_matter) const
{
  nd_error error;
  octave::feval (m_name, stand_ins (!sizes_matter), m_nargout);
  nd_not_on_device (m_name, m_device, &error);
  nd_value_raise (&error);
}

void linear_call::set (octave_idx_type i, const octave_value &host)
{
  m_results (i) = is_convertible (host.get_rep ())
                      ? wrap (on_device (from_octave (host).get (), m_device))
                      : host;
}

void linear_call::say_of (const octave_value_list &ordinary)
{
  const octave_value_list said = octave::feval (m_name, ordinary, m_nargout);
  for (octave_idx_type k = 0; k < said.length (); k++)
    set (k, said (k));
}

void linear_call::say_of_zeros ()
{
  say_of (stand_ins (false));
}

void linear_call::say_of_values ()
{
  octave_value_list ordinary = m_args;
  for (octave_idx_type i = 0; i < m_args.length (); i++)
    ordinary (i) = host_argument (m_args (i));
  say_of (ordinary);
}

array_ptr linear_call::matrix (octave_idx_type i, bool must_be_square)
{
  const dim_vector dims = m_args (i).dims ();
  if (dims.any_zero () || (must_be_square && dims (0) != dims (1))) {
    say_of_zeros ();
    return array_ptr ();
  }
  if (dims.ndims () > 2) {
    octave::feval (m_name, stand_ins (false), m_nargout); /* may be an error */
    if (must_be_square)
      refuse ();
  }
  check_same_device (m_name, i + 1, m_args);
  array_ptr a = array_on (flattened (m_args (i)), m_device);
  if (nd_dtype_kind (a->dtype) >= ND_KIND_FLOAT)
    return a;
  octave::feval (m_name, stand_ins (true), m_nargout);
  return converted (a.get (), ND_DOUBLE);
}

void linear_call::check_finite (const nd_array *a) const
{
  if (!ask (a, ND_ALL_FINITE))
    octave::feval (m_name, ovl (Matrix (2, 2, octave::numeric_limits<double>::NaN ())), m_nargout);
}

/* ---- lu ------------------------------------------------------------------------------------ */

/* Row numbers from 1, in the direction that this version of Octave gives them. */
static octave_value order_vector (const std::vector<int64_t> &order)
{
  const octave_value example = octave::feval ("lu", ovl (Matrix (2, 2, 1.0), "vector"), 3) (2);
  const octave_idx_type n = order.size ();
  NDArray numbers (example.rows () == 1 ? dim_vector (1, n) : dim_vector (n, 1));
  for (octave_idx_type i = 0; i < n; i++)
    numbers (i) = order[i] + 1;
  return octave_value (numbers);
}

static bool lu_of_matrix (const octave_value_list &args, int nargout, octave_value_list &results)
{
  linear_call call_of ("lu", args, nargout, results);
  if (!call_of.is_ours ())
    return false;
  const bool as_vector =
      args.length () == 2 && args (1).is_string () && args (1).string_value () == "vector";
  if (args.length () != 1 + as_vector || nargout > 3)
    call_of.refuse ();
  const array_ptr a = call_of.matrix (0, false);
  if (!a)
    return true;
  nd_array *factors, *exchanges;
  nd_error error;
  check (nd_lu (a.get (), &factors, &exchanges, &error), error);
  array_ptr both (factors), rows (exchanges);
  if (nargout < 2) {
    call_of.set (0, std::move (both));
    return true;
  }
  const int64_t m = a->dims[0], n = a->dims[1], k = std::min (m, n);
  rows = on_host (exchanges);
  const int64_t *from = static_cast<const int64_t *> (nd_array_data (rows.get ())), *to = from + m;
  const std::vector<int64_t> order (from, from + m);
  const octave_value below = call ("tril", ovl (wrap (corner (factors, m, k)), -1));
  const octave_value l =
      binary (octave_value::op_add, below, wrap (identity (call_of.device (), a->dtype, m, k)));
  call_of.result (1) = call ("triu", ovl (wrap (corner (factors, k, n))));
  if (nargout == 2) {
    call_of.set (0, rows_of (array_of (l).get (), std::vector<int64_t> (to, to + m)));
    return true;
  }
  call_of.result (0) = l;
  if (as_vector)
    call_of.set (2, order_vector (order));
  else
    call_of.set (2, rows_of (identity (call_of.device (), ND_DOUBLE, m, m).get (), order));
  return true;
}

/* ---- chol ---------------------------------------------------------------------------------- */

static array_ptr cholesky (const nd_array *a, bool is_upper, int64_t *failed)
{
  nd_array *factor;
  nd_error error;
  check (nd_cholesky (a, is_upper, &factor, failed, &error), error);
  return array_ptr (factor);
}

/* The words after the matrix: "lower", "upper"; "vector" is of sparse matrices. */
static bool parse_triangle (const octave_value_list &args, bool &is_upper)
{
  for (octave_idx_type i = 1; i < args.length (); i++) {
    std::string word = args (i).is_string () ? args (i).string_value () : "";
    std::transform (word.begin (), word.end (), word.begin (), ::tolower);
    if (word != "lower" && word != "upper")
      return false;
    is_upper = word == "upper";
  }
  return true;
}

static bool chol_of_matrix (const octave_value_list &args, int nargout, octave_value_list &results)
{
  linear_call call_of ("chol", args, nargout, results);
  bool is_upper = true;
  int64_t failed;
  if (!call_of.is_ours ())
    return false;
  if (args.length () > 3 || nargout > 2 || !parse_triangle (args, is_upper))
    call_of.refuse ();
  const array_ptr a = call_of.matrix (0, true);
  if (!a)
    return true;
  array_ptr factor = cholesky (a.get (), is_upper, &failed);
  const int64_t first_failed = failed;
  if (failed && nargout < 2)
    error ("chol: input matrix must be positive definite");
  if (failed > 1) /* what comes before is positive definite; a library need not have done it all */
    factor = cholesky (corner (a.get (), failed - 1, failed - 1).get (), is_upper, &failed);
  else if (failed)
    factor = corner (a.get (), 0, 0);
  call_of.result (0) = call (is_upper ? "triu" : "tril", ovl (wrap (std::move (factor))));
  if (nargout > 1)
    call_of.set (1, octave_value (static_cast<double> (first_failed)));
  return true;
}

/* ---- qr ------------------------------------------------------------------------------------ */

static array_ptr apply_q (const nd_array *vectors, const nd_array *factors, bool is_adjoint,
                          const nd_array *b)
{
  return made (nd_qr_apply, vectors, factors, is_adjoint, b);
}

/* With one result some versions of Octave leave the Householder vectors below R. */
static bool shows_vectors ()
{
  Matrix column (2, 1, 3.0);
  const Matrix r = octave::feval ("qr", ovl (column), 1) (0).matrix_value ();
  return r.rows () == 2 && r (1, 0) != 0;
}

/* R above, and below it the vectors times their factors, as Octave gives them. */
static octave_value with_vectors (const nd_array *vectors, array_ptr factors)
{
  const int64_t m = vectors->dims[0], n = vectors->dims[1], k = std::min (m, n);
  const octave_value row = call ("transpose", ovl (wrap (std::move (factors))));
  const octave_value scaled = binary (octave_value::op_el_mul, wrap (corner (vectors, m, k)), row);
  const octave_value rest = wrap (filled (nd_array_device (vectors), vectors->dtype, m, n - k, 0));
  return binary (octave_value::op_add, call ("triu", ovl (wrap (corner (vectors, m, n)))),
                 call ("horzcat", ovl (call ("tril", ovl (scaled, -1)), rest)));
}

struct qr_options {
  bool has_right = false, is_economy = false;
};

/* qr (A), qr (A, B), each with 0 or "econ" at the end where this version of Octave takes it. */
static bool parse_qr (const octave_value_list &args, qr_options &options)
{
  octave_idx_type next = 1;
  if (next < args.length () && (as_ndarray (args (next)) || args (next).numel () > 1) &&
      !args (next).is_string ()) {
    options.has_right = true;
    next++;
  }
  if (next < args.length ()) {
    const octave_value &option = args (next++);
    options.is_economy = option.is_string ()
                             ? option.string_value () == "econ" || option.string_value () == "0"
                             : option.is_real_scalar () && option.double_value () == 0;
    if (!options.is_economy)
      return false;
  }
  return next == args.length ();
}

static bool qr_of_matrix (const octave_value_list &args, int nargout, octave_value_list &results)
{
  linear_call call_of ("qr", args, nargout, results);
  qr_options options;
  if (!call_of.is_ours ())
    return false;
  if (nargout > 2 || args.length () < 1 || !parse_qr (args, options) ||
      (options.has_right && nargout < 2))
    call_of.refuse ();
  if (args.length () > 1 && args (args.length () - 1).is_string ())
    octave::feval ("qr", ovl (Matrix (2, 2, 1.0), args (args.length () - 1)), nargout);
  const array_ptr a = call_of.matrix (0, false);
  if (!a)
    return true;
  nd_array *vectors, *factors;
  nd_error error;
  check (nd_qr (a.get (), &vectors, &factors, &error), error);
  array_ptr both (vectors), owned (factors);
  const int64_t m = a->dims[0], n = a->dims[1], k = std::min (m, n);
  if (nargout < 2 && shows_vectors ()) {
    call_of.result (0) = with_vectors (vectors, std::move (owned));
    return true;
  }
  const int64_t rows = options.is_economy ? k : m;
  const octave_value r = call ("triu", ovl (wrap (corner (vectors, rows, n))));
  if (nargout < 2) {
    call_of.result (0) = r;
    return true;
  }
  array_ptr q;
  if (options.has_right) {
    const array_ptr b = array_on (args (1), call_of.device ());
    check (nd_check_same_device ("qr", a.get (), b.get (), &error), error);
    if (b->ndims > 2 || b->dims[0] != m || nd_dtype_kind (b->dtype) < ND_KIND_FLOAT ||
        b->dtype != a->dtype)
      call_of.refuse ();
    q = apply_q (vectors, factors, true, b.get ());
    q = corner (q.get (), rows, b->dims[1]);
  } else
    q = apply_q (vectors, factors, false, identity (call_of.device (), a->dtype, m, rows).get ());
  call_of.set (0, std::move (q));
  call_of.result (1) = r;
  return true;
}

/* ---- svd ----------------------------------------------------------------------------------- */

static bool svd_of_matrix (const octave_value_list &args, int nargout, octave_value_list &results)
{
  linear_call call_of ("svd", args, nargout, results);
  if (!call_of.is_ours ())
    return false;
  if (args.length () < 1 || args.length () > 2 || nargout > 3)
    call_of.refuse ();
  const array_ptr a = call_of.matrix (0, false);
  if (!a)
    return true;
  call_of.check_finite (a.get ());
  const bool is_named = args.length () == 2 && args (1).is_string ();
  /* "econ" saves where it can, 0 only where there are more rows than columns. */
  const bool is_economy = args.length () == 2 && (is_named || a->dims[0] > a->dims[1]);
  const bool has_vectors = nargout > 1;
  nd_array *s, *u, *v;
  nd_error error;
  check (nd_svd (a.get (), is_economy, &s, has_vectors ? &u : nullptr, has_vectors ? &v : nullptr,
                 &error),
         error);
  array_ptr values (s);
  if (!has_vectors) {
    call_of.set (0, std::move (values));
    return true;
  }
  array_ptr left (u), right (v);
  call_of.set (1, diagonal (s, u->dims[1], v->dims[1]));
  call_of.set (0, std::move (left));
  if (nargout > 2)
    call_of.set (2, std::move (right));
  return true;
}

/* ---- eig ----------------------------------------------------------------------------------- */

/* Words after the matrix.  Balancing changes the last digits only; the other words are of pairs of
   matrices. */
static bool parse_eig (const octave_value_list &args, bool &as_matrix)
{
  for (octave_idx_type i = 1; i < args.length (); i++) {
    const std::string word = args (i).is_string () ? args (i).string_value () : "";
    if (word == "vector" || word == "matrix")
      as_matrix = word == "matrix";
    else if (word != "balance" && word != "nobalance")
      return false;
  }
  return true;
}

static bool eig_of_matrix (const octave_value_list &args, int nargout, octave_value_list &results)
{
  linear_call call_of ("eig", args, nargout, results);
  bool as_matrix = nargout > 1, is_hermitian;
  if (!call_of.is_ours ())
    return false;
  if (args.length () < 1 || nargout > 2 || !parse_eig (args, as_matrix))
    call_of.refuse ();
  const array_ptr a = call_of.matrix (0, true);
  if (!a)
    return true;
  call_of.check_finite (a.get ());
  nd_array *values, *vectors = nullptr;
  nd_array **wanted = nargout > 1 ? &vectors : nullptr;
  nd_error error;
  check (nd_matrix_is_hermitian (a.get (), &is_hermitian, &error), error);
  check ((is_hermitian ? nd_eig_hermitian : nd_eig) (a.get (), &values, wanted, &error), error);
  array_ptr w (values), v (vectors);
  if (as_matrix)
    w = diagonal (values, a->dims[0], a->dims[0]);
  call_of.set (nargout > 1, std::move (w));
  if (nargout > 1)
    call_of.set (0, std::move (v));
  return true;
}

const function_row linear_functions[] = {{"lu", lu_of_matrix},   {"chol", chol_of_matrix},
                                         {"qr", qr_of_matrix},   {"svd", svd_of_matrix},
                                         {"eig", eig_of_matrix}, {nullptr, nullptr}};
