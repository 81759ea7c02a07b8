## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn {} {@var{c} =} convn (@var{a}, @var{b}, @var{shape})
## Return the convolution of nd arrays, as Octave's @code{convn} does.
##
## On a device @var{a} and @var{b} are matrices.
## @seealso{conv2, conv}
## @end deftypefn

function c = convn (varargin)

  are_there = cellfun (@is_on_device, varargin);
  if (any (are_there) && all (cellfun (@ndims, varargin) == 2))
    c = conv2 (varargin{:});
  else
    c = leave_to_octave ("convn", varargin{:});
  endif

endfunction
