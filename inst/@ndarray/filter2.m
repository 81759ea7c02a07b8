## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn {} {@var{y} =} filter2 (@var{b}, @var{x}, @var{shape})
## Filter the matrix @var{x} with @var{b}, as Octave's @code{filter2} does.
## Where one is on a device, both are.
## @seealso{conv2, filter}
## @end deftypefn

function y = filter2 (b, x, varargin)

  check_together ("filter2", "B", b, "X", x);
  y = builtin ("filter2", b, x, varargin{:});

endfunction
