## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn {} {@var{a} =} compan (@var{c})
## Return the companion matrix of the polynomial @var{c}, an nd array, as
## Octave's
## @code{compan} does.
## @seealso{roots, poly}
## @end deftypefn

function a = compan (c)

  if (! is_device_vector (c))
    a = __nd_octave__ ("compan", c);
    return;
  endif

  n = numel (c) - 1;
  a = nd_zeros (n, n, "device", c.device);
  a(2:n+1:end) = 1;
  if (n > 0)
    a(1,:) = -c(2:end) ./ c(1);
  endif

endfunction
