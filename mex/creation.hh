/* New arrays from sizes.

   Purpose    The built-in behind nd_zeros, nd_ones, nd_full, nd_eye, nd_linspace, nd_colon,
              nd_rand, nd_randn and nd_randi: reads sizes and options as Octave does, and makes the
              array on its device.
   Ownership  Arguments are borrowed.
   Threads    Only the thread that runs Octave.
   Failures   Octave's errors. */
#ifndef ND_MEX_CREATION_HH
#define ND_MEX_CREATION_HH

#include "mex/value.hh"

/* __nd_create__ (NAME, ARGS...): NAME is "zeros", "rand", ... */
octave_value_list nd_create (const octave_value_list &args, int nargout);

#endif
