## nd arrays as Octave values: classes, queries, indexing, conversion,
## containers, display, files.

## Arrays of every class and of every kind of shape.
%!function values = samples ()
%!  values = {magic(4), 1:5, (1:5)', -pi, 7, [], zeros(0, 3), ...
%!            zeros(3, 0, 2), reshape(1:24, 2, 3, 4), ...
%!            [NaN, Inf, -Inf; -0, 1, 0.5], single(magic (3)) / 3, ...
%!            single(2.5), single([]), [1+2i, 3; 4, 5-6i], 1i, ...
%!            single([1i; 2]), logical([1, 0; 0, 1]), true, false(0, 2), ...
%!            true(2, 2, 2)};
%!  for name = {"int8", "int16", "int32", "int64", ...
%!              "uint8", "uint16", "uint32", "uint64"}
%!    convert = str2func (name{1});
%!    values(end+1:end+3) = {[intmin(name{1}), 0, 7, intmax(name{1})], ...
%!                           convert(magic (3)), convert(5)};
%!  endfor
%!endfunction

## Checks that the nd array (or scalar) A holds what the ordinary M holds, up to
## TOLERANCE as assert has it.
%!function same (a, m, tolerance = 0)
%!  g = gather (a);
%!  assert (class (g), class (m));
%!  assert (size (g), size (m));
%!  assert (iscomplex (g), iscomplex (m));
%!  assert (g, m, tolerance);
%!endfunction

%!function [id, text] = failure (code)
%!  id = text = "no error";
%!  try
%!    code ();
%!  catch err
%!    id = err.identifier;
%!    text = err.message;
%!  end_try_catch
%!endfunction

## ---- classes and queries --------------------------------------------------

%!test # every class and shape goes in and comes out unchanged
%! for device = {"cpu", "sim:0"}
%!   for m = samples ()
%!     a = gpu_tensor (m{1}, device{1});
%!     assert (isndarray (a));
%!     assert (a.device, device{1});
%!     same (a, m{1});
%!   endfor
%! endfor
%! for m = samples ()
%!   same (nd_array (m{1}), m{1});
%!   same (nd_asarray (m{1}), m{1});
%!   same (full (nd_array (m{1})), m{1});
%! endfor

%!test # queries answer by the elements and the size
%! queries = {@class, @isnumeric, @isreal, @iscomplex, @isfloat, ...
%!            @isinteger, @islogical, @isbool, @ischar, @iscell, @isstruct, ...
%!            @iscellstr, @is_function_handle, @isobject, @issparse, @size, ...
%!            @numel, @ndims, @rows, @columns, @length, @isempty, ...
%!            @isvector, @isrow, @iscolumn, @isscalar, @ismatrix, ...
%!            @issquare, @underlyingType};
%! for device = {"cpu", "sim:0"}
%!   for m = samples ()
%!     a = gpu_tensor (m{1}, device{1});
%!     for query = queries
%!       assert ({query{1}, query{1}(a)}, {query{1}, query{1}(m{1})});
%!     endfor
%!   endfor
%! endfor

%!test # size with its other arguments and results
%! a = nd_array (zeros (2, 3, 4));
%! [r, c] = size (a);
%! assert ([r, c], [2, 12]);
%! assert (size (a, 2), 3);
%! assert (size (a, 5), 1);
%! assert (size_equal (a, zeros (2, 3, 4)));
%! assert (numel (a, 1, ":", ":"), 12);

%!test # isa knows the class, its categories and ndarray
%! names = {"double", "single", "int8", "uint16", "logical", "numeric", ...
%!          "float", "integer", "char", "cell", "handle"};
%! for m = samples ()
%!   a = nd_array (m{1});
%!   assert (isa (a, names), isa (m{1}, names));
%!   for name = names
%!     assert (isa (a, name{1}), isa (m{1}, name{1}));
%!   endfor
%!   assert (isa (a, "ndarray"));
%!   assert (isa (a, {"cell", "ndarray"}), [false, true]);
%!   assert (isa (a, "gpuArray"), false);
%!   assert (isa (gpu_tensor (a, "sim"), {"gpuArray", "float"}), [true, isfloat(a)]);
%!   assert (! isa (m{1}, "ndarray"));
%! endfor

%!test # typeinfo tells an nd array from an ordinary one
%! assert (typeinfo (nd_array (5)), "ndarray");
%! assert (typeinfo (gpu_tensor (5, "sim")), "ndarray");

%!test # the class can be used to make others
%! for m = samples ()
%!   a = nd_array (m{1});
%!   same (cast (1:3, class (a)), cast (1:3, class (m{1})));
%! endfor
%! assert (zeros (2, class (nd_array (int8 (1)))), zeros (2, "int8"));

%!test # properties
%! a = nd_array (single (zeros (2, 3, 4)));
%! assert (a.device, "cpu");
%! assert (a.shape, [2, 3, 4]);
%! assert (a.strides, [1, 2, 6]);
%! assert (a.nbytes, 96);
%! assert (a.dtype, "single");
%! assert (a.shape(2), 3);
%! t = gpu_tensor (true, "sim:1");
%! assert (t.device, "sim:1");
%! assert (t.dtype, "logical");

%!test # whos shows the bytes of the elements
%! a = nd_array (zeros (10, 10), "copy", true);
%! s = whos ("a");
%! assert (s.bytes, 800);
%! assert (s.size, [10, 10]);
%! assert (sizeof (a), 800);

%!test # validation functions take an nd array as what it holds
%! a = nd_array (magic (3));
%! validateattributes (a, {"numeric"}, {"2d", "nonempty"});
%! validateattributes (a, {"double"}, {"square"});
%! p = inputParser ();
%! p.addRequired ("x", @isnumeric);
%! p.parse (a);
%! assert (full (p.Results.x), magic (3));

## ---- indexing -------------------------------------------------------------

%!test # indexing gives what Octave's own gives, in every class
%! indices = {{":"}, {":", ":"}, {1, 1}, {1}, {[]}, {1, ":"}, {":", 1}, ...
%!            {[1, 1, 1]}};
%! for device = {"cpu", "sim:0"}
%!   for m = samples ()
%!     a = gpu_tensor (m{1}, device{1});
%!     for index = indices
%!       try
%!         expected = m{1}(index{1}{:});
%!       catch
%!         continue;
%!       end_try_catch
%!       same (a(index{1}{:}), expected);
%!     endfor
%!   endfor
%! endfor

%!test # every form of an index
%! m = reshape (1:60, 3, 4, 5);
%! a = nd_array (m);
%! indices = {{2, 3, 4}, {":", 2}, {2, ":", 3}, {[3, 1], [4, 4], 1:2:5}, ...
%!            {logical([1, 0, 1]), ":", 5}, {m > 30}, {17}, {[17; 18]}, ...
%!            {[1, 2; 3, 4]}, {60:-7:1}, {int8(2), uint16(3)}, {single(2)}, ...
%!            {":", ":", ":", 1}, {1, 1, 1, 1}, {[], ":", 1}, {zeros(1, 0)}, ...
%!            {zeros(0, 3)}, {"a" - 96}, {true}, {":", 1:20}};
%! for index = indices
%!   same (a(index{1}{:}), m(index{1}{:}));
%! endfor

%!test # end
%! m = reshape (1:24, 2, 3, 4);
%! a = nd_array (m);
%! same (a(end), m(end));
%! same (a(end,1), m(end,1));
%! same (a(1,end), m(1,end));
%! same (a(:,end,:), m(:,end,:));
%! same (a(end-1:end,2,end), m(end-1:end,2,end));
%! t = gpu_tensor (m, "sim");
%! same (t(end,end), m(end,end));
%! a(end+1,1,1) = 99;
%! assert (size (a), [3, 3, 4]);

%!test # one element of a CPU array is an ordinary scalar
%! a = nd_array (magic (3));
%! assert (typeinfo (a(2)), "scalar");
%! assert (typeinfo (a(2,3)), "scalar");
%! assert (typeinfo (a(2,[false, true, false])), "scalar");
%! assert (typeinfo (nd_array (int8 (1:3))(2)), "int8 scalar");
%! assert (typeinfo (nd_array (single (1:3))(2)), "float scalar");
%! assert (typeinfo (nd_array ([true, false])(2)), "bool");
%! assert (typeinfo (nd_array ([1i, 2i])(2)), "complex scalar");
%! assert (typeinfo (sum (nd_array (1:3))), "scalar");
%! assert (typeinfo (max (nd_array (magic (3))(:))), "scalar");
%! assert (typeinfo (any (nd_array (1:3))), "bool");

%!test # one element of a device array stays on the device
%! t = gpu_tensor (magic (3), "sim");
%! x = t(2);
%! assert (isndarray (x));
%! assert (x.device, "sim:0");
%! assert (gather (x), 3);

%!test # an array of one element made on purpose stays one
%! a = nd_array (5);
%! assert (isndarray (a));
%! assert (isndarray (a + 1));
%! assert (isndarray (double (a)));

%!test # more than one element is an nd array
%! a = nd_array (magic (3));
%! assert (isndarray (a(:,1)));
%! assert (isndarray (a(1:2)));
%! assert (isndarray (a([])));
%! assert (isndarray (a > 3));
%! assert (isndarray (a'));
%! assert (isndarray (sum (a)));
%! assert (isndarray (sin (a)));

%!test # nd arrays index ordinary arrays
%! m = magic (4);
%! for index = {[1, 3], 5, logical([1, 0, 1, 0]), int8([4, 2]), ...
%!              [1, 2; 3, 4], [], m > 7}
%!   same (m(nd_array (index{1})), m(index{1}));
%! endfor
%! i = nd_array ([1, 3]);
%! same (m(i,i), m([1, 3],[1, 3]));
%! same (m(:,i), m(:,[1, 3]));
%! assert (typeinfo (m(i)), "matrix");
%! c = {1, 2, 3};
%! assert (c(i), {1, 3});
%! assert ("abc"(i), "ac");

%!test # nd arrays index nd arrays
%! m = magic (4);
%! a = nd_array (m);
%! same (a(nd_array ([1, 3]),nd_array ([true, false, true, true])), ...
%!       m([1, 3],[1, 3, 4]));
%! same (a(a > 7), m(m > 7));

## ---- assignment -----------------------------------------------------------

%!test # assignment gives what Octave's own gives, class included
%! warning ("off", "all", "local"); # of numbers that become logical
%! values = {5, int8(5), single(2.5), true, 1i, [], uint8(300), -1};
%! for m = samples ()
%!   for value = values
%!     for index = {{1}, {":"}, {2, 2}, {1, ":"}}
%!       expected = m{1};
%!       a = nd_array (m{1});
%!       try
%!         expected(index{1}{:}) = value{1};
%!       catch
%!         id = failure (@() subsasgn (a, substruct ("()", index{1}), ...
%!                                     value{1}));
%!         assert (! strcmp (id, "no error"));
%!         continue;
%!       end_try_catch
%!       a(index{1}{:}) = value{1};
%!       same (a, expected);
%!     endfor
%!   endfor
%! endfor

%!test # nd arrays can be assigned into ordinary ones, which keep their kind
%! m = magic (3);
%! m(2,:) = nd_array ([7, 8, 9]);
%! assert (m, [8, 1, 6; 7, 8, 9; 4, 9, 2]);
%! assert (typeinfo (m), "matrix");
%! s = single (magic (3));
%! s(:,1) = nd_array ([1; 2; 3]);
%! assert (class (s), "single");
%! i = int8 (magic (3));
%! i(1) = nd_array (300);
%! assert (i(1), int8 (127));
%! l = true (1, 3);
%! l(2) = nd_array (false);
%! assert (l, [true, false, true]);
%! c = cell (1, 2);
%! c{1} = nd_array (1:3);
%! assert (isndarray (c{1}));
%! m(nd_array ([true, false, false]),:) = 0;
%! assert (m(1,:), [0, 0, 0]);

%!test # a variable that does not exist yet takes the kind of what is assigned
%! x(3) = nd_array (5);
%! same (x, [0, 0, 5]);
%! y(2,:) = nd_array (int8 (1:3));
%! same (y, int8 ([0, 0, 0; 1, 2, 3]));

%!test # ordinary values of every kind can be assigned into an nd array
%! a = nd_array (zeros (2, 3));
%! a(1,:) = 1:3;
%! a(2,:) = [4; 5; 6];
%! same (a, [1, 2, 3; 4, 5, 6]);
%! a(:,1) = sparse ([7; 8]);
%! a(:,2:3) = eye (2);
%! a(1) = "A";
%! same (a, [65, 1, 0; 8, 0, 1]);
%! a(:) = nd_array (single (2));
%! same (a, 2 * ones (2, 3));

%!test # host values can be assigned into a device array, scalars too
%! t = gpu_tensor (zeros (2, 3), "sim");
%! t(1,:) = 1:3;
%! t(2,2) = 9;
%! t(:,3) = nd_array ([5; 6]);
%! assert (gather (t), [1, 2, 5; 0, 9, 6]);
%! assert (t.device, "sim:0");

%!test # nested assignment reaches into structures and cells
%! s.x = nd_array (zeros (1, 3));
%! s.x(3) = 7;
%! c = {nd_array(zeros (1, 3))};
%! c{1}(2) = 7;
%! q.list{2}.y = nd_array (zeros (2));
%! q.list{2}.y(:,1) = [1; 2];
%! s.x(1) = [];
%! same (s.x, [0, 7]);
%! same (c{1}, [0, 7, 0]);
%! same (q.list{2}.y, [1, 0; 2, 0]);
%! s(2).x = nd_array (1:2);
%! s(2).x(end+1) = 3;
%! same (s(2).x, 1:3);

%!test # subsref, subsasgn, substruct and dynamic fields
%! a = nd_array (magic (3));
%! same (subsref (a, substruct ("()", {2, ":"})), [3, 5, 7]);
%! b = subsasgn (a, substruct ("()", {1}), 0);
%! same (b, [0, 1, 6; 3, 5, 7; 4, 9, 2]);
%! same (a, magic (3));
%! name = "device";
%! assert (a.(name), "cpu");

## ---- results of operators and functions -----------------------------------

%!test # arithmetic with nd arrays, ordinary arrays and scalars gives nd arrays
%! a = nd_array (magic (3));
%! for result = {a + a, a + magic(3), magic(3) + a, a * 2, 2 - a, a .^ 2, ...
%!               a > 4, !a, -a, a & true, a * a, a \ a, a / 2, a', [a, a]}
%!   assert (isndarray (result{1}));
%!   assert (result{1}.device, "cpu");
%! endfor

%!test # the complex class does not change by value, and narrows on the way out
%! a = nd_array ([1+1i, 2]);
%! b = a - 1i;
%! assert (iscomplex (b));
%! assert (iscomplex (b + [0, 1i]));
%! assert (isreal (full (b + [0, 1i])));
%! c = a(2);
%! assert (c, 2);
%! d = a;
%! d(1) = 5;
%! assert (iscomplex (d));
%! assert (isreal (full (d)));

%!test # layout functions give nd arrays with Octave's results
%! m = reshape (1:24, 2, 3, 4);
%! a = nd_array (m);
%! calls = {@(x) reshape(x, 6, 4), @(x) reshape(x, [], 2), ...
%!          @(x) permute(x, [3, 1, 2]), @(x) squeeze(x(1,:,:)), @(x) x(:), ...
%!          @(x) x(:,:), @(x) x(:,:,1)', @(x) x(:,:,2).', ...
%!          @(x) ipermute(x, [2, 3, 1]), @(x) vec(x), @(x) repmat(x, 1, 2), ...
%!          @(x) circshift(x, 1), @(x) flip(x), @(x) rot90(x(:,:,1)), ...
%!          @(x) resize(x, 3, 3, 4), @(x) postpad(x(:,:,1), 5), ...
%!          @(x) kron(x(:,:,1), x(:,:,2)), @(x) tril(x(:,:,1)), ...
%!          @(x) diag(x(:,1,1)), @(x) sort(x, 2, "descend"), ...
%!          @(x) cat(4, x, x), @(x) horzcat(x, x), @(x) vertcat(x, x)};
%! for call = calls
%!   same (call{1} (a), call{1} (m));
%! endfor

%!test # a function that changes the class of its result
%! a = nd_array ([-4, 4]);
%! same (sqrt (a), sqrt ([-4, 4]));
%! same (log (a), log ([-4, 4]));
%! same (sqrt (nd_array (4)), 2);
%! same (a .^ 0.5, [-4, 4] .^ 0.5);
%! same (acos (nd_array ([2, 0])), acos ([2, 0]));

%!test # reductions give Octave's results for every class, and for empty arrays
%! for m = samples ()
%!   ## Sums of single numbers are rounded once, Octave's at each step.
%!   tolerance = -4 * eps ("single") * isa (m{1}, "single");
%!   for call = {@sum, @prod, @max, @min, @any, @all, @cumsum, @sumsq, @nnz}
%!     try
%!       expected = call{1} (m{1});
%!     catch
%!       continue;
%!     end_try_catch
%!     same (call{1} (nd_array (m{1})), expected, tolerance);
%!   endfor
%! endfor

%!test # the nd array may be any argument
%! a = nd_array ([1, 5, 2]);
%! same (max (3, a), [3, 5, 3]);
%! same (min (a, [], 2), 1);
%! same (cat (1, [7, 8, 9], a), [7, 8, 9; 1, 5, 2]);
%! same (atan2 (1, a), atan2 (1, [1, 5, 2]));
%! same (ismember (5, a), true);
%! same (polyval (a, 2), polyval ([1, 5, 2], 2));
%! same (repmat ([1, 2], nd_array ([2, 1])), [1, 2; 1, 2]);
%! [m, i] = max (a);
%! assert ([m, i], [5, 2]);

%!test # results that Octave puts into ans, or nowhere
%! a = nd_array ([1, 5, 2]);
%! sum (a);
%! assert (ans, 8);
%! max (a)(1);
%! assert (ans, 5);

%!test # functions that hand their arguments to other functions
%! a = nd_array ([3, 1, 2]);
%! same (feval (@sum, a), 6);
%! same (feval ("max", a), 3);
%! same (cellfun (@sum, {a, a}), [6, 6]);
%! same (cellfun (@numel, {a, []}), [3, 0]);
%! same (cellfun ("isempty", {a, []}), [false, true]);
%! same (cellfun (@(x) max (x), {a}), 3);
%! same (arrayfun (@(x) x + 1, a), [4, 2, 3]);
%! f = @sum;
%! same (f (a), 6);
%! same (accumarray (a', 1), [1; 1; 1]);
%! same (bsxfun (@plus, a, [1; 2]), [4, 2, 3; 5, 3, 4]);
%! same (structfun (@(x) x(1), struct ("p", a)), 3);

## ---- conversion -----------------------------------------------------------

%!test # every class to every class, with Octave's rounding and saturation
%! classes = {"double", "single", "logical", "int8", "int16", "int32", ...
%!            "int64", "uint8", "uint16", "uint32", "uint64"};
%! for device = {"cpu", "sim:0"}
%!   for m = [samples(), {[0.5, 1.5, 2.5, -0.5, -1.5, 1e10, -1e10]}]
%!     for name = classes
%!       convert = str2func (name{1});
%!       a = gpu_tensor (m{1}, device{1});
%!       try
%!         expected = convert (m{1});
%!       catch
%!         assert (! strcmp (failure (@() convert (a)), "no error"));
%!         continue;
%!       end_try_catch
%!       b = convert (a);
%!       same (b, expected);
%!       if (numel (b) != 1 || ! strcmp (device{1}, "cpu"))
%!         assert (isndarray (b));
%!         assert (b.device, device{1});
%!       endif
%!       same (cast (a, name{1}), expected);
%!     endfor
%!   endfor
%! endfor

%!test # the option "dtype" converts in the same way
%! for name = {"double", "single", "int8", "uint64", "logical"}
%!   m = [0, 1.5, 300, -7];
%!   expected = cast (m, name{1});
%!   same (nd_array (m, "dtype", name{1}), expected);
%!   same (nd_asarray (m, "dtype", name{1}), expected);
%!   same (gpu_tensor (m, "sim", "dtype", name{1}), expected);
%!   same (gpu_tensor (nd_array (m), "sim", "DTYPE", name{1}), expected);
%! endfor
%! same (nd_array ([1+2i, 3], "dtype", "single"), single ([1+2i, 3]));

%!test # full gives the ordinary array of the class, from views too
%! a = nd_array (int16 (magic (4)));
%! assert (typeinfo (full (a)), "int16 matrix");
%! assert (typeinfo (full (nd_array (5))), "scalar");
%! assert (typeinfo (full (nd_array (magic (3) > 4))), "bool matrix");
%! assert (typeinfo (full (nd_array ([1i, 2]))), "complex matrix");
%! same (full (a'), int16 (magic (4)'));
%! same (full (nd_view (a, 4:-1:1, 2)), int16 (magic (4)(4:-1:1,2)));

%!test # full copies nothing, and what it gives is independent
%! a = nd_array (rand (200), "copy", true);
%! before = nd_memory ("cpu");
%! m = full (a);
%! after = nd_memory ("cpu");
%! assert (after.copies, before.copies);
%! assert (after.in_use, before.in_use);
%! x = m(1);
%! a(1) = -1;
%! assert (m(1), x);
%! m(2) = -2;
%! assert (a(2) != -2);

%!test # lazy and special matrices become nd arrays with their values
%! same (nd_array (1:4), 1:4);
%! same (nd_array (0:0.25:1), 0:0.25:1);
%! same (nd_array (eye (3)), full (eye (3)));
%! [~, ~, p] = lu (magic (3));
%! same (nd_array (p), full (p));
%! same (nd_array (sparse ([1, 0; 0, 2])), [1, 0; 0, 2]);
%! same (nd_array (sparse ([1, 0; 0, 2i])), [1, 0; 0, 2i]);
%! same (nd_array (sparse ([true, false])), [true, false]);

%!test # a conversion to characters, cells and text
%! a = nd_array ([72, 105]);
%! assert (char (a), "Hi");
%! assert (num2str (a), num2str ([72, 105]));
%! assert (mat2str (a), mat2str ([72, 105]));
%! assert (num2cell (a), {72, 105});
%! assert (mat2cell (a, 1, [1, 1]), {72, 105});
%! assert (issparse (sparse (a)));
%! assert (int2str (nd_array (2.7)), "3");

## ---- control flow ---------------------------------------------------------

%!function yes = holds (condition)
%!  yes = false;
%!  if (condition)
%!    yes = true;
%!  endif
%!endfunction

%!test # if and while ask whether all elements are nonzero
%! for m = samples ()
%!   for device = {"cpu", "sim:0"}
%!     try
%!       expected = holds (m{1});
%!     catch
%!       a = gpu_tensor (m{1}, device{1});
%!       assert (! strcmp (failure (@() holds (a)), "no error"));
%!       continue;
%!     end_try_catch
%!     assert (holds (gpu_tensor (m{1}, device{1})), expected);
%!   endfor
%! endfor
%! a = nd_array (3);
%! count = 0;
%! while (a)
%!   a = a - 1;
%!   count++;
%! endwhile
%! assert (count, 3);
%! do
%!   a = a + 1;
%! until (a > 2)
%! assert (full (a), 3);

%!test # || and &&, the ternary merge
%! a = nd_array ([1, 1]);
%! b = nd_array ([1, 0]);
%! assert (a && true);
%! assert (! (b && true));
%! assert (b || true);
%! assert (! (b || false));
%! same (merge (nd_array ([true, false]), [1, 2], [3, 4]), [1, 4]);

%!test # for runs over columns, as Octave does
%! for m = {magic(3), 1:4, (1:4)', reshape(1:12, 2, 3, 2), ...
%!          int8([1, 2; 3, 4]), [], 5, zeros(0, 3), [true, false]}
%!   expected = seen = {};
%!   for k = m{1}
%!     expected{end+1} = k;
%!   endfor
%!   a = nd_array (m{1});
%!   for k = a
%!     seen{end+1} = gather (k);
%!   endfor
%!   assert (seen, expected);
%! endfor

%!test # for over a device array
%! t = gpu_tensor (magic (3), "sim");
%! columns = [];
%! for k = t
%!   columns(:,end+1) = gather (k);
%! endfor
%! assert (columns, magic (3));

%!test # switch
%! result = "";
%! switch (nd_array (2))
%!   case 1
%!     result = "one";
%!   case {2, 3}
%!     result = "two";
%! endswitch
%! assert (result, "two");

%!test # ranges, sizes and counts take an nd array of one element
%! n = nd_array (4);
%! same (1:n, 1:4);
%! same (n:-1:1, 4:-1:1);
%! same (0:n:8, 0:4:8);
%! assert (zeros (n), zeros (4));
%! assert (ones (2, n), ones (2, 4));
%! assert (size (rand (n, 2)), [4, 2]);
%! assert (size (cell (n)), [4, 4]);
%! assert (eye (n), eye (4));
%! assert (linspace (0, 1, n), linspace (0, 1, 4));
%! assert (repmat (1, n, 1), ones (4, 1));
%! assert (numel (blanks (n)), 4);
%! assert (zeros (nd_array ([2, 3])), zeros (2, 3));
%! count = 0;
%! for k = 1:n
%!   count += k;
%! endfor
%! assert (count, 10);
%! m = 1:10;
%! assert (m(n), 4);
%! assert (reshape (1:8, n, []), reshape (1:8, 4, []));

%!test # elements read from an array are ordinary sizes and limits
%! a = nd_array ([2, 5]);
%! assert (zeros (a(1)), zeros (2));
%! assert (1:max (a), 1:5);
%! assert (strcat ("a", num2str (a(2))), "a5");

## ---- concatenation --------------------------------------------------------

## Joins X and Y in every way of JOINS, one or both of them nd arrays.
%!function same_joins (joins, x, y)
%!  for join = joins
%!    try
%!      expected = join{1}(x, y);
%!    catch
%!      assert (! strcmp (failure (@() join{1}(nd_array (x), y)), "no error"));
%!      continue;
%!    end_try_catch
%!    a = nd_array (x);
%!    b = nd_array (y);
%!    same (join{1}(a, y), expected);
%!    same (join{1}(x, b), expected);
%!    same (join{1}(a, b), expected);
%!    same (a, x);
%!    same (b, y);
%!  endfor
%!endfunction

%!test # concatenation with ordinary arrays follows Octave's classes
%! parts = {[1, 2], single([1, 2]), int8([1, 2]), uint16([1, 2]), ...
%!          [true, false], [1i, 2], 5};
%! joins = {@horzcat, @vertcat, @(p, q) [p, q], @(p, q) [p; q], ...
%!          @(p, q) cat(3, p, q), @(p, q) [p, q, p]};
%! for x = parts
%!   for y = parts
%!     same_joins (joins, x{1}, y{1});
%!   endfor
%! endfor

%!test # the functions follow them for empty arrays, too
%! parts = {[1, 2], single([1, 2]), int8([1, 2]), [true, false], [1i, 2], ...
%!          zeros(1, 0), [], zeros(0, 2), single([]), int8(zeros (0, 2))};
%! for x = parts
%!   for y = parts
%!     same_joins ({@horzcat, @vertcat}, x{1}, y{1});
%!   endfor
%! endfor

%!test # brackets with an empty array drop it, and its class
%! a = nd_array (int8 ([1, 2]));
%! same ([a, []], int8 ([1, 2]));
%! same ([[], a], int8 ([1, 2]));
%! same ([a; []], int8 ([1, 2]));
%! same ([[]; a], int8 ([1, 2]));
%! same ([a, zeros(1, 0)], int8 ([1, 2]));
%! same ([a; zeros(0, 2)], int8 ([1, 2]));

%!test # the pieces of a concatenation stay as they were
%! a = nd_array (1:3);
%! b = [a, 4];
%! c = [a, 5];
%! d = [b, c];
%! b(1) = -1;
%! same (a, 1:3);
%! same (b, [-1, 2, 3, 4]);
%! same (c, [1, 2, 3, 5]);
%! same (d, [1, 2, 3, 4, 1, 2, 3, 5]);

%!test # many pieces from a cell
%! c = num2cell (1:50);
%! c = cellfun (@(x) nd_array ([x; -x]), c, "UniformOutput", false);
%! same ([c{:}], [1:50; -(1:50)]);
%! same (cat (1, c{:})(1:4), [1; -1; 2; -2]);
%! same (cell2mat (c), [1:50; -(1:50)]);

%!test # blocks
%! a = nd_array ([1, 2; 3, 4]);
%! same ([a, a; a, eye(2)], [1, 2, 1, 2; 3, 4, 3, 4; 1, 2, 1, 0; 3, 4, 0, 1]);

%!test # with characters and cells, concatenation is Octave's
%! a = nd_array ([98, 99]);
%! assert (["a", a], "abc");
%! assert ([a, "d"], "bcd");
%! c = [{1}, {a}];
%! assert (isndarray (c{2}));
%! c = [{1}, a];
%! assert (size (c), [1, 2]);

%!test # device arrays concatenate on their device
%! t = gpu_tensor ([1, 2], "sim");
%! u = [t, t; t, t];
%! assert (u.device, "sim:0");
%! assert (gather (u), [1, 2, 1, 2; 1, 2, 1, 2]);

## ---- comparison of whole arrays -------------------------------------------

%!test # isequal and assert compare values
%! a = nd_array (magic (3));
%! assert (isequal (a, magic (3)));
%! assert (isequal (magic (3), a, a));
%! assert (! isequal (a, magic (3) + 1));
%! assert (! isequal (a, 1:3));
%! assert (a, magic (3));

## ---- output ---------------------------------------------------------------

%!test # printf and its kin read the elements
%! for m = {magic(3), 1:5, [], int8([1, -2]), [true, false], single(pi), 7}
%!   a = nd_array (m{1});
%!   assert (sprintf ("%g,", a), sprintf ("%g,", m{1}));
%!   assert (sprintf ("%d %s|", a, "x", a), ...
%!           sprintf ("%d %s|", m{1}, "x", m{1}));
%! endfor
%! assert (evalc ("printf ('%d;', nd_array ([1, 2]))"), "1;2;");
%! assert (evalc ("fprintf ('%d;', nd_array ([1, 2]))"), "1;2;");

%!test # the display is a header and the values as Octave shows them
%! for m = {magic(3), [1.5, -2; 3e5, NaN], int8([1, -2; 3, 4]), ...
%!          [true; false], [1+2i, 3], reshape(1:8, 2, 2, 2), single([0.1, 0.2])}
%!   x = m{1};
%!   text = evalc ("x");
%!   body = text(numel ("x =")+1:end);
%!   kind = class (x);
%!   if (iscomplex (x))
%!     kind = ["complex " kind];
%!   endif
%!   dims = strjoin (arrayfun (@num2str, size (x), "UniformOutput", false), ...
%!                   "x");
%!   A = nd_array (x);
%!   assert (evalc ("A"), ["A = " dims " " kind " ndarray on cpu" body]);
%!   assert (evalc ("display (A)"), evalc ("A"));
%!   assert (evalc ("disp (A)"), evalc ("disp (x)"));
%!   A = gpu_tensor (x, "sim:1");
%!   assert (evalc ("A"), ["A = " dims " " kind " ndarray on sim:1" body]);
%! endfor

%!test # the text of the contract
%! A = nd_array (magic (3));
%! assert (evalc ("A"), ["A = 3x3 double ndarray on cpu\n\n" ...
%!                       "   8   1   6\n   3   5   7\n   4   9   2\n\n"]);

%!test # the display of scalars and empty arrays
%! A = nd_array (5);
%! assert (evalc ("A"), "A = 1x1 double ndarray on cpu\n\n5\n\n");
%! A = nd_array (zeros (0, 3));
%! assert (strncmp (evalc ("A"), "A = 0x3 double ndarray on cpu\n", 30));

%!test # the display follows the format
%! unwind_protect
%!   format long
%!   A = nd_array ([pi; 1]);
%!   text = evalc ("A");
%!   assert (! isempty (strfind (text, "3.14159265358979")));
%!   format compact
%!   A = nd_array ([1, 2]);
%!   assert (evalc ("A"), "A = 1x2 double ndarray on cpu\n   1   2\n\n");
%! unwind_protect_cleanup
%!   format
%! end_unwind_protect

%!test # large arrays show their edges
%! A = nd_array (reshape (1:10000, 100, 100));
%! text = evalc ("A");
%! assert (strncmp (text, "A = 100x100 double ndarray on cpu\n\n", 35));
%! assert (! isempty (strfind (text, "...")));
%! assert (numel (strsplit (text, "\n")) < 20);
%! for value = {"1", "201", "9801", "10000", "9900"}
%!   assert (! isempty (regexp (text, ["\\<" value{1} "\\>"])));
%! endfor
%! assert (isempty (regexp (text, '\<5050\>')));
%! v = nd_array (1:5000);
%! assert (numel (evalc ("v")) < 200);
%! w = nd_array (zeros (20, 20, 30));
%! assert (numel (strsplit (evalc ("w"), "\n")) < 60);

%!test # the edges of wide arrays, and those with a common factor
%! unwind_protect
%!   format long
%!   A = nd_array (complex (magic (50) / 7, 1e5));
%!   rows = strsplit (strtrim (evalc ("disp (A)")), "\n");
%!   assert (numel (rows), 7);
%!   columns = cellfun (@(row) numel (strfind (row, "i")), rows);
%!   assert (columns, [6, 6, 6, 0, 6, 6, 6]);
%!   assert (split_long_rows ());
%!   format short
%!   fixed_point_format (true);
%!   B = nd_array (magic (50) / 7);
%!   edges = evalc ("disp (full (B([1:3, 48:50],[1:3, 48:50])))");
%!   shown = regexprep (evalc ("disp (B)"), '   \.\.\.\n?', "");
%!   assert (strtrim (shown), strtrim (strrep (edges, "\n\n", "\n")));
%! unwind_protect_cleanup
%!   fixed_point_format (false);
%!   format
%! end_unwind_protect

%!test # arrays inside structures and cells are shown
%! s.x = nd_array ([1, 2]);
%! c = {nd_array([1, 2])};
%! assert (! isempty (strfind (evalc ("s"), "1x2 double ndarray on cpu")));
%! assert (! isempty (strfind (evalc ("c"), "1x2 double ndarray on cpu")));

## ---- files ----------------------------------------------------------------

%!test # every class survives every format, on its device
%! file = tempname ();
%! unwind_protect
%!   for form = {"-text", "-binary", "-hdf5", "-zip"}
%!     for device = {"cpu", "sim:0", "sim:1"}
%!       for m = samples ()
%!         a = gpu_tensor (m{1}, device{1});
%!         save (form{1}, file, "a");
%!         back = load (file);
%!         assert (isndarray (back.a));
%!         assert (back.a.device, device{1});
%!         same (back.a, m{1});
%!       endfor
%!     endfor
%!   endfor
%! unwind_protect_cleanup
%!   unlink (file);
%! end_unwind_protect

%!test # views, structures and cells are saved with their values
%! file = tempname ();
%! unwind_protect
%!   for form = {"-text", "-binary", "-hdf5"}
%!     a = nd_array (magic (4));
%!     v = nd_view (a, 4:-1:1, 2);
%!     s.x = a;
%!     c = {a, v};
%!     save (form{1}, file, "v", "s", "c");
%!     back = load (file);
%!     same (back.v, magic (4)(4:-1:1,2));
%!     same (back.s.x, magic (4));
%!     same (back.c{2}, magic (4)(4:-1:1,2));
%!   endfor
%! unwind_protect_cleanup
%!   unlink (file);
%! end_unwind_protect

%!test # what is loaded is independent and writable
%! file = tempname ();
%! unwind_protect
%!   a = nd_array (1:3);
%!   save ("-text", file, "a");
%!   b = a;
%!   load (file);
%!   a(1) = 7;
%!   same (a, [7, 2, 3]);
%!   same (b, 1:3);
%! unwind_protect_cleanup
%!   unlink (file);
%! end_unwind_protect

%!test # an array of a device that is not here loads on the CPU, with a note
%! file = tempname ();
%! unwind_protect
%!   a = gpu_tensor (magic (3), "sim:1");
%!   save ("-text", file, "a");
%!   text = regexprep (fileread (file), '# length: \d+\n\w+:1', ...
%!                     "# length: 6\ncuda:7");
%!   id = fopen (file, "w");
%!   fputs (id, text);
%!   fclose (id);
%!   warning ("off", "ndarray:no-device", "local");
%!   lastwarn ("", "");
%!   back = load (file);
%!   [message, id] = lastwarn ();
%!   assert (back.a.device, "cpu");
%!   same (back.a, magic (3));
%!   warning ("on", "ndarray:no-device", "local");
%!   back = evalc ("warning ('on', 'ndarray:no-device'); load (file);");
%!   [message, id] = lastwarn ();
%!   assert (id, "ndarray:no-device");
%!   assert (message, ["load: the array was on cuda:7, which is not here; " ...
%!                     "it is on the cpu now"]);
%! unwind_protect_cleanup
%!   unlink (file);
%! end_unwind_protect

%!test # MATLAB's formats store ordinary matrices, of integers in double
%! file = tempname ();
%! unwind_protect
%!   for device = {"cpu", "sim:0"}
%!     for format = {"-v7", "-v6"}
%!       a = gpu_tensor (magic (3), device{1});
%!       b = gpu_tensor (magic (3)(1,:) > 3, device{1});
%!       c = {gpu_tensor(single ([1, 2i]), device{1})};
%!       d.i = gpu_tensor (int8 ([-1, 2]), device{1});
%!       e = gpu_tensor (zeros (0, 3), device{1});
%!       save (format{1}, file, "a", "b", "c", "d", "e");
%!       back = load (file);
%!       assert (typeinfo (back.a), "matrix");
%!       assert (back.a, magic (3));
%!       assert (back.b, [true, false, true]);
%!       assert (back.c, {single([1, 2i])});
%!       assert (back.d.i, [-1, 2]);
%!       assert (back.e, zeros (0, 3));
%!     endfor
%!   endfor
%! unwind_protect_cleanup
%!   unlink (file);
%! end_unwind_protect

%!test # fwrite and dlmwrite write the elements
%! file = tempname ();
%! unwind_protect
%!   id = fopen (file, "w");
%!   fwrite (id, nd_array (uint8 ([65, 66, 67])));
%!   fclose (id);
%!   assert (fileread (file), "ABC");
%!   dlmwrite (file, nd_array ([1, 2; 3, 4]));
%!   assert (dlmread (file), [1, 2; 3, 4]);
%! unwind_protect_cleanup
%!   unlink (file);
%! end_unwind_protect

%!test # operands without elements vanish from brackets
%! a = nd_array (zeros (1, 0));
%! q = nd_array (1:3);
%! m = magic (3);
%! assert (full ([a; q; m; q]), [1:3; m; 1:3]);
%! assert (full ([q, q; m, m; a; q, q]), [1:3, 1:3; m, m; 1:3, 1:3]);
%! assert (full ([nd_array(m); zeros(1, 0); q]), [m; 1:3]);
%! assert (full ([zeros(1, 0); q]), 1:3);

%!test # ordinary scalars stand beside device arrays in brackets, others do not
%! t = gpu_tensor ([1, 2], "sim");
%! assert (gather ([t, 3]), 1:3);
%! assert (gather ([3, t]), [3, 1, 2]);
%! assert (gather ([0; t']), [0; 1; 2]);
%!error <expected all arrays to be on the same device>
%! [gpu_tensor([1, 2], "sim"), [3, 4]];
%!error <expected all arrays to be on the same device>
%! [[3, 4], gpu_tensor([1, 2], "sim")];

%!test # NaN has no truth value: a logical array refuses it and stays as it was
%! for place = {"cpu", "sim"}
%!   a = nd_array ([true, false]);
%!   if (strcmp (place{1}, "sim"))
%!     a = gpu_tensor (a, "sim");
%!   endif
%!   fail ("a(2) = NaN", "invalid conversion from NaN to logical");
%!   fail ("a(:) = [0, NaN]", "invalid conversion from NaN to logical");
%!   assert (gather (a), [true, false]);
%!   a(:) = [0, 1];
%!   assert (gather (a), [false, true]);
%! endfor

%!test # sorting along a dimension beyond those there can be
%! m = reshape ([3, 1, 2, 4], [2, ones(1, 30), 2]); # 32 dimensions
%! a = nd_array (m);
%! for d = [1, 2, 32, 33, 40]
%!   assert (full (sort (a, d)), sort (m, d));
%! endfor

%!test # one element is sorted along any dimension, and its place is 1
%! for device = {"cpu", "sim"}
%!   for d = 1:5
%!     [x, place] = sort (gpu_tensor (int8 (7), device{1}), d);
%!     assert (gather (x), int8 (7));
%!     assert (gather (place), 1);
%!   endfor
%! endfor

%!function outcome = of_assignment (make, value, place)
%!  a = make ([true, false, true]);
%!  lastwarn ("");
%!  try
%!    evalc ("a(place{:}) = value;"); # a warning is shown there
%!  catch problem
%!    lastwarn (problem.message);
%!  end_try_catch
%!  outcome = {gather(a), lastwarn()};
%!endfunction

%!test # text and numbers become logical, are warned of or refused, as in Octave
%! for value = {"a", 7, int8(7), 1, -0, single(1), true}
%!   for place = {{2}, {[1, 3]}, {":"}, {1, 2:3}, {logical([1, 0, 1])}}
%!     wanted = of_assignment (@(m) m, value{1}, place{1});
%!     for make = {@nd_array, @(m) gpu_tensor(m, "sim")}
%!       assert (of_assignment (make{1}, value{1}, place{1}), wanted);
%!     endfor
%!   endfor
%! endfor

## ---- signals
## ---------------------------------------------------------------------

%!test # one that is no Ctrl-C, such as of a program that ends, interrupts nothing
%! a = nd_array (ones (2000));
%! kill_me = @() kill (getpid (), SIG ().CHLD);
%! assert ([kill_me(), full(sum (sum (a .^ 2)))], [0, 4e6]);
%! t = cell (1, 2);
%! [t{:}] = deal (kill_me (), gpu_tensor (a, "sim:0"));
%! [t{:}] = deal (kill_me (), to_cpu (t{2}));
%! assert (full (t{2}), ones (2000));
