## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## [I, K, E] = bessel_ik (NU, X): modified Bessel functions of the order NU >= 0
## at numbers X != 0 on a device, real and positive ones or complex ones that
## are not left of the imaginary axis, in double: I divided, K multiplied by exp
## (X + E), where E keeps both in range.
##
## Far out, and of large orders, by asymptotic expansions.  Elsewhere K of the
## order MU, |MU| <= 1/2, and of the next one begin an upward recurrence, which
## is stable; I goes up with it where it does not fall, or follows from K and
## from the ratio of two I, a continued fraction, by the Wronskian.

function [i, k, e] = bessel_ik (nu, x)
  i = k = e = 0 .* x;
  is_far = abs (x) >= max (25, nu ^ 2 / 2);
  is_near = ! is_far;
  z = x(is_far);
  [i(is_far), k(is_far)] = by_asymptotics (nu, z);
  z = x(is_near);
  if (isempty (z))
    return;
  elseif (nu > 85)
    [i(is_near), k(is_near), e(is_near)] = bessel_uniform (nu, z);
  else
    [i(is_near), k(is_near)] = by_recurrence (nu, z);
  endif
endfunction

## DLMF 10.40.2, 10.40.5
function [i, k] = by_asymptotics (nu, x)
  i = k = 1;
  for n = 30:-1:1
    factor = (4 * nu ^ 2 - (2 * n - 1) ^ 2) ./ (8 * n .* x);
    k = 1 + factor .* k;
    i = 1 - factor .* i;
  endfor
  if (! isreal (x))
    turn = conj_where (imag (x) < 0, 1i .* half_turns (nu));
    i += turn .* k .* exp (-2 .* x);
  endif
  i ./= sqrt (2 .* pi .* x);
  k .*= sqrt (pi ./ (2 .* x));
endfunction

function [i, k] = by_recurrence (nu, x)

  steps = fix (nu + 0.5);
  mu = nu - steps;
  i = k = k_next = 0 .* x;
  is_near = abs (x) < 2;
  z = x(is_near);
  [k(is_near), k_next(is_near)] = by_series (mu, z);
  z = x(! is_near);
  [k(! is_near), k_next(! is_near)] = by_fraction (mu, z);
  for n = 1:steps
    [k, k_next] = deal (k_next, 2 * (mu + n) ./ x .* k_next + k);
  endfor

  goes_up = abs (x) >= max (25, nu) & nu ^ 2 .* real (x) <= abs (x) .^ 2;
  i = set_where (i, goes_up, @(x) upward (mu, steps, x), x);
  by_ratio = @(x, k, k_next) 1 ./ (x .* (k_next + k .* ratio (nu, x)));
  i = set_where (i, ! goes_up, by_ratio, x, k, k_next);
  i = set_where (i, ! isfinite (k_next), @(x) near_0 (nu, x), x);

endfunction

## Where K overflows: so near to 0 two terms of DLMF 10.25.2 are enough.
function i = near_0 (nu, x)
  z = x ./ 2;
  i = z .^ nu ./ gamma (nu + 1) .* (1 + z .* z ./ (nu + 1)) .* exp (-x);
endfunction

function i = upward (mu, steps, x)
  i = by_asymptotics (mu, x);
  i_next = by_asymptotics (mu + 1, x);
  for n = 1:steps
    [i, i_next] = deal (i_next, i - 2 * (mu + n) ./ x .* i_next);
  endfor
endfunction

## I(NU + 1) / I(NU), DLMF 10.33.1
function r = ratio (nu, x)
  r = continued_fraction (x, @(n) deal (1, 2 * (nu + n) ./ x));
endfunction

## N. M. Temme, "On the numerical evaluation of the modified Bessel function of
## the third kind", 1975.
function [k, k_next] = by_series (mu, x)
  [even, odd] = reciprocal_gamma (mu);
  d = log (2 ./ x);
  e = mu .* d;
  f = (even .* d .* sinh_over (e) - odd .* cosh (e)) / sinc (mu);
  p = exp (e) ./ (2 * (even + mu * odd));
  q = exp (-e) ./ (2 * (even - mu * odd));
  c = 1;
  k = f;
  k_next = p;
  for n = 1:20
    f = (n .* f + p + q) ./ (n ^ 2 - mu ^ 2);
    c = c .* (x ./ 2) .^ 2 ./ n;
    p = p ./ (n - mu);
    q = q ./ (n + mu);
    k += c .* f;
    k_next += c .* (p - n .* f);
  endfor
  k = k .* exp (x);
  k_next = k_next .* exp (x) .* 2 ./ x;
endfunction

## Temme's and Steed's: a sum whose terms the steps of the fraction H give.
function [k, k_next] = by_fraction (mu, x)
  first = 0.25 - mu ^ 2;
  a = -first;
  b = 2 .* (1 + x);
  d = 1 ./ b;
  h = step = d;
  [before, last] = deal (0 .* x, 1 + 0 .* x);
  q = c = first;
  s = 1 + q .* step;
  goes_on = abs (x) > 0;
  for n = 2:300
    a -= 2 * (n - 1);
    c = -a * c / n;
    [before, last] = deal (last, (before - b .* last) ./ a);
    q = q + c .* last;
    b += 2;
    d = 1 ./ (b + a .* d);
    step = (b .* d - 1) .* step;
    h = merge (goes_on, h + step, h);
    s = merge (goes_on, s + q .* step, s);
    goes_on &= abs (q .* step) > eps .* abs (s) | abs (step) > eps .* abs (h);
    ## To ask a device is to wait for it.
    if (mod (n, 8) == 0 && ! any (goes_on(:)))
      break;
    endif
  endfor
  k = sqrt (pi ./ (2 .* x)) ./ s;
  k_next = k .* (mu + x + 0.5 - first .* h) ./ x;
endfunction
