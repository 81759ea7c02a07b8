## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn  {} {@var{a} =} accumarray (@var{subs}, @var{vals})
## @deftypefnx {} {@var{a} =} accumarray (@var{subs}, @var{vals}, @var{sz}, @
## @var{fcn}, @var{fillval})
## Accumulate the elements of an nd array by their subscripts, as Octave's
## @code{accumarray} does.
##
## On a device @var{fcn} is @code{@@sum}, @code{@@max}, @code{@@min},
## @code{@@mean},
## @code{@@prod}, @code{@@numel}, @code{@@any} or @code{@@all}.
## @seealso{histc, unique}
## @end deftypefn

function a = accumarray (subs, vals, sz = [], fcn = [], fillval = [], varargin)

  if (nargin < 2)
    print_usage ();
  endif

  ## A size is a matter of the host.
  sz = gather (sz);
  name = "sum";
  if (is_function_handle (fcn))
    name = func2str (fcn);
  endif
  if (iscell (subs) && any (cellfun (@isndarray, subs)))
    subs = as_columns (subs);
  endif
  if (! iscell (subs) && is_number (vals))
    check_together ("accumarray", "SUBS", subs, "VALS", vals);
  endif
  if (iscell (subs) || ! is_on_device (subs) || ! is_number (vals)
      || isempty (subs) || ! isempty (varargin)
      || ! any (strcmp (name, {"sum", "max", "min", "mean", "prod", ...
                               "numel", "any", "all"})))
    a = __nd_octave__ ("accumarray", subs, vals, sz, fcn, fillval, ...
                       varargin{:});
    return;
  endif

  if (isempty (fillval))
    fillval = 0;
  endif
  [subs, sz] = linear_index (subs, vals, sz);
  n = [];
  if (! isempty (sz))
    n = prod (sz);
  endif
  switch (name)
    case "sum"
      zero = 0;
      a = __accumarray_sum__ (subs, vals, n);
    case "max"
      zero = start (vals, @intmin, false, fillval == 0 && truth (vals >= 0));
      a = __accumarray_max__ (subs, vals, zero, n);
    case "min"
      zero = start (vals, @intmax, true, fillval == 0 && truth (vals <= 0));
      a = __accumarray_min__ (subs, vals, zero, n);
    otherwise
      [a, zero] = reduce_groups (name, subs, vals, n);
      if (fillval != 0)
        a += 0; # truth values become numbers
      endif
  endswitch
  if (fillval != zero && ! (isnan (fillval) || isnan (zero)))
    a(__accumarray_sum__ (subs, 1, numel (a)) == 0) = fillval;
  endif
  if (! isempty (sz))
    a = reshape (a, sz);
  endif

endfunction

## Octave's cellfun ("max", ...) does not know nd arrays.
function subs = as_columns (subs)
  lengths = cellfun (@numel, subs);
  if (numel (subs) > 1 && all (lengths == lengths(1)))
    columns = cellfun (@(s) double (s(:)), subs, "UniformOutput", false);
    subs = [columns{:}];
  endif
endfunction

function tf = is_number (vals)
  tf = (isnumeric (vals) || islogical (vals)) && ! issparse (vals);
endfunction

## Rows of subscripts as linear indices, with Octave's errors.
function [subs, sz] = linear_index (subs, vals, sz)
  if (isinteger (subs))
    subs = double (subs); # places may be beyond their class
  endif
  n = columns (subs);
  if (length (vals) > 1 && length (vals) != rows (subs))
    error ("accumarray: dimension mismatch");
  endif
  if (n == 1)
    if (numel (sz) == 1)
      error ("accumarray: needs at least 2 dimensions");
    elseif (! isindex (subs))
      error ("accumarray: indices must be positive integers");
    endif
    return;
  endif
  if (isempty (sz))
    sz = gather (max (subs, [], 1));
  elseif (numel (sz) != n)
    error ("accumarray: dimensions mismatch");
  endif
  parts = arrayfun (@(k) subs(:,k), 1:n, "UniformOutput", false);
  subs = sub2ind (sz, parts{:});
endfunction

## Functions that Octave calls for each group of values.
function [a, zero] = reduce_groups (name, subs, vals, n)
  counts = __accumarray_sum__ (subs, 1, n);
  zero = 0;
  switch (name)
    case "numel"
      a = counts;
    case "mean"
      if (! isfloat (vals))
        vals = double (vals);
      endif
      a = __accumarray_sum__ (subs, vals, n) ./ max (counts, 1);
    case "any"
      a = __accumarray_sum__ (subs, double (vals != 0), n) > 0;
    case "all"
      a = counts > 0 & __accumarray_sum__ (subs, double (vals == 0), n) == 0;
    case "prod"
      if (isscalar (vals))
        vals = repmat (vals, numel (subs), 1);
      endif
      a = products (subs(:), vals(:), counts);
  endswitch
endfunction

## The first values of all groups times the second ones, and so on.
function a = products (subs, vals, counts)
  [subs, order] = sort (subs);
  vals = vals(order);
  k = ramp_on (subs, numel (subs)).';
  is_first = [0; diff(subs)] != 0;
  is_first(1) = true;
  k -= cummax (k .* is_first);
  a = cast (counts > 0, class (prod (vals(1:0))));
  for r = 0:gather (max (counts)) - 1
    in_turn = subs(k == r);
    a(in_turn) = a(in_turn) .* vals(k == r);
  endfor
endfunction

## What values take the place of: Octave's choice, which shows where there are
## none.
function zero = start (vals, of_integers, of_logical, zero_will_do)
  if (isinteger (vals))
    zero = of_integers (class (vals));
  elseif (islogical (vals))
    zero = of_logical;
  elseif (zero_will_do)
    zero = 0;
  else
    zero = NaN;
  endif
endfunction
