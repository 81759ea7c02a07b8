## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn  {} {@var{y} =} postpad (@var{x}, @var{l})
## @deftypefnx {} {@var{y} =} postpad (@var{x}, @var{l}, @var{c}, @var{dim})
## Append @var{c} to an nd array, or cut its end off, until it has @var{l}
## elements along dimension @var{dim}, as Octave's @code{postpad} does.
## @seealso{prepad, resize}
## @end deftypefn

function y = postpad (varargin)

  y = pad ("postpad", varargin{:});

endfunction
