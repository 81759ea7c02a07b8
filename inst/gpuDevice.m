## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn  {} {@var{d} =} gpuDevice ()
## @deftypefnx {} {@var{d} =} gpuDevice (@var{number})
## @deftypefnx {} {} gpuDevice ([])
## MATLAB's way to ask for the selected GPU, and to select one.
##
## The GPUs count from 1: @code{gpuDevice (2)} makes @qcode{"cuda:1"} the
## @code{nd_default_device}.  Unlike MATLAB's, this does not reset the device,
## so that arrays on it stay.  @code{gpuDevice ([])} resets the selected one
## (@code{nd_device_reset}).
##
## @var{d} has the properties @code{Name}, @code{Index},
## @code{ComputeCapability},
## @code{DriverVersion}, @code{TotalMemory}, @code{AvailableMemory} (bytes),
## @code{DeviceSelected}, and @code{Device}, the name that this package's own
## functions take.  @code{wait (@var{d})} waits until everything that was
## started there has finished, as @code{nd_synchronize} does, and
## @code{reset (@var{d})} resets it.
##
## Where a simulated device is the default, simulated devices are meant.
##
## A @var{number} of no GPU raises @code{ndarray:no-device}, and what is not a
## whole number @code{ndarray:invalid-argument}.
##
## @example
## @group
## old = nd_default_device ("sim");
## d = gpuDevice (2);
## d.Device
##   @result{} ans = sim:1
## t = gpuArray (magic (4)) * 2;
## wait (d);
## nd_default_device (old);
## @end group
## @end example
## @seealso{gpuDeviceCount, gpuArray, nd_device_info, nd_default_device}
## @end deftypefn

function d = gpuDevice (number)

  if (nargin == 1 && isempty (number))
    nd_device_reset ();
    return;
  elseif (nargin == 1)
    select_device (number);
  endif

  d = CUDADevice (nd_device_info ().name);

endfunction

function select_device (number)
  count = gpuDeviceCount ();
  if (! (isnumeric (number) && isscalar (number) && number == fix (number)))
    error ("ndarray:invalid-argument", ...
           "gpuDevice: the number of a device is a whole number from 1 on");
  elseif (number < 1 || number > count)
    error ("ndarray:no-device", ...
           ["gpuDevice: there is no device %d, there are %d. nd_device_info ", ...
            "(\"cuda\") says why a GPU cannot be used; nd_default_device ", ...
            "(\"sim\") chooses simulated devices."], ...
           number, count);
  endif
  kind = strtok (nd_default_device (), ":");
  if (strcmp (kind, "cpu"))
    kind = "cuda";
  endif
  nd_default_device (sprintf ("%s:%d", kind, number - 1));
endfunction

%!function __on_sim__ (f)
%!  old = nd_default_device ("sim");
%!  unwind_protect
%!    f ();
%!  unwind_protect_cleanup
%!    nd_default_device (old);
%!  end_unwind_protect
%!endfunction

%!function __check_properties__ ()
%!  d = gpuDevice ();
%!  info = nd_device_info ("sim:0");
%!  assert (d.Name, info.description);
%!  assert (d.Device, "sim:0");
%!  assert (d.Index, 1);
%!  assert (d.TotalMemory, info.total);
%!  assert (d.AvailableMemory <= d.TotalMemory);
%!  assert (d.DeviceSelected, true);
%!  shown = evalc ("d");
%!  assert (! isempty (strfind (shown, "TotalMemory")));
%!  fail ("d.Colour", "no property Colour");
%!endfunction
%!test __on_sim__ (@__check_properties__)

%!function __check_selection__ ()
%!  d = gpuDevice (1);
%!  e = gpuDevice (2);
%!  assert (nd_default_device (), "sim:1");
%!  assert (e.Index, 2);
%!  assert (d.DeviceSelected, false);
%!  assert (gpuArray (1:3).device, "sim:1");
%!  fail ("gpuDevice (99)", "there is no device 99");
%!  fail ("gpuDevice (1.5)", "whole number");
%!endfunction
%!test __on_sim__ (@__check_selection__)

%!function __check_wait_and_reset__ ()
%!  t = gpuArray (magic (100)) * 2;
%!  wait (gpuDevice ());
%!  assert (nd_info (t).pending, 0);
%!  reset (gpuDevice ());
%!  assert (existsOnGPU (t), false);
%!  t = gpuArray (1:3);
%!  gpuDevice ([]);
%!  assert (existsOnGPU (t), false);
%!endfunction
%!test __on_sim__ (@__check_wait_and_reset__)

%!error <called with too many inputs> gpuDevice (1, 2)
