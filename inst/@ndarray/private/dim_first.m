## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## [C, RESTORE] = dim_first (A, DIMS): the elements of A along the dimensions
## DIMS (none: each on its own) as the columns of a matrix; RESTORE puts a
## matrix of as many columns back.

function [c, restore] = dim_first (a, dims)
  if (isempty (dims))
    dims = ndims (a) + 1;
  endif
  sz = size (a);
  sz(end+1:max (dims)) = 1;
  others = 1:numel (sz);
  others(dims) = [];
  order = [dims(:).', others];
  c = reshape (permute (a, order), prod (sz(dims)), prod (sz(others)));
  ones_after = ones (1, numel (dims) - 1);
  restore = @(m) ipermute (reshape (m, [rows(m), ones_after, sz(others)]), ...
                           order);
endfunction
