## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn  {} {@var{l} =} del2 (@var{m})
## @deftypefnx {} {@var{l} =} del2 (@var{m}, @var{h})
## @deftypefnx {} {@var{l} =} del2 (@var{m}, @var{dx}, @var{dy}, @dots{})
## Return the discrete Laplacian of an nd array, as Octave's @code{del2} does.
## @seealso{gradient, diff}
## @end deftypefn

function l = del2 (m, varargin)

  nd = ndims (m);
  places = [varargin, num2cell(ones (1, nd - numel (varargin)))];
  if (numel (varargin) == 1 && isscalar (varargin{1}))
    places = repmat (varargin, 1, nd);
  elseif (numel (places) == nd)
    places([1, 2]) = places([2, 1]);
  endif
  m = as_number (m);
  if (! (is_on_device (m) && isnumeric (m) && ! isempty (m)
         && numel (places) == nd
         && all (cellfun (@are_places, places, num2cell (size (m))))))
    l = __nd_octave__ ("del2", m, varargin{:});
    return;
  endif

  l = nd_zeros (size (m), "device", m.device);
  for dim = find (size (m) > 2)
    check_together ("del2", "M", m, "spacing", places{dim});
    l += curvatures (m, dim, places{dim});
  endfor
  l ./= nd;

endfunction

function c = curvatures (m, dim, places)
  n = size (m, dim);
  h = steps_along (m, places, dim);
  step = @(k) slice (h, dim, k);
  part = @(k) slice (m, dim, k);
  left = step (1:n-2);
  right = step (2:n-1);
  c = ((part (1:n-2) - part (2:n-1)) ./ left
       + (part (3:n) - part (2:n-1)) ./ right) ./ (left + right);
  c = double (c);
  ## The ends lie on the line through the two values beside them.
  if (n == 3)
    c = cat (dim, c, c, c);
  else
    beyond = @(c1, c2, h1, h2) (h1 + h2) ./ h2 .* c1 - h1 ./ h2 .* c2;
    inner = @(k) slice (c, dim, k);
    c = cat (dim, beyond (inner (1), inner (2), step (1), step (2)), c,
             beyond (inner (n - 2), inner (n - 3), step (n - 1), step (n - 2)));
  endif
endfunction
