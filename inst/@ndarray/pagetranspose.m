## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn {} {@var{b} =} pagetranspose (@var{a})
## Return the nd array @var{a} with its pages @code{@var{a}(:,:,@var{k})}
## transposed.  The copy waits.
## @seealso{pagectranspose, pagemtimes}
## @end deftypefn

function b = pagetranspose (a)

  if (nargin != 1)
    print_usage ();
  endif
  b = permute (a, [2, 1, 3:ndims(a)]);

endfunction
