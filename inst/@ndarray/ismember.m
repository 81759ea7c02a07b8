## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn  {} {[@var{tf}, @var{s_idx}] =} ismember (@var{a}, @var{s})
## @deftypefnx {} {[@var{tf}, @var{s_idx}] =} ismember (@var{a}, @var{s}, "rows")
## Tell which elements of @var{a} are in @var{s}, as Octave's @code{ismember} does.
## Where one is on a device, both are.
## @seealso{unique, lookup}
## @end deftypefn

function varargout = ismember (varargin)
  if (nargin < 2)
    print_usage ();
  endif
  [varargout{1:max (nargout, 1)}] = __nd_by_size__ ("ismember", @of_large, ...
                                                    varargin{:});
endfunction

function varargout = of_large (a, s, varargin)
  check_together ("ismember", "A", a, "S", s);
  [varargout{1:max (nargout, 1)}] = builtin ("ismember", a, s, varargin{:});
endfunction
