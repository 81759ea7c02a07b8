## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn {} {[@var{in}, @var{on}] =} inpolygon (@var{x}, @var{y}, @
## @var{xv}, @var{yv})
## Tell which points, whose coordinates are nd arrays, are in a polygon or on
## its edges, as Octave's @code{inpolygon} does.
##
## Where the points are on a device, the corners of the polygon may be there or
## not.
## @seealso{polyarea}
## @end deftypefn

function [in, on] = inpolygon (x, y, xv, yv)

  if (nargin < 4)
    print_usage ();
  endif

  if (! (nargin == 4 && fit_together (x, y) && size_equal (x, y)
         && isnumeric (xv) && isnumeric (yv) && isreal (xv) && isreal (yv)
         && isvector (xv) && isvector (yv) && size_equal (xv, yv)))
    [in, on] = __nd_octave__ ("inpolygon", x, y, xv, yv);
    return;
  endif

  check_together ("inpolygon", "X", x, "Y", y);
  in = on = x != x & false;
  n = numel (xv);
  for k = 1:n
    [x1, y1] = deal (xv(k), yv(k));
    [x2, y2] = deal (xv(mod (k - 2, n) + 1), yv(mod (k - 2, n) + 1));
    ## How far left of the edge, times its length.
    left = (x2 - x1) .* (y - y1) - (x - x1) .* (y2 - y1);
    rises = (y1 <= y & y < y2) | (y2 <= y & y < y1);
    in = xor (in, rises & left .* (y2 - y1) > 0);
    on |= (((y1 <= y & y <= y2) | (y2 <= y & y <= y1))
           & ((x1 <= x & x <= x2) | (x2 <= x & x <= x1))
           & (left == 0 | ! (x2 - x1)));
  endfor
  in |= on;

endfunction
