## Devices: names, the default device, moving data, what moves by itself,
## counters.

## The counters of DEVICE that changed since BEFORE, as [uploads, downloads].
%!function moved = transfers (device, before)
%!  now = nd_memory (device);
%!  moved = [now.uploads - before.uploads, now.downloads - before.downloads];
%!endfunction

## ---- names ----------------------------------------------------------------

%!test # a device's name in any case, and short
%! for name = {"sim", "sim:0", toupper("sim"), [toupper("sim")(1), "sim:0"(2:end)]}
%!   assert (gpu_tensor (1, name{1}).device, "sim:0");
%! endfor
%! assert (gpu_tensor (1, "sim:1").device, "sim:1");
%! assert (gpu_tensor (1, "cpu").device, "cpu");

%!testif ; is_simulated ("sim:0") # the devices are the CPU, GPUs, then simulated ones
%! names = nd_devices ();
%! assert (names{1}, "cpu");
%! assert (names(end-1:end), {"sim:0", "sim:1"});
%! for name = names
%!   assert (nd_device_info (name{1}).name, name{1});
%! endfor

%!testif ; is_simulated ("sim:0") # ND_SIM_DEVICES gives another number of simulated devices
%! assert (separately ("ND_SIM_DEVICES=3", "disp (nd_devices (){end});"), ...
%!         "sim:2\n");
%! text = separately ("ND_SIM_DEVICES=0", ...
%!                    ["disp (nd_devices (){1}); try, gpu_tensor (1, " ...
%!                     "'sim'); catch err, disp (err.identifier); disp " ...
%!                     "(err.message); end"]);
%! assert (text, ...
%!         ["cpu\nndarray:no-device\nsim: the environment variable " ...
%!          "ND_SIM_DEVICES is \"0\", so there is no simulated device. " ...
%!          "Unset it and restart Octave to use \"sim\".\n"]);

%!test # what there is to know about a device
%! info = nd_device_info ("cpu");
%! assert (info.kind, "cpu");
%! assert (info.index, 0);
%! assert (! isempty (info.description));
%! info = nd_device_info ("sim:1");
%! assert (info.index, 1);
%! assert (info.total > 0);
%! assert (info.free <= info.total);

## ---- the default device ---------------------------------------------------

%!test # it starts as cuda:0
%! assert (separately ("env -u ND_DEVICE", "disp (nd_default_device ())"), ...
%!         "cuda:0\n");

%!test # or as the environment says
%! text = separately ("ND_DEVICE=sim:1", ["disp (nd_default_device ()); " ...
%!                                        "disp (gpu_tensor (1).device);"]);
%! assert (text, "sim:1\nsim:1\n");

%!test # a device that nobody knows in the environment is an error in use
%! text = separately ("ND_DEVICE=toaster", ...
%!                    ["try, gpu_tensor (1); catch err, disp " ...
%!                     "(err.identifier); end"]);
%! assert (text, "ndarray:bad-device\n");

%!test # setting it returns the one before; a short name is completed
%! first = nd_default_device ("sim");
%! unwind_protect
%!   assert (nd_default_device (), "sim:0");
%!   assert (gpu_tensor (1).device, "sim:0");
%!   assert (nd_default_device ("sim:1"), "sim:0");
%!   assert (gpu_tensor (1, "dtype", "single").device, "sim:1");
%!   fail ('nd_default_device ("toaster")', "unknown device");
%!   assert (nd_default_device (), "sim:1");
%! unwind_protect_cleanup
%!   nd_default_device (first);
%! end_unwind_protect
%! assert (nd_default_device (), first);

%!test # a simulated device is never chosen silently
%! if (any (strncmp (nd_devices (), "cuda", 4)))
%!   return;
%! endif
%! text = separately ("env -u ND_DEVICE", ...
%!                    ["try, gpu_tensor (1); catch " ...
%!                     "err, disp (err.identifier); end"]);
%! assert (text, "ndarray:no-device\n");

## ---- moving ---------------------------------------------------------------

%!test # so do the host's values that a device's list writes
%! [t, list] = deal (gpu_tensor (zeros (1, 9), "sim"), gpu_tensor (9:-1:1, "sim"));
%! before = nd_memory ("sim");
%! t(list) = 1:9;
%! assert (transfers ("sim", before), [1, 0]);
%! assert (gather (t), 9:-1:1);

%!test # moving counts one transfer and its bytes
%! before = nd_memory ("sim");
%! t = gpu_tensor (ones (10, 10), "sim");
%! after = nd_memory ("sim");
%! assert (after.uploads - before.uploads, 1);
%! assert (after.bytes_uploaded - before.bytes_uploaded, 800);
%! before = nd_memory ("sim");
%! a = to_cpu (t);
%! m = gather (t);
%! after = nd_memory ("sim");
%! assert (after.downloads - before.downloads, 2);
%! assert (after.bytes_downloaded - before.bytes_downloaded, 1600);

%!test # a conversion to a smaller class happens before the move
%! before = nd_memory ("sim");
%! t = gpu_tensor (ones (10, 10), "sim", "dtype", "int8");
%! after = nd_memory ("sim");
%! assert (after.bytes_uploaded - before.bytes_uploaded, 100);

%!test # only the elements of a view are moved
%! a = nd_array (rand (100));
%! v = nd_view (a, 1:10, 1:10);
%! before = nd_memory ("sim");
%! t = gpu_tensor (v, "sim");
%! after = nd_memory ("sim");
%! assert (after.bytes_uploaded - before.bytes_uploaded, 800);
%! assert (gather (t), full (v));

%!test # moving to where an array is costs nothing
%! t = gpu_tensor (rand (50), "sim");
%! a = nd_array (rand (50), "copy", true);
%! before = {nd_memory("sim"), nd_memory("cpu")};
%! u = gpu_tensor (t, "sim");
%! b = to_cpu (a);
%! c = gpu_tensor (a, "cpu");
%! after = {nd_memory("sim"), nd_memory("cpu")};
%! assert (after, before);
%! assert (nd_info (u).deferred_copy);
%! assert (nd_info (b).deferred_copy);
%! assert (nd_info (c).deferred_copy);

%!test # and is independent all the same
%! t = gpu_tensor (1:3, "sim");
%! u = gpu_tensor (t, "sim");
%! u(1) = 9;
%! t(2) = 8;
%! assert (gather (t), [1, 8, 3]);
%! assert (gather (u), [9, 2, 3]);

%!test # from one device to another
%! t = gpu_tensor (magic (4), "sim:0");
%! u = gpu_tensor (t, "sim:1");
%! assert (u.device, "sim:1");
%! assert (gather (u), magic (4));
%! u(1) = 0;
%! assert (gather (t), magic (4));

%!test # empty arrays move, too
%! t = gpu_tensor (zeros (0, 3), "sim");
%! assert (t.device, "sim:0");
%! assert (size (gather (t)), [0, 3]);
%! assert (size (to_cpu (t)), [0, 3]);

%!test # to_cpu of an ordinary array is an nd array
%! a = to_cpu (magic (3));
%! assert (isndarray (a));
%! assert (full (a), magic (3));

%!test # gather of anything else is that
%! assert (gather ({1, 2}), {1, 2});
%! assert (gather (1:3), 1:3);
%! assert (gather (@sin), @sin);

## ---- what stays and what moves by itself ----------------------------------

%!test # computing on a device moves nothing
%! t = gpu_tensor (magic (4), "sim");
%! u = gpu_tensor (2 * magic (4), "sim");
%! before = nd_memory ("sim");
%! results = {t + u, t - 1, 2 .* t, t ./ u, t .^ 2, -t, t > u, t == 3, !t, ...
%!            t & u, t | u, t', t(2:3,:), t(:,1), reshape(t, 2, 8), ...
%!            permute(t, [2, 1]), [t, u], double(t), single(t), int8(t), ...
%!            t * u, t(3)};
%! t(2,:) = u(3,:);
%! t(1) = 5;
%! assert (transfers ("sim", before)(2), 0);
%! assert (nd_memory ("sim").bytes_uploaded - before.bytes_uploaded <= 8);
%! for r = results
%!   assert (r{1}.device, "sim:0");
%! endfor

%!test # and gives what the CPU gives
%! m = magic (4);
%! t = gpu_tensor (m, "sim");
%! assert (gather (t + t'), m + m');
%! assert (gather ((t - 8) .^ 2 ./ 3), (m - 8) .^ 2 ./ 3);
%! assert (gather (t > 8 & t' < 12), m > 8 & m' < 12);
%! assert (gather (t * t), m * m);
%! assert (gather (t(2:3,[4, 1])), m(2:3,[4, 1]));
%! assert (gather (t(t > 8)), m(m > 8));
%! assert (gather (int8 (t * 20)), int8 (m * 20));

%!test # broadcasting on a device
%! t = gpu_tensor (1:3, "sim");
%! u = gpu_tensor ([10; 20], "sim");
%! assert (gather (t + u), [11, 12, 13; 21, 22, 23]);

%!test # ordinary scalars may be mixed with device arrays, without a transfer
%! t = gpu_tensor (1:3, "sim");
%! before = nd_memory ("sim");
%! u = {t + 1, 1 - t, t .* single(2), t == 2, int8(2) + t, true & t, t * 2i};
%! assert (transfers ("sim", before), [0, 0]);
%! assert (gather (u{1}), 2:4);
%! assert (class (u{5}), "int8");
%! assert (iscomplex (u{7}));

%!test # display moves the values, and nothing else
%! t = gpu_tensor (1:3, "sim");
%! before = nd_memory ("sim");
%! text = evalc ("t");
%! assert (transfers ("sim", before), [0, 1]);
%! assert (text, "t = 1x3 double ndarray on sim:0\n\n   1   2   3\n\n");

%!test # if and while look at a device array
%! t = gpu_tensor ([1, 1], "sim");
%! u = gpu_tensor ([1, 0], "sim");
%! seen = [0, 0];
%! if (t)
%!   seen(1) = 1;
%! endif
%! if (u)
%!   seen(2) = 1;
%! endif
%! assert (seen, [1, 0]);
%! n = gpu_tensor (3, "sim");
%! k = 0;
%! while (n > 0)
%!   n = n - 1;
%!   k++;
%! endwhile
%! assert (k, 3);

%!test # assignment of host values into a device array moves just these
%! t = gpu_tensor (zeros (100), "sim");
%! before = nd_memory ("sim");
%! t(1:2,1:2) = [1, 2; 3, 4];
%! after = nd_memory ("sim");
%! assert (after.bytes_uploaded - before.bytes_uploaded, 32);
%! assert (transfers ("sim", before), [1, 0]);
%! assert (gather (t(1:2,1:2)), [1, 2; 3, 4]);

## ---- linking on a device --------------------------------------------------

%!test # copies on a device are deferred and independent
%! t = gpu_tensor (1:3, "sim");
%! u = t;
%! assert (nd_info (t).device, "sim:0");
%! before = nd_memory ("sim");
%! u(1) = 5;
%! after = nd_memory ("sim");
%! assert (after.copies - before.copies, 1);
%! assert (gather (t), 1:3);
%! assert (gather (u), [5, 2, 3]);

%!test # views on a device see each other's writes
%! t = gpu_tensor (magic (4), "sim");
%! v = nd_view (t, 2, ":");
%! w = nd_view (t, ":", 1);
%! assert (nd_shares_memory (v, w));
%! v(1) = 99;
%! assert (gather (w)(2), 99);
%! assert (gather (t)(2,1), 99);

%!test # arrays on different devices share nothing
%! t = gpu_tensor (1:3, "sim:0");
%! u = gpu_tensor (1:3, "sim:1");
%! assert (! nd_shares_memory (t, u));
%! assert (! nd_shares_memory (t, nd_array (1:3)));

%!test # what is empty grows by a device's list in a dimension it does not have
%! for list = {[1, 1], [1, 2], 1, true}
%!   for first = {1, [1, 3]}
%!     wanted = [];
%!     wanted(first{1},2,list{1}) = 7;
%!     a = gpu_tensor ([], "sim");
%!     a(first{1},2,gpu_tensor (list{1}, "sim")) = 7;
%!     assert (gather (a), wanted);
%!   endfor
%!   wanted = [];
%!   wanted(:,:,list{1}) = zeros (1, 0);
%!   a = gpu_tensor ([], "sim");
%!   a(:,:,gpu_tensor (list{1}, "sim")) = gpu_tensor (zeros (1, 0), "sim");
%!   assert (size (a), size (wanted));
%! endfor

%!test # growth and deletion on a device
%! t = gpu_tensor (1:3, "sim");
%! t(5) = 9;
%! t(2) = [];
%! assert (gather (t), [1, 3, 0, 9]);
%! assert (t.device, "sim:0");

## ---- memory ---------------------------------------------------------------

%!test # in use, live, peak and cached
%! nd_memory ("sim:1", "trim");
%! before = nd_memory ("sim:1");
%! t = gpu_tensor (rand (100), "sim:1");
%! during = nd_memory ("sim:1");
%! assert (during.in_use - before.in_use, 80000);
%! assert (during.live_arrays - before.live_arrays, 1);
%! assert (during.peak >= during.in_use);
%! clear t
%! after = nd_memory ("sim:1");
%! assert (after.in_use, before.in_use);
%! assert (after.live_arrays, before.live_arrays);
%! assert (after.cached >= 80000);
%! assert (after.peak, during.peak);
%! kept = after.cached;
%! t = gpu_tensor (rand (100), "sim:1");
%! assert (nd_memory ("sim:1").cached, kept - 80000, 512);
%! clear t
%! assert (nd_memory ("sim:1", "trim").cached, 0);

%!test # all the counters of one device are its own
%! fields = {"in_use", "cached", "peak", "limit", "live_arrays", ...
%!           "copies", "bytes_copied", "uploads", "bytes_uploaded", ...
%!           "downloads", "bytes_downloaded"};
%! for name = nd_devices ()
%!   assert (fieldnames (nd_memory (name{1}))', fields);
%! endfor
%! before = nd_memory ("sim:1");
%! t = gpu_tensor (1:3, "sim:0");
%! assert (nd_memory ("sim:1"), before);
%! assert (nd_memory (), nd_memory ("cpu"));

%!test # a small slice does not keep a large array alive
%! a = nd_array (rand (1000), "copy", true);
%! before = nd_memory ("cpu").in_use;
%! b = a(1:3,1);
%! clear a
%! assert (nd_memory ("cpu").in_use < before - 7e6);
%! assert (numel (b), 3);

%!test # a write to a large array does not copy it because of a small slice
%! a = nd_array (rand (1000), "copy", true);
%! b = a(1:3,1);
%! before = nd_memory ("cpu").bytes_copied;
%! a(1) = 0;
%! assert (nd_memory ("cpu").bytes_copied - before < 1000);

%!test # waiting is allowed at any time
%! nd_synchronize ();
%! nd_synchronize ("cpu");
%! nd_synchronize ("sim:1");

%!test # the tour on a simulated device leaves nothing behind
%! before = nd_memory ("sim");
%! t = gpu_tensor (uint8 (randi (255, 20, 30, 3)), "sim", "dtype", "single");
%! u = (t - 10) ./ 2;
%! u(:,:,1) = 0;
%! m = gather (u);
%! clear t u
%! after = nd_memory ("sim");
%! assert (after.in_use, before.in_use);
%! assert (after.live_arrays, before.live_arrays);

%!test # linear algebra runs on a device, and nothing is moved for it
%! m = [4, -1, 2; -1, 6, 0; 2, 0, 5];
%! a = gpu_tensor (m, "sim");
%! before = nd_memory ("sim");
%! [q, r] = qr (a);
%! x = a \ q;
%! y = q / a;
%! z = a ^ 2;
%! f = fft (a, [], 2);
%! after = nd_memory ("sim");
%! assert ([before.uploads, before.downloads], ...
%!         [after.uploads, after.downloads]);
%! assert (cellfun (@(v) v.device, {q, r, x, y, z, f}, "UniformOutput", false),
%!         repmat ({"sim:0"}, 1, 6));
%! assert (gather (q * r), m, 1e-12);
%! assert (gather (x), m \ gather (q), 1e-12);
%! assert (gather (z), m ^ 2, 1e-12);
%! assert (gather (f), fft (m, [], 2), 1e-12);

%!error id=ndarray:not-on-device cholshift (gpu_tensor (magic (3), "sim"), 1, 2)
%!test # a device's library takes its device's arrays, and single numbers
%! a = gpu_tensor (magic (3), "sim");
%! assert (gather (kron (a, 2)), kron (magic (3), 2));
%!error id=ndarray:device-mismatch kron (gpu_tensor (1:3, "sim"), [1, 2])
%!error id=ndarray:device-mismatch gpu_tensor (magic (3), "sim") \ [1; 2; 3]
%!error id=ndarray:device-mismatch
%! kron (gpu_tensor (1:3, "sim"), gpu_tensor (1:3, "sim:1"));

%!test # options may be ordinary arrays
%! a = gpu_tensor (magic (4), "sim");
%! assert (gather (fftn (a, [2, 8])), fftn (magic (4), [2, 8]), 1e-12);

%!test # a character is a single number, too
%! a = gpu_tensor ([1, 2], "sim");
%! assert (gather ("a" + a), "a" + [1, 2]);
%! assert (gather (a == "a"), [false, false]);

## ---- functions that stay on the device --------------------------------------

%!test # index arrays on the array's device are not looked at on the host
%! m = magic (6);
%! a = gpu_tensor (m, "sim");
%! i = gpu_tensor ([6, 1, 1], "sim");
%! before = nd_memory ("sim");
%! results = {a(i), a(i,:), a(:,i), a(i,i), a.'(i,2), a(i,1:2:6)};
%! assert (transfers ("sim", before), [0, 0]);
%! wanted = {m([6, 1, 1]), m([6, 1, 1],:), m(:,[6, 1, 1]), ...
%!           m([6, 1, 1],[6, 1, 1]), ...
%!           m.'([6, 1, 1],2), m([6, 1, 1],1:2:6)};
%! assert (cellfun (@gather, results, "UniformOutput", false), wanted);
%! fail ("a(gpu_tensor ([1, 37], 'sim'))", "out of bound 36");
%! fail ("a(1,gpu_tensor (0.5, 'sim'))", "subscripts must be");
%! fail ("a(gpu_tensor ([1, 2i], 'sim'))", "subscripts must be");

%!test # what does not need to know a size moves nothing
%! m = magic (6);
%! v = (1:6)';
%! a = gpu_tensor (m, "sim");
%! i = gpu_tensor (v, "sim");
%! before = nd_memory ("sim");
%! results = {dot(a, a), diff(a), tril(a), triu(a, 1), diag(a), diag(i, 1), ...
%!            conv2(a, a), conv(i, i), median(a), mode(a), ...
%!            nth_element(a, 2), ...
%!            sortrows(a, [2, -1]), kron(a, a), lookup(i, a), ...
%!            ismember(a, i), interp1(i, a(:,1), i), ind2sub([6, 6], a), ...
%!            sub2ind([6, 6], i, i), histc(a, i)};
%! assert (transfers ("sim", before), [0, 0]);
%! wanted = {dot(m, m), diff(m), tril(m), triu(m, 1), diag(m), ...
%!           full(diag (v, 1)), ...
%!           conv2(m, m), conv(v, v), median(m), mode(m), nth_element(m, 2), ...
%!           sortrows(m, [2, -1]), kron(m, m), lookup(v, m), ...
%!           ismember(m, v), interp1(v, m(:,1), v), ind2sub([6, 6], m), ...
%!           sub2ind([6, 6], v, v), histc(m, v)};
%! assert (cellfun (@(r) r.device, results, "UniformOutput", false), ...
%!         repmat ({"sim:0"}, 1, numel (results)));
%! assert (cellfun (@gather, results, "UniformOutput", false), wanted, 1e-12);

%!test # accumarray on the device, in each of its forms
%! subs = [1, 2; 3, 1; 1, 2; 2, 2];
%! for f = {@sum, @max, @min}
%!   for vals = {[5; -7; 9; 3], single([5; NaN; 9; 3]), ...
%!               int16([5; -7; 9; 3]), ...
%!               [true; false; true; false], 2}
%!     for fill = {[], 0, 2}
%!       for sz = {[], [4, 3]}
%!         wanted = accumarray (subs, vals{1}, sz{1}, f{1}, fill{1});
%!         got = accumarray (gpu_tensor (subs, "sim"), ...
%!                           gpu_tensor (vals{1}, "sim"), sz{1}, f{1}, fill{1});
%!         assert (gather (got), wanted);
%!         assert (class (got), class (wanted));
%!       endfor
%!     endfor
%!   endfor
%! endfor

%!error <index out of range> accumarray (gpu_tensor ([1; 5], "sim"), 1, [3, 1])
%!error <positive integers> accumarray (gpu_tensor ([1; 0], "sim"), 1)
