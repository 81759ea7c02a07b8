## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn {} {[@var{a}, @var{ierr}] =} airy (@var{k}, @var{z}, @var{opt})
## Return Airy functions or their derivatives of the elements of an nd array, as
## Octave's @code{airy} does.
##
## On a device of finite real numbers, not scaled, and of complex ones of
## modulus up to 100.
## @seealso{besselj, besselk}
## @end deftypefn

function varargout = airy (varargin)

  [k, x] = [{0}, varargin(1:min (nargin, 2))]{end-1:end};
  ## Older Octaves scale whatever the option says.
  is_scaled = nargin > 2 && airy (0, 1, varargin{3}) != airy (0, 1);
  if (nargin < 4 && nargout < 3 && is_case (k, x, is_scaled))
    z = double (x);
    if (isreal (z))
      a = 0 .* z;
      a = set_where (a, z >= 0, @(z) of_positive (k, z), z);
      a = set_where (a, z < 0, @(z) of_negative (k, z), z);
    else
      a = of_complex (k, z, is_scaled);
      a(isnan (z)) = complex (NaN, NaN);
    endif
    at_zero = [0.355028053887817239, -0.258819403792806798, ...
               0.614926627446000736, 0.448288357353826359];
    a(abs (z) < 1e-20) = at_zero(k+1);
    type = {"double", "single"}{1 + isa(x, "single")};
    varargout = {cast(a, type), bessel_ierr(abs (z) .^ 1.5, type)};
  else
    [varargout{1:max (nargout, 1)}] = __nd_octave__ ("airy", varargin{:});
  endif

endfunction

function tf = is_case (k, x, is_scaled)
  tf = (is_on_device (x) && all_numbers ({x}) && ! isempty (x)
        && isnumeric (k) && ! isndarray (k) && isscalar (k) && any (k == 0:3));
  if (tf && isreal (x))
    tf = ! is_scaled && truth (! isinf (x));
  elseif (tf)
    tf = truth (abs (x) <= 100 | isnan (x));
  endif
endfunction

## Above the real axis, from which the values below are reflected, by DLMF
## 9.2.12 and 9.2.11, whose derivatives have each rotation as a factor.
function a = of_complex (k, z, is_scaled)
  is_below = imag (z) < 0;
  z = upper_half (z);
  third = exp (2i * pi / 3);
  factor = third ^ mod (k, 2);
  is_left = 2 .* real (z) < -abs (z);
  ahead = direct (k, merge (is_left, z .* third, z), is_left);
  behind = direct (k, z ./ third, ! is_left);
  a = merge (is_left, exp (1i * pi / 3) ./ factor .* behind
                      + exp (-1i * pi / 3) .* factor .* ahead, ahead);
  zeta = 2 / 3 .* z .* sqrt (z);
  if (k > 1)
    a = 1i .* a + 2 .* exp (-1i * pi / 6) ./ factor .* behind;
    zeta = -abs (real (zeta));
  endif
  if (is_scaled)
    a .*= exp (zeta);
  endif
  a = merge (is_below, conj (a), a);
endfunction

## Ai or its derivative where |ph Z| <= 2/3 pi: DLMF 9.6.2, 9.6.3; far out by
## 10.40.2.
function a = direct (k, z, is_below)
  nu = (1 + mod (k, 2)) / 3;
  root = sqrt (z);
  zeta = 2 / 3 .* z .* root;
  near = @(zeta, is_below) bessel_k (nu, zeta, is_below);
  far = sqrt (3 * pi / 4) ./ (root .* sqrt (root)) .* asymptotic_sum (nu, zeta);
  a = set_where (far, abs (zeta) < 25, near, zeta, is_below);
  a = a ./ pi .* exp (-zeta);
  if (nu < 0.5)
    a = root ./ sqrt (3) .* a;
  else
    a = -z ./ sqrt (3) .* a;
  endif
endfunction

function s = asymptotic_sum (nu, zeta)
  k = 1:30;
  terms = [1, cumprod((4 * nu ^ 2 - (2 * k - 1) .^ 2) ./ (8 * k))];
  s = polyval (fliplr (terms), 1 ./ zeta);
endfunction

## Abramowitz and Stegun 10.4.14 to 10.4.21 with 9.6.2.
function a = of_positive (k, z)
  nu = (1 + mod (k, 2)) / 3;
  zeta = 2 / 3 .* z .* sqrt (z);
  factor = sqrt (z ./ 3);
  if (nu > 0.5)
    factor = z ./ sqrt (3);
  endif
  [i, k_scaled] = bessel_ik (nu, zeta);
  second = factor .* k_scaled .* exp (-zeta) ./ pi;
  switch (k)
    case 0
      a = second;
    case 1
      a = -second;
    otherwise
      a = 2 .* factor .* i .* exp (zeta) + sqrt (3) .* second;
  endswitch
endfunction

## Abramowitz and Stegun 10.4.15 to 10.4.22 with 9.1.2.
function a = of_negative (k, z)
  nu = (1 + mod (k, 2)) / 3;
  z = -z;
  [j, y] = bessel_jy (nu, 2 / 3 .* z .* sqrt (z));
  switch (k)
    case 0
      a = sqrt (z) ./ 2 .* (j - y ./ sqrt (3));
    case 1
      a = z ./ 2 .* (j + y ./ sqrt (3));
    case 2
      a = -sqrt (z) ./ 2 .* (j ./ sqrt (3) + y);
    case 3
      a = z ./ 2 .* (j ./ sqrt (3) - y);
  endswitch
endfunction
