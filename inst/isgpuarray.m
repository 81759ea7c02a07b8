## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn {} {@var{tf} =} isgpuarray (@var{x})
## Return true if @var{x} is an nd array on a device, a simulated one included.
##
## Where Octave's package @code{ocl} is loaded, too, the name is that of the
## package that was loaded last: see @code{gpuArray}.
##
## @example
## @group
## isgpuarray (gpu_tensor ([1, 2, 3], "sim"))
##   @result{} ans = 1
## isgpuarray (nd_array ([1, 2, 3]))
##   @result{} ans = 0
## @end group
## @end example
## @seealso{gpuArray, existsOnGPU, isndarray}
## @end deftypefn

function tf = isgpuarray (x)

  if (nargin != 1)
    print_usage ();
  endif

  tf = isndarray (x) && ! strcmp (x.device, "cpu");

endfunction

%!assert (isgpuarray (gpu_tensor (1, "sim")), true)
%!assert (isgpuarray (nd_array (ones (2))), false)
%!assert (isgpuarray (ones (2)), false)
%!assert (isgpuarray ("sim"), false)

%!error <Invalid call to isgpuarray> isgpuarray ()
