## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn {} {[@var{m}, @var{at}] =} __nd_extreme_of_nan__ (@var{name}, @
## @var{m}, @var{at}, @var{x}, @var{dim})
## What Octave's function @var{name}, such as @code{"cummax"}, gives for complex
## @var{x} with NaN among them, where @var{m} and @var{at} are what it would
## give if NaN never counted.
##
## Where all are NaN, Octave takes the first as it is.  Octave skips NaN only
## until a row without any has been seen.  Thereafter it compares moduli, and
## that of NaN beside Inf is Inf: it is larger than what is finite, and nothing
## is larger than it.
## @end deftypefn

function [m, at] = __nd_extreme_of_nan__ (name, m, at, x, dim)

  dim = min (dim, ndims (x) + 1);
  before = prod (size (x)(1:dim-1));
  x = reshape (x, before, size (x, dim), []);
  is_number = ! isnan (x);
  is_largest = is_number & false;
  if (any (strcmp (name, {"max", "cummax"})))
    has_begun = cummax (all (is_number, 1), 2);
    is_largest = abs (x) == Inf & (is_number | has_begun);
  endif
  if (strncmp (name, "cum", 3))
    any_number = cummax (is_number, 2);
    [any_largest, first] = cummax (is_largest, 2);
  else
    any_number = any (is_number, 2);
    [any_largest, first] = max (is_largest, [], 2);
  endif
  column = ramp_on (x, before)(:);
  slab = reshape (ramp_on (x, size (x, 3)) - 1, 1, 1, []);
  value = x(column + (first - 1) * before + slab * before * columns (x));
  counts = reshape (isnan (value) & (any_largest | ! any_number), size (m));
  m = merge (counts, reshape (value, size (m)), m);
  at = merge (counts, reshape (first, size (m)), at);

endfunction
