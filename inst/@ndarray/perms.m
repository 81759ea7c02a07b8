## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn  {} {@var{p} =} perms (@var{v})
## @deftypefnx {} {@var{p} =} perms (@var{v}, "unique")
## Return the permutations of the elements of an nd array as rows, as Octave's
## @code{perms} does.
##
## On a device of real numbers and without @qcode{"unique"}.
## @seealso{nchoosek, randperm}
## @end deftypefn

function p = perms (v, varargin)

  if (nargin == 1 && is_on_device (v) && ! isempty (v))
    if (isnumeric (v) && perms ([1, 3, 2])(1) == 3)
      v = sort (v(:)); # this Octave orders by value, others by position
    endif
    p = pick (v, perms (1:numel (v)));
  else
    p = __nd_octave__ ("perms", v, varargin{:});
  endif

endfunction
