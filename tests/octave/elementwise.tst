## Functions that work element by element: when the result is complex, what
## waits, layouts, and the errors of both.  Values are in functions_table.txt
## and in accuracy_test.m.

%!function raises_as_octave (code, x, y)
%!  ## The same message for ordinary matrices, nd arrays and device arrays.
%!  expected = "";
%!  try, eval ([code ";"]); catch e, expected = e.message; end_try_catch
%!  assert (! isempty (expected), "%s raises nothing", code);
%!  [host_x, host_y] = deal (x, y);
%!  for device = {"cpu", "sim:0"}
%!    [x, y] = deal (move (host_x, device{1}), move (host_y, device{1}));
%!    fail (code, regexptranslate ("escape", expected));
%!  endfor
%!endfunction

%!function a = move (v, device)
%!  a = nd_array (v);
%!  if (! strcmp (device, "cpu"))
%!    a = gpu_tensor (v, device);
%!  endif
%!endfunction

%!test # one element outside the domain makes the whole result complex
%! x = [4, 9, 16, -25];
%! for f = {@sqrt, @log, @log2, @log10}
%!   assert (iscomplex (f{1} (nd_array (x))));
%!   assert (! iscomplex (f{1} (nd_array (abs (x)))));
%!   assert (iscomplex (f{1} (gpu_tensor (x, "sim:0"))));
%! endfor
%! assert (iscomplex (acos (nd_array ([0, 1.5]))));
%! assert (! iscomplex (acos (nd_array ([0, NaN, 1]))));
%! assert (iscomplex (acosh (nd_array ([2, 0.5]))));
%! assert (iscomplex (log1p (nd_array ([2, -1.5]))));
%! assert (! iscomplex (log1p (nd_array ([2, -1]))));
%! assert (iscomplex (lgamma (nd_array ([2, -0.5]))));
%! assert (! iscomplex (lgamma (nd_array ([2, -1.5]))));

%!test # the only element outside may be the last of many
%! x = ones (100, 1000);
%! x(end) = -1;
%! assert (full (sqrt (nd_array (x))), sqrt (x));
%! y = sqrt (nd_array (x(1:end-1)));
%! assert (! iscomplex (y));

%!test # where no element can lie outside, nobody looks, and the result waits
%! x = nd_array (rand (200) - 0.5);
%! assert (nd_info (sqrt (x.^2 + x.^2)).pending > 0);
%! assert (nd_info (log (1 + abs (x))).pending > 0);
%! assert (nd_info (sqrt (max (x, 0))).pending > 0);
%! assert (nd_info (acosh (1 + exp (x))).pending > 0);
%! assert (nd_info (asin (sin (x))).pending > 0);
%! assert (nd_info (sqrt (x + 1)).pending, 0);
%! v = full (x);
%! assert (full (sqrt (x.^2 + x.^2)), sqrt (v.^2 + v.^2), eps);
%! assert (full (sqrt (max (x, 0))), sqrt (max (v, 0)), eps);

%!test # NaN does not hide behind max and min
%! x = nd_array ([NaN, -4, 9]);
%! y = nd_array ([-1, NaN, NaN]);
%! assert (full (sqrt (max (x, y))), sqrt (max ([NaN, -4, 9], [-1, NaN, NaN])));
%! assert (full (sqrt (max (x, 0))), [0, 0, 3]);

%!test # of zeros with different signs the same one wins as in Octave
%! z = [-0, 0];
%! for x = {0, -0}
%!   assert (1 ./ full (max (x{1}, nd_array (z))), 1 ./ max (x{1}, z));
%!   assert (1 ./ full (min (nd_array (z), x{1})), 1 ./ min (z, x{1}));
%! endfor

%!test # of complex numbers and NaN the same one wins as in Octave, by order, too
%! x = [complex(NaN, 1), complex(1, NaN), 3-4i, 0, complex(NaN, NaN), -2i];
%! for device = {"cpu", "sim:0"}
%!   a = gpu_tensor (x, device{1});
%!   for f = {@max, @min}
%!     got = gather (f{1} (a, a.'));
%!     [wide, tall] = meshgrid (x, x);
%!     wanted = f{1} (wide, tall);
%!     assert (real (got), real (wanted));
%!     assert (imag (got), imag (wanted));
%!   endfor
%! endfor

%!test # where the gamma function has poles its logarithm is as in Octave
%! for x = {-0, 0, -1, [-0, 1], [-3, 2], [-3, -2.5], -Inf, [NaN, -0.5], ...
%!          single([-0, -0.5])}
%!   for device = {"cpu", "sim:0"}
%!     got = gather (lgamma (gpu_tensor (x{1}, device{1})));
%!     assert (iscomplex (got), iscomplex (lgamma (x{1})));
%!     assert (got, lgamma (x{1}), -4 * eps (class (x{1})));
%!   endfor
%! endfor

%!test # views, transposes and broadcast operands
%! m = reshape (1:24, 4, 6) / 7;
%! a = nd_array (m);
%! v = nd_view (a, 1:2:4, 6:-2:1);
%! w = m(1:2:4,6:-2:1);
%! for f = {@exp, @sin, @tanh, @sqrt, @floor, @erf, @(x) hypot(x, 2), ...
%!          @(x) mod(x, 0.5)}
%!   assert (full (f{1} (v)), f{1} (w), 2 * eps (f{1} (w)));
%!   assert (full (f{1} (a.')), f{1} (m.'), 2 * eps (f{1} (m.')));
%! endfor
%! assert (full (max (a, nd_array ((1:6) / 3))), max (m, (1:6) / 3));
%! assert (full (atan2 (nd_array ((1:4)'), nd_array (1:6))), atan2 ((1:4)', 1:6), eps);

%!test # a function's result does not depend on where an element stands
%! ## one more: of a single element atan2 is Octave's own
%! x = 40 * rand (1, 38) - 20;
%! a = nd_array (x);
%! for f = {@exp, @sin, @cos, @tan, @tanh, @atan, @expm1, @erf, ...
%!          @(x) atan2(x, 3)}
%!   whole = full (f{1} (a))(1:37);
%!   parts = arrayfun (@(k) full (f{1} (nd_array (x(k:end))))(1), 1:37);
%!   assert (parts, whole);
%! endfor

%!test # classes that functions do not take
%! for code = {"rem (x, y)", "mod (y, x)", "atan2 (x, y)", "hypot (x, y)"}
%!   raises_as_octave (code{1}, [1, 2], [true, false]);
%! endfor
%! raises_as_octave ("rem (x, y)", int8 ([1, 2]), int16 ([3, 4]));
%! raises_as_octave ("max (x, y)", int8 ([1, 2]), uint8 ([3, 4]));
%! raises_as_octave ("bitand (x, y)", int8 ([1, 2]), uint8 ([3, 4]));
%! raises_as_octave ("gcd (x, y)", int8 ([1, 2]), uint8 ([3, 4]));
%! raises_as_octave ("bitshift (x, y)", [true, false], 1);
%! for code = {"atan2 (x, y)", "rem (y, x)", "mod (x, y)", "gamma (x)", "cbrt (x)", ...
%!             "lgamma (x)", "erfinv (x)", "signbit (x)"}
%!   raises_as_octave (code{1}, [1+2i, 3], [1, 2]);
%! endfor
%! raises_as_octave ("gamma (x)", 1+2i, 1);
%! raises_as_octave ("merge (x > 0, x, y)", [1, 2], int8 ([1, 2]));

%!test # sizes that do not fit
%! for code = {"atan2 (x, y)", "hypot (x, y)", "rem (x, y)", "mod (x, y)", "max (x, y)", ...
%!             "min (x, y)", "gcd (x, y)", "bitand (x, y)", "bitor (x, y)", ...
%!             "bitxor (x, y)", "bitshift (x, y)", "complex (x, y)", ...
%!             "merge (x > 1, x, y)"}
%!   raises_as_octave (code{1}, [1, 2, 3], [1, 2]);
%! endfor
%! for code = {"bitand (x, y)", "complex (x, y)", "merge (x > 1, x, y)"}
%!   raises_as_octave (code{1}, [1, 2, 3], [1; 2; 3]);
%! endfor

%!test # matrix operators of one number name themselves
%! for code = {"x * y", "y * x", "x / y", "y \\ x", "x(1) ^ y", "x .* y"}
%!   raises_as_octave (code{1}, int8 ([1, 2]), 1i);
%! endfor

%!test # elements that are no integers
%! raises_as_octave ("gcd (x, y)", [1, 2.5], [1, 2]);
%! raises_as_octave ("gcd (x, y)", [1, 2.5], [1, 2, 3]);
%! raises_as_octave ("gcd (x, y)", [1, 2], [1, Inf]);
%! raises_as_octave ("bitshift (x, y)", [1, 2], [1, 0.5]);
%! raises_as_octave ("merge (x, y, y)", [1, NaN], [1, 2]);

%!error <max: expected all arrays to be on the same device, but found op1 \(double 1x2\) on sim:0 and op2 \(double 1x2\) on cpu>
%! max (gpu_tensor ([1, 2], "sim:0"), nd_array ([3, 4]))

%!error <isalpha has no version that runs on sim:0> isalpha (gpu_tensor ([1, 2], "sim:0"))

%!test # integer exponents end at INT_MAX, but where one number is raised to an array
%! for a = {-1, [-1, -2]}
%!   for b = {3e9, [3e9, 3], [3e9, 3e9]}
%!     wanted = a{1} .^ b{1};
%!     for device = {"cpu", "sim"}
%!       got = gather (gpu_tensor (a{1}, device{1}) ...
%!                     .^ gpu_tensor (b{1}, device{1}));
%!       assert (iscomplex (got), iscomplex (wanted));
%!       assert (got, wanted, 1e-6 * abs (wanted));
%!     endfor
%!   endfor
%! endfor

%!test # results larger than the caches, from memory that begins anywhere
%! n = 2^22 + 6; # 16 MB of singles
%! for type = {"double", "single", "int32"}
%!   a = cast (mod ((1:n) * 7919, 1009) - 500, type{1});
%!   b = cast (mod ((1:n) * 104729, 2003) - 1000, type{1});
%!   [x, y] = deal (nd_array (a), nd_array (b));
%!   assert (full (x + y), a + b);
%!   assert (full (2 .* x), 2 .* a);
%!   assert (full (abs (x)), abs (a));
%!   assert (full (max (x, y)), max (a, b));
%!   assert (full (abs (x) - y .* 3), abs (a) - b .* 3);
%!   assert (full (x(2:end) - y(1:end-1)), a(2:end) - b(1:end-1));
%!   assert (full (x(1:2:end) + y(end:-2:1)), a(1:2:end) + b(end:-2:1));
%!   m = reshape (a, 2, n / 2);
%!   M = reshape (x, 2, n / 2);
%!   assert (full (M(:,4:end) + y(5:6).'), m(:,4:end) + b(5:6).');
%!   assert (full (nd_array (x, "copy", true)), a);
%!   x += y;
%!   assert (full (x), a + b);
%!   x(4:end) = x(4:end) - y(1:end-3);
%!   c = a + b;
%!   c(4:end) = c(4:end) - b(1:end-3);
%!   assert (full (x), c);
%! endfor

%!test # large matrices and planes turned
%! for type = {"double", "single", "int16", "uint8"}
%!   a = cast (mod ((1:2620*1680) * 7919, 251), type{1});
%!   m = reshape (a, 2620, 1680);
%!   assert (full (nd_array (nd_array (m).', "copy", true)), m.');
%!   assert (full (nd_array (m).' + 1), m.' + 1);
%!   for dims = {[200 169 130], [208 165 128]}
%!     t = reshape (a(1:prod (dims{1})), dims{1});
%!     for order = {[3 1 2], [2 1 3], [3 2 1]}
%!       turned = permute (nd_array (t), order{1});
%!       assert (full (nd_array (turned, "copy", true)), permute (t, order{1}));
%!       assert (full (turned - turned(1)), permute (t, order{1}) - t(1));
%!     endfor
%!   endfor
%! endfor
