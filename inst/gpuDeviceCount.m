## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn {} {@var{n} =} gpuDeviceCount ()
## Return how many GPUs there are that @code{gpuDevice} can select.
##
## Where a simulated device is the default, simulated devices are counted: a
## program can be tried with @code{nd_default_device ("sim")} without a GPU.
##
## @example
## @group
## old = nd_default_device ("sim");
## gpuDeviceCount ()
##   @result{} ans = 2
## nd_default_device (old);
## @end group
## @end example
## @seealso{gpuDevice, nd_devices, nd_default_device}
## @end deftypefn

function n = gpuDeviceCount ()

  kind = "cuda:";
  if (strncmp (nd_default_device (), "sim:", 4))
    kind = "sim:";
  endif
  n = sum (strncmp (nd_devices (), kind, numel (kind)));

endfunction

%!test # the kind of the default device is counted
%! names = nd_devices ();
%! old = nd_default_device ("sim");
%! simulated = gpuDeviceCount ();
%! nd_default_device (old);
%! assert (simulated, sum (strncmp (names, "sim:", 4)));
%! if (! strncmp (old, "sim", 3))
%!   assert (gpuDeviceCount (), sum (strncmp (names, "cuda:", 5)));
%! endif

%!error <called with too many inputs> gpuDeviceCount (1)
