## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn  {} {@var{name} =} nd_default_device ()
## @deftypefnx {} {} nd_default_device (@var{device})
## @deftypefnx {} {@var{old} =} nd_default_device (@var{device})
## Query or set the device that @code{gpu_tensor} uses when none is named.
##
## It starts as @qcode{"cuda:0"}, or as the environment variable
## @env{ND_DEVICE} says, whether or not the device is there; it is looked for
## when it is used.  @var{device} is the name of a device that is there;
## @var{old} is the name of the one before, to be put back later.
##
## A name nobody knows raises @code{ndarray:bad-device}, and a device that is
## not there raises @code{ndarray:no-device}, which says what is missing.
##
## @example
## @group
## old = nd_default_device ("sim");
## nd_default_device ()
##   @result{} ans = sim:0
## nd_default_device (old);
## @end group
## @end example
## @seealso{gpu_tensor, nd_devices}
## @end deftypefn

function varargout = nd_default_device (varargin)

  if (nargin > 1)
    print_usage ();
  endif

  [varargout{1:nargout}] = __nd__ ("default_device", varargin{:});

endfunction

%!test # what is set is what is used, and the old one comes back
%! old = nd_default_device ("sim:1");
%! unwind_protect
%!   assert (nd_default_device (), "sim:1");
%!   assert (gpu_tensor (1).device, "sim:1");
%! unwind_protect_cleanup
%!   assert (nd_default_device (old), "sim:1");
%! end_unwind_protect
%! assert (nd_default_device (), old);

%!error <Invalid call to nd_default_device> nd_default_device (1, 2)
%!error <unknown device> nd_default_device ("toaster")
