## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn {} {} reset (@var{d})
## Give up everything on a device: its arrays lose their values.
## @seealso{gpuDevice, nd_device_reset}
## @end deftypefn

function reset (d)

  nd_device_reset (d.name);

endfunction
