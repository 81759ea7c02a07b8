## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn  {} {[@var{n}, @var{x}] =} hist (@var{y})
## @deftypefnx {} {[@var{n}, @var{x}] =} hist (@var{y}, @var{bins}, @var{norm})
## Count the elements of the columns of an nd array in bins, as Octave's
## @code{hist} does: @var{bins} are how many, or their centers, which are an
## array on the same device.
## @seealso{histc, accumarray}
## @end deftypefn

function varargout = hist (varargin)

  [y, bins, scale] = [varargin, {[], 10, []}(nargin+1:end)]{:};
  is_case = (nargout > 0 && any (nargin == 1:3) && is_on_device (y)
             && all_numbers ({y, bins, scale}) && isreal (y) && isreal (bins)
             && ndims (y) == 2 && ! isempty (y) && isvector (bins)
             && (! isscalar (bins) || bins >= 1)
             && any (numel (scale) == [0, 1, columns(y)]) && all (scale > 0));
  if (! is_case)
    [varargout{1:nargout}] = __nd_octave__ ("hist", varargin{:});
    return;
  endif

  check_together ("hist", "Y", y, "X", bins, "NORM", scale);
  is_vector = isvector (y);
  if (is_vector)
    y = y(:);
  endif
  if (isscalar (bins))
    x = centers (y, fix (gather (bins))); # a size is a matter of the host
    is_even = true;
  else
    x = bins(:);
    if (isinteger (x))
      x = double (x);
    endif
    if (! issorted (x))
      warning ("hist: bin values X not sorted on input");
      x = sort (x);
    endif
    is_even = truth (diff (x) == x(2) - x(1));
  endif

  counts = count (double (y), double (x), is_even && numel (x) > 10);
  if (! isempty (scale))
    counts .*= scale(:).' ./ sum (! isnan (y), 1);
  endif
  varargout = {counts, x};
  if (is_vector)
    varargout = {counts.', x.'};
  endif

endfunction

## The centers of N bins of one width that hold all that is finite.
function x = centers (y, n)
  finite = y(isfinite (y))(:);
  if (! isfloat (finite))
    finite = double (finite);
  endif
  low = min (finite);
  high = max (finite);
  x = ramp_on (y, n).';
  if (low != high)
    x = ((high - low) .* (2 * x - 1) + 2 * n * low) ./ (2 * n);
  else
    x += low - floor ((n - 1) / 2) - 1;
  endif
endfunction

## How many elements of each column are nearest to each center: halfway is the
## lower one's.  Octave divides by the width of bins where there are many of one
## width.
function counts = count (y, x, by_width)
  n = numel (x);
  middles = (x(1:n-1) + x(2:n)) ./ 2;
  is_number = ! isnan (y);
  y(! is_number) = 0;
  if (by_width)
    k = ceil ((y - middles(1)) ./ ((x(n) - x(1)) ./ (n - 1)));
    k = max (0, min (n - 1, k));
  elseif (n == 1)
    k = 0 .* y;
  else
    k = lookup (middles, y);
    k -= pick (middles, max (k, 1)) == y;
  endif
  k += 1 + n .* (ramp_on (y, columns (y)) - 1);
  counts = __accumarray_sum__ (k(:), double (is_number(:)), n * columns (y));
  counts = reshape (counts, n, columns (y));
endfunction
