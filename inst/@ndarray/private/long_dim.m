## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## DIM = long_dim (A): the first dimension that is longer than one, which most
## of Octave's functions that are written in its own language work along.

function dim = long_dim (a)
  dim = [find(size (a) > 1, 1), 1](1);
endfunction
