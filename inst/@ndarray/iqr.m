## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn  {} {@var{z} =} iqr (@var{x})
## @deftypefnx {} {@var{z} =} iqr (@var{x}, @dots{})
## Return the distance of the quartiles of an nd array, along the dimensions
## that Octave's @code{iqr} takes.
## @seealso{quantile, range, std}
## @end deftypefn

function z = iqr (x, varargin)

  z = builtin ("iqr", x, varargin{:});
  if (is_on_device (x))
    z = put_there (x.device, {z}){1}; # the zeros of single elements, too
  endif

endfunction
