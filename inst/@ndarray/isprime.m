## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn {} {@var{tf} =} isprime (@var{x})
## Tell which elements of an nd array are prime numbers, as Octave's
## @code{isprime} does.
##
## On a device up to 195e8: they are divided by every prime number that might be
## a factor.
## @seealso{primes, factor, gcd}
## @end deftypefn

function tf = isprime (x)

  is_case = (is_on_device (x) && all_numbers ({x}) && isreal (x)
             && ! isempty (x) && truth (fix (x) == x));
  if (is_case)
    x = abs (x);
    largest = double (gather (max (x(:)))); # how many numbers to divide by
    is_case = largest <= 195e8;
  endif
  if (! is_case)
    tf = __nd_octave__ ("isprime", x);
    return;
  endif

  tf = x > 1;
  for p = primes (sqrt (largest))
    tf &= rem (x, p) != 0 | x == p;
  endfor

endfunction
