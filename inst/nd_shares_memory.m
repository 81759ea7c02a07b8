## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn {} {@var{tf} =} nd_shares_memory (@var{a}, @var{b})
## Return true if a write through @var{a} would be seen through @var{b}.
##
## Both are arrays.  The answer is exact: two views of one array that do not
## have an element in common share nothing, though their elements alternate in
## memory.  Copies that are only deferred do not share either, and nothing
## shares with an ordinary Octave array, which never changes behind its owner's
## back.
##
## @example
## @group
## A = nd_array (1:6);
## odd = nd_view (A, 1:2:6);
## even = nd_view (A, 2:2:6);
## [nd_shares_memory(A, odd), nd_shares_memory(odd, even)]
##   @result{} ans =
##       1  0
## @end group
## @end example
## @seealso{nd_asarray, nd_view, nd_info}
## @end deftypefn

function tf = nd_shares_memory (a, b)

  if (nargin != 2)
    print_usage ();
  endif

  tf = __nd__ ("shares_memory", a, b);

endfunction

%!test # linked arrays share, deferred copies do not
%! a = nd_array (magic (3));
%! b = nd_array (a);
%! c = nd_asarray (a);
%! assert (nd_shares_memory (a, c));
%! assert (! nd_shares_memory (a, b));
%!test # the overlap is decided element by element
%! a = nd_array (zeros (4, 6));
%! odd = nd_view (a, ":", 1:2:6);
%! assert (! nd_shares_memory (odd, nd_view (a, ":", 2:2:6)));
%! assert (nd_shares_memory (odd, nd_view (a, ":", 6:-1:5)));
%!test # ordinary arrays share nothing
%! m = magic (3);
%! assert (! nd_shares_memory (m, nd_asarray (m)));
%! assert (! nd_shares_memory (m, m));

%!error <Invalid call to nd_shares_memory> nd_shares_memory (1)
