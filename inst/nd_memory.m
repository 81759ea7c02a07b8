## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn  {} {@var{info} =} nd_memory ()
## @deftypefnx {} {@var{info} =} nd_memory (@var{device})
## @deftypefnx {} {@var{info} =} nd_memory (@var{device}, "trim")
## @deftypefnx {} {@var{info} =} nd_memory (@var{device}, "reset")
## @deftypefnx {} {@var{info} =} nd_memory (@var{device}, "limit", @var{bytes})
## Say how much memory of a device nd arrays use, and what was moved.
##
## @var{device} is a name such as @qcode{"cuda:0"}; without it, the CPU is
## meant.  With @qcode{"trim"}, the memory that is kept for later use is given
## back to the system first.
##
## With @qcode{"limit"}, arrays and the memory that is kept for later use may
## take at most @var{bytes} together from then on; more raises
## @code{ndarray:out-of-memory}.  What is kept is given back at once where it is
## too much; arrays stay, and so does a block of a GPU's memory that arrays use
## in part.  @code{Inf} ends that.  For GPUs, the environment
## variable @env{ND_CUDA_MEMORY_LIMIT} gives the limit that holds at first, in
## bytes or as a part of the memory that there is, such as @code{50%}.
##
## @var{info} is a scalar structure with the fields
##
## @table @code
## @item in_use
## Bytes that live arrays hold.
## @item cached
## Bytes kept for the next array.
## @item peak
## The largest value that @code{in_use} had so far, or since a call with
## @qcode{"reset"}.
## @item limit
## What @code{in_use} and @code{cached} may be together, @code{Inf} without a
## limit.
## @item live_arrays
## How many pieces of memory live arrays hold; arrays that are linked or whose
## copy is deferred hold the same one.
## @item copies
## @itemx bytes_copied
## How many deferred copies were made because of a write, and their bytes.
## @item uploads
## @itemx bytes_uploaded
## How often elements were moved to the device, and how many bytes.
## @item downloads
## @itemx bytes_downloaded
## How often elements were moved from the device, and how many bytes.
## @end table
##
## The other counters start at zero when the package is loaded and never go
## back; take differences.
##
## @example
## @group
## before = nd_memory ("sim");
## T = gpu_tensor (ones (10, 10), "sim");
## nd_memory ("sim").bytes_uploaded - before.bytes_uploaded
##   @result{} ans = 800
## @end group
## @end example
## @seealso{nd_info, nd_device_info, gpu_tensor}
## @end deftypefn

function info = nd_memory (varargin)

  if (nargin > 3)
    print_usage ();
  endif

  info = __nd__ ("memory", varargin{:});

endfunction

%!test # memory is counted while an array lives
%! before = nd_memory ("sim");
%! t = gpu_tensor (rand (100), "sim");
%! during = nd_memory ("sim");
%! assert (during.in_use - before.in_use >= 80000);
%! assert (during.live_arrays - before.live_arrays, 1);
%! assert (during.bytes_uploaded - before.bytes_uploaded, 80000);
%! clear t;
%! assert (nd_memory ("sim").in_use, before.in_use);
%!test # trimming empties the cache
%! t = gpu_tensor (rand (100), "sim");
%! clear t;
%! assert (nd_memory ("sim").cached > 0);
%! assert (nd_memory ("sim", "trim").cached, 0);
%!test # the peak starts anew
%! t = gpu_tensor (rand (300), "sim");
%! clear t
%! info = nd_memory ("sim", "reset");
%! assert (info.peak, info.in_use);
%!test # a limit is kept, and the cache is emptied for its sake
%! nd_memory ("sim:1", "trim");
%! unwind_protect
%!   info = nd_memory ("sim:1", "limit", 1e6);
%!   assert (info.limit, 1e6);
%!   t = gpu_tensor (zeros (1, 1e5), "sim:1");
%!   fail ('gpu_tensor (zeros (1, 5e4), "sim:1")', "limited to 1000000");
%!   clear t;
%!   t = gpu_tensor (zeros (1, 1.2e5), "sim:1");
%!   assert (nd_memory ("sim:1").cached, 0);
%! unwind_protect_cleanup
%!   info = nd_memory ("sim:1", "limit", Inf);
%! end_unwind_protect
%! assert (info.limit, Inf);
%!test # a lower limit gives back what is kept
%! t = gpu_tensor (zeros (1, 1e5), "sim:1");
%! clear t
%! assert (nd_memory ("sim:1").cached >= 8e5);
%! unwind_protect
%!   assert (nd_memory ("sim:1", "limit", 1e5).cached, 0);
%!   fail ('gpu_tensor (zeros (1, 1e5), "sim:1")', "limited to 100000");
%! unwind_protect_cleanup
%!   nd_memory ("sim:1", "limit", Inf);
%! end_unwind_protect
%!test # a deferred copy that is written is counted
%! a = nd_array (rand (100), "copy", true);
%! b = nd_array (a);
%! before = nd_memory ("cpu").copies;
%! b(1) = 0;
%! assert (nd_memory ("cpu").copies - before, 1);

%!error <Invalid call to nd_memory> nd_memory (1, 2, 3, 4)
%!error <Invalid call to nd_memory> nd_memory ("sim", "limit")
%!error <Invalid call to nd_memory> nd_memory ("sim", "trim", 1)
%!error <must be a positive number of bytes> nd_memory ("sim", "limit", 0)
%!error <must be a positive number of bytes, or Inf for none, not 0.5>
%! nd_memory ("sim", "limit", 0.5)
%!error <unknown device> nd_memory ("toaster")
