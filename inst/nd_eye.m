## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn  {} {@var{a} =} nd_eye (@var{n})
## @deftypefnx {} {@var{a} =} nd_eye (@var{m}, @var{n})
## @deftypefnx {} {@var{a} =} nd_eye ([@var{m}, @var{n}])
## @deftypefnx {} {@var{a} =} nd_eye (@dots{}, @var{class})
## @deftypefnx {} {@var{a} =} nd_eye (@dots{}, "like", @var{model})
## @deftypefnx {} {@var{a} =} nd_eye (@dots{}, "device", @var{device})
## Make an identity matrix.
##
## Options and errors are those of @code{nd_zeros}.  More than two dimensions
## raise @code{ndarray:invalid-argument}.
##
## @example
## @group
## full (nd_eye (2, 3))
##   @result{} ans =
##      1   0   0
##      0   1   0
## @end group
## @end example
## @seealso{nd_zeros, nd_ones}
## @end deftypefn

function a = nd_eye (varargin)

  a = __nd_create__ ("eye", varargin{:});

endfunction

%!test
%! for m = {[3, 3], [2, 4], [4, 2], [0, 3], [1, 1]}
%!   assert (full (nd_eye (m{1})), full (eye (m{1})));
%!   assert (gather (nd_eye (m{1}, "int16", "device", "sim")),
%!           full (eye (m{1}, "int16")));
%! endfor

%!error <an identity matrix has two dimensions> nd_eye (2, 2, 2)
