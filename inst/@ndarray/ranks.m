## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn {} {@var{y} =} ranks (@var{x}, @var{dim}, @var{rtype})
## Return the ranks of the elements of an nd array along dimension @var{dim}, as
## Octave's @code{ranks} does.
## @seealso{sort, spearman, run_count}
## @end deftypefn

function y = ranks (x, varargin)

  dim = [varargin, {[]}]{1};
  kind = [varargin(2:end), {0}]{1};
  if (isempty (dim))
    dim = long_dim (x);
  endif
  kinds = {"fractional", "competition", "modified", "ordinal", "dense"};
  if (ischar (kind))
    kind = find (strcmp (kind, kinds)) - 1;
  endif
  if (! (any (nargin == 1:3) && is_on_device (x) && all_numbers ({x, kind})
         && isreal (x) && ! isempty (x) && is_dim (dim)
         && isscalar (kind) && any (kind == 0:4)))
    y = __nd_octave__ ("ranks", x, varargin{:});
    return;
  endif

  [c, restore] = dim_first (x, dim);
  [c, order] = sort (c, 1);
  edge = nd_ones (1, columns (c), class (c), "device", x.device);
  places = ramp_on (c, rows (c)).' .* double (edge);
  ## Octave's: of integers Inf is the largest.
  steps = diff ([-Inf .* edge; c], 1, 1);
  first = cummax (places .* (steps != 0), 1);
  last = merge (diff ([c; Inf .* edge], 1, 1) != 0, places, Inf .* places);
  last = flip (cummin (flip (last, 1), 1), 1);
  switch (kind)
    case 0
      places = (first + last) ./ 2;
    case 1
      places = first;
    case 2
      places = last;
    case 4
      places = cumsum (logical (steps), 1);
  endswitch
  y = nd_zeros (size (c), "device", x.device);
  y(order + rows (c) .* (ramp_on (c, columns (c)) - 1)) = places;
  y = restore (y);

endfunction
