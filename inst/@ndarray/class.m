## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn {} {@var{name} =} class (@var{a})
## Return the class of the elements of the nd array @var{a}.
##
## An nd array is a way of storing, as a sparse matrix is; use @code{isndarray}
## to recognise it.
## @seealso{isndarray, underlyingType, typeinfo}
## @end deftypefn

function name = class (a, varargin)

  if (nargin == 1)
    name = __nd__ ("class", a);
  else
    name = builtin ("class", a, varargin{:});
  endif

endfunction
