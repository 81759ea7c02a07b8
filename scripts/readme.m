## Puts what `make demo` prints and what `make bench` found last into README.md,
## between the marks <!-- tour --> and <!-- bench -->:
##
##   make demo >build/demo.txt && make bench && octave-cli scripts/readme.m
1;

function text = put_between (text, mark, inside)
  opening = sprintf ("<!-- %s -->\n", mark);
  closing = sprintf ("<!-- end of %s -->", mark);
  from = strfind (text, opening) + numel (opening) - 1;
  to = strfind (text, closing);
  text = [text(1:from), "\n", inside, "\n", text(to:end)];
endfunction

## What the demo printed, indented as code, without what the build printed.
function text = tour (file)
  printed = fileread (file);
  printed = printed(strfind (printed, "ndarray: the tour"):end);
  lines = strsplit (strtrim (printed), "\n", "CollapseDelimiters", false);
  filled = ! cellfun ("isempty", lines);
  lines(filled) = strcat ({"    "}, lines(filled));
  text = [strjoin(lines, "\n"), "\n"];
endfunction

function text = bench (file)
  found = jsondecode (fileread (file));
  text = "| figure | measured | target |\n| --- | --- | --- |\n";
  for row = found.figures.'
    if (isempty (row.target))
      target = "";
    else
      target = sprintf ("at most %g: %s", row.target, {"missed", "met"}{row.met + 1});
    endif
    detail = row.detail;
    if (! isempty (detail))
      detail = [" (" detail ")"];
    endif
    text = [text, sprintf("| %s | %.3g %s%s | %s |\n", row.what, row.value, ...
                          row.unit, detail, target)];
  endfor
endfunction

top = fileparts (fileparts (mfilename ("fullpath")));
readme = fullfile (top, "README.md");
text = fileread (readme);
text = put_between (text, "tour", tour (fullfile (top, "build", "demo.txt")));
text = put_between (text, "bench", bench (fullfile (top, "build", "bench.json")));
f = fopen (readme, "w");
fputs (f, text);
fclose (f);
