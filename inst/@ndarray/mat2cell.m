## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn  {} {@var{c} =} mat2cell (@var{a}, @var{m})
## @deftypefnx {} {@var{c} =} mat2cell (@var{a}, @var{m}, @var{n}, @dots{})
## Cut an nd array into parts that are @var{m} high, @var{n} wide, @dots{}, as
## Octave's @code{mat2cell} does.
##
## What a device's array is cut into is on that device.
## @seealso{num2cell, cellslices}
## @end deftypefn

function c = mat2cell (a, varargin)

  lengths = varargin;
  for d = numel (lengths) + 1:ndims (a)
    lengths{d} = size (a, d);
  endfor
  fits = @(len, d) (isnumeric (len) && ! isndarray (len) && isvector (len)
                    && all (len >= 0) && all (len == fix (len))
                    && sum (len) == size (a, d));
  is_case = (nargin > 1 + (ndims (a) > 2) && is_on_device (a)
             && all (cellfun (fits, lengths, num2cell (1:numel (lengths)))));
  if (is_case)
    c = cut (a, cellfun (@(len) len(:).', lengths, "UniformOutput", false));
  else
    c = __nd_octave__ ("mat2cell", a, varargin{:});
  endif

endfunction
