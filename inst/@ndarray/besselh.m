## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn {} {[@var{h}, @var{ierr}] =} besselh (@var{alpha}, @var{k}, @var{x}, @var{opt})
## Return Bessel functions of the third kind, Hankel functions,
## of the elements of an nd array, as Octave's @code{besselh} does.
##
## On a device of numbers @var{x} > 0, of one order
## @var{alpha} between -100 and 100, and without @var{ierr}.
## @seealso{besselj, bessely, besseli, besselk}
## @end deftypefn

function varargout = besselh (varargin)

  args = varargin;
  kind = 1;
  if (nargin > 2)
    kind = args{2};
    args(2) = [];
  endif
  if (! (any (cellfun (@isequal, {kind}, {1, 2}))
         && (nargin < 2 || isfloat (varargin{2}))))
    [varargout{1:nargout}] = __nd_octave__ ("besselh", varargin{:});
    return;
  endif
  compute = @(varargin) third (kind, varargin{:});
  [varargout{1:nargout}] = bessel ("besselh", compute, realmax (), args, varargin);

endfunction

function h = third (kind, alpha, x, is_scaled)
  sign = 3 - 2 * kind;
  [j, y] = bessel_jy (alpha, x);
  h = complex (j, sign .* y);
  h(x == 0) = complex (NaN, NaN); # as Octave has it
  if (is_scaled)
    h .*= exp (-sign .* 1i .* x);
  endif
endfunction
