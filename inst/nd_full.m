## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn  {} {@var{a} =} nd_full (@var{value})
## @deftypefnx {} {@var{a} =} nd_full (@var{value}, @var{n})
## @deftypefnx {} {@var{a} =} nd_full (@var{value}, @var{m}, @var{n}, @dots{})
## @deftypefnx {} {@var{a} =} nd_full (@var{value}, [@var{m}, @var{n}, @dots{}])
## @deftypefnx {} {@var{a} =} nd_full (@dots{}, @var{class})
## @deftypefnx {} {@var{a} =} nd_full (@dots{}, "like", @var{model})
## @deftypefnx {} {@var{a} =} nd_full (@dots{}, "device", @var{device})
## Make an nd array whose elements all are @var{value}.
##
## Size, options and errors are those of @code{nd_zeros}; without a class, the
## array has the class of @var{value}.  A @var{value} that is not one number
## raises @code{ndarray:invalid-argument}.
##
## @example
## @group
## full (nd_full (7, 1, 3))
##   @result{} ans =
##      7   7   7
## @end group
## @end example
## @seealso{nd_zeros, nd_ones, repmat}
## @end deftypefn

function a = nd_full (varargin)

  a = __nd_create__ ("full", varargin{:});

endfunction

%!test # the class is the value's unless another is given
%! a = nd_full (single (2.5), 2, 2);
%! assert (full (a), single ([2.5, 2.5; 2.5, 2.5]));
%! assert (full (nd_full (2.5, 1, 2, "int8")), int8 ([3, 3]));
%! assert (gather (nd_full (1i, 2, "device", "sim")), 1i * ones (2));
%!test # another class converts the value as cast does
%! assert (full (nd_full (1+2i, 1, 2, "single")), single ([1+2i, 1+2i]));
%! assert (full (nd_full (2, 1, 2, "logical")), [true, true]);

%!error <the value must be one number> nd_full ([1, 2], 3)
%!error <the value must be one number> nd_full ()
%!error <conversion from NaN to logical> nd_full (NaN, 2, "logical")
%!error <conversion from complex scalar to int8> nd_full (1i, 2, "int8")
