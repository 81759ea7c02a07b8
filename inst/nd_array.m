## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn  {} {@var{a} =} nd_array (@var{v})
## @deftypefnx {} {@var{a} =} nd_array (@var{v}, "dtype", @var{class})
## @deftypefnx {} {@var{a} =} nd_array (@var{v}, "copy", @var{when})
## Make an nd array that is independent of @var{v}.
##
## @var{v} is a numeric or logical array of any size, a range, a sparse or
## diagonal matrix, or an nd array on the CPU.  @var{a} has the size, the class
## and the values of @var{v} and lives on the CPU.  The call takes the same few
## microseconds for any size: the elements are copied when @var{a} or @var{v} is
## written for the first time, and never if neither is.
##
## Options, in any order and any case:
##
## @table @asis
## @item @qcode{"dtype"}, @var{class}
## Convert the elements to @var{class}, one of @qcode{"double"},
## @qcode{"single"}, @qcode{"int8"} to @qcode{"int64"}, @qcode{"uint8"} to
## @qcode{"uint64"} and @qcode{"logical"}, with Octave's rules for rounding and
## saturation.
##
## @item @qcode{"copy"}, @var{when}
## @code{true} copies at once, @qcode{"auto"} (the default) when it must be,
## and @code{false} raises the error @code{ndarray:copy-needed}, which names the
## reason, where this call could not do without a copy: another class was asked
## for, or @var{v} is a scalar, a range or a sparse, diagonal or permutation
## matrix, whose elements are not in memory as an array's are.
## @end table
##
## An array that lives on a device raises @code{ndarray:device-to-host}, and a
## value that is neither numeric nor logical raises @code{ndarray:dtype}.
##
## @example
## @group
## A = nd_array (ones (3, 3));
## B = nd_array (A);
## B(3,:) = 2;
## A(3,1)
##   @result{} ans = 1
## @end group
## @end example
## @seealso{nd_asarray, nd_view, gpu_tensor, to_cpu, nd_info}
## @end deftypefn

function a = nd_array (varargin)

  if (nargin < 1)
    print_usage ();
  endif

  try
    a = __nd__ ("array", varargin{:});
  catch failure
    __nd_rethrow__ (failure, inputname (1));
  end_try_catch

endfunction

%!assert (full (nd_array (magic (4))), magic (4))
%!assert (full (nd_array (1:4)), 1:4)
%!assert (class (nd_array (1:4, "dtype", "int8")), "int8")
%!test # the array and its source are independent
%! m = magic (3);
%! a = nd_array (m);
%! a(1) = -1;
%! assert (m, magic (3));
%! m(2) = -2;
%! assert (full (a)(1:3), [-1, 3, 4]);
%!test # the copy is deferred, unless it is asked for
%! m = rand (100);
%! assert (nd_info (nd_array (m)).borrowed);
%! assert (! nd_info (nd_array (m, "copy", true)).borrowed);

%!error <Invalid call to nd_array> nd_array ()
%!error <tensor 't' \(double 2x2\) to a host array. Use to_cpu \(t\)>
%! t = gpu_tensor (eye (2), "sim");
%! nd_array (t);
