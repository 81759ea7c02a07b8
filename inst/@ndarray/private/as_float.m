## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## X = as_float (X): integers and truth values in double.

function x = as_float (x)
  if (! isfloat (x))
    x = double (x);
  endif
endfunction
