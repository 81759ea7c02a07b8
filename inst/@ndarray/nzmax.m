## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn {} {@var{n} =} nzmax (@var{x})
## Return for how many elements an nd array has room, as Octave's @code{nzmax}
## does: for all of them.
## @seealso{nnz, numel}
## @end deftypefn

function n = nzmax (x)

  if (isndarray (x) && (isnumeric (x) || islogical (x)))
    n = numel (x);
  else
    n = __nd_octave__ ("nzmax", x);
  endif

endfunction
