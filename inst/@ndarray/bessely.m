## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn {} {[@var{y}, @var{ierr}] =} bessely (@var{alpha}, @var{x}, @var{opt})
## Return Bessel functions of the second kind
## of the elements of an nd array, as Octave's @code{bessely} does.
##
## On a device of numbers @var{x} >= 0, of one order
## @var{alpha} between -100 and 100, and without @var{ierr}.
## @seealso{besselj, besselh, besseli, besselk}
## @end deftypefn

function varargout = bessely (varargin)
  second = @(alpha, x, opt) nthargout (2, @bessel_jy, alpha, x);
  [varargout{1:nargout}] = bessel ("bessely", second, realmax (), varargin);
endfunction
