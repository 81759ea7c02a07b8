## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn  {} {@var{a} =} randn (@dots{}, "like", @var{model})
## @deftypefnx {} {@var{m} =} randn (@dots{})
## Make an array of normal random numbers with the class of the nd array
## @var{model}, on its device; or an ordinary array whose size is given by nd
## arrays. Like @code{nd_randn}, it takes its numbers from the stream of
## @code{nd_rand}.
## @seealso{nd_randn}
## @end deftypefn

function a = randn (varargin)

  a = filled_like ("randn", varargin);

endfunction
