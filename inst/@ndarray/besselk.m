## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn {} {[@var{k}, @var{ierr}] =} besselk (@var{alpha}, @var{x}, @var{opt})
## Return modified Bessel functions of the second kind
## of the elements of an nd array, as Octave's @code{besselk} does.
##
## On a device of numbers @var{x} >= 0, of one order
## @var{alpha} between -100 and 100, and without @var{ierr}.
## @seealso{besseli, besselj, bessely, besselh}
## @end deftypefn

function varargout = besselk (varargin)
  [varargout{1:nargout}] = bessel ("besselk", @second, realmax (), varargin);
endfunction

function k = second (alpha, x, is_scaled)
  [~, k] = bessel_ik (abs (alpha), x);
  if (! is_scaled)
    k .*= exp (-x);
  endif
endfunction
