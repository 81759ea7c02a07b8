## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn  {} {[@var{y}, @var{i}, @var{j}] =} unique (@var{x})
## @deftypefnx {} {[@var{y}, @var{i}, @var{j}] =} unique (@var{x}, @dots{})
## Return the different elements of an nd array, and where they are, with the
## options that Octave's @code{unique} takes.
## @seealso{union, intersect, setdiff, setxor, ismember}
## @end deftypefn

function varargout = unique (x, varargin)

  [varargout{1:max (nargout, 1)}] = builtin ("unique", x, varargin{:});
  if (is_on_device (x))
    ## Octave makes the positions of one element or none out of numbers.
    varargout = put_there (x.device, varargout);
  endif

endfunction
