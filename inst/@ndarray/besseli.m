## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn {} {[@var{i}, @var{ierr}] =} besseli (@var{alpha}, @var{x}, @var{opt})
## Return modified Bessel functions of the first kind
## of the elements of an nd array, as Octave's @code{besseli} does.
##
## On a device of numbers 0 <= @var{x} <= 700, of one order
## @var{alpha} between -100 and 100, and without @var{ierr}.
## @seealso{besselk, besselj, bessely, besselh}
## @end deftypefn

function varargout = besseli (varargin)
  [varargout{1:nargout}] = bessel ("besseli", @first, 700, varargin);
endfunction

## Of negative orders by Abramowitz and Stegun 9.6.2.
function i = first (alpha, x, is_scaled)
  [i, k] = bessel_ik (abs (alpha), x);
  if (alpha < 0 && alpha != fix (alpha))
    i -= 2 / pi * sin (pi * alpha) .* k .* exp (-2 .* x);
  endif
  if (! is_scaled)
    i .*= exp (x);
  endif
endfunction
