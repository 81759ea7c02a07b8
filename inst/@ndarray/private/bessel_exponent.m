## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## E = bessel_exponent (TYPE): Octave's Bessel functions in TYPE lie between
## exp (-E) and exp (E) (D. E. Amos, "Algorithm 644", ACM TOMS 12 (1986)).

function e = bessel_exponent (type)
  e = 700.92;
  if (strcmp (type, "single"))
    e = 79.75;
  endif
endfunction
