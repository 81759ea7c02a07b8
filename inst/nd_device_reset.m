## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn  {} {} nd_device_reset (@var{device})
## @deftypefnx {} {} nd_device_reset ()
## Give up everything on a device and start anew.
##
## @var{device} is a name such as @qcode{"cuda:0"}; without it, the default
## device is meant.  After a fault (@code{ndarray:device-fault}) a GPU refuses
## all work until it is reset.
##
## All arrays on the device lose their values: reading them or computing with
## them raises @code{ndarray:device-fault} from then on, and clearing them is
## all that is left to do.  On a GPU, other libraries in the same Octave lose
## their memory on that device, too; other programs do not.
##
## The CPU cannot be reset (@code{ndarray:invalid-argument}).
##
## @example
## @group
## T = gpu_tensor ([1, 2, 3], "sim");
## nd_device_reset ("sim");
## clear T;
## T = gpu_tensor ([4, 5, 6], "sim");
## gather (T)
##   @result{} ans = 4 5 6
## @end group
## @end example
## @seealso{nd_device_info, nd_memory, nd_synchronize}
## @end deftypefn

function nd_device_reset (varargin)

  if (nargin > 1)
    print_usage ();
  endif

  __nd__ ("device_reset", varargin{:});

endfunction

%!test # arrays are lost, and new ones work
%! t = gpu_tensor ([1, 2, 3], "sim:1");
%! u = gpu_tensor ([1, 2, 3], "sim:0");
%! nd_device_reset ("sim:1");
%! fail ("gather (t)", "sim:1 was reset earlier, and this array was lost then");
%! fail ("t + 1", "sim:1 was reset earlier, and this array was lost then");
%! clear t;
%! assert (gather (gpu_tensor ([4, 5, 6], "sim:1") + 1), [5, 6, 7]);
%! assert (gather (u), [1, 2, 3]); # the other device's
%!test # an expression that waits for its values finds that they are lost
%! t = gpu_tensor (ones (200), "sim:1");
%! u = t + 1;
%! nd_device_reset ("sim:1");
%! fail ("gather (u)", "was reset earlier");
%!test # a lost array still tells what it is
%! t = gpu_tensor (ones (2, 3, "int8"), "sim:1");
%! nd_device_reset ("sim:1");
%! assert (class (t), "int8");
%! assert (size (t), [2, 3]);
%!test # the memory of lost arrays is given back
%! t = gpu_tensor (ones (200), "sim:1");
%! nd_device_reset ("sim:1");
%! assert (nd_memory ("sim:1").cached, 0);
%! clear t;
%! assert (nd_memory ("sim:1").in_use, 0);

%!error <Invalid call to nd_device_reset> nd_device_reset (1, 2)
%!error <called with too many outputs> x = nd_device_reset ("sim");
%!error <unknown device> nd_device_reset ("toaster")
%!error <nd_device_reset: the CPU cannot be reset> nd_device_reset ("cpu")
