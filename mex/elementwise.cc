/* Functions that work element by element: which operator each is, and what Octave checks first. */
#include "mex/functions.hh"
#include "mex/operand.hh"
#include "program/classes.h"
#include "program/expression.h"
#include "program/rules.h"

#include <algorithm>
#include <cmath>
#include <octave/parse.h>

/* ---- one operand ----------------------------------------------------------------------------- */

nd_op find_mapper (octave_base_value::unary_mapper_t function)
{
  typedef octave_base_value type;
  static const struct {
    type::unary_mapper_t function;
    nd_op op;
  } rows[] = {
      {type::umap_abs, ND_OP_ABS},           {type::umap_acos, ND_OP_ACOS},
      {type::umap_acosh, ND_OP_ACOSH},       {type::umap_angle, ND_OP_ARG},
      {type::umap_arg, ND_OP_ARG},           {type::umap_asin, ND_OP_ASIN},
      {type::umap_asinh, ND_OP_ASINH},       {type::umap_atan, ND_OP_ATAN},
      {type::umap_atanh, ND_OP_ATANH},       {type::umap_cbrt, ND_OP_CBRT},
      {type::umap_ceil, ND_OP_CEIL},         {type::umap_conj, ND_OP_CONJ},
      {type::umap_cos, ND_OP_COS},           {type::umap_cosh, ND_OP_COSH},
      {type::umap_erf, ND_OP_ERF},           {type::umap_erfinv, ND_OP_ERFINV},
      {type::umap_erfcinv, ND_OP_ERFCINV},   {type::umap_erfc, ND_OP_ERFC},
      {type::umap_erfcx, ND_OP_ERFCX},       {type::umap_erfi, ND_OP_ERFI},
      {type::umap_dawson, ND_OP_DAWSON},     {type::umap_exp, ND_OP_EXP},
      {type::umap_expm1, ND_OP_EXPM1},       {type::umap_isfinite, ND_OP_IS_FINITE},
      {type::umap_fix, ND_OP_FIX},           {type::umap_floor, ND_OP_FLOOR},
      {type::umap_gamma, ND_OP_GAMMA},       {type::umap_imag, ND_OP_IMAG},
      {type::umap_isinf, ND_OP_IS_INF},      {type::umap_isna, ND_OP_IS_NA},
      {type::umap_isnan, ND_OP_IS_NAN},      {type::umap_lgamma, ND_OP_LGAMMA},
      {type::umap_log, ND_OP_LOG},           {type::umap_log2, ND_OP_LOG2},
      {type::umap_log10, ND_OP_LOG10},       {type::umap_log1p, ND_OP_LOG1P},
      {type::umap_real, ND_OP_REAL},         {type::umap_round, ND_OP_ROUND},
      {type::umap_signum, ND_OP_SIGN},       {type::umap_sin, ND_OP_SIN},
      {type::umap_sinh, ND_OP_SINH},         {type::umap_sqrt, ND_OP_SQRT},
      {type::umap_tan, ND_OP_TAN},           {type::umap_tanh, ND_OP_TANH},
      {type::umap_xsignbit, ND_OP_SIGN_BIT}, {type::umap_xtolower, ND_OP_PLUS},
      {type::umap_xtoupper, ND_OP_PLUS},
  };
  for (const auto &row : rows)
    if (row.function == function)
      return row.op;
  return ND_OP_COUNT;
}

octave_value stand_in (const octave_ndarray &a)
{
  nd_element element = {};
  const nd_dtype dtype = a.dtype ();
  if (dtype == ND_COMPLEX_SINGLE)
    element.complex_single.im = 1; /* without an imaginary part Octave would make it real */
  else if (dtype == ND_COMPLEX_DOUBLE)
    element.complex.im = 1;
  const octave_value one = element_to_octave (dtype, &element);
  return a.numel () == 1 ? one : one.resize (dim_vector (1, 2), true);
}

/* log2 (x), [f, e] = log2 (x) */
static bool mantissa_and_exponent (const octave_value_list &args, int nargout,
                                   octave_value_list &results)
{
  const octave_ndarray *x = args.length () == 1 ? as_ndarray (args (0)) : nullptr;
  if (!x)
    return false;
  results = nargout < 2 ? ovl (args (0).log2 ())
                        : ovl (elementwise (ND_OP_MANTISSA, *x), elementwise (ND_OP_EXPONENT, *x));
  return true;
}

/* ---- two operands ---------------------------------------------------------------------------- */

/* Ordinary numbers and nd arrays are operands; strings, cells, sparse matrices and so on are not.
 */
static bool is_operand (const octave_value &v)
{
  return as_ndarray (v) ||
         ((v.isnumeric () || v.islogical ()) && !is_special_matrix (v.get_rep ()));
}

/* Raises the error that Octave has for operands of these classes, where it has one. */
static void try_on_stand_ins (const char *name, const octave_value_list &args)
{
  octave_value_list ordinary = args;
  for (octave_idx_type i = 0; i < args.length (); i++)
    if (const octave_ndarray *nd = as_ndarray (args (i)))
      ordinary (i) = stand_in (*nd);
  octave::feval (name, ordinary, 1);
}

/* Of equal numbers, such as -0 and 0, does Octave's max take the second where it walks along many
   beside one?  Octave 7 does, Octave 11 does not. */
static bool takes_second_beside_one ()
{
  static const bool does = std::signbit (
      octave::feval ("max", ovl (0.0, NDArray (dim_vector (1, 8), -0.0)), 1) (0).array_value () (
          0));
  return does;
}

static bool go_together (const nd_operand *a, const nd_operand *b)
{
  const int ndims = std::min (nd_operand_ndims (a), nd_operand_ndims (b));
  const int64_t *of_a = nd_operand_dims (a), *of_b = nd_operand_dims (b);
  for (int d = 0; d < ndims; d++)
    if (of_a[d] != of_b[d] && of_a[d] != 1 && of_b[d] != 1)
      return false;
  return true;
}

/* Is there one element of a beside each row of b's that Octave walks along?  Not where the sizes do
   not go together: the error names the operands in order. */
static bool is_one_beside_many (const nd_operand *a, const nd_operand *b)
{
  const int ndims = std::min (nd_operand_ndims (a), nd_operand_ndims (b));
  const int64_t *of_a = nd_operand_dims (a), *of_b = nd_operand_dims (b);
  int d = 0;
  if (!go_together (a, b))
    return false;
  while (d < ndims && of_a[d] == 1 && of_b[d] == 1)
    d++;
  return d >= nd_operand_ndims (a) || of_a[d] == 1;
}

static bool has_two_operands (const octave_value_list &args)
{
  return args.length () == 2 && is_operand (args (0)) && is_operand (args (1));
}

static bool pair (nd_op op, const octave_value_list &args, octave_value_list &results)
{
  if (!has_two_operands (args))
    return false;
  const operand a (args (0).get_rep ()), b (args (1).get_rep ());
  nd_signature signature;
  if (nd_find_signature (op, class_of (a), class_of (b), &signature, nullptr) != ND_OK) {
    try_on_stand_ins (nd_op_name (op), args);
    return false;
  }
  const bool is_extreme = op == ND_OP_MAX || op == ND_OP_MIN;
  if (is_extreme && nd_dtype_kind (signature.value) == ND_KIND_FLOAT &&
      is_one_beside_many (a.get (), b.get ()) && takes_second_beside_one ())
    results = ovl (elementwise (op, b, a));
  else
    results = ovl (elementwise (op, a, b));
  return true;
}

template <nd_op op>
static bool two_operands (const octave_value_list &args, int nargout, octave_value_list &results)
{
  return nargout <= 1 && pair (op, args, results);
}

/* The same size, or one element: these functions do not broadcast. */
static bool are_conformant (const octave_value_list &args)
{
  return args (0).numel () == 1 || args (1).numel () == 1 || args (0).dims () == args (1).dims ();
}

template <nd_op op>
static bool bits (const octave_value_list &args, int nargout, octave_value_list &results)
{
  if (has_two_operands (args) && !are_conformant (args))
    error ("%s: size of X and Y must match, or one operand must be a scalar", nd_op_name (op));
  return two_operands<op> (args, nargout, results);
}

static bool make_complex (const octave_value_list &args, int nargout, octave_value_list &results)
{
  if (has_two_operands (args) && !are_conformant (args))
    error ("complex: dimension mismatch");
  const octave_ndarray *only = args.length () == 1 ? as_ndarray (args (0)) : nullptr;
  const bool is_one = only && !only->device ()->is_host;
  if (is_one && args (0).iscomplex ()) {
    results = args;
    return true;
  }
  if (is_one && args (0).isinteger ())
    octave::feval ("complex", ovl (stand_in (*only)), 1); /* does it take them? */
  if (is_one && (args (0).isnumeric () || args (0).islogical ()))
    return two_operands<ND_OP_COMPLEX> (ovl (args (0), 0.0), nargout, results);
  if (is_one)
    return leave_to_octave ("complex", 2, args);
  return two_operands<ND_OP_COMPLEX> (args, nargout, results);
}

/* Are all elements finite whole numbers? */
static bool is_whole (const octave_value &v)
{
  const octave_ndarray *nd = as_ndarray (v);
  if (v.isinteger () || v.islogical ())
    return true;
  if (nd)
    return ask (nd->array (), ND_ALL_INTEGER) && ask (nd->array (), ND_ALL_FINITE);
  const NDArray values = v.array_value (true);
  return values.all_integers () && !values.any_element_is_inf_or_nan ();
}

static bool shift (const octave_value_list &args, int nargout, octave_value_list &results)
{
  if (!has_two_operands (args) || args (1).iscomplex ())
    return false;
  if (!is_whole (args (1)))
    error ("bitshift: K must be a scalar or array of integers");
  if (!are_conformant (args))
    error ("bitshift: size of A and N must match, or one operand must be a scalar");
  return two_operands<ND_OP_BIT_SHIFT> (args, nargout, results);
}

/* f (f (a, b), c) ... */
static bool fold (function_handler *f, const octave_value_list &args, octave_value_list &results)
{
  octave_value_list so_far = args.slice (0, 2);
  for (octave_idx_type i = 2; i <= args.length (); i++) {
    if (!f (so_far, 1, results))
      return false;
    if (i < args.length ())
      so_far = ovl (results (0), args (i));
  }
  return true;
}

static octave_value magnitude (const octave_value &v)
{
  return v.iscomplex () ? v.abs () : v;
}

static bool hypot_of_two (const octave_value_list &args, int, octave_value_list &results)
{
  return has_two_operands (args) &&
         pair (ND_OP_HYPOT, ovl (magnitude (args (0)), magnitude (args (1))), results);
}

static bool hypot_of_all (const octave_value_list &args, int nargout, octave_value_list &results)
{
  return nargout <= 1 && args.length () >= 2 && fold (hypot_of_two, args, results);
}

/* Octave rounds what stands beside integers to their class. */
static octave_value_list beside_integers (octave_value_list args)
{
  for (int i = 0; i < 2; i++) {
    const nd_dtype dtype = nd_operand_dtype (operand (args (i).get_rep ()).get ());
    if (nd_dtype_is_integer (dtype) && args (1 - i).isfloat ())
      args (1 - i) = octave::feval (nd_dtype_class (dtype), ovl (args (1 - i)), 1) (0);
  }
  return args;
}

static bool gcd_of_two (const octave_value_list &given, int, octave_value_list &results)
{
  if (!has_two_operands (given) || given (0).iscomplex () || given (1).iscomplex ())
    return false;
  const octave_value_list args = beside_integers (given);
  const operand a (args (0).get_rep ()), b (args (1).get_rep ());
  if (go_together (a.get (), b.get ()) && (!is_whole (args (0)) || !is_whole (args (1))))
    error ("gcd: all values must be integers");
  return pair (ND_OP_GCD, args, results);
}

static bool gcd_of_all (const octave_value_list &args, int nargout, octave_value_list &results)
{
  return nargout <= 1 && args.length () >= 2 && fold (gcd_of_two, args, results);
}

/* ---- merge ----------------------------------------------------------------------------------- */

static bool is_double (nd_dtype dtype)
{
  return dtype == ND_DOUBLE || dtype == ND_COMPLEX_DOUBLE;
}

/* Octave merges arrays of one class, and real with complex ones. */
static bool merged_class (nd_dtype a, nd_dtype b, nd_dtype &dtype)
{
  dtype = nd_dtype_is_complex (a) ? a : b;
  if (nd_dtype_kind (a) >= ND_KIND_FLOAT)
    return (is_double (a) && is_double (b)) || (nd_dtype_is_single (a) && nd_dtype_is_single (b));
  return a == b && a != ND_LOGICAL;
}

octave_value merged (const operand &mask, const operand &a, const operand &b, nd_dtype dtype)
{
  nd_expression *pending;
  nd_array *result;
  nd_error error;
  check (nd_merge (mask.get (), a.get (), b.get (), dtype, &pending, &result, &error), error);
  return pending ? wrap (expression_ptr (pending)) : wrap (array_ptr (result));
}

static bool merge (const octave_value_list &args, int nargout, octave_value_list &results)
{
  if (args.length () != 3 || nargout > 1 || !is_operand (args (0)))
    return false;
  const operand mask (args (0).get_rep ());
  if (mask.is_single_element ()) {
    const octave_value chosen = args (0).is_true () ? args (1) : args (2);
    /* A value of its own, also where the argument is linked. */
    results = ovl (as_ndarray (chosen) ? chosen.reshape (chosen.dims ()) : chosen);
    return true;
  }
  if (!is_operand (args (1)) || !is_operand (args (2)))
    return false;
  const operand a (args (1).get_rep ()), b (args (2).get_rep ());
  const nd_dtype a_class = nd_operand_dtype (a.get ()), b_class = nd_operand_dtype (b.get ());
  nd_dtype dtype;
  if (!merged_class (a_class, b_class, dtype))
    error ("merge: cannot merge %s with %s with array mask", nd_dtype_class (a_class),
           nd_dtype_class (b_class));
  results = ovl (merged (mask, a, b, dtype));
  return true;
}

const function_row elementwise_functions[] = {
    {"log2", mantissa_and_exponent},
    {"atan2", two_operands<ND_OP_ATAN2>},
    {"rem", two_operands<ND_OP_REM>},
    {"mod", two_operands<ND_OP_MOD>},
    {"max", two_operands<ND_OP_MAX>},
    {"min", two_operands<ND_OP_MIN>},
    {"bitand", bits<ND_OP_BIT_AND>},
    {"bitor", bits<ND_OP_BIT_OR>},
    {"bitxor", bits<ND_OP_BIT_XOR>},
    {"bitshift", shift},
    {"hypot", hypot_of_all},
    {"gcd", gcd_of_all},
    {"complex", make_complex},
    {"merge", merge},
    {"ifelse", merge},
    {nullptr, nullptr},
};
