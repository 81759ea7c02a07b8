## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn  {} {@var{a} =} rand (@dots{}, "like", @var{model})
## @deftypefnx {} {@var{m} =} rand (@dots{})
## Make an array of uniform random numbers with the class of the nd array
## @var{model}, on its device; or an ordinary array whose size is given by nd
## arrays. Like @code{nd_rand}, it takes its numbers from the stream of
## @code{nd_rand}.
## @seealso{nd_rand}
## @end deftypefn

function a = rand (varargin)

  a = filled_like ("rand", varargin);

endfunction
