## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn {} {} wait (@var{d})
## Wait until a device has finished everything that was started there.
## @seealso{gpuDevice, nd_synchronize}
## @end deftypefn

function wait (d)

  nd_synchronize (d.name);

endfunction
