## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn {} {@var{y} =} sinint (@var{x})
## Return the sine integral of the elements of an nd array, as Octave's
## @code{sinint} does.
## @seealso{cosint, expint}
## @end deftypefn

function y = sinint (x)

  if (! (nargin == 1 && is_on_device (x) && isnumeric (x) && ! isempty (x)))
    y = __nd_octave__ ("sinint", x);
    return;
  endif

  if (isinteger (x))
    x = double (x);
  endif
  y = x;
  if (! isreal (x))
    y(isinf (x)) = complex (NaN, NaN); # as Octave has it
  endif
  is_small = abs (x) <= 2;
  is_large = abs (x) > 2 & ! isinf (x);
  y(is_small) = series (x(is_small));
  y(is_large) = by_expint (x(is_large));
  if (! isreal (x))
    y(isnan (x)) = complex (NaN, NaN); # as Octave has it
  endif
  y(x == Inf) = pi / 2;
  y(x == -Inf) = -pi / 2;

endfunction

## Abramowitz and Stegun 5.2.14.
function y = series (x)
  square = x .* x;
  y = sum_of_terms (x, -square .* x ./ 18, ...
                    @(term, k) -term .* square .* (2 * k - 1) ...
                               ./ ((2 * k + 1) ^ 2 * 2 * k));
endfunction

## Abramowitz and Stegun 5.2.21.
function y = by_expint (x)
  is_left = real (x) < 0;
  is_below = real (x) == 0 & imag (x) < 0;
  x = merge (is_left, -x, x);
  if (isreal (x))
    y = imag (expint (1i .* x)) + pi / 2;
  else
    x = merge (is_below, conj (x), x);
    y = -0.5i .* (expint (1i .* x) - expint (-1i .* x)) + pi / 2;
    y = merge (is_below, conj (y), y);
  endif
  y = merge (is_left, -y, y);
endfunction
