## Signed zeros, infinities and NaN: bit for bit what Octave makes of them, on every
## device, where the order in which elements meet shows.

%!function check (call, varargin)
%!  check_near (0, call, varargin{:});
%!endfunction

%!function check_near (relative, call, varargin)
%!  wanted = call (varargin{:});
%!  for device = {"cpu", "sim:0"}
%!    arrays = cellfun (@(v) gpu_tensor (v, device{1}), varargin, ...
%!                      "UniformOutput", false);
%!    [same, why] = same_value (wanted, plain_value (call (arrays{:})), 0, relative);
%!    assert (same, "%s on %s: %s", func2str (call), device{1}, why);
%!  endfor
%!endfunction

%!function both_results (name, x, varargin)
%!  check (@(x) nthargout (1:2, name, x, varargin{:}), x);
%!endfunction

%!test # NaN is true or false for all, by where it lies and how many there are
%! for dims = {[3, 5], [3, 8], [3, 9], [1, 8, 3], [4, 9, 2], [9, 4, 3]}
%!   x = ones (dims{1});
%!   x([2, 7, 11, end]) = [NaN, 0, NaN, NaN];
%!   for dim = 1:3
%!     check (@(x) all (x, dim), x);
%!     check (@(x) all (x, dim), single (complex (x, x - 1)));
%!     check (@(x) any (x, dim), x - 1);
%!   endfor
%! endfor

%!test # a scan starts from its first element, not from 0 or 1
%! infinite = complex ([Inf, 1, 2, -Inf], [0, -0, NaN, 3]);
%! for x = {[-0, -0, 0, -0], [-0; -0], [-0, 1; -0, -0], -zeros(70000, 1), ...
%!          -zeros(1000, 3), -zeros(3, 70), -zeros(70, 1), infinite, infinite.', ...
%!          [infinite; infinite], repmat(infinite.', 40, 1), ...
%!          complex(-zeros (1, 3), -zeros (1, 3))}
%!   for dim = 1:2
%!     check (@(x) cumsum (x, dim), x{1});
%!     check (@(x) cumprod (x, dim), x{1});
%!     check (@(x) cumsum (x, dim), single (x{1}));
%!     check (@(x) cumprod (x, dim), single (x{1}));
%!     check (@(x) sum (x, dim), x{1});
%!     check (@(x) prod (x, dim), x{1});
%!   endfor
%! endfor

%!test # complex NaN beside Inf has modulus Inf, and counts once a number was seen
%! parts = [NaN, Inf, 1, -Inf, 0, 2];
%! [re, im] = ndgrid (parts);
%! x = complex (re, im);
%! for order = {1:36, 36:-1:1, [7:36, 1:6], [22:36, 1:21]}
%!   for shape = {[36, 1], [1, 36], [6, 6], [4, 9], [3, 2, 6], [2, 1, 3, 6]}
%!     y = reshape (x(order{1}), shape{1});
%!     ## Where Octave walks along rows, its later versions treat leading NaN otherwise.
%!     last = merge (compare_versions (version (), "8", "<"), 4, find (shape{1} != 1, 1));
%!     for dim = 1:last
%!       both_results ("max", y, [], dim);
%!       both_results ("min", y, [], dim);
%!       both_results ("cummax", y, dim);
%!       both_results ("cummin", y, dim);
%!     endfor
%!     check (@(y) max (y), y);
%!     check (@(y) cummax (single (y)), y);
%!   endfor
%! endfor

%!test # which of two equal zeros max and min take
%! x = [0, -0, 0, -0, NaN]; y = [-0, 0, 0, -0, -0];
%! for f = {@max, @min}
%!   check (f{1}, x, y);
%!   check (f{1}, x, y');
%!   check (f{1}, x', y);
%!   check (f{1}, x(1), y);
%!   check (f{1}, x, y(1));
%!   check (f{1}, x(2), y(2));
%!   check (f{1}, x, [y; y]);
%!   check (f{1}, [x; x], y);
%!   check (f{1}, x', [y; y]');
%!   check (f{1}, reshape (x(1:4), 1, 1, 4), y(2));
%!   check (f{1}, single (x'), single (y));
%! endfor

%!test # kron of a complex and a real matrix multiplies complex numbers
%! z = [1+2i, 3-4i; 0, -1i];
%! for y = {[1, -2], [0, -0; 5, 1], single([-0, 2]), repmat([1, -1], 70, 70)}
%!   check (@kron, z, y{1});
%!   check (@kron, y{1}, z);
%!   check (@kron, z, y{1}, z);
%! endfor

%!test # the most frequent zero is the first of its run
%! for x = {[-0, 2, -0, 0, NaN], [0, -0, 2], [-Inf, NaN, -Inf, 0, -0], [1, Inf; -0, 0]}
%!   for dim = 1:2
%!     check (@(x) nthargout (1:3, @mode, x, dim), x{1});
%!     check (@(x) mode (x, dim), single (x{1}));
%!   endfor
%! endfor

%!test # shifted bits of what no integer holds, and counts that no int holds
%! for count = {0, 1, -1, -3, -30, -52, -64, -100, 53, 63, 4e9, -4e9, -2^31}
%!   for x = {[Inf, -Inf, NaN, 1e300, 2^63, -2^70, 5, -2.5], int8([127, -128, 3, -1]), ...
%!            int64([2^62, -5]), intmax("uint64"), uint8([200, 1])}
%!     check (@(x) bitshift (x, count{1}), x{1});
%!   endfor
%!   check (@(x) bitshift (x, count{1}), single ([Inf, -Inf, NaN, 1e30, 2^25, -5]));
%! endfor
%! for count = 5:9
%!   check (@(x) bitshift (x, count), int8 ([-1, 3]));
%! endfor

%!function switch_singular (state)
%!  warning (state, "Octave:singular-matrix");
%!  warning (state, "Octave:nearly-singular-matrix");
%!endfunction

%!function result = and_warning (call)
%!  switch_singular ("off");
%!  result = {call(), "", ""};
%!  switch_singular ("error");
%!  try
%!    call ();
%!  catch err
%!    result(2:3) = {err.identifier, err.message};
%!  end_try_catch
%!  switch_singular ("on");
%!endfunction

%!test # matrices with NaN or Inf in them are singular
%! for x = {[NaN, 1; 1, 1], [Inf, 1; 1, 1], [0, 1; 1, Inf], [1, 2; 3, NaN], NaN(2), ...
%!          [2, Inf; Inf, 2], [1, 2; 0, 3], 2, [1, NaN; 0, 1], [1, 5; 0, Inf], Inf, ...
%!          single([NaN, 1; 1, 1]), ...
%!          complex([NaN, 1; 1, 1], 1)}
%!   check_near (1e-14, @(x) and_warning (@() inv (x)), x{1});
%!   check (@(x) rcond (x), x{1});
%!   check (@(x) norm (x), x{1});
%!   ## Later versions take the determinant of infinite matrices for 0.
%!   if (isreal (x{1}) && compare_versions (version (), "8", "<"))
%!     check_near (1e-14, @(x) nthargout (1:2, @det, x), x{1});
%!   endif
%! endfor

%!test # the inverse of one number: 0 is no reason to warn
%! for x = {0, single(0), 1e-320, 1e308, NaN, Inf, complex(1e-310, 1e-310)}
%!   for device = {"cpu", "sim:0"}
%!     lastwarn ("", "");
%!     [y, condition] = inv (gpu_tensor (x{1}, device{1}));
%!     z = inv (gpu_tensor (x{1}, device{1}));
%!     assert (lastwarn (), "");
%!     [expected, expected_condition] = inv (x{1});
%!     assert (gather (y), expected);
%!     assert (gather (z), expected);
%!     assert (gather (condition), expected_condition);
%!   endfor
%! endfor

%!test # the inverse that is a power has a warning of its own
%! for x = {[NaN, 1; 1, 1], [1, 1; 1, 1], [1, NaN; 0, 1], [1, 1; 1, 1 + eps]}
%!   lastwarn ("", "");
%!   wanted = x{1} ^ -1;
%!   [text, id] = lastwarn ();
%!   for device = {"cpu", "sim:0"}
%!     lastwarn ("", "");
%!     got = gather (gpu_tensor (x{1}, device{1}) ^ -1);
%!     [seen, seen_id] = lastwarn ();
%!     assert ({seen, seen_id}, {text, id});
%!     if (! istriu (x{1})) # there BLAS need not agree on 0 * NaN
%!       assert (got, wanted, 1e-14);
%!     endif
%!   endfor
%! endfor

%!test # the root of a matrix that has 0 for an eigenvalue: Octave warns
%! for x = {0, zeros(2), single([3, 0; 0, 0]), complex(0, 0), [2, 1; 1, 2]}
%!   lastwarn ("", "");
%!   evalc ("wanted = sqrtm (x{1});");
%!   [text, id] = lastwarn ();
%!   for device = {"cpu", "sim:0"}
%!     lastwarn ("", "");
%!     evalc ("got = gather (sqrtm (gpu_tensor (x{1}, device{1})));");
%!     [seen, seen_id] = lastwarn ();
%!     assert ({seen, seen_id}, {text, id});
%!     assert (got, wanted, 1e-6);
%!   endfor
%! endfor

%!test # the triangle of a QR factorization keeps its infinite diagonal
%! check (@(x) isinf (qr (x)), [Inf, 1; 1, 1]);
%! check_near (1e-14, @(x) qr (x), [-Inf; 2; 1]);

%!test # powers of matrices without elements
%! for x = {zeros(0, 3), zeros(3, 0), zeros(0, 0)}
%!   check (@(x) x ^ 2, x{1});
%!   check (@(x) x ^ -1, x{1});
%!   check (@(x) 2 ^ x, x{1});
%! endfor

%!test # an inverse transform divides by a complex number
%! x = [NaN, 1, 3; 1, Inf, 2];
%! for call = {@(x) ifft (x), @(x) ifft (x, [], 2), @(x) ifft (x, 4), @(x) ifft2 (x), ...
%!             @(x) ifftn (x)}
%!   check_near (1e-14, call{1}, x);
%!   check_near (1e-14, call{1}, complex (x, 1));
%!   check_near (1e-14, call{1}, complex ([1, 2, 3; 4, 5, 6], -x));
%! endfor

%!test # the transform of nothing along all dimensions is nothing
%! for device = {"cpu", "sim:0"}
%!   for x = {zeros(0, 3), single(zeros (2, 0, 3)), int8(zeros (0, 2)), zeros(0, 0)}
%!     a = gpu_tensor (x{1}, device{1});
%!     for y = {fftn(a), ifftn(a)}
%!       assert (size (y{1}), size (x{1}));
%!       assert (class (y{1}), class (fft (x{1})));
%!       assert (y{1}.device, device{1});
%!     endfor
%!   endfor
%!   assert (size (fftn (gpu_tensor (ones (2), device{1}), [0, 2])), [0, 2]);
%!   assert (gather (fftn (gpu_tensor (zeros (0, 3), device{1}), [2, 2])), zeros (2));
%! endfor

%!test # the exponential of a matrix of integers takes its mean out as an integer
%! for x = {int8([1, 2; 3, 4]), uint8([1, 2; 3, 4]), int32([-5, 1; 0, 2]), int16(3)}
%!   check_near (1e-12, @(x) expm (x), x{1});
%! endfor
%! check (@(x) expm (x), Inf);

%!test # products with a complex number that has no imaginary part
%! for x = {[-0, 0, 1, -1, Inf, -Inf, NaN], complex([-0, 0, 1, Inf], [0, -0, -0, 0])}
%!   for s = {complex(2, 0), complex(-2, 0), complex(0, 0), complex(Inf, 0), complex(-0, -0)}
%!     for y = {x{1}, single(x{1})}
%!       check (@(x, s) {real(x * s), imag(x * s)}, y{1}, s{1});
%!       check (@(x, s) {real(s .* x), imag(s .* x)}, y{1}, s{1});
%!       check (@(x, s) {real(x / s), imag(x / s)}, y{1}, s{1});
%!     endfor
%!   endfor
%! endfor

%!test # filters with feedback: also where they grow, and what becomes of Inf
%! weights = {1, [2, -1.9]; [1, 2, 3], [1, -0.5]; [1, 0.2], [1, -3, 3, -1]; ...
%!            1, [1, -2]; [1, 2], [1; zeros(20, 1); 0.4]; 1, [1, 2 + 1i, 0.3]};
%! x = reshape (mod (7 * (1:1320), 13), 110, 3, 4) / 4 - 1.5;
%! y = x;
%! y(50,1) = Inf;
%! y(60,2) = NaN;
%! for k = 1:rows (weights)
%!   for dim = 1:3
%!     both = @(b, a, x) nthargout (1:2, @filter, b, a, x, [], dim);
%!     check_near (1e-11, both, weights{k,:}, x);
%!     check_near (1e-11, both, weights{k,:}, single (x));
%!   endfor
%!   check_near (1e-11, @(b, a, x) nthargout (1:2, @filter, b, a, x), ...
%!               weights{k,1}, real (weights{k,2}), y);
%! endfor

%!test # states of a filter that are given back go on where it stopped
%! [b, a, x] = deal ([1, 2, 1], [1, -1.8, 0.9], rand (100, 5));
%! [b, a, x] = deal (gpu_tensor (b, "sim:0"), gpu_tensor (a, "sim:0"), ...
%!                   gpu_tensor (x, "sim:0"));
%! [y, sf] = filter (b, a, x);
%! [first, state] = filter (b, a, x(1:30,:));
%! [second, last] = filter (b, a, x(31:end,:), state);
%! assert (gather ([first; second]), gather (y));
%! assert (gather (last), gather (sf));

%!test # special functions of what is infinite, and of signed zeros
%! x = [complex(Inf, 1), complex(Inf, -2), complex(-Inf, 1), complex(-Inf, -2), ...
%!      complex(-0, -3), complex(-0, 3), complex(-0, -1), complex(0, -3)];
%! for k = 1:numel (x) # Octave's does not take Inf beside others
%!   check_near (1e-13, @(x) cosint (x), x(k));
%! endfor
%! check_near (1e-13, @(x) expint (x), x([1, 2, 5:8]));
%! check_near (1e-13, @(x) sinint (x), x(5:8));
%! assert (all (isnan (gather (sinint (gpu_tensor (x(1:4), "sim:0"))))));
%! check_near (1e-13, @(x) psi (1, x), [1, 1e10, Inf, NaN, 0]);
%! check (@(k) bincoeff (5, k), [0, 2, Inf, NaN, -1]);

%!test # error functions of complex numbers: each to 1e-13 of its modulus
%! v = [0, 1e-8, 1e-3, 0.1, 0.5, 0.99, 1, 1.5, 2, 3, 5, 8, 12];
%! [x, y] = meshgrid ([-v, v]);
%! z = complex (x, y);
%! t = gpu_tensor (z, "sim");
%! for f = {@erf, @erfc, @erfcx, @erfi, @dawson}
%!   expected = f{1} (z);
%!   distance = abs (gather (f{1} (t)) - expected);
%!   assert (all ((distance <= 1e-13 * abs (expected))(:)));
%! endfor

%!test # and of infinite ones
%! t = gpu_tensor ([complex(Inf, 1), complex(-Inf, 2)], "sim");
%! assert (gather (erf (t)), [1, -1]);
%! assert (gather (erfc (t)), [0, 2]);
%! assert (gather (dawson (t)), [0, 0]);
%! assert (gather (erfcx (t(1))), 0);
%! assert (gather (erfi (gpu_tensor (complex (1, Inf), "sim"))), 1i);

%!test # parts of error functions that overflow: Inf, -Inf or NaN as Octave has them
%! v = [1e-300, 1e-9, 1e-3, 0.3, 3, 9.5, 20, 26.6, 26.7, 38, 1e3, 1e10, Inf];
%! [x, y] = meshgrid ([-v, v]);
%! is_meant = ! (isinf (x) & isinf (y));
%! for class_name = {"double", "single"}
%!   z = cast (complex (x(is_meant), y(is_meant)), class_name{1});
%!   t = gpu_tensor (z, "sim");
%!   for f = {@erf, @erfc, @erfcx, @erfi, @dawson}
%!     expected = f{1} (z);
%!     result = gather (f{1} (t));
%!     for part = {@real, @imag}
%!       before = part{1} (expected);
%!       after = part{1} (result);
%!       after(isfinite (before) & isfinite (after)) = 0;
%!       before(isfinite (before)) = 0;
%!       assert (after, before);
%!     endfor
%!   endfor
%! endfor

%!test # on the axes each part is exact, also where the other is not finite
%! x = [0, 1e-300, 0.5, 1, 2, 5, 20, 27, 1e300, Inf, NaN];
%! x = [x, -x];
%! for z = {complex(x, 0), complex(0, x)}
%!   t = gpu_tensor (z{1}, "sim");
%!   for f = {@erf, @erfc, @erfcx, @erfi, @dawson}
%!     expected = f{1} (z{1});
%!     result = gather (f{1} (t));
%!     assert (real (result), real (expected), -1e-13);
%!     assert (imag (result), imag (expected), -1e-13);
%!   endfor
%! endfor

%!test # NaN in a part is NaN in both
%! t = gpu_tensor ([complex(Inf, NaN), complex(NaN, Inf), complex(NaN, 1)], "sim");
%! for f = {@erf, @erfc, @erfcx, @erfi, @dawson}
%!   result = gather (f{1} (t));
%!   assert (isnan (real (result)) & isnan (imag (result)), true (1, 3));
%! endfor

%!function check_bessel (f, z, amplitude, where)
%!  [expected, code] = f (z);
%!  [result, ierr] = f (gpu_tensor (z, "sim"));
%!  [result, ierr] = deal (gather (result), gather (ierr));
%!  is_near_limit = @(y) abs (log (abs (y))) > 660 & isfinite (y) & y != 0;
%!  is_meant = ! (is_near_limit (expected) | is_near_limit (result));
%!  assert (isequal (ierr(is_meant), code(is_meant)), "%s: ierr", where);
%!  is_number = isfinite (expected);
%!  assert (isequal (isnan (result(! is_number)), isnan (expected(! is_number))), ...
%!          "%s: Inf or NaN", where);
%!  distance = abs (result - expected) ./ max (abs (expected), amplitude);
%!  distance(expected == 0) = abs (result)(expected == 0);
%!  distance = (distance ./ (1 + abs (z) / 500))(is_meant & is_number);
%!  assert (all (distance < 1e-11), "%s: %g", where, max (distance));
%!endfunction

%!test # Bessel functions far out, near to 0, around their orders, and of large ones
%! rand ("twister", 1);
%! randn ("twister", 1);
%! turn = exp (2i * pi * rand (1, 60));
%! turn(1:15) = 1i .^ (1:15) .* exp (1i * 1e-3 * randn (1, 15));
%! functions = {@besselj, @bessely, @(a, z, s) besselh(a, 1, z, s), ...
%!              @(a, z, s) besselh(a, 2, z, s), @besseli, @besselk};
%! for alpha = [-87.5, -20, -1/3, 0, 1, 2.7, 84.9, 85.5, 250.25]
%!   sizes = [10 .^ (-1 + 4.5 * rand (1, 40)), ...
%!            (abs (alpha) + 1) * (0.7 + 0.6 * rand (1, 20))];
%!   for z = {sizes .* turn, sizes, -sizes}
%!     for k = 1:numel (functions)
%!       f = @(z) functions{k} (alpha, z, true);
%!       ## where zeros may lie
%!       amplitude = 0.1 ./ sqrt (abs (z{1})) .* (abs (z{1}) > abs (alpha));
%!       check_bessel (f, z{1}, amplitude, ...
%!                     sprintf ("function %d, order %g", k, alpha));
%!     endfor
%!   endfor
%! endfor
%! sizes = 10 .^ (-2 + 7.5 * rand (1, 60));
%! for z = {sizes .* turn, sizes, -sizes}
%!   for k = 0:3
%!     check_bessel (@(z) airy (k, z / 10, true), z{1}, ...
%!                   0.1 * abs (z{1} / 10) .^ (mod (k, 2) / 2 - 0.25), ...
%!                   sprintf ("airy %d", k));
%!   endfor
%! endfor

%!test # and those that are not scaled, where they are no numbers any more, too
%! x = [801, -801, 1e5, -1e6, 3, 1e-307];
%! z = complex ([5, 900, -900, 1e5, -4, -1], [900, -5, 20, 3, 3e4, -1e4]);
%! functions = {@besselj, @bessely, @(a, z) besselh(a, 1, z), @(a, z) besselh(a, 2, z), ...
%!              @besseli, @besselk};
%! for alpha = [-20, -3.3, -2.5, 0, 1.5, 40, 600]
%!   for k = 1:numel (functions)
%!     where = sprintf ("function %d, order %g", k, alpha);
%!     check_bessel (@(z) functions{k} (alpha, z), x, 0, where);
%!     check_bessel (@(z) functions{k} (alpha, z), z, 0, where);
%!   endfor
%! endfor
%! for k = 0:3
%!   check_bessel (@(z) airy (k, z), [400, 40, 2e6, -40], 0, sprintf ("airy %d", k));
%!   check_bessel (@(z) airy (k, z), z / 20, 0, sprintf ("airy %d", k));
%! endfor

%!test # results of real numbers are real where Octave's are
%! for x = {[1, 2, 30], [0, 0.5, NaN, Inf], single([2, 0])}
%!   t = gpu_tensor (x{1}, "sim");
%!   for f = {@(x) besselj(1, x), @(x) besselj(-1.5, x), @(x) bessely(0, x), ...
%!            @(x) bessely(-2.5, x), @(x) besseli(-1, x), @(x) besselk(2, x), ...
%!            @(x) airy(0, x), @(x) airy(1, -x), @(x) airy(2, x, true), @expint, @psi}
%!     assert (isreal (f{1} (t)), isreal (f{1} (x{1})), func2str (f{1}));
%!   endfor
%! endfor

%!test # small numbers, where another function of the same order is too large
%! x = [1e-300, 1e-200, 1e-150, 1e-80, 1e-20, 1e-7, 3e-5, 0.3];
%! turn = exp (1i * (1:8));
%! for alpha = [0.5, 1, 3.2, 20, 52.5, -0.5, -1, -3.5, -120.5]
%!   for f = {@besselj, @bessely, @besseli, @besselk}
%!     for z = {x, -x, x .* turn}
%!       for is_scaled = [false, true]
%!         check_bessel (@(z) f{1} (alpha, z, is_scaled), z{1}, 0, ...
%!                       sprintf ("%s, order %g", func2str (f{1}), alpha));
%!       endfor
%!     endfor
%!   endfor
%! endfor

%!test # at the infinite complex numbers and at those next to 0
%! parts = [-Inf, -3, -1e-306, 0, 1e-310, 2, 1e11, Inf];
%! [re, im] = meshgrid (parts);
%! z = complex (re, im)(! isfinite (re + im) | abs (re + 1i * im) < 1e-300);
%! z = [z; complex([NaN; NaN; 1; Inf], [NaN; -2; NaN; NaN])];
%! for f = {@besselj, @bessely, @(a, z) besselh(a, 1, z), @(a, z) besselh(a, 2, z), ...
%!          @besseli, @besselk, @airy}
%!   check_near (1e-13, @(z) nthargout (1:2, f{1}, 0, z), z);
%!   if (! isequal (f{1}, @airy))
%!     check_near (1e-13, @(z) nthargout (1:2, f{1}, -1.3, z), z);
%!   endif
%! endfor

%!test # where Octave says that digits are lost, and its values at special numbers
%! x = [NaN, 0, Inf, -Inf, 2, -2, 1e5];
%! for alpha = [-1.5, 0, 2]
%!   [expected, code] = bessely (alpha, x);
%!   [y, ierr] = bessely (alpha, gpu_tensor (x, "sim"));
%!   assert (real (gather (y)), real (expected), 1e-13);
%!   assert (imag (gather (y)), imag (expected), 1e-13);
%!   assert (gather (ierr), code);
%! endfor
%!error <besselj: the sizes of alpha and x must conform> besselj ([1 2 3], gpu_tensor ([1 2], "sim"))
%!error <besselj has no version that runs on sim:0.*to_cpu> besselj (Inf, gpu_tensor (3, "sim"))

%!test # numbers beside integers are rounded to their class before gcd and lcm
%! for f = {@gcd, @lcm}
%!   check (f{1}, int8 ([1, -2, 100, 12]), 2.5);
%!   check (f{1}, [2.4, 1e6, NaN, -Inf], int16 (12));
%!   check (f{1}, single (7.5), uint8 ([4, 6, 12]));
%! endfor
%!error <gcd: all values must be integers> gcd (gpu_tensor ([4, 2.5], "sim"), 2)
%!error <gcd: all values must be integers> gcd (gpu_tensor (true (1, 2), "sim"), 2.5)

%!test # psi and expint where something is infinite
%! z = complex ([Inf, -Inf, NaN, 1, 0, 2, -Inf, Inf, 3], ...
%!              [1, Inf, 2, NaN, -Inf, NaN, 5, -Inf, 1]);
%! for x = {z, single(z), [Inf, -Inf, NaN, 0, 2], single([Inf, 3])}
%!   check_near (1e-13, @(x) psi (x), x{1});
%!   check_near (1e-13, @(x) expint (x), x{1});
%! endfor

%!test # eps of complex numbers is that of their real parts
%! check (@(x) eps (x), complex ([1, NaN, 1e10], [1e9, 1, 0]));

%!test # numbers times powers of two
%! check_near (1e-15, @(f, e) pow2 (f, e), [1.5, -3, 0, 1, Inf], [1, -2.5, 3, 2000, 1]);
%! check_near (1e-15, @(f, e) pow2 (f, e), single ([1, 2; 3, -4]), 3);
%! check_near (1e-15, @(f, e) pow2 (f, e), 3, [1, 7.5, -1080]);
