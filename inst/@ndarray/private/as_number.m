## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## X = as_number (X): truth values as the numbers 0 and 1.

function x = as_number (x)
  if (islogical (x))
    x = double (x);
  endif
endfunction
