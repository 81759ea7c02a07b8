## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn {} {[@var{h}, @var{ierr}] =} besselh (@var{alpha}, @var{k}, @
## @var{x}, @var{opt})
## Return Bessel functions of the third kind, Hankel functions,
## of the elements of an nd array, as Octave's @code{besselh} does.
##
## On a device the orders @var{alpha} are an ordinary number or array of finite
## numbers; for others, use @code{to_cpu}.  The values are Octave's to about
## 1e-11 of their modulus, growing with that of @var{x} from 500 on.  Octave
## may say 0 or Inf a little before the limits of its functions (from about
## 1e-285 and 1e285 on, in single 1e-34 and 1e34), where they are still numbers
## on a device.
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
  grows_with = @(x) (2 * kind - 3) .* imag (x);
  [varargout{1:nargout}] = bessel ("besselh", {kind}, compute, grows_with, ...
                                   args);

endfunction

## The kinds change places below the real axis, DLMF 10.11.9.
function h = third (kind, alpha, x, is_scaled)
  is_below = imag (x) < 0;
  [j, y, h] = bessel_jh (alpha, upper_half (x), is_scaled);
  h = merge (is_below == (kind == 1), j - 1i .* y, h);
  h = conj_where (is_below, h);
  if (is_scaled)
    h .*= exp ((2 * kind - 3) .* 1i .* real (x));
  endif
endfunction
