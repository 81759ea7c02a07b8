## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## [J, H, Y] = bessel_jh (ALPHA, X): Bessel functions of the first, third and
## second kind of the order ALPHA at real numbers or complex ones that are not
## below the real axis, on a device, in double.  Where all X >= 0, J and Y are
## real.

function [j, h, y] = bessel_jh (alpha, x)
  turn = half_turns (alpha);
  if (isreal (x))
    [j, y] = bessel_jy (alpha, abs (x));
    h = complex (j, y);
    if (any (x(:) < 0)) # DLMF 10.11.1, 10.11.2, 10.11.5
      h = merge (x < 0, -conj (turn) .* conj (h), h);
      y = merge (x < 0, conj (turn) .* y + 2i .* real (turn) .* j, y);
      j = merge (x < 0, turn .* j, j);
    endif
  else
    [j, h, y] = of_complex (abs (alpha), x);
    if (alpha < 0) # DLMF 10.4.5 to 10.4.7
      h = conj (turn) .* h;
      [j, y] = deal (real (turn) .* j + imag (turn) .* y, ...
                     real (turn) .* y - imag (turn) .* j);
    endif
  endif
endfunction

## DLMF 10.27.6, 10.27.8, 10.4.3
function [j, h, y] = of_complex (nu, x)
  w = complex (imag (x), -real (x));
  [i, k] = bessel_ik (nu, w);
  turn = half_turns (nu / 2);
  j = turn .* i .* exp (w);
  h = -2i ./ pi .* conj (turn) .* k .* exp (-w);
  y = complex (imag (h) - imag (j), real (j) - real (h));
endfunction
