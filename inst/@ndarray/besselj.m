## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn {} {[@var{j}, @var{ierr}] =} besselj (@var{alpha}, @var{x}, @var{opt})
## Return Bessel functions of the first kind
## of the elements of an nd array, as Octave's @code{besselj} does.
##
## On a device of numbers @var{x} >= 0, of one order
## @var{alpha} between -100 and 100, and without @var{ierr}.
## @seealso{bessely, besselh, besseli, besselk}
## @end deftypefn

function varargout = besselj (varargin)
  first = @(alpha, x, opt) bessel_jy (alpha, x);
  [varargout{1:nargout}] = bessel ("besselj", first, realmax (), varargin);
endfunction
