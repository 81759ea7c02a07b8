## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn {} {[@var{k}, @var{ierr}] =} besselk (@var{alpha}, @var{x}, @
## @var{opt})
## Return modified Bessel functions of the second kind
## of the elements of an nd array, as Octave's @code{besselk} does.
##
## On a device the orders @var{alpha} are an ordinary number or array of finite
## numbers; for others, use @code{to_cpu}.  The values are Octave's to about
## 1e-11 of their modulus, growing with that of @var{x} from 500 on.  Octave
## may say 0 or Inf a little before the limits of its functions (from about
## 1e-285 and 1e285 on, in single 1e-34 and 1e34), where they are still numbers
## on a device.
## @seealso{besseli, besselj, bessely, besselh}
## @end deftypefn

function varargout = besselk (varargin)
  second = @(alpha, x, is_scaled) bessel_k (abs (alpha), x, is_scaled);
  [varargout{1:nargout}] = bessel ("besselk", {}, second, @(x) -real (x), ...
                                   varargin);
endfunction
