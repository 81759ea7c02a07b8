## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## TF = is_on_device (A): is it an nd array that is not on the CPU?

function tf = is_on_device (a)
  tf = __nd_is_on_device__ (a);
endfunction
