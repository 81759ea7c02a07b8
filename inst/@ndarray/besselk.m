## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn {} {[@var{k}, @var{ierr}] =} besselk (@var{alpha}, @var{x}, @var{opt})
## Return modified Bessel functions of the second kind
## of the elements of an nd array, as Octave's @code{besselk} does.
##
## On a device of real numbers @var{x} >= -700,
## or of complex numbers of modulus up to 100, and of orders @var{alpha} between
## -100 and 100, which are an ordinary number or array.
## @seealso{besseli, besselj, bessely, besselh}
## @end deftypefn

function varargout = besselk (varargin)
  [varargout{1:nargout}] = bessel ("besselk", {}, @second, [-700, Inf], ...
                                   varargin);
endfunction

function k = second (alpha, x, is_scaled)
  k = bessel_k (abs (alpha), x) .* exp ((is_scaled - 1) .* x);
endfunction
