## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn {} {@var{y} =} __nd_error_function__ (@var{name}, @var{z})
## What Octave's function @var{name}, which is @qcode{"erf"}, @qcode{"erfc"},
## @qcode{"erfcx"}, @qcode{"erfi"} or @qcode{"dawson"}, gives for complex
## numbers on a device.
## @end deftypefn

function y = __nd_error_function__ (name, z)

  type = class (z);
  z = double (z);
  switch (name)
    case "erf"
      y = erf_of (z);
    case "erfc"
      is_left = real (z) < 0;
      y = exp (minus_square (z)) .* right_w (z, is_left);
      y(real (minus_square (z)) < -750) = 0;
      y = merge (is_left, 2 - y, y);
    case "erfcx"
      is_left = real (z) < 0;
      y = right_w (z, is_left);
      y = merge (is_left, 2 .* exp (minus_square (turned (z))) - y, y);
      y(real (z) == -Inf) = complex (NaN, NaN);
    case "erfi"
      y = -turned (erf_of (turned (z)));
    case "dawson"
      y = dawson_of (z);
    otherwise
      y = __nd_octave__ (name, z);
      return;
  endswitch
  y(isnan (z)) = complex (NaN, NaN);
  y = set_where (y, imag (z) == 0, @(z) on_real_axis (z, name), z);
  y = set_where (y, real (z) == 0, @(z) on_imaginary_axis (z, name), z);
  y = cast (y, type);

endfunction

## On the axes real functions give one part, and the other is known; elsewhere
## both parts have errors in units of the modulus.
function y = on_real_axis (z, name)
  y = complex (feval (name, real (z)), 0);
endfunction

function y = on_imaginary_axis (z, name)
  y = imag (z);
  switch (name)
    case "erf"
      y = complex (0, erfi (y));
    case "erfc"
      y = complex (1, -erfi (y));
    case "erfcx"
      y = complex (exp (-y .^ 2), -2 ./ sqrt (pi) .* dawson (y));
    case "erfi"
      y = complex (0, erf (y));
    case "dawson"
      y = complex (0, sqrt (pi) ./ 2 .* exp (y .^ 2) .* erf (y));
  endswitch
endfunction

## An infinite modulus comes last, where it makes no NaN of Inf - Inf.
function y = erf_of (z)
  is_left = real (z) < 0;
  y = minus_square (z);
  [size, angle] = deal (real (y), imag (y));
  turn = complex (cos (angle), sin (angle));
  y = exp (size) .* (turn .* right_w (z, is_left));
  y(size < -750) = 0;
  y = merge (is_left, y - 1, 1 - y);
  y = set_where (y, abs (z) < 1, @series, z);
endfunction

## Abramowitz and Stegun 7.1.1 and 7.1.3: an odd function.
function y = dawson_of (z)
  is_below = imag (z) < 0;
  x = merge (is_below, -z, z);
  y = turned (sqrt (pi) ./ 2 .* (exp (minus_square (x)) - w_of (x)));
  y = merge (is_below, -y, y);
  small = @(z) -0.5i .* sqrt (pi) .* exp (-z .* z) .* series (1i .* z);
  y = set_where (y, abs (z) < 1, small, z);
endfunction

## erf near 0: Abramowitz and Stegun 7.1.5, which so many terms end.
function y = series (z)
  n = 20:-1:0;
  y = polyval ((-1) .^ n ./ (gamma (n + 1) .* (2 .* n + 1)), z .* z);
  y = 2 ./ sqrt (pi) .* z .* y;
endfunction

## i Z, also where a part is infinite.
function z = turned (z)
  z = complex (-imag (z), real (z));
endfunction

## -Z^2, whose parts neither cancel nor overflow on the way.
function y = minus_square (z)
  [x, y] = deal (real (z), imag (z));
  y = complex ((y - x) .* (x + y), -2 .* x .* y);
endfunction

## w (i Z) for Z or, where it IS_LEFT, for -Z.
function y = right_w (z, is_left)
  y = w_of (turned (merge (is_left, -z, z)));
endfunction

## w (Z) = exp (-Z^2) erfc (-i Z) for numbers that are not below the real axis:
## J. A. C. Weideman, "Computation of the complex error function", SIAM Journal
## on Numerical Analysis 31 (1994), with 64 terms.
function y = w_of (z)
  persistent coefficients = terms_of_w (64);
  reach = sqrt (64 / sqrt (2));
  below = reach - 1i .* z;
  y = polyval (coefficients, (reach + 1i .* z) ./ below);
  y = (2 .* y ./ below + 1 / sqrt (pi)) ./ below;
  y = set_where (y, abs (z) > 9, @far_w, z);
  y(isinf (z)) = 0;
endfunction

## Far out by a continued fraction (Abramowitz and Stegun 7.1.15), of which each
## part is exact: times an infinite modulus its sign is what counts.
function y = far_w (z)
  y = z;
  for k = 16:-1:1
    y = z - k ./ 2 ./ y;
  endfor
  y = turned (1 ./ (sqrt (pi) .* y));
endfunction

function a = terms_of_w (n)
  reach = sqrt (n / sqrt (2));
  t = reach * tan ((1-2*n:2*n-1) * pi / (4 * n));
  f = [0, exp(-t .^ 2) .* (reach ^ 2 + t .^ 2)];
  a = real (fft (fftshift (f)))(n+1:-1:2) / (4 * n);
endfunction
