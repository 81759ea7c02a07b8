## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn {} {@var{info} =} nd_info (@var{a})
## Say how the nd array @var{a} is stored.
##
## @var{info} is a scalar structure with the fields
##
## @table @code
## @item class
## The class of the elements, as @code{class (@var{a})}.
## @item size
## The size, as @code{size (@var{a})}.
## @item device
## The name of the device: @qcode{"cpu"}, @qcode{"cuda:0"}, @qcode{"sim:1"}
## @dots{}
## @item strides
## For each dimension, how many elements lie between neighbours.
## @item nbytes
## The bytes that the elements take: their number times the size of one.
## @item storage
## A number that arrays have in common when they are linked.
## @item linked
## How many other arrays share the storage.
## @item deferred_copy
## True if the next write has to copy first, because another array holds the
## same memory.
## @item borrowed
## True if the memory belongs to an ordinary Octave array.
## @item pending
## The number of operations that have not run yet: 0 when the values are there.
## An array whose operations wait has no storage; that field is 0 then.
## @end table
##
## A value that is not an nd array raises @code{ndarray:invalid-argument}.
##
## @example
## @group
## A = nd_array (magic (3));
## B = nd_asarray (A);
## nd_info (A').strides, nd_info (B).linked
##   @result{} ans =
##       3  1
##   @result{} ans = 1
## @end group
## @end example
## @seealso{nd_array, nd_shares_memory, nd_eager, nd_memory}
## @end deftypefn

function info = nd_info (a)

  if (nargin != 1)
    print_usage ();
  endif

  info = __nd__ ("info", a);

endfunction

%!test # every field of a fresh array
%! info = nd_info (nd_array (single ([1, 2, 3; 4, 5, 6]), "copy", true));
%! assert (info.class, "single");
%! assert (info.size, [2, 3]);
%! assert (info.device, "cpu");
%! assert (info.strides, [1, 2]);
%! assert (info.nbytes, 24);
%! assert (info.linked, 0);
%! assert (info.deferred_copy, false);
%! assert (info.borrowed, false);
%! assert (info.pending, 0);
%!test # linked arrays have one storage
%! a = nd_array (1:3);
%! b = nd_asarray (a);
%! assert (nd_info (a).storage, nd_info (b).storage);
%! assert (nd_info (a).linked, 1);

%!error <Invalid call to nd_info> nd_info ()
