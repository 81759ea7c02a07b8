## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn {} {[@var{i}, @var{ierr}] =} besseli (@var{alpha}, @var{x}, @var{opt})
## Return modified Bessel functions of the first kind
## of the elements of an nd array, as Octave's @code{besseli} does.
##
## On a device of real numbers between -700 and 700,
## or of complex numbers of modulus up to 100, and of orders @var{alpha} between
## -100 and 100, which are an ordinary number or array.
## @seealso{besselk, besselj, bessely, besselh}
## @end deftypefn

function varargout = besseli (varargin)
  [varargout{1:nargout}] = bessel ("besseli", {}, @first, [-700, 700], ...
                                   varargin);
endfunction

## Of negative orders by Abramowitz and Stegun 9.6.2, left of the imaginary axis
## by DLMF 10.34.1.
function y = first (alpha, x, is_scaled)
  is_left = real (x) < 0;
  w = merge (is_left, -x, x);
  [y, k] = bessel_ik (abs (alpha), w);
  if (alpha < 0 && alpha != fix (alpha))
    y -= 2 / pi * sin (pi * alpha) .* k .* exp (-2 .* w);
  endif
  y .*= exp (w - is_scaled .* real (w));
  if (any (is_left(:)))
    turn = half_turns (alpha);
    turn = merge (imag (x) < 0, conj (turn), turn);
    y = merge (is_left, turn .* y, y);
  endif
endfunction
