/* Built-in functions that move arrays between devices, and wait for these.

   Purpose    gather, gpu_tensor and nd_synchronize, as functions for the table in builtins.cc.
   Ownership  Results are new values.
   Threads    Only the thread that runs Octave.
   Failures   Octave's errors. */
#ifndef ND_MEX_TRANSFERS_H
#define ND_MEX_TRANSFERS_H

#include "mex/value.hh"

octave_value_list nd_gather (const octave_value_list &args, int nargout);
octave_value_list nd_gpu_tensor (const octave_value_list &args, int nargout);
octave_value_list nd_wait (const octave_value_list &args, int nargout);

#endif
