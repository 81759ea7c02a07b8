## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn  {} {@var{c} =} num2cell (@var{a})
## @deftypefnx {} {@var{c} =} num2cell (@var{a}, @var{dims})
## Return a cell array of the elements of an nd array, or of the parts of it
## that extend along dimensions @var{dims}, as Octave's @code{num2cell} does.
##
## What a device's array is cut into is on that device.
## @seealso{mat2cell, cellslices}
## @end deftypefn

function c = num2cell (varargin)
  c = __nd_by_size__ ("num2cell", @of_large, varargin{:});
endfunction

function c = of_large (a, varargin)

  dims = [varargin, {[]}]{1};
  if (! (nargin < 3 && is_on_device (a) && isnumeric (dims)
         && all (arrayfun (@is_dim, dims(:)))
         && numel (unique (dims)) == numel (dims)))
    c = __nd_octave__ ("num2cell", a, varargin{:});
    return;
  endif

  lengths = arrayfun (@(n) ones (1, n), size (a), "UniformOutput", false);
  dims = dims(dims <= ndims (a));
  lengths(dims) = num2cell (size (a)(dims));
  c = cut (a, lengths);

endfunction
