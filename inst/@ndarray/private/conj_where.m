## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## X = conj_where (CHOSEN, X): the conjugates of the numbers that are CHOSEN.

function x = conj_where (chosen, x)
  if (! isreal (x))
    x = merge (chosen, conj (x), x);
  endif
endfunction
