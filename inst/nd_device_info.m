## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn  {} {@var{info} =} nd_device_info (@var{device})
## @deftypefnx {} {@var{info} =} nd_device_info ()
## Describe a device.
##
## @var{device} is a name such as @qcode{"cuda:0"}; without it, the default
## device is described.  @var{info} is a scalar structure with the fields
##
## @table @code
## @item name
## The full name: @qcode{"sim"} becomes @qcode{"sim:0"}.
## @item kind
## @qcode{"cpu"}, @qcode{"cuda"} or @qcode{"sim"}.
## @item index
## The number after the colon, 0 for the CPU.
## @item description
## One line for people, such as the name of the card.
## @item free
## @itemx total
## The memory that is free and that there is, in bytes; 0 where it is unknown.
## @item compute_capability
## What NVIDIA calls the generation of a GPU, such as @qcode{"9.0"}.
## @item driver
## @itemx driver_file
## The version of CUDA that the driver supports, such as @qcode{"13.0"}, and the
## driver library's file.
## @item l2_cache
## The size of a GPU's second-level cache, in bytes; 0 elsewhere.
## @item libraries
## A structure with the files of NVIDIA's libraries that were found:
## @code{nvrtc}, @code{cublas}, @code{cusolver}, @code{cufft}.
## @end table
##
## What does not apply to a device, or is not there, is an empty string.
##
## A name nobody knows raises @code{ndarray:bad-device}, and a device that is
## not there raises @code{ndarray:no-device}, which says what is missing.
##
## @example
## @group
## nd_device_info ("sim").name
##   @result{} ans = sim:0
## @end group
## @end example
## @seealso{nd_devices, nd_memory, nd_device_reset, nd_default_device}
## @end deftypefn

function info = nd_device_info (varargin)

  if (nargin > 1)
    print_usage ();
  endif

  info = __nd__ ("device_info", varargin{:});

endfunction

%!test # a short name is completed
%! info = nd_device_info ("sim");
%! assert (info.name, "sim:0");
%! assert (info.kind, "sim");
%! assert (info.index, 0);
%! assert (ischar (info.description));
%! assert (info.free <= info.total);
%!test # the fields are the same for all devices; what does not apply is empty
%! info = nd_device_info ("cpu");
%! assert (fieldnames (info), fieldnames (nd_device_info ("sim")));
%! assert (isempty (info.compute_capability) && isempty (info.driver));
%! assert (isempty (info.driver_file));
%! assert (info.l2_cache, 0);
%! assert (fieldnames (info.libraries), {"nvrtc"; "cublas"; "cusolver"; "cufft"});
%! assert (all (cellfun (@isempty, struct2cell (info.libraries))));

%!error <Invalid call to nd_device_info> nd_device_info (1, 2)
%!error <unknown device> nd_device_info ("toaster")
