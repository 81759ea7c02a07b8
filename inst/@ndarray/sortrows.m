## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn  {} {[@var{s}, @var{i}] =} sortrows (@var{a})
## @deftypefnx {} {[@var{s}, @var{i}] =} sortrows (@var{a}, @var{c})
## Sort the rows of an nd array, by the columns @var{c} where they are given,
## descending by those that are negative, as Octave's @code{sortrows} does.
## @seealso{sort, issorted}
## @end deftypefn

function [s, i] = sortrows (a, varargin)

  is_case = (nargin < 3 && isndarray (a) && columns (a) > 0
             && (ndims (a) == 2 || nargin > 1));
  if (is_case && nargin < 2)
    c = 1:columns (a);
  elseif (is_case)
    c = gather (varargin{1});
    is_case = (isnumeric (c) && isvector (c) && all (c == fix (c))
               && all (c != 0) && all (abs (c) <= columns (a)));
  endif
  if (! is_case)
    [s, i] = __nd_octave__ ("sortrows", a, varargin{:});
    return;
  endif

  ## Sorting is stable: the last column first.
  i = ramp_on (a, rows (a))(:);
  modes = {"descend", "ascend"};
  for k = c(end:-1:1)(:).'
    [~, order] = sort (a(i,abs (k)), modes{1 + (k > 0)});
    i = i(order);
  endfor
  s = a(i,:);

endfunction
