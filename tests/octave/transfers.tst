## Built-in functions that move arrays between devices and wait for these: arguments,
## results and errors.

## ---- gather ------------------------------------------------------------------

%!assert (gather (nd_array (int8 ([1, 2; 3, 4]))), int8 ([1, 2; 3, 4]))
%!assert (gather (gpu_tensor ([1+2i, 3], "sim")), [1+2i, 3])
%!assert (gather ("any other value"), "any other value")
%!assert (typeinfo (gather (nd_array (ones (2)))), "matrix")
%!test # several at once
%! [x, y] = gather (nd_array (1:2), gpu_tensor (true, "sim"));
%! assert (x, [1, 2]);
%! assert (y, true);

%!error <Invalid call to gather> gather ()
%!error <Invalid call to gather> [x, y] = gather (1);

## ---- gpu_tensor --------------------------------------------------------------

%!test # values, class and size survive the trip
%! m = int16 (magic (4));
%! t = gpu_tensor (m, "sim:1");
%! assert (t.device, "sim:1");
%! assert (class (t), "int16");
%! assert (gather (t), m);
%!test # moving to where the array is moves nothing
%! t = gpu_tensor (magic (4), "sim");
%! before = nd_memory ("sim");
%! u = gpu_tensor (t, "sim:0");
%! after = nd_memory ("sim");
%! assert (after.uploads, before.uploads);
%! assert (after.downloads, before.downloads);

%!error <Invalid call to gpu_tensor> gpu_tensor ()
%!error <unknown device "gpu"; did you mean "cuda"\?> gpu_tensor (1, "gpu")

## ---- nd_synchronize ----------------------------------------------------------

%!test # "start" computes what waits
%! a = nd_zeros (100, 100) + 1;
%! nd_synchronize ("cpu", "start");
%! assert (nd_info (a).pending, 0);
%! b = a + 1;
%! nd_synchronize ("start");
%! assert (nd_info (b).pending, 0);

%!error <called with too many outputs> x = nd_synchronize ();
%!error <Invalid call to nd_synchronize> nd_synchronize (1, 2, 3)
%!error <must be "start"> nd_synchronize ("cpu", "end")
%!error <unknown device> nd_synchronize ("toaster")
