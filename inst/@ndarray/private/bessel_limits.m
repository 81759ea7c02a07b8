## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## [Y, IERR] = bessel_limits (Y, IERR, IS_OVER, TYPE): 0 where too small for
## what Octave's Bessel functions give in TYPE, Inf where too large or where
## IS_OVER says so, which IERR tells.

function [y, ierr] = bessel_limits (y, ierr, is_over, type)
  largest = exp (bessel_exponent (type));
  modulus = abs (y);
  y = merge (modulus < 1 / largest, 0, y);
  is_over |= ! (modulus <= largest);
  if (any (is_over(:)))
    y = merge (is_over, complex (Inf, Inf), y);
    ierr = merge (is_over, 2, ierr);
  endif
endfunction
