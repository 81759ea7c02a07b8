/* Fourier transforms on devices: fft, ifft, fft2, ifft2, fftn, ifftn. */
#include "mex/linear.hh"

#include <octave/ov-complex.h>
#include <octave/parse.h>

#include "mex/operand.hh"

/* A transform as one of Octave's functions has it. */
struct transform {
  const char *name;
  bool is_forward;
  int dims; /* how many dimensions are transformed; 0: all */
};

/* A size that Octave takes: a whole number; -1: none. */
static octave_idx_type whole_number (const octave_value &v)
{
  if (!v.is_real_scalar () || !v.isnumeric ())
    return -1;
  const double x = v.double_value ();
  return x >= 0 && x < dim_vector::dim_max () && x == static_cast<octave_idx_type> (x)
             ? static_cast<octave_idx_type> (x)
             : -1;
}

/* fft (x, n, dim): which dimension, and the sizes after padding or cutting. */
static bool parse_one (const octave_value_list &args, dim_vector &dims, int &first)
{
  first = dims.first_non_singleton ();
  if (args.length () > 3)
    return false;
  if (args.length () == 3) {
    const octave_idx_type dim = whole_number (args (2));
    if (dim < 1 || dim > dims.ndims ())
      return false;
    first = dim - 1;
  }
  if (args.length () > 1 && !args (1).isempty ()) {
    const octave_idx_type n = whole_number (args (1));
    if (n < 1)
      return false;
    dims (first) = n;
  }
  return true;
}

/* fft2 (x, m, n) */
static bool parse_two (const octave_value_list &args, dim_vector &dims)
{
  if (args.length () != 1 && args.length () != 3)
    return false;
  for (octave_idx_type i = 1; i < args.length (); i++) {
    dims (i - 1) = whole_number (args (i));
    if (dims (i - 1) < 1)
      return false;
  }
  return true;
}

/* fftn (x, sizes) */
static bool parse_all (const octave_value_list &args, dim_vector &dims)
{
  if (args.length () == 1)
    return true;
  if (args.length () != 2 || as_ndarray (args (1)) || args (1).numel () != dims.ndims ())
    return false;
  const NDArray sizes = args (1).array_value ();
  for (int d = 0; d < dims.ndims (); d++) {
    dims (d) = whole_number (octave_value (sizes (d)));
    if (dims (d) < 0)
      return false;
  }
  return true;
}

static array_ptr resized (const nd_array *a, const dim_vector &dims)
{
  std::vector<int64_t> wanted (dims.ndims ());
  std::vector<nd_selector> selectors (a->ndims);
  for (int d = 0; d < dims.ndims (); d++)
    wanted[d] = dims (d);
  for (int d = 0; d < a->ndims; d++)
    selectors[d] = range_selector (0, std::min<int64_t> (a->dims[d], dims (d)));
  const array_ptr part = made (nd_array_index, a, a->ndims, selectors.data ());
  return made (nd_array_resize, part.get (), dims.ndims (), wanted.data ());
}

static octave_value compute (const transform &what, const octave_value &x, const dim_vector &dims,
                             int first, nd_device *device)
{
  array_ptr a = array_on (x, device);
  if (nd_dtype_kind (a->dtype) < ND_KIND_FLOAT)
    a = converted (a.get (), ND_DOUBLE);
  if (x.dims () != dims)
    a = resized (a.get (), dims);
  const int count = what.dims ? what.dims : dims.ndims ();
  octave_value sum = wrap (made (nd_fourier, a.get (), first, count, what.is_forward));
  if (what.is_forward)
    return sum;
  double n = 1;
  for (int d = first; d < first + count; d++)
    n *= d < dims.ndims () ? dims (d) : 1;
  /* Octave divides by a complex number: what is infinite leaves NaN in the other part. */
  const octave_complex divisor (Complex (n, 0));
  return elementwise (ND_OP_DIVIDE, operand (sum.get_rep ()), operand (divisor));
}

/* The transform of nothing, along all dimensions, is nothing.  Octave 7 never ends computing it. */
static bool transforms_nothing (const transform &what, const octave_value_list &args,
                                octave_value_list &results)
{
  const octave_ndarray *x = args.length () > 0 ? as_ndarray (args (0)) : nullptr;
  dim_vector dims = args.length () > 0 ? args (0).dims () : dim_vector ();
  if (what.dims != 0 || !x || !parse_all (args, dims) || !dims.any_zero ())
    return false;
  array_ptr a = array_of (args (0));
  if (nd_dtype_kind (a->dtype) < ND_KIND_FLOAT)
    a = converted (a.get (), ND_DOUBLE);
  results (0) = wrap (resized (a.get (), dims));
  return true;
}

static bool run (const transform &what, const octave_value_list &args, int nargout,
                 octave_value_list &results)
{
  linear_call call_of (what.name, args, nargout, results);
  if (transforms_nothing (what, args, results))
    return true;
  if (!call_of.is_ours ())
    return false;
  if (args.length () < 1 || !as_ndarray (args (0)))
    call_of.refuse ();
  dim_vector dims = args (0).dims ();
  int first = 0;
  const bool is_valid = what.dims == 1   ? parse_one (args, dims, first)
                        : what.dims == 2 ? parse_two (args, dims)
                                         : parse_all (args, dims);
  if (!is_valid && !args (0).isempty ())
    call_of.refuse (true);
  if (dims.any_zero () || args (0).isempty ())
    call_of.say_of_zeros ();
  else if (what.dims == 1 && dims (first) == 1) /* as it is, also an array of integers */
    results (0) = wrap (resized (array_of (args (0)).get (), dims));
  else
    results (0) = compute (what, args (0), dims, first, call_of.device ());
  return true;
}

#define DEFINE_TRANSFORM(name, is_forward, dims)                                                   \
  static bool name (const octave_value_list &args, int nargout, octave_value_list &results)        \
  {                                                                                                \
    return run ({#name, is_forward, dims}, args, nargout, results);                                \
  }
DEFINE_TRANSFORM (fft, true, 1)
DEFINE_TRANSFORM (ifft, false, 1)
DEFINE_TRANSFORM (fft2, true, 2)
DEFINE_TRANSFORM (ifft2, false, 2)
DEFINE_TRANSFORM (fftn, true, 0)
DEFINE_TRANSFORM (ifftn, false, 0)

const function_row fourier_functions[] = {{"fft", fft},      {"ifft", ifft}, {"fft2", fft2},
                                          {"ifft2", ifft2},  {"fftn", fftn}, {"ifftn", ifftn},
                                          {nullptr, nullptr}};
