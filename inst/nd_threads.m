## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn  {} {@var{n} =} nd_threads ()
## @deftypefnx {} {} nd_threads (@var{n})
## @deftypefnx {} {@var{old} =} nd_threads (@var{n})
## Query or set how many threads work on the CPU.
##
## It starts as the number of processors, or as the environment variable
## @env{OMP_NUM_THREADS} says when Octave is started.  @var{old} is the number
## before, to be put back later.
##
## The number changes how long a computation takes, never its result: results
## are equal to the last bit for any number of threads.  Small arrays are
## worked on by one thread whatever the number.  It does not concern Octave's
## own BLAS, as in matrix products.
##
## A number that is not whole, or not between 1 and 1024, raises
## @code{ndarray:invalid-argument}.
##
## @example
## @group
## old = nd_threads (1);
## nd_threads ()
##   @result{} ans = 1
## nd_threads (old);
## @end group
## @end example
## @seealso{nd_device_info, nproc}
## @end deftypefn

function varargout = nd_threads (varargin)

  if (nargin > 1)
    print_usage ();
  endif

  [varargout{1:nargout}] = __nd__ ("threads", varargin{:});

endfunction

%!test # what is set is what is used, and the old number comes back
%! old = nd_threads (3);
%! unwind_protect
%!   assert (nd_threads (), 3);
%! unwind_protect_cleanup
%!   assert (nd_threads (old), 3);
%! end_unwind_protect
%! assert (nd_threads (), old);

%!test # results are the same whatever the number
%! a = nd_array (rand (700, 900));
%! old = nd_threads (1);
%! unwind_protect
%!   one = full (a .* (1:700)' ./ 3 + a);
%!   nd_threads (4);
%!   four = full (a .* (1:700)' ./ 3 + a);
%! unwind_protect_cleanup
%!   nd_threads (old);
%! end_unwind_protect
%! assert (four, one);

%!error <Invalid call to nd_threads> nd_threads (1, 2)
%!error <must be between 1 and 1024, not 0> nd_threads (0)
%!error <must be a whole number, not 1.5> nd_threads (1.5)
