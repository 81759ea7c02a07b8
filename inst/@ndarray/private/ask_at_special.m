## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## [Y, IERR] = ask_at_special (ASK, Y, IERR, X, CHOSEN): puts what Octave's own
## function ASK gives, in the class of Y, to where those X were CHOSEN that are
## not finite or next to 0.

function [y, ierr] = ask_at_special (ask, y, ierr, x, chosen)
  type = class (y);
  is_tiny = isfinite (x);
  ## Finite parts beside infinite ones count by sign and by how large they are.
  sizes = double ([500 * realmin(type), 3, 1e4]);
  kind_of = @(v) merge (isfinite (v), sign (v) .* merge (is_tiny, sizes(1), ...
                                      merge (abs (v) < 700, 3, 1e4)), v);
  points = [-Inf, -sizes, 0, sizes, Inf, NaN];
  if (! isreal (x))
    [re, im] = meshgrid (points);
    points = complex (re(:), im(:)).';
  endif
  points(isfinite (points) & abs (points) >= 1) = [];
  [values, codes] = ask (cast (points, type));
  [re, im] = deal (kind_of (real (x)), kind_of (imag (x)));
  for k = 1:numel (points)
    here = chosen & is_same (re, real (points(k))) ...
           & is_same (im, imag (points(k)));
    ## A complex value makes Y complex, also where it goes nowhere.
    if (isreal (values(k)) || ! isreal (y) || any (here(:)))
      y(here) = values(k);
      ierr(here) = codes(k);
    endif
  endfor
endfunction

function tf = is_same (x, point)
  tf = x == point | (isnan (x) & isnan (point));
endfunction
