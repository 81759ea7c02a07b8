## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn  {} {@var{q} =} quantile (@var{x})
## @deftypefnx {} {@var{q} =} quantile (@var{x}, @var{p}, @var{dim}, @
## @var{method})
## Return the quantiles @var{p} of an nd array along dimension @var{dim}, as
## Octave's @code{quantile} does.
##
## Where @var{x} is on a device, the few numbers @var{p} may be there or not.
## @seealso{prctile, iqr, median, sort}
## @end deftypefn

function q = quantile (x, varargin)

  p = [varargin, {[]}]{1};
  dim = [varargin(2:end), {long_dim(x)}]{1};
  method = [varargin(3:end), {5}]{1};
  if (isempty (p))
    p = [0, 0.25, 0.5, 0.75, 1];
  endif
  if (! (any (nargin == 1:4) && is_on_device (x) && all_numbers ({x})
         && ! isempty (x) && isnumeric (p) && isvector (p) && isreal (p)
         && is_dim (dim)
         && (size (x, dim) == 1 || (isnumeric (method) && isscalar (method)
                                    && any (method == 1:9)))))
    q = __nd_octave__ ("quantile", x, varargin{:});
    return;
  endif

  args = varargin;
  args(1:min (1, end)) = {gather(p)};
  sample = ask_octave ("quantile", x, args{:}); # what it refuses, and the class
  [c, restore] = dim_first (x, dim);
  if (! isfloat (c))
    c = double (c);
  endif
  fractions = nd_zeros (numel (p), 1, "device", x.device);
  fractions(:) = p(:);
  q = of_columns (sort (c, 1), min (max (fractions, 0), 1), method);
  is_outside = ! (fractions >= 0 & fractions <= 1);
  if (any (is_outside))
    bounds = Inf .* ((fractions > 1) - (fractions < 0)); # NaN where it is NaN
    q(is_outside,:) = repmat (bounds(is_outside), 1, columns (q));
  endif
  q = restore (cast (q, class (sample)));
  if (isvector (q) && ! isscalar (q) && ! isscalar (p))
    shape = {[], 1};
    if (isrow (p))
      shape = {1, []};
    endif
    q = reshape (q, shape{:});
  endif

endfunction

## The quantiles P of columns that are sorted, with NaN at their ends.
function q = of_columns (c, p, method)
  if (rows (c) == 1)
    q = repmat (c, numel (p), 1);
    return;
  endif
  n = sum (! isnan (c), 1);
  before = rows (c) .* (ramp_on (c, columns (c)) - 1);
  at = @(k) pick (c, k + before);
  switch (method)
    case 1
      q = at (max (ceil (p .* n), 1));
    case 2
      k = p .* n;
      q = (at (max (ceil (k), 1)) + at (max (min (floor (k + 1), n), 1))) ./ 2;
    case 3
      q = at (max (half_to_even (p .* n), 1));
    otherwise
      grow = [0, 0, 1, -1, 1/3, 0.25](method - 3);
      shift = [0, 0.5, 0, 1, 1/3, 0.375](method - 3);
      k = p .* (n + grow) + shift;
      below = max (min (floor (k), n - 1), 1);
      part = max (min (k - below, 1), 0);
      q = (1 - part) .* at (below) + part .* at (min (below + 1, max (n, 1)));
  endswitch
endfunction

function r = half_to_even (x)
  r = round (x);
  r -= (abs (r - x) == 0.5) .* mod (r, 2);
endfunction
