## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn {} {@var{d} =} CUDADevice (@var{name})
## The device called @var{name}, as @code{gpuDevice} returns it.
## @seealso{gpuDevice}
## @end deftypefn

function d = CUDADevice (name)

  d = class (struct ("name", name), "CUDADevice");

endfunction
