## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn {} {@var{y} =} expint (@var{x})
## Return the exponential integral of the elements of an nd array, as Octave's
## @code{expint} does.
##
## On a device of real numbers.
## @seealso{exp, gammainc}
## @end deftypefn

function y = expint (x)

  if (! (is_on_device (x) && isnumeric (x) && isreal (x) && ! isempty (x)))
    y = leave_to_octave ("expint", x);
    return;
  endif

  if (isinteger (x))
    x = double (x);
  endif
  y = x ./ x .* exp (-x); # NaN for NaN
  small = x <= 1;
  large = x > 35;
  between = ! small & ! large & ! isnan (x);
  y(large) = asymptotic (x(large));
  y(between) = exp (-x(between)) .* fraction (x(between));
  y(small) = series (x(small));
  y(x == Inf) = 0;
  if (isreal (y) && any (isnan (x(:))))
    y = complex (y, 0); # as Octave has it
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
  y = exp (-x) ./ x .* sum_of_terms (1 + 0 .* x, -1 ./ x, ...
                                     @(term, k) (k - 1 < x) .* -term .* k ./ x);
endfunction
