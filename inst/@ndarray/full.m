## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn {} {@var{m} =} full (@var{a})
## Return the ordinary Octave array with the values of the nd array @var{a}.
##
## @var{a} must be on the CPU, and nothing is copied.
## @seealso{gather, nd_array}
## @end deftypefn

function m = full (a)

  if (nargin != 1)
    print_usage ();
  endif

  try
    m = builtin ("full", a);
  catch failure
    __nd_rethrow__ (failure, inputname (1));
  end_try_catch

endfunction
