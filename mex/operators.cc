/* Operators of the value type: one function per operator, from tables. */
#include "mex/linear.hh"
#include "mex/operand.hh"
#include "mex/products.hh"

#include <set>
#include <octave/ov-typeinfo.h>

typedef octave_value::binary_op binary_op;

/* ---- binary operators ---------------------------------------------------------------------- */

/* Octave's own operator on ordinary values, as devices have it in their libraries. */
static octave_value on_host (binary_op op, const octave_base_value &a, const octave_base_value &b)
{
  return run_on_host ("operator " + octave_value::binary_op_as_string (op), 2,
                      ovl (value_of (a), value_of (b)), [op] (const octave_value_list &host) {
                        return ovl (octave::binary_op (op, host (0), host (1)));
                      }) (0);
}

/* Of operands with so many elements; a result without any has nothing to wait for. */
static bool should_defer (int64_t a, int64_t b)
{
  return std::min (a, b) > 0 && nd_should_defer (std::max (a, b));
}

octave_value elementwise (nd_op op, const operand &a, const operand &b)
{
  if (should_defer (a.numel (), b.numel ()))
    return wrap (made<expression_ptr> (nd_binary_pending, op, a.get (), b.get ()));
  return wrap (made (nd_binary, op, a.get (), b.get ()));
}

/* A matrix operator that is elementwise for these operands but keeps its name in errors. */
static octave_value elementwise (nd_op op, const char *name, const operand &a, const operand &b)
{
  nd_signature signature;
  nd_error error;
  if (nd_find_signature (op, class_of (a), class_of (b), &signature, nullptr) != ND_OK)
    check (nd_not_implemented (name, class_of (a), class_of (b), &error), error);
  return elementwise (op, a, b);
}

/* Operators of matrices, of which some are elementwise for operands of one element.  `x` and `y`
   are a and b. */
template <int op>
static octave_value of_matrices (const octave_base_value &a, const octave_base_value &b,
                                 const operand &x, const operand &y)
{
  octave_value multiplied;
  switch (op) {
  case octave_value::op_mul:
    if (x.is_single_element () || y.is_single_element ())
      return elementwise (ND_OP_MULTIPLY, "*", x, y);
    multiplied = product (x, y);
    if (multiplied.is_defined ())
      return multiplied;
    break;
  case octave_value::op_div:
    if (y.is_single_element ())
      return elementwise (ND_OP_DIVIDE, "/", x, y);
    break;
  case octave_value::op_ldiv:
    if (x.is_single_element ())
      return elementwise (ND_OP_LEFT_DIVIDE, "\\", x, y);
    break;
  case octave_value::op_pow:
    if (x.is_single_element () && y.is_single_element ())
      return elementwise (ND_OP_POWER, "^", x, y);
    break;
  default:
    break;
  }
  const octave_value left = value_of (a), right = value_of (b);
  if (library_device (ovl (left, right)))
    switch (op) {
    case octave_value::op_div:
      return right_divide (left, right);
    case octave_value::op_ldiv:
      return left_divide (left, right);
    case octave_value::op_pow:
      return matrix_power (left, right);
    default:
      break;
    }
  return on_host (static_cast<binary_op> (op), a, b);
}

template <int op>
static octave_value binary (const octave_base_value &a, const octave_base_value &b)
{
  if (is_special_matrix (a) || is_special_matrix (b))
    return on_host (static_cast<binary_op> (op), a, b);
  const operand x (a), y (b);
  switch (op) {
#define ELEMENTWISE(octave_op, nd_op)                                                              \
  case octave_value::octave_op:                                                                    \
    return elementwise (nd_op, x, y);
    ELEMENTWISE (op_add, ND_OP_ADD)
    ELEMENTWISE (op_sub, ND_OP_SUBTRACT)
    ELEMENTWISE (op_el_mul, ND_OP_MULTIPLY)
    ELEMENTWISE (op_el_div, ND_OP_DIVIDE)
    ELEMENTWISE (op_el_ldiv, ND_OP_LEFT_DIVIDE)
    ELEMENTWISE (op_el_pow, ND_OP_POWER)
    ELEMENTWISE (op_lt, ND_OP_LESS)
    ELEMENTWISE (op_le, ND_OP_LESS_EQUAL)
    ELEMENTWISE (op_eq, ND_OP_EQUAL)
    ELEMENTWISE (op_ge, ND_OP_GREATER_EQUAL)
    ELEMENTWISE (op_gt, ND_OP_GREATER)
    ELEMENTWISE (op_ne, ND_OP_NOT_EQUAL)
    ELEMENTWISE (op_el_and, ND_OP_AND)
    ELEMENTWISE (op_el_or, ND_OP_OR)
#undef ELEMENTWISE
  default:
    return of_matrices<op> (a, b, x, y);
  }
}

/* Installs `binary` for the operators first, first + 1, ... and the pair of types. */
template <int op> struct binary_table {
  static void install (octave::type_info &types, int left, int right)
  {
    binary_table<op - 1>::install (types, left, right);
    types.install_binary_op (static_cast<binary_op> (op), left, right, binary<op>);
  }
};

template <> struct binary_table<-1> {
  static void install (octave::type_info &, int, int) {}
};

/* ---- unary operators ----------------------------------------------------------------------- */

octave_value elementwise (nd_op op, const octave_ndarray &a)
{
  if (nd_should_defer (a.numel ())) {
    const nd_operand x = a.operand ();
    nd_array *result;
    nd_expression *pending;
    nd_error error;
    check (nd_unary_pending (op, &x, &pending, &result, &error), error);
    return pending ? wrap (expression_ptr (pending)) : wrap (array_ptr (result));
  }
  return wrap (made (nd_unary, op, a.array ()));
}

template <nd_op op> static octave_value unary (const octave_base_value &v)
{
  return elementwise (op, *as_ndarray (v));
}

static octave_value transpose (const octave_base_value &v)
{
  if (as_ndarray (v)->pending () && v.dims ().isvector ())
    return v.reshape (dim_vector (v.columns (), v.rows ()));
  return wrap (made (nd_array_transpose, as_ndarray (v)->array ()));
}

static octave_value hermitian (const octave_base_value &v)
{
  if (!v.iscomplex ())
    return transpose (v);
  if (v.ndims () > 2)
    error ("complex-conjugate transpose not defined for N-D objects");
  octave_value transposed = transpose (v);
  return unary<ND_OP_CONJ> (transposed.get_rep ());
}

/* The value becomes a OP b. */
static void rebind (octave_ndarray *nd, nd_op op, const nd_operand *a, const operand &b)
{
  if (should_defer (nd->numel (), b.numel ()))
    nd->rebind (made<expression_ptr> (nd_binary_pending, op, a, b.get ()));
  else
    nd->rebind (made (nd_binary, op, a, b.get ()));
}

/* a++ is a = a + 1: an array of its own, also where `a` was linked. */
template <nd_op op> static void step (octave_base_value &v)
{
  octave_ndarray *nd = as_ndarray (v);
  const nd_operand a = nd->operand ();
  const octave_value one (1.0);
  rebind (nd, op, &a, operand (one.get_rep ()));
}

/* Octave changes a matrix in place where v is of its class (a logical one by |= and &=), and
   refuses what does not fit in it. */
static void check_fits (nd_op op, const octave_ndarray &a, const operand &v)
{
  const bool is_logic = op == ND_OP_AND || op == ND_OP_OR;
  if (a.numel () == 1 || a.islogical () != is_logic || nd_operand_dtype (v.get ()) != a.dtype ())
    return;
  const std::string name = (is_logic ? "operator " : "") + std::string (nd_op_name (op)) + "=";
  const dim_vector dims = a.dims (),
                   other = octave_dims (nd_operand_ndims (v.get ()), nd_operand_dims (v.get ()));
  for (int d = 0; d < other.ndims (); d++)
    if (other (d) != 1 && other (d) != (d < dims.ndims () ? dims (d) : 1))
      octave::err_nonconformant (name.c_str (), dims, other);
}

/* a += v, used by Octave only while one name holds `a`: in place where nobody can tell.  (A pending
   result takes over the memory of `a`, too.) */
template <nd_op op>
static octave_value assign_in_place (octave_base_value &left, const octave_value_list &,
                                     const octave_base_value &right)
{
  octave_ndarray *nd = as_ndarray (left);
  const operand y (right);
  bool done = false;
  check_fits (op, *nd, y);
  if (!nd_should_defer (nd->numel ()) && !nd->is_linked () && !nd_array_is_linked (nd->array ())) {
    nd_error error;
    check (nd_binary_in_place (op, nd->array (), y.get (), &done, &error), error);
  }
  if (!done) {
    const nd_operand x = nd->operand ();
    rebind (nd, op, &x, y);
  }
  return octave_value ();
}

static void install_assignment (octave::type_info &types, int left, int right)
{
  types.install_assign_op (octave_value::op_add_eq, left, right, assign_in_place<ND_OP_ADD>);
  types.install_assign_op (octave_value::op_sub_eq, left, right, assign_in_place<ND_OP_SUBTRACT>);
  types.install_assign_op (octave_value::op_el_mul_eq, left, right,
                           assign_in_place<ND_OP_MULTIPLY>);
  types.install_assign_op (octave_value::op_el_div_eq, left, right, assign_in_place<ND_OP_DIVIDE>);
  types.install_assign_op (octave_value::op_el_and_eq, left, right, assign_in_place<ND_OP_AND>);
  types.install_assign_op (octave_value::op_el_or_eq, left, right, assign_in_place<ND_OP_OR>);
}

/* ---- concatenation ------------------------------------------------------------------------- */

/* How many elements stand before the part that goes to `at`. */
static octave_idx_type elements_placed (const octave_base_value &part,
                                        const Array<octave_idx_type> &at)
{
  return at (0) * part.columns () + at (1) * part.rows ();
}

/* Ordinary scalars may stand beside device arrays; other host arrays may not. */
static void move (array_ptr &a, nd_device *device)
{
  a = made (nd_transfer, a.get (), device);
}

/* What stands before `at` in the whole: errors speak of operands. */
static array_ptr joined_before (const nd_array *whole, const Array<octave_idx_type> &at)
{
  array_ptr part = made (nd_array_link, whole);
  for (int d = part->ndims - 1; d >= 0; d--)
    if (d < at.numel () && at (d) > 0) {
      part->dims[d] = at (d);
      break;
    }
  return part;
}

static octave_value ordinary (const octave_base_value &v)
{
  const octave_ndarray *nd = as_ndarray (v);
  return nd ? nd->host_value () : value_of (v);
}

/* The first row of an nd array in an ordinary whole.  One that fills its columns starts at the top:
   all that Octave counted before it has vanished, as in [zeros(1, 0); a]. */
static octave_idx_type first_row (const octave_base_value &whole, const octave_base_value &part,
                                  const Array<octave_idx_type> &at)
{
  return at (1) == 0 && part.rows () == whole.rows () ? 0 : at (0);
}

/* Where a part goes whose first row is `row` of the whole. */
static std::vector<nd_selector> places_of (const nd_array *part, octave_idx_type row,
                                           const Array<octave_idx_type> &at)
{
  std::vector<nd_selector> places;
  for (int d = 0; d < std::max<int> (at.numel (), part->ndims); d++)
    places.push_back (range_selector (d == 0            ? row
                                      : d < at.numel () ? at (d)
                                                        : 0,
                                      d < part->ndims ? part->dims[d] : 1));
  return places;
}

/* Octave first resizes the first operand to the size of the whole and then puts every operand in
   its place: `at` says where. */
static octave_value concatenate (const octave_base_value &whole, const octave_base_value &part,
                                 const Array<octave_idx_type> &at)
{
  if (whole.is_string () || part.is_string () || is_special_matrix (whole) ||
      is_special_matrix (part))
    return octave::cat_op (octave::__get_type_info__ ("concatenate"), ordinary (whole),
                           ordinary (part), at);
  octave_value result = value_of (whole);
  octave_ndarray *target = as_ndarray (whole);
  array_ptr left = target ? array_ptr () : from_octave (result);
  array_ptr right = array_of (value_of (part));
  const nd_array *both[2] = {target ? target->array () : left.get (), right.get ()};
  nd_dtype dtype;
  nd_error error;
  check (nd_concatenation_class (2, both, &dtype, &error), error);
  if (!as_ndarray (part) && nd_array_is_scalar (both[1]))
    move (right, nd_array_device (both[0]));
  else if (!target && elements_placed (part, at) <= 1)
    move (left, nd_array_device (both[1]));
  const nd_array *leader = target ? both[0] : left.get ();
  if (nd_array_device (leader) != nd_array_device (right.get ()))
    check (nd_check_same_device ("[]", joined_before (leader, at).get (), right.get (), &error),
           error);
  /* Two references: Octave's own and `result`.  Then nobody else can see the writes. */
  if (!target || target->array ()->dtype != dtype || result.get_count () > 2) {
    array_ptr converted = made (nd_cast, target ? both[0] : left.get (), dtype);
    const octave_idx_type row = first_row (whole, part, at);
    const concatenation_rows rows = target ? target->rows () : concatenation_rows{at (0), row, row};
    result = wrap (std::move (converted));
    target = as_ndarray (result);
    target->rows () = rows;
  }
  const octave_idx_type row = target->rows ().place (at (0), right->dims[0]);
  const std::vector<nd_selector> places = places_of (right.get (), row, at);
  check (nd_array_assign (target->array (), places.size (), places.data (), right.get (), false,
                          &error),
         error);
  return result;
}

/* ---- installation -------------------------------------------------------------------------- */

static const char *const ordinary_types[] = {"scalar",
                                             "complex scalar",
                                             "float scalar",
                                             "float complex scalar",
                                             "bool",
                                             "int8 scalar",
                                             "int16 scalar",
                                             "int32 scalar",
                                             "int64 scalar",
                                             "uint8 scalar",
                                             "uint16 scalar",
                                             "uint32 scalar",
                                             "uint64 scalar",
                                             "magic_int",
                                             "magic_uint",
                                             "matrix",
                                             "complex matrix",
                                             "float matrix",
                                             "float complex matrix",
                                             "bool matrix",
                                             "int8 matrix",
                                             "int16 matrix",
                                             "int32 matrix",
                                             "int64 matrix",
                                             "uint8 matrix",
                                             "uint16 matrix",
                                             "uint32 matrix",
                                             "uint64 matrix",
                                             "range",
                                             "double_range",
                                             "trivial range",
                                             "lazy_index",
                                             "string",
                                             "sq_string",
                                             "diagonal matrix",
                                             "complex diagonal matrix",
                                             "float diagonal matrix",
                                             "float complex diagonal matrix",
                                             "permutation matrix",
                                             "sparse matrix",
                                             "sparse complex matrix",
                                             "sparse bool matrix"};

void install_operators (octave::type_info &types)
{
  const int nd = octave_ndarray::static_type_id ();
  types.install_unary_op (octave_value::op_not, nd, unary<ND_OP_NOT>);
  types.install_unary_op (octave_value::op_uplus, nd, unary<ND_OP_PLUS>);
  types.install_unary_op (octave_value::op_uminus, nd, unary<ND_OP_NEGATE>);
  types.install_unary_op (octave_value::op_transpose, nd, transpose);
  types.install_unary_op (octave_value::op_hermitian, nd, hermitian);
  types.install_non_const_unary_op (octave_value::op_incr, nd, step<ND_OP_ADD>);
  types.install_non_const_unary_op (octave_value::op_decr, nd, step<ND_OP_SUBTRACT>);

  constexpr int last = octave_value::op_el_or;
  binary_table<last>::install (types, nd, nd);
  install_assignment (types, nd, nd);
  types.install_cat_op (nd, nd, concatenate);

  /* With Octave's own types of numbers and characters, in both orders. */
  std::set<int> installed;
  for (const char *name : ordinary_types) {
    const octave_value example = types.lookup_type (name);
    const int other = example.type_id ();
    /* This version of Octave has no such type, or gives its values another one. */
    if (!example.is_defined () || !installed.insert (other).second)
      continue;
    binary_table<last>::install (types, nd, other);
    binary_table<last>::install (types, other, nd);
    types.install_cat_op (nd, other, concatenate);
    types.install_cat_op (other, nd, concatenate);
    if (example.is_scalar_type () && !example.is_string ())
      install_assignment (types, nd, other);
  }
}
