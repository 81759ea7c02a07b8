## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn {} {@var{y} =} cosint (@var{x})
## Return the cosine integral of the elements of an nd array, as Octave's
## @code{cosint} does.
## @seealso{sinint, expint}
## @end deftypefn

function y = cosint (x)

  if (! (nargin == 1 && is_on_device (x) && isnumeric (x) && ! isempty (x)))
    y = __nd_octave__ ("cosint", x);
    return;
  endif

  if (isinteger (x))
    x = double (x);
  endif
  ## From the right half plane, above the axis: by reflection.
  [re, im] = deal (real (x), imag (x));
  is_below = re <= 0 & im < 0 | signbit (re) & im == 0 & signbit (im);
  is_left = signbit (re) & im == 0 | re < 0 & ! isinf (x);
  z = merge (is_below, conj (x), x);
  z = merge (is_left, -z, z);
  y = z;
  y(isinf (z)) = 0;
  is_small = abs (z) <= 2;
  is_large = abs (z) > 2 & ! isinf (z);
  y(is_small) = series (z(is_small));
  y(is_large) = by_expint (z(is_large));
  if (isreal (y) && any ((is_left | isnan (x))(:)))
    y = complex (y, 0); # as Octave has it
  endif
  if (! isreal (y))
    y = merge (is_left, y + 1i * pi, y);
    y = merge (is_below, conj (y), y);
    y(isnan (x)) = complex (NaN, NaN);
  endif

endfunction

## Abramowitz and Stegun 5.2.16.
function y = series (x)
  square = x .* x;
  s = sum_of_terms (-square ./ 4, square .* square ./ 96, ...
                    @(term, k) -term .* square .* (2 * k) ...
                               ./ ((2 * k + 2) ^ 2 * (2 * k + 1)));
  y = 0.57721566490153286060651209008 + log (x) + s;
endfunction

## Abramowitz and Stegun 5.2.20.
function y = by_expint (x)
  if (isreal (x))
    y = -real (expint (1i .* x));
  else
    y = -0.5 .* (expint (1i .* x) + expint (-1i .* x));
  endif
endfunction
