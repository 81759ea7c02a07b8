## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn {} {@var{v} =} vech (@var{x})
## Return the columns of an nd array from the diagonal on, one below the other,
## as Octave's @code{vech} does.
## @seealso{vec, tril}
## @end deftypefn

function v = vech (x)

  if (is_on_device (x) && issquare (x) && ! isempty (x))
    k = ramp_on (x, rows (x));
    v = x(k.' >= k)(:);
  else
    v = __nd_octave__ ("vech", x);
  endif

endfunction
