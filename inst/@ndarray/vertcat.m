## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn {} {@var{c} =} vertcat (@var{a1}, @var{a2}, @dots{})
## Concatenate nd arrays, and ordinary arrays among them, vertically.
## @seealso{cat}
## @end deftypefn

function c = vertcat (varargin)

  if (all_numbers (varargin))
    c = __nd_cat__ (0, varargin{:});
  else
    c = builtin ("vertcat", varargin{:});
  endif

endfunction
