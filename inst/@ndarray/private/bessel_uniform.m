## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## [I, K, E] = bessel_uniform (NU, X): what bessel_ik gives, of orders NU > 85.
##
## By expansions that hold for all X, DLMF 10.20.4 to 10.20.6 at i * X, with
## T = 1 - Z^2, S its square root, XI = 2/3 * ZETA^(3/2) = S^3 / 3 * G.

function [i, k, e] = bessel_uniform (nu, x)

  w = complex (real (x), -abs (imag (x))) ./ nu;
  t = (1 - 1i .* w) .* (1 + 1i .* w);
  s = sqrt (t);
  s = complex (real (s), -abs (imag (s)));
  rise = log ((1 + s) ./ w);
  e = nu .* (1 ./ (s + w) - rise);
  g = 3 .* (rise - 0.5i .* pi - s) ./ (s .* t);
  [a, b] = corrections (nu, s, g);
  is_near = abs (t) < 0.25;
  [of_g, of_a, of_b] = series_near_1 (nu);
  g = set_where (g, is_near, @(t) polyval (of_g, t), t);
  a = set_where (a, is_near, @(t) polyval (of_a, t), t);
  b = set_where (b, is_near, @(t) polyval (of_b, t), t);

  root = (g ./ 2) .^ (1 / 3);
  z = nu ^ (2 / 3) .* t .* root .* root; # not above the real axis
  z = complex (real (z), abs (imag (z)));
  [first, behind] = airy_ai (0, z);
  [slope, slope_behind] = airy_ai (1, z);
  a .*= sqrt (2 .* root) ./ nu ^ (1 / 3);
  b .*= sqrt (2 .* root) ./ nu ^ (5 / 3);
  third = exp (2i * pi / 3);
  i = conj (first) .* a + conj (slope) .* b;
  k = pi * exp (1i * pi / 6) ...
      .* (conj (behind) .* a + third .* conj (slope_behind) .* b);
  if (isreal (x))
    [i, k, e] = deal (real (i), real (k), real (e));
  else
    is_above = imag (x) > 0;
    [i, k, e] = deal (conj_where (is_above, i), conj_where (is_above, k), ...
                      conj_where (is_above, e));
  endif

endfunction

## G = 3 * sum (T^n / (2 * n + 3)); A and B from their values around T = 0.
function [of_g, of_a, of_b] = series_near_1 (nu)
  of_g = 3 ./ (2 * (30:-1:0) + 3);
  n = 64;
  radius = 0.6;
  t = radius * exp (2i * pi * (0:n-1) / n);
  s = sqrt (t);
  [a, b] = corrections (nu, s, 3 * (atanh (s) - s) ./ (s .* t));
  weights = radius .^ -(0:30) / n;
  of_a = fliplr (real (fft (a)(1:31) .* weights));
  of_b = fliplr (real (fft (b)(1:31) .* weights));
endfunction

## The sums of A and of B to NU^-4, DLMF 10.20.10, 10.20.11
function [a, b] = corrections (nu, s, g)
  p = 1 ./ s;
  r = 3 .* p .^ 3 ./ g; # 1 / XI
  [u, of_slope] = airy_weights (5);
  polynomials = debye_polynomials (5);
  values = cellfun (@(c) polyval (c, p), polynomials, "UniformOutput", false);
  a = b = 0;
  for k = 2:-1:0
    sums = {0, 0};
    for m = 0:1 # A, then B
      weights = {of_slope, u}{m+1};
      for j = 2*k+m:-1:0
        sums{m+1} = sums{m+1} + weights(j+1) .* r .^ j .* values{2*k+m-j+1};
      endfor
    endfor
    a = a ./ nu ^ 2 + sums{1};
    b = b ./ nu ^ 2 - sums{2};
  endfor
  b ./= s .* (g ./ 2) .^ (1 / 3);
endfunction

## DLMF 9.7.2
function [u, v] = airy_weights (n)
  k = 1:n;
  u = [1, cumprod((6 * k - 5) .* (6 * k - 1) ./ (72 * k))];
  v = [1, u(2:end) .* (6 * k + 1) ./ (1 - 6 * k)];
endfunction

## DLMF 10.41.9
function u = debye_polynomials (n)
  u = {1, [-5, 0, 3, 0] / 24};
  for k = 2:n
    u{k+1} = conv ([-1, 0, 1, 0, 0] / 2, polyder (u{k})) ...
             + polyint (conv ([-5, 0, 1] / 8, u{k}));
  endfor
endfunction
