## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn {} {@var{x} =} gammaincinv (@var{y}, @var{a}, @var{tail})
## Return the inverse of the incomplete gamma function at the elements of nd
## arrays, as Octave's @code{gammaincinv} does.
## @seealso{gammainc, betaincinv}
## @end deftypefn

function x = gammaincinv (y, a, varargin)

  tail = find (strcmpi ([varargin, {"lower"}]{1}, {"lower", "upper"}));
  if (! (any (nargin == [2, 3]) && isscalar (tail) && fit_together (y, a)
         && truth (! (y < 0 | y > 1)) && truth (! (a <= 0))))
    x = __nd_octave__ ("gammaincinv", y, a, varargin{:});
    return;
  endif

  check_together ("gammaincinv", "Y", y, "A", a);
  [y, a] = as_floats (device_of (y, a), y, a);
  if (tail == 1)
    [p, q] = deal (y, 1 - y);
    x = 0 - log1p (-y);
  else
    [p, q] = deal (1 - y, y);
    x = 0 - log (y);
  endif

  ## Newton's method, from where A. Gil, J. Segura and N. M. Temme begin,
  ## "Efficient and accurate algorithms for the computation and inversion of the
  ## incomplete gamma function ratios", 2012.
  rest = a != 1 & y != 0 & y != 1;
  complete = gamma (1 + a);
  is_first = rest & p < (0.2 * (1 + a)) .^ a ./ complete;
  rest &= ! is_first;
  is_last = rest & a < 10 & q < exp (-0.5 * a) ./ complete;
  rest &= ! is_last;
  x = solve (x, is_first, "lower", p, a, @begin_first);
  x = solve (x, is_last, "upper", q, a, @(q, a) -log (q) - gammaln (a));
  x = solve (x, rest & a < 1, "lower", p, a, ...
             @(p, a) (p .* gamma (a + 1)) .^ (1 ./ a));
  x = solve (x, rest & ! (a < 1), "upper", q, a, @begin_large);

endfunction

function x = begin_first (p, a)
  r = (p .* gamma (1 + a)) .^ (1 ./ a);
  c2 = 1 ./ (a + 1);
  c3 = (3 * a + 5) ./ (2 * (a + 1) .^ 2 .* (a + 2));
  c4 = (8 * a .^ 2 + 33 * a + 31) ./ (3 * (a + 1) .^ 3 .* (a + 2) .* (a + 3));
  c5 = (125 * a .^ 4 + 1179 * a .^ 3 + 3971 * a .^ 2 + 5661 * a + 2888) ...
       ./ (24 * (a + 1) .^ 4 .* (a + 2) .^ 2 .* (a + 3) .* (a + 4));
  x = r .* (1 + r .* (c2 + r .* (c3 + r .* (c4 + r .* c5))));
endfunction

function x = begin_large (q, a)
  d = 1 ./ (9 * a);
  x = a .* (1 - d + sqrt (2) * erfcinv (2 * q) .* sqrt (d)) .^ 3;
endfunction

## Those elements of X that are chosen become solutions of gammainc (X, A) =
## WANTED.
function x = solve (x, is_chosen, tail, wanted, a, begin)

  if (! any (is_chosen(:)))
    return;
  endif
  [wanted, a] = deal (wanted(is_chosen), a(is_chosen));
  sign = 1 - 2 * strcmp (tail, "upper");
  step = @(z) sign .* (wanted - gammainc (z, a, tail)) ...
              .* exp (gammaln (a) + z + (1 - a) .* log (z));
  z = begin (wanted, a);
  change = step (z);
  enough = eps (class (z)) ^ 0.6; # a shorter step leaves less than a bit
  goes_on = true;
  for k = 1:20
    goes_on &= abs (change) > enough .* abs (z);
    if (! any (goes_on))
      break;
    endif
    z = merge (goes_on, z + change, z);
    change = merge (goes_on, step (z), change);
  endfor
  x(is_chosen) = z + change;

endfunction
