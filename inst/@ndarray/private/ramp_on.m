## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## R = ramp_on (A, COUNT): the row 1:COUNT where the nd array A is.

function r = ramp_on (a, count)
  r = nd_colon (1, count, "device", a.device);
endfunction
