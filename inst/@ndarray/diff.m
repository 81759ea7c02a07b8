## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn  {} {@var{d} =} diff (@var{x})
## @deftypefnx {} {@var{d} =} diff (@var{x}, @var{k}, @var{dim})
## Return the differences of order @var{k} along dimension @var{dim} of an nd
## array, as Octave's @code{diff} does.
## @seealso{gradient, cumsum}
## @end deftypefn

function d = diff (varargin)
  d = __nd_by_size__ ("diff", @of_large, varargin{:});
endfunction

function d = of_large (x, k = 1, varargin)

  k = gather (k); # orders and dimensions are a matter of the host
  varargin = cellfun (@gather, varargin, "UniformOutput", false);
  if (isempty (k) && ndims (k) == 2)
    k = 1;
  endif
  is_case = (isndarray (x) && isnumeric (k) && isscalar (k)
             && k >= 0 && k == fix (k));
  if (is_case && isempty (varargin))
    dim = first_dim (x);
    is_case = size (x, dim) > k;
  elseif (is_case)
    dim = varargin{1};
    is_case = numel (varargin) == 1 && is_dim (dim) && dim <= ndims (x);
  endif
  if (isndarray (x) && isscalar (x) && isempty (varargin) && isequal (k, 1))
    d = zeros (0, 0, "like", x);
    return;
  elseif (! is_case)
    d = __nd_octave__ ("diff", x, k, varargin{:});
    return;
  endif

  n = size (x, dim);
  k = min (k, n);
  d = reshape (x, size (x)); # a value of its own, also where k is 0
  if (islogical (x))
    d = double (x);
  endif
  for i = 1:k
    d = slice (d, dim, 2:n) - slice (d, dim, 1:n-1);
    n -= 1;
  endfor

endfunction
