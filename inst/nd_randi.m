## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn  {} {@var{a} =} nd_randi (@var{limits})
## @deftypefnx {} {@var{a} =} nd_randi (@var{limits}, @var{n})
## @deftypefnx {} {@var{a} =} nd_randi (@var{limits}, @var{m}, @var{n}, @dots{})
## @deftypefnx {} {@var{a} =} nd_randi (@var{limits}, [@var{m}, @var{n}, @
## @dots{}])
## @deftypefnx {} {@var{a} =} nd_randi (@dots{}, @var{class})
## @deftypefnx {} {@var{a} =} nd_randi (@dots{}, "like", @var{model})
## @deftypefnx {} {@var{a} =} nd_randi (@dots{}, "device", @var{device})
## Make an nd array of random whole numbers.
##
## @var{limits} is @var{imax} or [@var{imin}, @var{imax}]: the numbers lie
## between @var{imin} (1) and @var{imax}, and all are equally likely, exactly.
## Size, options and errors are those of @code{nd_zeros}; every class is
## allowed, and numbers that a class cannot hold become its nearest.  The stream
## is that of @code{nd_rand}, where its seed is set.  Limits that are not whole
## numbers below @code{flintmax}, the smaller one first, raise
## @code{ndarray:invalid-argument}.
##
## @example
## @group
## nd_rand ("seed", 3);
## x = nd_randi ([-2, 2], 1, 1000, "int8");
## [min(x), max(x)]
##   @result{} ans =
##       -2   2
## @end group
## @end example
## @seealso{nd_rand, nd_randn, randi}
## @end deftypefn

function varargout = nd_randi (varargin)

  [varargout{1:nargout}] = __nd_create__ ("randi", varargin{:});

endfunction

%!test # the same seed gives the same numbers, everywhere
%! old = nd_randi ("state");
%! unwind_protect
%!   nd_randi ("seed", 5);
%!   a = nd_randi (1000, 100, 7, "int16", "device", "cpu");
%!   nd_randi ("seed", 5);
%!   b = nd_randi (1000, 100, 7, "int16", "device", "sim");
%!   assert (gather (b), full (a));
%!   c = nd_randi (1000, 100, 7, "int16", "device", "cpu");
%!   assert (any (full (c != a)(:)));
%! unwind_protect_cleanup
%!   nd_randi ("state", old);
%! end_unwind_protect
%!test # limits as randi has them
%! x = full (nd_randi (6, 1, 6000));
%! assert (unique (x), 1:6);
%! assert (histc (x, 1:6), 1000 * ones (1, 6), 200);
%! x = full (nd_randi ([-3, -1], 50, 2, "single"));
%! assert (class (x), "single");
%! assert (all (ismember (x(:), -3:-1)));
%! assert (full (nd_randi ([5, 5], 2, 2)), [5, 5; 5, 5]);

%!error <require IMAX .= 1> nd_randi (0, 2)
%!error <require IMIN .= IMAX> nd_randi ([2, 1], 2)
%!error <must be integer bounds> nd_randi (1.5, 2)
%!error <smaller than flintmax> nd_randi (flintmax (), 2)
%!error <expects IMAX> nd_randi ()
