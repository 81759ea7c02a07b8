## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## B = pick (A, K): the elements K of A, in the shape of K, also where A is a
## vector.

function b = pick (a, k)
  b = reshape (a(k), size (k));
endfunction
