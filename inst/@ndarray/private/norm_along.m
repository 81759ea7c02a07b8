## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## N = norm_along (A, P, DIM): the norms of the vectors of absolute values, in
## double, along a dimension, P >= 1: without overflow on the way, NaN of NaN.

function n = norm_along (a, p, dim)
  if (p == 1)
    n = sum (a, dim);
    return;
  endif
  n = max (a, [], dim);
  if (p == Inf)
    n(any (isnan (a), dim)) = NaN;
    return;
  endif
  unit = n;
  unit(! (n > 0 & n < Inf)) = 1;
  if (p == 2)
    n = unit .* sqrt (sumsq (a ./ unit, dim));
  else
    n = unit .* sum ((a ./ unit) .^ p, dim) .^ (1 / p);
  endif
endfunction
