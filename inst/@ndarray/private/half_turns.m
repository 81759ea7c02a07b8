## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## U = half_turns (T): exp (pi * i * T) of a number, exact for whole halves.

function u = half_turns (t)
  u = cosd (180 * t) + 1i * sind (180 * t);
endfunction
