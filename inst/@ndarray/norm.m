## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn  {} {@var{n} =} norm (@var{a})
## @deftypefnx {} {@var{n} =} norm (@var{a}, @var{p})
## @deftypefnx {} {@var{n} =} norm (@dots{}, @qcode{"rows"} or @
## @qcode{"columns"})
## @deftypefnx {} {@var{n} =} norm (@var{a}, @var{p}, @qcode{"rows"})
## @deftypefnx {} {@var{n} =} norm (@var{a}, @var{p}, @qcode{"columns"})
## Return the norm of an nd array, as Octave's @code{norm} does.
##
## Norms of vectors, and those of matrices that are sums of absolute values or
## of squares (@var{p} is 1, @code{Inf} or @qcode{"fro"}), are one pass.
## @seealso{cond, svd}
## @end deftypefn

function n = norm (varargin)
  n = __nd_by_size__ ("norm", @of_large, varargin{:});
endfunction

function n = of_large (a, varargin)

  n = [];
  dim = find (strcmp ([{""}, varargin]{end}, {"columns", "rows", "cols"}));
  options = varargin(1:end-isscalar (dim));
  p = [options, {2}]{1};
  if (numel (options) < 2 && isndarray (a) && isfloat (a) && ndims (a) == 2
      && ! isempty (a))
    if (ischar (p) && strcmpi (p, "inf"))
      p = Inf;
    endif
    if (isscalar (dim))
      n = norms_along (a, p, 2 - mod (dim, 2));
    elseif (strcmp (p, "fro") || (isvector (a) && isequal (p, 2)))
      n = euclidean (a(:));
    elseif (isequal (p, 1) || isequal (p, Inf))
      n = largest_sum (a, p);
    endif
  endif
  if (isempty (n))
    n = __nd_library__ ("norm", 1, a, varargin{:});
  endif

endfunction

function n = norms_along (a, p, dim)
  n = [];
  if (strcmp (p, "fro"))
    p = 2;
  endif
  if (is_on_device (a) && isnumeric (p) && isreal (p) && isscalar (p)
      && p >= 1)
    n = cast (norm_along (double (abs (a)), p, dim), class (a));
  endif
endfunction

## Squares of very large and of very small numbers do not fit: then in units of
## the largest.
function n = euclidean (x)
  name = class (x);
  x = double (x);
  n = sumsq (x);
  if (! (n < 1e300) || n < 1e-280)
    unit = max (abs (x));
    n = unit .* sqrt (sumsq (x ./ unit));
    if (any (isnan (x)))
      n = nan_like (unit);
    elseif (! (unit > 0 && unit < Inf))
      n = unit;
    endif
  else
    n = sqrt (n);
  endif
  n = cast (n, name);
endfunction

function n = largest_sum (a, p)
  if (isvector (a) && p == Inf)
    n = largest (a(:));
    return;
  elseif (isvector (a))
    a = a(:);
  endif
  sums = sum (abs (a), 1 + (p == Inf));
  n = max (sums(:));
  ## Octave passes over NaN, but not over the first one.
  if (isnan (sums(1)))
    n = nan_like (n);
  endif
endfunction

## The largest absolute value, or NaN if there is one: it counts as Inf in the
## first pass.
function n = largest (x)
  sizes = abs (x);
  sizes(isnan (x)) = Inf;
  n = max (sizes);
  if (n == Inf && any (isnan (x)))
    n = nan_like (n);
  endif
endfunction

function n = nan_like (n)
  n = cast (NaN, class (n)) + 0 .* n;
endfunction
