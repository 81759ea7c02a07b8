## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn  {} {@var{a} =} randi (@var{limits}, @dots{}, "like", @var{model})
## @deftypefnx {} {@var{m} =} randi (@dots{})
## Make an array of random whole numbers with the class of the nd array
## @var{model}, on its device; or an ordinary array whose size is given by nd
## arrays. Like @code{nd_randi}, it takes its numbers from the stream of
## @code{nd_rand}.
## @seealso{nd_randi}
## @end deftypefn

function a = randi (varargin)

  a = filled_like ("randi", varargin);

endfunction
