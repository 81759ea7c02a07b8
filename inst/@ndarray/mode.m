## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn  {} {[@var{m}, @var{f}, @var{c}] =} mode (@var{x})
## @deftypefnx {} {[@var{m}, @var{f}, @var{c}] =} mode (@var{x}, @var{dim})
## Return the most frequent values of an nd array along dimension @var{dim}, how
## often they occur, and all values that occur as often, as Octave's @code{mode}
## does.
## @seealso{mean, median}
## @end deftypefn

function [m, f, c] = mode (x, varargin)

  is_case = is_on_device (x) && ! isempty (x);
  if (is_case)
    [~, dims] = ask_octave ("mode", x, varargin{:});
    ## Octave 11 counts wrongly along some, but not all, of several dimensions.
    is_case = numel (dims) < 2 || prod (size (x)(dims)) == numel (x);
  endif
  if (! is_case)
    results = cell (1, max (nargout, 1));
    [results{:}] = __nd_octave__ ("mode", x, varargin{:});
    [m, f, c] = [results, cell(1, 2)]{1:3};
    return;
  endif

  [sorted, restore] = dim_first (x, dims);
  sorted = sort (sorted, 1);
  n = rows (sorted);
  place = ramp_on (x, n)(:);
  ## How often each value occurred so far: from where its run began.
  begins = [ones(1, columns (sorted), "like", place); ...
            place(2:n,1) .* (diff (sorted, 1, 1) != 0)];
  run = place + 1 - cummax (begins, 1);
  [f, last] = max (run, [], 1);
  ## The first of a run counts: -0 and 0 may be in one.
  first = last - f + 1;
  m = sorted(first + (ramp_on (x, numel (first)) - 1) * n);
  if (nargout > 2)
    firsts_of = @(k) sorted(find (run(:,k) == f(k)) - (f(k) - 1),k);
    c = restore (arrayfun (firsts_of, 1:numel (first), "UniformOutput", false));
  endif
  m = restore (reshape (m, 1, []));
  f = restore (f);

endfunction
