## CUDA, on the stand-in's devices: every error of the table in the contract,
## what is compiled and how often, memory, faults and what comes after them.

## The message of what CODE, run in an Octave of its own, fails with, after its
## identifier.
%!function text = failure (environment, code)
%!  text = separately (environment, ...
%!                     sprintf (["try\n%s\ncatch err\n" ...
%!                               "printf ('%%s: %%s', err.identifier, err.message);\n" ...
%!                               "end"], code));
%!endfunction

%!function assert_matches (text, pattern)
%!  assert (! isempty (regexp (text, pattern, "once")), "\"%s\" is not as %s", text, pattern);
%!endfunction

## ---- what is there
## -----------------------------------------------------------

%!test # whoever lists the devices sees that these are no cards
%! [names, texts] = nd_devices ();
%! is_labelled = ! cellfun ("isempty", regexp (texts, "stand-in.*libstandin\\.so"));
%! assert (is_labelled, strncmp (names, "cuda", 4));
%! assert_matches (evalc ("nd_devices"), "\ncuda:1 +stand-in .*through .*libstandin\\.so\n");

%!test # that opens none of them
%! code = "disp (nd_devices (){2}), nd_devices";
%! text = separately ("ND_STANDIN_FAIL=cuDevicePrimaryCtxRetain:1+=999", code);
%! assert_matches (text, "^cuda:0\n.*\ncuda:0 +stand-in");

%!test # what there is to know about a device
%! info = nd_device_info ("cuda:1");
%! assert (info.name, "cuda:1");
%! assert (info.compute_capability, "9.0");
%! assert (info.driver, "13.0");
%! assert (info.total, 2^32);
%! assert (info.free > 0 && info.free <= info.total);
%! assert_matches (info.description, "stand-in.*libstandin\\.so");
%! for file = [{info.driver_file}, struct2cell(info.libraries).']
%!   assert_matches (file{1}, "/libstandin\\.so$");
%! endfor
%! text = separately ("ND_CUFFT_LIBRARY=/nowhere/lib.so", ...
%!                    "disp (cellfun (@isempty, struct2cell (nd_device_info ('cuda').libraries)).')");
%! assert (text, "  0  0  0  1\n");

%!testif ; exist ("/proc/self/maps", "file") # nothing of CUDA is touched before a device of it is
%! text = separately ("", ...
%!   ["a = nd_array (magic (4)); b = exp (a) * 2; b(2) = 7; s = gpu_tensor (b, 'sim');\n" ...
%!    "s = s + 1; x = gather (s); m = nd_memory (); nd_synchronize (); nd_default_device ();\n" ...
%!    "disp (isempty (strfind (fileread ('/proc/self/maps'), 'libstandin')))"]);
%! assert (strsplit (text, "\n"){end-1}, "1");

%!test # and of its libraries none before it is needed
%! nowhere = sprintf ("ND_%s_LIBRARY=/nowhere ", "NVRTC", "CUBLAS", "CUSOLVER", "CUFFT");
%! text = separately (nowhere, ["a = gpu_tensor (1:3, 'cuda:0'); b = a;\n" ...
%!                              "b = gpu_tensor (b, 'cuda:1'); disp (gather (b))"]);
%! assert (text, "   1   2   3\n");

## ---- what can be missing
## -----------------------------------------------------

%!test # no driver library
%! text = failure ("ND_CUDA_LIBRARY=/nowhere/libcuda.so", "gpu_tensor (1, 'cuda:0');");
%! assert_matches (text, "^ndarray:no-device: cuda: .*/nowhere/libcuda.so.*use \"sim\"");

%!test # a driver, but no device
%! text = failure ("ND_STANDIN_DEVICES=0", "gpu_tensor (1, 'cuda:0');");
%! assert_matches (text, "^ndarray:no-device: cuda: .*no device.*use \"sim\"");

%!test # a device that is not there
%! text = failure ("", "gpu_tensor (1, 'cuda:7');");
%! assert_matches (text, "^ndarray:no-device: there is no device \"cuda:7\"");

%!test # a driver that is too old
%! text = failure ("ND_STANDIN_DRIVER_VERSION=11040", "gpu_tensor (1, 'cuda:0');");
%! assert_matches (text, "^ndarray:no-device: cuda: .*11\\.4.*11\\.8");

%!test # no compiler for kernels
%! text = failure ("ND_NVRTC_LIBRARY=/nowhere/libnvrtc.so", ...
%!                 "gpu_tensor (1, 'cuda:0') + 1;");
%! assert_matches (text, "^ndarray:no-device: .*NVRTC.*ND_NVRTC_LIBRARY");

%!test # no library for matrix products, equations, transforms; the rest works
%! rows = {"CUBLAS", "a * a"; "CUSOLVER", "a \\ a"; "CUFFT", "fft (a)"};
%! for row = rows.'
%!   text = failure (sprintf ("ND_%s_LIBRARY=/nowhere/lib.so", row{1}), ...
%!                   sprintf ("a = gpu_tensor (magic (4), 'cuda:0'); a + 1; %s;", row{2}));
%!   assert_matches (text, sprintf ("^ndarray:no-device: .*ND_%s_LIBRARY", row{1}));
%! endfor

## ---- where an array is
## -------------------------------------------------------

%!error <can't convert cuda:0 device type tensor 'T' \(double 3x3\) to a host array. Use to_cpu \(T\) to copy the tensor to host memory first.>
%! T = gpu_tensor (ones (3), "cuda:0");
%! nd_array (T);

%!error <operator \+: expected all arrays to be on the same device, but found op1 \(double 3x3\) on cuda:0 and op2 \(double 3x3\) on cpu. Use gpu_tensor \(op2, "cuda:0"\) or to_cpu \(op1\).>
%! gpu_tensor (ones (3), "cuda:0") + nd_array (ones (3));

%!error <on cuda:1>
%! gpu_tensor (ones (3), "cuda:0") + gpu_tensor (ones (3), "cuda:1");

%!error <unknown device "gpu"; did you mean "cuda"\? Devices here: cpu, cuda:0, cuda:1, sim:0, sim:1.>
%! gpu_tensor (1, "gpu");

%!test # a function that no one has written for devices
%! try
%!   schur (gpu_tensor (magic (3), "cuda:0"));
%!   error ("no error");
%! catch err
%!   assert (err.identifier, "ndarray:not-on-device");
%!   assert_matches (err.message, "^schur has no version that runs on cuda:0");
%! end_try_catch

%!test # from one device to another, and back
%! x = magic (4);
%! a = gpu_tensor (x, "cuda:0");
%! b = gpu_tensor (a, "cuda:1");
%! assert (b.device, "cuda:1");
%! assert (to_cpu (gpu_tensor (b, "sim:0")), x);

## ---- memory
## ------------------------------------------------------------------

%!test # out of memory is reported, and nothing else happens
%! text = separately ("ND_STANDIN_MEMORY=100000000", ...
%!   ["a = nd_ones (1000, 1000, 'device', 'cuda:0');\n" ...
%!    "try, b = nd_ones (1e4, 1e4, 'device', 'cuda:0'); b(1), catch err, disp (err.identifier), disp (err.message), end\n" ...
%!    "disp (to_cpu (sum (a(:)))); clear a\n" ...
%!    "c = nd_ones (3000, 3000, 'device', 'cuda:0'); disp (to_cpu (sum (c(:))))"]);
%! assert_matches (text, ["^ndarray:out-of-memory\nout of memory on cuda:0: 800000000 bytes requested, " ...
%!                        "\\d+ free of 100000000 in total; arrays use 8000000, the cache holds " ...
%!                        "\\d+; the largest live arrays have 8000000 bytes\\. Clear .*to_cpu\\." ...
%!                        "\n1000000\n9000000\n$"]);

%!test # what is cleared is kept, used again and given back
%! nd_memory ("cuda:1", "trim");
%! before = nd_memory ("cuda:1").in_use;
%! x = gpu_tensor (rand (500), "cuda:1");
%! assert (nd_memory ("cuda:1").in_use - before >= 2e6);
%! clear x
%! assert (nd_memory ("cuda:1").in_use, before);
%! assert (nd_memory ("cuda:1").cached > 0);
%! nd_memory ("cuda:1", "trim");
%! assert (nd_memory ("cuda:1").cached, 0);

## ---- indices
## -----------------------------------------------------------------

## What moves to the host while CODE runs.
%!function nbytes = downloaded_by (code)
%!  before = nd_memory ("cuda:0").bytes_downloaded;
%!  code ();
%!  nbytes = nd_memory ("cuda:0").bytes_downloaded - before;
%!endfunction

%!function a = write (a, varargin)
%!  a(varargin{1:end-1}) = varargin{end};
%!endfunction

%!test # lists and masks of the device stay there when elements are written
%! on = @(x) gpu_tensor (x, "cuda:0");
%! for n = [5, 3000]
%!   a = 1:n;
%!   k = mod (7 * (1:2*n) .^ 2, n) + 1;
%!   v = (1:2*n) / 4;
%!   mask = mod (a, 3) == 0;
%!   for index = {k, int32(k), mask, k(1:0)}
%!     [i, list] = deal (index{1}, on (index{1}));
%!     count = numel (a(i));
%!     for value = {v(1:count), -1}
%!       [t, right] = deal (on (a), on (value{1}));
%!       assert (downloaded_by (@() write (t, list, right)), 0);
%!       assert (gather (write (t, list, right)), write (a, i, value{1}));
%!     endfor
%!   endfor
%! endfor

%!test # the last of several values stays, along every dimension
%! on = @(x) gpu_tensor (x, "cuda:0");
%! a = magic (6);
%! [i, j, v] = deal ([3, 1, 3], [2, 2, 5], reshape (1:9, 3, 3));
%! expected = write (a, i, j, v);
%! t = on (a);
%! assert (gather (write (t, on (i), on (j), on (v))), expected);
%! assert (gather (write (t, on (i), j, on (v))), expected);
%! assert (gather (write (t, i, on (j), on (v))), expected);
%! assert (gather (write (t, i, j, on (v))), expected);
%! assert (gather (write (t, ":", on (j), on (v([1:3, 1:3],:)))), ...
%!         write (a, ":", j, v([1:3, 1:3],:)));

%!test # where the host has to look: other layouts, growth, deletion, wrong indices
%! on = @(x) gpu_tensor (x, "cuda:0");
%! a = magic (4);
%! t = on (a);
%! v = nd_view (t, 1:2:3, ":");
%! v(on ([1, 8, 8])) = on ([-1, -2, -3]);
%! a(1,1) = -1;
%! a(3,4) = -3;
%! assert (gather (t), a);
%! assert (gather (write (t.', on ([2, 5]), on ([7, 8]))), write (a.', [2, 5], [7, 8]));
%! assert (gather (write (on (1:3), on ([2, 6]), on ([7, 8]))), ...
%!         [1, 7, 3, 0, 0, 8]);
%! assert (gather (write (on (1:5), on ([2, 4]), [])), [1, 3, 5]);
%!error <\(0\): (subscripts must be|out of bound)>
%! t = gpu_tensor (1:3, "cuda:0");
%! t(gpu_tensor ([1, 0], "cuda:0")) = 1;
%!error <subscripts must be either integers 1 to \(2\^63\)-1 or logicals>
%! t = gpu_tensor (1:3, "cuda:0");
%! t(gpu_tensor ([1, 1.5], "cuda:0")) = 1;
%!error <=: nonconformant arguments \(op1 is 2x1, op2 is 1x3\)>
%! t = gpu_tensor (1:3, "cuda:0");
%! t(gpu_tensor ([1, 2], "cuda:0")) = gpu_tensor (1:3, "cuda:0");

## ---- kernels
## -----------------------------------------------------------------

## How many kernels CODE leaves on disk.
%!function count = compiled_by (code)
%!  folder = tempname ();
%!  mkdir (folder);
%!  unwind_protect
%!    text = separately (["ND_CUDA_CACHE=" folder], [code "\ndisp ('done')"]);
%!    assert (text, "done\n");
%!    count = numel (dir (folder)) - 2;
%!  unwind_protect_cleanup
%!    confirm_recursive_rmdir (false, "local");
%!    rmdir (folder, "s");
%!  end_unwind_protect
%!endfunction

%!test # a loop compiles nothing new, whatever the sizes and numbers
%! code = ["x = gpu_tensor (rand (100, 100), 'cuda:0'); y = x + 0;" ...
%!         "for k = 1:1000, y = y .* (1 - k / 1e4) + x; end; y(1);"];
%! assert (compiled_by (code) <= 4);
%! sizes = ["for k = 70:110, x = gpu_tensor (rand (k, 64), 'cuda:0');" ...
%!          "y = k * x - 1; y(1); end"];
%! assert (compiled_by (sizes) <= 4);

%!test # damaged files of the cache are compiled again
%! folder = tempname ();
%! mkdir (folder);
%! unwind_protect
%!   code = "x = gpu_tensor (1:5, 'cuda:0'); disp (to_cpu (sum (x .* 3)))";
%!   first = separately (["ND_CUDA_CACHE=" folder], code);
%!   for file = dir (folder).'
%!     if (! file.isdir)
%!       f = fopen (fullfile (folder, file.name), "r+");
%!       fseek (f, floor (file.bytes / 2), SEEK_SET);
%!       fwrite (f, "damage");
%!       fclose (f);
%!     endif
%!   endfor
%!   assert (separately (["ND_CUDA_CACHE=" folder], code), first);
%!   assert (first, "45\n");
%! unwind_protect_cleanup
%!   confirm_recursive_rmdir (false, "local");
%!   rmdir (folder, "s");
%! end_unwind_protect

## ---- order
## -------------------------------------------------------------------

%!test # nothing waits until values are read: no kernel has run by then
%! codes = {"x + 1", "exp (-x) .* x", "sum (x)", "max (x, [], 2)", "cumsum (x)", ...
%!          "sort (x)", "x.'", "x([3, 1, 2],:)", "repmat (x, 2, 3)", "[x, x]", "x * x", ...
%!          "fft (x)", "any (x > 30)", "single (x) / 3", "prod (x, 2)"};
%! for n = [6, 200]
%!   x = magic (n);
%!   values = results = {};
%!   for j = 1:numel (codes)
%!     values{j} = eval (codes{j});
%!   endfor
%!   x = gpu_tensor (x, "cuda:0");
%!   for j = 1:numel (codes)
%!     gather (eval (codes{j})); # compiles, opens libraries
%!   endfor
%!   setenv ("ND_STANDIN_FAIL", "run_kernel:1+=700");
%!   unwind_protect
%!     for j = 1:numel (codes)
%!       results{j} = eval (codes{j});
%!     endfor
%!     x(2,:) = 0;
%!     nd_synchronize ("cuda:0", "start");
%!   unwind_protect_cleanup
%!     setenv ("ND_STANDIN_FAIL", "");
%!   end_unwind_protect
%!   for j = 1:numel (codes)
%!     assert (gather (results{j}), values{j}, -1e-6);
%!   endfor
%!   assert (gather (x(2,:)), zeros (1, n));
%! endfor

## ---- faults
## ------------------------------------------------------------------

%!test # where every operation waits, the one that caused a fault is named
%! code = ["x = gpu_tensor (rand (3), 'cuda:0'); y = x * 2; z = exp (x); w = x - 1;\n" ...
%!         "gather ([y, z, w]);\n" ...
%!         "setenv ('ND_STANDIN_FAIL', 'run_kernel:2=700');\n" ...
%!         "try, y = x * 2; nd_synchronize ('cuda', 'start'); z = exp (x);" ...
%!         " nd_synchronize ('cuda', 'start'); w = x - 1; gather (w)\n" ...
%!         "catch err, disp (err.message), end"];
%! assert_matches (separately ("ND_CUDA_SYNC=1", code), "while running exp\\. What");
%! assert_matches (separately ("", code), "while running [^.]*, or an operation shortly before it");

%!test # a fault names itself; after a reset the device works
%! code = ["x = gpu_tensor (rand (3), 'cuda:0'); keep = gpu_tensor (rand (3), 'cuda:0');\n" ...
%!         "setenv ('ND_STANDIN_FAIL', 'run_kernel:1=700');\n" ...
%!         "try, y = x + 1; y(1), catch err, disp (err.identifier), disp (err.message), end\n" ...
%!         "setenv ('ND_STANDIN_FAIL', '');\n" ...
%!         "try, keep(1), catch err, disp (err.identifier), end\n" ...
%!         "nd_device_reset ('cuda:0');\n" ...
%!         "try, keep(1), catch err, disp (err.identifier), end\n" ...
%!         "z = gpu_tensor (1:3, 'cuda:0'); disp (to_cpu (z * 2))"];
%! lines = strsplit (separately ("ND_CUDA_SYNC=1", code), "\n");
%! assert (lines{1}, "ndarray:device-fault");
%! assert_matches (lines{2}, "CUDA_ERROR_ILLEGAL_ADDRESS.*nd_device_reset \\(\"cuda:0\"\\)");
%! assert (lines([3, 4]), {"ndarray:device-fault", "ndarray:device-fault"});
%! assert_matches (lines{5}, "2 +4 +6");

%!test # a fault while copying says which way
%! for copy = {"HtoD", "to"; "DtoH", "from"}.'
%!   code = ["t = gpu_tensor (magic (3), 'cuda:0');\n" ...
%!           "setenv ('ND_STANDIN_FAIL', 'cuMemcpy" copy{1} "Async_v2:1=700');\n" ...
%!           "try, u = gpu_tensor (magic (4), 'cuda:0'); gather (t)\n" ...
%!           "catch err, disp (err.message), end"];
%!   assert_matches (separately ("", code), ["^cuda:0 reported CUDA_ERROR_ILLEGAL_ADDRESS .* while " ...
%!                                           "running a copy " copy{2} " the device\\. What"]);
%! endfor

%!test # Octave ends cleanly with arrays of the device alive, also after a fault
%! assert (separately ("", "x = gpu_tensor (1:3, 'cuda:0'); y = x + 1; disp (1)"), "1\n");
%! assert (separately ("ND_STANDIN_FAIL=run_kernel:1=719", ...
%!                     "x = gpu_tensor (1:3, 'cuda:0'); try, y = x + 1; y(1); end, disp (1)"), ...
%!         "1\n");

%!test # a child process does not disturb its parent
%! x = gpu_tensor (magic (3), "cuda:0");
%! system ("true");
%! assert (to_cpu (x + 1), magic (3) + 1);

%!test # folds of fewer elements than are read at once
%! for n = 1:20
%!   for class = {"int8", "uint16", "single", "double"}
%!     m = cast (mod ((1:n) .^ 3 + n, 11), class{1});
%!     g = gpu_tensor (m, "cuda:0");
%!     assert (gather (max (g)), max (m));
%!     assert (gather (all (g)), all (m));
%!     assert (gather (nthargout (2, @min, g)), nthargout (2, @min, m));
%!   endfor
%! endfor

## ---- what measurements ask
## ---------------------------------------------------

%!test # nd_timeit waits for what was started, at every call
%! a = gpu_tensor (rand (50), "cuda:0");
%! nd_timeit (@() a + 1);
%! setenv ("ND_STANDIN_DELAY", "run_kernel:1+=20");
%! unwind_protect
%!   assert (nd_timeit (@() a + 1) >= 0.02);
%! unwind_protect_cleanup
%!   unsetenv ("ND_STANDIN_DELAY");
%! end_unwind_protect

%!test # a device's own clock runs while its kernels do, and the CPU has none
%! a = gpu_tensor (ones (1000, 1), "cuda:0");
%! __nd__ ("lap", "cuda:0");
%! setenv ("ND_STANDIN_DELAY", "run_kernel:1=50");
%! unwind_protect
%!   b = a .* 3 - 1;
%!   assert (__nd__ ("lap", "cuda:0") >= 0.05);
%!   assert (__nd__ ("lap", "cuda:0") < 0.05);
%! unwind_protect_cleanup
%!   unsetenv ("ND_STANDIN_DELAY");
%! end_unwind_protect
%! assert (__nd__ ("lap", "cpu"), NaN);
%! assert (nd_device_info ("cuda:0").l2_cache > 0);
