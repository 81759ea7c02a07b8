## pagemtimes: the matrix product, page by page.

%!function z = products (x, y)
%!  sizes = {size(x)(3:end), size(y)(3:end)};
%!  depth = max (cellfun (@numel, sizes));
%!  pad = @(s) postpad (s, depth, 1, 2);
%!  sizes = cellfun (pad, sizes, "UniformOutput", false);
%!  dims = max (sizes{:});
%!  z = cell (1, prod (dims));
%!  place = @(s, at) num2cell (min (s, at));
%!  for k = 1:prod (dims)
%!    at = cell (1, depth);
%!    [at{:}] = ind2sub ([dims, 1, 1], k);
%!    at = [at{:}];
%!    i = place (sizes{1}, at);
%!    j = place (sizes{2}, at);
%!    z{k} = x(:,:,i{:}) * y(:,:,j{:});
%!  endfor
%!  z = reshape (cat (3, z{:}), [size(z{1}), dims]);
%!endfunction

%!test # what a loop gives, for all classes, with and without nd arrays
%! x = reshape (sin (1:3*4*5), 3, 4, 5);
%! y = reshape (cos (1:4*2*5), 4, 2, 5);
%! for left = {x, single(x), x + 1i * cos(x), x > 0}
%!   for right = {y, single(y), y - 2i * y.^2}
%!     expected = products (left{1}, right{1});
%!     for on = {@(x) x, @nd_array, @(x) gpu_tensor(x, "sim")}
%!       z = pagemtimes (on{1} (left{1}), on{1} (right{1}));
%!       assert (isndarray (z), isndarray (on{1} (1)));
%!       z = gather (z);
%!       assert (class (z), class (expected));
%!       assert (z, expected, 8 * eps (class (expected)));
%!     endfor
%!   endfor
%! endfor
%!test # one page goes with many, in any dimension
%! x = reshape (magic (24)(1:2*3*1*4), 2, 3, 1, 4);
%! for shape = {[3, 5], [3, 5, 6], [3, 5, 6, 4], [3, 5, 1, 4, 2], ...
%!              [3, 5, 1, 1, 2]}
%!   y = reshape (1:prod (shape{1}), shape{1});
%!   z = pagemtimes (nd_array (x), nd_array (y));
%!   assert (full (z), products (x, y));
%!   z = pagemtimes (permute (nd_array (y), [2, 1, 3:5]), "none", ...
%!                   nd_array (x), "transpose");
%!   assert (full (z), permute (products (x, y), [2, 1, 3:5]));
%! endfor
%!test # transposed and conjugated pages, as they lie or as views
%! a = reshape (1:24, 3, 4, 2) + 1i * reshape (24:-1:1, 3, 4, 2);
%! b = reshape (2:25, 3, 4, 2) - 1i;
%! bt = permute (b, [2, 1, 3]);
%! for left = {a, real(a)}
%!   x = left{1};
%!   xt = permute (x, [2, 1, 3]);
%!   for on = {@nd_array, @(x) gpu_tensor(x, "sim")}
%!     n = on{1} (x);
%!     m = on{1} (b);
%!     nt = permute (n, [2, 1, 3]);
%!     mt = permute (m, [2, 1, 3]);
%!     assert (gather (pagemtimes (n, "transpose", m, "none")), ...
%!             products (xt, b));
%!     assert (gather (pagemtimes (n, "none", m, "ctranspose")), ...
%!             products (x, conj (bt)));
%!     assert (gather (pagemtimes (n, "ctranspose", m, "none")), ...
%!             products (conj (xt), b));
%!     assert (gather (pagemtimes (nt, m)), products (xt, b));
%!     assert (gather (pagemtimes (nt, "transpose", mt, "none")), ...
%!             products (x, bt));
%!     assert (gather (pagemtimes (nt, "none", mt, "ctranspose")), ...
%!             products (xt, conj (b)));
%!     assert (gather (pagemtimes (nt, "ctranspose", mt, "none")), ...
%!             products (conj (x), bt));
%!   endfor
%! endfor
%!test # pages of one element, none, and nothing to add up
%! x = nd_array (reshape (1:12, 2, 3, 2));
%! s = reshape ([10, 100i], 1, 1, 2);
%! assert (full (pagemtimes (x, s)), full (x) .* s);
%! assert (full (pagemtimes (s, "ctranspose", x, "transpose")), ...
%!         conj (s) .* permute (full (x), [2, 1, 3]));
%! assert (size (pagemtimes (x(:,:,1), zeros (3, 4, 0))), [2, 4, 0]);
%! assert (full (pagemtimes (nd_array (zeros (2, 0, 3)), zeros (0, 2, 3))), ...
%!         zeros (2, 2, 3));
%! assert (pagemtimes (nd_array ([1, 2]), [3; 4]), 11);

%!test # the operator * takes pages side by side
%! run_everywhere (@(a, b) a * b, [2, 1; 1, 3], reshape (1:12, 2, 3, 2));
%! run_everywhere (@(a, b) (a + 0) * (b + 1i), reshape (1:4, 2, 1, 2), ...
%!                 single ([1, 2; 3, 4]));
%! run_everywhere (@(a, b) a * permute (b, [3, 2, 1]), [1, 2], ...
%!                 reshape (1:12, 2, 3, 2));
%! for device = {"cpu", "sim"}
%!   on = @(x) gpu_tensor (x, device{1});
%!   fail ("on (ones (2)) * on (ones (1, 1, 3))", ...
%!         "operator \\*: nonconformant arguments \\(op1 is 2x2, op2 is 1x3\\)");
%! endfor
%!error <operator \*: expected all arrays .* \(double 2x2x2\) on sim:0>
%! gpu_tensor (ones (2, 2, 2), "sim:0") * nd_array (ones (4));

%!error <Invalid call to pagemtimes> pagemtimes (1)
%!error <Invalid call to pagemtimes> pagemtimes (1, "none", 2)
%!error <pagemtimes: pages are meant "none", "transpose" or "ctranspose">
%! pagemtimes (ones (2), "transposed", ones (2), "none")
%!error <pagemtimes: X and Y must be arrays of numbers> pagemtimes ({1}, 2)
%!error <pagemtimes: nonconformant arguments \(op1 is 2x3x2, op2 is 2x3x2\)>
%! pagemtimes (ones (2, 3, 2), ones (2, 3, 2))
%!error <pagemtimes: nonconformant arguments \(op1 is 2x2x2, op2 is 2x2x3\)>
%! pagemtimes (nd_array (ones (2, 2, 2)), ones (2, 2, 3))
%!error <binary operator '\*' not implemented for 'int8 matrix' by 'matrix' operations>
%! pagemtimes (nd_array (ones (2, 2, 2, "int8")), ones (2, 2, 2))
%!error <pagemtimes: expected all arrays to be on the same device>
%! pagemtimes (gpu_tensor (ones (2, 2, 2), "sim"), ones (2, 2, 2))
