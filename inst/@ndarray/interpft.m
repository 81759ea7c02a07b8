## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn {} {@var{z} =} interpft (@var{x}, @var{n}, @var{dim})
## Resample an nd array to @var{n} points along dimension @var{dim} by Fourier
## transforms, as Octave's @code{interpft} does.
## @seealso{interp1, fft}
## @end deftypefn

function z = interpft (x, n, varargin)

  if (nargin < 2)
    print_usage ();
  endif

  dim = [varargin, {1 + isrow(x)}]{1};
  if (! (any (nargin == [2, 3]) && is_on_device (x) && isfloat (x)
         && ! isempty (x) && is_dim (n) && is_dim (dim) && dim <= ndims (x)))
    z = __nd_octave__ ("interpft", x, n, varargin{:});
    return;
  endif

  [c, restore] = dim_first (x, dim);
  m = rows (c);
  every = ceil (m / n);
  half = ceil (m / 2);
  added = n * every - m;
  spectrum = fft (c) ./ m;
  gap = nd_zeros (added, columns (c), "device", x.device);
  upper = spectrum(half+1:m,:);
  if (added > 0 && half == m / 2)
    ## The frequency in the middle is as much a positive as a negative one.
    upper(1,:) ./= 2;
    gap(1,:) = upper(1,:);
  endif
  z = n .* ifft ([spectrum(1:half,:); gap; upper]);
  z = restore (every .* z(1:every:end,:));

endfunction
