## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn  {} {@var{y} =} cplxpair (@var{z})
## @deftypefnx {} {@var{y} =} cplxpair (@var{z}, @var{tol}, @var{dim})
## Sort the elements of an nd array into pairs of conjugate complex numbers, and
## the real ones after them, as Octave's @code{cplxpair} does.
## @seealso{roots}
## @end deftypefn

function y = cplxpair (z, varargin)

  tol = [varargin, {[]}]{1};
  dim = [varargin(2:end), {long_dim(z)}]{1};
  if (! (any (nargin == 1:3) && is_on_device (z) && all_numbers ({z})
         && ! isempty (z) && (isempty (tol) || is_tolerance (tol))
         && is_dim (dim) && dim <= ndims (z)))
    y = __nd_octave__ ("cplxpair", z, varargin{:});
    return;
  endif

  name = "double";
  if (isa (z, "single"))
    name = "single";
  endif
  if (isempty (tol))
    tol = 100 * eps (name);
  endif
  [z, restore] = dim_first (z, dim);
  z = in_order (z, real (z));
  is_real = abs (imag (z)) ./ (abs (z) + realmin (name)) <= tol;
  z(is_real) = real (z(is_real));
  z = in_order (z, is_real);
  y = restore (pair (z, rows (z) - sum (is_real, 1), tol));

endfunction

function tf = is_tolerance (tol)
  tf = isnumeric (tol) && isscalar (tol) && tol >= 0 && tol < 1;
endfunction

## The columns of Z sorted by KEYS.
function z = in_order (z, keys)
  [~, k] = sort (keys, 1);
  z = pick (z, k + (ramp_on (z, columns (z)) - 1) .* rows (z));
endfunction

## The first P elements of the columns of Z in pairs: of all columns one at a
## time.
function y = pair (z, p, tol)
  y = z;
  n = rows (z);
  before = (ramp_on (z, columns (z)) - 1) .* n;
  k = 1;
  while (any (k <= p))
    is_left = k <= p;
    first = z(k,:);
    distance = abs (z(k+1:n,:) - conj (first));
    distance(ramp_on (z, n)(k+1:n).' > p) = NaN;
    [v, at] = min (distance, [], 1);
    if (k == n || any (is_left & (k == p | v >= tol .* abs (first))))
      error ("cplxpair: could not pair all complex numbers");
    endif
    ## The one of the pair above the axis, and the number that has to make room.
    place = before + k + at;
    upper = merge (imag (first) > 0, first, pick (z, place));
    y(k,:) = merge (is_left, conj (upper), y(k,:));
    y(k+1,:) = merge (is_left, upper, y(k+1,:));
    z(place) = merge (is_left, z(k+1,:), pick (z, place));
    k += 2;
  endwhile
endfunction
