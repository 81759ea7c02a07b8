## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn {} {@var{y} =} sinc (@var{x})
## Return sin (pi x) / (pi x) for the elements of an nd array, as Octave's
## @code{sinc} does.
## @seealso{sin}
## @end deftypefn

function y = sinc (x)

  if (! (is_on_device (x) && all_numbers ({x})))
    y = __nd_octave__ ("sinc", x);
    return;
  endif
  if (islogical (x))
    x = double (x);
  endif
  t = pi .* x;
  y = merge (x == 0, 1, double (sin (t) ./ t));

endfunction
