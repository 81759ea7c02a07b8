## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn  {} {@var{d} =} divergence (@var{fx}, @var{fy})
## @deftypefnx {} {@var{d} =} divergence (@var{x}, @var{y}, @var{fx}, @var{fy})
## Return the divergence of a vector field in two or three dimensions, whose
## parts are nd arrays, as Octave's @code{divergence} does.
## @seealso{gradient, del2}
## @end deftypefn

function varargout = divergence (varargin)
  [varargout{1:max (nargout, 1)}] = of_field ("divergence", varargin);
endfunction
