## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn {} {@var{c} =} run_count (@var{x}, @var{n}, @var{dim})
## Count the rising runs of 1, 2, @dots{}, @var{n} or more elements of an nd
## array along dimension @var{dim}, as Octave's @code{run_count} does.
## @seealso{runlength, ranks}
## @end deftypefn

function counts = run_count (x, n, varargin)

  if (nargin < 2)
    print_usage ();
  endif

  dim = [varargin, {long_dim(x)}]{1};
  if (! (any (nargin == [2, 3]) && is_on_device (x) && all_numbers ({x})
         && ! isempty (x) && is_dim (n) && is_dim (dim) && dim <= ndims (x)))
    counts = __nd_octave__ ("run_count", x, n, varargin{:});
    return;
  endif

  [c, restore] = dim_first (x, dim);
  edge = nd_full (Inf, 1, columns (c), "device", x.device);
  ends = find (diff ([edge; c; -edge], 1, 1) < 0);
  runs = nd_zeros (rows (c) + 1, columns (c), "device", x.device);
  runs(ends(2:end) - 1) = diff (ends);
  runs = runs(1:end-1,:);
  counts = cell (n, 1);
  for k = 1:n-1
    counts{k} = sum (runs == k, 1);
  endfor
  counts{n} = sum (runs >= n, 1);
  counts = restore (vertcat (counts{:}));

endfunction
