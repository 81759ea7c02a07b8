## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn {} {[@var{a}, @var{ierr}] =} airy (@var{k}, @var{z}, @var{opt})
## Return Airy functions or their derivatives of the elements of an nd array, as
## Octave's @code{airy} does.
##
## On a device @var{k} is an ordinary number; for others, use @code{to_cpu}.
## @seealso{besselj, besselk}
## @end deftypefn

function varargout = airy (varargin)

  [k, x] = [{0}, varargin(1:min (nargin, 2))]{end-1:end};
  ## Older Octaves scale whatever the option says.
  is_scaled = nargin > 2 && airy (0, 1, varargin{3}) != airy (0, 1);
  if (nargin < 4 && nargout < 3 && is_case (k, x))
    type = {"double", "single"}{1 + isa(x, "single")};
    x = double (x);
    is_special = ! isfinite (x);
    z = complex (merge (is_special, 1, x));
    ierr = bessel_ierr (abs (z) .^ 1.5, type);
    is_lost = ierr == 4;
    a = of_finite (k, z, is_scaled, is_lost);
    if (nthargout (2, @airy, 2, 1e3) == 2) # older ones have infinite values
      [a, ierr] = bessel_limits (merge (is_lost, 0, a), ierr, false, type);
    endif
    a = cast (a, type);
    if (any (is_special(:)))
      ask = @(x) airy (k, x, varargin{3:end});
      [a, ierr] = ask_at_special (ask, a, ierr, x, is_special);
    endif
    varargout = {a, ierr};
  else
    [varargout{1:max (nargout, 1)}] = __nd_octave__ ("airy", varargin{:});
  endif

endfunction

function tf = is_case (k, x)
  tf = (is_on_device (x) && all_numbers ({x}) && ! isempty (x)
        && isnumeric (k) && ! isndarray (k) && isscalar (k) && any (k == 0:3));
endfunction

## Below the real axis the values are reflected; Bi by DLMF 9.2.11.  The factor
## comes last, as older Octaves have it: so are infinite values theirs.
function a = of_finite (k, z, is_scaled, is_lost)
  is_below = imag (z) < 0;
  is_real = imag (z) == 0 & (! is_scaled | real (z) >= 0);
  order = mod (k, 2);
  [a, behind, zeta] = airy_ai (order, upper_half (z));
  if (k > 1)
    turned = 2 .* exp (-1i * pi * (1 + 4 * order) / 6) .* behind;
    scale = abs (real (zeta));
    a = 1i .* a .* exp (-zeta - scale) + turned .* exp (zeta - scale);
    zeta = -scale;
  endif
  a = merge (is_lost, 0, conj_where (is_below, a));
  if (! is_scaled)
    a .*= exp (-conj_where (is_below, zeta));
  endif
  if (truth (is_real))
    a = real (a);
  else
    a = complex (real (a), merge (is_real, 0, imag (a)));
  endif
endfunction
