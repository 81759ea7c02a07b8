## Reductions and scans of arrays of many shapes: large enough to be cut into
## pieces, wide rows and long ones, what is folded as it lies and what is
## computed on the way.  Numbers are whole, so that every order of adding them
## gives the same, also in single precision.

%!function m = whole (varargin)
%!  m = floor (7 * rand (varargin{:})) - 3;
%!endfunction

%!function check (call, varargin)
%!  arrays = cellfun (@nd_array, varargin, "UniformOutput", false);
%!  wanted = call (varargin{:});
%!  for threads = [1, 3]
%!    nd_threads (threads);
%!    got = gather (call (arrays{:}));
%!    assert (class (got), class (wanted));
%!    assert (isequaln (got, wanted), "%s of %s", func2str (call), ...
%!            mat2str (size (varargin{1})));
%!  endfor
%!endfunction

%!shared before
%! before = nd_threads ();

%!test # wide and long rows are added up, whatever their class
%! for dims = {[5000, 70], [2500, 400], [300, 3000], [7, 40000], ...
%!             [1, 300001], ...
%!             [300001, 1], [60, 5, 900]}
%!   m = whole (dims{1});
%!   for x = {m, single(m), complex(m, flip (m)), ...
%!            single(complex (m, m + 1)), ...
%!            int16(m), m > 0}
%!     for dim = 1:3
%!       check (@(a) sum (a, dim), x{1});
%!       check (@(a) max (a, [], dim), x{1});
%!     endfor
%!   endfor
%! endfor

%!test # extremes of nothing keep its size, those of logical values along every dimension
%! for dims = {[0, 0], [0, 3], [3, 0], [2, 0, 3], [0, 2, 3], [1, 0, 2]}
%!   for c = {"double", "single", "int8", "logical"}
%!     for dim = 1:4
%!       check (@(a) max (a, [], dim), cast (zeros (dims{1}), c{1}));
%!       check (@(a) nthargout (2, @max, a, [], dim), ...
%!              cast (zeros (dims{1}), c{1}));
%!     endfor
%!   endfor
%! endfor

%!error <op1 is 1x2, op2 is 3x3x3> max (nd_array ([1, 2]), true (3, 3, 3))
%!error <op1 is 3x3x3, op2 is 1x2> min (nd_array (ones (3, 3, 3)), [1, 2])

%!test # sums of products need not store them
%! for dims = {[5000, 70], [7, 40000], [300001, 1]}
%!   p = whole (dims{1}); q = whole (dims{1}); row = whole (1, dims{1}(2));
%!   for dim = 1:2
%!     check (@(a, b) sum (a .* b, dim), p, q);
%!     check (@(a, b) sum (a .* b, dim), single (p), single (q));
%!     check (@(a, b) sum ((a - b) .^ 2, dim), single (p), single (q));
%!     check (@(a, b) sum (a .* b, dim), p, row);
%!     check (@(a, b) sum ((a .* b)', dim), p, q);
%!     check (@(a) sumsq (a, dim), single (p));
%!     check (@(a, b) sum (complex (a, b) .* complex (b, a), dim), p, q);
%!     check (@(a, b) sum (int32 (a) .* int32 (b), dim), p, q);
%!   endfor
%! endfor

%!test # a product of singles is rounded before it is added
%! a = single (1 + [1:4999]' * 2^-23);
%! r = sum (nd_array (a) .* nd_array (a));
%! assert (r, single (sum (double (a .* a))));

%!test # the place of the largest is found in wide rows
%! m = whole (5000, 70);
%! [v, i] = max (nd_array (m), [], 2);
%! [w, j] = max (m, [], 2);
%! assert (isequal (gather (v), w) && isequal (gather (i), j));

%!test # scans of wide and long rows
%! for dims = {[5000, 70], [7, 40000], [300001, 1]}
%!   m = whole (dims{1});
%!   for x = {m, single(m), complex(m, flip (m)), single(complex (m, m))}
%!     for dim = 1:2
%!       check (@(a) cumsum (a, dim), x{1});
%!     endfor
%!   endfor
%! endfor

%!test # the variance of nothing stays where the array is
%! for x = {zeros(0, 3), zeros(3, 0), zeros(2, 3, 0), single(zeros(1, 0)), ...
%!          zeros(0, 0)}
%!   for device = {"cpu", "sim:0"}
%!     v = var (gpu_tensor (x{1}, device{1}));
%!     assert (isndarray (v) || (strcmp (device{1}, "cpu") && isscalar (v)));
%!     assert (gather (v), var (x{1}));
%!   endfor
%!   assert (gather (zscore (gpu_tensor (x{1}, "sim:0"))), zscore (x{1}));
%! endfor

%!test # the variance of numbers that lie far away from 0, in parts of all kinds
%! for dims = {[100000, 1], [1000, 37], [37, 1000], [100, 2001]}
%!   x = 1e8 + mod (reshape (1:prod (dims{1}), dims{1}) .* 7919, 1009) / 64;
%!   for device = {"cpu", "sim:0"}
%!     for dim = 1:2
%!       expected = var (x - 1e8, 0, dim);
%!       assert (gather (var (gpu_tensor (x, device{1}), 0, dim)), expected, ...
%!               -1e-13);
%!     endfor
%!   endfor
%! endfor

%!test # the variance along a dimension that an array does not have is that of single elements
%! for x = {[1, 2; 3, 5], single([1, 2, 4]), [1, NaN; Inf, 2]}
%!   for w = {0, 1, []}
%!     for device = {"cpu", "sim:0"}
%!       assert (gather (var (gpu_tensor (x{1}, device{1}), w{1}, 3)), ...
%!               var (x{1}, w{1}, 3));
%!     endfor
%!   endfor
%! endfor

%!test # a first element far away from the others does not spoil the variance of singles
%! x = single ([1e6; mod(7919 * (1:99999).', 1000) / 1000]);
%! d = double (x);
%! v = sum ((d - mean (d)) .^ 2) / (numel (d) - 1);
%! for device = {"cpu", "sim:0"}
%!   assert (double (gather (var (gpu_tensor (x, device{1})))), v, ...
%!           -2 * eps ("single"));
%! endfor

%!test # sums of 0x0, whose size depends on whether a dimension is named
%! for f = {@sum, @prod, @sumsq, @any, @all, ...
%!          @(x, varargin) sum (x, varargin{:}, "extra")}
%!   for dim = {{}, {1}, {2}, {3}}
%!     for device = {"cpu", "sim:0"}
%!       got = f{1} (gpu_tensor (zeros (0, 0), device{1}), dim{1}{:});
%!       assert (size (got), size (f{1} (zeros (0, 0), dim{1}{:})));
%!     endfor
%!   endfor
%! endfor

%!test # norms of columns that would overflow, vanish, or hold NaN or Inf
%! x = [1e200, 1e-200, NaN, Inf, 0, 3; 1e200, 1e-200, 1, 1, 0, 4];
%! for p = {1, 2, 3, Inf, 0.5}
%!   for device = {"cpu", "sim:0"}
%!     got = gather (vecnorm (gpu_tensor (x, device{1}), p{1}, 1));
%!     assert (got, vecnorm (x, p{1}, 1), -4 * eps);
%!   endfor
%! endfor

%!test # norms of long vectors that would overflow, vanish, or hold NaN or Inf
%! for x = {1e200, 1e-200, NaN, -Inf, [NaN, Inf], [NaN; -1], 0, [3, 4], ...
%!          single(1e30), ...
%!          complex(Inf, NaN), single(NaN)}
%!   for p = {1, 2, Inf, "fro", "inf"}
%!     v = [zeros(1, 5000), x{1}(:).', zeros(1, 5000)];
%!     for device = {"cpu", "sim:0"}
%!       a = gpu_tensor (v, device{1});
%!       n = cellfun (@gather, {norm(a, p{1}), norm(a .* 1, p{1}), ...
%!                              norm((a .* 1)', p{1})});
%!       assert (class (n), class (v));
%!       assert (n, norm (v, p{1}) (ones (1, 3)), -4 * eps (class (v)));
%!     endfor
%!   endfor
%! endfor

%!error <var: W must be|var: weights must not> var (nd_array ([1, 2; 3, 4]), [-1, 2])

%!test # medians between numbers that are far apart
%! for x = {int8([100; 127]), int8([-128; 127]), int8([-4; -3]), ...
%!          uint8([255; 254]), ...
%!          [realmax; realmax], [-Inf; Inf], [Inf; Inf], [-Inf; 1], [NaN; 1], [realmax, 1; realmax, 1], ...
%!          [-0; -0], [-0, 0; -0, -0]}
%!   for device = {"cpu", "sim:0"}
%!     r = gather (median (gpu_tensor (x{1}, device{1})));
%!     assert (r, median (x{1}));
%!     assert (1 ./ double (r), 1 ./ double (median (x{1})));
%!   endfor
%! endfor

%!test # squares of NaN beside Inf
%! x = complex ([NaN, Inf, 1, Inf], [Inf, NaN, -2, 3]);
%! for device = {"cpu", "sim:0"}
%!   assert (gather (sumsq (gpu_tensor (x, device{1}), 1)), sumsq (x, 1));
%!   assert (gather (sumsq (gpu_tensor (single (x), device{1}), 1)), ...
%!           sumsq (single (x), 1));
%! endfor

%!test
%! nd_threads (before);
