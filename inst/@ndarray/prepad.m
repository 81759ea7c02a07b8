## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn  {} {@var{y} =} prepad (@var{x}, @var{l})
## @deftypefnx {} {@var{y} =} prepad (@var{x}, @var{l}, @var{c}, @var{dim})
## Put @var{c} before an nd array, or cut its beginning off, until it has
## @var{l} elements along dimension @var{dim}, as Octave's @code{prepad} does.
## @seealso{postpad, resize}
## @end deftypefn

function y = prepad (varargin)

  y = pad ("prepad", varargin{:});

endfunction
