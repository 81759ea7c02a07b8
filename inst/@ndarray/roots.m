## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn {} {@var{r} =} roots (@var{c})
## Return the roots of the polynomial @var{c}, on its device: the eigenvalues of
## its companion matrix, as Octave's @code{roots} does.
## @seealso{poly, polyval, eig}
## @end deftypefn

function r = roots (c)

  if (nargin < 1)
    print_usage ();
  elseif (! (is_on_device (c) && isfloat (c) && isvector (c))
          || any (! isfinite (c(:))) || all (c(:) == 0))
    r = __nd_library__ ("roots", 1, c);
    return;
  endif

  c = c(:);
  n = numel (c);
  f = gather (find (c ./ max (abs (c))));
  c = c(f(1):f(end));
  l = numel (c) - 1;
  r = nd_zeros (n - f(end), 1, "device", c.device);
  if (l > 0)
    companion = nd_zeros (l, l, "device", c.device);
    companion(2:l+1:end) = 1;
    companion(1,:) = -c(2:end) ./ c(1);
    r = [eig(companion); r];
  endif

endfunction
