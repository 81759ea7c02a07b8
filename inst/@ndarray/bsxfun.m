## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn {} {@var{c} =} bsxfun (@var{f}, @var{a}, @var{b})
## Apply a function of two arguments to nd arrays, columns of which are repeated
## where the other array has more, as Octave's @code{bsxfun} does.
## @seealso{arrayfun, repmat}
## @end deftypefn

function c = bsxfun (varargin)
  c = builtin ("bsxfun", varargin{:});
  if (! isndarray (c) && (isnumeric (c) || islogical (c)))
    c = nd_asarray (c);  # Octave puts parts together as an ordinary array
  endif
endfunction
