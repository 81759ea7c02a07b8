## works = gpu_works (N): the figures on one GPU, see gpu_work.m.  Large arrays
## have about N elements, 1e8 where the figures are promised: more than the
## second-level cache of any card holds.
function works = gpu_works (n)
  works = [elementwise(n, "single"), elementwise(n, "double"), ...
           reductions(n, "single"), reductions(n, "double"), layouts(n, "single"), ...
           layouts(n, "double"), bytes_in_another_order(n), ...
           selection(n, "single"), selection(n, "double"), ...
           libraries(min (1, sqrt (n / 1e8))), small(min (n, 1e4))];
endfunction

## ---- operands

## Code that makes a and b, uniform between -0.5 and 0.5, here and at the peers,
## whose vectors are flat.
function [here, torch, cupy] = operands (class_name, varargin)
  sizes = cellfun (@(d) sprintf ("%d", round (d)), varargin, "UniformOutput", false);
  dims = strjoin (sizes, ", ");
  if (numel (sizes) == 2 && strcmp (sizes{2}, "1"))
    sizes(2) = [];
  endif
  flat = strjoin (sizes, ", ");
  numpy_name = struct ("single", "float32", "double", "float64").(class_name);
  here = torch = cupy = "";
  for name = "ab"
    here = [here, sprintf("%s = cast (nd_rand (%s, 'device', 'cuda:0') - 0.5, '%s'); ", ...
                          name, dims, class_name)];
    torch = [torch, sprintf("%s = torch.rand (%s, device='cuda', dtype=torch.%s) - 0.5\n", ...
                            name, flat, numpy_name)];
    cupy = [cupy, sprintf("%s = cp.random.random ((%s,), dtype='%s') - 0.5\n", ...
                          name, flat, numpy_name)];
  endfor
endfunction

function bytes = bytes_of (class_name)
  bytes = sizeof (zeros (1, 1, class_name));
endfunction

function tolerance = tolerance_of (class_name)
  tolerance = struct ("single", 1e-5, "double", 1e-13).(class_name);
endfunction

## ---- elementwise: the speed of memory, and what others need for a chain

function works = elementwise (n, class_name)
  [here, torch, cupy] = operands (class_name, n, 1);
  promise = {"setup", here, "bytes", 3 * n * bytes_of(class_name), "fraction", 0.9, ...
             "tolerance", tolerance_of(class_name)};
  chain = "sqrt (abs (a.*b + 0.5) + 1) .* (a - b) ./ (b.*b + 2) - 3 * a";
  python = @(library) strrep ("L.sqrt (L.abs (a*b + 0.5) + 1)*(a - b)/(b*b + 2) - 3*a", ...
                              "L", library);
  definition = @(library) sprintf ("def f (a, b): return %s\n", python (library));
  peers = { ...
    "torch", torch, ["r = " python("torch")], 0.3; ...
    "cupy", cupy, ["r = " python("cp")], 0.3; ...
    "torch", [torch definition("torch") "g = torch.compile (f)\n"], "r = g (a, b)", 1.05; ...
    "cupy", [cupy definition("cp") "g = cp.fuse (f)\n"], "r = g (a, b)", 1};
  works = [ ...
    gpu_work("a + b", "title", ["a + b, " class_name], promise{:}), ...
    gpu_work("exp (-a.*a) .* b + 1", "title", ["exp (-a.*a) .* b + 1, " class_name], ...
             promise{:}), ...
    gpu_work(chain, "title", ["ten operations, " class_name], promise{:}, "peers", peers)];
endfunction

## ---- reductions

function works = reductions (n, class_name)
  works = [];
  side = sqrt (n);
  size_of = bytes_of (class_name);
  tolerance = tolerance_of (class_name);
  for dims = {[side, side], [n / 100, 100], [100, n / 100]}
    here = operands (class_name, dims{1}(1), dims{1}(2));
    for d = 1:2
      title = sprintf ("sum (a, %d), %dx%d, %s", d, round (dims{1}), class_name);
      works = [works, gpu_work(sprintf ("sum (a, %d)", d), "title", title, "setup", here, ...
                               "bytes", size_of * n, "fraction", 0.9, ...
                               "tolerance", tolerance)];
    endfor
  endfor
  here = operands (class_name, n, 1);
  for row = {"sum ((a - b).^2)", "var (a)"; 2, 1; 0.9, 0.8}
    works = [works, gpu_work(row{1}, "title", [row{1} ", " class_name], "setup", here, ...
                             "bytes", row{2} * size_of * n, "fraction", row{3}, ...
                             "tolerance", tolerance)];
  endfor
endfunction

## ---- elements in another order

function works = layouts (n, class_name)
  side = round (sqrt (n));
  edge = round (n ^ (1/3));
  size_of = 2 * bytes_of (class_name);
  matrix = operands (class_name, side, side);
  solid = operands (class_name, edge, edge, edge);
  works = [stored("a.'", class_name, matrix, size_of * side^2, 0.8), ...
           stored("permute (a, [2 1 3])", class_name, solid, size_of * edge^3, 0.8), ...
           stored("permute (a, [3 1 2])", class_name, solid, size_of * edge^3, 0.8)];
endfunction

## The picture is read as it lies, in bytes, and written scaled: once each.
function works = bytes_in_another_order (n)
  side = round (sqrt (n));
  height = max (1, round (n / 3 / 4096));
  matrix = [operands("single", side, side) "a = uint8 (100 * a + 100); b = [];"];
  picture = sprintf (["a = permute (uint8 (255 * nd_rand (3, 4096, %d, 'device', " ...
                      "'cuda:0')), [3 2 1]);"], height);
  works = [stored("a.'", "uint8", matrix, 2 * side^2, 0.5), ...
           gpu_work("single (permute (a, [2 1 3])) / 255", ...
                    "title", "picture: HWC uint8 to CHW single, scaled", ...
                    "setup", picture, "bytes", 15 * height * 4096, "fraction", 0.8)];
endfunction

## A layout is only promised until somebody needs it in consecutive memory.
function w = stored (code, class_name, setup, bytes, fraction)
  w = gpu_work (sprintf ("r = gpu_tensor (%s, 'cuda:0', 'copy', true);", code), ...
                "title", [code ", " class_name], "setup", setup, "bytes", bytes, ...
                "fraction", fraction);
endfunction

## ---- broadcast, strided, chosen, sorted elements: against CuPy

## The scattering one writes into `a` itself, which may have no second name
## then.
function works = selection (n, class_name)
  side = sqrt (n);
  [here, ~, cupy] = operands (class_name, n, 1);
  [matrix, ~, cupy_matrix] = operands (class_name, side, side);
  list = sprintf ("k = nd_randi (%d, %d, 1, 'device', 'cuda:0');", round (n), round (n / 10));
  cupy_list = sprintf ("k = cp.random.randint (0, %d, size=%d)\n", round (n), round (n / 10));
  rows = { ...
    "a .* b(1,:) + 1",        matrix,       cupy_matrix,      "r = a*b[:1] + 1"; ...
    "a(1:2:end) + b(2:2:end)", here,        cupy,             "r = a[::2] + b[1::2]"; ...
    "a(a > 0)",               here,         cupy,             "r = a[a > 0]"; ...
    "a(k)",                   [here list],  [cupy cupy_list], "r = a[k]"; ...
    "r = []; a(k) = 1; r = a;", [here list],  [cupy cupy_list], "a[k] = 1; r = a"; ...
    "r = []; a(k) = b; r = a;", [here list "b = b(1:numel (k));"], ...
      [cupy cupy_list "b = b[:k.size].copy ()\n"], "a[k] = b; r = a"; ...
    "cumsum (a)",             here,         cupy,             "r = cp.cumsum (a)"; ...
    "sort (a)",               here,         cupy,             "r = cp.sort (a)"};
  works = [];
  for row = rows.'
    works = [works, gpu_work(row{1}, "title", [row{1} ", " class_name], "setup", row{2}, ...
                             "tolerance", tolerance_of (class_name), ...
                             "peers", {"cupy", row{3}, row{4}, 1})];
  endfor
  works(5).title = ["a(k) = 1, " class_name];
  works(6).title = ["a(k) = b, " class_name];
endfunction

## ---- NVIDIA's libraries: the same ones as PyTorch's

function works = libraries (scale)
  size_of = @(m) max (16, round (m * scale));
  works = [];
  for class_name = {"single", "double"}
    m = size_of (8192);
    [here, torch] = operands (class_name{1}, m, m);
    works = [works, library_work("a * b", sprintf ("a * b, %d, %s", m, class_name{1}), ...
                                 here, torch, "r = a@b", tolerance_of (class_name{1}) * 10)];
  endfor
  complex_a = "a = complex (a, b);";
  torch_complex_a = "a = torch.complex (a, b)\n";
  [here, torch] = operands ("double", 2^24 * scale^2, 1);
  works = [works, library_work("fft (a)", "fft, 2^24", [here complex_a], ...
                               [torch torch_complex_a], "r = torch.fft.fft (a, dim=0)", 1e-12)];
  m = size_of (4096);
  [here, torch] = operands ("double", m, m);
  works = [works, library_work("fft2 (a)", sprintf ("fft2, %d", m), [here complex_a], ...
                               [torch torch_complex_a], "r = torch.fft.fft2 (a)", 1e-12)];
  for right = [1, 512]
    columns = sprintf ("b = b(:,1:%d);", min (right, m));
    torch_columns = sprintf ("b = b[:, :%d].clone ()\n", right);
    works = [works, library_work("a \\ b", sprintf ("a \\ b, %d, %d right sides", m, right), ...
                                 [here columns], [torch torch_columns], ...
                                 "r = torch.linalg.solve (a, b)", 1e-6)];
    works(end).residual = { ...
      "r = norm (a * r - b, 'fro') / (norm (a, 'fro') * norm (r, 'fro'));", ...
      "r = (a@r - b).norm () / (a.norm ()*r.norm ())"};
  endfor
  m = size_of (2048);
  [here, torch] = operands ("double", m, m);
  works = [works, library_work("svd (a)", sprintf ("svd, %d", m), here, torch, ...
                               "r = torch.linalg.svdvals (a, driver='gesvd')", 1e-10)];
  works(end).runs = 5;
  works(end).residual = { ...
    "r = abs (norm (r) / norm (a, 'fro') - 1);", "r = abs (r.norm () / a.norm () - 1)"};
  pages = operands ("single", 32, 32, 1e4 * scale^2);
  [~, torch_pages] = operands ("single", 1e4 * scale^2, 32, 32);
  works = [works, library_work("pagemtimes (a, b)", "pagemtimes, 32x32x10000", pages, ...
                               torch_pages, "r = torch.bmm (a, b)", 1e-5)];
endfunction

function w = library_work (code, title, here, torch, python, tolerance)
  w = gpu_work (code, "title", title, "setup", here, "tolerance", tolerance, ...
                "peers", {"torch", torch, python, 1.05});
endfunction

## ---- small arrays: what a step costs, whatever it moves

function works = small (n)
  [here, torch] = operands ("single", n, 1);
  steps = ["r = a; for k = 1:1000, r = r .* 0.999 + b; endfor\n" ...
           "nd_synchronize ('cuda:0', 'start');"];
  python = "r = a\nfor _ in range (1000): r = r*0.999 + b";
  eager = [here "nd_eager (true);"];
  transfer = "r = gpu_tensor (pi, 'cuda:0'); nd_synchronize ('cuda:0');";
  rows = { ...
    "1000 dependent steps, as written", steps,             here,  3,    "host",   python, 0.4; ...
    "1000 dependent steps, eager",      steps,             eager, 3,    "host",   python, 1; ...
    "host time of a launch",            "a + b",           eager, 1000, "launch", "r = a + b", 1; ...
    "gather of one element",            "gather (a(5))",   here,  1000, "host",   "r = a[4].item ()", 1; ...
    "transfer of 8 bytes",              transfer,          here,  1000, "host", ...
      "r = torch.full ((1,), 3.14, dtype=torch.float64).cuda ()\ntorch.cuda.synchronize ()", 1};
  works = [];
  for row = rows.'
    works = [works, gpu_work(row{2}, "title", row{1}, "setup", row{3}, "runs", row{4}, ...
                             "clock", row{5}, "peers", {"torch", torch, row{6}, row{7}})];
  endfor
endfunction
