## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn {} {[@var{h}, @var{ierr}] =} besselh (@var{alpha}, @var{k}, @var{x}, @var{opt})
## Return Bessel functions of the third kind, Hankel functions,
## of the elements of an nd array, as Octave's @code{besselh} does.
##
## On a device of real numbers or of complex numbers of modulus up to
## 100, and of orders @var{alpha} between -100 and 100, which are an ordinary
## number or array.
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
  [varargout{1:nargout}] = bessel ("besselh", {kind}, compute, [-Inf, Inf], ...
                                   args);

endfunction

## The kinds change places below the real axis, DLMF 10.11.9.
function y = third (kind, alpha, x, is_scaled)
  [j, h] = bessel_jh (alpha, upper_half (x));
  is_below = imag (x) < 0;
  y = merge (is_below == (kind == 1), 2 .* j - h, h);
  y = merge (is_below, conj (y), y);
  if (is_scaled)
    y .*= exp ((2 * kind - 3) .* 1i .* x);
  endif
endfunction
