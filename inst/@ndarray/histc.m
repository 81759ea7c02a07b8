## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn  {} {[@var{n}, @var{idx}] =} histc (@var{x}, @var{edges})
## @deftypefnx {} {[@var{n}, @var{idx}] =} histc (@var{x}, @var{edges}, @
## @var{dim})
## Count the elements of an nd array between @var{edges}, which are an array on
## the same device, as Octave's @code{histc} does.
## @seealso{lookup, accumarray}
## @end deftypefn

function [n, idx] = histc (x, varargin)

  is_case = (is_on_device (x) && any (nargin == [2, 3]) && isreal (x)
             && isreal (varargin{1}) && ! isempty (varargin{1})
             && ! isempty (x)
             && all (cellfun (@is_dim, varargin(2:end)))
             && [varargin{2:end}, 1](1) <= ndims (x));
  if (! is_case)
    results = cell (1, max (nargout, 1));
    if (nargin > 1 && isempty (x) && is_on_device (varargin{1})
        && isreal (varargin{1}))
      varargin{1} = cast (1:numel (varargin{1}), class (varargin{1}));
    endif
    if (is_on_device (x) || __nd_is_small__ (x))
      [results{:}] = __nd_octave__ ("histc", x, varargin{:});
    else
      [results{:}] = builtin ("histc", x, varargin{:});
    endif
    [n, idx] = [results, {[]}]{1:2};
    return;
  endif

  check_together ("histc", "X", x, "EDGES", varargin{1});
  edges = varargin{1}(:);
  if (! issorted (edges) || edges(1) > edges(end))
    warning ("histc: edge values not sorted on input");
    edges = sort (edges);
  endif
  count = numel (edges);
  dim = double ([varargin(2:end), {first_dim(x)}]{1});
  if (count > 3)
    idx = lookup (edges, x) .* (x <= edges(count));
  else
    ## The last of few bins, each of which is compared on its own.
    idx = nd_zeros (size (x), "device", x.device);
    for k = 1:count-1
      idx = merge (edges(k) <= x & x < edges(k+1), k, idx);
    endfor
    idx = merge (x == edges(count), count, idx);
  endif
  [places, restore] = dim_first (idx, dim);
  bins = max (places, 1) + (ramp_on (x, columns (places)) - 1) * count;
  n = __accumarray_sum__ (bins(:), double (places(:) > 0),
                          count * columns (places));
  n = restore (reshape (n, count, columns (places)));

endfunction
