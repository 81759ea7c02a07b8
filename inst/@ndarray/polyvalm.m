## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn {} {@var{y} =} polyvalm (@var{c}, @var{x})
## Evaluate the polynomial @var{c} at the square matrix @var{x}, on the device
## of the arrays, as Octave's @code{polyvalm} does.
## @seealso{polyval}
## @end deftypefn

function y = polyvalm (c, x)

  if (nargin == 2 && is_on_device (x) && isfloat (x) && issquare (x)
      && isvector (c))
    id = nd_eye (rows (x), class (x), "device", x.device);
    y = c(1) .* id;
    for k = 2:numel (c)
      y = y * x + c(k) .* id;
    endfor
  elseif (nargin == 2)
    y = __nd_library__ ("polyvalm", 2, c, x);
  else
    print_usage ();
  endif

endfunction
