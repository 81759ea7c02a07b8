## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn {} {@var{m} =} blkdiag (@var{a}, @var{b}, @dots{})
## Put nd arrays along the diagonal of a matrix of zeros, as Octave's
## @code{blkdiag} does.
## @seealso{cat, diag}
## @end deftypefn

function m = blkdiag (varargin)

  if (! (any (cellfun (@is_on_device, varargin)) && all_numbers (varargin)
         && ! any (cellfun (@islogical, varargin))
         && all (cellfun (@ndims, varargin) == 2)))
    m = __nd_octave__ ("blkdiag", varargin{:});
    return;
  endif

  check_together ("blkdiag", [op_names(nargin); varargin]{:});
  heights = cellfun (@rows, varargin);
  widths = cellfun (@columns, varargin);
  m = nd_zeros (sum (heights), sum (widths), "device", device_of (varargin{:}));
  below = cumsum (heights);
  right = cumsum (widths);
  for k = 1:nargin
    m(below(k) - heights(k) + 1:below(k),right(k) - widths(k) + 1:right(k)) ...
      = varargin{k};
  endfor

endfunction
