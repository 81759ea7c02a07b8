## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn  {} {@var{a} =} eye (@dots{}, "like", @var{model})
## @deftypefnx {} {@var{m} =} eye (@dots{})
## Make an identity matrix with the class of the nd array @var{model}, on its
## device; or an ordinary array whose size is given by nd arrays.
## @seealso{nd_eye}
## @end deftypefn

function a = eye (varargin)

  a = filled_like ("eye", varargin);

endfunction
