## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn  {} {@var{a} =} zeros (@dots{}, "like", @var{model})
## @deftypefnx {} {@var{m} =} zeros (@dots{})
## Make an array of zeros with the class of the nd array @var{model}, on its
## device; or an ordinary array whose size is given by nd arrays.
## @seealso{nd_zeros}
## @end deftypefn

function a = zeros (varargin)

  a = filled_like ("zeros", varargin);

endfunction
