## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## NAMES = op_names (N): op1, op2, ...: what arguments are called that have no
## names.

function names = op_names (n)
  names = arrayfun (@(k) sprintf ("op%d", k), 1:n, "UniformOutput", false);
endfunction
