## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn {} {[@var{xs}, @var{ys}] =} stairs (@var{x}, @var{y})
## Return the corners of a staircase through the points of nd arrays, as
## Octave's
## @code{stairs} does.
## @seealso{cumsum}
## @end deftypefn

function [xs, ys] = stairs (varargin)

  are_there = cellfun (@is_on_device, varargin);
  if (! (nargout == 2 && any (nargin == [1, 2]) && any (are_there)
         && all_numbers (varargin) && all (cellfun (@ndims, varargin) == 2)
         && ! any (cellfun (@isempty, varargin))))
    [xs, ys] = __nd_octave__ ("stairs", varargin{:});
    return;
  endif

  y = varargin{end};
  if (isvector (y))
    y = y(:);
  endif
  x = [varargin(1:end-1), {ramp_on(varargin{end}, rows (y))}]{1};
  check_together ("stairs", "X", x, "Y", y);
  if (isvector (x))
    x = repmat (x(:), 1, columns (y));
  endif
  if (! size_equal (x, y))
    error ("stairs: X and Y sizes must match");
  endif
  n = rows (y);
  k = ramp_on (y, 2 * n - 1) ./ 2;
  xs = double (x(floor (k) + 1,:));
  ys = double (y(ceil (k),:));

endfunction
