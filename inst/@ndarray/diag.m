## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn  {} {@var{d} =} diag (@var{a})
## @deftypefnx {} {@var{d} =} diag (@var{a}, @var{k})
## @deftypefnx {} {@var{d} =} diag (@var{v}, @var{m}, @var{n})
## Return diagonal @var{k} of the nd array @var{a}, or the matrix (of @var{m}
## rows and @var{n} columns) which has the vector @var{v} as a diagonal.
## @seealso{tril, triu}
## @end deftypefn

function d = diag (varargin)
  d = __nd_by_size__ ("diag", @of_large, varargin{:});
endfunction

function d = of_large (a, varargin)

  ## Sizes are a matter of the host.
  varargin = cellfun (@gather, varargin, "UniformOutput", false);
  is_whole = @(k) isnumeric (k) && isscalar (k) && k == fix (k);
  are_whole = cellfun (is_whole, varargin);
  is_case = isndarray (a) && ndims (a) == 2 && all (are_whole) && nargin <= 3;
  if (is_case && nargin == 3)
    is_case = isvector (a) && all ([varargin{:}] >= 0);
  endif
  if (! is_case)
    d = __nd_octave__ ("diag", a, varargin{:});
  elseif (nargin == 3)
    d = matrix_of (a, varargin{:}, 0);
  elseif (rows (a) == 1 || columns (a) == 1)
    k = [varargin{:}, 0](1);
    n = numel (a) + abs (k);
    d = matrix_of (a, n, n, k);
  else
    d = diagonal_of (a, [varargin{:}, 0](1));
  endif

endfunction

function [start, count] = place (m, n, k)
  if (k >= 0)
    start = 1 + k * m;
  else
    start = 1 - k;
  endif
  count = max (0, min (m + min (k, 0), n - max (k, 0)));
endfunction

function d = matrix_of (v, m, n, k)
  d = zeros (m, n, "like", v);
  [start, count] = place (m, n, k);
  count = min (count, numel (v));
  if (count > 0)
    d(start + (0:count-1) * (m + 1)) = v(1:count);
  endif
endfunction

function d = diagonal_of (a, k)
  m = rows (a);
  [start, count] = place (m, columns (a), k);
  d = a(:)(start + (0:count-1) * (m + 1));
  if (isempty (a) && size_equal (a, []))
    d = a; # Octave's exception
  elseif (count == 0)
    d = reshape (d, 0, 1);
  endif
endfunction
