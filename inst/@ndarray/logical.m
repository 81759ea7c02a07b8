## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn {} {@var{b} =} logical (@var{a})
## Convert the nd array @var{a} to class logical, on the device where it is.
##
## NaN cannot be converted and raises an error.
## @seealso{class, cast}
## @end deftypefn

function b = logical (a)

  if (nargin != 1)
    print_usage ();
  endif

  b = __nd_cast__ (a, "logical");

endfunction
