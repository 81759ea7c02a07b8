## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn  {} {@var{z} =} dot (@var{x}, @var{y})
## @deftypefnx {} {@var{z} =} dot (@var{x}, @var{y}, @var{dim})
## Return the dot products of nd arrays along dimension @var{dim}, as Octave's
## @code{dot} does: in one pass over both.
## @seealso{cross, sum}
## @end deftypefn

function z = dot (varargin)
  z = __nd_by_size__ ("dot", @of_large, varargin{:});
endfunction

function z = of_large (x, varargin)

  is_case = (any (nargin == [2, 3]) && isnumeric (x) && isnumeric (varargin{1})
             && (nargin < 3 || is_dim (varargin{2})));
  is_pair = false;
  if (is_case && ! size_equal (x, varargin{1}))
    is_pair = (nargin == 2 && isvector (x) && isvector (varargin{1})
               && numel (x) == numel (varargin{1}));
    is_case = is_pair;
  endif
  if (! is_case || isempty (x))
    z = __nd_octave__ ("dot", x, varargin{:});
    return;
  endif

  y = varargin{1};
  if (is_pair)
    x = x(:);
    y = y(:);
  endif
  if (iscomplex (x) || iscomplex (y))
    x = as_float (x);
    y = as_float (y);
  endif
  dim = [varargin{2:end}, first_dim(x)](1);
  if (iscomplex (x))
    x = conj (x);
  endif
  z = sum (x .* y, dim);

endfunction
