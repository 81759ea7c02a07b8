## Errors: every row of the table of errors, identifier and whole text.

## Runs CODE where T is on sim:0, U on sim:1, A on the CPU, C and D linked, m an
## ordinary matrix, and compares the error.
%!function raises (code, id, text)
%!  T = gpu_tensor (magic (3), "sim");
%!  U = gpu_tensor (magic (3), "sim:1");
%!  A = nd_array (magic (3));
%!  C = nd_array (1:4);
%!  D = nd_asarray (C);
%!  m = magic (3);
%!  s.t = T;
%!  k = {T};
%!  try
%!    evalc (code);
%!  catch err
%!    assert (err.message, text);
%!    assert (err.identifier, id);
%!    assert (gather (T), magic (3));
%!    assert (gather (U), magic (3));
%!    assert (full (A), magic (3));
%!    assert (full (C), 1:4);
%!    assert (nd_shares_memory (C, D));
%!    return;
%!  end_try_catch
%!  error ("'%s' raised no error", code);
%!endfunction

## Runs CODE with an ordinary matrix A and with an nd array A: the same error.
%!function raises_as_octave (code, A = magic (3))
%!  expected = outcome (code, A);
%!  assert (! isempty (expected), "'%s' raised no error", code);
%!  seen = outcome (code, nd_array (A));
%!  assert (! isempty (seen), "'%s' raised no error on an nd array", code);
%!  assert (seen.identifier, expected.identifier);
%!  assert (seen.message, expected.message);
%!endfunction
%!function err = outcome (code, A)
%!  err = [];
%!  try
%!    evalc (code);
%!  catch err
%!  end_try_catch
%!endfunction

%!function text = host_text (name)
%!  if (isempty (name))
%!    text = ["can't convert sim:0 device type tensor (double 3x3) to a " ...
%!            "host array. Use to_cpu (...) to copy the tensor to host " ...
%!            "memory first."];
%!  else
%!    text = ["can't convert sim:0 device type tensor '" name "' (double " ...
%!            "3x3) to a host array. Use to_cpu (" name ") to copy the " ...
%!            "tensor to host memory first."];
%!  endif
%!endfunction

%!test # what Octave refuses of values a device's functions refuse, too
%! for code = {"compan (A(:,[])(:))", "ranks (A * NaN, 1, 4)"}
%!   assert (! isempty (outcome (code{1}, magic (3))));
%!   seen = outcome (code{1}, gpu_tensor (magic (3), "sim"));
%!   assert (! isempty (seen), "'%s' raised no error on a device", code{1});
%!   assert (isempty (strfind (seen.identifier, "ndarray:")));
%! endfor

## ---- ndarray:device-to-host -----------------------------------------------

%!test # nd_array, nd_asarray and full name the variable
%! raises ("nd_array (T);", "ndarray:device-to-host", host_text ("T"));
%! raises ("nd_asarray (T);", "ndarray:device-to-host", host_text ("T"));
%! raises ("full (T);", "ndarray:device-to-host", host_text ("T"));
%! raises ("x = nd_array (T, 'dtype', 'single');", "ndarray:device-to-host", ...
%!         host_text ("T"));
%! raises ("x = nd_asarray (T, 'copy', false);", "ndarray:device-to-host", ...
%!         host_text ("T"));

%!test # the text of the contract, class and size included
%! T = gpu_tensor (single (zeros (20, 30, 3)), "sim:1");
%! try
%!   nd_array (T);
%! catch err
%!   assert (err.message, ...
%!           ["can't convert sim:1 device type tensor 'T' (single 20x30x3) " ...
%!            "to a host array. Use to_cpu (T) to copy the tensor to host " ...
%!            "memory first."]);
%! end_try_catch
%! assert (err.identifier, "ndarray:device-to-host");

%!test # an expression has no name
%! raises ("nd_array (T + 0);", "ndarray:device-to-host", host_text (""));
%! raises ("nd_asarray (T + 0);", "ndarray:device-to-host", host_text (""));
%! raises ("full (T + 0);", "ndarray:device-to-host", host_text (""));
%! raises ("nd_array (s.t);", "ndarray:device-to-host", host_text (""));
%! raises ("full (k{1});", "ndarray:device-to-host", host_text (""));
%! raises ("cellfun (@nd_array, k);", "ndarray:device-to-host", host_text (""));

%!test # the number of a dimension is read on the host
%! text = strrep (host_text (""), "3x3", "1x1");
%! for call = {"sum (T, %s)", "prod (T, %s)", "sumsq (T, %s)", "cumsum (T, %s)", ...
%!             "cumprod (T, %s)", "dot (T, T, %s)", "max (T, [], %s)", ...
%!             "min (T, [], %s)", "cummax (T, %s)", "range (T, %s)", ...
%!             "sort (T, %s)", "mean (T, %s)", "median (T, %s)", "mode (T, %s)", ...
%!             "var (T, 0, %s)", "center (T, %s)", "vecnorm (T, 2, %s)", ...
%!             "cat (%s, T, T)", "size (T, %s)", "sum (m, %s)", "median (m, %s)", ...
%!             "mode (m, %s)", "std (m, 0, %s)", "quantile (m, %s)", "triu (m, %s)", ...
%!             "postpad (A, %s)", "prepad (m, 6, 0, %s)", "flip (T, %s)", ...
%!             "flip (m, %s)", "circshift (T, %s)", "circshift (A, 1, %s)"}
%!   raises (sprintf (call{1}, "T(9)"), "ndarray:device-to-host", text);
%! endfor

%!function wrapper (inner)
%!  nd_array (inner);
%!endfunction

%!test # in a function it is the function's own name for it
%! t = gpu_tensor (magic (3), "sim");
%! try
%!   wrapper (t);
%! catch err
%!   assert (err.message, host_text ("inner"));
%! end_try_catch
%! assert (err.identifier, "ndarray:device-to-host");

%!test # host functions, without a name
%! T = gpu_tensor (magic (3), "sim");
%! m = magic (3);
%! for code = {"sprintf ('%g', T)", "m(T)", "m(:,1) = T(:,1)", "zeros (T)", ...
%!             "m(1:2,T)", "regexprep (T, 'a', 'b')"}
%!   err = [];
%!   try, evalc (code{1}); catch err, end_try_catch
%!   assert (! isempty (err), "%s raised no error", code{1});
%!   assert (err.identifier, "ndarray:device-to-host");
%!   assert (strncmp (err.message, "can't convert sim:0 device type tensor (", 40));
%! endfor

## ---- ndarray:device-mismatch ----------------------------------------------

%!test # operators with arrays of different devices
%! raises ("T + A", "ndarray:device-mismatch", ...
%!         ["operator +: expected all arrays to be on the same device, but " ...
%!          "found op1 (double 3x3) on sim:0 and op2 (double 3x3) on cpu. " ...
%!          "Use gpu_tensor (op2, \"sim:0\") or to_cpu (op1)."]);
%! raises ("A .* T", "ndarray:device-mismatch", ...
%!         ["operator .*: expected all arrays to be on the same device, " ...
%!          "but found op1 (double 3x3) on cpu and op2 (double 3x3) on " ...
%!          "sim:0. Use gpu_tensor (op1, \"sim:0\") or to_cpu (op2)."]);
%! raises ("T >= U", "ndarray:device-mismatch", ...
%!         ["operator >=: expected all arrays to be on the same device, " ...
%!          "but found op1 (double 3x3) on sim:0 and op2 (double 3x3) on " ...
%!          "sim:1. Use gpu_tensor (op2, \"sim:0\") or to_cpu (op1)."]);

%!test # ordinary arrays are on the CPU, only scalars may be mixed
%! raises ("T - m", "ndarray:device-mismatch", ...
%!         ["operator -: expected all arrays to be on the same device, but " ...
%!          "found op1 (double 3x3) on sim:0 and op2 (double 3x3) on cpu. " ...
%!          "Use gpu_tensor (op2, \"sim:0\") or to_cpu (op1)."]);
%! raises ("int8 (m) == T", "ndarray:device-mismatch", ...
%!         ["operator ==: expected all arrays to be on the same device, " ...
%!          "but found op1 (int8 3x3) on cpu and op2 (double 3x3) on " ...
%!          "sim:0. Use gpu_tensor (op1, \"sim:0\") or to_cpu (op2)."]);

%!test # every operator says its name
%! for op = {"+", "-", ".*", "./", ".\\", ".^", "<", "<=", "==", ">=", ">", ...
%!           "!=", "&", "|", "*"}
%!   raises (["T " op{1} " A"], "ndarray:device-mismatch", ...
%!           ["operator " op{1} ": expected all arrays to be on the same " ...
%!            "device, but found op1 (double 3x3) on sim:0 and op2 (double " ...
%!            "3x3) on cpu. Use gpu_tensor (op2, \"sim:0\") or to_cpu (op1)."]);
%! endfor

%!test # a function says what it calls its arguments
%! raises ("toeplitz (T(:,1), m(1,:))", "ndarray:device-mismatch", ...
%!         ["toeplitz: expected all arrays to be on the same device, but " ...
%!          "found C (double 3x1) on sim:0 and R (double 1x3) on cpu. Use " ...
%!          "gpu_tensor (R, \"sim:0\") or to_cpu (C)."]);
%! raises ("cumtrapz (A, T)", "ndarray:device-mismatch", ...
%!         ["cumtrapz: expected all arrays to be on the same device, but " ...
%!          "found X (double 3x3) on cpu and Y (double 3x3) on sim:0. Use " ...
%!          "gpu_tensor (X, \"sim:0\") or to_cpu (Y)."]);
%! raises ("blkdiag (T, 2, U)", "ndarray:device-mismatch", ...
%!         ["blkdiag: expected all arrays to be on the same device, but " ...
%!          "found op1 (double 3x3) on sim:0 and op3 (double 3x3) on " ...
%!          "sim:1. Use gpu_tensor (op3, \"sim:0\") or to_cpu (op1)."]);

%!test # small arrays that are parameters are arrays, too
%! raises ("filter ([1, 2], 1, T)", "ndarray:device-mismatch", ...
%!         ["filter: expected all arrays to be on the same device, but " ...
%!          "found B (double 1x2) on cpu and X (double 3x3) on sim:0. Use " ...
%!          "gpu_tensor (B, \"sim:0\") or to_cpu (X)."]);
%! raises ("fftfilt ([1, 2], T)", "ndarray:device-mismatch", ...
%!         ["fftfilt: expected all arrays to be on the same device, but " ...
%!          "found op1 (double 1x2) on cpu and op2 (double 3x3) on sim:0. Use " ...
%!          "gpu_tensor (op1, \"sim:0\") or to_cpu (op2)."]);
%!test
%! T = gpu_tensor (magic (3), "sim");
%! for call = {"filter2 ([1, 2], T)", "kron ([1, 2], T)", "histc (T, [1, 3])", ...
%!             "ismember (T, [1, 2])", "ismember ([1, 2], T)", ...
%!             "lookup ([1, 2], T)", "interp1 (T, [1, 2])", ...
%!             "ppval (mkpp ([0, 1], [1, 2]), T)", "spline (1:3, T, 2)", ...
%!             "pchip (1:3, T, 2)", "interp2 (T, [1, 2], [1, 2])", ...
%!             "accumarray (T(:), (1:9)')", "gammainc (T, magic (3))"}
%!   name = strtok (call{1}, " ");
%!   fail (call{1}, [name ": expected all arrays to be on the same device"]);
%! endfor

%!test # assignment from another device, and concatenation
%! raises ("T(:) = U(:);", "ndarray:device-mismatch", ...
%!         ["operator =: expected all arrays to be on the same device, but " ...
%!          "found op1 (double 3x3) on sim:0 and op2 (double 9x1) on " ...
%!          "sim:1. Use gpu_tensor (op2, \"sim:0\") or to_cpu (op1)."]);

%!test # concatenation names the operands, not the whole
%! text = ["operator []: expected all arrays to be on the same device, but " ...
%!         "found op1 (double %s) on %s and op2 (double %s) on %s. " ...
%!         "Use gpu_tensor (%s, \"sim:0\") or to_cpu (%s)."];
%! raises ("[T, U]", "ndarray:device-mismatch", ...
%!         sprintf (text, "3x3", "sim:0", "3x3", "sim:1", "op2", "op1"));
%! raises ("[T; 1:3]", "ndarray:device-mismatch", ...
%!         sprintf (text, "3x3", "sim:0", "1x3", "cpu", "op2", "op1"));
%! raises ("[m(:,1:2), T]", "ndarray:device-mismatch", ...
%!         sprintf (text, "3x2", "cpu", "3x3", "sim:0", "op1", "op2"));
%! raises ("[T, T, m]", "ndarray:device-mismatch", ...
%!         sprintf (text, "3x6", "sim:0", "3x3", "cpu", "op2", "op1"));

%!test # arrayfun of arrays of different sizes
%! for device = {"cpu", "sim:0"}
%!   x = gpu_tensor (1:3, device{1}); y = gpu_tensor (1:4, device{1});
%!   for code = {"arrayfun (@(a, b) a + b, x, y);", "arrayfun (@max, x, y);", ...
%!               "arrayfun (@plus, x, y, 'UniformOutput', false);"}
%!     err = [];
%!     try, eval (code{1}); catch err, end_try_catch
%!     assert (err.message, "arrayfun: dimensions mismatch");
%!     assert (err.identifier, "Octave:invalid-input-arg");
%!   endfor
%! endfor

%!test # functions that make host arrays on the way name themselves, not an operator
%! x = gpu_tensor ([3, 1, 2, 5, 4, 2], "sim");
%! for call = {{"cylinder", x}, {"freqz", x}}
%!   err = [];
%!   try, feval (call{1}{:}); catch err, end_try_catch
%!   assert (err.identifier, "ndarray:not-on-device");
%!   assert (strncmp (err.message, [call{1}{1} " has no version"], 10));
%! endfor

%!test # a += b refuses what is larger than `a` where Octave does
%! for device = {"cpu", "sim:0"}
%!   for f = {@double, @single, @int8, @(x) complex(x, 1)}
%!     for op = {"+", "-", ".*", "./"}
%!       a = gpu_tensor (f{1} (ones (1, 3)), device{1});
%!       b = gpu_tensor (f{1} (ones (2, 3)), device{1});
%!       fail (["a " op{1} "= b;"], "nonconformant arguments \\(op1 is 1x3, op2 is 2x3");
%!       b += a;
%!     endfor
%!     held = a;
%!     a += gpu_tensor (f{1} (ones (2, 3)), device{1}); # not changed in place
%!     assert (size (a), [2, 3]);
%!     a = gpu_tensor (true (1, 3), device{1});
%!     a += gpu_tensor (true (2, 3), device{1});
%!     assert (size (a), [2, 3]);
%!     a = gpu_tensor (true (1, 3), device{1});
%!     fail ("a |= gpu_tensor (true (2, 3), device{1});", "operator \\|=: nonconformant arguments");
%!     fail ("a &= gpu_tensor (true (2, 3), device{1});", "operator &=: nonconformant arguments");
%!     a |= gpu_tensor (ones (2, 3), device{1});
%!     assert (size (a), [2, 3]);
%!   endfor
%! endfor

## ---- ndarray:no-device, ndarray:bad-device --------------------------------

%!test # a machine without CUDA says what is missing and how to go on
%! if (any (strncmp (nd_devices (), "cuda", 4)))
%!   return;
%! endif
%! try
%!   gpu_tensor (1, "cuda");
%! catch err
%! end_try_catch
%! assert (err.identifier, "ndarray:no-device");
%! text = ["cuda: no driver library: libcuda.so.1 was not found where the " ...
%!         "dynamic loader looks (LD_LIBRARY_PATH, the loader's cache and its " ...
%!         "standard folders). It comes with NVIDIA's driver. A simulated " ...
%!         "device needs no GPU: use \"sim\" instead of \"cuda\"."];
%! if (! strncmp (err.message, "cuda: the driver", 16)) # a driver, but no device
%!   assert (err.message, text);
%! endif

%!test # a device of a kind that is there, but not so many
%! here = strjoin (nd_devices (), ", ");
%! raises ("gpu_tensor (1, 'sim:7');", "ndarray:no-device", ...
%!         ["there is no device \"sim:7\". Devices here: " here "."]);

%!test # a name nobody knows, with a guess where there is one
%! here = strjoin (nd_devices (), ", ");
%! raises ("gpu_tensor (1, 'gpu');", "ndarray:bad-device", ...
%!         ["unknown device \"gpu\"; did you mean \"cuda\"? Devices here: " ...
%!          here "."]);
%! raises ("gpu_tensor (1, 'simm');", "ndarray:bad-device", ...
%!         ["unknown device \"simm\"; did you mean \"sim\"? Devices here: " ...
%!          here "."]);
%! raises ("gpu_tensor (1, 'toaster');", "ndarray:bad-device", ...
%!         ["unknown device \"toaster\". Devices here: " here "."]);
%! raises ("nd_memory ('cqu');", "ndarray:bad-device", ...
%!         ["unknown device \"cqu\"; did you mean \"cpu\"? Devices here: " ...
%!          here "."]);
%! raises ("nd_synchronize ('');", "ndarray:bad-device", ...
%!         ["unknown device \"\". Devices here: " here "."]);
%! raises ("nd_device_info ('sim:x');", "ndarray:bad-device", ...
%!         ["unknown device \"sim:x\"; did you mean \"sim\"? Devices here: " ...
%!          here "."]);
%! raises ("nd_default_device ('tpu');", "ndarray:bad-device", ...
%!         ["unknown device \"tpu\"; did you mean \"cpu\"? Devices here: " ...
%!          here "."]);

## ---- ndarray:out-of-memory ------------------------------------------------

%!function set_sim (variable, value)
%!  if (isempty (value))
%!    unsetenv (variable);
%!  else
%!    setenv (variable, value);
%!  endif
%!endfunction

%!testif ; is_simulated ("sim") # the message has requested, free, total, in use, cached and the largest
%! nd_memory ("sim:1", "trim");
%! set_sim ("ND_SIM_MEMORY", "100000");
%! unwind_protect
%!   t = gpu_tensor (zeros (100), "sim:1");
%!   id = text = "";
%!   try
%!     u = t + 1;
%!     nd_synchronize ("sim:1");
%!   catch err
%!     id = err.identifier;
%!     text = err.message;
%!   end_try_catch
%!   assert (id, "ndarray:out-of-memory");
%!   assert (text, ...
%!           ["out of memory on sim:1: 80000 bytes requested, 20000 " ...
%!            "free of 100000 in total; arrays use 80000, the cache holds " ...
%!            "0; the largest live arrays have 80000 bytes. Clear arrays " ...
%!            "that are no longer needed, or move some with to_cpu."]);
%!   assert (gather (t), zeros (100));
%!   v = gpu_tensor (zeros (10), "sim:1");
%!   try
%!     u = [t, t];
%!   catch err
%!     text = err.message;
%!   end_try_catch
%!   assert (! isempty (strfind (text, "live arrays have 80000, 800 bytes")));
%! unwind_protect_cleanup
%!   set_sim ("ND_SIM_MEMORY", "");
%! end_unwind_protect
%! assert (gather (t + 1), ones (100));

%!test # the cache is emptied and the allocation tried again first
%! nd_memory ("sim:1", "trim");
%! set_sim ("ND_SIM_MEMORY", num2str (2^24));
%! unwind_protect
%!   t = gpu_tensor (zeros (1024), "sim:1");
%!   clear t
%!   assert (nd_memory ("sim:1").cached, 2^23);
%!   t = gpu_tensor (zeros (1024, 1536), "sim:1");
%!   assert (nd_memory ("sim:1").cached, 0);
%! unwind_protect_cleanup
%!   set_sim ("ND_SIM_MEMORY", "");
%! end_unwind_protect

%!test # one refusal is tried again, and nothing is lost
%! nd_memory ("sim", "trim");
%! t = gpu_tensor (magic (4), "sim");
%! u = gpu_tensor (zeros (500), "sim");
%! clear u
%! set_sim ("ND_SIM_FAIL", "alloc:1");
%! unwind_protect
%!   v = gpu_tensor (zeros (700), "sim");
%! unwind_protect_cleanup
%!   set_sim ("ND_SIM_FAIL", "");
%! end_unwind_protect
%! assert (gather (v), zeros (700));
%! assert (gather (t), magic (4));

%!test # memory that runs out anywhere leaves the operands as they were
%! n = 600; # too large for what is cached
%! codes = {"w = T + T;", "w = T';  w(1) = 1;", "w = T; w(2) = 7;", ...
%!          "w = [T, T];", "w = int8 (T);", "T(n+1,n+1) = 1;", "T(2,:) = [];", ...
%!          "w = T(:,2);", "w = gpu_tensor (magic (n + 1), 'sim');", ...
%!          "T(:,1) = (1:n)';", "w = T * T;"};
%! failures = 0;
%! for code = codes
%!   for k = 1:4
%!     clear w
%!     nd_memory ("sim", "trim");
%!     T = gpu_tensor (magic (n), "sim");
%!     in_use = nd_memory ("sim").in_use;
%!     set_sim ("ND_SIM_FAIL", sprintf ("alloc:%d+", k));
%!     failed = false;
%!     unwind_protect
%!       try
%!         eval (code{1});
%!       catch err
%!         failed = true;
%!         assert (err.identifier, "ndarray:out-of-memory");
%!       end_try_catch
%!     unwind_protect_cleanup
%!       set_sim ("ND_SIM_FAIL", "");
%!     end_unwind_protect
%!     failures += failed;
%!     if (failed)
%!       assert (gather (T), magic (n));
%!       clear w
%!       assert (nd_memory ("sim").in_use == in_use, "%s", code{1});
%!     endif
%!   endfor
%! endfor
%! assert (failures > 0);

## ---- ndarray:not-on-device ------------------------------------------------

%!test # functions without a version for the device name themselves
%! for name = {"qrshift", "cholshift"}
%!   raises ([name{1} " (T)"], "ndarray:not-on-device", ...
%!           [name{1} " has no version that runs on sim:0. Use to_cpu " ...
%!            "(...) to copy the array to host memory first."]);
%! endfor

## ---- ndarray:device-fault -------------------------------------------------

%!testif ; is_simulated ("sim") # a fault names the operation, and what was on the device is lost
%! t = gpu_tensor (magic (3), "sim:1");
%! other = gpu_tensor (magic (3), "sim:0");
%! set_sim ("ND_SIM_FAIL", "run:1");
%! id = text = "";
%! unwind_protect
%!   try
%!     u = t + t;
%!     nd_synchronize ("sim:1");
%!   catch err
%!     id = err.identifier;
%!     text = err.message;
%!   end_try_catch
%! unwind_protect_cleanup
%!   set_sim ("ND_SIM_FAIL", "");
%! end_unwind_protect
%! assert (id, "ndarray:device-fault");
%! assert (text, ...
%!         ["sim:1 reported SIM_ERROR_INJECTED while running +. What " ...
%!          "its arrays held is lost: clear them, and the device can be " ...
%!          "used again with new ones."]);
%! id = text = "";
%! try
%!   gather (t);
%! catch err
%!   id = err.identifier;
%!   text = err.message;
%! end_try_catch
%! assert (id, "ndarray:device-fault");
%! assert (text, ...
%!         ["sim:1 reported SIM_ERROR_INJECTED earlier, and this " ...
%!          "array was lost then. Clear the arrays of sim:1, and the " ...
%!          "device can be used again with new ones."]);
%! clear t u
%! t = gpu_tensor (magic (3), "sim:1");
%! assert (gather (t + t), 2 * magic (3));
%! assert (gather (other), magic (3));

%!testif ; is_simulated ("sim") # faults while copying
%! a = nd_array (magic (3));
%! for kind = {"upload", "download"}
%!   t = gpu_tensor (magic (3), "sim:1");
%!   set_sim ("ND_SIM_FAIL", [kind{1} ":1"]);
%!   text = "";
%!   unwind_protect
%!     try
%!       if (strcmp (kind{1}, "upload"))
%!         u = gpu_tensor (a, "sim:1");
%!       else
%!         u = to_cpu (t);
%!       endif
%!     catch err
%!       text = err.message;
%!     end_try_catch
%!   unwind_protect_cleanup
%!     set_sim ("ND_SIM_FAIL", "");
%!   end_unwind_protect
%!   where = merge (strcmp (kind{1}, "upload"), " to", " from");
%!   assert (text, ...
%!           ["sim:1 reported SIM_ERROR_INJECTED while copying 72 " ...
%!            "bytes" where " it. What its arrays held is lost: clear " ...
%!            "them, and the device can be used again with new ones."]);
%!   assert (full (a), magic (3));
%!   clear t u
%!   nd_memory ("sim:1", "trim");
%! endfor

## ---- ndarray:copy-needed --------------------------------------------------

%!test # the reason is the class, the device or the kind of value
%! raises ("nd_array (A, 'dtype', 'int8', 'copy', false);", ...
%!         "ndarray:copy-needed", ...
%!         ["a copy is needed to convert from class double to int8. Use " ...
%!          "\"copy\", \"auto\" to allow it."]);
%! raises ("gpu_tensor (A, 'sim', 'copy', false);", "ndarray:copy-needed", ...
%!         ["a copy is needed to move the array from cpu to sim:0. Use " ...
%!          "\"copy\", \"auto\" to allow it."]);
%! raises ("gpu_tensor (T, 'sim:1', 'copy', false);", ...
%!         "ndarray:copy-needed", ["a copy is needed to move the array " ...
%!                                 "from sim:0 to sim:1. Use \"copy\", " ...
%!                                 "\"auto\" to allow it."]);
%! values = {"1:1000", "a lazy range"; "sparse (m)", "a sparse matrix"; ...
%!           "eye (3)", "a diagonal matrix"; "eye (3)([2, 1, 3],:)", ...
%!           "a permutation matrix"; "5", "a scalar"};
%! for i = 1:rows (values)
%!   for f = {"nd_array", "nd_asarray"}
%!     raises (sprintf ("%s (%s, 'copy', false);", f{1}, values{i,1}), ...
%!             "ndarray:copy-needed", ...
%!             ["a copy is needed, because the value is " values{i,2} ", " ...
%!              "whose elements are not in memory. Use \"copy\", \"auto\" " ...
%!              "to allow it."]);
%!   endfor
%! endfor

%!test # where none is needed, "copy", false is fine
%! m = magic (3);
%! a = nd_array (m, "copy", false);
%! b = nd_asarray (m, "copy", false);
%! c = nd_array (a, "copy", false, "dtype", "double");
%! t = gpu_tensor (m, "sim");
%! u = gpu_tensor (t, "sim", "copy", false);
%! c(1) = 0;
%! assert (full (a), magic (3));

## ---- ndarray:in-place, ndarray:view ---------------------------------------

%!test # linked arrays keep their size and class
%! raises ("C(2) = [];", "ndarray:in-place", ...
%!         ["a linked array keeps its size, so its elements cannot be " ...
%!          "deleted. Use a = nd_array (a) to make it independent first."]);
%! raises ("C(2) = 1i;", "ndarray:in-place", ...
%!         ["a linked array keeps its class double, so a complex double " ...
%!          "value cannot be assigned. Convert the value, or use a = " ...
%!          "nd_array (a) first."]);

%!test # linked arrays do not grow: Octave's own index error
%! raises ("C(5) = 1;", "Octave:index-out-of-bounds", ...
%!         "C(5): out of bound 4 (dimensions are 1x4)");
%! raises ("D(2,1) = 1;", "Octave:index-out-of-bounds", ...
%!         "D(2,_): out of bound 1 (dimensions are 1x4)");

%!test # properties cannot be assigned
%! raises ("subsasgn (A, substruct ('.', 'device'), 'sim');", ...
%!         "ndarray:in-place", ...
%!         ["the properties of an nd array cannot be assigned. Use " ...
%!          "gpu_tensor (a, device), to_cpu (a), reshape or a class name " ...
%!          "to make another array."]);

%!test # a view must be evenly spaced
%! text = ["these indices pick elements that are not evenly spaced in " ...
%!         "memory, which a view cannot show. Index the array instead, for " ...
%!         "a copy: a(...)."];
%! raises ("nd_view (A, [1, 2, 4]);", "ndarray:view", text);
%! raises ("nd_view (A, logical ([1, 1, 0, 1, 0, 0, 0, 0, 0]));", ...
%!         "ndarray:view", text);
%! raises ("nd_view (A, [1, 1, 2], ':');", "ndarray:view", text);

## ---- ndarray:dtype --------------------------------------------------------

%!test # what cannot be an nd array, with advice
%! raises ("nd_array ('abc');", "ndarray:dtype", ...
%!         ["nd arrays hold numbers and logical values, not char. Use " ...
%!          "double (...) for the character codes."]);
%! raises ("nd_asarray ({1, 2});", "ndarray:dtype", ...
%!         ["nd arrays hold numbers and logical values, not cell. Use " ...
%!          "cell2mat (...) first."]);
%! raises ("gpu_tensor (struct (), 'sim');", "ndarray:dtype", ...
%!         "nd arrays hold numbers and logical values, not struct.");
%! raises ("to_cpu (@sin);", "ndarray:dtype", ...
%!         "nd arrays hold numbers and logical values, not function_handle.");
%! raises ("nd_array (m, 'dtype', 'char');", "ndarray:dtype", ...
%!         ["nd arrays have no class \"char\"; use double, single, int8, " ...
%!          "int16, int32, int64, uint8, uint16, uint32, uint64 or logical"]);

## ---- ndarray:shared-value -------------------------------------------------

%!test # a part of a structure or cell that others hold too needs a name
%! for call = {"nd_asarray (s.a)", "nd_asarray (c{1})", "nd_view (s.a, 1)"}
%!   name = strsplit (call{1}, " "){1};
%!   part = regexp (call{1}, '(?<=\()[^,)]+', "match", "once");
%!   raises (["s.a = A; c = {A}; d = " call{1} ";"], "ndarray:shared-value", ...
%!           [name ": a structure, a cell or another name holds this value too, so " ...
%!            "it cannot be linked. Name it in a variable first: x = " part ...
%!            "; and give x to " name "."]);
%! endfor

## ---- ndarray:two-copies ---------------------------------------------------

%!test # a second copy of the package says which two there are
%! first = file_in_loadpath ("__nd__.mex");
%! folder = tempname ();
%! mkdir (folder);
%! second = fullfile (folder, "nd_test_second.mex");
%! copyfile (first, second);
%! addpath (folder);
%! unwind_protect
%!   id = text = "";
%!   try
%!     nd_test_second ("register");
%!   catch err
%!     id = err.identifier;
%!     text = err.message;
%!   end_try_catch
%!   assert (id, "ndarray:two-copies");
%!   assert (text, ...
%!           ["two copies of the ndarray package are loaded: " ...
%!            first ", which is in use, and " second ". Restart Octave to " ...
%!            "use the second."]);
%!   assert (full (nd_array (1:3) + 1), 2:4);
%! unwind_protect_cleanup
%!   rmpath (folder);
%!   unlink (second);
%!   rmdir (folder);
%! end_unwind_protect

## ---- arguments ------------------------------------------------------------

%!test # options
%! raises ("nd_array (m, 'dtyp', 'single');", "ndarray:invalid-argument", ...
%!         ["unknown option \"dtyp\"; use \"dtype\", CLASS or \"copy\", " ...
%!          "true | false | \"auto\""]);
%! raises ("nd_array (m, 'dtype');", "ndarray:invalid-argument", ...
%!         ["options come in pairs of a name and a value: \"dtype\", CLASS " ...
%!          "or \"copy\", true | false | \"auto\""]);
%! raises ("nd_asarray (m, 'copy', 'never');", "ndarray:invalid-argument", ...
%!         "the value of option \"copy\" must be true, false or \"auto\"");
%! raises ("nd_array (m, 'dtype', 5);", "ndarray:invalid-argument", ...
%!         "the value of option \"dtype\" must be a string");
%! raises ("gpu_tensor (m, 5);", "ndarray:invalid-argument", ...
%!         "the device of gpu_tensor must be a string");
%! raises ("nd_memory ('sim', 'empty');", "ndarray:invalid-argument", ...
%!         ["the second argument of nd_memory must be \"trim\", \"reset\" or " ...
%!          "\"limit\", not \"empty\""]);
%! raises ("nd_info (m);", "ndarray:invalid-argument", ...
%!         ["nd_info: the argument is an ordinary double value, not an nd " ...
%!          "array. Use nd_array (...) to make one."]);
%! raises ("A.colour", "ndarray:invalid-argument", ...
%!         ["an nd array has no property \"colour\"; it has device, shape, " ...
%!          "strides, nbytes and dtype"]);
%! raises ("A.sum ()", "ndarray:invalid-argument", ...
%!         ["an nd array has no property \"sum\"; it has device, shape, " ...
%!          "strides, nbytes and dtype. Functions get it as an argument: sum (...)"]);
%! raises ("A{1}", "", "'{' undefined for arrays of class 'double'. Use a(...) to read elements.");
%! raises ("nd_array (m, 'device', 'sim');", "ndarray:invalid-argument", ...
%!         ["\"device\" is no option here: gpu_tensor (V, DEVICE) makes an " ...
%!          "array on a device, to_cpu (V) one on the CPU"]);

%!test # what is missing is told by the name of the function
%! for name = {"accumarray", "accumdim", "betainc", "betaincinv", "bitset", ...
%!             "cellslices", "ind2sub", "inpolygon", "interp1", "interpft", ...
%!             "linsolve", "linspace", "movfun", "nth_element", "pchip", ...
%!             "polyaffine", "polygcd", "ppval", "run_count"}
%!   err = outcome ([name{1}, " (A)"], nd_array (magic (3)));
%!   assert (err.identifier, "Octave:invalid-fun-call");
%!   assert (strncmp (err.message, ["Invalid call to " name{1}], 16 + numel (name{1})));
%! endfor

%!error <Invalid call to nd_asarray> nd_asarray ()
%!error <Invalid call to nd_view> nd_view ()
%!error <Invalid call to nd_view> nd_view (nd_array (1:3))
%!error <Invalid call to full> full (nd_array (1), 2)

## ---- Octave's own errors --------------------------------------------------

%!test # indexing errors have Octave's identifiers and texts
%! for code = {"A(10)", "A(4,1)", "A(1,4)", "A(1,1,2)", "A(0)", "A(1,0)", ...
%!             "A(-1)", "A(1.5)", "A(2,1.5)", "A({1})", "A(true (4))", ...
%!             "A(:,:,2)", "A(1,2,3,4)", "A(NaN)", "A(Inf)", "A(1i)"}
%!   raises_as_octave (code{1});
%! endfor

%!test # assignment errors, too
%! for code = {"A(1:2) = 1:3;", "A(:,1) = 1:2;", "A(0) = 1;", "A(1.5) = 1;", ...
%!             "A(1,1,0) = 1;", "A(1:2,1:2) = magic (3);", ...
%!             "A(12) = 1;", "A(-1,1) = 1;", "A(:,5,5) = ones (2);"}
%!   raises_as_octave (code{1});
%! endfor

%!test # Inf and NaN are of no class but double and single
%! for name = {"Inf", "NaN"}
%!   for model = {"uint8 (A)", "A > 1", "int8 (T)"}
%!     raises ([name{1} " (2, 'like', " model{1} ");"], ...
%!             "ndarray:invalid-argument", ...
%!             [name{1} ": input followed by 'like' must be floating point"]);
%!   endfor
%!   model = nd_array (single ([1, 2]));
%!   assert (class (feval (name{1}, 2, "like", model)), "single");
%! endfor

%!test # and deletion
%! for code = {"A(1,2) = [];", "A(11) = [];", "A(4,:) = [];", ...
%!             "A(1:2,1:2) = [];", "A(:,11) = [];"}
%!   raises_as_octave (code{1});
%! endfor

%!test # methods leave to Octave what is no case of theirs, of large arrays, too
%! for code = {"tril (A)", "triu (A)", "diag (A)", "kron (A, {})", "vander (A)", ...
%!             "toeplitz (A)", "dot (A, 1)", "diff (A, -1)", "norm (A)", ...
%!             "issorted (A, 'up')", "num2cell (A, 0)", "median (A, 0)"}
%!   raises_as_octave (code{1}, ones (10, 10, 41));
%! endfor

%!test # sizes that do not fit
%! for code = {"A + (1:2)", "(1:2) .* A", "A == ones (2)", "A * ones (2)", ...
%!             "ones (2) * A", "[A, 1:2]", "[A; 1:2]", "A & ones (2, 2)", ...
%!             "A \\ ones (2)", "A .^ (1:2)", "A ^ ones (3)", ...
%!             "reshape (A, 2, 2)", "reshape (A, [], 2)"}
%!   raises_as_octave (code{1});
%! endfor

%!test # functions that concatenate say more than Octave's
%! raises ("horzcat (A, 1:2)", "", ...
%!         "horizontal dimensions mismatch (3x3 vs 1x2)");
%! raises ("vertcat (A, 1:2)", "", "vertical dimensions mismatch (3x3 vs 1x2)");
%! raises ("cat (1, A, 1:2)", "", "cat: dimension mismatch (3x3 vs 1x2)");
%! raises ("cat (3, A, 1:2)", "", "cat: dimension mismatch (3x3 vs 1x2)");

%!test # numbers that cannot be converted, NaN as a truth value
%! for code = {"if (A * NaN), end", "logical (A * NaN)", ...
%!             "int8 (A) + int16 (A)", "A(:,:,[1, 1])'", "!(A * NaN)", ...
%!             "zeros (A){1}", "undefined_function_of_nobody (A)"}
%!   raises_as_octave (code{1});
%! endfor

%!test # an operator that nobody defined
%! for code = {"A + {1}", "{1} .* A", "A + struct ()", "A == @sin", "A & {}"}
%!   raises_as_octave (code{1});
%! endfor

%!test # a negative size is refused as Octave refuses it
%! a = nd_array (1:3);
%! for size_wanted = {[-1, 2], [-1, -1], [2, -1, -1], [0, -1]}
%!   fail ("resize (a, size_wanted{1})", "Invalid resizing operation");
%! endfor
%! assert (full (a), 1:3);

%!error <__nd_call__> __nd_call__ ()
%!error <__nd_cat__> __nd_cat__ ()
%!error <__nd_cast__> __nd_cast__ (1)

%!error <wrong type argument> isindex (gpu_tensor (1:2, "sim"), "a")
%!error <too many inputs> sortrows (nd_array (magic (3)), 1, 2)

%!error <Invalid call to besselh> besselh (gpu_tensor (1, "sim"))
%!error <Invalid call to besselh> besselh (nd_array ([1, 2]))
%!error <K must be 1 or 2> besselh (0, gpu_tensor (3, "sim"), 1)
%!error <airy has no version that runs on sim:0> airy (gpu_tensor (2, "sim"), gpu_tensor (1, "sim"))
%!error <Invalid call to ellipj> ellipj (gpu_tensor (1:2, "sim"))
%!error <Invalid call to givens> givens (gpu_tensor (1, "sim"))
%!error <Invalid call to lookup> lookup (gpu_tensor (1:2, "sim"))
%!error <Invalid call to ismember> ismember (gpu_tensor (1:2, "sim"))
%!error <wrong type argument> isindex (gpu_tensor (1:2, "sim"), [])
%!warning <max: second argument is ignored> max (gpu_tensor (magic (3), "sim"), 2, 1);
%!error <cannot compute max> max (gpu_tensor (magic (3), "sim"), {1})
%!error <could not pair all complex numbers> cplxpair (gpu_tensor ([1i, 2, -2i], "sim"))
%!error <Invalid call to lookup> histc (gpu_tensor ([true, false], "sim"), gpu_tensor (1:4, "sim"))
%!error <rat has no version that runs on sim:0> rat (gpu_tensor (pi, "sim"))
%!warning <table is not a vector> lookup (gpu_tensor (magic (3), "sim"), 2);

%!test # what Octave says of arguments, it says of those on a device
%! x = gpu_tensor ([4, 1; 2, 3], "sim");
%! fail ('cplxpair (x, 2)', "TOL must be a scalar");
%! fail ('cplxpair (x, [], 3)', "invalid dimension");
%! fail ('linspace (x, 5)', "must be scalars or vectors");
%! fail ('linspace (x(:,1), 5, [2, 3])', "N must be a scalar");
%! fail ('polyval (x, 1)', "P must be a");
%! fail ('polyval (x(1,:), int8 (x))', "X must be");
%! fail ('quantile (x, 0.5, 1, 10)', "Unknown METHOD");
