## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn  {} {@var{tf} =} nd_eager ()
## @deftypefnx {} {} nd_eager (@var{tf})
## @deftypefnx {} {@var{old} =} nd_eager (@var{tf})
## Query or set whether every operation on nd arrays runs at once.
##
## Arithmetic, comparisons, conversions and elementwise functions of large
## arrays (from 4096 elements on) normally wait until somebody needs the
## values: Octave reads or displays them, they are indexed, written, summed or
## moved to another device, or @code{nd_synchronize} is called.  Then the whole
## expression runs in one pass over memory.  @code{nd_info (@var{a}).pending}
## tells how many operations wait.
##
## What is computed is the same either way; errors that depend on class, size
## or device are raised by the operation itself.  @code{nd_eager (true)} runs
## what waits, and from then on each operation at once: to see in a profile or
## in a course what a line costs, or where in a program memory runs out.
##
## @example
## @group
## a = nd_array (ones (100));
## b = 2 * a + 1;
## nd_info (b).pending
##   @result{} ans = 2
## old = nd_eager (true);
## nd_info (b).pending
##   @result{} ans = 0
## nd_eager (old);
## @end group
## @end example
## @seealso{nd_synchronize, nd_info, nd_fuse}
## @end deftypefn

function varargout = nd_eager (varargin)

  if (nargin > 1)
    print_usage ();
  endif

  [varargout{1:nargout}] = __nd__ ("eager", varargin{:});

endfunction

%!test # operations wait, and run when eager is set
%! old = nd_eager (false);
%! unwind_protect
%!   a = nd_array (ones (100));
%!   b = 2 * a + 1;
%!   assert (nd_info (b).pending, 2);
%!   assert (nd_eager (true), false);
%!   assert (nd_info (b).pending, 0);
%!   assert (nd_info (b - a).pending, 0);
%!   assert (full (b), 3 * ones (100));
%! unwind_protect_cleanup
%!   nd_eager (old);
%! end_unwind_protect

%!error <Invalid call to nd_eager> nd_eager (1, 2)
%!error <nd_eager> nd_eager ("yes")
