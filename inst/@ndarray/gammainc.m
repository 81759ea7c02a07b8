## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn {} {@var{y} =} gammainc (@var{x}, @var{a}, @var{tail})
## Return the normalized incomplete gamma function of the elements of nd arrays,
## as Octave's @code{gammainc} does.
##
## On a device where @var{x} is not negative.
## @seealso{gamma, betainc, expint}
## @end deftypefn

function y = gammainc (x, a, varargin)

  a = as_number (a);
  tails = {"lower", "upper", "scaledlower", "scaledupper"};
  tail = find (strcmpi ([varargin, {"lower"}]{1}, tails));
  if (! (any (nargin == [2, 3]) && isscalar (tail) && fit_together (x, a)
         && truth (! (x < 0)) && truth (! (a < 0))))
    y = __nd_octave__ ("gammainc", x, a, varargin{:});
    return;
  endif

  check_together ("gammainc", "X", x, "A", a);
  [x, a] = as_floats (device_of (x, a), x, a);
  y = NaN .* x;
  is_inner = x > 0 & x < Inf & a > 0 & a < Inf;
  is_small = is_inner & (x + 0.25 < a | x < 1);
  is_large = is_inner & ! is_small;
  y(is_small) = small (x(is_small), a(is_small), tail);
  y(is_large) = large (x(is_large), a(is_large), tail);
  y(x == 0 & a == 0) = [1, 0, 1, 0](tail);
  y(x == 0 & a > 0) = [0, 1, 1, Inf](tail);
  y(x == Inf & a < Inf) = [1, 0, Inf, 0](tail);
  y(x > 0 & x < Inf & a == Inf) = [0, 1, 1, Inf](tail);
  only_a = x > 0 & x < Inf & a == 0;
  if (tail == 3)
    y(only_a) = exp (x(only_a));
  else
    y(only_a) = [1, 0, 0, 0](tail);
  endif

endfunction

## The series for the lower part, scaled (Abramowitz and Stegun 6.5.29).
function y = small (x, a, tail)
  y = sum_of_terms (1 + 0 .* x, x ./ (a + 1), ...
                    @(term, k) term .* x ./ (a + k));
  y = in_tail (y, x, a, tail, [1, 2, 3, 4](tail));
endfunction

## The continued fraction for the upper part, scaled (6.5.31).
function y = large (x, a, tail)
  y = continued_fraction (x, @(k) deal (merge (k == 1, a, ...
                                                (k - 1) .* (a - (k - 1))), ...
                                        x - a + (2 * k - 1)));
  y = in_tail (y, x, a, tail, [2, 1, 4, 3](tail));
endfunction

## Y is a scaled part; KIND is 1 for that part itself, 2 for the other one, 3
## and 4 for these scaled.
function y = in_tail (y, x, a, tail, kind)
  switch (kind)
    case 1
      y .*= scale (x, a);
    case 2
      y = 1 - y .* scale (x, a);
    case 4
      y = 1 ./ scale (x, a) - y;
  endswitch
endfunction

## x ^ a exp (-x) / gamma (a + 1), by Stirling's series where a is large.
function d = scale (x, a)
  far = merge (a >= x, -log1p ((a - x) ./ x), log1p ((x - a) ./ a));
  r = 1 ./ (a .* a);
  stirling = ((((r .* (-691/360360) + 1/1188) .* r - 1/1680) .* r + 1/1260) ...
              .* r - 1/360) .* r + 1/12;
  by_stirling = exp (a - x + a .* far - log (2 * pi .* a) ./ 2 - stirling ./ a);
  d = merge (a > 10, by_stirling, exp (a .* log (x) - x - gammaln (a + 1)));
endfunction
