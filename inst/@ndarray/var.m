## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn  {} {@var{v} =} var (@var{x})
## @deftypefnx {} {@var{v} =} var (@var{x}, @var{w}, @var{dim})
## @deftypefnx {} {@var{v} =} var (@var{x}, @var{w}, @var{vecdim})
## @deftypefnx {} {@var{v} =} var (@var{x}, @var{w}, "all")
## @deftypefnx {} {[@var{v}, @var{m}] =} var (@dots{})
## Return the variance of an nd array along dimensions, and the mean, with the
## arguments that Octave's @code{var} takes: in one pass, where @var{w} is 0 or
## 1.
## @seealso{std, mean}
## @end deftypefn

function varargout = var (x, varargin)

  if (nargin < 4 && nargout < 2 && isfloat (x) && ! isempty (x))
    of_population = false;
    dims = {};
    if (nargin > 1)
      [of_population, dims] = plain_arguments (x, varargin{:});
    endif
    if (! isempty (of_population))
      varargout{1} = __nd_call__ ("__nd_variance__", x, of_population, dims{:});
      return;
    endif
  endif

  w = [varargin, {0}]{1};
  is_usual = ischar (w) || isempty (w) || isequal (w, 0) || isequal (w, 1);
  is_case = isndarray (x) && ! isempty (x);
  weighs_all = false;
  if (is_case && ! is_usual)
    weighs_all = isequal (size (w), size (x));
    is_case = (weighs_all || isvector (w)) && ! isscalar (w) ...
              && isfloat (x) && isreal (x) && ! any (w(:) < 0);
  endif
  if (is_case)
    dims = find_dims (x, w, is_usual, weighs_all, varargin, nargout);
    is_case = is_usual || (weighs_all && ! isempty (dims)) ...
              || numel (w) == prod (size (x)(dims));
  endif
  if (! is_case)
    [varargout{1:max (nargout, 1)}] = __nd_octave__ ("var", x, varargin{:});
    return;
  endif

  omits_nan = any (strcmpi (varargin, "omitnan"));
  if (is_usual && ! omits_nan)
    varargout{1} = __nd_call__ ("__nd_variance__", x, isequal (w, 1), dims);
    if (nargout > 1)
      [c, restore] = dim_first (x, dims);
      varargout{2} = restore (sum (c, 1) ./ rows (c));
    endif
    return;
  endif
  [c, restore] = dim_first (x, dims);
  if (is_usual)
    [v, m] = of_numbers (c, isequal (w, 1));
  else
    if (weighs_all)
      w = dim_first (w, dims);
    endif
    [v, m] = weighted (c, reshape (w, rows (c), []), omits_nan);
  endif
  varargout = {restore(v), restore(m)}(1:max (nargout, 1));

endfunction

## What nearly everybody writes, where all Octaves agree and nothing need be
## asked.
function [of_population, dims] = plain_arguments (x, w = 0, dim = [])
  of_population = [];
  dims = {dim}(! isempty (dim));
  is_plain = isndarray (x) && isa (w, "double") && isa (dim, "double") ...
             && ! isndarray (w) && ! isndarray (dim) && ...
                 (isempty (w) || isscalar (w)) ...
             && (isempty (dim) || isscalar (dim));
  if (is_plain && (isempty (w) || w == 0 || w == 1)
      && (isempty (dim) || any (dim == 1:ndims (x))))
    of_population = ! isempty (w) && w == 1;
  endif
endfunction

## What Octave takes is for Octave to say, except where all versions agree.
function dims = find_dims (x, w, is_usual, weighs_all, args, outputs)
  if (outputs < 2 && isfloat (x) && is_usual && ! ischar (w)
      && numel (args) < 2)
    dims = first_dim (x);
    return;
  endif
  if (outputs > 1)
    [~, ~] = builtin ("var", [0, 1]);
  endif
  if (weighs_all)
    args{1} = ones (min (size (x), 2));
  elseif (! is_usual)
    args{1} = [1, 1];
  endif
  [~, dims] = ask_octave ("var", x, args{:});
endfunction

## Of what is not NaN.
function [v, m] = of_numbers (x, of_population)
  is_gone = isnan (x);
  n = sum (! is_gone, 1);
  x(is_gone) = 0;
  m = sum (x, 1) ./ n;
  distance = x - m;
  distance(is_gone) = 0;
  v = sumsq (distance, 1) ./ (n - 1 + of_population);
  v(n == 1) = 0;
  v(n == 0) = NaN;
endfunction

function [v, m] = weighted (x, w, omits_nan)
  if (omits_nan)
    is_gone = isnan (w .* x);
    x(is_gone) = 0;
    w = w .* ! is_gone;
    w(is_gone) = 0;
  endif
  total = sum (w, 1);
  m = sum (w .* x, 1) ./ total;
  v = sum (w .* (x - m) .^ 2, 1) ./ total;
endfunction
