## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn  {} {@var{t} =} gpuArray (@var{v})
## @deftypefnx {} {@var{t} =} gpuArray (@var{v}, @var{class})
## MATLAB's name for @code{gpu_tensor}: an array on the selected GPU.
##
## @var{v} is any array; @var{class}, such as @qcode{"single"}, converts it on
## the way.  The GPU is the one that @code{gpuDevice} selects, which is
## @code{nd_default_device}.
##
## Programs written for MATLAB's GPU arrays find their other functions, too:
## @code{gather}, @code{isgpuarray}, @code{existsOnGPU}, @code{gpuDevice} with
## @code{wait} and @code{reset}, @code{gpuDeviceCount}, @code{pagefun},
## @code{arrayfun}, and @code{nd_timeit} for @code{gputimeit}.  What is made on
## the device says so in other words: @code{nd_zeros (3, "device", "cuda")} or
## @code{zeros (3, "like", @var{t})}, not @code{zeros (3, "gpuArray")} or
## @code{gpuArray.zeros (3)}.
##
## Octave's package @code{ocl} has functions called @code{gpuArray},
## @code{gather} and @code{isgpuarray}, too.  Where both are loaded,
## @code{gpuArray} and @code{isgpuarray} are those of the package that was
## loaded last, and @code{gather} is that of @code{ocl}; @code{which gpuArray}
## shows whose a name is.  The others never change: @code{gpu_tensor (@var{v})},
## and
## @code{full (to_cpu (@var{t}))} for @code{gather (@var{t})}.
##
## Its errors are those of @code{gpu_tensor}.
##
## @example
## @group
## old = nd_default_device ("sim");
## g = gpuArray (int8 ([1, 2, 3]), "single");
## class (g)
##   @result{} ans = single
## gather (2 * g)
##   @result{} ans =
##       2  4  6
## nd_default_device (old);
## @end group
## @end example
## @seealso{gpu_tensor, gather, gpuDevice, isgpuarray, existsOnGPU}
## @end deftypefn

function t = gpuArray (v, class)

  if (nargin < 1) # as in gpuArray.zeros (3)
    error ("Octave:invalid-fun-call", ...
           ["Invalid call to gpuArray: it needs an array. Write ", ...
            "nd_zeros (..., \"device\", nd_default_device ()) instead of ", ...
            "gpuArray.zeros (...), and so on."]);
  endif

  if (nargin == 1)
    t = gpu_tensor (v);
  else
    t = gpu_tensor (v, "dtype", class);
  endif

endfunction

%!test # it goes to the selected device, and stays where it is already
%! old = nd_default_device ("sim");
%! unwind_protect
%!   g = gpuArray (magic (3));
%!   assert (g.device, "sim:0");
%!   assert (gather (g), magic (3));
%!   assert (class (gpuArray (1:3, "int16")), "int16");
%!   nd_default_device ("sim:1");
%!   assert (gpuArray (magic (3)).device, "sim:1");
%! unwind_protect_cleanup
%!   nd_default_device (old);
%! end_unwind_protect

%!error <Invalid call to gpuArray: it needs an array. Write nd_zeros> gpuArray.zeros (3)
%!error <called with too many inputs> gpuArray (1, "single", 3)
