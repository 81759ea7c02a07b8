## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn {} {@var{a} =} __accumdim_sum__ (@var{subs}, @var{vals}, @
## @var{dim}, @var{n})
## What @code{accumdim} calls to add slices.
## @end deftypefn

function a = __accumdim_sum__ (subs, vals, dim, n)

  [columns, restore] = dim_first (vals, dim);
  count = size (columns, 2);
  places = subs(:) + (ramp_on (subs, count) - 1) * n;
  a = __accumarray_sum__ (places(:), columns(:), n * count);
  a = restore (reshape (a, n, count));

endfunction
