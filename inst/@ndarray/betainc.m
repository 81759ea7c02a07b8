## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn {} {@var{y} =} betainc (@var{x}, @var{a}, @var{b}, @var{tail})
## Return the incomplete beta function of the elements of nd arrays, as Octave's
## @code{betainc} does.
## @seealso{beta, gammainc}
## @end deftypefn

function y = betainc (x, a, b, varargin)

  if (nargin < 3)
    print_usage ();
  endif

  tail = find (strcmpi ([varargin, {"lower"}]{1}, {"lower", "upper"}));
  if (! (any (nargin == [3, 4]) && isscalar (tail) && fit_together (x, a, b)
         && isfloat (x) && truth (! (x < 0 | x > 1)) && truth (! (a <= 0))
         && truth (! (b <= 0))))
    y = __nd_octave__ ("betainc", x, a, b, varargin{:});
    return;
  endif

  check_together ("betainc", "X", x, "A", a, "B", b);
  one = @(v) cast (1, class (v));
  name = class (betainc (one (x), one (a), one (b))); # versions differ
  device = device_of (x, a, b);
  [x, a, b] = deal (cast (x, name), cast (a, name), cast (b, name));
  [x, a, b] = as_floats (device, x, a, b);
  ## The fraction is good up to the mean; above it take the other tail of 1 - x.
  is_above = x > a ./ (a + b);
  p = merge (is_above, b, a);
  q = merge (is_above, a, b);
  t = merge (is_above, 1 - x, x);
  y = p .* log (t) + q .* log1p (-t) - betaln (p, q) + log (fraction (t, p, q));
  y = exp (y);
  is_other = xor (is_above, tail == 2);
  y = merge (is_other, 1 - y, y);

endfunction

## B(p, q) I_t(p, q) / (t ^ p (1 - t) ^ q), formula 18.5.20 of Cuyt, Petersen,
## Verdonk, Waadeland and Jones, Handbook of Continued Fractions.
function y = fraction (t, p, q)
  y = continued_fraction (t, @(k) terms (k - 1, t, p, q));
endfunction

function [a, b] = terms (k, t, p, q)
  s = p + 2 * k;
  b = s + (k .* (q - k) ./ (s - 1) - (p + k) .* (p + q + k) ./ (s + 1)) .* t;
  if (k == 0)
    a = 1;
    b = p - p .* (p + q) ./ (p + 1) .* t;
  else
    a = (p + k - 1) .* (p + q + k - 1) .* (q - k) .* k ...
        ./ (s - 1) .^ 2 .* t .^ 2;
  endif
endfunction
