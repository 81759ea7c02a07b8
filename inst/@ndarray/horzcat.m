## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn {} {@var{c} =} horzcat (@var{a1}, @var{a2}, @dots{})
## Concatenate nd arrays, and ordinary arrays among them, horizontally.
## @seealso{cat}
## @end deftypefn

function c = horzcat (varargin)

  if (all_numbers (varargin))
    c = __nd_cat__ (-1, varargin{:});
  else
    c = builtin ("horzcat", varargin{:});
  endif

endfunction
