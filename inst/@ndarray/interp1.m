## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn  {} {@var{yi} =} interp1 (@var{x}, @var{y}, @var{xi})
## @deftypefnx {} {@var{yi} =} interp1 (@var{y}, @var{xi})
## @deftypefnx {} {@var{yi} =} interp1 (@dots{}, @var{method}, @var{extrap})
## Interpolate nd arrays in one dimension, as Octave's @code{interp1} does.
##
## Where an array is on a device, all are.
## @seealso{lookup, spline, pchip, interp2}
## @end deftypefn

function yi = interp1 (x, y, varargin)

  if (nargin < 2)
    print_usage ();
  endif

  if (isndarray (x)
      && (isempty (varargin) || ischar (varargin{1})))
    check_together ("interp1", "Y", x, "XI", y);
    ## The places of y = x are 1, 2, ... where it is.
    n = rows (x);
    if (isvector (x))
      n = numel (x);
    endif
    yi = builtin ("interp1", ramp_on (x, n), x, y, varargin{:});
  else
    if (nargin > 2 && isnumeric (varargin{1}))
      check_together ("interp1", "X", x, "Y", y, "XI", varargin{1});
    endif
    yi = builtin ("interp1", x, y, varargin{:});
  endif

endfunction
