## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn  {} {@var{a} =} ones (@dots{}, "like", @var{model})
## @deftypefnx {} {@var{m} =} ones (@dots{})
## Make an array of ones with the class of the nd array @var{model}, on its
## device; or an ordinary array whose size is given by nd arrays.
## @seealso{nd_ones}
## @end deftypefn

function a = ones (varargin)

  a = filled_like ("ones", varargin);

endfunction
