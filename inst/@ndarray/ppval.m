## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn {} {@var{yi} =} ppval (@var{pp}, @var{xi})
## Evaluate a piecewise polynomial at the elements of @var{xi}, as Octave's
## @code{ppval} does.  Where @var{xi} is on a device, so are the arrays that
## @var{pp} was made of.
## @seealso{mkpp, interp1, spline, pchip}
## @end deftypefn

function yi = ppval (pp, xi)

  if (nargin < 2)
    print_usage ();
  endif

  if (nargin == 2 && isfield (pp, "breaks"))
    check_together ("ppval", "PP", pp.breaks, "XI", xi);
  endif
  yi = builtin ("ppval", pp, xi);

endfunction
