## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## S = stand_in (X): an ordinary array of ones, of X's class and number of
## dimensions, at most two along each.

function s = stand_in (x)
  s = cast (ones (min (size (x), 2)), class (x));
  if (iscomplex (x))
    s = complex (s, s);
  endif
endfunction
