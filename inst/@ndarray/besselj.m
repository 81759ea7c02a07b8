## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn {} {[@var{j}, @var{ierr}] =} besselj (@var{alpha}, @var{x}, @
## @var{opt})
## Return Bessel functions of the first kind
## of the elements of an nd array, as Octave's @code{besselj} does.
##
## On a device the orders @var{alpha} are an ordinary number or array of finite
## numbers; for others, use @code{to_cpu}.  The values are Octave's to about
## 1e-11 of their modulus, growing with that of @var{x} from 500 on.  Octave
## may say 0 or Inf a little before the limits of its functions (from about
## 1e-285 and 1e285 on, in single 1e-34 and 1e34), where they are still numbers
## on a device.
## @seealso{bessely, besselh, besseli, besselk}
## @end deftypefn

function varargout = besselj (varargin)
  [varargout{1:nargout}] = bessel ("besselj", {}, @first, ...
                                   @(x) abs (imag (x)), varargin);
endfunction

function j = first (alpha, x, is_scaled)
  j = bessel_jh (alpha, upper_half (x), is_scaled);
  j = conj_where (imag (x) < 0, j);
endfunction
