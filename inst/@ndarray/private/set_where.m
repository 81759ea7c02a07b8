## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## Y = set_where (Y, CHOSEN, F, ...): F of the chosen elements of the other
## arguments in their places; it is not called for none.

function y = set_where (y, chosen, f, varargin)
  if (any (chosen(:)))
    parts = cellfun (@(v) v(chosen), varargin, "UniformOutput", false);
    y(chosen) = f (parts{:});
  endif
endfunction
