## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## [A, BEHIND, ZETA] = airy_ai (K, Z): Ai of numbers on a device that are not
## below the real axis, or its derivative where K is 1, in double, multiplied by
## exp (ZETA), ZETA = 2/3 * Z^(3/2); BEHIND is that of Z * exp (-2/3 * pi * i),
## divided by exp (ZETA).

function [a, behind, zeta] = airy_ai (k, z)
  z = merge (abs (z) < 1e-20, 1e-20, z);
  zeta = 2 / 3 .* z .* sqrt (z);
  third = exp (2i * pi / 3);
  factor = third ^ k;
  is_left = 2 .* real (z) < -abs (z);
  a = direct (k, merge (is_left, z .* third, z), is_left);
  behind = direct (k, z ./ third, ! is_left);
  ## DLMF 9.2.12, whose derivative has each rotation as a factor
  a = merge (is_left, exp (1i * pi / 3) ./ factor .* behind .* exp (2 .* zeta)
                      + exp (-1i * pi / 3) .* factor .* a, a);
endfunction

## Where |ph Z| <= 2/3 pi: DLMF 9.6.2, 9.6.3.
function a = direct (k, z, is_below)
  root = sqrt (z);
  a = bessel_k ((1 + k) / 3, 2 / 3 .* z .* root, true, is_below);
  if (k == 0)
    a .*= root ./ (pi * sqrt (3));
  else
    a .*= -z ./ (pi * sqrt (3));
  endif
endfunction
