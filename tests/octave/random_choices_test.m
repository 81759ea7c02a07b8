## Sorting, finding, choosing, scanning, counting and writing by lists, against
## Octave's own matrices: at lengths about those that devices work on at a time,
## of elements in an order or in none, equal or special, in several layouts.
##   ND_TEST_SEED   which cases; printed, so that a failure can be run again
##   ND_TEST_CASES  how many (default 300, with CHECK_LONG 20000)
1;

## An array of class NAME: of few or many values, in order or not.
function x = elements (name, dims)
  n = prod (dims);
  switch (pick ({"many", "few", "special", "rising", "falling", "equal"}))
    case "many"     x = randi ([-1000, 1000], dims) / 8;
    case "few"      x = randi ([-2, 2], dims);
    case "special"  x = pick_each ([NaN, Inf, -Inf, -0, 0, 1, 2, -3], dims);
    case "rising"   x = reshape (1:n, dims) / 4;
    case "falling"  x = reshape (n:-1:1, dims) / 4;
    case "equal"    x = repmat (7, dims);
  endswitch
  if (strncmp (name, "c", 1))
    x = complex (x, randi ([-1, 1], dims));
    name = merge (strcmp (name, "cdouble"), "double", "single");
  elseif (strcmp (name, "logical"))
    x = x > 0;
  endif
  x = cast (x, name);
endfunction

function x = pick_each (values, dims)
  x = reshape (values(randi (numel (values), dims)), dims);
endfunction

## The nd array T on a device with the elements of X, in some layout.
function t = laid_out (x, device)
  on = @(m) gpu_tensor (m, device);
  layouts = {"plain", "plain", "step", "backwards", "permuted", "shared", ...
             "waiting"};
  switch (pick (layouts))
    case "plain"
      t = on (x);
    case "step"
      whole = repmat (x, [3, 2, ones(1, ndims (x) - 2)]);
      whole(2:2:2*rows (x),1:columns (x),:) = x(:,:,:);
      whole = on (whole);
      rest = repmat ({":"}, 1, ndims (x) - 2);
      t = nd_view (whole, 2:2:2*rows (x), 1:columns (x), rest{:});
    case "backwards"
      rest = repmat ({":"}, 1, ndims (x) - 1);
      whole = on (x(end:-1:1,rest{:}));
      t = nd_view (whole, rows (x):-1:1, rest{:});
    case "permuted"
      order = randperm (ndims (x));
      t = ipermute (on (permute (x, order)), order);
    case "shared"
      whole = on (x);
      rest = repmat ({":"}, 1, ndims (x));
      t = nd_view (whole, rest{:});
    case "waiting"
      t = on (x);
      if (isfloat (x))
        t = -(-t);
      endif
  endswitch
endfunction

function dims = some_dims ()
  edges = [0, 1, 2, 31:33, 255:257, 1023:1025, 4095:4097];
  n = pick ([edges, edges, 65535:65537, 100003]);
  shapes = {[n, 1], [n, 1], [1, n]};
  if (n < 5000)
    shapes = [shapes, {[n, 3], [3, n], [n, 1, 2], [2, n, 2], [n, 33], [33, n]}];
  endif
  dims = pick (shapes);
endfunction

function a = written (a, k, v)
  a(k) = v;
endfunction

function a = written_rows (a, i, v)
  a(i,:) = v;
endfunction

function a = written_block (a, i, j, v)
  a(i,j) = v;
endfunction

function a = grown (a, k, v)
  a(:) = a + a;
  a(k) = v;
endfunction

function a = without (a, k)
  a(k) = [];
endfunction

## [NAME, F, INPUTS]: F takes INPUTS.
function [name, f, inputs] = some_work (class_of, dims)
  x = elements (class_of, dims);
  n = numel (x);
  d = pick (1:ndims (x)+1);
  real_x = isreal (x);
  list = cast (randi (max (n, 1), [pick([0, 1, 33, 257, n]), 1]), ...
               pick ({"double", "single", "int32", "uint32", "int64"}));
  list(list < 1 | list > n) = [];
  if (rand () < 0.3)
    list = pick ({unique(list), flipud(unique (list)), list(:).'});
  endif
  inputs = {x};
  names = {"sort", "sort", "falling", "find", "find3", "nnz", "any", "all", ...
           "masked", "masked write", "gather", "write", "write", "write", ...
           "write one", "delete", "cumsum", "cumprod", "cummax", "cummin", ...
           "max", "unique", "ismember", "histc", "accumarray", "accumax", ...
           "lookup", "issorted", "grow", "order", "first", "last", "rows", ...
           "write rows", "write block", "set", "stable", "subscripts"};
  name = pick (names);
  switch (name)
    case "sort"      f = @(x) at_most (2, @() sort (x, d));
    case "falling"   f = @(x) at_most (2, @() sort (x, "descend"));
    case "find"      f = @(x) find (x);
    case "find3"     f = @(x) at_most (3, @() find (x));
    case "nnz"       f = @(x) nnz (x);
    case "any"       f = @(x) any (x, d);
    case "all"       f = @(x) all (x, d);
    case "masked"
      f = @(x, m) x(m);
      inputs{2} = rand (dims) < pick ([0, 0.02, 0.5, 1]);
    case "masked write"
      f = @written;
      m = rand (dims) < pick ([0, 0.02, 0.5, 1]);
      inputs = {x, m, elements(class_of, [nnz(m), 1])};
    case "gather"
      f = @(x, k) x(k);
      inputs{2} = list;
    case {"write", "grow"}
      f = pick ({@written, @grown});
      of_values = pick ({class_of, class_of, "double", "int8", "csingle"});
      v = elements (of_values, size (list));
      if (strcmp (name, "grow") && ! isempty (list))
        list(pick (1:numel (list))) = n + pick ([-2, 0, 0.5, 1, 5]);
      endif
      inputs = {x, list, v};
    case "write one"
      f = @written;
      inputs = {x, list, elements(pick ({class_of, "double"}), [1, 1])};
    case "order"     f = @(x) at_most (2, @() sort (x, d)){2};
    case "first"     f = @(x) find (x, 3);
    case "last"      f = @(x) find (x, 2, "last");
    case "stable"    f = @(x) at_most (3, @() unique (x, "stable"));
    case "set"
      f = pick ({@union, @setdiff, @intersect, @setxor});
      inputs{2} = elements (class_of, [pick([0, 1, 40]), 1]);
    case {"rows", "write rows", "write block"}
      i = pick ({randi(max (rows (x), 1), [1, 40]), rand(rows (x), 1) < 0.3});
      j = randi (columns (x) + (columns (x) == 0), [1, 5]);
      x = inputs{1} = x(:,:);
      if (strcmp (name, "rows"))
        f = @(x, i) x(i,:);
        inputs{2} = i;
      elseif (strcmp (name, "write rows"))
        f = @written_rows;
        inputs = {x, i, elements(class_of, [nnz(i), columns(x)])};
      else
        f = @written_block;
        inputs = {x, i, j, elements(class_of, [nnz(i), 5])};
      endif
    case "subscripts"
      k = [randi(7, numel (list), 1), randi(300, numel (list), 1)];
      f = @(k, v) accumarray (k, v);
      inputs = {k, randi([-9, 9], numel (list), 1)};
    case "delete"
      f = @without;
      inputs{2} = list;
    case {"cumsum", "cumprod"}
      scan = str2func (name);
      f = @(x) scan (x, d);
      if (strcmp (name, "cumprod") && ! isempty (x))
        inputs{1} = cast (pick_each ([1, -1, 1, 2, 0.5, -1], dims), class (x));
      endif
    case "cummax"    f = @(x) at_most (2, @() cummax (x, d));
    case "cummin"    f = @(x) at_most (2, @() cummin (x, d));
    case "max"       f = @(x) at_most (2, @() max (x, [], d));
    case "unique"    f = @(x) at_most (3, @() unique (x));
    case "issorted"  f = @(x) issorted (x(:));
    case "ismember"
      f = @(x, s) at_most (2, @() ismember (x, s));
      inputs{2} = elements (class_of, [pick([1, 5, 300]), 1]);
    case "histc"
      f = @(x, e) histc (x, e);
      inputs = {double(real (x)), (-20:3:20)};
    case "lookup"
      f = @(t, x) lookup (t, x);
      table = real (x(! isnan (x)));
      inputs = {sort(double (table(:))), randi([-100, 100], 50, 1) / 8};
    case {"accumarray", "accumax"}
      k = double (list(:));
      v = cast (randi ([-9, 9], numel (k), 1), pick ({"double", "single"}));
      inputs = {k, v};
      more = merge (strcmp (name, "accumax"), {{[], @max}}, {{}}){1};
      f = @(k, v) accumarray (k, v, more{:});
  endswitch
endfunction

function results = at_most (n, call)
  results = cell (1, n);
  [results{:}] = call ();
endfunction

function [value, err] = try_it (f, inputs)
  value = [];
  err = "";
  try
    value = plain_value (f (inputs{:}));
  catch problem
    err = problem.message;
    if (isempty (err))
      err = "?";
    endif
  end_try_catch
endfunction

here = fileparts (mfilename ("fullpath"));
addpath (fullfile (here, "support"));
warning ("off", "all");
setenv ("ND_DEFER_FROM", "1");
[seed, cases, first] = random_settings (300, 20000);
classes = {"double", "single", "cdouble", "csingle", "int8", "int16", ...
           "int32", "int64", "uint8", "uint16", "uint32", "uint64", "logical"};
devices = {"cpu", "cpu", "sim:0"};
last = first + cases - 1;
printf ("random choices: seed %d, cases %d to %d\n", seed, first, last);
failed = 0;
for number = first:last
  rand ("twister", [seed; number]);
  class_of = pick (classes);
  dims = some_dims ();
  [name, f, inputs] = some_work (class_of, dims);
  [wanted, wanted_error] = try_it (f, inputs);
  device = pick (devices);
  nd_eager (rand () < 0.25);
  on_device = cellfun (@(x) laid_out (x, device), inputs, ...
                       "UniformOutput", false);
  [got, got_error] = try_it (f, on_device);
  why = "";
  ## Octave does not assign integers into what it happens to store as a scalar.
  is_accident = regexp (wanted_error, ["no conversion for assignment|" ...
                                       "to indexed .* scalar"]);
  if (isempty (wanted_error) != isempty (got_error) && isempty (is_accident))
    why = sprintf ("error: %s, not: %s", got_error, wanted_error);
  elseif (isempty (wanted_error))
    adds = any (strcmp (name, {"cumsum", "cumprod", "accumarray"}));
    [~, why] = same_value (wanted, got, 0, adds * 1e-13);
  endif
  if (! isempty (why))
    failed += 1;
    printf ("!!!!! case %d: %s of %s %s on %s: %s\n", number, name, ...
            class_of, mat2str (dims), device, why);
  endif
endfor
printf ("random_choices: %d passed, %d failed, 0 skipped\n", ...
        cases - failed, failed);
printf ("@@ %d %d 0\n", cases - failed, failed);
