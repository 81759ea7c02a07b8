## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## IERR = bessel_ierr (SIZE, TYPE): what Octave's Bessel functions say of
## arguments of modulus SIZE: 3 where half of the digits of TYPE are lost, 4
## where all are (D. E. Amos, "Algorithm 644", ACM TOMS 12 (1986)).

function ierr = bessel_ierr (size, type)
  none = min (0.5 / double (eps (type)), 0.5 * double (intmax ("int32")));
  ierr = 3 .* (size > sqrt (none)) + (size > none);
endfunction
