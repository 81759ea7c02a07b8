/* Reductions and scans: sum, prod, max, any, cumsum and their kind. */
#include "mex/functions.hh"
#include "mex/operand.hh"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <octave/parse.h>
#include "program/operations.h"
#include "program/reduce.h"

/* ---- arguments ----------------------------------------------------------------------------- */

/* Octave's names of a fold along dimensions and of the scan. */
static const struct {
  const char *reduction, *scan;
} names[] = {
    {"sum", "cumsum"}, {"prod", "cumprod"}, {"sumsq", nullptr}, {"any", nullptr},
    {"all", nullptr},  {"nnz", nullptr},    {"min", "cummin"},  {"max", "cummax"},
};

/* What comes after the array: FUNCTION (x, [dim], [words]). */
struct fold_options {
  nd_dims_set dims;
  nd_fold_class result = ND_FOLD_USUAL;
  bool names_dim = false, is_compensated = false, is_reversed = false;
  bool omits_nan = false, includes_nan = false; /* where it was said */
};

/* A small array of zeros that is like `x`: of its class, and of one element, two or none along each
   of its dimensions. */
static octave_value sample_of (const octave_ndarray *x)
{
  const nd_operand operand = x->operand ();
  int64_t dims[ND_MAX_DIMS];
  for (int d = 0; d < nd_operand_ndims (&operand); d++)
    dims[d] = std::min<int64_t> (nd_operand_dims (&operand)[d], 2);
  const array_ptr zeros =
      made (nd_array_new, nd_device_cpu (), x->dtype (), nd_operand_ndims (&operand), dims);
  const nd_operand zero = nd_operand_number (0);
  nd_error error;
  if (nd_array_numel (zeros.get ()) > 0)
    check (nd_fill (zeros.get (), &zero, &error), error);
  return to_octave (zeros.get ());
}

/* Along which dimensions does Octave's own function work with these arguments?  It is asked on a
   sample, and raises its own errors. */
static nd_dims_set ask_octave (const char *name, const octave_ndarray *x, octave_value_list args)
{
  const octave_value sample = sample_of (x);
  args (0) = sample;
  const dim_vector before = sample.dims (), after = octave::feval (name, args, 1) (0).dims ();
  nd_dims_set dims = 0;
  for (int d = 0; d < before.ndims (); d++)
    if (before (d) != 1 && (d < after.ndims () ? after (d) : 1) == 1)
      dims |= nd_dims_set (1) << d;
  return dims;
}

static nd_dims_set one_dim (double dim, const nd_operand *x)
{
  return dim <= nd_operand_ndims (x) ? nd_dims_set (1) << static_cast<int> (dim - 1) : 0;
}

static bool is_dim (const octave_value &v)
{
  if (!v.is_real_scalar () || !v.isnumeric ())
    return false;
  const double dim = v.double_value ();
  return dim >= 1 && dim == std::floor (dim);
}

/* Along which dimensions does a scan go that Octave's own function does not refuse?  Older ones
   take the first number of a list, without its fraction; cumprod takes 0 as if none was named. */
static nd_dims_set dims_of_scan (const octave_value &option, const nd_operand *x)
{
  static const Matrix one_and_two = Matrix (1, 2, 1.0).cumsum (1);
  static const bool takes_list =
      octave::feval ("cumsum", ovl (Matrix (2, 2, 0.0), one_and_two), 1) (0).rows () > 2;
  if (option.is_string ())
    return ND_EVERY_DIM;
  const NDArray list = option.array_value ();
  nd_dims_set dims = 0;
  for (octave_idx_type i = 0; i < (takes_list ? list.numel () : 1); i++) {
    const double dim = std::trunc (list (i));
    dims |= one_dim (dim == 0 ? nd_first_dim (x) + 1 : dim, x);
  }
  return dims;
}

/* Words that may end the arguments.  Which functions know them depends on Octave, too. */
static const struct {
  const char *word;
  void (*note) (fold_options &options);
} words[] = {
    {"native", [] (fold_options &options) { options.result = ND_FOLD_NATIVE; }},
    {"double", [] (fold_options &options) { options.result = ND_FOLD_DOUBLE; }},
    {"default", [] (fold_options &options) { options.result = ND_FOLD_USUAL; }},
    {"extra", [] (fold_options &options) { options.is_compensated = true; }},
    {"reverse", [] (fold_options &options) { options.is_reversed = true; }},
    {"omitnan", [] (fold_options &options) { options.omits_nan = true; }},
    {"includenan", [] (fold_options &options) { options.includes_nan = true; }},
};

static bool take_word (const octave_value &value, fold_options &options)
{
  const std::string word = value.is_string () ? value.string_value () : "";
  for (const auto &row : words)
    if (word == row.word) {
      row.note (options);
      return true;
    }
  return false;
}

/* Takes the words from the end of the arguments after the first `least`; how many there were. */
static int take_words (octave_value_list &args, int least, fold_options &options)
{
  int count = 0;
  while (args.length () > least && take_word (args (args.length () - 1), options)) {
    args.resize (args.length () - 1);
    count++;
  }
  return count;
}

/* The array and its options, which begin after `arrays` arguments; NULL where Octave's own function
   has to look at them. */
static const octave_ndarray *parse (nd_fold_kind kind, const octave_value_list &all, int arrays,
                                    bool is_scan, fold_options &options)
{
  const char *name = is_scan ? names[kind].scan : names[kind].reduction;
  const octave_ndarray *x = all.length () >= arrays ? as_ndarray (all (0)) : nullptr;
  if (!x)
    return nullptr;
  octave_value_list args = all;
  const nd_operand operand = x->operand ();
  if (take_words (args, arrays, options) > 0)
    ask_octave (name, x, all); /* does it know them? */
  const octave_idx_type count = args.length () - arrays;
  options.names_dim = count > 0;
  if (count == 0)
    options.dims = nd_dims_set (1) << nd_first_dim (&operand);
  else if (count == 1 && is_dim (args (arrays)))
    options.dims = one_dim (args (arrays).double_value (), &operand);
  else {
    const octave_value &option = args (arrays);
    options.dims = ask_octave (name, x, all);
    const bool is_known = option.is_string () ? option.string_value () == "all"
                                              : option.isnumeric () || option.islogical ();
    if (count > 1 || !is_known)
      return nullptr;
    if (is_scan)
      options.dims = dims_of_scan (option, &operand);
  }
  return x;
}

/* ---- sums and their kind ------------------------------------------------------------------- */

/* What the fold of nothing yields takes the place of NaN. */
static octave_value without_nan (const octave_value &x, double of_nothing)
{
  if (!x.isfloat ())
    return x;
  const octave_value is_nan = x.isnan (), filler = of_nothing;
  const operand values (x.get_rep ());
  return merged (operand (is_nan.get_rep ()), operand (filler.get_rep ()), values,
                 nd_operand_dtype (values.get ()));
}

/* Octave sums 0x0 as if it were 0x1; Octave 11 does not where a dimension is named. */
static octave_value as_summed (const octave_value &x, bool names_dim)
{
  static const bool always = octave::feval ("sum", ovl (Matrix (0, 0), 1.0), 1) (0).numel () == 1;
  const bool is_column = (always || !names_dim) && x.dims ().zero_by_zero ();
  return is_column ? x.reshape (dim_vector (0, 1)) : x;
}

/* Octave 7 makes NaN of an infinite compensated sum, Octave 11 does not. */
static bool keeps_infinity ()
{
  static const bool keep =
      !octave::feval ("sum", ovl (octave::numeric_limits<double>::Inf (), "extra"), 1) (0)
           .isnan ()
           .is_true ();
  return keep;
}

static octave_value compensated_sum (const nd_operand *x, nd_dims_set dims)
{
  return wrap_or_element (made (nd_sum_compensated, x, dims, keeps_infinity ()));
}

static octave_value fold (nd_fold_kind kind, const octave_ndarray *x, nd_dims_set dims,
                          nd_fold_class result_class)
{
  const nd_operand operand = x->operand ();
  nd_array *result;
  nd_error error;
  check (nd_reduce (kind, &operand, dims, result_class, &result, nullptr, &error), error);
  return wrap_or_element (array_ptr (result));
}

template <nd_fold_kind kind>
static bool reduction (const octave_value_list &args, int nargout, octave_value_list &results)
{
  fold_options options;
  const octave_ndarray *x = nargout <= 1 ? parse (kind, args, 1, false, options) : nullptr;
  if (!x)
    return leave_to_octave (names[kind].reduction, 1, args);
  octave_value numbers = as_summed (args (0), options.names_dim);
  if (options.omits_nan)
    numbers = without_nan (numbers, kind == ND_FOLD_PRODUCT ? 1 : 0);
  x = as_ndarray (numbers);
  const nd_operand operand = x->operand ();
  /* Sums and products of logical values in their own class are whether any or all are true. */
  const bool is_truth = options.result == ND_FOLD_NATIVE && x->islogical ();
  const nd_fold_kind of_truth = kind == ND_FOLD_SUM ? ND_FOLD_ANY : ND_FOLD_ALL;
  if (options.is_compensated && x->is_single_type ())
    options.result = ND_FOLD_DOUBLE;
  if (options.is_compensated && x->is_double_type ())
    results = ovl (compensated_sum (&operand, options.dims));
  else
    results = ovl (fold (is_truth ? of_truth : kind, x, options.dims, options.result));
  return true;
}

/* Octave 7 makes cumsum of integers double, Octave 11 keeps their class. */
static bool scans_keep_integers ()
{
  static const bool keep =
      octave::feval ("cumsum", ovl (octave_value (octave_int8 (1))), 1) (0).isinteger ();
  return keep;
}

/* The number of a dimension, from 1 on; of none: the one after the last. */
static int number_of (nd_dims_set dims, const nd_operand *x)
{
  int d = 0;
  while (d < nd_operand_ndims (x) && !(dims >> d & 1))
    d++;
  return d + 1;
}

/* With the last element along the dimension first. */
static octave_value flipped (const octave_value &x, nd_dims_set dim)
{
  const octave_ndarray *array = as_ndarray (x);
  if (!array || x.numel () < 2)
    return x;
  const nd_operand operand = array->operand ();
  return octave::feval ("flip", ovl (x, number_of (dim, &operand)), 1) (0);
}

/* With all elements along several dimensions along the first of them, as Octave scans them. */
static octave_value joined (const octave_value &x, nd_dims_set dims)
{
  dim_vector size = x.dims ();
  const nd_operand operand = as_ndarray (x)->operand ();
  const int first = number_of (dims, &operand) - 1;
  Array<int> order (dim_vector (size.ndims (), 1));
  for (int d = 0; d < size.ndims (); d++) {
    order (d) = d;
    if (d > first && dims >> d & 1) {
      size (first) *= size (d);
      size (d) = 1;
    }
  }
  const auto place = [=] (int d) { return dims >> d & 1 ? first : d; };
  std::stable_sort (order.fortran_vec (), order.fortran_vec () + order.numel (),
                    [=] (int a, int b) { return place (a) < place (b); });
  return x.permute (order).reshape (size);
}

/* The elements as a scan along one dimension meets them. */
static octave_value in_order (const octave_value &x, fold_options &options)
{
  octave_value v = x;
  if (options.dims & (options.dims - 1)) {
    v = joined (x, options.dims);
    options.dims &= -options.dims; /* the first */
  }
  return options.is_reversed ? flipped (v, options.dims) : v;
}

template <nd_fold_kind kind>
static bool scan (const octave_value_list &args, int nargout, octave_value_list &results)
{
  fold_options options;
  const octave_ndarray *x = nargout <= 1 ? parse (kind, args, 1, true, options) : nullptr;
  if (!x)
    return leave_to_octave (names[kind].scan, 1, args);
  octave_value numbers = in_order (args (0), options);
  if (options.omits_nan)
    numbers = without_nan (numbers, kind == ND_FOLD_PRODUCT ? 1 : 0);
  const nd_operand operand = as_ndarray (numbers)->operand ();
  nd_array *result;
  nd_error error;
  const bool is_truth = options.result == ND_FOLD_NATIVE && x->islogical ();
  if (is_truth)
    options.result = ND_FOLD_USUAL;
  if (options.result == ND_FOLD_USUAL && nd_dtype_is_integer (nd_operand_dtype (&operand)) &&
      scans_keep_integers ())
    options.result = ND_FOLD_NATIVE;
  check (nd_scan (kind, &operand, options.dims, options.result, &result, nullptr, &error), error);
  results = ovl (wrap_or_element (array_ptr (result)));
  if (is_truth)
    results = ovl (octave::binary_op (octave_value::op_ne, results (0), 0.0));
  if (options.is_reversed)
    results = ovl (flipped (results (0), options.dims));
  return true;
}

/* ---- extremes ------------------------------------------------------------------------------ */

/* max (x, y, dim) is max (x, [], dim), which Octave warns of. */
template <nd_fold_kind kind>
static bool extreme_of_first (const octave_value_list &args, int nargout,
                              octave_value_list &results)
{
  const char *name = names[kind].reduction;
  if (args.length () != 3 || args (1).dims ().zero_by_zero () ||
      !(args (2).isnumeric () || args (2).islogical ()))
    return false;
  if (!args (1).isempty ())
    octave::feval (name, ovl (0.0, 0.0, args (2)), 1);
  results = octave::feval (name, ovl (args (0), Matrix (), args (2)), nargout);
  return true;
}

/* max (x), max (x, [], dim), cummax (x, dim); NULL where it is the larger of two. */
static const octave_ndarray *parse_extreme (nd_fold_kind kind, const octave_value_list &args,
                                            bool is_scan, fold_options &options)
{
  if (is_scan || args.length () < 2)
    return parse (kind, args, 1, is_scan, options);
  return args.length () == 2 || !args (1).dims ().zero_by_zero ()
             ? nullptr
             : parse (kind, args, 2, is_scan, options);
}

/* NaN is no matter for real numbers.  Among complex ones it may have a part that is Inf, and then
   what Octave gives depends on what came before. */
static bool any_nan (const nd_operand *x)
{
  bool answer;
  nd_error error;
  check (nd_ask_operand (x, ND_ANY_NAN, &answer, &error), error);
  return answer;
}

/* What a scan from the other end yields, in the order of the elements: values, positions. */
static octave_value_list reversed (octave_value_list results, nd_dims_set dim)
{
  for (octave_idx_type i = 0; i < results.length (); i++)
    results (i) = flipped (results (i), dim);
  if (results.length () == 2 && as_ndarray (results (1))) {
    const nd_operand positions = as_ndarray (results (1))->operand ();
    const int d = number_of (dim, &positions) - 1;
    const double length = d < nd_operand_ndims (&positions) ? nd_operand_dims (&positions)[d] : 1;
    results (1) = octave::binary_op (octave_value::op_sub, length + 1, results (1));
  }
  return results;
}

/* max (..., "includenan") from max: NaN where there is one. */
static octave_value with_nan (const octave_ndarray *x, nd_dims_set dims,
                              const octave_value &extreme)
{
  if (extreme.isempty ())
    return extreme;
  const octave_value is_nan = x->map (octave_base_value::umap_isnan),
                     has_nan = fold (ND_FOLD_ANY, as_ndarray (is_nan), dims, ND_FOLD_USUAL),
                     nan = octave::binary_op (octave_value::op_mul, extreme,
                                              octave::numeric_limits<double>::NaN ());
  return octave::feval ("merge", ovl (has_nan, nan, extreme), 1) (0);
}

template <nd_fold_kind kind, bool is_scan>
static bool extreme (const octave_value_list &args, int nargout, octave_value_list &results)
{
  fold_options options;
  const char *name = is_scan ? names[kind].scan : names[kind].reduction;
  const octave_ndarray *x = nargout <= 2 ? parse_extreme (kind, args, is_scan, options) : nullptr;
  if (!x)
    return leave_to_octave (name, is_scan ? 1 : 2, args);
  const nd_dims_set dims = options.dims;
  const bool is_one_dim = (dims & (dims - 1)) == 0;
  if (!is_scan && nargout < 2 && is_one_dim && x->islogical () && x->isempty ()) {
    results = args.slice (0, 1); /* Octave's exception */
    return true;
  }
  const octave_value numbers = is_scan ? in_order (args (0), options) : args (0);
  const nd_operand operand = as_ndarray (numbers)->operand ();
  const bool is_complex = nd_dtype_is_complex (nd_operand_dtype (&operand)),
             has_nan = is_complex && any_nan (&operand);
  if ((has_nan && (options.is_reversed || !is_one_dim)) ||
      (options.includes_nan && x->isfloat () && (is_scan || is_complex || nargout == 2)))
    return false;
  nd_array *result, *positions = nullptr;
  nd_error error;
  check ((is_scan ? nd_scan : nd_reduce) (kind, &operand, dims, ND_FOLD_USUAL, &result,
                                          nargout == 2 || has_nan ? &positions : nullptr, &error),
         error);
  results = ovl (wrap_or_element (array_ptr (result)));
  if (positions)
    results.append (wrap_or_element (array_ptr (positions)));
  if (options.is_reversed)
    results = reversed (results, dims);
  if (options.includes_nan && x->isfloat ())
    results = ovl (with_nan (x, dims, results (0)));
  if (has_nan)
    results = octave::feval (
        "__nd_extreme_of_nan__",
        ovl (name, results (0), results (1), numbers, number_of (dims, &operand)), nargout);
  return true;
}

/* ---- truth --------------------------------------------------------------------------------- */

/* Octave's any and all check the dimension, which counts from 0; -1: the first. */
octave_value octave_ndarray::any (int dim) const
{
  return truth (ND_FOLD_ANY, dim);
}

octave_value octave_ndarray::all (int dim) const
{
  return truth (ND_FOLD_ALL, dim);
}

octave_value octave_ndarray::truth (int kind, int dim) const
{
  const octave_value summed = as_summed (value_of (*this), dim >= 0);
  const nd_operand x = as_ndarray (summed)->operand ();
  return fold (static_cast<nd_fold_kind> (kind), as_ndarray (summed),
               dim < 0 ? nd_dims_set (1) << nd_first_dim (&x) : one_dim (dim + 1, &x),
               ND_FOLD_USUAL);
}

/* Octave's nnz is a matter of all elements, whatever their dimensions. */
static bool count (const octave_value_list &args, int nargout, octave_value_list &results)
{
  const octave_ndarray *x = args.length () == 1 ? as_ndarray (args (0)) : nullptr;
  if (!x || nargout > 1)
    return false;
  results = ovl (fold (ND_FOLD_COUNT, x, ND_EVERY_DIM, ND_FOLD_USUAL));
  return true;
}

/* ---- spread -------------------------------------------------------------------------------- */

/* __nd_variance__ (X, OF_POPULATION, DIMS); of arrays with elements.  Without DIMS: the first
   dimension of other than one element; empty ones are dimensions that X does not have. */
static bool variance (const octave_value_list &args, int, octave_value_list &results)
{
  const nd_operand x = as_ndarray (args (0))->operand ();
  const NDArray list = args.length () > 2 ? args (2).array_value ()
                                          : NDArray (dim_vector (1, 1), nd_first_dim (&x) + 1);
  nd_dims_set dims = 0;
  for (octave_idx_type i = 0; i < list.numel (); i++)
    dims |= one_dim (list (i), &x);
  results = ovl (wrap_or_element (made (nd_variance, &x, dims, args (1).bool_value ())));
  return true;
}

const function_row reduction_functions[] = {
    {"__nd_variance__", variance},
    {"sum", reduction<ND_FOLD_SUM>},
    {"prod", reduction<ND_FOLD_PRODUCT>},
    {"sumsq", reduction<ND_FOLD_SUM_OF_SQUARES>},
    {"cumsum", scan<ND_FOLD_SUM>},
    {"cumprod", scan<ND_FOLD_PRODUCT>},
    {"min", extreme_of_first<ND_FOLD_MIN>},
    {"max", extreme_of_first<ND_FOLD_MAX>},
    {"min", extreme<ND_FOLD_MIN, false>},
    {"max", extreme<ND_FOLD_MAX, false>},
    {"cummin", extreme<ND_FOLD_MIN, true>},
    {"cummax", extreme<ND_FOLD_MAX, true>},
    {"nnz", count},
    {nullptr, nullptr},
};
