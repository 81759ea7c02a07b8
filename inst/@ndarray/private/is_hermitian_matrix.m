## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## TF = is_hermitian_matrix (A): is A a finite symmetric or Hermitian matrix on
## a device?  Then functions of it are functions of its eigenvalues.

function tf = is_hermitian_matrix (a)
  tf = (is_on_device (a) && isfloat (a) && ! isempty (a) && issquare (a)
        && truth (isfinite (a)) && ishermitian (a));
endfunction
