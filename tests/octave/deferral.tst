## Operations that wait: which do, what makes them run, that writes in between change
## no result, that errors come at once, memory and time of long chains, nd_eager.

## Whole numbers in a column, large enough for operations on them to wait; as a
## matrix, and as an nd array that owns its memory.
%!function r = plain (count = 10000)
%!  r = mod ((1:count)' * 7, 101) - 50;
%!endfunction
%!function a = numbers (count = 10000)
%!  a = nd_array (plain (count), "copy", true);
%!endfunction
%!function n = waiting (a)
%!  n = nd_info (a).pending;
%!endfunction

## ---- what waits, and until when --------------------------------------------

%!test # operators, comparisons, conversions and elementwise functions wait
%! a = numbers ();
%! assert (waiting (a), 0);
%! for f = {@(a) a + 1, @(a) 1 - a, @(a) a .* a, @(a) a ./ 3, @(a) a .^ 2, ...
%!          @(a) -a, @(a) ! a, @(a) a < 3, @(a) a & true, @single, @(a) int8 (a), ...
%!          @exp, @sin, @abs, @floor, @isnan, @(a) max (a, 3), ...
%!          @(a) atan2 (a, a), @(a) merge (a > 0, a, 1)}
%!   assert (waiting (f{1} (a)) > 0, func2str (f{1}));
%! endfor

%!test # a result without elements does not wait, however large the other operand
%! empty = nd_array (zeros (1, 0)) + numbers ();
%! assert (waiting (empty), 0);
%! assert (size (empty), [10000, 0]);

%!test # a chain is one expression
%! b = exp (-numbers () .* numbers ()) .* numbers () + 1;
%! assert (waiting (b) >= 5);
%! p = plain ();
%! assert (full (b), exp (-p .* p) .* p + 1, -2 * eps);
%! assert (waiting (b), 0);

%!test # small arrays are computed at once
%! if (isempty (getenv ("ND_DEFER_FROM")))
%!   assert (waiting (nd_array (magic (3)) + 1), 0);
%! endif

%!test # whatever reads elements has them computed
%! for f = {@full, @gather, @(b) b(3), @(b) b(2:5), @(b) b(end), @disp, ...
%!          @(b) evalc ("b"), @(b) sprintf ("%g", b), @sum, @(b) max (b), @num2cell, ...
%!          @(b) gpu_tensor (b, "sim"), @(b) nd_array (b, "copy", true), @(b) any (b), ...
%!          @(b) isequal (b, plain ()), @find, @sort, @(b) [b; b]}
%!   b = numbers () + 1;
%!   [~] = evalc ("f{1} (b);");
%!   if (waiting (b) != 0)
%!     ## Reductions and find may compute the expression on the way without keeping it.
%!     assert (any (strcmp (func2str (f{1}), ...
%!                          {"sum", "@(b) max (b)", "@(b) any (b)", "find", ...
%!                           "@(b) isequal (b, plain ())"})), func2str (f{1}));
%!   endif
%!   assert (full (b), plain () + 1);
%! endfor

%!test # size, class and device are known without computing
%! b = numbers () + 1;
%! assert (size (b), [10000, 1]);
%! assert (class (b), "double");
%! assert (numel (b) == 10000 && ndims (b) == 2 && rows (b) == 10000);
%! assert (iscolumn (b) && isreal (b) && isfloat (b) && ! isempty (b));
%! assert (b.device, "cpu");
%! info = nd_info (b);
%! assert (info.size, [10000, 1]);
%! assert (info.class, "double");
%! assert (waiting (b), 1);

%!test # nd_synchronize computes what waits, device by device
%! b = numbers () + 1;
%! c = gpu_tensor (plain (), "sim") .* 2;
%! nd_synchronize ("cpu");
%! assert (waiting (b), 0);
%! assert (waiting (c), 1);
%! nd_synchronize ();
%! assert (waiting (c), 0);
%! assert (full (b), plain () + 1);
%! assert (gather (c), plain () .* 2);

%!test # nd_eager turns waiting off, and computes what waits
%! b = numbers () + 1;
%! old = nd_eager (true);
%! unwind_protect
%!   assert (waiting (b), 0);
%!   c = numbers () + 1;
%!   assert (waiting (c), 0);
%!   assert (nd_eager (), true);
%! unwind_protect_cleanup
%!   nd_eager (old);
%! end_unwind_protect
%! assert (waiting (numbers () + 1) > 0, ! old);

%!test # names, containers and functions hand on what waits
%! b = numbers () + 1;
%! c = b;
%! s.x = b;
%! k = {b};
%! f = @() b;
%! assert (full (c), plain () + 1);
%! assert (waiting (b), 0);
%! for other = {s.x, k{1}, f()}
%!   assert (full (other{1}), plain () + 1);
%! endfor

%!test # clearing everything that waits computes nothing and frees all
%! a = numbers (1e5);
%! before = nd_memory ("cpu").in_use;
%! b = exp (a) + 1;
%! c = b .* b;
%! clear b c
%! assert (nd_memory ("cpu").in_use, before);

## ---- writes in between -----------------------------------------------------

%!test # a write to an input changes no result
%! a = numbers ();
%! b = a + 1;
%! a(5) = 1000;
%! a(:) = a(:) .* 2;
%! assert (full (b), plain () + 1);
%! assert (full (a)(5), 2000);

%!test # a write through a linked name changes no result
%! a = numbers ();
%! c = nd_asarray (a);
%! v = nd_view (a, 11:20);
%! b = a .* 2;
%! d = v + 1;
%! c(15) = 1000;
%! v(1) = -1000;
%! assert (full (b), plain () .* 2);
%! assert (full (d), plain ()(11:20) + 1);
%! assert (full (a)([11, 15])', [-1000, 1000]);

%!test # nor does one to a matrix that was lent
%! m = plain ();
%! a = nd_asarray (m);
%! b = a + m;
%! m(3) = 99;
%! a(4) = 98;
%! assert (full (b), 2 * plain ());

%!test # what waits takes part in what waits, and is then written itself
%! a = numbers ();
%! b = a + 1;
%! c = b .* 2;
%! b(1) = 77;
%! d = b - c;
%! p = plain () + 1;
%! q = p;
%! q(1) = 77;
%! assert (full (c), p .* 2);
%! assert (full (d), q - p .* 2);
%! assert (full (b), q);

%!test # an input is cleared, rebound, grown, shrunk
%! a = numbers ();
%! b = a + 1;
%! a(end+1) = 3;
%! c = a .* 2;
%! a(1:9000) = [];
%! d = a - 1;
%! clear a
%! p = [plain(); 3];
%! assert (full (b), plain () + 1);
%! assert (full (c), p .* 2);
%! assert (full (d), p(9001:end) - 1);

%!test # op= and ++ on what waits
%! a = numbers ();
%! b = a + 1;
%! b += 2;
%! b .*= b;
%! b++;
%! assert (full (b), (plain () + 3) .^ 2 + 1);
%! assert (full (a), plain ());

%!test # a result takes no memory that somebody else still reads
%! a = numbers ();
%! b = a;
%! a = a + 1;
%! a = a .* b;
%! assert (full (a), (plain () + 1) .* plain ());
%! assert (full (b), plain ());
%! m = nd_array (reshape (plain (), 100, 100), "copy", true);
%! m = m + m.';
%! m = m(:,end:-1:1) - m;
%! p = reshape (plain (), 100, 100);
%! p = p + p.';
%! assert (full (m), p(:,end:-1:1) - p);

## ---- masks and assignments -------------------------------------------------

%!test # x(mask) = value
%! x = numbers ();
%! x(x < 0) = 0;
%! x(x > 40) = x(1);
%! p = plain ();
%! p(p < 0) = 0;
%! p(p > 40) = p(1);
%! assert (full (x), p);

%!test # x(mask) = value is seen through a link
%! x = numbers ();
%! y = nd_asarray (x);
%! before = x + 0;
%! x(x < 0) = 7;
%! p = plain ();
%! assert (full (before), p);
%! p(p < 0) = 7;
%! assert (full (y), p);
%! assert (full (x), p);

%!test # x(mask) = expression of the same number of elements
%! x = numbers ();
%! mask = x < 0;
%! x(mask) = -x(mask);
%! assert (full (x), abs (plain ()));

%!test # a mask of a class, size or device that does not fit
%! x = numbers ();
%! p = plain ();
%! x(x(1:9000) < 0) = 0;
%! p(p(1:9000) < 0) = 0;
%! assert (full (x), p);
%!error <out-of-bounds array element> x = nd_array (ones (100)); x(nd_array (true (101, 100))) = 1;
%!error <A\(I\) = X|=: nonconformant>
%! x = nd_array (ones (100));
%! x(x > 0) = [1, 2];

%!test # x(:) = expression writes where x lies, also where the expression reads x
%! x = numbers ();
%! y = nd_asarray (x);
%! x(:) = 2 * x + 1;
%! assert (full (y), 2 * plain () + 1);
%! x(:) = x(end:-1:1) - x;
%! p = 2 * plain () + 1;
%! assert (full (y), p(end:-1:1) - p);
%! x(1:2:end) = -y(2:2:end) + 1;
%! q = p(end:-1:1) - p;
%! q(1:2:end) = -q(2:2:end) + 1;
%! assert (full (y), q);

%!test # x(:) = expression keeps x's class
%! x = nd_array (zeros (100, "uint8"));
%! x(:) = nd_array (300 * rand (100)) + 300;
%! assert (class (x), "uint8");
%! assert (all (full (x)(:) == 255));

%!test # a waiting value is grown, cut and reshaped
%! b = numbers () + 1;
%! b(10001) = 5;
%! assert (full (b), [plain() + 1; 5]);
%! c = numbers () + 1;
%! c(2:end) = [];
%! assert (gather (c), plain ()(1) + 1);
%! d = reshape (numbers () + 1, 100, 100).';
%! e = d + 1;
%! assert (full (e), reshape (plain () + 1, 100, 100).' + 1);

## ---- reductions ------------------------------------------------------------

%!test # reductions of what waits
%! a = numbers ();
%! p = plain ();
%! assert (gather (sum ((a - 1) .^ 2)), sum ((p - 1) .^ 2));
%! assert (gather (max (a .* a)), max (p .* p));
%! assert (gather (any (a > 49)), any (p > 49));
%! assert (gather (all (a >= -50)), true);
%! assert (gather (mean (a + 1)), mean (p + 1), 1e-12);
%! m = reshape (a, 100, 100) + 1;
%! q = reshape (p, 100, 100) + 1;
%! assert (gather (sum (m, 2)), sum (q, 2));
%! assert (gather (sum (m)), sum (q));
%! if (all (all (m > -100)))
%!   ok = true;
%! endif
%! assert (ok);

%!test # reshaped, what waits goes on waiting
%! p = reshape (plain (), 100, 100);
%! for device = {"cpu", "sim"}
%!   a = gpu_tensor (p, device{1});
%!   for f = {@(x) x(:), @(x) reshape(x, 50, []), @(x) x(:,:), @(x) x(:)', @(x) double(x), ...
%!            @(x) reshape(x, 20, 5, 100)(:,:), @(x) permute(x, [3, 1, 4, 2]), ...
%!            @(x) squeeze(reshape(x, 1, 100, 1, 100)), @(x) x(:).' * 2 - x(:)', ...
%!            @(x) x(:,:,:), @(x) reshape(abs(x)(:), [], 4) - x(1), @(x) x(:) - 1}
%!     x = a - 3;
%!     y = f{1} (x);
%!     assert (waiting (y) > 0, func2str (f{1}));
%!     assert (gather (y), f{1} (p - 3));
%!     y(5) = 7;
%!     assert (gather (x), p - 3);
%!   endfor
%!   for f = {@(x) x.', @(x) permute(x, [3, 2, 1]), @(x) (x + x(1,:))(:), @(x) (x' + x')(:)}
%!     assert (gather (f{1} (a - 3)), f{1} (p - 3));
%!   endfor
%!   fail ("reshape (a - 3, 3, [])", "divisible|reshape");
%!   fail ("reshape (a - 3, 3, 7)", "can't reshape 100x100 array to 3x7 array");
%! endfor

%!test # what waits and has no elements takes another size, too
%! for device = {"cpu", "sim"}
%!   a = gpu_tensor (zeros (5000, 0), device{1});
%!   x = a + gpu_tensor (ones (5000, 1), device{1});
%!   assert (gather (reshape (x, 0, 5000)), zeros (0, 5000));
%!   assert (gather (reshape (x, 2, 0, 3)), zeros (2, 0, 3));
%!   assert (gather (x.'), zeros (0, 5000));
%! endfor

%!test # two sizes of a value have one result, whichever is needed first
%! p = reshape (plain (), 100, 100);
%! for look = {@(x, y) gather(x), @(x, y) gather(y)}
%!   x = exp (nd_array (p) ./ 50);
%!   y = reshape (x, [], 50);
%!   assert (waiting (x) > 0 && waiting (y) > 0);
%!   before = nd_memory ("cpu").in_use;
%!   look{1} (x, y);
%!   full (x); full (y);
%!   assert (nd_memory ("cpu").in_use - before <= 8e4);
%!   assert (full (y), reshape (full (x), [], 50));
%!   y(1) = 0;
%!   assert (full (x), exp (p ./ 50), -eps);
%! endfor

%!test # no reduction stores what waits, however it is reshaped; eagerly it is the same
%! p = reshape (mod ((1:1e5) * 7919, 1009) / 64, 1000, 100);
%! for device = {"cpu", "sim"}
%!   a = gpu_tensor (p, device{1});
%!   b = gpu_tensor (p.', device{1}).';
%!   b = b + 0.25 * a;
%!   nd_synchronize ();
%!   for f = {@(a, b) sum((a - b)(:)), @(a, b) max(abs(a - b)(:)), @(a, b) mean((a - b)(:)), ...
%!            @(a, b) var(a - b), @(a, b) var((a - b)(:)), @(a, b) std(a - b, 1, 2), ...
%!            @(a, b) norm((a - b)(:)), @(a, b) norm(exp(a / 10) - b, "fro"), ...
%!            @(a, b) norm((a - b)(:), Inf), @(a, b) norm(a - b, 1), @(a, b) norm(a - b, Inf), ...
%!            @(a, b) dot(a - b, a - b), @(a, b) all((a < b + 1)(:)), @(a, b) any((a < b - 99)(:)), ...
%!            @(a, b) nnz(a > b), @(a, b) sum(reshape(a - b, 100, [])), ...
%!            @(a, b) sumsq(squeeze(reshape(a - b, 1, 100, []))), @(a, b) max((a - b)(:)')}
%!     info = nd_memory (device{1}, "reset");
%!     got = gather (f{1} (a, b));
%!     assert (nd_memory (device{1}).peak - info.in_use < 2e5, func2str (f{1}));
%!     old = nd_eager (true);
%!     unwind_protect
%!       eagerly = gather (f{1} (a, b));
%!     unwind_protect_cleanup
%!       nd_eager (old);
%!     end_unwind_protect
%!     ## Sums of these numbers are exact in any order, their variances are not.
%!     is_exact = isempty (regexp (func2str (f{1}), "var|std"));
%!     assert (got, eagerly, -1e-14 * ! is_exact);
%!     assert (got, f{1} (p, 1.25 * p), -1e-12);
%!   endfor
%! endfor

%!test # but what is reduced again and again is stored the second time
%! x = numbers () - 1;
%! sum (x(:)');
%! assert (waiting (x), 1);
%! sum (x(:)');
%! assert (waiting (x), 0);

%!test # the variance of what waits takes the mean where the first element is far away
%! p = [1e8; plain()];
%! for device = {"cpu", "sim"}
%!   a = gpu_tensor (p, device{1});
%!   assert (gather (var (a + 1)), var (p + 1), -1e-12);
%!   assert (gather (var ([a, a] .* 2, 0, 2)), zeros (10001, 1));
%!   assert (gather (var (complex (a, 1) + 1)), var (p + 1), -1e-12);
%! endfor

%!test # what only one longer expression still needs is not kept for it
%! a = nd_array (rand (1e5, 1));
%! kept = cell (1, 20);
%! before = nd_memory ("cpu").in_use;
%! for k = 1:20
%!   x = a + k;
%!   y = x .* 2;
%!   z = y - 1;
%!   [x(1), y(1)]; # both are computed
%!   kept{k} = z;
%! endfor
%! clear x y z
%! assert (nd_memory ("cpu").in_use - before < 20 * 8e5 / 2);
%! for k = 1:20
%!   assert (full (kept{k}), (full (a) + k) .* 2 - 1);
%! endfor

## ---- errors come at once ---------------------------------------------------

%!error <nonconformant> numbers () + nd_array (ones (9999, 1));
%!error <nonconformant> (numbers () + 1) .* (numbers (9000) + 1);
%!error <binary operator> nd_array (ones (100, "int8")) + nd_array (ones (100, "int16"));
%!error <same device> numbers () + gpu_tensor (plain (), "sim");
%!error <same device> (numbers () + 1) .* (gpu_tensor (plain (), "sim") + 1);
%!error <device type tensor> full (gpu_tensor (plain (), "sim") + 1);
%!error <index|out of bound> (numbers () + 1)(10001);

%!test # NaN as a truth value
%! a = nd_array ([NaN; ones(9999, 1)]);
%! for f = {@(a) ! a, @(a) a & true, @(a) a | a, @logical, @(a) ! (a + 1)}
%!   try
%!     r = f{1} (a);
%!     failed = false;
%!   catch
%!     failed = true;
%!   end_try_catch
%!   m = full (a);
%!   try
%!     r = f{1} (m);
%!     expected = false;
%!   catch
%!     expected = true;
%!   end_try_catch
%!   assert (failed == expected, func2str (f{1}));
%! endfor

%!test # real inputs with complex results
%! a = numbers ();
%! p = plain ();
%! for f = {@sqrt, @log, @acos, @(x) x .^ 0.5, @(x) (x + 1) .^ 1.5, @(x) sqrt (x + 100)}
%!   got = full (f{1} (a));
%!   expected = f{1} (p);
%!   assert (iscomplex (got) == iscomplex (expected), func2str (f{1}));
%!   assert (got, expected, -4 * eps);
%! endfor

## ---- shared subexpressions -------------------------------------------------

%!test # a shared subexpression is right, whoever asks first
%! for order = {"xyz", "zyx", "yxz"}
%!   a = numbers ();
%!   x = exp (a ./ 50);
%!   y = x + 1;
%!   z = x .* y;
%!   values = struct ("x", x, "y", y, "z", z);
%!   p = exp (plain () ./ 50);
%!   expected = struct ("x", p, "y", p + 1, "z", p .* (p + 1));
%!   for name = order{1}
%!     assert (full (values.(name)), expected.(name), -4 * eps);
%!   endfor
%! endfor

%!test # and is not computed again by each that uses it
%! a = nd_array (rand (1e6, 1));
%! for attempt = 1:2    # memory is fresh, and slow, in the first
%!   tic; x = gamma (a .^ 1.1); nd_synchronize (); once = toc;
%!   x = gamma (a .^ 1.1);
%!   users = cell (1, 20);
%!   for k = 1:20
%!     users{k} = x + k;
%!   endfor
%!   tic; nd_synchronize (); all_of_them = toc;
%! endfor
%! assert (all_of_them < 10 * once + 0.3, "%g s, once %g s", all_of_them, once);

%!test # deep and wide expressions run in time
%! a = nd_array (ones (100), "copy", true);
%! b = a;
%! for k = 1:60
%!   b = b + b;
%! endfor
%! assert (full (b)(1), 2 ^ 60);
%! many = cell (1, 40);
%! for k = 1:40
%!   many{k} = nd_array (k * ones (100), "copy", true);
%! endfor
%! total = 0;
%! for k = 1:40
%!   total = total + many{k} .* 2;
%! endfor
%! assert (full (total), 1640 * ones (100));

## ---- loops -----------------------------------------------------------------

%!test # a thousand steps stay flat in memory and in time per step
%! n = 20000;
%! a = nd_array (ones (n, 1), "copy", true);
%! x = a;
%! before = nd_memory ("cpu").in_use;
%! most = 0;
%! times = zeros (1, 1000);
%! for k = 1:1000
%!   t = tic;
%!   x = 0.5 * x + a;
%!   times(k) = toc (t);
%!   most = max (most, nd_memory ("cpu").in_use);
%! endfor
%! assert (full (x), 2 * ones (n, 1), 1e-12);
%! assert (most - before < 20 * 8 * n, "%g MB above %g MB", (most - before) / 1e6, ...
%!         before / 1e6);
%! assert (median (times(701:end)) < 5 * median (times(51:350)) + 1e-4);

%!test # with several names that depend on each other
%! n = 10000;
%! a = b = nd_array (ones (n, 1), "copy", true);
%! p = q = 1;
%! most = 0;
%! before = nd_memory ("cpu").in_use;
%! for k = 1:300
%!   [a, b] = deal (0.5 * a + b, a - 0.25 * b);
%!   [p, q] = deal (0.5 * p + q, p - 0.25 * q);
%!   most = max (most, nd_memory ("cpu").in_use);
%! endfor
%! assert (full (a), p * ones (n, 1), -1e-12);
%! assert (full (b), q * ones (n, 1), -1e-12);
%! assert (most - before < 40 * 8 * n, "%g MB", (most - before) / 1e6);

%!test # a history of values that wait holds no more than its limit
%! n = 1e5;
%! history = cell (1, 200);
%! x = nd_array (zeros (n, 1), "copy", true);
%! for k = 1:200
%!   x = x + k;
%!   history{k} = x;
%! endfor
%! for k = [1, 57, 200]
%!   assert (full (history{k}), k * (k + 1) / 2 * ones (n, 1));
%! endfor

%!test # inputs that only waiting keeps alive
%! before = nd_memory ("cpu").in_use;
%! c = 0;
%! for k = 1:100
%!   big = nd_array (k * ones (1e5, 1), "copy", true);
%!   c = c + big(1:1e5);
%!   clear big
%! endfor
%! assert (nd_memory ("cpu").in_use - before < 40 * 8e5);
%! assert (full (c), 5050 * ones (1e5, 1));

## ---- devices and layouts ---------------------------------------------------

%!test # the same on a simulated device
%! a = gpu_tensor (plain (), "sim");
%! b = exp (-a .* a) .* a + 1;
%! assert (waiting (b) >= 4);
%! a(1) = 5;
%! p = plain ();
%! assert (gather (b), exp (-p .* p) .* p + 1, -2 * eps);
%! a(a < 0) = 0;
%! p(1) = 5;
%! p(p < 0) = 0;
%! assert (gather (a), p);

%!test # broadcasting, views and layouts in one expression
%! p = reshape (plain (), 100, 100);
%! m = nd_array (p, "copy", true);
%! row = nd_array (1:100);
%! r = m.' .* row + m(:,end:-1:1) - row.' ./ 2 + nd_view (m, 100:-1:1, ":");
%! assert (waiting (r) > 0);
%! assert (full (r), p.' .* (1:100) + p(:,end:-1:1) - (1:100)' ./ 2 + p(100:-1:1,:));
%! s = permute (reshape (m, 10, 10, 100), [3 1 2]) + reshape (row, [1 10 10]);
%! assert (full (s), permute (reshape (p, 10, 10, 100), [3 1 2]) + reshape (1:100, [1 10 10]));

%!test # every class in one expression
%! p = plain ();
%! for name = {"single", "int8", "int32", "uint8", "uint16", "uint64", "logical"}
%!   q = cast (abs (p), name{1});
%!   a = nd_array (q);
%!   r = 2 * a + 1;
%!   s = a == 3 | r > 50;
%!   assert (full (r), 2 * q + 1);
%!   assert (full (s), q == 3 | 2 * q + 1 > 50);
%! endfor

%!test # complex and real
%! p = complex (plain (), 1);
%! a = nd_array (p);
%! r = a .* a + numbers ();
%! assert (full (r), p .* p + plain ());
%! assert (full (abs (a) + 1), abs (p) + 1, -2 * eps);
%! assert (full (real (a) .* 2), real (p) .* 2);

## ---- nd_fuse ---------------------------------------------------------------

%!test # a fused function gives what the function gives, also after writes
%! f = nd_fuse (@(x, y) exp (-x .* x) .* y + 1);
%! a = numbers ();
%! b = numbers ();
%! r = f (a, b);
%! a(1) = 100;
%! s = f (a, b);
%! p = plain ();
%! q = p;
%! q(1) = 100;
%! assert (full (r), exp (-p .* p) .* p + 1, -2 * eps);
%! assert (full (s), exp (-q .* q) .* p + 1, -2 * eps);

%!test # the result is independent of the arguments
%! f = nd_fuse (@(x) x + 0);
%! a = numbers ();
%! r = f (a);
%! r(1) = 1000;
%! assert (full (a), plain ());

%!error <nonconformant> nd_fuse (@(x, y) x + y) (numbers (), nd_array (ones (3)));

%!function yes = decide (x)
%!  yes = false;
%!  if (x)
%!    yes = true;
%!  endif
%!endfunction

%!test # a truth value is decided on the way; nothing is stored for it
%! p = rand (100, 100);
%! for device = {"cpu", "sim"}
%!   a = gpu_tensor (p, device{1});
%!   c = a < 2;
%!   d = a < 0.5;
%!   assert (decide (c) && ! decide (d) && decide (a + 1));
%!   assert (nd_info (c).pending == 1 && nd_info (d).pending == 1);
%!   assert (isequal (gather (d), p < 0.5));
%!   a(5000) = NaN;
%!   assert (! decide (a >= 0));
%!   e = a + 1;
%!   fail ("decide (e)", "NaN");
%! endfor

## What waits is computed right where it is assigned; what is read there, too, is
## read first.
%!test
%! p = rand (200, 100); q = rand (200, 100);
%! a = nd_array (p);
%! b = nd_array (q);
%! x = nd_array (zeros (200, 100));
%! y = nd_asarray (x);
%! x(:) = a + b;
%! assert (isequal (full (y), p + q));
%! x(101:200,:) = a(1:100,:) .* b(1:100,:);
%! assert (isequal (full (y), [(p + q)(1:100,:); (p .* q)(1:100,:)]));
%! x(:,100:-1:1) = y - a;
%! r = fliplr ([(p + q)(1:100,:); (p .* q)(1:100,:)] - p);
%! assert (isequal (full (y), r));
%! before = y + 0;
%! x(1:2:200,:) = before(101:200,:) + b(1:100,:);
%! assert (isequal (full (before), r));
%! s = r;
%! s(1:2:200,:) = r(101:200,:) + q(1:100,:);
%! assert (isequal (full (y), s));
%! fail ("x(201,:) = a(1,:) + 1", "out of bound");

%!test # the same in other classes, and on a device
%! p = rand (200, 100); q = rand (200, 100);
%! for device = {"cpu", "sim"}
%!   a = gpu_tensor (p, device{1});
%!   b = gpu_tensor (q, device{1});
%!   z = gpu_tensor (zeros (200, 100, "single"), device{1});
%!   z(1:200,:) = a + b;
%!   assert (isequal (gather (z), single (p + q)));
%!   i = gpu_tensor (zeros (200, 100, "uint8"), device{1});
%!   i(1:100,:) = 300 * (a(1:100,:) - 0.5);
%!   assert (isequal (gather (i)(1:100,:), uint8 (300 * (p(1:100,:) - 0.5))));
%!   assert (! any (gather (i)(101:200,:)(:)));
%! endfor

%!test # BLAS takes views with gaps between columns or rows as they are
%! p = rand (60, 80); q = rand (80, 60);
%! for convert = {@double, @single, @(x) complex(x, 1 - x), ...
%!                @(x) single(complex (x, 2 * x))}
%!   [m, n] = deal (convert{1}(p), convert{1}(q));
%!   [a, b] = deal (nd_array (m), nd_array (n));
%!   v = a(:,1:2:80); w = b(1:2:80,:); t = b(1:40,:);
%!   near = @(x, y) assert (gather (x), y, -20 * eps (class (y)));
%!   near (v * w, m(:,1:2:80) * n(1:2:80,:));
%!   near (v * t, m(:,1:2:80) * n(1:40,:));
%!   near (a * b(:,60:-2:1), m * n(:,60:-2:1));
%!   near (t.' * v.', n(1:40,:).' * m(:,1:2:80).');
%!   near (v.' * v, m(:,1:2:80).' * m(:,1:2:80));
%!   near (a(31:60,:) * b(:,1:2:60), m(31:60,:) * n(:,1:2:60));
%!   near (v * w(:,3), m(:,1:2:80) * n(1:2:80,3));
%!   fail ("v * b", "nonconformant");
%! endfor
