## program = random_program (LENGTH, DEVICE): a random program over several
## variables that are computed, linked, copied, viewed, written, grown and rebound;
## with what every variable must hold after each statement.  Fields:
##   statements  cellstr
##   errors      for each statement the identifier it must raise ("" for none)
##   names       the places (variables, a struct field, a cell's element)
##   states      for each statement a struct with values (a cell, one for each
##               place, "(not defined)" where it is not), slack (for each place
##               by how much an element may differ; see random_expression) and
##               shared (a matrix: does a write through one show in the other?)
##
## The model: a group is a plain column of elements; a place is a group and an
## index map into it.  Linking makes two places of one group; every other value is
## a group of its own.  `linked` stays with a place, because `b = a` of an array
## that this scope linked is another name for it.
function program = random_program (count, device)
  m.names = {"a", "b", "c", "d", "s.x", "k{1}"};
  places = numel (m.names);
  m.group = m.linked = zeros (1, places);    # group 0: not defined
  m.maps = cell (1, places);
  m.elements = {};
  m.slack = [];                              # of the elements of a group
  m.class = pick ([{"double", "logical", "complex", "complex"}, real_classes()]);
  m.device = device;
  program = struct ("statements", {{}}, "errors", {{}}, "names", {m.names}, ...
                    "states", {{}});
  steps = {@new, @new, @copy, @link, @link, @link, @view, @view, @view, @name, ...
           @name, @write, @write, @write, @write, @write, @write, @update, ...
           @rebind, @slice, @layout, @call, @call_for_value, @pass, @grow, @delete, ...
           @forget, @compute, @compute, @compute, @compute, @mask, @mask, @fill};
  while (numel (program.statements) < count)
    m.text = m.error = "";
    step = pick (steps);
    if (! any (m.group))
      step = @new;
    endif
    m = step (m);
    if (! isempty (m.text))
      program.statements{end+1} = m.text;
      program.errors{end+1} = m.error;
      program.states{end+1} = snapshot (m);
    endif
  endwhile
endfunction

function state = snapshot (m)
  n = numel (m.names);
  state = struct ("values", {cell(1, n)}, "slack", zeros (1, n), ...
                  "shared", false (n));
  for k = 1:n
    state.values{k} = value_of (m, k);
    state.slack(k) = slack_of (m, k);
    for j = 1:k-1
      state.shared(k,j) = m.group(k) && m.group(k) == m.group(j) ...
                          && ! isempty (intersect (m.maps{k}, m.maps{j}));
    endfor
  endfor
endfunction

function value = value_of (m, k)
  value = "(not defined)";
  if (m.group(k))
    value = reshape (m.elements{m.group(k)}(m.maps{k}(:)), size (m.maps{k}));
  endif
endfunction

function slack = slack_of (m, k)
  slack = 0;
  if (m.group(k))
    slack = m.slack(m.group(k));
  endif
endfunction

## What remains of it after a few operations with small numbers.
function slack = more (slack, value)
  if (slack > 0)
    size_ = abs (value(isfinite (value)));
    slack = 8 * slack + 8 * eps (max ([size_(:); 1]));
  endif
endfunction

## Place K gets a value of its own.
function m = bind (m, k, value, slack)
  m.elements{end+1} = value(:);
  m.slack(end+1) = slack;
  m.group(k) = numel (m.elements);
  m.maps{k} = reshape (1:numel (value), size (value));
  m.linked(k) = false;
endfunction

function m = join (m, k, other, map)
  m.group(k) = m.group(other);
  m.maps{k} = map;
  m.linked([k, other]) = true;
endfunction

function k = any_place (m)
  k = pick (find (m.group > 0));
endfunction

function k = any_variable (m)
  k = pick (find (m.group(1:4) > 0));
endfunction

function k = any_target ()
  k = pick ([1 1 2 2 3 3 4 4 5 6]);
endfunction

function name = class_of (m, k)
  value = m.elements{m.group(k)};
  name = class (value);
  if (iscomplex (value) || strcmp (m.class, "complex"))
    name = "complex";
  endif
endfunction

function yes = is_logical (m, k)
  yes = strcmp (class_of (m, k), "logical");
endfunction

function names = real_classes ()
  names = {"double", "double", "single", "single", "int8", "int16", "int32", ...
           "int64", "uint8", "uint16", "uint32", "uint64", "logical"};
endfunction

## Mostly of the program's own class.
function value = some_elements (m, dims)
  name = m.class;
  if (! strcmp (name, "complex") && rand () < 0.3)
    name = pick (real_classes ());
  endif
  value = random_array (name, dims);
endfunction

function m = new (m)
  k = any_target ();
  value = some_elements (m, pick ({[3 3], [2 4], [1 6], [5 1], [2 3 2]}));
  m = bind (m, k, value, 0);
  m.text = sprintf ("%s = nd_array (%s);", m.names{k}, literal (value));
  if (! strcmp (m.device, "cpu"))
    m.text = sprintf ("%s = gpu_tensor (%s, \"%s\");", m.names{k}, ...
                      literal (value), m.device);
  endif
endfunction

function m = copy (m)
  [k, other] = deal (any_target (), any_place (m));
  m = bind (m, k, value_of (m, other), slack_of (m, other));
  m.text = sprintf ("%s = nd_array (%s);", m.names{[k, other]});
  if (! strcmp (m.device, "cpu"))
    m.text = sprintf ("%s = gpu_tensor (%s, \"%s\");", m.names{[k, other]}, ...
                      m.device);
  endif
endfunction

function m = link (m)
  if (! any (m.group(1:4)))
    return;
  endif
  [k, other] = deal (any_target (), any_variable (m));
  if (k != other)
    m = join (m, k, other, m.maps{other});
    m.text = sprintf ("%s = nd_asarray (%s);", m.names{[k, other]});
    if (! strcmp (m.device, "cpu"))
      colons = strjoin (repmat ({"\":\""}, 1, ndims (m.maps{k})), ", ");
      m.text = sprintf ("%s = nd_view (%s, %s);", m.names{[k, other]}, colons);
    endif
  endif
endfunction

function m = view (m)
  if (! any (m.group(1:4)))
    return;
  endif
  [k, other] = deal (any_target (), any_variable (m));
  [index, map] = random_view (m.maps{other});
  if (k != other && numel (map) > 1)
    m = join (m, k, other, map);
    m.text = sprintf ("%s = nd_view (%s, %s);", m.names{[k, other]}, ...
                      regexprep (index, '(^|, ):', '$1":"'));
  endif
endfunction

function [index, map] = random_view (map)
  dims = size (map);
  parts = cell (1, numel (dims));
  for d = 1:numel (dims)
    i = randi (max (dims(d), 1), 1, 2);
    switch (pick ("::rbsem"))
      case ":"  parts{d} = ":";
      case "r"  parts{d} = sprintf ("%d:%d", min (i), max (i));
      case "b"  parts{d} = "end:-1:1";
      case "s"  parts{d} = sprintf ("%d", i(1));
      case "e"  parts{d} = "1:2:end";
      case "m"  parts{d} = mat2str (sort (unique (i)));
    endswitch
    parts{d} = strrep (parts{d}, "end", sprintf ("%d", dims(d)));
  endfor
  index = strjoin (parts, ", ");
  if (isvector (map) && rand () < 0.4)
    index = sprintf ("%d:-1:1", numel (map));
  endif
  map = eval (sprintf ("map(%s);", index));
endfunction

function m = name (m)
  [k, other] = deal (any_target (), any_place (m));
  if (k == other)
    return;
  elseif (m.linked(other))
    m = join (m, k, other, m.maps{other});
  else
    m = bind (m, k, value_of (m, other), slack_of (m, other));
  endif
  m.text = sprintf ("%s = %s;", m.names{[k, other]});
endfunction

function m = set_elements (m, k, value, slack)
  m.elements{m.group(k)}(m.maps{k}(:)) = value(:);
  m.slack(m.group(k)) = slack;
endfunction

function m = write (m)
  k = any_place (m);
  value = value_of (m, k);
  slack = slack_of (m, k);
  index = random_index (size (value), pick ([1, ndims(value)]), 0);
  index = strrep (index, "nd_array ", "");
  part = eval (sprintf ("value(%s);", index));
  change = random_array (class_of (m, k), [1 1]);
  right = literal (change);
  source = any_place (m);
  whole = value_of (m, source);
  if (! strcmp (class_of (m, source), class_of (m, k)))
    whole = [];
  endif
  if (rand () < 0.6 && ! isempty (whole) && isequal (size (part), size (whole)))
    [right, change] = deal (m.names{source}, whole);
    slack = max (slack, slack_of (m, source));
  elseif (rand () < 0.6 && ! isempty (whole))
    other = random_index (size (whole), pick ([1, ndims(whole)]), 0);
    other = strrep (other, "nd_array ", "");
    taken = eval (sprintf ("whole(%s);", other));
    if (isequal (size (taken), size (part)))
      right = sprintf ("%s(%s)", m.names{source}, other);
      change = taken;
      slack = max (slack, slack_of (m, source));
    endif
  elseif (rand () < 0.5)
    change = random_array (class_of (m, k), size (part));
    right = literal (change);
  endif
  eval (sprintf ("value(%s) = change;", index));
  m = set_elements (m, k, value, slack);
  m.text = sprintf ("%s(%s) = %s;", m.names{k}, index, right);
endfunction

function m = update (m)
  k = any_place (m);
  value = value_of (m, k);
  if (is_logical (m, k))
    return;
  endif
  index = pick ({":", "1", "end", "1:2", "2:end", "end:-1:1"});
  if (any (strcmp (index, {"1:2", "2:end"})) && numel (value) < 2)
    return;
  endif
  operation = sprintf ("(%s) %s %d;", index, pick ({"+=", "-=", ".*="}), randi (4));
  eval (["value" operation]);
  m = set_elements (m, k, value, more (slack_of (m, k), value));
  m.text = [m.names{k} operation];
endfunction

## a += 1 is a = a + 1: the name leaves its group.
function m = rebind (m)
  k = any_place (m);
  if (is_logical (m, k))
    return;
  endif
  text = pick ({"%s += 1;", "%s++;", "%s -= 2;", "%s .*= 2;"});
  if (k > 4 && strcmp (text, "%s++;"))
    return;
  endif
  value = value_of (m, k);
  eval (sprintf (text, "value"));
  m = bind (m, k, value, more (slack_of (m, k), value));
  m.text = sprintf (text, m.names{k});
endfunction

function m = slice (m)
  [k, other] = deal (any_target (), any_place (m));
  whole = value_of (m, other);
  index = strrep (random_index (size (whole), ndims (whole), 0), "nd_array ", "");
  part = eval (sprintf ("whole(%s);", index));
  if (numel (part) > 1)
    m = bind (m, k, part, slack_of (m, other));
    m.text = sprintf ("%s = %s(%s);", m.names{[k, other]}, index);
  endif
endfunction

function m = layout (m)
  [k, other] = deal (any_target (), any_place (m));
  text = pick ({"%s(:)", "reshape (%s, 1, [])", "permute (%s, [2 1 3])", ...
                "squeeze (%s)", "nd_array (%s)", "repmat (%s, 2, 1)", "[%s, %s]"});
  if (! strcmp (m.device, "cpu"))
    text = strrep (text, "nd_array (%s)", ["gpu_tensor (%s, \"" m.device "\")"]);
  endif
  nd_array = gpu_tensor = @(value, varargin) value;
  value = value_of (m, other);
  if (numel (value) > 40)
    return;
  endif
  m = bind (m, k, eval (strrep (text, "%s", "value")), slack_of (m, other));
  m.text = sprintf ("%s = %s;", m.names{k}, strrep (text, "%s", m.names{other}));
endfunction

## What a function writes to its argument stays inside.
function m = call (m)
  k = any_place (m);
  value = value_of (m, k);
  if (! isempty (value) && ! islogical (value))
    m.text = sprintf ("write_argument (%s);", m.names{k});
  endif
endfunction

function m = call_for_value (m)
  [k, other] = deal (any_target (), any_place (m));
  value = value_of (m, other);
  if (! isempty (value) && ! islogical (value))
    m = bind (m, k, write_argument (value), slack_of (m, other));
    m.text = sprintf ("%s = write_argument (%s);", m.names{[k, other]});
  endif
endfunction

## What a function returns is a value, also if it is its argument (of a linked one
## this cannot be promised: Octave hands the very same value back).
function m = pass (m)
  [k, other] = deal (any_target (), any_place (m));
  if (m.linked(other))
    return;
  endif
  m = bind (m, k, value_of (m, other), slack_of (m, other));
  text = pick ({"%s = deal (%s);", "%s = identity (%s);", "%s = feval (@(v) v, %s);", ...
                "%s = nthargout (1, @deal, %s);"});
  m.text = sprintf (text, m.names{[k, other]});
endfunction

function m = grow (m)
  k = any_place (m);
  value = value_of (m, k);
  if (isvector (value))
    index = "(end+1)";
  elseif (ndims (value) == 2)
    index = pick ({"(end+1,:)", "(:,end+2)", "(end+1,end+1)"});
  else
    index = "(:,:,end+1)";
  endif
  right = literal (random_array (class_of (m, k), [1 1]));
  m.text = sprintf ("%s%s = %s;", m.names{k}, index, right);
  if (m.linked(k))
    m.error = "Octave:index-out-of-bounds";
  else
    eval (sprintf ("value%s = %s;", index, right));
    m = bind (m, k, value, slack_of (m, k));
  endif
endfunction

function m = delete (m)
  k = any_place (m);
  value = value_of (m, k);
  if (columns (value) < 2 || numel (value) < 4)
    return;
  endif
  index = pick ({"(:,1)", "(:,end)", "(:,1:2:end)"});
  if (ndims (value) > 2)
    index = pick ({"(:,1,:)", "(:,:,end)"});
  endif
  m.text = sprintf ("%s%s = [];", m.names{k}, index);
  if (m.linked(k))
    m.error = "ndarray:in-place";
  else
    eval (sprintf ("value%s = [];", index));
    if (numel (value) < 2)
      m.text = "";
    else
      m = bind (m, k, value, slack_of (m, k));
    endif
  endif
endfunction

function m = forget (m)
  k = randi (4);
  if (m.group(k))
    m.group(k) = m.linked(k) = 0;
    m.text = sprintf ("clear %s", m.names{k});
  endif
endfunction

## An expression of the others, of any depth.
function m = compute (m)
  k = any_target ();
  e = some_expression (m, pick ([1 2 3 4 6 8]), value_of (m, any_place (m)));
  if (numel (e.value) > 1 && ! any (strcmp (e.text, m.names)))
    m = bind (m, k, e.value, e.slack);
    m.text = sprintf ("%s = %s;", m.names{k}, e.text);
  endif
endfunction

function e = some_expression (m, depth, shape)
  operands = struct ("text", {}, "value", {}, "slack", {});
  for k = find (m.group > 0)
    operands(end+1) = struct ("text", m.names{k}, "value", value_of (m, k), ...
                              "slack", slack_of (m, k));
  endfor
  e = random_expression (operands, depth, size (shape), strcmp (m.class, "complex"), ...
                         m.device);
endfunction

## x(x < 3) = 0; x(mask) = value, where the mask is an expression.
function m = mask (m)
  k = any_place (m);
  value = value_of (m, k);
  if (slack_of (m, k) > 0 || iscomplex (value) || strcmp (m.class, "complex"))
    return;
  endif
  text = sprintf ("%s %s %d", m.names{k}, pick ({"<", ">=", "==", "~="}), randi (5));
  chosen = eval (strrep (text, m.names{k}, "value"));
  change = random_array (class (value), [1 1]);
  right = literal (change);
  if (rand () < 0.3)
    e = some_expression (m, 2, value);
    if (e.slack > 0 || ! strcmp (class (e.value), class (value))
        || ! isequal (size (e.value), size (value)))
      return;
    endif
    change = e.value(chosen);
    right = sprintf ("(%s)(%s)", e.text, text);
  endif
  value(chosen) = change;
  m = set_elements (m, k, value, 0);
  m.text = sprintf ("%s(%s) = %s;", m.names{k}, text, right);
endfunction

## x(:) = expression, of x too.
function m = fill (m)
  k = any_place (m);
  value = value_of (m, k);
  e = some_expression (m, pick ([1 2 3]), value);
  if (strcmp (class (e.value), class (value))
      && isequal (size (e.value), size (value)) && iscomplex (e.value) == iscomplex (value))
    m = set_elements (m, k, e.value, max (e.slack, slack_of (m, k)));
    m.text = sprintf ("%s(:) = %s;", m.names{k}, e.text);
  endif
endfunction
