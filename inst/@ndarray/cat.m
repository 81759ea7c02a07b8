## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn {} {@var{c} =} cat (@var{dim}, @var{a1}, @var{a2}, @dots{})
## Concatenate nd arrays, and ordinary arrays among them, along dimension
## @var{dim}.
## @seealso{horzcat, vertcat}
## @end deftypefn

function c = cat (dim, varargin)

  if (all_numbers (varargin) && ! isempty (dim) && isindex (dim(1)))
    c = __nd_cat__ (dim(1), varargin{:});
  else
    c = builtin ("cat", dim, varargin{:});
  endif

endfunction
