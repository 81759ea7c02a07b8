## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn {} {[@var{i}, @var{ierr}] =} besseli (@var{alpha}, @var{x}, @
## @var{opt})
## Return modified Bessel functions of the first kind
## of the elements of an nd array, as Octave's @code{besseli} does.
##
## On a device the orders @var{alpha} are an ordinary number or array of finite
## numbers; for others, use @code{to_cpu}.  The values are Octave's to about
## 1e-11 of their modulus, growing with that of @var{x} from 500 on.  Octave
## may say 0 or Inf a little before the limits of its functions (from about
## 1e-285 and 1e285 on, in single 1e-34 and 1e34), where they are still numbers
## device.  Octave's own of negative whole orders in single have the rounding
## error of @code{sin (pi)} in them, those on a device do not.
## @seealso{besselk, besselj, bessely, besselh}
## @end deftypefn

function varargout = besseli (varargin)
  [varargout{1:nargout}] = bessel ("besseli", {}, @first, ...
                                   @(x) abs (real (x)), varargin);
endfunction

## Of negative orders by Abramowitz and Stegun 9.6.2, left of the imaginary axis
## by DLMF 10.34.1.
function y = first (alpha, x, is_scaled)
  is_left = real (x) < 0;
  w = merge (is_left, -x, x);
  scale = is_scaled .* real (w);
  [i, k, e] = bessel_ik (abs (alpha), w);
  y = i .* exp (w + e - scale);
  if (alpha < 0 && alpha != fix (alpha))
    y -= 2 / pi * sin (pi * alpha) .* k .* exp (-w - e - scale);
  endif
  if (any (is_left(:)))
    turn = conj_where (imag (x) < 0, half_turns (alpha));
    y = merge (is_left, turn .* y, y);
  endif
endfunction
