## text = random_index (DIMS, COUNT, ERRORS): COUNT indices, as text between the
## parentheses, into an array of size DIMS.  ERRORS is the probability that an
## index is wrong (zero, fraction, out of range); out-of-range ones are growth
## when they are assigned to.
function text = random_index (dims, count, errors)
  extents = [dims, ones(1, count)];
  extents = [extents(1:count-1), prod(extents(count:end))];
  text = strjoin (arrayfun (@(n) one_index (n, errors), extents, ...
                            "UniformOutput", false), ",");
endfunction

function text = one_index (n, errors)
  if (rand () < errors)
    text = pick ({"0", "-1", "1.5", "[1 0]", "NaN", sprintf("%d", n + 1), ...
                  sprintf("[1 %d]", n + 2), sprintf("%d:%d", n, n + 2), ...
                  "end+1", sprintf("true (1, %d)", n + 1), "\"a\""});
    return;
  endif
  if (n == 0)
    text = pick ({":", ":", "[]", "1:0", "zeros (1, 0)", "false (0, 1)"});
    return;
  endif
  i = randi (n, 1, 2);
  switch (pick ("::::seeerRRlLcmMMidn0"))
    case ":"  text = ":";
    case "s"  text = sprintf ("%d", i(1));
    case "e"  text = pick ({"end", "end", sprintf("end-%d", i(1) - 1), "1:end", ...
                            "end:-1:1", "1:2:end"});
    case "r"  text = sprintf ("%d:%d", min (i), max (i));
    case "R"  text = sprintf ("%d:%d:%d", i(1), pick ([-3 -2 -1 1 2 3]), i(2));
    case "l"  text = mat2str (randi (n, 1, randi (5)));
    case "L"  text = mat2str (randperm (n));
    case "c"  text = mat2str (randi (n, randi (4), 1));
    case "m"  text = mat2str (randi (n, 2, 2));
    case "M"  text = mat2str (rand (1, n) < 0.5);
    case "i"  text = sprintf ("%s (%s)", pick ({"int8", "uint8", "int32", "int64", ...
                              "single"}), mat2str (randi (n, 1, 3)));
    case "d"  text = mat2str (rand (n, 1) < 0.5);
    case "n"  text = sprintf ("nd_array (%s)", mat2str (randi (n, 1, 3)));
    case "0"  text = pick ({"[]", "1:0", "zeros (1, 0)", "zeros (0, 1)"});
  endswitch
endfunction
