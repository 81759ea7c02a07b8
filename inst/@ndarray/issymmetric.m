## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn {} {@var{tf} =} issymmetric (@var{a}, @var{skewopt}, @var{tol})
## Tell whether an nd array is a symmetric matrix, as Octave's
## @code{issymmetric} does.
##
## The answer is an ordinary truth value, whatever device @var{a} is on.
## @seealso{ishermitian, isdefinite}
## @end deftypefn

function tf = issymmetric (varargin)

  tf = is_symmetric ("issymmetric", @transpose, varargin{:});

endfunction
