## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn  {} {@var{pp} =} spline (@var{x}, @var{y})
## @deftypefnx {} {@var{yi} =} spline (@var{x}, @var{y}, @var{xi})
## Return the cubic spline through the nd array @var{y} over @var{x}, or its
## values at @var{xi}, as Octave's @code{spline} does.
## @seealso{pchip, ppval, interp1}
## @end deftypefn

function r = spline (x, y, varargin)

  n = numel (x);
  sz = size (y);
  if (columns (y) != n && columns (y) != n + 2 && ndims (y) == 2)
    sz = sz([2, 1]);
  endif
  m = sz(end);
  if (! (any (nargin == [2, 3]) && is_device_vector (x) && isfloat (x)
         && is_on_device (y) && n > 1 && any (m == [n, n + 2])
         && truth (! isnan (y))))
    check_together ("spline", "X", x, "Y", y);
    r = __nd_octave__ ("spline", x, y, varargin{:});
    return;
  endif

  check_together ("spline", "X", x, "Y", y, "XI", varargin{:});
  a = y;
  if (ndims (y) > 2 || columns (y) == m)
    a = reshape (y, [], m).';
  endif
  ends = [];
  if (m == n + 2)
    if (isinteger (y) && n > 2)
      spline (1:n, cast (ones (1, m), class (y))); # refuses
    endif
    ends = a([1, m],:);
    a = a(2:m-1,:);
  endif
  [x, order] = sort (x(:));
  [x, coefficients] = pieces (x, a(order,:), ends);
  r = mkpp (x, coefficients, sz(1:end-1));
  if (nargin == 3)
    r = ppval (r, varargin{1});
  endif

endfunction

## The breaks and coefficients of the pieces for the columns of A over X, with
## the slopes ENDS at its ends if there are any.  Integers are rounded where
## Octave rounds them.
function [x, coefficients] = pieces (x, a, ends)
  n = numel (x);
  h = diff (x);
  steps = diff (a, 1, 1);
  slopes = steps ./ h;
  if (isempty (ends) && n == 2)
    parts = {slopes, a(1,:)};
  elseif (n == 2)
    back = a(1,:) - a(2,:);
    parts = {(ends(1,:) + ends(2,:)) ./ h .^ 2 + 2 .* back ./ h .^ 3, ...
             (-2 .* ends(1,:) - ends(2,:)) ./ h - 3 .* back ./ h .^ 2, ...
             ends(1,:), a(1,:)};
  elseif (isempty (ends) && n == 3)
    back = a(1,:) - a(3,:);
    whole = x(3) - x(1);
    parts = {back ./ (-whole .* h(2)) + steps(1,:) ./ (-h(1) .* h(2)), ...
             steps(1,:) .* whole ./ (h(1) .* h(2)) ...
             + back .* h(1) ./ (whole .* h(2)), a(1,:)};
    x = x([1, 3]);
  else
    if (isempty (ends))
      c = not_a_knot (h, steps);
    else
      c = clamped (h, slopes, ends);
    endif
    parts = {diff(c, 1, 1) ./ (3 .* h), c(1:n-1,:), ...
             slopes - h ./ 3 .* (c(2:n,:) + 2 .* c(1:n-1,:)), a(1:n-1,:)};
  endif
  parts = cellfun (@(part) part.'(:), parts, "UniformOutput", false);
  coefficients = [parts{:}];
endfunction

## Half the second derivatives at the places, where the slopes at the ends are
## given.
function c = clamped (h, slopes, ends)
  edge = 0 .* h(1);
  change = diff ([ends(1,:); slopes; ends(2,:)], 1, 1);
  c = solve_tridiagonal ([edge; h], 2 .* ([edge; h] + [h; edge]), [h; edge], ...
                         3 .* change);
endfunction

## The same where the two pieces at each end are one polynomial.
function c = not_a_knot (h, steps)
  n = numel (h);
  change = diff (3 .* steps ./ h, 1, 1);
  change(1,:) = 3 ./ (h(1) + h(2)) ...
                .* (steps(2,:) - h(2) ./ h(1) .* steps(1,:));
  change(n-1,:) = 3 ./ (h(n) + h(n-1)) ...
                  .* (h(n-1) ./ h(n) .* steps(n,:) - steps(n-1,:));
  middle = 2 .* (h(1:n-1) + h(2:n));
  lower = h(1:n-1);
  upper = h(2:n);
  upper(n-1) = lower(1) = 0 .* h(1);
  middle(1) -= h(1);
  middle(n-1) -= h(n);
  upper(1) -= h(1);
  lower(n-1) -= h(n);
  c = solve_tridiagonal (lower, middle, upper, as_float (change));
  c = [c(1,:) + h(1) ./ h(2) .* (c(1,:) - c(2,:)); c; ...
       c(n-1,:) + h(n) ./ h(n-1) .* (c(n-1,:) - c(n-2,:))];
endfunction
