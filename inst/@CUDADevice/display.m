## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn {} {} display (@var{d})
## Show the properties of a device.
## @seealso{gpuDevice}
## @end deftypefn

function display (d)

  printf ("%s =\n\n", inputname (1, false));
  disp (device_properties (d));
  printf ("\n");

endfunction
