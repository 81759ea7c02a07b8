## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn {} {@var{p} =} polyreduce (@var{c})
## Return the polynomial whose coefficients are the nd array @var{c} without the
## zeros it begins with, as Octave's @code{polyreduce} does.
## @seealso{polyout, roots}
## @end deftypefn

function p = polyreduce (c)

  if (! is_device_vector (c))
    p = __nd_octave__ ("polyreduce", c);
    return;
  endif

  first = gather (find (c != 0, 1)); # a size is a matter of the host
  if (isempty (first))
    p = nd_zeros (1, 1, "device", c.device);
  else
    p = c(first:end);
  endif

endfunction
