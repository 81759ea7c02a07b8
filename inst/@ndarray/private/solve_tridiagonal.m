## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## X = solve_tridiagonal (LOWER, MIDDLE, UPPER, X): solves the equations
## LOWER(k) x(k-1) + MIDDLE(k) x(k) + UPPER(k) x(k+1) = X(k) for each column of
## X, where the diagonal dominates, by parallel cyclic reduction: each step
## doubles the distance between the unknowns of an equation.

function x = solve_tridiagonal (lower, middle, upper, x)
  n = rows (x);
  distance = 1;
  while (distance < n)
    before = @(v, edge) [repmat(edge, distance, columns (v)); ...
                         v(1:n-distance,:)];
    after = @(v, edge) [v(distance+1:n,:); ...
                        repmat(edge, distance, columns (v))];
    one = ones (1, 1, "like", middle);
    zero = zeros (1, 1, "like", middle);
    l = -lower ./ before (middle, one);
    u = -upper ./ after (middle, one);
    x = x + l .* before (x, zero) + u .* after (x, zero);
    middle = (middle + l .* before (upper, zero) + u .* after (lower, zero));
    lower = l .* before (lower, zero);
    upper = u .* after (upper, zero);
    distance *= 2;
  endwhile
  x ./= middle;
endfunction
