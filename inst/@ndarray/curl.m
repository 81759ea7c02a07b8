## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn  {} {[@var{rot}, @var{av}] =} curl (@var{fx}, @var{fy})
## @deftypefnx {} {[@var{rot}, @var{av}] =} curl (@var{x}, @var{y}, @var{fx}, @
## @var{fy})
## Return the curl of a vector field in two or three dimensions, whose parts are
## nd arrays, as Octave's @code{curl} does.
## @seealso{gradient, del2}
## @end deftypefn

function varargout = curl (varargin)
  [varargout{1:max (nargout, 1)}] = of_field ("curl", varargin);
endfunction
