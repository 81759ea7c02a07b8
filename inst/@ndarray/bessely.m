## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn {} {[@var{y}, @var{ierr}] =} bessely (@var{alpha}, @var{x}, @var{opt})
## Return Bessel functions of the second kind
## of the elements of an nd array, as Octave's @code{bessely} does.
##
## On a device of real numbers or of complex numbers of modulus up to
## 100, and of orders @var{alpha} between -100 and 100, which are an ordinary
## number or array.
## @seealso{besselj, besselh, besseli, besselk}
## @end deftypefn

function varargout = bessely (varargin)
  [varargout{1:nargout}] = bessel ("bessely", {}, @second, [-Inf, Inf], ...
                                   varargin);
endfunction

function y = second (alpha, x, is_scaled)
  [~, ~, y] = bessel_jh (alpha, upper_half (x));
  if (! isreal (x))
    y = merge (imag (x) < 0, conj (y), y) .* exp (-is_scaled .* abs (imag (x)));
  endif
endfunction
