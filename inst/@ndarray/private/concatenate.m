## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## C = concatenate (DIM, PARTS): the nd array of numbers and logical values among
## which there is an nd array.  Strings, cells, sparse matrices and dimensions that
## are none follow Octave's own rules.

function c = concatenate (dim, parts)

  numeric = cellfun (@isnumeric, parts) | cellfun (@islogical, parts);
  if (all (numeric) && ! any (cellfun (@issparse, parts))
      && isscalar (dim) && isindex (dim))
    c = __nd_cat__ (dim, parts{:});
  else
    c = builtin ("cat", dim, parts{:});
  endif

endfunction
