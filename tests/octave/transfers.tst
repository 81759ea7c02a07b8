## Built-in functions that move arrays between devices and wait for these:
## arguments, results and errors.

## ---- gather
## ------------------------------------------------------------------

%!assert (gather (nd_array (int8 ([1, 2; 3, 4]))), int8 ([1, 2; 3, 4]))
%!assert (gather (gpu_tensor ([1+2i, 3], "sim")), [1+2i, 3])
%!assert (gather ("any other value"), "any other value")
%!assert (typeinfo (gather (nd_array (ones (2)))), "matrix")
%!test # several at once
%! [x, y] = gather (nd_array (1:2), gpu_tensor (true, "sim"));
%! assert (x, [1, 2]);
%! assert (y, true);

%!test # one element, of every class; complex numbers narrow as Octave's do
%! classes = {"double", "single", "int8", "int16", "int32", "int64", "uint8", "uint16", ...
%!            "uint32", "uint64", "logical"};
%! for k = 1:numel (classes)
%!   m = cast ([0, 1, 1; 1, 0, 1], classes{k});
%!   t = gpu_tensor (m, "sim");
%!   for i = 1:6
%!     x = gather (t(i));
%!     assert (x, m(i));
%!     assert (class (x), classes{k});
%!     assert (typeinfo (x), typeinfo (m(i)));
%!   endfor
%! endfor
%! z = gpu_tensor ([1+2i, 3, single(4i)], "sim");
%! assert (gather (z(1)), single (1+2i));
%! assert (isreal (gather (z(2))));
%!test # an element is what it was when it was read
%! t = gpu_tensor (1:5, "sim");
%! x = t(3);
%! y = t(4);
%! t(:) = 0;
%! assert (gather (x), 3);
%! assert ([gather(y), gather(y)], [4, 4]);
%! x(1) = 7;
%! assert (gather (x + t(3)), 7);
%! z = x;
%! clear x t
%! u = gpu_tensor (zeros (1, 5), "sim");
%! assert (gather (z), 7);
%! assert (gather (u(1)), 0);

%!error <Invalid call to gather> gather ()
%!error <Invalid call to gather> [x, y] = gather (1);

## ---- gpu_tensor
## --------------------------------------------------------------

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

## ---- nd_synchronize
## ----------------------------------------------------------

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
