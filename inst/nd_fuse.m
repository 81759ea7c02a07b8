## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn {} {@var{g} =} nd_fuse (@var{f})
## Make a function that runs the arithmetic of @var{f} as one call.
##
## @var{f} is a function handle or the name of a function.  The first time that
## @var{g} is called with arguments of some classes, sizes and devices, it
## traces @var{f}: calls it with arrays that have no values yet and records what
## @var{f} does to them.  From then on such a call runs the recorded operations
## in one pass, without calling @var{f}, whatever values the arrays have.
##
## Loops, conditions and functions of ordinary values may be used freely: they
## run while @var{f} is traced.  Ordinary numbers and strings among the
## arguments are part of what is recorded, so other values are traced anew.
## Everything else that @var{f} does, such as printing or drawing random
## numbers, happens only when it is traced.
##
## Where @var{f} needs the values of an array (in a condition, an index, a sum,
## or a function such as @code{log} whose result is complex for some values),
## there is nothing to record: @var{g} simply calls @var{f}, each time.  The
## same holds for results of different sizes.
##
## What is neither a function handle nor a name raises
## @code{ndarray:invalid-argument}; the errors of @var{f} are raised as they
## are when @var{g} is called.
##
## @example
## @group
## f = @@(x, y) x .^ 2 + 2 * x .* y + y .^ 2;
## g = nd_fuse (f);
## g (nd_array ([1, 2, 3]), nd_array ([1, 1, 1]))
##   @result{} ans = 1x3 double ndarray on cpu
##         4    9   16
## @end group
## @end example
## @seealso{nd_eager, nd_synchronize, arrayfun}
## @end deftypefn

function g = nd_fuse (f, varargin)

  if (nargin < 1)
    print_usage ();
  elseif (nargin > 1)
    error ("ndarray:invalid-argument", ...
           "nd_fuse: takes the function alone and returns a handle: g = nd_fuse (f); g (x)");
  endif
  if (ischar (f))
    f = str2func (f);
  elseif (! is_function_handle (f))
    error ("ndarray:invalid-argument", ...
           "nd_fuse: F must be a function handle or a function's name, not a %s value", ...
           class (f));
  endif

  g = __nd_fuse__ (f);

endfunction

%!function z = __sum_of_powers__ (x, n)
%!  z = 0;
%!  for k = 1:n
%!    if (mod (k, 2) == 0)
%!      z = z + x .^ k;
%!    else
%!      z = z - k * x;
%!    endif
%!  endfor
%!endfunction

%!function z = __counted__ (x, y)
%!  global __nd_fuse_calls__
%!  __nd_fuse_calls__++;
%!  z = x .* y + 1;
%!endfunction

%!test # the same results as the function, traced once
%! global __nd_fuse_calls__ = 0;
%! g = nd_fuse (@__counted__);
%! for k = 1:5
%!   x = nd_array (rand (7, 3)); y = nd_array (rand (7, 3));
%!   assert (full (g (x, y)), full (x) .* full (y) + 1);
%! endfor
%! assert (__nd_fuse_calls__, 1);
%! assert (full (g (x(1:2,:), y(1:2,:))), ...
%!         full (x)(1:2,:) .* full (y)(1:2,:) + 1);
%! assert (__nd_fuse_calls__, 2);
%! clear -global __nd_fuse_calls__

%!test # loops and conditions on ordinary values
%! g = nd_fuse (@__sum_of_powers__);
%! x = nd_array (1:5);
%! for n = [3, 4, 3]
%!   assert (full (g (x, n)), __sum_of_powers__ (1:5, n));
%! endfor

%!test # arrays that the function brings along, layouts, one array twice
%! w = nd_array (magic (4));
%! g = nd_fuse (@(x, y) (x - y) .* w);
%! a = nd_array (magic (4) + 1);
%! assert (full (g (a, a)), zeros (4));
%! assert (full (g (a', a)), ((magic (4) + 1)' - magic (4) - 1) .* magic (4));
%! assert (full (g (a, magic (4))), magic (4));

%!test # several results
%! g = nd_fuse (@(x) deal (x + 1, x .* 2));
%! [p, q] = g (nd_array (1:3));
%! assert (full (p), 2:4);
%! assert (full (q), [2, 4, 6]);

%!test # functions whose class depends on values, and others
%! g = nd_fuse (@(x) sqrt (x) + exp (-x .^ 2));
%! for m = {[1, 4, 9], [4, 1, 0], [-4, 1, 1]}
%!   assert (full (g (nd_array (m{1}))), ...
%!           sqrt (m{1}) + exp (-m{1} .^ 2), 4 * eps);
%! endfor
%! g = nd_fuse (@(x) sqrt (x .^ 2 + 1));
%! assert (full (g (nd_array ([0, -1, 7]))), sqrt ([1, 2, 50]), eps (8));

%!test # where values are needed the function is called
%! g = nd_fuse (@(x) x / sum (x));
%! assert (full (g (nd_array ([1, 2, 1]))), [0.25, 0.5, 0.25]);
%! assert (full (g (nd_array ([2, 2, 4]))), [0.25, 0.25, 0.5]);

%!test # errors are those of the function
%! g = nd_fuse (@(x, y) x + y);
%! fail ("g (nd_array (1:2), nd_array (1:3))", "nonconformant");
%! fail ("g (1:2, gpu_tensor (1:2, 'sim'))", "same device");

%!test # ordinary numbers of every class
%! f = nd_fuse (@(x, m) x .* m);
%! for m = {int8(2), uint8(3), int16(-1), uint16(4), int32(5), uint32(6), ...
%!          int64(7), uint64(8), single(9), true, 1i}
%!   assert (full (f (nd_array (1:3), m{1})), (1:3) .* m{1});
%! endfor

%!error <Invalid call to nd_fuse> nd_fuse ()
%!error <nd_fuse: F must be a function handle> nd_fuse (3)
%!error <g = nd_fuse \(f\)> nd_fuse (@sin, nd_array (1))
