## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## K = bessel_k (NU, X, IS_SCALED, IS_BELOW): the modified Bessel function of
## the second kind of the order NU >= 0 at numbers on a device, in double; where
## IS_SCALED multiplied by exp (X).  Those left of the imaginary axis are
## reached by DLMF 10.34.2 from below the real axis or from above.

function k = bessel_k (nu, x, is_scaled, is_below = imag (x) < 0)
  is_left = real (x) < 0;
  w = merge (is_left, -x, x);
  [i, k, e] = bessel_ik (nu, w);
  k .*= exp (-e - w + is_scaled .* x);
  if (any (is_left(:)))
    side = 1 - 2 .* is_below;
    turn = half_turns (nu);
    turn = real (turn) - 1i .* imag (turn) .* side;
    i .*= exp (e + w + is_scaled .* x);
    k = merge (is_left, turn .* k - 1i .* pi .* side .* i, k);
  endif
endfunction
