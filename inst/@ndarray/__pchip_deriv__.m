## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn {} {@var{d} =} __pchip_deriv__ (@var{x}, @var{y}, @var{dim})
## Undocumented internal function: the slopes of monotone cubics through the nd
## array @var{y} over @var{x}, along dimension @var{dim}, for @code{pchip}.
## @end deftypefn

function d = __pchip_deriv__ (x, y, varargin)

  dim = [varargin, {1}]{1};
  if (! (is_on_device (y) && isfloat (y) && ndims (y) == 2
         && numel (x) == size (y, dim)))
    d = __nd_octave__ ("__pchip_deriv__", x, y, varargin{:});
    return;
  endif

  check_together ("pchip", "X", x, "Y", y);
  y = real (y);
  n = numel (x);
  h = steps_along (y, x, dim);
  slopes = diff (y, 1, dim) ./ h;
  at = @(a, k) slice (a, dim, k);
  if (n == 2)
    d = cat (dim, slopes, slopes);
    return;
  endif
  d = cat (dim, ...
           end_slope (at (h, 1), at (h, 2), at (slopes, 1), at (slopes, 2)), ...
           inner_slope (at (h, 1:n-2), at (h, 2:n-1), ...
                        at (slopes, 1:n-2), at (slopes, 2:n-1)), ...
           end_slope (at (h, n - 1), at (h, n - 2), ...
                      at (slopes, n - 1), at (slopes, n - 2)));
  d = cast (d, class (y));

endfunction

## Brodlie's weighted harmonic mean of the slopes on both sides; flat where they
## have different signs (Fritsch and Butland, SIAM J. Sci. Stat. Comput. 5,
## 1984).
function d = inner_slope (h1, h2, s1, s2)
  w1 = (2 .* h1 + h2) ./ (3 .* (h1 + h2));
  w2 = (h1 + 2 .* h2) ./ (3 .* (h1 + h2));
  largest = max (abs (s1), abs (s2));
  d = min (abs (s1), abs (s2)) ./ (w1 .* s1 ./ largest + w2 .* s2 ./ largest);
  d(sign (s1) .* sign (s2) <= 0) = 0;
endfunction

## The slope of the parabola through three points, as far as that is monotone.
function d = end_slope (h1, h2, s1, s2)
  d = ((2 .* h1 + h2) .* s1 - h1 .* s2) ./ (h1 + h2);
  d(sign (d) .* sign (s1) <= 0) = 0;
  too_steep = sign (s1) .* sign (s2) < 0 & abs (d) > 3 .* abs (s1);
  d(too_steep) = 3 .* s1(too_steep);
endfunction
