## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn {} {@var{y} =} poly (@var{x})
## Return the polynomial whose roots are the elements of the vector @var{x} or
## the eigenvalues of the square matrix @var{x}, on its device, as Octave's
## @code{poly} does.
## @seealso{roots, polyval, eig}
## @end deftypefn

function y = poly (x)

  if (nargin < 1)
    print_usage ();
  elseif (! (is_on_device (x) && isfloat (x) && isreal (x) && ! isempty (x)
             && (isvector (x) || issquare (x))))
    y = __nd_library__ ("poly", 1, x);
    return;
  endif

  v = x(:).';
  if (! isvector (x))
    v = eig (x).';
  endif
  n = numel (v);
  y = nd_zeros (1, n + 1, "device", x.device);
  y(1) = 1;
  for k = 1:n
    y(2:k+1) -= v(k) .* y(1:k);
  endfor
  y = real (y);

endfunction
