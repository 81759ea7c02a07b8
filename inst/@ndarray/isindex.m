## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn  {} {@var{tf} =} isindex (@var{a})
## @deftypefnx {} {@var{tf} =} isindex (@var{a}, @var{n})
## Return true if the nd array @var{a} can be an index (into @var{n} elements).
##
## The answer is an ordinary truth value, whatever device @var{a} is on.
## @end deftypefn

function tf = isindex (a, varargin)

  if (! (is_on_device (a) && nargin < 3 && all_numbers (varargin)
         && ! any (cellfun (@isempty, varargin))))
    tf = __nd_octave__ ("isindex", a, varargin{:});
    return;
  endif
  n = Inf;
  if (nargin > 1)
    n = varargin{1}(1);
  endif
  if (islogical (a))
    tf = numel (a) <= n;
  elseif (iscomplex (a))
    tf = false;
  else
    tf = truth (a >= 1 & a <= n & a == fix (a));
  endif

endfunction
