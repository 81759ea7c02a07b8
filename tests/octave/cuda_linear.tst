## Linear algebra and Fourier transforms on CUDA devices: what the function
## table does not say.

%!function assert_near (device, host, relative = 1e-12)
%!  device = gather (device);
%!  assert (size (device), size (host));
%!  assert (class (device), class (host));
%!  assert (norm (double (device(:)) - double (host(:)), Inf)
%!          <= relative * max (1, norm (double (host(:)), Inf)));
%!endfunction

## What CODE warns of, without the lines that say where, and the last identifier.
%!function [text, id] = warned (code)
%!  lastwarn ("", "");
%!  text = evalc ("code ();");
%!  [~, id] = lastwarn ();
%!  text = strjoin (regexp (text, 'warning: matrix[^\n]*', "match"), "\n");
%!endfunction

%!test # equations of every shape and class: many right sides, more or fewer equations
%! for class = {@double, @single, @(x) x + 1i * flipud(x) / 7}
%!   for m = [3, 5]
%!     a = class{1} (magic (6)(1:m,1:3) + eye (m, 3));
%!     b = class{1} (reshape (1:2*m, m, 2));
%!     x = gpu_tensor (a, "cuda:0") \ gpu_tensor (b, "cuda:0");
%!     assert (x.device, "cuda:0");
%!     assert_near (x, a \ b, 1e-4);
%!     assert_near (gpu_tensor (b.', "cuda:0") / gpu_tensor (a.', "cuda:0"), b.' / a.', 1e-4);
%!   endfor
%! endfor

%!test # triangular, symmetric and full matrices
%! full = [4, 1, 2; 1, 5, 3; 2, 3, 6];
%! for a = {triu(full), tril(full), full, full + triu(ones (3))}
%!   assert_near (gpu_tensor (a{1}, "cuda:0") \ gpu_tensor ([1; 2; 3], "cuda:0"), ...
%!                a{1} \ [1; 2; 3]);
%! endfor

%!test # what a matrix is beyond its first rows and columns counts too
%! b = (1:20).';
%! low = tril (magic (20)) + 300 * eye (20);
%! diagonal = 400 * eye (20);
%! for a = {low, low.', low + low.', diagonal}
%!   for odd = [0, 5]
%!     for place = [20, 381] # below and above the diagonal
%!       m = a{1};
%!       m(place) += odd;
%!       assert_near (gpu_tensor (m, "cuda:0") \ gpu_tensor (b, "cuda:0"), m \ b);
%!     endfor
%!   endfor
%! endfor

%!test # few columns and many, of matrices that are solved in blocks
%! n = 1100;
%! randn ("state", 3);
%! a = randn (n);
%! for m = {a, triu(a) + n * eye(n), tril(a) + n * eye(n), single(a), a + 1i * a.'}
%!   for columns = [1, 3, 40]
%!     b = randn (n, columns);
%!     x = double (gather (gpu_tensor (m{1}, "cuda:0") \ gpu_tensor (b, "cuda:0")));
%!     residual = norm (double (m{1}) * x - b, 1) / (norm (m{1}, 1) * norm (x, 1));
%!     assert (residual < 50 * eps (class (m{1})));
%!   endfor
%! endfor

%!test # singular matrices: Octave's warnings and the shortest solution
%! ## Fused or not, the products here have no rounding.
%! for a = {[1, 2; 2, 4], [1, 1; 0, 0], zeros(2), [1, 1; 0, eps], [1, 2; 2, 4 + 8*eps]}
%!   [text, id] = warned (@() a{1} \ [1; 1]);
%!   [device_text, device_id] = warned (@() gpu_tensor (a{1}, "cuda:0") ...
%!                                          \ gpu_tensor ([1; 1], "cuda:0"));
%!   assert (! isempty (text) && strcmp (device_text, text));
%!   assert (device_id, id);
%! endfor
%! warning ("off", "all", "local");
%! a = [1, 2; 2, 4];
%! assert_near (gpu_tensor (a, "cuda:0") \ gpu_tensor ([1; 1], "cuda:0"), a \ [1; 1]);

%!test # whether a matrix is singular, of any condition: where Octave warns we do
%! seed = 20;
%! randn ("state", seed);
%! for type = {"double", "single"}
%!   digits = -log10 (eps (type{1}));
%!   for exponent = [0:3:12, 13, digits + [2, 4]]
%!     [u, ~] = qr (randn (30));
%!     [v, ~] = qr (randn (30));
%!     a = u * diag (logspace (0, -exponent, 30)) * v';
%!     matrices = {a, a + 1i * a};
%!     if (abs (2 * exponent - digits) > 3)
%!       matrices{end+1} = a' * a;
%!     endif
%!     if (abs (exponent - digits) < 1.9)
%!       continue; # rounding decides
%!     endif
%!     for m = matrices
%!       m = cast (m{1}, type{1});
%!       b = ones (30, 1, type{1});
%!       [~, id] = warned (@() m \ b);
%!       [~, device_id] = warned (@() gpu_tensor (m, "cuda:0") \ gpu_tensor (b, "cuda:0"));
%!       assert (strcmp (device_id, id), "seed %d, %s, 1e%g", seed, type{1}, exponent);
%!     endfor
%!   endfor
%! endfor
%! ## Zeros on no diagonal, but a condition of 2^80: pivots do not show it.
%! a = eye (80) - triu (ones (80), 1);
%! a(80,1) = 1e-20;
%! [~, id] = warned (@() a \ ones (80, 1));
%! [~, device_id] = warned (@() gpu_tensor (a, "cuda:0") \ nd_ones (80, 1, "device", "cuda:0"));
%! assert (! isempty (id));
%! assert (device_id, id);

## Octave's answer to fresh copies of what ARGS hold and that of the device.
%!function assert_same (name, varargin)
%!  there = cellfun (@(x) gpu_tensor (x, "cuda:0"), varargin, "UniformOutput", false);
%!  for nout = 1:1 + any (strcmp (name, {"inv", "det"}))
%!    x = y = cell (1, nout);
%!    lastwarn ("", "");
%!    text = evalc ("[x{:}] = feval (name, varargin{:});");
%!    [~, id] = lastwarn ();
%!    lastwarn ("", "");
%!    device_text = evalc ("[y{:}] = feval (name, there{:});");
%!    [~, device_id] = lastwarn ();
%!    about = sprintf ("%s of %s", name, disp (varargin));
%!    assert (isempty (text) || strcmp (device_id, id), about);
%!    assert (numel (strfind (device_text, "matrix singular")) ...
%!            == numel (strfind (text, "matrix singular")), about);
%!    for k = 1:nout
%!      assert (y{k}.device, "cuda:0");
%!      assert (gather (y{k}), x{k}, -100 * eps (class (x{k})));
%!    endfor
%!  endfor
%!endfunction

%!test # matrices with Inf and NaN, and all but 0: results and warnings are Octave's
%! for a = {[1, Inf; 2, 3], [Inf, 1; 2, 3], [1, NaN; 2, 3], [1, Inf; 0, 2], ...
%!          [1, 0; Inf, 2], [NaN, 0; 1, 3], [2, Inf; Inf, 2], [2, NaN; NaN, 2], ...
%!          Inf(2), 1e-310 * [2, 1; 1, 2], 1e-310 * [2, 1; 0, 2], ...
%!          1e-310 * [2, 1; 3, 2], 1e-300 * [1, 1; 1, 1 + 1e-13], ...
%!          1e308 * [2, 1; 3, 2], 0, NaN, Inf, 2^-1060}
%!   for class = {@double, @single, @(x) x + 1i * flipud(x) / 8}
%!     m = class{1} (a{1});
%!     assert_same ("inv", m);
%!     assert_same ("det", m);
%!     assert_same ("rcond", m);
%!     assert_same ("pinv", m);
%!     for b = {(1:rows (m)).', Inf(rows (m), 2)}
%!       assert_same ("mldivide", m + 0, b{1});
%!       assert_same ("mrdivide", b{1}.', m + 0);
%!     endfor
%!   endfor
%! endfor
%! for a = {[1, 2; 3, Inf; 5, 6], [1, 2, NaN; 3, 4, 5]}
%!   assert_same ("mldivide", a{1}, (1:rows (a{1})).');
%!   assert_same ("pinv", a{1});
%! endfor

%!test # right sides with Inf and NaN
%! for a = {[1, 2; 3, 5], [1, 2; 0, 3], [2, 0; 1, 2], [2, 1; 1, 2], [1, 2; 2, 4]}
%!   for b = {[Inf; 1], [1; Inf], [NaN; 1], [1, Inf; 2, NaN], [1, 2; -Inf, 3]}
%!     assert_same ("mldivide", a{1} + 0, b{1});
%!     assert_same ("mrdivide", b{1}.', a{1} + 0);
%!   endfor
%! endfor

%!test # triangles whose solutions overflow
%! for a = {[1e-310, 0; 0, 1], [1, 2; 0, 1e-310], [1e-310, 0; 3, 2], single([1e-40, 0; 0, 1])}
%!   for b = {[1, 2; 3, 4], [1, 0; 1, 1], [1, 2i; 3, 4]}
%!     assert_same ("mldivide", a{1} + 0, b{1});
%!     assert_same ("mrdivide", b{1}, a{1} + 0);
%!   endfor
%! endfor

%!test # chol2inv of what is no factor: 0 or complex numbers on the diagonal, Inf, NaN
%! for r = {0, single(0), 1i, [1, 2; 0, 0], [0, 1; 0, 2], zeros(2), [1, 2; 0, 3i], ...
%!          [1, 2i; 0, 3], [NaN, 1; 0, 1], [Inf, 1; 0, 1], [1e-310, 0; 0, 1]}
%!   assert_same ("chol2inv", r{1});
%! endfor

%!test # isdefinite of truth values, and of what is not finite
%! for a = {true, eye(2) > 0, [1, Inf; Inf, 1], NaN, [1, NaN; NaN, 1], complex(NaN, 1)}
%!   x = y = "";
%!   try
%!     x = isdefinite (a{1});
%!   catch err
%!     x = err.message;
%!   end_try_catch
%!   try
%!     y = gather (isdefinite (gpu_tensor (a{1}, "cuda:0")));
%!   catch err
%!     y = err.message;
%!   end_try_catch
%!   assert (y, x);
%! endfor

%!test # determinants of tiny factors; the condition of triangles
%! for a = {[2^-1030, 1; 0, 1], 1e-310 * [2, 1; 3, 2], [1e-300, 0; 1, 1e300]}
%!   assert_same ("det", a{1});
%!   assert_same ("inv", a{1});
%! endfor
%! for a = {[2, 1; 0, 2], [2, 0; 1, 2]}
%!   assert_same ("rcond", a{1});
%!   assert_same ("inv", single (a{1}));
%! endfor

%!test # a solution keeps no room for what judged the condition
%! n = 1024;
%! a = gpu_tensor (eye (n) + 1 / n, "cuda:0");
%! b = nd_ones (n, 1, "device", "cuda:0");
%! before = nd_memory ("cuda:0").in_use;
%! x = a \ b;
%! assert (nd_memory ("cuda:0").in_use - before, 8 * n);

%!test # powers: classes, and Octave's errors for what does not go together
%! square = [1, 2; 3, 4];
%! for pair = {square, single(2); single(2), square; true(2), 2; true(2), single(2); ...
%!             [], single(2); square, true; zeros(0, 3), 2; square, square; ...
%!             ones(2, 3), 2; ones(2, 2, 2), 2; int8(square), 2; 2, int8(square); ...
%!             square, int8(2); reshape(1:4, 2, 1, 2), 3; ...
%!             3, reshape([1, 2, 2, 1], 2, 1, 2)}.'
%!   x = y = "";
%!   try
%!     x = pair{1} ^ pair{2};
%!   catch err
%!     x = err.message;
%!   end_try_catch
%!   try
%!     y = gpu_tensor (pair{1}, "cuda:0") ^ gpu_tensor (pair{2}, "cuda:0");
%!     assert (y.device, "cuda:0");
%!     assert_near (y, x, 1e-5);
%!   catch err
%!     assert (err.message, x);
%!   end_try_catch
%! endfor

%!test # errors name complex operands
%! fail ("gpu_tensor ([1i, 2], 'cuda:0') \\ gpu_tensor (int8 ([1, 2]), 'cuda:0')", ...
%!       "not implemented for 'complex matrix' by 'int8 matrix'");

%!test # the condition that the warning tells is Octave's
%! a = hilb (11) + triu (1e-17 * ones (11));
%! assert_near (rcond (gpu_tensor (a, "cuda:0")), rcond (a), 1e-2);
%! [text, id] = warned (@() inv (gpu_tensor ([1, 2; 2, 4], "cuda:0")));
%! assert (id, "Octave:singular-matrix");
%! assert (text, "warning: matrix singular to machine precision");

%!test # chol: both triangles, and how far it came
%! a = [4, 2, 1; 2, 1, 1; 1, 1, 3];
%! [r, p] = chol (gpu_tensor (a, "cuda:0"));
%! [wanted, order] = chol (a);
%! assert_near (r, wanted);
%! assert (gather (p), order);
%! assert_near (chol (gpu_tensor ([4, 9; 1, 3], "cuda:0"), "lower"), ...
%!              chol ([4, 9; 1, 3], "lower"));

%!error <chol: input matrix must be positive definite>
%! chol (gpu_tensor ([1, 2; 2, 1], "cuda:0"));

%!test # lu with one, two and three results, rectangular, rows as numbers
%! m = magic (4) + diag (1:4); # no two pivots are as good
%! for a = {m(:,1:3), m(1:3,:)}
%!   t = gpu_tensor (a{1}, "cuda:0");
%!   assert_near (lu (t), lu (a{1}));
%!   [l, u] = lu (t);
%!   [hl, hu] = lu (a{1});
%!   assert_near (l, hl);
%!   assert_near (u, hu);
%!   [~, ~, p] = lu (t, "vector");
%!   [~, ~, hp] = lu (a{1}, "vector");
%!   assert (gather (p), hp);
%! endfor

%!test # qr: whole, in economy, times another matrix
%! a = magic (5)(:,1:3);
%! t = gpu_tensor (a, "cuda:0");
%! assert_near (qr (t), qr (a));
%! [q, r] = qr (t);
%! [hq, hr] = qr (a);
%! assert_near (q, hq);
%! assert_near (r, hr);
%! [q, r] = qr (t, 0);
%! [hq, hr] = qr (a, 0);
%! assert_near (q, hq);
%! assert_near (r, hr);
%! [c, r] = qr (t, gpu_tensor ((1:5)', "cuda:0"));
%! [hc, hr] = qr (a, (1:5)');
%! assert_near (c, hc);

%!test # svd of tall and wide matrices, whole and in economy
%! for a = {magic(4)(:,1:2), magic(4)(1:2,:) + 1i * magic(4)(3:4,:)}
%!   t = gpu_tensor (a{1}, "cuda:0");
%!   assert_near (svd (t), svd (a{1}));
%!   for option = {{}, {0}, {"econ"}}
%!     [u, s, v] = svd (t, option{1}{:});
%!     [hu, hs, hv] = svd (a{1}, option{1}{:});
%!     assert_near (s, full (hs));
%!     assert (size (u), size (hu));
%!     assert (size (v), size (hv));
%!     assert_near (u * s * v', a{1});
%!   endfor
%! endfor

%!test # eig of symmetric and other matrices; real where Octave's is
%! for a = {[2, 1; 1, 3], [0, 1; -1, 0], [1, 2; 3, 4], [1, 2i; -2i, 5], ...
%!          [1, 2, 0; -2, 1, 0; 0, 0, 3]}
%!   [v, d] = eig (gpu_tensor (a{1}, "cuda:0"));
%!   [hv, hd] = eig (a{1});
%!   assert_near (d, full (hd));
%!   assert (isreal (v), isreal (hv));
%!   assert_near (a{1} * gather (v), gather (v) * gather (d));
%!   assert_near (eig (gpu_tensor (a{1}, "cuda:0")), eig (a{1}));
%! endfor

%!error <EIG: matrix contains Inf or NaN values>
%! eig (gpu_tensor ([1, NaN; 1, 2], "cuda:0"));

%!error <eig: argument must be a square matrix|eig: A must be a square matrix>
%! eig (gpu_tensor (ones (2, 3), "cuda:0"));

%!error <operator \\: nonconformant arguments \(op1 is 2x2, op2 is 3x1\)>
%! gpu_tensor (eye (2), "cuda:0") \ gpu_tensor (ones (3, 1), "cuda:0");

%!error id=ndarray:device-mismatch
%! gpu_tensor (eye (2), "cuda:0") \ ones (2, 1);

%!error <svd: expected all arrays to be on the same device, but found op1 \(double 3x3\) on cpu>
%! svd (magic (3), gpu_tensor (0, "cuda:0"));

%!error <qr: expected all arrays to be on the same device, but found op1 \(double 3x3\) on cpu>
%! [q, r] = qr (magic (3), gpu_tensor (magic (3), "cuda:0"));

%!error <kron: .* op1 \(double 2x2\) on cuda:0 and op2 \(double 3x3\) on cpu>
%! kron (gpu_tensor (eye (2), "cuda:0"), magic (3));

%!error id=ndarray:not-on-device
%! schur (gpu_tensor (magic (3), "cuda:0"));

%!error id=ndarray:not-on-device
%! [u, s] = hess (gpu_tensor (magic (3), "cuda:0"));

%!test # powers
%! a = [1, 2; 3, 4];
%! t = gpu_tensor (a, "cuda:0");
%! for p = [-2, 0, 1, 5]
%!   assert_near (t ^ p, full (a ^ p), 1e-10);
%! endfor
%! assert_near (t ^ 0.5, a ^ 0.5);
%! assert_near (2 ^ t, 2 ^ a);

%!test # how many elements are not 0, in the class of the elements
%! for x = {single(3), single([3, 0, NaN]), [3, 0, NaN], 0}
%!   assert (gather (norm (gpu_tensor (x{1}, "cuda:0"), 0)), norm (x{1}, 0));
%! endfor

%!test # norms that a careless sum would lose
%! for x = {[1e200, 1e200], [NaN, 1], [Inf, 1], [3, 4; 5, 6], zeros(1, 3)}
%!   for p = {1, 2, Inf, "fro"}
%!     if (all (isfinite (x{1}(:))) || ! isequal (p{1}, 2) || isvector (x{1}))
%!       assert (gather (norm (gpu_tensor (x{1}, "cuda:0"), p{1})), norm (x{1}, p{1}), -1e-14);
%!     endif
%!   endfor
%! endfor

%!test # transforms along each dimension, padded and cut, of real and complex arrays
%! x = reshape (sin (1:60), 3, 4, 5);
%! for y = {x, single(x), x + 1i * cos(x)}
%!   t = gpu_tensor (y{1}, "cuda:0");
%!   for dim = 1:3
%!     for n = [2, 7]
%!       assert_near (fft (t, n, dim), fft (y{1}, n, dim), 1e-6);
%!       assert_near (ifft (t, n, dim), ifft (y{1}, n, dim), 1e-6);
%!     endfor
%!   endfor
%!   assert_near (fft2 (t), fft2 (y{1}), 1e-6);
%!   assert_near (fft2 (t, 4, 3), fft2 (y{1}, 4, 3), 1e-6);
%!   assert_near (fftn (t), fftn (y{1}), 1e-6);
%!   assert_near (ifftn (t, [2, 5, 6]), ifftn (y{1}, [2, 5, 6]), 1e-6);
%! endfor
%! x = reshape (cos (1:48), 2, 3, 4, 2);
%! assert_near (fftn (gpu_tensor (x, "cuda:0")), fftn (x));

%!test # transforms of real views that start at any element
%! for class = {@double, @single}
%!   x = class{1} (sin (1:9).');
%!   t = gpu_tensor (x, "cuda:0");
%!   for first = 1:4
%!     assert_near (fft (nd_view (t, first:9)), fft (x(first:9)), 1e-6);
%!   endfor
%!   assert (gather (t), x);
%! endfor

%!testif ; on_stand_in () # where a plan finds no memory, what is kept for later is given up
%! t = gpu_tensor ((1:11).', "cuda:0");
%! assert_near (fft (t), fft ((1:11).'));
%! nd_memory ("cuda:0", "trim");
%! least = nd_memory ("cuda:0").cached;
%! x = nd_zeros (2000, 2000, "device", "cuda:0");
%! clear x
%! assert (nd_memory ("cuda:0").cached > least + 3e7);
%! unwind_protect
%!   setenv ("ND_STANDIN_FAIL", "cufftXtMakePlanMany:1");
%!   assert_near (fft (t(1:10)), fft ((1:10).'));
%! unwind_protect_cleanup
%!   setenv ("ND_STANDIN_FAIL", "");
%! end_unwind_protect
%! assert (nd_memory ("cuda:0").cached < least + 3e7);

%!test # products run on cuBLAS, singles with all their bits
%! a = single (reshape (1:6, 2, 3));
%! assert_near (gpu_tensor (a, "cuda:0") * gpu_tensor (a', "cuda:0"), a * a', 1e-6);

%!testif ; on_stand_in () # what a library reports is an error that names it, and the arrays live on
%! t = gpu_tensor ([4, 2; 1, 3], "cuda:0");
%! rows = {"cusolverDnXgetrf", @() inv(t), "cuSOLVER reported CUSOLVER_STATUS_EXECUTION_FAILED";
%!         "cublasGemmEx_64", @() t * t, "cuBLAS reported CUBLAS_STATUS_EXECUTION_FAILED";
%!         "cufftXtExec", @() fft(t), "cuFFT reported CUFFT_EXEC_FAILED"};
%! for row = rows.'
%!   unwind_protect
%!     setenv ("ND_STANDIN_FAIL", [row{1}, ":1"]);
%!     err = struct ("identifier", "", "message", "");
%!     try
%!       row{2} ();
%!     catch err
%!     end_try_catch
%!   unwind_protect_cleanup
%!     setenv ("ND_STANDIN_FAIL", "");
%!   end_unwind_protect
%!   assert (err.identifier, "ndarray:device-fault");
%!   assert (! isempty (strfind (err.message, row{3})), "%s", err.message);
%!   assert (gather (det (t)), 10, 1e-12);
%! endfor

%!test # pages of more dimensions lie side by side, as in Octave's matrix functions
%! x = reshape ([2, 7, 1, 8, 2, 8, 1, 9], 2, 2, 2);
%! t = gpu_tensor (x, "cuda:0");
%! assert_near (pinv (t), pinv (x), 1e-13);
%! assert_near (t \ t, x \ x, 1e-13);
%! assert_near (t / t, x / x, 1e-13);
%! assert_near (lu (t), lu (x), 1e-13);
%! assert_near (abs (qr (t)), abs (qr (x)), 1e-13);
%!error <must be square> det (gpu_tensor (ones (2, 2, 2), "cuda:0"))

%!test # elements that are not finite: NaN, real ones of real matrices, or Octave's error
%! for bad = [NaN, Inf]
%!   x = [bad, 1; 1, 1];
%!   t = gpu_tensor (x, "cuda:0");
%!   assert (gather (pinv (t)), NaN (2));
%!   assert (gather (det (t)), det (x));
%!   assert (iscomplex (det (t)), false);
%!   fail ("null (t)", "cannot take SVD of matrix containing Inf or NaN");
%!   fail ("orth (t)", "cannot take SVD of matrix containing Inf or NaN");
%! endfor
