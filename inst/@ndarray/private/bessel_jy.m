## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## [J, Y] = bessel_jy (ALPHA, X): Bessel functions of the first and second kind
## of the order ALPHA at real numbers X >= 0 on a device, in double; of negative
## orders by reflection (Abramowitz and Stegun 9.1.2).

function [j, y] = bessel_jy (alpha, x)
  [j, y] = of_positive_order (abs (alpha), x);
  if (alpha < 0)
    c = cosd (180 * alpha); # exact where it is 0 or 1
    s = -sind (180 * alpha);
    [j, y] = deal (part (c, j) - part (s, y), part (s, j) + part (c, y));
  endif
endfunction

## Infinite values do not count where the factor is 0.
function p = part (factor, values)
  p = 0;
  if (factor != 0)
    p = factor .* values;
  endif
endfunction

## Y of the order MU, |MU| <= 1/2, and of the next one begin an upward
## recurrence, which is stable.  J follows from Y and from the ratio of two J, a
## continued fraction, by the Wronskian; only where X is large it goes up with
## Y.

function [j, y] = of_positive_order (nu, x)

  steps = fix (nu + 0.5);
  mu = nu - steps;
  y = y_next = j = j_next = NaN .* x;
  is_near = x < 2;
  is_far = x >= 25;
  is_between = ! is_near & ! is_far;
  z = x(is_near);
  [y(is_near), y_next(is_near)] = by_series (mu, z);
  z = x(is_between);
  [y(is_between), y_next(is_between)] = by_fractions (mu, z);
  z = x(is_far);
  [j(is_far), y(is_far)] = by_asymptotics (mu, z);
  [j_next(is_far), y_next(is_far)] = by_asymptotics (mu + 1, z);

  for k = 1:steps
    factor = 2 * (mu + k) ./ x;
    [j, j_next] = deal (j_next, factor .* j_next - j);
    [y, y_next] = deal (y_next, factor .* y_next - y);
  endfor

  is_left = ! (is_far & x >= nu);
  z = x(is_left);
  j(is_left) = 2 ./ (pi .* z) ./ (ratio (nu, z) .* y(is_left) - y_next(is_left));
  j(isnan (j)) = 0; # Y is beyond the largest number
  y(isnan (y)) = -Inf;
  y(x == 0) = -Inf;
  j(x == 0) = nu == 0;

endfunction

## J(NU + 1) / J(NU), Abramowitz and Stegun 9.1.73.
function r = ratio (nu, x)
  r = continued_fraction (x, @(k) deal (1 - 2 * (k > 1), 2 * (nu + k) ./ x));
endfunction

## N. M. Temme, "On the numerical evaluation of the ordinary Bessel function of
## the second kind", 1976.
function [y, y_next] = by_series (mu, x)
  [even, odd] = reciprocal_gamma (mu); # 1 / gamma (1 + mu) = even + mu * odd
  d = log (2 ./ x);
  e = mu .* d;
  f = 2 / pi / sinc (mu) .* (even .* d .* sinh_over (e) - odd .* cosh (e));
  p = exp (e) ./ (pi * (even + mu * odd));
  q = exp (-e) ./ (pi * (even - mu * odd));
  r = pi * pi * mu / 2 * sinc (mu / 2) ^ 2;
  c = 1;
  y = f + r .* q;
  y_next = p;
  for k = 1:20
    f = (k .* f + p + q) ./ (k ^ 2 - mu ^ 2);
    c = c .* -(x ./ 2) .^ 2 ./ k;
    p = p ./ (k - mu);
    q = q ./ (k + mu);
    term = c .* (f + r .* q);
    y += term;
    y_next += c .* p - k .* term;
  endfor
  y = -y;
  y_next = y_next .* -2 ./ x;
endfunction

## Steed's method: J' + iY' over J + iY, and J' over J, give modulus and phase.
## What the phase is to multiples of pi its asymptotic form tells.
function [y, y_next] = by_fractions (mu, x)
  h = continued_fraction (complex (x), @(k) deal ((k - 0.5) ^ 2 - mu ^ 2, ...
                                                  2 .* (x + 1i * k)));
  h = 1i - 0.5 ./ x + 1i ./ x .* h;
  [p, q] = deal (real (h), imag (h));
  phase = atan ((p - mu ./ x + ratio (mu, x)) ./ q);
  about = x - (mu / 2 + 0.25) * pi + (4 * mu ^ 2 - 1) ./ (8 .* x);
  phase += pi .* round ((about - phase) ./ pi);
  modulus = sqrt (2 ./ (pi .* x) ./ q);
  y = modulus .* sin (phase);
  y_next = mu ./ x .* y - modulus .* (p .* sin (phase) + q .* cos (phase));
endfunction

## Abramowitz and Stegun 9.2.5, 9.2.6, 9.2.9, 9.2.10.
function [j, y] = by_asymptotics (nu, x)
  k = 1:30;
  a = [1, cumprod((4 * nu ^ 2 - (2 * k - 1) .^ 2) ./ (8 * k))];
  a(3:4:end) *= -1;
  a(4:4:end) *= -1;
  r = 1 ./ x;
  square = r .* r;
  p = q = 0;
  for k = 29:-2:1
    p = p .* square + a(k);
    q = q .* square + a(k+1);
  endfor
  q = q .* r;
  shift = (nu / 2 + 0.25) * pi;
  c = cos (x) .* cos (shift) + sin (x) .* sin (shift);
  s = sin (x) .* cos (shift) - cos (x) .* sin (shift);
  root = sqrt (2 / pi .* r);
  j = root .* (p .* c - q .* s);
  y = root .* (p .* s + q .* c);
endfunction
