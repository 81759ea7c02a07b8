## operation = random_operation (KIND, DEVICE): one random case, as a struct:
##   setup, statements  what to run (cellstr), on nd arrays and on matrices
##   watch              the variables to compare afterwards
##   ulps, relative     tolerance, see same_value
##   refusable          may the device raise a device error?
##   nd                 is the variable r an nd array (but for single elements)?
function operation = random_operation (kind, device)
  operation = struct ("kind", kind, "device", device, "setup", {{}}, ...
                      "statements", {{}}, "watch", {{}}, "ulps", 0, ...
                      "relative", 0, "refusable", false, "nd", true);
  operation = feval (["op_" kind], operation);
endfunction

function name = any_class ()
  name = pick ({"double", "double", "double", "single", "int8", "int16", ...
                "int32", "int64", "uint8", "uint16", "uint32", "uint64", ...
                "logical", "complex", "csingle"});
endfunction

## Adds the array NAME to the case, in a random layout.
function op = with_array (op, name, value, private = false)
  [statements, names] = random_layout (name, value, op.device, private);
  op.setup = [op.setup, statements];
  op.watch = [op.watch, names];
endfunction

## Adds NAME as an nd array, or where the device allows it as a matrix or
## scalar.
function op = with_operand (op, name, value)
  if (isscalar (value) && rand () < 0.5
      || (rand () < 0.25 && strcmp (op.device, "cpu")))
    op.setup{end+1} = sprintf ("%s = %s;", name, literal (value));
    op.watch{end+1} = name;
  else
    op = with_array (op, name, value);
  endif
endfunction

function op = computes (op, text)
  op.statements{end+1} = sprintf ("r = %s;", text);
  op.watch{end+1} = "r";
endfunction

function op = op_index (op)
  dims = random_size ();
  op = with_array (op, "a", random_array (any_class (), dims));
  count = pick ([1 1 2 2 2 numel(dims) numel(dims)+1]);
  op = computes (op, sprintf ("a(%s)", random_index (dims, count, 0.05)));
endfunction

function op = op_assign (op)
  dims = random_size ();
  name = any_class ();
  value = random_array (name, dims);
  op = with_array (op, "a", value, true);
  count = pick ([1 1 2 2 2 numel(dims) numel(dims)+1]);
  index = random_index (dims, count, 0.12);
  [size_, fits] = size_of_part (value, index);
  other = name;
  if (rand () < 0.3)
    other = any_class ();
  endif
  if (! fits || any (size_ == 0) || rand () < 0.4)
    ## Octave reads past the end of a size when both sides are empty or differ.
    size_ = [1 1];
  elseif (rand () < 0.05)
    size_ = random_size ();
  elseif (rand () < 0.1)
    size_ = [1 1 size_];
  endif
  source = random_array (other, size_);
  if (rand () < 0.5)
    op = with_operand (op, "b", source);
    right = "b";
  else
    right = literal (source);
  endif
  operator = pick ({"=", "=", "=", "=", "+=", "-=", ".*=", "|="});
  ## a(i) += v computes a(i) + v, where a device array takes no host array.
  if (! strcmp (name, other) || ! (strcmp (op.device, "cpu") || isscalar (source)))
    operator = "=";
  endif
  op.statements = {sprintf("a(%s) %s %s;", index, operator, right)};
endfunction

## The size of a(index), if the index is right.
function [dims, fits] = size_of_part (a, index)
  nd_array = @(v) v;
  dims = [1 1];
  fits = true;
  try
    dims = eval (sprintf ("size (a(%s));", index));
  catch
    fits = false;
  end_try_catch
endfunction

function op = op_assign_itself (op)
  dims = random_size ();
  value = random_array (any_class (), dims);
  op = with_array (op, "a", value, true);
  count = pick ([1 2 numel(dims)]);
  index = random_index (dims, count, 0);
  [~, fits] = size_of_part (value, index);
  source = random_index (dims, count, 0);
  for attempt = 1:20
    if (isequal (size_of_part (value, index), size_of_part (value, source)))
      break;
    endif
    source = random_index (dims, count, 0);
  endfor
  if (any (size_of_part (value, index) == 0))
    source = index;
  endif
  op.statements = {sprintf("a(%s) = a(%s);", index, source)};
endfunction

function op = op_delete (op)
  dims = random_size ();
  op = with_array (op, "a", random_array (any_class (), dims), true);
  count = pick ([1 numel(dims) numel(dims)]);
  parts = repmat ({":"}, 1, count);
  extents = [dims, 1];
  extents = [extents(1:count-1), prod(extents(count:end))];
  k = randi (count);
  parts{k} = random_index ([extents(k), 1], 1, 0.08);
  if (rand () < 0.05)
    parts{end} = "1";
  endif
  op.statements = {sprintf("a(%s) = [];", strjoin (parts, ","))};
endfunction

function op = op_grow (op)
  dims = random_size ();
  op = with_array (op, "a", random_array (any_class (), dims), true);
  for k = 1:randi (6)
    switch (randi (5))
      case 1  index = "end+1";
      case 2  index = ":,end+1";
      case 3  index = "end+1,:";
      case 4  index = sprintf ("%d,%d", randi (6), randi (6));
      case 5  index = sprintf ("%d:%d,1,2", randi (3), randi (4));
    endswitch
    op.statements{end+1} = sprintf ("a(%s) = %d;", index, randi (9));
  endfor
endfunction

function op = op_concatenate (op)
  dims = random_size ();
  along = pick ([1 1 2 2 3]);
  ## Two limits of Octave, which the function table lists as exceptions: [a, b]
  ## drops empty operands before an nd array sees them, so that they cannot
  ## decide the class; and it does not start with an ordinary N-d array.
  brackets = along < 3 && rand () < 0.5;
  names = {};
  name = any_class ();
  some_empty = false;
  for k = 1:randi (3)
    part = [dims, 1];
    part(along) = randi ([0 4]);
    if (rand () < 0.04)
      part(3 - min (along, 2)) += 1;
    elseif (rand () < 0.08)
      part = [0 0];
    endif
    some_empty |= prod (part) == 0;
    if (rand () < 0.3 && ! (brackets && some_empty))
      name = any_class ();
    endif
    names{k} = char (96 + k);
    if (brackets && (k == 1 || numel (dims) > 2))
      op = with_array (op, names{k}, random_array (name, part));
    else
      op = with_operand (op, names{k}, random_array (name, part));
    endif
  endfor
  op = computes (op, concatenation (names, along, brackets));
  op.nd = false;
  ## (What a function hands back, as cat may one linked element, is linked
  ## still.)
  if (rand () < 0.2 && numel (names) > 1)
    op.statements{end+1} = "r(end+1) = 1;";
  endif
endfunction

function text = concatenation (names, along, brackets)
  list = strjoin (names, ", ");
  if (brackets)
    text = ["[" strjoin(names, {"; ", ", "}{along}) "]"];
  elseif (along < 3 && rand () < 0.5)
    text = [{"vertcat", "horzcat"}{along} " (" list ")"];
  else
    text = sprintf ("cat (%d, %s)", along, list);
  endif
endfunction

function op = op_convert (op)
  name = any_class ();
  op = with_array (op, "a", random_array (name, random_size ()));
  to = pick ({"double", "single", "int8", "int16", "int32", "int64", "uint8", ...
              "uint16", "uint32", "uint64", "logical"});
  text = pick ({"%s (a)", "cast (a, \"%s\")"});
  if (any (strcmp (name, {"complex", "csingle"})) && strncmp (to, "u", 1))
    to = "single";
  endif
  op = computes (op, sprintf (text, to));
endfunction

## Sizes that broadcast against DIMS, mostly.
function other = broadcast_size (dims)
  other = dims;
  switch (pick ("sssbbb1x"))
    case "b"  other(rand (size (dims)) < 0.4) = 1;
    case "1"  other = [1 1];
    case "x"  other = random_size ();
  endswitch
endfunction

function op = op_binary (op)
  dims = random_size ();
  name = other = any_class ();
  if (rand () < 0.4)
    other = any_class ();
  endif
  op = with_array (op, "a", random_array (name, dims));
  op = with_operand (op, "b", random_array (other, broadcast_size (dims)));
  operator = pick ({"+", "-", ".*", "./", ".\\", ".^", "==", "~=", "<", "<=", ...
                    ">", ">=", "&", "|"});
  names = {name, other};
  if (strcmp (operator, ".^") && any (strcmp (names, "single")) ...
      && any (cellfun (@(c) any (strfind (c, "int")), names)))
    operator = ".*";  # of these Octave computes others where it broadcasts
  elseif (strcmp (operator, ".^"))
    op.ulps = 1;
  elseif (any (strcmp (operator, {".*", "./", ".\\"})) ...
          && any (strcmp (names, "complex") | strcmp (names, "csingle")))
    op.ulps = 2;
  endif
  pair = pick ({"a %s b", "b %s a"});
  op = computes (op, sprintf (pair, operator));
endfunction

function op = op_unary (op)
  name = any_class ();
  op = with_array (op, "a", random_array (name, random_size ()), true);
  switch (randi (6))
    case 1  op = computes (op, "-a");
    case 2  op = computes (op, "+a");
    case 3  op = computes (op, "! a");
    case 4  op = computes (op, "a.'");
    case 5  op = computes (op, "a'");
    case 6  op.statements = {pick({"a++;", "a--;", "++a;", "--a;"}), "r = a;"};
            op.watch{end+1} = "r";
  endswitch
endfunction

function op = op_update (op)
  dims = random_size ();
  name = other = any_class ();
  if (rand () < 0.3)
    other = any_class ();
  endif
  op = with_array (op, "a", random_array (name, dims), true);
  op = with_operand (op, "b", random_array (other, broadcast_size (dims)));
  operator = pick ({"+=", "-=", ".*=", "./=", "|=", "&=", ".^="});
  if (! any (strcmp (operator, {"+=", "-=", "|=", "&="})))
    op.ulps = 2;
  endif
  op.statements = {sprintf("a %s b;", operator)};
endfunction

function op = op_layout (op)
  dims = random_size ();
  op = with_array (op, "a", random_array (any_class (), dims));
  n = prod (dims);
  order = randperm (numel (dims) + randi ([0 1]));
  texts = {"reshape (a, [], 1)", "reshape (a, 1, [])", "a(:)", "squeeze (a)", ...
           sprintf("permute (a, %s)", mat2str (order)), ...
           sprintf("permute (a, %s)", mat2str (order)), ...
           sprintf("ipermute (a, %s)", mat2str (order)), ...
           sprintf("reshape (a, %s)", mat2str ([dims(end:-1:1)])), ...
           sprintf("reshape (a, 1, %d, %d)", dims(1), prod (dims(2:end))), ...
           sprintf("reshape (a, %d, [])", pick ([1 2 3])), ...
           sprintf("reshape (a, [%d 2])", n), ...
           sprintf("resize (a, %d, %d)", randi (5), randi (5)), ...
           "vec (a)", "permute (a, [2 2])", "a.'", "transpose (a)"};
  op = computes (op, pick (texts));
  if (rand () < 0.3)
    op.statements{end+1} = "r(1) = 5;";
  endif
endfunction

function op = op_multiply (op)
  dims = randi ([0 5], 1, 3);
  classes = {"double", "double", "single", "logical", "int8", "complex"};
  a = fix (random_array (pick (classes), dims(1:2)));
  ## What BLAS makes of Inf times zero or a complex number depends on the
  ## routine.
  a(! isfinite (a) | abs (a) > 1e9) = 2;
  b = fix (random_array (pick (classes), dims([2 3]) + (rand (1, 2) < 0.04)));
  b(! isfinite (b)) = 2;
  op = with_array (op, "a", a);
  op = with_operand (op, "b", b);
  op = computes (op, pick ({"a * b", "a * b", "a.' * a", "a * 3", "2 * a", "a / 4"}));
  op.relative = 1e-15;
endfunction

function op = op_reduce (op)
  name = any_class ();
  dims = random_size ();
  op = with_array (op, "a", random_array (name, dims));
  f = pick ({"sum", "prod", "sumsq", "max", "min", "any", "all", "cumsum", ...
             "cumprod", "cummax", "cummin", "mean", "nnz", "sort", "find", ...
             "median", "var", "diff"});
  text = sprintf ("%s (a)", f);
  if (rand () < 0.5)
    along = randi (numel (dims) + 1);
    if (any (strcmp (f, {"max", "min"})))
      text = sprintf ("%s (a, [], %d)", f, along);
    elseif (any (strcmp (f, {"sum", "prod", "sumsq", "any", "all", "cumsum", ...
                             "cumprod", "cummax", "cummin", "mean", "sort"})))
      text = sprintf ("%s (a, %d)", f, along);
    endif
  endif
  op = computes (op, text);
  op.relative = 1e-15;
  op.refusable = true;
  op.nd = false;
endfunction

## Functions that choose, order and combine elements; these run on every device.
function op = op_choose (op)
  name = any_class ();
  dims = random_size ();
  op = with_array (op, "a", random_array (name, dims));
  k = randi ([-2, 2]);
  dim = randi (numel (dims));
  op = computes (op, pick ({"unique (a)", "tril (a)", "triu (a)", ...
    sprintf("tril (a, %d)", k), sprintf("triu (a, %d)", k), "triu (a, 'pack')", ...
    "diag (a)", sprintf("diag (a, %d)", k), "diff (a)", ...
    sprintf("diff (a, %d, %d)", abs (k), dim), "flip (a)", "rot90 (a)", ...
    sprintf("circshift (a, %d)", k), "sortrows (a)", "sortrows (a, -1)", ...
    "issorted (a)", "issorted (a(:), 'either')", "issorted (a, 'rows')", ...
    sprintf("nth_element (a, 1, %d)", dim), "median (a)", ...
    sprintf("median (a, %d)", dim), "mode (a)", sprintf("mode (a, %d)", dim), ...
    "dot (abs (a), abs (a))", sprintf("dot (abs (a), abs (a), %d)", dim), ...
    "kron (a, a(:,1:end-1))", ...
    "lookup (sort (a(! isnan (a))(:)), a)", ...
    "lookup (sort (a(! isnan (a))(:), 'descend'), a, 'm')", ...
    "lookup (a(1:1), a, 'b')", "ismember (a, a(1:2:end))", "var (a)", ...
    sprintf("var (a, 1, %d)", dim), "std (a(:))", ...
    "sub2ind ([9, 9], abs (a), abs (a))", "ind2sub ([3, 7], abs (a))", ...
    "accumarray (mod (round (abs (a(:))), 5) + 1, 1)", ...
    "accumarray (mod (round (abs (a(:))), 5) + 1, real (a(:)), [6, 1], @max)", ...
    "accumarray (mod (round (abs (a(:))), 5) + 1, a(:))", ...
    "histc (a(:,:), a(1:end > 0)(1))", "conv2 (a, a)", "conv2 (a, a, 'same')", ...
    "norm (a)", "norm (a(:), 1)", "norm (a(:), Inf)", "trapz (a)", ...
    "isindex (a)", "find (a, 2)", "a(abs (a))"}));
  op.relative = 1e-14;
  op.nd = false;
endfunction

function op = op_map (op)
  f = pick ({"abs", "sign", "floor", "ceil", "round", "fix", "isnan", "isinf", ...
             "isfinite", "real", "imag", "conj", "sqrt", "exp", "log", "sin", ...
             "cos", "tan", "atan", "sinh", "tanh", "log2", "log10", "expm1", ...
             "log1p", "asin", "acosh", "gamma"});
  name = pick ({"double", "single", "int8", "uint32", "logical", "complex"});
  op = with_array (op, "a", random_array (name, random_size ()));
  op = computes (op, sprintf ("%s (a)", f));
  op.ulps = 1;
  op.refusable = true;
  op.nd = false;
endfunction

function op = op_extremes (op)
  dims = random_size ();
  op = with_array (op, "a", random_array (any_class (), dims));
  f = pick ({"max", "min", "rem", "mod", "atan2", "isequal"});
  b = random_array (any_class (), broadcast_size (dims));
  if (any (strcmp (f, {"rem", "mod"})))
    b(round (real (b)) == -1) = 1;  # Octave hangs in mod (intmin, int32 (-1))
  endif
  op = with_operand (op, "b", b);
  op = computes (op, sprintf ("%s (a, b)", f));
  op.ulps = 1;
  op.refusable = true;
  op.nd = false;
endfunction

function op = op_border (op)
  op = with_array (op, "a", random_array (any_class (), random_size ()));
  op = computes (op, pick ({"full (a)", "gather (a)", "double (full (a))", ...
                            "num2cell (a)", "{a}", "struct ('x', {a})", ...
                            "[a(:)'; a(:)']", "size (a)", "class (a)", ...
                            "isequal (a, a)", "numel (a) + ndims (a)", ...
                            "repmat (a, 2, 2)", "a == a", "iscomplex (a)"}));
  op.refusable = true;
  op.nd = false;
endfunction
