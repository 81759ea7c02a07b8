## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn {} {@var{y} =} swapbytes (@var{x})
## Reverse the bytes of each element of an nd array, as Octave's
## @code{swapbytes} does.
## @seealso{typecast}
## @end deftypefn

function y = swapbytes (x)

  if (! (is_on_device (x) && isnumeric (x) && isreal (x) && ! isempty (x)))
    y = __nd_octave__ ("swapbytes", x);
    return;
  endif

  bytes = reshape (typecast (x(:), "uint8"), [], numel (x));
  y = reshape (typecast (flipud (bytes)(:), class (x)), size (x));

endfunction
