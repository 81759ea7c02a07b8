## [statements, names] = random_layout (NAME, VALUE, DEVICE, PRIVATE)
##
## Statements that make NAME an nd array on DEVICE with the elements VALUE, in
## one of many layouts: borrowed, deferred, linked, strided, reversed,
## transposed, joined ...  NAMES are the variables that are made.  PRIVATE: the
## array is not linked, so that it may grow.  The same statements run on
## ordinary matrices when nd_array, nd_asarray, gpu_tensor and nd_view stand for
## their plain meaning.
function [statements, names] = random_layout (name, value, device, private)
  base = [name "_base"];
  names = {base, name};
  kinds = {"deferred", "view", "reversed", "transposed", "slice", "reshaped", ...
           "joined", "copied"};
  if (strcmp (device, "cpu"))
    kinds = [kinds, {"borrowed", "owned", "fresh"}];
  endif
  if (! private)
    kinds{end+1} = "linked view";
    if (strcmp (device, "cpu"))
      kinds{end+1} = "linked";
    endif
  endif
  if (isfloat (value))
    kinds{end+1} = "computed";
  endif
  kind = pick (kinds);
  switch (kind)
    case "borrowed"
      statements = {sprintf("%s = %s;", base, literal (value)), ...
                    sprintf("%s = nd_asarray (%s);", name, base)};
    case "fresh"
      statements = {sprintf("%s = nd_array (%s);", name, literal (value))};
      names = {name};
    case "owned"
      statements = {sprintf("%s = %s;", base, literal (value)), ...
                    sprintf("%s = nd_array (%s, \"copy\", true);", name, base)};
    case {"deferred", "copied"}
      copy = pick ({copy_of(base, device), base, [base "(:,:,:,:)"]});
      statements = {make(base, value, device), sprintf("%s = %s;", name, copy)};
    case "linked"
      statements = {make(base, value, device), ...
                    sprintf("%s = nd_asarray (%s);", name, base)};
    case "linked view"
      [whole, index] = surround (value);
      statements = {make(base, whole, device), ...
                    sprintf("%s = nd_view (%s, %s);", name, base, index)};
    case {"view", "reversed"}
      [whole, index] = surround (value);
      view = sprintf ("nd_view (%s, %s)", base, index);
      statements = {make(base, whole, device), ...
                    sprintf("%s = %s;", name, copy_of (view, device))};
    case "slice"
      [whole, index] = surround (value);
      statements = {make(base, whole, device), ...
                    sprintf("%s = %s(%s);", name, base, index)};
    case "transposed"
      order = randperm (ndims (value));
      [~, back] = sort (order);
      text = sprintf ("%s = permute (%s, %s);", name, base, mat2str (back));
      if (ndims (value) == 2 && order(1) == 2)
        text = sprintf ("%s = %s.';", name, base);
      endif
      statements = {make(base, permute (value, order), device), text};
    case "reshaped"
      statements = {make(base, value(:), device), ...
                    sprintf("%s = reshape (%s, %s);", name, base, ...
                            mat2str (size (value)))};
    case "joined"
      half = floor (columns (value) / 2);
      rest = repmat ({":"}, 1, ndims (value) - 2);
      statements = {make(base, value(:,1:half,rest{:}), device), ...
                    make([name "_more"], value(:,half+1:end,rest{:}), device), ...
                    sprintf("%s = [%s, %s];", name, base, [name "_more"])};
      names = {base, [name "_more"], name};
    case "computed"
      statements = {make(base, value, device), sprintf("%s = -(-%s);", name, base)};
  endswitch
endfunction

function text = copy_of (what, device)
  if (strcmp (device, "cpu"))
    text = sprintf ("nd_array (%s)", what);
  else
    text = sprintf ("gpu_tensor (%s, \"%s\")", what, device);
  endif
endfunction

function text = make (name, value, device)
  text = sprintf ("%s = %s;", name, copy_of (literal (value), device));
endfunction

## A larger array of which VALUE is the part named by the text INDEX.
function [whole, index] = surround (value)
  dims = size (value);
  index = positions = cell (1, numel (dims));
  whole_dims = dims;
  for k = 1:numel (dims)
    step = pick ([1 1 2 3]);
    before = randi ([0, 2]);
    last = before + step * (dims(k) - 1) + 1;
    whole_dims(k) = max (last, before) + randi ([0, 2]);
    positions{k} = before+1 : step : last;
    index{k} = sprintf ("%d:%d:%d", before + 1, step, last);
    if (dims(k) == 0)
      index{k} = "1:0";
    elseif (rand () < 0.3)
      positions{k} = positions{k}(end:-1:1);
      index{k} = sprintf ("%d:%d:%d", last, -step, before + 1);
    endif
  endfor
  whole = random_array (kind_of (value), whole_dims);
  if (! isempty (value))
    whole(positions{:}) = value;
    if (iscomplex (value) && ! iscomplex (whole))
      whole = complex (whole);
    endif
  endif
  index = strjoin (index, ", ");
endfunction

function name = kind_of (value)
  name = class (value);
  if (iscomplex (value))
    name = merge (strcmp (name, "double"), "complex", "csingle");
  endif
endfunction
