## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## DIM = first_dim (A): the dimension that functions work along by default.

function dim = first_dim (a)
  dim = find (size (a) != 1, 1);
  if (isempty (dim))
    dim = 1;
  endif
endfunction
