## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn {} {[@var{a}, @var{ierr}] =} airy (@var{k}, @var{z}, @var{opt})
## Return Airy functions or their derivatives of the elements of an nd array, as
## Octave's @code{airy} does.
##
## On a device of finite real numbers, not scaled, and without @var{ierr}.
## @seealso{besselj, besselk}
## @end deftypefn

function varargout = airy (varargin)

  [k, x] = [{0}, varargin(1:min (nargin, 2))]{end-1:end};
  if (nargout < 2 && is_case (k, x, varargin{3:end}))
    z = double (x);
    a = 0 .* z;
    a = set_where (a, z >= 0, @(z) of_positive (k, z), z);
    a = set_where (a, z < 0, @(z) of_negative (k, z), z);
    at_zero = [0.355028053887817239, -0.258819403792806798, ...
               0.614926627446000736, 0.448288357353826359];
    a(abs (z) < 1e-20) = at_zero(k+1);
    varargout = {cast(a, {"double", "single"}{1 + isa(x, "single")})};
  else
    [varargout{1:max (nargout, 1)}] = __nd_octave__ ("airy", varargin{:});
  endif

endfunction

function tf = is_case (k, x, opt = false)
  tf = (is_on_device (x) && all_numbers ({x}) && isreal (x) && ! isempty (x)
        && isnumeric (k) && ! isndarray (k) && isscalar (k) && any (k == 0:3)
        && isequal (opt, false) && truth (isfinite (x)));
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
