## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn  {} {@var{yi} =} interp1 (@var{x}, @var{y}, @var{xi})
## @deftypefnx {} {@var{yi} =} interp1 (@var{y}, @var{xi})
## @deftypefnx {} {@var{yi} =} interp1 (@dots{}, @var{method}, @var{extrap})
## Interpolate nd arrays in one dimension, as Octave's @code{interp1} does.
##
## On a device @var{method} is @qcode{"linear"}, @qcode{"nearest"},
## @qcode{"previous"} or @qcode{"next"}.
## @seealso{lookup}
## @end deftypefn

function yi = interp1 (x, y, varargin)

  if (nargin > 1 && isndarray (x)
      && (isempty (varargin) || ischar (varargin{1})))
    ## The places of y = x are 1, 2, ... where it is.
    n = rows (x);
    if (isvector (x))
      n = numel (x);
    endif
    yi = builtin ("interp1", ramp_on (x, n), x, y, varargin{:});
  else
    yi = builtin ("interp1", x, y, varargin{:});
  endif

endfunction
