## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## A = sliding (DATA, M, N, STEP): the M x N matrix whose columns are M elements
## of the vector DATA: the next column those STEP (1 or -1) further on; the
## first ones are in the first column, or in the last one.

function a = sliding (data, m, n, step)
  k = step * (ramp_on (data, n) - 1);
  if (step < 0)
    k += n - 1;
  endif
  a = pick (data, ramp_on (data, m).' + k);
endfunction
