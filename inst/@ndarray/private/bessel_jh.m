## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## [J, Y, H] = bessel_jh (ALPHA, X, IS_SCALED): Bessel functions of the first,
## second and third kind of the order ALPHA at real numbers or complex ones that
## are not below the real axis, on a device, in double; where IS_SCALED J and Y
## are divided, H is multiplied by exp (abs (imag (X))).

function [j, y, h] = bessel_jh (alpha, x, is_scaled)

  is_left = isreal (x) & x < 0;
  z = merge (is_left, -x, x);
  [j, y, h] = of_order (abs (alpha), z, is_scaled);
  if (isreal (x))
    [j, y] = deal (real (j), imag (h));
  endif
  turn = half_turns (alpha);
  if (alpha < 0) # DLMF 10.4.5 to 10.4.7
    h = conj (turn) .* h;
    [j, y] = deal (part (real (turn), j) + part (imag (turn), y), ...
                   part (real (turn), y) - part (imag (turn), j));
  endif
  if (any (is_left(:))) # DLMF 10.11.1, 10.11.2, 10.11.5
    h = merge (is_left, -conj (turn) .* conj (h), h);
    y = merge (is_left, conj (turn) .* y + 2i .* part (real (turn), j), y);
    j = merge (is_left, turn .* j, j);
  endif

endfunction

## DLMF 10.27.6, 10.27.8, 10.4.3
function [j, y, h] = of_order (nu, x, is_scaled)
  [re, im] = deal (real (x), imag (x));
  [i, k, e] = bessel_ik (nu, complex (im, -re));
  turn = half_turns (nu / 2);
  j = turn .* i .* exp (e + complex (im - is_scaled .* im, -re));
  h = -2i ./ pi .* conj (turn) .* k;
  y = h .* exp (complex (-im - is_scaled .* im, re) - e);
  h .*= exp (complex (is_scaled .* im - im, re) - e);
  y = complex (imag (y) - imag (j), real (j) - real (y));
endfunction

## Infinite values do not count where the factor is 0.
function p = part (factor, values)
  p = 0;
  if (factor != 0)
    p = factor .* values;
  endif
endfunction
