## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## TF = are_places (X, N): are they one step, or the places of N elements?

function tf = are_places (x, n)
  tf = isnumeric (x) && (isscalar (x) || (isvector (x) && numel (x) == n));
endfunction
