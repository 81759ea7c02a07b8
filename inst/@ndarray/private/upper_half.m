## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## X = upper_half (X): complex numbers below the real axis are reflected.

function x = upper_half (x)
  if (! isreal (x))
    x = complex (real (x), abs (imag (x)));
  endif
endfunction
