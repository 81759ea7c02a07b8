/* Functions that compare whole arrays. */
#include "mex/functions.hh"
#include "mex/operand.hh"

static bool is_full_number (const octave_value &v)
{
  return as_ndarray (v) || (is_convertible (v.get_rep ()) && !is_special_matrix (v.get_rep ()));
}

static bool are_equal (const octave_value &a, const octave_value &b)
{
  nd_array *equal;
  nd_error error;
  bool answer;
  const operand x (a.get_rep ()), y (b.get_rep ());
  check (nd_binary (ND_OP_EQUAL, x.get (), y.get (), &equal, &error), error);
  const array_ptr owner (equal);
  check (nd_ask (equal, ND_ALL_NONZERO, &answer, &error), error);
  return answer;
}

/* isequal (A, B, ...) of numbers: one pass a pair, on the arrays' device; the answer is an ordinary
   truth value. */
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
                        args (i));
  results = ovl (answer);
  return true;
}

const function_row comparing_functions[] = {{"isequal", isequal}, {nullptr, nullptr}};
