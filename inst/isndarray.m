## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn {} {@var{tf} =} isndarray (@var{v})
## Return true if @var{v} is an nd array, on whichever device, and false for any
## other value.
##
## @var{v} can be anything.  @code{class (@var{v})} cannot tell, because it is
## the class of the elements.
##
## @example
## @group
## [isndarray(nd_array (5)), isndarray(5)]
##   @result{} ans =
##       1  0
## @end group
## @end example
## @seealso{nd_array, nd_info, underlyingType}
## @end deftypefn

function tf = isndarray (v)

  if (nargin != 1)
    print_usage ();
  endif

  tf = strcmp (typeinfo (v), "ndarray");

endfunction

%!assert (isndarray (nd_array (5)))
%!assert (isndarray (gpu_tensor (5, "sim")))
%!assert (! isndarray (5))
%!assert (! isndarray ({nd_array(5)}))
%!assert (! isndarray ("ndarray"))
%!assert (! isndarray (@sin))

%!error <Invalid call to isndarray> isndarray ()
%!error <called with too many inputs> isndarray (1, 2)
