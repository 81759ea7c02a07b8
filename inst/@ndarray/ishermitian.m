## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn {} {@var{tf} =} ishermitian (@var{a}, @var{skewopt}, @var{tol})
## Tell whether an nd array is a Hermitian matrix, as Octave's
## @code{ishermitian} does.
##
## The answer is an ordinary truth value, whatever device @var{a} is on.
## @seealso{issymmetric, isdefinite}
## @end deftypefn

function tf = ishermitian (varargin)

  tf = is_symmetric ("ishermitian", @ctranspose, varargin{:});

endfunction
