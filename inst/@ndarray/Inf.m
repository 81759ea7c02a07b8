## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn  {} {@var{a} =} Inf (@dots{}, "like", @var{model})
## @deftypefnx {} {@var{m} =} Inf (@var{n}, @dots{})
## Make an array of Inf with the class of the nd array @var{model}, on its
## device; or an ordinary array whose size is given by nd arrays.
## @end deftypefn

function a = Inf (varargin)

  a = filled_like ("Inf", varargin);

endfunction
