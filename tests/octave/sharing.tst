## Copies and links: every row of the table "Independence and sharing", and what
## functions, scripts, containers and handles do to it.

## Writes TEXT to a file NAME.m of its own folder, from which it can be run.
%!function folder = program (name, text)
%!  folder = tempname ();
%!  mkdir (folder);
%!  file = fopen (fullfile (folder, [name ".m"]), "w");
%!  fputs (file, text);
%!  fclose (file);
%!  addpath (folder);
%!endfunction
%!function forget (folder)
%!  rmpath (folder);
%!  confirm_recursive_rmdir (false, "local");
%!  rmdir (folder, "s");
%!endfunction

## The identifier and the message of the error that CODE raises.
%!function [id, text] = failure (code)
%!  id = text = "no error";
%!  try
%!    code ();
%!  catch err
%!    id = err.identifier;
%!    text = err.message;
%!  end_try_catch
%!endfunction

## ---- b = nd_array (v) -----------------------------------------------------

%!test # writing the copy leaves an ordinary source alone
%! m = magic (3);
%! a = nd_array (m);
%! a(2,:) = 0;
%! assert (m, magic (3));
%! assert (full (a), [8, 1, 6; 0, 0, 0; 4, 9, 2]);

%!test # writing an ordinary source leaves the copy alone
%! m = magic (3);
%! a = nd_array (m);
%! m(2,:) = 0;
%! assert (full (a), magic (3));

%!test # copies of nd arrays are independent, both ways
%! a = nd_array (magic (3));
%! b = nd_array (a);
%! b(1) = -1;
%! a(2) = -2;
%! assert (full (a)(1:2), [8, -2]);
%! assert (full (b)(1:2), [-1, 3]);

%!test # the copy is deferred until one side is written
%! a = nd_array (rand (20), "copy", true);
%! before = nd_memory ("cpu").copies;
%! b = nd_array (a);
%! assert (nd_info (b).deferred_copy);
%! assert (nd_info (a).deferred_copy);
%! assert (nd_memory ("cpu").copies, before);
%! b(1) = 5;
%! assert (nd_memory ("cpu").copies, before + 1);
%! assert (! nd_info (b).deferred_copy);
%! b(2) = 6;
%! a(3) = 7;
%! assert (nd_memory ("cpu").copies, before + 1);

%!function f = literal ()
%!  a = nd_array ([1, 2, 3]);
%!  a(1)++;
%!  f = full (a);
%!endfunction

%!test # a literal of a function is not changed by writing its copy
%! assert (literal (), [2, 2, 3]);
%! assert (literal (), [2, 2, 3]);

%!test # a copy of a linked array is in no group
%! a = nd_array (1:4);
%! c = nd_asarray (a);
%! b = nd_array (a);
%! b(1) = 9;
%! assert (full (a), 1:4);
%! d = b;
%! d(1) = 10;
%! assert (full (b), [9, 2, 3, 4]);

## ---- c = nd_asarray (a) ---------------------------------------------------

%!test # linked arrays see each other's writes
%! a = nd_array (ones (3));
%! c = nd_asarray (a);
%! c(3,:) = 2;
%! assert (full (a), [1, 1, 1; 1, 1, 1; 2, 2, 2]);
%! a(:,1) = 5;
%! assert (full (c), [5, 1, 1; 5, 1, 1; 5, 2, 2]);
%! assert (nd_shares_memory (a, c));

%!test # a name that held the same value before stays independent
%! a = nd_array (1:3);
%! b = a;
%! c = nd_asarray (a);
%! c(1) = 7;
%! assert (full (a), [7, 2, 3]);
%! assert (full (b), 1:3);
%! b(2) = 8;
%! assert (full (a), [7, 2, 3]);

%!test # links join groups: three names, one memory
%! a = nd_array (zeros (1, 3));
%! b = nd_asarray (a);
%! c = nd_asarray (b);
%! a(1) = 1;
%! b(2) = 2;
%! c(3) = 3;
%! assert (full (a), [1, 2, 3]);
%! assert (full (b), [1, 2, 3]);
%! assert (full (c), [1, 2, 3]);
%! assert (nd_info (a).linked, 2);

%!test # nd_asarray of an expression links nothing
%! a = nd_array (1:3);
%! c = nd_asarray (a + 0);
%! c(1) = 5;
%! assert (full (a), 1:3);

%!test # nd_asarray of an array with another class is a converted copy
%! a = nd_array (1:3);
%! c = nd_asarray (a, "dtype", "int8");
%! c(1) = 5;
%! assert (full (a), 1:3);
%! assert (full (c), int8 ([5, 2, 3]));

%!test # nd_asarray with the class it has already links
%! a = nd_array (1:3);
%! c = nd_asarray (a, "dtype", "double");
%! c(1) = 5;
%! assert (full (a), [5, 2, 3]);

%!test # "copy", true makes nd_asarray copy
%! a = nd_array (1:3);
%! c = nd_asarray (a, "copy", true);
%! c(1) = 5;
%! assert (full (a), 1:3);

%!test # "copy", false is what nd_asarray of an nd array does anyway
%! a = nd_array (1:3);
%! c = nd_asarray (a, "copy", false);
%! c(1) = 5;
%! assert (full (a), [5, 2, 3]);

%!test # a linked array of one element is linked all the same
%! a = nd_array (5);
%! c = nd_asarray (a);
%! c(1) = 6;
%! assert (full (a), 6);

%!test # writes to a linked array never copy
%! a = nd_array (zeros (1, 1000), "copy", true);
%! c = nd_asarray (a);
%! before = nd_memory ("cpu");
%! for i = 1:1000
%!   a(i) = i;
%!   c(i) = c(i) + 1;
%! endfor
%! after = nd_memory ("cpu");
%! assert (after.bytes_copied, before.bytes_copied);
%! assert (full (a), 2:1001);

%!test # arrays on a device can be viewed and written like others
%! t = gpu_tensor (zeros (3), "sim");
%! v = nd_view (t, 2, ":");
%! v(:) = 4;
%! assert (gather (t), [0, 0, 0; 4, 4, 4; 0, 0, 0]);

## ---- nd_asarray (m), m an ordinary array ----------------------------------

%!test # an ordinary array is borrowed, and never changes
%! m = magic (4);
%! c = nd_asarray (m);
%! assert (nd_info (c).borrowed);
%! c(1) = -1;
%! assert (m, magic (4));
%! assert (! nd_info (c).borrowed);
%! assert (full (c)(1:2), [-1, 5]);

%!test # writing the ordinary array does not reach the one who borrowed it
%! m = magic (4);
%! c = nd_asarray (m);
%! m(1) = -1;
%! assert (full (c), magic (4));

%!test # two that borrow from one array are independent
%! m = 1:4; m(1) = 1;
%! c = nd_asarray (m);
%! d = nd_asarray (m);
%! c(1) = 5;
%! assert (full (d), 1:4);
%! assert (! nd_shares_memory (c, d));

%!test # what borrowed can be linked, and then both leave the ordinary array
%! m = magic (3);
%! c = nd_asarray (m);
%! d = nd_asarray (c);
%! d(1) = 0;
%! assert (full (c)(1), 0);
%! assert (m, magic (3));

## ---- views ----------------------------------------------------------------

%!test # every kind of index makes a view of the elements it names
%! m = reshape (1:60, 3, 4, 5);
%! indices = {{":", ":", 2}, {2, ":", ":"}, {1:2, 3, ":"}, ...
%!            {3:-1:1, 4:-2:1, 5}, ...
%!            {":", 2:3, 1:2:5}, {2, 3, 4}, {[1, 3], [2, 4], [1, 3, 5]}, ...
%!            {logical([1, 0, 1]), true(1, 4), 2}, {":", 7}, {2, 3:9}, ...
%!            {":", ":", ":"}, {1:3, [], 1}, {":", [3, 2, 1], 1}};
%! for i = 1:numel (indices)
%!   a = nd_array (m);
%!   v = nd_view (a, indices{i}{:});
%!   expected = m;
%!   assert (full (v), m(indices{i}{:}));
%!   v(:) = -1;
%!   expected(indices{i}{:}) = -1;
%!   assert (full (a), expected);
%!   a(:) = 7;
%!   assert (full (v), repmat (7, size (m(indices{i}{:}))));
%! endfor

%!test # linear indices make views of contiguous arrays
%! a = nd_array (magic (4));
%! m = magic (4);
%! for index = {":", 3:9, 16:-3:1, [2, 4, 6], 5, [], zeros(0, 3)}
%!   v = nd_view (a, index{1});
%!   assert (full (v), m(index{1}));
%! endfor
%! v = nd_view (a, 2:5:16);
%! v(:) = 0;
%! m(2:5:16) = 0;
%! assert (full (a), m);

%!test # a view of a view is a view of the array
%! a = nd_array (1:20);
%! v = nd_view (a, 2:2:20);
%! w = nd_view (v, 10:-3:1);
%! assert (full (w), [20, 14, 8, 2]);
%! w(2) = 0;
%! assert (full (a)(14), 0);
%! assert (full (v)(7), 0);

%!test # a view keeps the elements when the array's name goes
%! a = nd_array (1:10);
%! v = nd_view (a, 3:5);
%! clear a
%! assert (full (v), 3:5);
%! v(1) = 0;
%! assert (full (v), [0, 4, 5]);

%!test # a view of an ordinary array borrows and never writes to it
%! m = magic (4);
%! v = nd_view (m, ":", 2);
%! assert (full (v), m(:,2));
%! v(1) = 0;
%! assert (m, magic (4));

%!test # disjoint views do not share, overlapping ones do
%! a = nd_array (zeros (4));
%! assert (! nd_shares_memory (nd_view (a, ":", 1), nd_view (a, ":", 2)));
%! assert (nd_shares_memory (nd_view (a, ":", 1), nd_view (a, 2, ":")));

%!test # functions that have nothing to do return values of their own
%! for f = {@(x) merge (true, x, 2), @(x) merge (false, 2, x), ...
%!          @(x) diff (x, 0), ...
%!          @(x) sum (x, 3), @(x) median (x, 3), @(x) reshape (x, size (x))}
%!   a = nd_array (magic (3));
%!   b = nd_asarray (a);
%!   c = f{1} (a);
%!   c(1) = 0;
%!   assert (full (b), magic (3));
%!   assert (nd_shares_memory (c, b), false);
%! endfor

%!test # the decision about overlap is exact for random strided views
%! seed = 20260;
%! rand ("twister", seed);
%! ids = reshape (1:7*6*5, 7, 6, 5);
%! a = nd_array (zeros (size (ids)));
%! for trial = 1:400
%!   index = cell (2, 3);
%!   for k = 1:2
%!     for d = 1:3
%!       n = size (ids, d);
%!       step = randi (3) * (2 * (rand () > 0.3) - 1);
%!       from = randi (n);
%!       to = from + sign (step) * (randi (n) - 1);
%!       to = min (max (to, 1), n);
%!       index{k,d} = from:step:to;
%!     endfor
%!   endfor
%!   p = nd_view (a, index{1,:});
%!   q = nd_view (a, index{2,:});
%!   expected = ! isempty (intersect (ids(index{1,:}), ids(index{2,:})));
%!   assert (nd_shares_memory (p, q) == expected, "seed %d, trial %d",
%!           seed, trial);
%! endfor

%!test # an empty view shares nothing
%! a = nd_array (1:5);
%! assert (! nd_shares_memory (a, nd_view (a, 3:2)));

## ---- b = a ----------------------------------------------------------------

%!test # assignment of an array that is not linked is a value
%! a = nd_array (1:3);
%! b = a;
%! b(1) = 5;
%! assert (full (a), 1:3);
%! a(2) = 6;
%! assert (full (b), [5, 2, 3]);

%!test # assignment of a linked array is another name for it
%! a = nd_array (1:3);
%! c = nd_asarray (a);
%! d = c;
%! d(1) = 5;
%! assert (full (a), [5, 2, 3]);
%! a(2) = 6;
%! assert (full (d), [5, 6, 3]);

%!test # a link lasts when only one name is left
%! a = nd_array (1:3);
%! c = nd_asarray (a);
%! clear a
%! d = c;
%! d(1) = 5;
%! assert (full (c), [5, 2, 3]);

%!test # clearing other names does not turn references into values
%! a = nd_array (1:3);
%! c = nd_asarray (a);
%! d = c;
%! clear c
%! d(1) = 5;
%! assert (full (a), [5, 2, 3]);

%!test # a view's other names are names of the view
%! a = nd_array (1:6);
%! v = nd_view (a, 4:6);
%! w = v;
%! w(1) = 0;
%! assert (full (a), [1, 2, 3, 0, 5, 6]);

## ---- f (a) ----------------------------------------------------------------

%!function set_first (x, value)
%!  x(1) = value;
%!endfunction
%!function y = first_set (x, value)
%!  x(1) = value;
%!  y = x;
%!endfunction
%!function y = link_and_set (x, value)
%!  y = nd_asarray (x);
%!  y(1) = value;
%!endfunction
%!function x = grown (x)
%!  x(end+1) = 99;
%!endfunction

%!test # what a function writes to its argument stays inside
%! a = nd_array (1:3);
%! set_first (a, 77);
%! assert (full (a), 1:3);

%!test # also for a linked argument
%! a = nd_array (1:3);
%! c = nd_asarray (a);
%! set_first (a, 77);
%! set_first (c, 78);
%! assert (full (a), 1:3);
%! assert (full (c), 1:3);

%!test # what a function returns is a value
%! a = nd_array (1:3);
%! c = nd_asarray (a);
%! y = first_set (c, 77);
%! assert (full (y), [77, 2, 3]);
%! y(2) = 78;
%! assert (full (a), 1:3);

%!test # a callee cannot link its caller's variable
%! a = nd_array (1:3);
%! y = link_and_set (a, 77);
%! assert (full (a), 1:3);
%! y(2) = 78;
%! assert (full (a), 1:3);
%! assert (full (y), [77, 78, 3]);

%!test # nor one that is linked in the caller
%! a = nd_array (1:3);
%! c = nd_asarray (a);
%! y = link_and_set (a, 77);
%! assert (full (a), 1:3);
%! assert (full (c), 1:3);

%!test # a function may grow its argument, though the caller's is linked
%! a = nd_array (1:3);
%! c = nd_asarray (a);
%! assert (full (grown (a)), [1, 2, 3, 99]);
%! assert (full (a), 1:3);

%!function y = made_linked ()
%!  p = nd_array (zeros (1, 3));
%!  q = nd_asarray (p);
%!  q(1) = 1;
%!  y = q;
%!endfunction

%!test # links end with the function that made them
%! y = made_linked ();
%! z = y;
%! z(2) = 5;
%! assert (full (y), [1, 0, 0]);
%! assert (full (z), [1, 5, 0]);
%! y(5) = 1;
%! assert (size (y), [1, 5]);

%!function [y, z] = both_linked ()
%!  y = nd_array (zeros (1, 2));
%!  z = nd_asarray (y);
%!endfunction

%!test # two linked arrays that a function returns are two values
%! [y, z] = both_linked ();
%! y(1) = 1;
%! assert (full (z), [0, 0]);

%!function count = recursive (x, depth)
%!  y = nd_asarray (x);
%!  y(1) = depth;
%!  count = 0;
%!  if (depth < 5)
%!    count = recursive (y, depth + 1);
%!  endif
%!  count += (full (x)(1) == depth) && (full (y)(1) == depth);
%!endfunction

%!test # each call of a recursive function has its own links
%! a = nd_array (zeros (1, 3));
%! b = nd_asarray (a);
%! assert (recursive (a, 1), 5);
%! assert (full (a), zeros (1, 3));
%! b(1) = 1;
%! assert (full (a), [1, 0, 0]);

%!test # stock functions that write to their argument do no harm
%! a = nd_array (magic (3));
%! c = nd_asarray (a);
%! r = rref (c);
%! assert (full (r), rref (magic (3)), 1e-12);
%! assert (full (a), magic (3));
%! assert (full (c), magic (3));

%!test # cellfun and arrayfun call functions: values
%! a = nd_array (1:3);
%! c = nd_asarray (a);
%! y = cellfun (@(x) first_set (x, 77), {a, c}, "UniformOutput", false);
%! cellfun (@(x) set_first (x, 78), {a, c});
%! assert (full (y{1}), [77, 2, 3]);
%! assert (full (a), 1:3);
%! assert (arrayfun (@(i) full (c(i)), 1:3), 1:3);

%!test # feval and handles call functions, too
%! a = nd_array (1:3);
%! c = nd_asarray (a);
%! f = @set_first;
%! f (c, 77);
%! feval (@set_first, c, 77);
%! feval ("set_first", c, 77);
%! assert (full (a), 1:3);

%!test # an anonymous function cannot link its caller's variable
%! a = nd_array (1:3);
%! f = @(x) nd_asarray (x);
%! c = f (a);
%! c(1) = 5;
%! assert (full (a), 1:3);

%!function leave_alone (varargin)
%!  varargin{1}(1) = 77;
%!  for i = 1:nargin
%!    varargin{i}(2) = 78;
%!  endfor
%!endfunction

%!test # varargin holds values
%! a = nd_array (1:3);
%! c = nd_asarray (a);
%! leave_alone (a, c);
%! assert (full (a), 1:3);

%!function s = changed (s)
%!  s.x(1) = 77;
%!endfunction

%!test # inputParser-like structs passed to a function are values
%! a = nd_array (1:3);
%! c = nd_asarray (a);
%! s.x = a;
%! t = changed (s);
%! assert (full (a), 1:3);
%! assert (full (t.x), [77, 2, 3]);

%!test # deal of an array that is not linked gives values
%! a = nd_array (1:3);
%! [p, q] = deal (a);
%! p(1) = 5;
%! q(2) = 6;
%! assert (full (a), 1:3);
%! assert (full (p), [5, 2, 3]);
%! assert (full (q), [1, 6, 3]);

%!function y = early (x)
%!  y = x;
%!  z = nd_asarray (y);
%!  if (true)
%!    z(1) = 5;
%!    return;
%!  endif
%!endfunction

%!test # a default return value and an early return are values
%! a = nd_array (1:3);
%! y = early (a);
%! assert (full (y), [5, 2, 3]);
%! assert (full (a), 1:3);

%!test # a subfunction is a function like any other, a file's too
%! folder = program ("nd_test_subfunction", ...
%!   ["function y = nd_test_subfunction (x)\n", ...
%!    "  y = nd_array (x);\n  z = nd_asarray (y);\n  change (y);\n", ...
%!    "  z(2) = 6;\nendfunction\n", ...
%!    "function change (x)\n  x(1) = 5;\nendfunction\n"]);
%! unwind_protect
%!   assert (full (nd_test_subfunction (1:3)), [1, 6, 3]);
%! unwind_protect_cleanup
%!   forget (folder);
%! end_unwind_protect

%!test # a nested function is a scope of its own: its writes reach no other name
%! folder = program ("nd_test_nested", ...
%!   ["function [p, q] = nd_test_nested ()\n", ...
%!    "  a = nd_array (1:3);\n  c = nd_asarray (a);\n", ...
%!    "  function change ()\n    a(1) = 5;\n  endfunction\n", ...
%!    "  change ();\n  p = full (a);\n  q = full (c);\nendfunction\n"]);
%! unwind_protect
%!   [p, q] = nd_test_nested ();
%!   assert (p, [5, 2, 3]);
%!   assert (q, 1:3);
%! unwind_protect_cleanup
%!   forget (folder);
%! end_unwind_protect

%!test # a nested function's own argument is a value
%! folder = program ("nd_test_nested", ...
%!   ["function p = nd_test_nested ()\n", ...
%!    "  a = nd_array (1:3);\n  c = nd_asarray (a);\n", ...
%!    "  function change (x)\n    x(1) = 5;\n  endfunction\n", ...
%!    "  change (a);\n  p = full (c);\nendfunction\n"]);
%! unwind_protect
%!   assert (nd_test_nested (), 1:3);
%! unwind_protect_cleanup
%!   forget (folder);
%! end_unwind_protect

## ---- scripts, eval, evalin ------------------------------------------------

%!test # a script shares the scope that it runs in
%! folder = program ("nd_test_script", "c = nd_asarray (a);\nc(1) = 5;\n");
%! unwind_protect
%!   a = nd_array (1:3);
%!   nd_test_script;
%!   assert (full (a), [5, 2, 3]);
%!   c(2) = 6;
%!   assert (full (a), [5, 6, 3]);
%!   d = c;
%!   d(3) = 7;
%!   assert (full (a), [5, 6, 7]);
%! unwind_protect_cleanup
%!   forget (folder);
%! end_unwind_protect

%!test # a link made before the script holds in it
%! folder = program ("nd_test_script", "d = c;\nd(1) = 5;\n");
%! unwind_protect
%!   a = nd_array (1:3);
%!   c = nd_asarray (a);
%!   nd_test_script;
%!   assert (full (a), [5, 2, 3]);
%! unwind_protect_cleanup
%!   forget (folder);
%! end_unwind_protect

%!test # a script that runs a script is the same scope
%! inner = program ("nd_test_inner", "c = nd_asarray (a);\n");
%! outer = program ("nd_test_outer", "nd_test_inner;\nd = c;\nd(1) = 5;\n");
%! unwind_protect
%!   a = nd_array (1:3);
%!   nd_test_outer;
%!   assert (full (a), [5, 2, 3]);
%! unwind_protect_cleanup
%!   forget (inner);
%!   forget (outer);
%! end_unwind_protect

%!test # run and source are scripts
%! folder = program ("nd_test_script", "c = nd_asarray (a);\nc(1) = 5;\n");
%! unwind_protect
%!   a = nd_array (1:3);
%!   source (fullfile (folder, "nd_test_script.m"));
%!   assert (full (a), [5, 2, 3]);
%!   d = c;
%!   d(2) = 6;
%!   assert (full (a), [5, 6, 3]);
%! unwind_protect_cleanup
%!   forget (folder);
%! end_unwind_protect

%!test # eval runs in the scope that calls it
%! a = nd_array (1:3);
%! eval ("c = nd_asarray (a); c(1) = 5;");
%! assert (full (a), [5, 2, 3]);
%! eval ("d = c;");
%! d(2) = 6;
%! assert (full (a), [5, 6, 3]);

%!test # evalc, too
%! a = nd_array (1:3);
%! text = evalc ("c = nd_asarray (a); c(1) = 5;");
%! d = c;
%! d(2) = 6;
%! assert (full (a), [5, 6, 3]);

%!function link_in_caller ()
%!  evalin ("caller", "c = nd_asarray (a);");
%!endfunction

%!test # evalin links in the scope that it names
%! a = nd_array (1:3);
%! link_in_caller ();
%! c(1) = 5;
%! assert (full (a), [5, 2, 3]);
%! d = c;
%! d(2) = 6;
%! assert (full (a), [5, 6, 3]);

%!function hand_to_caller (x)
%!  y = nd_asarray (x);
%!  assignin ("caller", "z", y);
%!  y(1) = 5;
%!endfunction

%!test # assignin hands over a value
%! a = nd_array (1:3);
%! hand_to_caller (a);
%! z(2) = 6;
%! assert (full (a), 1:3);
%! assert (full (z)(2), 6);

## ---- containers, handles, globals, persistents, ans -----------------------

%!test # a cell follows assignment: a value of an array that is not linked
%! a = nd_array (1:3);
%! k = {a, a};
%! k{1}(1) = 5;
%! assert (full (a), 1:3);
%! assert (full (k{2}), 1:3);
%! assert (full (k{1}), [5, 2, 3]);

%!test # a cell follows assignment: another name of a linked array
%! a = nd_array (1:3);
%! c = nd_asarray (a);
%! k = {c};
%! k{1}(1) = 5;
%! assert (full (a), [5, 2, 3]);
%! a(2) = 6;
%! assert (full (k{1}), [5, 6, 3]);

%!test # a structure follows assignment in the same way
%! a = nd_array (1:3);
%! s.x = a;
%! s.x(1) = 5;
%! assert (full (a), 1:3);
%! c = nd_asarray (a);
%! t.y.z = c;
%! t.y.z(2) = 6;
%! assert (full (a), [1, 6, 3]);

%!test # a structure array, a cell of structures
%! a = nd_array (1:3);
%! s(2).x = a;
%! s(2).x(1) = 5;
%! k = {struct("x", a)};
%! k{1}.x(2) = 6;
%! assert (full (a), 1:3);
%! assert (full (s(2).x), [5, 2, 3]);
%! assert (full (k{1}.x), [1, 6, 3]);

%!test # a handle keeps the value that it captured
%! a = nd_array (1:3);
%! f = @() full (a);
%! a(1) = 5;
%! assert (f (), 1:3);

%!test # a handle that captured a linked array sees its writes
%! a = nd_array (1:3);
%! c = nd_asarray (a);
%! f = @() full (a);
%! c(1) = 5;
%! assert (f (), [5, 2, 3]);

%!test # a containers.Map holds values
%! a = nd_array (1:3);
%! m = containers.Map ();
%! m("a") = a;
%! a(1) = 5;
%! assert (full (m("a")), 1:3);

%!function write_global (value)
%!  global nd_test_global
%!  nd_test_global(1) = value;
%!endfunction

%!test # a global is a variable like any other
%! global nd_test_global
%! a = nd_array (1:3);
%! nd_test_global = a;
%! write_global (5);
%! assert (full (nd_test_global), [5, 2, 3]);
%! assert (full (a), 1:3);
%! clear -global nd_test_global

%!test # a function that writes a global does not reach the caller's link
%! global nd_test_global
%! a = nd_array (1:3);
%! c = nd_asarray (a);
%! nd_test_global = c;
%! write_global (5);
%! assert (full (nd_test_global)(1), 5);
%! assert (full (a), 1:3);
%! clear -global nd_test_global

%!test # also when the global was written here before
%! global nd_test_global
%! a = nd_array (1:3);
%! c = nd_asarray (a);
%! nd_test_global = c;
%! nd_test_global(3) = 4;
%! assert (full (a), [1, 2, 4]);
%! write_global (5);
%! assert (full (a), [1, 2, 4]);
%! assert (full (nd_test_global), [5, 2, 4]);
%! clear -global nd_test_global

%!function y = remember (x)
%!  persistent kept = [];
%!  if (nargin == 1)
%!    kept = x;
%!  else
%!    kept(1) += 1;
%!  endif
%!  y = kept;
%!endfunction

%!test # a persistent variable holds a value
%! a = nd_array (1:3);
%! c = nd_asarray (a);
%! remember (c);
%! y = remember ();
%! assert (full (y), [2, 2, 3]);
%! z = remember ();
%! assert (full (z), [3, 2, 3]);
%! assert (full (y), [2, 2, 3]);
%! assert (full (a), 1:3);

%!function y = counter ()
%!  persistent kept;
%!  persistent other;
%!  if (isempty (kept))
%!    kept = nd_array (zeros (1, 2));
%!    other = nd_asarray (kept);
%!  endif
%!  kept(1) = full (kept)(1) + 1;
%!  y = [full(kept)(1), full(other)(1)];
%!endfunction

%!test # a link between persistents ends with the call that made it
%! assert (counter (), [1, 1]);
%! y = counter ();
%! assert (y(1), 2);

%!test # ans follows assignment
%! a = nd_array (1:3);
%! nd_asarray (a);
%! ans(1) = 5;
%! assert (full (a), [5, 2, 3]);
%! nd_array (a);
%! ans(1) = 6;
%! assert (full (a), [5, 2, 3]);

%!test # what ans holds does not change what assignment means
%! a = nd_array (1:3);
%! a;
%! b = a;
%! b(1) = 5;
%! assert (full (a), 1:3);

## ---- shared values --------------------------------------------------------

%!test # nd_asarray of a field that others hold too asks for a name
%! a = nd_array (1:3);
%! s.x = a;
%! [id, text] = failure (@() nd_asarray (s.x));
%! assert (id, "ndarray:shared-value");

%!test # nd_asarray of a cell's element that others hold too asks for a name
%! a = nd_array (1:3);
%! k = {a, a};
%! id = "";
%! try
%!   c = nd_asarray (k{1});
%! catch err
%!   id = err.identifier;
%! end_try_catch
%! assert (id, "ndarray:shared-value");

%!test # after naming it, it links
%! a = nd_array (1:3);
%! s.x = a;
%! x = s.x;
%! c = nd_asarray (x);
%! c(1) = 5;
%! assert (full (x), [5, 2, 3]);
%! assert (full (s.x), 1:3);

## ---- leaving a group ------------------------------------------------------

%!test # a new value for the name leaves the group
%! a = nd_array (1:3);
%! c = nd_asarray (a);
%! a = nd_array (a);
%! a(1) = 5;
%! assert (full (c), 1:3);
%! c(2) = 6;
%! assert (full (a), [5, 2, 3]);

%!test # a = a does not leave it
%! a = nd_array (1:3);
%! c = nd_asarray (a);
%! a = a;
%! a(1) = 5;
%! assert (full (c), [5, 2, 3]);

%!test # an arithmetic result leaves it
%! a = nd_array (1:3);
%! c = nd_asarray (a);
%! a = a + 1;
%! assert (full (c), 1:3);
%! assert (full (a), 2:4);

## ---- a(idx) on the right --------------------------------------------------

%!test # what indexing returns is independent
%! m = magic (6);
%! indices = {{":"}, {":", ":"}, {1:6, 1:6}, {":", 2:6}, {2, ":"}, ...
%!            {36:-1:1}, {1:3, 1}};
%! for i = 1:numel (indices)
%!   a = nd_array (m);
%!   b = a(indices{i}{:});
%!   b(1) = -1;
%!   assert (full (a), m);
%!   b = a(indices{i}{:});
%!   a(:) = 0;
%!   assert (full (b), m(indices{i}{:}));
%! endfor

%!test # also from a linked array
%! a = nd_array (1:6);
%! c = nd_asarray (a);
%! b = c(:);
%! b(1) = 9;
%! assert (full (a), 1:6);
%! d = b;
%! d(2) = 8;
%! assert (full (b)(2), 2);

%!test # the columns of a for loop are independent
%! a = nd_array (magic (3));
%! c = nd_asarray (a);
%! seen = [];
%! for k = a
%!   seen(:,end+1) = k;
%!   k(1) = -1;
%!   c(:) = 0;
%! endfor
%! assert (seen(:,1), [8; 3; 4]);
%! assert (full (a), zeros (3));

## ---- a(idx) = v -----------------------------------------------------------

%!test # an assignment that overlaps reads first
%! a = nd_array (1:6);
%! c = nd_asarray (a);
%! a(2:6) = c(1:5);
%! assert (full (c), [1, 1, 2, 3, 4, 5]);
%! a(:) = 1:6;
%! v = nd_view (a, 1:5);
%! a(2:6) = v;
%! assert (full (a), [1, 1, 2, 3, 4, 5]);
%! a(:) = 1:6;
%! v = nd_view (a, 2:6);
%! a(1:5) = v;
%! assert (full (a), [2, 3, 4, 5, 6, 6]);
%! a(:) = 1:6;
%! v = nd_view (a, 6:-1:1);
%! a(:) = v;
%! assert (full (a), 6:-1:1);

%!test # a transposed view written into its own array
%! a = nd_array (magic (4));
%! v = nd_view (a, ":", ":");
%! v(:,:) = a';
%! assert (full (a), magic (4)');

%!test # op= of elements writes in place, as Octave defines it
%! a = nd_array (1:4);
%! c = nd_asarray (a);
%! a(2) += 10;
%! a(3:4) *= 2;
%! c(1) -= 1;
%! c(:) .^= 2;
%! a(1)++;
%! --a(4);
%! assert (full (c), [1, 144, 36, 63]);
%! assert (full (a), [1, 144, 36, 63]);

%!test # a(:) = scalar reaches every name
%! a = nd_array (magic (3));
%! c = nd_asarray (a);
%! a(:) = 7;
%! assert (full (c), repmat (7, 3, 3));

%!test # an assignment that fails changes nothing
%! a = nd_array (1:4);
%! c = nd_asarray (a);
%! fail ("a(1:2) = [7, 8, 9]");
%! fail ("a(0) = 1");
%! fail ("a(1.5) = 1");
%! fail ("a(1:2) = {1, 2}");
%! assert (full (a), 1:4);
%! assert (nd_shares_memory (a, c));

%!test # a value of another class is converted in a linked array or refused
%! a = nd_array (int8 (1:3));
%! c = nd_asarray (a);
%! a(1) = 300;
%! assert (full (c), int8 ([127, 2, 3]));
%! assert (nd_shares_memory (a, c));

## ---- a op= v --------------------------------------------------------------

%!test # op= of a whole linked array leaves the group
%! for op = {"+=", "-=", "*=", "/=", ".*=", "./=", "^=", "|=", "&="}
%!   a = nd_array (magic (2));
%!   c = nd_asarray (a);
%!   expected = magic (2);
%!   eval (["a " op{1} " 2;"]);
%!   eval (["expected " op{1} " 2;"]);
%!   assert (full (a), expected, eps (8));
%!   assert (full (c), magic (2));
%!   assert (! nd_shares_memory (a, c));
%! endfor

%!test # ++ and -- of a whole linked array leave the group
%! a = nd_array (1:3);
%! c = nd_asarray (a);
%! a++;
%! assert (full (a), 2:4);
%! assert (full (c), 1:3);
%! a = nd_array (1:3);
%! c = nd_asarray (a);
%! --a;
%! assert (full (a), 0:2);
%! assert (full (c), 1:3);
%! assert (isndarray (a));

%!test # op= of a private array is seen by no other
%! a = nd_array (1:3);
%! b = a;
%! a += 1;
%! assert (full (a), 2:4);
%! assert (full (b), 1:3);
%! s.x = a;
%! a *= 2;
%! assert (full (s.x), 2:4);

%!test # op= of a view that only one name has left does not write its array
%! a = nd_array (1:3);
%! v = nd_view (a, 2:3);
%! v += 10;
%! assert (full (a), 1:3);
%! assert (full (v), [12, 13]);

## ---- reshape and the like -------------------------------------------------

%!test # layout functions return independent arrays
%! functions = {@(x) reshape(x, 4, 3), @(x) permute(x, [2, 1]), @(x) x.', ...
%!              @(x) x', @squeeze, @(x) x(:), @double, @(x) x + 0, ...
%!              @(x) reshape(x, [], 2), @(x) +x};
%! for i = 1:numel (functions)
%!   m = reshape (1:12, 3, 4);
%!   a = nd_array (m);
%!   c = nd_asarray (a);
%!   b = functions{i} (c);
%!   b(1) = 99;
%!   assert (full (a), m);
%!   b = functions{i} (c);
%!   a(:) = 0;
%!   assert (full (b), functions{i} (m));
%! endfor

%!test # layout functions defer the copy
%! a = nd_array (rand (50), "copy", true);
%! before = nd_memory ("cpu");
%! b = reshape (a, 25, 100);
%! c = permute (a, [2, 1]);
%! d = a.';
%! after = nd_memory ("cpu");
%! assert (after.in_use, before.in_use);
%! assert (nd_info (b).deferred_copy);
%! assert (nd_info (c).strides, [50, 1]);
%! assert (nd_info (d).strides, [50, 1]);

## ---- growth and deletion --------------------------------------------------

%!test # private arrays grow as Octave's own do
%! a = nd_array (1:3);
%! m = 1:3;
%! a(5) = 9; m(5) = 9;
%! assert (full (a), m);
%! a(3,2) = 8; m(3,2) = 8;
%! assert (full (a), m);
%! a(:,:,2) = 1; m(:,:,2) = 1;
%! assert (full (a), m);
%! a(end+1,:,:) = 4; m(end+1,:,:) = 4;
%! assert (full (a), m);

%!test # growth leaves copies alone
%! a = nd_array (1:3);
%! b = a;
%! a(6) = 1;
%! assert (full (b), 1:3);
%! m = 1:3; m(1) = 1;
%! c = nd_array (m);
%! c(end+1) = 4;
%! assert (m, 1:3);

%!test # private arrays shrink as Octave's own do
%! a = nd_array (magic (4));
%! m = magic (4);
%! b = a;
%! a(2,:) = []; m(2,:) = [];
%! assert (full (a), m);
%! a(:,[1, 3]) = []; m(:,[1, 3]) = [];
%! assert (full (a), m);
%! a(:) = []; m(:) = [];
%! assert (full (a), m);
%! assert (full (b), magic (4));

%!test # deletion with a mask, a linear index, nothing
%! a = nd_array (1:6);
%! a(logical ([1, 0, 0, 1, 0, 0])) = [];
%! assert (full (a), [2, 3, 5, 6]);
%! a(end) = [];
%! assert (full (a), [2, 3, 5]);
%! a([]) = [];
%! assert (full (a), [2, 3, 5]);

%!test # linked arrays do not grow
%! a = nd_array (1:3);
%! c = nd_asarray (a);
%! id = "";
%! try
%!   a(5) = 1;
%! catch err
%!   id = err.identifier;
%! end_try_catch
%! assert (id, "Octave:index-out-of-bounds");
%! assert (full (a), 1:3);
%! assert (nd_shares_memory (a, c));

%!test # linked arrays do not shrink
%! a = nd_array (1:3);
%! c = nd_asarray (a);
%! id = "";
%! try
%!   c(2) = [];
%! catch err
%!   id = err.identifier;
%! end_try_catch
%! assert (id, "ndarray:in-place");
%! assert (full (a), 1:3);

%!test # views do not grow
%! a = nd_array (1:6);
%! v = nd_view (a, 2:3);
%! id = "";
%! try
%!   v(end+1) = 1;
%! catch err
%!   id = err.identifier;
%! end_try_catch
%! assert (id, "Octave:index-out-of-bounds");
%! assert (full (a), 1:6);

%!test # an array that left its group grows again
%! a = nd_array (1:3);
%! c = nd_asarray (a);
%! a = nd_array (a);
%! a(5) = 1;
%! assert (full (a), [1, 2, 3, 0, 1]);
%! assert (full (c), 1:3);

## ---- storage tells the groups ---------------------------------------------

%!test # nd_info tells links, deferred copies and borrowed memory apart
%! a = nd_array (ones (2, 3), "copy", true);
%! assert (nd_info (a).linked, 0);
%! b = nd_array (a);
%! assert (nd_info (b).storage != nd_info (a).storage);
%! assert (nd_info (b).deferred_copy);
%! c = nd_asarray (a);
%! assert (nd_info (c).storage, nd_info (a).storage);
%! v = nd_view (a, 1, ":");
%! assert (nd_info (v).storage, nd_info (a).storage);
%! assert (nd_info (v).size, [1, 3]);
%! assert (nd_info (v).nbytes, 24);
%! assert (nd_info (v).linked, 2);
%! clear c v
%! assert (nd_info (a).linked, 0);

## ---- the tour -------------------------------------------------------------

%!test # the tour that every course gives
%! A = nd_array (ones (3, 3));
%! B = nd_array (A);
%! B(3,:) = 2;
%! assert (full (A), ones (3, 3));
%! C = nd_asarray (A);
%! C(3,:) = 2;
%! assert (full (A), [1, 1, 1; 1, 1, 1; 2, 2, 2]);
%! picture = uint8 (randi (255, 20, 30, 3));
%! T = gpu_tensor (picture, "sim", "dtype", "single");
%! assert (class (T), "single");
%! text = "";
%! try
%!   nd_array (T);
%! catch err
%!   text = err.message;
%! end_try_catch
%! assert (text, ["can't convert sim:0 device type tensor 'T' (single " ...
%!                "20x30x3) to a host array. Use to_cpu (T) to copy the " ...
%!                "tensor to host memory first."]);
%! X = nd_array (to_cpu (T));
%! assert (full (X), single (picture));

%!test # op= leaves the group also where it could work in place
%! a = nd_array (uint16 ([1, 2, 3]));
%! b = nd_view (a, ":", ":");
%! b .*= 2;
%! a += 1;
%! b = a;
%! b(:) .*= 2;
%! assert (full (a), uint16 ([2, 3, 4]));

%!test # an array without elements shares no memory
%! a = nd_array (zeros (0, 3));
%! b = nd_asarray (a);
%! c = b;
%! assert (nd_shares_memory (b, c), false);
%! assert (nd_shares_memory (a, b), false);
