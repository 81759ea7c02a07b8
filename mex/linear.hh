/* Linear algebra on devices that have libraries of their own.

   Purpose    What the functions of linear.cc, solving.cc, matrix_functions.cc and fourier.cc share.
              On the CPU, and on devices that borrow the host's functions, none of them is a case of
              its own: Octave's own functions run.
   Ownership  A call borrows its arguments and results; arrays are owned.
   Threads    Only the thread that runs Octave.
   Failures   Octave's errors, and its own where an argument is wrong: its function is asked about
              zeros of the same class and size. */
#ifndef ND_MEX_LINEAR_HH
#define ND_MEX_LINEAR_HH

#include "mex/functions.hh"
#include "program/linear.h"

/* One call of a function of Octave's. */
class linear_call
{
public:
  linear_call (const char *name, const octave_value_list &args, int nargout,
               octave_value_list &results);

  /* Do arguments lie on a device with libraries of its own? */
  bool is_ours () const { return m_device != nullptr; }
  nd_device *device () const { return m_device; }
  int nargout () const { return m_nargout; }
  octave_idx_type length () const { return m_args.length (); }
  const octave_value &arg (octave_idx_type i) const { return m_args (i); }
  octave_value &result (octave_idx_type i) { return m_results (i); }

  /* Argument i as a matrix of a float class on the device; null where Octave's own function said
     all there is to say, about an empty one or one of a size or class that it does not take: then
     the results are there. */
  array_ptr matrix (octave_idx_type i, bool must_be_square);

  /* The results are what Octave's own function says of zeros of the arguments' class and size. */
  void say_of_zeros ();

  /* The results are what Octave's own function makes of the arguments on the host. */
  void say_of_values ();

  /* Raises the error that Octave's function has for arguments like these (small ones, where sizes
     do not matter), or says that the device has no version for them. */
  [[noreturn]] void refuse (bool sizes_matter = false) const;

  /* Raises Octave's error for elements that are not finite. */
  void check_finite (const nd_array *a) const;

  void set (octave_idx_type i, array_ptr a) { m_results (i) = wrap (std::move (a)); }
  void set (octave_idx_type i, const octave_value &host); /* moves it to the device */

private:
  octave_value_list stand_ins (bool are_small) const;
  void say_of (const octave_value_list &ordinary);

  const char *m_name;
  const octave_value_list &m_args;
  int m_nargout;
  octave_value_list &m_results;
  nd_device *m_device;
};

/* The first device among the arguments that has libraries of its own, or null. */
nd_device *library_device (const octave_value_list &args);

/* A value's array where it is, or one element of the host's on the device. */
array_ptr array_on (const octave_value &value, nd_device *device);
array_ptr converted (const nd_array *a, nd_dtype dtype);
array_ptr on_host (const nd_array *a); /* moved, uncounted */
array_ptr on_device (const nd_array *a, nd_device *device);
double number_on_host (const octave_value &value); /* of one element */

/* Pages side by side: the matrix that Octave's functions of matrices make of more dimensions. */
octave_value flattened (const octave_value &value);

/* a(1:rows,1:columns), and rows in another order (from 0). */
array_ptr corner (const nd_array *a, int64_t rows, int64_t columns);
array_ptr rows_of (const nd_array *a, const std::vector<int64_t> &order);

/* All elements alike; ones on the diagonal; the elements of a column on the diagonal. */
array_ptr filled (nd_device *device, nd_dtype dtype, int64_t rows, int64_t columns, double value);
array_ptr identity (nd_device *device, nd_dtype dtype, int64_t rows, int64_t columns);
array_ptr diagonal (const nd_array *column, int64_t rows, int64_t columns);

/* Octave's functions and operators of nd arrays. */
octave_value call (const char *function, const octave_value_list &args);
octave_value binary (octave_value::binary_op op, const octave_value &a, const octave_value &b);

/* The distance from 1 to the next number of the class. */
double precision_of (nd_dtype dtype);

/* Of a falling column of singular values: the first, and how many are larger than `least`. */
double first_value (const nd_array *s);
int64_t count_larger (const nd_array *s, double least);

/* A matrix and its factors. */
class factorization
{
public:
  factorization () : m_factors () {}
  ~factorization () { nd_factorization_free (&m_factors); }
  factorization (const factorization &) = delete;
  factorization &operator= (const factorization &) = delete;

  void make (const nd_array *a, nd_matrix_kind kind);
  bool has_failed () const { return m_factors.failed != 0; }
  const nd_factorization *get () const { return &m_factors; }
  array_ptr solve (const nd_array *b) const;

  /* The same; is the condition of `a`, the matrix that was factorized, certainly good enough?
     Null where it could not be factorized. */
  array_ptr solve_and_judge (const nd_array *a, const nd_array *b, bool &is_regular) const;

  /* The reciprocal condition number of `a`. */
  double condition (const nd_array *a) const;

private:
  nd_factorization m_factors;
};

/* The kind of a matrix. */
nd_matrix_kind probe (const nd_array *a);

/* a \ b and a / b where one of them is on a device with libraries of its own. */
octave_value left_divide (const octave_value &a, const octave_value &b);
octave_value right_divide (const octave_value &a, const octave_value &b);
octave_value matrix_power (const octave_value &a, const octave_value &b);

/* What Octave's operator says of zeros of the operands' classes and sizes: an error where they do
   not go together, of empty ones the result, on their device. */
octave_value say_of_operands (octave_value::binary_op op, const octave_value &a,
                              const octave_value &b);

#endif
