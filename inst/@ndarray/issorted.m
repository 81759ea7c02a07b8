## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn  {} {@var{tf} =} issorted (@var{a})
## @deftypefnx {} {@var{tf} =} issorted (@var{a}, @var{mode})
## @deftypefnx {} {@var{tf} =} issorted (@var{a}, "rows", @var{mode})
## Return true if the vector, or the rows, of an nd array are sorted, as
## Octave's @code{issorted} does.
##
## The answer is an ordinary truth value, whatever device @var{a} is on.
## @seealso{sort, sortrows}
## @end deftypefn

function tf = issorted (varargin)
  tf = __nd_by_size__ ("issorted", @of_large, varargin{:});
endfunction

function tf = of_large (a, varargin)

  names = {"ascend", "ascending", "descend", "descending", "either"};
  by_rows = any (strcmp (varargin, "rows"));
  mode = varargin(! strcmp (varargin, "rows"));
  if (isempty (mode))
    mode = {"ascend"};
  endif
  is_case = (isndarray (a) && numel (mode) == 1 && any (strcmp (mode{1}, names))
             && nargin - by_rows <= 2);
  if (! is_case || (by_rows && (ndims (a) != 2 || strcmp (mode{1}, "either")))
      || (! by_rows && ! isvector (a) && ! isempty (a)))
    tf = __nd_octave__ ("issorted", a, varargin{:});
    return;
  endif

  switch (mode{1})
    case {"ascend", "ascending"}
      tf = is_rising (a, by_rows);
    case {"descend", "descending"}
      tf = is_falling (a, by_rows);
    otherwise
      tf = is_rising (a, by_rows) || is_falling (a, by_rows);
  endswitch

endfunction

function tf = is_rising (a, by_rows)
  if (by_rows)
    [~, i] = sortrows (a);
    tf = truth (diff (i(:)) == 1);
  else
    later = a(2:end);
    tf = truth (a(1:end-1) <= later | isnan (later));
  endif
endfunction

function tf = is_falling (a, by_rows)
  if (by_rows)
    [~, i] = sortrows (a, -(1:columns (a)));
    tf = truth (diff (i(:)) == 1);
  else
    earlier = a(1:end-1);
    tf = truth (earlier >= a(2:end) | isnan (earlier));
  endif
endfunction
