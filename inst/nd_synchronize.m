## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn  {} {} nd_synchronize ()
## @deftypefnx {} {} nd_synchronize (@var{device})
## @deftypefnx {} {} nd_synchronize ("start")
## @deftypefnx {} {} nd_synchronize (@var{device}, "start")
## Run the operations that wait, and wait until a device has finished.
##
## @var{device} is a name such as @qcode{"cuda:0"}; without it, all devices
## that are in use are waited for.  Arithmetic on large arrays waits until its
## values are needed (see @code{nd_eager}), and a GPU works while Octave goes
## on, so the time of a computation must be taken around this call.  Results
## never need it: whatever reads them computes them and waits.
##
## With @qcode{"start"}, the operations that wait are handed to the device (or to
## their devices), and Octave goes on while it works.
##
## An error that the device found while it worked is raised here, as
## @code{ndarray:device-fault}.
##
## @example
## @group
## T = gpu_tensor (rand (100), "sim");
## tic; U = T + T; nd_synchronize ("sim"); seconds = toc;
## seconds > 0
##   @result{} ans = 1
## @end group
## @end example
## @seealso{nd_timeit, nd_eager, nd_info, gpu_tensor, nd_memory, tic, toc}
## @end deftypefn

function nd_synchronize (varargin)

  if (nargin > 2)
    print_usage ();
  endif

  __nd__ ("synchronize", varargin{:});

endfunction

%!test # "start" computes what waits
%! a = nd_zeros (100, 100) + 1;
%! nd_synchronize ("cpu", "start");
%! assert (nd_info (a).pending, 0);
%! b = a + 1;
%! nd_synchronize ("start");
%! assert (nd_info (b).pending, 0);

%!error <called with too many outputs> x = nd_synchronize ();
%!error <Invalid call to nd_synchronize> nd_synchronize (1, 2, 3)
%!error <must be "start"> nd_synchronize ("cpu", "end")
%!error <unknown device> nd_synchronize ("toaster")
