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

## Two tables: single figures, then comparisons, in which a line has what was found
## with doubles and with singles.
function text = bench (file)
  figures = jsondecode (fileread (file)).figures;
  compared = ! cellfun ("isempty", {figures.against});
  text = ["| figure | measured | target |\n| --- | --- | --- |\n", ...
          single_figures(figures(! compared)), ...
          "\n| work | to | at most | ratio | times |\n| --- | --- | --- | --- | --- |\n", ...
          comparisons(figures(compared))];
endfunction

function text = single_figures (figures)
  text = "";
  for row = figures(:).'
    target = "";
    if (! isempty (row.target))
      target = sprintf ("at most %g: %s", row.target, verdict (row));
    endif
    detail = row.detail;
    if (! isempty (detail))
      detail = [" (" detail ")"];
    endif
    text = [text, sprintf("| %s | %.3g %s%s | %s |\n", row.what, row.value, ...
                          row.unit, detail, target)];
  endfor
endfunction

function text = comparisons (figures)
  text = "";
  lines = strcat ({figures.what}, {" | "}, {figures.against});
  for name = unique (lines, "stable")
    these = figures(strcmp (lines, name{1}));
    ratios = arrayfun (@ratio, these, "UniformOutput", false);
    details = strcat ({these.type}, {" "}, {these.detail});
    text = [text, sprintf("| %s | %g | %s | %s |\n", name{1}, ...
                          these(1).target, strjoin (ratios, "<br>"), ...
                          strjoin (details, "<br>"))];
  endfor
endfunction

function text = ratio (row)
  text = "not measured";
  if (! isempty (row.value))
    text = sprintf ("%.2g %s", row.value, verdict (row));
  endif
endfunction

function text = verdict (row)
  text = {"**missed**", "met"}{row.met + 1};
endfunction

top = fileparts (fileparts (mfilename ("fullpath")));
readme = fullfile (top, "README.md");
text = fileread (readme);
text = put_between (text, "tour", tour (fullfile (top, "build", "demo.txt")));
text = put_between (text, "bench", bench (fullfile (top, "build", "bench.json")));
f = fopen (readme, "w");
fputs (f, text);
fclose (f);
