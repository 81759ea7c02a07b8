## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn  {} {@var{z} =} cumtrapz (@var{y})
## @deftypefnx {} {@var{z} =} cumtrapz (@var{x}, @var{y})
## @deftypefnx {} {@var{z} =} cumtrapz (@dots{}, @var{dim})
## Integrate nd arrays by the trapezoidal rule from the first element up to
## each, as Octave's @code{cumtrapz} does.
## @seealso{trapz, cumsum}
## @end deftypefn

function z = cumtrapz (x, varargin)

  y = x;
  options = varargin;
  has_places = (nargin == 3 || (nargin == 2 && ! (isscalar (varargin{1})
                                                  && ! isscalar (x))));
  if (has_places)
    y = varargin{1};
    options(1) = [];
  endif
  dim = [options, {long_dim(y)}]{1};
  is_case = (any (nargin == 1:3) && all_numbers ({x, y}) && ! isempty (y)
             && (is_on_device (x) || is_on_device (y))
             && is_dim (dim) && dim <= ndims (y)
             && (isscalar (x) || size_equal (x, y)
                 || (isvector (x) && numel (x) == size (y, dim))));
  if (! is_case)
    z = __nd_octave__ ("cumtrapz", x, varargin{:});
    return;
  endif

  check_together ("cumtrapz", "X", x, "Y", y);
  if (! isndarray (y))
    y = gpu_tensor (y, x.device);
  endif
  n = size (y, dim);
  pairs = slice (y, dim, 2:n) + slice (y, dim, 1:n-1);
  if (! has_places)
    z = 0.5 .* cumsum (pairs, dim);
  elseif (isscalar (x))
    z = 0.5 .* x .* cumsum (pairs, dim);
  else
    if (isvector (x))
      x = reshape (x, [ones(1, dim - 1), n, 1]);
    endif
    z = 0.5 .* cumsum (diff (x, 1, dim) .* pairs, dim);
  endif
  sz = size (y);
  sz(dim) = 1;
  z = cat (dim, nd_zeros (sz, "device", y.device), z);

endfunction
