## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn  {} {@var{m} =} median (@var{x})
## @deftypefnx {} {@var{m} =} median (@var{x}, @dots{})
## Return the median of an nd array along dimensions, with the arguments that
## Octave's @code{median} takes and by its rules.
## @seealso{mean, mode}
## @end deftypefn

function m = median (varargin)
  m = __nd_by_size__ ("median", @of_large, varargin{:});
endfunction

function m = of_large (x, varargin)

  if (! isndarray (x) || isempty (x))
    m = __nd_octave__ ("median", x, varargin{:});
    return;
  endif
  [sample, dims] = ask_octave ("median", x, varargin{:});
  [c, restore] = dim_first (x, dims);
  if (any (strcmpi (varargin, "omitnan")) && isfloat (x))
    m = median_of_numbers (c);
  else
    m = median_of_all (c, isvector (x));
  endif
  m = cast (restore (m), class (sample));

endfunction

function m = median_of_all (x, is_vector)
  n = rows (x);
  half = floor ((n + 1) / 2);
  if (iscomplex (x))
    x = sort (x, 1);
    low = x(half,:);
    high = x(floor (n / 2) + 1,:);
  elseif (mod (n, 2) == 1)
    low = high = nth_element (x, half, 1);
  else
    two = nth_element (x, half:half+1, 1);
    low = two(1,:);
    high = two(2,:);
  endif
  m = low;
  if (mod (n, 2) == 0)
    m = middle (low, high, is_vector);
  endif
  if (isfloat (x))
    m(any (isnan (x), 1)) = NaN;
  endif
endfunction

## Sorting puts NaN last, so that numbers are the first rows of each column.
function m = median_of_numbers (x)
  n = sum (! isnan (x), 1);
  x = sort (x, 1);
  before = (ramp_on (x, columns (x)) - 1) .* rows (x);
  low = x(max (floor ((n + 1) ./ 2), 1) + before);
  high = x(min (floor (n ./ 2) + 1, rows (x)) + before);
  m = low;
  is_even = mod (n, 2) == 0;
  m(is_even) = (low(is_even) + high(is_even)) ./ 2;
  m(n == 0) = NaN;
endfunction

## Half way between two rows of elements.  Octave 11 does not let integers
## saturate on the way, nor the numbers of a vector overflow; older ones add to
## 0, so that zeros have no sign.
function m = middle (low, high, is_vector)
  persistent is_careful = median (int8 ([100, 127])) == 114;
  if (is_careful && isinteger (low))
    is_same = sign (low) .* sign (high) == 1;
    m = merge (is_same, low + (high - low) ./ 2, (low + high) ./ 2);
  elseif (is_careful && is_vector && isfloat (low))
    m = low + (high - low) ./ 2;
    m(isinf (low) | isinf (high)) = (low + high)(isinf (low) | isinf (high));
  elseif (is_careful)
    m = (low + high) ./ 2;
  else
    m = (0 + low + high) ./ 2;
  endif
endfunction
