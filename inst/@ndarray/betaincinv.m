## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn {} {@var{x} =} betaincinv (@var{y}, @var{a}, @var{b}, @var{tail})
## Return the inverse of the incomplete beta function at the elements of nd
## arrays, as Octave's @code{betaincinv} does.
## @seealso{betainc, gammaincinv}
## @end deftypefn

function x = betaincinv (y, a, b, varargin)

  if (nargin < 3)
    print_usage ();
  endif

  tail = find (strcmpi ([varargin, {"lower"}]{1}, {"lower", "upper"}));
  if (! (any (nargin == [3, 4]) && isscalar (tail) && fit_together (y, a, b)
         && isfloat (y) && isfloat (a) && isfloat (b)
         && truth (! (y < 0 | y > 1)) && truth (! (a <= 0))
         && truth (! (b <= 0))))
    x = __nd_octave__ ("betaincinv", y, a, b, varargin{:});
    return;
  endif

  check_together ("betaincinv", "Y", y, "A", a, "B", b);
  [y, a, b] = as_floats (device_of (y, a, b), y, a, b);
  is_upper = cast (tail == 2, class (y));
  x = inside (begin (merge (tail == 2, 1 - y, y), a, b));
  names = {"lower", "upper"};
  complete = betaln (a, b);
  step = @(x) (y - betainc (x, a, b, names{tail})) .* (1 - 2 * is_upper) ...
              .* exp (complete - (a - 1) .* log (x) - (b - 1) .* log1p (-x));

  ## Newton's method, as long as steps become shorter.
  goes_on = y > 0 & y < 1;
  last = Inf;
  while (any (goes_on(:)))
    moved = merge (goes_on, inside (x + step (x)), x);
    change = abs (moved - x);
    x = moved;
    goes_on &= change < last & change > 0;
    last = change;
  endwhile
  x = merge (y == 0, is_upper, merge (y == 1, 1 - is_upper, ...
                                           x + 0 .* y)); # NaN of NaN

endfunction

## From there Newton's method moves to one side: a point of inflection, or
## beyond it what the powers at the ends give.
function x = begin (p, a, b)
  is_bent = (a - 1) .* (b - 1) > 0;
  bend = (a - 1) ./ (a + b - 2);
  bend = merge (is_bent, bend, cast (0.5, class (bend)));
  at_bend = betainc (bend, a, b);
  left = (p ./ at_bend) .^ (1 ./ a) .* bend;
  right = 1 - ((1 - p) ./ (1 - at_bend)) .^ (1 ./ b) .* (1 - bend);
  falling = (p .* beta (a, b) .* a) .^ (1 ./ a);
  rising = 1 - ((1 - p) .* beta (a, b) .* b) .^ (1 ./ b);
  x = merge (a < 1, falling, rising);
  x = merge (is_bent, ...
             merge (a > 1, bend, merge (at_bend >= p, left, right)), x);
endfunction

function x = inside (x)
  limit = @(l) cast (l, class (x));
  x = merge (x < 0, limit (0), merge (x > 1, limit (1), x));
endfunction
