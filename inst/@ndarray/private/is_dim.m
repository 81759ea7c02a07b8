## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## TF = is_dim (DIM): can it be the number of a dimension?

function tf = is_dim (dim)
  tf = isnumeric (dim) && isscalar (dim) && dim >= 1 && dim == fix (dim);
endfunction
