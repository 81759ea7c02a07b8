/* Functions that compare whole arrays. */
#include "mex/functions.hh"
#include "mex/operand.hh"

static bool is_full_number (const octave_value &v)
{
  return as_ndarray (v) || (is_convertible (v.get_rep ()) && !is_special_matrix (v.get_rep ()));
}

/* Both NaN, element by element. */
static octave_value are_nan (const octave_value &a, const octave_value &b)
{
  const octave_value x = a.isnan (), y = b.isnan ();
  return elementwise (ND_OP_AND, operand (x.get_rep ()), operand (y.get_rep ()));
}

/* `a` is an nd array. */
static bool are_equal (const octave_value &a, const octave_value &b, bool nan_is_equal)
{
  octave_value equal = elementwise (ND_OP_EQUAL, operand (a.get_rep ()), operand (b.get_rep ()));
  if (nan_is_equal) {
    const octave_value nan = are_nan (a, b);
    equal = elementwise (ND_OP_OR, operand (equal.get_rep ()), operand (nan.get_rep ()));
  }
  return ask (array_of (equal).get (), ND_ALL_NONZERO);
}

/* isequal (A, B, ...) of numbers, and isequaln: one pass a pair, on the arrays' device; the answer
   is an ordinary truth value. */
template <bool nan_is_equal>
static bool isequal (const octave_value_list &args, int, octave_value_list &results)
{
  if (args.length () < 2)
    return false;
  bool same_size = true;
  for (octave_idx_type i = 0; i < args.length (); i++) {
    if (!is_full_number (args (i)))
      return false;
    same_size = same_size && args (i).dims () == args (0).dims ();
  }
  bool answer = same_size;
  for (octave_idx_type i = 1; answer && i < args.length (); i++)
    answer = are_equal (as_ndarray (args (0)) || as_ndarray (args (i)) ? args (0)
                                                                       : wrap (array_of (args (0))),
                        args (i), nan_is_equal);
  results = ovl (answer);
  return true;
}

const function_row comparing_functions[] = {
    {"isequal", isequal<false>}, {"isequaln", isequal<true>}, {nullptr, nullptr}};
