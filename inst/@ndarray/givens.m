## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn  {} {@var{g} =} givens (@var{x}, @var{y})
## @deftypefnx {} {[@var{c}, @var{s}] =} givens (@var{x}, @var{y})
## Return the rotation that takes the numbers @var{x} and @var{y} to a positive
## one and 0, as Octave's @code{givens} does, on their device.
## @seealso{planerot, qr}
## @end deftypefn

function varargout = givens (x, y)

  if (nargin < 2)
    print_usage ();
  endif

  there = [];
  if (nargin == 2 && isscalar (x) && isscalar (y))
    check_together ("givens", "X", x, "Y", y);
    there = find (cellfun (@is_on_device, {x, y}), 1);
  endif
  if (isempty (there))
    [varargout{1:max (nargout, 1)}] = __nd_octave__ ("givens", x, y);
    return;
  endif

  device = {x, y}{there}.device;
  [varargout{1:max (nargout, 1)}] = builtin ("givens", gather (x), gather (y));
  varargout = cellfun (@gpu_tensor, varargout, {device}, ...
                       "UniformOutput", false);

endfunction
