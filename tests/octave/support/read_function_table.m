## [rows, inputs] = read_function_table (file): the rows of functions_table.txt
## as a struct array with fields section, line, name, call, inputs, variants
## (a cellstr of classes and shapes), nd, sim, ulps, relative, except.
function rows = read_function_table (file)
  inputs = groups = struct ();
  section = "";
  rows = struct ("section", {}, "line", {}, "name", {}, "call", {}, ...
                 "inputs", {}, "variants", {}, "nd", {}, "sim", {}, "borrowed", {}, "claimed", {}, ...
                 "optional", {}, ...
                 "ulps", {}, "relative", {}, "except", {});
  lines = strsplit (fileread (file), "\n", "CollapseDelimiters", false);
  for k = 1:numel (lines)
    text = strtrim (lines{k});
    if (isempty (text) || text(1) == "#")
      continue;
    elseif (text(1) == "=")
      section = strtrim (text(2:end));
    elseif (text(1) == "@")
      words = regexp (text, '^@(\w+)\s+(\w+)\s+(.*)$', "tokens", "once");
      if (strcmp (words{1}, "inputs"))
        inputs.(words{2}) = words{3};
      else
        groups.(words{2}) = strsplit (words{3}, " ");
      endif
    else
      rows(end+1) = read_row (text, inputs, groups, section, k);
    endif
  endfor
endfunction

function row = read_row (text, inputs, groups, section, line)
  columns = regexp (text, '\s\s+', "split");
  if (numel (columns) < 4)
    error ("line %d: 4 or more columns expected: %s", line, text);
  endif
  row = struct ("section", section, "line", line, "name", columns{1}, ...
                "call", columns{2}, "inputs", inputs.(columns{3}), ...
                "variants", {read_variants(columns{4}, groups)}, ...
                "nd", false, "sim", false, "borrowed", false, ...
                "claimed", false, "optional", false, ...
                 "ulps", 0, "relative", 0, ...
                "except", "");
  options = strjoin (columns(5:end), " ");
  because = strfind (options, "except:");
  if (! isempty (because))
    row.except = strtrim (options(because+7:end));
    options = options(1:because-1);
  endif
  for word = strsplit (strtrim (options), " ")
    pair = strsplit (word{1}, ":");
    switch (pair{1})
      case "nd"    row.nd = true;
      case "sim"   row.sim = row.claimed = true;
      case "borrowed"  row.sim = row.borrowed = row.claimed = true;
      case "optional"  row.optional = true;
      case "refused"   row.claimed = true; # as on_device has it
      case "ulp"   row.ulps = str2double (pair{2});
      case "rel"   row.relative = str2double (pair{2});
      case ""
      otherwise    error ("line %d: unknown option %s", line, word{1});
    endswitch
  endfor
endfunction

function variants = read_variants (text, groups)
  variants = {};
  for word = strsplit (text, " ")
    if (isfield (groups, word{1}))
      variants = [variants, groups.(word{1})];
    else
      variants{end+1} = word{1};
    endif
  endfor
endfunction
