## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn {} {@var{c} =} cat (@var{dim}, @var{a1}, @var{a2}, @dots{})
## Concatenate nd arrays, and ordinary arrays among them, along dimension
## @var{dim}.
## @seealso{horzcat, vertcat}
## @end deftypefn

function c = cat (dim, varargin)

  c = concatenate (dim, varargin);

endfunction
