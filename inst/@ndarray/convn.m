## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn {} {@var{c} =} convn (@var{a}, @var{b}, @var{shape})
## Return the convolution of nd arrays, as Octave's @code{convn} does.
##
## Arrays of more than two dimensions are convolved matrix by matrix.
## @seealso{conv2, conv}
## @end deftypefn

function c = convn (a, b, shape = "full")

  if (nargin < 2)
    print_usage ();
  endif
  if (! (is_on_device (a) || is_on_device (b)))
    c = __nd_call__ ("convn", a, b, {shape}{1:nargin-2});
  elseif (! (all_numbers ({a, b})
             && any (strcmp (shape, {"full", "same", "valid"}))))
    c = __nd_octave__ ("convn", a, b, {shape}{1:nargin-2});
  elseif (ndims (a) == 2 && ndims (b) == 2)
    c = conv2 (a, b, shape);
  elseif (isempty (a) || isempty (b))
    c = conv2 (a(:,:), b(:,:), shape);
  else
    check_together ("convn", "A", a, "B", b);
    c = by_matrices (a, b, shape);
  endif

endfunction

## The two largest dimensions of the result become rows and columns.
function c = by_matrices (a, b, shape)

  n = max (ndims (a), ndims (b));
  [size_a, size_b] = deal (size (a), size (b));
  size_a(end+1:n) = 1;
  size_b(end+1:n) = 1;
  switch (shape)
    case "full"
      [first, sz] = deal (ones (1, n), size_a + size_b - 1);
    case "same"
      [first, sz] = deal (fix (size_b / 2) + 1, size_a);
    case "valid"
      [first, sz] = deal (size_b, max (size_a - size_b + 1, 0));
  endswitch
  [~, order] = sort (sz, "descend");
  later = order(3:n);
  [a, places_a] = matrices (a, size_a, order);
  [b, places_b] = matrices (b, size_b, order);
  c = zeros ([sz(order(1:2)), prod(sz(later))], "like", conv2 (a(1), b(1)));
  steps = [1, cumprod(sz(later))(1:end-1)];
  for l = 1:rows (places_b)
    at = places_a + places_b(l,:) - (first(later) - 1);
    for k = find (all (at >= 0 & at < sz(later), 2)).'
      page = 1 + at(k,:) * steps.';
      c(:,:,page) = c(:,:,page) + conv2 (a(:,:,k), b(:,:,l), shape);
    endfor
  endfor
  c = ipermute (reshape (c, sz(order)), order);

endfunction

## The matrices of the first two dimensions in ORDER, and which places each has
## in the later ones, from 0 on.
function [pages, places] = matrices (x, sz, order)
  sz = sz(order);
  pages = reshape (permute (x, order), sz(1), sz(2), []);
  places = (0:size (pages, 3) - 1).';
  places = mod (fix (places ./ [1, cumprod(sz(3:end-1))]), sz(3:end));
endfunction
