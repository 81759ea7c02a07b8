## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn  {} {@var{a} =} nd_randn ()
## @deftypefnx {} {@var{a} =} nd_randn (@var{n})
## @deftypefnx {} {@var{a} =} nd_randn (@var{m}, @var{n}, @dots{})
## @deftypefnx {} {@var{a} =} nd_randn ([@var{m}, @var{n}, @dots{}])
## @deftypefnx {} {@var{a} =} nd_randn (@dots{}, @var{class})
## @deftypefnx {} {@var{a} =} nd_randn (@dots{}, "like", @var{model})
## @deftypefnx {} {@var{a} =} nd_randn (@dots{}, "device", @var{device})
## Make an nd array of random numbers with the normal distribution of mean 0 and
## variance 1.
##
## Size, options, class and errors are those of @code{nd_rand}.
## The stream is that of @code{nd_rand}, where its seed is set.  Two uniform
## numbers make two normal ones by the method of Box and Muller, so that the
## tails are right to 8.6 (6.6 for singles), where one number in
## 10^17 (10^10) lies.
##
## @example
## @group
## nd_rand ("seed", 1);
## x = nd_randn (1, 1e5);
## abs (mean (x)) < 0.01
##   @result{} ans = 1
## @end group
## @end example
## @seealso{nd_rand, nd_randi, randn}
## @end deftypefn

function varargout = nd_randn (varargin)

  [varargout{1:nargout}] = __nd_create__ ("randn", varargin{:});

endfunction

%!test # the same seed gives the same numbers, everywhere
%! old = nd_randn ("state");
%! unwind_protect
%!   nd_randn ("seed", 5);
%!   a = nd_randn (100, 7, "device", "cpu");
%!   nd_randn ("seed", 5);
%!   b = nd_randn (100, 7, "device", "sim");
%!   assert (gather (b), full (a));
%!   c = nd_randn (100, 7, "device", "cpu");
%!   assert (any (full (c != a)(:)));
%! unwind_protect_cleanup
%!   nd_randn ("state", old);
%! end_unwind_protect
%!test
%! old = nd_rand ("state");
%! unwind_protect
%!   nd_rand ("seed", 11);
%!   x = full (nd_randn (1e5, 1));
%!   assert (mean (x), 0, 0.02);
%!   assert (std (x), 1, 0.02);
%!   assert (mean (abs (x) < 1.96), 0.95, 0.005);
%! unwind_protect_cleanup
%!   nd_rand ("state", old);
%! end_unwind_protect

%!error <class double or single, not logical> nd_randn (2, "logical")
