## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn {} {[@var{y}, @var{ierr}] =} bessely (@var{alpha}, @var{x}, @
## @var{opt})
## Return Bessel functions of the second kind
## of the elements of an nd array, as Octave's @code{bessely} does.
##
## On a device the orders @var{alpha} are an ordinary number or array of finite
## numbers; for others, use @code{to_cpu}.  The values are Octave's to about
## 1e-11 of their modulus, growing with that of @var{x} from 500 on.  Octave
## may say 0 or Inf a little before the limits of its functions (from about
## 1e-285 and 1e285 on, in single 1e-34 and 1e34), where they are still numbers
## on a device.
## @seealso{besselj, besselh, besseli, besselk}
## @end deftypefn

function varargout = bessely (varargin)
  [varargout{1:nargout}] = bessel ("bessely", {}, @second, ...
                                   @(x) abs (imag (x)), varargin);
endfunction

function y = second (alpha, x, is_scaled)
  [~, y, h] = bessel_jh (alpha, upper_half (x), is_scaled);
  y = conj_where (imag (x) < 0, y);
  ## Octave's stops where one of the third kind is too large, except for orders
  ## where it takes the function of the first kind.
  if (is_scaled && ! (alpha < 0 && real (half_turns (alpha)) == 0))
    y = merge (abs (h) > 2.5e304, Inf, y);
  endif
endfunction
