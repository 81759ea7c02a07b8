## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## [C, RESTORE] = dim_first (A, DIM): the elements of A along dimension DIM as
## the columns of a matrix; RESTORE puts a matrix of as many columns back.

function [c, restore] = dim_first (a, dim)
  sz = size (a);
  order = 1:max (ndims (a), dim);
  order([1, dim]) = order([dim, 1]);
  sz(end+1:numel (order)) = 1;
  sz = sz(order);
  c = reshape (permute (a, order), sz(1), prod (sz(2:end)));
  restore = @(m) permute (reshape (m, [rows(m), sz(2:end)]), order);
endfunction
