## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn  {} {@var{t} =} gpu_tensor (@var{v})
## @deftypefnx {} {@var{t} =} gpu_tensor (@var{v}, @var{device})
## @deftypefnx {} {@var{t} =} gpu_tensor (@dots{}, "dtype", @var{class})
## @deftypefnx {} {@var{t} =} gpu_tensor (@dots{}, "copy", @var{when})
## Move an array to a device.
##
## @var{v} is an ordinary numeric or logical array or an nd array on any device.
## @var{device} is the name of a device, such as @qcode{"cuda:1"};
## @qcode{"cuda"} and @qcode{"sim"} mean the first of their kind.  Without it,
## @code{nd_default_device ()} is used, which starts as @qcode{"cuda:0"}.
## @var{t} is an nd array with the size and class of @var{v}, independent of
## @var{v}.  Moving an array to the device where it is costs nothing.
##
## The options are those of @code{nd_array}: @qcode{"dtype"} converts the
## elements to another class, and @qcode{"copy"} may be @code{true},
## @code{false} or @qcode{"auto"}; with @code{false}, an array that is elsewhere
## raises @code{ndarray:copy-needed}.
##
## The error is @code{ndarray:bad-device} for a name nobody knows,
## @code{ndarray:no-device} for a device that is not there (the message says
## what is missing), and @code{ndarray:out-of-memory} if the array does not
## fit.  On a machine without a GPU the simulated device @qcode{"sim"} follows
## the same rules; it is never chosen silently.
##
## @example
## @group
## T = gpu_tensor ([1, 2, 3], "sim", "dtype", "single");
## T.device, class (T)
##   @result{} ans = sim:0
##   @result{} ans = single
## @end group
## @end example
## @seealso{to_cpu, gather, nd_devices, nd_default_device, nd_array}
## @end deftypefn

function t = gpu_tensor (varargin)

  if (nargin < 1)
    print_usage ();
  endif

  t = __nd__ ("gpu_tensor", varargin{:});

endfunction

%!test # values, class and size survive the trip
%! m = int16 (magic (4));
%! t = gpu_tensor (m, "sim:1");
%! assert (t.device, "sim:1");
%! assert (class (t), "int16");
%! assert (gather (t), m);
%!test # moving to where the array is moves nothing
%! t = gpu_tensor (magic (4), "sim");
%! before = nd_memory ("sim");
%! u = gpu_tensor (t, "sim:0");
%! after = nd_memory ("sim");
%! assert (after.uploads, before.uploads);
%! assert (after.downloads, before.downloads);

%!error <Invalid call to gpu_tensor> gpu_tensor ()
%!error <unknown device "gpu"; did you mean "cuda"\?> gpu_tensor (1, "gpu")
