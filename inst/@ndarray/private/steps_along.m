## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## H = steps_along (M, X, DIM): the steps between the places X of the elements
## of M along dimension DIM, as an array that extends along it where M is.  A
## single number is the step itself.

function h = steps_along (m, x, dim)
  sz = [ones(1, dim - 1), size(m, dim) - 1, 1];
  if (isscalar (x))
    h = x .* nd_ones (sz, "device", m.device);
  else
    h = reshape (diff (x(:)), sz);
  endif
endfunction
