## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn  {} {@var{m} =} gather (@var{a})
## @deftypefnx {} {[@var{m1}, @var{m2}, @dots{}] =} gather (@var{a1}, @var{a2}, @dots{})
## Return the ordinary Octave array with the values of an nd array.
##
## @var{a} is an nd array on any device; @var{m} has its size and class.  From
## a device the elements are copied; an array on the CPU gives its memory
## without a copy, as @code{full} does.  Any other value is returned as it is,
## so that a program can end with @code{gather} wherever it ran.
##
## @example
## @group
## gather (gpu_tensor ([1, 2, 3], "sim"))
##   @result{} ans =
##       1  2  3
## @end group
## @end example
## @seealso{to_cpu, full, gpu_tensor}
## @end deftypefn

function varargout = gather (varargin)

  if (nargin < 1 || nargout > nargin)
    print_usage ();
  endif

  varargout = cell (1, max (nargout, 1));
  for i = 1:numel (varargout)
    varargout{i} = __nd__ ("gather", varargin{i});
  endfor

endfunction

%!assert (gather (nd_array (int8 ([1, 2; 3, 4]))), int8 ([1, 2; 3, 4]))
%!assert (gather (gpu_tensor ([1+2i, 3], "sim")), [1+2i, 3])
%!assert (gather ("any other value"), "any other value")
%!assert (typeinfo (gather (nd_array (ones (2)))), "matrix")
%!test # several at once
%! [x, y] = gather (nd_array (1:2), gpu_tensor (true, "sim"));
%! assert (x, [1, 2]);
%! assert (y, true);

%!error <Invalid call to gather> gather ()
%!error <Invalid call to gather> [x, y] = gather (1);
