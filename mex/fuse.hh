/* Functions that run as one call.

   Purpose    __nd_fuse__ (F): the handle that nd_fuse.m returns.  __nd_arrayfun__ (NARGOUT, F,
              ARGS...): a cell of what arrayfun returns, empty where F must be called for each
              element.
   Ownership  The handle holds the function, what calls of it do, and the arrays it brought along.
   Threads    Only the thread that runs Octave.
   Failures   Octave's errors, those of the function included. */
#ifndef ND_MEX_FUSE_HH
#define ND_MEX_FUSE_HH

#include "mex/value.hh"

octave_value_list fuse_function (const octave_value_list &args, int nargout);
octave_value_list fused_arrayfun (const octave_value_list &args, int nargout);

#endif
