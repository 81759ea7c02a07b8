## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn {} {@var{c} =} cellslices (@var{a}, @var{lb}, @var{ub}, @var{dim})
## Return a cell array of the parts of an nd array from @var{lb} to @var{ub}
## along dimension @var{dim}, as Octave's @code{cellslices} does.
## @seealso{mat2cell, num2cell}
## @end deftypefn

function c = cellslices (a, lb, ub, varargin)

  if (nargin < 3)
    print_usage ();
  endif

  dim = [varargin, {first_dim(a)}]{1};
  is_bound = @(b) isnumeric (b) && ! isndarray (b) && all (b == fix (b));
  if (any (nargin == [3, 4]) && is_on_device (a) && is_bound (lb)
      && is_bound (ub) && numel (lb) == numel (ub) && is_dim (dim)
      && all (lb >= 1) && all (ub <= size (a, dim)))
    c = arrayfun (@(l, u) slice (a, dim, l:u), lb(:).', ub(:).', ...
                  "UniformOutput", false);
  else
    c = __nd_octave__ ("cellslices", a, lb, ub, varargin{:});
  endif

endfunction
