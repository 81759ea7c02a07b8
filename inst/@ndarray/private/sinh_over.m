## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## S = sinh_over (E): sinh (E) ./ E, which is 1 at 0.

function s = sinh_over (e)
  s = merge (abs (e) < 1e-4, 1 + e .* e ./ 6, sinh (e) ./ e);
endfunction
