## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn {} {@var{tf} =} existsOnGPU (@var{x})
## Return true if @var{x} is an array on a device and still has its values
## there.
##
## An array loses its values when its device is reset, or reports a fault: then
## clearing it is all that is left to do.
##
## @example
## @group
## t = gpu_tensor ([1, 2, 3], "sim:1");
## existsOnGPU (t)
##   @result{} ans = 1
## nd_device_reset ("sim:1");
## existsOnGPU (t)
##   @result{} ans = 0
## @end group
## @end example
## @seealso{isgpuarray, gpuArray, nd_device_reset}
## @end deftypefn

function tf = existsOnGPU (x)

  if (nargin != 1)
    print_usage ();
  endif

  tf = isgpuarray (x);
  if (tf && ! isempty (x))
    try
      gather (x(1));
    catch problem
      if (! strcmp (problem.identifier, "ndarray:device-fault"))
        rethrow (problem);
      endif
      tf = false;
    end_try_catch
  endif

endfunction

%!assert (existsOnGPU (gpu_tensor (magic (3), "sim")), true)
%!assert (existsOnGPU (gpu_tensor ([], "sim")), true)
%!assert (existsOnGPU (nd_array (magic (3))), false)
%!assert (existsOnGPU (magic (3)), false)
%!test # a device that is reset loses its arrays
%! a = gpu_tensor (magic (3), "sim:1");
%! b = gpu_tensor (magic (3), "sim:0");
%! nd_device_reset ("sim:1");
%! assert (existsOnGPU (a), false);
%! assert (existsOnGPU (b), true);

%!error <Invalid call to existsOnGPU> existsOnGPU ()
