## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn {} {@var{name} =} underlyingType (@var{v})
## Return the class of the elements of @var{v}.
##
## This is @sc{matlab}'s name for what @code{class} returns for an nd array, so
## that programs written for its GPU arrays run.  @var{v} can be anything; of
## values that are not nd arrays it is the class.
##
## @example
## @group
## underlyingType (nd_array (uint8 (1:3)))
##   @result{} ans = uint8
## @end group
## @end example
## @seealso{class, isa, isndarray}
## @end deftypefn

function name = underlyingType (v)

  if (nargin != 1)
    print_usage ();
  endif

  name = class (v);

endfunction

%!assert (underlyingType (nd_array (uint8 (1:3))), "uint8")
%!assert (underlyingType (gpu_tensor (single (1), "sim")), "single")
%!assert (underlyingType ({}), "cell")

%!error <Invalid call to underlyingType> underlyingType ()
