## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn {} {@var{a} =} to_cpu (@var{t})
## Copy an nd array from its device to the CPU.
##
## @var{t} is an nd array on any device, or an ordinary numeric or logical
## array.  @var{a} is an nd array on the CPU with its size, class and values,
## independent of @var{t}.  For an array that is on the CPU already it costs
## nothing.
##
## A value that is neither numeric nor logical raises @code{ndarray:dtype}.
##
## @example
## @group
## T = gpu_tensor ([1, 2, 3], "sim");
## X = to_cpu (T);
## X.device
##   @result{} ans = cpu
## @end group
## @end example
## @seealso{gather, gpu_tensor, nd_array}
## @end deftypefn

function a = to_cpu (t)

  if (nargin != 1)
    print_usage ();
  endif

  a = __nd__ ("to_cpu", t);

endfunction

%!test # the copy is independent of the tensor
%! t = gpu_tensor (magic (3), "sim");
%! a = to_cpu (t);
%! t(1) = -1;
%! a(2) = -2;
%! assert (gather (t), [-1, 1, 6; 3, 5, 7; 4, 9, 2]);
%! assert (gather (a), [8, 1, 6; -2, 5, 7; 4, 9, 2]);
%!test # an array on the CPU is not copied
%! a = nd_array (rand (50), "copy", true);
%! b = to_cpu (a);
%! assert (nd_info (b).deferred_copy);

%!error <Invalid call to to_cpu> to_cpu ()
