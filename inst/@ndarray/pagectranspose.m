## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn {} {@var{b} =} pagectranspose (@var{a})
## Return the nd array @var{a} with its pages @code{@var{a}(:,:,@var{k})}
## transposed and conjugated.
## @seealso{pagetranspose, pagemtimes}
## @end deftypefn

function b = pagectranspose (a)

  if (nargin != 1)
    print_usage ();
  endif
  b = conj (pagetranspose (a));

endfunction
