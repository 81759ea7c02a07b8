## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn {} {[@var{j}, @var{ierr}] =} besselj (@var{alpha}, @var{x}, @var{opt})
## Return Bessel functions of the first kind
## of the elements of an nd array, as Octave's @code{besselj} does.
##
## On a device of real numbers or of complex numbers of modulus up to
## 100, and of orders @var{alpha} between -100 and 100, which are an ordinary
## number or array.
## @seealso{bessely, besselh, besseli, besselk}
## @end deftypefn

function varargout = besselj (varargin)
  [varargout{1:nargout}] = bessel ("besselj", {}, @first, [-Inf, Inf], ...
                                   varargin);
endfunction

function j = first (alpha, x, is_scaled)
  j = bessel_jh (alpha, upper_half (x));
  if (! isreal (x))
    j = merge (imag (x) < 0, conj (j), j) .* exp (-is_scaled .* abs (imag (x)));
  endif
endfunction
