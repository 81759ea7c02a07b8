## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## B = slice (A, DIM, INDEX): A(:,...,INDEX,...,:).

function b = slice (a, dim, index)
  all = repmat ({":"}, 1, max (ndims (a), dim));
  all{dim} = index;
  b = a(all{:});
endfunction
