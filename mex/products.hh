/* Matrix products.

   Purpose    The operator * of matrices, products page by page, and Octave's BLAS for the core.
   Ownership  Operands are borrowed.
   Threads    Only the thread that runs Octave; BLAS may use threads inside.
   Failures   Octave's errors. */
#ifndef ND_MEX_PRODUCTS_HH
#define ND_MEX_PRODUCTS_HH

#include "mex/operand.hh"

/* x * y of matrices; an undefined value where Octave's own operator on ordinary values is best. */
octave_value product (const operand &x, const operand &y);

/* The built-in function. */
octave_value_list pagemtimes (const octave_value_list &args, int nargout);

/* Lets the CPU and simulated devices multiply by Octave's BLAS. */
void lend_blas ();

#endif
