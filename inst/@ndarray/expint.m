## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn {} {@var{y} =} expint (@var{x})
## Return the exponential integral of the elements of an nd array, as Octave's
## @code{expint} does.
## @seealso{exp, gammainc}
## @end deftypefn

function y = expint (x)

  if (! (is_on_device (x) && isnumeric (x) && ! isempty (x)))
    y = __nd_octave__ ("expint", x);
    return;
  endif

  if (isinteger (x))
    x = double (x);
  endif
  y = x ./ x .* exp (-x); # NaN for NaN
  [is_small, is_large] = regions (x);
  is_between = ! is_small & ! is_large & ! isnan (x);
  y(is_large) = asymptotic (x(is_large));
  y(is_between) = exp (-x(is_between)) .* fraction (x(is_between));
  y(is_small) = series (x(is_small));
  is_special = ! isfinite (x);
  if (any (is_special(:)))
    ask = @(x) deal (expint (x), zeros (size (x)));
    y = ask_at_special (ask, y, 0 .* real (x), x, is_special);
  endif

endfunction

## Where the series is exact enough, where the asymptotic one is.
function [is_small, is_large] = regions (x)
  if (isreal (x))
    is_small = x <= 1;
    is_large = x > 35;
  else
    [re, im] = deal (real (x), imag (x));
    is_small = (((re + 19.5) ./ 20.5) .^ 2 + (im ./ 10) .^ 2 <= 1
                | (re < 0 & abs (im) <= 1e-8));
    is_large = ! is_small & (((re + 1) ./ 38) .^ 2 + (im ./ 40) .^ 2 > 1
                             | re > 35);
  endif
endfunction

## Abramowitz and Stegun 5.1.11.
function y = series (x)
  s = sum_of_terms (-x, x .* x ./ 4, ...
                    @(term, k) -term .* x .* k ./ (k + 1) ^ 2);
  y = -0.577215664901532860606512090082402431 - log (x) - s;
endfunction

## Abramowitz and Stegun 5.1.22.
function y = fraction (x)
  y = continued_fraction (x, @(k) deal (max (fix (k / 2), 1), ...
                                        merge (mod (k, 2) == 1, x, 1)));
endfunction

## Abramowitz and Stegun 5.1.51; the terms fall until there are x of them.
function y = asymptotic (x)
  next = @(term, k) (k - 1 < abs (x)) .* -term .* k ./ x;
  y = exp (-x) ./ x .* sum_of_terms (1 + 0 .* x, -1 ./ x, next);
endfunction
