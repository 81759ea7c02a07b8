## Programs as a numerical course writes them, in plain Octave: each runs unchanged on
## ordinary matrices, on nd arrays and on devices, and gives the same result.

## ---- Linear systems -----------------------------------------------------------

%!function x = back_substitution (U, b)
%!  n = rows (U);
%!  x = b;
%!  for k = n:-1:1
%!    x(k) = (x(k) - U(k,k+1:n) * x(k+1:n)) / U(k,k);
%!  endfor
%!endfunction

%!function x = gauss (A, b) # partial pivoting
%!  n = rows (A);
%!  for k = 1:n-1
%!    [~, p] = max (abs (A(k:n,k)));
%!    p += k - 1;
%!    if (p != k)
%!      A([k p],:) = A([p k],:);
%!      b([k p]) = b([p k]);
%!    endif
%!    for i = k+1:n
%!      m = A(i,k) / A(k,k);
%!      A(i,k:n) -= m * A(k,k:n);
%!      b(i) -= m * b(k);
%!    endfor
%!  endfor
%!  x = back_substitution (A, b);
%!endfunction

%!function A = lu_in_place (A)
%!  for k = 1:rows (A)-1
%!    A(k+1:end,k) /= A(k,k);
%!    A(k+1:end,k+1:end) -= A(k+1:end,k) * A(k,k+1:end);
%!  endfor
%!endfunction

%!function x = jacobi (A, b)
%!  d = diag (A);
%!  R = A - diag (d);
%!  x = zeros (size (b), "like", b);
%!  do
%!    last = x;
%!    x = (b - R * x) ./ d;
%!  until (norm (x - last) < 1e-13)
%!endfunction

%!function x = gauss_seidel (A, b)
%!  x = zeros (size (b), "like", b);
%!  for sweep = 1:40
%!    for i = 1:numel (b)
%!      x(i) += (b(i) - A(i,:) * x) / A(i,i);
%!    endfor
%!  endfor
%!endfunction

%!function x = conjugate_gradients (A, b)
%!  x = zeros (size (b), "like", b);
%!  r = p = b;
%!  rho = r' * r;
%!  for k = 1:2 * numel (b)
%!    q = A * p;
%!    alpha = rho / (p' * q);
%!    x += alpha * p;
%!    r -= alpha * q;
%!    [last, rho] = deal (rho, r' * r);
%!    if (sqrt (rho) < 1e-14)
%!      break;
%!    endif
%!    p = r + rho / last * p;
%!  endfor
%!endfunction

%!function Q = gram_schmidt (Q)
%!  for j = 1:columns (Q)
%!    for i = 1:j-1
%!      Q(:,j) -= (Q(:,i)' * Q(:,j)) * Q(:,i);
%!    endfor
%!    Q(:,j) /= norm (Q(:,j));
%!  endfor
%!endfunction

%!function lambda = power_method (A)
%!  v = ones (rows (A), 1, "like", A);
%!  for k = 1:200
%!    v = A * v;
%!    v /= norm (v);
%!  endfor
%!  lambda = v' * A * v;
%!endfunction

%!function p = page_rank (links)
%!  n = rows (links);
%!  M = links ./ max (sum (links), 1);
%!  p = ones (n, 1, "like", links) / n;
%!  while (true)
%!    next = 0.85 * M * p + 0.15 / n;
%!    if (sum (abs (next - p)) < 1e-14)
%!      break;
%!    endif
%!    p = next;
%!  endwhile
%!endfunction

%!shared A, b, S
%! A = [2 1 -1 0.5; -3 4 2 1; -2 1 5 2; 1 -0.5 1 6] + magic (4) / 20;
%! b = [8; -11; -3; 2];
%! S = A * A' + eye (4);

%!test run_everywhere (@gauss, A, b);
%!test run_everywhere (@lu_in_place, A);
%!test run_everywhere (@(A, b) A \ b, A, b);
%!test run_everywhere (@(A, b) inv (A' * A) * (A' * b), A, b);
%!test run_everywhere (@jacobi, A + 4 * eye (4), b);
%!test run_everywhere (@gauss_seidel, S, b);
%!test run_everywhere (@conjugate_gradients, S, b);
%!test run_everywhere (@gram_schmidt, A);
%!test run_everywhere (@power_method, S);
%!test run_everywhere (@page_rank, [0 1 1 0; 1 0 0 0; 0 1 0 1; 1 0 1 0]);
%!test # vibrations of masses on springs, scaled to masses of 1
%! function modes = vibrations (K, M)
%!   [V, D] = eig (K, M);
%!   modes = [abs(V), sqrt(diag (D)), V' * M * V];
%! endfunction
%! run_everywhere (@vibrations, S, diag ([1, 2, 3, 4]));
%!test run_everywhere (@(A, Q) sylvester (A, A', -Q), A - 9 * eye (4), S);
%!test run_everywhere (@(S) expm (logm (S)) - sqrtm (S) ^ 2 + S, S);
%!test # principal components
%! function share = components (X)
%!   X = X - mean (X);
%!   [~, D] = eig (X' * X / (rows (X) - 1));
%!   d = sort (diag (D), "descend");
%!   share = cumsum (d) / sum (d);
%! endfunction
%! run_everywhere (@components, [A; S; A.^2]);
%!test # a picture of low rank
%! function X = truncated (X, k)
%!   [U, s, V] = svd (X);
%!   X = U(:,1:k) * s(1:k,1:k) * V(:,1:k)';
%! endfunction
%! run_everywhere (@truncated, A, 2);

## ---- Equations, integrals, fits -------------------------------------------------

%!function x = newton (x)
%!  for k = 1:8
%!    x -= (x.^3 - 2 * x - 5) ./ (3 * x.^2 - 2);
%!  endfor
%!endfunction

%!function c = bisection (a, b)
%!  f = @(x) cos (x) - x;
%!  while (any (b - a > 1e-12))
%!    c = (a + b) / 2;
%!    left = f (a) .* f (c) <= 0;
%!    b(left) = c(left);
%!    a(! left) = c(! left);
%!  endwhile
%!endfunction

%!function s = simpson (x)
%!  y = exp (-x.^2);
%!  h = x(2) - x(1);
%!  s = h / 3 * (y(1) + y(end) + 4 * sum (y(2:2:end-1)) + 2 * sum (y(3:2:end-2)));
%!endfunction

%!function p = lagrange (t, x, y)
%!  p = 0 * t;
%!  for i = 1:numel (x)
%!    others = [1:i-1, i+1:numel(x)];
%!    p += y(i) * prod ((t - x(others)') ./ (x(i) - x(others)'), 2);
%!  endfor
%!endfunction

%!test run_everywhere (@newton, [2, 3, 4]);
%!test run_everywhere (@bisection, [0, 0.5], [1, 2]);
%!test run_everywhere (@simpson, linspace (0, 1, 11));
%!test run_everywhere (@(x) trapz (x, sin (x).^2), linspace (0, pi, 50));
%!test run_everywhere (@lagrange, [0.5; 1.5], [0; 1; 2; 3], [1; 2; 0; 5]);
%!test # a parabola through points
%! x = (1:8)' / 3;
%! y = 1 + 2 * x - x.^2 + 0.1 * sin (9 * x);
%! run_everywhere (@(x, y) [x.^0, x, x.^2] \ y, x, y);
%! run_everywhere (@(x, y) polyval (polyfit (x, y, 2), x), x, y);
%! run_everywhere (@(x, y) interp1 (x, y, (x(1:end-1) + x(2:end)) / 2), x, y);
%!test # a parabola through complex points, one of which is zero
%! z = [1+2i; 0; 3-4i; -1i; 2];
%! run_everywhere (@(z) polyfit (z, z .^ 2 + z + 3, 2), z);
%! mask = [true, true, true];
%! run_everywhere (@(z) polyfit (z, z .^ 2 + z + 3, mask), z);

## ---- Differential equations -----------------------------------------------------

%!function y = runge_kutta (f, y, h, steps)
%!  for k = 1:steps
%!    k1 = f (y);
%!    k2 = f (y + h / 2 * k1);
%!    k3 = f (y + h / 2 * k2);
%!    k4 = f (y + h * k3);
%!    y += h / 6 * (k1 + 2 * k2 + 2 * k3 + k4);
%!  endfor
%!endfunction

%!function u = heat (u, steps)
%!  in = 2:rows (u) - 1;
%!  jn = 2:columns (u) - 1;
%!  for k = 1:steps
%!    u(in,jn) += 0.2 * (u(in-1,jn) + u(in+1,jn) + u(in,jn-1) + u(in,jn+1) ...
%!                       - 4 * u(in,jn));
%!  endfor
%!endfunction

%!function u = wave (u, steps)
%!  before = u;
%!  for k = 1:steps
%!    after = 2 * u - before;
%!    after(2:end-1) += 0.25 * diff (u, 2);
%!    [before, u] = deal (u, after);
%!  endfor
%!endfunction

%!function x = n_bodies (x, m, steps)
%!  v = zeros (size (x), "like", x);
%!  for k = 1:steps
%!    d = permute (x, [3 2 1]) - x; # body, coordinate, other body
%!    r = sqrt (sum (d.^2, 2) + 0.01);
%!    v += 0.01 * sum (permute (m, [2 3 1]) .* d ./ r.^3, 3);
%!    x += 0.01 * v;
%!  endfor
%!endfunction

%!test # three pendulums at once
%! pendulum = @(y) [y(2,:); -sin(y(1,:)) - 0.1 * y(2,:)];
%! run_everywhere (@(y) runge_kutta (pendulum, y, 0.05, 60), [0.1 1 2; 0 0 0.5]);
%!test # predators and prey
%! lotka = @(y) [y(1,:) - y(1,:) .* y(2,:); y(1,:) .* y(2,:) - y(2,:)];
%! run_everywhere (@(y) runge_kutta (lotka, y, 0.05, 60), [1.5; 0.5]);
%!test run_everywhere (@heat, magic (12) / 100, 25);
%!test run_everywhere (@wave, sin (linspace (0, pi, 30))', 20);
%!test run_everywhere (@n_bodies, [0 0; 1 0; 0 1; 2 2] + 0.1, [1; 2; 3; 0.5], 10);

## ---- Signals and pictures -------------------------------------------------------

%!function a = spectrum (x)
%!  n = numel (x);
%!  a = abs (fft (x)(1:n/2+1)) / n;
%!  a(2:end-1) *= 2;
%!endfunction

%!function y = box_blur (x)
%!  x = double (x);
%!  p = x([1, 1:end, end],[1, 1:end, end]);
%!  y = zeros (size (x), "like", x);
%!  for i = 0:2
%!    for j = 0:2
%!      y += p(1+i:end-2+i,1+j:end-2+j);
%!    endfor
%!  endfor
%!  y = uint8 (y / 9);
%!endfunction

%!function e = sobel (x)
%!  x = double (x);
%!  k = zeros (3, "like", x);
%!  k(:,1) = 1;
%!  k(2,1) = 2;
%!  k(:,3) = -k(:,1);
%!  e = hypot (conv2 (x, k, "same"), conv2 (x, k', "same"));
%!endfunction

%!function y = equalised (x)
%!  counts = accumarray (double (x(:)) + 1, 1, [256, 1]);
%!  y = uint8 (255 * (cumsum (counts) / numel (x))(double (x) + 1));
%!endfunction

%!function grey = luma (x)
%!  x = double (x);
%!  grey = uint8 (0.299 * x(:,:,1) + 0.587 * x(:,:,2) + 0.114 * x(:,:,3));
%!endfunction

%!function alive = life (alive, steps)
%!  for k = 1:steps
%!    n = -alive;
%!    for i = -1:1
%!      for j = -1:1
%!        n += circshift (alive, [i, j]);
%!      endfor
%!    endfor
%!    alive = double (n == 3 | (alive & n == 2));
%!  endfor
%!endfunction

%!function n = mandelbrot (c)
%!  z = zeros (size (c), "like", c);
%!  n = zeros (size (c), "like", real (c));
%!  for k = 1:25
%!    in = abs (z) <= 2;
%!    z(in) = z(in).^2 + c(in);
%!    n += in;
%!  endfor
%!endfunction

%!shared picture
%! picture = uint8 (mod ((1:24)' .* (1:30) .* reshape (1:3, 1, 1, 3), 256));

%!test run_everywhere (@spectrum, sin (1:64) + 0.5 * cos (3 * (1:64)));
%!test # a filter without the high frequencies
%! function y = low_pass (x)
%!   X = fft (x);
%!   X(8:end-6) = 0;
%!   y = real (ifft (X));
%! endfunction
%! run_everywhere (@low_pass, sin (1:64) + rem (1:64, 3));
%!test run_everywhere (@(x, w) conv (x, w / sum (w), "valid"), (1:20).^2, [1 2 1]);
%!test run_everywhere (@(x, w, v) deconv (conv (x, w), w) - filter (v, w, x), ...
%!                     (1:200) / 7, [1 -1.6 0.8], [0.05 0.1 0.05]);
%!test run_everywhere (@box_blur, picture(:,:,1));
%!test run_everywhere (@sobel, picture(:,:,2));
%!test run_everywhere (@equalised, picture(:,:,3));
%!test run_everywhere (@luma, picture);
%!test run_everywhere (@(a, b) uint8 (0.3 * double (a) + 0.7 * double (b)), ...
%!                     picture, flip (picture, 2));
%!test run_everywhere (@(x) 255 - rot90 (x(1:2:end,end:-1:1,1)), picture);
%!test run_everywhere (@life, double (mod (magic (9), 3) == 0), 6);
%!test run_everywhere (@mandelbrot, complex ((-8:3)' / 4 + zeros (1, 9), (-4:4) / 4 ...
%!                                           + zeros (12, 1)));

## ---- Data -----------------------------------------------------------------------

%!function w = logistic_regression (X, y)
%!  w = zeros (columns (X), 1, "like", X);
%!  for k = 1:80
%!    p = 1 ./ (1 + exp (-X * w));
%!    w -= 0.5 * X' * (p - y) / rows (X);
%!  endfor
%!endfunction

%!function c = k_means (X, c)
%!  for k = 1:8
%!    d = zeros (rows (X), rows (c), "like", X);
%!    for j = 1:rows (c)
%!      d(:,j) = sum ((X - c(j,:)).^2, 2);
%!    endfor
%!    [~, nearest] = min (d, [], 2);
%!    for j = 1:rows (c)
%!      c(j,:) = mean (X(nearest == j,:), 1);
%!    endfor
%!  endfor
%!endfunction

%!function loss = network (X, y, W, V) # one hidden layer, trained by backpropagation
%!  for k = 1:30
%!    H = tanh (X * W);
%!    P = exp (H * V - max (H * V, [], 2));
%!    P ./= sum (P, 2);
%!    G = (P - y) / rows (X);
%!    D = G * V' .* (1 - H.^2);
%!    V -= 0.5 * H' * G;
%!    W -= 0.5 * X' * D;
%!  endfor
%!  loss = -sum (sum (y .* log (P))) / rows (X);
%!endfunction

%!function out = moments (x)
%!  z = (x - mean (x)) ./ std (x);
%!  out = [mean(x); var(x); median(x); min(x); max(x); mean(z.^3); mean(z.^4) - 3];
%!endfunction

%!function found = sieve (is_prime)
%!  is_prime(1) = false;
%!  n = numel (is_prime);
%!  for k = 2:floor (sqrt (n))
%!    if (is_prime(k))
%!      is_prime(k*k:k:n) = false;
%!    endif
%!  endfor
%!  found = find (is_prime);
%!endfunction

%!shared X, y
%! X = [sin(1:40); cos(2 * (1:40)); ones(1, 40)]';
%! y = double (X(:,1) + 0.3 * X(:,2) > 0.1);

%!test run_everywhere (@logistic_regression, X, y);
%!test run_everywhere (@k_means, X(:,1:2), [-1 0; 1 0]);
%!test run_everywhere (@network, X, [y, 1 - y], sin ((1:3)' .* (1:5)), ...
%!                     cos ((1:5)' .* (1:2)));
%!test run_everywhere (@moments, X(:,1:2));
%!test run_everywhere (@sieve, true (1, 100));
%!test run_everywhere (@(X) cov (X(:,1:2)), X);
%!test run_everywhere (@(u) 4 * mean (sum (u.^2, 2) < 1), X(:,1:2));
%!test # groups: sums and means by key
%! key = mod ((1:40)', 4) + 1;
%! run_everywhere (@(v, k) accumarray (k, v) ./ accumarray (k, 1), X(:,1), key);
%!test # distances between all pairs, and the nearest neighbour
%! function nearest = neighbours (P)
%!   s = sum (P.^2, 2);
%!   D = s + s' - 2 * P * P';
%!   D(1:rows (D)+1:end) = Inf;
%!   [~, nearest] = min (D, [], 2);
%! endfunction
%! run_everywhere (@neighbours, X(:,1:2));
%!test # outliers out, gaps filled, sorted by two keys
%! function t = tidy (t)
%!   t(abs (t - mean (t)) > 1.2 * std (t)) = NaN;
%!   t(isnan (t)) = 0;
%!   t = sortrows (round (t * 4), [1, -2]);
%!   t(end+1,:) = sum (t);
%! endfunction
%! run_everywhere (@tidy, X(:,1:2));

## ---- Tables that grow and shrink, paths, games ------------------------------------

%!function x = secant (x)
%!  f = @(x) x.^3 - 2;
%!  while (abs (x(end) - x(end-1)) > 1e-10)
%!    slope = (f (x(end)) - f (x(end-1))) / (x(end) - x(end-1));
%!    x(end+1) = x(end) - f (x(end)) / slope;
%!  endwhile
%!endfunction

%!function D = divided_differences (x, y)
%!  n = numel (x);
%!  D = zeros (n, n, "like", x);
%!  D(:,1) = y;
%!  for j = 2:n
%!    i = 1:n-j+1;
%!    D(i,j) = (D(i+1,j-1) - D(i,j-1)) ./ (x(i+j-1) - x(i));
%!  endfor
%!endfunction

%!function N = generations (L, n, years)
%!  N = n;
%!  for k = 1:years
%!    n = L * n;
%!    N(:,end+1) = n;
%!  endfor
%!endfunction

%!function D = shortest_paths (D) # Floyd and Warshall
%!  for k = 1:rows (D)
%!    D = min (D, D(:,k) + D(k,:));
%!  endfor
%!endfunction

%!function d = dijkstra (A)
%!  d = Inf (1, rows (A), "like", A);
%!  d(1) = 0;
%!  done = d < 0;
%!  for k = 1:rows (A)
%!    t = d;
%!    t(done) = Inf;
%!    [~, u] = min (t);
%!    done(u) = true;
%!    is_better = A(u,:) > 0 & d(u) + A(u,:) < d;
%!    d(is_better) = (d(u) + A(u,:))(is_better);
%!  endfor
%!endfunction

%!function K = knapsack (weights, values)
%!  K = zeros (numel (weights) + 1, 9, "like", weights);
%!  for i = 1:numel (weights)
%!    K(i+1,:) = K(i,:);
%!    w = gather (weights(i));
%!    K(i+1,w+1:end) = max (K(i,w+1:end), K(i,1:end-w) + values(i));
%!  endfor
%!endfunction

%!function s = spiral (A)
%!  s = A([]);
%!  while (! isempty (A))
%!    s = [s, A(1,:)];
%!    A(1,:) = [];
%!    A = rot90 (A);
%!  endwhile
%!endfunction

%!function R = rule_90 (x, steps)
%!  R = x;
%!  for k = 1:steps
%!    x = mod ([0, x(1:end-1)] + [x(2:end), 0], 2);
%!    R(end+1,:) = x;
%!  endfor
%!endfunction

%!function q = median_filter (p)
%!  q = p;
%!  for i = 2:rows (p) - 1
%!    for j = 2:columns (p) - 1
%!      q(i,j) = median (p(i-1:i+1,j-1:j+1)(:));
%!    endfor
%!  endfor
%!endfunction

%!function w = adam (X, t)
%!  w = m = v = zeros (columns (X), 1, "like", X);
%!  for k = 1:20
%!    batch = mod (k, 4) * 10 + (1:10);
%!    g = X(batch,:)' * (X(batch,:) * w - t(batch));
%!    m = 0.9 * m + 0.1 * g;
%!    v = 0.999 * v + 0.001 * g.^2;
%!    w -= 0.1 * (m / (1 - 0.9^k)) ./ (sqrt (v / (1 - 0.999^k)) + 1e-8);
%!  endfor
%!endfunction

%!function V = attention (Q, K, V)
%!  S = Q * K' / sqrt (columns (Q));
%!  P = exp (S - max (S, [], 2));
%!  V = (P ./ sum (P, 2)) * V;
%!endfunction

%!shared X, y, roads
%! X = [sin(1:40); cos(2 * (1:40)); ones(1, 40)]';
%! y = double (X(:,1) + 0.3 * X(:,2) > 0.1);
%! roads = [0 4 1 0; 4 0 2 5; 1 2 0 8; 0 5 8 0];

%!test run_everywhere (@secant, [1, 2]);
%!test run_everywhere (@divided_differences, [1; 2; 4; 7], [3; 5; 1; 2]);
%!test run_everywhere (@generations, [0 1.5 1; 0.5 0 0; 0 0.25 0], [100; 0; 0], 8);
%!test run_everywhere (@shortest_paths, ifelse (roads > 0, roads, Inf));
%!test run_everywhere (@dijkstra, roads);
%!test run_everywhere (@knapsack, [1 3 4 5], [1 4 5 7]);
%!test run_everywhere (@spiral, magic (4));
%!test run_everywhere (@rule_90, double (1:15 == 8), 6);
%!test run_everywhere (@median_filter, magic (6));
%!test run_everywhere (@adam, X, y);
%!test run_everywhere (@attention, X(1:4,:), X(5:9,:), X(11:15,1:2));
%!test run_everywhere (@(p) squeeze (max (max (reshape (p, 2, 3, 2, 3), [], 1), [], 3)), ...
%!                     magic (6));
%!test run_everywhere (@(p) cumsum (cumsum (p, 1), 2), magic (5));
%!test run_everywhere (@(x) diff ([find([true, diff(x) != 0]), numel(x) + 1]), ...
%!                     [1 1 2 2 2 3]);
%!test # arrays of three dimensions
%! A = reshape (1:24, 2, 3, 4);
%! run_everywhere (@(A) [squeeze(sum (sum (A, 1), 2)).', A(:,end).'], A);
%! run_everywhere (@(A) cat (3, A, A(:,:,1)) - mean (A, 3), A);

## ---- On the CPU: what Octave's own functions read, call, keep and print ------------

## F of ordinary arrays against F of nd arrays on the CPU.
%!function run_here (f, varargin)
%!  args = cellfun (@nd_array, varargin, "UniformOutput", false);
%!  [same, why] = same_value (f (varargin{:}), plain_value (f (args{:})), 0, 1e-10);
%!  assert (same, why);
%!endfunction

%!test # solvers of equations, and integrals
%! circle = @(x) [x(1)^2 + x(2)^2 - 4; x(1) * x(2) - 1];
%! run_here (@(x) fsolve (circle, x), [2; 0.4]);
%! run_here (@(x) fzero (@cos, x), [1, 2]);
%! run_here (@(x) fminsearch (@(p) sumsq (p - [1, 2]), x), [0, 0]);
%! run_here (@(x) lsqnonneg (x, x(:,1)), [1 0.5; 0 1]);
%! run_here (@(a) {quad(@(x) sum (a * x), 0, 1), quadgk(@(x) a(3) * x.^2, 0, 1), ...
%!                 quadv(@(x) x * a, 0, 1), ...
%!                 integral(@(x) x * a, 0, 1, "ArrayValued", true)}, [1 2 3]);
%!test # differential equations
%! swing = @(t, y) [y(2); -y(1)];
%! function y = final (solver, f, times, y)
%!   [t, y] = solver (f, times, y);
%!   y = [t(end), y(end,:)];
%! endfunction
%! run_here (@(y) final (@ode45, swing, [0, 1], y), [1; 0]);
%! run_here (@(A) final (@ode23, @(t, y) A * y, [0, 1], A(:,2)), [0 1; -1 0]);
%! run_here (@(y) lsode (@(y, t) swing (t, y), y, 0:0.5:1), [1; 0]);
%!test # systems with sparse matrices
%! L = spdiags (ones (6, 1) * [-1, 4, -1], -1:1, 6, 6);
%! run_here (@(b) {L \ b, L * b, nthargout(1:2, @pcg, L, b, 1e-12), full(L + diag (b))}, (1:6)');
%!test # structs, cells and maps of results
%! function out = kept (x)
%!   log = struct ("step", {}, "x", {});
%!   for v = x
%!     log(end+1) = struct ("step", numel (log), "x", 2 * v);
%!     log(end).x(2) += 1;
%!   endfor
%!   map = containers.Map ({"a", "b"}, {x, log(1).x});
%!   parts = mat2cell (x, 2, [1, 2]);
%!   out = {[log.x], map("b"), cellfun(@(p) sum (p(:)), parts), cell2mat(parts), ...
%!          arrayfun(@(v) v^2, x), cellfun(@max, {x, parts{:}}, "UniformOutput", false), ...
%!          structfun(@sum, struct ("a", x(1,:), "b", x(2,:)))};
%! endfunction
%! run_here (@kept, [1 2 3; 4 5 6]);
%!test # texts
%! function out = printed (x)
%!   out = {sprintf("%g %g\n", x), num2str(x), mat2str(x), disp(x), ...
%!          sprintf("%d,", x(1,:))(1:end-1), ["x = " num2str(x(1))], ...
%!          char (x(1,:) + 64), dec2bin(x(1,:)), int2str(x / 2), {"a", "b", "c"}(x(1,:))};
%! endfunction
%! run_here (@printed, [1 2 3; 4.5 5 6]);
%!test # arguments that are checked
%! function out = checked (varargin)
%!   p = inputParser;
%!   p.addRequired ("x", @isnumeric);
%!   p.addOptional ("w", 3, @(v) isvector (v) && all (v > 0));
%!   p.parse (varargin{:});
%!   validateattributes (p.Results.x, {"numeric"}, {"vector", "increasing", "finite"});
%!   switch (p.Results.w(2))
%!     case {2, 3}, kind = "small";
%!     otherwise,   kind = "large";
%!   endswitch
%!   out = {p.Results.x(end), p.Results.w, kind, isa(p.Results.x, "float")};
%! endfunction
%! run_here (@checked, [1 2 4], [1 2]);
%!test # files
%! function out = stored (x)
%!   file = tempname ();
%!   unwind_protect
%!     save ("-text", file, "x");
%!     out = {load(file).x};
%!     dlmwrite (file, x);
%!     out{2} = dlmread (file);
%!   unwind_protect_cleanup
%!     unlink (file);
%!   end_unwind_protect
%! endfunction
%! run_here (@stored, [1 2; 3.5 4]);
%!test # variables that outlive a call
%! function out = counted (x)
%!   persistent n = 0;
%!   global coursework_total
%!   n += 1;
%!   coursework_total = x(1,:);
%!   coursework_total(end+1) = numel (x);
%!   out = {coursework_total, sum(coursework_total), n > 0};
%!   clear -global coursework_total
%! endfunction
%! run_here (@counted, magic (3));
%!test # determinants by recursion
%! function d = cofactors (A)
%!   d = A(1);
%!   if (numel (A) > 1)
%!     d = 0;
%!     for k = 1:columns (A)
%!       B = A;
%!       B(1,:) = [];
%!       B(:,k) = [];
%!       d += (-1)^(k + 1) * A(1,k) * cofactors (B);
%!     endfor
%!   endif
%! endfunction
%! run_here (@cofactors, magic (4) + eye (4));
