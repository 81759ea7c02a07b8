## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn {} {@var{s} =} sqrtm (@var{a})
## Return the matrix square root of an nd array, as Octave's @code{sqrtm} does,
## on its device.
##
## Devices that have only libraries of their own refuse matrices that are
## neither symmetric nor Hermitian.
## @seealso{expm, logm}
## @end deftypefn

function s = sqrtm (a)

  if (nargin == 1 && is_hermitian_matrix (a))
    [v, lambda] = eig (a, "vector");
    s = (v .* sqrt (lambda).') * v';
  else
    s = __nd_library__ ("sqrtm", Inf, a);
  endif

endfunction
