## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn  {} {@var{a} =} vander (@var{c})
## @deftypefnx {} {@var{a} =} vander (@var{c}, @var{n})
## Return the Vandermonde matrix of an nd array, as Octave's @code{vander} does.
## @seealso{polyfit, toeplitz, hankel}
## @end deftypefn

function a = vander (varargin)
  a = __nd_by_size__ ("vander", @of_large, varargin{:});
endfunction

function a = of_large (c, varargin)

  n = [varargin, {length(c)}]{1};
  if (! (nargin < 3 && is_device_vector (c)
         && isnumeric (n) && isscalar (n) && n >= 1 && n == fix (n)))
    a = __nd_octave__ ("vander", c, varargin{:});
    return;
  endif

  c = c(:);
  powers = [ones(size (c), "like", c), cumprod(repmat (c, 1, n - 1), 2)];
  a = cast (fliplr (powers), class (c));

endfunction
