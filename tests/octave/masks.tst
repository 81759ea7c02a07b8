## Elements chosen by masks: the size that Octave gives them, of views, too, and
## without a look at the mask on the host.

%!function check (m, mask)
%!  wanted = m(mask);
%!  for device = {"cpu", "sim"}
%!    a = gpu_tensor (m, device{1});
%!    k = gpu_tensor (mask, device{1});
%!    got = gather (a(k));
%!    assert (size (got), size (wanted));
%!    assert (class (got), class (wanted));
%!    assert (isequal (got, wanted));
%!  endfor
%!  got = gather (nd_array (m)(mask));
%!  assert (size (got), size (wanted));
%!  assert (isequal (got, wanted));
%!endfunction

%!test # every class and shape, masks of other directions and shapes
%! for dims = {[1, 2000], [2000, 1], [40, 50], [10, 20, 10], [1, 1, 2000], ...
%!             [2, 2], [1, 1], [1, 5], [5, 1], [1, 1, 5], [3, 70000]}
%!   for share = [0, 0.5, 1]
%!     m = rand (dims{1});
%!     mask = rand (dims{1}) < share;
%!     for x = {m, single(m), uint8(255 * m), m > 0.3, complex(m, 1)}
%!       check (x{1}, mask);
%!     endfor
%!     check (m, mask(:));
%!     check (m, mask(:)');
%!     if (mod (numel (m), 4) == 0)
%!       check (m, reshape (mask, 2, []));
%!     endif
%!     if (numel (m) > 2)
%!       check (m, (1:numel (m)) == 3);
%!     endif
%!   endfor
%! endfor

%!test # views, pending arrays and pending masks
%! m = rand (50, 60);
%! n = m(1:2:50,:)';
%! for device = {"cpu", "sim"}
%!   a = gpu_tensor (m, device{1});
%!   v = a(1:2:50,:)';
%!   assert (isequal (gather (v(v > 0.5)), n(n > 0.5)));
%!   b = a + 1;
%!   assert (isequal (gather (b(! (b > 1.5))), (m + 1)(! (m + 1 > 1.5))));
%! endfor

%!test # a device's masks and lists stay there
%! m = rand (50, 60);
%! t = gpu_tensor (m, "sim");
%! list = gpu_tensor ([3, 1, 2], "sim");
%! before = nd_memory ("sim");
%! r = {t(t > 0.5), t(t(:,1) > 0.5,:), t(:,t(1,:) > 0.5), t(t(:,2) > 0.5,3), ...
%!      t(list,:), t(list)};
%! after = nd_memory ("sim");
%! assert (after.downloads, before.downloads);
%! assert (after.uploads, before.uploads);
%! wanted = {m(m > 0.5), m(m(:,1) > 0.5,:), m(:,m(1,:) > 0.5), ...
%!           m(m(:,2) > 0.5,3), m([3, 1, 2],:), m([3, 1, 2])};
%! assert (cellfun (@gather, r, "UniformOutput", false), wanted);

%!test # of values written by a list the last stays; what is read is read first
%! [n, k] = deal (1000, [7, 3, 7, 900:-1:3, 7]);
%! for device = {"cpu", "sim"}
%!   on = @(x) gpu_tensor (x, device{1});
%!   [m, v] = deal (1:n, (1:numel (k)) / 4);
%!   m(k) = v;
%!   [a, list] = deal (on (1:n), on (k));
%!   linked = nd_view (a, 1:n);
%!   held = on (a);
%!   a(list) = on (v) + 0;                     # a sum that waits
%!   assert (gather (a), m);
%!   assert (gather (linked), m);
%!   assert (gather (held), 1:n);
%!   part = nd_view (a, n:-1:n+1-numel (k));   # of a itself
%!   a(list) = part;
%!   m(k) = m(n:-1:n+1-numel (k));
%!   assert (gather (a), m);
%!   b = on (n:-1:1);
%!   b(b) = b;                                 # so is the list
%!   assert (gather (b), 1:n);
%! endfor

%!test # a list that is wrong, or too long, writes nothing; values grow an array
%! for device = {"cpu", "sim"}
%!   on = @(x) gpu_tensor (x, device{1});
%!   a = on (1:9);
%!   linked = nd_view (a, 1:9);
%!   m = 1:9;
%!   for case_of = {"([1, 2.5])) = on ([7, 7]);", "([0, 1])) = on (7);", ...
%!                  "([1, 2])) = on ([7, 7, 7]);", "([NaN, 2])) = on (7);"}
%!     wanted = raises (["m(" strrep(case_of{1}, "on", "")]);
%!     assert (raises (["a(on " case_of{1}]), wanted);
%!   endfor
%!   assert (raises ("a(on ([1, 10])) = on ([7, 7]);"), ...
%!           "Octave:index-out-of-bounds");
%!   assert (gather (a), 1:9);
%!   a = on (1:3);
%!   a(on ([5, 2, 5])) = on ([7, 8, 9]);
%!   assert (gather (a), [1, 8, 3, 0, 9]);
%! endfor

%!error <out of bound 3000>
%! t = gpu_tensor (ones (50, 60), "sim");
%! t(gpu_tensor (true (1, 4000), "sim"));

%!test # what is found in arrays without elements has Octave's size
%! for dims = {[0, 0], [0, 1], [1, 0], [0, 3], [3, 0], [0, 1, 0], [0, 0, 3], ...
%!             [1, 1, 0], [1, 1]}
%!   for x = {false(dims{1}), zeros(dims{1})}
%!     for f = {@(x) find (x), @(x) find (x, 0), @(x) find (x, 2), ...
%!              @(x) find (x, Inf), @(x) find (x, Inf, "last"), ...
%!              @(x) find (x > 0), @(x) nthargout (1, 2, @find, x), ...
%!              @(x) nthargout (2, 2, @find, x)}
%!       for device = {"cpu", "sim"}
%!         got = f{1} (gpu_tensor (x{1}, device{1}));
%!         assert (isequal (size (got), size (f{1} (x{1}))), "%s of %s", ...
%!                 func2str (f{1}), mat2str (dims{1}));
%!       endfor
%!     endfor
%!   endfor
%! endfor
