## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn {} {@var{names} =} nd_devices ()
## List the devices of this machine.
##
## @var{names} is a row cell array of the names that @code{gpu_tensor} accepts:
## @qcode{"cpu"} first, then every NVIDIA GPU that can be used as
## @qcode{"cuda:0"}, @qcode{"cuda:1"} @dots{}, then the simulated devices.
## There are two of these unless the environment variable @env{ND_SIM_DEVICES}
## gave another number when they were first used.
##
## @example
## @group
## nd_devices ()@{1@}
##   @result{} ans = cpu
## @end group
## @end example
## @seealso{nd_device_info, nd_default_device, gpu_tensor}
## @end deftypefn

function names = nd_devices ()

  names = __nd__ ("devices");

endfunction

%!test # the CPU comes first, and the simulated devices are always there
%! names = nd_devices ();
%! assert (rows (names), 1);
%! assert (names{1}, "cpu");
%! assert (any (strcmp (names, "sim:0")));

%!error <called with too many inputs> nd_devices (1)
