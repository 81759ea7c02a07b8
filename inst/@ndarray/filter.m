## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn  {} {@var{y} =} filter (@var{b}, @var{a}, @var{x})
## @deftypefnx {} {[@var{y}, @var{sf}] =} filter (@var{b}, @var{a}, @var{x}, @
## @var{si}, @var{dim})
## Filter @var{x}, with or without feedback, as Octave's @code{filter} does, on
## its device.
##
## With feedback (several numbers in @var{a}) each sample waits for the one
## before it: a GPU filters many columns at once, but a single long one at the
## pace of one of its threads.
## @seealso{conv2, filter2, deconv}
## @end deftypefn

function varargout = filter (b, a, x, varargin)

  if (nargin < 3)
    print_usage ();
  elseif (__nd_is_small__ (b, a, x)
          || ! (is_on_device (x) || is_on_device (b) || is_on_device (a)))
    [varargout{1:max (nargout, 1)}] = __nd_library__ ("filter", 3, b, a, x, ...
                                                      varargin{:});
    return;
  endif

  si = [varargin, {[]}]{1};
  check_together ("filter", "B", b, "A", a, "X", x, "SI", si);
  if (nargin == 3 && nargout < 2 && is_plain (b, a, x))
    varargout = {moving_sum(b(:) ./ a, x)};
    return;
  endif
  dim = [varargin(2:end), {first_dim(x)}]{1};
  if (is_case (b, a, x, si, dim, nargin))
    [varargout{1:2}] = with_state (b, a, x, si, dim);
  else
    [varargout{1:max (nargout, 1)}] = __nd_octave__ ("filter", b, a, x, ...
                                                     varargin{:});
  endif

endfunction

## Without feedback and states.
function tf = is_plain (b, a, x)
  tf = (isfloat (a) && isscalar (a) && a != 0 && isfloat (b) && isvector (b)
        && isfloat (x) && ndims (x) == 2 && ! isempty (x));
endfunction

function y = moving_sum (weights, x)
  if (isrow (x))
    y = conv2 (x(:), weights)(1:numel (x)).';
  else
    y = conv2 (x, weights)(1:rows (x),:);
  endif
endfunction

function tf = is_case (b, a, x, si, dim, nargs)
  data = {b, a, x, si};
  tf = (nargs < 6 && all_numbers (data) && ! isempty (b) && ! isempty (a)
        && any (cellfun (@is_on_device, data)) && gather (a(1)) != 0
        && is_dim (dim) && dim <= ndims (x));
  if (tf && ! isempty (si))
    sz = size_of_state (b, a, x, dim);
    tf = (isequal (size (si), sz)
          || (isvector (si) && isvector (x) && numel (si) == sz(1)));
  endif
endfunction

function [y, sf] = with_state (b, a, x, si, dim)
  sz = size_of_state (b, a, x, dim);
  [b, a, x, si] = alike (b(:), a(:), x, si);
  n = max (numel (a), numel (b));
  if (isempty (si))
    si = zeros (sz, "like", x);
  endif
  if (isempty (x))
    [y, sf] = deal (x, si);
  elseif (isscalar (a))
    [y, sf] = without_feedback (b ./ a, x, si, dim);
  else
    [y, sf] = __nd_call__ ("__nd_filter__", postpad (b, n) ./ a(1), ...
                           postpad (a, n) ./ a(1), x, si, dim);
  endif
  sf = reshape (sf, sz);
endfunction

function sz = size_of_state (b, a, x, dim)
  sz = size (x);
  sz(dim) = [];
  sz = [max(numel (b), numel (a)) - 1, sz];
endfunction

## All on the device, all single where one is, else double.
function varargout = alike (varargin)
  device = device_of (varargin{:});
  name = "double";
  if (any (cellfun (@isa, varargin, {"single"})))
    name = "single";
  endif
  varargout = cellfun (@(v) gpu_tensor (cast (v, name), device), varargin, ...
                       "UniformOutput", false);
endfunction

## Convolution, of which the state is what goes beyond the last sample.
function [y, state] = without_feedback (b, x, state, dim)
  [y, restore] = dim_first (x, dim);
  n = rows (y);
  order = numel (b) - 1;
  y = conv2 (y, b);
  y(1:order,:) = y(1:order,:) + reshape (state, order, columns (y));
  state = y(n+1:end,:);
  y = restore (y(1:n,:));
endfunction
